//! The paths of `docker cp`: what a slash or a dot at their end means, and what is called how where it arrives.
//!
//! | the destination | a file is copied | a directory is copied |
//! |---|---|---|
//! | is a directory | into it | into it; with `/.` at the source's end its contents |
//! | is a file | over it | refused |
//! | does not exist | under this name; refused with `/` at its end | under this name |
//!
//! Model: moby `pkg/archive/copy.go`.

use crate::cli::call::Call;
use crate::kernel::{Follow, Task};
use crate::vfs::{AbsPath, Errno, FileType};

/// One end of a copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CopyInfo {
    /// Where.
    pub(super) path: String,
    /// Whether something is there.
    pub(super) exists: bool,
    /// Whether that is a directory.
    pub(super) is_dir: bool,
    /// What the copy is called if not as the path ends.
    pub(super) rebase: String,
}

/// Go's `filepath.Base`.
pub(super) fn base(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit_once('/') {
        Some((_, name)) => name,
        None if trimmed.is_empty() => {
            if path.is_empty() {
                "."
            } else {
                "/"
            }
        }
        None => trimmed,
    }
}

/// Whether a path ends in a dot: the contents of a directory.
pub(super) fn is_contents(path: &str) -> bool {
    base(path) == "."
}

fn asserts_directory(path: &str) -> bool {
    path.ends_with('/') || is_contents(path)
}

/// A cleaned path with the slash or dot that the original ended in.
///
/// Model: `PreserveTrailingDotOrSeparator`.
pub(super) fn preserve_end(cleaned: &AbsPath, original: &str) -> String {
    let mut path = cleaned.to_string();
    if !is_contents(&path) && is_contents(original) {
        if !path.ends_with('/') {
            path.push('/');
        }
        path.push('.');
    }
    if !path.ends_with('/') && original.ends_with('/') {
        path.push('/');
    }
    path
}

/// Directory and last name; `.` is a name of its own.
///
/// Model: `SplitPathDirEntry`.
pub(super) fn split(path: &str) -> (String, String) {
    let cleaned = AbsPath::new(path);
    if is_contents(path) {
        return (cleaned.to_string(), ".".to_owned());
    }
    match cleaned.split() {
        Some((dir, name)) => (dir.to_string(), String::from_utf8_lossy(name).into_owned()),
        None => ("/".to_owned(), "/".to_owned()),
    }
}

/// Where a tar is unpacked, and what its first name is to be there (as it is, if none is given).
///
/// Model: `PrepareArchiveCopy`.
pub(super) fn prepare(source: &CopyInfo, destination: &CopyInfo) -> Result<(String, Option<String>), String> {
    if destination.exists && destination.is_dir {
        return Ok((destination.path.clone(), None));
    }
    if destination.exists && source.is_dir {
        return Err("cannot copy directory".to_owned());
    }
    if !destination.exists && !source.is_dir && asserts_directory(&destination.path) {
        return Err("no such directory".to_owned());
    }
    let (dir, name) = split(&destination.path);
    Ok((dir, Some(name)))
}

fn lstat_error(path: &str, errno: Errno) -> String {
    format!("lstat {path}: {}", errno.to_string().to_lowercase())
}

/// What is copied from the host. Symbolic links on the way are followed, one at the end only if that is asked for.
///
/// Model: `CopyInfoSourcePath`, `ResolveHostSourcePath`, `GetRebaseName`.
pub(super) fn host_source(call: &mut Call<'_>, path: &str, follow: bool) -> Result<CopyInfo, String> {
    let task = Task::host_root();
    let kernel = call.machine().kernel();
    let real = |path: &str| match kernel.realpath(&task, path.as_bytes()) {
        Ok(real) => Ok(real),
        Err(errno) => Err(lstat_error(&first_missing(kernel, &task, path), errno)),
    };
    let (resolved, rebase) = if follow {
        let mut resolved = real(path)?.to_string();
        if is_contents(path) && !is_contents(&resolved) {
            resolved.push_str("/.");
        }
        if path.ends_with('/') && !resolved.ends_with('/') {
            resolved.push('/');
        }
        let rebase = if base(path) == base(&resolved) { String::new() } else { base(path).to_owned() };
        (resolved, rebase)
    } else {
        let (dir, name) = path.rsplit_once('/').unwrap_or(("", path));
        let real = real(if dir.is_empty() { "/" } else { dir })?.to_string();
        // As the client does, without a look at whether the directory is the root: `//name`.
        let resolved = [&real, "/", name].concat();
        let differs = path.ends_with('/') && base(path) != base(&resolved);
        let rebase = if differs { base(path).to_owned() } else { String::new() };
        (resolved, rebase)
    };
    let found = kernel.stat(&task, resolved.as_bytes(), Follow::No).map_err(|errno| lstat_error(&resolved, errno))?;
    Ok(CopyInfo { path: resolved, exists: true, is_dir: found.file_type == FileType::Dir, rebase })
}

