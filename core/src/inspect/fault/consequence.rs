//! What follows from a fault: its code, its weight, and what dockerd makes of it.

use super::{AsFile, BadId, Fault, InPlaceOf};
use crate::inspect::kind::LooksLike;
use crate::json::{SyntaxError, Type};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Docker would never write this.
    Error,
    /// Docker's own data may still be whole.
    Warning,
}

impl Severity {
    /// The word in the report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// What dockerd 20.10 does with exactly this at its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtStart {
    /// It does not start, and says why in Go's words.
    Refuses(String),
    /// It panics while it starts.
    Crashes,
    /// It starts and goes on without this entry, which stays in the file.
    IgnoresEntry,
    /// It starts and takes it as it is.
    Accepts,
    /// It starts without this image or layer and logs why.
    Skips,
    /// It does not read this at its start.
    NotRead,
}

/// Every [`Fault::code`], in the order of the variants.
pub const CODES: [&str; 45] = [
    "byte-order-mark",
    "crlf",
    "prompt-line",
    "elision",
    "utf-16",
    "empty-input",
    "not-recognised",
    "json-syntax",
    "invalid-utf8",
    "wrong-type",
    "null-file",
    "null-repositories",
    "no-repositories-key",
    "key-case",
    "unknown-key",
    "duplicate-key",
    "trailing-data",
    "null-repository",
    "empty-repository",
    "repository-name",
    "tag",
    "digest",
    "repository-key-has-tag",
    "reserved-name",
    "not-familiar",
    "bare-tag",
    "no-tag-or-digest",
    "tag-and-digest",
    "wrong-repository",
    "image-id-null",
    "image-id-empty",
    "image-id-algorithm",
    "image-id-length",
    "image-id-case",
    "image-id-digits",
    "hash",
    "reformatted-config",
    "no-rootfs",
    "history-too-long",
    "history-too-short",
    "media-type",
    "id-mismatch",
    "chain-mismatch",
    "short-ids",
    "disagreement",
];

