//! The tree of `/var/lib/docker` with what one moment did to it: rows, each with its mark.
//!
//! Marks are measured from the two states ([`vfs::changes`]). Only directories that are open are walked, so a step costs what
//! is on the screen and what changed, not what is on the disk.

use std::collections::{BTreeMap, BTreeSet};

use drydock_core::identity::Kind;
use drydock_core::vfs::{self, AbsPath, ChangeKind, Fs, Ino, Inode, Node};

use super::chips::{Chip, Identities, Span, named};

/// What a moment did to one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It is new.
    New,
    /// Its bytes (of a symbolic link: its target) are others.
    Changed,
    /// Its mode, owner or extended attributes are others.
    Attributes,
    /// It was moved here.
    Moved {
        /// Where it was.
        from: AbsPath,
    },
    /// It is gone.
    Removed,
}

/// How many names a moment added, changed, removed and moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// New names.
    pub new: usize,
    /// Changed files and attributes.
    pub changed: usize,
    /// Names that are gone.
    pub removed: usize,
    /// Moved names.
    pub moved: usize,
}

impl Tally {
    /// Whether nothing changed.
    pub const fn is_empty(&self) -> bool {
        self.new + self.changed + self.removed + self.moved == 0
    }
}

/// The measured difference of two states, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    marks: BTreeMap<AbsPath, Mark>,
}

impl Marks {
    /// What changed from `before` to `after` below `root`. Of what only lists others' changes (a directory's times) nothing
    /// is kept; a file that was replaced by a rename counts as changed.
    pub fn between(before: &Fs, after: &Fs, root: &AbsPath) -> Self {
        let mut marks: BTreeMap<AbsPath, Mark> = BTreeMap::new();
        for change in vfs::changes(before, after) {
            if change.path.strip_prefix(root).is_none() {
                continue;
            }
            let mark = match change.kind {
                ChangeKind::Added => Mark::New,
                ChangeKind::Removed => Mark::Removed,
                ChangeKind::Moved { from } => Mark::Moved { from },
                ChangeKind::Content => Mark::Changed,
                ChangeKind::Attributes => Mark::Attributes,
                ChangeKind::Times => continue,
            };
            let replaced = match (marks.get(&change.path), &mark) {
                (Some(Mark::Removed), Mark::New | Mark::Moved { .. })
                | (Some(Mark::New | Mark::Moved { .. }), Mark::Removed) => Some(Mark::Changed),
                // A path that is both moved and changed says where it came from.
                (Some(Mark::Moved { .. } | Mark::New), Mark::Changed | Mark::Attributes) => continue,
                _ => None,
            };
            marks.insert(change.path, replaced.unwrap_or(mark));
        }
        Self { marks }
    }

    /// The mark of `path`.
    pub fn get(&self, path: &AbsPath) -> Option<&Mark> {
        self.marks.get(path)
    }

    /// Every marked path, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&AbsPath, &Mark)> {
        self.marks.iter()
    }

    /// The numbers of each.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for mark in self.marks.values() {
            *match mark {
                Mark::New => &mut tally.new,
                Mark::Changed | Mark::Attributes => &mut tally.changed,
                Mark::Removed => &mut tally.removed,
                Mark::Moved { .. } => &mut tally.moved,
            } += 1;
        }
        tally
    }

    /// The uppermost marked paths: those without a new directory above them.
    pub fn topmost(&self) -> impl Iterator<Item = (&AbsPath, &Mark)> {
        self.marks.iter().filter(|(path, mark)| {
            let outer = path.split().and_then(|(parent, _)| self.marks.get(&parent));
            !matches!((outer, mark), (Some(Mark::New), Mark::New) | (Some(Mark::Removed), Mark::Removed))
        })
    }

    /// Whether something below `path` is marked.
    pub fn below(&self, path: &AbsPath) -> bool {
        // `/a-b` sorts between `/a` and `/a/b`, so the first path after `path` need not be below it.
        self.marks
            .range(path..)
            .map(|(marked, _)| marked)
            .take_while(|marked| marked.as_bytes().starts_with(path.as_bytes()))
            .any(|marked| marked != path && marked.strip_prefix(path).is_some())
    }
}

