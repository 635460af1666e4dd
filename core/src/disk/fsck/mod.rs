//! What must hold between the stores: every check by its name, all violations collected.
//!
//! Some checks hold at every moment, between any two writes; the others only when no command is under way (see [`Check::when`]).
//! What is found is told as data; words for it are in [`trace::explain`](crate::trace::explain::violation).

mod containers;
mod finding;
mod images;
mod layers;
mod rest;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::layerdb::Record;
use super::layout;
use crate::digest::{Digest, Sha256};
use crate::identity::ChainId;
use crate::vfs::{AbsPath, Fs};

pub use finding::{Finding, Problem};

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
            /// Every check.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

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
    /// What this host noted of an image belongs to an image, and so does its parent.
    ImageMetadata, "image-metadata", AtRest;
    /// Every note of what a blob unpacks to has its note of where the blob was seen.
    Notes, "notes", AtRest;
    /// The record of a container's own layers is whole, and the layer that they stand on exists.
    MountRecord, "mount-record", AtRest;
    /// The directories of a container's init layer and read-write layer are there, and stand on one another and on the image.
    MountLayers, "mount-layers", AtRest;
    /// Every container has its layers, and all layers of containers have theirs; its two files are whole.
    Container, "container", AtRest;
    /// A container's union is there while it runs, and only then.
    Merged, "merged", AtRest;
    /// The union of a container is mounted while it runs, and only then.
    Mounted, "mounted", AtRest;
    /// Every volume that a container uses exists.
    Volume, "volume", AtRest;
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
    /// Where it does not.
    pub path: AbsPath,
    /// What is there instead.
    pub finding: Finding,
}

/// Everything that does not hold on this disk. `trusted` are the identities that are not the hash of what is here of their bytes
/// (see [`Network::taken_on_trust`](crate::registry::Network::taken_on_trust)).
pub fn check(fs: &Fs, when: When, trusted: &BTreeSet<Digest>) -> Vec<Violation> {
    let mut checker = Checker { fs, trusted, found: Vec::new(), records: BTreeMap::new() };
    checker.layers();
    checker.images();
    checker.names();
    checker.manifests();
    if when == When::AtRest {
        checker.metadata();
        checker.notes();
        checker.containers();
        checker.orphans();
        checker.leftovers();
    }
    checker.found.sort();
    checker.found
}

/// Which containers' unions are not mounted though they run, or are although they do not: told by what is mounted on the host,
/// which is not on the disk.
pub fn check_mounts(fs: &Fs, mounted: &BTreeSet<AbsPath>) -> Vec<Violation> {
    let trusted = BTreeSet::new();
    let mut checker = Checker { fs, trusted: &trusted, found: Vec::new(), records: BTreeMap::new() };
    checker.mounts(mounted);
    checker.found
}

struct Checker<'a> {
    fs: &'a Fs,
    trusted: &'a BTreeSet<Digest>,
    found: Vec<Violation>,
    records: BTreeMap<ChainId, Record>,
}

impl Checker<'_> {
    fn report(&mut self, check: Check, path: AbsPath, finding: Finding) {
        self.found.push(Violation { check, path, finding });
    }

    fn is_trusted(&self, hash: Sha256) -> bool {
        self.trusted.contains(&Digest::Sha256(hash))
    }

    fn exists(&self, path: &AbsPath) -> bool {
        self.fs.walk(path).is_ok()
    }

    /// The names in a directory; none if it is not there.
    fn list(&self, dir: &AbsPath) -> Vec<String> {
        let entries = self.fs.walk(dir).and_then(|dir| self.fs.entries(dir));
        entries.map(|entries| entries.iter().map(|(name, _)| name.to_string()).collect()).unwrap_or_default()
    }

    /// What is wrong with a file that should be there, if `is_right` does not take its text.
    fn problem(&self, path: &AbsPath, is_right: impl Fn(&str) -> bool) -> Option<Problem> {
        if !self.exists(path) {
            return Some(Problem::Missing);
        }
        let right = super::text(self.fs, path).is_some_and(|text| is_right(&text));
        (!right).then_some(Problem::Damaged)
    }

    /// A directory below `/var/lib/docker`.
    fn below(path: &str) -> AbsPath {
        layout::root().join(path)
    }
}
