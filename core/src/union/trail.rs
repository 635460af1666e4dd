//! A path, looked up in a stack: the kernel's evidence, slab by slab, and what lies hidden.

use std::rc::Rc;

use super::stack::Stack;
use crate::overlayfs::{Answer, Entry, Found, Layer, Lookup, Object, Probe, WhiteoutForm};
use crate::vfs::{AbsPath, Errno, FileType, Fs, Ino, Node};

/// What a slab has at a path, whether it shows or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// The real object.
    pub ino: Ino,
    /// Its type.
    pub file_type: FileType,
    /// Bytes, as `st_size`.
    pub size: u64,
    /// Permission bits.
    pub mode: u16,
    /// If it is a whiteout, its form.
    pub whiteout: Option<WhiteoutForm>,
    /// Whether it is a directory that hides everything below it.
    pub opaque: bool,
    /// Of a symbolic link: where it points.
    pub target: Option<String>,
    /// The slab that it was copied up from, as far as it says so.
    pub copied_from: Option<usize>,
}

/// How a slab takes part in the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// What shows is this: the file, or the directory whose attributes show.
    Provides,
    /// Its directory is merged with those above.
    Joins,
    /// It has the data of a file whose attributes are above (metacopy).
    Data,
}

/// Why a slab was not asked for the last name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAsked {
    /// The search for it had ended above.
    Ended {
        /// At this slab.
        by: usize,
    },
    /// The search for a directory on the way had ended above, so the slab's directory takes no part.
    Cut {
        /// At this slab.
        by: usize,
        /// The directory.
        at: AbsPath,
    },
    /// It has no directory there that could take part.
    Lacks {
        /// The directory on the way that it lacks.
        dir: AbsPath,
    },
}

/// What became of a slab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was asked: the probes, each with its number in the order of the search, from 1.
    Asked(Vec<(usize, Probe)>),
    /// It was not.
    NotAsked(NotAsked),
    /// Nobody had to ask: the path is the root, which every slab has.
    Root,
}

/// What is to be told of one slab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What became of it.
    pub fate: Fate,
    /// Its part in the answer.
    pub member: Option<Member>,
    /// What it has there.
    pub copy: Option<Copy>,
}

impl Evidence {
    /// Whether it has something at the path that does not show.
    pub fn is_hidden(&self) -> bool {
        self.member.is_none() && self.copy.as_ref().is_some_and(|copy| copy.whiteout.is_none())
    }

    /// The number of its last probe in the order of the search.
    pub fn last_probe(&self) -> Option<&(usize, Probe)> {
        match &self.fate {
            Fate::Asked(probes) => probes.last(),
            Fate::NotAsked(_) | Fate::Root => None,
        }
    }
}

/// What the path comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Something is there.
    Found {
        /// Its type.
        file_type: FileType,
        /// The slab that provides it.
        provider: usize,
        /// Of a directory merged from several slabs: all of them, top first.
        merged: Vec<usize>,
    },
    /// There is no such name: `ENOENT`.
    Absent {
        /// The path whose last name is not there: the path itself or a directory on the way.
        at: AbsPath,
        /// The slab whose whiteout says so.
        whiteout: Option<usize>,
    },
    /// Something on the way is no directory: `ENOTDIR`.
    NotADirectory {
        /// What.
        at: AbsPath,
        /// The slab that provides it.
        provider: usize,
    },
    /// The lookup fails.
    Failed {
        /// Where.
        at: AbsPath,
        /// With this error.
        errno: Errno,
    },
}

/// A symbolic link on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The link.
    pub link: AbsPath,
    /// Where it points, verbatim.
    pub target: String,
}

/// A path, looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    /// The path in the union, after all symbolic links on the way. One at the end is not followed.
    pub path: AbsPath,
    /// The links that were followed.
    pub followed: Vec<Followed>,
    /// The lookups of the names of `path`, up to the one that ended it.
    pub lookups: Vec<Lookup>,
    /// What it comes to.
    pub outcome: Outcome,
    /// For each slab, what is to be told.
    pub slabs: Vec<Evidence>,
}

/// Links that are followed at most (`MAXSYMLINKS`).
const MOST_LINKS: usize = 40;

/// A walk from the root of the union.
struct Walk<'a> {
    stack: &'a Stack,
    fs: &'a Fs,
    at: Rc<Object>,
    /// The objects above `at` and how each was found, the root first.
    lookups: Vec<Lookup>,
    above: Vec<Rc<Object>>,
    followed: Vec<Followed>,
    /// Names yet to be looked up, the next one last.
    left: Vec<Vec<u8>>,
}

