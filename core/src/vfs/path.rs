//! File names and absolute paths of the simulated machine: bytes, as in Linux; never `std::path`.

use std::borrow::Borrow;
use std::fmt;
use std::rc::Rc;

use crate::persist::Priority;

/// One name in a directory: any bytes but `/` and NUL.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Rc<[u8]>);

impl Name {
    /// A name of these bytes.
    pub fn new(bytes: impl AsRef<[u8]>) -> Self {
        Self(bytes.as_ref().into())
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Borrow<[u8]> for Name {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

impl Priority for Name {
    /// FNV-1a, then one round of mixing (FNV alone leaves the high bits of similar names alike).
    fn priority(&self) -> u64 {
        let fnv =
            self.0.iter().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3));
        (fnv ^ (fnv >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// Bytes that are not UTF-8 show as U+FFFD.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        String::from_utf8_lossy(&self.0).fmt(f)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&String::from_utf8_lossy(&self.0), f)
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// An absolute path without `.`, `..`, empty names or a trailing slash. The root is `/`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AbsPath(Rc<[u8]>);

impl AbsPath {
    /// `/`.
    pub fn root() -> Self {
        Self(Rc::from(&b"/"[..]))
    }

    /// The path of `text`, read from the root: `.` and empty names are dropped, `..` goes up (lexically, as Go's
    /// `filepath.Clean` does).
    pub fn new(text: impl AsRef<[u8]>) -> Self {
        let mut names: Vec<&[u8]> = Vec::new();
        for name in text.as_ref().split(|b| *b == b'/') {
            match name {
                b"" | b"." => {}
                b".." => {
                    names.pop();
                }
                name => names.push(name),
            }
        }
        let mut bytes = Vec::with_capacity(text.as_ref().len() + 1);
        for name in &names {
            bytes.push(b'/');
            bytes.extend_from_slice(name);
        }
        if bytes.is_empty() { Self::root() } else { Self(bytes.into()) }
    }

    /// The bytes, starting with `/`.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The names from the root down.
    pub fn names(&self) -> impl DoubleEndedIterator<Item = &[u8]> {
        self.0.split(|b| *b == b'/').filter(|name| !name.is_empty())
    }

    /// This path and `tail` below it. `tail` may be several names; see [`AbsPath::new`].
    #[must_use]
    pub fn join(&self, tail: impl AsRef<[u8]>) -> Self {
        let mut bytes = self.0.to_vec();
        bytes.push(b'/');
        bytes.extend_from_slice(tail.as_ref());
        Self::new(bytes)
    }

    /// The directory and the last name. `None` for the root.
    pub fn split(&self) -> Option<(Self, &[u8])> {
        let at = self.0.iter().rposition(|b| *b == b'/')?;
        let name = &self.0[at + 1..];
        if name.is_empty() {
            return None;
        }
        let parent = if at == 0 { Self::root() } else { Self(self.0[..at].into()) };
        Some((parent, name))
    }

    /// The part of this path below `base`, without a leading slash; empty if they are equal.
    pub fn strip_prefix(&self, base: &Self) -> Option<&[u8]> {
        if base.0.len() == 1 {
            return Some(&self.0[1..]);
        }
        match self.0.strip_prefix(&*base.0)? {
            [] => Some(&[]),
            [b'/', rest @ ..] => Some(rest),
            _ => None,
        }
    }
}

impl fmt::Display for AbsPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        String::from_utf8_lossy(&self.0).fmt(f)
    }
}

impl fmt::Debug for AbsPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&String::from_utf8_lossy(&self.0), f)
    }
}

impl From<&str> for AbsPath {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_clean() {
        let path = AbsPath::new("/var//lib/./docker/../x/");
        assert_eq!(path.to_string(), "/var/lib/x");
        assert_eq!(
            path.split().map(|(dir, name)| (dir.to_string(), name.to_vec())),
            Some(("/var/lib".into(), b"x".into()))
        );
        assert_eq!(path.strip_prefix(&AbsPath::new("/var")), Some(&b"lib/x"[..]));
        assert_eq!(path.strip_prefix(&AbsPath::new("/va")), None);
        assert_eq!(path.strip_prefix(&AbsPath::root()), Some(&b"var/lib/x"[..]));
        assert_eq!(AbsPath::new("../..").to_string(), "/");
        assert_eq!(AbsPath::root().split(), None);
        assert_eq!(AbsPath::root().join("a/b").to_string(), "/a/b");
    }
}
