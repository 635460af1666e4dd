//! What `docker system df` asks for.
//!
//! Model: moby `daemon/disk_usage.go`, `daemon/images/service.go` `LayerDiskUsage`, `daemon/images/images.go` `Images`.

use std::collections::BTreeMap;

use super::{Daemon, ImageFilter, ImageSummary, Layer, LookupError};
use crate::identity::ChainId;
use crate::vfs::Fs;

/// What takes up how much of the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiskUsage {
    /// Bytes of the files of all layers that images have, each layer once.
    pub layers: u64,
    /// The images that `docker images` lists.
    pub images: Vec<ImageUsage>,
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
            ImageUsage { image, shared, containers: 0 }
        };
        let images = self.list_images(fs, &ImageFilter::default())?.into_iter().map(usage).collect();
        Ok(DiskUsage { layers, images })
    }
}
