//! What can be wrong with an input: a closed list, each with its code, its weight and what dockerd makes of it.
//!
//! An *error* is what Docker would never write. A *warning* is about how the input was copied, or about what cannot be known.
//! The words are in [`words`](super::words).

use crate::json::{SyntaxError, Type};
use crate::reference::{BrokenRule, ParseReferenceError};

use super::kind::LooksLike;

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

/// What Go was to decode a value into when it found something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The whole file.
    Store,
    /// The value of `Repositories`.
    Repositories,
    /// The value of one repository.
    Repository,
    /// The value of one reference.
    ImageId,
}

impl Target {
    /// `json: cannot unmarshal … into …`, as Go words it (`encoding/json/decode.go` `UnmarshalTypeError`).
    pub fn refusal(self, found: Type) -> String {
        let target = match self {
            Self::Store => "Go value of type reference.store",
            Self::Repositories => "Go struct field store.Repositories of type map[string]reference.repository",
            Self::Repository => "Go struct field store.Repositories of type reference.repository",
            Self::ImageId => "Go struct field store.Repositories of type digest.Digest",
        };
        format!("json: cannot unmarshal {} into {target}", found.go_name())
    }

    /// The type that should be there.
    pub const fn expected(self) -> Type {
        match self {
            Self::Store | Self::Repositories | Self::Repository => Type::Object,
            Self::ImageId => Type::String,
        }
    }
}

/// What dockerd would make of the bytes exactly as they are given, with what was copied along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsFile {
    /// It does not read such bytes at its start: they are no repositories.json.
    Other,
    /// It reads past what was copied along.
    Accepted,
    /// Go does not read them.
    Refused(SyntaxError),
}

/// Which level of the file a key is on, and what becomes of one that is there twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// `Repositories` itself: Go adds the second map to the first.
    Repositories,
    /// A repository: the second replaces the first with all it holds.
    Repository,
    /// A reference: the last one counts.
    Reference,
}

/// What is wrong with an image ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadId {
    /// An empty text.
    Empty,
    /// 64 hex digits without `sha256:`.
    NoAlgorithm,
    /// Another algorithm, or something that is no algorithm.
    Algorithm,
    /// So many digits instead of 64.
    Length(usize),
    /// Upper-case digits.
    Case,
    /// Something that is no hex digit.
    Digits,
}

impl BadId {
    /// What is wrong with `text`, if anything.
    pub fn find(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::Empty);
        }
        let Some((algorithm, hex)) = text.split_once(':') else {
            let bare = text.len() >= 12 && text.bytes().all(|c| c.is_ascii_hexdigit());
            return Some(if bare { Self::NoAlgorithm } else { Self::Algorithm });
        };
        if algorithm != "sha256" {
            return Some(Self::Algorithm);
        }
        if !hex.bytes().all(|c| c.is_ascii_hexdigit()) {
            return Some(Self::Digits);
        }
        if hex.len() != 64 {
            return Some(Self::Length(hex.len()));
        }
        hex.bytes().any(|c| c.is_ascii_uppercase()).then_some(Self::Case)
    }
}

