//! What dockerd does with volumes.

use super::{Facts, Operation};
use crate::disk::layout;

/// Directories that outlive containers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Volumes {
    /// A directory for the volume.
    DirCreated {
        /// Its name.
        name: String,
    },
    /// `_data`: what containers see of it.
    DataCreated {
        /// Its name.
        name: String,
    },
    /// An empty volume gets what the image has at the place where it is mounted.
    Filled {
        /// Its name.
        name: String,
        /// The place, as the container sees it.
        place: String,
    },
    /// The volume goes, with all files.
    Removed {
        /// Its name.
        name: String,
    },
}

impl Volumes {
    pub(super) fn facts(&self) -> Facts {
        match self {
            Self::DirCreated { name } => ("volume.dir", Operation::Mkdir, Some(layout::volume(name))),
            Self::DataCreated { name } => ("volume.data", Operation::Mkdir, Some(layout::volume_data(name))),
            Self::Filled { name, .. } => ("volume.fill", Operation::Write, Some(layout::volume_data(name))),
            Self::Removed { name } => ("volume.remove", Operation::RemoveAll, Some(layout::volume(name))),
        }
    }
}
