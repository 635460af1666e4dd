//! The stack: which directories of `overlay2/` are united, from the top down, and what is known of each.

use std::collections::BTreeMap;

use super::mount_line::{self, MountLine};
use super::subject::{Subject, image_of};
use crate::disk::layerdb::Record;
use crate::disk::layout::{self, LayerDir};
use crate::disk::overlay2::{self, MountData, TooLarge};
use crate::disk::{imagedb, layerdb};
use crate::identity::{ChainId, ContainerId, ImageId, LinkId};
use crate::kernel::{Kernel, Task};
use crate::oci::{ImageConfig, RootFs};
use crate::overlayfs::{Config, Directories, Layer, Options, Overlay, Refusal};
use crate::vfs::{AbsPath, Fs, Ino};

/// What a slab is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The container's own layer: all changes land here.
    Upper,
    /// The container's init layer, which Docker makes.
    Init,
    /// A layer of the image.
    Layer {
        /// From 1, the base.
        number: usize,
    },
}

/// One directory of the stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slab {
    /// What it is for.
    pub role: Role,
    /// Its directory in `overlay2/`.
    pub dir: LayerDir,
    /// Its short name.
    pub link: Option<LinkId>,
    /// Its record in layerdb. A container's own layers have none.
    pub record: Option<Record>,
    /// The step of the image's history that made it, if the image tells.
    pub created_by: Option<String>,
    /// The root of its files: `diff/`.
    pub root: Ino,
}

impl Slab {
    /// `overlay2/<id>/diff`
    pub fn diff_dir(&self) -> AbsPath {
        overlay2::diff_dir(self.dir)
    }
}

/// The stack of an image or a container, at one moment.
#[derive(Clone, Debug)]
pub struct Stack {
    /// Whose it is.
    pub subject: Subject,
    /// The image: itself, or the one that the container was made of, as far as it is on the disk.
    pub image: Option<ImageId>,
    /// The directories, top first.
    pub slabs: Vec<Slab>,
    /// How they are, or would be, mounted.
    pub mount: MountLine,
    /// The union of them.
    pub(super) overlay: Overlay,
}

/// Why there is no stack to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no such image or container on the disk at this moment.
    Gone(Subject),
    /// The image's config is damaged.
    Config(ImageId),
    /// The image has no layers: nothing to show until a container of it runs.
    NoLayers,
    /// A layer's record is missing or damaged.
    NoRecord(ChainId),
    /// A directory, or its `diff/`, is missing.
    NoDirectory(LayerDir),
    /// A name in `lower` leads nowhere.
    NoLink {
        /// The directory whose `lower` names it.
        dir: LayerDir,
        /// The place in `lower`, from 1.
        place: usize,
    },
    /// The option string does not fit into a page.
    TooLarge(TooLarge),
    /// The kernel would refuse the mount.
    Refused(Refusal),
}

impl Stack {
    /// The stack of `subject` on this machine. Changes nothing.
    pub fn of(kernel: &Kernel, subject: Subject) -> Result<Self, Trouble> {
        let fs = &kernel.fs;
        let (top, image, chain) = match subject {
            Subject::Image(id) => {
                let chain = chain_of(fs, id)?.ok_or(Trouble::NoLayers)?;
                let record = layerdb::record(fs, chain).ok_or(Trouble::NoRecord(chain))?;
                (LayerDir::Plain(record.cache), Some(id), Some(chain))
            }
            Subject::Container(id) => {
                let record = layerdb::mount_record(fs, id).ok_or(Trouble::Gone(subject))?;
                (LayerDir::Plain(record.mount_id), image_on(fs, id, record.parent), record.parent)
            }
        };
        let dirs = directories(fs, top)?;
        let records = records(fs, chain);
        let history = image.and_then(|id| history(fs, id)).unwrap_or_default();
        let is_container = matches!(subject, Subject::Container(_));
        let slab = |(index, (dir, root)): (usize, &(LayerDir, Ino))| {
            let role = match (dir, index) {
                (LayerDir::Init(_), _) => Role::Init,
                (LayerDir::Plain(_), 0) if is_container => Role::Upper,
                _ => Role::Layer { number: dirs.len() - index },
            };
            let record = records.get(dir).cloned();
            let created_by = record.as_ref().and_then(|record| history.get(&record.chain).cloned());
            Slab { role, dir: *dir, link: overlay2::link(fs, *dir), record, created_by, root: *root }
        };
        let slabs: Vec<Slab> = dirs.iter().enumerate().map(slab).collect();
        let data = overlay2::mount_data(fs, top).map_err(Trouble::TooLarge)?;
        let mounted = data.as_ref().and_then(|data| mount_line::mounted(kernel, data));
        let live = mounted.as_ref().and_then(|_| kernel.overlay_at(&Task::host_root(), target(top).as_bytes()));
        let overlay = match live.filter(|overlay| is_of(overlay, &slabs)) {
            Some(overlay) => overlay.clone(),
            None => view(fs, &slabs, data.as_ref())?,
        };
        let mount = mount_line::line(fs, &slabs, data.as_ref(), mounted);
        Ok(Self { subject, image, slabs, mount, overlay })
    }

