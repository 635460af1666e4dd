//! Setting attributes, as inode operations of the real kernel do it.

use super::{Errno, FileType, Fs, Ino, Name};
use crate::clock::Time;

/// An entry of a directory. `.` and `..` are not among them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DirEntry {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub file_type: FileType,
    /// Its number.
    pub ino: Ino,
}

/// Attributes to be set: what `notify_change` of the real kernel gets. `None` leaves one as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetAttr {
    /// Permission bits with set-id and sticky bits.
    pub mode: Option<u16>,
    /// Owner.
    pub uid: Option<u32>,
    /// Group.
    pub gid: Option<u32>,
    /// Size of a regular file.
    pub size: Option<u64>,
    /// Last access.
    pub atime: Option<Time>,
    /// Last change of the content.
    pub mtime: Option<Time>,
    /// Whether set-id bits and file capabilities go, because content or owner changes.
    pub drop_privileges: bool,
}

/// What setting an extended attribute does about one that exists or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetXattr {
    /// Sets it.
    Any,
    /// `XATTR_CREATE`: `EEXIST` if it exists.
    Create,
    /// `XATTR_REPLACE`: `ENODATA` if it does not.
    Replace,
}

/// Whether a disk filesystem stores extended attributes of this name: `EOPNOTSUPP` if not, `EINVAL` if nothing comes after the
/// namespace. POSIX ACLs are not simulated.
fn check_namespace(name: &[u8]) -> Result<(), Errno> {
    let stored = [&b"user."[..], b"trusted.", b"security."];
    match stored.iter().find_map(|prefix| name.strip_prefix(*prefix)) {
        Some([]) => Err(Errno::EINVAL),
        Some(_) => Ok(()),
        None => Err(Errno::EOPNOTSUPP),
    }
}

impl Fs {
    /// Sets attributes; stamps ctime.
    pub fn set_attr(&mut self, ino: Ino, attr: SetAttr) -> Result<(), Errno> {
        let now = self.now();
        if let Some(size) = attr.size {
            let content = self.inode(ino)?.content().ok_or(Errno::EINVAL)?.resized(size);
            self.set_content(ino, content)?;
        }
        let inode = self.inode_mut(ino)?;
        inode.ctime = now;
        inode.mode = attr.mode.unwrap_or(inode.mode);
        inode.uid = attr.uid.unwrap_or(inode.uid);
        inode.gid = attr.gid.unwrap_or(inode.gid);
        inode.atime = attr.atime.unwrap_or(inode.atime);
        inode.mtime = attr.mtime.unwrap_or(inode.mtime);
        if attr.drop_privileges {
            inode.mode &= !0o4000;
            if inode.mode & 0o010 != 0 {
                inode.mode &= !0o2000;
            }
            inode.xattrs.remove(b"security.capability");
        }
        Ok(())
    }

    /// Sets an extended attribute as `setxattr` does; stamps ctime.
    pub fn put_xattr(&mut self, ino: Ino, name: &[u8], value: &[u8], how: SetXattr) -> Result<(), Errno> {
        check_namespace(name)?;
        let exists = self.inode(ino)?.xattrs.get(name).is_some();
        match how {
            SetXattr::Create if exists => Err(Errno::EEXIST),
            SetXattr::Replace if !exists => Err(Errno::ENODATA),
            _ => self.set_xattr(ino, name, value),
        }
    }

    /// Removes an extended attribute as `removexattr` does; stamps ctime.
    pub fn remove_xattr(&mut self, ino: Ino, name: &[u8]) -> Result<(), Errno> {
        check_namespace(name)?;
        if self.inode(ino)?.xattrs.get(name).is_none() {
            return Err(Errno::ENODATA);
        }
        let now = self.now();
        let inode = self.inode_mut(ino)?;
        inode.xattrs.remove(name);
        inode.ctime = now;
        Ok(())
    }

    /// The value of an extended attribute as `getxattr` gives it.
    pub fn get_xattr(&self, ino: Ino, name: &[u8]) -> Result<&std::rc::Rc<[u8]>, Errno> {
        check_namespace(name)?;
        self.inode(ino)?.xattrs.get(name).ok_or(Errno::ENODATA)
    }

    /// The entries of a directory with their types, in the order of the names' bytes.
    pub fn list(&self, dir: Ino) -> Result<Vec<DirEntry>, Errno> {
        let entry = |(name, ino): (&Name, &Ino)| {
            Some(DirEntry { name: name.clone(), file_type: self.get(*ino)?.file_type(), ino: *ino })
        };
        Ok(self.entries(dir)?.iter().filter_map(entry).collect())
    }
}
