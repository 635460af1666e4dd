//! How each kind of operation is made: what it is done to, with which flags and values.

use serde_json::{Value, json};

use super::super::Op;
use super::ops::{ANY, Act, Chooser, Scene, parent};
use super::trees::{DIR_MODES, FILE_MODES, NAMES, content, link_target, object};

impl Chooser {
    pub(super) fn act(&mut self, act: Act, scene: &Scene<'_>) -> Op {
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

    pub(super) fn data(&mut self, from: &str) -> Value {
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
}
