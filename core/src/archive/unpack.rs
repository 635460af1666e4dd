//! Unpacking a layer into its own directory, as `docker-untar` does: entry by entry, in a namespace whose root is `diff/`.
//!
//! A layer sees only itself, never the layers below. So whiteouts need no lookup (they become devices and attributes that the
//! kernel reads later), and a hard link to a file of a lower layer fails.
//!
//! Model: moby `pkg/archive/{archive.go,archive_linux.go,archive_unix.go}` `Unpack`, `createTarFile`, `ConvertRead`.

use std::fmt;

use super::name::{clean, split};
use super::pack::Whiteouts;
use super::stream::TarStream;
use super::tar::{Entry, EntryKind, Header, TarError};
use super::whiteout::{OPAQUE_XATTR, TarMark};
use crate::clock::Time;
use crate::json;
use crate::kernel::{Follow, Kernel, SetXattr, Special, Task};
use crate::vfs::{AbsPath, Dev, Errno, FileType};

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unpacked {
    /// A file of this type was made (of a link: a further name of one).
    Made(FileType),
    /// A hard link: the file at `target` got a further name.
    Linked {
        /// Where the file was already, from the layer's root.
        target: Vec<u8>,
    },
    /// The directory was there: it got the entry's attributes.
    Merged,
    /// A whiteout: a device that hides `name`.
    Whiteout {
        /// The hidden name.
        name: Vec<u8>,
    },
    /// The directory of the entry was made opaque.
    Opaque,
    /// Nothing: the entry is the layer's own root, or says nothing that Docker reads.
    Ignored,
}

/// Why an entry could not be unpacked. Displayed in the words of Go and moby.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnpackError {
    /// A system call on one path failed.
    Path {
        /// Go's name of the operation.
        call: &'static str,
        /// The path, from the layer's root.
        path: Vec<u8>,
        /// Why.
        errno: Errno,
    },
    /// Making a link failed.
    Link {
        /// Go's name of the operation.
        call: &'static str,
        /// What it should lead to.
        target: Vec<u8>,
        /// Where it should be.
        path: Vec<u8>,
        /// Why.
        errno: Errno,
    },
    /// The device that stands for a whiteout could not be made.
    Whiteout {
        /// Where.
        path: Vec<u8>,
        /// Why.
        errno: Errno,
    },
    /// The attribute of an opaque directory could not be set.
    Opaque {
        /// The directory.
        path: Vec<u8>,
        /// Why.
        errno: Errno,
    },
    /// A system call failed, and moby does not say which.
    Bare(Errno),
    /// A type of entry that Docker refuses.
    Type(u8),
    /// The tar is damaged.
    Tar(TarError),
    /// A symbolic link leads out of the directory that is unpacked into.
    Breakout {
        /// Where.
        path: Vec<u8>,
        /// Where it leads.
        target: Vec<u8>,
    },
    /// A directory would replace something else, or be replaced by it.
    Replaces {
        /// Where.
        path: Vec<u8>,
        /// The directory that is unpacked into.
        into: Vec<u8>,
        /// Whether the entry is the directory.
        by_directory: bool,
    },
}

impl fmt::Display for UnpackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match self {
            Self::Path { call, path, errno } => write!(f, "{call} {}: {}", text(path), GoErrno(*errno)),
            Self::Link { call, target, path, errno } => {
                write!(f, "{call} {} {}: {}", text(target), text(path), GoErrno(*errno))
            }
            Self::Whiteout { path, errno } => {
                write!(f, "failed to mknod({}, S_IFCHR, 0): {}", json::quote(&text(path)), GoErrno(*errno))
            }
            Self::Opaque { path, errno } => {
                write!(f, "setxattr({}, trusted.overlay.opaque=y): {}", json::quote(&text(path)), GoErrno(*errno))
            }
            Self::Bare(errno) => GoErrno(*errno).fmt(f),
            Self::Breakout { path, target } => {
                write!(f, "invalid symlink {} -> {}", json::quote(&text(path)), json::quote(&text(target)))
            }
            Self::Tar(error) => error.fmt(f),
            Self::Type(flag) => write!(f, "unhandled tar header type {flag}"),
            Self::Replaces { path, into, by_directory } => {
                let (path, into) = (json::quote(&text(path)), json::quote(&text(into)));
                if *by_directory {
                    write!(f, "cannot overwrite non-directory {path} with directory {into}")
                } else {
                    write!(f, "cannot overwrite directory {path} with non-directory {into}")
                }
            }
        }
    }
}

