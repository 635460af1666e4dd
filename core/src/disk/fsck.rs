//! What must hold between the stores: every check by its name, all violations collected.
//!
//! Some checks hold at every moment, between any two writes; the others only when no command is under way (see [`Check::when`]).
//! What is found is told as what is there and what should be.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::layerdb::{self, Record};
use super::layout::{self, LayerDir};
use super::refstore::RefStore;
use super::{content_store, distribution, imagedb, overlay2};
use crate::archive::{gunzip, tar_split};
use crate::digest::{Digest, Sha256};
use crate::identity::{CacheId, ChainId, DiffId, ImageId, LayerDigest};
use crate::oci::ImageConfig;
use crate::vfs::{AbsPath, Content, Errno, Fs};

/// When a check holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Between any two writes.
    Always,
    /// When no command is under way.
    AtRest,
}

macro_rules! checks {
    ($($(#[$doc:meta])* $name:ident, $word:literal, $when:ident;)*) => {
        /// Something that must hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Check {
            $($(#[$doc])* $name,)*
        }

        impl Check {
            /// Its name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// When it holds.
            pub const fn when(self) -> When {
                match self { $(Self::$name => When::$when,)* }
            }
        }
    };
}

checks! {
    /// The files of a layer record are there and say what they should.
    Record, "record", Always;
    /// The name of a layer record is the chainID of what is in it.
    ChainName, "chain-name", Always;
    /// The parent of a layer exists.
    Parent, "parent", Always;
    /// The cache-id of a layer names a directory with a `diff/`.
    CacheId, "cache-id", Always;
    /// `link` and `l/` lead to each other.
    Link, "link", Always;
    /// `lower` names the layers below, nearest first; a base layer has neither `lower` nor `work/`.
    Lower, "lower", Always;
    /// A layer with something on top of it is `committed`.
    Committed, "committed", Always;
    /// `size` is the size of the files.
    Size, "size", Always;
    /// The tar that tar-split and the files make hashes to the diffID.
    TarSplit, "tar-split", Always;
    /// The name of a config is the hash of its bytes.
    ImageName, "image-name", Always;
    /// Every layer that a config names exists.
    ImageLayers, "image-layers", Always;
    /// Every name leads to an image, and stands under its own repository.
    Names, "names", Always;
    /// The name of a manifest is the hash of its bytes.
    ManifestName, "manifest-name", Always;
    /// Every note of what a blob unpacks to has its note of where the blob was seen.
    Notes, "notes", AtRest;
    /// Every directory of `overlay2/` belongs to a layer or a container, every short name to a directory.
    Orphans, "orphans", AtRest;
    /// Nothing temporary is left over.
    Leftovers, "leftovers", AtRest;
}

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// What should hold.
    pub check: Check,
    /// Where it does not, and what is there instead.
    pub found: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.check.name(), self.found)
    }
}

/// Everything that does not hold on this disk. `trusted` are the identities that are not the hash of what is here of their bytes
/// (see [`Network::taken_on_trust`](crate::registry::Network::taken_on_trust)).
pub fn check(fs: &Fs, when: When, trusted: &BTreeSet<Digest>) -> Vec<Violation> {
    let mut checker = Checker { fs, trusted, found: Vec::new(), records: BTreeMap::new() };
    checker.layers();
    checker.images();
    checker.names();
    checker.manifests();
    checker.notes();
    checker.orphans();
    checker.leftovers();
    checker.found.retain(|violation| when == When::AtRest || violation.check.when() == When::Always);
    checker.found
}

struct Checker<'a> {
    fs: &'a Fs,
    trusted: &'a BTreeSet<Digest>,
    found: Vec<Violation>,
    records: BTreeMap<ChainId, Record>,
}

