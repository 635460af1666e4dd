//! `docker cp`, the daemon's part: looking at a path of a container, packing it, unpacking into it.
//!
//! What is mounted in the container is seen as it is there: volumes, binds, and the three files that dockerd lends it.
//!
//! Model: moby `daemon/archive.go`, `container/archive.go`, `daemon/volumes_unix.go` `setupMounts`.

use std::fmt;

use super::create::scoped;
use super::{Container, ContainerError, MountKind, init_layer};
use crate::accounts::Accounts;
use crate::archive::{Packer, TarStream, UnpackError, Unpacker, Whiteouts};
use crate::daemon::Daemon;
use crate::disk::layout;
use crate::kernel::{Follow, MountAccess, Stat, Task};
use crate::trace::{Actor, Cause, Changes, Lifecycle, Recorder};
use crate::vfs::{AbsPath, Errno, FileType};

/// What is at a path of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathStat {
    /// The last name of the path.
    pub name: String,
    /// The attributes; of a symbolic link its own.
    pub stat: Stat,
    /// Where a symbolic link leads in the end, as the container sees it.
    pub link_target: String,
}

/// Why nothing is copied. Displayed in the daemon's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyError {
    /// There is no such container, or no such file in it.
    NotFound {
        /// The container.
        container: String,
        /// The path.
        path: String,
    },
    /// The container cannot be used.
    Container(ContainerError),
    /// Anything else.
    Other(String),
}

impl fmt::Display for CopyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { container, path } => write!(f, "Could not find the file {path} in container {container}"),
            Self::Container(error) => error.fmt(f),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for CopyError {}

impl From<ContainerError> for CopyError {
    fn from(error: ContainerError) -> Self {
        Self::Container(error)
    }
}

/// A path of a container, seen from its root.
struct Place {
    /// As it was asked for, cleaned; a slash or dot at its end is kept.
    asked: String,
    /// Its directory without symbolic links, and its last name.
    path: Vec<u8>,
}

impl Daemon {
    /// What is at a path of a container.
    pub fn stat_container_path(&self, recorder: &mut Recorder, text: &str, path: &str) -> Result<PathStat, CopyError> {
        self.with_files(recorder, (text, path), |recorder, root, _| {
            let place = resolve(recorder, root, path)?;
            stat(recorder, root, &place)
        })
    }

    /// What is at a path of a container, as a tar. Its entries are called `name`, or as the path ends.
    pub fn archive_container_path(
        &self,
        recorder: &mut Recorder,
        text: &str,
        path: &str,
        name: Option<&str>,
    ) -> Result<TarStream, CopyError> {
        self.with_files(recorder, (text, path), |recorder, root, _| {
            let place = resolve(recorder, root, path)?;
            let found = stat(recorder, root, &place)?;
            let task = inside(root);
            let accounts = Accounts::read(recorder.kernel(), &task);
            let mut packer = Packer::new(recorder.kernel(), &task, &accounts, Whiteouts::Kept);
            packer.tree(&place.path, name.unwrap_or(&found.name).as_bytes());
            let tar = packer.finish();
            let seen = root.join(&place.path);
            recorder.look(Actor::Dockerd, Cause::Changes(Changes::CopiedOut { path: seen }));
            Ok(tar)
        })
    }

    /// Unpacks a tar into a directory of a container.
    pub fn extract_to_container(
        &self,
        recorder: &mut Recorder,
        text: &str,
        path: &str,
        tar: &TarStream,
    ) -> Result<(), CopyError> {
        self.with_files(recorder, (text, path), |recorder, root, container| {
            let task = inside(root);
            // Here the last name is followed as well.
            let asked = AbsPath::new(path);
            let into = recorder.kernel().realpath(&task, asked.as_bytes()).map_err(Failed::from)?;
            let found = recorder.kernel().stat(&task, into.as_bytes(), Follow::No).map_err(Failed::from)?;
            if found.file_type != FileType::Dir {
                return Err(Failed::Other("extraction point is not a directory".to_owned()));
            }
            check_writable(container, &into).map_err(Failed::Other)?;
            let unpacker = Unpacker::of_files(task, into.as_bytes());
            unpack_into(recorder, container, root, unpacker, tar)
                .map_err(|error| Failed::Other(format!("Error processing tar file(exit status 1): {error}")))
        })
    }

