//! Mounts and the namespaces they are seen in.
//!
//! A namespace is a tree of mounts; a mount shows (a part of) a filesystem at a place of another mount. Nothing propagates from
//! one namespace to another, as in containers that Docker makes.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Kernel, Node, NodeKey, Place, Superblock, Task};
use crate::vfs::{AbsPath, Errno, Fs, Name};

/// A mount namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NsId(pub(super) u32);

impl NsId {
    /// The host's.
    pub const HOST: Self = Self(1);
}

/// A mount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MountId(pub(super) u32);

/// A filesystem that is mounted at least once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SuperId(pub(super) u32);

impl SuperId {
    /// The disk.
    pub(super) const DISK: Self = Self(1);
}

/// Whether a mount may be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MountAccess {
    /// `rw`.
    ReadWrite,
    /// `ro`.
    ReadOnly,
}

/// What to mount.
#[derive(Clone, Debug)]
pub enum MountKind {
    /// A filesystem in memory with this content: `tmpfs`, `proc`, `sysfs`, `devpts`, …
    Memory {
        /// Its type, as `/proc/mounts` shows it.
        fstype: &'static str,
        /// What it holds.
        content: Fs,
    },
    /// The union mount. Its options name the layers: directories of the disk, relative ones from the task's current directory.
    Overlay,
}

/// A line of `/proc/mounts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountInfo {
    /// The mount.
    pub id: MountId,
    /// What is mounted: a device, or a word.
    pub source: String,
    /// Where, as a path in the namespace.
    pub target: AbsPath,
    /// The type of the filesystem.
    pub fstype: String,
    /// The options, separated by commas, `rw` or `ro` first.
    pub options: String,
}

#[derive(Clone, Debug)]
pub(super) struct Mount {
    /// Where it is mounted; `None` for the root of a namespace.
    pub(super) at: Option<(MountId, NodeKey)>,
    pub(super) superblock: SuperId,
    /// What of the filesystem it shows: for a bind mount perhaps only a part.
    pub(super) root: NodeKey,
    pub(super) access: MountAccess,
    source: Rc<str>,
    fstype: Rc<str>,
    /// Options but `rw` or `ro`.
    options: Rc<str>,
}

#[derive(Clone, Debug)]
pub(super) struct Namespace {
    pub(super) root: MountId,
    pub(super) mounts: BTreeMap<MountId, Rc<Mount>>,
    on: BTreeMap<(MountId, NodeKey), MountId>,
}

impl Namespace {
    pub(super) fn get(&self, id: MountId) -> Result<&Mount, Errno> {
        self.mounts.get(&id).map(|rc| &**rc).ok_or(Errno::ESTALE)
    }

    /// Whether anything is mounted somewhere on `mount`.
    pub(super) fn is_covered(&self, mount: MountId) -> bool {
        self.on.range((mount, NodeKey::MIN)..).next().is_some_and(|((on, _), _)| *on == mount)
    }

    pub(super) fn mounted_on(&self, mount: MountId, key: &NodeKey) -> Option<MountId> {
        self.on.get(&(mount, key.clone())).copied()
    }

    fn add(&mut self, id: MountId, mount: Mount) {
        if let Some(at) = &mount.at {
            self.on.insert(at.clone(), id);
        }
        self.mounts.insert(id, Rc::new(mount));
    }

    fn remove(&mut self, id: MountId) {
        if let Some(Some(at)) = self.mounts.remove(&id).map(|mount| mount.at.clone()) {
            self.on.remove(&at);
        }
    }
}

/// All filesystems and namespaces.
#[derive(Clone, Debug)]
pub(super) struct MountTable {
    pub(super) superblocks: BTreeMap<SuperId, Superblock>,
    pub(super) namespaces: BTreeMap<NsId, Rc<Namespace>>,
    next: u32,
}

impl MountTable {
    /// The disk, mounted as the root of the host.
    pub(super) fn new(fs_root: NodeKey) -> Self {
        let root = MountId(1);
        let mut host = Namespace { root, mounts: BTreeMap::new(), on: BTreeMap::new() };
        host.add(
            root,
            Mount {
                at: None,
                superblock: SuperId::DISK,
                root: fs_root,
                access: MountAccess::ReadWrite,
                source: "/dev/sda1".into(),
                fstype: "ext4".into(),
                options: "relatime".into(),
            },
        );
        Self {
            superblocks: BTreeMap::from([(SuperId::DISK, Superblock::Disk)]),
            namespaces: BTreeMap::from([(NsId::HOST, Rc::new(host))]),
            next: 1,
        }
    }

