//! Whiteouts: the mark that a name of a lower layer is gone.
//!
//! | object in a layer | a whiteout? |
//! |---|---|
//! | character device 0:0, whatever its mode, owner or number of names | yes |
//! | empty regular file with attribute `overlay.whiteout` | yes: a form that image builders use; overlayfs never makes it |
//! | any other device, or a file with content | no |

use std::rc::Rc;

use super::xattr::Own;
use super::{Cause, Layer, Object, Overlay, Writer};
use crate::vfs::{Dev, Errno, Fs, Ino, Inode, Meta, Node};

impl Overlay {
    /// Whether an object of a layer is a whiteout, in either form.
    pub(super) fn is_whiteout(&self, inode: &Inode) -> bool {
        inode.is_whiteout_device() || self.is_xattr_whiteout(inode)
    }

    pub(super) fn is_xattr_whiteout(&self, inode: &Inode) -> bool {
        self.own(inode, Own::Whiteout).is_some() && inode.content().is_some_and(|content| content.size() == 0)
    }

    /// Whether something lower would show under `name` in `dir` if the upper layer had nothing there (`ovl_lower_positive`):
    /// the layer whose object that is.
    pub(super) fn shows_below(&self, fs: &Fs, object: &Object) -> Option<Layer> {
        let parent = object.parent.as_ref()?;
        if object.upper.is_none() {
            return Some(object.layer());
        }
        for lower in &parent.lowers {
            let found = fs.entries(lower.ino).ok().and_then(|entries| entries.get(object.name.as_bytes()));
            if let Some(inode) = found.and_then(|ino| fs.get(*ino)) {
                return (!self.is_whiteout(inode)).then_some(lower.layer);
            }
        }
        None
    }
}

impl Writer<'_> {
    /// Puts a whiteout at a free name of an upper directory.
    ///
    /// All whiteouts are names of one device, kept in the work directory, since Linux 5.7: a layer with many deletions needs
    /// one inode for them all.
    pub(super) fn make_whiteout(&mut self, upper_dir: Ino, name: &[u8]) -> Result<(), Errno> {
        let work = self.overlay.set.work.ok_or(Errno::EROFS)?;
        let shared = self.overlay.live.whiteout.filter(|ino| self.fs.get(*ino).is_some_and(|i| !i.links.is_empty()));
        let device = if let Some(device) = shared {
            device
        } else {
            let temporary = self.temporary_name();
            let device = self.fs.create(work, &temporary, Node::Char(Dev::ZERO), Meta::root(0))?;
            self.overlay.live.whiteout = Some(device);
            device
        };
        self.fs.link(device, upper_dir, name)
    }

    /// The name of something in the work directory: `#` and a number in hex.
    fn temporary_name(&mut self) -> Vec<u8> {
        self.overlay.live.temporaries += 1;
        format!("#{:x}", self.overlay.live.temporaries).into_bytes()
    }

    /// Removes the whiteouts in the upper part of a directory that is about to go. It is marked opaque, so that what they hid
    /// stays hidden even if it does not go after all.
    pub(super) fn clear_whiteouts(&mut self, dir: &Rc<Object>) -> Result<(), Errno> {
        let Some(upper) = dir.upper else { return Ok(()) };
        let inode = self.fs.inode(upper)?;
        let (atime, mtime) = (inode.atime, inode.mtime);
        let names: Vec<_> = self.fs.entries(upper)?.iter().map(|(name, _)| name.clone()).collect();
        for name in &names {
            self.fs.unlink(upper, name.as_bytes())?;
        }
        self.set_own(upper, Own::Opaque, b"y")?;
        let inode = self.fs.inode_mut(upper)?;
        (inode.atime, inode.mtime) = (atime, mtime);
        self.did(Cause::ClearedWhiteouts { path: dir.path(), count: names.len() });
        Ok(())
    }
}