    /// Works where a container's files are seen from the host, with all that is mounted in it.
    fn with_files<T>(
        &self,
        recorder: &mut Recorder,
        (text, path): (&str, &str),
        work: impl FnOnce(&mut Recorder, &AbsPath, &Container) -> Result<T, Failed>,
    ) -> Result<T, CopyError> {
        let not_found = || CopyError::NotFound { container: text.to_owned(), path: path.to_owned() };
        let container = match self.containers().find(text) {
            Err(ContainerError::NotFound(_)) => return Err(not_found()),
            found => found?,
        };
        let layer = self.layer_of(container)?;
        let result = self.with_mounted(recorder, layer.dir(), |recorder, root| {
            let mounted = mount_all(recorder, container, root);
            let result = work(recorder, root, container);
            for target in mounted.iter().rev() {
                // What was mounted here a moment ago is unmounted: nothing is open on it.
                let _ = recorder.unrecorded(|kernel| kernel.umount(&Task::host_root(), target.as_bytes()));
            }
            Ok(result)
        })?;
        result.map_err(|failed| match failed {
            Failed::NotFound => not_found(),
            Failed::Other(text) => CopyError::Other(text),
        })
    }
}

/// Why a part of it failed.
enum Failed {
    NotFound,
    Other(String),
}

impl From<Errno> for Failed {
    fn from(errno: Errno) -> Self {
        match errno {
            Errno::ENOENT => Self::NotFound,
            errno => Self::Other(errno.to_string().to_lowercase()),
        }
    }
}

/// Who sees the container's files as the container does, with the host's rights.
fn inside(root: &AbsPath) -> Task {
    Task { root: root.clone(), ..Task::host_root() }
}

/// Model: `container.ResolvePath`, moby `pkg/archive/copy.go` `PreserveTrailingDotOrSeparator`.
fn resolve(recorder: &Recorder, root: &AbsPath, path: &str) -> Result<Place, Failed> {
    let mut asked = AbsPath::new(path).to_string();
    let (is_dot, is_slash) = (path == "." || path.ends_with("/."), path.ends_with('/'));
    let separator = if asked.ends_with('/') { "" } else { "/" };
    if is_dot {
        asked.push_str(separator);
        asked.push('.');
    } else if is_slash {
        asked.push_str(separator);
    }
    let (dir, base) = asked.rsplit_once('/').unwrap_or(("", &asked));
    let dir = recorder.kernel().realpath(&inside(root), [dir, "/"].concat().as_bytes())?;
    let slash = if dir == AbsPath::root() { &b""[..] } else { b"/" };
    let path = [dir.as_bytes(), slash, base.as_bytes()].concat();
    Ok(Place { asked, path })
}

/// Model: `container.StatPath`.
fn stat(recorder: &Recorder, root: &AbsPath, place: &Place) -> Result<PathStat, Failed> {
    let task = inside(root);
    let found = recorder.kernel().stat(&task, &place.path, Follow::No).map_err(|errno| match errno {
        Errno::ENOENT => Failed::NotFound,
        errno => {
            let path = [root.as_bytes(), &place.path].concat();
            Failed::Other(format!("lstat {}: {}", String::from_utf8_lossy(&path), errno.to_string().to_lowercase()))
        }
    })?;
    let mut link_target = String::new();
    if found.file_type == FileType::Symlink {
        let seen = scoped(recorder, root, &place.asked)?;
        let below = seen.strip_prefix(root).unwrap_or_default();
        link_target = AbsPath::new(below).to_string();
    }
    Ok(PathStat { name: base(&place.asked).to_owned(), stat: found, link_target })
}

/// The last name of a path: Go's `filepath.Base`.
fn base(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() { "/" } else { trimmed.rsplit_once('/').map_or(trimmed, |(_, name)| name) }
}

