//! What a fault is about.

use crate::json::{SyntaxError, Type};

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

/// What a text that cannot be used stands in place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InPlaceOf {
    /// A reference, or a repository with no other references than such.
    Entry,
    /// A repository with references that are good by themselves: dockerd looks at those when it starts, not at this key.
    GoodEntries,
    /// An image ID.
    ImageId,
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