impl std::error::Error for UnpackError {}

/// An error number in Go's words: those of the C library, but in lower case.
struct GoErrno(Errno);

impl fmt::Display for GoErrno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (head, tail) = self.0.text().split_at(1);
        write!(f, "{}{tail}", head.to_ascii_lowercase())
    }
}

/// Unpacks the entries of one tar.
#[derive(Clone, Debug)]
pub struct Unpacker {
    task: Task,
    into: Vec<u8>,
    whiteouts: Whiteouts,
    keeps_owners: bool,
    replaces: bool,
    directories: Vec<(Vec<u8>, Time)>,
}

impl Unpacker {
    /// An unpacker of a layer, that makes its files as `task`, which sees the layer's directory as `/`.
    pub fn new(task: Task) -> Self {
        Self {
            task,
            into: b"/".to_vec(),
            whiteouts: Whiteouts::Converted,
            keeps_owners: true,
            replaces: true,
            directories: Vec::new(),
        }
    }

    /// An unpacker of files that are no layer, into the directory `into` as `task` sees it. Whiteouts are files like others; a
    /// directory does not replace anything else, nor the other way round.
    pub fn of_files(task: Task, into: &[u8]) -> Self {
        Self { into: into.to_vec(), whiteouts: Whiteouts::Kept, replaces: false, ..Self::new(task) }
    }

    /// The same, but files belong to whoever unpacks them.
    #[must_use]
    pub fn without_owners(self) -> Self {
        Self { keeps_owners: false, ..self }
    }

    /// The directory that is unpacked into.
    pub fn directory(&self) -> &[u8] {
        &self.into
    }

    /// Whether there are directories whose times are to be set in the end.
    pub const fn has_directories(&self) -> bool {
        !self.directories.is_empty()
    }

    /// Unpacks one entry.
    pub fn entry(&mut self, kernel: &mut Kernel, entry: &Entry<'_>) -> Result<Unpacked, UnpackError> {
        let header = &entry.header;
        let name = clean(&header.name);
        let path = self.place(&name);
        self.make_parents(kernel, &name)?;
        if let Ok(found) = kernel.stat(&self.task, &path, Follow::No) {
            let is_dir = found.file_type == FileType::Dir;
            let by_directory = header.kind == EntryKind::Dir;
            if !self.replaces && is_dir != by_directory {
                return Err(UnpackError::Replaces { path, into: self.into.clone(), by_directory });
            }
            if is_dir && name == b"." {
                return Ok(Unpacked::Ignored);
            }
            if !(is_dir && header.kind == EntryKind::Dir) {
                self.remove_all(kernel, &path)?;
            }
        }
        let (dir, last) = split(&path);
        match TarMark::of(last).filter(|_| self.whiteouts == Whiteouts::Converted) {
            Some(TarMark::Opaque) => {
                let dir = clean(dir);
                let set = kernel.setxattr(&self.task, &dir, OPAQUE_XATTR, SetXattr::Any, Follow::Yes);
                set.map(|()| Unpacked::Opaque).map_err(|errno| UnpackError::Opaque { path: dir, errno })
            }
            Some(TarMark::Whiteout(hidden)) => {
                self.whiteout(kernel, clean(&[dir, hidden].concat()), header)?;
                Ok(Unpacked::Whiteout { name: hidden.to_vec() })
            }
            None => self.file(kernel, entry, path),
        }
    }

    /// A relative link must not lead out of the directory that is unpacked into.
    fn check_symlink(&self, path: &[u8], target: &[u8]) -> Result<(), UnpackError> {
        let leads_to = clean(&[split(path).0, target].concat());
        if leads_to.starts_with(&self.into) {
            return Ok(());
        }
        Err(UnpackError::Breakout { path: path.to_vec(), target: target.to_vec() })
    }

