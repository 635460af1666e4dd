//! Why a program does not start.

use super::Text;
use crate::vfs::Errno;

/// Why a program does not start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExecError {
    /// There is none of this name.
    NotFound,
    /// It is a directory.
    Directory,
    /// It may not be executed.
    Permission,
    /// Its interpreter is not there.
    Interpreter(Text),
    /// It exists, but nobody knows what it does.
    NotSimulated(String),
    /// Something else.
    Errno(Errno),
}

impl ExecError {
    /// The exit status that a shell gives for it.
    pub const fn status(&self) -> u8 {
        match self {
            Self::NotFound | Self::NotSimulated(_) | Self::Interpreter(_) => 127,
            Self::Directory | Self::Permission | Self::Errno(_) => 126,
        }
    }
}
