//! Layers on the real disk, and mounting them.

use std::fs;
use std::path::{Path, PathBuf};

use rustix::fs::{
    AtFlags, CWD, FileType, Gid, Mode, Timespec, Timestamps, Uid, XattrFlags, chmodat, chownat, linkat, lsetxattr,
    makedev, mkdirat, mknodat, symlinkat, utimensat,
};
use rustix::io::{Errno, Result};
use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};
use serde_json::Value;

use super::super::layers::FIRST_TIME;
use super::super::scenario::{Node, Tree, decode};

fn text<'a>(node: &'a Node, key: &str) -> &'a str {
    node.get(key).and_then(Value::as_str).unwrap_or("")
}

fn number(node: &Node, key: &str) -> u32 {
    node.get(key).and_then(Value::as_u64).unwrap_or(0) as u32
}

fn depth(path: &str) -> usize {
    if path.is_empty() { 0 } else { 1 + path.matches('/').count() }
}

fn at(root: &Path, path: &str) -> PathBuf {
    if path.is_empty() { root.to_owned() } else { root.join(path) }
}

/// Makes the directory `root` and everything in `tree`: the real counterpart of
/// [`build_layer`](super::super::build_layer). `index`: the layer's number, for its times.
pub fn build_layer(root: &Path, tree: &Tree, index: i64, userxattr: bool) -> Result<()> {
    mkdirat(CWD, root, Mode::from_raw_mode(0o755))?;
    chmodat(CWD, root, Mode::from_raw_mode(0o755), AtFlags::empty())?;
    let mut order: Vec<(&String, &Node)> = tree.iter().collect();
    order.sort_by_key(|(path, _)| depth(path));
    for (path, node) in &order {
        create(&at(root, path), path, node)?;
    }
    for (path, node) in order.iter().filter(|(_, node)| text(node, "t") == "h") {
        linkat(CWD, at(root, text(node, "to")), CWD, at(root, path), AtFlags::empty())?;
    }
    for (path, node) in &order {
        set_attributes(&at(root, path), node, userxattr)?;
    }
    let root_times = (!tree.contains_key("")).then_some((String::new(), None));
    let mut times: Vec<_> = tree.iter().map(|(p, node)| (p.clone(), Some(node))).chain(root_times).collect();
    // From below: what is in a directory is done before the directory.
    times.sort_by_key(|(path, _)| std::cmp::Reverse(depth(path)));
    for (path, node) in times {
        if node.is_some_and(|node| matches!(text(node, "t"), "w" | "h" | "x")) {
            continue;
        }
        let given = node.and_then(|node| node.get("mt")).and_then(Value::as_i64);
        let time = Timespec { tv_sec: given.unwrap_or(FIRST_TIME + index), tv_nsec: 0 };
        let both = Timestamps { last_access: time, last_modification: time };
        utimensat(CWD, at(root, &path), &both, AtFlags::SYMLINK_NOFOLLOW)?;
    }
    Ok(())
}

fn create(full: &Path, path: &str, node: &Node) -> Result<()> {
    let special = |kind, mode, dev| mknodat(CWD, full, kind, Mode::from_raw_mode(mode), dev);
    let device = || {
        let part = |n: usize| node.get("r").and_then(|r| r.get(n)).and_then(Value::as_u64).unwrap_or(0) as u32;
        makedev(part(0), part(1))
    };
    match text(node, "t") {
        "d" if path.is_empty() => Ok(()),
        "d" => mkdirat(CWD, full, Mode::from_raw_mode(0o755)),
        "f" => fs::write(full, node.get("d").map(decode).unwrap_or_default()).map_err(|error| super::errno::of(&error)),
        "x" => {
            fs::write(full, "").map_err(|error| super::errno::of(&error))?;
            chmodat(CWD, full, Mode::from_raw_mode(0o666), AtFlags::empty())
        }
        "l" => symlinkat(text(node, "to"), CWD, full),
        "c" => special(FileType::CharacterDevice, 0o600, device()),
        "b" => special(FileType::BlockDevice, 0o600, device()),
        "p" => special(FileType::Fifo, 0o600, 0),
        "s" => special(FileType::Socket, 0o600, 0),
        "w" => special(FileType::CharacterDevice, 0, 0),
        "h" => Ok(()),
        _ => Err(Errno::INVAL),
    }
}

fn set_attributes(full: &Path, node: &Node, userxattr: bool) -> Result<()> {
    let prefix = if userxattr { "user.overlay." } else { "trusted.overlay." };
    let kind = text(node, "t");
    match kind {
        "x" => return lsetxattr(full, format!("{prefix}whiteout"), b"y", XattrFlags::empty()),
        "w" | "h" => return Ok(()),
        _ => {}
    }
    let (uid, gid) = (Uid::from_raw(number(node, "u")), Gid::from_raw(number(node, "g")));
    chownat(CWD, full, Some(uid), Some(gid), AtFlags::SYMLINK_NOFOLLOW)?;
    if kind != "l" {
        let default = if kind == "d" { 0o755 } else { 0o644 };
        let mode = u32::from_str_radix(text(node, "m"), 8).unwrap_or(default);
        chmodat(CWD, full, Mode::from_raw_mode(mode), AtFlags::empty())?;
    }
    for (name, value) in node.get("x").and_then(Value::as_object).into_iter().flatten() {
        lsetxattr(full, name.as_str(), &decode(value), XattrFlags::empty())?;
    }
    let opaque = text(node, "opaque");
    if opaque.is_empty() {
        return Ok(());
    }
    lsetxattr(full, format!("{prefix}opaque"), opaque.as_bytes(), XattrFlags::empty())
}

/// The directories of a mount, below one folder, and its options.
#[derive(Clone, Debug)]
pub struct Layers {
    /// The folder: `m` in it is where is mounted, `u` and `w` the upper and the work directory.
    pub base: PathBuf,
    /// Lower layers in it, top first.
    pub lowers: Vec<String>,
    /// Data-only layers in it.
    pub data: Vec<String>,
    /// Options but for the directories.
    pub options: Vec<String>,
}

/// A mounted union. It is unmounted when it is dropped.
#[derive(Debug)]
pub struct Mounted(PathBuf);

impl Layers {
    /// Mounts.
    pub fn mount(&self) -> Result<Mounted> {
        let data: String = self.data.iter().flat_map(|name| ["::", name]).collect();
        let lowers = format!("lowerdir={}{data}", self.lowers.join(":"));
        let options: Vec<_> = self.options.iter().map(String::as_str).collect();
        let options = [options, vec![&lowers, "upperdir=u", "workdir=w"]].concat().join(",");
        if options.len() > 4095 {
            return Err(Errno::TOOBIG);
        }
        // Relative, since many layers with long paths do not fit into a page.
        std::env::set_current_dir(&self.base).map_err(|error| super::errno::of(&error))?;
        let options = std::ffi::CString::new(options).map_err(|_| Errno::INVAL)?;
        let target = self.base.join("m");
        mount("overlay", &target, "overlay", MountFlags::empty(), Some(options.as_c_str()))?;
        Ok(Mounted(target))
    }
}

impl Mounted {
    /// The mount point.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        if unmount(&self.0, UnmountFlags::empty()).is_err() {
            let _detached = unmount(&self.0, UnmountFlags::DETACH);
        }
    }
}
