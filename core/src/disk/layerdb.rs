//! `image/overlay2/layerdb`: which layers there are.
//!
//! ```text
//! sha256/<chainID>/diff               sha256:<diffID>
//!                 /size               bytes of the layer's files, decimal
//!                 /cache-id           the layer's directory in overlay2/
//!                 /parent             sha256:<chainID of the layer below>; absent for the base
//!                 /tar-split.json.gz  what the files alone do not tell of the layer's tar
//! tmp/write-set-<digits>/             a record under construction: renamed into place, the commit point
//! mounts/<container ID>/              a container's own layer: mount-id, init-id, parent
//! ```
//!
//! No file ends with a newline. Source: moby `layer/filestore.go`, `pkg/ioutils` `NewAtomicWriteSet`.

use super::layout::{self, LayerDir};
use super::text;
use crate::identity::{CacheId, ChainId, ContainerId, DiffId};
use crate::vfs::{AbsPath, Errno, Fs, RenameMode};

/// A layer, as its record tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The name of its directory.
    pub chain: ChainId,
    /// Its content.
    pub diff: DiffId,
    /// Bytes of its files.
    pub size: u64,
    /// Its directory in `overlay2/`.
    pub cache: CacheId,
    /// The layer below.
    pub parent: Option<ChainId>,
}

/// A record under construction: a directory of `layerdb/tmp`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteSet(AbsPath);

impl WriteSet {
    /// The write-set of these digits. Nothing is written yet.
    pub fn new(digits: u32) -> Self {
        Self(layout::layerdb_tmp().join(format!("write-set-{digits:09}")))
    }

    /// Its directory.
    pub const fn path(&self) -> &AbsPath {
        &self.0
    }

    /// Creates the directory.
    pub fn begin(&self, fs: &mut Fs) -> Result<(), Errno> {
        fs.mkdir(&self.0, 0o700).map(drop)
    }

    /// Writes `tar-split.json.gz`: `bytes` are compressed already.
    pub fn write_tar_split(&self, fs: &mut Fs, bytes: Vec<u8>) -> Result<(), Errno> {
        fs.write(&self.0.join("tar-split.json.gz"), bytes, 0o644).map(drop)
    }

    /// Writes `diff`.
    pub fn write_diff(&self, fs: &mut Fs, diff: DiffId) -> Result<(), Errno> {
        fs.write(&self.0.join("diff"), diff.to_string(), 0o644).map(drop)
    }

    /// Writes `size`.
    pub fn write_size(&self, fs: &mut Fs, size: u64) -> Result<(), Errno> {
        fs.write(&self.0.join("size"), size.to_string(), 0o644).map(drop)
    }

    /// Writes `cache-id`.
    pub fn write_cache_id(&self, fs: &mut Fs, cache: CacheId) -> Result<(), Errno> {
        fs.write(&self.0.join("cache-id"), cache.to_string(), 0o644).map(drop)
    }

    /// Writes `parent`.
    pub fn write_parent(&self, fs: &mut Fs, parent: ChainId) -> Result<(), Errno> {
        fs.write(&self.0.join("parent"), parent.to_string(), 0o644).map(drop)
    }

    /// Renames the directory to `sha256/<chainID>`: from here on the layer exists.
    pub fn commit(&self, fs: &mut Fs, chain: ChainId) -> Result<(), Errno> {
        let (tmp, name) = self.0.split().ok_or(Errno::EINVAL)?;
        let (tmp, layers) = (fs.walk(&tmp)?, fs.walk(&layout::layers())?);
        fs.rename((tmp, name), (layers, chain.hex().as_bytes()), RenameMode::Replace)
    }

    /// Throws the record away.
    pub fn cancel(&self, fs: &mut Fs) -> Result<(), Errno> {
        fs.remove_all(&self.0)
    }
}

/// The record of a layer. `None` if there is none or one of its files is not what it should be.
pub fn record(fs: &Fs, chain: ChainId) -> Option<Record> {
    let dir = layout::layer(chain);
    let parent = dir.join("parent");
    Some(Record {
        chain,
        diff: text(fs, &dir.join("diff"))?.parse().ok()?,
        size: text(fs, &dir.join("size"))?.parse().ok()?,
        cache: text(fs, &dir.join("cache-id"))?.trim().parse().ok()?,
        parent: if fs.walk(&parent).is_ok() { Some(text(fs, &parent)?.parse().ok()?) } else { None },
    })
}

