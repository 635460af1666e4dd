//! The filesystem: an inode table and the operations that keep it consistent.

use std::rc::Rc;

use super::{AbsPath, Content, Errno, Ino, Inode, Link, Meta, Name, Node, Xattrs};
use crate::clock::Time;
use crate::persist::{Treap, Trie};

/// A whole filesystem. Cloning is O(1).
///
/// Operations act as root on the raw disk: no permission checks, no path walking through symbolic links, but all structural
/// rules (a directory has one name, only empty directories are removed, …). New objects and changes are stamped with
/// [`Fs::now`].
#[derive(Clone, Debug)]
pub struct Fs {
    inodes: Trie<Inode>,
    next: u64,
    now: Time,
    held: Treap<Ino, u32>,
}

/// What a rename does about an existing target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenameMode {
    /// Replace it.
    Replace,
    /// `RENAME_NOREPLACE`: refuse.
    NoReplace,
    /// `RENAME_EXCHANGE`: swap the two.
    Exchange,
}

impl Fs {
    /// The number of the root directory.
    pub const ROOT: Ino = Ino(2);

    /// An empty filesystem: a root directory 0755, made at `now`.
    pub fn new(now: Time) -> Self {
        let mut fs = Self { inodes: Trie::default(), next: Self::ROOT.0, now, held: Treap::default() };
        fs.alloc(Node::dir(), Meta::root(0o755));
        fs
    }

    /// The moment that changes are stamped with.
    pub const fn now(&self) -> Time {
        self.now
    }

    /// Sets the moment that changes are stamped with.
    pub const fn set_now(&mut self, now: Time) {
        self.now = now;
    }

    /// The inode `ino`, if it exists.
    pub fn get(&self, ino: Ino) -> Option<&Inode> {
        self.inodes.get(ino.0).map(|rc| &**rc)
    }

    /// The inode `ino`; `ESTALE` if it is gone.
    pub fn inode(&self, ino: Ino) -> Result<&Inode, Errno> {
        self.get(ino).ok_or(Errno::ESTALE)
    }

    /// The inode `ino`, to change its attributes. Names and directory entries are changed by the operations only.
    pub fn inode_mut(&mut self, ino: Ino) -> Result<&mut Inode, Errno> {
        self.inodes.get_mut(ino.0).ok_or(Errno::ESTALE)
    }

    pub(super) const fn table(&self) -> &Trie<Inode> {
        &self.inodes
    }

    /// Whether both are the very same state (not: whether they are equal).
    pub fn same(&self, other: &Self) -> bool {
        let mut same = true;
        self.inodes.diff(&other.inodes, &mut |_, _| same = false);
        same
    }

    fn alloc(&mut self, node: Node, meta: Meta) -> Ino {
        let ino = Ino(self.next);
        self.next += 1;
        let Meta { mode, uid, gid } = meta;
        let (mtime, atime, ctime) = (self.now, self.now, self.now);
        let (xattrs, links, subdirs) = (Xattrs::default(), Vec::new(), 0);
        let inode = Inode { node, mode, uid, gid, mtime, atime, ctime, xattrs, links, subdirs };
        self.inodes.set(ino.0, Some(Rc::new(inode)));
        ino
    }

    /// The entries of a directory. `ENOTDIR` for anything else.
    pub fn entries(&self, dir: Ino) -> Result<&Treap<Name, Ino>, Errno> {
        self.inode(dir)?.entries().ok_or(Errno::ENOTDIR)
    }

    /// The inode that `name` in `dir` leads to. Not for `.` and `..`.
    pub fn lookup(&self, dir: Ino, name: &[u8]) -> Result<Ino, Errno> {
        self.entries(dir)?.get(name).copied().ok_or(Errno::ENOENT)
    }

    /// The directory that holds `ino` (a directory's `..`). The root is its own parent.
    pub fn parent(&self, ino: Ino) -> Ino {
        self.get(ino).and_then(|inode| inode.links.first()).map_or(Self::ROOT, |link| link.dir)
    }

    /// The path of `ino` by its first name. `None` if it has no name.
    pub fn path_of(&self, ino: Ino) -> Option<AbsPath> {
        self.link_path(self.get(ino)?.links.first()).or_else(|| (ino == Self::ROOT).then(AbsPath::root))
    }

