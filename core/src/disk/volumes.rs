//! `volumes/`: directories that containers share and that outlive them.
//!
//! ```text
//! <name>/_data/      what containers see
//! metadata.db        labels and drivers, a database of dockerd's own: not modelled
//! ```
//!
//! Source: moby `volume/local/local.go`.

use super::layout;
use crate::vfs::{Errno, Fs};

/// Creates `volumes/<name>`.
pub fn create_dir(fs: &mut Fs, name: &str) -> Result<(), Errno> {
    fs.mkdir(&layout::volume(name), 0o701).map(drop)
}

/// Creates `volumes/<name>/_data`.
pub fn create_data(fs: &mut Fs, name: &str) -> Result<(), Errno> {
    fs.mkdir(&layout::volume_data(name), 0o755).map(drop)
}

/// Whether nothing is in a volume.
pub fn is_empty(fs: &Fs, name: &str) -> bool {
    fs.walk(&layout::volume_data(name)).and_then(|dir| fs.entries(dir)).is_ok_and(crate::persist::Treap::is_empty)
}

/// Every volume, in the order of their names.
pub fn list(fs: &Fs) -> Vec<String> {
    let Ok(entries) = fs.walk(&layout::volumes()).and_then(|dir| fs.entries(dir)) else { return Vec::new() };
    let names = entries.iter().map(|(name, _)| name.to_string());
    names.filter(|name| fs.walk(&layout::volume_data(name)).is_ok()).collect()
}

/// Removes a volume with all that is in it.
pub fn remove(fs: &mut Fs, name: &str) -> Result<(), Errno> {
    fs.remove_all(&layout::volume(name))
}
