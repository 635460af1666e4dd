//! A reference to a blob by its digest.

use super::Platform;
use super::fields::{Fields, UnmarshalError};
use crate::digest::Digest;

/// A blob's type, hash and length. Source: OCI image-spec `descriptor.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// What the blob is.
    pub media_type: String,
    /// The hash of its bytes.
    pub digest: Digest,
    /// The number of its bytes.
    pub size: u64,
    /// In a list of manifests: the machine it is for.
    pub platform: Option<Platform>,
}

impl Descriptor {
    pub(super) fn read(fields: &Fields<'_, '_>) -> Result<Self, UnmarshalError> {
        let platform = fields.object("platform", "PlatformSpec")?;
        Ok(Self {
            media_type: fields.text("mediaType")?,
            digest: fields.digest("digest")?,
            size: fields.number("size")?.and_then(|size| u64::try_from(size).ok()).unwrap_or(0),
            platform: platform.map(|platform| Platform::read(&platform)).transpose()?,
        })
    }
}
