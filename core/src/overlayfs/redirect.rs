//! Redirects: a directory that was moved says where its lower parts still are.
//!
//! | value | meaning |
//! |---|---|
//! | `name` | the same directory of the layers below, under this name |
//! | `/a/b` | this path from the root of the layers below, whatever cuts the parents off |
//! | empty, `a/b`, `/a//b`, `/` | invalid: `EINVAL` on access |

use std::rc::Rc;

use super::xattr::Own;
use super::{Cause, Object, Overlay, Writer};
use crate::vfs::{Errno, Inode};

/// The longest absolute redirect; a longer one makes the rename fail. (Parameter `redirect_max` of the kernel module.)
const REDIRECT_MAX: usize = 256;

/// Whether overlayfs accepts a value.
fn is_valid(value: &[u8]) -> bool {
    match value {
        [] => false,
        [b'/', path @ ..] => path.split(|b| *b == b'/').all(|name| !name.is_empty()),
        name => !name.contains(&b'/'),
    }
}

impl Overlay {
    /// The redirect of a real object. `EINVAL` if it makes no sense.
    pub(super) fn redirect_of<'a>(&self, inode: &'a Inode) -> Result<Option<&'a Rc<[u8]>>, Errno> {
        match self.own(inode, Own::Redirect) {
            Some(value) if !is_valid(value) => Err(Errno::EINVAL),
            value => Ok(value),
        }
    }
}

/// The path of an object in the lower layers, from the root: names, but for ancestors that have a redirect.
fn lower_path(object: &Object) -> Result<Vec<u8>, Errno> {
    let mut parts: Vec<&[u8]> = Vec::new();
    let mut room = REDIRECT_MAX;
    let mut at = object;
    while let Some(parent) = &at.parent {
        let part = at.redirect.as_deref().unwrap_or(at.name.as_bytes());
        let absolute = part.first() == Some(&b'/');
        let len = part.len() + usize::from(!absolute);
        room = room.checked_sub(len).ok_or(Errno::EXDEV)?;
        parts.push(part);
        if absolute {
            break;
        }
        at = parent;
    }
    let mut path = Vec::with_capacity(REDIRECT_MAX - room);
    for part in parts.into_iter().rev() {
        if part.first() != Some(&b'/') {
            path.push(b'/');
        }
        path.extend_from_slice(part);
    }
    Ok(path)
}

/// Where an object is about to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    SameDir,
    OtherDir,
}

impl Writer<'_> {
    /// Notes on an object that is about to be moved (or linked) where its lower part stays.
    pub(super) fn set_redirect(&mut self, object: &Rc<Object>, to: Destination) -> Result<(), Errno> {
        // A file with several names needs a path: its names may be in different directories.
        let linked = !object.is_dir()
            && object.lowers.first().and_then(|lower| self.fs.get(lower.ino)).is_some_and(|inode| inode.nlink() > 1);
        let absolute = to == Destination::OtherDir || linked;
        if object.redirect.as_ref().is_some_and(|old| !absolute || old.first() == Some(&b'/')) {
            return Ok(());
        }
        let value = if absolute { lower_path(object)? } else { object.name.as_bytes().to_vec() };
        let upper = object.upper.ok_or(Errno::EXDEV)?;
        self.set_own(upper, Own::Redirect, &value)?;
        self.did(Cause::SetRedirect { path: object.path(), to: value.into() });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn values() {
        let rows: &[(&[u8], bool)] = &[
            (b"name", true),
            (b"/a", true),
            (b"/a/b", true),
            (b"", false),
            (b"/", false),
            (b"a/b", false),
            (b"/a/", false),
            (b"//a", false),
            (b"/a//b", false),
        ];
        for (value, valid) in rows {
            assert_eq!(is_valid(value), *valid, "{}", String::from_utf8_lossy(value));
        }
    }
}
