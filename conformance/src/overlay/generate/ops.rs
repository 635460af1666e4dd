//! Random operations, chosen by what the mount shows at that time: so that they meet what is there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::super::{Op, Snapshot};
use super::dice::Dice;
use super::trees::{DIR_MODES, FILE_MODES, NAMES, content, link_target, object};

/// What a scenario is mostly about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Theme {
    Mixed,
    Removing,
    Renaming,
    CopyUp,
    Links,
    Walking,
    Committing,
}

impl Theme {
    pub(super) const ALL: [Self; 7] =
        [Self::Mixed, Self::Removing, Self::Renaming, Self::CopyUp, Self::Links, Self::Walking, Self::Committing];
}

/// A kind of operation.
#[derive(Clone, Copy, Debug)]
enum Act {
    Look,
    Create,
    Write,
    Open,
    Mkdir,
    Rmdir,
    Unlink,
    Rename,
    Link,
    Symlink,
    Attributes,
    Xattr,
    Mknod,
    Recreate,
    Empty,
    Remount,
    Commit,
    Odd,
    File,
}

/// How often each kind comes in a theme.
#[rustfmt::skip]
fn weights(theme: Theme) -> [usize; 18] {
    // Look Create Write Open Mkdir Rmdir Unlink Rename Link Symlink Attr Xattr Mknod Recreate Empty Remount Commit Odd
    match theme {
        Theme::Mixed =>      [6, 5, 5, 4, 4, 4, 6, 9, 3, 2, 6, 4, 2, 6, 2, 1, 1, 4],
        Theme::Removing =>   [4, 2, 2, 1, 2, 8, 10, 2, 1, 1, 2, 1, 1, 14, 8, 2, 1, 1],
        Theme::Renaming =>   [3, 2, 2, 1, 3, 2, 3, 26, 1, 1, 2, 1, 1, 3, 2, 1, 1, 2],
        Theme::CopyUp =>     [4, 2, 9, 6, 1, 1, 2, 3, 3, 1, 14, 10, 1, 1, 0, 2, 1, 1],
        Theme::Links =>      [4, 2, 8, 2, 1, 1, 6, 6, 14, 1, 5, 3, 1, 2, 1, 3, 1, 1],
        Theme::Walking =>    [9, 3, 4, 8, 3, 2, 2, 3, 2, 5, 2, 1, 1, 2, 1, 1, 0, 16],
        Theme::Committing => [4, 6, 5, 2, 4, 4, 8, 4, 1, 1, 3, 1, 1, 6, 3, 1, 7, 1],
    }
}

const ACTS: [Act; 18] = [
    Act::Look,
    Act::Create,
    Act::Write,
    Act::Open,
    Act::Mkdir,
    Act::Rmdir,
    Act::Unlink,
    Act::Rename,
    Act::Link,
    Act::Symlink,
    Act::Attributes,
    Act::Xattr,
    Act::Mknod,
    Act::Recreate,
    Act::Empty,
    Act::Remount,
    Act::Commit,
    Act::Odd,
];

/// Chooses operations.
pub(super) struct Chooser {
    pub(super) dice: Dice,
    pub(super) theme: Theme,
    /// Some operations are another user's.
    pub(super) users: bool,
    /// Files are held open.
    pub(super) files: bool,
    pub(super) may_commit: bool,
    /// Paths that some layer has.
    pub(super) universe: Vec<String>,
    pub(super) counter: usize,
    /// What is to be done next, whatever the dice say.
    pub(super) queue: Vec<Op>,
    /// The open files: whether each is a directory.
    pub(super) open: BTreeMap<String, bool>,
    pub(super) commits: usize,
}

/// What the mount shows, and the raw upper layer.
pub(super) struct Scene<'a> {
    pub(super) merged: &'a Snapshot,
    pub(super) upper: &'a Snapshot,
}

