//! A host made of what [`inspect`](crate::inspect) found of a real one: its names, its images, its layers.
//!
//! ```text
//! inputs ─ inspect ─► Inspection ─ Made::of ─► Made ─ name ─► "inspected:{…}" ─ open ─► World
//! ```
//!
//! The world's name holds all that it is made from, in one line, so that a session on it is saved and shared as any other is.
//! It is *abridged*: no input has a layer's files, so every `diff/` is empty; what no input says of an image (its config, its
//! layers, their sizes) is not there. An image whose config is not given gets one of what is known, which is taken on trust.

mod furnish;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::World;
use crate::identity::{ChainId, ImageId};
use crate::inspect::picture::{ConfigBytes, DirectoryName, Known};
use crate::inspect::repositories::{Load, Store, load};
use crate::inspect::{Input, Inspection, Kind, Picture, Recognised};
use crate::json;
use crate::reference::Reference;

/// What every such world is called.
pub(super) const NAME: &str = "inspected";

/// The most names that such a host gets: a session begins by reading them, at every replay.
pub const MOST_NAMES: usize = 1000;

/// The longest world's name, in bytes, so that opening one is bounded.
const LONGEST: usize = 512 * 1024;

/// Names by repository, as they stand in repositories.json.
type Names = BTreeMap<String, BTreeMap<String, String>>;

/// What a host is made from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    names: Names,
    images: BTreeMap<String, MadeImage>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    layers: BTreeMap<String, MadeLayer>,
    /// How many names were left out, for there are more than [`MOST_NAMES`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: usize,
}

/// An image, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct MadeImage {
    /// The very bytes of its config.
    #[serde(skip_serializing_if = "Option::is_none")]
    config: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    platform: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    diffs: Vec<String>,
}

/// A layer, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct MadeLayer {
    #[serde(skip_serializing_if = "Option::is_none")]
    cache: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    #[serde(skip_serializing_if = "is_zero")]
    size: u64,
}