/// What a row stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A directory; whether its entries are shown.
    Dir {
        /// Whether it is open.
        open: bool,
    },
    /// A regular file.
    File,
    /// A symbolic link and where it points.
    Symlink {
        /// The target, verbatim.
        target: String,
    },
    /// A character device 0:0: overlay's whiteout.
    Whiteout,
    /// Any other kind of file.
    Special,
    /// Not an entry: how many further names are not listed.
    More {
        /// Their number.
        names: usize,
    },
}

/// A name, in pieces: a hash in it is shown as a chip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// What stands before the hash (all, if there is none).
    pub text: String,
    /// The hash, if the name holds a known one.
    pub chip: Option<Chip>,
    /// What stands after the hash.
    pub tail: String,
}

/// One row of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Stays the same while the inode is the same: what moves on the disk moves on the page.
    pub key: String,
    /// The path.
    pub path: AbsPath,
    /// How deep, the root's entries being 1.
    pub level: usize,
    /// Its place among its siblings, from 1, and their number.
    pub place: (usize, usize),
    /// The name. Several joined by `/` where each is the only entry of the one before.
    pub label: Label,
    /// What it is.
    pub entry: Entry,
    /// What the moment did to it.
    pub mark: Option<Mark>,
    /// Whether it is closed and something in it is marked.
    pub hides_marks: bool,
    /// Whether it is the one whose content is shown.
    pub selected: bool,
}

/// The tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiskTree {
    /// The visible rows, from the top.
    pub rows: Vec<Row>,
    /// What changed.
    pub tally: Tally,
}

/// What decides which rows are shown.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'a> {
    /// The directory whose entries are the first level.
    pub root: &'a AbsPath,
    /// What the reader opened and closed by hand.
    pub by_hand: &'a BTreeMap<AbsPath, bool>,
    /// What the lesson points at.
    pub focus: &'a [AbsPath],
    /// The path whose content is shown.
    pub selected: Option<&'a AbsPath>,
}

/// Names shown per directory. A directory with more is better looked at in the terminal.
const MOST_NAMES: usize = 200;
/// A new directory with at most so many entries opens by itself.
const SMALL: usize = 8;

/// The tree at `after`, with marks against `before`.
pub fn disk_tree(before: &Fs, after: &Fs, marks: &Marks, known: &Identities, choice: Choice<'_>) -> DiskTree {
    let mut builder = Builder {
        before,
        after,
        marks,
        known,
        choice,
        open: BTreeSet::new(),
        rows: Vec::new(),
        names: BTreeMap::new(),
    };
    builder.open_by_itself();
    builder.list(choice.root, 1);
    DiskTree { rows: builder.rows, tally: marks.tally() }
}

struct Builder<'a> {
    before: &'a Fs,
    after: &'a Fs,
    marks: &'a Marks,
    known: &'a Identities,
    choice: Choice<'a>,
    open: BTreeSet<AbsPath>,
    rows: Vec<Row>,
    /// How many rows each inode has: a file may have several names.
    names: BTreeMap<(bool, Ino), usize>,
}

/// A directory entry, of the newer state or (gone) of the older one.
struct Name<'a> {
    text: &'a [u8],
    ino: Ino,
    inode: &'a Inode,
    gone: bool,
}

impl<'a> Builder<'a> {
    /// Opens what leads to a change or to what the lesson points at, and small new directories.
    fn open_by_itself(&mut self) {
        let targets: Vec<&AbsPath> =
            self.marks.topmost().map(|(path, _)| path).chain(self.choice.focus).chain(self.choice.selected).collect();
        for path in targets {
            let mut at = path.clone();
            while let Some((parent, _)) = at.split() {
                if parent.strip_prefix(self.choice.root).is_none() || !self.open.insert(parent.clone()) {
                    break;
                }
                at = parent;
            }
        }
        for (path, mark) in self.marks.topmost() {
            let small = self.names(path).len() <= SMALL;
            if matches!(mark, Mark::New | Mark::Moved { .. }) && small {
                self.open.insert(path.clone());
            }
        }
    }

    fn is_open(&self, path: &AbsPath) -> bool {
        self.choice.by_hand.get(path).copied().unwrap_or_else(|| self.open.contains(path))
    }