fn kind(node: &Value) -> &str {
    node["t"].as_str().unwrap_or("")
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

impl Scene<'_> {
    /// Paths that show something of these types. Not the root.
    fn of(&self, kinds: &str) -> Vec<&String> {
        let wanted = |(path, node): &(&String, &Value)| !path.is_empty() && kinds.contains(kind(node));
        self.merged.iter().filter(wanted).map(|(path, _)| path).collect()
    }

    fn kind(&self, path: &str) -> &str {
        self.merged.get(path).map_or("", kind)
    }

    fn below<'a>(&'a self, dir: &'a str) -> impl Iterator<Item = &'a String> {
        self.merged.keys().filter(move |path| path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/')))
    }
}

const ANY: &str = "dflpcbs";

impl Chooser {
    /// The next operation.
    pub(super) fn next(&mut self, scene: &Scene<'_>) -> Op {
        let mut op = match self.queue.pop() {
            Some(op) => return op,
            None => {
                let mut kinds: Vec<(usize, Act)> = weights(self.theme).into_iter().zip(ACTS).collect();
                if self.files {
                    kinds.retain(|(_, act)| !matches!(act, Act::Remount | Act::Commit));
                    kinds.push((25, Act::File));
                } else if !self.may_commit || self.commits >= 3 {
                    kinds.retain(|(_, act)| !matches!(act, Act::Commit));
                }
                let act = self.dice.weighted(&kinds);
                self.act(act, scene)
            }
        };
        let name = op.name().to_owned();
        let as_root = name.starts_with("fd") || matches!(name.as_str(), "remount" | "commit");
        if self.users && !as_root && self.dice.percent(40) {
            op.0.insert("as".into(), (*self.dice.one(&[1000, 1000, 1])).into());
        }
        op
    }

    // ---- targets ---------------------------------------------------------------------------------------------------------

    /// Something that is there, mostly.
    fn pick(&mut self, scene: &Scene<'_>, kinds: &str) -> String {
        if self.dice.percent(5)
            && let Some(hidden) = self.hidden(scene)
        {
            return hidden;
        }
        let there = scene.of(kinds);
        if there.is_empty() || self.dice.percent(4) {
            return self.any_name(scene);
        }
        let lower: Vec<&String> = there.iter().filter(|path| !scene.upper.contains_key(**path)).copied().collect();
        if kinds.len() > 2 && self.dice.percent(35) && !lower.is_empty() {
            return (*self.dice.one(&lower)).clone();
        }
        (*self.dice.one(&there)).clone()
    }

    /// A name that is hidden: a whiteout of the upper layer, or one of a lower layer that does not show.
    fn hidden(&mut self, scene: &Scene<'_>) -> Option<String> {
        let whiteouts: Vec<&String> =
            scene.upper.iter().filter(|(_, node)| kind(node) == "w").map(|(path, _)| path).collect();
        if !whiteouts.is_empty() && self.dice.percent(70) {
            return Some((*self.dice.one(&whiteouts)).clone());
        }
        let gone: Vec<&String> = self.universe.iter().filter(|path| !scene.merged.contains_key(*path)).collect();
        self.dice.any(&gone).map(|path| (*path).clone())
    }

    /// A name in a directory that is there.
    fn any_name(&mut self, scene: &Scene<'_>) -> String {
        let dirs: Vec<&String> = scene.merged.iter().filter(|(_, node)| kind(node) == "d").map(|(p, _)| p).collect();
        let dir = self.dice.any(&dirs).map_or("", |dir| dir.as_str());
        let name = *self.dice.one(&NAMES);
        if dir.is_empty() { name.to_owned() } else { format!("{dir}/{name}") }
    }

    /// Where something can be made: mostly free, sometimes not.
    fn fresh(&mut self, scene: &Scene<'_>) -> String {
        match self.dice.below(50) {
            0..15 => {
                if let Some(hidden) = self.hidden(scene) {
                    return hidden;
                }
            }
            15..21 => return self.pick(scene, ANY),
            21..25 => {
                if let Some(path) = self.dice.any(&self.universe.clone()) {
                    return path.clone();
                }
            }
            _ => {}
        }
        let tries: Vec<String> = (0..6).map(|_| self.any_name(scene)).collect();
        tries.iter().find(|path| !scene.merged.contains_key(*path)).unwrap_or(&tries[0]).clone()
    }

    fn odd_path(&mut self, path: &str) -> String {
        let (dir, name) = path.rsplit_once('/').unwrap_or(("", path));
        match self.dice.below(22) {
            0..5 => format!("{path}/"),
            5..9 => format!("{path}/{}", self.dice.one(&NAMES)),
            9..11 => format!("{path}/."),
            11..13 => format!("{path}/.."),
            13..15 if dir.is_empty() => format!("../{name}"),
            13..15 => format!("{dir}/../{name}"),
            15..17 => format!("{path}/../{}", self.dice.one(&NAMES)),
            17 => format!("{path}//"),
            18 => format!("{path}/./"),
            _ => {
                let odd = ["", ".", "..", "/", "nope/x", "a//b", "./a", "../../b"];
                let long = [255, 256].map(|len| "n".repeat(len));
                let all: Vec<String> = odd.iter().map(ToString::to_string).chain(long).collect();
                self.dice.one(&all).clone()
            }
        }
    }

    // ---- operations ------------------------------------------------------------------------------------------------------

    fn act(&mut self, act: Act, scene: &Scene<'_>) -> Op {
        let op = match act {
            Act::Look => self.look(scene),
            Act::Create => self.create(scene),
            Act::Write => self.write(scene),
            Act::Open => self.open(scene),
            Act::Mkdir => json!({ "op": "mkdir", "path": self.fresh(scene), "mode": self.dice.one(&DIR_MODES) }),
            Act::Rmdir => self.rmdir(scene),
            Act::Unlink => {
                let kinds = if self.dice.percent(90) { "flpcbs" } else { "d" };
                json!({ "op": "unlink", "path": self.pick(scene, kinds) })
            }
            Act::Rename => self.rename(scene),
            Act::Link => {
                let kinds = if self.dice.percent(80) { "f" } else { ANY };
                let mut op = json!({ "op": "link", "path": self.pick(scene, kinds), "to": self.fresh(scene) });
                if self.dice.percent(10) {
                    op["follow"] = true.into();
                }
                op
            }
            Act::Symlink => {
                json!({ "op": "symlink", "path": self.fresh(scene), "target": link_target(&mut self.dice) })
            }
            Act::Attributes => self.attributes(scene),
            Act::Xattr => self.xattr(scene),
            Act::Mknod => self.mknod(scene),
            Act::Recreate => self.recreate(scene),
            Act::Empty => return self.empty(scene),
            Act::Remount => json!({ "op": "remount" }),
            Act::Commit => {
                self.commits += 1;
                json!({ "op": "commit" })
            }
            Act::Odd => return self.odd(scene),
            Act::File => self.file(scene),
        };
        Op(object(op))
    }

    fn look(&mut self, scene: &Scene<'_>) -> Value {
        let path = self.pick(scene, ANY);
        match self.dice.below(20) {
            0..5 => json!({ "op": "lstat", "path": path }),
            5..8 => json!({ "op": "stat", "path": path }),
            8..13 => json!({ "op": "readdir", "path": self.pick(scene, "d") }),
            13..17 => json!({ "op": "read", "path": self.pick(scene, "fl") }),
            17 => json!({ "op": "readdir", "path": path }),
            18 => json!({ "op": "readlink", "path": self.pick(scene, "lf") }),
            _ => json!({ "op": "listxattr", "path": path, "follow": false }),
        }
    }

    fn data(&mut self, from: &str) -> Value {
        content(&mut self.dice, from, &mut self.counter)
    }

    fn create(&mut self, scene: &Scene<'_>) -> Value {
        let (path, mode) = (self.fresh(scene), *self.dice.one(&FILE_MODES));
        let data = self.data("N");
        if self.dice.percent(60) {
            return json!({ "op": "create", "path": path, "mode": mode, "data": data });
        }
        let more: [&[&str]; 5] = [&[], &["TRUNC"], &["APPEND"], &["EXCL"], &["NOFOLLOW"]];
        let flags = [&["CREAT", "WRONLY"], *self.dice.one(&more)].concat();
        json!({ "op": "open", "path": path, "flags": flags, "mode": mode, "write": data })
    }

    fn write(&mut self, scene: &Scene<'_>) -> Value {
        let path = if self.dice.percent(85) { self.pick(scene, "f") } else { self.pick(scene, "dfl") };
        let data = self.data("W");
        match self.dice.below(4) {
            0 => json!({ "op": "write", "path": path, "data": data, "how": "append" }),
            1 => json!({ "op": "write", "path": path, "data": data, "how": "trunc" }),
            2 => {
                let offset = *self.dice.one(&[0, 0, 1, 3, 10, 100, 5000]);
                json!({ "op": "write", "path": path, "data": data, "how": "at", "off": offset })
            }
            _ => json!({ "op": "truncate", "path": path, "size": self.dice.one(&[0, 0, 1, 2, 5, 50, 5000]) }),
        }
    }

    /// Any combination of flags.
    fn open(&mut self, scene: &Scene<'_>) -> Value {
        let path = match self.dice.below(10) {
            0..5 => self.pick(scene, "fl"),
            5..8 => self.pick(scene, ANY),
            _ => self.fresh(scene),
        };
        let path = if self.dice.percent(15) { format!("{path}/") } else { path };
        let mut flags = vec![*self.dice.one(&["RDONLY", "WRONLY", "RDWR"])];
        for (flag, chance) in [
            ("CREAT", 35),
            ("EXCL", 20),
            ("TRUNC", 25),
            ("APPEND", 15),
            ("DIRECTORY", 12),
            ("NOFOLLOW", 12),
            ("TMPFILE", 6),
            ("PATH", 5),
        ] {
            if self.dice.percent(chance) {
                flags.push(flag);
            }
        }
        let mut op = json!({ "op": "open", "path": path, "flags": flags, "mode": self.dice.one(&FILE_MODES) });
        if self.dice.percent(30) {
            op["write"] = self.data("O");
            if self.dice.percent(30) {
                op["off"] = (*self.dice.one(&[0, 2, 70])).into();
            }
        }
        if self.dice.percent(30) {
            op["read"] = true.into();
        }
        op
    }

    fn rmdir(&mut self, scene: &Scene<'_>) -> Value {
        let empty: Vec<&String> = scene.of("d").into_iter().filter(|dir| scene.below(dir).next().is_none()).collect();
        if !empty.is_empty() && self.dice.percent(60) {
            return json!({ "op": "rmdir", "path": self.dice.one(&empty) });
        }
        let kinds = if self.dice.percent(85) { "d" } else { ANY };
        json!({ "op": "rmdir", "path": self.pick(scene, kinds) })
    }

    fn rename(&mut self, scene: &Scene<'_>) -> Value {
        let from = self.pick(scene, ANY);
        let to = match self.dice.below(100) {
            0..30 => {
                let same = if scene.kind(&from) == "d" { "d" } else { "flpcbs" };
                self.pick(scene, same)
            }
            30..40 => self.pick(scene, ANY),
            40..55 => match self.hidden(scene) {
                Some(hidden) => hidden,
                None => self.fresh(scene),
            },
            55..58 => from.clone(),
            58..61 => format!("{from}/{}", self.dice.one(&NAMES)),
            61..64 => parent(&from).to_owned(),
            _ => self.fresh(scene),
        };
        let mut op = json!({ "op": "rename", "path": from, "to": to });
        match self.dice.below(100) {
            0..10 => op["flags"] = json!(["NOREPLACE"]),
            10..26 => {
                op["flags"] = json!(["EXCHANGE"]);
                op["to"] = self.pick(scene, ANY).into();
            }
            26..28 => op["flags"] = json!(["WHITEOUT"]),
            28 => op["flags"] = json!(["NOREPLACE", "EXCHANGE"]),
            29 => op["flags"] = json!(["NOREPLACE", "WHITEOUT"]),
            _ => {}
        }
        op
    }

    fn attributes(&mut self, scene: &Scene<'_>) -> Value {
        let path = self.pick(scene, ANY);
        match self.dice.below(20) {
            0..9 => {
                let modes = [&FILE_MODES[..], &DIR_MODES[..]].concat();
                json!({ "op": "chmod", "path": path, "mode": self.dice.one(&modes) })
            }
            9..16 => {
                let mut op = json!({ "op": "chown", "path": path });
                if self.dice.percent(85) {
                    op["uid"] = (*self.dice.one(&[0, 1, 1000])).into();
                }
                if self.dice.percent(85) {
                    op["gid"] = (*self.dice.one(&[0, 5, 1000])).into();
                }
                if self.dice.percent(40) {
                    op["follow"] = false.into();
                }
                op
            }
            _ => {
                let mut op = json!({ "op": "utimes", "path": path });
                if self.dice.percent(85) {
                    op["mtime"] = (1_100_000_000 + self.dice.below(50)).into();
                }
                if self.dice.percent(40) {
                    op["follow"] = false.into();
                }
                op
            }
        }
    }

    fn xattr(&mut self, scene: &Scene<'_>) -> Value {
        let mut path = self.pick(scene, ANY);
        let usual = ["user.a", "user.b", "trusted.t", "security.s"];
        let unusual = [
            "trusted.overlay.opaque",
            "user.overlay.opaque",
            "trusted.overlay.foo",
            "user.overlay.redirect",
            "trusted.overlay.overlay.opaque",
            "system.nope",
            "nons",
            "user.",
        ];
        let mut name = if self.dice.percent(12) { *self.dice.one(&unusual) } else { *self.dice.one(&usual) }.to_owned();
        let mut op = match self.dice.below(20) {
            0..10 => {
                let value = format!("v{}", self.dice.below(5));
                let mut op = json!({ "op": "setxattr", "path": path, "name": name, "value": value });
                if self.dice.percent(25) {
                    op["flag"] = (*self.dice.one(&["create", "replace"])).into();
                }
                op
            }
            10..15 => {
                let with: Vec<(&String, &Value)> =
                    scene.merged.iter().filter(|(_, node)| node["x"].is_object()).collect();
                if self.dice.percent(75)
                    && let Some((at, node)) = self.dice.any(&with).copied()
                    && let Some(xattrs) = node["x"].as_object()
                {
                    path.clone_from(at);
                    let names: Vec<&String> = xattrs.keys().collect();
                    name.clone_from(*self.dice.one(&names));
                }
                json!({ "op": "removexattr", "path": path, "name": name })
            }
            15..18 => json!({ "op": "getxattr", "path": path, "name": name }),
            _ => json!({ "op": "listxattr", "path": path }),
        };
        if self.dice.percent(30) {
            op["follow"] = false.into();
        }
        op
    }

    fn mknod(&mut self, scene: &Scene<'_>) -> Value {
        let kind = *self.dice.one(&["c", "c", "b", "p", "s", "f"]);
        let mut op = json!({ "op": "mknod", "path": self.fresh(scene), "type": kind, "mode": "600" });
        match kind {
            "c" => op["dev"] = self.dice.one(&[json!([1, 3]), json!([0, 0]), json!([240, 7])]).clone(),
            "b" => op["dev"] = json!([240, 7]),
            _ => {}
        }
        op
    }

    /// Something new where something was removed.
    fn recreate(&mut self, scene: &Scene<'_>) -> Value {
        let path = match self.hidden(scene) {
            Some(path) if scene.kind(parent(&path)) == "d" => path,
            _ => self.fresh(scene),
        };
        match self.dice.below(20) {
            0..8 => json!({ "op": "mkdir", "path": path }),
            8..13 => {
                let data = self.data("R");
                json!({ "op": "create", "path": path, "data": data })
            }
            13..15 => json!({ "op": "symlink", "path": path, "target": link_target(&mut self.dice) }),
            15..19 => json!({ "op": "rename", "path": self.pick(scene, ANY), "to": path }),
            _ => json!({ "op": "link", "path": self.pick(scene, "f"), "to": path }),
        }
    }

    /// Removes what is in a directory, then the directory, and perhaps makes it again.
    fn empty(&mut self, scene: &Scene<'_>) -> Op {
        let full: Vec<&String> = scene.of("d").into_iter().filter(|dir| scene.below(dir).next().is_some()).collect();
        let Some(dir) = self.dice.any(&full).map(|dir| (*dir).clone()) else { return Op(object(self.rmdir(scene))) };
        let mut below: Vec<&String> = scene.below(&dir).collect();
        below.sort_by_key(|path| std::cmp::Reverse(path.matches('/').count()));
        let mut todo: Vec<Value> = Vec::new();
        for path in below.into_iter().take(9) {
            let op = if scene.kind(path) == "d" { "rmdir" } else { "unlink" };
            todo.push(json!({ "op": op, "path": path }));
        }
        todo.push(json!({ "op": self.dice.one(&["rmdir", "rmdir", "readdir"]), "path": dir }));
        match self.dice.below(20) {
            0..7 => todo.push(json!({ "op": "mkdir", "path": dir })),
            7..10 => todo.push(json!({ "op": "rename", "path": self.pick(scene, "d"), "to": dir })),
            10..12 => {
                let data = self.data("E");
                todo.push(json!({ "op": "create", "path": dir, "data": data }));
            }
            _ => {}
        }
        self.queue = todo.into_iter().rev().map(|op| Op(object(op))).collect();
        self.queue.pop().unwrap_or_else(|| Op(object(json!({ "op": "readdir", "path": dir }))))
    }

    /// Another operation with an odd path.
    fn odd(&mut self, scene: &Scene<'_>) -> Op {
        let acts = [
            Act::Look,
            Act::Look,
            Act::Create,
            Act::Write,
            Act::Open,
            Act::Mkdir,
            Act::Rmdir,
            Act::Unlink,
            Act::Rename,
            Act::Link,
            Act::Symlink,
            Act::Mknod,
            Act::Attributes,
            Act::Xattr,
        ];
        let act = *self.dice.one(&acts);
        let mut op = self.act(act, scene);
        let key = if op.0.contains_key("to") && self.dice.percent(50) { "to" } else { "path" };
        let path = self.odd_path(op.text(key));
        op.0.insert(key.to_owned(), path.into());
        op
    }

    // ---- open files ------------------------------------------------------------------------------------------------------

    fn file(&mut self, scene: &Scene<'_>) -> Value {
        let held: Vec<String> = self.open.keys().cloned().collect();
        if held.is_empty() || (held.len() < 3 && self.dice.percent(30)) {
            let letters: BTreeSet<&str> = ["A", "B", "C"].into_iter().collect();
            let free: Vec<&str> = letters.into_iter().filter(|name| !self.open.contains_key(*name)).collect();
            let name = *self.dice.one(&free);
            let path = if self.dice.percent(80) { self.pick(scene, "f") } else { self.pick(scene, "d") };
            if scene.kind(&path) == "d" {
                return json!({ "op": "fdopen", "fd": name, "path": path, "flags": ["RDONLY"] });
            }
            let ways: [&[&str]; 7] = [
                &["RDONLY"],
                &["RDONLY"],
                &["RDWR"],
                &["RDWR", "APPEND"],
                &["WRONLY", "APPEND"],
                &["RDWR", "TRUNC"],
                &["RDWR", "CREAT"],
            ];
            if self.dice.percent(8) {
                let dir = parent(&path);
                return json!({ "op": "fdopen", "fd": name, "path": dir, "flags": ["RDWR", "TMPFILE"] });
            }
            return json!({ "op": "fdopen", "fd": name, "path": path, "flags": self.dice.one(&ways) });
        }
        let name = self.dice.one(&held).clone();
        if self.open.get(&name) == Some(&true) {
            return match self.dice.below(8) {
                0..3 => json!({ "op": "fdreaddir", "fd": name }),
                3..5 => json!({ "op": "fdstat", "fd": name }),
                5 => json!({ "op": "fdclose", "fd": name }),
                6 => json!({ "op": "fdread", "fd": name }),
                _ => json!({ "op": "fdchmod", "fd": name, "mode": "711" }),
            };
        }
        match self.dice.below(12) {
            0..4 => json!({ "op": "fdread", "fd": name }),
            4..6 => json!({ "op": "fdstat", "fd": name }),
            6..9 => {
                let mut op = json!({ "op": "fdwrite", "fd": name, "data": self.data("F") });
                if self.dice.percent(70) {
                    op["off"] = (*self.dice.one(&[0, 2, 40])).into();
                }
                op
            }
            9 => json!({ "op": "fdtruncate", "fd": name, "size": self.dice.one(&[0, 3, 100]) }),
            10 => json!({ "op": "fdchmod", "fd": name, "mode": self.dice.one(&["600", "640"]) }),
            _ => json!({ "op": "fdclose", "fd": name }),
        }
    }

    /// Takes note of what an operation has opened or closed.
    pub(super) fn note(&mut self, op: &Op, result: &Value, scene: &Scene<'_>) {
        match op.name() {
            "fdopen" if result.get("ok").is_some() => {
                let tmpfile = op.words("flags").contains(&"TMPFILE");
                let is_dir = !tmpfile && scene.kind(op.text("path").trim_end_matches('/')) == "d";
                self.open.insert(op.text("fd").to_owned(), is_dir);
            }
            "fdclose" => drop(self.open.remove(op.text("fd"))),
            _ => {}
        }
    }
}
