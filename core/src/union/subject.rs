//! What has a stack: images and containers, and how people call them.

use crate::digest::Sha256;
use crate::disk::refstore::RefStore;
use crate::disk::{containers, imagedb, layerdb};
use crate::identity::{ContainerId, ImageId};
use crate::json::tree;
use crate::vfs::Fs;

/// An image or a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A container.
    Container(ContainerId),
    /// An image.
    Image(ImageId),
}

/// A subject and what people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Which.
    pub subject: Subject,
    /// A container's name, or an image's: familiar, with its tag. Without one, the beginning of the ID.
    pub name: String,
}

/// Every container that has a layer and every image on the disk: containers first, images in the order of their names.
pub fn subjects(fs: &Fs) -> Vec<Named> {
    let containers = layerdb::list_mounts(fs).into_iter().filter(|id| layerdb::mount_record(fs, *id).is_some());
    let mut named: Vec<Named> = containers
        .map(|id| Named {
            subject: Subject::Container(id),
            name: config_text(fs, id, "Name")
                .map_or_else(|| id.short(), |name| name.trim_start_matches('/').to_owned()),
        })
        .collect();
    named.sort_by(|a, b| a.name.cmp(&b.name));
    let store = RefStore::load(fs).unwrap_or_default();
    let mut nameless = imagedb::list(fs);
    for (reference, id) in store.iter().filter(|(reference, _)| reference.tag.is_some()) {
        if imagedb::exists(fs, id) {
            nameless.retain(|image| *image != id);
            named.push(Named { subject: Subject::Image(id), name: reference.familiar() });
        }
    }
    named.extend(nameless.into_iter().map(|id| Named { subject: Subject::Image(id), name: id.short() }));
    named
}

impl Subject {
    /// The subject that `text` names among `named`: a name (an image's may lack `:latest`), an ID, or the beginning of exactly one.
    pub fn find(named: &[Named], text: &str) -> Option<Self> {
        let latest = format!("{text}:latest");
        if let Some(found) = named.iter().find(|named| named.name == text || named.name == latest) {
            return Some(found.subject);
        }
        let prefix = text.strip_prefix("sha256:").unwrap_or(text);
        let mut found = named.iter().map(|named| named.subject).filter(|subject| subject.hex().starts_with(prefix));
        let first = found.next().filter(|_| !prefix.is_empty())?;
        found.all(|other| other == first).then_some(first)
    }

    /// The 64 hex digits of its ID.
    pub fn hex(&self) -> String {
        match self {
            Self::Container(id) => id.to_string(),
            Self::Image(id) => id.hex(),
        }
    }
}

/// The image that a container was made of, as its `config.v2.json` says.
pub(super) fn image_of(fs: &Fs, container: ContainerId) -> Option<ImageId> {
    config_text(fs, container, "Image")?.strip_prefix("sha256:")?.parse::<Sha256>().ok().map(ImageId)
}

/// A text of a container's `config.v2.json`.
fn config_text(fs: &Fs, container: ContainerId, key: &str) -> Option<String> {
    let text = containers::read(fs, container, "config.v2.json")?;
    let parsed = tree::parse(text.as_bytes(), 0);
    parsed.tree.root()?.get(key)?.as_str()
}
