//! Mounting: what must hold of the directories, and what is made in the work directory (fs/overlayfs/super.c).

use std::rc::Rc;

use super::live::Live;
use super::origin::{decode, encode};
use super::xattr::Own;
use super::{Config, Layer, LayerSet, Lower, Object, Overlay};
use crate::vfs::{Errno, FileType, Fs, Ino, Meta, Name, Node};

/// The directories of a mount, looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directories {
    /// Lower layers, top first.
    pub lowers: Vec<Ino>,
    /// Data-only layers.
    pub data: Vec<Ino>,
    /// The upper layer.
    pub upper: Option<Ino>,
    /// The work directory.
    pub work: Option<Ino>,
}

/// A mount that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The error number.
    pub errno: Errno,
    /// The reason, which the real kernel writes to its log only.
    pub why: MountRefusal,
}

/// Why a mount was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MountRefusal {
    /// An option that there is not, or a value that it cannot have.
    UnknownOption(String),
    /// Two options that exclude each other.
    Conflict(&'static str, &'static str),
    /// Colons in the wrong places, or a lower layer after a data-only one.
    BadLowerdir,
    /// More lower layers than 500.
    TooManyLowers {
        /// How many.
        count: usize,
    },
    /// No `lowerdir`.
    NoLower,
    /// A single lower layer and no upper one: there is nothing to unite.
    NothingToUnite,
    /// `upperdir` without `workdir`.
    NoWorkdir,
    /// `workdir` and `upperdir` are the same directory, or one is in the other.
    WorkdirNotSeparate,
    /// `workdir` is on another filesystem or mount than `upperdir`.
    WorkdirElsewhere,
    /// A path leads to something that is not a directory of the disk.
    NotADirectory,
    /// A path cannot be walked.
    NotFound,
    /// Two of the directories are the same, or a lower one is inside another.
    Overlapping,
    /// `index=on`, and another mount writes to the directory.
    InUse,
    /// `index=on`, and the upper layer belongs to another lower layer.
    OtherLower,
    /// A `volatile` mount was not cleaned up: its layers may be incomplete.
    VolatileBefore,
    /// The disk refused to make something in the work directory.
    Workdir,
}

pub(super) fn refuse<T>(errno: Errno, why: MountRefusal) -> Result<T, Refusal> {
    Err(Refusal { errno, why })
}

/// The kernel calls such inodes traps: a lookup that comes across one has found overlapping layers.
pub(super) struct Traps(pub(super) Vec<Ino>);

impl Traps {
    pub(super) fn add(&mut self, dir: Ino) -> Result<(), Refusal> {
        if self.0.contains(&dir) {
            return refuse(Errno::ELOOP, MountRefusal::Overlapping);
        }
        self.0.push(dir);
        Ok(())
    }
}

impl Overlay {
    /// Mounts. `in_use`: upper and work directories of other mounts.
    pub fn mount(fs: &mut Fs, mut config: Config, dirs: Directories, in_use: &[Ino]) -> Result<Self, Refusal> {
        if dirs.lowers.is_empty() {
            return refuse(Errno::EINVAL, MountRefusal::NoLower);
        }
        let mut traps = Traps(Vec::new());
        let mut work = None;
        if let Some(upper) = dirs.upper {
            let Some(base) = dirs.work else { return refuse(Errno::EINVAL, MountRefusal::NoWorkdir) };
            traps.add(upper)?;
            check_free(&config, upper, in_use)?;
            if fs.is_within(base, upper) || fs.is_within(upper, base) {
                return refuse(Errno::EINVAL, MountRefusal::WorkdirNotSeparate);
            }
            check_free(&config, base, in_use)?;
            traps.add(base)?;
            let directory = make_workdir(fs, base)?;
            traps.add(directory)?;
            if config.volatile {
                mark_volatile(fs, directory)?;
            }
            work = Some((base, directory));
        } else if dirs.lowers.len() + dirs.data.len() < 2 {
            return refuse(Errno::EINVAL, MountRefusal::NothingToUnite);
        }
        for lower in dirs.lowers.iter().chain(&dirs.data) {
            traps.add(*lower)?;
            check_free(&config, *lower, in_use)?;
        }
        let mut index = None;
        if let (true, Some(upper), Some((base, _))) = (config.index, dirs.upper, work) {
            let directory = open_index(fs, &config, upper, dirs.lowers[0], base)?;
            traps.add(directory)?;
            index = Some(directory);
        }
        for lower in dirs.lowers.iter().chain(&dirs.data) {
            check_ancestors(fs, *lower, &traps)?;
        }
        config.index = index.is_some();
        let Traps(mut traps) = traps;
        traps.sort_unstable();
        let lowers: Vec<_> = dirs.lowers.iter().zip(1..).map(|(ino, n)| Lower { layer: Layer(n), ino: *ino }).collect();
        let root = root(dirs.upper, lowers);
        let set = LayerSet {
            upper: dirs.upper,
            lowers: dirs.lowers,
            data: dirs.data,
            work_base: work.map(|(base, _)| base),
            work: index.or(work.map(|(_, directory)| directory)),
            index,
            config,
            traps,
        };
        let overlay = Self { set: Rc::new(set), root: Rc::new(root), live: Live::default() };
        overlay.clean_index(fs)?;
        Ok(overlay)
    }

    /// The directories that this mount writes to: the upper layer and the work directory.
    pub fn written(&self) -> impl Iterator<Item = Ino> {
        self.set.upper.into_iter().chain(self.set.work_base)
    }

