//! What dockerd and runc do for a container outside its layers.

use super::{Facts, Operation};
use crate::disk::layout;
use crate::identity::ContainerId;

/// Why a container's two files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is new.
    Created,
    /// It is complete and can be found.
    Registered,
    /// It is about to start.
    Starting,
    /// It runs.
    Started,
    /// It could not be started.
    StartFailed,
    /// It is told to stop.
    Stopping,
    /// It has ended.
    Ended,
    /// It is being removed.
    Removing,
    /// Something about it was changed: its name, a limit, whether it is paused.
    Changed,
}

/// What dockerd and runc do for a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lifecycle {
    /// The container gets a directory.
    DirCreated {
        /// The container.
        container: ContainerId,
    },
    /// `checkpoints/`
    CheckpointsCreated {
        /// The container.
        container: ContainerId,
    },
    /// `hostconfig.json`
    HostConfigWritten {
        /// The container.
        container: ContainerId,
        /// Why.
        why: Saved,
    },
    /// `config.v2.json`
    ConfigWritten {
        /// The container.
        container: ContainerId,
        /// Why.
        why: Saved,
    },
    /// The working directory, which the image does not have.
    WorkingDirMade {
        /// The container.
        container: ContainerId,
        /// The directory, as the container sees it.
        path: String,
    },
    /// The directory goes, with all files.
    DirRemoved {
        /// The container.
        container: ContainerId,
    },
}

impl Lifecycle {
    pub(super) fn facts(&self) -> Facts {
        let file = |container: &ContainerId, name: &str| Some(layout::container(*container).join(name));
        match self {
            Self::DirCreated { container } => ("container.dir", Operation::Mkdir, file(container, "")),
            Self::CheckpointsCreated { container } => {
                ("container.checkpoints", Operation::Mkdir, file(container, "checkpoints"))
            }
            Self::HostConfigWritten { container, .. } => {
                ("container.hostconfig", Operation::WriteAtomic, file(container, "hostconfig.json"))
            }
            Self::ConfigWritten { container, .. } => {
                ("container.config", Operation::WriteAtomic, file(container, "config.v2.json"))
            }
            Self::WorkingDirMade { .. } => ("container.working-dir", Operation::Mkdir, None),
            Self::DirRemoved { container } => ("container.remove", Operation::RemoveAll, file(container, "")),
        }
    }
}
