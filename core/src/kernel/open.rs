//! Open files (fs/open.c, fs/namei.c `do_open`).

use super::mount::{MountId, SuperId};
use super::node::Held;
use super::walk::Last;
use super::{Follow, Kernel, Mask, Place, Task};
use crate::overlayfs::CopyUp;
use crate::persist::{Priority, Treap};
use crate::vfs::{Content, Dev, Errno, FileType, Node as RawNode, SetAttr};

/// An open file description. Copies of the handle mean the same description: they share its offset. Close it once, and once
/// more for each [`Kernel::dup`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct File(u64);

impl Priority for File {
    fn priority(&self) -> u64 {
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32)
    }
}

/// What an open file may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// `O_RDONLY`
    Read,
    /// `O_WRONLY`
    Write,
    /// `O_RDWR`
    ReadWrite,
}

impl Access {
    pub(super) const fn reads(self) -> bool {
        matches!(self, Self::Read | Self::ReadWrite)
    }

    pub(super) const fn writes(self) -> bool {
        matches!(self, Self::Write | Self::ReadWrite)
    }
}

/// What `open` does about a file that is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Create {
    /// Fails.
    No,
    /// `O_CREAT`: makes it.
    IfMissing,
    /// `O_CREAT|O_EXCL`: makes it, and fails if it is there.
    New,
}

/// Further flags of `open`. Combine them with `|`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenFlags(u8);

impl OpenFlags {
    /// None.
    pub const NONE: Self = Self(0);
    /// `O_TRUNC`
    pub const TRUNC: Self = Self(1);
    /// `O_APPEND`
    pub const APPEND: Self = Self(2);
    /// `O_DIRECTORY`
    pub const DIRECTORY: Self = Self(4);
    /// `O_NOFOLLOW`
    pub const NOFOLLOW: Self = Self(8);
    /// `O_PATH`: a handle to `stat`, not to read.
    pub const PATH: Self = Self(16);
    /// `O_TMPFILE`: a file without a name, on the filesystem of the directory that the path leads to.
    pub const TMPFILE: Self = Self(32);

    /// Whether all of `flags` are set.
    pub const fn has(self, flags: Self) -> bool {
        self.0 & flags.0 == flags.0
    }
}

impl std::ops::BitOr for OpenFlags {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// How to open a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenHow {
    /// For what.
    pub access: Access,
    /// Whether to make it.
    pub create: Create,
    /// Further flags.
    pub flags: OpenFlags,
    /// The mode of a file that is made, before the umask.
    pub mode: u16,
}

impl OpenHow {
    /// `O_RDONLY`.
    pub const fn read() -> Self {
        Self { access: Access::Read, create: Create::No, flags: OpenFlags::NONE, mode: 0 }
    }

    /// `O_WRONLY|O_CREAT|O_TRUNC`: a shell's `>`.
    pub const fn replace(mode: u16) -> Self {
        Self { access: Access::Write, create: Create::IfMissing, flags: OpenFlags::TRUNC, mode }
    }

    /// `O_WRONLY|O_CREAT|O_APPEND`: a shell's `>>`.
    pub const fn append(mode: u16) -> Self {
        Self { access: Access::Write, create: Create::IfMissing, flags: OpenFlags::APPEND, mode }
    }
}

/// What is known about an open file.
#[derive(Clone, Debug)]
pub(super) struct Description {
    mount: MountId,
    superblock: SuperId,
    held: Held,
    pub(super) access: Access,
    pub(super) flags: OpenFlags,
    pub(super) offset: u64,
    handles: u32,
}

/// All open files.
#[derive(Clone, Debug, Default)]
pub(super) struct OpenFiles {
    open: Treap<File, Description>,
    next: u64,
}

/// Character devices that every kernel has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MemDevice {
    Null,
    Zero,
    Full,
}

impl MemDevice {
    pub(super) const fn of(node: &RawNode) -> Option<Self> {
        match node {
            RawNode::Char(Dev { major: 1, minor: 3 }) => Some(Self::Null),
            RawNode::Char(Dev { major: 1, minor: 5 }) => Some(Self::Zero),
            RawNode::Char(Dev { major: 1, minor: 7 }) => Some(Self::Full),
            _ => None,
        }
    }
}

