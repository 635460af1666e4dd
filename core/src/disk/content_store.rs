//! The embedded containerd's content store: manifests and manifest lists, byte for byte (since Docker 20.10).
//!
//! ```text
//! ingest/<random>/{ref,startedat,updatedat,total,data}   while a manifest is written
//! blobs/sha256/<digest>                                   afterwards
//! ```
//!
//! Neither layers nor configs are here. Source: moby `distribution/manifest.go`, containerd `content/local/store.go`.

use super::layout;
use crate::digest::Sha256;
use crate::vfs::{Content, Errno, Fs};

/// What containerd makes when it starts.
pub fn initialize(fs: &mut Fs) -> Result<(), Errno> {
    fs.mkdir(&layout::root().join("containerd/daemon"), 0o711)?;
    fs.mkdir(&layout::content_store(), 0o755)?;
    fs.mkdir(&layout::content_store().join("ingest"), 0o755).map(drop)
}

/// Writes a manifest. One that is there already is left alone.
pub fn write(fs: &mut Fs, digest: Sha256, bytes: impl Into<Content>) -> Result<(), Errno> {
    if exists(fs, digest) {
        return Ok(());
    }
    let blobs = layout::content_store().join("blobs/sha256");
    fs.mkdir_all(&blobs, 0o755)?;
    fs.write(&layout::content_blob(digest), bytes, 0o444).map(drop)
}

/// The bytes of a manifest.
pub fn read(fs: &Fs, digest: Sha256) -> Option<Vec<u8>> {
    Some(fs.read(&layout::content_blob(digest)).ok()?.bytes().ok()?.to_vec())
}

/// Every manifest that is here, in the order of digests.
pub fn list(fs: &Fs) -> Vec<Sha256> {
    let blobs = layout::content_store().join("blobs/sha256");
    let Ok(entries) = fs.walk(&blobs).and_then(|dir| fs.entries(dir)) else { return Vec::new() };
    entries.iter().filter_map(|(name, _)| name.to_string().parse().ok()).collect()
}

/// Whether a manifest is here.
pub fn exists(fs: &Fs, digest: Sha256) -> bool {
    fs.walk(&layout::content_blob(digest)).is_ok()
}

/// Removes a manifest (its last reference is gone).
pub fn remove(fs: &mut Fs, digest: Sha256) -> Result<(), Errno> {
    fs.remove_all(&layout::content_blob(digest))
}
