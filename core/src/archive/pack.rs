//! Packing directories into a tar, as dockerd does for `docker commit`, `docker export` and `docker cp`.
//!
//! Directories are walked in the order of their names' bytes. Every entry carries what Go's `archive/tar` makes of a `stat`, with
//! the type above the permission bits, times cut to whole seconds, and of all extended attributes only `security.capability`.
//!
//! Model: moby `pkg/archive/{archive.go,archive_linux.go,archive_unix.go}` `TarWithOptions`, `addTarFile`, `ConvertWrite`.

use std::collections::BTreeMap;

use super::name::split;
use super::stream::TarStream;
use super::tar::{EntryKind, Header, Writer};
use super::whiteout::{OPAQUE_XATTR, TarMark};
use crate::accounts::Accounts;
use crate::clock::Time;
use crate::kernel::{Follow, Kernel, Stat, Task};
use crate::vfs::{Content, Dev, Errno, FileType, Ino};

const CAPABILITY: &[u8] = b"security.capability";
/// The fourth byte of a file capability is its revision; 3 names a user namespace's root at its end, which means nothing elsewhere.
const CAPABILITY_REVISION: usize = 3;
/// Bytes of a file capability of revision 2.
const CAPABILITY_SIZE: usize = 20;
/// The mode of the file that stands for a whiteout.
const WHITEOUT_MODE: u32 = 0o600;

/// What becomes of overlayfs's marks on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whiteouts {
    /// They become the files that say the same in a layer's tar: an upper directory is packed.
    Converted,
    /// Devices stay devices: what is packed is no upper directory.
    Kept,
}

/// Packs files and directories into one tar.
#[derive(Debug)]
pub struct Packer<'a> {
    kernel: &'a Kernel,
    task: &'a Task,
    accounts: &'a Accounts,
    whiteouts: Whiteouts,
    writer: Writer,
    /// Files with several names that are packed: by what name first.
    seen: BTreeMap<(Dev, Ino), Vec<u8>>,
}

impl<'a> Packer<'a> {
    /// A packer that sees the files as `task` does, and calls their owners what `accounts` call them.
    pub fn new(kernel: &'a Kernel, task: &'a Task, accounts: &'a Accounts, whiteouts: Whiteouts) -> Self {
        Self { kernel, task, accounts, whiteouts, writer: Writer::default(), seen: BTreeMap::new() }
    }

    /// Packs everything below the directory `path`, but not the directory itself. What cannot be read is left out, as dockerd leaves
    /// it out with a line in its log.
    ///
    /// Errors: those of reading the directory itself.
    pub fn below(&mut self, path: &[u8]) -> Result<(), Errno> {
        let pending = self.children(path, b"")?;
        self.walk(pending);
        Ok(())
    }

    /// Packs `path`, whatever it is, under the name `name`, with everything below it.
    pub fn tree(&mut self, path: &[u8], name: &[u8]) {
        self.walk(vec![(path.to_vec(), name.to_vec())]);
    }

    /// The archive.
    pub fn finish(self) -> TarStream {
        self.writer.finish()
    }

    /// Path and name of what is in a directory, the first at the end.
    fn children(&self, path: &[u8], name: &[u8]) -> Result<Vec<(Vec<u8>, Vec<u8>)>, Errno> {
        let slash = if name.is_empty() || name.ends_with(b"/") { &b""[..] } else { b"/" };
        let below = |child: &[u8]| ([path, b"/", child].concat(), [name, slash, child].concat());
        let entries = self.kernel.readdir(self.task, path)?;
        Ok(entries.iter().rev().map(|entry| below(entry.name.as_bytes())).collect())
    }

    fn walk(&mut self, mut pending: Vec<(Vec<u8>, Vec<u8>)>) {
        while let Some((path, name)) = pending.pop() {
            let Ok(stat) = self.kernel.stat(self.task, &path, Follow::No) else { continue };
            // A name that cannot be packed is left out; what is below it is not.
            let _ = self.entry(&path, &name, &stat);
            if stat.file_type == FileType::Dir {
                pending.extend(self.children(&path, &name).unwrap_or_default());
            }
        }
    }

