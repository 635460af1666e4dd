//! Who makes a system call.

use super::NsId;
use crate::vfs::AbsPath;

/// What a task may do beyond the file modes, if its uid is 0. Any other uid has no privilege at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privilege {
    /// Everything: root on the host.
    Host,
    /// Docker's default set of capabilities: without `CAP_SYS_ADMIN`, so no mounts and no `trusted.*` attributes.
    Container,
}

/// The credentials and the place of a process, as far as files are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// User (the fsuid).
    pub uid: u32,
    /// Group (the fsgid).
    pub gid: u32,
    /// Supplementary groups.
    pub groups: Vec<u32>,
    /// Mode bits that new files do not get.
    pub umask: u16,
    /// The directory that relative paths start from, as a path from [`Task::root`] without symbolic links:
    /// [`Kernel::chdir`](super::Kernel::chdir) sets it. (The real kernel holds the directory itself, so that it follows a
    /// rename; this is not modelled.)
    pub cwd: AbsPath,
    /// What `/` is (chroot), as a path in the namespace without symbolic links. Nearly always `/`.
    pub root: AbsPath,
    /// The mounts that it sees.
    pub namespace: NsId,
    /// What uid 0 means.
    pub privilege: Privilege,
}

impl Task {
    /// Root on the host, in `/`, umask 022.
    pub fn host_root() -> Self {
        Self::root_in(NsId::HOST, Privilege::Host)
    }

    /// Root in another namespace, in `/`, umask 022.
    pub fn root_in(namespace: NsId, privilege: Privilege) -> Self {
        Self {
            uid: 0,
            gid: 0,
            groups: Vec::new(),
            umask: 0o022,
            cwd: AbsPath::root(),
            root: AbsPath::root(),
            namespace,
            privilege,
        }
    }

    /// Whether it has the capabilities that both kinds of root have: to override modes and owners, to make devices.
    pub const fn capable(&self) -> bool {
        self.uid == 0
    }

    /// Whether it has `CAP_SYS_ADMIN`: mounts, `trusted.*`.
    pub const fn sys_admin(&self) -> bool {
        self.uid == 0 && matches!(self.privilege, Privilege::Host)
    }

    /// Whether `gid` is one of its groups.
    pub fn in_group(&self, gid: u32) -> bool {
        self.gid == gid || self.groups.contains(&gid)
    }
}
