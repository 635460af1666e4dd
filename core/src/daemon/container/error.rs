//! Why dockerd does not do what it is asked to do with a container. Displayed in its words.
//!
//! Source: moby `daemon/errors.go`, `daemon/names.go`, `daemon/delete.go`, `daemon/create.go`, `daemon/container.go`.

use std::fmt;

use crate::daemon::{LookupError, NetworkError};
use crate::identity::ContainerId;
use crate::vfs::Errno;

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContainerError {
    /// No container has this ID or name.
    NotFound(String),
    /// Several containers' IDs begin so.
    Ambiguous(String),
    /// There is no such image.
    Image(LookupError),
    /// The name has characters that names do not have.
    InvalidName(String),
    /// Another container has the name.
    NameInUse {
        /// The name.
        name: String,
        /// Who has it.
        owner: ContainerId,
    },
    /// Neither the image nor the call says what to run.
    NoCommand,
    /// The working directory is no absolute path.
    RelativeWorkdir(String),
    /// Something in the way of the working directory is no directory.
    WorkdirIsFile(String),
    /// There are more layers than the driver mounts.
    MaxDepth,
    /// The options of the mount do not fit into a page, not even with short paths.
    MountTooLong(usize),
    /// It runs (or is paused, or restarting): it cannot be removed.
    NotStopped {
        /// The container.
        id: ContainerId,
        /// `running`, `paused`, `restarting`
        state: &'static str,
    },
    /// It is being removed already.
    BeingRemoved(String),
    /// It does not run.
    NotRunning(ContainerId),
    /// It is about to be started again.
    Restarting(ContainerId),
    /// It does not run, so it cannot be killed.
    CannotKill {
        /// What was typed.
        typed: String,
        /// The container.
        id: ContainerId,
    },
    /// runc did not start its program, and said why.
    Runtime(String),
    /// runc did not start a further program in it, and said why.
    Exec(String),
    /// There is no such user or group in the container.
    User(String),
    /// A value that cannot be used, with the daemon's words for it.
    Invalid(String),
    /// A network that cannot be joined.
    Network(NetworkError),
    /// Writing to the daemon's own directories failed.
    Disk(Errno),
}

impl fmt::Display for ContainerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(text) => write!(f, "No such container: {text}"),
            Self::Ambiguous(text) => write!(f, "Multiple IDs found with provided prefix: {text}"),
            Self::Image(error) => error.fmt(f),
            Self::InvalidName(name) => {
                write!(f, "Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed")
            }
            Self::NameInUse { name, owner } => write!(
                f,
                "Conflict. The container name \"/{name}\" is already in use by container \"{owner}\". You have to remove \
                 (or rename) that container to be able to reuse that name."
            ),
            Self::NoCommand => f.write_str("No command specified"),
            Self::RelativeWorkdir(path) => {
                write!(f, "the working directory '{path}' is invalid, it needs to be an absolute path")
            }
            Self::WorkdirIsFile(path) => write!(f, "Cannot mkdir: {path} is not a directory"),
            Self::MaxDepth => f.write_str("max depth exceeded"),
            Self::MountTooLong(bytes) => write!(f, "cannot mount layer, mount label too large {bytes}"),
            Self::NotStopped { id, state: "paused" } => write!(
                f,
                "You cannot remove a paused container {id}. Unpause and then stop the container before attempting removal or \
                 force remove"
            ),
            Self::NotStopped { id, state } => write!(
                f,
                "You cannot remove a {state} container {id}. Stop the container before attempting removal or force remove"
            ),
            Self::BeingRemoved(text) => write!(f, "removal of container {text} is already in progress"),
            Self::NotRunning(id) => write!(f, "Container {id} is not running"),
            Self::Restarting(id) => write!(f, "Container {id} is restarting, wait until the container is running"),
            Self::CannotKill { typed, id } => {
                write!(f, "Cannot kill container: {typed}: Container {id} is not running")
            }
            Self::Runtime(why) => {
                write!(
                    f,
                    "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container \
                     process: {why}: unknown"
                )?;
                // Model: moby `daemon/errors.go` `translateContainerdStartErr`.
                if why.ends_with("not a directory") {
                    f.write_str(
                        ": Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path \
                         exists and is the expected type",
                    )?;
                }
                Ok(())
            }
            Self::User(why) | Self::Exec(why) => f.write_str(why),
            Self::Invalid(text) => f.write_str(text),
            Self::Network(error) => error.fmt(f),
            Self::Disk(errno) => errno.fmt(f),
        }
    }
}

impl ContainerError {
    /// The status that a container which could not be started gets.
    ///
    /// Model: moby `daemon/start.go` `translateContainerdStartErr`.
    pub fn exit_code(&self) -> i32 {
        let text = self.to_string();
        if text.contains("executable file not found") || text.contains("no such file or directory") {
            127
        } else if text.contains("permission denied") || text.contains("not a directory") {
            126
        } else {
            128
        }
    }
}

impl std::error::Error for ContainerError {}

impl From<NetworkError> for ContainerError {
    fn from(error: NetworkError) -> Self {
        Self::Network(error)
    }
}

impl From<Errno> for ContainerError {
    fn from(errno: Errno) -> Self {
        Self::Disk(errno)
    }
}