/// The first part of a path that is not there.
fn first_missing(kernel: &crate::kernel::Kernel, task: &Task, path: &str) -> String {
    let mut at = AbsPath::root();
    for name in AbsPath::new(path).names() {
        at = at.join(name);
        if kernel.stat(task, at.as_bytes(), Follow::Yes).is_err() {
            break;
        }
    }
    at.to_string()
}

/// Where a copy arrives on the host.
///
/// Model: `CopyInfoDestinationPath`.
pub(super) fn host_destination(call: &mut Call<'_>, path: &str) -> Result<CopyInfo, String> {
    /// So many symbolic links are followed.
    const MAX_LINKS: usize = 10;
    let task = Task::host_root();
    let kernel = call.machine().kernel();
    let mut at = path.to_owned();
    for _ in 0..=MAX_LINKS {
        match kernel.stat(&task, at.as_bytes(), Follow::No) {
            Ok(stat) if stat.file_type == FileType::Symlink => {
                let target = kernel.readlink(&task, at.as_bytes()).unwrap_or_default();
                let target = String::from_utf8_lossy(&target).into_owned();
                at = if target.starts_with('/') { target } else { [&split(&at).0, "/", &target].concat() };
            }
            Ok(stat) => {
                let is_dir = stat.file_type == FileType::Dir;
                return Ok(CopyInfo { path: at, exists: true, is_dir, rebase: String::new() });
            }
            Err(Errno::ENOENT) => {
                let (dir, _) = split(&at);
                let parent = kernel.stat(&task, dir.as_bytes(), Follow::Yes);
                let stat = parent.map_err(|errno| format!("stat {dir}: {}", errno.to_string().to_lowercase()))?;
                if stat.file_type != FileType::Dir {
                    return Err("not a directory".to_owned());
                }
                return Ok(CopyInfo { path: at, ..CopyInfo::default() });
            }
            Err(errno) => return Err(lstat_error(&at, errno)),
        }
    }
    Err(format!("too many symlinks in {path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_paths() {
        for (path, expected) in [("/a/b", "b"), ("/a/b/", "b"), ("/a/.", "."), ("/", "/"), ("", ".")] {
            assert_eq!(base(path), expected, "{path}");
        }
        assert_eq!(split("/a/b/"), ("/a".to_owned(), "b".to_owned()));
        assert_eq!(split("/a/."), ("/a".to_owned(), ".".to_owned()));
        assert_eq!(split("/"), ("/".to_owned(), "/".to_owned()));
        for (path, expected) in [("/a/b/", "/a/b/"), ("/a/.", "/a/."), ("/a/../b", "/b"), ("/", "/"), ("/.", "/.")] {
            assert_eq!(preserve_end(&AbsPath::new(path), path), expected, "{path}");
        }
    }

    #[test]
    fn what_is_called_how() {
        let info =
            |path: &str, exists, is_dir| CopyInfo { path: path.to_owned(), exists, is_dir, rebase: String::new() };
        let (file, dir) = (info("/s", true, false), info("/s", true, true));
        let named = |dir: &str, name: &str| Ok((dir.to_owned(), Some(name.to_owned())));
        assert_eq!(prepare(&file, &info("/d", true, true)), Ok(("/d".to_owned(), None)));
        assert_eq!(prepare(&dir, &info("/d", true, true)), Ok(("/d".to_owned(), None)));
        assert_eq!(prepare(&file, &info("/d/f", true, false)), named("/d", "f"));
        assert_eq!(prepare(&dir, &info("/d/f", true, false)), Err("cannot copy directory".to_owned()));
        assert_eq!(prepare(&file, &info("/d/new", false, false)), named("/d", "new"));
        assert_eq!(prepare(&file, &info("/d/new/", false, false)), Err("no such directory".to_owned()));
        assert_eq!(prepare(&dir, &info("/d/new/", false, false)), named("/d", "new"));
    }
}
