//! What a digest leads to.

use std::rc::Rc;

use crate::archive::TarStream;
use crate::identity::DiffId;

/// A config or a layer, as a registry holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blob {
    /// Every byte, as it travels.
    Whole(Rc<[u8]>),
    /// Bytes made after what is known of the real ones. They do not hash to the digest, and nothing may pretend that they do.
    Reconstructed(Rc<[u8]>),
    /// A layer of which the bodies of some files are not here.
    Abridged(Rc<AbridgedLayer>),
}

/// A layer that is known by its identities, its tree, its sizes, but not by every byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbridgedLayer {
    /// The hash of the real tar.
    pub diff_id: DiffId,
    /// How many bytes the real layer has as it travels.
    pub compressed_size: u64,
    /// Its tar, as far as it is known. The bodies that are here may be in miniature.
    pub tar: TarStream,
}

impl Blob {
    /// How many bytes travel.
    pub fn size(&self) -> u64 {
        match self {
            Self::Whole(bytes) | Self::Reconstructed(bytes) => bytes.len() as u64,
            Self::Abridged(layer) => layer.compressed_size,
        }
    }

    /// Whether its digest is the hash of its bytes, or is taken on trust.
    pub const fn origin(&self) -> Origin {
        match self {
            Self::Whole(_) => Origin::Whole,
            Self::Reconstructed(_) | Self::Abridged(_) => Origin::Reconstructed,
        }
    }
}

/// Where bytes come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// They are the real ones: hashing them gives their digest (or shows that they are damaged).
    Whole,
    /// They were made after what is known of the real ones: their digest is taken on trust.
    Reconstructed,
}

/// A manifest or a list of manifests, as a registry holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredManifest {
    /// As what it is served.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Rc<[u8]>,
    /// Whether they hash to its digest.
    pub origin: Origin,
}
