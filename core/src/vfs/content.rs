//! What a regular file holds: bytes, or only what is known about them.

use std::rc::Rc;

use crate::digest::Sha256;

/// The content of a regular file.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// Every byte.
    Bytes(Rc<[u8]>),
    /// The bytes are not here (an abridged image, an import without contents): only their number is known, and perhaps
    /// their hash. Reading them is an error, never an invention.
    Known {
        /// Number of bytes.
        size: u64,
        /// Their hash, if that is known.
        sha256: Option<Sha256>,
    },
}

/// The bytes of a file were asked for, but only its size (and perhaps hash) is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Number of bytes.
    pub size: u64,
}

impl std::fmt::Display for Unknown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "the content of this file is not part of the simulation: only its size, {} bytes, is known",
            self.size
        )
    }
}

impl std::error::Error for Unknown {}

impl Content {
    /// No bytes.
    pub fn empty() -> Self {
        Self::Bytes(Rc::from(&[][..]))
    }

    /// Number of bytes.
    pub fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Known { size, .. } => *size,
        }
    }

    /// The bytes, if they are here.
    pub fn bytes(&self) -> Result<&Rc<[u8]>, Unknown> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Known { size, .. } => Err(Unknown { size: *size }),
        }
    }

    /// This content with `bytes` written at `offset`; a gap before it reads as zeros. Of content that is not here only the new
    /// size is known afterwards, unless all of it was overwritten.
    #[must_use]
    pub fn written(&self, offset: u64, bytes: &[u8]) -> Self {
        let end = offset + bytes.len() as u64;
        match self {
            _ if offset == 0 && end >= self.size() => Self::from(bytes),
            Self::Bytes(old) => {
                let mut new = Vec::with_capacity(old.len().max(end as usize));
                new.extend_from_slice(old);
                new.resize(old.len().max(end as usize), 0);
                new[offset as usize..end as usize].copy_from_slice(bytes);
                Self::from(new)
            }
            Self::Known { size, .. } => Self::Known { size: end.max(*size), sha256: None },
        }
    }

    /// This content cut off or filled with zeros to be `size` bytes long.
    #[must_use]
    pub fn resized(&self, size: u64) -> Self {
        match self {
            _ if size == self.size() => self.clone(),
            _ if size == 0 => Self::empty(),
            Self::Bytes(old) => {
                let mut new = old.to_vec();
                new.resize(size as usize, 0);
                Self::from(new)
            }
            Self::Known { .. } => Self::Known { size, sha256: None },
        }
    }

    /// The hash of the bytes, computed if they are here, else as far as it is known.
    pub fn sha256(&self) -> Option<Sha256> {
        match self {
            Self::Bytes(bytes) => Some(Sha256::of(bytes)),
            Self::Known { sha256, .. } => *sha256,
        }
    }
}

impl From<&[u8]> for Content {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::from(text.as_bytes())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::from(text.into_bytes())
    }
}

/// Short text is shown, everything else by its size.
impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bytes(bytes) if bytes.len() <= 80 => write!(f, "{:?}", String::from_utf8_lossy(bytes)),
            Self::Bytes(bytes) => write!(f, "<{} bytes>", bytes.len()),
            Self::Known { size, sha256 } => write!(f, "<{size} bytes, unknown, sha256 {sha256:?}>"),
        }
    }
}
