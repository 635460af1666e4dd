//! What `docker images`, `docker history` and `docker image inspect` ask for.
//!
//! Model: moby `daemon/images/{images,image_history,image_inspect}.go`.

use serde::Serialize;
use std::collections::BTreeMap;

use super::{Daemon, Image, Layer, LookupError};
use crate::clock::Time;
use crate::disk::{imagedb, overlay2};
use crate::identity::ImageId;
use crate::oci::RunConfig;
use crate::reference::Reference;
use crate::vfs::Fs;

/// The moment that Go takes for none: year 1.
const NEVER: Time = Time::GO_ZERO;

/// Which images are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageFilter {
    /// Intermediate images as well: without names, with children (`-a`).
    pub all: bool,
    /// Only those without tags that nothing was made from, or only those with names.
    pub dangling: Option<bool>,
    /// Only those of which a name fits one of these patterns.
    pub references: Vec<String>,
    /// Only those with these labels: `name` or `name=value`.
    pub labels: Vec<String>,
    /// Only those made before this one.
    pub before: Option<String>,
    /// Only those made after this one.
    pub since: Option<String>,
}

/// An image in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageSummary {
    /// The image ID.
    pub id: ImageId,
    /// The image that it was made from, as far as this host knows.
    pub parent: Option<ImageId>,
    /// Its names by tag, in their familiar form.
    pub repo_tags: Vec<String>,
    /// Its names by digest, in their familiar form.
    pub repo_digests: Vec<String>,
    /// When it was made.
    pub created: Time,
    /// Bytes of the files of all its layers.
    pub size: u64,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
}

/// One step of how an image was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryItem {
    /// The image that it led to, where that is here: of a pulled image only the last.
    pub id: Option<ImageId>,
    /// When.
    pub created: Time,
    /// By what command.
    pub created_by: String,
    /// Names of that image.
    pub tags: Vec<String>,
    /// Bytes of the files of its layer; 0 if it made none.
    pub size: u64,
    /// A comment.
    pub comment: String,
}

/// An image in all detail. Its fields and their order are those of Go's struct: writing it gives what the API answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ImageInspect {
    /// The image ID, with `sha256:`.
    pub id: String,
    /// Its names by tag.
    pub repo_tags: Vec<String>,
    /// Its names by digest.
    pub repo_digests: Vec<String>,
    /// The image that it was made from.
    pub parent: String,
    /// A comment.
    pub comment: String,
    /// When it was made.
    pub created: String,
    /// The container that it was made from.
    pub container: String,
    /// How that was run.
    pub container_config: RunConfig,
    /// The Docker that made it.
    pub docker_version: String,
    /// Who made it.
    pub author: String,
    /// How to run a container of it.
    pub config: Option<RunConfig>,
    /// CPU architecture.
    pub architecture: String,
    /// Its variant.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub variant: String,
    /// Operating system.
    pub os: String,
    /// Windows only.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub os_version: String,
    /// Bytes of the files of all its layers.
    pub size: u64,
    /// The same.
    pub virtual_size: u64,
    /// Where its files are.
    pub graph_driver: GraphDriver,
    /// Its layers.
    #[serde(rename = "RootFS")]
    pub root_fs: RootFsInspect,
    /// What this host noted.
    pub metadata: ImageMetadata,
}

/// Where an image's files are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GraphDriver {
    /// The directories of its layers by their use; none for an image without layers.
    pub data: Option<BTreeMap<&'static str, String>>,
    /// `overlay2`.
    pub name: &'static str,
}

/// An image's layers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RootFsInspect {
    /// `layers`.
    #[serde(rename = "Type")]
    pub kind: String,
    /// The diffIDs, base first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<String>,
}

/// What this host noted of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ImageMetadata {
    /// When it was last tagged on this host; year 1 if never.
    pub last_tag_time: String,
}

