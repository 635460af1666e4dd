//! What is recorded of images: blobs and layers, configs, names.

use super::{Facts, Operation};
use crate::disk::layout;
use crate::identity::{DiffId, ImageId, LayerDigest};
use crate::vfs::AbsPath;

/// The daemon remembers which blob is which layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Distribution {
    /// Where the layer was seen: blob and repository.
    V2MetadataWritten {
        /// The layer's content.
        diff: DiffId,
        /// The blob.
        digest: LayerDigest,
        /// The repository, in full.
        repository: String,
    },
    /// What the blob unpacks to.
    DiffIdWritten {
        /// The blob.
        digest: LayerDigest,
        /// The layer's content.
        diff: DiffId,
    },
}

impl Distribution {
    pub(super) fn facts(&self) -> Facts {
        let (name, path) = match self {
            Self::V2MetadataWritten { diff, .. } => ("distribution.v2metadata", layout::v2metadata_by_diffid(*diff)),
            Self::DiffIdWritten { digest, .. } => ("distribution.diffid", layout::diffid_by_digest(*digest)),
        };
        (name, Operation::WriteAtomic, Some(path))
    }
}

/// The image store keeps configs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imagedb {
    /// The layers that were registered are compared with those that the config names.
    Compared {
        /// How many they are.
        layers: usize,
    },
    /// The config is kept as it came; its name is the image ID.
    ContentWritten {
        /// The image.
        image: ImageId,
    },
    /// The image that it was made from.
    ParentWritten {
        /// The image.
        image: ImageId,
        /// The other.
        parent: ImageId,
    },
    /// The moment of the last tag.
    LastUpdatedWritten {
        /// The image.
        image: ImageId,
    },
    /// What this host added to the image goes.
    MetadataRemoved {
        /// The image.
        image: ImageId,
    },
    /// The config goes: there is no such image any more.
    ContentRemoved {
        /// The image.
        image: ImageId,
    },
}

impl Imagedb {
    pub(super) fn facts(&self) -> Facts {
        use Operation::{Look, RemoveAll, Unlink, WriteAtomic};
        let updated = |image: &ImageId| layout::image_metadata(*image).join("lastUpdated");
        match self {
            Self::Compared { .. } => ("imagedb.compare", Look, None),
            Self::ContentWritten { image } => ("imagedb.content", WriteAtomic, Some(layout::image_content(*image))),
            Self::ParentWritten { image, .. } => {
                ("imagedb.parent", WriteAtomic, Some(layout::image_metadata(*image).join("parent")))
            }
            Self::LastUpdatedWritten { image } => ("imagedb.last-updated", WriteAtomic, Some(updated(image))),
            Self::MetadataRemoved { image } => {
                ("imagedb.remove-metadata", RemoveAll, Some(layout::image_metadata(*image)))
            }
            Self::ContentRemoved { image } => ("imagedb.remove-content", Unlink, Some(layout::image_content(*image))),
        }
    }
}

/// Names lead to images, in `repositories.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repositories {
    /// The manifest's digest becomes a name of the image.
    DigestAdded {
        /// The reference, in its familiar form.
        reference: String,
        /// The image.
        image: ImageId,
    },
    /// The tag becomes a name of the image.
    TagAdded {
        /// The reference, in its familiar form.
        reference: String,
        /// The image.
        image: ImageId,
        /// The image that the tag led to until now, if it is another.
        before: Option<ImageId>,
    },
    /// A name goes.
    Removed {
        /// The reference, in its familiar form.
        reference: String,
        /// The image that it led to.
        image: ImageId,
    },
}

impl Repositories {
    pub(super) fn facts(&self) -> Facts {
        let path: AbsPath = layout::repositories();
        let name = match self {
            Self::DigestAdded { .. } => "repositories.digest",
            Self::TagAdded { .. } => "repositories.tag",
            Self::Removed { .. } => "repositories.remove",
        };
        (name, Operation::WriteAtomic, Some(path))
    }
}
