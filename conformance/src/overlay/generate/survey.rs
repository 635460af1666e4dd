//! Every call on every kind of object: files, directories empty and full, links direct, indirect and broken, devices, what is not
//! there; with every flag, with and without slashes behind, by root and by somebody else; twice, once copied up and once not.

use serde_json::{Value, json};

use super::super::Op;
use super::super::scenario::Tree;
use super::dice::Dice;
use super::trees::object;

/// The objects, by name, and what they are. Each is in one layer, or (with two) a directory that is merged of both.
#[rustfmt::skip]
const OBJECTS: &[(&str, &str)] = &[
    ("file", "f"), ("file2", "f"), ("secret", "secret"), ("empty-file", "empty"), ("program", "suid"),
    ("linked", "f"), ("linked2", "h:linked"),
    ("to-file", "l:file"), ("to-to-file", "l:to-file"), ("to-secret", "l:secret"),
    ("to-nothing", "l:nothing"), ("to-to-nothing", "l:to-nothing"), ("to-self", "l:to-self"),
    ("to-dir", "l:full"), ("to-to-dir", "l:to-dir"), ("to-empty", "l:empty"), ("to-inside", "l:full/a"),
    ("to-root", "l:/"), ("to-file-as-dir", "l:file/"), ("to-new-in-dir", "l:full/new"),
    ("empty", "d"), ("full", "d"), ("full/a", "f"), ("full/sub", "d"), ("full/sub/b", "f"), ("full/up", "l:../file"),
    ("private", "private"), ("private/in", "f"), ("shared", "sticky"), ("shared/theirs", "theirs"),
    ("pipe", "p"), ("null", "null"), ("device", "c"), ("block", "b"), ("socket", "s"),
];

/// Names that are no objects.
const MISSING: [&str; 6] =
    ["nothing", "full/nothing", "file/nothing", "nothing/nothing", "to-nothing/x", "to-dir/nothing"];

/// The lower layers: how objects are spread over them depends on the dice.
pub(super) fn layers(dice: &mut Dice) -> Vec<Tree> {
    let count = 1 + dice.below(3);
    let mut layers = vec![Tree::new(); count];
    let home = dice.below(count);
    for (name, what) in OBJECTS {
        // What hard links and paths refer to is in the same layer.
        let nested = name.contains('/');
        let layer = if nested || what.starts_with("h:") || *name == "linked" || dice.percent(70) {
            home
        } else {
            dice.below(count)
        };
        let node = node(what);
        let is_dir = node["t"] == "d";
        layers[layer].insert((*name).to_owned(), object(node.clone()));
        if nested {
            layers[layer].entry(parent(name)).or_insert_with(|| object(json!({ "t": "d" })));
        }
        if is_dir && !nested && dice.percent(40) {
            // Merged: the same directory in another layer, with something of its own.
            let other = dice.below(count);
            layers[other].entry((*name).to_owned()).or_insert_with(|| object(node));
            if *name != "empty" {
                layers[other].insert(format!("{name}/other"), object(json!({ "t": "f", "d": "other" })));
            }
        }
        if dice.percent(6) && !nested {
            layers[0].entry((*name).to_owned()).or_insert_with(|| object(json!({ "t": "w" })));
        }
    }
    layers.iter_mut().for_each(complete);
    layers
}

fn parent(path: &str) -> String {
    path.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned()
}

/// Parents that are missing or are no directories make their children go, and so do missing targets of hard links.
fn complete(tree: &mut Tree) {
    let is_dir = |tree: &Tree, path: &str| tree.get(path).is_some_and(|node| node["t"] == "d");
    loop {
        let orphan = |tree: &Tree| {
            let lost = |path: &String| path.contains('/') && !is_dir(tree, &parent(path));
            tree.keys().find(|path| lost(path)).cloned()
        };
        let Some(path) = orphan(tree) else { break };
        tree.remove(&path);
    }
    let broken: Vec<String> = tree
        .iter()
        .filter(|(_, node)| {
            node["t"] == "h" && node["to"].as_str().is_none_or(|to| tree.get(to).is_none_or(|to| to["t"] != "f"))
        })
        .map(|(path, _)| path.clone())
        .collect();
    for path in broken {
        tree.remove(&path);
    }
}

