//! The union without a mount: what a mount of some directories would show, for looking only, and what a real object of a layer
//! says about itself.

use std::rc::Rc;

use super::live::Live;
use super::mount::{Traps, check_ancestors, refuse, root};
use super::opaque::Opaqueness;
use super::{Config, Directories, Layer, LayerSet, Lower, MountRefusal, Object, Overlay, Refusal, WhiteoutForm};
use crate::vfs::{AbsPath, Errno, Fs, Ino, Inode};

impl Overlay {
    /// The union of these directories as a mount would show it. Nothing is written: the work directory is not looked at, and
    /// there is no index. Unlike a mount it takes a single layer, too.
    ///
    /// Errors: as for a mount, `EINVAL` without a layer, `ELOOP` if layers are in one another.
    pub fn view(fs: &Fs, config: Config, dirs: Directories) -> Result<Self, Refusal> {
        if dirs.lowers.is_empty() {
            return refuse(Errno::EINVAL, MountRefusal::NoLower);
        }
        let mut traps = Traps(Vec::new());
        for dir in dirs.upper.iter().chain(&dirs.lowers).chain(&dirs.data) {
            traps.add(*dir)?;
        }
        for lower in dirs.lowers.iter().chain(&dirs.data) {
            check_ancestors(fs, *lower, &traps)?;
        }
        let Traps(mut traps) = traps;
        traps.sort_unstable();
        let lowers = dirs.lowers.iter().zip(1..).map(|(ino, n)| Lower { layer: Layer(n), ino: *ino }).collect();
        let set = LayerSet {
            upper: dirs.upper,
            lowers: dirs.lowers,
            data: dirs.data,
            work_base: None,
            work: None,
            index: None,
            config: Config { index: false, ..config },
            traps,
        };
        Ok(Self { root: Rc::new(root(dirs.upper, lowers)), set: Rc::new(set), live: Live::default() })
    }

    /// The form of whiteout that a real object of a layer is; `None` if it is none.
    pub fn whiteout_form(&self, inode: &Inode) -> Option<WhiteoutForm> {
        if inode.is_whiteout_device() {
            Some(WhiteoutForm::Device)
        } else {
            self.is_xattr_whiteout(inode).then_some(WhiteoutForm::Xattr)
        }
    }

    /// Whether a real directory of a layer hides what lower layers have under its name.
    pub fn is_opaque(&self, dir: &Inode) -> bool {
        dir.is_dir() && self.opaqueness(dir) == Opaqueness::Opaque
    }

    /// What a real object of a layer was copied up from, as far as it says so and that is still there.
    pub fn copied_up_from(&self, fs: &Fs, real: Ino) -> Option<Ino> {
        self.origin_of(fs, real).ok().flatten()
    }

    /// Where the data of a regular file is: the layer and the real file. `EIO` if nothing has it.
    pub fn data(&self, fs: &Fs, file: &Object) -> Result<(Layer, Ino), Errno> {
        self.data_of(fs, file)
    }

    /// The real object at a path below the root of a layer, following nothing.
    pub fn in_layer(&self, fs: &Fs, layer: Layer, path: &AbsPath) -> Option<Ino> {
        path.names().try_fold(self.layer_root(layer)?, |dir, name| fs.lookup(dir, name).ok())
    }
}
