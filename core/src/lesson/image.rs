//! What the disk knows about an image or a container: every identity that a lesson may name, read off the stores.
//!
//! Nothing here is computed from the registry: what is not on the disk is not known. The one exception is the chainID, which
//! has a definition.

use super::Part;
use crate::disk::{containers, layout};
use crate::identity::{CacheId, ChainId, DiffId, ImageId, LayerDigest, LinkId, ManifestDigest};
use crate::json::tree::{self, Tree};
use crate::vfs::{AbsPath, Content, Fs};

/// The identities of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageFacts {
    /// sha256 of its config.
    pub image: ImageId,
    /// The digest under which repositories.json knows it: the manifest list's, where there is one.
    pub list: Option<ManifestDigest>,
    /// The digest of the manifest that names its config.
    pub manifest: Option<ManifestDigest>,
    /// Its layers, lowest first.
    pub layers: Vec<LayerFacts>,
}

/// The identities of a layer that do not depend on the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerFacts {
    /// From the config.
    pub diff: DiffId,
    /// Computed from the diffIDs.
    pub chain: ChainId,
    /// From the manifest.
    pub digest: Option<LayerDigest>,
    /// Bytes as it travels, from the manifest.
    pub packed: Option<u64>,
}

/// Reads facts off a disk.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a>(pub &'a Fs);

/// `/var/lib/docker`, where relative paths of lessons start.
pub(super) const ROOT: &str = "/var/lib/docker";
const MANIFESTS: &str = "/var/lib/docker/containerd/daemon/io.containerd.content.v1.content/blobs/sha256";

impl Facts<'_> {
    /// The image that `reference` (familiar name and tag, such as `nginx:latest`) names in repositories.json.
    pub fn image(self, reference: &str) -> Option<ImageFacts> {
        let (image, list) = self.names(reference)?;
        let config = self.text(&format!("{ROOT}/image/overlay2/imagedb/content/sha256/{}", image.hex()))?;
        let diffs = diff_ids(&tree::parse(config.as_bytes(), 0).tree)?;
        let (manifest, blobs) =
            self.manifest(image).map_or((None, Vec::new()), |(digest, blobs)| (Some(digest), blobs));
        let layers = diffs.iter().zip(ChainId::chain(&diffs)).enumerate().map(|(n, (diff, chain))| {
            let blob = blobs.get(n);
            LayerFacts { diff: *diff, chain, digest: blob.map(|blob| blob.0), packed: blob.map(|blob| blob.1) }
        });
        Some(ImageFacts { image, list, manifest, layers: layers.collect() })
    }

    /// The image ID of a name, and the digest by which the same repository knows the same image.
    fn names(self, reference: &str) -> Option<(ImageId, Option<ManifestDigest>)> {
        let text = self.text(&format!("{ROOT}/image/overlay2/repositories.json"))?;
        let parsed = tree::parse(text.as_bytes(), 0);
        for repository in parsed.tree.root()?.get("Repositories")?.members() {
            let names: Vec<(String, String)> = repository
                .value?
                .members()
                .filter_map(|member| Some((member.key.as_str()?, member.value?.as_str()?)))
                .collect();
            let Some((_, id)) = names.iter().find(|(name, _)| name == reference) else { continue };
            let list = names
                .iter()
                .filter(|(_, other)| other == id)
                .find_map(|(name, _)| name.split_once('@')?.1.parse().ok());
            return Some((id.parse().ok()?, list));
        }
        None
    }

    /// The manifest that names this config, and its layers' digests and sizes.
    fn manifest(self, image: ImageId) -> Option<(ManifestDigest, Vec<(LayerDigest, u64)>)> {
        let dir = self.0.walk(&MANIFESTS.into()).ok()?;
        let config = image.to_string();
        self.0.entries(dir).ok()?.iter().find_map(|(name, ino)| {
            let bytes = self.0.get(*ino)?.content()?.bytes().ok()?;
            let parsed = tree::parse(bytes, 0);
            let root = parsed.tree.root()?;
            if root.get("config")?.get("digest")?.as_str()? != config {
                return None;
            }
            let layer = |value: tree::Value<'_, '_>| {
                Some((value.get("digest")?.as_str()?.parse().ok()?, value.get("size")?.as_u64()?))
            };
            let blobs = root.get("layers")?.elements().map(layer).collect::<Option<_>>()?;
            Some((format!("sha256:{name}").parse().ok()?, blobs))
        })
    }

    /// The directory of `overlay2/` that holds the layer's files on this disk.
    pub fn cache(self, chain: ChainId) -> Option<CacheId> {
        self.layerdb(chain, "cache-id")?.parse().ok()
    }

    /// The short name of that directory.
    pub fn link(self, chain: ChainId) -> Option<LinkId> {
        self.text(&format!("{ROOT}/overlay2/{}/link", self.cache(chain)?))?.parse().ok()
    }

    /// What layerdb's `size` says.
    pub fn size(self, chain: ChainId) -> Option<u64> {
        self.layerdb(chain, "size")?.parse().ok()
    }

    fn layerdb(self, chain: ChainId, file: &str) -> Option<String> {
        self.text(&format!("{ROOT}/image/overlay2/layerdb/sha256/{}/{file}", chain.hex()))
    }

    /// An identity of the container called `name`, from its `config.v2.json` and `layerdb/mounts/`.
    pub fn container(self, part: Part, name: &str) -> Option<String> {
        let named = format!("/{name}");
        let id = containers::list(self.0).into_iter().find(|id| {
            let config = containers::read(self.0, *id, "config.v2.json").unwrap_or_default();
            tree::parse(config.as_bytes(), 0).tree.root().and_then(|root| root.get("Name")?.as_str())
                == Some(named.clone())
        })?;
        let record = |file: &str| self.text(&layout::container_layer(id).join(file).to_string());
        let link = |file: &str| self.text(&layout::overlay2().join(record(file)?).join("link").to_string());
        match part {
            Part::Id => Some(id.to_string()),
            Part::Mount => record("mount-id"),
            Part::MountLink => link("mount-id"),
            Part::InitLink => link("init-id"),
        }
    }

    /// The text of the file at `path`, if it is there and its bytes are known.
    pub fn text(self, path: &str) -> Option<String> {
        let content: &Content = self.0.read(&AbsPath::new(path)).ok()?;
        Some(String::from_utf8_lossy(content.bytes().ok()?).into_owned())
    }
}

fn diff_ids(config: &Tree<'_>) -> Option<Vec<DiffId>> {
    config.root()?.get("rootfs")?.get("diff_ids")?.elements().map(|id| id.as_str()?.parse().ok()).collect()
}