fn is_zero<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Made {
    /// What the host of `inspection` is made from. If there are too many names, those of the image of `focus` come first.
    pub fn of(inputs: &[Input], inspection: &Inspection, focus: Option<&str>) -> Self {
        let picture = &inspection.picture;
        let (names, left_out) = shortened(names(inputs, inspection), focus);
        let named: BTreeSet<ImageId> =
            names.values().flat_map(|map| map.values()).filter_map(|id| id.parse().ok()).collect();
        // Images without a name are there, too, unless names had to be left out.
        let is_there = |id: &ImageId| left_out == 0 || named.contains(id);
        let images =
            picture.images.keys().filter(|id| is_there(id)).map(|id| (id.to_string(), image(inputs, picture, *id)));
        Self { images: images.collect(), layers: layers(picture), names, left_out }
    }

    /// How many images there are.
    pub fn images(&self) -> usize {
        self.images.len()
    }

    /// How many of them have a config of what is known instead of their own.
    pub fn without_config(&self) -> usize {
        self.images.values().filter(|image| image.config.is_none()).count()
    }

    /// The name of the world, for [`open`](super::open).
    pub fn name(&self) -> String {
        // ASCII only: it stands in files and links where nothing may turn the direction of the text.
        let text = json::encode(self);
        let mut name = format!("{NAME}:");
        for c in text.chars() {
            if c.is_ascii() && !c.is_ascii_control() {
                name.push(c);
            } else {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    name.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
        name
    }
}

/// Whether `name` is that of a host made so; whether it can be opened, [`open`] tells.
pub(super) fn is_one(name: &str) -> bool {
    read(name).is_some()
}

/// The world of this name.
pub(super) fn open(name: &str) -> Option<World> {
    Some(furnish::world(&read(name)?))
}

fn read(name: &str) -> Option<Made> {
    let text = name.strip_prefix(NAME)?.strip_prefix(':')?;
    if text.len() > LONGEST { None } else { serde_json::from_str(text).ok() }
}

/// The names, where they stand in the file that dockerd would read; those of other inputs where they belong.
fn names(inputs: &[Input], inspection: &Inspection) -> Names {
    let is_file = |item: &&Recognised| item.kind == Kind::Repositories;
    let file = inspection.recognised.iter().find(is_file).and_then(|item| inputs.get(item.input));
    let mut names = match file.map(|input| load(&input.bytes)) {
        Some(Load::Starts(store)) => of_store(store),
        _ => Names::new(),
    };
    let here: BTreeSet<String> = names.values().flat_map(BTreeMap::keys).cloned().collect();
    let others = inspection.picture.names.values().filter(|name| !here.contains(&name.text));
    for (repository, map) in of_store(Store::of(others)) {
        let known = names.entry(repository).or_default();
        for (reference, image) in map {
            known.entry(reference).or_insert(image);
        }
    }
    names
}

fn of_store(store: Store) -> Names {
    let repositories = store.repositories.unwrap_or_default();
    repositories.into_iter().filter_map(|(repository, map)| Some((repository, map?))).collect()
}

/// The first [`MOST_NAMES`] names, those of the image of `focus` before the others; and how many are left out.
fn shortened(names: Names, focus: Option<&str>) -> (Names, usize) {
    let count: usize = names.values().map(BTreeMap::len).sum();
    let Some(left_out) = count.checked_sub(MOST_NAMES).filter(|more| *more > 0) else { return (names, 0) };
    let image = focus.and_then(|focus| names.values().find_map(|map| map.get(focus)).cloned());
    // A name is taken away together with the digests of its repository.
    let repository =
        focus.and_then(|focus| Reference::parse(focus).ok()).map(|reference| reference.repository.familiar());
    let matters = |key: &String, id: &String| Some(id) == image.as_ref() || Some(key) == repository.as_ref();
    let entries = || names.iter().flat_map(|(key, map)| map.iter().map(move |(text, id)| (key, text, id)));
    let first = entries().filter(|(key, _, id)| matters(key, id));
    let others = entries().filter(|(key, _, id)| !matters(key, id));
    let mut kept = Names::new();
    for (key, text, id) in first.chain(others).take(MOST_NAMES) {
        kept.entry(key.clone()).or_default().insert(text.clone(), id.clone());
    }
    (kept, left_out)
}

fn image(inputs: &[Input], picture: &Picture, id: ImageId) -> MadeImage {
    let Some(image) = picture.images.get(&id) else { return MadeImage::default() };
    let exact = image.config.as_ref().is_some_and(|known| known.value == ConfigBytes::Exact);
    let config = image.config_at.as_ref().filter(|_| exact).and_then(|(input, span)| {
        let bytes = inputs.get(*input)?.bytes.get(span.clone())?;
        String::from_utf8(bytes.to_vec()).ok()
    });
    if config.is_some() {
        return MadeImage { config, ..MadeImage::default() };
    }
    let text = |fact: &Option<Known<String>>| fact.as_ref().map(|known| known.value.clone());
    let diffs = image.diff_ids.iter().flat_map(|known| known.value.iter().map(ToString::to_string));
    MadeImage { config, created: text(&image.created), platform: text(&image.platform), diffs: diffs.collect() }
}

fn layers(picture: &Picture) -> BTreeMap<String, MadeLayer> {
    let of = |chain: &ChainId| {
        let layer = picture.layers.get(chain)?;
        let cache = layer.cache_id.as_ref().map(|known| known.value);
        let directory = cache.map(|id| DirectoryName { id, init: false });
        let link = directory.and_then(|name| picture.directories.get(&name)?.link.as_ref().map(|known| known.value));
        Some(MadeLayer {
            cache: cache.map(|id| id.to_string()),
            link: link.map(|id| id.to_string()),
            size: layer.size.as_ref().map_or(0, |known| known.value),
        })
    };
    let known = picture.layers.keys().filter_map(|chain| Some((chain.to_string(), of(chain)?)));
    known.filter(|(_, layer)| *layer != MadeLayer::default()).collect()
}
