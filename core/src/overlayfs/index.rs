//! The index (`index=on`): hard links of lower files that stay one file when they are copied up.
//!
//! `work/index` has one entry for each such file, named by the handle of the lower inode; every name of the file in the union,
//! copied up or not, leads to it. Attribute `nlink` of the upper inode tells the number of names in the union, relative to the
//! real number of names in the upper (`U`) or lower (`L`) layer: it stays right whatever of a change was done.

use std::rc::Rc;

use super::origin::index_name;
use super::xattr::Own;
use super::{Cause, CopyUp, Object, Overlay, Writer};
use crate::vfs::{Errno, Fs, Ino};

/// Relative to which real object the number of names is noted.
#[derive(Clone, Copy)]
pub(super) enum NlinkBase {
    Upper,
    Lower,
}

impl Overlay {
    /// The entry for a lower inode. If `upper` is given: only if the entry is that very file.
    pub(super) fn index_entry(&self, fs: &Fs, upper: Option<Ino>, origin: Ino) -> Result<Option<Ino>, Errno> {
        let Some(index) = self.set.index else { return Ok(None) };
        let Some(&entry) = fs.entries(index)?.get(&*index_name(origin)) else { return Ok(None) };
        let inode = fs.inode(entry)?;
        if self.is_whiteout(inode) || inode.file_type() != fs.inode(origin)?.file_type() {
            return Err(Errno::EIO);
        }
        Ok(Some(entry).filter(|entry| upper.is_none_or(|upper| upper == *entry)))
    }

    /// Whether an object is to be copied up by way of the index.
    pub(super) fn needs_index(&self, fs: &Fs, object: &Object) -> bool {
        let Some(lower) = object.lowers.first().and_then(|lower| fs.get(lower.ino)) else { return false };
        self.set.index.is_some() && (self.set.config.nfs_export || (!lower.is_dir() && lower.nlink() > 1))
    }

    /// The number of names in the union.
    pub(super) fn union_nlink(&self, fs: &Fs, object: &Object) -> Result<u32, Errno> {
        let real = fs.inode(object.real())?.nlink();
        let (Some(upper), Some(lower)) = (object.upper, object.lowers.first()) else { return Ok(real) };
        let (upper, lower) = (fs.inode(upper)?, fs.inode(lower.ino)?);
        let noted = || {
            let (base, number) = self.own(upper, Own::Nlink)?.split_first()?;
            let base = match base {
                b'U' => upper.nlink(),
                b'L' => lower.nlink(),
                _ => return None,
            };
            let number: i64 = std::str::from_utf8(number).ok()?.parse().ok()?;
            u32::try_from(i64::from(base) + number).ok().filter(|nlink| *nlink > 0)
        };
        Ok(if lower.nlink() == 1 { real } else { noted().unwrap_or(real) })
    }
}

impl Writer<'_> {
    pub(super) fn note_nlink(&mut self, object: &Object, union: u32, base: NlinkBase) -> Result<(), Errno> {
        let upper = object.upper.ok_or(Errno::ESTALE)?;
        let (letter, real) = match base {
            NlinkBase::Upper => ('U', Some(upper)),
            NlinkBase::Lower => ('L', object.lowers.first().map(|lower| lower.ino)),
        };
        let real = self.fs.inode(real.ok_or(Errno::ESTALE)?)?.nlink();
        let value = format!("{letter}{:+}", i64::from(union) - i64::from(real));
        self.set_own(upper, Own::Nlink, value.as_bytes())
    }

    /// Before a name of an object is made or removed: an object that belongs into the index is put there.
    pub(super) fn start_nlink_change(&mut self, object: &Rc<Object>) -> Result<Rc<Object>, Errno> {
        let object = if self.overlay.needs_index(self.fs, object) && !object.upper_alias {
            self.copy_up(object, CopyUp::Metadata)?
        } else {
            object.clone()
        };
        if !object.is_dir() && object.index.is_some() {
            let union = self.overlay.union_nlink(self.fs, &object)?;
            self.note_nlink(&object, union, NlinkBase::Upper)?;
        }
        Ok(object)
    }

    /// After a name was removed: the entry in the index goes when the last name has gone.
    pub(super) fn end_nlink_change(&mut self, object: &Rc<Object>) -> Result<(), Errno> {
        let (Some(index), Some(entry), false) = (self.overlay.set.index, object.index, object.is_dir()) else {
            return Ok(());
        };
        let Some(lower) = object.lowers.first().map(|lower| lower.ino) else { return Ok(()) };
        let (upper_names, noted) = {
            let inode = self.fs.inode(entry)?;
            (inode.nlink(), self.overlay.own(inode, Own::Nlink).cloned())
        };
        let difference = noted.and_then(|value| std::str::from_utf8(value.get(1..)?).ok()?.parse::<i64>().ok());
        if i64::from(upper_names) + difference.unwrap_or(0) > 0 {
            return Ok(());
        }
        if upper_names != 1 {
            // A lower name was added behind the mount's back: the entry must stay as long as upper names do.
            return self.note_nlink(object, upper_names - 1, NlinkBase::Upper);
        }
        self.fs.unlink(index, &index_name(lower))
    }

    /// Gives a file that was copied up by another of its names this name too.
    pub(super) fn link_up(&mut self, parent: &Rc<Object>, object: &Object) -> Result<(), Errno> {
        let (upper, upper_dir) = (object.upper.ok_or(Errno::ESTALE)?, parent.upper.ok_or(Errno::EROFS)?);
        self.set_own(upper_dir, Own::Impure, b"y")?;
        let union = self.overlay.union_nlink(self.fs, object)?;
        self.note_nlink(object, union, NlinkBase::Lower)?;
        let dir = self.fs.inode(upper_dir)?;
        let (atime, mtime) = (dir.atime, dir.mtime);
        let linked = self.fs.link(upper, upper_dir, object.name.as_bytes());
        if linked.is_ok() {
            let dir = self.fs.inode_mut(upper_dir)?;
            (dir.atime, dir.mtime) = (atime, mtime);
            self.did(Cause::LinkedFromIndex { path: object.path() });
        }
        self.note_nlink(object, union, NlinkBase::Upper)?;
        linked
    }
}
