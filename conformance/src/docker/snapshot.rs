//! The simulated data root in the recordings' own format: one JSON object, ordered by path, without times or inode numbers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use drydock_core::archive::gunzip;
use drydock_core::digest::Sha256;
use drydock_core::kernel::{Follow, Kernel, NsId, Stat, Task};
use drydock_core::vfs::{Content, Dev, Errno, FileType, Ino};
use serde_json::{Map, Value, json};

const ROOT: &str = "/var/lib/docker";
const SECTIONS: [&str; 3] = ["image", "overlay2", "containers"];
/// Bodies below this size are shown.
const SHOWN: usize = 64 * 1024;

/// The snapshot of this state, or the path that could not be read and why.
pub fn take(kernel: &Kernel) -> Result<Value, (String, Errno)> {
    let task = Task::host_root();
    let mounts = kernel.mounts(NsId::HOST);
    let mut walk = Walk { kernel, task: &task, mountpoints: mounts.iter().map(|m| m.target.to_string()).collect() };
    let mut entries = Vec::new();
    let mut seen = BTreeMap::new();
    for section in SECTIONS {
        walk.tree(ROOT, section, &mut seen, &mut entries, Stop::AtMounts)?;
    }
    entries.sort_by(|a: &Value, b| a["path"].as_str().cmp(&b["path"].as_str()));
    let mut merged = Map::new();
    for mount in &mounts {
        let target = mount.target.to_string();
        if mount.fstype != "overlay" {
            continue;
        }
        let Some(id) = target.strip_prefix("/var/lib/docker/overlay2/").and_then(|t| t.strip_suffix("/merged")) else {
            continue;
        };
        let mut entries = Vec::new();
        walk.tree(&target, "", &mut BTreeMap::new(), &mut entries, Stop::Nowhere)?;
        merged.insert(id.to_owned(), json!({ "entries": entries }));
    }
    let lines: Vec<Value> = mounts.iter().filter(|m| m.target.to_string().starts_with(ROOT)).map(mount_line).collect();
    let mut top: Vec<String> = kernel
        .readdir(&task, ROOT.as_bytes())
        .map_err(|e| (ROOT.to_owned(), e))?
        .iter()
        .map(|e| e.name.to_string())
        .collect();
    top.sort();
    Ok(json!({
        "format": "docker-groundtruth-snapshot/1", "root": ROOT, "top": top,
        "entries": entries, "merged": merged, "mounts": lines,
    }))
}

fn mount_line(mount: &drydock_core::kernel::MountInfo) -> Value {
    // /proc/mounts has one list of options; mountinfo splits off those of the mount point.
    let own: Vec<&str> =
        mount.options.split(',').filter(|o| !matches!(*o, "relatime" | "nosuid" | "nodev" | "noexec")).collect();
    json!({
        "mountpoint": mount.target.to_string(), "fstype": mount.fstype, "source": mount.source,
        "super_options": own.join(","),
    })
}

#[derive(Clone, Copy, PartialEq)]
enum Stop {
    AtMounts,
    Nowhere,
}

struct Walk<'a> {
    kernel: &'a Kernel,
    task: &'a Task,
    mountpoints: Vec<String>,
}

type Seen = BTreeMap<(Dev, Ino), String>;

