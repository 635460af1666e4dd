//! Calls that make, remove and move names.

use super::node::Place;
use super::permission::{Mask, owns};
use super::walk::{Last, Parent};
use super::{Follow, Kernel, Task};
use crate::vfs::{Dev, Errno, Meta, Name, Node as RawNode, RenameMode};

/// What `mknod` makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// An empty regular file.
    File,
    /// A named pipe.
    Fifo,
    /// A socket.
    Socket,
    /// A character device.
    Char(Dev),
    /// A block device.
    Block(Dev),
}

/// The flags of `renameat2`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RenameFlags {
    /// `RENAME_NOREPLACE`: not over an existing target.
    pub no_replace: bool,
    /// `RENAME_EXCHANGE`: swap the two.
    pub exchange: bool,
    /// `RENAME_WHITEOUT`: leave a whiteout. Only for filesystems under an overlay; refused.
    pub whiteout: bool,
}

/// One side of a rename.
struct Side {
    dir: Place,
    name: Name,
    slash: bool,
}

impl Side {
    fn new(parent: Parent, otherwise: Errno) -> Result<Self, Errno> {
        match parent.last {
            Last::Name { name, slash } => Ok(Self { dir: parent.dir, name, slash }),
            _ => Err(otherwise),
        }
    }
}

impl Kernel {
    /// Makes a directory with `mode` less the umask.
    pub fn mkdir(&mut self, task: &Task, path: &[u8], mode: u16) -> Result<(), Errno> {
        self.make(task, path, RawNode::dir(), mode & 0o1777)
    }

    /// Makes a symbolic link at `path` that says `target`.
    pub fn symlink(&mut self, task: &Task, target: &[u8], path: &[u8]) -> Result<(), Errno> {
        match target.len() {
            0 => Err(Errno::ENOENT),
            4096.. => Err(Errno::ENAMETOOLONG),
            _ => self.make(task, path, RawNode::Symlink(target.into()), 0o777),
        }
    }

    /// Makes a special file (or an empty regular one) with `mode` less the umask. Devices need privilege, but for character
    /// device 0:0, which plain filesystems let anybody make.
    pub fn mknod(&mut self, task: &Task, path: &[u8], what: Special, mode: u16) -> Result<(), Errno> {
        let node = match what {
            Special::File => RawNode::File(crate::vfs::Content::empty()),
            Special::Fifo => RawNode::Fifo,
            Special::Socket => RawNode::Socket,
            Special::Char(dev) => RawNode::Char(dev),
            Special::Block(dev) => RawNode::Block(dev),
        };
        self.make(task, path, node, mode & 0o7777)
    }

    /// `filename_create` and the checks of `vfs_mkdir` and its like.
    fn make(&mut self, task: &Task, path: &[u8], node: RawNode, mode: u16) -> Result<(), Errno> {
        let is_dir = matches!(node, RawNode::Dir(_));
        let (dir, name) = self.new_name(task, path, is_dir)?;
        self.may_create(task, &dir)?;
        let device = match &node {
            RawNode::Char(dev) => *dev != Dev::ZERO,
            RawNode::Block(_) => true,
            _ => false,
        };
        if device && !task.capable() {
            return Err(Errno::EPERM);
        }
        let meta = self.new_meta(task, &dir, &node, mode)?;
        self.create_node(&dir, name.as_bytes(), node, meta).map(drop)
    }

    /// The directory and the name of something to be made, which must not exist.
    fn new_name(&self, task: &Task, path: &[u8], is_dir: bool) -> Result<(Place, Name), Errno> {
        let parent = self.walk_parent(task, path)?;
        let Last::Name { name, slash } = parent.last else { return Err(Errno::EEXIST) };
        if self.lookup_at(task, &parent.dir, name.as_bytes())?.is_some() {
            return Err(Errno::EEXIST);
        }
        if slash && !is_dir {
            return Err(Errno::ENOENT);
        }
        self.want_write(task, &parent.dir)?;
        Ok((parent.dir, name))
    }

