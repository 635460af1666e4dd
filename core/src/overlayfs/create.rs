//! Making something new (`ovl_create_or_link` of fs/overlayfs/dir.c).
//!
//! | the name in the upper layer | what is made | then |
//! |---|---|---|
//! | free | anything | it is made; a directory is *not* opaque (unless options allow the shortcut, see [`OpaqueReason`]) |
//! | a whiteout | not a directory | it takes the whiteout's place |
//! | a whiteout | a directory | it takes the whiteout's place and is marked opaque |

use std::rc::Rc;

use super::{Cause, CopyUp, Entry, Object, OpaqueReason, Pin, Writer};
use crate::vfs::{Errno, Meta, Name, Node};

impl Writer<'_> {
    /// Makes `node` under a name that does not exist in the union. The parent is copied up first.
    ///
    /// Errors: `EPERM` for character device 0:0, which would be a whiteout; `EEXIST`.
    pub fn create(&mut self, dir: &Rc<Object>, name: &[u8], node: Node, meta: Meta) -> Result<Rc<Object>, Errno> {
        if matches!(node, Node::Char(crate::vfs::Dev::ZERO)) {
            return Err(Errno::EPERM);
        }
        let dir = self.copy_up(dir, CopyUp::Metadata)?;
        let upper_dir = dir.upper.ok_or(Errno::EROFS)?;
        let is_dir = matches!(node, Node::Dir(_));
        let over_whiteout = self.make_room(&dir, name)?;
        let ino = self.fs.create(upper_dir, name, node, meta)?;
        if over_whiteout {
            self.did(Cause::ReplacedWhiteout { path: dir.path().join(name) });
        }
        if is_dir && over_whiteout {
            self.mark_opaque(ino, &dir, name, OpaqueReason::OverWhiteout)?;
        } else if is_dir && dir.is_merge() && !self.overlay.set.config.allows_offline_changes() {
            self.mark_opaque(ino, &dir, name, OpaqueReason::NothingBelow)?;
        }
        self.overlay.lookup(self.fs, &dir, name)?.object().ok_or(Errno::ENOENT)
    }

    /// Removes the whiteout at a name that is about to be used; whether there was one. `EEXIST` if the name shows something.
    pub(super) fn make_room(&mut self, dir: &Rc<Object>, name: &[u8]) -> Result<bool, Errno> {
        let upper_dir = dir.upper.ok_or(Errno::EROFS)?;
        match self.overlay.lookup(self.fs, dir, name)? {
            Entry::Object(_) => Err(Errno::EEXIST),
            Entry::Absent { whiteout_in_upper: false } => Ok(false),
            Entry::Absent { whiteout_in_upper: true } => {
                self.fs.unlink(upper_dir, name)?;
                Ok(true)
            }
        }
    }

    /// Makes a file without a name (`O_TMPFILE`) in the upper layer, and holds it: it goes when it is let go.
    pub fn create_unnamed(&mut self, dir: &Rc<Object>, node: Node, meta: Meta) -> Result<Pin, Errno> {
        let dir = self.copy_up(dir, CopyUp::Metadata)?;
        let file_type = node.file_type();
        let ino = self.fs.create_unnamed(dir.upper.ok_or(Errno::EROFS)?, node, meta)?;
        Ok(self.overlay.pin_unnamed(Rc::new(Object {
            parent: Some(dir),
            name: Name::new(b"#"),
            file_type,
            upper: Some(ino),
            upper_alias: true,
            lowers: Vec::new(),
            data_redirect: None,
            opaque: false,
            redirect: None,
            metacopy: false,
            whiteouts: false,
            xwhiteouts: false,
            index: None,
            by_lower: false,
            nameless: true,
        })))
    }
}
