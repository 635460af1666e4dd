//! What a path below `/var/lib/docker` is.

use super::layout;
use crate::vfs::AbsPath;

/// What a file or directory below `/var/lib/docker` is for. Words for it are elsewhere; this is only the choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// `/var/lib/docker`
    Root,
    /// `image/` and `image/overlay2/`
    Image,
    /// `repositories.json`
    Repositories,
    /// `imagedb/` and its inner directories
    ImageDb,
    /// `imagedb/content/sha256/<image ID>`
    ImageConfig,
    /// `imagedb/metadata/sha256/<image ID>/`
    ImageMetadata,
    /// `…/parent` of an image
    ImageParent,
    /// `…/lastUpdated`
    ImageLastUpdated,
    /// `layerdb/` and `layerdb/sha256/`
    LayerDb,
    /// `layerdb/sha256/<chainID>/`
    Layer,
    /// `…/diff` of a layer record
    LayerDiff,
    /// `…/size`
    LayerSize,
    /// `…/cache-id`
    LayerCacheId,
    /// `…/parent` of a layer record
    LayerParent,
    /// `…/tar-split.json.gz`
    TarSplit,
    /// `layerdb/sha256/<chainID>-<random>-removing/`
    RemovingLayer,
    /// `layerdb/tmp/`
    LayerTmp,
    /// `layerdb/tmp/write-set-<digits>/`
    WriteSet,
    /// `layerdb/mounts/`
    Mounts,
    /// `layerdb/mounts/<container ID>/`
    MountRecord,
    /// `…/mount-id`
    MountId,
    /// `…/init-id`
    InitId,
    /// `…/parent` of a mount record
    MountParent,
    /// `distribution/` and its inner directories
    Distribution,
    /// `diffid-by-digest/sha256/<layer digest>`
    DiffIdByDigest,
    /// `v2metadata-by-diffid/sha256/<diffID>`
    V2Metadata,
    /// `overlay2/`
    Overlay2,
    /// `overlay2/l/`
    Links,
    /// `overlay2/l/<link id>`
    ShortLink,
    /// `overlay2/<id>/`
    LayerDir,
    /// `overlay2/<id>-init/`
    InitDir,
    /// `…/diff/` of a layer directory
    DiffDir,
    /// Something in `diff/`
    LayerFile,
    /// `…/link`
    Link,
    /// `…/lower`
    Lower,
    /// `…/committed`
    Committed,
    /// `…/work/` and below
    Work,
    /// `…/merged/` and below
    Merged,
    /// `containers/`
    Containers,
    /// `containers/<container ID>/`
    Container,
    /// `config.v2.json`
    ContainerConfig,
    /// `hostconfig.json`
    HostConfig,
    /// `hostname`
    Hostname,
    /// `hosts`
    Hosts,
    /// `resolv.conf`
    ResolvConf,
    /// `resolv.conf.hash`
    ResolvConfHash,
    /// `<container ID>-json.log`
    JsonLog,
    /// `checkpoints/`
    Checkpoints,
    /// `mounts/` of a container
    ContainerMounts,
    /// `tmp/`
    Tmp,
    /// `tmp/GetImageBlob<digits>`
    BlobDownload,
    /// `containerd/` and the directories in it
    ContentStore,
    /// `…/blobs/sha256/<digest>`
    ContentBlob,
    /// `volumes/` and below
    Volumes,
    /// A directory of a part that is not modelled.
    Other,
}

