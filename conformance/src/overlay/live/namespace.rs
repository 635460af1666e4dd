//! A place where mounting is harmless.

use std::fmt;

use nix::sched::{CloneFlags, unshare};
use rustix::mount::{MountPropagationFlags, mount_change};
use rustix::process::geteuid;

/// Why the kernel cannot be asked here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unavailable(String);

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unavailable {}

/// Runs `work` on a thread that has a mount namespace of its own: what it mounts, nobody else sees, and it goes with the thread.
pub fn in_namespace<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Unavailable> {
    let no = |why: String| Unavailable(why);
    if !geteuid().is_root() {
        return Err(no("only root can mount".to_owned()));
    }
    let known = std::fs::read_to_string("/proc/filesystems").unwrap_or_default();
    if !known.lines().any(|line| line.split_whitespace().last() == Some("overlay")) {
        return Err(no("this kernel has no overlayfs (/proc/filesystems; modprobe overlay may bring it)".to_owned()));
    }
    std::thread::scope(|scope| {
        let inside = scope.spawn(|| {
            unshare(CloneFlags::CLONE_NEWNS)
                .map_err(|error| no(format!("no mount namespace of one's own: {error}")))?;
            mount_change("/", MountPropagationFlags::PRIVATE | MountPropagationFlags::REC)
                .map_err(|error| no(format!("the mounts cannot be made private: {error}")))?;
            Ok(work())
        });
        inside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