    /// Where an entry goes.
    fn place(&self, name: &[u8]) -> Vec<u8> {
        // What leads out of the directory stays in it.
        let inside = clean(&[b"/", name].concat());
        clean(&[self.into.as_slice(), &inside].concat())
    }

    /// Sets the times of the directories again: making files in them changed them.
    pub fn finish(self, kernel: &mut Kernel) -> Result<(), UnpackError> {
        for (path, mtime) in self.directories {
            let times = (Some(mtime), Some(mtime));
            let set = kernel.utimes(&self.task, &path, times, Follow::Yes);
            set.map_err(|errno| UnpackError::Path { call: "chtimes", path, errno })?;
        }
        Ok(())
    }

    /// The directories above an entry, where the archive has none for them: 0755, root's.
    fn make_parents(&self, kernel: &mut Kernel, name: &[u8]) -> Result<(), UnpackError> {
        if name.ends_with(b"/") {
            return Ok(());
        }
        let parent = self.place(split(name).0);
        if kernel.stat(&self.task, &parent, Follow::No) != Err(Errno::ENOENT) {
            return Ok(());
        }
        let ends = parent.iter().enumerate().filter(|(at, b)| *at > 0 && **b == b'/').map(|(at, _)| at);
        for end in ends.chain([parent.len()]) {
            let path = &parent[..end];
            let fail = |errno| UnpackError::Path { call: "mkdir", path: path.to_vec(), errno };
            match kernel.stat(&self.task, path, Follow::Yes) {
                Ok(found) if found.file_type == FileType::Dir => {}
                Ok(_) => return Err(fail(Errno::ENOTDIR)),
                Err(_) => kernel.mkdir(&self.task, path, 0o777).map_err(fail)?,
            }
        }
        Ok(())
    }

    /// `rm -r`: what an entry replaces.
    fn remove_all(&self, kernel: &mut Kernel, path: &[u8]) -> Result<(), UnpackError> {
        let mut pending = vec![path.to_vec()];
        while let Some(path) = pending.last() {
            let result = match kernel.unlink(&self.task, path) {
                Err(Errno::EISDIR) => kernel.rmdir(&self.task, path),
                other => other,
            };
            match result {
                Ok(()) => {
                    pending.pop();
                }
                Err(Errno::ENOTEMPTY) => {
                    let entries = kernel.readdir(&self.task, path).map_err(UnpackError::Bare)?;
                    let below = entries.into_iter().map(|entry| [path, &b"/"[..], entry.name.as_bytes()].concat());
                    let below: Vec<_> = below.collect();
                    pending.extend(below);
                }
                Err(errno) => return Err(UnpackError::Path { call: "unlinkat", path: path.clone(), errno }),
            }
        }
        Ok(())
    }

    fn whiteout(&self, kernel: &mut Kernel, path: Vec<u8>, header: &Header) -> Result<(), UnpackError> {
        match kernel.mknod(&self.task, &path, Special::Char(Dev::ZERO), 0) {
            Err(errno) => Err(UnpackError::Whiteout { path, errno }),
            Ok(()) => kernel
                .chown(&self.task, &path, Some(header.uid), Some(header.gid), Follow::Yes)
                .map_err(|errno| UnpackError::Path { call: "chown", path, errno }),
        }
    }