    fn id(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    pub(super) fn namespace(&self, id: NsId) -> Result<&Namespace, Errno> {
        self.namespaces.get(&id).map(|rc| &**rc).ok_or(Errno::EINVAL)
    }

    fn namespace_mut(&mut self, id: NsId) -> Result<&mut Namespace, Errno> {
        self.namespaces.get_mut(&id).map(Rc::make_mut).ok_or(Errno::EINVAL)
    }

    pub(super) fn superblock(&self, id: SuperId) -> Result<&Superblock, Errno> {
        self.superblocks.get(&id).ok_or(Errno::ESTALE)
    }

    /// Every mount of every namespace.
    pub(super) fn every_mount(&self) -> impl Iterator<Item = &Mount> {
        self.namespaces.values().flat_map(|ns| ns.mounts.values().map(|rc| &**rc))
    }
}

impl Kernel {
    /// Sets what `/proc/mounts` says about the disk, such as `/dev/sda1`, `xfs` and `relatime,attr2`.
    pub fn describe_disk(&mut self, source: &str, fstype: &str, options: &str) {
        for namespace in self.table_mut().namespaces.values_mut() {
            for mount in Rc::make_mut(namespace).mounts.values_mut().filter(|m| m.superblock == SuperId::DISK) {
                let mount = Rc::make_mut(mount);
                (mount.source, mount.fstype, mount.options) = (source.into(), fstype.into(), options.into());
            }
        }
    }

    /// Mounts a filesystem at the directory `target`, as `mount -t` does. `options` is the string given to the system call;
    /// `ro` in it makes the mount read-only.
    ///
    /// Errors: `EPERM` without `CAP_SYS_ADMIN`, `ENOTDIR`, what walking to `target` gives, what the filesystem refuses.
    pub fn mount(
        &mut self,
        task: &Task,
        source: &str,
        target: &[u8],
        kind: MountKind,
        options: &str,
    ) -> Result<MountId, Errno> {
        if !task.sys_admin() {
            return Err(Errno::EPERM);
        }
        let at = self.walk(task, target, super::Follow::Yes)?.place;
        if !self.inode_at(&at)?.is_dir() {
            return Err(Errno::ENOTDIR);
        }
        let (fstype, superblock, shown) = self.new_superblock(task, kind, options)?;
        let access = if options.split(',').any(|o| o == "ro") { MountAccess::ReadOnly } else { MountAccess::ReadWrite };
        let root = superblock.root_key();
        let table = self.table_mut();
        let superblock_id = SuperId(table.id());
        table.superblocks.insert(superblock_id, superblock);
        let mount = Mount {
            at: None,
            superblock: superblock_id,
            root,
            access,
            source: source.into(),
            fstype: fstype.into(),
            options: shown.into(),
        };
        self.attach(task.namespace, mount, &at)
    }

    fn attach(&mut self, namespace: NsId, mut mount: Mount, at: &Place) -> Result<MountId, Errno> {
        mount.at = Some((at.mount, at.node.key()));
        let table = self.table_mut();
        let id = MountId(table.id());
        table.namespace_mut(namespace)?.add(id, mount);
        Ok(id)
    }

    /// Makes `source`, as `from` sees it, also visible at `target`, as `to` sees that (`mount --bind`). The two may see different
    /// namespaces: that is how a container gets its `/etc/hosts`. What is mounted below `source` does not come along.
    ///
    /// Errors: `ENOTDIR` if one is a directory and the other is not, `EPERM`, what walking gives.
    pub fn bind(
        &mut self,
        (from, source): (&Task, &[u8]),
        (to, target): (&Task, &[u8]),
        access: MountAccess,
    ) -> Result<MountId, Errno> {
        if !from.sys_admin() {
            return Err(Errno::EPERM);
        }
        let shown = self.walk(from, source, super::Follow::Yes)?.place;
        let at = self.walk(to, target, super::Follow::Yes)?.place;
        if self.inode_at(&shown)?.is_dir() != self.inode_at(&at)?.is_dir() {
            return Err(Errno::ENOTDIR);
        }
        let mount = self.bound(from, &shown, access)?;
        self.attach(to.namespace, mount, &at)
    }

    fn bound(&self, from: &Task, shown: &Place, access: MountAccess) -> Result<Mount, Errno> {
        let original = self.table().namespace(from.namespace)?.get(shown.mount)?;
        Ok(Mount { at: None, root: shown.node.key(), access, ..original.clone() })
    }

