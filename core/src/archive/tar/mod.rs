//! tar as Go's `archive/tar` reads and writes it, with the place of every byte.
//!
//! Headers and PAX records are parsed by the `tar` crate; the walk over the blocks is ours, because tar-split needs to know
//! where each header and body lies, and because what counts as damaged must be what Go counts as damaged.

mod pax;
mod reader;
mod writer;

use crate::clock::Time;
use crate::digest::Sha256;
use crate::vfs::{Content, Dev};

pub use reader::{Reader, TarError};
pub use writer::Writer;

/// Archives are made of blocks of so many bytes.
pub(super) const BLOCK: usize = 512;

/// How many bytes of padding follow a body of `size` bytes.
const fn padding(size: u64) -> usize {
    (BLOCK - (size % BLOCK as u64) as usize) % BLOCK
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file (typeflag `0`, or NUL).
    File,
    /// A directory.
    Dir,
    /// A symbolic link.
    Symlink,
    /// A hard link to another entry.
    Hardlink,
    /// A character device.
    Char(Dev),
    /// A block device.
    Block(Dev),
    /// A named pipe.
    Fifo,
    /// A PAX global header: applies to nothing that Docker reads.
    Global,
    /// A typeflag that is none of these.
    Other(u8),
}

/// What an entry says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The name, verbatim: `./a`, `a/`, any bytes.
    pub name: Vec<u8>,
    /// What it is.
    pub kind: EntryKind,
    /// The target of a link.
    pub link: Vec<u8>,
    /// The mode field. Its low 12 bits are permissions; writers may put the type above them.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// The owner's name where the archive was made; empty if it tells none. Docker does not read it.
    pub uname: Vec<u8>,
    /// The group's name there.
    pub gname: Vec<u8>,
    /// Last change.
    pub mtime: Time,
    /// Extended attributes, from `SCHILY.xattr.` records.
    pub xattrs: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Header {
    /// An entry of root's, changed at the epoch.
    pub fn new(name: impl AsRef<[u8]>, kind: EntryKind, mode: u32) -> Self {
        Self {
            name: name.as_ref().to_vec(),
            kind,
            link: Vec::new(),
            mode,
            uid: 0,
            gid: 0,
            uname: Vec::new(),
            gname: Vec::new(),
            mtime: Time::default(),
            xattrs: Vec::new(),
        }
    }
}

/// What is known of bytes that are not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// How many they are.
    pub size: u64,
    /// Their hash, if it is known.
    pub sha256: Option<Sha256>,
    /// Their CRC-64, if it is known: tar-split's records hold it.
    pub crc64: Option<[u8; 8]>,
}

/// A place in an archive where a body is left out. Its padding is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Where it would begin.
    pub at: usize,
    /// What is known of it.
    pub missing: Missing,
}

/// The body of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body<'a> {
    /// Every byte. Empty for all but regular files.
    Bytes(&'a [u8]),
    /// Left out.
    Missing(Missing),
}

impl Body<'_> {
    /// How many bytes it has.
    pub const fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Missing(missing) => missing.size,
        }
    }

    /// The content of the file that is made of it.
    pub fn content(&self) -> Content {
        match self {
            Self::Bytes(bytes) => Content::from(*bytes),
            Self::Missing(Missing { size, sha256, .. }) => Content::Known { size: *size, sha256: *sha256 },
        }
    }
}

/// One entry of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// What it says of itself.
    pub header: Header,
    /// The body.
    pub body: Body<'a>,
    /// Where the body begins in the archive's bytes.
    pub body_at: usize,
}
