//! The identities that all look like 64 hex digits, each a type of its own.
//!
//! | type | names | computed from |
//! |---|---|---|
//! | [`LayerDigest`] | a layer as it travels | sha256 of the compressed bytes |
//! | [`ManifestDigest`] | a manifest or a manifest list | sha256 of its bytes |
//! | [`DiffId`] | a layer's content | sha256 of the uncompressed tar |
//! | [`ChainId`] | a layer on top of those below it | sha256 of `"<chainID of the parent> <diffID>"`; the base's is its diffID |
//! | [`ImageId`] | an image | sha256 of the config's bytes |
//! | [`CacheId`] | a directory of `overlay2/` | nothing: random, made on this host |
//! | [`LinkId`] | a name in `overlay2/l/` | nothing: random, 26 characters of A-Z2-7 |
//! | [`ContainerId`] | a container | nothing: random |
//!
//! Source: OCI image-spec `config.md` (layer DiffID, ChainID), moby `layer/layer.go`, `image/store.go`, `pkg/stringid`.

use std::fmt;
use std::str::FromStr;

use crate::digest::{ParseDigestError, Sha256};

/// What kind of thing a hash names. The order is the one in which the interface lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A compressed layer blob.
    LayerDigest,
    /// A manifest or manifest list.
    ManifestDigest,
    /// An uncompressed layer tar.
    DiffId,
    /// A layer on its stack.
    ChainId,
    /// An image config.
    ImageId,
    /// A directory of `overlay2/`, a layer's or (as mount-id) a container's.
    CacheId,
    /// A short name in `overlay2/l/`.
    LinkId,
    /// A container.
    ContainerId,
}

macro_rules! hash_identity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Sha256);

        impl $name {
            /// What this identity names.
            pub const KIND: Kind = Kind::$name;

            /// The 64 hex digits without `sha256:`, as in file names.
            pub fn hex(&self) -> String {
                self.0.to_string()
            }

            /// The first 12 hex digits.
            pub fn short(&self) -> String {
                self.0.short()
            }
        }

        /// `sha256:<64 hex>`.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "sha256:{}", self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        /// Reads `sha256:<64 hex>`.
        impl FromStr for $name {
            type Err = ParseDigestError;
            fn from_str(text: &str) -> Result<Self, ParseDigestError> {
                Sha256::from_prefixed(text).map(Self)
            }
        }
    };
}

macro_rules! random_identity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 32]);

        impl $name {
            /// What this identity names.
            pub const KIND: Kind = Kind::$name;

            /// From 32 random bytes (or those of a recorded ID).
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The first 12 hex digits.
            pub fn short(&self) -> String {
                Sha256::from_bytes(self.0).short()
            }
        }

        /// 64 hex digits.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Sha256::from_bytes(self.0).fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        /// Reads 64 lower-case hex digits.
        impl FromStr for $name {
            type Err = ParseDigestError;
            fn from_str(text: &str) -> Result<Self, ParseDigestError> {
                text.parse::<Sha256>().map(|hash| Self(*hash.as_bytes()))
            }
        }
    };
}

hash_identity! {
    /// sha256 of a layer's compressed bytes, as a manifest names it and `docker pull` prints it (first 12 digits).
    LayerDigest
}
hash_identity! {
    /// sha256 of a manifest's or manifest list's bytes: the `Digest:` line of a pull, the `name@sha256:…` of a reference.
    ManifestDigest
}
hash_identity! {
    /// sha256 of a layer's uncompressed tar, every byte of it: an element of `rootfs.diff_ids`, the content of layerdb's `diff`.
    DiffId
}
hash_identity! {
    /// A layer together with all layers below it: the name of a directory in `layerdb/sha256/`.
    ChainId
}
hash_identity! {
    /// sha256 of an image config's bytes: the name of a file in `imagedb/content/sha256/`.
    ImageId
}
random_identity! {
    /// The name of a directory in `overlay2/`. Random: two hosts have different ones for the same layer.
    CacheId
}
random_identity! {
    /// A container's ID.
    ContainerId
}

impl DiffId {
    /// Whether it is that of a layer without files: two blocks of zeros.
    ///
    /// Source: moby `layer/empty.go` `DigestSHA256EmptyTar`.
    pub fn is_empty_layer(&self) -> bool {
        self.0 == Sha256::of(&[0; 1024])
    }
}

