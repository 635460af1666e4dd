//! Paths of a host's `/var/lib/docker`, and what the files there are.

use super::picture::DirectoryName;
use crate::identity::{ChainId, ContainerId, DiffId, ImageId, LayerDigest, LinkId};

/// A file or directory that means something here. Whatever stands before `image/overlay2` or `overlay2` does not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum HostPath {
    /// `repositories.json`
    Repositories,
    /// `imagedb/content/sha256/<image ID>`
    Config(ImageId),
    /// `layerdb/sha256/<chainID>`
    Layer(ChainId),
    /// `layerdb/sha256/<chainID>/<file>`
    LayerFile(Named<ChainId>, LayerFile),
    /// `layerdb/mounts/<container ID>`
    Container(ContainerId),
    /// `layerdb/mounts/<container ID>/<file>`
    ContainerFile(ContainerId, ContainerFile),
    /// `overlay2/<directory>`
    Directory(DirectoryName),
    /// `overlay2/<directory>/<file>`
    DirectoryFile(DirectoryName, DirectoryFile),
    /// `overlay2/l/<link id>`
    Link(LinkId),
    /// `distribution/diffid-by-digest/sha256/<layer digest>`
    DiffIdByDigest(LayerDigest),
    /// `distribution/v2metadata-by-diffid/sha256/<diffID>`
    V2Metadata(DiffId),
}

/// An ID in a path, whole or as it was typed: `a3ee2510dcf0*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named<T> {
    Whole(T),
    Prefix(String),
}

/// The files of a layer's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LayerFile {
    Diff,
    Parent,
    CacheId,
    Size,
}

/// The files of a container's mount record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContainerFile {
    MountId,
    InitId,
    Parent,
}

/// The files of a directory in `overlay2/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DirectoryFile {
    Link,
    Lower,
}

impl HostPath {
    /// What the path means, if anything.
    pub(super) fn parse(path: &str) -> Option<Self> {
        let path = path.trim_end_matches('/');
        let parts: Vec<&str> = path.rsplitn(5, '/').collect();
        let part = |index: usize| parts.get(index).copied().unwrap_or_default();
        let (last, above, third, fourth) = (part(0), part(1), part(2), part(3));
        let found = match (fourth, third, above) {
            ("imagedb", "content", "sha256") => Self::Config(ImageId(last.parse().ok()?)),
            (_, "layerdb", "sha256") => Self::Layer(ChainId(last.parse().ok()?)),
            (_, "layerdb", "mounts") => Self::Container(last.parse().ok()?),
            (_, "overlay2", "l") => Self::Link(last.parse().ok()?),
            (_, "diffid-by-digest", "sha256") => Self::DiffIdByDigest(LayerDigest(last.parse().ok()?)),
            (_, "v2metadata-by-diffid", "sha256") => Self::V2Metadata(DiffId(last.parse().ok()?)),
            ("layerdb", "sha256", chain) => Self::LayerFile(named_chain(chain)?, layer_file(last)?),
            ("layerdb", "mounts", container) => Self::ContainerFile(container.parse().ok()?, container_file(last)?),
            (_, "overlay2", name) if directory_file(last).is_some() => {
                Self::DirectoryFile(name.parse().ok()?, directory_file(last)?)
            }
            (_, _, "overlay2") if last.parse::<DirectoryName>().is_ok() => Self::Directory(last.parse().ok()?),
            _ if last == "repositories.json" => Self::Repositories,
            _ => return None,
        };
        Some(found)
    }

    /// The directory of `overlay2/` that a path leads into: `overlay2/<directory>/diff/etc`.
    pub(super) fn above(path: &str) -> Option<Self> {
        let names = path.match_indices("overlay2/").filter_map(|(at, found)| path[at + found.len()..].split_once('/'));
        names.filter_map(|(name, _)| name.parse().ok()).map(Self::Directory).next()
    }
}

fn named_chain(text: &str) -> Option<Named<ChainId>> {
    if let Ok(hash) = text.parse() {
        return Some(Named::Whole(ChainId(hash)));
    }
    let prefix = text.trim_end_matches(['*', '…', '.']);
    let hex = prefix.len() >= 6 && prefix.len() < 64 && prefix.bytes().all(|c| c.is_ascii_hexdigit());
    (hex && prefix != text).then(|| Named::Prefix(prefix.to_owned()))
}

fn layer_file(name: &str) -> Option<LayerFile> {
    Some(match name {
        "diff" => LayerFile::Diff,
        "parent" => LayerFile::Parent,
        "cache-id" => LayerFile::CacheId,
        "size" => LayerFile::Size,
        _ => return None,
    })
}

fn container_file(name: &str) -> Option<ContainerFile> {
    Some(match name {
        "mount-id" => ContainerFile::MountId,
        "init-id" => ContainerFile::InitId,
        "parent" => ContainerFile::Parent,
        _ => return None,
    })
}

fn directory_file(name: &str) -> Option<DirectoryFile> {
    Some(match name {
        "link" => DirectoryFile::Link,
        "lower" => DirectoryFile::Lower,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "a3ee2510dcf02c980d7aff635909612006fd1662084d6225e52e769b984abeb5";

    #[test]
    fn paths_that_mean_something() {
        let of = |text: &str| HostPath::parse(&text.replace('H', HEX));
        let hash = HEX.parse().unwrap();
        let chain = || Named::Whole(ChainId(hash));
        let directory: DirectoryName = HEX.parse().unwrap();
        let table = [
            ("/var/lib/docker/image/overlay2/repositories.json", Some(HostPath::Repositories)),
            ("repositories.json", Some(HostPath::Repositories)),
            ("/d/image/overlay2/imagedb/content/sha256/H", Some(HostPath::Config(ImageId(hash)))),
            ("layerdb/sha256/H", Some(HostPath::Layer(ChainId(hash)))),
            ("./layerdb/sha256/H/cache-id", Some(HostPath::LayerFile(chain(), LayerFile::CacheId))),
            (
                "/d/layerdb/sha256/a3ee2510dcf02*/parent",
                Some(HostPath::LayerFile(Named::Prefix("a3ee2510dcf02".to_owned()), LayerFile::Parent)),
            ),
            ("/d/layerdb/mounts/H/", Some(HostPath::Container(HEX.parse().unwrap()))),
            ("/d/overlay2/H", Some(HostPath::Directory(directory))),
            ("/d/overlay2/H-init", Some(HostPath::Directory(DirectoryName { init: true, ..directory }))),
            ("/d/overlay2/H/lower", Some(HostPath::DirectoryFile(directory, DirectoryFile::Lower))),
            ("/d/overlay2/l/U7ZXQ4ZL7TLD6XEBUVLR77LKS4", "U7ZXQ4ZL7TLD6XEBUVLR77LKS4".parse().ok().map(HostPath::Link)),
            ("/d/layerdb/sha256/x/cache-id", None),
            ("/etc/hosts", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(of(text), expected, "{text}");
        }
        let above = |text: &str| HostPath::above(&text.replace('H', HEX));
        assert_eq!(above("/d/overlay2/H/diff/etc/hosts"), Some(HostPath::Directory(directory)));
        assert_eq!(above("/d/image/overlay2/layerdb/sha256/H/x"), None);
    }
}
