//! The union mount: overlayfs of Linux 6.18, as a pure function of the layers. Knows no Docker: layers are just directories.
//!
//! ```text
//!           merged (what shows)                     one file per mechanism
//!              │ lookup: top to bottom              lookup.rs   whiteout.rs   opaque.rs   redirect.rs   metacopy.rs
//!   upper ─────┤ all changes land here              copy_up.rs  create.rs  remove.rs  rename.rs  link.rs  index.rs
//!   lower 1 ───┤                                    readdir.rs  attr.rs  xattr.rs  origin.rs  live.rs
//!   lower 2 ───┤ never change                       mount.rs  options.rs
//!   …          ┘                                    view.rs: the same without a mount
//!                                                  probe.rs  cause.rs  explain.rs: evidence, reasons, words
//! ```
//!
//! - An [`Object`] is what a name of the union stands for. It is derived from the layers at each [`Overlay::lookup`]; nothing is
//!   cached, so a change made behind the mount's back shows at once, and a remount changes nothing.
//! - Looking gives evidence on demand ([`Overlay::explain_lookup`]): each [`Probe`] says where was looked, what was found and
//!   what follows. Changing, by a [`Writer`], leaves an [`Effect`] for each thing done in the layers, with its [`Cause`].
//! - [`explain`] has words for every cause, in English and Chinese.
//!
//! The rules stand in a table at the head of each file, and its tests go through that table row by row. The caller has checked
//! permissions and that names exist or do not, as the kernel's VFS does ([`kernel`](crate::kernel) here).
//!
//! Not modelled: caches (so two directories redirected to one do not alias each other), layers on several filesystems, POSIX
//! ACLs, fs-verity, file handles for NFS, casefolding; the attributes `overlay.uuid` and `overlay.protattr`.
//!
//! Source: fs/overlayfs of Linux 6.18, and what that kernel does when asked.

mod attr;
mod cause;
mod copy_up;
mod create;
pub mod explain;
mod index;
mod link;
mod live;
mod lookup;
mod metacopy;
mod mount;
mod object;
mod opaque;
mod options;
mod origin;
mod probe;
mod readdir;
mod redirect;
mod remove;
mod rename;
mod view;
mod whiteout;
mod xattr;

#[cfg(test)]
mod tests;

use std::rc::Rc;

pub use cause::{Cause, Copied, Effect, Finding, OpaqueReason, Trigger};
pub use copy_up::CopyUp;
pub use live::Pin;
pub use lookup::Entry;
pub use mount::{Directories, MountRefusal, Refusal};
pub use object::{Lower, Object};
pub use options::{Config, Options, RedirectDir, Xino};
pub use probe::{Answer, Found, Layer, Lookup, Probe, WhiteoutForm};

use crate::vfs::{Fs, Ino};
use live::Live;

/// The directories and options of a mount. Never change.
#[derive(Debug)]
pub(crate) struct LayerSet {
    pub(crate) upper: Option<Ino>,
    /// Lower layers, top first.
    pub(crate) lowers: Vec<Ino>,
    /// Data-only layers.
    pub(crate) data: Vec<Ino>,
    work_base: Option<Ino>,
    /// Where objects are prepared: `work` in the work directory, or `index`.
    work: Option<Ino>,
    index: Option<Ino>,
    config: Config,
    /// Roots of layers and work directories, sorted: no lookup may come across one.
    traps: Vec<Ino>,
}

/// A mounted overlay. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Overlay {
    set: Rc<LayerSet>,
    root: Rc<Object>,
    live: Live,
}

impl Overlay {
    /// The root of the union.
    pub const fn root(&self) -> &Rc<Object> {
        &self.root
    }

    /// The root directory of a layer.
    pub fn layer_root(&self, layer: Layer) -> Option<Ino> {
        match usize::from(layer.0) {
            0 => self.set.upper,
            n => self.set.lowers.iter().chain(&self.set.data).nth(n - 1).copied(),
        }
    }

    /// Number of lower layers, data-only ones included.
    pub fn lower_count(&self) -> usize {
        self.set.lowers.len() + self.set.data.len()
    }

    /// Whether nothing can be changed: there is no upper layer.
    pub fn is_read_only(&self) -> bool {
        self.set.upper.is_none()
    }

    /// The options that it works by.
    pub fn config(&self) -> &Config {
        &self.set.config
    }

    fn is_trap(&self, dir: Ino) -> bool {
        self.set.traps.binary_search(&dir).is_ok()
    }

    /// Access for changes. What is done is noted in `log`.
    pub const fn writer<'a>(&'a mut self, fs: &'a mut Fs, log: &'a mut Vec<Effect>, trigger: Trigger) -> Writer<'a> {
        Writer { overlay: self, fs, log, trigger }
    }
}

/// An overlay, the disk its layers are on, and a log: everything that a change needs.
#[derive(Debug)]
pub struct Writer<'a> {
    overlay: &'a mut Overlay,
    fs: &'a mut Fs,
    log: &'a mut Vec<Effect>,
    trigger: Trigger,
}

impl Writer<'_> {
    /// Notes what was just done.
    fn did(&mut self, cause: Cause) {
        self.log.push(Effect { cause, after: self.fs.clone() });
    }
}
