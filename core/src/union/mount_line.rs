//! The mount of a stack in words of the kernel: the option string, taken apart, each directory in it led back to its slab.

use super::stack::Slab;
use crate::disk::layout;
use crate::disk::overlay2::{MountData, MountMode, Spelling};
use crate::kernel::{Kernel, NsId};
use crate::vfs::{AbsPath, Fs, Ino, Node};

/// Whether a stack is mounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MountState {
    /// It is, on the host; the line is `mount`'s.
    Mounted,
    /// It is not. The line is the command that would do what the driver does.
    WouldBe(MountMode),
    /// It never is: a base layer alone, whose `diff/` is used as it is.
    Never,
}

/// What a part of the line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A lower layer: the slab of this index.
    Lower(usize),
    /// The upper layer.
    Upper(usize),
    /// The work directory of the slab of this index.
    Work(usize),
}

impl Part {
    /// The slab that it belongs to.
    pub const fn slab(self) -> usize {
        match self {
            Self::Lower(slab) | Self::Upper(slab) | Self::Work(slab) => slab,
        }
    }
}

/// A stretch of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The characters.
    pub text: String,
    /// What they stand for, if they are the path of a directory of the stack.
    pub part: Option<Part>,
}

/// The line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountLine {
    /// Whether the stack is mounted.
    pub state: MountState,
    /// The line in pieces: joined they are the whole. Empty for what is never mounted.
    pub pieces: Vec<Piece>,
    /// Where relative paths in it start, if there are any.
    pub home: Option<AbsPath>,
}

impl MountLine {
    /// The whole line.
    pub fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }
}

/// What `mount` says of a mount of the driver's, if it is there.
pub(super) fn mounted(kernel: &Kernel, data: &MountData) -> Option<String> {
    let mounts = kernel.mounts(NsId::HOST);
    let mount = mounts.into_iter().rev().find(|mount| mount.target == data.target && mount.fstype == "overlay")?;
    Some(format!("{} on {} type {} ({})", mount.source, mount.target, mount.fstype, mount.options))
}

/// The line of a stack.
pub(super) fn line(fs: &Fs, slabs: &[Slab], data: Option<&MountData>, mounted: Option<String>) -> MountLine {
    let Some(data) = data else {
        return MountLine { state: MountState::Never, pieces: Vec::new(), home: None };
    };
    let (state, text) = match mounted {
        Some(text) => (MountState::Mounted, text),
        None => {
            (MountState::WouldBe(data.mode), format!("mount -t overlay overlay -o {} {}", data.options, data.target))
        }
    };
    let home = (data.spelling == Spelling::Relative).then(layout::overlay2);
    MountLine { state, pieces: pieces(fs, slabs, &text), home }
}

/// Takes the line apart. The driver's paths hold no character that separates.
fn pieces(fs: &Fs, slabs: &[Slab], text: &str) -> Vec<Piece> {
    let plain = |text: &str| Piece { text: text.to_owned(), part: None };
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((start, key)) =
        KEYS.iter().filter_map(|key| Some((rest.find(key.0)? + key.0.len(), key.1))).min_by_key(|at| at.0)
    {
        let (before, value) = rest.split_at(start);
        pieces.push(plain(before));
        let end = value.find([',', ')', ' ']).unwrap_or(value.len());
        for (n, path) in value[..end].split(':').enumerate() {
            if n > 0 {
                pieces.push(plain(":"));
            }
            let slab = directory(fs, path).and_then(|ino| owner(fs, slabs, ino, key));
            pieces.push(Piece { text: path.to_owned(), part: slab.map(key) });
        }
        rest = &value[end..];
    }
    if !rest.is_empty() {
        pieces.push(plain(rest));
    }
    pieces
}

/// What stands before the directories in an option string.
const KEYS: [(&str, fn(usize) -> Part); 3] =
    [("lowerdir=", Part::Lower), ("upperdir=", Part::Upper), ("workdir=", Part::Work)];

/// The directory that a path of the driver leads to: absolute or from `overlay2/`, through a short name or not.
fn directory(fs: &Fs, path: &str) -> Option<Ino> {
    let path = if path.starts_with('/') { AbsPath::new(path) } else { layout::overlay2().join(path) };
    let ino = fs.walk(&path).ok()?;
    match &fs.get(ino)?.node {
        Node::Symlink(target) => fs.walk(&path.split()?.0.join(target)).ok(),
        _ => Some(ino),
    }
}

/// The slab whose directory this is: its files, or for the work directory the one beside them.
fn owner(fs: &Fs, slabs: &[Slab], ino: Ino, key: fn(usize) -> Part) -> Option<usize> {
    let work = matches!(key(0), Part::Work(_));
    slabs.iter().position(|slab| if work { fs.parent(ino) == fs.parent(slab.root) } else { slab.root == ino })
}
