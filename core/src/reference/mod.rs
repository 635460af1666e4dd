//! Image references: `[registry/]repository[:tag][@digest]`, and the two ways to write one.
//!
//! | form | example | where |
//! |---|---|---|
//! | familiar | `nginx:latest` | what people type and Docker prints; both key levels of `repositories.json` |
//! | canonical | `docker.io/library/nginx:latest` | what the registry client works with |
//!
//! These are the rules of Docker 20.10 (distribution 2.7.1 `reference/`), which differ from later ones: no IPv6 registries, an
//! upper-case first component is not taken for a registry, and the limit of 255 counts the registry's name as well.
//! The grammar itself is in `grammar.rs`.

mod grammar;
mod rule;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use crate::digest::{Digest, ParseDigestError};

pub use rule::{BrokenRule, Part, Rule};

/// The registry that is meant when a name does not say one.
pub const DEFAULT_DOMAIN: &str = "docker.io";
/// The old name of [`DEFAULT_DOMAIN`], read as the new one.
const LEGACY_DEFAULT_DOMAIN: &str = "index.docker.io";
/// The namespace of Docker Hub's official repositories, left out of familiar names.
const OFFICIAL_PREFIX: &str = "library/";
/// The most characters that a repository's name may have, its domain included.
pub const MAX_NAME_LENGTH: usize = 255;

/// A repository: a set of images under one name in one registry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repository {
    domain: String,
    path: String,
}

impl Repository {
    /// The registry's name with its port: `docker.io`, `localhost:5000`.
    ///
    /// Empty for a name like `foo_bar.com/x`: 20.10 takes the first component for a registry because of its dot, then finds that
    /// it cannot be one, and keeps the whole as a path without a registry.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The name within the registry: `library/nginx`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The short form: without `docker.io/`, and without `library/` where only one component follows it.
    pub fn familiar(&self) -> String {
        if self.domain != DEFAULT_DOMAIN {
            return self.canonical();
        }
        match self.path.strip_prefix(OFFICIAL_PREFIX) {
            Some(name) if !name.contains('/') => name.to_owned(),
            _ => self.path.clone(),
        }
    }

    /// The full form: `docker.io/library/nginx`.
    pub fn canonical(&self) -> String {
        if self.domain.is_empty() { self.path.clone() } else { format!("{}/{}", self.domain, self.path) }
    }
}

/// A tag: 1 to 128 of letters, digits, `_`, `.` and `-`, not beginning with `.` or `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag(String);

