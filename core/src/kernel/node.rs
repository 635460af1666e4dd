//! The objects of the mounted filesystems, and the operations that each kind of filesystem does in its own way.

use std::rc::Rc;

use super::mount::SuperId;
use super::{Kernel, MountId, Stat};
use crate::overlayfs::{CopyUp, Object, Overlay, Pin, Trigger, Writer};
use crate::vfs::{
    AbsPath, Content, Dev, DirEntry, Errno, Fs, Ino, Inode, Meta, Name, Node as RawNode, RenameMode, SetAttr, SetXattr,
};

/// A mounted filesystem.
#[derive(Clone, Debug)]
pub(super) enum Superblock {
    /// [`Kernel::fs`].
    Disk,
    /// One in memory, and its type.
    Memory(Rc<Fs>, &'static str),
    /// A union of directories of the disk.
    Overlay(Rc<Overlay>),
}

impl Superblock {
    pub(super) fn root_key(&self) -> NodeKey {
        match self {
            Self::Disk | Self::Memory(..) => NodeKey::Ino(Fs::ROOT),
            Self::Overlay(_) => NodeKey::Path(AbsPath::root()),
        }
    }
}

/// An object of a mounted filesystem.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// On a plain filesystem.
    Raw(Ino),
    /// In a union.
    Overlay(Rc<Object>),
}

/// What stays the same about an object while it is changed or copied up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NodeKey {
    /// On a plain filesystem.
    Ino(Ino),
    /// In a union: where it is.
    Path(AbsPath),
}

impl NodeKey {
    /// Less than any other.
    pub(super) const MIN: Self = Self::Ino(Ino(0));
}

impl Node {
    pub(super) fn key(&self) -> NodeKey {
        match self {
            Self::Raw(ino) => NodeKey::Ino(*ino),
            Self::Overlay(object) => NodeKey::Path(object.path()),
        }
    }
}

/// An object that is held open.
#[derive(Clone, Copy, Debug)]
pub(super) enum Held {
    Raw(Ino),
    Overlay(Pin),
}

/// An object and the mount through which it was reached.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) mount: MountId,
    pub(super) superblock: SuperId,
    pub(super) node: Node,
}

impl Place {
    pub(super) fn is(&self, other: &Self) -> bool {
        self.mount == other.mount && self.superblock == other.superblock && self.node.key() == other.node.key()
    }

    /// Whether both are names of one file.
    pub(super) fn is_same_file(&self, other: &Self) -> bool {
        self.superblock == other.superblock
            && match (&self.node, &other.node) {
                (Node::Overlay(a), Node::Overlay(b)) => a.same_file(b),
                (a, b) => a.key() == b.key(),
            }
    }
}

impl Kernel {
    /// The plain filesystem of a superblock.
    pub(super) fn raw(&self, superblock: SuperId) -> Option<&Fs> {
        match self.table().superblock(superblock).ok()? {
            Superblock::Disk => Some(&self.fs),
            Superblock::Memory(fs, _) => Some(fs),
            Superblock::Overlay(_) => None,
        }
    }

    fn raw_mut(&mut self, superblock: SuperId) -> Result<&mut Fs, Errno> {
        let now = self.fs.now();
        if superblock == SuperId::DISK {
            return Ok(&mut self.fs);
        }
        match self.table_mut().superblocks.get_mut(&superblock) {
            Some(Superblock::Memory(fs, _)) => {
                let fs = Rc::make_mut(fs);
                fs.set_now(now);
                Ok(fs)
            }
            _ => Err(Errno::ESTALE),
        }
    }

    pub(super) fn union(&self, superblock: SuperId) -> Result<&Overlay, Errno> {
        match self.table().superblock(superblock)? {
            Superblock::Overlay(overlay) => Ok(overlay),
            _ => Err(Errno::ESTALE),
        }
    }