    /// Mode and owner of something new in `dir`: the umask, and what a set-group-ID directory hands down.
    pub(super) fn new_meta(&self, task: &Task, dir: &Place, node: &RawNode, mode: u16) -> Result<Meta, Errno> {
        let parent = self.inode_at(dir)?;
        let inherits = parent.mode & 0o2000 != 0;
        let mut mode = if matches!(node, RawNode::Symlink(_)) { 0o777 } else { mode & !task.umask };
        if matches!(node, RawNode::Dir(_)) {
            mode |= parent.mode & 0o2000;
        } else if inherits && mode & 0o2010 == 0o2010 && !task.in_group(parent.gid) && !task.capable() {
            mode &= !0o2000;
        }
        Ok(Meta { mode, uid: task.uid, gid: if inherits { parent.gid } else { task.gid } })
    }

    /// Removes a name that is not a directory's.
    pub fn unlink(&mut self, task: &Task, path: &[u8]) -> Result<(), Errno> {
        let Side { dir, name, slash } = Side::new(self.walk_parent(task, path)?, Errno::EISDIR)?;
        self.want_write(task, &dir)?;
        let victim = self.lookup_beneath(&dir, name.as_bytes())?.ok_or(Errno::ENOENT)?;
        if slash {
            return Err(if self.inode_at(&victim)?.is_dir() { Errno::EISDIR } else { Errno::ENOTDIR });
        }
        self.may_delete(task, &dir, &victim, false)?;
        if self.is_mount_point(task, dir.mount, &victim.node) {
            return Err(Errno::EBUSY);
        }
        self.remove_node(&dir, &victim, name.as_bytes())
    }

    /// Removes an empty directory.
    pub fn rmdir(&mut self, task: &Task, path: &[u8]) -> Result<(), Errno> {
        let parent = self.walk_parent(task, path)?;
        let error = match parent.last {
            Last::Dot => Errno::EINVAL,
            Last::DotDot => Errno::ENOTEMPTY,
            Last::Root | Last::Name { .. } => Errno::EBUSY,
        };
        let Side { dir, name, .. } = Side::new(parent, error)?;
        self.want_write(task, &dir)?;
        let victim = self.lookup_beneath(&dir, name.as_bytes())?.ok_or(Errno::ENOENT)?;
        self.may_delete(task, &dir, &victim, true)?;
        if self.is_mount_point(task, dir.mount, &victim.node) {
            return Err(Errno::EBUSY);
        }
        self.remove_node(&dir, &victim, name.as_bytes())
    }

    /// What `name` in `dir` leads to in the same filesystem, under whatever is mounted there.
    fn lookup_beneath(&self, dir: &Place, name: &[u8]) -> Result<Option<Place>, Errno> {
        let place = |node| Place { mount: dir.mount, superblock: dir.superblock, node };
        Ok(self.child(dir, name)?.map(place))
    }

    /// Gives the file at `path` the further name `to`. `follow`: whether a symbolic link at `path` is followed (`ln -L`), else
    /// the link itself gets the name.
    pub fn link(&mut self, task: &Task, path: &[u8], to: &[u8], follow: Follow) -> Result<(), Errno> {
        let file = self.walk(task, path, follow)?.place;
        let (dir, name) = self.new_name(task, to, false)?;
        if file.mount != dir.mount {
            return Err(Errno::EXDEV);
        }
        self.may_link(task, &file)?;
        self.may_create(task, &dir)?;
        if self.inode_at(&file)?.is_dir() {
            return Err(Errno::EPERM);
        }
        self.link_node(&file, &dir, name.as_bytes())
    }