    pub(super) fn link_path(&self, link: Option<&Link>) -> Option<AbsPath> {
        let mut names = Vec::new();
        let mut link = link?;
        loop {
            names.push(&link.name);
            if link.dir == Self::ROOT {
                break;
            }
            link = self.get(link.dir)?.links.first()?;
        }
        let mut bytes = Vec::new();
        for name in names.into_iter().rev() {
            bytes.push(b'/');
            bytes.extend_from_slice(name.as_bytes());
        }
        Some(AbsPath::new(bytes))
    }

    /// The inode at `path`, following no symbolic links.
    pub fn walk(&self, path: &AbsPath) -> Result<Ino, Errno> {
        path.names().try_fold(Self::ROOT, |dir, name| self.lookup(dir, name))
    }

    // ---- names -----------------------------------------------------------------------------------------------------------

    fn touch_dir(&mut self, dir: Ino) -> Result<(), Errno> {
        let now = self.now;
        let inode = self.inode_mut(dir)?;
        (inode.mtime, inode.ctime) = (now, now);
        Ok(())
    }

    fn enter(&mut self, dir: Ino, name: &[u8], ino: Ino) -> Result<(), Errno> {
        let name = Name::new(name);
        let now = self.now;
        let child = self.inode_mut(ino)?;
        child.links.push(Link { dir, name: name.clone() });
        child.ctime = now;
        let subdir = child.is_dir();
        let parent = self.inode_mut(dir)?;
        let Node::Dir(entries) = &mut parent.node else { return Err(Errno::ENOTDIR) };
        entries.insert(name, ino);
        parent.subdirs += u32::from(subdir);
        self.touch_dir(dir)
    }

    fn leave(&mut self, dir: Ino, name: &[u8]) -> Result<Ino, Errno> {
        let parent = self.inode_mut(dir)?;
        let Node::Dir(entries) = &mut parent.node else { return Err(Errno::ENOTDIR) };
        let ino = entries.remove(name).ok_or(Errno::ENOENT)?;
        let now = self.now;
        let child = self.inode_mut(ino)?;
        child.links.retain(|link| link.dir != dir || link.name.as_bytes() != name);
        child.ctime = now;
        if child.is_dir() {
            self.inode_mut(dir)?.subdirs -= 1;
        }
        self.touch_dir(dir)?;
        Ok(ino)
    }

    /// Forgets an inode that has neither name nor holder.
    fn reap(&mut self, ino: Ino) {
        let unnamed = self.get(ino).is_some_and(|inode| inode.links.is_empty()) && ino != Self::ROOT;
        if unnamed && self.held.get(&ino).is_none() {
            self.inodes.set(ino.0, None);
        }
    }

    fn check_name(name: &[u8]) -> Result<(), Errno> {
        match name {
            b"" => Err(Errno::ENOENT),
            b"." | b".." => Err(Errno::EEXIST),
            name if name.len() > 255 => Err(Errno::ENAMETOOLONG),
            name if name.iter().any(|b| matches!(b, b'/' | 0)) => Err(Errno::EINVAL),
            _ => Ok(()),
        }
    }

    /// Creates `node` under `name` in `dir`. `EEXIST` if the name is taken.
    pub fn create(&mut self, dir: Ino, name: &[u8], node: Node, meta: Meta) -> Result<Ino, Errno> {
        let entries = self.entries(dir)?;
        Self::check_name(name)?;
        if entries.get(name).is_some() {
            return Err(Errno::EEXIST);
        }
        let ino = self.alloc(node, meta);
        self.enter(dir, name, ino)?;
        Ok(ino)
    }

    /// Creates `node` without a name, as `O_TMPFILE` does, and holds it: it goes with the last [`Fs::release`].
    pub fn create_unnamed(&mut self, dir: Ino, node: Node, meta: Meta) -> Result<Ino, Errno> {
        self.entries(dir)?;
        let ino = self.alloc(node, meta);
        self.hold(ino);
        Ok(ino)
    }

    /// Gives `ino` a further name. `EPERM` for directories.
    pub fn link(&mut self, ino: Ino, dir: Ino, name: &[u8]) -> Result<(), Errno> {
        let entries = self.entries(dir)?;
        Self::check_name(name)?;
        if entries.get(name).is_some() {
            return Err(Errno::EEXIST);
        }
        if self.inode(ino)?.is_dir() {
            return Err(Errno::EPERM);
        }
        self.enter(dir, name, ino)
    }

    /// Removes a name that is not a directory's. `EISDIR` if it is.
    pub fn unlink(&mut self, dir: Ino, name: &[u8]) -> Result<(), Errno> {
        let ino = self.lookup(dir, name)?;
        if self.inode(ino)?.is_dir() {
            return Err(Errno::EISDIR);
        }
        self.leave(dir, name)?;
        self.reap(ino);
        Ok(())
    }

