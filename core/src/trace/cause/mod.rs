//! Why a step happened: closed choices with their values, one type for each directory or mechanism that is written.
//!
//! Every cause has a stable name, such as `layerdb.commit`, by which lessons refer to it. [`Cause::NAMES`] lists them all.

mod changes;
mod images;
mod layerdb;
mod lifecycle;
mod load;
mod overlay2;
mod transfer;
mod untar;
mod volumes;

use super::Call;
use crate::identity::ContainerId;
use crate::vfs::AbsPath;

pub use changes::Changes;
pub use images::{Distribution, Imagedb, Repositories};
pub use layerdb::Layerdb;
pub use lifecycle::{Lifecycle, Saved};
pub use load::Load;
pub use overlay2::{InitPlace, Overlay2};
pub use transfer::{ContentStore, Download, ManifestRole, Resolve};
pub use untar::Untar;
pub use volumes::Volumes;

/// Who did a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// `dockerd`.
    Dockerd,
    /// The embedded `containerd`.
    Containerd,
    /// `runc`, which starts processes of containers.
    Runc,
    /// `docker-untar`, the child process that unpacks a layer.
    Untar,
    /// The kernel, on its own (whiteouts, copy-up, mounts).
    Kernel,
    /// A program on the host, started from the terminal.
    Program,
    /// A program in a container.
    Container(ContainerId),
}

/// The part of a command that a step belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group {
    /// Resolving a name to a manifest.
    Resolve,
    /// Downloading the layer at this position (base is 1).
    Download(usize),
    /// Registering the layer at this position (base is 1).
    Register(usize),
    /// Recording the image and its names.
    Finish,
    /// Taking back what a pull did before it failed.
    TakeBack,
    /// Removing names.
    Untag,
    /// Removing an image's config.
    DeleteImage,
    /// Removing the layer at this position (base is 1).
    DeleteLayer(usize),
    /// Making a container's init layer.
    InitLayer,
    /// Making a container's read-write layer.
    RwLayer,
    /// Recording a container.
    Container,
    /// Starting a container.
    Start,
    /// Stopping a container, or taking note that it ended.
    Stop,
    /// Removing a container.
    RemoveContainer,
}

impl Group {
    /// The position of the layer it is about; the base is 1.
    pub const fn layer(&self) -> Option<usize> {
        match self {
            Self::Download(layer) | Self::Register(layer) | Self::DeleteLayer(layer) => Some(*layer),
            Self::Resolve
            | Self::Finish
            | Self::TakeBack
            | Self::Untag
            | Self::DeleteImage
            | Self::InitLayer
            | Self::RwLayer
            | Self::Container
            | Self::Start
            | Self::Stop
            | Self::RemoveContainer => None,
        }
    }
}

/// What kind of write a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// None: something is looked up or compared.
    Look,
    /// A directory is made.
    Mkdir,
    /// A file is made, empty.
    Create,
    /// A file is written in place.
    Write,
    /// A file is written under a temporary name and renamed into place.
    WriteAtomic,
    /// A symbolic link is made.
    Symlink,
    /// A file gets a further name.
    Link,
    /// A device or a pipe is made.
    Mknod,
    /// Mode, owner, times of something change.
    Attributes,
    /// An extended attribute is set or removed.
    Setxattr,
    /// Something is mounted or unmounted.
    Mount,
    /// Something is moved.
    Rename,
    /// A name is removed.
    Unlink,
    /// A directory is removed with all that is in it.
    RemoveAll,
}

impl Operation {
    /// A short word, as `cargo xtask trace` prints it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Mkdir => "mkdir",
            Self::Create => "create",
            Self::Write => "write",
            Self::WriteAtomic => "atomic",
            Self::Symlink => "symlink",
            Self::Link => "link",
            Self::Mknod => "mknod",
            Self::Attributes => "attributes",
            Self::Setxattr => "setxattr",
            Self::Mount => "mount",
            Self::Rename => "rename",
            Self::Unlink => "unlink",
            Self::RemoveAll => "remove",
        }
    }
}

