//! Opaque directories: a directory that hides whatever lower layers have under its name.
//!
//! | value of the attribute | meaning |
//! |---|---|
//! | `y` | the search ends here |
//! | `x` | in a lower layer that is not the lowest: the directory holds whiteouts in the form of an attribute |
//! | anything else | nothing |

use std::rc::Rc;

use super::xattr::Own;
use super::{Cause, Object, OpaqueReason, Overlay, Writer};
use crate::vfs::{Errno, Ino, Inode};

/// What the attribute says about a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opaqueness {
    /// It merges with what is below.
    Open,
    /// `y`
    Opaque,
    /// `x`
    Xwhiteouts,
}

impl Overlay {
    pub(super) fn opaqueness(&self, dir: &Inode) -> Opaqueness {
        match self.own(dir, Own::Opaque).map(|value| &**value) {
            Some(b"y") => Opaqueness::Opaque,
            Some(b"x") => Opaqueness::Xwhiteouts,
            _ => Opaqueness::Open,
        }
    }
}

impl Writer<'_> {
    /// Marks the upper directory of an object opaque.
    pub(super) fn mark_opaque(
        &mut self,
        upper: Ino,
        dir: &Rc<Object>,
        name: &[u8],
        why: OpaqueReason,
    ) -> Result<(), Errno> {
        self.set_own(upper, Own::Opaque, b"y")?;
        let path = dir.path().join(name);
        self.did(Cause::MarkedOpaque { path, why });
        Ok(())
    }
}
