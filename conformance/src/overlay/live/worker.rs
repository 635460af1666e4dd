//! A thread whose root directory is the mount, and which makes the system calls that operations stand for.

use std::collections::BTreeMap;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use nix::sched::{CloneFlags, unshare};
use rustix::fs::{
    AtFlags, CWD, Dir, FileType, Gid, Mode, OFlags, RenameFlags, Timespec, Timestamps, UTIME_NOW, Uid, XattrFlags,
    chmodat, chownat, fchmod, fstat, ftruncate, getxattr, lgetxattr, linkat, listxattr, llistxattr, lremovexattr,
    lsetxattr, makedev, mkdirat, mknodat, open, readlinkat, removexattr, renameat_with, seek, setxattr, statat,
    symlinkat, unlinkat, utimensat,
};
use rustix::io::{Errno, dup, pread, pwrite, read, write};
use rustix::process::{chroot, umask};
use rustix::thread::{set_thread_groups, set_thread_res_gid, set_thread_res_uid};
use serde_json::{Value, json};

use super::super::scenario::{Op, encode};
use super::super::snapshot::content;
use super::errno::{name, of};
use super::observe::{letter, names_in, stat};

/// The thread. Its open files are closed when it is dropped.
#[derive(Debug)]
pub(super) struct Worker {
    orders: Option<Sender<Op>>,
    results: Receiver<Value>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts it with the root directory `root`.
    pub(super) fn start(root: &Path) -> Self {
        let (orders, receiver) = channel::<Op>();
        let (sender, results) = channel();
        let root = root.to_owned();
        let thread = std::thread::spawn(move || {
            let hands = Hands::enter(&root);
            let Ok(mut hands) = hands else { return };
            for op in receiver {
                if sender.send(hands.run(&op)).is_err() {
                    return;
                }
            }
        });
        Self { orders: Some(orders), results, thread: Some(thread) }
    }

    /// Makes the calls of an operation; `None` if the thread could not start or has died.
    pub(super) fn run(&self, op: &Op) -> Option<Value> {
        self.orders.as_ref()?.send(op.clone()).ok()?;
        self.results.recv().ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _joined = thread.join();
        }
    }
}

