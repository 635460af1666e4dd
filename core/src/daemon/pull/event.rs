//! What a pull tells while it goes on.

use crate::identity::{LayerDigest, ManifestDigest};

/// One line of a pull's progress. How it looks on a terminal or in a pipe is the command line's matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PullEvent {
    /// The name leads to a manifest.
    PullingFrom {
        /// The tag; of a pull by digest the whole reference.
        tag_or_digest: String,
        /// The repository, without its registry.
        repository: String,
    },
    /// A layer is here.
    AlreadyExists(LayerDigest),
    /// A layer will be downloaded.
    PullingFsLayer(LayerDigest),
    /// A layer waits for a free slot.
    Waiting(LayerDigest),
    /// A layer arrives.
    Downloading {
        /// The layer.
        layer: LayerDigest,
        /// Bytes that are there.
        done: u64,
        /// All its bytes.
        total: u64,
    },
    /// A layer's bytes are hashed.
    VerifyingChecksum(LayerDigest),
    /// A layer is there.
    DownloadComplete(LayerDigest),
    /// A layer is unpacked.
    Extracting {
        /// The layer.
        layer: LayerDigest,
        /// Bytes of the blob that have been read.
        done: u64,
        /// All its bytes.
        total: u64,
    },
    /// A layer is registered.
    PullComplete(LayerDigest),
    /// What the name led to: a list or a manifest.
    Digest(ManifestDigest),
    /// The end.
    Status {
        /// The reference, in its familiar form.
        reference: String,
        /// Whether the name leads to another image than before.
        is_newer: bool,
    },
    /// A warning.
    Warning(String),
}

impl PullEvent {
    /// What stands before the colon: a layer's short digest, a tag. None for a line of its own.
    pub fn id(&self) -> Option<String> {
        match self {
            Self::PullingFrom { tag_or_digest, .. } => Some(tag_or_digest.clone()),
            Self::AlreadyExists(layer)
            | Self::PullingFsLayer(layer)
            | Self::Waiting(layer)
            | Self::Downloading { layer, .. }
            | Self::VerifyingChecksum(layer)
            | Self::DownloadComplete(layer)
            | Self::Extracting { layer, .. }
            | Self::PullComplete(layer) => Some(layer.short()),
            Self::Digest(_) | Self::Status { .. } | Self::Warning(_) => None,
        }
    }

    /// The text, in Docker's words.
    pub fn text(&self) -> String {
        match self {
            Self::PullingFrom { repository, .. } => format!("Pulling from {repository}"),
            Self::AlreadyExists(_) => "Already exists".to_owned(),
            Self::PullingFsLayer(_) => "Pulling fs layer".to_owned(),
            Self::Waiting(_) => "Waiting".to_owned(),
            Self::Downloading { .. } => "Downloading".to_owned(),
            Self::VerifyingChecksum(_) => "Verifying Checksum".to_owned(),
            Self::DownloadComplete(_) => "Download complete".to_owned(),
            Self::Extracting { .. } => "Extracting".to_owned(),
            Self::PullComplete(_) => "Pull complete".to_owned(),
            Self::Digest(digest) => format!("Digest: {digest}"),
            Self::Status { reference, is_newer: true } => format!("Status: Downloaded newer image for {reference}"),
            Self::Status { reference, is_newer: false } => format!("Status: Image is up to date for {reference}"),
            Self::Warning(text) => format!("WARNING: {text}"),
        }
    }

    /// How much of how much is done, for a line with a progress bar.
    pub const fn progress(&self) -> Option<(u64, u64)> {
        match self {
            Self::Downloading { done, total, .. } | Self::Extracting { done, total, .. } => Some((*done, *total)),
            _ => None,
        }
    }
}
