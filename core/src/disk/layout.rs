//! Every path below `/var/lib/docker`, in one place.

use std::fmt;
use std::str::FromStr;

use crate::digest::Sha256;
use crate::identity::{CacheId, ChainId, ContainerId, DiffId, ImageId, LayerDigest, LinkId};
use crate::vfs::AbsPath;

/// `/var/lib/docker`
pub const ROOT: &str = "/var/lib/docker";

/// The name of a directory in `overlay2/`: a layer's or container's, or a container's init layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LayerDir {
    /// `<cache-id>` of a layer, or `<mount-id>` of a container.
    Plain(CacheId),
    /// `<mount-id>-init`
    Init(CacheId),
}

impl fmt::Display for LayerDir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(id) => id.fmt(f),
            Self::Init(id) => write!(f, "{id}-init"),
        }
    }
}

impl FromStr for LayerDir {
    type Err = crate::digest::ParseDigestError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name.strip_suffix("-init") {
            Some(id) => id.parse().map(Self::Init),
            None => name.parse().map(Self::Plain),
        }
    }
}

fn below_root(rest: &str) -> AbsPath {
    AbsPath::new([ROOT, "/", rest].concat())
}

fn below_image(rest: &str) -> AbsPath {
    AbsPath::new([ROOT, "/image/overlay2/", rest].concat())
}

/// `/var/lib/docker`
pub fn root() -> AbsPath {
    AbsPath::new(ROOT)
}

/// `image/overlay2`: what is known about images, for this storage driver.
pub fn image_root() -> AbsPath {
    below_image("")
}

/// `image/overlay2/repositories.json`
pub fn repositories() -> AbsPath {
    below_image("repositories.json")
}

/// `image/overlay2/imagedb/content/sha256/<image ID>`
pub fn image_content(image: ImageId) -> AbsPath {
    image_contents().join(image.hex())
}

/// `image/overlay2/imagedb/content/sha256`
pub fn image_contents() -> AbsPath {
    below_image("imagedb/content/sha256")
}

/// `image/overlay2/imagedb/metadata/sha256/<image ID>`
pub fn image_metadata(image: ImageId) -> AbsPath {
    below_image("imagedb/metadata/sha256").join(image.hex())
}

/// `image/overlay2/layerdb/sha256`
pub fn layers() -> AbsPath {
    below_image("layerdb/sha256")
}

/// `image/overlay2/layerdb/sha256/<chainID>`
pub fn layer(chain: ChainId) -> AbsPath {
    layers().join(chain.hex())
}

/// `image/overlay2/layerdb/sha256/<chainID>-<random>-removing`: a layer record on its way out.
pub fn removing_layer(chain: ChainId, random: CacheId) -> AbsPath {
    layers().join(format!("{}-{random}-removing", chain.hex()))
}

/// `image/overlay2/layerdb/tmp`
pub fn layerdb_tmp() -> AbsPath {
    below_image("layerdb/tmp")
}

/// `image/overlay2/layerdb/mounts`
pub fn container_layers() -> AbsPath {
    below_image("layerdb/mounts")
}

/// `image/overlay2/layerdb/mounts/<container ID>`
pub fn container_layer(container: ContainerId) -> AbsPath {
    container_layers().join(container.to_string())
}

/// `image/overlay2/distribution/diffid-by-digest/sha256/<layer digest>`
pub fn diffid_by_digest(digest: LayerDigest) -> AbsPath {
    below_image("distribution/diffid-by-digest/sha256").join(digest.hex())
}

/// `image/overlay2/distribution/v2metadata-by-diffid/sha256/<diffID>`
pub fn v2metadata_by_diffid(diff: DiffId) -> AbsPath {
    below_image("distribution/v2metadata-by-diffid/sha256").join(diff.hex())
}

/// `overlay2`
pub fn overlay2() -> AbsPath {
    below_root("overlay2")
}

/// `overlay2/<id>`
pub fn layer_dir(dir: LayerDir) -> AbsPath {
    overlay2().join(dir.to_string())
}

/// `overlay2/l`
pub fn links() -> AbsPath {
    below_root("overlay2/l")
}

/// `overlay2/l/<link id>`
pub fn link(link: LinkId) -> AbsPath {
    links().join(link.as_str())
}

/// `containers`
pub fn containers() -> AbsPath {
    below_root("containers")
}

/// `containers/<container ID>`
pub fn container(container: ContainerId) -> AbsPath {
    containers().join(container.to_string())
}

/// `containers/<container ID>/<container ID>-json.log`
pub fn container_log(id: ContainerId) -> AbsPath {
    container(id).join(format!("{id}-json.log"))
}

/// `tmp/docker-import-<digits>`: an archive of images while it is loaded.
pub fn import_dir(digits: u32) -> AbsPath {
    below_root("tmp").join(format!("docker-import-{digits:09}"))
}

/// `volumes`
pub fn volumes() -> AbsPath {
    below_root("volumes")
}

/// `volumes/<name>`
pub fn volume(name: &str) -> AbsPath {
    volumes().join(name)
}

/// `volumes/<name>/_data`
pub fn volume_data(name: &str) -> AbsPath {
    volume(name).join("_data")
}

/// `tmp/GetImageBlob<digits>`: a blob while it is downloaded.
pub fn blob_download(digits: u32) -> AbsPath {
    below_root("tmp").join(format!("GetImageBlob{digits:09}"))
}

/// The embedded containerd's content store.
pub fn content_store() -> AbsPath {
    below_root("containerd/daemon/io.containerd.content.v1.content")
}

/// A blob of the content store: `blobs/sha256/<digest>`.
pub fn content_blob(digest: Sha256) -> AbsPath {
    content_store().join("blobs/sha256").join(digest.to_string())
}