impl Checker<'_> {
    fn report(&mut self, check: Check, found: impl Into<String>) {
        self.found.push(Violation { check, found: found.into() });
    }

    fn is_trusted(&self, hash: Sha256) -> bool {
        self.trusted.contains(&Digest::Sha256(hash))
    }

    fn layers(&mut self) {
        for chain in layerdb::list(self.fs) {
            match layerdb::record(self.fs, chain) {
                Some(record) => {
                    self.records.insert(chain, record);
                }
                None => {
                    self.report(Check::Record, format!("layer {chain} lacks a file, or one of its files is damaged"));
                }
            }
        }
        for record in self.records.clone().into_values() {
            self.layer(&record);
        }
    }

    fn layer(&mut self, record: &Record) {
        let Record { chain, diff, size, cache, parent } = *record;
        let dir = LayerDir::Plain(cache);
        let right = ChainId::of(parent, diff);
        if right != chain {
            self.report(Check::ChainName, format!("{chain} should be {right}"));
        }
        let parent_dir = parent.map(|parent| self.records.get(&parent).map(|record| LayerDir::Plain(record.cache)));
        if parent_dir == Some(None) {
            self.report(Check::Parent, format!("{chain} stands on a layer that is not there"));
        }
        match overlay2::size(self.fs, dir) {
            Ok(found) if found != size => {
                self.report(Check::Size, format!("{chain} says {size}, its files have {found}"));
            }
            Ok(_) => {}
            Err(errno) => self.report(Check::CacheId, format!("{chain} leads to {dir}: {errno}")),
        }
        match overlay2::link(self.fs, dir) {
            Some(link) if overlay2::linked_dir(self.fs, link) != Some(dir) => {
                self.report(Check::Link, format!("l/{link} does not lead to {dir}"));
            }
            Some(_) => {}
            None => self.report(Check::Link, format!("{dir} has no short name")),
        }
        self.lower(dir, parent_dir.flatten());
        self.tar_split(chain, dir, diff);
    }

    fn lower(&mut self, dir: LayerDir, parent: Option<LayerDir>) {
        let has = |name: &str| self.fs.walk(&layout::layer_dir(dir).join(name)).is_ok();
        let Some(parent) = parent else {
            if has("lower") || has("work") {
                self.report(Check::Lower, format!("the base layer {dir} has lower or work"));
            }
            return;
        };
        let right = overlay2::lower_on(self.fs, parent);
        let found = super::text(self.fs, &layout::layer_dir(dir).join("lower"));
        if right.ok() != found {
            self.report(Check::Lower, format!("{dir} does not name what is below {parent}"));
        }
        if self.fs.walk(&layout::layer_dir(parent).join("committed")).is_err() {
            self.report(Check::Committed, format!("{parent} has {dir} on top of it"));
        }
    }

    /// Rebuilds the tar. What is not known of its bytes cannot be checked.
    fn tar_split(&mut self, chain: ChainId, dir: LayerDir, diff: DiffId) {
        match self.rebuilt(chain, dir) {
            Ok(Some(found)) if found != diff.0 && !self.is_trusted(diff.0) => {
                self.report(Check::TarSplit, format!("{chain} gives {found}, not {diff}"));
            }
            Ok(_) => {}
            Err(why) => self.report(Check::TarSplit, format!("{chain}: {why}")),
        }
    }

    /// The hash of the rebuilt tar; none if some bytes are not known, or if a name leads out of the layer's directory (the daemon
    /// cannot rebuild such a tar either).
    fn rebuilt(&self, chain: ChainId, dir: LayerDir) -> Result<Option<Sha256>, String> {
        let packed = layerdb::tar_split(self.fs, chain).ok_or("no tar-split.json.gz")?;
        let lines = gunzip(&packed, 1 << 28).map_err(|error| error.to_string())?;
        let records = tar_split::from_json(&lines).map_err(|error| format!("line {} is no record", error.line))?;
        let body = |name: &[u8]| -> Result<Vec<u8>, Option<Errno>> {
            let path = overlay2::diff_dir(dir).join(name);
            if path.strip_prefix(&overlay2::diff_dir(dir)).is_none() {
                return Err(None);
            }
            match self.fs.read(&path) {
                Ok(Content::Bytes(bytes)) => Ok(bytes.to_vec()),
                Ok(Content::Known { .. }) => Err(None),
                Err(errno) => Err(Some(errno)),
            }
        };
        match tar_split::assemble(&records, body) {
            Ok(tar) => Ok(Some(Sha256::of(&tar))),
            Err(tar_split::AssembleError::Body(None)) => Ok(None),
            Err(tar_split::AssembleError::Body(Some(errno))) => Err(errno.to_string()),
            Err(tar_split::AssembleError::Integrity { name }) => {
                Err(format!("{} is not what was unpacked", String::from_utf8_lossy(&name)))
            }
        }
    }

    fn images(&mut self) {
        for image in imagedb::list(self.fs) {
            let Some(bytes) = imagedb::content(self.fs, image) else { continue };
            let found = Sha256::of(&bytes);
            if found != image.0 && !self.is_trusted(image.0) {
                self.report(Check::ImageName, format!("{image} hashes to {found}"));
            }
            let config = ImageConfig::parse(&bytes).ok();
            let diffs = config.and_then(|config| config.root_fs).and_then(|root_fs| root_fs.identities());
            let missing =
                ChainId::chain(&diffs.unwrap_or_default()).into_iter().find(|c| !self.records.contains_key(c));
            if let Some(chain) = missing {
                self.report(Check::ImageLayers, format!("{image} needs {chain}"));
            }
        }
    }

    fn names(&mut self) {
        let Some(store) = RefStore::load(self.fs) else {
            self.report(Check::Names, "repositories.json cannot be read");
            return;
        };
        let images: BTreeSet<ImageId> = imagedb::list(self.fs).into_iter().collect();
        for (reference, image) in store.iter() {
            if !images.contains(&image) {
                self.report(Check::Names, format!("{} leads to {image}, which is not there", reference.familiar()));
            }
            if store.get(&reference) != Some(image) {
                self.report(Check::Names, format!("{} stands under another repository", reference.familiar()));
            }
        }
    }

    fn manifests(&mut self) {
        for digest in content_store::list(self.fs) {
            let found = content_store::read(self.fs, digest).map(|bytes| Sha256::of(&bytes));
            if found != Some(digest) && !self.is_trusted(digest) {
                self.report(Check::ManifestName, format!("{digest} hashes to {found:?}"));
            }
        }
    }

    fn notes(&mut self) {
        let dir = layout::image_root().join("distribution/diffid-by-digest/sha256");
        for digest in self.list(&dir).iter().filter_map(|name| name.parse().ok()).map(LayerDigest) {
            let seen = distribution::diff_id(self.fs, digest).map(|diff| distribution::places(self.fs, diff));
            let is_seen = seen.unwrap_or_default().iter().any(|place| place.digest == digest.to_string());
            if !is_seen {
                self.report(Check::Notes, format!("nothing tells where {digest} was seen"));
            }
        }
    }

    fn list(&self, dir: &AbsPath) -> Vec<String> {
        let entries = self.fs.walk(dir).and_then(|dir| self.fs.entries(dir));
        entries.map(|entries| entries.iter().map(|(name, _)| name.to_string()).collect()).unwrap_or_default()
    }

    fn orphans(&mut self) {
        let layers = self.records.values().map(|record| LayerDir::Plain(record.cache));
        let mounts = layerdb::list_mounts(self.fs).into_iter().filter_map(|id| layerdb::mount_record(self.fs, id));
        let mounts = mounts.flat_map(|mount| [LayerDir::Plain(mount.mount_id), mount.init_id]);
        let known: BTreeSet<LayerDir> = layers.chain(mounts).collect();
        for dir in overlay2::list(self.fs).into_iter().filter(|dir| !known.contains(dir)) {
            self.report(Check::Orphans, format!("overlay2/{dir} belongs to nothing"));
        }
        for name in self.list(&layout::links()) {
            let dir = name.parse().ok().and_then(|link| overlay2::linked_dir(self.fs, link));
            if dir.is_none_or(|dir| !known.contains(&dir)) {
                self.report(Check::Orphans, format!("l/{name} belongs to nothing"));
            }
        }
    }

    fn leftovers(&mut self) {
        let temporary = [layout::root().join("tmp"), layout::layerdb_tmp()];
        for dir in temporary {
            for name in self.list(&dir) {
                self.report(Check::Leftovers, format!("{dir}/{name}"));
            }
        }
        for name in self.list(&layout::layers()).into_iter().filter(|name| name.ends_with("-removing")) {
            self.report(Check::Leftovers, format!("layerdb/sha256/{name}"));
        }
        for dir in overlay2::list(self.fs) {
            let is_mount_point = self.fs.walk(&layout::layer_dir(dir).join("merged")).is_ok();
            let is_used = matches!(dir, LayerDir::Plain(id) if self.is_mounted(id));
            if is_mount_point && !is_used {
                self.report(Check::Leftovers, format!("overlay2/{dir}/merged"));
            }
        }
    }

    /// Whether a container has this directory: only then may it be mounted while nothing is under way.
    fn is_mounted(&self, id: CacheId) -> bool {
        let mut mounts = layerdb::list_mounts(self.fs).into_iter().filter_map(|id| layerdb::mount_record(self.fs, id));
        mounts.any(|mount| mount.mount_id == id)
    }
}