impl Kernel {
    /// Opens a file. Named pipes are opened as with `O_NONBLOCK`: nothing in the simulation waits.
    pub fn open(&mut self, task: &Task, path: &[u8], how: OpenHow) -> Result<File, Errno> {
        if how.create != Create::No && how.flags.has(OpenFlags::DIRECTORY) && !how.flags.has(OpenFlags::PATH) {
            return Err(Errno::EINVAL);
        }
        let follow = if how.flags.has(OpenFlags::NOFOLLOW) { Follow::No } else { Follow::Yes };
        if how.flags.has(OpenFlags::TMPFILE) && !how.flags.has(OpenFlags::PATH) {
            return self.open_unnamed(task, path, how);
        }
        if how.create == Create::No || how.flags.has(OpenFlags::PATH) {
            let place = self.walk(task, path, follow)?.place;
            return self.open_existing(task, place, how);
        }
        let follow = if how.create == Create::New { Follow::No } else { follow };
        let parent = self.walk_to_create(task, path, follow)?;
        let name = match parent.last {
            Last::Name { slash: true, .. } => return Err(Errno::EISDIR),
            Last::Name { name, .. } => name,
            _ => return Err(if how.create == Create::New { Errno::EEXIST } else { Errno::EISDIR }),
        };
        if let Some(place) = self.lookup_at(task, &parent.dir, name.as_bytes())? {
            return self.open_existing(task, place, how);
        }
        self.want_write(task, &parent.dir)?;
        self.may_create(task, &parent.dir)?;
        let node = RawNode::File(Content::empty());
        let meta = self.new_meta(task, &parent.dir, &node, how.mode & 0o7777)?;
        let node = self.create_node(&parent.dir, name.as_bytes(), node, meta)?;
        let Place { mount, superblock, .. } = parent.dir;
        self.describe_place(&Place { mount, superblock, node }, how)
    }

    /// `do_tmpfile`
    fn open_unnamed(&mut self, task: &Task, path: &[u8], how: OpenHow) -> Result<File, Errno> {
        if !how.access.writes() || how.create != Create::No {
            return Err(Errno::EINVAL);
        }
        let dir = self.walk(task, path, Follow::Yes)?.place;
        if !self.inode_at(&dir)?.is_dir() {
            return Err(Errno::ENOTDIR);
        }
        self.want_write(task, &dir)?;
        self.may_create(task, &dir)?;
        let node = RawNode::File(Content::empty());
        let meta = self.new_meta(task, &dir, &node, how.mode & 0o7777)?;
        let held = self.create_unnamed(&dir, node, meta)?;
        Ok(self.describe(&dir, held, how))
    }

    /// `do_open`, for what is there already.
    fn open_existing(&mut self, task: &Task, mut place: Place, how: OpenHow) -> Result<File, Errno> {
        let inode = self.inode_at(&place)?;
        let (kind, is_dir) = (inode.file_type(), inode.is_dir());
        if how.flags.has(OpenFlags::PATH) {
            // `O_TMPFILE` has the bit of `O_DIRECTORY` in it.
            if (how.flags.has(OpenFlags::DIRECTORY) || how.flags.has(OpenFlags::TMPFILE)) && !is_dir {
                return Err(Errno::ENOTDIR);
            }
            return self.describe_place(&place, how);
        }
        if how.create == Create::New {
            return Err(Errno::EEXIST);
        }
        if how.create == Create::IfMissing && is_dir {
            return Err(Errno::EISDIR);
        }
        if how.flags.has(OpenFlags::DIRECTORY) && !is_dir {
            return Err(Errno::ENOTDIR);
        }
        let truncates = how.flags.has(OpenFlags::TRUNC);
        if truncates && kind == FileType::File {
            self.want_write(task, &place)?;
        }
        match kind {
            FileType::Symlink => return Err(Errno::ELOOP),
            FileType::Dir if how.access.writes() || truncates => return Err(Errno::EISDIR),
            _ => {}
        }
        let mut mask = if how.access.reads() { Mask::READ } else { Mask::NONE };
        if how.access.writes() || truncates {
            mask = mask.and(Mask::WRITE);
        }
        self.permit(task, &place, mask)?;
        match kind {
            FileType::File if how.access.writes() => self.want_write(task, &place)?,
            FileType::Socket | FileType::Block => return Err(Errno::ENXIO),
            FileType::Char if MemDevice::of(&self.inode_at(&place)?.node).is_none() => return Err(Errno::ENXIO),
            FileType::Fifo if how.access == Access::Write => return Err(Errno::ENXIO),
            _ => {}
        }
        if kind == FileType::File && (how.access.writes() || truncates) {
            let needed = if truncates { CopyUp::Emptied } else { CopyUp::Data };
            place.node = self.prepare_write(&place, needed)?;
        }
        if kind == FileType::File && truncates {
            let (now, drop_privileges) = (self.fs.now(), self.loses_privileges(task, &place)?);
            let attr = SetAttr { size: Some(0), mtime: Some(now), drop_privileges, ..SetAttr::default() };
            self.set_attr(&place, attr)?;
        }
        self.describe_place(&place, how)
    }

