//! The evidence of a lookup: every place that was looked at, in order, and what was found there.

use super::Finding;
use crate::vfs::{AbsPath, FileType, Ino, Name};

/// A layer of an overlay: 0 is the upper one, 1 the topmost lower one. Data-only layers come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Layer(pub u16);

impl Layer {
    /// The upper layer.
    pub const UPPER: Self = Self(0);
}

/// What a layer has under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Absent,
    /// A whiteout.
    Whiteout(WhiteoutForm),
    /// Something that is not a directory.
    File(FileType, Ino),
    /// A file that has the attributes only; its data is further down.
    Metacopy(Ino),
    /// A directory.
    Dir(Ino),
    /// A directory that hides everything below it.
    OpaqueDir(Ino),
}

/// The two forms of whiteouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WhiteoutForm {
    /// Character device 0:0.
    Device,
    /// An empty file with the attribute `overlay.whiteout`.
    Xattr,
}

/// One place that a lookup looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The layer.
    pub layer: Layer,
    /// The real directory in it.
    pub dir: Ino,
    /// The name looked for. Differs from the name asked for after a redirect.
    pub name: Name,
    /// What was there.
    pub found: Found,
    /// What follows from that, and why.
    pub cause: Finding,
}

/// The lookup of one name in one directory of the union.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// The path that was looked up.
    pub path: AbsPath,
    /// The places, in order.
    pub probes: Vec<Probe>,
    /// What it came to.
    pub answer: Answer,
}

/// What a lookup came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// No such name.
    Absent {
        /// Whether that is because the upper layer has a whiteout.
        whiteout_in_upper: bool,
    },
    /// A file, or a directory that one layer has alone.
    From {
        /// Its layer.
        layer: Layer,
    },
    /// A directory merged from these layers; its attributes are the first one's.
    Merged {
        /// The layers, top first.
        layers: Vec<Layer>,
    },
    /// The lookup fails.
    Failed(crate::vfs::Errno),
}