/// What is wrong. Texts are as they stand in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A byte order mark stands before the text.
    ByteOrderMark {
        /// What Go makes of the text with it.
        as_file: AsFile,
    },
    /// Lines end with carriage return and line feed.
    CarriageReturns {
        /// What Go makes of them: white space.
        as_file: AsFile,
    },
    /// A shell prompt was copied along.
    Prompt {
        /// What Go makes of the text with it.
        as_file: AsFile,
    },
    /// Lines of dots stand for what was left out.
    Elision {
        /// What Go makes of the text with it.
        as_file: AsFile,
    },
    /// The text is UTF-16.
    Utf16 {
        /// What Go says of the first byte.
        go: SyntaxError,
    },
    /// There is nothing.
    Empty,
    /// None of the kinds.
    NotRecognised {
        /// What it may be.
        looks_like: LooksLike,
        /// What Go says of it as a repositories.json, if it is JSON.
        go: Option<String>,
        /// Part of the input was recognised.
        partly: bool,
    },
    /// JSON that cannot be read.
    Syntax {
        /// What stopped the reader.
        error: SyntaxError,
        /// The line around the place.
        line: String,
        /// The text is a repositories.json.
        repositories: bool,
    },
    /// Bytes in a string that are not UTF-8.
    InvalidUtf8 {
        /// The string as Go reads it.
        text: String,
        /// It is a name, so that the grammar refuses it.
        name: bool,
    },
    /// A value of the wrong type.
    WrongType {
        /// What Go wanted.
        into: Target,
        /// What is there.
        found: Type,
        /// What was probably meant, as dockerd writes it.
        right: Option<String>,
    },
    /// The whole file is `null`.
    NullFile,
    /// `"Repositories":null`
    NullRepositories,
    /// No key `Repositories`.
    NoRepositoriesKey {
        /// Repositories stand at the top instead.
        unwrapped: bool,
    },
    /// `repositories` or the like.
    KeyCase {
        /// The key.
        key: String,
    },
    /// A key beside `Repositories`.
    UnknownKey {
        /// The key.
        key: String,
    },
    /// A key that is there twice.
    DuplicateKey {
        /// The key.
        key: String,
        /// Which one.
        level: Level,
    },
    /// Something behind the value.
    TrailingData {
        /// How it begins.
        text: String,
    },
    /// A repository that is `null`.
    NullRepository {
        /// Its key.
        key: String,
    },
    /// A repository without references.
    EmptyRepository {
        /// Its key.
        key: String,
    },
    /// A name that the grammar refuses: the repository's part of it.
    RepositoryName {
        /// The key.
        key: String,
        /// Docker's error.
        error: ParseReferenceError,
        /// The rule.
        rule: Option<BrokenRule>,
    },
    /// A tag that the grammar refuses.
    Tag {
        /// The key.
        key: String,
        /// The rule.
        rule: Option<BrokenRule>,
    },
    /// A digest that the grammar or go-digest refuses.
    Digest {
        /// The key.
        key: String,
        /// Docker's error.
        error: ParseReferenceError,
        /// The rule.
        rule: Option<BrokenRule>,
    },
    /// A repository's key with a tag or a digest.
    RepositoryKeyHasTag {
        /// The key.
        key: String,
        /// The familiar name without them.
        right: String,
    },
    /// A repository named `sha256`.
    ReservedName,
    /// A name in another than the familiar form.
    NotFamiliar {
        /// The key.
        key: String,
        /// The key of a repository, or of a reference.
        level: Level,
        /// The familiar form.
        right: String,
    },
    /// A tag alone where a reference should be.
    BareTag {
        /// The key.
        key: String,
        /// The reference that was meant.
        right: String,
    },
    /// A name without tag or digest where a reference should be.
    NoTagOrDigest {
        /// The key.
        key: String,
    },
    /// A reference with tag and digest.
    TagAndDigest {
        /// The key.
        key: String,
    },
    /// A reference in the map of another repository.
    WrongRepository {
        /// The reference.
        key: String,
        /// The repository's key that it stands under.
        under: String,
        /// The repository that it belongs to.
        right: String,
    },
    /// `null` instead of an image ID.
    NullImageId {
        /// The reference.
        key: String,
    },
    /// An image ID that is none.
    ImageId {
        /// The value.
        id: String,
        /// What is wrong with it.
        bad: BadId,
    },
    /// A digest, diffID or other hash in another kind of input that is none.
    Hash {
        /// The value.
        value: String,
        /// What is wrong with it.
        bad: BadId,
    },
    /// An image config whose bytes are not those that Docker keeps.
    ReformattedConfig {
        /// The sha256 of these bytes.
        here: String,
        /// The ID, if undoing the formatting leads to one that another input names.
        original: Option<String>,
    },
    /// An image config without layers.
    NoRootFs,
    /// More layers in the history than diffIDs.
    HistoryTooLong {
        /// History items with a layer.
        history: usize,
        /// diffIDs.
        layers: usize,
    },
    /// A file's bytes do not hash to the name it goes by.
    IdMismatch {
        /// The name.
        named: String,
        /// The sha256 of the bytes.
        computed: String,
    },
    /// A layer's name is not the chainID of its content and its parent.
    ChainMismatch {
        /// The directory's name.
        named: String,
        /// The chainID computed from `diff` and `parent`.
        computed: String,
    },
    /// IDs of 12 digits.
    ShortIds,
    /// Two inputs say different things of one thing.
    Disagreement {
        /// Of what.
        about: String,
        /// What was said first.
        first: String,
        /// What was said then.
        second: String,
    },
}

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
            Self::NullFile => AtStart::Crashes,
            Self::RepositoryName { .. }
            | Self::Tag { .. }
            | Self::Digest { .. }
            | Self::InvalidUtf8 { name: true, .. } => AtStart::IgnoresEntry,
            Self::InvalidUtf8 { name: false, .. }
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
            Self::NoRootFs | Self::HistoryTooLong { .. } | Self::IdMismatch { .. } | Self::ChainMismatch { .. } => {
                AtStart::Skips
            }
            Self::NotRecognised { go: None, .. }
            | Self::Syntax { repositories: false, .. }
            | Self::Hash { .. }
            | Self::ReformattedConfig { .. }
            | Self::ShortIds
            | Self::Disagreement { .. } => AtStart::NotRead,
        }
    }
}