    /// Changes a union, and the disk below it.
    fn change_union<T>(
        &mut self,
        superblock: SuperId,
        trigger: Trigger,
        change: impl FnOnce(&mut Writer<'_>) -> Result<T, Errno>,
    ) -> Result<T, Errno> {
        match Rc::make_mut(&mut self.table).superblocks.get_mut(&superblock) {
            Some(Superblock::Overlay(overlay)) => {
                change(&mut Rc::make_mut(overlay).writer(&mut self.fs, &mut self.effects, trigger))
            }
            _ => Err(Errno::ESTALE),
        }
    }

    /// Whether nothing on this filesystem can be changed.
    pub(super) fn is_read_only_filesystem(&self, superblock: SuperId) -> bool {
        self.union(superblock).is_ok_and(Overlay::is_read_only)
    }

    pub(super) fn node_of(&self, superblock: SuperId, key: &NodeKey) -> Result<Node, Errno> {
        match key {
            NodeKey::Ino(ino) => Ok(Node::Raw(*ino)),
            NodeKey::Path(path) => self.union(superblock)?.at(&self.fs, path).map(Node::Overlay),
        }
    }

    /// The inode whose attributes a place shows.
    pub(super) fn inode_at(&self, place: &Place) -> Result<&Inode, Errno> {
        match &place.node {
            Node::Raw(ino) => self.raw(place.superblock).ok_or(Errno::ESTALE)?.inode(*ino),
            Node::Overlay(object) => self.fs.inode(object.real()),
        }
    }

    /// What `name` in a directory leads to; `None` if there is nothing. Not for `.` and `..`.
    pub(super) fn child(&self, dir: &Place, name: &[u8]) -> Result<Option<Node>, Errno> {
        if name.len() > 255 {
            return Err(Errno::ENAMETOOLONG);
        }
        match &dir.node {
            Node::Raw(ino) => {
                let fs = self.raw(dir.superblock).ok_or(Errno::ESTALE)?;
                Ok(fs.entries(*ino)?.get(name).copied().map(Node::Raw))
            }
            Node::Overlay(object) => {
                Ok(self.union(dir.superblock)?.lookup(&self.fs, object, name)?.object().map(Node::Overlay))
            }
        }
    }

    /// The directory that holds a directory, within its filesystem.
    pub(super) fn parent(&self, dir: &Place) -> Result<Node, Errno> {
        match &dir.node {
            Node::Raw(ino) => Ok(Node::Raw(self.raw(dir.superblock).ok_or(Errno::ESTALE)?.parent(*ino))),
            Node::Overlay(object) => Ok(Node::Overlay(object.parent().unwrap_or(object).clone())),
        }
    }

    pub(super) fn stat_place(&self, place: &Place) -> Result<Stat, Errno> {
        let inode = self.inode_at(place)?;
        let (ino, nlink) = match &place.node {
            Node::Raw(ino) => (*ino, self.raw(place.superblock).ok_or(Errno::ESTALE)?.nlink(*ino)?),
            Node::Overlay(object) => {
                let union = self.union(place.superblock)?;
                (union.ino(object), union.nlink(&self.fs, object)?)
            }
        };
        let dev = if place.superblock == SuperId::DISK {
            Dev { major: 8, minor: 1 }
        } else {
            Dev { major: 0, minor: 40 + place.superblock.0 }
        };
        Ok(Stat {
            dev,
            ino,
            file_type: inode.file_type(),
            mode: inode.mode,
            nlink,
            uid: inode.uid,
            gid: inode.gid,
            rdev: match inode.node {
                RawNode::Char(dev) | RawNode::Block(dev) => dev,
                _ => Dev::ZERO,
            },
            size: self.directory_in_memory(place.superblock, inode).unwrap_or_else(|| inode.size()),
            in_memory: matches!(self.table().superblock(place.superblock), Ok(Superblock::Memory(..))),
            link_in_inode: self.link_in_inode,
            atime: inode.atime,
            mtime: inode.mtime,
            ctime: inode.ctime,
        })
    }

    /// The size of a directory on a filesystem in memory: some count their entries, the others have none.
    ///
    /// Model: Linux `mm/shmem.c` `BOGO_DIRENT_SIZE`, `ipc/mqueue.c` `DIRENT_SIZE`.
    fn directory_in_memory(&self, superblock: SuperId, inode: &Inode) -> Option<u64> {
        const ENTRY: u64 = 20;
        let Ok(Superblock::Memory(_, fstype)) = self.table().superblock(superblock) else { return None };
        let entries = inode.entries()?;
        Some(if matches!(*fstype, "tmpfs" | "mqueue") { (entries.len() as u64 + 2) * ENTRY } else { 0 })
    }

    pub(super) fn list(&self, dir: &Place) -> Result<Vec<DirEntry>, Errno> {
        match &dir.node {
            Node::Raw(ino) => self.raw(dir.superblock).ok_or(Errno::ESTALE)?.list(*ino),
            Node::Overlay(object) => self.union(dir.superblock)?.readdir(&self.fs, object),
        }
    }

    /// The content of a regular file.
    pub(super) fn content_of(&self, place: &Place) -> Result<&Content, Errno> {
        match &place.node {
            Node::Raw(_) => self.inode_at(place)?.content().ok_or(Errno::EINVAL),
            Node::Overlay(object) => self.union(place.superblock)?.content(&self.fs, object),
        }
    }

    pub(super) fn create_node(&mut self, dir: &Place, name: &[u8], node: RawNode, meta: Meta) -> Result<Node, Errno> {
        match &dir.node {
            Node::Raw(ino) => self.raw_mut(dir.superblock)?.create(*ino, name, node, meta).map(Node::Raw),
            Node::Overlay(object) => self
                .change_union(dir.superblock, Trigger::Create, |union| union.create(object, name, node, meta))
                .map(Node::Overlay),
        }
    }

    /// Makes a file without a name, and holds it.
    pub(super) fn create_unnamed(&mut self, dir: &Place, node: RawNode, meta: Meta) -> Result<Held, Errno> {
        match &dir.node {
            Node::Raw(ino) => self.raw_mut(dir.superblock)?.create_unnamed(*ino, node, meta).map(Held::Raw),
            Node::Overlay(object) => self
                .change_union(dir.superblock, Trigger::Create, |union| union.create_unnamed(object, node, meta))
                .map(Held::Overlay),
        }
    }

    /// Removes a name; a directory's if `victim` is one.
    pub(super) fn remove_node(&mut self, dir: &Place, victim: &Place, name: &[u8]) -> Result<(), Errno> {
        let is_dir = self.inode_at(victim)?.is_dir();
        match (&dir.node, &victim.node) {
            (Node::Raw(ino), _) if is_dir => self.raw_mut(dir.superblock)?.rmdir(*ino, name),
            (Node::Raw(ino), _) => self.raw_mut(dir.superblock)?.unlink(*ino, name),
            (_, Node::Overlay(object)) => {
                self.change_union(dir.superblock, Trigger::Remove, |union| union.remove(object))
            }
            (Node::Overlay(_), Node::Raw(_)) => Err(Errno::EXDEV),
        }
    }

    /// `dir` and `file` are on the same superblock.
    pub(super) fn link_node(&mut self, file: &Place, dir: &Place, name: &[u8]) -> Result<(), Errno> {
        match (&file.node, &dir.node) {
            (Node::Raw(file), Node::Raw(ino)) => self.raw_mut(dir.superblock)?.link(*file, *ino, name),
            (Node::Overlay(file), Node::Overlay(object)) => {
                self.change_union(dir.superblock, Trigger::Link, |union| union.link(file, object, name))
            }
            _ => Err(Errno::EXDEV),
        }
    }

    /// Both directories are on the same superblock.
    pub(super) fn rename_node(
        &mut self,
        (dir, name): (&Place, &[u8]),
        (to_dir, to_name): (&Place, &[u8]),
        mode: RenameMode,
    ) -> Result<(), Errno> {
        match (&dir.node, &to_dir.node) {
            (Node::Raw(from), Node::Raw(to)) => {
                self.raw_mut(dir.superblock)?.rename((*from, name), (*to, to_name), mode)
            }
            (Node::Overlay(from), Node::Overlay(to)) => self
                .change_union(dir.superblock, Trigger::Rename, |union| union.rename((from, name), (to, to_name), mode)),
            _ => Err(Errno::EXDEV),
        }
    }

    pub(super) fn set_attr(&mut self, place: &Place, attr: SetAttr) -> Result<(), Errno> {
        match &place.node {
            Node::Raw(ino) => self.raw_mut(place.superblock)?.set_attr(*ino, attr),
            Node::Overlay(object) => {
                let trigger = match attr {
                    SetAttr { size: Some(_), .. } => Trigger::Truncate,
                    SetAttr { mode: Some(_), .. } => Trigger::Chmod,
                    SetAttr { mtime: Some(_), .. } => Trigger::Times,
                    _ => Trigger::Chown,
                };
                self.change_union(place.superblock, trigger, |union| union.set_attr(object, attr))
            }
        }
    }

    /// Readies a regular file for writing.
    pub(super) fn prepare_write(&mut self, place: &Place, needed: CopyUp) -> Result<Node, Errno> {
        match &place.node {
            Node::Raw(ino) => Ok(Node::Raw(*ino)),
            Node::Overlay(object) => {
                let trigger = if needed == CopyUp::Emptied { Trigger::OpenTruncating } else { Trigger::OpenForWriting };
                self.change_union(place.superblock, trigger, |union| union.copy_up(object, needed)).map(Node::Overlay)
            }
        }
    }

    pub(super) fn set_content_of(&mut self, place: &Place, content: Content) -> Result<(), Errno> {
        match &place.node {
            Node::Raw(ino) => self.raw_mut(place.superblock)?.set_content(*ino, content),
            Node::Overlay(object) => {
                self.change_union(place.superblock, Trigger::OpenForWriting, |union| union.set_content(object, content))
            }
        }
    }

    /// Keeps an object alive while it is open.
    pub(super) fn hold(&mut self, place: &Place) -> Result<Held, Errno> {
        match &place.node {
            Node::Raw(ino) => {
                self.raw_mut(place.superblock)?.hold(*ino);
                Ok(Held::Raw(*ino))
            }
            Node::Overlay(object) => match Rc::make_mut(&mut self.table).superblocks.get_mut(&place.superblock) {
                Some(Superblock::Overlay(overlay)) => Ok(Held::Overlay(Rc::make_mut(overlay).pin(object))),
                _ => Err(Errno::ESTALE),
            },
        }
    }

    /// Undoes one [`Kernel::hold`].
    pub(super) fn release(&mut self, superblock: SuperId, held: Held) {
        match held {
            Held::Raw(ino) => {
                if let Ok(fs) = self.raw_mut(superblock) {
                    fs.release(ino);
                }
            }
            Held::Overlay(pin) => {
                let found = Rc::make_mut(&mut self.table).superblocks.get_mut(&superblock);
                if let Some(Superblock::Overlay(overlay)) = found {
                    Rc::make_mut(overlay).unpin(&mut self.fs, pin);
                }
            }
        }
    }

    pub(super) fn held_node(&self, superblock: SuperId, held: Held) -> Result<Node, Errno> {
        match held {
            Held::Raw(ino) => Ok(Node::Raw(ino)),
            Held::Overlay(pin) => self.union(superblock)?.pinned(&self.fs, pin).map(Node::Overlay),
        }
    }

    pub(super) fn xattr_of(&self, place: &Place, name: &[u8]) -> Result<Rc<[u8]>, Errno> {
        match &place.node {
            Node::Raw(ino) => self.raw(place.superblock).ok_or(Errno::ESTALE)?.get_xattr(*ino, name).cloned(),
            Node::Overlay(object) => self.union(place.superblock)?.get_xattr(&self.fs, object, name),
        }
    }

    /// The names of the extended attributes, sorted.
    pub(super) fn xattrs_of(&self, place: &Place) -> Result<Vec<Name>, Errno> {
        match &place.node {
            Node::Raw(_) => Ok(self.inode_at(place)?.xattrs.iter().map(|(name, _)| name.clone()).collect()),
            Node::Overlay(object) => self.union(place.superblock)?.list_xattrs(&self.fs, object),
        }
    }

    pub(super) fn set_xattr_of(
        &mut self,
        place: &Place,
        name: &[u8],
        value: &[u8],
        how: SetXattr,
    ) -> Result<(), Errno> {
        match &place.node {
            Node::Raw(ino) => self.raw_mut(place.superblock)?.put_xattr(*ino, name, value, how),
            Node::Overlay(object) => {
                self.change_union(place.superblock, Trigger::Xattr, |union| union.set_xattr(object, name, value, how))
            }
        }
    }

    pub(super) fn remove_xattr_of(&mut self, place: &Place, name: &[u8]) -> Result<(), Errno> {
        match &place.node {
            Node::Raw(ino) => self.raw_mut(place.superblock)?.remove_xattr(*ino, name),
            Node::Overlay(object) => {
                self.change_union(place.superblock, Trigger::Xattr, |union| union.remove_xattr(object, name))
            }
        }
    }
}