    /// A new namespace whose root is the directory `root`, as `task` sees it: what runc makes for a container.
    pub fn new_namespace(&mut self, task: &Task, root: &[u8], access: MountAccess) -> Result<NsId, Errno> {
        let shown = self.walk(task, root, super::Follow::Yes)?.place;
        if !self.inode_at(&shown)?.is_dir() {
            return Err(Errno::ENOTDIR);
        }
        let mount = self.bound(task, &shown, access)?;
        let table = self.table_mut();
        let (ns, id) = (NsId(table.id()), MountId(table.id()));
        let mut namespace = Namespace { root: id, mounts: BTreeMap::new(), on: BTreeMap::new() };
        namespace.add(id, mount);
        table.namespaces.insert(ns, Rc::new(namespace));
        Ok(ns)
    }

    /// Makes the root of a namespace read-only, or not (`mount -o remount`).
    pub fn remount_root(&mut self, ns: NsId, access: MountAccess) {
        if let Ok(namespace) = self.table_mut().namespace_mut(ns)
            && let Some(mount) = namespace.mounts.get_mut(&namespace.root)
        {
            Rc::make_mut(mount).access = access;
        }
    }

    /// Takes a namespace away with all its mounts: its last process is gone. Files that are still open go on to work.
    pub fn remove_namespace(&mut self, ns: NsId) {
        if ns != NsId::HOST {
            self.table_mut().namespaces.remove(&ns);
            self.drop_unused();
        }
    }

    /// Unmounts what is mounted at `target`.
    ///
    /// Errors: `EINVAL` if nothing is mounted there, `EBUSY` if something is mounted on it or a file on it is open, `EPERM`.
    pub fn umount(&mut self, task: &Task, target: &[u8]) -> Result<(), Errno> {
        if !task.sys_admin() {
            return Err(Errno::EPERM);
        }
        let place = self.walk(task, target, super::Follow::Yes)?.place;
        let namespace = self.table().namespace(task.namespace)?;
        let mount = namespace.get(place.mount)?;
        if place.node.key() != mount.root || mount.at.is_none() {
            return Err(Errno::EINVAL);
        }
        if namespace.is_covered(place.mount) || self.has_open_files(place.mount) {
            return Err(Errno::EBUSY);
        }
        self.table_mut().namespace_mut(task.namespace)?.remove(place.mount);
        self.drop_unused();
        Ok(())
    }

    /// Unmounts what is mounted at `target` with all that is mounted on it, though files may be open (`umount2` with `MNT_DETACH`).
    ///
    /// Errors: `EINVAL` if nothing is mounted there, `EPERM`.
    pub fn detach(&mut self, task: &Task, target: &[u8]) -> Result<(), Errno> {
        if !task.sys_admin() {
            return Err(Errno::EPERM);
        }
        let place = self.walk(task, target, super::Follow::Yes)?.place;
        let namespace = self.table().namespace(task.namespace)?;
        let mount = namespace.get(place.mount)?;
        if place.node.key() != mount.root || mount.at.is_none() {
            return Err(Errno::EINVAL);
        }
        let mut gone = vec![place.mount];
        let mut next = 0;
        while let Some(id) = gone.get(next).copied() {
            let on_it = namespace.mounts.iter().filter(|(_, m)| m.at.as_ref().is_some_and(|(on, _)| *on == id));
            gone.extend(on_it.map(|(id, _)| *id));
            next += 1;
        }
        let namespace = self.table_mut().namespace_mut(task.namespace)?;
        for id in gone {
            namespace.remove(id);
        }
        self.drop_unused();
        Ok(())
    }

    /// Forgets filesystems in memory and overlays that are no longer mounted anywhere.
    pub(super) fn drop_unused(&mut self) {
        let table = self.table();
        let mut used: Vec<SuperId> = table.every_mount().map(|mount| mount.superblock).collect();
        used.push(SuperId::DISK);
        used.extend(self.open_superblocks());
        if table.superblocks.keys().any(|id| !used.contains(id)) {
            self.table_mut().superblocks.retain(|id, _| used.contains(id));
        }
    }

