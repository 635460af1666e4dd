//! What `docker-untar` does in a layer's `diff/`.

use super::{Facts, Operation};
use crate::archive::Unpacked;
use crate::disk::layout::LayerDir;
use crate::disk::overlay2;
use crate::vfs::FileType;

/// A layer's tar is unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Untar {
    /// The child process starts; its root is the layer's `diff/`.
    Started {
        /// The layer's directory.
        dir: LayerDir,
    },
    /// An entry of the tar is unpacked.
    Entry {
        /// The layer's directory.
        dir: LayerDir,
        /// The entry's name, as it stands in the tar.
        name: Vec<u8>,
        /// What becomes of it.
        outcome: Unpacked,
    },
    /// An entry cannot be unpacked: the layer is refused.
    Refused {
        /// The layer's directory.
        dir: LayerDir,
        /// The entry's name, as it stands in the tar.
        name: Vec<u8>,
        /// Why, in Docker's words.
        why: String,
    },
    /// The directories get the times again that the tar gives them.
    TimesSet {
        /// The layer's directory.
        dir: LayerDir,
    },
}

impl Untar {
    pub(super) fn facts(&self) -> Facts {
        match self {
            Self::Started { dir } => ("untar.start", Operation::Look, Some(overlay2::diff_dir(*dir))),
            Self::TimesSet { dir } => ("untar.times", Operation::Attributes, Some(overlay2::diff_dir(*dir))),
            Self::Refused { dir, name, .. } => {
                let path = overlay2::diff_dir(*dir).join(crate::vfs::AbsPath::new(name).as_bytes());
                ("untar.refuse", Operation::Look, Some(path))
            }
            Self::Entry { dir, name, outcome } => {
                let path = overlay2::diff_dir(*dir).join(crate::vfs::AbsPath::new(name).as_bytes());
                let beside = |hidden: &[u8]| path.split().map(|(dir, _)| dir.join(hidden));
                match outcome {
                    Unpacked::Whiteout { name } => ("untar.whiteout", Operation::Mknod, beside(name)),
                    Unpacked::Opaque => ("untar.opaque", Operation::Setxattr, beside(b"")),
                    Unpacked::Made(FileType::Dir) => ("untar.entry", Operation::Mkdir, Some(path)),
                    Unpacked::Made(FileType::File) => ("untar.entry", Operation::Write, Some(path)),
                    Unpacked::Made(FileType::Symlink) => ("untar.entry", Operation::Symlink, Some(path)),
                    Unpacked::Made(FileType::Char | FileType::Block | FileType::Fifo | FileType::Socket) => {
                        ("untar.entry", Operation::Mknod, Some(path))
                    }
                    Unpacked::Linked { .. } => ("untar.entry", Operation::Link, Some(path)),
                    Unpacked::Merged => ("untar.entry", Operation::Attributes, Some(path)),
                    Unpacked::Ignored => ("untar.entry", Operation::Look, Some(path)),
                }
            }
        }
    }
}
