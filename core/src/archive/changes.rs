//! What changed between two directories, as `docker diff` tells it: both are walked side by side and compared by `stat`.
//!
//! | | rule |
//! |---|---|
//! | `A` | the name is only in the new tree |
//! | `C` | type, mode, owner, device or file capability differ; of a file size or time as well; of a directory: something in it changed |
//! | `D` | the name is only in the old tree; what was below it is not listed |
//!
//! A directory stands before what is in it; in a directory, what is gone comes last. The real engine goes through names in an order
//! that is random each time; here it is that of the names' bytes.
//!
//! Model: moby `pkg/archive/{changes.go,changes_linux.go,changes_unix.go}` `ChangesDirs`, `addChanges`, `statDifferent`.

use std::fmt;

use crate::clock::Time;
use crate::kernel::{DirEntry, Follow, Kernel, Stat, Task};
use crate::vfs::{AbsPath, Errno, FileType};

/// What happened to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TreeChangeKind {
    /// `C`
    Modified,
    /// `A`
    Added,
    /// `D`
    Deleted,
}

/// A difference between two trees. Displayed as `docker diff` prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeChange {
    /// What happened.
    pub kind: TreeChangeKind,
    /// Where, from the trees' root.
    pub path: AbsPath,
}

impl fmt::Display for TreeChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.kind {
            TreeChangeKind::Modified => 'C',
            TreeChangeKind::Added => 'A',
            TreeChangeKind::Deleted => 'D',
        };
        write!(f, "{letter} {}", self.path)
    }
}

/// Everything by which the tree at `new` differs from that at `old`, both seen by `task`.
///
/// Errors: those of reading a directory.
pub fn tree_changes(kernel: &Kernel, task: &Task, new: &[u8], old: &[u8]) -> Result<Vec<TreeChange>, Errno> {
    let mut comparison = Comparison { kernel, task, new, old, found: Vec::new() };
    comparison.directory(&AbsPath::root(), Some(&AbsPath::root()))?;
    Ok(comparison.found)
}

struct Comparison<'a> {
    kernel: &'a Kernel,
    task: &'a Task,
    new: &'a [u8],
    old: &'a [u8],
    found: Vec<TreeChange>,
}

/// A directory whose entries are gone through.
struct Frame {
    path: AbsPath,
    /// The same directory in the old tree.
    old: Option<AbsPath>,
    entries: std::vec::IntoIter<DirEntry>,
    /// How many changes there were before the first of what is in it.
    found_before: usize,
    /// Whether it is listed itself.
    listed: bool,
}