impl Daemon {
    /// The images, newest first; those of the same second in the order in which they came.
    pub fn list_images(&self, fs: &Fs, filter: &ImageFilter) -> Result<Vec<ImageSummary>, LookupError> {
        let moment = |text: &Option<String>| -> Result<Option<Time>, LookupError> {
            text.as_ref().map(|text| self.find_image(fs, text).map(|image| created(&image))).transpose()
        };
        let (before, since) = (moment(&filter.before)?, moment(&filter.since)?);
        let is_wanted = |image: &&Image| {
            let created = created(image);
            before.is_none_or(|before| created < before)
                && since.is_none_or(|since| created > since)
                && filter.labels.iter().all(|label| has_label(image, label))
        };
        let summaries = self.images().filter(is_wanted).filter_map(|image| self.summary(image, filter));
        let mut summaries: Vec<ImageSummary> = summaries.collect();
        summaries.sort_by_key(|summary| std::cmp::Reverse(summary.created.secs));
        Ok(summaries)
    }

    /// One image for the list; none if it is not wanted there.
    fn summary(&self, image: &Image, filter: &ImageFilter) -> Option<ImageSummary> {
        let references = self.references.references(image.id);
        let is_shown = |reference: &&Reference| {
            filter.references.is_empty() || filter.references.iter().any(|pattern| fits(pattern, reference))
        };
        let names = |wants_digest: bool| -> Vec<String> {
            let kind = references.iter().filter(|reference| reference.digest.is_some() == wants_digest);
            kind.filter(is_shown).map(Reference::familiar).collect()
        };
        let (repo_tags, repo_digests) = (names(false), names(true));
        let has_children = self.children(image.id).next().is_some();
        let is_hidden = if repo_tags.is_empty() && repo_digests.is_empty() {
            has_children && !filter.all || filter.dangling == Some(false) || !filter.references.is_empty()
        } else {
            filter.dangling == Some(true) && !repo_tags.is_empty()
        };
        if is_hidden || (filter.dangling == Some(true) && has_children) {
            return None;
        }
        let labels = image.config.config.as_ref().and_then(|config| config.labels.clone()).unwrap_or_default();
        Some(ImageSummary {
            id: image.id,
            parent: image.parent,
            repo_tags,
            repo_digests,
            created: created(image),
            size: self.size(image),
            labels,
        })
    }

    /// Bytes of the files of all layers of an image.
    pub fn size(&self, image: &Image) -> u64 {
        self.layers.stack(image.top_layer()).iter().map(|layer| layer.record.size).sum()
    }

    /// How an image was made, newest first.
    pub fn history(&self, fs: &Fs, text: &str) -> Result<Vec<HistoryItem>, LookupError> {
        let image = self.find_image(fs, text)?;
        let sizes: Vec<u64> =
            self.layers.stack(image.top_layer()).iter().rev().map(|layer| layer.record.size).collect();
        let mut sizes = sizes.into_iter();
        let item = |step: &crate::oci::History| HistoryItem {
            id: None,
            created: step.created.unwrap_or(NEVER),
            created_by: step.created_by.clone(),
            tags: Vec::new(),
            size: if step.empty_layer { 0 } else { sizes.next().unwrap_or(0) },
            comment: step.comment.clone(),
        };
        let mut items: Vec<HistoryItem> = image.config.history.iter().map(item).collect();
        items.reverse();
        // Walking down the parents gives the older steps an image, as far as there are any.
        let mut next = Some(image);
        for item in &mut items {
            let Some(image) = next.take() else { break };
            item.id = Some(image.id);
            let tags = self.references.references(image.id).into_iter().filter(|reference| reference.digest.is_none());
            item.tags = tags.map(|reference| reference.familiar()).collect();
            next = image.parent.and_then(|parent| self.get_image(fs, parent));
        }
        Ok(items)
    }

