//! What the layer store does in `layerdb/`.

use super::{Facts, Operation};
use crate::disk::layerdb::WriteSet;
use crate::disk::layout;
use crate::identity::{CacheId, ChainId, ContainerId, DiffId};

/// The layer store keeps one record for each layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layerdb {
    /// `tmp/`, with the first layer ever.
    TmpCreated,
    /// A record is begun.
    WriteSetCreated {
        /// Where it is built.
        set: WriteSet,
    },
    /// `tar-split.json.gz` is opened: it fills while the tar is read.
    TarSplitOpened {
        /// Where the record is built.
        set: WriteSet,
    },
    /// `tar-split.json.gz` is complete.
    TarSplitWritten {
        /// Where the record is built.
        set: WriteSet,
        /// How many records of tar-split it holds.
        records: usize,
    },
    /// `diff`.
    DiffWritten {
        /// Where the record is built.
        set: WriteSet,
        /// The hash of the tar.
        diff: DiffId,
    },
    /// `size`.
    SizeWritten {
        /// Where the record is built.
        set: WriteSet,
        /// Bytes of the layer's files.
        size: u64,
    },
    /// `cache-id`.
    CacheIdWritten {
        /// Where the record is built.
        set: WriteSet,
        /// The layer's directory in `overlay2/`.
        cache: CacheId,
    },
    /// `parent`.
    ParentWritten {
        /// Where the record is built.
        set: WriteSet,
        /// The layer below.
        parent: ChainId,
    },
    /// `sha256/`, with the first layer ever.
    LayersCreated,
    /// The record is renamed into place: the layer exists.
    Committed {
        /// Where the record was built.
        set: WriteSet,
        /// The layer.
        chain: ChainId,
        /// Its content.
        diff: DiffId,
        /// The layer below.
        parent: Option<ChainId>,
    },
    /// The layer turns out to be here already: the one that is here is taken.
    Duplicate {
        /// The layer.
        chain: ChainId,
    },
    /// A record that was begun is thrown away.
    Cancelled {
        /// Where it was built.
        set: WriteSet,
    },
    /// A record is renamed out of the way.
    MarkedRemoving {
        /// The layer.
        chain: ChainId,
        /// What its new name ends in.
        random: CacheId,
    },
    /// A record that was renamed out of the way is removed.
    Removed {
        /// The layer.
        chain: ChainId,
        /// What its name ends in.
        random: CacheId,
    },
    /// `mounts/`, with the first container.
    MountsCreated,
    /// A directory for what is known of a container's own layer.
    MountCreated {
        /// The container.
        container: ContainerId,
    },
    /// `mount-id`
    MountIdWritten {
        /// The container.
        container: ContainerId,
        /// The directory of its read-write layer.
        mount: CacheId,
    },
    /// `init-id`
    InitIdWritten {
        /// The container.
        container: ContainerId,
        /// The directory of its read-write layer.
        mount: CacheId,
    },
    /// `parent`
    MountParentWritten {
        /// The container.
        container: ContainerId,
        /// The image's top layer.
        parent: ChainId,
    },
    /// The record of a container's own layer goes.
    MountRemoved {
        /// The container.
        container: ContainerId,
    },
}

impl Layerdb {
    pub(super) fn facts(&self) -> Facts {
        use Operation::{Create, Look, Mkdir, RemoveAll, Rename, Write};
        let (name, operation, path) = match self {
            Self::TmpCreated => ("layerdb.tmp", Mkdir, layout::layerdb_tmp()),
            Self::WriteSetCreated { set } => ("layerdb.write-set", Mkdir, set.path().clone()),
            Self::TarSplitOpened { set } => ("layerdb.open-tar-split", Create, set.path().join("tar-split.json.gz")),
            Self::TarSplitWritten { set, .. } => ("layerdb.tar-split", Write, set.path().join("tar-split.json.gz")),
            Self::DiffWritten { set, .. } => ("layerdb.diff", Write, set.path().join("diff")),
            Self::SizeWritten { set, .. } => ("layerdb.size", Write, set.path().join("size")),
            Self::CacheIdWritten { set, .. } => ("layerdb.cache-id", Write, set.path().join("cache-id")),
            Self::ParentWritten { set, .. } => ("layerdb.parent", Write, set.path().join("parent")),
            Self::LayersCreated => ("layerdb.sha256", Mkdir, layout::layers()),
            Self::Committed { chain, .. } => ("layerdb.commit", Rename, layout::layer(*chain)),
            Self::Duplicate { chain } => ("layerdb.duplicate", Look, layout::layer(*chain)),
            Self::Cancelled { set } => ("layerdb.cancel", RemoveAll, set.path().clone()),
            Self::MarkedRemoving { chain, random } => {
                ("layerdb.mark-removing", Rename, layout::removing_layer(*chain, *random))
            }
            Self::MountsCreated => ("layerdb.mounts", Mkdir, layout::container_layers()),
            Self::MountCreated { container } => ("layerdb.mount", Mkdir, layout::container_layer(*container)),
            Self::MountIdWritten { container, .. } => {
                ("layerdb.mount-id", Write, layout::container_layer(*container).join("mount-id"))
            }
            Self::InitIdWritten { container, .. } => {
                ("layerdb.init-id", Write, layout::container_layer(*container).join("init-id"))
            }
            Self::MountParentWritten { container, .. } => {
                ("layerdb.mount-parent", Write, layout::container_layer(*container).join("parent"))
            }
            Self::MountRemoved { container } => {
                ("layerdb.remove-mount", RemoveAll, layout::container_layer(*container))
            }
            Self::Removed { chain, random } => ("layerdb.remove", RemoveAll, layout::removing_layer(*chain, *random)),
        };
        (name, operation, Some(path))
    }
}