    /// The entries of `dir` in both states, in the order of their names.
    fn names(&self, dir: &AbsPath) -> Vec<Name<'a>> {
        let mut names: BTreeMap<&'a [u8], Name<'a>> = BTreeMap::new();
        for (fs, gone) in [(self.before, true), (self.after, false)] {
            let entries = fs.walk(dir).ok().and_then(|ino| fs.get(ino)).and_then(Inode::entries);
            for (name, ino) in entries.into_iter().flatten() {
                let text = name.as_bytes();
                if let Some(inode) = fs.get(*ino) {
                    names.insert(text, Name { text, ino: *ino, inode, gone });
                }
            }
        }
        // A name that only the older state has is shown if it is gone, not if it was moved: that row is elsewhere.
        names
            .into_values()
            .filter(|name| !name.gone || self.marks.get(&dir.join(name.text)) == Some(&Mark::Removed))
            .collect()
    }

    /// Whether `only`, the one entry of `dir`, shares the row of `dir`.
    fn joins(&self, dir: &AbsPath, only: &Name<'_>) -> bool {
        let unmarked = self.marks.get(&dir.join(only.text)).is_none();
        only.inode.is_dir()
            && unmarked
            && label(&String::from_utf8_lossy(only.text), named(&dir.join(only.text)), self.known).chip.is_none()
    }

    fn list(&mut self, dir: &AbsPath, level: usize) {
        let names = self.names(dir);
        let count = names.len().min(MOST_NAMES) + usize::from(names.len() > MOST_NAMES);
        let hidden = names.len().saturating_sub(MOST_NAMES);
        for (index, name) in names.into_iter().take(MOST_NAMES).enumerate() {
            self.row(dir, &name, level, (index + 1, count));
        }
        if hidden > 0 {
            self.rows.push(Row {
                key: format!("more:{dir}"),
                path: dir.clone(),
                level,
                place: (count, count),
                label: Label { text: String::new(), chip: None, tail: String::new() },
                entry: Entry::More { names: hidden },
                mark: None,
                hides_marks: false,
                selected: false,
            });
        }
    }

    fn row(&mut self, dir: &AbsPath, name: &Name<'a>, level: usize, place: (usize, usize)) {
        let Name { text, mut ino, mut inode, gone } = *name;
        let mut path = dir.join(text);
        let mut shown = String::from_utf8_lossy(text).into_owned();
        // Directories that hold nothing but one directory share a row; what has an identity keeps a row of its own.
        while inode.is_dir() && self.is_open(&path) && self.marks.get(&path).is_none() {
            let mut inner = self.names(&path);
            match inner.pop() {
                Some(only) if inner.is_empty() && self.joins(&path, &only) => {
                    path = path.join(only.text);
                    shown.push('/');
                    shown.push_str(&String::from_utf8_lossy(only.text));
                    (ino, inode) = (only.ino, only.inode);
                }
                _ => break,
            }
        }
        let open = inode.is_dir() && self.is_open(&path);
        let entry = match &inode.node {
            Node::Dir(_) => Entry::Dir { open },
            Node::File(_) => Entry::File,
            Node::Symlink(target) => Entry::Symlink { target: String::from_utf8_lossy(target).into_owned() },
            Node::Char(_) if inode.is_whiteout_device() => Entry::Whiteout,
            Node::Char(_) | Node::Block(_) | Node::Fifo | Node::Socket => Entry::Special,
        };
        let nth = self.names.entry((gone, ino)).or_default();
        *nth += 1;
        let which = if *nth == 1 { String::new() } else { format!(":{nth}") };
        self.rows.push(Row {
            key: format!("{}{}{which}", if gone { "gone:" } else { "" }, ino.0),
            level,
            place,
            label: label(&shown, named(&path), self.known),
            entry,
            mark: self.marks.get(&path).cloned(),
            hides_marks: inode.is_dir() && !open && self.marks.below(&path),
            selected: self.choice.selected == Some(&path),
            path: path.clone(),
        });
        if open {
            self.list(&path, level + 1);
        }
    }
}

/// The name with its hash, if it holds one, apart.
fn label(name: &str, expected: Option<Kind>, known: &Identities) -> Label {
    let mut label = Label { text: String::new(), chip: None, tail: String::new() };
    for span in known.spans(name, expected) {
        match span {
            Span::Hash { chip, .. } if label.chip.is_none() => label.chip = Some(chip),
            Span::Text(text) if label.chip.is_none() => label.text.push_str(&text),
            Span::Text(text) | Span::Hash { shown: text, .. } => label.tail.push_str(&text),
        }
    }
    label
}

#[cfg(test)]
mod tests;
