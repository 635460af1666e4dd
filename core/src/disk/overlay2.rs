//! `overlay2/`: the layers' files, as the storage driver keeps them.
//!
//! ```text
//! <cache-id>/diff/      the layer's own tree
//!           /link       26 characters: the layer's short name
//!           /lower      l/<link of the parent>:<lower of the parent>: nearest parent first, base last; absent in a base layer
//!           /work/      the kernel's scratch space; absent in a base layer
//!           /committed  empty: something was put on top of this layer
//!           /merged/    the union, only while it is mounted
//! l/<link>              symbolic link to ../<cache-id>/diff
//! ```
//!
//! Short names exist because mount(2) takes one page of options: 128 full paths would not fit.
//!
//! Source: moby `daemon/graphdriver/overlay2/overlay.go`.

mod mount_data;

use std::collections::BTreeSet;

pub use mount_data::{MountData, MountMode, Spelling, TooLarge, mount_data};

use super::layout::{self, LayerDir};
use super::{text, write_atomically};
use crate::identity::LinkId;
use crate::vfs::{AbsPath, Errno, Fs, Ino, Meta, Node};

/// The driver refuses more lower directories than this (`maxDepth`).
pub const MAX_DEPTH: usize = 128;

/// `overlay2/<id>/diff`
pub fn diff_dir(dir: LayerDir) -> AbsPath {
    layout::layer_dir(dir).join("diff")
}

/// Creates `overlay2/<id>`.
pub fn create_dir(fs: &mut Fs, dir: LayerDir) -> Result<(), Errno> {
    fs.mkdir(&layout::layer_dir(dir), 0o710).map(drop)
}

/// Creates `diff/`.
pub fn create_diff(fs: &mut Fs, dir: LayerDir) -> Result<(), Errno> {
    fs.mkdir(&diff_dir(dir), 0o755).map(drop)
}

/// Creates the short name `l/<link>`.
pub fn create_link(fs: &mut Fs, dir: LayerDir, link: LinkId) -> Result<(), Errno> {
    let links = fs.walk(&layout::links())?;
    let target = format!("../{dir}/diff");
    fs.create(links, link.as_str().as_bytes(), Node::Symlink(target.as_bytes().into()), Meta::root(0o777)).map(drop)
}

/// Writes `link`.
pub fn write_link(fs: &mut Fs, dir: LayerDir, link: LinkId) -> Result<(), Errno> {
    write_atomically(fs, &layout::layer_dir(dir).join("link"), link.as_str(), 0o644)
}

/// Creates `work/`.
pub fn create_work(fs: &mut Fs, dir: LayerDir) -> Result<(), Errno> {
    fs.mkdir(&layout::layer_dir(dir).join("work"), 0o700).map(drop)
}

/// Marks a layer as one that has something on top of it. Marking it again changes nothing.
pub fn write_committed(fs: &mut Fs, parent: LayerDir) -> Result<(), Errno> {
    write_atomically(fs, &layout::layer_dir(parent).join("committed"), "", 0o600)
}

/// Writes `lower`.
pub fn write_lower(fs: &mut Fs, dir: LayerDir, lower: &str) -> Result<(), Errno> {
    write_atomically(fs, &layout::layer_dir(dir).join("lower"), lower, 0o644)
}

/// What `lower` says in a layer on top of `parent`.
pub fn lower_on(fs: &Fs, parent: LayerDir) -> Result<String, Errno> {
    let link = link(fs, parent).ok_or(Errno::ENOENT)?;
    Ok(match text(fs, &layout::layer_dir(parent).join("lower")) {
        Some(lower) => format!("l/{link}:{lower}"),
        None => format!("l/{link}"),
    })
}

/// `overlay2/<id>/merged`
pub fn merged_dir(dir: LayerDir) -> AbsPath {
    layout::layer_dir(dir).join("merged")
}

/// Creates `merged/`, to mount the union on.
pub fn create_merged(fs: &mut Fs, dir: LayerDir) -> Result<(), Errno> {
    fs.mkdir(&merged_dir(dir), 0o700).map(drop)
}

/// Removes `merged/`, on which nothing is mounted any more.
pub fn remove_merged(fs: &mut Fs, dir: LayerDir) -> Result<(), Errno> {
    let parent = fs.walk(&layout::layer_dir(dir))?;
    fs.rmdir(parent, b"merged")
}

/// The short name of a layer.
pub fn link(fs: &Fs, dir: LayerDir) -> Option<LinkId> {
    text(fs, &layout::layer_dir(dir).join("link"))?.parse().ok()
}

/// The short names below a layer, nearest first. Empty for a base layer.
pub fn lower(fs: &Fs, dir: LayerDir) -> Vec<LinkId> {
    let lower = text(fs, &layout::layer_dir(dir).join("lower")).unwrap_or_default();
    lower.split(':').filter_map(|name| name.strip_prefix("l/")?.parse().ok()).collect()
}

/// The directory that a short name leads to.
pub fn linked_dir(fs: &Fs, link: LinkId) -> Option<LayerDir> {
    let inode = fs.get(fs.walk(&layout::link(link)).ok()?)?;
    let Node::Symlink(target) = &inode.node else { return None };
    let target = std::str::from_utf8(target).ok()?;
    target.strip_prefix("../")?.strip_suffix("/diff")?.parse().ok()
}

/// Whether the directory exists.
pub fn exists(fs: &Fs, dir: LayerDir) -> bool {
    fs.walk(&layout::layer_dir(dir)).is_ok()
}

/// Every directory of a layer or container, in the order of their names.
pub fn list(fs: &Fs) -> Vec<LayerDir> {
    let Ok(entries) = fs.walk(&layout::overlay2()).and_then(|dir| fs.entries(dir)) else { return Vec::new() };
    entries.iter().filter_map(|(name, _)| name.to_string().parse().ok()).collect()
}

/// Bytes of the files in `diff/`, as `layerdb`'s `size` counts them: every inode that is not a directory once, a symbolic link
/// by the length of its target.
///
/// Source: moby `pkg/directory` `Size`.
pub fn size(fs: &Fs, dir: LayerDir) -> Result<u64, Errno> {
    directory_size(fs, &diff_dir(dir))
}

/// Bytes of the files below a directory, counted in the same way.
pub fn directory_size(fs: &Fs, path: &AbsPath) -> Result<u64, Errno> {
    let (mut total, mut seen) = (0, BTreeSet::<Ino>::new());
    let mut pending = vec![fs.walk(path)?];
    while let Some(at) = pending.pop() {
        let inode = fs.inode(at)?;
        match inode.entries() {
            Some(entries) => pending.extend(entries.iter().map(|(_, ino)| *ino)),
            None if inode.links.len() > 1 && !seen.insert(at) => {}
            None => total += inode.size(),
        }
    }
    Ok(total)
}

/// Removes the short name of a layer: the first write of a removal.
pub fn remove_link(fs: &mut Fs, link: LinkId) -> Result<(), Errno> {
    let links = fs.walk(&layout::links())?;
    fs.unlink(links, link.as_str().as_bytes())
}

/// Removes a layer's directory with everything in it.
pub fn remove_dir(fs: &mut Fs, dir: LayerDir) -> Result<(), Errno> {
    fs.remove_all(&layout::layer_dir(dir))
}
