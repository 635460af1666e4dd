//! Moving (`ovl_rename` of fs/overlayfs/dir.c).
//!
//! | what is moved | `redirect_dir` | then |
//! |---|---|---|
//! | not a directory | any | copied up, moved in the upper layer; a whiteout stays if something lower would show |
//! | a directory of the upper layer alone | any | moved; into a merged directory it goes marked opaque |
//! | a directory with a lower part | not `on` | `EXDEV`: programs then copy, as between filesystems |
//! | a directory with a lower part | `on` | copied up without its entries, with a redirect to where they stay |
//!
//! | the target | then |
//! |---|---|
//! | a whiteout of the upper layer | replaced; or, if one is needed at the source, the two change places |
//! | a directory with a lower part | must be empty in the union; its whiteouts go first |
//! | swapped (`RENAME_EXCHANGE`) | both are copied up; no whiteouts |

use std::rc::Rc;

use super::readdir::check_empty;
use super::redirect::Destination;
use super::xattr::Own;
use super::{Cause, CopyUp, Entry, Layer, Object, OpaqueReason, Overlay, Writer};
use crate::vfs::{AbsPath, Dev, Errno, Fs, Ino, Meta, Name, Node, RenameMode};

/// One side of a move: a name in a directory.
struct Side {
    dir: Rc<Object>,
    name: Name,
    object: Option<Rc<Object>>,
    whiteout: bool,
}

impl Side {
    fn find(overlay: &Overlay, fs: &Fs, dir: &Rc<Object>, name: &Name) -> Result<Self, Errno> {
        let (object, whiteout) = match overlay.lookup(fs, dir, name.as_bytes())? {
            Entry::Object(object) => (Some(object), false),
            Entry::Absent { whiteout_in_upper } => (None, whiteout_in_upper),
        };
        Ok(Self { dir: dir.clone(), name: name.clone(), object, whiteout })
    }

    fn upper_dir(&self) -> Result<Ino, Errno> {
        self.dir.upper.ok_or(Errno::EROFS)
    }

    fn path(&self) -> AbsPath {
        self.dir.path().join(self.name.as_bytes())
    }
}