impl Walk<'_> {
    fn tree(
        &mut self,
        base: &str,
        rel: &str,
        seen: &mut Seen,
        out: &mut Vec<Value>,
        stop: Stop,
    ) -> Result<(), (String, Errno)> {
        let full = if rel.is_empty() { base.as_bytes().to_vec() } else { format!("{base}/{rel}").into_bytes() };
        self.path(&full, rel.as_bytes(), seen, out, stop)
    }

    fn path(
        &mut self,
        full: &[u8],
        rel: &[u8],
        seen: &mut Seen,
        out: &mut Vec<Value>,
        stop: Stop,
    ) -> Result<(), (String, Errno)> {
        let shown = || String::from_utf8_lossy(full).into_owned();
        let stat = match self.kernel.stat(self.task, full, Follow::No) {
            // A name that is listed but cannot be looked up.
            Err(Errno::ENOENT) => return Ok(()),
            stat => stat.map_err(|e| (shown(), e))?,
        };
        out.push(self.entry(full, rel, &stat, seen).map_err(|e| (shown(), e))?);
        let mounted = stop == Stop::AtMounts && self.mountpoints.iter().any(|m| m.as_bytes() == full);
        if stat.file_type != FileType::Dir || mounted || (stop == Stop::AtMounts && is_merged(rel)) {
            return Ok(());
        }
        let mut names: Vec<Vec<u8>> = self
            .kernel
            .readdir(self.task, full)
            .map_err(|e| (shown(), e))?
            .iter()
            .map(|e| e.name.as_bytes().to_vec())
            .collect();
        names.sort();
        for name in names.iter().filter(|n| !matches!(n.as_slice(), b"." | b"..")) {
            let join = |path: &[u8]| if path.is_empty() { name.clone() } else { [path, b"/", name].concat() };
            self.path(&join(full), &join(rel), seen, out, stop)?;
        }
        Ok(())
    }

    fn entry(&self, full: &[u8], rel: &[u8], stat: &Stat, seen: &mut Seen) -> Result<Value, Errno> {
        let path = if rel.is_empty() { ".".to_owned() } else { escaped(rel) };
        let size = if stat.file_type == FileType::Dir { Value::Null } else { stat.size.into() };
        let mut entry = Map::new();
        entry.insert("path".into(), path.clone().into());
        entry.insert("type".into(), type_name(stat.file_type).into());
        entry.insert("mode".into(), format!("{:04o}", stat.mode).into());
        entry.insert("uid".into(), stat.uid.into());
        entry.insert("gid".into(), stat.gid.into());
        entry.insert("size".into(), size);
        entry.insert("nlink".into(), stat.nlink.into());
        match stat.file_type {
            FileType::Char | FileType::Block => {
                entry.insert("rdev".into(), format!("{}:{}", stat.rdev.major, stat.rdev.minor).into());
            }
            FileType::Symlink => {
                entry.insert("target".into(), escaped(&self.kernel.readlink(self.task, full)?).into());
            }
            FileType::File => body(&mut entry, &self.kernel.content(self.task, full)?, rel),
            _ => {}
        }
        let mut xattrs = Map::new();
        for name in self.kernel.listxattr(self.task, full, Follow::No)? {
            let value = self.kernel.getxattr(self.task, full, name.as_bytes(), Follow::No)?;
            xattrs.insert(name.to_string(), BASE64.encode(&value).into());
        }
        if !xattrs.is_empty() {
            entry.insert("xattrs".into(), xattrs.into());
        }
        if stat.file_type != FileType::Dir && stat.nlink > 1 {
            match seen.get(&(stat.dev, stat.ino)) {
                Some(first) => {
                    entry.insert("samefile".into(), first.clone().into());
                }
                None => {
                    seen.insert((stat.dev, stat.ino), path);
                }
            }
        }
        Ok(entry.into())
    }
}

/// `overlay2/<id>/merged`: what is below it has a list of its own.
fn is_merged(rel: &[u8]) -> bool {
    let parts: Vec<&[u8]> = rel.split(|b| *b == b'/').collect();
    matches!(parts[..], [b"overlay2", _, b"merged"])
}

const fn type_name(file_type: FileType) -> &'static str {
    match file_type {
        FileType::File => "file",
        FileType::Dir => "dir",
        FileType::Symlink => "symlink",
        FileType::Char => "chardev",
        FileType::Block => "blockdev",
        FileType::Fifo => "fifo",
        FileType::Socket => "socket",
    }
}

/// Bytes as text; those that are not UTF-8 as `\xNN`.
fn escaped(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // A String takes any text.
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

fn body(entry: &mut Map<String, Value>, content: &Content, rel: &[u8]) {
    if let Some(sha256) = content.sha256() {
        entry.insert("sha256".into(), sha256.to_string().into());
    }
    let Ok(bytes) = content.bytes() else { return };
    if bytes.len() < SHOWN {
        match std::str::from_utf8(bytes) {
            Ok(text) => entry.insert("text".into(), text.into()),
            Err(_) => entry.insert("base64".into(), BASE64.encode(bytes).into()),
        };
    }
    if rel.ends_with(b".gz")
        && let Ok(unpacked) = gunzip(bytes, 1 << 28)
    {
        let sha256 = Sha256::of(&unpacked).to_string();
        entry.insert("gunzip".into(), json!({ "size": unpacked.len(), "sha256": sha256 }));
    }
}
