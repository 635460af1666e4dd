//! What dockerd and runc do for a container outside its layers.

use super::{Facts, Operation};
use crate::disk::layout;
use crate::identity::ContainerId;
use crate::vfs::AbsPath;

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
    /// `hosts`, `hostname` or `resolv.conf`.
    LentFileWritten {
        /// The container.
        container: ContainerId,
        /// Which.
        name: &'static str,
    },
    /// `resolv.conf.hash`
    ResolvConfHashWritten {
        /// The container.
        container: ContainerId,
    },
    /// `mounts/`
    MountsCreated {
        /// The container.
        container: ContainerId,
    },
    /// `<ID>-json.log`, empty.
    LogCreated {
        /// The container.
        container: ContainerId,
    },
    /// A namespace of mounts, with the union as its root.
    NamespaceMade {
        /// The container.
        container: ContainerId,
    },
    /// What is to be mounted is not there: an empty directory is made.
    SourceMade {
        /// The container.
        container: ContainerId,
        /// Where on the host.
        path: String,
    },
    /// The place to mount on is not there: it is made, in the read-write layer.
    TargetMade {
        /// The container.
        container: ContainerId,
        /// Where in the container.
        path: String,
    },
    /// Something of the host is mounted in the container.
    BindMounted {
        /// The container.
        container: ContainerId,
        /// What.
        source: String,
        /// Where.
        target: String,
    },
    /// A process starts.
    ProcessStarted {
        /// The container.
        container: ContainerId,
        /// What it was started with.
        command: String,
    },
    /// Lines are added to the log.
    LogAppended {
        /// The container.
        container: ContainerId,
        /// How many.
        lines: usize,
    },
    /// The first process is sent a signal.
    Signalled {
        /// The container.
        container: ContainerId,
        /// Which.
        signal: String,
    },
    /// The first process has ended.
    ProcessEnded {
        /// The container.
        container: ContainerId,
        /// Its status.
        status: i32,
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
            Self::LentFileWritten { container, name } => {
                ("container.lent-file", Operation::Write, file(container, name))
            }
            Self::ResolvConfHashWritten { container } => {
                ("container.resolv-conf-hash", Operation::WriteAtomic, file(container, "resolv.conf.hash"))
            }
            Self::MountsCreated { container } => ("container.mounts", Operation::Mkdir, file(container, "mounts")),
            Self::LogCreated { container } => {
                ("container.log", Operation::Create, Some(layout::container_log(*container)))
            }
            Self::NamespaceMade { .. } => ("container.namespace", Operation::Mount, None),
            Self::SourceMade { path, .. } => ("container.source", Operation::Mkdir, Some(AbsPath::new(path))),
            Self::TargetMade { .. } => ("container.target", Operation::Create, None),
            Self::BindMounted { source, .. } => ("container.bind", Operation::Mount, Some(AbsPath::new(source))),
            Self::ProcessStarted { .. } => ("container.start", Operation::Look, None),
            Self::LogAppended { container, .. } => {
                ("container.log-append", Operation::Write, Some(layout::container_log(*container)))
            }
            Self::Signalled { .. } => ("container.signal", Operation::Look, None),
            Self::ProcessEnded { .. } => ("container.end", Operation::Look, None),
            Self::DirRemoved { container } => ("container.remove", Operation::RemoveAll, file(container, "")),
        }
    }
}
