//! Random layers.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::scenario::{Node, Tree};
use super::dice::Dice;

/// Few names, so that layers and operations meet.
pub(super) const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
/// Owners other than root.
pub(super) const OWNERS: [(u32, u32); 3] = [(1, 1), (1000, 1000), (0, 5)];
pub(super) const FILE_MODES: [&str; 11] =
    ["644", "644", "644", "644", "600", "755", "640", "444", "4755", "2755", "6711"];
pub(super) const DIR_MODES: [&str; 8] = ["755", "755", "755", "700", "775", "750", "1777", "2775"];

/// What random layers are like.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    /// The prefix of overlayfs's attributes.
    pub(super) prefix: &'static str,
    /// Hard links are frequent.
    pub(super) links: bool,
    /// Layers also have attributes of overlayfs that image builders or other mounts may have left: redirects, metacopies.
    pub(super) marks: bool,
    /// Whiteouts in the form of an attribute.
    pub(super) xattr_whiteouts: bool,
}

/// A target of a symbolic link.
pub(super) fn link_target(dice: &mut Dice) -> String {
    let name = *dice.one(&NAMES);
    match dice.below(20) {
        0..6 => name.to_owned(),
        6..10 => format!("{name}/{}", dice.one(&NAMES)),
        10..13 => format!("../{name}"),
        13..16 => format!("/{name}"),
        16..18 => ".".to_owned(),
        _ => (*dice.one(&["nowhere", "..", "../..", "/", "a/../b", "/a/b/c", "a/", "b/."])).to_owned(),
    }
}

/// Content that tells where it is from.
pub(super) fn content(dice: &mut Dice, from: &str, counter: &mut usize) -> Value {
    *counter += 1;
    match dice.below(25) {
        0 => json!({ "rep": format!("{from}.{counter}|"), "n": *dice.one(&[20, 400, 1000]) }),
        1 => json!(""),
        _ => json!(format!("{from}.{counter}")),
    }
}

/// One layer. `seen`: paths of the layers below, which this one prefers. `bottom`: there is none below.
pub(super) struct Maker<'a> {
    pub(super) dice: &'a mut Dice,
    pub(super) kind: Kind,
    pub(super) seen: &'a BTreeSet<String>,
    pub(super) bottom: bool,
    pub(super) tag: String,
    pub(super) counter: &'a mut usize,
    pub(super) density: usize,
}

