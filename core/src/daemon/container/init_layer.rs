//! The init layer: empty files between the image and the container, for what the host lends each container to be mounted on.
//!
//! Whatever the image has at these places is unlinked first, name by name: a file, a device or a symbolic link goes, a directory
//! refuses and stays. That happens through the mount, so what it leaves in the layer is overlayfs's doing: directories copied up,
//! opaque ones where a symbolic link was.
//!
//! Model: moby `daemon/initlayer/setup_unix.go`. There the places are a Go map, so their order is random; this is the order of
//! a traced run.

use crate::disk::layout::LayerDir;
use crate::kernel::{Create, Follow, Kernel, OpenHow, Task};
use crate::trace::{Actor, Cause, InitPlace, Overlay2, Recorder};
use crate::vfs::{AbsPath, Errno};

const PLACES: [(&str, InitPlace); 10] = [
    ("dev/pts", InitPlace::Dir),
    ("proc", InitPlace::Dir),
    ("sys", InitPlace::Dir),
    (".dockerenv", InitPlace::File),
    ("etc/resolv.conf", InitPlace::File),
    ("dev/console", InitPlace::File),
    ("dev/shm", InitPlace::Dir),
    ("etc/hosts", InitPlace::File),
    ("etc/hostname", InitPlace::File),
    ("etc/mtab", InitPlace::Link("/proc/mounts")),
];

/// Makes the places below `root`, where the init layer is mounted.
pub(super) fn set_up(recorder: &mut Recorder, dir: LayerDir, root: &AbsPath) -> Result<(), Errno> {
    let task = Task::host_root();
    for (path, kind) in PLACES {
        let cause = Cause::Overlay2(Overlay2::InitPlaceMade { dir, path, kind });
        recorder.step(Actor::Dockerd, cause, |kernel| place(kernel, &task, root, path, kind))?;
    }
    Ok(())
}

fn place(kernel: &mut Kernel, task: &Task, root: &AbsPath, path: &str, kind: InitPlace) -> Result<(), Errno> {
    let mut at = root.clone();
    for name in path.split('/') {
        at = at.join(name);
        // Directories refuse, and what is not there cannot go: both are as it should be.
        let _ = kernel.unlink(task, at.as_bytes());
    }
    match kernel.stat(task, at.as_bytes(), Follow::Yes) {
        Err(Errno::ENOENT) => {}
        Ok(_) => return Ok(()),
        Err(error) => return Err(error),
    }
    if let Some((parent, _)) = at.split() {
        mkdir_all(kernel, task, &parent)?;
    }
    match kind {
        InitPlace::Dir => mkdir_all(kernel, task, &at),
        InitPlace::File => {
            let how = OpenHow { create: Create::IfMissing, mode: 0o755, ..OpenHow::read() };
            let file = kernel.open(task, at.as_bytes(), how)?;
            kernel.close(file)
        }
        InitPlace::Link(target) => kernel.symlink(task, target.as_bytes(), at.as_bytes()),
    }
}

/// Makes a directory and those above it that are missing, mode 0755.
///
/// Model: moby `pkg/idtools` `MkdirAllAndChownNew`.
pub(super) fn mkdir_all(kernel: &mut Kernel, task: &Task, path: &AbsPath) -> Result<(), Errno> {
    let mut at = AbsPath::root();
    for name in path.names() {
        at = at.join(name);
        match kernel.stat(task, at.as_bytes(), Follow::Yes) {
            Ok(_) => {}
            Err(Errno::ENOENT) => kernel.mkdir(task, at.as_bytes(), 0o755)?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
