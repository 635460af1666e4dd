//! `image/overlay2/distribution`: which compressed blob is which layer, and where it was seen.
//!
//! ```text
//! diffid-by-digest/sha256/<layer digest>   sha256:<diffID>
//! v2metadata-by-diffid/sha256/<diffID>     [{"Digest":"sha256:…","SourceRepository":"docker.io/library/nginx","HMAC":""}]
//! ```
//!
//! Nothing here is ever removed by `docker rmi`. Source: moby `distribution/metadata/v2_metadata_service.go`.

use serde::{Deserialize, Serialize};

use super::{layout, text, write_atomically};
use crate::identity::{DiffId, LayerDigest};
use crate::json;
use crate::vfs::{AbsPath, Errno, Fs};

/// At most this many places are kept for a layer, the newest.
const MAX_PLACES: usize = 50;

/// A place where a layer was seen. Field names are Docker's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Place {
    /// The compressed blob's digest there, with `sha256:`.
    pub digest: String,
    /// The repository, in full: `docker.io/library/nginx`.
    pub source_repository: String,
    /// For a layer that was pushed: proves that these credentials may use it. Empty for one that was pulled.
    #[serde(rename = "HMAC", default)]
    pub hmac: String,
}

fn make_dir(fs: &mut Fs, file: &AbsPath) -> Result<(), Errno> {
    let (dir, _) = file.split().ok_or(Errno::EINVAL)?;
    fs.mkdir_all(&dir, 0o755).map(drop)
}

/// The diffID of a blob that was pulled or pushed before.
pub fn diff_id(fs: &Fs, digest: LayerDigest) -> Option<DiffId> {
    text(fs, &layout::diffid_by_digest(digest))?.parse().ok()
}

/// Writes `diffid-by-digest`.
pub fn write_diff_id(fs: &mut Fs, digest: LayerDigest, diff: DiffId) -> Result<(), Errno> {
    let path = layout::diffid_by_digest(digest);
    make_dir(fs, &path)?;
    write_atomically(fs, &path, diff.to_string(), 0o644)
}

/// Where a layer was seen, oldest first.
pub fn places(fs: &Fs, diff: DiffId) -> Vec<Place> {
    let text = text(fs, &layout::v2metadata_by_diffid(diff)).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Writes `v2metadata-by-diffid` with one place more: an equal one is dropped first, so the newest is last.
pub fn add_place(fs: &mut Fs, diff: DiffId, place: Place) -> Result<(), Errno> {
    let mut all = places(fs, diff);
    all.retain(|known| *known != place);
    all.push(place);
    let excess = all.len().saturating_sub(MAX_PLACES);
    let path = layout::v2metadata_by_diffid(diff);
    make_dir(fs, &path)?;
    write_atomically(fs, &path, json::encode(&all[excess..]), 0o644)
}