impl Fault {
    /// Its name in the report: the closed list of `docs/inspect.md`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ByteOrderMark { .. } => "byte-order-mark",
            Self::CarriageReturns { .. } => "crlf",
            Self::Prompt { .. } => "prompt-line",
            Self::Elision { .. } => "elision",
            Self::Utf16 { .. } => "utf-16",
            Self::Empty => "empty-input",
            Self::NotRecognised { .. } => "not-recognised",
            Self::Syntax { .. } => "json-syntax",
            Self::InvalidUtf8 { .. } => "invalid-utf8",
            Self::WrongType { .. } => "wrong-type",
            Self::NullFile => "null-file",
            Self::NullRepositories => "null-repositories",
            Self::NoRepositoriesKey { .. } => "no-repositories-key",
            Self::KeyCase { .. } => "key-case",
            Self::UnknownKey { .. } => "unknown-key",
            Self::DuplicateKey { .. } => "duplicate-key",
            Self::TrailingData { .. } => "trailing-data",
            Self::NullRepository { .. } => "null-repository",
            Self::EmptyRepository { .. } => "empty-repository",
            Self::RepositoryName { .. } => "repository-name",
            Self::Tag { .. } => "tag",
            Self::Digest { .. } => "digest",
            Self::RepositoryKeyHasTag { .. } => "repository-key-has-tag",
            Self::ReservedName => "reserved-name",
            Self::NotFamiliar { .. } => "not-familiar",
            Self::BareTag { .. } => "bare-tag",
            Self::NoTagOrDigest { .. } => "no-tag-or-digest",
            Self::TagAndDigest { .. } => "tag-and-digest",
            Self::WrongRepository { .. } => "wrong-repository",
            Self::NullImageId { .. } => "image-id-null",
            Self::ImageId { bad, .. } => match bad {
                BadId::Empty => "image-id-empty",
                BadId::NoAlgorithm | BadId::Algorithm => "image-id-algorithm",
                BadId::Length(_) => "image-id-length",
                BadId::Case => "image-id-case",
                BadId::Digits => "image-id-digits",
            },
            Self::Hash { .. } => "hash",
            Self::ReformattedConfig { .. } => "reformatted-config",
            Self::NoRootFs => "no-rootfs",
            Self::HistoryTooLong { .. } => "history-too-long",
            Self::HistoryTooShort { .. } => "history-too-short",
            Self::MediaType { .. } => "media-type",
            Self::IdMismatch { .. } => "id-mismatch",
            Self::ChainMismatch { .. } => "chain-mismatch",
            Self::ShortIds => "short-ids",
            Self::Disagreement { .. } => "disagreement",
        }
    }

    /// How bad it is.
    pub const fn severity(&self) -> Severity {
        match self {
            Self::ByteOrderMark { .. }
            | Self::CarriageReturns { .. }
            | Self::Prompt { .. }
            | Self::Elision { .. }
            | Self::NotRecognised { partly: true, .. }
            | Self::ReformattedConfig { .. }
            | Self::HistoryTooShort { .. }
            | Self::ShortIds => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// What dockerd 20.10 does with exactly this at its start.
    pub fn at_start(&self) -> AtStart {
        match self {
            Self::ByteOrderMark { as_file }
            | Self::CarriageReturns { as_file }
            | Self::Prompt { as_file }
            | Self::Elision { as_file } => match as_file {
                AsFile::Refused(go) => AtStart::Refuses(go.to_string()),
                AsFile::Accepted => AtStart::Accepts,
                AsFile::Other => AtStart::NotRead,
            },
            Self::Utf16 { go } => AtStart::Refuses(go.to_string()),
            Self::Empty => AtStart::Refuses(SyntaxError::Empty.to_string()),
            Self::NotRecognised { go: Some(go), .. } => AtStart::Refuses(go.clone()),
            Self::Syntax { error, repositories: true, .. } => AtStart::Refuses(error.to_string()),
            Self::WrongType { into, found, .. } => AtStart::Refuses(into.refusal(*found)),
            Self::NullFile | Self::NotRecognised { looks_like: LooksLike::Json(Type::Null), partly: false, .. } => {
                AtStart::Crashes
            }
            Self::RepositoryName { in_place_of: InPlaceOf::Entry, .. }
            | Self::InvalidUtf8 { in_place_of: InPlaceOf::Entry, .. }
            | Self::Tag { .. }
            | Self::Digest { .. } => AtStart::IgnoresEntry,
            Self::RepositoryName { .. }
            | Self::InvalidUtf8 { .. }
            | Self::NullRepositories
            | Self::NoRepositoriesKey { .. }
            | Self::KeyCase { .. }
            | Self::UnknownKey { .. }
            | Self::DuplicateKey { .. }
            | Self::TrailingData { .. }
            | Self::NullRepository { .. }
            | Self::EmptyRepository { .. }
            | Self::RepositoryKeyHasTag { .. }
            | Self::ReservedName
            | Self::NotFamiliar { .. }
            | Self::BareTag { .. }
            | Self::NoTagOrDigest { .. }
            | Self::TagAndDigest { .. }
            | Self::WrongRepository { .. }
            | Self::NullImageId { .. }
            | Self::ImageId { .. } => AtStart::Accepts,
            Self::NoRootFs | Self::IdMismatch { .. } | Self::ChainMismatch { .. } => AtStart::Skips,
            Self::NotRecognised { go: None, .. }
            | Self::Syntax { repositories: false, .. }
            | Self::Hash { .. }
            | Self::HistoryTooLong { .. }
            | Self::HistoryTooShort { .. }
            | Self::MediaType { .. }
            | Self::ReformattedConfig { .. }
            | Self::ShortIds
            | Self::Disagreement { .. } => AtStart::NotRead,
        }
    }
}
