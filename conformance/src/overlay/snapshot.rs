//! What a tree looks like, in the words of the recorded truth.

use std::collections::BTreeMap;

use drydock_core::kernel::{Follow, IoError, Kernel, Stat, Task};
use drydock_core::vfs::{Content, Dev, Errno, FileType, Name};
use serde_json::{Map, Value, json};

use super::scenario::encode;

/// A whole tree: path from its root → file. The root is the empty path.
pub type Snapshot = BTreeMap<String, Value>;

/// The letter of a type.
pub(super) const fn letter(kind: FileType) -> &'static str {
    match kind {
        FileType::Dir => "d",
        FileType::File => "f",
        FileType::Symlink => "l",
        FileType::Char => "c",
        FileType::Block => "b",
        FileType::Fifo => "p",
        FileType::Socket => "s",
    }
}

/// The name by which the truth knows an error.
pub(super) fn errno_name(error: Errno) -> &'static str {
    match error {
        Errno::EOPNOTSUPP => "ENOTSUP",
        other => other.name(),
    }
}

/// Content: as it is if it is short, else its size and hash.
pub fn content(bytes: &[u8]) -> Map<String, Value> {
    let mut shown = Map::new();
    if bytes.len() <= 64 {
        shown.insert("d".into(), encode(bytes).into());
    } else {
        let fnv =
            bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3));
        shown.insert("s".into(), bytes.len().into());
        shown.insert("h".into(), format!("{fnv:016x}").into());
    }
    shown
}

/// What `stat` says.
pub(super) fn stat(stat: &Stat) -> Map<String, Value> {
    let mut node = Map::new();
    node.insert("t".into(), letter(stat.file_type).into());
    node.insert("m".into(), format!("{:o}", stat.mode).into());
    node.insert("n".into(), stat.nlink.into());
    if stat.uid != 0 || stat.gid != 0 {
        node.insert("u".into(), stat.uid.into());
        node.insert("g".into(), stat.gid.into());
    }
    if matches!(stat.file_type, FileType::File | FileType::Symlink) {
        node.insert("s".into(), stat.size.into());
    }
    if matches!(stat.file_type, FileType::Char | FileType::Block) {
        node.insert("r".into(), json!([stat.rdev.major, stat.rdev.minor]));
    }
    if (900_000_000..=1_500_000_000).contains(&stat.mtime.secs) && stat.mtime.nanos == 0 {
        node.insert("mt".into(), stat.mtime.secs.into());
    }
    node
}

/// Which tree is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// What the mount shows.
    Merged,
    /// The upper layer on the disk.
    Upper,
}

/// Looks at the whole tree below `root`.
pub(super) fn snapshot(kernel: &Kernel, task: &Task, root: &str, view: View) -> Snapshot {
    let mut found = Snapshot::new();
    let mut pending = vec![String::new()];
    while let Some(path) = pending.pop() {
        let full = if path.is_empty() { root.to_owned() } else { format!("{root}/{path}") };
        let node = match kernel.stat(task, full.as_bytes(), Follow::No) {
            Err(error) => json!({ "t": "!", "err": errno_name(error) }),
            Ok(stat) if view == View::Upper && stat.file_type == FileType::Char && stat.rdev == Dev::ZERO => {
                json!({ "t": "w" })
            }
            Ok(stat) => {
                let mut node = describe(kernel, task, &full, &stat);
                if stat.file_type == FileType::Dir {
                    match kernel.readdir(task, full.as_bytes()) {
                        Ok(entries) => pending.extend(entries.iter().map(|entry| join(&path, &entry.name))),
                        Err(error) => drop(node.insert("err".into(), errno_name(error).into())),
                    }
                }
                Value::Object(node)
            }
        };
        found.insert(path, node);
    }
    found
}

fn join(path: &str, name: &Name) -> String {
    if path.is_empty() { name.to_string() } else { format!("{path}/{name}") }
}

fn describe(kernel: &Kernel, task: &Task, path: &str, stat: &Stat) -> Map<String, Value> {
    let mut node = self::stat(stat);
    match stat.file_type {
        FileType::File => match kernel.content(task, path.as_bytes()) {
            Ok(Content::Bytes(bytes)) => {
                node.remove("s");
                node.append(&mut content(&bytes));
                if bytes.len() as u64 != stat.size {
                    node.insert("s".into(), stat.size.into());
                    node.insert("short".into(), bytes.len().into());
                }
            }
            Ok(Content::Known { .. }) => drop(node.insert("err".into(), "unknown".into())),
            Err(error) => drop(node.insert("err".into(), errno_name(error).into())),
        },
        FileType::Symlink => {
            node.remove("s");
            let target = kernel.readlink(task, path.as_bytes()).unwrap_or_default();
            node.insert("to".into(), String::from_utf8_lossy(&target).into_owned().into());
        }
        _ => {}
    }
    let names = kernel.listxattr(task, path.as_bytes(), Follow::No).unwrap_or_default();
    let mut shown = Map::new();
    for name in names {
        let value = match kernel.getxattr(task, path.as_bytes(), name.as_bytes(), Follow::No) {
            Ok(value) => encode(&value),
            Err(error) => format!("!{}", errno_name(error)),
        };
        shown.insert(name.to_string(), value.into());
    }
    if !shown.is_empty() {
        node.insert("x".into(), Value::Object(shown));
    }
    node
}

/// Whether an attribute is overlayfs's bookkeeping that is not compared.
pub fn is_incidental(name: &str) -> bool {
    let own = name.strip_prefix("trusted.overlay.").or_else(|| name.strip_prefix("user.overlay."));
    matches!(own, Some("origin" | "impure" | "uuid"))
}

/// A file without the attributes that are not compared.
pub fn without_incidentals(node: &Value) -> Value {
    let mut node = node.clone();
    if let Some(object) = node.as_object_mut()
        && let Some(xattrs) = object.get_mut("x").and_then(Value::as_object_mut)
    {
        xattrs.retain(|name, _| !is_incidental(name));
        if let Some(value) = xattrs.get_mut("trusted.overlay.upper") {
            *value = "*".into();
        }
        if xattrs.is_empty() {
            object.remove("x");
        }
    }
    node
}

/// Why reading failed, in the truth's words.
pub(super) fn io_error(error: IoError) -> String {
    match error {
        IoError::Errno(error) => errno_name(error).to_owned(),
        IoError::Unknown(_) => "unknown".to_owned(),
    }
}
