//! Trees of files as text that a human can write and review: the source of every image and disk that a world starts with.
//!
//! ```text
//! # a comment
//! @ 2021-01-11T00:00:00Z               the time of what follows
//! etc/                  0755           a directory
//! etc/hostname          0644 "host\n"  a file and its text
//! etc/motd              0644 <<        a file whose text is the following lines, without two blanks at their start
//!   Welcome.
//! >>
//! bin/sh                0755 ...       a file of the real image whose bytes are not here: a mark stands for them
//! run.sh                0775 1202 698acdc803486bbe…   a file known by size and sha256
//! filler                0644 fill 5000 a file of as many unknown bytes as the whole tree needs to have 5000
//! lib64 -> lib                         a symbolic link
//! b = a                                a hard link
//! dev/null              c 1:3 0666     a character device: major and minor number
//! var/mail/             2775 0:8       an owner and group (root's otherwise)
//! ```

use crate::archive::TarStream;
use crate::archive::tar::{EntryKind, Header, Writer};
use crate::clock::Time;
use crate::vfs::{AbsPath, Content, Dev, Errno, Fs, Meta, Node};

/// What stands for the bytes of a file that are not here.
pub const MARK: &str = "Drydock: the bytes of this file are not part of the simulation.\n";

/// A tree of files, in the order in which it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    entries: Vec<(Header, Content)>,
}

/// A line that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadLine(pub usize);

impl Tree {
    /// Reads a tree.
    pub fn parse(text: &str) -> Result<Self, BadLine> {
        let mut tree = Self::default();
        let (mut now, mut fill) = (Time::default(), None);
        let mut lines = (1..).zip(text.lines());
        while let Some((number, line)) = lines.next() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(time) = line.strip_prefix("@ ") {
                now = Time::parse_rfc3339(time).ok_or(BadLine(number))?;
                continue;
            }
            let mut here = Vec::new();
            if line.ends_with("<<") {
                here = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != ">>").collect();
            }
            let entry = entry(line, &here, now).ok_or(BadLine(number))?;
            if let Entry::Fill(total) = entry.1 {
                fill = Some((tree.entries.len(), total));
            }
            tree.entries.push((entry.0, entry.1.content()));
        }
        tree.link_modes();
        if let Some((at, total)) = fill {
            let rest = total.saturating_sub(tree.size());
            tree.entries[at].1 = Content::Known { size: rest, sha256: None };
        }
        Ok(tree)
    }

    /// A hard link has the mode of what it is another name of.
    fn link_modes(&mut self) {
        let modes: std::collections::BTreeMap<Vec<u8>, u32> =
            self.entries.iter().map(|(header, _)| (header.name.clone(), header.mode)).collect();
        for (header, _) in self.entries.iter_mut().filter(|(header, _)| header.kind == EntryKind::Hardlink) {
            header.mode = modes.get(&header.link).copied().unwrap_or(header.mode);
        }
    }

    /// A tree that is part of the program. A bad line (there is none: tests read every tree) ends it.
    pub fn of(text: &str) -> Self {
        Self::parse(text).unwrap_or_default()
    }

    /// What layerdb's `size` counts: every file once, symbolic links by the length of their target.
    pub fn size(&self) -> u64 {
        let size = |(header, content): &(Header, Content)| match header.kind {
            EntryKind::File => content.size(),
            EntryKind::Symlink => header.link.len() as u64,
            _ => 0,
        };
        self.entries.iter().map(size).sum()
    }

    /// The tree as a layer's tar.
    pub fn to_tar(&self) -> TarStream {
        let mut writer = Writer::default();
        for (header, content) in &self.entries {
            writer.append(header, content);
        }
        writer.finish()
    }

    /// Puts the tree on a disk, at `/`.
    pub fn write_to(&self, fs: &mut Fs) -> Result<(), Errno> {
        let now = fs.now();
        for (header, content) in &self.entries {
            let path = AbsPath::new(&header.name);
            let Some((dir, name)) = path.split() else { continue };
            let dir = fs.mkdir_all(&dir, 0o755)?;
            let node = match header.kind {
                EntryKind::Dir => Node::dir(),
                EntryKind::Symlink => Node::Symlink(header.link.as_slice().into()),
                EntryKind::Hardlink => {
                    let target = fs.walk(&AbsPath::new(&header.link))?;
                    fs.link(target, dir, name)?;
                    continue;
                }
                EntryKind::Char(dev) => Node::Char(dev),
                _ => Node::File(content.clone()),
            };
            let meta = Meta { mode: (header.mode & 0o7777) as u16, uid: header.uid, gid: header.gid };
            fs.set_now(header.mtime);
            let made = fs.create(dir, name, node, meta);
            fs.set_now(now);
            made?;
        }
        // Creating what is in a directory changed its time.
        for (header, _) in &self.entries {
            if header.kind == EntryKind::Dir {
                let dir = fs.walk(&AbsPath::new(&header.name))?;
                fs.set_mtime(dir, header.mtime)?;
            }
        }
        Ok(())
    }
}

