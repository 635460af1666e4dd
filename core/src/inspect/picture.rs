//! What is known about a host, put together from all inputs: names, images, layers, directories, mounts, containers.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use super::place::Place;
use crate::digest::ParseDigestError;
use crate::identity::{CacheId, ChainId, ContainerId, DiffId, ImageId, LayerDigest, LinkId, ManifestDigest};
use crate::reference::{Reference, Repository};

/// How a fact is known. What has no fact is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// It stands in an input.
    Given,
    /// It was computed from what stands in an input: a sha256, a chainID.
    Computed,
    /// It follows from how Docker works and from several inputs together.
    Inferred,
}

impl Origin {
    /// The word in the report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Computed => "computed",
            Self::Inferred => "inferred",
        }
    }
}

/// A fact and how it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known<T> {
    /// The fact.
    pub value: T,
    /// How it is known.
    pub origin: Origin,
}

/// A fact that may be unknown.
pub type Fact<T> = Option<Known<T>>;

/// Notes `value` in `fact`. What is known better stays; of two equally well known, the first stays, and what differs is returned.
pub(super) fn learn<T: PartialEq + Clone>(fact: &mut Fact<T>, value: T, origin: Origin) -> Option<(T, T)> {
    match fact {
        Some(known) if known.value == value => {
            known.origin = known.origin.min(origin);
            None
        }
        Some(known) if known.origin < origin => None,
        Some(known) if known.origin == origin => Some((known.value.clone(), value)),
        _ => {
            *fact = Some(Known { value, origin });
            None
        }
    }
}

/// A directory of `overlay2/`: `<id>` or, below a container, `<id>-init`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DirectoryName {
    /// The random part.
    pub id: CacheId,
    /// With `-init` behind it.
    pub init: bool,
}

impl fmt::Display for DirectoryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.id, if self.init { "-init" } else { "" })
    }
}

impl FromStr for DirectoryName {
    type Err = ParseDigestError;

    fn from_str(text: &str) -> Result<Self, ParseDigestError> {
        match text.strip_suffix("-init") {
            Some(id) => Ok(Self { id: id.parse()?, init: true }),
            None => Ok(Self { id: text.parse()?, init: false }),
        }
    }
}

/// One name of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As it stands in the input.
    pub text: String,
    /// What it means.
    pub reference: Reference,
    /// The image ID as it stands there.
    pub image: String,
    /// The input's number.
    pub input: usize,
    /// The place in it.
    pub place: Place,
}

impl Name {
    /// The image, if its ID is whole and well formed.
    pub fn image_id(&self) -> Option<ImageId> {
        self.image.parse().ok()
    }
}

/// A key that stands where a reference should, but that dockerd does not use as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// As it stands in the input.
    pub text: String,
    /// The image ID as it stands there.
    pub image: Option<String>,
    /// The input's number.
    pub input: usize,
    /// The place in it.
    pub place: Place,
}

/// Which bytes of a config were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigBytes {
    /// Those that Docker keeps.
    Exact,
    /// Those of a printer, from which Docker's can be had.
    Reformatted,
    /// Those of a printer, or with parts left out: the ID is that of the path they were read from.
    Named,
}

impl ConfigBytes {
    /// The word in the report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Reformatted => "reformatted",
            Self::Named => "named",
        }
    }
}

/// An image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    /// Its names as they stand in the inputs, in order.
    pub names: Vec<String>,
    /// Its config's bytes were given and hash to its ID; or they were printed anew, and undoing that leads to its ID.
    pub config: Fact<ConfigBytes>,
    /// Where the bytes of its config stand that hash to its ID: the input's number, and the bytes in it.
    pub config_at: Option<(usize, Range<usize>)>,
    /// When it was made, as its config says.
    pub created: Fact<String>,
    /// `linux/amd64`.
    pub platform: Fact<String>,
    /// Bytes of all its layers together.
    pub size: Fact<u64>,
    /// Base first.
    pub diff_ids: Fact<Vec<DiffId>>,
    /// Base first: the layers as its manifest names them.
    pub digests: Fact<Vec<LayerDigest>>,
    /// Base first.
    pub directories: Fact<Vec<DirectoryName>>,
}