impl Writer<'_> {
    /// Moves `name` in `dir` to `to_name` in `to_dir`. For an exchange both names exist, for [`RenameMode::NoReplace`] the second
    /// does not, and nothing is moved into itself: the caller has checked.
    pub fn rename(
        &mut self,
        (dir, name): (&Rc<Object>, &[u8]),
        (to_dir, to_name): (&Rc<Object>, &[u8]),
        mode: RenameMode,
    ) -> Result<(), Errno> {
        let (name, to_name) = (Name::new(name), Name::new(to_name));
        let overwrite = mode != RenameMode::Exchange;
        let same_dir = dir.path() == to_dir.path();
        let old = Side::find(self.overlay, self.fs, dir, &name)?;
        let new = Side::find(self.overlay, self.fs, to_dir, &to_name)?;
        let source = old.object.clone().ok_or(Errno::ENOENT)?;
        self.check_movable(&source)?;
        if let Some(target) = new.object.as_ref().filter(|_| !overwrite) {
            self.check_movable(target)?;
        }
        let clear = match &new.object {
            Some(target) if overwrite && target.is_dir() && !target.is_pure_upper() => check_empty(self.fs, target)?,
            _ => false,
        };
        let hides = if overwrite { self.overlay.shows_below(self.fs, &source) } else { None };

        self.copy_up(&source, CopyUp::Metadata)?;
        let to_dir = self.fresh(to_dir)?;
        let to_dir = self.copy_up(&to_dir, CopyUp::Metadata)?;
        let mut new = Side::find(self.overlay, self.fs, &to_dir, &to_name)?;
        if let Some(target) = new.object.clone() {
            if overwrite {
                new.object = Some(self.start_nlink_change(&target)?);
            } else {
                self.copy_up(&target, CopyUp::Metadata)?;
            }
        }
        let (dir, to_dir) = (self.fresh(dir)?, self.fresh(&to_dir)?);
        let old = Side::find(self.overlay, self.fs, &dir, &name)?;
        let new = Side::find(self.overlay, self.fs, &to_dir, &to_name)?;
        if let Some(target) = new.object.as_ref().filter(|_| clear) {
            self.clear_whiteouts(target)?;
        }
        self.prepare(&old, &new, overwrite, same_dir)?;
        if overwrite { self.move_over(&old, &new, hides) } else { self.exchange(&old, &new) }
    }

    /// `ovl_can_move`
    fn check_movable(&mut self, object: &Rc<Object>) -> Result<(), Errno> {
        if !object.is_dir() || !object.is_merge_or_lower() || self.overlay.set.config.sets_redirects() {
            return Ok(());
        }
        let layer = object.lowers.first().map_or(Layer::UPPER, |lower| lower.layer);
        self.did(Cause::NotMovable { path: object.path(), layer });
        Err(Errno::EXDEV)
    }

    /// Marks what is moved, so that it means the same in its new place.
    fn prepare(&mut self, old: &Side, new: &Side, overwrite: bool, same_dir: bool) -> Result<(), Errno> {
        let source = old.object.clone().ok_or(Errno::ESTALE)?;
        if !same_dir {
            if source.has_origin() {
                self.set_own(new.upper_dir()?, Own::Impure, b"y")?;
            }
            if !overwrite && new.object.as_ref().is_some_and(|target| target.has_origin()) {
                self.set_own(old.upper_dir()?, Own::Impure, b"y")?;
            }
        }
        self.mark_moved(&source, &new.dir, same_dir)?;
        match &new.object {
            Some(target) if !overwrite => self.mark_moved(target, &old.dir, same_dir),
            _ => Ok(()),
        }
    }

    fn mark_moved(&mut self, object: &Rc<Object>, to: &Rc<Object>, same_dir: bool) -> Result<(), Errno> {
        if object.is_merge_or_lower() {
            let destination = if same_dir { Destination::SameDir } else { Destination::OtherDir };
            self.set_redirect(object, destination)
        } else if object.is_dir() && !object.opaque && to.is_merge() {
            let (upper, parent) = (object.upper.ok_or(Errno::ESTALE)?, object.parent.clone().ok_or(Errno::ESTALE)?);
            self.mark_opaque(upper, &parent, object.name.as_bytes(), OpaqueReason::Moved)
        } else {
            Ok(())
        }
    }

    fn move_over(&mut self, old: &Side, new: &Side, hides: Option<Layer>) -> Result<(), Errno> {
        let (from, to) = (old.upper_dir()?, new.upper_dir()?);
        let (name, to_name) = (old.name.as_bytes(), new.name.as_bytes());
        let source = old.object.clone().ok_or(Errno::ESTALE)?;
        if new.whiteout && (hides.is_some() || source.is_dir()) {
            self.fs.rename((from, name), (to, to_name), RenameMode::Exchange)?;
            self.overlay.moved(&source.path(), &new.path());
            if hides.is_some() {
                self.did(Cause::SwappedWhiteout { from: new.path(), to: old.path() });
                return Ok(());
            }
            self.fs.unlink(from, name)?;
        } else {
            let rename = |writer: &mut Self| {
                let renamed = writer.fs.rename((from, name), (to, to_name), RenameMode::Replace);
                if renamed == Err(Errno::ENOTEMPTY) && hides.is_some() {
                    // The upper filesystem had put the whiteout there already, and takes it back.
                    let now = writer.fs.now();
                    writer.fs.set_mtime(from, now)?;
                }
                renamed
            };
            match &new.object {
                Some(target) => self.losing_its_name(target, rename)?,
                None => rename(self)?,
            }
            self.overlay.moved(&source.path(), &new.path());
        }
        if new.whiteout {
            self.did(Cause::ReplacedWhiteout { path: new.path() });
        }
        if let Some(layer) = hides {
            // Made by the upper filesystem as a part of the rename, so not one of the shared ones.
            self.fs.create(from, name, Node::Char(Dev::ZERO), Meta::root(0))?;
            self.did(Cause::MadeWhiteout { path: old.path(), hides: layer });
        }
        match &new.object {
            Some(target) => self.end_nlink_change(target),
            None => Ok(()),
        }
    }

    fn exchange(&mut self, old: &Side, new: &Side) -> Result<(), Errno> {
        let (from, to) = (old.upper_dir()?, new.upper_dir()?);
        self.fs.rename((from, old.name.as_bytes()), (to, new.name.as_bytes()), RenameMode::Exchange)?;
        self.overlay.exchanged(&old.path(), &new.path());
        Ok(())
    }
}
