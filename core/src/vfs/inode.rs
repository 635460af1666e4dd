//! Inodes: everything about a file but its name.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Content, Name};
use crate::clock::Time;
use crate::persist::{Priority, Treap};

/// An inode number. Handed out in sequence, never reused; the root is 2, as on ext4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ino(pub u64);

impl Priority for Ino {
    fn priority(&self) -> u64 {
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32)
    }
}

/// A device number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dev {
    /// Major number.
    pub major: u32,
    /// Minor number.
    pub minor: u32,
}

impl Dev {
    /// 0:0, the number of overlay's whiteouts.
    pub const ZERO: Self = Self { major: 0, minor: 0 };
}

/// The types of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileType {
    /// Regular file.
    File,
    /// Directory.
    Dir,
    /// Symbolic link.
    Symlink,
    /// Character device.
    Char,
    /// Block device.
    Block,
    /// Named pipe.
    Fifo,
    /// Socket.
    Socket,
}

/// What an inode is, with what only that type has.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A regular file.
    File(Content),
    /// A directory: its entries, without `.` and `..`.
    Dir(Treap<Name, Ino>),
    /// A symbolic link and its target, verbatim.
    Symlink(Rc<[u8]>),
    /// A character device.
    Char(Dev),
    /// A block device.
    Block(Dev),
    /// A named pipe.
    Fifo,
    /// A socket.
    Socket,
}

impl Node {
    /// An empty directory.
    pub fn dir() -> Self {
        Self::Dir(Treap::default())
    }

    /// The type.
    pub const fn file_type(&self) -> FileType {
        match self {
            Self::File(_) => FileType::File,
            Self::Dir(_) => FileType::Dir,
            Self::Symlink(_) => FileType::Symlink,
            Self::Char(_) => FileType::Char,
            Self::Block(_) => FileType::Block,
            Self::Fifo => FileType::Fifo,
            Self::Socket => FileType::Socket,
        }
    }
}

/// Extended attributes: full name (with its namespace) → value. Shared, and absent when there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Xattrs(Option<Rc<BTreeMap<Name, Rc<[u8]>>>>);

impl Xattrs {
    /// The value of `name`.
    pub fn get(&self, name: &[u8]) -> Option<&Rc<[u8]>> {
        self.0.as_ref()?.get(name)
    }

    /// Sets `name`.
    pub fn set(&mut self, name: impl AsRef<[u8]>, value: &[u8]) {
        Rc::make_mut(self.0.get_or_insert_default()).insert(Name::new(name), value.into());
    }

    /// Removes `name`; whether it was there.
    pub fn remove(&mut self, name: &[u8]) -> bool {
        let Some(map) = self.0.as_mut().filter(|map| map.contains_key(name)) else { return false };
        let map = Rc::make_mut(map);
        map.remove(name);
        if map.is_empty() {
            self.0 = None;
        }
        true
    }

    /// The attributes, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Rc<[u8]>)> {
        self.0.iter().flat_map(|map| map.iter())
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

/// The attributes a file is created with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meta {
    /// Permission bits with set-id and sticky bits: 12 bits.
    pub mode: u16,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
}

impl Meta {
    /// `mode`, owned by root.
    pub const fn root(mode: u16) -> Self {
        Self { mode, uid: 0, gid: 0 }
    }
}

/// One directory entry of an inode.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The directory.
    pub dir: Ino,
    /// The name in it.
    pub name: Name,
}

/// Everything about a file but its content's place in the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Inode {
    /// Type and content.
    pub node: Node,
    /// Permission bits with set-id and sticky bits: 12 bits.
    pub mode: u16,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Last change of the content.
    pub mtime: Time,
    /// Last access, as far as it was set.
    pub atime: Time,
    /// Last change of the inode.
    pub ctime: Time,
    /// Extended attributes.
    pub xattrs: Xattrs,
    /// Its directory entries, in the order they were made. One for a directory; none for the root and for files that are
    /// unlinked but held.
    pub links: Vec<Link>,
    /// For a directory: how many of its entries are directories.
    pub subdirs: u32,
}

impl Inode {
    /// The type.
    pub const fn file_type(&self) -> FileType {
        self.node.file_type()
    }

    /// Whether it is a directory.
    pub const fn is_dir(&self) -> bool {
        matches!(self.node, Node::Dir(_))
    }

    /// `st_nlink`: for a directory 2 and one for each directory in it, else the number of its names.
    pub fn nlink(&self) -> u32 {
        if self.is_dir() { 2 + self.subdirs } else { self.links.len() as u32 }
    }

    /// `st_size`: of a file its content's, of a symlink its target's, of a directory ext4's 4096; else 0.
    pub fn size(&self) -> u64 {
        match &self.node {
            Node::File(content) => content.size(),
            Node::Symlink(target) => target.len() as u64,
            Node::Dir(_) => 4096,
            Node::Char(_) | Node::Block(_) | Node::Fifo | Node::Socket => 0,
        }
    }

    /// The entries, if it is a directory.
    pub const fn entries(&self) -> Option<&Treap<Name, Ino>> {
        match &self.node {
            Node::Dir(entries) => Some(entries),
            _ => None,
        }
    }

    /// The content, if it is a regular file.
    pub const fn content(&self) -> Option<&Content> {
        match &self.node {
            Node::File(content) => Some(content),
            _ => None,
        }
    }

    /// Whether it is a whiteout of overlayfs in its usual form: character device 0:0.
    pub const fn is_whiteout_device(&self) -> bool {
        matches!(self.node, Node::Char(Dev::ZERO))
    }
}
