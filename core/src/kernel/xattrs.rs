//! Extended attributes (fs/xattr.c).

use std::rc::Rc;

use super::permission::owns;
use super::{Follow, Kernel, Mask, Place, Task};
use crate::vfs::{Errno, FileType, Name, SetXattr};

impl Kernel {
    /// The value of an extended attribute.
    pub fn getxattr(&self, task: &Task, path: &[u8], name: &[u8], follow: Follow) -> Result<Rc<[u8]>, Errno> {
        check_name(name)?;
        let place = self.walk(task, path, follow)?.place;
        self.may_xattr(task, &place, name, Mask::READ)?;
        self.xattr_of(&place, name)
    }

    /// The names of the extended attributes, sorted. `trusted.*` shows to privileged tasks only.
    pub fn listxattr(&self, task: &Task, path: &[u8], follow: Follow) -> Result<Vec<Name>, Errno> {
        let mut names = self.xattrs_of(&self.walk(task, path, follow)?.place)?;
        names.retain(|name| task.sys_admin() || !name.as_bytes().starts_with(b"trusted."));
        Ok(names)
    }

    /// Sets an extended attribute.
    pub fn setxattr(
        &mut self,
        task: &Task,
        path: &[u8],
        (name, value): (&[u8], &[u8]),
        how: SetXattr,
        follow: Follow,
    ) -> Result<(), Errno> {
        check_name(name)?;
        if value.len() > 65536 {
            return Err(Errno::E2BIG);
        }
        let place = self.walk(task, path, follow)?.place;
        self.want_write(task, &place)?;
        self.may_xattr(task, &place, name, Mask::WRITE)?;
        if name.starts_with(b"security.") && !task.sys_admin() && name != b"security.capability" {
            return Err(Errno::EPERM);
        }
        self.set_xattr_of(&place, name, value, how)
    }

    /// Removes an extended attribute.
    pub fn removexattr(&mut self, task: &Task, path: &[u8], name: &[u8], follow: Follow) -> Result<(), Errno> {
        check_name(name)?;
        let place = self.walk(task, path, follow)?.place;
        self.want_write(task, &place)?;
        self.may_xattr(task, &place, name, Mask::WRITE)?;
        if name.starts_with(b"security.") && !task.sys_admin() {
            return Err(Errno::EPERM);
        }
        self.remove_xattr_of(&place, name)
    }

    /// `xattr_permission`.
    fn may_xattr(&self, task: &Task, place: &Place, name: &[u8], mask: Mask) -> Result<(), Errno> {
        let refused = if mask == Mask::WRITE { Errno::EPERM } else { Errno::ENODATA };
        let inode = self.inode_at(place)?;
        if name.starts_with(b"security.") || name.starts_with(b"system.") {
            return Ok(());
        }
        if name.starts_with(b"trusted.") {
            return if task.sys_admin() { Ok(()) } else { Err(refused) };
        }
        if name.starts_with(b"user.") {
            if !matches!(inode.file_type(), FileType::File | FileType::Dir) {
                return Err(refused);
            }
            if inode.is_dir() && inode.mode & 0o1000 != 0 && mask == Mask::WRITE && !owns(task, inode) {
                return Err(Errno::EPERM);
            }
        }
        self.permit(task, place, mask)
    }
}

fn check_name(name: &[u8]) -> Result<(), Errno> {
    if name.is_empty() || name.len() > 255 { Err(Errno::ERANGE) } else { Ok(()) }
}