/// Why an operation failed, and at which of its parts if not the first.
struct Failure(Errno, Option<&'static str>);

impl From<Errno> for Failure {
    fn from(error: Errno) -> Self {
        Self(error, None)
    }
}

fn in_part(part: &'static str) -> impl Fn(Errno) -> Failure {
    move |error| Failure(error, Some(part))
}

/// What the thread holds.
struct Hands {
    files: BTreeMap<String, OwnedFd>,
}

impl Hands {
    fn enter(root: &PathBuf) -> Result<Self, Errno> {
        // Root directory, current directory and umask of this thread alone.
        unshare(CloneFlags::CLONE_FS).map_err(|error| Errno::from_raw_os_error(error as i32))?;
        chroot(root)?;
        std::env::set_current_dir("/").map_err(|error| of(&error))?;
        umask(Mode::from_raw_mode(0o022));
        set_thread_groups(&[])?;
        Ok(Self { files: BTreeMap::new() })
    }

    fn run(&mut self, op: &Op) -> Value {
        let user = op.number("as").map(|id| id as u32);
        if let Some(id) = user {
            let _entered = set_thread_res_gid(None::<Gid>, Gid::from_raw(id), None::<Gid>)
                .and_then(|()| set_thread_res_uid(None::<Uid>, Uid::from_raw(id), None::<Uid>));
        }
        let result = if op.name().starts_with("fd") { self.on_file(op) } else { on_path(op) };
        if user.is_some() {
            let _left = set_thread_res_uid(None::<Uid>, Uid::ROOT, None::<Uid>)
                .and_then(|()| set_thread_res_gid(None::<Gid>, Gid::ROOT, None::<Gid>));
        }
        match result {
            Ok(value) => value,
            Err(Failure(error, None)) => json!({ "err": name(error) }),
            Err(Failure(error, Some(part))) => json!({ "err": name(error), "at": part }),
        }
    }

    fn on_file(&mut self, op: &Op) -> Result<Value, Failure> {
        let key = op.text("fd").to_owned();
        if op.name() == "fdopen" {
            let path = format!("/{}", op.text("path"));
            let flags = flags_of(&op.words("flags")) | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let file = open(path, flags, mode(op, 0o644))?;
            self.files.insert(key, file);
            return Ok(json!({ "ok": true }));
        }
        if op.name() == "fdclose" {
            self.files.remove(&key).ok_or(Errno::BADF)?;
            return Ok(json!({ "ok": true }));
        }
        let file = self.files.get(&key).ok_or(Errno::BADF)?;
        match op.name() {
            "fdread" => {
                let mut bytes = vec![0; 1 << 20];
                let len = pread(file, &mut bytes[..], op.number("off").unwrap_or(0))?;
                return Ok(json!({ "data": content(&bytes[..len]) }));
            }
            "fdwrite" => {
                let bytes = op.bytes("data").unwrap_or_default();
                match op.number("off") {
                    Some(offset) => pwrite(file, &bytes, offset)?,
                    None => write(file, &bytes)?,
                };
            }
            "fdstat" => return Ok(json!({ "stat": stat(&fstat(file)?) })),
            "fdtruncate" => ftruncate(file, op.number("size").unwrap_or(0))?,
            "fdchmod" => fchmod(file, mode(op, 0))?,
            "fdreaddir" => {
                let mut dir = Dir::new(dup(file)?)?;
                dir.rewind();
                let mut names = Vec::new();
                for entry in dir {
                    names.push(entry?.file_name().to_string_lossy().into_owned());
                }
                names.retain(|name| name != "." && name != "..");
                names.sort();
                return Ok(json!({ "names": names }));
            }
            _ => return Err(Errno::NOSYS.into()),
        }
        Ok(json!({ "ok": true }))
    }
}

fn mode(op: &Op, default: u16) -> Mode {
    Mode::from_raw_mode(u32::from(op.mode("mode", default)))
}

fn flags_of(words: &[&str]) -> OFlags {
    let flag = |word: &&str| match *word {
        "WRONLY" => OFlags::WRONLY,
        "RDWR" => OFlags::RDWR,
        "CREAT" => OFlags::CREATE,
        "EXCL" => OFlags::EXCL,
        "TRUNC" => OFlags::TRUNC,
        "APPEND" => OFlags::APPEND,
        "DIRECTORY" => OFlags::DIRECTORY,
        "NOFOLLOW" => OFlags::NOFOLLOW,
        "TMPFILE" => OFlags::TMPFILE,
        "PATH" => OFlags::PATH,
        _ => OFlags::RDONLY,
    };
    words.iter().map(flag).fold(OFlags::RDONLY, |flags, flag| flags | flag)
}

/// `open`, with a write and a read of what was opened.
fn open_and_use(path: &str, op: &Op) -> Result<Value, Failure> {
    let (flags, perhaps_mode, data, offset, reads) = match op.name() {
        "read" => (OFlags::RDONLY, Mode::empty(), None, None, true),
        "create" => (OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY, mode(op, 0o644), op.bytes("data"), None, false),
        "write" => {
            let (flags, offset) = match op.text("how") {
                "trunc" => (OFlags::TRUNC, None),
                "append" => (OFlags::APPEND, None),
                _ => (OFlags::empty(), Some(op.number("off").unwrap_or(0))),
            };
            (OFlags::WRONLY | flags, Mode::empty(), op.bytes("data"), offset, false)
        }
        _ => {
            let reads = op.flag("read") == Some(true);
            (flags_of(&op.words("flags")), mode(op, 0o644), op.bytes("write"), op.number("off"), reads)
        }
    };
    let file = open(path, flags | OFlags::NONBLOCK | OFlags::CLOEXEC, perhaps_mode)?;
    let mut result = json!({ "ok": true });
    if let Some(bytes) = data {
        let written = match offset {
            None => write(&file, &bytes),
            Some(offset) => pwrite(&file, &bytes, offset),
        }
        .map_err(in_part("write"))?;
        if written != bytes.len() {
            result["wrote"] = written.into();
        }
    }
    if !reads {
        return Ok(result);
    }
    seek(&file, rustix::fs::SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    let mut part = vec![0; 1 << 16];
    loop {
        match read(&file, &mut part[..]).map_err(in_part("read"))? {
            0 => return Ok(json!({ "data": content(&bytes) })),
            len => bytes.extend_from_slice(&part[..len]),
        }
    }
}

fn on_path(op: &Op) -> Result<Value, Failure> {
    let (path, to) = (format!("/{}", op.text("path")), format!("/{}", op.text("to")));
    let (path, to) = (path.as_str(), to.as_str());
    let no_follow = op.flag("follow") == Some(false);
    let end = if no_follow { AtFlags::SYMLINK_NOFOLLOW } else { AtFlags::empty() };
    match op.name() {
        "stat" => return Ok(json!({ "stat": stat(&statat(CWD, path, AtFlags::empty())?) })),
        "lstat" => return Ok(json!({ "stat": stat(&statat(CWD, path, AtFlags::SYMLINK_NOFOLLOW)?) })),
        "readdir" => return list(path),
        "readlink" => {
            let target = readlinkat(CWD, path, Vec::new())?;
            return Ok(json!({ "to": target.to_string_lossy() }));
        }
        "read" | "create" | "write" | "open" => return open_and_use(path, op),
        "mkdir" => mkdirat(CWD, path, mode(op, 0o755))?,
        "rmdir" => unlinkat(CWD, path, AtFlags::REMOVEDIR)?,
        "unlink" => unlinkat(CWD, path, AtFlags::empty())?,
        "symlink" => symlinkat(op.text("target"), CWD, path)?,
        "link" => {
            let follow = op.flag("follow") == Some(true);
            let flags = if follow { AtFlags::SYMLINK_FOLLOW } else { AtFlags::empty() };
            linkat(CWD, path, CWD, to, flags)?;
        }
        "rename" => {
            let flag = |word: &&str| match *word {
                "NOREPLACE" => RenameFlags::NOREPLACE,
                "EXCHANGE" => RenameFlags::EXCHANGE,
                _ => RenameFlags::WHITEOUT,
            };
            let flags = op.words("flags").iter().map(flag).fold(RenameFlags::empty(), |flags, flag| flags | flag);
            renameat_with(CWD, path, CWD, to, flags)?;
        }
        "chmod" => chmodat(CWD, path, mode(op, 0), AtFlags::empty())?,
        "chown" => {
            let id = |key| op.number(key).map(|id| id as u32);
            chownat(CWD, path, id("uid").map(Uid::from_raw), id("gid").map(Gid::from_raw), end)?;
        }
        "truncate" => {
            let size = op.number("size").unwrap_or(0).cast_signed();
            nix::unistd::truncate(path, size).map_err(|error| Errno::from_raw_os_error(error as i32))?;
        }
        "utimes" => {
            let time = match op.number("mtime") {
                Some(secs) => Timespec { tv_sec: secs.cast_signed(), tv_nsec: 0 },
                None => Timespec { tv_sec: 0, tv_nsec: UTIME_NOW },
            };
            utimensat(CWD, path, &Timestamps { last_access: time, last_modification: time }, end)?;
        }
        "mknod" => {
            let part =
                |n: usize| op.0.get("dev").and_then(|dev| dev.get(n)).and_then(Value::as_u64).unwrap_or(0) as u32;
            let kind = match op.text("type") {
                "c" => FileType::CharacterDevice,
                "b" => FileType::BlockDevice,
                "p" => FileType::Fifo,
                "s" => FileType::Socket,
                _ => FileType::RegularFile,
            };
            mknodat(CWD, path, kind, mode(op, 0o644), makedev(part(0), part(1)))?;
        }
        "setxattr" | "removexattr" | "getxattr" | "listxattr" => return on_xattr(path, op, no_follow),
        _ => return Err(Errno::NOSYS.into()),
    }
    Ok(json!({ "ok": true }))
}

fn list(path: &str) -> Result<Value, Failure> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let dir = Dir::new(open(path, flags, Mode::empty())?)?;
    let mut names = Vec::new();
    for entry in dir {
        let entry = entry?;
        let kind = match entry.file_type() {
            kind @ (FileType::Directory | FileType::RegularFile | FileType::Symlink) => letter(kind),
            _ => "o",
        };
        names.push((entry.file_name().to_string_lossy().into_owned(), kind));
    }
    names.retain(|(name, _)| name != "." && name != "..");
    names.sort();
    Ok(json!({ "names": names }))
}

fn on_xattr(path: &str, op: &Op, no_follow: bool) -> Result<Value, Failure> {
    let xattr = op.text("name");
    let mut bytes = Vec::with_capacity(1 << 16);
    let room = rustix::buffer::spare_capacity(&mut bytes);
    match op.name() {
        "setxattr" => {
            let value = op.bytes("value").unwrap_or_default();
            let how = match op.text("flag") {
                "create" => XattrFlags::CREATE,
                "replace" => XattrFlags::REPLACE,
                _ => XattrFlags::empty(),
            };
            if no_follow { lsetxattr(path, xattr, &value, how)? } else { setxattr(path, xattr, &value, how)? }
        }
        "removexattr" => {
            if no_follow {
                lremovexattr(path, xattr)?;
            } else {
                removexattr(path, xattr)?;
            }
        }
        "getxattr" => {
            if no_follow {
                lgetxattr(path, xattr, room)?
            } else {
                getxattr(path, xattr, room)?
            };
            return Ok(json!({ "value": encode(&bytes) }));
        }
        _ => {
            if no_follow {
                llistxattr(path, room)?
            } else {
                listxattr(path, room)?
            };
            return Ok(json!({ "list": names_in(&bytes) }));
        }
    }
    Ok(json!({ "ok": true }))
}
