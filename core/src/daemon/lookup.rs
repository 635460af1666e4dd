//! Finding the image that a text means.
//!
//! Model: moby `daemon/images/image.go` `GetImage`.

use std::fmt;

use super::{Daemon, Image};
use crate::digest::Digest;
use crate::identity::ImageId;
use crate::reference::{AnyReference, ParseReferenceError};
use crate::vfs::Fs;

/// Why there is no image. Displayed in the daemon's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookupError {
    /// The text is neither an ID nor a name.
    Reference(ParseReferenceError),
    /// No image has this ID or name (or several have IDs that begin so).
    NotFound {
        /// The ID, or the name with its tag.
        text: String,
    },
}

impl fmt::Display for LookupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reference(error) => error.fmt(f),
            Self::NotFound { text } => write!(f, "No such image: {text}"),
        }
    }
}

impl std::error::Error for LookupError {}

impl Daemon {
    /// The image that `text` means: 64 hex digits or a whole digest is an ID and nothing else; else a name, `latest` if it has no
    /// tag; else the beginning of exactly one ID. An image whose config is gone or damaged is none.
    pub fn find_image(&self, fs: &Fs, text: &str) -> Result<Image, LookupError> {
        let named = match AnyReference::parse(text).map_err(LookupError::Reference)? {
            AnyReference::Digest(digest) => {
                let found = match digest {
                    Digest::Sha256(hash) => self.get_image(fs, ImageId(hash)),
                    Digest::Sha384(_) | Digest::Sha512(_) => None,
                };
                return found.ok_or_else(|| LookupError::NotFound { text: digest.to_string() });
            }
            AnyReference::Named(named) => named,
        };
        let by_name = self.references.get(&named).and_then(|id| self.get_image(fs, id));
        let by_id = || self.by_id_prefix(text).and_then(|id| self.get_image(fs, id));
        by_name.or_else(by_id).ok_or_else(|| LookupError::NotFound { text: named.or_latest().familiar() })
    }

    /// An image, its config read anew as the daemon does.
    pub(super) fn get_image(&self, fs: &Fs, id: ImageId) -> Option<Image> {
        self.image(id)?;
        self.read_image(fs, id).ok()
    }

    /// The only image whose ID begins so.
    ///
    /// Model: docker/distribution `digestset/set.go` `Lookup`.
    fn by_id_prefix(&self, text: &str) -> Option<ImageId> {
        let prefix = text.strip_prefix("sha256:").unwrap_or(text);
        let mut found = self.images().filter(|image| !prefix.is_empty() && image.id.hex().starts_with(prefix));
        match (found.next(), found.next()) {
            (Some(image), None) => Some(image.id),
            _ => None,
        }
    }
}