impl ChainId {
    /// The chainID of a layer with content `diff` on top of `parent` (`None` for the base layer).
    ///
    /// Model: moby `layer/layer.go` `createChainIDFromParent`.
    pub fn of(parent: Option<Self>, diff: DiffId) -> Self {
        match parent {
            None => Self(diff.0),
            Some(parent) => Self(Sha256::of(format!("{parent} {diff}").as_bytes())),
        }
    }

    /// The chainIDs of a whole stack, base first. Empty for no layers.
    pub fn chain(diffs: &[DiffId]) -> Vec<Self> {
        let mut chain: Vec<Self> = Vec::with_capacity(diffs.len());
        for diff in diffs {
            chain.push(Self::of(chain.last().copied(), *diff));
        }
        chain
    }
}

/// A name in `overlay2/l/`: 26 characters of A-Z2-7.
///
/// Model: moby `daemon/graphdriver/overlay2/randomid.go` `generateID`: base32 of random bytes, cut to 26 characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId([u8; 26]);

impl LinkId {
    /// What this identity names.
    pub const KIND: Kind = Kind::LinkId;
    /// The number of characters.
    pub const LEN: usize = 26;
    /// The base32 alphabet of RFC 4648.
    const ALPHABET: &'static [u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// The link id that Docker makes of 17 random bytes: their base32 text, cut to 26 characters.
    pub fn from_random(bytes: [u8; 17]) -> Self {
        let mut text = [0; Self::LEN];
        for (i, c) in text.iter_mut().enumerate() {
            let bit = i * 5;
            let pair = u16::from(bytes[bit / 8]) << 8 | bytes.get(bit / 8 + 1).map_or(0, |b| u16::from(*b));
            *c = Self::ALPHABET[usize::from(pair >> (11 - bit % 8)) & 31];
        }
        Self(text)
    }

    /// The 26 characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkId({self})")
    }
}

impl FromStr for LinkId {
    type Err = ParseDigestError;

    fn from_str(text: &str) -> Result<Self, ParseDigestError> {
        let bytes: [u8; Self::LEN] = text.as_bytes().try_into().map_err(|_| ParseDigestError::Length)?;
        if bytes.iter().all(|c| Self::ALPHABET.contains(c)) { Ok(Self(bytes)) } else { Err(ParseDigestError::Format) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(hex: &str) -> DiffId {
        DiffId(hex.parse().unwrap())
    }

    /// The two lowest layers of nginx 1.19.6 and their chain, as `echo -n … | sha256sum` gives it.
    #[test]
    fn chain_of_nginx() {
        let base = diff("cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864");
        let second = diff("1c91bf69a08b515a1f9c36893d01bd3123d896b38b082e7c21b4b7cc7023525a");
        let chain = ChainId::chain(&[base, second]);
        assert_eq!(chain[0].hex(), base.hex());
        assert_eq!(chain[1].hex(), "a3ee2510dcf02c980d7aff635909612006fd1662084d6225e52e769b984abeb5");
        assert_eq!(ChainId::chain(&[]), []);
    }

    /// Expected by the definition: every element hashes the text of the one before it.
    #[test]
    fn chain_by_definition() {
        let diffs: Vec<DiffId> = (0_u8..5).map(|n| DiffId(Sha256::of(&[n]))).collect();
        let chain = ChainId::chain(&diffs);
        for n in 1..diffs.len() {
            let text = format!("sha256:{} sha256:{}", chain[n - 1].hex(), diffs[n].hex());
            assert_eq!(chain[n].0, Sha256::of(text.as_bytes()));
        }
    }

    #[test]
    fn link_ids() {
        assert_eq!(LinkId::from_random([0; 17]).as_str(), "A".repeat(26));
        assert_eq!(LinkId::from_random([255; 17]).as_str(), "7".repeat(26));
        // RFC 4648: "foobar" is MZXW6YTBOI.
        let mut bytes = [0; 17];
        bytes[..6].copy_from_slice(b"foobar");
        assert_eq!(&LinkId::from_random(bytes).as_str()[..9], "MZXW6YTBO");
        assert!("U7ZXQ4ZL7TLD6XEBUVLR77LKS4".parse::<LinkId>().is_ok());
        assert!("u7ZXQ4ZL7TLD6XEBUVLR77LKS4".parse::<LinkId>().is_err());
    }
}
