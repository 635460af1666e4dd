//! Further names (`ovl_link` of fs/overlayfs/dir.c).
//!
//! The source is copied up, then a real hard link is made in the upper layer. If the source has several names in its lower layer,
//! only the one that was used is copied up: the others keep the lower file.

use std::rc::Rc;

use super::redirect::Destination;
use super::xattr::Own;
use super::{Cause, CopyUp, Object, Writer};
use crate::vfs::Errno;

impl Writer<'_> {
    /// Gives `object`, not a directory, the further name `name` in `dir`.
    pub fn link(&mut self, object: &Rc<Object>, dir: &Rc<Object>, name: &[u8]) -> Result<(), Errno> {
        let object = self.copy_up(object, CopyUp::Metadata)?;
        let dir = self.fresh(dir)?;
        let dir = self.copy_up(&dir, CopyUp::Metadata)?;
        let object = self.fresh(&object)?;
        let object = self.start_nlink_change(&object)?;
        if object.is_metacopy() {
            self.set_redirect(&object, Destination::OtherDir)?;
        }
        let (upper, upper_dir) = (object.upper.ok_or(Errno::EROFS)?, dir.upper.ok_or(Errno::EROFS)?);
        if object.has_origin() {
            self.set_own(upper_dir, Own::Impure, b"y")?;
        }
        let over_whiteout = self.make_room(&dir, name)?;
        self.fs.link(upper, upper_dir, name)?;
        if over_whiteout {
            self.did(Cause::ReplacedWhiteout { path: dir.path().join(name) });
        }
        Ok(())
    }
}
