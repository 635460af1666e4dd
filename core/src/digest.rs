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
        match text.split_once(':') {
            Some(("sha256", hex)) => hex.parse(),
            Some((_, _)) => Err(ParseDigestError::Algorithm),
            None => Err(ParseDigestError::Format),
        }
    }
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
    /// Not 64 digits.
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
        let digits = hex.as_bytes();
        if !digits.iter().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(ParseDigestError::Format);
        }
        if digits.len() != 64 {
            return Err(ParseDigestError::Length);
        }
        let value = |c: u8| if c < b'a' { c - b'0' } else { c - b'a' + 10 };
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = value(pair[0]) << 4 | value(pair[1]);
        }
        Ok(Self(bytes))
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
        assert_eq!(of("sha256:"), Err(Length));
        assert_eq!(of(&format!("sha256:{}", "A".repeat(64))), Err(Format));
        assert_eq!(of(&format!("sha256:{}", "a".repeat(63))), Err(Length));
        assert_eq!(of(&format!("md5:{}", "a".repeat(32))), Err(Algorithm));
        assert_eq!(of("abc"), Err(Format));
    }
}
