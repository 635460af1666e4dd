//! How a layer is packed, told by its first bytes: the media type does not count.
//!
//! Model: moby `pkg/archive/archive.go` `DetectCompression`, `DecompressStream`.

use std::fmt;

use super::{GzipError, gunzip};

/// A layer may unpack to so many bytes here: more would not fit into the memory of a page.
const LIMIT: usize = 1 << 30;

/// The packings that Docker 20.10 knows. (zstd came with 23.0: before, such a layer is taken for a damaged tar.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// None.
    Plain,
    /// gzip.
    Gzip,
    /// bzip2.
    Bzip2,
    /// xz.
    Xz,
}

impl Compression {
    /// What these bytes begin like.
    pub fn detect(bytes: &[u8]) -> Self {
        match bytes {
            [0x1f, 0x8b, 0x08, ..] => Self::Gzip,
            [b'B', b'Z', b'h', ..] => Self::Bzip2,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            _ => Self::Plain,
        }
    }
}

/// Why a layer cannot be unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecompressError {
    /// The gzip is damaged.
    Gzip(GzipError),
    /// A packing that Docker unpacks and this simulator does not.
    NotSimulated(Compression),
}

impl fmt::Display for DecompressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gzip(error) => error.fmt(f),
            Self::NotSimulated(compression) => {
                let name = if *compression == Compression::Xz { "xz" } else { "bzip2" };
                write!(f, "drydock: a layer packed with {name} is not simulated, only plain and gzip are")
            }
        }
    }
}

impl std::error::Error for DecompressError {}

/// The tar in these bytes.
pub fn decompress(bytes: &[u8]) -> Result<Vec<u8>, DecompressError> {
    match Compression::detect(bytes) {
        Compression::Plain => Ok(bytes.to_vec()),
        Compression::Gzip => gunzip(bytes, LIMIT).map_err(DecompressError::Gzip),
        other => Err(DecompressError::NotSimulated(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::gzip;
    use super::*;

    #[test]
    fn by_the_first_bytes() {
        assert_eq!(decompress(&gzip(b"a tar")).unwrap(), b"a tar");
        assert_eq!(decompress(b"a tar").unwrap(), b"a tar");
        assert_eq!(decompress(b"").unwrap(), b"");
        assert_eq!(Compression::detect(&[0x28, 0xb5, 0x2f, 0xfd]), Compression::Plain, "20.10 does not know zstd");
        assert_eq!(
            decompress(b"BZh91AY").unwrap_err().to_string(),
            "drydock: a layer packed with bzip2 is not simulated, only plain and gzip are"
        );
        assert_eq!(decompress(b"\xfd7zXZ\0..").unwrap_err(), DecompressError::NotSimulated(Compression::Xz));
        assert_eq!(decompress(b"\x1f\x8b\x08").unwrap_err().to_string(), "unexpected EOF");
    }
}
