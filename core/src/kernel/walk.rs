//! From a path to an object (`link_path_walk`, `filename_parentat`, … of fs/namei.c).

use super::mount::Namespace;
use super::permission::{Mask, allowed};
use super::{Follow, Kernel, Node, Place, Task};
use crate::vfs::{AbsPath, Errno, FileType, Name, Node as RawNode};

/// Symbolic links that one walk follows at most.
const MAX_LINKS: u32 = 40;
/// Bytes of a path, with the NUL at its end.
const PATH_MAX: usize = 4096;

/// Where a walk has led.
#[derive(Clone, Debug)]
pub(super) struct Walked {
    pub(super) place: Place,
    /// The path from the task's root, without symbolic links.
    pub(super) path: AbsPath,
}

/// The last part of a path, which the walk to its parent leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Last {
    /// A name.
    Name {
        /// Which.
        name: Name,
        /// Whether slashes follow it.
        slash: bool,
    },
    /// `.`
    Dot,
    /// `..`
    DotDot,
    /// Nothing: the path is `/`.
    Root,
}

/// The directory that holds the last part of a path.
#[derive(Clone, Debug)]
pub(super) struct Parent {
    pub(super) dir: Place,
    pub(super) last: Last,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    At(Follow),
    BeforeLast,
    /// Before the last name, but if that is a symbolic link and is to be followed, before the last name of its target: how
    /// `O_CREAT` finds the place of a new file.
    BeforeNew(Follow),
}

enum Outcome {
    Reached(Walked),
    Before(Parent),
}

/// A walk under way.
struct Walk<'a> {
    kernel: &'a Kernel,
    task: &'a Task,
    namespace: &'a Namespace,
    root: Place,
    here: Place,
    /// The names from the task's root to `here`, each after a slash.
    path: Vec<u8>,
    links: u32,
}

impl Kernel {
    /// Walks to the object at the end of `path`.
    pub(super) fn walk(&self, task: &Task, path: &[u8], follow: Follow) -> Result<Walked, Errno> {
        match Walk::start(self, task, path)?.run(path.to_vec(), Stop::At(follow))? {
            Outcome::Reached(walked) => Ok(walked),
            Outcome::Before(_) => Err(Errno::EINVAL),
        }
    }

    /// Walks to the directory that holds the last name of `path`.
    pub(super) fn walk_parent(&self, task: &Task, path: &[u8]) -> Result<Parent, Errno> {
        match Walk::start(self, task, path)?.run(path.to_vec(), Stop::BeforeLast)? {
            Outcome::Before(parent) => Ok(parent),
            Outcome::Reached(_) => Err(Errno::EINVAL),
        }
    }

    /// Walks to the directory that holds, or will hold, the file that `open` with `O_CREAT` means.
    pub(super) fn walk_to_create(&self, task: &Task, path: &[u8], follow: Follow) -> Result<Parent, Errno> {
        match Walk::start(self, task, path)?.run(path.to_vec(), Stop::BeforeNew(follow))? {
            Outcome::Before(parent) => Ok(parent),
            Outcome::Reached(_) => Err(Errno::EINVAL),
        }
    }

    /// What `name` in `dir` leads to, with whatever is mounted there.
    pub(super) fn lookup_at(&self, task: &Task, dir: &Place, name: &[u8]) -> Result<Option<Place>, Errno> {
        let namespace = self.table().namespace(task.namespace)?;
        self.child(dir, name)?.map(|node| self.cross(namespace, dir, node)).transpose()
    }

    /// `node`, found in `dir`, or the root of what is mounted on it.
    fn cross(&self, namespace: &Namespace, dir: &Place, node: Node) -> Result<Place, Errno> {
        let mut place = Place { mount: dir.mount, superblock: dir.superblock, node };
        while namespace.is_covered(place.mount) {
            match namespace.mounted_on(place.mount, &place.node.key()) {
                Some(mount) => place = self.mount_root(namespace, mount)?,
                None => break,
            }
        }
        Ok(place)
    }

    /// The root of a namespace, with whatever is mounted there.
    fn namespace_root(&self, namespace: &Namespace) -> Result<Place, Errno> {
        let root = self.mount_root(namespace, namespace.root)?;
        self.cross(namespace, &root.clone(), root.node)
    }

    /// A path without symbolic links and `..`, walked without asking for permissions: of a directory that is held already.
    fn held(&self, namespace: &Namespace, from: Place, path: &AbsPath) -> Result<Place, Errno> {
        path.names().try_fold(from, |dir, name| {
            let node = self.child(&dir, name)?.ok_or(Errno::ENOENT)?;
            self.cross(namespace, &dir, node)
        })
    }
}

impl<'a> Walk<'a> {
    fn start(kernel: &'a Kernel, task: &'a Task, path: &[u8]) -> Result<Self, Errno> {
        if path.is_empty() {
            return Err(Errno::ENOENT);
        }
        if path.len() >= PATH_MAX {
            return Err(Errno::ENAMETOOLONG);
        }
        if path.contains(&0) {
            return Err(Errno::EINVAL);
        }
        let namespace = kernel.table().namespace(task.namespace)?;
        let root = kernel.held(namespace, kernel.namespace_root(namespace)?, &task.root)?;
        let (here, path) = if path[0] == b'/' {
            (root.clone(), Vec::new())
        } else {
            let cwd = task.cwd.names().flat_map(|name| [b"/", name].concat()).collect();
            (kernel.held(namespace, root.clone(), &task.cwd)?, cwd)
        };
        Ok(Self { kernel, task, namespace, root, here, path, links: 0 })
    }

