//! What is made of a container's changes: compared, packed, copied.

use super::{Facts, Operation};
use crate::disk::layout::LayerDir;
use crate::disk::overlay2;
use crate::identity::ContainerId;
use crate::vfs::AbsPath;

/// A container's files are looked at as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// What the container sees is compared with what it saw when it was made.
    Compared {
        /// The container's read-write layer.
        dir: LayerDir,
        /// How many differences there are.
        found: usize,
    },
    /// The read-write layer is packed into a layer's tar.
    Packed {
        /// The container's read-write layer.
        dir: LayerDir,
        /// How long the tar is.
        bytes: u64,
    },
    /// All that the container sees is packed into a tar.
    Exported {
        /// Where its files are seen.
        root: AbsPath,
        /// How long the tar is.
        bytes: u64,
    },
    /// Files of a container are packed, to be copied out.
    CopiedOut {
        /// Where they are seen on the host.
        path: AbsPath,
    },
    /// A file is copied into a container.
    CopiedIn {
        /// The container.
        container: ContainerId,
        /// Where it is seen on the host.
        path: AbsPath,
    },
}

impl Changes {
    pub(super) fn facts(&self) -> Facts {
        match self {
            Self::Compared { dir, .. } => ("container.compare", Operation::Look, Some(overlay2::merged_dir(*dir))),
            Self::Packed { dir, .. } => ("container.pack", Operation::Look, Some(overlay2::diff_dir(*dir))),
            Self::Exported { root, .. } => ("container.export", Operation::Look, Some(root.clone())),
            Self::CopiedOut { path } => ("container.copy-out", Operation::Look, Some(path.clone())),
            Self::CopiedIn { path, .. } => ("container.copy-in", Operation::Write, Some(path.clone())),
        }
    }
}
