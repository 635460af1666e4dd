//! The two ways to say that something below is hidden.
//!
//! | | in a tar ([`TarMark`]) | on disk, for overlayfs ([`DiskMark`]) |
//! |---|---|---|
//! | one name is hidden | an empty file `.wh.NAME` | a character device 0:0 called `NAME` |
//! | a directory hides all that is below it | an empty file `.wh..wh..opq` in it | its attribute `trusted.overlay.opaque` is `y` |
//!
//! The tar's form is that of aufs, which Docker began with; OCI took it over. Source: OCI image-spec `layer.md`; moby
//! `pkg/archive/{whiteouts.go,archive_linux.go}`.

use crate::vfs::Inode;

/// What the name of a whiteout in a tar begins with.
const PREFIX: &[u8] = b".wh.";
/// The name of the file that makes its directory opaque.
const OPAQUE: &[u8] = b".wh..wh..opq";
/// The attribute of an opaque directory, and its value.
pub const OPAQUE_XATTR: (&[u8], &[u8]) = (b"trusted.overlay.opaque", b"y");

/// What the last name of a tar entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TarMark<'a> {
    /// The name of this file is hidden.
    Whiteout(&'a [u8]),
    /// Everything below this directory is hidden.
    Opaque,
}

impl<'a> TarMark<'a> {
    /// The mark that the name of a file is; none for an ordinary name.
    ///
    /// Docker has no other rule: names with which aufs kept its own books, such as `.wh..wh.plnk`, are whiteouts as well.
    pub fn of(name: &'a [u8]) -> Option<Self> {
        if name == OPAQUE { Some(Self::Opaque) } else { name.strip_prefix(PREFIX).map(Self::Whiteout) }
    }

    /// The name of the file that is the mark.
    pub fn file_name(self) -> Vec<u8> {
        match self {
            Self::Whiteout(hidden) => [PREFIX, hidden].concat(),
            Self::Opaque => OPAQUE.to_vec(),
        }
    }
}

/// What a file on disk says to overlayfs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskMark {
    /// It hides its name.
    Whiteout,
    /// It is a directory that hides all that is below it.
    Opaque,
}

impl DiskMark {
    /// The mark that a file is; none for an ordinary file.
    pub fn of(inode: &Inode) -> Option<Self> {
        let (name, value) = OPAQUE_XATTR;
        if inode.is_whiteout_device() {
            Some(Self::Whiteout)
        } else if inode.is_dir() && inode.xattrs.get(name).is_some_and(|found| **found == *value) {
            Some(Self::Opaque)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_a_tar() {
        assert_eq!(TarMark::of(b".wh..wh..opq"), Some(TarMark::Opaque));
        assert_eq!(TarMark::of(b".wh.a"), Some(TarMark::Whiteout(b"a")));
        assert_eq!(TarMark::of(b".wh..wh.plnk"), Some(TarMark::Whiteout(b".wh.plnk")));
        assert_eq!(TarMark::of(b"a.wh."), None);
        for name in [&b".wh.x"[..], b".wh..wh..opq"] {
            assert_eq!(TarMark::of(name).map(TarMark::file_name).as_deref(), Some(name));
        }
    }
}
