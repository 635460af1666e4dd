//! Calls that read and set attributes (fs/stat.c, fs/attr.c).

use super::permission::owns;
use super::{Follow, Kernel, Mask, Place, Stat, Task};
use crate::clock::Time;
use crate::vfs::{AbsPath, Errno, FileType, Node as RawNode, SetAttr};

impl Kernel {
    /// The attributes of a file.
    pub fn stat(&self, task: &Task, path: &[u8], follow: Follow) -> Result<Stat, Errno> {
        self.stat_place(&self.walk(task, path, follow)?.place)
    }

    /// What a symbolic link says. `EINVAL` for anything else.
    pub fn readlink(&self, task: &Task, path: &[u8]) -> Result<Vec<u8>, Errno> {
        match &self.inode_at(&self.walk(task, path, Follow::No)?.place)?.node {
            RawNode::Symlink(target) => Ok(target.to_vec()),
            _ => Err(Errno::EINVAL),
        }
    }

    /// The path from the task's root without symbolic links, `.` and `..`. Everything on it must exist.
    pub fn realpath(&self, task: &Task, path: &[u8]) -> Result<AbsPath, Errno> {
        self.walk(task, path, Follow::Yes).map(|walked| walked.path)
    }

    /// Sets the task's current directory.
    pub fn chdir(&self, task: &mut Task, path: &[u8]) -> Result<(), Errno> {
        let walked = self.walk(task, path, Follow::Yes)?;
        if !self.inode_at(&walked.place)?.is_dir() {
            return Err(Errno::ENOTDIR);
        }
        self.permit(task, &walked.place, Mask::EXEC)?;
        task.cwd = walked.path;
        Ok(())
    }

    /// Whether the task may access a file so: `EACCES`, `EROFS`, or what the walk gives.
    pub fn access(&self, task: &Task, path: &[u8], mask: Mask) -> Result<(), Errno> {
        let place = self.walk(task, path, Follow::Yes)?.place;
        self.permit(task, &place, mask)?;
        // As the last check, as faccessat does it; special files stay writable on a mount that is not.
        let stored = matches!(self.inode_at(&place)?.file_type(), FileType::File | FileType::Dir | FileType::Symlink);
        if mask.and(Mask::WRITE) == mask && stored { self.want_write(task, &place) } else { Ok(()) }
    }

    /// Sets the permission bits (and set-id and sticky bits) of a file; a symbolic link is followed.
    pub fn chmod(&mut self, task: &Task, path: &[u8], mode: u16) -> Result<(), Errno> {
        let place = self.walk(task, path, Follow::Yes)?.place;
        self.chmod_place(task, &place, mode)
    }

    pub(super) fn chmod_place(&mut self, task: &Task, place: &Place, mode: u16) -> Result<(), Errno> {
        self.want_write(task, place)?;
        self.check_owner(task, place)?;
        let inode = self.inode_at(place)?;
        let foreign_group = !task.in_group(inode.gid) && !task.capable();
        let mode = if foreign_group { mode & !0o2000 } else { mode };
        self.set_attr(place, SetAttr { mode: Some(mode & 0o7777), ..SetAttr::default() })
    }

    /// Sets owner and group; `None` leaves one as it is. Set-id bits of what is not a directory go.
    pub fn chown(
        &mut self,
        task: &Task,
        path: &[u8],
        uid: Option<u32>,
        gid: Option<u32>,
        follow: Follow,
    ) -> Result<(), Errno> {
        let place = self.walk(task, path, follow)?.place;
        self.want_write(task, &place)?;
        let inode = self.inode_at(&place)?;
        let may_uid = uid.is_none_or(|uid| task.capable() || (task.uid == inode.uid && uid == inode.uid));
        let owners_group = |gid| gid == inode.gid || task.in_group(gid);
        let may_gid = gid.is_none_or(|gid| task.capable() || (task.uid == inode.uid && owners_group(gid)));
        if !may_uid || !may_gid {
            return Err(Errno::EPERM);
        }
        let drop_privileges = !inode.is_dir();
        self.set_attr(&place, SetAttr { uid, gid, drop_privileges, ..SetAttr::default() })
    }

    /// Sets the times; `None` stands for now, which needs only the right to write.
    pub fn utimes(
        &mut self,
        task: &Task,
        path: &[u8],
        (atime, mtime): (Option<Time>, Option<Time>),
        follow: Follow,
    ) -> Result<(), Errno> {
        let place = self.walk(task, path, follow)?.place;
        self.want_write(task, &place)?;
        if !owns(task, self.inode_at(&place)?) {
            if atime.is_some() || mtime.is_some() {
                return Err(Errno::EPERM);
            }
            self.permit(task, &place, Mask::WRITE)?;
        }
        let now = self.fs.now();
        let (atime, mtime) = (Some(atime.unwrap_or(now)), Some(mtime.unwrap_or(now)));
        self.set_attr(&place, SetAttr { atime, mtime, ..SetAttr::default() })
    }
}
