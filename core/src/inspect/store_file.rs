//! Small files of the layer store and of overlay2, which are read with their path: by themselves they are a hash or a number.

use super::findings::{Findings, PendingLayerFile, Source};
use super::host_path::{ContainerFile, DirectoryFile, HostPath, LayerFile, Named};
use super::picture::{DirectoryName, Origin, learn};
use crate::identity::{ChainId, ContainerId, LinkId};

/// Whether a file at this path has one line that is read here.
pub(super) fn recognise(path: &HostPath) -> bool {
    matches!(
        path,
        HostPath::LayerFile(..)
            | HostPath::ContainerFile(..)
            | HostPath::DirectoryFile(..)
            | HostPath::DiffIdByDigest(_)
    )
}

/// A line of `grep -r . layerdb`: the path of such a file, a colon, its content; and where that begins.
pub(super) fn grep_line(line: &str) -> Option<(HostPath, &str, usize)> {
    let (path, content) = line.split_once(':')?;
    let found = HostPath::parse(path).filter(recognise)?;
    Some((found, content, path.len() + 1))
}

/// Reads the file at `path`, whose content begins at byte `start`.
pub(super) fn read(path: &HostPath, content: &str, start: usize, source: &Source<'_>, findings: &mut Findings) {
    let text = content.split_whitespace().next().unwrap_or_default();
    match path {
        HostPath::LayerFile(Named::Whole(chain), file) => layer_file(*chain, *file, text, start, source, findings),
        HostPath::LayerFile(Named::Prefix(prefix), file) => {
            let place = source.places.place(start);
            let pending = PendingLayerFile {
                prefix: prefix.clone(),
                file: *file,
                text: text.to_owned(),
                input: source.input,
                place,
            };
            findings.layer_files.push(pending);
        }
        HostPath::ContainerFile(container, file) => container_file(*container, *file, text, start, source, findings),
        HostPath::DirectoryFile(directory, file) => directory_file(*directory, *file, text, start, source, findings),
        HostPath::DiffIdByDigest(digest) => {
            if let Some(diff) = findings.hash_text(source, start, text, "diffid-by-digest") {
                findings.picture.contents.insert(*digest, diff);
            }
        }
        _ => {}
    }
}

fn layer_file(chain: ChainId, file: LayerFile, text: &str, start: usize, source: &Source<'_>, findings: &mut Findings) {
    let at = (source, start);
    match file {
        LayerFile::Diff => {
            if let Some(diff) = findings.hash_text(source, start, text, "diff") {
                findings.layer_places.insert(chain, (source.input, source.places.place(start)));
                findings.learn(at, "diff", |picture| &mut picture.layer(chain).diff_id, diff, Origin::Given);
            }
        }
        LayerFile::Parent => {
            if let Some(parent) = findings.hash_text(source, start, text, "parent") {
                findings.picture.layer(parent);
                let _ = learn(&mut findings.picture.layer(chain).parent, Some(parent), Origin::Given);
            }
        }
        LayerFile::CacheId => {
            if let Some(cache) = findings.hash_text(source, start, text, "cache-id") {
                findings.picture.directory(DirectoryName { id: cache, init: false });
                findings.learn(at, "cache-id", |picture| &mut picture.layer(chain).cache_id, cache, Origin::Given);
            }
        }
        LayerFile::Size => {
            if let Ok(size) = text.parse() {
                findings.learn(at, "size", |picture| &mut picture.layer(chain).size, size, Origin::Given);
            }
        }
    }
}

fn container_file(
    container: ContainerId,
    file: ContainerFile,
    text: &str,
    start: usize,
    source: &Source<'_>,
    findings: &mut Findings,
) {
    let at = (source, start);
    findings.picture.container(container);
    match file {
        ContainerFile::MountId => {
            if let Some(id) = findings.hash_text(source, start, text, "mount-id") {
                findings.learn(at, "mount-id", |picture| &mut picture.container(container).mount_id, id, Origin::Given);
            }
        }
        ContainerFile::InitId => {
            if let Ok(name) = text.parse::<DirectoryName>() {
                findings.picture.directory(name);
            }
        }
        ContainerFile::Parent => {
            if let Some(parent) = findings.hash_text(source, start, text, "parent") {
                findings.picture.layer(parent);
                findings.learn(at, "parent", |picture| &mut picture.container(container).parent, parent, Origin::Given);
            }
        }
    }
}

fn directory_file(
    directory: DirectoryName,
    file: DirectoryFile,
    text: &str,
    start: usize,
    source: &Source<'_>,
    findings: &mut Findings,
) {
    match file {
        DirectoryFile::Link => {
            if let Some(link) = findings.hash_text::<LinkId>(source, start, text, "link") {
                findings.link(source, start, link, directory);
            }
        }
        DirectoryFile::Lower => {
            let links: Option<Vec<LinkId>> =
                text.split(':').map(|entry| entry.strip_prefix("l/")?.parse().ok()).collect();
            if let Some(links) = links {
                let _ = learn(&mut findings.picture.directory(directory).lower, links, Origin::Given);
            }
        }
    }
}