impl FileKind {
    /// What `path` is. `None` outside `/var/lib/docker`.
    pub fn of(path: &AbsPath) -> Option<Self> {
        let below = path.strip_prefix(&layout::root())?;
        let text = String::from_utf8_lossy(below);
        let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
        Some(match parts[..] {
            [] => Self::Root,
            ["image"] | ["image", "overlay2"] => Self::Image,
            ["image", "overlay2", ref rest @ ..] => image(rest),
            ["overlay2"] => Self::Overlay2,
            ["overlay2", "l"] => Self::Links,
            ["overlay2", "l", ..] => Self::ShortLink,
            ["overlay2", dir, ref rest @ ..] => layer_dir(dir, rest),
            ["containers"] => Self::Containers,
            ["containers", _, ref rest @ ..] => container(rest),
            ["tmp"] => Self::Tmp,
            ["tmp", name] if name.starts_with("GetImageBlob") => Self::BlobDownload,
            ["containerd", .., "blobs", "sha256", _] => Self::ContentBlob,
            ["containerd", ..] => Self::ContentStore,
            ["volumes", ..] => Self::Volumes,
            _ => Self::Other,
        })
    }
}

fn image(rest: &[&str]) -> FileKind {
    match *rest {
        ["repositories.json"] => FileKind::Repositories,
        ["imagedb", "content", "sha256", _] => FileKind::ImageConfig,
        ["imagedb", "metadata", "sha256", _] => FileKind::ImageMetadata,
        ["imagedb", "metadata", "sha256", _, "parent"] => FileKind::ImageParent,
        ["imagedb", "metadata", "sha256", _, "lastUpdated"] => FileKind::ImageLastUpdated,
        ["imagedb", ..] => FileKind::ImageDb,
        ["layerdb"] | ["layerdb", "sha256"] => FileKind::LayerDb,
        ["layerdb", "sha256", name] if name.ends_with("-removing") => FileKind::RemovingLayer,
        ["layerdb", "sha256", _] => FileKind::Layer,
        ["layerdb", "tmp"] => FileKind::LayerTmp,
        ["layerdb", "tmp", _] => FileKind::WriteSet,
        ["layerdb", "sha256" | "tmp", _, file] => layer_file(file),
        ["layerdb", "mounts"] => FileKind::Mounts,
        ["layerdb", "mounts", _] => FileKind::MountRecord,
        ["layerdb", "mounts", _, "mount-id"] => FileKind::MountId,
        ["layerdb", "mounts", _, "init-id"] => FileKind::InitId,
        ["layerdb", "mounts", _, "parent"] => FileKind::MountParent,
        ["distribution", "diffid-by-digest", "sha256", _] => FileKind::DiffIdByDigest,
        ["distribution", "v2metadata-by-diffid", "sha256", _] => FileKind::V2Metadata,
        ["distribution", ..] => FileKind::Distribution,
        _ => FileKind::Other,
    }
}

fn layer_file(name: &str) -> FileKind {
    match name {
        "diff" => FileKind::LayerDiff,
        "size" => FileKind::LayerSize,
        "cache-id" => FileKind::LayerCacheId,
        "parent" => FileKind::LayerParent,
        "tar-split.json.gz" => FileKind::TarSplit,
        _ => FileKind::Other,
    }
}

fn layer_dir(dir: &str, rest: &[&str]) -> FileKind {
    match *rest {
        [] if dir.ends_with("-init") => FileKind::InitDir,
        [] => FileKind::LayerDir,
        ["diff"] => FileKind::DiffDir,
        ["diff", ..] => FileKind::LayerFile,
        ["link"] => FileKind::Link,
        ["lower"] => FileKind::Lower,
        ["committed"] => FileKind::Committed,
        ["work", ..] => FileKind::Work,
        ["merged", ..] => FileKind::Merged,
        _ => FileKind::Other,
    }
}

fn container(rest: &[&str]) -> FileKind {
    match *rest {
        [] => FileKind::Container,
        ["config.v2.json"] => FileKind::ContainerConfig,
        ["hostconfig.json"] => FileKind::HostConfig,
        ["hostname"] => FileKind::Hostname,
        ["hosts"] => FileKind::Hosts,
        ["resolv.conf"] => FileKind::ResolvConf,
        ["resolv.conf.hash"] => FileKind::ResolvConfHash,
        ["checkpoints", ..] => FileKind::Checkpoints,
        ["mounts", ..] => FileKind::ContainerMounts,
        [name] if name.ends_with("-json.log") => FileKind::JsonLog,
        _ => FileKind::Other,
    }
}