    /// Moves `path` to `to`.
    pub fn rename(&mut self, task: &Task, path: &[u8], to: &[u8], flags: RenameFlags) -> Result<(), Errno> {
        if flags.exchange && (flags.no_replace || flags.whiteout) {
            return Err(Errno::EINVAL);
        }
        let (old, new) = (self.walk_parent(task, path)?, self.walk_parent(task, to)?);
        if old.dir.mount != new.dir.mount {
            return Err(Errno::EXDEV);
        }
        let old = Side::new(old, Errno::EBUSY)?;
        let new = Side::new(new, if flags.no_replace { Errno::EEXIST } else { Errno::EBUSY })?;
        self.want_write(task, &old.dir)?;
        let source = self.lookup_beneath(&old.dir, old.name.as_bytes())?.ok_or(Errno::ENOENT)?;
        let target = self.lookup_beneath(&new.dir, new.name.as_bytes())?;
        self.check_ends(&old, &source, &new, target.as_ref(), flags)?;
        if let Some(target) = &target
            && source.is_same_file(target)
        {
            return Ok(());
        }
        self.may_rename(task, (&old, &source), (&new, target.as_ref()), flags)?;
        let mode = match flags {
            RenameFlags { exchange: true, .. } => RenameMode::Exchange,
            RenameFlags { no_replace: true, .. } => RenameMode::NoReplace,
            _ => RenameMode::Replace,
        };
        if flags.whiteout {
            return Err(Errno::EINVAL);
        }
        self.rename_node((&old.dir, old.name.as_bytes()), (&new.dir, new.name.as_bytes()), mode)?;
        self.move_mounts((&old.dir, &old.name), (&new.dir, &new.name), flags.exchange);
        Ok(())
    }

    /// The checks of `do_renameat2`, in its order.
    fn check_ends(
        &self,
        old: &Side,
        source: &Place,
        new: &Side,
        target: Option<&Place>,
        flags: RenameFlags,
    ) -> Result<(), Errno> {
        match target {
            Some(_) if flags.no_replace => return Err(Errno::EEXIST),
            None if flags.exchange => return Err(Errno::ENOENT),
            Some(target) if flags.exchange && new.slash && !self.inode_at(target)?.is_dir() => {
                return Err(Errno::ENOTDIR);
            }
            _ => {}
        }
        if !self.inode_at(source)?.is_dir() && (old.slash || (new.slash && !flags.exchange)) {
            return Err(Errno::ENOTDIR);
        }
        if self.is_above(source, &new.dir)? {
            return Err(Errno::EINVAL);
        }
        if let Some(target) = target
            && self.is_above(target, &old.dir)?
        {
            return Err(if flags.exchange { Errno::EINVAL } else { Errno::ENOTEMPTY });
        }
        Ok(())
    }

    /// Whether `place` is `dir` or above it.
    fn is_above(&self, place: &Place, dir: &Place) -> Result<bool, Errno> {
        let mut at = dir.clone();
        loop {
            if at.is(place) {
                return Ok(true);
            }
            let node = self.parent(&at)?;
            if node.key() == at.node.key() {
                return Ok(false);
            }
            at.node = node;
        }
    }

    /// The checks of `vfs_rename`, in its order.
    fn may_rename(
        &self,
        task: &Task,
        (old, source): (&Side, &Place),
        (new, target): (&Side, Option<&Place>),
        flags: RenameFlags,
    ) -> Result<(), Errno> {
        let is_dir = self.inode_at(source)?.is_dir();
        self.may_delete(task, &old.dir, source, is_dir)?;
        let mut target_is_dir = false;
        match target {
            None => self.may_create(task, &new.dir)?,
            Some(target) => {
                target_is_dir = self.inode_at(target)?.is_dir();
                let as_dir = if flags.exchange { target_is_dir } else { is_dir };
                self.may_delete(task, &new.dir, target, as_dir)?;
            }
        }
        // A directory that changes its parent has its `..` written.
        if !old.dir.is(&new.dir) {
            if is_dir {
                self.permit(task, source, Mask::WRITE)?;
            }
            if let Some(target) = target.filter(|_| flags.exchange && target_is_dir) {
                self.permit(task, target, Mask::WRITE)?;
            }
        }
        let busy = |place: &Place| self.is_mount_point(task, place.mount, &place.node);
        if busy(source) || target.is_some_and(busy) { Err(Errno::EBUSY) } else { Ok(()) }
    }

    /// Whether a task may act as the owner of `place`.
    pub(super) fn check_owner(&self, task: &Task, place: &Place) -> Result<(), Errno> {
        if owns(task, self.inode_at(place)?) { Ok(()) } else { Err(Errno::EPERM) }
    }
}
