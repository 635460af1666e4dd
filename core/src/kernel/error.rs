//! Why reading or writing failed.

use std::fmt;

use crate::vfs::{Errno, Unknown};

/// Why content could not be read or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IoError {
    /// The kernel refuses.
    Errno(Errno),
    /// The real kernel would not refuse, but the bytes are not part of the simulation.
    Unknown(Unknown),
}

impl From<Errno> for IoError {
    fn from(error: Errno) -> Self {
        Self::Errno(error)
    }
}

impl From<Unknown> for IoError {
    fn from(error: Unknown) -> Self {
        Self::Unknown(error)
    }
}

impl fmt::Display for IoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Errno(error) => error.fmt(f),
            Self::Unknown(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for IoError {}
