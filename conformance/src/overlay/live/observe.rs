//! What a real tree looks like, in the words of the recorded truth.

use std::fs;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, FileType, Stat, lgetxattr, llistxattr, major, minor, readlinkat, statat};
use rustix::io::Errno;
use serde_json::{Map, Value, json};

use super::super::scenario::encode;
use super::super::snapshot::{Snapshot, content};
use super::errno::{name, of};

/// Attributes of overlayfs whose value differs from host to host.
const PRIVATE: [&str; 3] = ["origin", "uuid", "upper"];

/// The letter of a type.
pub(super) fn letter(kind: FileType) -> &'static str {
    match kind {
        FileType::Directory => "d",
        FileType::RegularFile => "f",
        FileType::Symlink => "l",
        FileType::CharacterDevice => "c",
        FileType::BlockDevice => "b",
        FileType::Fifo => "p",
        FileType::Socket => "s",
        FileType::Unknown => "?",
    }
}

/// What `stat` says.
pub(super) fn stat(stat: &Stat) -> Map<String, Value> {
    let kind = FileType::from_raw_mode(stat.st_mode);
    let mut node = Map::new();
    node.insert("t".into(), letter(kind).into());
    node.insert("m".into(), format!("{:o}", stat.st_mode & 0o7777).into());
    node.insert("n".into(), stat.st_nlink.into());
    if stat.st_uid != 0 || stat.st_gid != 0 {
        node.insert("u".into(), stat.st_uid.into());
        node.insert("g".into(), stat.st_gid.into());
    }
    if matches!(kind, FileType::RegularFile | FileType::Symlink) {
        node.insert("s".into(), stat.st_size.into());
    }
    if matches!(kind, FileType::CharacterDevice | FileType::BlockDevice) {
        node.insert("r".into(), json!([major(stat.st_rdev), minor(stat.st_rdev)]));
    }
    if (900_000_000..=1_500_000_000).contains(&stat.st_mtime) && stat.st_mtime_nsec == 0 {
        node.insert("mt".into(), stat.st_mtime.into());
    }
    node
}

/// Names of the extended attributes.
pub(super) fn names_in(list: &[u8]) -> Vec<String> {
    let mut names: Vec<String> = list
        .split(|byte| *byte == 0)
        .filter(|name| !name.is_empty())
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect();
    names.sort();
    names
}

fn xattrs(path: &Path) -> Map<String, Value> {
    let mut shown = Map::new();
    let mut list = Vec::with_capacity(1 << 16);
    if let Err(error) = llistxattr(path, rustix::buffer::spare_capacity(&mut list)) {
        shown.insert("!".into(), name(error).into());
        return shown;
    }
    for xattr in names_in(&list) {
        let own = ["trusted.overlay.", "user.overlay."].iter().find_map(|prefix| xattr.strip_prefix(prefix));
        let value = if own.is_some_and(|own| PRIVATE.contains(&own)) {
            "*".to_owned()
        } else {
            let mut value = Vec::with_capacity(1 << 16);
            match lgetxattr(path, xattr.as_str(), rustix::buffer::spare_capacity(&mut value)) {
                Ok(_) => encode(&value),
                Err(error) => format!("!{}", name(error)),
            }
        };
        shown.insert(xattr, value.into());
    }
    shown
}

fn describe(path: &Path, found: &Stat) -> Map<String, Value> {
    let mut node = stat(found);
    match FileType::from_raw_mode(found.st_mode) {
        FileType::RegularFile => match fs::read(path) {
            Ok(bytes) => {
                node.remove("s");
                node.append(&mut content(&bytes));
                if bytes.len() as i64 != found.st_size {
                    node.insert("s".into(), found.st_size.into());
                    node.insert("short".into(), bytes.len().into());
                }
            }
            Err(error) => drop(node.insert("err".into(), name(of(&error)).into())),
        },
        FileType::Symlink => {
            node.remove("s");
            let target = readlinkat(CWD, path, Vec::new()).unwrap_or_default();
            node.insert("to".into(), target.to_string_lossy().into_owned().into());
        }
        _ => {}
    }
    let xattrs = xattrs(path);
    if !xattrs.is_empty() {
        node.insert("x".into(), Value::Object(xattrs));
    }
    node
}

/// Looks at the whole tree below `root`. `upper`: it is the raw upper layer, where whiteouts are shown as such.
pub(super) fn snapshot(root: &Path, upper: bool) -> Snapshot {
    let mut found = Snapshot::new();
    let mut pending = vec![String::new()];
    while let Some(path) = pending.pop() {
        let full = if path.is_empty() { root.to_owned() } else { root.join(&path) };
        let node = match statat(CWD, &full, AtFlags::SYMLINK_NOFOLLOW) {
            Err(error) => json!({ "t": "!", "err": name(error) }),
            Ok(stat) => {
                let kind = FileType::from_raw_mode(stat.st_mode);
                if upper && kind == FileType::CharacterDevice && stat.st_rdev == 0 {
                    json!({ "t": "w" })
                } else {
                    let mut node = describe(&full, &stat);
                    if kind == FileType::Directory {
                        match list(&full) {
                            Ok(names) => pending.extend(
                                names
                                    .into_iter()
                                    .rev()
                                    .map(|entry| if path.is_empty() { entry } else { format!("{path}/{entry}") }),
                            ),
                            Err(error) => drop(node.insert("err".into(), name(error).into())),
                        }
                    }
                    Value::Object(node)
                }
            }
        };
        found.insert(path, node);
    }
    found
}

/// The names in a directory, sorted.
fn list(path: &Path) -> Result<Vec<String>, Errno> {
    let mut names = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| of(&error))? {
        names.push(entry.map_err(|error| of(&error))?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// What is to be written over `before` to get `after`.
pub(super) fn changes(before: &Snapshot, after: &Snapshot) -> Map<String, Value> {
    let changed = after.iter().filter(|(path, node)| before.get(*path) != Some(node));
    let gone = before.keys().filter(|path| !after.contains_key(*path)).map(|path| (path.clone(), Value::Null));
    changed.map(|(path, node)| (path.clone(), node.clone())).chain(gone).collect()
}
