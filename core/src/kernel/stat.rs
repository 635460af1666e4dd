//! What `stat` gives.

use crate::clock::Time;
use crate::vfs::{Dev, FileType, Ino};

/// Whether a symbolic link at the end of a path is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// As `stat` does.
    Yes,
    /// As `lstat` does.
    No,
}

/// The attributes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stat {
    /// The filesystem it is on.
    pub dev: Dev,
    /// Its number there.
    pub ino: Ino,
    /// Its type.
    pub file_type: FileType,
    /// Permission bits with set-id and sticky bits: 12 bits.
    pub mode: u16,
    /// Names (of a directory: 2 and one for each directory in it; 1 for a merged directory of an overlay).
    pub nlink: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// The device it stands for; 0:0 unless it is one.
    pub rdev: Dev,
    /// Bytes.
    pub size: u64,
    /// Whether the filesystem is in memory: directories take no blocks there.
    pub in_memory: bool,
    /// The longest symbolic link that takes no block on this filesystem.
    pub link_in_inode: u64,
    /// Last access, as far as it was set: reads do not touch it.
    pub atime: Time,
    /// Last change of the content.
    pub mtime: Time,
    /// Last change of the inode.
    pub ctime: Time,
}

impl Stat {
    /// `st_mode`: the type and the permission bits.
    pub const fn st_mode(&self) -> u32 {
        let kind = match self.file_type {
            FileType::Fifo => 0o010_000,
            FileType::Char => 0o020_000,
            FileType::Dir => 0o040_000,
            FileType::Block => 0o060_000,
            FileType::File => 0o100_000,
            FileType::Symlink => 0o120_000,
            FileType::Socket => 0o140_000,
        };
        kind | self.mode as u32
    }

    /// `st_blocks`: units of 512 bytes, in blocks of 4 KiB as ext4 and XFS allot them (content that is not known counts too; short
    /// symbolic links live in the inode).
    pub const fn blocks(&self) -> u64 {
        match self.file_type {
            FileType::Dir if self.in_memory => 0,
            FileType::File | FileType::Dir => self.size.div_ceil(4096) * 8,
            FileType::Symlink if self.size > self.link_in_inode => 8,
            _ => 0,
        }
    }
}
