//! `image/overlay2/imagedb`: image configs, byte for byte as they came, named by their own hash.
//!
//! ```text
//! content/sha256/<image ID>               the config's bytes
//! metadata/sha256/<image ID>/parent       sha256:<image ID> of the image it was committed or built from
//!                           /lastUpdated  when it was last tagged
//! ```
//!
//! A pull writes no metadata. Source: moby `image/fs.go`.

use super::{layout, text, write_atomically};
use crate::clock::Time;
use crate::identity::ImageId;
use crate::vfs::{Content, Errno, Fs};

/// Writes a config. Its name is the image ID: the hash of `config`, unless that was reconstructed.
pub fn write_content(fs: &mut Fs, image: ImageId, config: impl Into<Content>) -> Result<(), Errno> {
    write_atomically(fs, &layout::image_content(image), config, 0o600)
}

/// The bytes of a config.
pub fn content(fs: &Fs, image: ImageId) -> Option<Vec<u8>> {
    Some(fs.read(&layout::image_content(image)).ok()?.bytes().ok()?.to_vec())
}

/// Whether there is such an image.
pub fn exists(fs: &Fs, image: ImageId) -> bool {
    fs.walk(&layout::image_content(image)).is_ok()
}

/// Every image, in the order of IDs.
pub fn list(fs: &Fs) -> Vec<ImageId> {
    let Ok(entries) = fs.walk(&layout::image_contents()).and_then(|dir| fs.entries(dir)) else { return Vec::new() };
    entries.iter().filter_map(|(name, _)| name.to_string().parse().ok().map(ImageId)).collect()
}

/// Writes `metadata/…/parent`.
pub fn write_parent(fs: &mut Fs, image: ImageId, parent: ImageId) -> Result<(), Errno> {
    fs.mkdir_all(&layout::image_metadata(image), 0o700)?;
    write_atomically(fs, &layout::image_metadata(image).join("parent"), parent.to_string(), 0o600)
}

/// The image that this one was committed or built from.
pub fn parent(fs: &Fs, image: ImageId) -> Option<ImageId> {
    text(fs, &layout::image_metadata(image).join("parent"))?.parse().ok()
}

/// Removes `metadata/…/parent` (the parent image is deleted).
pub fn remove_parent(fs: &mut Fs, image: ImageId) -> Result<(), Errno> {
    fs.remove_all(&layout::image_metadata(image).join("parent"))
}

/// Writes `metadata/…/lastUpdated`.
pub fn write_last_updated(fs: &mut Fs, image: ImageId, at: Time) -> Result<(), Errno> {
    fs.mkdir_all(&layout::image_metadata(image), 0o700)?;
    write_atomically(fs, &layout::image_metadata(image).join("lastUpdated"), at.to_string(), 0o600)
}

/// When the image was last tagged, as far as that is recorded.
pub fn last_updated(fs: &Fs, image: ImageId) -> Option<Time> {
    Time::parse_rfc3339(&text(fs, &layout::image_metadata(image).join("lastUpdated"))?)
}

/// Removes the metadata of an image: the first write of a removal.
pub fn remove_metadata(fs: &mut Fs, image: ImageId) -> Result<(), Errno> {
    fs.remove_all(&layout::image_metadata(image))
}

/// Removes the config of an image.
pub fn remove_content(fs: &mut Fs, image: ImageId) -> Result<(), Errno> {
    fs.remove_all(&layout::image_content(image))
}
