//! The link: the file's text without its comments, packed, in letters that an address takes.
//!
//! ```text
//! "1." base64url( deflate(text) crc32(text) len(text) )
//! ```
//!
//! `1` is the version. The end is that of a gzip member (RFC 1952) without its header, which would always be the same: by it a link
//! that lost its tail on the way is told from one that is whole.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{LoadError, MAX_TEXT, SaveError, SavedSession, VERSION};
use crate::archive::{GzipError, gunzip, gzip};

/// The longest link, in characters. Browsers take more; what people send links with often does not.
pub const MAX_LINK: usize = 8_000;

/// The length of a gzip header without a name.
const HEADER: usize = 10;

impl SavedSession {
    /// What a link to this session has in it: letters, digits, `-`, `_` and one `.`.
    pub fn to_link(&self) -> Result<String, SaveError> {
        let packed = gzip(self.body().as_bytes());
        let link = format!("{VERSION}.{}", URL_SAFE_NO_PAD.encode(&packed[HEADER..]));
        if link.len() > MAX_LINK { Err(SaveError::LinkTooLong { characters: link.len() }) } else { Ok(link) }
    }

    /// Reads what [`SavedSession::to_link`] gave.
    pub fn parse_link(link: &str) -> Result<Self, LoadError> {
        if link.len() > MAX_LINK {
            return Err(LoadError::LinkTooLong);
        }
        let (version, code) = link.split_once('.').ok_or(LoadError::Damaged)?;
        if version != VERSION.to_string() {
            let number = version.bytes().all(|c| c.is_ascii_digit()) && (1..=9).contains(&version.len());
            return Err(if number { LoadError::Version { version: version.to_owned() } } else { LoadError::Damaged });
        }
        let body = URL_SAFE_NO_PAD.decode(code).map_err(|_| LoadError::Damaged)?;
        let mut packed = gzip(b"")[..HEADER].to_vec();
        packed.extend(body);
        let bytes = gunzip(&packed, MAX_TEXT).map_err(|error| match error {
            GzipError::TooLarge { limit } => LoadError::TooLong { bytes: limit + 1 },
            _ => LoadError::Damaged,
        })?;
        Self::parse_body(std::str::from_utf8(&bytes).map_err(|_| LoadError::Damaged)?, 1)
    }
}