/// What a line says of the content.
enum Entry {
    Bytes(Content),
    Fill(u64),
}

impl Entry {
    fn content(self) -> Content {
        match self {
            Self::Bytes(content) => content,
            Self::Fill(_) => Content::empty(),
        }
    }
}

/// Type bits of the mode field, which Docker's writers put there (Go `archive/tar` `c_ISREG` and so on).
const TYPE_FILE: u32 = 0o100_000;
const TYPE_DIR: u32 = 0o40_000;
const TYPE_SYMLINK: u32 = 0o120_000;
const TYPE_CHAR: u32 = 0o20_000;

fn entry(line: &str, here: &[&str], now: Time) -> Option<(Header, Entry)> {
    let header = |name: &str, kind, mode| Header { mtime: now, ..Header::new(name, kind, mode) };
    let nothing = || Entry::Bytes(Content::empty());
    if let Some((name, target)) = line.split_once(" -> ") {
        let link = header(name.trim(), EntryKind::Symlink, TYPE_SYMLINK | 0o777);
        return Some((Header { link: target.trim().into(), ..link }, nothing()));
    }
    if let Some((name, target)) = line.split_once(" = ") {
        let link = header(name.trim(), EntryKind::Hardlink, TYPE_FILE | 0o644);
        return Some((Header { link: target.trim().into(), ..link }, nothing()));
    }
    let (name, rest) = line.split_once(' ')?;
    if let Some(device) = rest.trim().strip_prefix("c ") {
        let (numbers, mode) = device.split_once(' ')?;
        let (major, minor) = numbers.split_once(':')?;
        let dev = Dev { major: major.parse().ok()?, minor: minor.parse().ok()? };
        let mode = TYPE_CHAR | u32::from_str_radix(mode, 8).ok()?;
        return Some((header(name, EntryKind::Char(dev), mode), nothing()));
    }
    let (mode, rest) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
    let mode = u32::from_str_radix(mode, 8).ok()?;
    let (owner, rest) = owner(rest.trim());
    let (uid, gid) = owner.unwrap_or_default();
    if name.ends_with('/') {
        let dir = header(name, EntryKind::Dir, TYPE_DIR | mode);
        return rest.is_empty().then_some((Header { uid, gid, ..dir }, nothing()));
    }
    let file = Header { uid, gid, ..header(name, EntryKind::File, TYPE_FILE | mode) };
    let content = match rest {
        "..." => Content::from(MARK),
        "<<" => {
            let lines = here.iter().flat_map(|line| [line.strip_prefix("  ").unwrap_or(line), "\n"]);
            Content::from(lines.collect::<String>())
        }
        _ if rest.starts_with('"') => Content::from(serde_json::from_str::<String>(rest).ok()?),
        _ => match rest.split_once(' ')? {
            ("fill", total) => return Some((file, Entry::Fill(total.parse().ok()?))),
            (size, hash) => Content::Known { size: size.parse().ok()?, sha256: Some(hash.parse().ok()?) },
        },
    };
    Some((file, Entry::Bytes(content)))
}

/// `uid:gid` at the start of `rest`, and what follows it.
fn owner(rest: &str) -> (Option<(u32, u32)>, &str) {
    let (word, behind) = rest.split_once(' ').unwrap_or((rest, ""));
    let ids = word.split_once(':').and_then(|(uid, gid)| Some((uid.parse().ok()?, gid.parse().ok()?)));
    if ids.is_some() { (ids, behind.trim()) } else { (None, rest) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_read_weighed_and_written() {
        let text = "@ 2021-01-11T00:00:00Z\netc/ 0755\netc/a 0644 \"x\\n\"\netc/b 0600 1:2 <<\n  two\n    lines\n>>\n\
                    etc/c -> a\netc/d = etc/a\nrest 0644 fill 100\nk 0775 7 \
                    698acdc803486bbe6a9ab9951e353467584acaade53b112aef2274da3060c598\n";
        let tree = Tree::parse(text).unwrap();
        assert_eq!(tree.size(), 100);
        let mut fs = Fs::new(Time::from_secs(5));
        tree.write_to(&mut fs).unwrap();
        let inode = |path: &str| fs.inode(fs.walk(&path.into()).unwrap()).unwrap().clone();
        assert_eq!(inode("/etc/b").content(), Some(&Content::from("two\n  lines\n")));
        assert_eq!((inode("/etc/b").uid, inode("/etc/b").gid, inode("/etc/b").mode), (1, 2, 0o600));
        assert_eq!(inode("/etc/d").nlink(), 2);
        assert_eq!(inode("/rest").size(), 100 - 2 - 12 - 1 - 7);
        assert_eq!(inode("/etc").mtime.to_string(), "2021-01-11T00:00:00Z");
        assert_eq!(tree.to_tar().reader().count(), 7);
        assert_eq!(Tree::parse("a 0644 \"x\"\nb 9 \"x\"\n"), Err(BadLine(2)));
        assert_eq!(Tree::parse("a 0644\n"), Err(BadLine(1)));
    }
}