/// Every layer that has a directory, in the order of chainIDs. Names that are no chainID (a record being removed) do not count.
pub fn list(fs: &Fs) -> Vec<ChainId> {
    let Ok(entries) = fs.walk(&layout::layers()).and_then(|dir| fs.entries(dir)) else { return Vec::new() };
    entries.iter().filter_map(|(name, _)| name.to_string().parse().ok().map(ChainId)).collect()
}

/// The compressed tar-split records of a layer.
pub fn tar_split(fs: &Fs, chain: ChainId) -> Option<Vec<u8>> {
    Some(fs.read(&layout::layer(chain).join("tar-split.json.gz")).ok()?.bytes().ok()?.to_vec())
}

/// Renames a record out of the way: the first write of a removal, which a crash cannot undo halfway.
pub fn mark_removing(fs: &mut Fs, chain: ChainId, random: CacheId) -> Result<(), Errno> {
    let target = layout::removing_layer(chain, random);
    let (_, name) = target.split().ok_or(Errno::EINVAL)?;
    let layers = fs.walk(&layout::layers())?;
    fs.rename((layers, chain.hex().as_bytes()), (layers, name), RenameMode::Replace)
}

/// Removes a record that was renamed out of the way.
pub fn remove(fs: &mut Fs, chain: ChainId, random: CacheId) -> Result<(), Errno> {
    fs.remove_all(&layout::removing_layer(chain, random))
}

/// A container's own layer, as its record tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountRecord {
    /// The container.
    pub container: ContainerId,
    /// Its directory in `overlay2/`.
    pub mount_id: CacheId,
    /// The directory of its init layer.
    pub init_id: LayerDir,
    /// The image's top layer; none for an image without layers.
    pub parent: Option<ChainId>,
}

/// Writes `mounts/<container>/mount-id` (plainly: these three are not atomic).
pub fn write_mount_id(fs: &mut Fs, container: ContainerId, mount_id: CacheId) -> Result<(), Errno> {
    write_mount(fs, container, "mount-id", mount_id.to_string())
}

/// Writes `mounts/<container>/init-id`.
pub fn write_init_id(fs: &mut Fs, container: ContainerId, init_id: LayerDir) -> Result<(), Errno> {
    write_mount(fs, container, "init-id", init_id.to_string())
}

/// Writes `mounts/<container>/parent`.
pub fn write_mount_parent(fs: &mut Fs, container: ContainerId, parent: ChainId) -> Result<(), Errno> {
    write_mount(fs, container, "parent", parent.to_string())
}

/// Creates `mounts/<container>`.
pub fn create_mount(fs: &mut Fs, container: ContainerId) -> Result<(), Errno> {
    fs.mkdir(&layout::container_layer(container), 0o755).map(drop)
}

fn write_mount(fs: &mut Fs, container: ContainerId, name: &str, text: String) -> Result<(), Errno> {
    let dir = layout::container_layer(container);
    fs.mkdir_all(&dir, 0o755)?;
    fs.write(&dir.join(name), text, 0o644).map(drop)
}

/// The record of a container's layer.
pub fn mount_record(fs: &Fs, container: ContainerId) -> Option<MountRecord> {
    let dir = layout::container_layer(container);
    Some(MountRecord {
        container,
        mount_id: text(fs, &dir.join("mount-id"))?.parse().ok()?,
        init_id: text(fs, &dir.join("init-id"))?.parse().ok()?,
        parent: text(fs, &dir.join("parent")).and_then(|parent| parent.parse().ok()),
    })
}

/// Every container that has a layer.
pub fn list_mounts(fs: &Fs) -> Vec<ContainerId> {
    let Ok(entries) = fs.walk(&layout::container_layers()).and_then(|dir| fs.entries(dir)) else { return Vec::new() };
    entries.iter().filter_map(|(name, _)| name.to_string().parse().ok()).collect()
}

/// Removes the record of a container's layer.
pub fn remove_mount(fs: &mut Fs, container: ContainerId) -> Result<(), Errno> {
    fs.remove_all(&layout::container_layer(container))
}
