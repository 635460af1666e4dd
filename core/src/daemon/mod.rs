//! `dockerd`: what it does when it is asked, one file for each action.
//!
//! ```text
//! request ──► Daemon::pull, tag, remove_image, … ──► steps (recorder), events (to whoever asked), an answer or an error
//!                 │
//!                 ├── layers     which layers there are, and what holds them      (layerdb/, overlay2/)
//!                 ├── images     which images there are                           (imagedb/)
//!                 ├── references which names lead to them                         (repositories.json)
//!                 ├── manifests  what the content store keeps, and for which image
//!                 └── containers which containers there are                       (containers/, layerdb/mounts/)
//! ```
//!
//! What the daemon holds in memory is derived from the disk when it starts, as in the real one, and kept in step with what it
//! writes. A change to its files behind its back shows only where the real daemon looks at the file.
//!
//! Model: moby 20.10 `daemon/`, `distribution/`, `layer/`, `image/`, `reference/`.

pub mod container;
mod disk_usage;
pub mod events;
mod image;
mod import;
mod layers;
mod list;
mod load;
mod lookup;
mod names;
pub mod networks;
mod population;
mod prune;
pub mod pull;
mod register;
mod remove;
mod save;
mod schedule;
mod volumes;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::digest::Digest;
use crate::disk::layout::LayerDir;
use crate::disk::refstore::RefStore;
use crate::disk::{content_store, imagedb};
use crate::identity::{ChainId, ImageId, ManifestDigest};
use crate::oci::{Manifest, Platform};
use crate::profile::HostProfile;
use crate::random::RandomIds;
use crate::registry::Network;
use crate::vfs::Fs;

pub use container::{Container, ContainerError, Containers};
pub use disk_usage::{DiskUsage, ImageUsage, VolumeUsage};
pub use events::{Event, Events};
pub use image::{Image, ImageError};
pub use import::ImportOptions;
pub use layers::{Layer, LayerStore};
pub use list::{GraphDriver, HistoryItem, ImageFilter, ImageInspect, ImageMetadata, ImageSummary, RootFsInspect};
pub use load::{LoadError, Loaded, OnLayer};
pub use lookup::LookupError;
pub use names::TagError;
pub use networks::{NetworkError, Networks};
pub use population::Population;
pub use prune::PruneFilter;
pub use register::RegisterError;
pub use remove::{Conflict, RemoveError, RemoveOptions, RemovedItem};
pub use save::SaveError;
pub use volumes::{Volume, VolumeError, Volumes};

/// The daemon: what it can reach, and what it holds in memory. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Daemon {
    profile: Rc<HostProfile>,
    network: Rc<Network>,
    /// Identities that are not the hash of what is known of their bytes.
    trusted: Rc<BTreeSet<Digest>>,
    ids: RandomIds,
    layers: LayerStore,
    images: Rc<Images>,
    references: Rc<RefStore>,
    manifests: Rc<BTreeMap<ManifestDigest, BTreeSet<ImageId>>>,
    containers: Containers,
    volumes: Volumes,
    networks: Networks,
    events: Events,
}

/// The images, in the order in which the daemon came to know them.
#[derive(Clone, Debug, Default)]
struct Images {
    by_id: BTreeMap<ImageId, Image>,
    order: Vec<ImageId>,
}

impl Daemon {
    /// Starts on a disk: reads what is there. An image whose config or whose top layer is damaged or missing is passed over, as
    /// the real daemon does with a line in its log.
    pub fn start(profile: Rc<HostProfile>, network: Rc<Network>, ids: RandomIds, fs: &Fs) -> Self {
        let layers = LayerStore::restore(fs);
        let networks = Networks::predefined(&ids, fs.now(), profile.subnet);
        let references = Rc::new(RefStore::load(fs).unwrap_or_default());
        let mut daemon = Self {
            profile,
            trusted: Rc::new(network.taken_on_trust()),
            network,
            ids,
            layers,
            images: Rc::default(),
            references,
            manifests: Rc::default(),
            containers: Containers::restore(fs),
            volumes: Volumes::restore(fs),
            networks,
            events: Events::default(),
        };
        for id in imagedb::list(fs) {
            if let Ok(image) = daemon.read_image(fs, id)
                && image.top_layer().is_none_or(|top| daemon.layers.get(top).is_some())
            {
                daemon.add_image(image);
            }
        }
        daemon.restore_manifests(fs);
        daemon
    }

    /// Finds out which image holds which manifest: it names the image's config, or is a list of one that does.
    fn restore_manifests(&mut self, fs: &Fs) {
        let mut held: BTreeMap<ManifestDigest, BTreeSet<ImageId>> = BTreeMap::new();
        let mut lists = Vec::new();
        for digest in content_store::list(fs) {
            let Some(bytes) = content_store::read(fs, digest) else { continue };
            let of = |digest: Digest| if let Digest::Sha256(hash) = digest { Some(hash) } else { None };
            match Manifest::parse_any(&bytes) {
                Ok(Manifest::Image(manifest)) => {
                    let image = of(manifest.config.digest).map(ImageId).filter(|id| self.image(*id).is_some());
                    held.insert(ManifestDigest(digest), image.into_iter().collect());
                }
                Ok(Manifest::List(list)) => lists.push((ManifestDigest(digest), list)),
                Err(_) => {}
            }
        }
        for (digest, list) in lists {
            let entries = list.manifests.iter().filter_map(|entry| match entry.digest {
                Digest::Sha256(hash) => held.get(&ManifestDigest(hash)),
                Digest::Sha384(_) | Digest::Sha512(_) => None,
            });
            let images = entries.flatten().copied().collect();
            held.insert(digest, images);
        }
        self.manifests = Rc::new(held);
    }

    /// The registries that it can reach.
    pub const fn network(&self) -> &Rc<Network> {
        &self.network
    }

    /// Where its random identities come from.
    pub const fn ids(&self) -> &RandomIds {
        &self.ids
    }

    /// Gives it another source of random identities.
    pub fn set_ids(&mut self, ids: RandomIds) {
        self.networks.identify(&ids);
        self.ids = ids;
    }

    /// The machine that it runs on, in the words of images.
    pub fn platform(&self) -> Platform {
        Platform::new("linux", &self.profile.architecture)
    }

    /// The digits in the name of a temporary file.
    pub const fn temp_digits(&mut self) -> u32 {
        self.ids.temp_digits()
    }

    /// The layers.
    pub const fn layers(&self) -> &LayerStore {
        &self.layers
    }

    /// The containers.
    pub const fn containers(&self) -> &Containers {
        &self.containers
    }

    /// The names.
    pub fn references(&self) -> &RefStore {
        &self.references
    }

    /// The directory of a layer.
    pub fn layer_dir(&self, chain: ChainId) -> Option<LayerDir> {
        self.layers.get(chain).map(Layer::dir)
    }

    /// Whether something holds this layer: a layer on top of it, an image, a container.
    fn is_held(&self, chain: ChainId) -> bool {
        let of_container = |container: &Container| container.layer.and_then(|layer| layer.parent) == Some(chain);
        self.layers.has_child(chain)
            || self.images.by_id.values().any(|image| image.top_layer() == Some(chain))
            || self.containers.iter().any(of_container)
    }
}
