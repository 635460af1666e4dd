//! Metacopy: a copy-up of the attributes alone. The data stays below until somebody writes.
//!
//! | in a layer | meaning |
//! |---|---|
//! | regular file with attribute `overlay.metacopy` | attributes from here, data from the next layer that has the name (or redirect) |
//! | any other file | the data |
//! | data-only layer (`lowerdir=l1::d1`) | its names do not show; an absolute redirect of a metacopy file leads to its data |

use super::xattr::Own;
use super::{Layer, Object, Overlay};
use crate::vfs::{Content, Errno, FileType, Fs, Ino, Inode};

impl Overlay {
    /// Whether a real object is a metacopy. `EIO` if the attribute's value is malformed.
    pub(super) fn is_metacopy(&self, inode: &Inode) -> Result<bool, Errno> {
        if inode.file_type() != FileType::File {
            return Ok(false);
        }
        match self.own(inode, Own::Metacopy).map(|value| value.len()) {
            None => Ok(false),
            // Empty, or version, length, flags and digest algorithm, perhaps with a digest.
            Some(0 | 4..) => Ok(true),
            Some(_) => Err(Errno::EIO),
        }
    }

    /// The real file that holds the data of a regular file.
    pub(super) fn data_of(&self, fs: &Fs, object: &Object) -> Result<(Layer, Ino), Errno> {
        if let Some(upper) = object.upper
            && !object.metacopy
        {
            return Ok((Layer::UPPER, upper));
        }
        match &object.data_redirect {
            Some(path) => self.data_layer_file(fs, path),
            None => object.lowers.last().map(|lower| (lower.layer, lower.ino)).ok_or(Errno::EIO),
        }
    }

    /// The content of a regular file of the union.
    pub fn content<'a>(&self, fs: &'a Fs, object: &Object) -> Result<&'a Content, Errno> {
        fs.inode(self.data_of(fs, object)?.1)?.content().ok_or(Errno::EIO)
    }

    /// The regular file at an absolute path of the data-only layers, in the first that has it; the error is the last layer's.
    fn data_layer_file(&self, fs: &Fs, path: &[u8]) -> Result<(Layer, Ino), Errno> {
        let first = 1 + self.set.lowers.len();
        let mut missing = Errno::ENOENT;
        for (n, root) in self.set.data.iter().enumerate() {
            match regular_file_at(fs, *root, path) {
                Ok(ino) => return Ok((Layer((first + n) as u16), ino)),
                Err(error) => missing = error,
            }
        }
        Err(missing)
    }
}

/// No symbolic link is followed (`LOOKUP_NO_SYMLINKS`), and nothing else than a regular file will do.
fn regular_file_at(fs: &Fs, root: Ino, path: &[u8]) -> Result<Ino, Errno> {
    let mut at = root;
    for name in path.split(|b| *b == b'/').filter(|name| !name.is_empty()) {
        match fs.inode(at)?.file_type() {
            FileType::Dir => at = fs.lookup(at, name)?,
            FileType::Symlink => return Err(Errno::ELOOP),
            _ => return Err(Errno::ENOTDIR),
        }
    }
    if fs.inode(at)?.file_type() == FileType::File { Ok(at) } else { Err(Errno::ENOENT) }
}
