//! Objects that are held open: the only thing that a mount knows and its layers do not.
//!
//! | the held object | how it is found |
//! |---|---|
//! | still has its name | looked up by its path, which follows renames: so it is seen copied up as soon as it is |
//! | its name was removed | kept as it was, with its real inodes held |

use std::rc::Rc;

use super::{Object, Overlay};
use crate::persist::{Priority, Treap};
use crate::vfs::{AbsPath, Errno, Fs, Ino};

/// A held object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pin(u64);

impl Priority for Pin {
    fn priority(&self) -> u64 {
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32)
    }
}

#[derive(Clone, Debug)]
enum Held {
    Linked(AbsPath),
    Detached(Rc<Object>),
}

/// What a mount remembers.
#[derive(Clone, Debug, Default)]
pub(super) struct Live {
    /// The device that all whiteouts are names of.
    pub(super) whiteout: Option<Ino>,
    /// How many temporary names were used.
    pub(super) temporaries: u32,
    held: Treap<Pin, Held>,
    next: u64,
}

impl Overlay {
    /// Holds an object.
    pub fn pin(&mut self, object: &Object) -> Pin {
        self.pin_as(Held::Linked(object.path()))
    }

    /// Keeps an object that never had a name and is held already.
    pub(super) fn pin_unnamed(&mut self, object: Rc<Object>) -> Pin {
        self.pin_as(Held::Detached(object))
    }

    fn pin_as(&mut self, held: Held) -> Pin {
        self.live.next += 1;
        let pin = Pin(self.live.next);
        self.live.held.insert(pin, held);
        pin
    }

    /// Lets go of an object.
    pub fn unpin(&mut self, fs: &mut Fs, pin: Pin) {
        if let Some(Held::Detached(object)) = self.live.held.remove(&pin) {
            for ino in reals(&object) {
                fs.release(ino);
            }
        }
    }

    /// The held object as it is now.
    pub fn pinned(&self, fs: &Fs, pin: Pin) -> Result<Rc<Object>, Errno> {
        match self.live.held.get(&pin).ok_or(Errno::EBADF)? {
            Held::Detached(object) => Ok(object.clone()),
            Held::Linked(path) => self.at(fs, path),
        }
    }

    /// The object at a path, without following anything.
    pub fn at(&self, fs: &Fs, path: &AbsPath) -> Result<Rc<Object>, Errno> {
        path.names().try_fold(self.root.clone(), |dir, name| self.lookup(fs, &dir, name)?.object().ok_or(Errno::ESTALE))
    }

    /// The object has lost its name. Its real inodes must still be there.
    pub(super) fn detach(&mut self, fs: &mut Fs, object: &Rc<Object>) {
        if self.live.held.is_empty() {
            return;
        }
        let path = object.path();
        let mut nameless = Object::clone(object);
        nameless.nameless = true;
        let nameless = Rc::new(nameless);
        for pin in self.pins(|held| *held == path) {
            for ino in reals(object) {
                fs.hold(ino);
            }
            self.live.held.insert(pin, Held::Detached(nameless.clone()));
        }
    }

    /// The object at `from`, with everything below it, is now at `to`.
    pub(super) fn moved(&mut self, from: &AbsPath, to: &AbsPath) {
        for pin in self.pins(|held| held.strip_prefix(from).is_some()) {
            self.follow(pin, from, to);
        }
    }

    /// Two objects have changed places.
    pub(super) fn exchanged(&mut self, a: &AbsPath, b: &AbsPath) {
        let (below_a, below_b) =
            (self.pins(|held| held.strip_prefix(a).is_some()), self.pins(|held| held.strip_prefix(b).is_some()));
        for pin in below_a {
            self.follow(pin, a, b);
        }
        for pin in below_b {
            self.follow(pin, b, a);
        }
    }

    fn pins(&self, test: impl Fn(&AbsPath) -> bool) -> Vec<Pin> {
        let linked = self.live.held.iter().filter(|(_, held)| matches!(held, Held::Linked(path) if test(path)));
        linked.map(|(pin, _)| *pin).collect()
    }

    fn follow(&mut self, pin: Pin, from: &AbsPath, to: &AbsPath) {
        if let Some(Held::Linked(path)) = self.live.held.get(&pin)
            && let Some(rest) = path.strip_prefix(from)
        {
            let path = to.join(rest);
            self.live.held.insert(pin, Held::Linked(path));
        }
    }
}

/// The real inodes that a held object keeps alive.
fn reals(object: &Object) -> impl Iterator<Item = Ino> {
    object.upper.into_iter().chain(object.lowers.iter().map(|lower| lower.ino))
}
