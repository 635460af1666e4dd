//! Extended attributes: those that overlayfs keeps for itself, and how the rest pass through.

use std::rc::Rc;

use super::{Object, Overlay, Writer};
use crate::vfs::{Errno, Fs, Inode, Name, SetXattr};

/// The attributes by which overlayfs remembers what a plain filesystem cannot say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Own {
    /// `y`: nothing below this directory shows. `x`: it holds whiteouts in the form of an attribute.
    Opaque,
    /// Where a moved directory or a metacopy continues below.
    Redirect,
    /// The file handle of what was copied up.
    Origin,
    /// The directory holds objects that were copied up.
    Impure,
    /// How the number of names of an indexed file is computed.
    Nlink,
    /// Of the index: the file handle of the upper root.
    Upper,
    /// The data of this file is below.
    Metacopy,
    /// An empty file that is a whiteout.
    Whiteout,
}

const TRUSTED: &[u8] = b"trusted.overlay.";
const USER: &[u8] = b"user.overlay.";
const ESCAPE: &[u8] = b"overlay.";

impl Own {
    /// The full name, with the prefix of option `userxattr` or without.
    pub(super) const fn name(self, user: bool) -> &'static [u8] {
        match (self, user) {
            (Self::Opaque, false) => b"trusted.overlay.opaque",
            (Self::Opaque, true) => b"user.overlay.opaque",
            (Self::Redirect, false) => b"trusted.overlay.redirect",
            (Self::Redirect, true) => b"user.overlay.redirect",
            (Self::Origin, false) => b"trusted.overlay.origin",
            (Self::Origin, true) => b"user.overlay.origin",
            (Self::Impure, false) => b"trusted.overlay.impure",
            (Self::Impure, true) => b"user.overlay.impure",
            (Self::Nlink, false) => b"trusted.overlay.nlink",
            (Self::Nlink, true) => b"user.overlay.nlink",
            (Self::Upper, false) => b"trusted.overlay.upper",
            (Self::Upper, true) => b"user.overlay.upper",
            (Self::Metacopy, false) => b"trusted.overlay.metacopy",
            (Self::Metacopy, true) => b"user.overlay.metacopy",
            (Self::Whiteout, false) => b"trusted.overlay.whiteout",
            (Self::Whiteout, true) => b"user.overlay.whiteout",
        }
    }
}

impl Overlay {
    pub(super) fn own<'a>(&self, inode: &'a Inode, which: Own) -> Option<&'a Rc<[u8]>> {
        if inode.xattrs.is_empty() {
            return None;
        }
        inode.xattrs.get(which.name(self.set.config.userxattr))
    }

    fn prefix(&self) -> &'static [u8] {
        if self.set.config.userxattr { USER } else { TRUSTED }
    }

    /// The part of a name after overlayfs's own prefix.
    fn strip_own<'a>(&self, name: &'a [u8]) -> Option<&'a [u8]> {
        name.strip_prefix(self.prefix())
    }

    /// Whether an attribute is overlayfs's private one: neither shown nor copied up. An escaped one is not.
    pub(super) fn is_private(&self, name: &[u8]) -> bool {
        self.strip_own(name).is_some_and(|rest| !rest.starts_with(ESCAPE))
    }

    /// The name by which an attribute is stored: a name that looks like overlayfs's own gets a second `overlay.`.
    fn stored_name(&self, name: &[u8]) -> Result<Name, Errno> {
        let Some(rest) = self.strip_own(name) else { return Ok(Name::new(name)) };
        if rest.is_empty() {
            return Err(Errno::EINVAL);
        }
        let escaped = [self.prefix(), ESCAPE, rest].concat();
        if escaped.len() > 255 { Err(Errno::EOPNOTSUPP) } else { Ok(Name::new(escaped)) }
    }

    /// The name by which a stored attribute shows; `None` for private ones.
    fn shown_name(&self, name: &Name) -> Option<Name> {
        match self.strip_own(name.as_bytes()) {
            None => Some(name.clone()),
            Some(rest) => rest.strip_prefix(ESCAPE).map(|rest| Name::new([self.prefix(), rest].concat())),
        }
    }

    /// The value of an attribute, as it shows through the mount.
    pub fn get_xattr(&self, fs: &Fs, object: &Object, name: &[u8]) -> Result<Rc<[u8]>, Errno> {
        let stored = self.stored_name(name)?;
        fs.get_xattr(object.real(), stored.as_bytes()).cloned()
    }

    /// The names of the attributes that show through the mount, sorted.
    pub fn list_xattrs(&self, fs: &Fs, object: &Object) -> Result<Vec<Name>, Errno> {
        let inode = fs.inode(object.real())?;
        let mut names: Vec<_> = inode.xattrs.iter().filter_map(|(name, _)| self.shown_name(name)).collect();
        names.sort();
        Ok(names)
    }
}

impl Writer<'_> {
    pub(super) fn set_own(&mut self, ino: crate::vfs::Ino, which: Own, value: &[u8]) -> Result<(), Errno> {
        self.fs.set_xattr(ino, which.name(self.overlay.set.config.userxattr), value)
    }

    /// Sets an attribute. The object is copied up first, and stays so even if the upper filesystem then refuses.
    pub fn set_xattr(&mut self, object: &Rc<Object>, name: &[u8], value: &[u8], how: SetXattr) -> Result<(), Errno> {
        let stored = self.overlay.stored_name(name)?;
        let upper = self.upper_for_xattr(object)?;
        self.fs.put_xattr(upper, stored.as_bytes(), value, how)
    }

    /// Removes an attribute. If it is not there, nothing is copied up.
    pub fn remove_xattr(&mut self, object: &Rc<Object>, name: &[u8]) -> Result<(), Errno> {
        let stored = self.overlay.stored_name(name)?;
        if object.upper.is_none() {
            self.fs.get_xattr(object.real(), stored.as_bytes())?;
        }
        let upper = self.upper_for_xattr(object)?;
        self.fs.remove_xattr(upper, stored.as_bytes())
    }

    /// An object in the index needs no name in the upper layer to have its attributes changed.
    fn upper_for_xattr(&mut self, object: &Rc<Object>) -> Result<crate::vfs::Ino, Errno> {
        match object.upper {
            Some(upper) => Ok(upper),
            None => self.copy_up(object, super::CopyUp::Metadata)?.upper.ok_or(Errno::EROFS),
        }
    }
}