    /// The mounts of a namespace, in the order in which they were made: `/proc/mounts`.
    pub fn mounts(&self, ns: NsId) -> Vec<MountInfo> {
        let Ok(namespace) = self.table().namespace(ns) else { return Vec::new() };
        let info = |(id, mount): (&MountId, &Rc<Mount>)| {
            let access = match mount.access {
                MountAccess::ReadWrite => "rw",
                MountAccess::ReadOnly => "ro",
            };
            let separator = if mount.options.is_empty() { "" } else { "," };
            Some(MountInfo {
                id: *id,
                source: mount.source.to_string(),
                target: self.mount_path(namespace, *id)?,
                fstype: mount.fstype.to_string(),
                options: format!("{access}{separator}{}", mount.options),
            })
        };
        namespace.mounts.iter().filter_map(info).collect()
    }

    /// Where a mount is seen in its namespace. `None` if its mount point has lost its name.
    pub(super) fn mount_path(&self, namespace: &Namespace, mut id: MountId) -> Option<AbsPath> {
        let mut tails = Vec::new();
        while let Some((parent, key)) = &namespace.get(id).ok()?.at {
            let on = namespace.get(*parent).ok()?;
            let (point, top) = (self.key_path(on.superblock, key)?, self.key_path(on.superblock, &on.root)?);
            tails.push(point.strip_prefix(&top)?.to_vec());
            id = *parent;
        }
        Some(tails.iter().rev().fold(AbsPath::root(), |path, tail| path.join(tail)))
    }

    fn key_path(&self, superblock: SuperId, key: &NodeKey) -> Option<AbsPath> {
        match key {
            NodeKey::Ino(ino) => self.raw(superblock)?.path_of(*ino),
            NodeKey::Path(path) => Some(path.clone()),
        }
    }

    /// The root of a mount.
    pub(super) fn mount_root(&self, namespace: &Namespace, id: MountId) -> Result<Place, Errno> {
        let mount = namespace.get(id)?;
        let node = self.node_of(mount.superblock, &mount.root)?;
        Ok(Place { mount: id, superblock: mount.superblock, node })
    }

    /// The place that a mount covers. `None` for the root of the namespace.
    pub(super) fn mount_point(&self, namespace: &Namespace, id: MountId) -> Result<Option<Place>, Errno> {
        let Some((on, key)) = &namespace.get(id)?.at else { return Ok(None) };
        let superblock = namespace.get(*on)?.superblock;
        Ok(Some(Place { mount: *on, superblock, node: self.node_of(superblock, key)? }))
    }

    /// In an overlay mount points are known by their paths: they follow when a directory above them is moved.
    pub(super) fn move_mounts(&mut self, (dir, name): (&Place, &Name), (to_dir, to_name): (&Place, &Name), swap: bool) {
        let (NodeKey::Path(dir_path), NodeKey::Path(to_dir_path)) = (dir.node.key(), to_dir.node.key()) else { return };
        let (from, to) = (dir_path.join(name.as_bytes()), to_dir_path.join(to_name.as_bytes()));
        let moved = |key: &NodeKey| {
            let NodeKey::Path(path) = key else { return None };
            let below = |a: &AbsPath, b: &AbsPath| path.strip_prefix(a).map(|rest| NodeKey::Path(b.join(rest)));
            below(&from, &to).or_else(|| if swap { below(&to, &from) } else { None })
        };
        let superblock = dir.superblock;
        let mut changes = Vec::new();
        for (ns, namespace) in &self.table().namespaces {
            for (id, mount) in &namespace.mounts {
                let on_it =
                    |(on, _): &&(MountId, NodeKey)| namespace.get(*on).is_ok_and(|m| m.superblock == superblock);
                let at = mount.at.as_ref().filter(on_it).and_then(|(on, key)| Some((*on, moved(key)?)));
                let root = (mount.superblock == superblock).then(|| moved(&mount.root)).flatten();
                if at.is_some() || root.is_some() {
                    changes.push((*ns, *id, at, root));
                }
            }
        }
        for (ns, id, at, root) in changes {
            let Ok(namespace) = self.table_mut().namespace_mut(ns) else { continue };
            let Some(mut mount) = namespace.mounts.get(&id).map(|rc| Mount::clone(rc)) else { continue };
            namespace.remove(id);
            mount.at = at.or(mount.at);
            mount.root = root.unwrap_or(mount.root);
            namespace.add(id, mount);
        }
    }

    /// Whether something is mounted at `place` in the task's namespace.
    pub(super) fn is_mount_point(&self, task: &Task, mount: MountId, node: &Node) -> bool {
        self.table()
            .namespace(task.namespace)
            .is_ok_and(|ns| ns.is_covered(mount) && ns.mounted_on(mount, &node.key()).is_some())
    }
}