/// Where a walk ended early.
enum Stop {
    Absent { whiteout_in_upper: bool },
    NotADirectory,
    Failed(Errno),
}

impl Stack {
    /// Looks `path` up from the root of the union, as a program does whose root it is. `.` and `..` are understood.
    pub fn trail(&self, fs: &Fs, path: &[u8]) -> Trail {
        let root = self.overlay.root().clone();
        let mut walk = Walk {
            stack: self,
            fs,
            at: root,
            lookups: Vec::new(),
            above: Vec::new(),
            followed: Vec::new(),
            left: names(path),
        };
        let stop = walk.run().err();
        let Walk { at, lookups, followed, mut left, .. } = walk;
        // What was looked up last, and what was not even looked up.
        let reached = lookups.last().map_or_else(AbsPath::root, |lookup| lookup.path.clone());
        left.reverse();
        let path = AbsPath::new([reached.as_bytes(), b"/", &left.join(&b'/')].concat());
        let mut slabs: Vec<Evidence> =
            (0..self.slabs.len()).map(|slab| self.evidence(fs, slab, &lookups, &path)).collect();
        let outcome = match stop {
            None => self.members(fs, &at, &mut slabs),
            Some(Stop::Absent { whiteout_in_upper }) => {
                let last = lookups.last().and_then(|lookup| lookup.probes.last());
                let by_whiteout = last.filter(|probe| matches!(probe.found, Found::Whiteout(_)));
                let upper = whiteout_in_upper.then(|| self.slab_of(Layer::UPPER)).flatten();
                let whiteout = by_whiteout.and_then(|probe| self.slab_of(probe.layer)).or(upper);
                Outcome::Absent { at: reached, whiteout }
            }
            Some(Stop::NotADirectory) => {
                Outcome::NotADirectory { at: reached, provider: self.slab_of(at.layer()).unwrap_or_default() }
            }
            Some(Stop::Failed(errno)) => Outcome::Failed { at: reached, errno },
        };
        Trail { path, followed, lookups, outcome, slabs }
    }

    /// What is to be told of a slab after these lookups, its part in the answer apart.
    fn evidence(&self, fs: &Fs, slab: usize, lookups: &[Lookup], path: &AbsPath) -> Evidence {
        let raw = path.names().try_fold(self.slabs[slab].root, |dir, name| fs.lookup(dir, name).ok());
        Evidence { fate: self.fate(slab, lookups), member: None, copy: raw.and_then(|ino| self.copy(fs, ino)) }
    }

    fn fate(&self, slab: usize, lookups: &[Lookup]) -> Fate {
        let Some((last, way)) = lookups.split_last() else { return Fate::Root };
        let probes = last.probes.iter().zip(1..).filter(|(probe, _)| self.slab_of(probe.layer) == Some(slab));
        let probes: Vec<_> = probes.map(|(probe, number)| (number, probe.clone())).collect();
        if !probes.is_empty() {
            return Fate::Asked(probes);
        }
        let ended =
            |lookup: &Lookup| lookup.probes.last().and_then(|probe| self.slab_of(probe.layer)).unwrap_or_default();
        for lookup in way {
            if self.takes_part(slab, &lookup.answer) {
                continue;
            }
            let asked = lookup.probes.iter().any(|probe| self.slab_of(probe.layer) == Some(slab));
            return Fate::NotAsked(if asked {
                NotAsked::Lacks { dir: lookup.path.clone() }
            } else {
                NotAsked::Cut { by: ended(lookup), at: lookup.path.clone() }
            });
        }
        Fate::NotAsked(NotAsked::Ended { by: ended(last) })
    }

    fn takes_part(&self, slab: usize, answer: &Answer) -> bool {
        match answer {
            Answer::From { layer } => self.slab_of(*layer) == Some(slab),
            Answer::Merged { layers } => layers.iter().any(|layer| self.slab_of(*layer) == Some(slab)),
            Answer::Absent { .. } | Answer::Failed(_) => false,
        }
    }

    /// Tells each slab its part in an object.
    fn members(&self, fs: &Fs, object: &Rc<Object>, slabs: &mut [Evidence]) -> Outcome {
        let mut set = |layer: Layer, ino: Ino, member: Member| {
            let slab = self.slab_of(layer)?;
            slabs[slab].member = Some(member);
            slabs[slab].copy = self.copy(fs, ino);
            Some(slab)
        };
        let mut merged = Vec::new();
        let provider = set(object.layer(), object.real(), Member::Provides).unwrap_or_default();
        if object.is_dir() {
            merged.push(provider);
            let below = object.lowers().iter().filter(|lower| lower.layer != object.layer());
            merged.extend(below.filter_map(|lower| set(lower.layer, lower.ino, Member::Joins)));
            if merged.len() == 1 {
                merged.clear();
            }
        } else if object.file_type() == FileType::File
            && let Ok((layer, ino)) = self.overlay.data(fs, object)
            && ino != object.real()
        {
            set(layer, ino, Member::Data);
        }
        Outcome::Found { file_type: object.file_type(), provider, merged }
    }

