//! Removing (`ovl_do_remove` of fs/overlayfs/dir.c).
//!
//! | would something lower show if the upper layer had nothing? | then |
//! |---|---|
//! | yes | the upper object goes, if there is one, and a whiteout takes its place |
//! | no: nothing below, a whiteout below, or an opaque parent | the upper object goes without a trace |
//!
//! A directory must be empty in the union: whiteouts do not count, and those in its upper part go with it. But in a directory
//! that has no lower part at all the real filesystem decides, and there a stale whiteout is an entry: `ENOTEMPTY`.

use std::rc::Rc;

use super::readdir::check_empty;
use super::{Cause, CopyUp, Object, Writer};
use crate::vfs::Errno;

impl Writer<'_> {
    /// Removes the object's name. A directory must be empty.
    pub fn remove(&mut self, object: &Rc<Object>) -> Result<(), Errno> {
        let name = object.name.clone();
        let parent = object.parent.clone().ok_or(Errno::EBUSY)?;
        let hides = self.overlay.shows_below(self.fs, object);
        let clear = object.is_dir() && (hides.is_some() || !object.is_pure_upper()) && check_empty(self.fs, object)?;
        let parent = self.copy_up(&parent, CopyUp::Metadata)?;
        let upper_dir = parent.upper.ok_or(Errno::EROFS)?;
        let object = self.overlay.lookup(self.fs, &parent, name.as_bytes())?.object().ok_or(Errno::ENOENT)?;
        let object = self.start_nlink_change(&object)?;
        if clear {
            self.clear_whiteouts(&object)?;
        }
        self.losing_its_name(&object, |writer| match (object.upper_alias, object.is_dir()) {
            (false, _) => Ok(()),
            (true, true) => writer.fs.rmdir(upper_dir, name.as_bytes()),
            (true, false) => writer.fs.unlink(upper_dir, name.as_bytes()),
        })?;
        match hides {
            Some(layer) => {
                self.make_whiteout(upper_dir, name.as_bytes())?;
                self.did(Cause::MadeWhiteout { path: object.path(), hides: layer });
            }
            None => self.did(Cause::RemovedWithoutWhiteout { path: object.path() }),
        }
        self.end_nlink_change(&object)
    }

    /// Does what takes the object's name away. If it is open, it is held as it was.
    pub(super) fn losing_its_name(
        &mut self,
        object: &Rc<Object>,
        change: impl FnOnce(&mut Self) -> Result<(), Errno>,
    ) -> Result<(), Errno> {
        if let Some(upper) = object.upper {
            self.fs.hold(upper);
        }
        let result = change(self);
        if result.is_ok() {
            self.overlay.detach(self.fs, object);
        }
        if let Some(upper) = object.upper {
            self.fs.release(upper);
        }
        result
    }
}
