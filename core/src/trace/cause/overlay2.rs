//! What the storage driver does in `overlay2/`.

use super::{Facts, Operation};
use crate::disk::layout::{self, LayerDir};
use crate::identity::LinkId;

/// The storage driver keeps the layers' files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Overlay2 {
    /// A new layer gets a directory.
    DirCreated {
        /// The directory.
        dir: LayerDir,
    },
    /// `diff/`, for the layer's own files.
    DiffCreated {
        /// The layer's directory.
        dir: LayerDir,
    },
    /// A short name in `l/`.
    ShortNameCreated {
        /// The layer's directory.
        dir: LayerDir,
        /// The short name.
        link: LinkId,
    },
    /// `link`: the layer knows its own short name.
    LinkWritten {
        /// The layer's directory.
        dir: LayerDir,
        /// The short name.
        link: LinkId,
    },
    /// `work/`, for the kernel, as soon as something is below.
    WorkCreated {
        /// The layer's directory.
        dir: LayerDir,
    },
    /// `committed`: the layer below learns that something is on top of it.
    ParentCommitted {
        /// The directory of the layer below.
        parent: LayerDir,
        /// The directory of the layer on top.
        child: LayerDir,
    },
    /// `lower`: the short names of all layers below, nearest first.
    LowerWritten {
        /// The layer's directory.
        dir: LayerDir,
        /// How many layers are below.
        below: usize,
    },
    /// `merged/`, to mount the union on.
    MergedCreated {
        /// The layer's directory.
        dir: LayerDir,
    },
    /// The union is mounted.
    Mounted {
        /// The layer's directory.
        dir: LayerDir,
        /// How many layers are below.
        below: usize,
        /// Whether the options name the layers from `overlay2/` on, because whole paths would not fit into a page.
        relative: bool,
    },
    /// Something is made in the init layer, in place of whatever the image has there.
    InitPlaceMade {
        /// The init layer's directory.
        dir: LayerDir,
        /// Where.
        path: &'static str,
        /// What.
        kind: InitPlace,
    },
    /// The union is unmounted.
    Unmounted {
        /// The layer's directory.
        dir: LayerDir,
    },
    /// `merged/` goes: nothing is mounted on it.
    MergedRemoved {
        /// The layer's directory.
        dir: LayerDir,
    },
    /// The short name goes.
    ShortNameRemoved {
        /// The layer's directory.
        dir: LayerDir,
        /// The short name.
        link: LinkId,
    },
    /// The directory goes, with all files.
    DirRemoved {
        /// The directory.
        dir: LayerDir,
    },
}

/// What the init layer has at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InitPlace {
    /// An empty file, for a file to be mounted on.
    File,
    /// A directory.
    Dir,
    /// A symbolic link to this.
    Link(&'static str),
}

impl Overlay2 {
    pub(super) fn facts(&self) -> Facts {
        let below = |dir: &LayerDir, name: &str| layout::layer_dir(*dir).join(name);
        let (name, operation, path) = match self {
            Self::DirCreated { dir } => ("overlay2.dir", Operation::Mkdir, layout::layer_dir(*dir)),
            Self::DiffCreated { dir } => ("overlay2.diff", Operation::Mkdir, below(dir, "diff")),
            Self::ShortNameCreated { link, .. } => ("overlay2.short-name", Operation::Symlink, layout::link(*link)),
            Self::LinkWritten { dir, .. } => ("overlay2.link", Operation::Write, below(dir, "link")),
            Self::WorkCreated { dir } => ("overlay2.work", Operation::Mkdir, below(dir, "work")),
            Self::ParentCommitted { parent, .. } => {
                ("overlay2.committed", Operation::Write, below(parent, "committed"))
            }
            Self::LowerWritten { dir, .. } => ("overlay2.lower", Operation::Write, below(dir, "lower")),
            Self::MergedCreated { dir } => ("overlay2.merged", Operation::Mkdir, below(dir, "merged")),
            Self::Mounted { dir, .. } => ("overlay2.mount", Operation::Mount, below(dir, "merged")),
            Self::InitPlaceMade { dir, path, kind } => {
                let operation = match kind {
                    InitPlace::File => Operation::Create,
                    InitPlace::Dir => Operation::Mkdir,
                    InitPlace::Link(_) => Operation::Symlink,
                };
                ("overlay2.init-place", operation, below(dir, "diff").join(path))
            }
            Self::Unmounted { dir } => ("overlay2.unmount", Operation::Mount, below(dir, "merged")),
            Self::MergedRemoved { dir } => ("overlay2.remove-merged", Operation::Unlink, below(dir, "merged")),
            Self::ShortNameRemoved { link, .. } => {
                ("overlay2.remove-short-name", Operation::Unlink, layout::link(*link))
            }
            Self::DirRemoved { dir } => ("overlay2.remove", Operation::RemoveAll, layout::layer_dir(*dir)),
        };
        (name, operation, Some(path))
    }
}