fn node(what: &str) -> Value {
    if let Some(to) = what.strip_prefix("l:") {
        return json!({ "t": "l", "to": to });
    }
    if let Some(to) = what.strip_prefix("h:") {
        return json!({ "t": "h", "to": to });
    }
    match what {
        "secret" => json!({ "t": "f", "d": "for root", "m": "600" }),
        "empty" => json!({ "t": "f", "d": "" }),
        "suid" => json!({ "t": "f", "d": "runs", "m": "6755", "x": { "user.a": "1" } }),
        "theirs" => json!({ "t": "f", "d": "theirs", "m": "666", "u": 1000, "g": 1000 }),
        "d" => json!({ "t": "d" }),
        "private" => json!({ "t": "d", "m": "700" }),
        "sticky" => json!({ "t": "d", "m": "1777" }),
        "null" => json!({ "t": "c", "r": [1, 3] }),
        "c" => json!({ "t": "c", "r": [240, 7] }),
        "b" => json!({ "t": "b", "r": [240, 7] }),
        "p" | "s" => json!({ "t": what }),
        _ => json!({ "t": "f", "d": "content" }),
    }
}

/// A path: an object or what is not there, perhaps with something behind it.
fn path(dice: &mut Dice) -> String {
    let path = if dice.percent(20) { *dice.one(&MISSING) } else { dice.one(OBJECTS).0 };
    let end = dice.weighted(&[(70, ""), (18, "/"), (3, "/."), (3, "/.."), (3, "//"), (3, "/x")]);
    format!("{path}{end}")
}

/// An operation on whatever.
pub(super) fn op(dice: &mut Dice) -> Op {
    let (at, to) = (path(dice), path(dice));
    let modes = ["644", "600", "755", "4711", "000"];
    let mut op = match dice.below(34) {
        0..11 => {
            let mut flags = vec![*dice.one(&["RDONLY", "WRONLY", "RDWR"])];
            let chances = [
                ("CREAT", 40),
                ("EXCL", 30),
                ("TRUNC", 35),
                ("APPEND", 20),
                ("DIRECTORY", 15),
                ("NOFOLLOW", 12),
                ("TMPFILE", 5),
                ("PATH", 4),
            ];
            flags.extend(chances.iter().filter(|(_, chance)| dice.percent(*chance)).map(|(flag, _)| *flag));
            let mut op = json!({ "op": "open", "path": at, "flags": flags, "mode": dice.one(&modes) });
            if dice.percent(40) {
                op["write"] = "written".into();
            }
            if dice.percent(40) {
                op["read"] = true.into();
            }
            op
        }
        11..16 => {
            let mut op = json!({ "op": "rename", "path": at, "to": to });
            let flags: [&[&str]; 6] = [&[], &[], &[], &["NOREPLACE"], &["EXCHANGE"], &["WHITEOUT"]];
            op["flags"] = json!(dice.one(&flags));
            op
        }
        16..18 => json!({ "op": "link", "path": at, "to": to, "follow": dice.percent(50) }),
        18 => json!({ "op": "mkdir", "path": at, "mode": dice.one(&modes) }),
        19 => json!({ "op": "rmdir", "path": at }),
        20..22 => json!({ "op": "unlink", "path": at }),
        22 => json!({ "op": "symlink", "path": at, "target": to }),
        23 => json!({ "op": "readlink", "path": at }),
        24 => json!({ "op": "truncate", "path": at, "size": dice.one(&[0, 4, 29, 8192]) }),
        25 => json!({ "op": "chmod", "path": at, "mode": dice.one(&modes) }),
        26 => json!({ "op": "chown", "path": at, "uid": dice.one(&[0, 1000]), "follow": dice.percent(50) }),
        27 => json!({ "op": "utimes", "path": at, "mtime": 1_100_000_007, "follow": dice.percent(50) }),
        28 => {
            let kind = *dice.one(&["c", "b", "p", "s", "f"]);
            json!({ "op": "mknod", "path": at, "type": kind, "mode": "600", "dev": [1, 3] })
        }
        29 => json!({ "op": dice.one(&["stat", "lstat"]), "path": at }),
        30 => json!({ "op": "readdir", "path": at }),
        31 => json!({ "op": "setxattr", "path": at, "name": "user.a", "value": "v", "follow": dice.percent(50) }),
        32 => json!({ "op": "removexattr", "path": at, "name": "user.a", "follow": dice.percent(50) }),
        _ => json!({ "op": dice.one(&["remount", "read", "read"]), "path": at }),
    };
    if op["op"] != "remount" && dice.percent(25) {
        op["as"] = 1000.into();
    }
    Op(object(op))
}
