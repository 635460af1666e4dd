//! The objects of the mounted filesystems, and the operations that each kind of filesystem does in its own way.

use std::rc::Rc;

use super::mount::SuperId;
use super::{DirEntry, Kernel, MountId, MountKind, Stat, Task};
use crate::clock::Time;
use crate::vfs::{Content, Dev, Errno, Fs, Ino, Inode, Meta, Name, Node as RawNode, RenameMode};

/// A mounted filesystem.
#[derive(Clone, Debug)]
pub(super) enum Superblock {
    /// [`Kernel::fs`].
    Disk,
    /// One in memory.
    Memory(Rc<Fs>),
}

impl Superblock {
    pub(super) const fn root_key(&self) -> NodeKey {
        match self {
            Self::Disk | Self::Memory(_) => NodeKey::Ino(Fs::ROOT),
        }
    }
}

/// An object of a mounted filesystem.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// On a plain filesystem.
    Raw(Ino),
}

/// What stays the same about an object while it is moved or copied up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NodeKey {
    /// On a plain filesystem.
    Ino(Ino),
}

impl NodeKey {
    /// Less than any other.
    pub(super) const MIN: Self = Self::Ino(Ino(0));
}

impl Node {
    pub(super) fn key(&self) -> NodeKey {
        match self {
            Self::Raw(ino) => NodeKey::Ino(*ino),
        }
    }
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
}

/// Attributes to be set: what `notify_change` of the kernel gets.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SetAttr {
    pub(super) mode: Option<u16>,
    pub(super) uid: Option<u32>,
    pub(super) gid: Option<u32>,
    pub(super) size: Option<u64>,
    pub(super) atime: Option<Time>,
    pub(super) mtime: Option<Time>,
    /// Whether set-id bits and file capabilities go, because the content or owner changes.
    pub(super) drop_privileges: bool,
}

impl Kernel {
    /// The plain filesystem of a superblock.
    pub(super) fn raw(&self, superblock: SuperId) -> Option<&Fs> {
        match self.table().superblock(superblock).ok()? {
            Superblock::Disk => Some(&self.fs),
            Superblock::Memory(fs) => Some(fs),
        }
    }

    fn raw_mut(&mut self, superblock: SuperId) -> Result<&mut Fs, Errno> {
        let now = self.fs.now();
        if superblock == SuperId::DISK {
            return Ok(&mut self.fs);
        }
        match self.table_mut().superblocks.get_mut(&superblock) {
            Some(Superblock::Memory(fs)) => {
                let fs = Rc::make_mut(fs);
                fs.set_now(now);
                Ok(fs)
            }
            _ => Err(Errno::ESTALE),
        }
    }

    /// The filesystem for a mount, its type and the options that `/proc/mounts` shows.
    pub(super) fn new_superblock(
        &mut self,
        _task: &Task,
        kind: MountKind,
        options: &str,
    ) -> Result<(&'static str, Superblock, String), Errno> {
        match kind {
            MountKind::Memory { fstype, content } => {
                let shown: Vec<_> = options.split(',').filter(|o| !matches!(*o, "" | "rw" | "ro")).collect();
                Ok((fstype, Superblock::Memory(Rc::new(content)), shown.join(",")))
            }
            MountKind::Overlay => Err(Errno::ENODEV),
        }
    }

    pub(super) fn node_of(&self, _superblock: SuperId, key: &NodeKey) -> Result<Node, Errno> {
        match key {
            NodeKey::Ino(ino) => Ok(Node::Raw(*ino)),
        }
    }

    /// The inode whose attributes a place shows.
    pub(super) fn inode_at(&self, place: &Place) -> Result<&Inode, Errno> {
        match &place.node {
            Node::Raw(ino) => self.raw(place.superblock).ok_or(Errno::ESTALE)?.inode(*ino),
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
        }
    }

    /// The directory that holds a directory, within its filesystem.
    pub(super) fn parent(&self, dir: &Place) -> Result<Node, Errno> {
        match &dir.node {
            Node::Raw(ino) => Ok(Node::Raw(self.raw(dir.superblock).ok_or(Errno::ESTALE)?.parent(*ino))),
        }
    }