    /// Removes an empty directory.
    pub fn rmdir(&mut self, dir: Ino, name: &[u8]) -> Result<(), Errno> {
        let ino = self.lookup(dir, name)?;
        if !self.entries(ino)?.is_empty() {
            return Err(Errno::ENOTEMPTY);
        }
        self.leave(dir, name)?;
        self.reap(ino);
        Ok(())
    }

    /// Whether `ino` is `dir` or below it.
    pub fn is_within(&self, mut ino: Ino, dir: Ino) -> bool {
        loop {
            if ino == dir {
                return true;
            }
            if ino == Self::ROOT {
                return false;
            }
            match self.get(ino).and_then(|inode| inode.links.first()) {
                Some(link) => ino = link.dir,
                None => return false,
            }
        }
    }

    /// Moves `name` in `dir` to `to_name` in `to_dir`. The errors are those of rename(2).
    pub fn rename(
        &mut self,
        (dir, name): (Ino, &[u8]),
        (to_dir, to_name): (Ino, &[u8]),
        mode: RenameMode,
    ) -> Result<(), Errno> {
        let ino = self.lookup(dir, name)?;
        let target = self.entries(to_dir)?.get(to_name).copied();
        Self::check_name(to_name)?;
        let is_dir = self.inode(ino)?.is_dir();
        if is_dir && self.is_within(to_dir, ino) {
            return Err(Errno::EINVAL);
        }
        match (target, mode) {
            (Some(_), RenameMode::NoReplace) => return Err(Errno::EEXIST),
            (None, RenameMode::Exchange) => return Err(Errno::ENOENT),
            // Two names of one file: nothing to do, says POSIX.
            (Some(other), _) if other == ino => return Ok(()),
            (Some(other), RenameMode::Exchange) => {
                if self.inode(other)?.is_dir() && self.is_within(dir, other) {
                    return Err(Errno::EINVAL);
                }
                self.leave(dir, name)?;
                self.leave(to_dir, to_name)?;
                self.enter(dir, name, other)?;
                return self.enter(to_dir, to_name, ino);
            }
            (Some(other), RenameMode::Replace) => {
                let other_dir = self.inode(other)?.is_dir();
                match (is_dir, other_dir) {
                    (true, false) => return Err(Errno::ENOTDIR),
                    (false, true) => return Err(Errno::EISDIR),
                    (true, true) if !self.entries(other)?.is_empty() => return Err(Errno::ENOTEMPTY),
                    _ => {}
                }
                self.leave(to_dir, to_name)?;
                self.reap(other);
            }
            (None, _) => {}
        }
        self.leave(dir, name)?;
        self.enter(to_dir, to_name, ino)
    }

    /// Keeps `ino` alive even when its last name goes (an open descriptor).
    pub fn hold(&mut self, ino: Ino) {
        let count = self.held.get(&ino).copied().unwrap_or(0);
        self.held.insert(ino, count + 1);
    }

    /// `st_nlink`: as [`Inode::nlink`], and 0 for a directory that was removed and is held.
    pub fn nlink(&self, ino: Ino) -> Result<u32, Errno> {
        let inode = self.inode(ino)?;
        let removed = inode.is_dir() && inode.links.is_empty() && ino != Self::ROOT;
        Ok(if removed { 0 } else { inode.nlink() })
    }

    /// Undoes one [`Fs::hold`].
    pub fn release(&mut self, ino: Ino) {
        match self.held.get(&ino).copied() {
            Some(count) if count > 1 => {
                self.held.insert(ino, count - 1);
            }
            Some(_) => {
                self.held.remove(&ino);
                self.reap(ino);
            }
            None => {}
        }
    }

    // ---- content and attributes ------------------------------------------------------------------------------------------

    /// Replaces the content of a regular file.
    pub fn set_content(&mut self, ino: Ino, content: Content) -> Result<(), Errno> {
        let now = self.now;
        let inode = self.inode_mut(ino)?;
        match &mut inode.node {
            Node::File(old) => *old = content,
            Node::Dir(_) => return Err(Errno::EISDIR),
            _ => return Err(Errno::EINVAL),
        }
        (inode.mtime, inode.ctime) = (now, now);
        Ok(())
    }

