//! `containers/<container ID>/`: what dockerd knows of a container, and the files that it lends it.
//!
//! ```text
//! config.v2.json     what it is and how it is: written anew at each change
//! hostconfig.json    how it was to be run: always written with the other
//! checkpoints/       empty
//! hostname  hosts  resolv.conf   from the first start on: mounted over the empty files of the init layer
//! resolv.conf.hash   of resolv.conf as dockerd wrote it, to see whether somebody edited it
//! <ID>-json.log      what its program printed, a line of JSON for each line
//! mounts/            empty
//! ```
//!
//! Source: moby `container/container.go` `toDisk`, `container/container_unix.go`, libnetwork `resolvconf`, `daemon/logger/jsonfilelog`.

use super::layout;
use super::write_atomically;
use crate::digest::Sha256;
use crate::identity::ContainerId;
use crate::vfs::{Errno, Fs};

/// Creates the directory.
pub fn create_dir(fs: &mut Fs, id: ContainerId) -> Result<(), Errno> {
    fs.mkdir(&layout::container(id), 0o710).map(drop)
}

/// Creates `checkpoints/`.
pub fn create_checkpoints(fs: &mut Fs, id: ContainerId) -> Result<(), Errno> {
    fs.mkdir(&layout::container(id).join("checkpoints"), 0o700).map(drop)
}

/// Creates `mounts/`.
pub fn create_mounts(fs: &mut Fs, id: ContainerId) -> Result<(), Errno> {
    fs.mkdir(&layout::container(id).join("mounts"), 0o710).map(drop)
}

/// Writes `hostconfig.json`.
pub fn write_host_config(fs: &mut Fs, id: ContainerId, text: &str) -> Result<(), Errno> {
    write_atomically(fs, &layout::container(id).join("hostconfig.json"), text, 0o644)
}

/// Writes `config.v2.json`.
pub fn write_config(fs: &mut Fs, id: ContainerId, text: &str) -> Result<(), Errno> {
    write_atomically(fs, &layout::container(id).join("config.v2.json"), text, 0o600)
}

/// Writes `hostname`, `hosts` or `resolv.conf` in place: they may be mounted somewhere.
pub fn write_lent(fs: &mut Fs, id: ContainerId, name: &str, text: &str) -> Result<(), Errno> {
    fs.write(&layout::container(id).join(name), text, 0o644).map(drop)
}

/// Writes `resolv.conf.hash`.
pub fn write_hash(fs: &mut Fs, id: ContainerId, resolv_conf: &str) -> Result<(), Errno> {
    let hash = format!("sha256:{}", Sha256::of(resolv_conf.as_bytes()));
    write_atomically(fs, &layout::container(id).join("resolv.conf.hash"), hash, 0o644)
}

/// Creates the log, empty. One that is there stays.
pub fn create_log(fs: &mut Fs, id: ContainerId) -> Result<(), Errno> {
    let path = layout::container_log(id);
    if fs.walk(&path).is_ok() { Ok(()) } else { fs.write(&path, "", 0o640).map(drop) }
}

/// Appends to the log.
pub fn append_log(fs: &mut Fs, id: ContainerId, lines: &str) -> Result<(), Errno> {
    let path = layout::container_log(id);
    let mut text = fs.read(&path)?.bytes().map_err(|_| Errno::EIO)?.to_vec();
    text.extend_from_slice(lines.as_bytes());
    fs.write(&path, text, 0o640).map(drop)
}

/// The text of one of the files. `None` if it is not there.
pub fn read(fs: &Fs, id: ContainerId, name: &str) -> Option<String> {
    super::text(fs, &layout::container(id).join(name))
}

/// Every container that has a directory.
pub fn list(fs: &Fs) -> Vec<ContainerId> {
    let Ok(entries) = fs.walk(&layout::containers()).and_then(|dir| fs.entries(dir)) else { return Vec::new() };
    entries.iter().filter_map(|(name, _)| name.to_string().parse().ok()).collect()
}

/// Removes the directory with all that is in it.
pub fn remove(fs: &mut Fs, id: ContainerId) -> Result<(), Errno> {
    fs.remove_all(&layout::container(id))
}
