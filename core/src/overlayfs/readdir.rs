//! Listing a directory of the union (fs/overlayfs/readdir.c).
//!
//! | the directory | its listing |
//! |---|---|
//! | merged, or copied up | the union of the names; for each the topmost layer decides; whiteouts hide and are not listed |
//! | of one layer alone | that real directory as it is, whiteouts included: names that are listed and cannot be looked up |

use std::collections::{BTreeMap, btree_map};
use std::rc::Rc;

use super::xattr::Own;
use super::{Entry, Layer, Object, Overlay};
use crate::vfs::{DirEntry, Errno, FileType, Fs, Ino, Inode, Name};

/// What decides about a name of a merged directory: the topmost object of that name.
struct Topmost<'a> {
    layer: Layer,
    ino: Ino,
    inode: &'a Inode,
}

impl Overlay {
    /// The entries of a directory, in the order of the names' bytes (the kernel's order depends on the disk).
    pub fn readdir(&self, fs: &Fs, dir: &Rc<Object>) -> Result<Vec<DirEntry>, Errno> {
        if !dir.is_dir() {
            return Err(Errno::ENOTDIR);
        }
        if dir.nameless {
            return Ok(Vec::new());
        }
        if !dir.whiteouts {
            let mut entries = fs.list(dir.real())?;
            if dir.upper.is_some() {
                for entry in &mut entries {
                    entry.ino = self.shown_ino(fs, entry.ino);
                }
            }
            return Ok(entries);
        }
        let shown = |(name, top): (&Name, &Topmost<'_>)| {
            let ino = if top.layer == Layer::UPPER { self.shown_ino(fs, top.ino) } else { top.ino };
            self.lists(fs, dir, name, (top.layer, top.inode)).then(|| DirEntry {
                name: name.clone(),
                file_type: top.inode.file_type(),
                ino,
            })
        };
        Ok(merge(fs, dir)?.iter().filter_map(|(name, top)| shown((name, top))).collect())
    }

    /// Whether a listing of `dir` shows `name`, whose topmost object in the directories that `dir` merges is this one.
    pub fn lists(&self, fs: &Fs, dir: &Rc<Object>, name: &Name, (layer, inode): (Layer, &Inode)) -> bool {
        if !dir.whiteouts {
            return true;
        }
        let upper = layer == Layer::UPPER;
        let hidden = inode.is_whiteout_device()
            || (upper && self.is_impure(fs, dir) && self.is_stale(fs, dir, name, inode))
            || (!upper && dir.xwhiteouts && self.is_hidden_file(fs, dir, name, inode));
        !hidden
    }

    /// The number that a listing shows for an object of the upper layer: that of what it was copied up from.
    fn shown_ino(&self, fs: &Fs, upper: Ino) -> Ino {
        let origin = self.origin_of(fs, upper).ok().flatten();
        origin.filter(|ino| fs.get(*ino).is_some_and(|inode| inode.is_dir() || inode.nlink() == 1)).unwrap_or(upper)
    }

    /// Where whiteouts may be files, each regular file of a lower layer is looked up, and left out if that leads to nothing: it is a
    /// whiteout, or for whatever other reason.
    fn is_hidden_file(&self, fs: &Fs, dir: &Rc<Object>, name: &Name, inode: &Inode) -> bool {
        inode.file_type() == FileType::File
            && (self.is_xattr_whiteout(inode) || !matches!(self.lookup(fs, dir, name.as_bytes()), Ok(Entry::Object(_))))
    }

    /// Whether an entry of the upper directory is left out because looking it up fails. The kernel looks up entries to learn
    /// their numbers, and only in directories that hold objects from below.
    fn is_stale(&self, fs: &Fs, dir: &Rc<Object>, name: &Name, inode: &Inode) -> bool {
        let suspect = [Own::Redirect, Own::Metacopy, Own::Whiteout];
        suspect.iter().any(|own| self.own(inode, *own).is_some())
            && !matches!(self.lookup(fs, dir, name.as_bytes()), Ok(Entry::Object(_)))
    }
}

/// Whether nothing shows in a directory: `ENOTEMPTY` if something does. Whiteouts do not count, but only devices are
/// recognised here: one in the form of an attribute keeps its directory from being removed. Tells whether the upper directory
/// has whiteouts, which must go before it.
pub(super) fn check_empty(fs: &Fs, dir: &Object) -> Result<bool, Errno> {
    let names = merge(fs, dir)?;
    if names.values().all(|top| top.inode.is_whiteout_device()) {
        Ok(names.values().any(|top| top.layer == Layer::UPPER))
    } else {
        Err(Errno::ENOTEMPTY)
    }
}

/// `ovl_dir_read_merged`
fn merge<'a>(fs: &'a Fs, dir: &Object) -> Result<BTreeMap<&'a Name, Topmost<'a>>, Errno> {
    let mut names = BTreeMap::new();
    let upper = dir.upper.map(|ino| (Layer::UPPER, ino));
    for (layer, real) in upper.into_iter().chain(dir.lowers.iter().map(|lower| (lower.layer, lower.ino))) {
        for (name, ino) in fs.entries(real)? {
            if let btree_map::Entry::Vacant(place) = names.entry(name) {
                place.insert(Topmost { layer, ino: *ino, inode: fs.inode(*ino)? });
            }
        }
    }
    Ok(names)
}