    /// Sets mode, owner and group; stamps ctime.
    pub fn set_meta(&mut self, ino: Ino, meta: Meta) -> Result<(), Errno> {
        let now = self.now;
        let inode = self.inode_mut(ino)?;
        (inode.mode, inode.uid, inode.gid, inode.ctime) = (meta.mode, meta.uid, meta.gid, now);
        Ok(())
    }

    /// Sets mtime; stamps ctime.
    pub fn set_mtime(&mut self, ino: Ino, mtime: Time) -> Result<(), Errno> {
        let now = self.now;
        let inode = self.inode_mut(ino)?;
        (inode.mtime, inode.ctime) = (mtime, now);
        Ok(())
    }

    /// Sets an extended attribute; stamps ctime.
    pub fn set_xattr(&mut self, ino: Ino, name: &[u8], value: &[u8]) -> Result<(), Errno> {
        let now = self.now;
        let inode = self.inode_mut(ino)?;
        inode.xattrs.set(name, value);
        inode.ctime = now;
        Ok(())
    }

    // ---- by path, for whoever owns the paths (a daemon, a fixture) ---------------------------------------------------------

    /// Creates a directory. Its parent must exist.
    pub fn mkdir(&mut self, path: &AbsPath, mode: u16) -> Result<Ino, Errno> {
        let (dir, name) = path.split().ok_or(Errno::EEXIST)?;
        self.create(self.walk(&dir)?, name, Node::dir(), Meta::root(mode))
    }

    /// The directory at `path`, created with `mode` where it or a parent is missing.
    pub fn mkdir_all(&mut self, path: &AbsPath, mode: u16) -> Result<Ino, Errno> {
        let mut dir = Self::ROOT;
        for name in path.names() {
            dir = match self.lookup(dir, name) {
                Err(Errno::ENOENT) => self.create(dir, name, Node::dir(), Meta::root(mode))?,
                found => found?,
            };
        }
        if self.inode(dir)?.is_dir() { Ok(dir) } else { Err(Errno::ENOTDIR) }
    }

    /// Creates the file at `path`, or replaces its content and mode.
    pub fn write(&mut self, path: &AbsPath, content: impl Into<Content>, mode: u16) -> Result<Ino, Errno> {
        let (dir, name) = path.split().ok_or(Errno::EISDIR)?;
        let dir = self.walk(&dir)?;
        match self.lookup(dir, name) {
            Err(Errno::ENOENT) => self.create(dir, name, Node::File(content.into()), Meta::root(mode)),
            Err(error) => Err(error),
            Ok(ino) => {
                self.set_content(ino, content.into())?;
                self.inode_mut(ino)?.mode = mode;
                Ok(ino)
            }
        }
    }

    /// The content of the regular file at `path`.
    pub fn read(&self, path: &AbsPath) -> Result<&Content, Errno> {
        let inode = self.inode(self.walk(path)?)?;
        inode.content().ok_or(if inode.is_dir() { Errno::EISDIR } else { Errno::EINVAL })
    }

    /// Removes whatever is at `path`, with everything below it (`rm -r`). Nothing there: nothing happens.
    pub fn remove_all(&mut self, path: &AbsPath) -> Result<(), Errno> {
        let Some((dir, name)) = path.split() else { return Err(Errno::EBUSY) };
        match self.walk(&dir).and_then(|dir| self.remove_entry(dir, name)) {
            Err(Errno::ENOENT) => Ok(()),
            result => result,
        }
    }

    /// Removes `name` in `dir` with everything below it.
    pub fn remove_entry(&mut self, dir: Ino, name: &[u8]) -> Result<(), Errno> {
        let ino = self.lookup(dir, name)?;
        self.clear(ino)?;
        self.leave(dir, name)?;
        self.reap(ino);
        Ok(())
    }

    /// Empties a directory, from the leaves up. Iterative: trees may be deep.
    fn clear(&mut self, top: Ino) -> Result<(), Errno> {
        let mut stack = vec![top];
        while let Some(dir) = stack.last().copied() {
            let first = self
                .get(dir)
                .and_then(Inode::entries)
                .and_then(|entries| entries.iter().next().map(|(name, ino)| (name.clone(), *ino)));
            match first {
                None => {
                    stack.pop();
                }
                Some((_, ino)) if self.get(ino).and_then(Inode::entries).is_some_and(|entries| !entries.is_empty()) => {
                    stack.push(ino);
                }
                Some((name, ino)) => {
                    self.leave(dir, name.as_bytes())?;
                    self.reap(ino);
                }
            }
        }
        Ok(())
    }
}