    fn entry(&mut self, path: &[u8], name: &[u8], stat: &Stat) -> Result<(), Errno> {
        let Some(kind) = kind(stat) else { return Err(Errno::EINVAL) };
        let mut header = Header { mtime: Time { nanos: 0, ..stat.mtime }, ..Header::new(name, kind, stat.st_mode()) };
        (header.uid, header.gid) = (stat.uid, stat.gid);
        if self.accounts.has_user(stat.uid) {
            header.uname = self.accounts.user(stat.uid).into_bytes();
        }
        if self.accounts.has_group(stat.gid) {
            header.gname = self.accounts.group(stat.gid).into_bytes();
        }
        match kind {
            EntryKind::Dir if !name.ends_with(b"/") => header.name.push(b'/'),
            EntryKind::Symlink => header.link = self.kernel.readlink(self.task, path)?,
            _ => {}
        }
        if let Ok(value) = self.kernel.getxattr(self.task, path, CAPABILITY, Follow::No) {
            header.xattrs.push((CAPABILITY.to_vec(), portable_capability(&value)));
        }
        if kind != EntryKind::Dir && stat.nlink > 1 {
            if let Some(first) = self.seen.get(&(stat.dev, stat.ino)) {
                (header.kind, header.link) = (EntryKind::Hardlink, first.clone());
            } else {
                self.seen.insert((stat.dev, stat.ino), name.to_vec());
            }
        }
        let opaque = self.whiteouts == Whiteouts::Converted && self.convert(path, &mut header, stat);
        let content = match header.kind {
            EntryKind::File if kind == EntryKind::File => self.kernel.content(self.task, path)?,
            _ => Content::empty(),
        };
        self.writer.append(&header, &content);
        if opaque {
            let mark = [header.name.as_slice(), &TarMark::Opaque.file_name()].concat();
            let mark = Header::new(mark, EntryKind::File, header.mode & 0o777);
            let Header { uid, gid, uname, gname, .. } = header;
            self.writer.append(&Header { uid, gid, uname, gname, ..mark }, &Content::empty());
        }
        Ok(())
    }

    /// Makes of a whiteout the file that stands for it. A second name of one stays called a link in its header, although it is none.
    /// Whether the entry is an opaque directory.
    fn convert(&self, path: &[u8], header: &mut Header, stat: &Stat) -> bool {
        if stat.file_type == FileType::Char && stat.rdev == Dev::ZERO {
            let (dir, hidden) = split(&header.name);
            header.name = [dir, &TarMark::Whiteout(hidden).file_name()].concat();
            (header.kind, header.mode) = (EntryKind::File, WHITEOUT_MODE);
        }
        let (opaque, value) = OPAQUE_XATTR;
        stat.file_type == FileType::Dir
            && self.kernel.getxattr(self.task, path, opaque, Follow::No).is_ok_and(|found| *found == *value)
    }
}

/// What an entry is; none for a socket, which no tar holds.
const fn kind(stat: &Stat) -> Option<EntryKind> {
    Some(match stat.file_type {
        FileType::File => EntryKind::File,
        FileType::Dir => EntryKind::Dir,
        FileType::Symlink => EntryKind::Symlink,
        FileType::Char => EntryKind::Char(stat.rdev),
        FileType::Block => EntryKind::Block(stat.rdev),
        FileType::Fifo => EntryKind::Fifo,
        FileType::Socket => return None,
    })
}

/// A file capability as it means the same on another host.
///
/// Model: moby `pkg/archive/archive.go` `ReadSecurityXattrToTarHeader`.
fn portable_capability(value: &[u8]) -> Vec<u8> {
    let mut value = value.to_vec();
    if value.get(CAPABILITY_REVISION) == Some(&3) {
        value[CAPABILITY_REVISION] = 2;
        value.truncate(CAPABILITY_SIZE);
    }
    value
}

#[cfg(test)]
mod tests;
