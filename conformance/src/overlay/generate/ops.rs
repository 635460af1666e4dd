//! Random operations, chosen by what the mount shows at that time: so that they meet what is there. How each kind is made:
//! `acts.rs`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::super::{Op, Snapshot};
use super::dice::Dice;
use super::trees::NAMES;

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
pub(super) enum Act {
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

pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

impl Scene<'_> {
    /// Paths that show something of these types. Not the root.
    pub(super) fn of(&self, kinds: &str) -> Vec<&String> {
        let wanted = |(path, node): &(&String, &Value)| !path.is_empty() && kinds.contains(kind(node));
        self.merged.iter().filter(wanted).map(|(path, _)| path).collect()
    }

    pub(super) fn kind(&self, path: &str) -> &str {
        self.merged.get(path).map_or("", kind)
    }

    pub(super) fn below<'a>(&'a self, dir: &'a str) -> impl Iterator<Item = &'a String> {
        self.merged.keys().filter(move |path| path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/')))
    }
}

pub(super) const ANY: &str = "dflpcbs";

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
    pub(super) fn pick(&mut self, scene: &Scene<'_>, kinds: &str) -> String {
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
    pub(super) fn hidden(&mut self, scene: &Scene<'_>) -> Option<String> {
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
    pub(super) fn fresh(&mut self, scene: &Scene<'_>) -> String {
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

    pub(super) fn odd_path(&mut self, path: &str) -> String {
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

    // ---- open files ------------------------------------------------------------------------------------------------------

    pub(super) fn file(&mut self, scene: &Scene<'_>) -> Value {
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