impl Comparison<'_> {
    fn entries(&self, root: &[u8], path: &AbsPath) -> Result<Vec<DirEntry>, Errno> {
        self.kernel.readdir(self.task, &[root, path.as_bytes()].concat())
    }

    fn stat(&self, root: &[u8], path: &AbsPath) -> Result<Stat, Errno> {
        self.kernel.stat(self.task, &[root, path.as_bytes()].concat(), Follow::No)
    }

    fn capability(&self, root: &[u8], path: &AbsPath) -> Option<Vec<u8>> {
        let path = [root, path.as_bytes()].concat();
        let value = self.kernel.getxattr(self.task, &path, b"security.capability", Follow::No).ok()?;
        Some(value.to_vec())
    }

    fn push(&mut self, kind: TreeChangeKind, path: &AbsPath) {
        self.found.push(TreeChange { kind, path: path.clone() });
    }

    fn frame(&self, path: &AbsPath, old: Option<&AbsPath>, listed: bool) -> Result<Frame, Errno> {
        let entries = self.entries(self.new, path)?.into_iter();
        Ok(Frame { path: path.clone(), old: old.cloned(), entries, found_before: self.found.len(), listed })
    }

    /// Compares the directory `path` with `old`. Goes down without recursion: a tree may be deep.
    fn directory(&mut self, path: &AbsPath, old: Option<&AbsPath>) -> Result<(), Errno> {
        let mut frames = vec![self.frame(path, old, true)?];
        while let Some(frame) = frames.last_mut() {
            if let Some(entry) = frame.entries.next() {
                let (path, old) = (frame.path.join(entry.name.as_bytes()), frame.old.clone());
                if let Some(below) = self.entry(&path, old.as_ref().map(|dir| dir.join(entry.name.as_bytes())))? {
                    frames.push(below);
                }
            } else if let Some(frame) = frames.pop() {
                self.deleted(&frame)?;
                if self.found.len() > frame.found_before && !frame.listed {
                    let change = TreeChange { kind: TreeChangeKind::Modified, path: frame.path };
                    self.found.insert(frame.found_before, change);
                }
            }
        }
        Ok(())
    }

    /// Compares one entry; what is to be gone through if it is a directory.
    fn entry(&mut self, path: &AbsPath, old: Option<AbsPath>) -> Result<Option<Frame>, Errno> {
        let stat = self.stat(self.new, path)?;
        let before = old.and_then(|old| Some((self.stat(self.old, &old).ok()?, old)));
        let listed = match &before {
            None => {
                self.push(TreeChangeKind::Added, path);
                true
            }
            Some((before, old)) => {
                let differs =
                    is_different(before, &stat) || self.capability(self.new, path) != self.capability(self.old, old);
                if differs {
                    self.push(TreeChangeKind::Modified, path);
                }
                differs
            }
        };
        if stat.file_type != FileType::Dir {
            return Ok(None);
        }
        let old = before.filter(|(before, _)| before.file_type == FileType::Dir).map(|(_, old)| old);
        self.frame(path, old.as_ref(), listed).map(Some)
    }

    /// The names that are only in the old directory.
    fn deleted(&mut self, frame: &Frame) -> Result<(), Errno> {
        let Some(old) = &frame.old else { return Ok(()) };
        for entry in self.entries(self.old, old)? {
            let path = frame.path.join(entry.name.as_bytes());
            if self.stat(self.new, &path).is_err() {
                self.push(TreeChangeKind::Deleted, &path);
            }
        }
        Ok(())
    }
}

/// Model: moby `pkg/archive/changes_unix.go` `statDifferent`. Its test for a directory looks at one bit, which sockets and block
/// devices have as well.
fn is_different(old: &Stat, new: &Stat) -> bool {
    const DIRECTORY: u32 = 0o040_000;
    (old.st_mode(), old.uid, old.gid, old.rdev) != (new.st_mode(), new.uid, new.gid, new.rdev)
        || old.st_mode() & DIRECTORY == 0 && (!is_same_time(old.mtime, new.mtime) || old.size != new.size)
}