    /// What a slab itself holds, by path: everything that is not a directory, and directories that are empty or opaque. At most
    /// `limit`, and how many more there are.
    pub fn held(&self, fs: &Fs, slab: usize, limit: usize) -> (Vec<(AbsPath, Copy)>, usize) {
        let mut pending: Vec<(AbsPath, Ino)> =
            self.slabs.get(slab).map(|slab| (AbsPath::root(), slab.root)).into_iter().collect();
        let (mut held, mut more) = (Vec::new(), 0);
        while let Some((path, ino)) = pending.pop() {
            let Some(copy) = self.copy(fs, ino) else { continue };
            let entries = fs.entries(ino).ok().filter(|entries| !entries.is_empty());
            if path.split().is_some() && (entries.is_none() || copy.opaque) {
                if held.len() < limit { held.push((path.clone(), copy)) } else { more += 1 }
            }
            let below: Vec<_> =
                entries.into_iter().flatten().map(|(name, ino)| (path.join(name.as_bytes()), *ino)).collect();
            pending.extend(below.into_iter().rev());
        }
        (held, more)
    }

    /// What a real object of a slab is.
    fn copy(&self, fs: &Fs, ino: Ino) -> Option<Copy> {
        let inode = fs.get(ino)?;
        let target = match &inode.node {
            Node::Symlink(target) => Some(String::from_utf8_lossy(target).into_owned()),
            _ => None,
        };
        Some(Copy {
            ino,
            file_type: inode.file_type(),
            size: inode.size(),
            mode: inode.mode,
            whiteout: self.overlay.whiteout_form(inode),
            opaque: self.overlay.is_opaque(inode),
            target,
            copied_from: self.overlay.copied_up_from(fs, ino).and_then(|origin| self.slab_holding(fs, origin)),
        })
    }
}

impl Walk<'_> {
    fn run(&mut self) -> Result<(), Stop> {
        while let Some(name) = self.left.pop() {
            if !self.at.is_dir() {
                self.left.push(name);
                return Err(Stop::NotADirectory);
            }
            match &name[..] {
                b"." => continue,
                b".." => {
                    if let Some(above) = self.above.pop() {
                        self.at = above;
                        self.lookups.pop();
                    }
                    continue;
                }
                _ => {}
            }
            self.lookups.push(self.stack.overlay.explain_lookup(self.fs, &self.at, &name));
            let found = match self.stack.overlay.lookup(self.fs, &self.at, &name).map_err(Stop::Failed)? {
                Entry::Object(object) => object,
                Entry::Absent { whiteout_in_upper } => return Err(Stop::Absent { whiteout_in_upper }),
            };
            match self.link(&found).filter(|_| !self.left.is_empty()) {
                Some(target) => self.follow(&found, &target)?,
                None => self.above.push(std::mem::replace(&mut self.at, found)),
            }
        }
        Ok(())
    }

    /// Where an object points, if it is a symbolic link.
    fn link(&self, object: &Object) -> Option<Vec<u8>> {
        match &self.fs.get(object.real())?.node {
            Node::Symlink(target) => Some(target.to_vec()),
            _ => None,
        }
    }

    /// Goes on where a link points: from the directory that holds it, or from the root.
    fn follow(&mut self, link: &Object, target: &[u8]) -> Result<(), Stop> {
        if self.followed.len() == MOST_LINKS {
            return Err(Stop::Failed(Errno::ELOOP));
        }
        let shown = String::from_utf8_lossy(target).into_owned();
        self.followed.push(Followed { link: link.path(), target: shown });
        self.lookups.pop();
        if target.first() == Some(&b'/') {
            self.lookups.clear();
            self.above.clear();
            self.at = self.stack.overlay.root().clone();
        }
        self.left.extend(names(target));
        Ok(())
    }
}

/// The names of a path, the first one last.
fn names(path: &[u8]) -> Vec<Vec<u8>> {
    path.split(|byte| *byte == b'/').filter(|name| !name.is_empty()).rev().map(<[u8]>::to_vec).collect()
}
