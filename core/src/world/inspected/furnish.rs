//! The disk of such a host: written by the same functions by which the daemon writes it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Made, MadeImage, NAME};
use crate::digest::Digest;
use crate::disk::layerdb::WriteSet;
use crate::disk::layout::{self, LayerDir};
use crate::disk::{imagedb, overlay2, write_atomically};
use crate::identity::{CacheId, ChainId, DiffId, ImageId, LinkId};
use crate::json;
use crate::random::{LayerIds, RandomIds};
use crate::vfs::{Errno, Fs};
use crate::world::{World, empty, host};

use serde::Serialize;

/// The host. What of `made` fits nowhere (a damaged ID, a directory that two layers claim) is left out.
pub(super) fn world(made: &Made) -> World {
    let mut world = host(NAME, empty::profile(), RandomIds::new(2));
    let mut furnisher = Furnisher {
        made,
        fs: &mut world.fs,
        ids: RandomIds::new(2),
        layers: BTreeMap::new(),
        directories: BTreeSet::new(),
        trusted: BTreeSet::new(),
    };
    // Cannot fail but for a damaged spec; what was written until then is the host.
    let _: Result<(), Errno> = furnisher.furnish();
    let trusted = std::mem::take(&mut furnisher.trusted);
    world.ids = furnisher.ids;
    world.network.take_on_trust(trusted);
    world
}

struct Furnisher<'a> {
    made: &'a Made,
    fs: &'a mut Fs,
    ids: RandomIds,
    /// The directories of the layers that are there.
    layers: BTreeMap<ChainId, LayerDir>,
    directories: BTreeSet<CacheId>,
    trusted: BTreeSet<Digest>,
}

/// What stands in the place of a config that is not known.
#[derive(Serialize)]
struct Document<'a> {
    architecture: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<&'a str>,
    os: &'a str,
    rootfs: RootFs<'a>,
}

#[derive(Serialize)]
struct RootFs<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    diff_ids: &'a [String],
}

impl Furnisher<'_> {
    fn furnish(&mut self) -> Result<(), Errno> {
        for dir in [layout::layers(), layout::layerdb_tmp()] {
            self.fs.mkdir_all(&dir, 0o700)?;
        }
        for (id, image) in &self.made.images {
            if let Ok(id) = id.parse() {
                self.image(id, image)?;
            }
        }
        let file = json::encode(&BTreeMap::from([("Repositories", &self.made.names)]));
        write_atomically(self.fs, &layout::repositories(), file, 0o600)
    }

    fn image(&mut self, id: ImageId, image: &MadeImage) -> Result<(), Errno> {
        let own = image.config.as_ref().and_then(|text| crate::oci::ImageConfig::parse(text.as_bytes()).ok());
        let (bytes, diffs) = match (&image.config, own) {
            (Some(text), Some(config)) => (text.clone(), config.root_fs.and_then(|root| root.identities())),
            _ => (stand_in(image), Some(image.diffs.iter().filter_map(|diff| diff.parse().ok()).collect())),
        };
        self.stack(&diffs.unwrap_or_default())?;
        if crate::digest::Sha256::of(bytes.as_bytes()) != id.0 {
            self.trusted.insert(id.0.into());
        }
        imagedb::write_content(self.fs, id, bytes.into_bytes())
    }

    /// The layers of a stack, base first.
    fn stack(&mut self, diffs: &[DiffId]) -> Result<(), Errno> {
        let mut below: Option<(ChainId, LayerDir)> = None;
        for (chain, diff) in ChainId::chain(diffs).into_iter().zip(diffs) {
            let dir = match self.layers.get(&chain) {
                Some(dir) => *dir,
                None => self.layer(chain, *diff, below)?,
            };
            below = Some((chain, dir));
        }
        Ok(())
    }

    /// A layer: its directory, without files, and its record.
    fn layer(&mut self, chain: ChainId, diff: DiffId, below: Option<(ChainId, LayerDir)>) -> Result<LayerDir, Errno> {
        let known = self.made.layers.get(&chain.to_string());
        let LayerIds { cache, link } = self.ids.layer(chain);
        let given = known.and_then(|layer| layer.cache.as_ref()?.parse().ok());
        let cache = given.filter(|id| !self.directories.contains(id)).unwrap_or(cache);
        let link = known.and_then(|layer| layer.link.as_ref()?.parse::<LinkId>().ok()).unwrap_or(link);
        let (dir, fs) = (LayerDir::Plain(cache), &mut *self.fs);
        overlay2::create_dir(fs, dir)?;
        overlay2::create_diff(fs, dir)?;
        overlay2::create_link(fs, dir, link)?;
        overlay2::write_link(fs, dir, link)?;
        if let Some((_, parent)) = below {
            overlay2::create_work(fs, dir)?;
            let lower = overlay2::lower_on(fs, parent)?;
            overlay2::write_lower(fs, dir, &lower)?;
            overlay2::write_committed(fs, parent)?;
        }
        let set = WriteSet::new(self.ids.temp_digits());
        set.begin(fs)?;
        set.write_diff(fs, diff)?;
        set.write_size(fs, known.map_or(0, |layer| layer.size))?;
        set.write_cache_id(fs, cache)?;
        if let Some((parent, _)) = below {
            set.write_parent(fs, parent)?;
        }
        set.commit(fs, chain)?;
        self.directories.insert(cache);
        self.layers.insert(chain, dir);
        Ok(dir)
    }
}

/// A config of what is known of an image.
fn stand_in(image: &MadeImage) -> String {
    let platform = image.platform.as_deref().unwrap_or("linux/amd64");
    let (os, rest) = platform.split_once('/').unwrap_or((platform, "amd64"));
    let architecture = rest.split('/').next().unwrap_or(rest);
    let created = image.created.as_deref();
    json::encode(&Document { architecture, created, os, rootfs: RootFs { kind: "layers", diff_ids: &image.diffs } })
}
