//! May this task do that? (`generic_permission`, `may_delete`, … of fs/namei.c)

use super::{Kernel, Place, Task};
use crate::vfs::{Errno, FileType, Inode};

/// Kinds of access, as the bits of `access(2)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mask(u16);

impl Mask {
    /// Only that the file exists.
    pub const NONE: Self = Self(0);
    /// Execute, or search a directory.
    pub const EXEC: Self = Self(1);
    /// Write.
    pub const WRITE: Self = Self(2);
    /// Read.
    pub const READ: Self = Self(4);

    /// Both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Whether the mode of `inode` allows `mask` to `task`: `EACCES` if not.
pub(super) fn allowed(task: &Task, inode: &Inode, mask: Mask) -> Result<(), Errno> {
    let shift = if task.uid == inode.uid {
        6
    } else if task.in_group(inode.gid) {
        3
    } else {
        0
    };
    if (inode.mode >> shift) & mask.0 == mask.0 {
        return Ok(());
    }
    // CAP_DAC_OVERRIDE: everything but executing a file that nobody may execute.
    let overridable = inode.is_dir() || !mask.has(Mask::EXEC) || inode.mode & 0o111 != 0;
    if task.capable() && overridable { Ok(()) } else { Err(Errno::EACCES) }
}

/// Whether `task` owns the inode or may act as if.
pub(super) const fn owns(task: &Task, inode: &Inode) -> bool {
    task.uid == inode.uid || task.capable()
}

impl Kernel {
    /// `inode_permission`: the modes, and whether the filesystem can be written to at all.
    pub(super) fn permit(&self, task: &Task, place: &Place, mask: Mask) -> Result<(), Errno> {
        let inode = self.inode_at(place)?;
        let stored = matches!(inode.file_type(), FileType::File | FileType::Dir | FileType::Symlink);
        if mask.has(Mask::WRITE) && stored && self.is_read_only_filesystem(place.superblock) {
            return Err(Errno::EROFS);
        }
        allowed(task, inode, mask)
    }

    /// Whether anything can be written through the mount of `place`: `EROFS` if not.
    pub(super) fn want_write(&self, task: &Task, place: &Place) -> Result<(), Errno> {
        let mount = self.table().namespace(task.namespace)?.get(place.mount)?;
        let read_only = mount.access == super::MountAccess::ReadOnly || self.is_read_only_filesystem(place.superblock);
        if read_only { Err(Errno::EROFS) } else { Ok(()) }
    }

    /// Whether an entry may be made in `dir`.
    pub(super) fn may_create(&self, task: &Task, dir: &Place) -> Result<(), Errno> {
        self.permit(task, dir, Mask::WRITE.and(Mask::EXEC))
    }

    /// Whether the entry of `dir` that leads to `victim` may be removed. `as_dir`: by an operation for directories.
    pub(super) fn may_delete(&self, task: &Task, dir: &Place, victim: &Place, as_dir: bool) -> Result<(), Errno> {
        self.permit(task, dir, Mask::WRITE.and(Mask::EXEC))?;
        let (parent, inode) = (self.inode_at(dir)?, self.inode_at(victim)?);
        if parent.mode & 0o1000 != 0 && !owns(task, inode) && task.uid != parent.uid {
            return Err(Errno::EPERM);
        }
        match (as_dir, inode.is_dir()) {
            (true, false) => Err(Errno::ENOTDIR),
            (false, true) => Err(Errno::EISDIR),
            _ => Ok(()),
        }
    }
}