    /// `ovl_indexdir_cleanup`: entries that lead nowhere go.
    fn clean_index(&self, fs: &mut Fs) -> Result<(), Refusal> {
        let Some(index) = self.set.index else { return Ok(()) };
        let entries: Vec<(Name, Ino)> = index_entries(fs, index);
        for (name, ino) in entries {
            if self.is_orphan(fs, ino) {
                fs.unlink(index, name.as_bytes()).map_err(|errno| Refusal { errno, why: MountRefusal::Workdir })?;
            }
        }
        Ok(())
    }

    /// Whether no name of the union leads to an entry of the index any more; also what is no entry but a leftover.
    fn is_orphan(&self, fs: &Fs, entry: Ino) -> bool {
        let Some(inode) = fs.get(entry).filter(|inode| !inode.is_dir()) else { return false };
        if inode.is_whiteout_device() {
            return true;
        }
        let lower = self.own(inode, Own::Origin).and_then(|handle| decode(handle)).and_then(|ino| fs.get(ino));
        let Some(lower) = lower else { return true };
        let difference = self.own(inode, Own::Nlink).and_then(|value| {
            let base = if value.first()? == &b'L' { lower.nlink() } else { inode.nlink() };
            let number: i64 = std::str::from_utf8(value.get(1..)?).ok()?.parse().ok()?;
            Some(i64::from(base) + number)
        });
        inode.nlink() == 1 && difference.is_some_and(|union| union <= 0)
    }
}

fn index_entries(fs: &Fs, index: Ino) -> Vec<(Name, Ino)> {
    fs.entries(index)
        .map(|entries| entries.iter().map(|(name, ino)| (name.clone(), *ino)).collect())
        .unwrap_or_default()
}

pub(super) fn root(upper: Option<Ino>, lowers: Vec<Lower>) -> Object {
    Object {
        parent: None,
        name: Name::new(b""),
        file_type: FileType::Dir,
        upper,
        upper_alias: upper.is_some(),
        lowers,
        data_redirect: None,
        opaque: false,
        redirect: None,
        metacopy: false,
        // Always merged, whatever its directories say about themselves.
        whiteouts: true,
        xwhiteouts: false,
        index: None,
        by_lower: false,
        nameless: false,
    }
}

/// Another mount that writes to a directory is an error only if the index would be harmed; else the kernel warns.
fn check_free(config: &Config, dir: Ino, in_use: &[Ino]) -> Result<(), Refusal> {
    if config.index && in_use.contains(&dir) { refuse(Errno::EBUSY, MountRefusal::InUse) } else { Ok(()) }
}

/// No lower layer may be inside another layer or a work directory.
pub(super) fn check_ancestors(fs: &Fs, layer: Ino, traps: &Traps) -> Result<(), Refusal> {
    let mut dir = layer;
    while dir != Fs::ROOT {
        dir = fs.parent(dir);
        if traps.0.contains(&dir) {
            return refuse(Errno::ELOOP, MountRefusal::Overlapping);
        }
    }
    Ok(())
}

fn workdir_error(errno: Errno) -> Refusal {
    Refusal { errno, why: MountRefusal::Workdir }
}

/// Makes `work` in the work directory, mode 000, empty: what an earlier mount left there goes.
fn make_workdir(fs: &mut Fs, base: Ino) -> Result<Ino, Refusal> {
    const NAME: &[u8] = b"work";
    if let Ok(old) = fs.lookup(base, NAME) {
        let incompatible = fs.lookup(old, b"incompat").and_then(|dir| fs.entries(dir));
        if incompatible.is_ok_and(|features| !features.is_empty()) {
            return refuse(Errno::EINVAL, MountRefusal::VolatileBefore);
        }
        fs.remove_entry(base, NAME).map_err(workdir_error)?;
    }
    fs.create(base, NAME, Node::dir(), Meta::root(0)).map_err(workdir_error)
}

/// `volatile`: a directory that makes the next mount fail, until somebody has decided that the layers are whole.
fn mark_volatile(fs: &mut Fs, work: Ino) -> Result<(), Refusal> {
    let mut dir = work;
    for name in [&b"incompat"[..], b"volatile"] {
        dir = fs.create(dir, name, Node::dir(), Meta::root(0o700)).map_err(workdir_error)?;
    }
    let file = Node::File(crate::vfs::Content::empty());
    fs.create(dir, b"dirty", file, Meta::root(0o600)).map_err(workdir_error).map(drop)
}

/// `ovl_get_indexdir`: the index binds the upper layer to its topmost lower one.
fn open_index(fs: &mut Fs, config: &Config, upper: Ino, lower: Ino, base: Ino) -> Result<Ino, Refusal> {
    let bind = |fs: &mut Fs, dir: Ino, own: Own, to: Ino| {
        let name = own.name(config.userxattr);
        match fs.inode(dir).map(|inode| inode.xattrs.get(name).cloned()) {
            Ok(Some(handle)) if decode(&handle) != Some(to) => refuse(Errno::ESTALE, MountRefusal::OtherLower),
            Ok(Some(_)) => Ok(()),
            Ok(None) => fs.set_xattr(dir, name, &encode(to)).map_err(workdir_error),
            Err(errno) => Err(workdir_error(errno)),
        }
    };
    bind(fs, upper, Own::Origin, lower)?;
    let index = match fs.lookup(base, b"index") {
        Ok(index) => index,
        Err(_) => fs.create(base, b"index", Node::dir(), Meta::root(0)).map_err(workdir_error)?,
    };
    bind(fs, index, Own::Upper, upper)?;
    Ok(index)
}
