//! All that is known of one image, and of what runs from images; each fact with how it is known.

use drydock_core::digest::Sha256;
use drydock_core::identity::{ChainId, ImageId, Kind};
use drydock_core::inspect::picture::{ConfigBytes, DirectoryName, Image, Known, Lower, Origin, Picture};
use drydock_core::inspect::visible;

use crate::state::Reading;
use crate::view_model::chips::Chip;
use crate::view_model::derivation::{Recomputed, excerpt};

/// A fact and how it is known; without an origin it is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown<T> {
    /// The fact.
    pub value: Option<T>,
    /// How it is known.
    pub origin: Option<Origin>,
}

impl<T> Shown<T> {
    fn of<U>(fact: Option<&Known<U>>, show: impl FnOnce(&U) -> T) -> Self {
        Self { value: fact.map(|known| show(&known.value)), origin: fact.map(|known| known.origin) }
    }
}

/// A layer of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerRow {
    /// Its position; the base is 1.
    pub number: usize,
    /// Its compressed form.
    pub digest: Option<Chip>,
    /// Its content.
    pub diff: Option<Chip>,
    /// With all below it.
    pub chain: Option<Chip>,
    /// Its directory.
    pub directory: Shown<Chip>,
    /// That directory's short name.
    pub link: Option<Chip>,
    /// Bytes.
    pub size: Shown<u64>,
}

/// An image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageCard {
    /// Its ID; none for a config whose image is not known.
    pub id: Option<ImageId>,
    /// Its names.
    pub names: Vec<String>,
    /// Which bytes of its config were given.
    pub config: Shown<ConfigBytes>,
    /// When it was made.
    pub created: Shown<String>,
    /// `linux/amd64`
    pub platform: Shown<String>,
    /// Bytes.
    pub size: Shown<u64>,
    /// How its diffIDs are known.
    pub diffs: Option<Origin>,
    /// Its layers, topmost first.
    pub layers: Vec<LayerRow>,
}

/// What a box of the graph says of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How many names it has.
    pub names: usize,
    /// How many layers.
    pub layers: Option<usize>,
    /// Bytes.
    pub size: Option<u64>,
    /// How the layers are known.
    pub origin: Option<Origin>,
}

/// What is below a container's writable directory, from the top down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LowerRow {
    /// As the mount names it.
    pub text: String,
    /// Its short name.
    pub link: Option<Chip>,
    /// The directory.
    pub directory: Option<Chip>,
    /// It is a container's init layer.
    pub init: bool,
    /// The layer that it holds.
    pub chain: Option<Chip>,
}

/// A mount, or a directory with its `lower`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackCard {
    /// Where it is mounted.
    pub target: String,
    /// The writable directory.
    pub upper: Option<Chip>,
    /// The container.
    pub container: Option<Chip>,
    /// What is below, topmost first.
    pub lower: Vec<LowerRow>,
}

/// A container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerCard {
    /// Its ID.
    pub id: Chip,
    /// Its name.
    pub name: Shown<String>,
    /// `running`, `exited`.
    pub status: Shown<String>,
    /// Its image.
    pub image: Shown<Chip>,
    /// Its directory.
    pub directory: Shown<Chip>,
}

/// So many mounts and containers are shown.
pub const MOST_SHOWN: usize = 40;

fn cache(name: DirectoryName) -> Chip {
    Chip::new(Kind::CacheId, name.id.to_string())
}

/// What a box says.
pub fn summary(picture: &Picture, id: ImageId) -> Summary {
    let image = picture.images.get(&id);
    let diffs = image.and_then(|image| image.diff_ids.as_ref());
    Summary {
        names: image.map_or(0, |image| image.names.len()),
        layers: diffs.map(|known| known.value.len()),
        size: image.and_then(|image| image.size.as_ref()).map(|known| known.value),
        origin: diffs.map(|known| known.origin),
    }
}

/// All that is known of an image.
pub fn image_card(picture: &Picture, id: ImageId) -> Option<ImageCard> {
    picture.images.get(&id).map(|image| card(picture, Some(id), image))
}

/// Configs whose image is not known.
pub fn loose_cards(picture: &Picture) -> Vec<ImageCard> {
    picture.loose_configs.iter().take(MOST_SHOWN).map(|config| card(picture, None, &config.image)).collect()
}