    fn run(mut self, mut rest: Vec<u8>, stop: Stop) -> Result<Outcome, Errno> {
        loop {
            if rest.first() == Some(&b'/') {
                self.here = self.root.clone();
                self.path.clear();
            }
            // Names are cut off the front until a symbolic link puts its target there.
            let mut at = rest.iter().take_while(|b| **b == b'/').count();
            loop {
                if at == rest.len() {
                    let (place, path) = (self.here, AbsPath::new(&self.path));
                    return Ok(match stop {
                        Stop::At(_) => Outcome::Reached(Walked { place, path }),
                        Stop::BeforeLast | Stop::BeforeNew(_) => {
                            Outcome::Before(Parent { dir: place, last: Last::Root })
                        }
                    });
                }
                let len = rest[at..].iter().take_while(|b| **b != b'/').count();
                let slashes = rest[at + len..].iter().take_while(|b| **b == b'/').count();
                let (name, next) = (&rest[at..at + len], at + len + slashes);
                allowed(self.task, self.kernel.inode_at(&self.here)?, Mask::EXEC)?;
                if next == rest.len() && self.stops_before(name, slashes > 0, stop)? {
                    let last = match name {
                        b"." => Last::Dot,
                        b".." => Last::DotDot,
                        name => Last::Name { name: Name::new(name), slash: slashes > 0 },
                    };
                    return Ok(Outcome::Before(Parent { dir: self.here, last }));
                }
                let must_be_dir = slashes > 0;
                if let Some(mut target) = self.step(name, next == rest.len(), must_be_dir, stop)? {
                    target.extend_from_slice(&rest[at + len..]);
                    rest = target;
                    break;
                }
                if must_be_dir && !self.kernel.inode_at(&self.here)?.is_dir() {
                    return Err(Errno::ENOTDIR);
                }
                at = next;
            }
        }
    }

    /// Whether the walk ends before the last name.
    fn stops_before(&self, name: &[u8], slash: bool, stop: Stop) -> Result<bool, Errno> {
        match stop {
            Stop::At(_) => Ok(false),
            Stop::BeforeNew(Follow::Yes) if !slash && !matches!(name, b"." | b"..") => {
                let Some(node) = self.kernel.child(&self.here, name)? else { return Ok(true) };
                let found = self.kernel.cross(self.namespace, &self.here, node)?;
                Ok(self.kernel.inode_at(&found)?.file_type() != FileType::Symlink)
            }
            Stop::BeforeLast | Stop::BeforeNew(_) => Ok(true),
        }
    }

    /// Goes to `name`; or gives the target of a symbolic link that is to be followed instead.
    fn step(&mut self, name: &[u8], last: bool, must_be_dir: bool, stop: Stop) -> Result<Option<Vec<u8>>, Errno> {
        match name {
            b"." => return Ok(None),
            b".." => return self.up().map(|()| None),
            _ => {}
        }
        let node = self.kernel.child(&self.here, name)?.ok_or(Errno::ENOENT)?;
        let found = self.kernel.cross(self.namespace, &self.here, node)?;
        let inode = self.kernel.inode_at(&found)?;
        if let RawNode::Symlink(target) = &inode.node
            && (!last || must_be_dir || stop != Stop::At(Follow::No))
        {
            if self.links >= MAX_LINKS {
                return Err(Errno::ELOOP);
            }
            self.links += 1;
            if last {
                self.kernel.may_follow(self.task, &self.here, &found)?;
            }
            if target.is_empty() {
                return Err(Errno::ENOENT);
            }
            return Ok(Some(target.to_vec()));
        }
        self.path.push(b'/');
        self.path.extend_from_slice(name);
        self.here = found;
        Ok(None)
    }

    /// `..`: never above the task's root, and from the root of a mount to what it covers.
    fn up(&mut self) -> Result<(), Errno> {
        let mut place = self.here.clone();
        loop {
            if place.is(&self.root) {
                return Ok(());
            }
            let top = self.kernel.mount_root(self.namespace, place.mount)?;
            if !place.is(&top) {
                break;
            }
            match self.kernel.mount_point(self.namespace, place.mount)? {
                Some(point) => place = point,
                None => return Ok(()),
            }
        }
        let node = self.kernel.parent(&place)?;
        self.here = self.kernel.cross(self.namespace, &place, node)?;
        let len = self.path.iter().rposition(|b| *b == b'/').unwrap_or(0);
        self.path.truncate(len);
        Ok(())
    }
}

impl Kernel {
    /// The sysctl `protected_symlinks`: in a sticky directory that everybody can write to, links are followed only for their
    /// owner and the directory's.
    fn may_follow(&self, task: &Task, dir: &Place, link: &Place) -> Result<(), Errno> {
        let (parent, link) = (self.inode_at(dir)?, self.inode_at(link)?);
        let open_to_all = parent.mode & 0o1002 == 0o1002;
        if self.sysctl.protected_symlinks && open_to_all && task.uid != link.uid && parent.uid != link.uid {
            return Err(Errno::EACCES);
        }
        Ok(())
    }

    /// The sysctl `protected_hardlinks`: only an owner may link to what others could not write to.
    pub(super) fn may_link(&self, task: &Task, file: &Place) -> Result<(), Errno> {
        let inode = self.inode_at(file)?;
        let safe = inode.file_type() == FileType::File
            && inode.mode & 0o4000 == 0
            && inode.mode & 0o2010 != 0o2010
            && allowed(task, inode, Mask::READ.and(Mask::WRITE)).is_ok();
        if !self.sysctl.protected_hardlinks || safe || super::permission::owns(task, inode) {
            return Ok(());
        }
        Err(Errno::EPERM)
    }
}
