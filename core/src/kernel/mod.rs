//! System calls: paths, permissions, mounts and open files, over the disk and whatever is mounted. Knows no Docker.
//!
//! ```text
//! Kernel ── fs: the disk (vfs::Fs)
//!        ├─ namespaces ── mounts ── superblocks: the disk │ filesystems in memory │ overlays of directories of the disk
//!        └─ open files
//! ```
//!
//! A call names the [`Task`] that makes it and a path; the answer is the real kernel's, error number for error number:
//!
//! ```
//! # use drydock_core::{clock::Time, kernel::{Follow, Kernel, Task}, vfs::{Errno, Fs}};
//! let mut kernel = Kernel::new(Fs::new(Time::from_secs(0)));
//! let task = Task::host_root();
//! kernel.mkdir(&task, b"/tmp", 0o1777)?;
//! kernel.write_file(&task, b"/tmp/note", b"hello\n", 0o644)?;
//! kernel.symlink(&task, b"note", b"/tmp/link")?;
//! assert_eq!(kernel.stat(&task, b"/tmp/link", Follow::Yes)?.size, 6);
//! assert_eq!(kernel.rmdir(&task, b"/tmp"), Err(Errno::ENOTEMPTY));
//! # Ok::<(), Errno>(())
//! ```
//!
//! Cloning a [`Kernel`] is cheap (every part is persistent or shared), so each step of a trace keeps one.
//!
//! Limits: no ACLs, no quotas, no `noexec` and the like; a file holds at most [`MAX_FILE_SIZE`] bytes; atime is what was set.
//!
//! Source of the rules: fs/namei.c, fs/open.c, fs/attr.c, fs/xattr.c, fs/namespace.c of Linux 6.18.

mod attributes;
mod content;
mod error;
mod mount;
mod names;
mod node;
mod open;
mod overlay;
mod permission;
mod stat;
mod task;
mod walk;
mod xattrs;

#[cfg(test)]
mod tests;

use std::rc::Rc;

pub use error::IoError;
pub use mount::{MountAccess, MountId, MountInfo, MountKind, NsId};
pub use names::{RenameFlags, Special};
pub use open::{Access, Create, File, OpenFlags, OpenHow};
pub use permission::Mask;
pub use stat::{Follow, Stat};
pub use task::{Privilege, Task};

use mount::MountTable;
use node::{Node, NodeKey, Place, Superblock};
use open::OpenFiles;

pub use crate::vfs::{DirEntry, SetXattr};

use crate::overlayfs::Effect;
use crate::vfs::Fs;

/// Bytes that a file holds at most (`EFBIG` beyond): the whole machine lives in the memory of a browser's tab.
pub const MAX_FILE_SIZE: u64 = 64 << 20;

/// Switches of `/proc/sys/fs`, as systemd sets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sysctl {
    /// In sticky directories that everybody can write to, symbolic links are followed only for their owner.
    pub protected_symlinks: bool,
    /// Hard links only to files that one owns or may write to.
    pub protected_hardlinks: bool,
}

impl Default for Sysctl {
    fn default() -> Self {
        Self { protected_symlinks: true, protected_hardlinks: true }
    }
}

/// The state of the simulated kernel: the disk, what is mounted, what is open. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// The host's disk.
    pub fs: Fs,
    /// Switches.
    pub sysctl: Sysctl,
    /// The longest target of a symbolic link that lives in its inode and takes no block: 59 bytes on ext4; on XFS, which has 512
    /// bytes for an inode, 336.
    pub link_in_inode: u64,
    /// Whether SELinux labels files, which mounts show.
    pub selinux: bool,
    table: Rc<MountTable>,
    files: OpenFiles,
    effects: Vec<Effect>,
}

impl Kernel {
    /// A kernel whose host namespace has the disk `fs` as its root and nothing else.
    pub fn new(fs: Fs) -> Self {
        Self {
            fs,
            sysctl: Sysctl::default(),
            link_in_inode: 59,
            selinux: false,
            table: Rc::new(MountTable::new(NodeKey::Ino(Fs::ROOT))),
            files: OpenFiles::default(),
            effects: Vec::new(),
        }
    }

    fn table(&self) -> &MountTable {
        &self.table
    }

    fn table_mut(&mut self) -> &mut MountTable {
        Rc::make_mut(&mut self.table)
    }

    /// What overlays have done in their layers since this was last asked: copied up, hidden by a whiteout, and so on, each with
    /// the disk just after it. For whoever tells what a call did; others need not ask.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }
}