/// A layer on its stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    /// Its content.
    pub diff_id: Fact<DiffId>,
    /// The layer below; none for a base.
    pub parent: Fact<Option<ChainId>>,
    /// Its directory in `overlay2/`.
    pub cache_id: Fact<CacheId>,
    /// Bytes of this layer alone.
    pub size: Fact<u64>,
}

/// A directory of `overlay2/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// Its short name in `l/`.
    pub link: Fact<LinkId>,
    /// What lies below, topmost first; empty for a base.
    pub lower: Fact<Vec<LinkId>>,
    /// The layer it holds.
    pub chain_id: Fact<ChainId>,
    /// The container it belongs to, as its writable layer or the one below.
    pub container: Fact<ContainerId>,
}

/// One element of `lowerdir`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lower {
    /// `l/<link id>`
    Link(LinkId),
    /// `<directory>/diff`
    Directory(DirectoryName),
    /// Something else.
    Other(String),
}

/// An overlay mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// The mount point.
    pub target: String,
    /// Topmost first.
    pub lower: Vec<Lower>,
    /// `upperdir`
    pub upper: Option<Lower>,
    /// The input's number.
    pub input: usize,
    /// The place in it.
    pub place: Place,
}

/// A container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Container {
    /// Without the slash.
    pub name: Fact<String>,
    /// `running`, `exited`…
    pub status: Fact<String>,
    /// The image it was made from.
    pub image: Fact<ImageId>,
    /// The name of its directory in `overlay2/`.
    pub mount_id: Fact<CacheId>,
    /// The topmost layer of its image.
    pub parent: Fact<ChainId>,
}

/// A manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Manifest {
    /// Of one image.
    Image {
        /// The image.
        image: ImageId,
        /// Base first.
        layers: Vec<LayerDigest>,
    },
    /// A list: platform and manifest.
    List(Vec<(String, ManifestDigest)>),
}

/// An image config whose image is not known: its bytes were changed by a printer, or parts were left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LooseConfig {
    /// What it says.
    pub image: Image,
    /// The input's number.
    pub input: usize,
    /// The place in it.
    pub place: Place,
}

/// All that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Repositories, by their familiar name.
    pub repositories: BTreeMap<String, Repository>,
    /// Names, as they stand in the inputs.
    pub names: BTreeMap<String, Name>,
    /// Keys that dockerd does not use.
    pub refused: Vec<Refused>,
    /// Images.
    pub images: BTreeMap<ImageId, Image>,
    /// Configs whose image is not known.
    pub loose_configs: Vec<LooseConfig>,
    /// Manifests, by the digest of their bytes.
    pub manifests: BTreeMap<ManifestDigest, Manifest>,
    /// Which content a compressed layer has.
    pub contents: BTreeMap<LayerDigest, DiffId>,
    /// Layers.
    pub layers: BTreeMap<ChainId, Layer>,
    /// Directories of `overlay2/`.
    pub directories: BTreeMap<DirectoryName, Directory>,
    /// The short names in `overlay2/l/`.
    pub links: BTreeMap<LinkId, DirectoryName>,
    /// Mounts, in their order.
    pub mounts: Vec<Mount>,
    /// Containers.
    pub containers: BTreeMap<ContainerId, Container>,
}

impl Picture {
    pub(super) fn repository(&mut self, repository: &Repository) {
        self.repositories.entry(repository.familiar()).or_insert_with(|| repository.clone());
    }

    pub(super) fn image(&mut self, id: ImageId) -> &mut Image {
        self.images.entry(id).or_default()
    }

    pub(super) fn layer(&mut self, id: ChainId) -> &mut Layer {
        self.layers.entry(id).or_default()
    }

    pub(super) fn directory(&mut self, name: DirectoryName) -> &mut Directory {
        self.directories.entry(name).or_default()
    }

    pub(super) fn container(&mut self, id: ContainerId) -> &mut Container {
        self.containers.entry(id).or_default()
    }
}