fn card(picture: &Picture, id: Option<ImageId>, image: &Image) -> ImageCard {
    let diffs = image.diff_ids.as_ref().map_or(&[][..], |known| &known.value);
    let digests = image.digests.as_ref().map_or(&[][..], |known| &known.value);
    let chains = ChainId::chain(diffs);
    let row = |index: usize| {
        let layer = chains.get(index).and_then(|chain| picture.layers.get(chain));
        let directory = layer.and_then(|layer| layer.cache_id.as_ref());
        let named = directory.map(|known| DirectoryName { id: known.value, init: false });
        let link = named.and_then(|name| picture.directories.get(&name)?.link.as_ref().map(|known| known.value));
        LayerRow {
            number: index + 1,
            digest: digests.get(index).map(|digest| Chip::new(Kind::LayerDigest, digest.hex())),
            diff: diffs.get(index).map(|diff| Chip::new(Kind::DiffId, diff.hex())),
            chain: chains.get(index).map(|chain| Chip::new(Kind::ChainId, chain.hex())),
            directory: Shown::of(directory, |id| Chip::new(Kind::CacheId, id.to_string())),
            link: link.map(|link| Chip::new(Kind::LinkId, link.as_str())),
            size: Shown::of(layer.and_then(|layer| layer.size.as_ref()), |size| *size),
        }
    };
    ImageCard {
        id,
        names: image.names.iter().map(|name| visible(name)).collect(),
        config: Shown::of(image.config.as_ref(), |bytes| *bytes),
        created: Shown::of(image.created.as_ref(), |text| visible(text)),
        platform: Shown::of(image.platform.as_ref(), |text| visible(text)),
        size: Shown::of(image.size.as_ref(), |size| *size),
        diffs: image.diff_ids.as_ref().map(|known| known.origin),
        layers: (0..diffs.len().max(digests.len())).rev().map(row).collect(),
    }
}

/// Hashes the config's bytes again.
pub fn recompute(reading: &Reading, id: ImageId) -> Option<Recomputed> {
    let (input, span) = reading.inspection.picture.images.get(&id)?.config_at.clone()?;
    let bytes = reading.inputs.get(input)?.bytes.get(span)?;
    let hash = Sha256::of(bytes);
    Some(Recomputed { hashed: excerpt(bytes), hash: format!("sha256:{hash}"), same: hash == id.0 })
}

/// The mounts; and the directories whose `lower` is known, if they are no mount's.
pub fn stacks(picture: &Picture) -> Vec<StackCard> {
    let directory = |lower: &Lower| match lower {
        Lower::Link(link) => picture.links.get(link).copied(),
        Lower::Directory(name) => Some(*name),
        Lower::Other(_) => None,
    };
    let row = |lower: &Lower| {
        let name = directory(lower);
        let known = name.and_then(|name| picture.directories.get(&name));
        LowerRow {
            text: match lower {
                Lower::Other(path) => visible(path),
                Lower::Link(_) | Lower::Directory(_) => String::new(),
            },
            link: match lower {
                Lower::Link(link) => Some(Chip::new(Kind::LinkId, link.as_str())),
                _ => {
                    known.and_then(|known| known.link.as_ref()).map(|link| Chip::new(Kind::LinkId, link.value.as_str()))
                }
            },
            directory: name.map(cache),
            init: name.is_some_and(|name| name.init),
            chain: known
                .and_then(|known| known.chain_id.as_ref())
                .map(|chain| Chip::new(Kind::ChainId, chain.value.hex())),
        }
    };
    let container = |name: Option<DirectoryName>| {
        let known = picture.directories.get(&name?)?.container.as_ref()?;
        Some(Chip::new(Kind::ContainerId, known.value.to_string()))
    };
    let mounts = picture.mounts.iter().map(|mount| {
        let upper = mount.upper.as_ref().and_then(directory);
        StackCard {
            target: visible(&mount.target),
            upper: upper.map(cache),
            container: container(upper),
            lower: mount.lower.iter().map(row).collect(),
        }
    });
    let mounted: Vec<DirectoryName> =
        picture.mounts.iter().filter_map(|mount| mount.upper.as_ref().and_then(directory)).collect();
    let others = picture.directories.iter().filter(|(name, _)| !mounted.contains(name));
    let directories = others.filter_map(|(name, known)| {
        let lower = known.lower.as_ref()?;
        let lower = lower.value.iter().map(|link| row(&Lower::Link(*link))).collect();
        Some(StackCard { target: String::new(), upper: Some(cache(*name)), container: container(Some(*name)), lower })
    });
    mounts.chain(directories).take(MOST_SHOWN).collect()
}

/// The containers.
pub fn containers(picture: &Picture) -> Vec<ContainerCard> {
    let one = |(id, container): (&drydock_core::identity::ContainerId, &drydock_core::inspect::picture::Container)| {
        ContainerCard {
            id: Chip::new(Kind::ContainerId, id.to_string()),
            name: Shown::of(container.name.as_ref(), |text| visible(text)),
            status: Shown::of(container.status.as_ref(), |text| visible(text)),
            image: Shown::of(container.image.as_ref(), |id| Chip::new(Kind::ImageId, id.hex())),
            directory: Shown::of(container.mount_id.as_ref(), |id| Chip::new(Kind::CacheId, id.to_string())),
        }
    };
    picture.containers.iter().take(MOST_SHOWN).map(one).collect()
}
