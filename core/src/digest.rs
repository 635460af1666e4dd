//! SHA-256 and its text forms.
//!
//! Docker writes a hash in two ways: bare, as 64 lower-case hex digits (file names), and with its algorithm, `sha256:<hex>`
//! (file contents, references, output). [`Sha256`] is the value behind both. What a hash *names* is a matter of
//! [`identity`](crate::identity): the same 32 bytes are a diffID in one place and a chainID in another.

use std::fmt;
use std::str::FromStr;

use sha2::Digest as _;

/// A SHA-256 hash: 32 bytes. Displayed bare, as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256([u8; 32]);

impl Sha256 {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// A hash that was computed elsewhere.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first 12 hex digits, as Docker prints an ID where space is short (`stringid.TruncateID`).
    pub fn short(&self) -> String {
        self.to_string()[..12].to_owned()
    }

    /// The form with the algorithm: `sha256:<64 hex>`.
    pub fn prefixed(&self) -> String {
        format!("sha256:{self}")
    }

    /// Reads `sha256:<64 lower-case hex>`.
    pub fn from_prefixed(text: &str) -> Result<Self, ParseDigestError> {
        match text.parse()? {
            Digest::Sha256(hash) => Ok(hash),
            Digest::Sha384(_) | Digest::Sha512(_) => Err(ParseDigestError::Algorithm),
        }
    }
}

/// A digest with its algorithm, as a reference or a manifest may carry it: `algorithm:hex`.
///
/// Docker writes only sha256; its go-digest library accepts these three. Displayed as `algorithm:hex`, lower case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Digest {
    /// `sha256:` and 64 hex digits.
    Sha256(Sha256),
    /// `sha384:` and 96 hex digits.
    Sha384([u8; 48]),
    /// `sha512:` and 128 hex digits.
    Sha512([u8; 64]),
}

impl Digest {
    /// The name before the colon.
    pub const fn algorithm(&self) -> &'static str {
        match self {
            Self::Sha256(_) => "sha256",
            Self::Sha384(_) => "sha384",
            Self::Sha512(_) => "sha512",
        }
    }

    /// The hash itself.
    pub const fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Sha256(hash) => hash.as_bytes(),
            Self::Sha384(bytes) => bytes,
            Self::Sha512(bytes) => bytes,
        }
    }
}

impl From<Sha256> for Digest {
    fn from(hash: Sha256) -> Self {
        Self::Sha256(hash)
    }
}

impl FromStr for Digest {
    type Err = ParseDigestError;

    /// Model: go-digest `digest.go` `Validate`, `algorithm.go` `Validate`: the length is checked before the digits.
    fn from_str(text: &str) -> Result<Self, ParseDigestError> {
        let (algorithm, hex) = text.split_once(':').ok_or(ParseDigestError::Format)?;
        if algorithm.is_empty() || hex.is_empty() {
            return Err(ParseDigestError::Format);
        }
        match algorithm {
            "sha256" => hex.parse().map(Self::Sha256),
            "sha384" => read_hex(hex).map(Self::Sha384),
            "sha512" => read_hex(hex).map(Self::Sha512),
            _ if well_formed(algorithm, hex) => Err(ParseDigestError::Algorithm),
            _ => Err(ParseDigestError::Format),
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.algorithm())?;
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Whether a digest of an unknown algorithm at least has the form of one (go-digest `DigestRegexpAnchored`).
fn well_formed(algorithm: &str, encoded: &str) -> bool {
    algorithm
        .split(['.', '+', '_', '-'])
        .all(|part| !part.is_empty() && part.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
        && encoded.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'=' | b'_' | b'-'))
}

/// Reads exactly `N` bytes as lower-case hex digits.
fn read_hex<const N: usize>(hex: &str) -> Result<[u8; N], ParseDigestError> {
    let digits = hex.as_bytes();
    if digits.len() != 2 * N {
        return Err(ParseDigestError::Length);
    }
    if !digits.iter().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(ParseDigestError::Format);
    }
    let value = |c: u8| if c < b'a' { c - b'0' } else { c - b'a' + 10 };
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = value(pair[0]) << 4 | value(pair[1]);
    }
    Ok(bytes)
}

/// Feeds bytes in pieces; gives the [`Sha256`] of their concatenation.
#[derive(Clone, Default)]
pub struct Hasher(sha2::Sha256);

impl Hasher {
    /// Adds `bytes` to what is hashed.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of everything that was added.
    pub fn finish(self) -> Sha256 {
        Sha256(self.0.finalize().into())
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher")
    }
}

/// Why a text is not a digest. The words are go-digest's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseDigestError {
    /// Not `algorithm:hex`, or a digit that is not lower-case hex.
    Format,
    /// Not as many digits as the algorithm has: 64 for sha256.
    Length,
    /// An algorithm that this Docker does not know.
    Algorithm,
}

impl fmt::Display for ParseDigestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Format => "invalid checksum digest format",
            Self::Length => "invalid checksum digest length",
            Self::Algorithm => "unsupported digest algorithm",
        })
    }
}

impl std::error::Error for ParseDigestError {}

impl FromStr for Sha256 {
    type Err = ParseDigestError;

    /// Reads 64 lower-case hex digits.
    fn from_str(hex: &str) -> Result<Self, ParseDigestError> {
        read_hex(hex).map(Self)
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_and_prints() {
        let empty = Sha256::of(b"");
        assert_eq!(empty.to_string(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(empty.short(), "e3b0c44298fc");
        assert_eq!(Sha256::from_prefixed(&empty.prefixed()), Ok(empty));
        let mut pieces = Hasher::default();
        pieces.update(b"ab");
        pieces.update(b"c");
        assert_eq!(pieces.finish(), Sha256::of(b"abc"));
    }

    #[test]
    fn refuses_what_go_digest_refuses() {
        use ParseDigestError::{Algorithm, Format, Length};
        let of = |text: &str| Sha256::from_prefixed(text);
        assert_eq!(of("sha256:"), Err(Format));
        assert_eq!(of(&format!("sha256:{}", "A".repeat(63))), Err(Length));
        assert_eq!(of(&format!("sha256:{}", "A".repeat(64))), Err(Format));
        assert_eq!(of(&format!("sha256:{}", "a".repeat(63))), Err(Length));
        assert_eq!(of(&format!("md5:{}", "a".repeat(32))), Err(Algorithm));
        assert_eq!(of(&format!("MD5:{}", "a".repeat(32))), Err(Format));
        assert_eq!(of("abc"), Err(Format));
        assert_eq!(of(":abc"), Err(Format));
        assert_eq!(of(&format!("sha512:{}", "0".repeat(128))), Err(Algorithm), "an ID is always sha256");
    }

    #[test]
    fn other_algorithms() {
        for (algorithm, digits) in [("sha256", 64), ("sha384", 96), ("sha512", 128)] {
            let text = format!("{algorithm}:{}", "0a".repeat(digits / 2));
            let digest: Digest = text.parse().unwrap();
            assert_eq!((digest.to_string(), digest.algorithm()), (text, algorithm));
            assert_eq!(format!("{algorithm}:0a").parse::<Digest>(), Err(ParseDigestError::Length));
        }
        assert_eq!("tarsum+sha256:abc".parse::<Digest>(), Err(ParseDigestError::Algorithm));
        assert_eq!("tarsum++sha256:abc".parse::<Digest>(), Err(ParseDigestError::Format));
    }
}