    /// An image in all detail.
    pub fn inspect_image(&self, fs: &Fs, text: &str) -> Result<ImageInspect, LookupError> {
        let image = self.find_image(fs, text)?;
        let references = self.references.references(image.id);
        let names = |wants_digest: bool| -> Vec<String> {
            let kind = references.iter().filter(|reference| reference.digest.is_some() == wants_digest);
            kind.map(Reference::familiar).collect()
        };
        let (config, size) = (&*image.config, self.size(&image));
        let comment = match config.history.last() {
            Some(last) if config.comment.is_empty() => last.comment.clone(),
            _ => config.comment.clone(),
        };
        let root_fs = config.root_fs.clone().unwrap_or_default();
        Ok(ImageInspect {
            id: image.id.to_string(),
            repo_tags: names(false),
            repo_digests: names(true),
            parent: image.parent.map(|parent| parent.to_string()).unwrap_or_default(),
            comment,
            created: created(&image).to_string(),
            container: config.container.clone(),
            container_config: config.container_config.clone().unwrap_or_default(),
            docker_version: config.docker_version.clone(),
            author: config.author.clone(),
            config: config.config.clone(),
            architecture: config.architecture.clone(),
            variant: config.variant.clone(),
            os: if config.os.is_empty() { "linux".to_owned() } else { config.os.clone() },
            os_version: config.os_version.clone(),
            size,
            virtual_size: size,
            graph_driver: GraphDriver { data: self.directories(&image), name: "overlay2" },
            root_fs: RootFsInspect { kind: root_fs.kind, layers: root_fs.diff_ids },
            metadata: ImageMetadata { last_tag_time: imagedb::last_updated(fs, image.id).unwrap_or(NEVER).to_string() },
        })
    }

    /// The directories of an image's layers, as the storage driver uses them.
    ///
    /// Model: moby `daemon/graphdriver/overlay2/overlay.go` `GetMetadata`.
    fn directories(&self, image: &Image) -> Option<BTreeMap<&'static str, String>> {
        let stack = self.layers.stack(image.top_layer());
        let (top, below) = stack.split_first()?;
        let diff = |layer: &&Layer| overlay2::diff_dir(layer.dir()).to_string();
        let dir = crate::disk::layout::layer_dir(top.dir());
        let mut data = BTreeMap::from([
            ("MergedDir", dir.join("merged").to_string()),
            ("UpperDir", diff(top)),
            ("WorkDir", dir.join("work").to_string()),
        ]);
        if !below.is_empty() {
            data.insert("LowerDir", below.iter().map(diff).collect::<Vec<_>>().join(":"));
        }
        Some(data)
    }
}

pub(super) fn created(image: &Image) -> Time {
    image.config.created.unwrap_or(NEVER)
}

pub(super) fn has_label(image: &Image, label: &str) -> bool {
    let labels = image.config.config.as_ref().and_then(|config| config.labels.as_ref());
    labels.is_some_and(|labels| match label.split_once('=') {
        Some((name, value)) => labels.get(name).is_some_and(|found| found == value),
        None => labels.contains_key(label),
    })
}

/// Whether a name fits a pattern of `--filter reference=`: against the whole name, or against the name without tag and digest.
///
/// Model: distribution `reference/helpers.go` `FamiliarMatch`.
fn fits(pattern: &str, reference: &Reference) -> bool {
    let (whole, name) = (reference.familiar(), reference.repository.familiar());
    glob(pattern.as_bytes(), whole.as_bytes()) || glob(pattern.as_bytes(), name.as_bytes())
}

/// Go's `path.Match`: `*` and `?` stand for anything but a slash, `[a-z]` for one of a set, `\` takes the next literally.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [b'*', rest @ ..] => {
            let reach = text.iter().position(|b| *b == b'/').unwrap_or(text.len());
            (0..=reach).any(|length| glob(rest, &text[length..]))
        }
        [b'?', rest @ ..] => matches!(text, [c, tail @ ..] if *c != b'/' && glob(rest, tail)),
        [b'[', rest @ ..] => match (class(rest), text) {
            (Some((set, rest)), [c, tail @ ..]) => set_has(set, *c) && glob(rest, tail),
            _ => false,
        },
        [b'\\', literal, rest @ ..] | [literal, rest @ ..] => {
            matches!(text, [c, tail @ ..] if c == literal && glob(rest, tail))
        }
    }
}

/// The inside of a set, and what follows it.
fn class(pattern: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = pattern.iter().skip(1).position(|b| *b == b']')? + 1;
    Some((&pattern[..end], &pattern[end + 1..]))
}

fn set_has(set: &[u8], c: u8) -> bool {
    let (negated, mut set) = match set {
        [b'^', rest @ ..] => (true, rest),
        set => (false, set),
    };
    let mut found = false;
    while let [low, rest @ ..] = set {
        set = match rest {
            [b'-', high, rest @ ..] => {
                found |= (*low..=*high).contains(&c);
                rest
            }
            rest => {
                found |= *low == c;
                rest
            }
        };
    }
    found != negated
}