    /// The union.
    pub const fn overlay(&self) -> &Overlay {
        &self.overlay
    }

    /// The index of the slab that is a layer of the union.
    pub fn slab_of(&self, layer: Layer) -> Option<usize> {
        let slab = usize::from(layer.0).checked_sub(usize::from(self.overlay.is_read_only()))?;
        (slab < self.slabs.len()).then_some(slab)
    }

    /// The layer of the union that a slab is.
    pub fn layer_of(&self, slab: usize) -> Layer {
        // Without an upper layer the topmost slab is the first lower one.
        Layer(slab as u16 + u16::from(self.overlay.is_read_only()))
    }

    /// The index of the slab that holds a real object.
    pub fn slab_holding(&self, fs: &Fs, ino: Ino) -> Option<usize> {
        self.slabs.iter().position(|slab| fs.is_within(ino, slab.root))
    }
}

/// Whether these slabs are the layers of a mount: `lower` may have been changed since.
fn is_of(overlay: &Overlay, slabs: &[Slab]) -> bool {
    let first = u16::from(overlay.is_read_only());
    slabs.iter().zip(first..).all(|(slab, layer)| overlay.layer_root(Layer(layer)) == Some(slab.root))
}

fn target(top: LayerDir) -> AbsPath {
    layout::layer_dir(top).join("merged")
}

/// The chainID of an image's highest layer; `None` if it has none.
fn chain_of(fs: &Fs, image: ImageId) -> Result<Option<ChainId>, Trouble> {
    let bytes = imagedb::content(fs, image).ok_or(Trouble::Gone(Subject::Image(image)))?;
    let config = ImageConfig::parse(&bytes).map_err(|_| Trouble::Config(image))?;
    Ok(config.root_fs.as_ref().and_then(RootFs::chain_id))
}

/// The image of a container: the one that its config names, else one whose layers end where the container begins.
fn image_on(fs: &Fs, container: ContainerId, parent: Option<ChainId>) -> Option<ImageId> {
    let named = image_of(fs, container).filter(|id| imagedb::exists(fs, *id));
    named.or_else(|| imagedb::list(fs).into_iter().find(|id| parent.is_some() && chain_of(fs, *id) == Ok(parent)))
}

/// A directory and those that its `lower` names, each with the root of its files.
fn directories(fs: &Fs, top: LayerDir) -> Result<Vec<(LayerDir, Ino)>, Trouble> {
    let root = |dir: LayerDir| fs.walk(&overlay2::diff_dir(dir)).map_err(|_| Trouble::NoDirectory(dir));
    let mut dirs = vec![(top, root(top)?)];
    for (link, place) in overlay2::lower(fs, top).into_iter().zip(1..) {
        let dir = overlay2::linked_dir(fs, link).ok_or(Trouble::NoLink { dir: top, place })?;
        dirs.push((dir, root(dir)?));
    }
    Ok(dirs)
}

/// The records of a chain, by their directories.
fn records(fs: &Fs, top: Option<ChainId>) -> BTreeMap<LayerDir, Record> {
    let mut found = BTreeMap::new();
    let mut next = top;
    while let Some(record) = next.and_then(|chain| layerdb::record(fs, chain)) {
        next = record.parent;
        if found.insert(LayerDir::Plain(record.cache), record).is_some() {
            // A damaged record that is its own ancestor.
            break;
        }
    }
    found
}

/// What made each layer of an image.
fn history(fs: &Fs, image: ImageId) -> Option<BTreeMap<ChainId, String>> {
    let config = ImageConfig::parse(&imagedb::content(fs, image)?).ok()?;
    let chain = ChainId::chain(&config.root_fs.as_ref()?.identities()?);
    let made = config.history.iter().filter(|step| !step.empty_layer).map(|step| step.created_by.clone());
    Some(chain.into_iter().zip(made).filter(|(_, text)| !text.is_empty()).collect())
}

/// The union that the driver would mount.
fn view(fs: &Fs, slabs: &[Slab], data: Option<&MountData>) -> Result<Overlay, Trouble> {
    let Some(data) = data else {
        // A base layer alone, which is used as it is.
        let lowers = slabs.iter().map(|slab| slab.root).collect();
        let dirs = Directories { lowers, ..Directories::default() };
        return Overlay::view(fs, Config::default(), dirs).map_err(Trouble::Refused);
    };
    let options = Options::parse(&data.options).map_err(Trouble::Refused)?;
    let mut roots: Vec<Ino> = slabs.iter().map(|slab| slab.root).collect();
    let upper = options.upper.is_some().then(|| roots.remove(0));
    let dirs = Directories { lowers: roots, upper, ..Directories::default() };
    Overlay::view(fs, options.config, dirs).map_err(Trouble::Refused)
}
