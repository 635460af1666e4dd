//! What a name in the union stands for: the real objects behind it.

use std::rc::Rc;

use super::xattr::Own;
use super::{Layer, Overlay};
use crate::vfs::{AbsPath, FileType, Fs, Ino, Name};

/// A real object in a lower layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lower {
    /// Which layer.
    pub layer: Layer,
    /// The object.
    pub ino: Ino,
}

/// A name of the union and what is behind it: the kernel's overlay dentry and inode in one.
///
/// Derived from the layers at each lookup and never kept (but for open files), so that nothing can go stale.
#[derive(Clone, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "the marks that the kernel keeps with a dentry, each with its own meaning"
)]
pub struct Object {
    pub(super) parent: Option<Rc<Self>>,
    pub(super) name: Name,
    pub(super) file_type: FileType,
    /// The object in the upper layer, or in the index if no name in the upper layer leads to it yet.
    pub(super) upper: Option<Ino>,
    /// Whether this very name is in the upper layer.
    pub(super) upper_alias: bool,
    /// Of a directory: the lower directories that it merges. Of a file: where it was copied up from, or the file itself; with
    /// metacopy, last the file that has the data.
    pub(super) lowers: Vec<Lower>,
    /// With data-only layers: the path of the data in them, to be looked up when it is needed.
    pub(super) data_redirect: Option<Rc<[u8]>>,
    /// Of a directory in the upper layer: marked opaque.
    pub(super) opaque: bool,
    /// The redirect of the upper object.
    pub(super) redirect: Option<Rc<[u8]>>,
    /// Whether the upper object is a metacopy: its data is still below.
    pub(super) metacopy: bool,
    /// Of a directory: whether a listing must look for whiteouts. Else the one real directory is shown as it is.
    pub(super) whiteouts: bool,
    /// Of a directory: whether a lower one announces whiteouts in the form of an attribute.
    pub(super) xwhiteouts: bool,
    /// The entry in the index.
    pub(super) index: Option<Ino>,
    /// Whether the inode number is the lower object's, and stays so when it is copied up.
    pub(super) by_lower: bool,
    /// It is open, but its name was removed.
    pub(super) nameless: bool,
}

/// A deep tree must not be dropped by recursion.
impl Drop for Object {
    fn drop(&mut self) {
        let mut next = self.parent.take();
        while let Some(mut object) = next.and_then(Rc::into_inner) {
            next = object.parent.take();
        }
    }
}

impl Object {
    /// The real object whose attributes show.
    pub fn real(&self) -> Ino {
        self.upper.or_else(|| self.lowers.first().map(|lower| lower.ino)).unwrap_or(Ino(0))
    }

    /// The layer of [`Object::real`].
    pub fn layer(&self) -> Layer {
        match self.lowers.first() {
            Some(lower) if self.upper.is_none() => lower.layer,
            _ => Layer::UPPER,
        }
    }

    /// Its type.
    pub const fn file_type(&self) -> FileType {
        self.file_type
    }

    /// Whether it is a directory.
    pub const fn is_dir(&self) -> bool {
        matches!(self.file_type, FileType::Dir)
    }

    /// The object in the upper layer.
    pub const fn upper(&self) -> Option<Ino> {
        self.upper
    }

    /// The real objects in lower layers, top first.
    pub fn lowers(&self) -> &[Lower] {
        &self.lowers
    }

    /// The directory that holds it.
    pub const fn parent(&self) -> Option<&Rc<Self>> {
        self.parent.as_ref()
    }

    /// Its name. Empty for the root.
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// Its path in the union.
    pub fn path(&self) -> AbsPath {
        let mut names = Vec::new();
        let mut at = self;
        while let Some(parent) = &at.parent {
            names.push(at.name.as_bytes());
            at = parent;
        }
        let bytes: Vec<u8> = names.iter().rev().flat_map(|name| [b"/", *name].concat()).collect();
        AbsPath::new(bytes)
    }

    /// `OVL_TYPE_MERGE`: a directory of several real ones, or a file whose data is below its attributes.
    pub(super) fn is_merge(&self) -> bool {
        if self.upper.is_some() {
            !self.lowers.is_empty() && (self.is_dir() || self.metacopy)
        } else {
            self.lowers.len() > 1
        }
    }

    pub(super) fn is_merge_or_lower(&self) -> bool {
        self.is_merge() || self.upper.is_none()
    }

    /// `OVL_TYPE_ORIGIN`: copied up, and it is known from where.
    pub(super) fn has_origin(&self) -> bool {
        self.upper.is_some() && !self.lowers.is_empty() && self.by_lower
    }

    /// Whether it was made in the upper layer, with nothing below it.
    pub(super) fn is_pure_upper(&self) -> bool {
        self.lowers.is_empty() && !self.whiteouts
    }

    /// Whether only its attributes are where they show; the data is in a lower layer.
    pub(super) fn is_metacopy(&self) -> bool {
        self.file_type == FileType::File
            && if self.upper.is_some() { self.metacopy } else { self.lowers.len() > 1 || self.data_redirect.is_some() }
    }

    /// Whether both are names of one file.
    pub fn same_file(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }

    /// What two names have in common if they are names of one file.
    pub(super) fn identity(&self) -> Identity {
        match (self.lowers.first(), self.upper) {
            (Some(lower), _) if self.by_lower => Identity::Lower(lower.ino),
            (_, Some(upper)) => Identity::Upper(upper),
            _ => Identity::Name(self.path()),
        }
    }
}

/// See [`Object::identity`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Identity {
    Lower(Ino),
    Upper(Ino),
    /// A name of a lower file with several: copying it up would make a file of its own.
    Name(AbsPath),
}

impl Overlay {
    /// `ovl_hash_by_lower`: whether an object is the lower inode, seen from above.
    pub(super) fn is_by_lower(&self, fs: &Fs, upper: Option<Ino>, lower: Option<Ino>, indexed: bool) -> bool {
        let Some(lower) = lower.and_then(|ino| fs.get(ino)) else { return false };
        if indexed || self.set.upper.is_none() {
            return true;
        }
        // A lower hard link is broken on copy-up, unless the index keeps track of it.
        if (upper.is_some() || self.set.index.is_none()) && !lower.is_dir() && lower.nlink() > 1 {
            return false;
        }
        !(self.set.config.nfs_export && upper.is_some())
    }

    /// Whether the upper directory is marked as holding objects that came from below.
    pub(super) fn is_impure(&self, fs: &Fs, dir: &Object) -> bool {
        dir.upper.and_then(|ino| fs.get(ino)).is_some_and(|inode| self.own(inode, Own::Impure).is_some())
    }
}
