//! What words say about files: `~` and patterns.

use crate::kernel::{Follow, Kernel, Task};
use crate::pattern::{Glob, Quoted};
use crate::vfs::FileType;

/// The home directory of a user, by `/etc/passwd`.
pub(super) fn home_of(kernel: &Kernel, task: &Task, user: &[u8]) -> Option<Vec<u8>> {
    let passwd = kernel.read_file(task, b"/etc/passwd").ok()?;
    let mut lines = passwd.split(|c| *c == b'\n').map(|line| line.split(|c| *c == b':').collect::<Vec<_>>());
    let line = lines.find(|fields| fields.first() == Some(&user))?;
    Some(line.get(5)?.to_vec())
}

/// What a pattern finds of the names that begin with a dot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dots {
    /// `.` and `..`, for patterns that begin with a dot: ash; bash since 5.2 does not.
    pub(super) itself: bool,
    /// All of them, for any pattern: `shopt -s dotglob`.
    pub(super) hidden: bool,
}

/// The files that match a pattern; none if it is no pattern or nothing matches. Not sorted.
pub(super) fn matches((kernel, task): (&Kernel, &Task), pattern: &Quoted, dots: Dots) -> Vec<Vec<u8>> {
    if !pattern.is_pattern() {
        return Vec::new();
    }
    let mut found: Vec<Vec<u8>> = vec![Vec::new()];
    let mut at = 0;
    while at < pattern.bytes.len() && !found.is_empty() {
        let slashes = pattern.bytes[at..].iter().take_while(|c| **c == b'/').count();
        for path in &mut found {
            path.extend_from_slice(&pattern.bytes[at..at + slashes]);
        }
        at += slashes;
        let len = pattern.bytes[at..].iter().take_while(|c| **c != b'/').count();
        let part =
            Quoted { bytes: pattern.bytes[at..at + len].to_vec(), quoted: pattern.quoted[at..at + len].to_vec() };
        at += len;
        let last = at == pattern.bytes.len();
        found = step((kernel, task), found, &part, last, dots);
    }
    found
}

/// One name further down, from each of the paths found so far.
fn step((kernel, task): (&Kernel, &Task), found: Vec<Vec<u8>>, part: &Quoted, last: bool, dots: Dots) -> Vec<Vec<u8>> {
    let joined = |dir: &[u8], name: &[u8]| [dir, name].concat();
    if part.bytes.is_empty() {
        return found;
    }
    if !part.is_pattern() {
        let paths = found.into_iter().map(|dir| joined(&dir, &part.bytes));
        return paths.filter(|path| !last || kernel.stat(task, path, Follow::No).is_ok()).collect();
    }
    let glob = Glob::new(part);
    let mut paths = Vec::new();
    for dir in found {
        let place = if dir.is_empty() { b".".as_slice() } else { &dir };
        let Ok(entries) = kernel.readdir(task, place) else { continue };
        let mut names: Vec<(Vec<u8>, FileType)> =
            entries.iter().map(|e| (e.name.as_bytes().to_vec(), e.file_type)).collect();
        if glob.names_dot() && dots.itself {
            names.extend([(b".".to_vec(), FileType::Dir), (b"..".to_vec(), FileType::Dir)]);
        }
        for (name, file_type) in names {
            if (name.first() == Some(&b'.') && !glob.names_dot() && !dots.hidden) || !glob.matches(&name) {
                continue;
            }
            let path = joined(&dir, &name);
            let is_dir = || match file_type {
                FileType::Dir => true,
                FileType::Symlink => kernel.stat(task, &path, Follow::Yes).is_ok_and(|s| s.file_type == FileType::Dir),
                _ => false,
            };
            if last || is_dir() {
                paths.push(path);
            }
        }
    }
    paths
}