impl Tag {
    /// The tag that is meant when a reference has neither tag nor digest.
    pub fn latest() -> Self {
        Self("latest".to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tag {
    type Err = ParseReferenceError;

    fn from_str(text: &str) -> Result<Self, ParseReferenceError> {
        if grammar::is_tag(text) { Ok(Self(text.to_owned())) } else { Err(ParseReferenceError::Tag) }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A repository with or without a tag, with or without a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What is referred to.
    pub repository: Repository,
    /// The movable name within the repository.
    pub tag: Option<Tag>,
    /// The immovable one. Where both are there, Docker stores and looks up by the digest.
    pub digest: Option<Digest>,
}

impl Reference {
    /// Reads a reference in its familiar or its canonical form.
    ///
    /// Model: distribution `reference/normalize.go` `ParseNormalizedNamed`.
    pub fn parse(text: &str) -> Result<Self, ParseReferenceError> {
        if grammar::is_identifier(text) {
            return Err(ParseReferenceError::Identifier(text.to_owned()));
        }
        let (domain, remainder) = split_domain(text);
        let remote_name = remainder.split(':').next().unwrap_or_default();
        if grammar::has_upper_case(remote_name) {
            return Err(ParseReferenceError::UpperCase);
        }
        let official = domain == DEFAULT_DOMAIN && !remainder.contains('/');
        let prefix = if official { OFFICIAL_PREFIX } else { "" };
        let full = format!("{domain}/{prefix}{remainder}");
        let Some(parts) = grammar::split(&full) else {
            let lower = grammar::lower_case(&full);
            let only_case = grammar::split(&lower).is_some();
            return Err(if only_case { ParseReferenceError::UpperCaseDomain } else { ParseReferenceError::Format });
        };
        if parts.name_length > MAX_NAME_LENGTH {
            return Err(ParseReferenceError::TooLong);
        }
        Ok(Self {
            repository: Repository { domain: parts.domain.to_owned(), path: parts.path.to_owned() },
            tag: parts.tag.map(|tag| Tag(tag.to_owned())),
            digest: parts.digest.map(str::parse).transpose().map_err(ParseReferenceError::Digest)?,
        })
    }

    /// Whether there is neither tag nor digest.
    pub fn is_name_only(&self) -> bool {
        self.tag.is_none() && self.digest.is_none()
    }

    /// With the tag `latest` if there is neither tag nor digest.
    ///
    /// Model: distribution `reference/normalize.go` `TagNameOnly`.
    #[must_use]
    pub fn or_latest(mut self) -> Self {
        if self.is_name_only() {
            self.tag = Some(Tag::latest());
        }
        self
    }

    /// The form in which the reference store keeps it: of tag and digest, only the digest.
    ///
    /// Model: moby `reference/store.go` `favorDigest`.
    #[must_use]
    pub fn favor_digest(mut self) -> Self {
        if self.digest.is_some() {
            self.tag = None;
        }
        self
    }

    /// The reference of a tag in `repository`.
    pub fn tagged(repository: Repository, tag: Tag) -> Self {
        Self { repository, tag: Some(tag), digest: None }
    }

    /// The reference of a digest in `repository`.
    pub fn digested(repository: Repository, digest: impl Into<Digest>) -> Self {
        Self { repository, tag: None, digest: Some(digest.into()) }
    }

    /// The short form: `nginx:latest`.
    pub fn familiar(&self) -> String {
        self.with_suffix(self.repository.familiar())
    }

    /// The full form: `docker.io/library/nginx:latest`.
    pub fn canonical(&self) -> String {
        self.with_suffix(self.repository.canonical())
    }

    fn with_suffix(&self, mut name: String) -> String {
        if let Some(tag) = &self.tag {
            name.push(':');
            name.push_str(tag.as_str());
        }
        if let Some(digest) = &self.digest {
            name.push('@');
            name.push_str(&digest.to_string());
        }
        name
    }
}

impl FromStr for Reference {
    type Err = ParseReferenceError;

    fn from_str(text: &str) -> Result<Self, ParseReferenceError> {
        Self::parse(text)
    }
}

/// What a user's text may mean where an ID is allowed as well as a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnyReference {
    /// 64 hex digits, or a full digest: an ID and nothing else.
    Digest(Digest),
    /// A name.
    Named(Reference),
}

impl AnyReference {
    /// Reads an ID, a digest, or a name.
    ///
    /// Model: distribution `reference/normalize.go` `ParseAnyReference`.
    pub fn parse(text: &str) -> Result<Self, ParseReferenceError> {
        if let Ok(hash) = text.parse() {
            return Ok(Self::Digest(Digest::Sha256(hash)));
        }
        if let Ok(digest) = text.parse() {
            return Ok(Self::Digest(digest));
        }
        Reference::parse(text).map(Self::Named)
    }
}

/// Splits the registry off a name; what it leaves may lack `library/` still.
///
/// Model: distribution `reference/normalize.go` `splitDockerDomain`.
fn split_domain(text: &str) -> (&str, &str) {
    match text.split_once('/') {
        Some((LEGACY_DEFAULT_DOMAIN, rest)) => (DEFAULT_DOMAIN, rest),
        Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => (first, rest),
        _ => (DEFAULT_DOMAIN, text),
    }
}

/// Why a text is no reference. Displayed in Docker's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseReferenceError {
    /// The grammar refuses it; [`BrokenRule::find`] says which rule.
    Format,
    /// Upper case in the repository's path.
    UpperCase,
    /// Upper case in a first component that looks like a registry but is none (`Foo_bar.com/x`).
    UpperCaseDomain,
    /// A bare run of 64 hex digits: it would be taken for an ID.
    Identifier(String),
    /// Domain and path together are longer than [`MAX_NAME_LENGTH`].
    TooLong,
    /// The digest has the form of one, but is not.
    Digest(ParseDigestError),
    /// A text that was to be a tag alone is none.
    Tag,
}

impl fmt::Display for ParseReferenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format => f.write_str("invalid reference format"),
            Self::UpperCase => f.write_str("invalid reference format: repository name must be lowercase"),
            Self::UpperCaseDomain => f.write_str("repository name must be lowercase"),
            Self::Identifier(hex) => {
                write!(f, "invalid repository name ({hex}), cannot specify 64-byte hexadecimal strings")
            }
            Self::TooLong => write!(f, "repository name must not be more than {MAX_NAME_LENGTH} characters"),
            Self::Digest(error) => error.fmt(f),
            Self::Tag => f.write_str("invalid tag format"),
        }
    }
}

impl std::error::Error for ParseReferenceError {}
