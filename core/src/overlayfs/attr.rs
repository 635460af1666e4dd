//! Attributes (`ovl_getattr`, `ovl_setattr` of fs/overlayfs/inode.c).
//!
//! | object | number of names | inode number |
//! |---|---|---|
//! | merged directory | 1 | the topmost lower one's |
//! | directory of one layer | as there: 2 and its subdirectories | as there |
//! | file in a lower layer | as there | as there |
//! | file that was copied up | the upper file's | the lower file's, so that copying up does not change it |
//! | … but the lower one has several names | the upper file's | the upper file's: the hard link is broken |
//! | indexed file | the names of the union | the lower file's |

use std::rc::Rc;

use super::{CopyUp, Object, Overlay, Writer};
use crate::vfs::{Content, Errno, Fs, Ino, SetAttr};

impl Overlay {
    /// `st_nlink`.
    pub fn nlink(&self, fs: &Fs, object: &Object) -> Result<u32, Errno> {
        if object.is_dir() && object.is_merge() {
            return Ok(1);
        }
        if !object.is_dir() && object.index.is_some() {
            return self.union_nlink(fs, object);
        }
        fs.nlink(object.real())
    }

    /// `st_ino`.
    pub fn ino(&self, object: &Object) -> Ino {
        match object.lowers.first() {
            Some(lower) if object.has_origin() && object.parent.is_some() => lower.ino,
            _ => object.real(),
        }
    }
}

impl Writer<'_> {
    /// Sets attributes. The object is copied up first; with its data if the size is set.
    pub fn set_attr(&mut self, object: &Rc<Object>, attr: SetAttr) -> Result<(), Errno> {
        let how = if attr.size.is_some() { CopyUp::Data } else { CopyUp::Metadata };
        let upper = self.copy_up(object, how)?.upper.ok_or(Errno::EROFS)?;
        self.fs.set_attr(upper, attr)
    }

    /// Replaces the content of a file that was opened for writing, and so was copied up then.
    pub fn set_content(&mut self, object: &Rc<Object>, content: Content) -> Result<(), Errno> {
        let upper = self.copy_up(object, CopyUp::Data)?.upper.ok_or(Errno::EROFS)?;
        self.fs.set_content(upper, content)
    }
}
