//! Why a step happened: closed choices with their values. Grouped by the directory or mechanism they write.

use super::Call;
use crate::identity::ContainerId;

/// Who did a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// `dockerd`.
    Dockerd,
    /// The embedded `containerd`.
    Containerd,
    /// `docker-untar`, the child process that unpacks a layer.
    Untar,
    /// The kernel, on its own (whiteouts, copy-up, mounts).
    Kernel,
    /// A program on the host, started from the terminal.
    Program,
    /// A program in a container.
    Container(ContainerId),
}

/// The part of a command that a step belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group {
    /// Resolving a name to a manifest.
    Resolve,
    /// Downloading the layer at this position (base is 1).
    Download(usize),
    /// Registering the layer at this position (base is 1).
    Register(usize),
    /// Recording the image and its names.
    Finish,
}

impl Group {
    /// The layer that the part is about; the lowest is 1.
    pub const fn layer(&self) -> Option<usize> {
        match self {
            Self::Download(layer) | Self::Register(layer) => Some(*layer),
            Self::Resolve | Self::Finish => None,
        }
    }
}

/// Why a step happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A program ran a system call on the host's disk.
    Program {
        /// The program's name.
        program: String,
        /// The system call.
        call: Call,
    },
}

impl Cause {
    /// The stable name by which lessons refer to this kind of step, such as `layerdb.commit`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Program { .. } => "program",
        }
    }
}
