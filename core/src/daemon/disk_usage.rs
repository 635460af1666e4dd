//! What `docker system df` asks for.
//!
//! Model: moby `daemon/disk_usage.go`, `daemon/images/service.go` `LayerDiskUsage`, `daemon/images/images.go` `Images`.

use std::collections::BTreeMap;

use super::container::{ContainerFilter, ContainerSummary};
use super::{Daemon, ImageFilter, ImageSummary, Layer, LookupError, Volume};
use crate::identity::ChainId;
use crate::vfs::Fs;

/// What takes up how much of the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiskUsage {
    /// Bytes of the files of all layers that images have, each layer once.
    pub layers: u64,
    /// The images that `docker images` lists.
    pub images: Vec<ImageUsage>,
    /// The containers, running or not, each with the bytes of its read-write layer.
    pub containers: Vec<(ContainerSummary, u64)>,
    /// The volumes.
    pub volumes: Vec<VolumeUsage>,
}

/// What a volume takes up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumeUsage {
    /// The volume.
    pub volume: Volume,
    /// The containers that use it.
    pub containers: usize,
    /// Bytes of its files.
    pub size: u64,
}

/// What an image takes up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageUsage {
    /// The image.
    pub image: ImageSummary,
    /// Bytes of its layers that other images have as well.
    pub shared: u64,
    /// The containers that use it.
    pub containers: usize,
}

impl Daemon {
    /// How the disk is used.
    pub fn disk_usage(&self, fs: &Fs) -> Result<DiskUsage, LookupError> {
        let mut uses: BTreeMap<ChainId, usize> = BTreeMap::new();
        for image in self.images() {
            let is_intermediate =
                self.references.references(image.id).is_empty() && self.children(image.id).next().is_some();
            for layer in self.layers.stack(image.top_layer()).into_iter().filter(|_| !is_intermediate) {
                *uses.entry(layer.record.chain).or_default() += 1;
            }
        }
        let size = |layer: &Layer| layer.record.size;
        let layers = uses.keys().filter_map(|chain| self.layers.get(*chain)).map(size).sum();
        let shared = |layer: &&&Layer| uses.get(&layer.record.chain).is_some_and(|count| *count > 1);
        let usage = |image: ImageSummary| {
            let top = self.image(image.id).and_then(super::Image::top_layer);
            let shared = self.layers.stack(top).iter().filter(shared).map(|layer| size(layer)).sum();
            ImageUsage { containers: self.containers.of_image(image.id).count(), image, shared }
        };
        let images = self.list_images(fs, &ImageFilter::default())?.into_iter().map(usage).collect();
        let every = ContainerFilter { all: true, ..ContainerFilter::default() };
        // Without a filter that names a container none can be missing.
        let containers = self.list_containers(fs, &every).unwrap_or_default();
        let own = |summary: ContainerSummary| {
            let (own, _) = self.container_size(fs, &summary.container);
            (summary, own)
        };
        let volume = |volume: &Volume| VolumeUsage {
            volume: volume.clone(),
            containers: self.users_of(&volume.name).len(),
            size: volume.size(fs),
        };
        Ok(DiskUsage {
            layers,
            images,
            containers: containers.into_iter().map(own).collect(),
            volumes: self.volumes.iter().map(volume).collect(),
        })
    }
}
