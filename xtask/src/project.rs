//! Where things are in this project.

use std::path::{Path, PathBuf};

/// The top folder of the project.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the project")
}

/// A file or folder of the project, named as seen from the top.
pub(crate) fn path(relative: &str) -> PathBuf {
    root().join(relative)
}

/// Where tools go that this machine did not have. Git ignores it; deleting it costs only the time to bring them again.
pub(crate) fn tools() -> PathBuf {
    path(".tools")
}

/// What cargo builds into.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| path("target"), |folder| root().join(folder))
}
