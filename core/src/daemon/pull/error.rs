//! Why a pull fails.

use std::fmt;

use crate::archive::compression::DecompressError;
use crate::daemon::RegisterError;
use crate::daemon::image::ImageError;
use crate::digest::Digest;
use crate::disk::refstore::RefStoreError;
use crate::identity::{ImageId, LayerDigest};
use crate::oci::{ManifestError, Platform, UnmarshalError, media_type};
use crate::reference::Reference;
use crate::registry::{ApiError, ErrorCode};
use crate::vfs::Errno;

/// Why a pull failed, and whether something had been told before: then the error comes in the stream, and `docker` prints it
/// without `Error response from daemon:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullError {
    /// Why.
    pub failure: PullFailure,
    /// Whether an event came before it.
    pub is_streamed: bool,
}

impl fmt::Display for PullError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.failure.fmt(f)
    }
}

impl std::error::Error for PullError {}

/// A registry's refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its answer.
    pub error: ApiError,
    /// What was asked for.
    pub reference: Reference,
}

/// Why a pull failed. Displayed in Docker's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PullFailure {
    /// The name is `scratch`.
    ReservedName,
    /// The registry does not give what is asked for.
    Refused(Box<Refusal>),
    /// Nobody answers.
    Unreachable(String),
    /// The manifest's bytes do not hash to the digest that was asked for.
    ManifestDigest(Digest),
    /// The manifest cannot be used.
    Manifest(ManifestError),
    /// The manifest is not an image's.
    ConfigClass(String),
    /// A config or a layer has a type that Docker does not know.
    MediaType(String),
    /// The list has no manifest for this machine.
    NoMatchingManifest(Platform),
    /// There is no such config.
    NoConfig,
    /// The config's bytes do not hash to its digest.
    ConfigDigest(ImageId),
    /// The config is not one.
    ConfigJson(UnmarshalError),
    /// The config is for another operating system.
    OperatingSystem,
    /// The config names no layers.
    NoRootFs,
    /// There is no such blob.
    NoBlob,
    /// A blob's bytes do not hash to its digest.
    BlobDigest(LayerDigest),
    /// A blob cannot be unpacked.
    Decompress(DecompressError),
    /// A layer is refused.
    Register(RegisterError),
    /// The layers are not those that the config names.
    RootFsMismatch,
    /// The config cannot become an image.
    Image(ImageError),
    /// The name cannot lead to the image.
    Name(RefStoreError),
    /// Writing to the daemon's own directories failed.
    Disk(Errno),
    /// A digest of another algorithm than sha256.
    Algorithm(Digest),
}

impl fmt::Display for PullFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReservedName => f.write_str("'scratch' is a reserved name"),
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Unreachable(words) => f.write_str(words),
            Self::ManifestDigest(digest) => write!(f, "manifest verification failed for digest {digest}"),
            Self::Manifest(error) => error.fmt(f),
            Self::ConfigClass(found) => {
                write!(f, "Encountered remote {found:?}({}) when fetching", media_type::class(found))
            }
            Self::MediaType(found) => write!(f, "unsupported media type {found}"),
            Self::NoMatchingManifest(platform) => {
                write!(f, "no matching manifest for {platform} in the manifest list entries")
            }
            Self::NoConfig => {
                f.write_str("error pulling image configuration: download failed after attempts=1: unknown blob")
            }
            Self::ConfigDigest(image) => {
                write!(f, "error pulling image configuration: image config verification failed for digest {image}")
            }
            Self::ConfigJson(error) => error.fmt(f),
            Self::OperatingSystem => f.write_str("operating system is not supported"),
            Self::NoRootFs => f.write_str("invalid rootfs in image configuration"),
            Self::NoBlob => f.write_str("unknown blob"),
            Self::BlobDigest(digest) => write!(f, "filesystem layer verification failed for digest {digest}"),
            Self::Decompress(error) => error.fmt(f),
            Self::Register(error) => write!(f, "failed to register layer: {error}"),
            Self::RootFsMismatch => f.write_str("layers from manifest don't match image configuration"),
            Self::Image(error) => error.fmt(f),
            Self::Name(error) => error.fmt(f),
            Self::Disk(errno) => errno.fmt(f),
            Self::Algorithm(digest) => write!(f, "drydock: digests of {} are not simulated", digest.algorithm()),
        }
    }
}

/// Model: moby `distribution/errors.go` `notFoundError`.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { error, reference } = self;
        let name = reference.repository.familiar();
        match error.code {
            ErrorCode::Denied => {
                write!(
                    f,
                    "pull access denied for {name}, repository does not exist or may require 'docker login': {error}"
                )
            }
            ErrorCode::ManifestUnknown => write!(f, "manifest for {} not found: {error}", reference.familiar()),
            ErrorCode::NameUnknown => write!(f, "repository {name} not found: {error}"),
            ErrorCode::Unauthorized | ErrorCode::Unsupported | ErrorCode::TooManyRequests | ErrorCode::BlobUnknown => {
                error.fmt(f)
            }
        }
    }
}

impl PullFailure {
    /// Whether the next endpoint is tried after this.
    ///
    /// Model: moby `distribution/errors.go` `continueOnError`.
    pub(super) fn tries_next(&self, is_mirror: bool) -> bool {
        match self {
            Self::Refused(refusal) => {
                is_mirror
                    || matches!(
                        refusal.error.code,
                        ErrorCode::Unauthorized | ErrorCode::ManifestUnknown | ErrorCode::NameUnknown
                    )
            }
            Self::NoConfig | Self::ConfigDigest(_) => is_mirror,
            Self::MediaType(_) | Self::ReservedName => false,
            _ => true,
        }
    }
}

impl PullFailure {
    /// Whether there is no such image here: the real world may have it.
    pub fn is_absence(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Refused(refusal) => {
                matches!(refusal.error.code, ErrorCode::Denied | ErrorCode::NameUnknown | ErrorCode::ManifestUnknown)
            }
            _ => false,
        }
    }

    /// A registry's refusal.
    pub(super) fn refused(error: ApiError, reference: &Reference) -> Self {
        Self::Refused(Box::new(Refusal { error, reference: reference.clone() }))
    }
}

impl From<Errno> for PullFailure {
    fn from(errno: Errno) -> Self {
        Self::Disk(errno)
    }
}
