//! Everything below `/var/lib/docker` that bears an identity, and how one leads to another.

use std::collections::BTreeMap;

use crate::digest::{Digest, Sha256};
use crate::disk::layout::{self, LayerDir};
use crate::disk::refstore::RefStore;
use crate::disk::{distribution, imagedb, layerdb, overlay2};
use crate::identity::{ChainId, ContainerId, DiffId, ImageId, LayerDigest, LinkId};
use crate::oci::{ImageConfig, RootFs};
use crate::reference::Reference;
use crate::vfs::{AbsPath, Fs};

/// What is on the disk.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// Every layer record.
    pub layers: BTreeMap<ChainId, layerdb::Record>,
    /// Every image's layers, base first.
    pub images: BTreeMap<ImageId, Vec<DiffId>>,
    /// Every name, and the image it leads to.
    pub names: Vec<(Reference, ImageId)>,
    /// Every compressed blob that was seen, and the layer in it.
    pub blobs: BTreeMap<LayerDigest, DiffId>,
    /// Every manifest that is kept.
    pub manifests: Vec<Sha256>,
    /// Every directory of the storage driver, and its short name.
    pub dirs: Vec<(LayerDir, Option<LinkId>)>,
    /// Every container.
    pub containers: Vec<layerdb::MountRecord>,
}

/// A layer's place in an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub image: ImageId,
    /// From 1, the base.
    pub layer: usize,
    pub of: usize,
}

impl Facts {
    /// Reads the disk. What cannot be read is left out.
    pub(super) fn read(fs: &Fs) -> Self {
        let digest_files = |dir: &AbsPath| -> Vec<Sha256> {
            let Ok(entries) = fs.walk(dir).and_then(|dir| fs.entries(dir)) else { return Vec::new() };
            entries.iter().filter_map(|(name, _)| name.to_string().parse().ok()).collect()
        };
        let directory_of = |path: AbsPath| path.split().map_or_else(AbsPath::root, |(directory, _)| directory);
        let zero = Sha256::of(b"");
        let image = |id: ImageId| {
            let config = imagedb::content(fs, id).and_then(|bytes| ImageConfig::parse(&bytes).ok());
            let layers = config.and_then(|config| config.root_fs.as_ref().and_then(RootFs::identities));
            (id, layers.unwrap_or_default())
        };
        let blob = |hash: Sha256| Some((LayerDigest(hash), distribution::diff_id(fs, LayerDigest(hash))?));
        Self {
            layers: layerdb::list(fs).into_iter().filter_map(|id| Some((id, layerdb::record(fs, id)?))).collect(),
            images: imagedb::list(fs).into_iter().map(image).collect(),
            names: RefStore::load(fs).unwrap_or_default().iter().collect(),
            blobs: digest_files(&directory_of(layout::diffid_by_digest(LayerDigest(zero))))
                .into_iter()
                .filter_map(blob)
                .collect(),
            manifests: digest_files(&directory_of(layout::content_blob(zero))),
            dirs: overlay2::list(fs).into_iter().map(|dir| (dir, overlay2::link(fs, dir))).collect(),
            containers: layerdb::list_mounts(fs)
                .into_iter()
                .filter_map(|id: ContainerId| layerdb::mount_record(fs, id))
                .collect(),
        }
    }

    /// Where a layer on its stack stands in images.
    pub(super) fn positions(&self, chain: ChainId) -> Vec<Position> {
        let mut found = Vec::new();
        for (image, diffs) in &self.images {
            let stack = ChainId::chain(diffs);
            if let Some(at) = stack.iter().position(|other| *other == chain) {
                found.push(Position { image: *image, layer: at + 1, of: stack.len() });
            }
        }
        found
    }

    /// The familiar names of an image; its short ID if it has none.
    pub(super) fn names_of(&self, image: ImageId) -> String {
        let names: Vec<String> =
            self.names.iter().filter(|(_, id)| *id == image).map(|(reference, _)| reference.familiar()).collect();
        if names.is_empty() { image.short() } else { names.join(", ") }
    }

    /// A tag of an image; its short ID if it has none.
    pub(super) fn name_of(&self, image: ImageId) -> String {
        let tagged = self.names.iter().find(|(reference, id)| *id == image && reference.tag.is_some());
        tagged.map_or_else(|| image.short(), |(reference, _)| reference.familiar())
    }

    /// The names that hold a manifest's digest.
    pub(super) fn names_by_digest(&self, hash: Sha256) -> Vec<&(Reference, ImageId)> {
        self.names.iter().filter(|(reference, _)| reference.digest == Some(Digest::Sha256(hash))).collect()
    }

    /// The layer whose files are in a directory.
    pub(super) fn layer_in(&self, dir: LayerDir) -> Option<&layerdb::Record> {
        self.layers.values().find(|record| LayerDir::Plain(record.cache) == dir)
    }

    /// The container that a directory belongs to.
    pub(super) fn container_of(&self, dir: LayerDir) -> Option<&layerdb::MountRecord> {
        self.containers.iter().find(|record| LayerDir::Plain(record.mount_id) == dir || record.init_id == dir)
    }
}
