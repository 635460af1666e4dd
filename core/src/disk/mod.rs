//! `/var/lib/docker`, one module per directory that Docker writes.
//!
//! ```text
//! /var/lib/docker
//! ├── containerd/daemon/io.containerd.content.v1.content/blobs/sha256/   content_store   manifests, as they came
//! ├── image/overlay2
//! │   ├── distribution/{diffid-by-digest,v2metadata-by-diffid}/sha256/   distribution    digest ↔ diffID
//! │   ├── imagedb/{content,metadata}/sha256/                             imagedb         configs, named by image ID
//! │   ├── layerdb/{sha256,mounts,tmp}/                                   layerdb         layers, named by chainID
//! │   └── repositories.json                                             refstore        names → image ID
//! ├── overlay2/<cache-id>/{diff,link,lower,work,committed}, l/           overlay2        the layers' files
//! ├── containers/<container ID>/                                         containers      what dockerd knows of a container
//! ├── volumes/<name>/_data/                                             volumes         directories that outlive containers
//! └── tmp/GetImageBlob…                                                 layout          blobs on their way
//! ```
//!
//! Every function makes one of the writes that a trace of the real engine shows, so that whoever orchestrates them can record
//! each as a step with its reason. The stores hold no state of their own: the disk is the state. They know no traces, no
//! registry and no command line.
//!
//! Source: moby 20.10 `layer/`, `image/`, `reference/store.go`, `distribution/metadata/`, `daemon/graphdriver/overlay2/`.

pub mod containers;
pub mod content_store;
pub mod distribution;
mod file_kind;
pub mod fsck;
pub mod imagedb;
pub mod layerdb;
pub mod layout;
pub mod overlay2;
pub mod refstore;
#[cfg(test)]
mod tests;
pub mod volumes;

pub use file_kind::FileKind;
pub use overlay2::directory_size;

use crate::vfs::{AbsPath, Content, Errno, Fs, RenameMode};

/// Writes a file as moby's `pkg/ioutils` `AtomicWriteFile` does: under a temporary name in the same directory, then renamed
/// into place. Readers see the old file or the new one, never half of one.
pub fn write_atomically(fs: &mut Fs, path: &AbsPath, content: impl Into<Content>, mode: u16) -> Result<(), Errno> {
    let (dir, name) = path.split().ok_or(Errno::EISDIR)?;
    let temporary = dir.join([b".tmp-", name].concat());
    fs.write(&temporary, content, mode)?;
    let dir_ino = fs.walk(&dir)?;
    fs.rename((dir_ino, &[b".tmp-", name].concat()), (dir_ino, name), RenameMode::Replace)
}

/// The text of a small file. `None` if it is missing, unknown or not UTF-8.
fn text(fs: &Fs, path: &AbsPath) -> Option<String> {
    let bytes = fs.read(path).ok()?.bytes().ok()?;
    String::from_utf8(bytes.to_vec()).ok()
}

/// What the daemon makes when it starts on an empty disk.
pub fn initialize(fs: &mut Fs) -> Result<(), Errno> {
    fs.mkdir_all(&AbsPath::new("/var/lib"), 0o755)?;
    fs.mkdir(&layout::root(), 0o710)?;
    for (name, mode) in [
        ("buildkit", 0o711),
        ("containerd", 0o711),
        ("containers", 0o710),
        ("image", 0o700),
        ("network", 0o750),
        ("overlay2", 0o710),
        ("plugins", 0o700),
        ("runtimes", 0o700),
        ("swarm", 0o700),
        ("tmp", 0o700),
        ("trust", 0o700),
        ("volumes", 0o701),
    ] {
        fs.mkdir(&layout::root().join(name), mode)?;
    }
    fs.mkdir(&layout::image_root(), 0o700)?;
    for dir in ["distribution", "imagedb", "layerdb"] {
        fs.mkdir(&layout::image_root().join(dir), 0o700)?;
    }
    for dir in ["content", "content/sha256", "metadata", "metadata/sha256"] {
        fs.mkdir(&layout::image_root().join("imagedb").join(dir), 0o700)?;
    }
    fs.mkdir(&layout::links(), 0o700)?;
    content_store::initialize(fs)?;
    fs.write(&layout::repositories(), refstore::RefStore::default().to_json(), 0o600)?;
    Ok(())
}