    pub(super) fn stat_place(&self, place: &Place) -> Result<Stat, Errno> {
        let inode = self.inode_at(place)?;
        let (ino, nlink) = match &place.node {
            Node::Raw(ino) => (*ino, inode.nlink()),
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
            size: inode.size(),
            atime: inode.atime,
            mtime: inode.mtime,
            ctime: inode.ctime,
        })
    }

    pub(super) fn list(&self, dir: &Place) -> Result<Vec<DirEntry>, Errno> {
        match &dir.node {
            Node::Raw(ino) => {
                let fs = self.raw(dir.superblock).ok_or(Errno::ESTALE)?;
                let entry = |(name, ino): (&Name, &Ino)| {
                    Some(DirEntry { name: name.clone(), file_type: fs.get(*ino)?.file_type(), ino: *ino })
                };
                Ok(fs.entries(*ino)?.iter().filter_map(entry).collect())
            }
        }
    }

    /// The content of a regular file.
    pub(super) fn content_of(&self, place: &Place) -> Result<&Content, Errno> {
        match &place.node {
            Node::Raw(_) => self.inode_at(place)?.content().ok_or(Errno::EINVAL),
        }
    }

    pub(super) fn create_node(&mut self, dir: &Place, name: &[u8], node: RawNode, meta: Meta) -> Result<Node, Errno> {
        match &dir.node {
            Node::Raw(ino) => self.raw_mut(dir.superblock)?.create(*ino, name, node, meta).map(Node::Raw),
        }
    }

    pub(super) fn unlink_node(&mut self, dir: &Place, name: &[u8]) -> Result<(), Errno> {
        match &dir.node {
            Node::Raw(ino) => self.raw_mut(dir.superblock)?.unlink(*ino, name),
        }
    }

    pub(super) fn rmdir_node(&mut self, dir: &Place, name: &[u8]) -> Result<(), Errno> {
        match &dir.node {
            Node::Raw(ino) => self.raw_mut(dir.superblock)?.rmdir(*ino, name),
        }
    }

    /// `dir` and `file` are on the same superblock.
    pub(super) fn link_node(&mut self, file: &Place, dir: &Place, name: &[u8]) -> Result<(), Errno> {
        match (&file.node, &dir.node) {
            (Node::Raw(file), Node::Raw(ino)) => self.raw_mut(dir.superblock)?.link(*file, *ino, name),
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
        }
    }

    pub(super) fn set_attr(&mut self, place: &Place, attr: SetAttr) -> Result<(), Errno> {
        match &place.node {
            Node::Raw(ino) => raw_set_attr(self.raw_mut(place.superblock)?, *ino, attr),
        }
    }

    pub(super) fn set_content_of(&mut self, place: &Place, content: Content) -> Result<(), Errno> {
        match &place.node {
            Node::Raw(ino) => self.raw_mut(place.superblock)?.set_content(*ino, content),
        }
    }

    /// Keeps an object alive while it is open.
    pub(super) fn hold(&mut self, place: &Place) -> Result<(), Errno> {
        match &place.node {
            Node::Raw(ino) => self.raw_mut(place.superblock)?.hold(*ino),
        }
        Ok(())
    }

    /// Undoes one [`Kernel::hold`].
    pub(super) fn release(&mut self, place: &Place) {
        match &place.node {
            Node::Raw(ino) => {
                if let Ok(fs) = self.raw_mut(place.superblock) {
                    fs.release(*ino);
                }
            }
        }
    }

    pub(super) fn xattr_of(&self, place: &Place, name: &[u8]) -> Result<Rc<[u8]>, Errno> {
        match &place.node {
            Node::Raw(_) => self.inode_at(place)?.xattrs.get(name).cloned().ok_or(Errno::ENODATA),
        }
    }

    /// The names of the extended attributes, sorted.
    pub(super) fn xattrs_of(&self, place: &Place) -> Result<Vec<Name>, Errno> {
        match &place.node {
            Node::Raw(_) => Ok(self.inode_at(place)?.xattrs.iter().map(|(name, _)| name.clone()).collect()),
        }
    }

    pub(super) fn set_xattr_of(
        &mut self,
        place: &Place,
        name: &[u8],
        value: &[u8],
        how: super::SetXattr,
    ) -> Result<(), Errno> {
        match &place.node {
            Node::Raw(ino) => raw_set_xattr(self.raw_mut(place.superblock)?, *ino, name, value, how),
        }
    }

    pub(super) fn remove_xattr_of(&mut self, place: &Place, name: &[u8]) -> Result<(), Errno> {
        match &place.node {
            Node::Raw(ino) => raw_remove_xattr(self.raw_mut(place.superblock)?, *ino, name),
        }
    }
}

/// Sets attributes on a plain filesystem, and ctime with them.
pub(super) fn raw_set_attr(fs: &mut Fs, ino: Ino, attr: SetAttr) -> Result<(), Errno> {
    let now = fs.now();
    if let Some(size) = attr.size {
        let content = fs.inode(ino)?.content().ok_or(Errno::EINVAL)?.resized(size);
        fs.set_content(ino, content)?;
    }
    let inode = fs.inode_mut(ino)?;
    inode.ctime = now;
    inode.mode = attr.mode.unwrap_or(inode.mode);
    inode.uid = attr.uid.unwrap_or(inode.uid);
    inode.gid = attr.gid.unwrap_or(inode.gid);
    inode.atime = attr.atime.unwrap_or(inode.atime);
    inode.mtime = attr.mtime.unwrap_or(inode.mtime);
    if attr.drop_privileges {
        inode.mode &= !0o4000;
        if inode.mode & 0o010 != 0 {
            inode.mode &= !0o2000;
        }
        inode.xattrs.remove(b"security.capability");
    }
    Ok(())
}

/// Sets an extended attribute on a plain filesystem.
pub(super) fn raw_set_xattr(
    fs: &mut Fs,
    ino: Ino,
    name: &[u8],
    value: &[u8],
    how: super::SetXattr,
) -> Result<(), Errno> {
    super::xattrs::check_namespace(name)?;
    let exists = fs.inode(ino)?.xattrs.get(name).is_some();
    match how {
        super::SetXattr::Create if exists => Err(Errno::EEXIST),
        super::SetXattr::Replace if !exists => Err(Errno::ENODATA),
        _ => fs.set_xattr(ino, name, value),
    }
}

/// Removes an extended attribute on a plain filesystem.
pub(super) fn raw_remove_xattr(fs: &mut Fs, ino: Ino, name: &[u8]) -> Result<(), Errno> {
    super::xattrs::check_namespace(name)?;
    let now = fs.now();
    if fs.inode(ino)?.xattrs.get(name).is_none() {
        return Err(Errno::ENODATA);
    }
    let inode = fs.inode_mut(ino)?;
    inode.xattrs.remove(name);
    inode.ctime = now;
    Ok(())
}