    /// `createTarFile`.
    fn file(&mut self, kernel: &mut Kernel, entry: &Entry<'_>, path: Vec<u8>) -> Result<Unpacked, UnpackError> {
        let (task, header) = (&self.task, &entry.header);
        let mode = (header.mode & 0o7777) as u16;
        let at = |call: &'static str| {
            let path = path.clone();
            move |errno| UnpackError::Path { call, path, errno }
        };
        let special = |kernel: &mut Kernel, what, made| {
            kernel.mknod(task, &path, what, mode).map(|()| Unpacked::Made(made)).map_err(UnpackError::Bare)
        };
        let outcome = match header.kind {
            EntryKind::Dir => match kernel.stat(task, &path, Follow::No) {
                Ok(found) if found.file_type == FileType::Dir => Unpacked::Merged,
                _ => {
                    kernel.mkdir(task, &path, mode).map_err(at("mkdir"))?;
                    Unpacked::Made(FileType::Dir)
                }
            },
            EntryKind::File => {
                kernel.write_content(task, &path, entry.body.content(), mode).map_err(at("open"))?;
                Unpacked::Made(FileType::File)
            }
            EntryKind::Char(dev) => special(kernel, Special::Char(dev), FileType::Char)?,
            EntryKind::Block(dev) => special(kernel, Special::Block(dev), FileType::Block)?,
            EntryKind::Fifo => special(kernel, Special::Fifo, FileType::Fifo)?,
            EntryKind::Hardlink => {
                let target = self.place(&header.link);
                kernel.link(task, &target, &path, Follow::No).map_err(|errno| UnpackError::Link {
                    call: "link",
                    target: target.clone(),
                    path: path.clone(),
                    errno,
                })?;
                Unpacked::Linked { target }
            }
            EntryKind::Symlink => {
                let target = header.link.clone();
                self.check_symlink(&path, &target)?;
                let fail =
                    |errno| UnpackError::Link { call: "symlink", target: target.clone(), path: path.clone(), errno };
                kernel.symlink(task, &target, &path).map_err(fail)?;
                Unpacked::Made(FileType::Symlink)
            }
            EntryKind::Global => return Ok(Unpacked::Ignored),
            EntryKind::Other(flag) => return Err(UnpackError::Type(flag)),
        };
        self.attributes(kernel, header, &path)?;
        if header.kind == EntryKind::Dir {
            self.directories.push((path, not_before_the_epoch(header.mtime)));
        }
        Ok(outcome)
    }

    /// Owner, extended attributes, mode, times, in this order: changing the owner clears set-id bits.
    fn attributes(&self, kernel: &mut Kernel, header: &Header, path: &[u8]) -> Result<(), UnpackError> {
        let task = &self.task;
        let at = |call: &'static str| move |errno| UnpackError::Path { call, path: path.to_vec(), errno };
        if self.keeps_owners {
            kernel.chown(task, path, Some(header.uid), Some(header.gid), Follow::No).map_err(at("lchown"))?;
        }
        for (name, value) in &header.xattrs {
            match kernel.setxattr(task, path, (name, value), SetXattr::Any, Follow::No) {
                // A filesystem may not store them; that is no reason to refuse the layer.
                Ok(()) | Err(Errno::EOPNOTSUPP | Errno::EPERM) => {}
                Err(errno) => return Err(UnpackError::Bare(errno)),
            }
        }
        let is_symlink = |kernel: &Kernel| {
            kernel.stat(task, path, Follow::No).is_ok_and(|found| found.file_type == FileType::Symlink)
        };
        let symlink = is_symlink(kernel);
        if !symlink {
            kernel.chmod(task, path, (header.mode & 0o7777) as u16).map_err(at("chmod"))?;
        }
        // A hard link to a symbolic link keeps its times.
        if !(symlink && header.kind == EntryKind::Hardlink) {
            let mtime = not_before_the_epoch(header.mtime);
            kernel.utimes(task, path, (Some(mtime), Some(mtime)), Follow::No).map_err(at("chtimes"))?;
        }
        Ok(())
    }
}

/// Unpacks a whole tar into a directory of the host, as files that are no layer. Symbolic links in it lead nowhere else: the
/// directory is the root of whoever unpacks.
pub fn unpack(kernel: &mut Kernel, into: &AbsPath, tar: &TarStream) -> Result<(), UnpackError> {
    let inside = Task { root: into.clone(), ..Task::host_root() };
    let mut unpacker = Unpacker::of_files(inside, b"/");
    for entry in tar.reader() {
        let entry = entry.map_err(UnpackError::Tar)?;
        unpacker.entry(kernel, &entry)?;
    }
    unpacker.finish(kernel)
}

/// moby `pkg/system` `Chtimes`: times before 1970 become 1970.
fn not_before_the_epoch(time: Time) -> Time {
    time.max(Time::default())
}

#[cfg(test)]
mod tests;