/// Nothing is written to a volume that is read-only, nor to files of a container that are.
fn check_writable(container: &Container, into: &AbsPath) -> Result<(), String> {
    let holds = |place: &str| into.strip_prefix(&AbsPath::new(place)).is_some();
    let point = container.mount_points.values().rfind(|point| holds(&point.destination));
    match point {
        Some(point) if !point.rw => Err("mounted volume is marked read-only".to_owned()),
        None if container.host_config.readonly_rootfs => Err("container rootfs is marked read-only".to_owned()),
        _ => Ok(()),
    }
}

/// Mounts below `root` what is mounted in the container; gives where.
fn mount_all(recorder: &mut Recorder, container: &Container, root: &AbsPath) -> Vec<AbsPath> {
    let host = Task::host_root();
    let mut wanted: Vec<(AbsPath, String, MountAccess)> = Vec::new();
    for point in container.mount_points.values() {
        let source = match point.kind {
            MountKind::Volume => layout::volume_data(&point.name),
            MountKind::Bind => AbsPath::new(&point.source),
            MountKind::Tmpfs => continue,
        };
        let access = if point.rw { MountAccess::ReadWrite } else { MountAccess::ReadOnly };
        wanted.push((source, point.destination.clone(), access));
    }
    for name in ["hostname", "hosts", "resolv.conf"] {
        let lent = layout::container(container.id).join(name);
        wanted.push((lent, format!("/etc/{name}"), MountAccess::ReadWrite));
    }
    let mut mounted = Vec::new();
    for (source, place, access) in wanted {
        let Ok(target) = scoped(recorder, root, &place) else { continue };
        make_target(recorder, container, &source, (&place, &target));
        let bind =
            recorder.unrecorded(|kernel| kernel.bind((&host, source.as_bytes()), (&host, target.as_bytes()), access));
        // What is not there (a container that was never started has no hosts file) is not mounted.
        if bind.is_ok() {
            mounted.push(target);
        }
    }
    mounted
}

/// Makes the place to mount on, if the container does not have it.
///
/// Model: moby `pkg/fileutils` `CreateIfNotExists`.
fn make_target(recorder: &mut Recorder, container: &Container, source: &AbsPath, (place, target): (&str, &AbsPath)) {
    let host = Task::host_root();
    let kernel = recorder.kernel();
    let Ok(found) = kernel.stat(&host, source.as_bytes(), Follow::Yes) else { return };
    if kernel.stat(&host, target.as_bytes(), Follow::Yes).is_ok() {
        return;
    }
    let cause = Cause::Lifecycle(Lifecycle::TargetMade { container: container.id, path: place.to_owned() });
    // What cannot be made is not mounted on.
    let _ = recorder.step(Actor::Dockerd, cause, |kernel| match (found.file_type, target.split()) {
        (FileType::Dir, _) => init_layer::mkdir_all(kernel, &host, target),
        (_, Some((dir, _))) => {
            init_layer::mkdir_all(kernel, &host, &dir)?;
            kernel.write_file(&host, target.as_bytes(), b"", 0o755)
        }
        (_, None) => Ok(()),
    });
}

/// One step for each entry.
fn unpack_into(
    recorder: &mut Recorder,
    container: &Container,
    root: &AbsPath,
    mut unpacker: Unpacker,
    tar: &TarStream,
) -> Result<(), UnpackError> {
    let into = unpacker.directory().to_vec();
    let cause = |name: &[u8]| {
        let below = AbsPath::new([into.as_slice(), b"/", name].concat());
        Cause::Changes(Changes::CopiedIn { container: container.id, path: root.join(below.as_bytes()) })
    };
    for entry in tar.reader() {
        let entry = entry.map_err(UnpackError::Tar)?;
        let cause = cause(&entry.header.name);
        recorder.step(Actor::Untar, cause, |kernel| unpacker.entry(kernel, &entry))?;
    }
    if unpacker.has_directories() {
        recorder.step(Actor::Untar, cause(b""), |kernel| unpacker.finish(kernel))?;
    }
    Ok(())
}
