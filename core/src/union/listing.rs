//! The names of a directory of the union, page by page: who provides each, and which lie hidden.
//!
//! The names of all slabs are merged as they are read, so a page costs what is on it, not what is in the directory.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::stack::Stack;
use crate::overlayfs::Object;
use crate::vfs::{AbsPath, Errno, FileType, Fs, Ino, Name};

/// Whether a name shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It does.
    Shown,
    /// It was deleted: the slab of this index has a whiteout (or something else that hides it).
    Deleted {
        /// The slab.
        by: usize,
    },
    /// It lies in a directory that takes no part: something above cuts it off.
    Cut,
}

/// A name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name.
    pub name: Name,
    /// Whether it shows.
    pub status: Status,
    /// The slab that provides it; of a hidden one, the topmost that has it.
    pub provider: usize,
    /// The type of that.
    pub file_type: FileType,
    /// How many slabs have something of that name, whiteouts not counted.
    pub copies: usize,
}

/// A part of a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The names, in the order of their bytes.
    pub entries: Vec<Entry>,
    /// The name after which the next page begins; `None` if this was the last.
    pub next: Option<Name>,
}

impl Stack {
    /// At most `limit` names of the directory at `path` that come after `after`.
    ///
    /// Errors: those of a lookup, `ENOTDIR`.
    pub fn page(&self, fs: &Fs, path: &AbsPath, after: Option<&Name>, limit: usize) -> Result<Page, Errno> {
        let dir = self.overlay.at(fs, path)?;
        if !dir.is_dir() {
            return Err(Errno::ENOTDIR);
        }
        let members = self.member_roots(&dir);
        // The real directories: those that take part, and what lies at the same path in the other slabs.
        let reals: Vec<Option<Ino>> = (0..self.slabs.len())
            .map(|slab| {
                members[slab]
                    .or_else(|| path.names().try_fold(self.slabs[slab].root, |at, name| fs.lookup(at, name).ok()))
            })
            .collect();
        let start = after.map_or(&[][..], Name::as_bytes);
        let mut readers: Vec<_> = reals
            .iter()
            .map(|real| real.and_then(|ino| fs.entries(ino).ok()).map(|entries| entries.iter_after(start)))
            .collect();
        let mut next = |slab: usize| {
            readers[slab].as_mut().and_then(Iterator::next).map(|(name, ino)| Reverse((name, slab, *ino)))
        };
        let mut heads: BinaryHeap<_> = (0..self.slabs.len()).filter_map(&mut next).collect();
        let mut page = Page::default();
        while let Some(Reverse((name, slab, ino))) = heads.pop() {
            let mut having = vec![(slab, ino)];
            heads.extend(next(slab));
            while let Some(Reverse((_, slab, ino))) =
                heads.peek().filter(|Reverse((other, ..))| *other == name).copied()
            {
                heads.pop();
                having.push((slab, ino));
                heads.extend(next(slab));
            }
            page.entries.extend(self.entry(fs, &dir, name, &having, &members));
            if page.entries.len() >= limit && !heads.is_empty() {
                page.next = Some(name.clone());
                break;
            }
        }
        Ok(page)
    }

    /// For each slab the real directory with which it takes part in a directory of the union.
    fn member_roots(&self, dir: &Object) -> Vec<Option<Ino>> {
        let mut members = vec![None; self.slabs.len()];
        let top = (dir.layer(), dir.real());
        for (layer, ino) in dir.lowers().iter().map(|lower| (lower.layer, lower.ino)).chain([top]) {
            if let Some(slab) = self.slab_of(layer) {
                members[slab] = Some(ino);
            }
        }
        members
    }

    /// What is to be told of a name that these slabs have, top first. `None` if only whiteouts have it.
    fn entry(
        &self,
        fs: &Fs,
        dir: &std::rc::Rc<Object>,
        name: &Name,
        having: &[(usize, Ino)],
        members: &[Option<Ino>],
    ) -> Option<Entry> {
        let real =
            |(_, ino): &&(usize, Ino)| fs.get(*ino).is_some_and(|inode| self.overlay.whiteout_form(inode).is_none());
        let top = having.iter().find(|(slab, _)| members[*slab].is_some());
        let listed = top.is_some_and(|(slab, ino)| {
            let layer = self.layer_of(*slab);
            fs.get(*ino).is_some_and(|inode| self.overlay.lists(fs, dir, name, (layer, inode)))
        });
        let status = match top {
            _ if listed => Status::Shown,
            Some((by, _)) => Status::Deleted { by: *by },
            None => Status::Cut,
        };
        let (provider, ino) = *if listed { top } else { having.iter().find(real) }?;
        let file_type = fs.get(ino)?.file_type();
        Some(Entry { name: name.clone(), status, provider, file_type, copies: having.iter().filter(real).count() })
    }
}
