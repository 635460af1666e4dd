//! System calls over mounts. (Grows with the overlay.)

use crate::vfs::Fs;

/// The state of the simulated kernel: the disk and what is mounted. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// The host's disk.
    pub fs: Fs,
}