/// A time without a fraction may have lost it in a tar.
///
/// Model: moby `pkg/archive/changes.go` `sameFsTimeSpec`.
const fn is_same_time(a: Time, b: Time) -> bool {
    a.secs == b.secs && (a.nanos == b.nanos || a.nanos == 0 || b.nanos == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::MountKind;
    use crate::vfs::Fs;

    /// A host with a union of `/lower` and `/upper` at `/new`, and `/lower` for the old tree.
    fn host() -> (Kernel, Task) {
        let task = Task::host_root();
        let mut kernel = Kernel::new(Fs::new(Time::from_secs(5)));
        for dir in ["/lower", "/upper", "/work", "/new"] {
            kernel.mkdir(&task, dir.as_bytes(), 0o755).unwrap();
        }
        for dir in ["data", "data/opq", "data/opq/sub", "data/del"] {
            kernel.mkdir(&task, &[b"/lower/", dir.as_bytes()].concat(), 0o755).unwrap();
        }
        for file in
            ["data/a", "data/b", "data/opq/old", "data/opq/same", "data/opq/sub/deep", "data/del/x", "data/todir"]
        {
            kernel.write_file(&task, &[b"/lower/", file.as_bytes()].concat(), file.as_bytes(), 0o644).unwrap();
        }
        let options = "lowerdir=/lower,upperdir=/upper,workdir=/work";
        kernel.mount(&task, "overlay", b"/new", MountKind::Overlay, options).unwrap();
        kernel.fs.set_now(Time { secs: 9, nanos: 5 });
        (kernel, task)
    }

    fn shown(kernel: &Kernel, task: &Task) -> String {
        let found = tree_changes(kernel, task, b"/new", b"/lower").unwrap();
        found.iter().flat_map(|change| [change.to_string(), "\n".to_owned()]).collect()
    }

    #[test]
    fn an_untouched_tree_has_no_changes() {
        let (mut kernel, task) = host();
        assert_eq!(shown(&kernel, &task), "");
        // Copied up, but nothing that is compared differs.
        kernel.chmod(&task, b"/new/data/a", 0o644).unwrap();
        assert!(kernel.stat(&task, b"/upper/data/a", Follow::No).is_ok());
        assert_eq!(shown(&kernel, &task), "");
    }

    #[test]
    fn added_changed_deleted() {
        let (mut kernel, task) = host();
        kernel.append_file(&task, b"/new/data/a", b"more", 0o644).unwrap();
        kernel.unlink(&task, b"/new/data/b").unwrap();
        kernel.mkdir(&task, b"/new/data/new", 0o755).unwrap();
        kernel.write_file(&task, b"/new/data/new/f", b"1", 0o644).unwrap();
        assert_eq!(shown(&kernel, &task), "C /data\nC /data/a\nA /data/new\nA /data/new/f\nD /data/b\n");
        // Only in the upper directory: it leaves no trace.
        kernel.unlink(&task, b"/new/data/new/f").unwrap();
        kernel.rmdir(&task, b"/new/data/new").unwrap();
        assert_eq!(shown(&kernel, &task), "C /data\nC /data/a\nD /data/b\n");
    }

    /// A directory that hides what is below lists each name that it hides, but no deeper; a name that was there is changed, not new.
    #[test]
    fn opaque_directories() {
        let (mut kernel, task) = host();
        for (file, dir) in [("opq/sub/deep", ""), ("opq/old", ""), ("opq/same", ""), ("", "opq/sub"), ("", "opq")] {
            let path = [b"/new/data/", file.as_bytes(), dir.as_bytes()].concat();
            if dir.is_empty() { kernel.unlink(&task, &path) } else { kernel.rmdir(&task, &path) }.unwrap();
        }
        assert_eq!(shown(&kernel, &task), "C /data\nD /data/opq\n");
        kernel.mkdir(&task, b"/new/data/opq", 0o755).unwrap();
        kernel.write_file(&task, b"/new/data/opq/same", b"again", 0o644).unwrap();
        assert_eq!(shown(&kernel, &task), "C /data\nC /data/opq\nC /data/opq/same\nD /data/opq/old\nD /data/opq/sub\n");
    }

    #[test]
    fn a_file_becomes_a_directory_and_back() {
        let (mut kernel, task) = host();
        kernel.unlink(&task, b"/new/data/todir").unwrap();
        kernel.mkdir(&task, b"/new/data/todir", 0o755).unwrap();
        kernel.write_file(&task, b"/new/data/todir/in", b"1", 0o644).unwrap();
        kernel.unlink(&task, b"/new/data/del/x").unwrap();
        kernel.rmdir(&task, b"/new/data/del").unwrap();
        kernel.write_file(&task, b"/new/data/del", b"file", 0o644).unwrap();
        assert_eq!(shown(&kernel, &task), "C /data\nC /data/del\nC /data/todir\nA /data/todir/in\n");
    }

    #[test]
    fn what_counts_as_changed() {
        let (mut kernel, task) = host();
        let times = |nanos| (Some(Time { secs: 5, nanos }), Some(Time { secs: 5, nanos }));
        kernel.utimes(&task, b"/new/data/a", times(7), Follow::No).unwrap();
        assert_eq!(shown(&kernel, &task), "", "a time without a fraction is equal to any of its second");
        kernel.utimes(&task, b"/new/data", times(0), Follow::No).unwrap();
        kernel.chown(&task, b"/new/data/del", Some(33), None, Follow::No).unwrap();
        kernel.setxattr(&task, b"/new/data/b", (b"user.k", b"v"), crate::kernel::SetXattr::Any, Follow::No).unwrap();
        assert_eq!(shown(&kernel, &task), "C /data\nC /data/del\n", "attributes of users do not count");
        let capability = (&b"security.capability"[..], &b"\x01\0\0\x02\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0"[..]);
        kernel.setxattr(&task, b"/new/data/b", capability, crate::kernel::SetXattr::Any, Follow::No).unwrap();
        assert_eq!(shown(&kernel, &task), "C /data\nC /data/b\nC /data/del\n");
    }
}
