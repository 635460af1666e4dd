//! What comes from a registry.

use super::{Facts, Operation};
use crate::disk::layout;
use crate::identity::{ChainId, DiffId, ImageId, LayerDigest, ManifestDigest};
use crate::vfs::AbsPath;

/// A name is resolved; what is here already is recognised. Nothing is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolve {
    /// The registry says which manifest the tag leads to today.
    Tag {
        /// The reference, in its familiar form.
        reference: String,
        /// The manifest.
        digest: ManifestDigest,
    },
    /// Of a list, the manifest for this machine is taken.
    Platform {
        /// The list.
        list: ManifestDigest,
        /// The manifest.
        manifest: ManifestDigest,
        /// The machine, such as `linux/amd64`.
        platform: String,
    },
    /// The image is here: no layer is looked at.
    ImageKnown {
        /// The image.
        image: ImageId,
    },
    /// The layer is here, on the same layers below it: it is not downloaded.
    LayerKnown {
        /// The blob that the manifest names.
        digest: LayerDigest,
        /// What it was found to unpack to when it was pulled before.
        diff: DiffId,
        /// The layer.
        chain: ChainId,
    },
}

impl Resolve {
    pub(super) fn facts(&self) -> Facts {
        let (name, path) = match self {
            Self::Tag { .. } => ("resolve.tag", None),
            Self::Platform { list, .. } => ("resolve.platform", Some(layout::content_blob(list.0))),
            Self::ImageKnown { image } => ("resolve.image-known", Some(layout::image_content(*image))),
            Self::LayerKnown { digest, .. } => ("resolve.layer-known", Some(layout::diffid_by_digest(*digest))),
        };
        (name, Operation::Look, path)
    }
}

/// What a manifest is to the pull that fetches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManifestRole {
    /// A list of manifests, one for each platform.
    List,
    /// The manifest of one image.
    Image,
}

/// The content store keeps manifests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentStore {
    /// A manifest is kept as it came.
    Stored {
        /// The manifest.
        digest: ManifestDigest,
        /// What it is.
        role: ManifestRole,
    },
    /// Nothing needs a manifest any more.
    Dropped {
        /// The manifest.
        digest: ManifestDigest,
    },
}

impl ContentStore {
    pub(super) fn facts(&self) -> Facts {
        match self {
            Self::Stored { digest, .. } => {
                ("manifest.store", Operation::WriteAtomic, Some(layout::content_blob(digest.0)))
            }
            Self::Dropped { digest } => ("manifest.drop", Operation::Unlink, Some(layout::content_blob(digest.0))),
        }
    }
}

/// A blob travels into a temporary file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Download {
    /// The file is made; bytes begin to arrive.
    Started {
        /// The blob.
        digest: LayerDigest,
        /// The file.
        file: AbsPath,
    },
    /// All bytes are there, and hash to the digest.
    Finished {
        /// The blob.
        digest: LayerDigest,
        /// The file.
        file: AbsPath,
    },
    /// All bytes are there, and do not hash to the digest.
    Refused {
        /// The blob.
        digest: LayerDigest,
        /// The file.
        file: AbsPath,
    },
    /// The file has been read (or is no longer wanted) and goes.
    Removed {
        /// The blob.
        digest: LayerDigest,
        /// The file.
        file: AbsPath,
    },
}

impl Download {
    pub(super) fn facts(&self) -> Facts {
        let (name, operation, file) = match self {
            Self::Started { file, .. } => ("download.start", Operation::Create, file),
            Self::Finished { file, .. } => ("download.finish", Operation::Write, file),
            Self::Refused { file, .. } => ("download.refuse", Operation::Look, file),
            Self::Removed { file, .. } => ("download.remove", Operation::Unlink, file),
        };
        (name, operation, Some(file.clone()))
    }
}
