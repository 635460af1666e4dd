//! An archive of images is read.

use super::{Facts, Operation};
use crate::vfs::AbsPath;

/// An archive of images is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Load {
    /// It is unpacked into a temporary directory.
    Unpacked {
        /// The directory.
        dir: AbsPath,
    },
    /// The temporary directory goes.
    Removed {
        /// The directory.
        dir: AbsPath,
    },
}

impl Load {
    pub(super) fn facts(&self) -> Facts {
        match self {
            Self::Unpacked { dir } => ("load.unpack", Operation::Mkdir, Some(dir.clone())),
            Self::Removed { dir } => ("load.remove", Operation::RemoveAll, Some(dir.clone())),
        }
    }
}
