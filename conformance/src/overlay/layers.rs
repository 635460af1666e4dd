//! Builds layers on the simulated disk.

use drydock_core::clock::Time;
use drydock_core::vfs::{AbsPath, Content, Dev, Errno, FileType, Fs, Ino, Meta, Node as RawNode, SetAttr};
use serde_json::Value;

use super::scenario::{Node, Tree, decode};

/// The time that files of layer 0 have unless they say otherwise; each further layer's is a second later.
pub(super) const FIRST_TIME: i64 = 1_000_000_000;

fn text<'a>(node: &'a Node, key: &str) -> &'a str {
    node.get(key).and_then(Value::as_str).unwrap_or("")
}

fn number(node: &Node, key: &str) -> u32 {
    node.get(key).and_then(Value::as_u64).unwrap_or(0) as u32
}

fn depth(path: &str) -> usize {
    if path.is_empty() { 0 } else { 1 + path.matches('/').count() }
}

/// Makes the directory `root` and everything in `tree`. `index`: the layer's number, for its times.
pub fn build_layer(fs: &mut Fs, root: &AbsPath, tree: &Tree, index: i64, userxattr: bool) -> Result<(), Errno> {
    fs.mkdir(root, 0o755)?;
    let mut order: Vec<(&String, &Node)> = tree.iter().collect();
    order.sort_by_key(|(path, _)| depth(path));
    for (path, node) in &order {
        create(fs, root, path, node)?;
    }
    for (path, node) in order.iter().filter(|(_, node)| text(node, "t") == "h") {
        let target = fs.walk(&root.join(text(node, "to")))?;
        let (dir, name) = split(fs, root, path)?;
        fs.link(target, dir, &name)?;
    }
    for (path, node) in &order {
        set_attributes(fs, fs.walk(&root.join(path))?, node, userxattr)?;
    }
    let times = tree.iter().map(|(path, node)| (path.as_str(), Some(node)));
    for (path, node) in times.chain((!tree.contains_key("")).then_some(("", None))) {
        if node.is_some_and(|node| matches!(text(node, "t"), "w" | "h" | "x")) {
            continue;
        }
        let given = node.and_then(|node| node.get("mt")).and_then(Value::as_i64);
        let time = Some(Time::from_secs(given.unwrap_or(FIRST_TIME + index)));
        fs.set_attr(fs.walk(&root.join(path))?, SetAttr { atime: time, mtime: time, ..SetAttr::default() })?;
    }
    Ok(())
}

fn split(fs: &Fs, root: &AbsPath, path: &str) -> Result<(Ino, Vec<u8>), Errno> {
    let path = root.join(path);
    let (dir, name) = path.split().ok_or(Errno::EINVAL)?;
    Ok((fs.walk(&dir)?, name.to_vec()))
}

fn create(fs: &mut Fs, root: &AbsPath, path: &str, node: &Node) -> Result<(), Errno> {
    let device = || {
        let part = |n: usize| node.get("r").and_then(|r| r.get(n)).and_then(Value::as_u64).unwrap_or(0) as u32;
        Dev { major: part(0), minor: part(1) }
    };
    let made = match text(node, "t") {
        "d" if path.is_empty() => return Ok(()),
        "d" => RawNode::dir(),
        "f" => RawNode::File(Content::from(node.get("d").map(decode).unwrap_or_default())),
        "x" => RawNode::File(Content::empty()),
        "l" => RawNode::Symlink(text(node, "to").as_bytes().into()),
        "c" => RawNode::Char(device()),
        "b" => RawNode::Block(device()),
        "p" => RawNode::Fifo,
        "s" => RawNode::Socket,
        "w" => RawNode::Char(Dev::ZERO),
        "h" => return Ok(()),
        _ => return Err(Errno::EINVAL),
    };
    let mode = match text(node, "t") {
        "l" => 0o777,
        "w" => 0,
        "x" => 0o666,
        _ => 0o600,
    };
    let (dir, name) = split(fs, root, path)?;
    fs.create(dir, &name, made, Meta::root(mode)).map(drop)
}

fn set_attributes(fs: &mut Fs, ino: Ino, node: &Node, userxattr: bool) -> Result<(), Errno> {
    let prefix = if userxattr { "user.overlay." } else { "trusted.overlay." };
    match text(node, "t") {
        "x" => return fs.set_xattr(ino, format!("{prefix}whiteout").as_bytes(), b"y"),
        "w" | "h" => return Ok(()),
        _ => {}
    }
    let kind = fs.inode(ino)?.file_type();
    let default = if kind == FileType::Dir { 0o755 } else { 0o644 };
    let mode = match kind {
        FileType::Symlink => 0o777,
        _ => u16::from_str_radix(text(node, "m"), 8).unwrap_or(default),
    };
    fs.set_meta(ino, Meta { mode, uid: number(node, "u"), gid: number(node, "g") })?;
    for (name, value) in node.get("x").and_then(Value::as_object).into_iter().flatten() {
        fs.set_xattr(ino, name.as_bytes(), &decode(value))?;
    }
    let opaque = text(node, "opaque");
    if opaque.is_empty() {
        return Ok(());
    }
    fs.set_xattr(ino, format!("{prefix}opaque").as_bytes(), opaque.as_bytes())
}
