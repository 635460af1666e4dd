//! The measured difference of two states of a filesystem.

use std::collections::BTreeSet;

use super::{AbsPath, Fs, Ino, Inode, Node};
use crate::persist::Delta;

/// What happened to one path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It was moved here. What lies below a moved directory is not listed.
    Moved {
        /// Where it was.
        from: AbsPath,
    },
    /// Its content changed (of a symbolic link: its target).
    Content,
    /// Its mode, owner or extended attributes changed, its content did not.
    Attributes,
    /// Only its times changed, or (for a directory) only its entries: each of those has a change of its own.
    Times,
}

/// One difference between two states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where: in the newer state, or in the older one for [`ChangeKind::Removed`].
    pub path: AbsPath,
    /// The inode.
    pub ino: Ino,
    /// What happened.
    pub kind: ChangeKind,
}

/// Every difference from `before` to `after`, ordered by path. Takes time proportional to what changed, not to the size of
/// the filesystem.
pub fn changes(before: &Fs, after: &Fs) -> Vec<Change> {
    let mut found = Vec::new();
    after.table().diff(before.table(), &mut |number, delta| {
        let ino = Ino(number);
        match delta {
            Delta::Added(inode) => {
                for link in &inode.links {
                    push(&mut found, after.link_path(Some(link)), ino, ChangeKind::Added);
                }
            }
            Delta::Removed(inode) => {
                for link in &inode.links {
                    push(&mut found, before.link_path(Some(link)), ino, ChangeKind::Removed);
                }
            }
            Delta::Changed(old, new) => changed((before, old), (after, new), ino, &mut found),
        }
    });
    found.sort_by(|a, b| (&a.path, &a.kind).cmp(&(&b.path, &b.kind)));
    found
}

fn push(found: &mut Vec<Change>, path: Option<AbsPath>, ino: Ino, kind: ChangeKind) {
    if let Some(path) = path {
        found.push(Change { path, ino, kind });
    }
}

fn changed((before, old): (&Fs, &Inode), (after, new): (&Fs, &Inode), ino: Ino, found: &mut Vec<Change>) {
    if old.links != new.links {
        let (a, b): (BTreeSet<_>, BTreeSet<_>) = (old.links.iter().collect(), new.links.iter().collect());
        let mut gone: Vec<_> = a.difference(&b).copied().collect();
        for link in b.difference(&a).copied() {
            let kind = match gone.pop().and_then(|link| before.link_path(Some(link))) {
                Some(from) => ChangeKind::Moved { from },
                None => ChangeKind::Added,
            };
            push(found, after.link_path(Some(link)), ino, kind);
        }
        for link in gone {
            push(found, before.link_path(Some(link)), ino, ChangeKind::Removed);
        }
    }
    let content = match (&old.node, &new.node) {
        (Node::Dir(_), Node::Dir(_)) => false,
        (a, b) => a != b,
    };
    let attributes = (old.mode, old.uid, old.gid, &old.xattrs) != (new.mode, new.uid, new.gid, &new.xattrs);
    let kind = if content {
        ChangeKind::Content
    } else if attributes {
        ChangeKind::Attributes
    } else {
        ChangeKind::Times
    };
    if kind != ChangeKind::Times || old.links == new.links {
        push(found, after.path_of(ino), ino, kind);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Content, Meta, RenameMode};
    use super::*;
    use crate::clock::Time;

    fn fixture() -> Fs {
        let mut fs = Fs::new(Time::from_secs(1));
        fs.mkdir_all(&"/a/b".into(), 0o755).unwrap();
        fs.write(&"/a/b/f".into(), "one", 0o644).unwrap();
        fs.write(&"/a/g".into(), "two", 0o644).unwrap();
        fs
    }

    fn shown(before: &Fs, after: &Fs) -> String {
        changes(before, after)
            .into_iter()
            .filter(|c| c.kind != ChangeKind::Times)
            .map(|c| match c.kind {
                ChangeKind::Added => format!("+ {}\n", c.path),
                ChangeKind::Removed => format!("- {}\n", c.path),
                ChangeKind::Moved { from } => format!("{from} -> {}\n", c.path),
                kind => format!("{kind:?} {}\n", c.path),
            })
            .collect()
    }

    #[test]
    fn finds_what_changed() {
        let before = fixture();
        let mut after = before.clone();
        let a = after.walk(&"/a".into()).unwrap();
        after.write(&"/a/b/new".into(), "x", 0o600).unwrap();
        after.write(&"/a/b/f".into(), "ONE", 0o644).unwrap();
        after.unlink(a, b"g").unwrap();
        assert_eq!(shown(&before, &after), "Content /a/b/f\n+ /a/b/new\n- /a/g\n");
        assert_eq!(shown(&after, &before), "Content /a/b/f\n- /a/b/new\n+ /a/g\n");
    }

    #[test]
    fn a_moved_directory_is_one_change() {
        let before = fixture();
        let mut after = before.clone();
        let a = after.walk(&"/a".into()).unwrap();
        after.rename((a, b"b"), (Fs::ROOT, b"c"), RenameMode::Replace).unwrap();
        assert_eq!(shown(&before, &after), "/a/b -> /c\n");
        assert_eq!(after.read(&"/c/f".into()).unwrap(), &Content::from("one"));
        assert_eq!(after.inode(a).unwrap().nlink(), 2);
    }

    #[test]
    fn hard_links_have_all_their_paths() {
        let before = fixture();
        let mut after = before.clone();
        let g = after.walk(&"/a/g".into()).unwrap();
        after.link(g, Fs::ROOT, b"h").unwrap();
        assert_eq!(shown(&before, &after), "+ /h\n");
        assert_eq!(after.inode(g).unwrap().nlink(), 2);
        let meta = Meta { mode: 0o600, uid: 5, gid: 0 };
        after.set_meta(g, meta).unwrap();
        assert_eq!(shown(&before, &after), "Attributes /a/g\n+ /h\n");
    }

    #[test]
    fn remove_all_leaves_nothing_behind() {
        let mut fs = fixture();
        let (b, f) = (fs.walk(&"/a/b".into()).unwrap(), fs.walk(&"/a/b/f".into()).unwrap());
        fs.remove_all(&"/a".into()).unwrap();
        assert_eq!(fs.walk(&"/a".into()), Err(super::super::Errno::ENOENT));
        assert!(fs.get(b).is_none() && fs.get(f).is_none());
        assert_eq!(fs.inode(Fs::ROOT).unwrap().nlink(), 2);
        fs.remove_all(&"/a".into()).unwrap();
    }

    #[test]
    fn held_inodes_outlive_their_names() {
        let mut fs = fixture();
        let a = fs.walk(&"/a".into()).unwrap();
        let g = fs.walk(&"/a/g".into()).unwrap();
        fs.hold(g);
        fs.unlink(a, b"g").unwrap();
        assert_eq!(fs.inode(g).unwrap().nlink(), 0);
        fs.release(g);
        assert!(fs.get(g).is_none());
    }
}