/// Why a step happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A program ran a system call on the host's disk.
    Program {
        /// The program's name.
        program: String,
        /// The system call.
        call: Call,
    },
    /// A name is resolved; what is here already is recognised.
    Resolve(Resolve),
    /// The content store keeps manifests.
    ContentStore(ContentStore),
    /// A blob travels.
    Download(Download),
    /// The storage driver keeps the layers' files.
    Overlay2(Overlay2),
    /// The layer store keeps one record for each layer.
    Layerdb(Layerdb),
    /// A layer's tar is unpacked.
    Untar(Untar),
    /// The daemon remembers which blob is which layer.
    Distribution(Distribution),
    /// The image store keeps configs.
    Imagedb(Imagedb),
    /// Names lead to images.
    Repositories(Repositories),
    /// A container is made, run, removed.
    Lifecycle(Lifecycle),
    /// A container's files are looked at as a whole.
    Changes(Changes),
    /// Directories that outlive containers.
    Volumes(Volumes),
    /// An archive of images is read.
    Load(Load),
}

/// The name, the operation and the path of one cause.
pub(super) type Facts = (&'static str, Operation, Option<AbsPath>);

impl Cause {
    /// The stable names, in the order in which a pull and a removal, and then a container's life, come across them.
    pub const NAMES: &[&'static str] = &[
        "program",
        "resolve.tag",
        "manifest.store",
        "resolve.platform",
        "resolve.image-known",
        "resolve.layer-known",
        "download.start",
        "download.finish",
        "download.refuse",
        "overlay2.dir",
        "overlay2.diff",
        "overlay2.short-name",
        "overlay2.link",
        "overlay2.work",
        "overlay2.committed",
        "overlay2.lower",
        "layerdb.tmp",
        "layerdb.write-set",
        "layerdb.open-tar-split",
        "untar.start",
        "download.remove",
        "untar.entry",
        "untar.whiteout",
        "untar.opaque",
        "untar.refuse",
        "untar.times",
        "layerdb.tar-split",
        "layerdb.diff",
        "layerdb.size",
        "layerdb.cache-id",
        "layerdb.parent",
        "layerdb.sha256",
        "layerdb.commit",
        "layerdb.duplicate",
        "layerdb.cancel",
        "distribution.v2metadata",
        "distribution.diffid",
        "imagedb.compare",
        "imagedb.content",
        "repositories.digest",
        "repositories.tag",
        "imagedb.last-updated",
        "repositories.remove",
        "manifest.drop",
        "imagedb.remove-metadata",
        "imagedb.remove-content",
        "layerdb.mark-removing",
        "overlay2.remove-short-name",
        "overlay2.remove",
        "layerdb.remove",
        "overlay2.merged",
        "overlay2.mount",
        "overlay2.init-place",
        "overlay2.unmount",
        "overlay2.remove-merged",
        "layerdb.mounts",
        "layerdb.mount",
        "layerdb.mount-id",
        "layerdb.init-id",
        "layerdb.mount-parent",
        "container.dir",
        "container.checkpoints",
        "container.hostconfig",
        "container.config",
        "container.working-dir",
        "container.lent-file",
        "container.resolv-conf-hash",
        "container.mounts",
        "container.log",
        "container.namespace",
        "container.source",
        "container.target",
        "container.bind",
        "container.start",
        "container.log-append",
        "container.signal",
        "container.end",
        "container.remove",
        "layerdb.remove-mount",
        "container.compare",
        "container.pack",
        "imagedb.parent",
        "container.export",
        "container.copy-out",
        "container.copy-in",
        "volume.dir",
        "volume.data",
        "volume.fill",
        "volume.remove",
        "load.unpack",
        "load.remove",
    ];

    fn facts(&self) -> Facts {
        match self {
            Self::Program { call, .. } => ("program", call.operation(), None),
            Self::Resolve(cause) => cause.facts(),
            Self::ContentStore(cause) => cause.facts(),
            Self::Download(cause) => cause.facts(),
            Self::Overlay2(cause) => cause.facts(),
            Self::Layerdb(cause) => cause.facts(),
            Self::Untar(cause) => cause.facts(),
            Self::Distribution(cause) => cause.facts(),
            Self::Imagedb(cause) => cause.facts(),
            Self::Repositories(cause) => cause.facts(),
            Self::Lifecycle(cause) => cause.facts(),
            Self::Changes(cause) => cause.facts(),
            Self::Volumes(cause) => cause.facts(),
            Self::Load(cause) => cause.facts(),
        }
    }

    /// The stable name by which lessons refer to this kind of step, such as `layerdb.commit`.
    pub fn name(&self) -> &'static str {
        self.facts().0
    }

    /// What kind of write it is.
    pub fn operation(&self) -> Operation {
        self.facts().1
    }

    /// The file or directory that the step is about. None where there is none, or where only the effect tells.
    pub fn path(&self) -> Option<AbsPath> {
        self.facts().2
    }
}