    fn describe_place(&mut self, place: &Place, how: OpenHow) -> Result<File, Errno> {
        let held = self.hold(place)?;
        Ok(self.describe(place, held, how))
    }

    /// `at`: something on the same mount.
    fn describe(&mut self, at: &Place, held: Held, how: OpenHow) -> File {
        self.files.next += 1;
        let file = File(self.files.next);
        let (mount, superblock) = (at.mount, at.superblock);
        let OpenHow { access, flags, .. } = how;
        let description = Description { mount, superblock, held, access, flags, offset: 0, handles: 1 };
        self.files.open.insert(file, description);
        file
    }

    /// Makes one more handle of an open file: it must be closed once more.
    pub fn dup(&mut self, file: File) -> Result<File, Errno> {
        let mut description = self.description(file)?.clone();
        description.handles += 1;
        self.files.open.insert(file, description);
        Ok(file)
    }

    /// Closes one handle of an open file.
    pub fn close(&mut self, file: File) -> Result<(), Errno> {
        let mut description = self.description(file)?.clone();
        description.handles -= 1;
        if description.handles > 0 {
            self.files.open.insert(file, description);
            return Ok(());
        }
        self.files.open.remove(&file);
        self.release(description.superblock, description.held);
        self.drop_unused();
        Ok(())
    }

    pub(super) fn description(&self, file: File) -> Result<&Description, Errno> {
        self.files.open.get(&file).ok_or(Errno::EBADF)
    }

    /// What an open file is now.
    pub(super) fn place_of(&self, description: &Description) -> Result<Place, Errno> {
        let Description { mount, superblock, held, .. } = *description;
        Ok(Place { mount, superblock, node: self.held_node(superblock, held)? })
    }

    pub(super) fn file_place(&self, file: File) -> Result<Place, Errno> {
        self.place_of(self.description(file)?)
    }

    pub(super) fn set_offset(&mut self, file: File, offset: u64) -> Result<(), Errno> {
        let mut description = self.description(file)?.clone();
        description.offset = offset;
        self.files.open.insert(file, description);
        Ok(())
    }

    pub(super) fn has_open_files(&self, mount: MountId) -> bool {
        self.files.open.iter().any(|(_, d)| d.mount == mount)
    }

    pub(super) fn open_superblocks(&self) -> impl Iterator<Item = SuperId> {
        self.files.open.iter().map(|(_, d)| d.superblock)
    }

    /// Whether a change of the content by `task` takes set-id bits or file capabilities away.
    pub(super) fn loses_privileges(&self, task: &Task, place: &Place) -> Result<bool, Errno> {
        let inode = self.inode_at(place)?;
        let set_id = inode.mode & 0o4000 != 0 || inode.mode & 0o2010 == 0o2010;
        Ok((set_id && !task.capable()) || inode.xattrs.get(b"security.capability").is_some())
    }
}