impl Maker<'_> {
    pub(super) fn make(mut self) -> Tree {
        let mut tree = Tree::new();
        self.fill(&mut tree, "", 0);
        if self.kind.xattr_whiteouts && self.dice.percent(40) {
            self.add_xattr_whiteout(&mut tree);
        }
        tree
    }

    fn fill(&mut self, tree: &mut Tree, parent: &str, depth: usize) {
        for name in NAMES {
            if !self.dice.percent(if depth == 0 { self.density } else { self.density * 3 / 4 }) {
                continue;
            }
            let path = format!("{parent}{name}");
            // Rather names that are below as well.
            if !self.bottom && !self.seen.contains(&path) && self.dice.percent(25) {
                continue;
            }
            let node = self.node(tree, &path, depth);
            let is_dir = node.get("t") == Some(&json!("d"));
            tree.insert(path.clone(), node);
            if is_dir {
                self.fill(tree, &format!("{path}/"), depth + 1);
            }
        }
    }

    fn node(&mut self, tree: &Tree, path: &str, depth: usize) -> Node {
        let (below, links) = (self.seen.contains(path), if self.kind.links { 25 } else { 8 });
        let whiteouts = match (self.bottom, below) {
            (true, _) => 2,
            (_, true) => 14,
            _ => 4,
        };
        let kinds = [(whiteouts, "w"), (if depth < 3 { 34 } else { 0 }, "d"), (12, "l"), (5, "special"), (links, "h")];
        let mut node = match self.dice.weighted(&[&kinds[..], &[(38, "f")]].concat()) {
            "w" => return object(json!({ "t": "w" })),
            "l" => object(json!({ "t": "l", "to": link_target(self.dice) })),
            "special" => {
                let special = [
                    json!({ "t": "p" }),
                    json!({ "t": "c", "r": [1, 3] }),
                    json!({ "t": "c", "r": [240, 7] }),
                    json!({ "t": "b", "r": [240, 7] }),
                    json!({ "t": "s" }),
                ];
                object(self.dice.one(&special).clone())
            }
            "d" => self.directory(),
            "h" => {
                let linkable = |kind: &Value| ["f", "f", "l", "p"].iter().any(|t| kind == t);
                let files: Vec<&String> =
                    tree.iter().filter(|(_, node)| node.get("t").is_some_and(linkable)).map(|(path, _)| path).collect();
                match self.dice.any(&files) {
                    Some(to) => return object(json!({ "t": "h", "to": to })),
                    None => self.file(),
                }
            }
            _ => self.file(),
        };
        let kind = node.get("t").and_then(Value::as_str).unwrap_or("").to_owned();
        if self.dice.percent(12) {
            let (uid, gid) = *self.dice.one(&OWNERS);
            node.insert("u".into(), uid.into());
            node.insert("g".into(), gid.into());
        }
        if matches!(kind.as_str(), "f" | "d") && self.dice.percent(12) {
            let name = *self.dice.one(&["user.a", "user.b", "trusted.t", "security.s"]);
            let value = format!("{}-{}", self.tag, self.dice.below(9));
            self.attribute(&mut node, name, value);
        }
        if self.kind.marks {
            self.mark(&mut node, &kind);
        }
        node
    }

    fn file(&mut self) -> Node {
        let mut node = object(json!({ "t": "f", "d": content(self.dice, &self.tag, self.counter) }));
        if self.dice.percent(25) {
            node.insert("m".into(), (*self.dice.one(&FILE_MODES)).into());
        }
        node
    }

    fn directory(&mut self) -> Node {
        let mut node = object(json!({ "t": "d" }));
        if self.dice.percent(15) {
            node.insert("m".into(), (*self.dice.one(&DIR_MODES)).into());
        }
        if self.dice.percent(if self.bottom { 2 } else { 20 }) {
            let value = self.dice.weighted(&[(20, "y"), (1, "n"), (1, "yes"), (1, "Y")]);
            node.insert("opaque".into(), value.into());
        }
        node
    }

    /// What another mount may have left.
    fn mark(&mut self, node: &mut Node, kind: &str) {
        let prefix = self.kind.prefix;
        if kind == "d" && self.dice.percent(15) {
            let value = self.redirect();
            self.attribute(node, &format!("{prefix}redirect"), value);
        }
        if kind == "f" && self.dice.percent(15) {
            self.attribute(node, &format!("{prefix}metacopy"), String::new());
            if self.dice.percent(60) {
                let value = self.redirect();
                self.attribute(node, &format!("{prefix}redirect"), value);
            }
        }
        if self.dice.percent(4) && matches!(kind, "d" | "f") {
            let name = *self.dice.one(&["overlay.opaque", "impure", "foo"]);
            self.attribute(node, &format!("{prefix}{name}"), "y".to_owned());
        }
    }

    fn redirect(&mut self) -> String {
        match self.dice.below(12) {
            0..5 => (*self.dice.one(&NAMES)).to_owned(),
            5..8 => format!("/{}", self.dice.one(&NAMES)),
            8..11 => format!("/{}/{}", self.dice.one(&NAMES), self.dice.one(&NAMES)),
            _ => (*self.dice.one(&["a/b", "/", "", "/a//b", "nowhere", "/nowhere/a"])).to_owned(),
        }
    }

    fn attribute(&mut self, node: &mut Node, name: &str, value: String) {
        if let Some(xattrs) = node.entry("x").or_insert_with(|| json!({})).as_object_mut() {
            xattrs.insert(name.to_owned(), value.into());
        }
    }

    fn add_xattr_whiteout(&mut self, tree: &mut Tree) {
        let plain = |node: &Node| node.get("t") == Some(&json!("d")) && !node.contains_key("opaque");
        let dirs: Vec<String> = tree.iter().filter(|(_, node)| plain(node)).map(|(path, _)| path.clone()).collect();
        let Some(dir) = self.dice.any(&dirs) else { return };
        let path = format!("{dir}/{}", self.dice.one(&NAMES));
        if tree.contains_key(&path) {
            return;
        }
        if let Some(node) = tree.get_mut(dir) {
            node.insert("opaque".into(), "x".into());
        }
        tree.insert(path, object(json!({ "t": "x" })));
    }
}

/// The object that a JSON value is.
pub(super) fn object(value: Value) -> Node {
    match value {
        Value::Object(object) => object,
        _ => Node::new(),
    }
}
