//! What can be wrong with an input: a closed list, each with its code, its weight and what dockerd makes of it.
//!
//! An *error* is what Docker would never write. A *warning* is about how the input was copied, or about what cannot be known.
//! The words are in [`words`](mod@super::words).

mod consequence;
mod detail;

use super::kind::LooksLike;
use crate::json::{SyntaxError, Type};
use crate::reference::{BrokenRule, ParseReferenceError};

pub use consequence::{AtStart, CODES, Severity};
pub use detail::{AsFile, BadId, InPlaceOf, Level, Target};

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
    /// A shell prompt was copied along, or a remark stands beside the value.
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
        /// What it stands for: a name, which the grammar refuses, or an image ID.
        in_place_of: InPlaceOf,
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
        /// Repositories or references stand at the top instead: what was probably meant, as dockerd writes it.
        right: Option<String>,
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
        /// Where it stands.
        in_place_of: InPlaceOf,
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
    /// Fewer layers in the history than diffIDs.
    HistoryTooShort {
        /// History items with a layer.
        history: usize,
        /// diffIDs.
        layers: usize,
    },
    /// A manifest that says of itself that it is something else.
    MediaType {
        /// What it says.
        found: String,
        /// What its keys are those of.
        right: &'static str,
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
