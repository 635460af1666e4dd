//! `image/overlay2/repositories.json`: which names lead to which image.
//!
//! ```text
//! {"Repositories":{"nginx":{"nginx:latest":"sha256:<image ID>","nginx@sha256:<manifest digest>":"sha256:<image ID>"}}}
//! ```
//!
//! One line without a newline, keys sorted, names in their familiar form. An entry whose key is no reference stays in the file
//! but is not found by anything. Source: moby `reference/store.go`.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{layout, text, write_atomically};
use crate::digest::Digest;
use crate::identity::ImageId;
use crate::json;
use crate::reference::Reference;
use crate::vfs::{Errno, Fs};

/// The content of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RefStore {
    /// Familiar repository name → familiar reference → image ID with `sha256:`, all as they stand in the file.
    #[serde(default)]
    repositories: BTreeMap<String, BTreeMap<String, String>>,
}

/// Whether a name that leads to another image is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It is.
    Move,
    /// It is not.
    Keep,
}

/// Why a name cannot be added or removed. Displayed in Docker's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefStoreError {
    /// The repository is called like a digest algorithm.
    AmbiguousName,
    /// A digest leads to one image for ever.
    DigestTaken(Digest),
    /// The tag leads to another image.
    TagTaken {
        /// The tag, in its familiar form.
        reference: String,
        /// Where it leads.
        image: ImageId,
    },
    /// There is no such name.
    NotFound,
}

impl fmt::Display for RefStoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AmbiguousName => f.write_str("refusing to create an ambiguous tag using digest algorithm as name"),
            Self::DigestTaken(digest) => write!(f, "Cannot overwrite digest {digest}"),
            Self::TagTaken { reference, image } => write!(
                f,
                "Conflict: Tag {reference} is already set to image {image}, if you want to replace it, please use the force option"
            ),
            Self::NotFound => f.write_str("reference does not exist"),
        }
    }
}

impl std::error::Error for RefStoreError {}

impl RefStore {
    /// Reads the file. `None` if it is missing or dockerd could not read it either.
    pub fn load(fs: &Fs) -> Option<Self> {
        serde_json::from_str(&text(fs, &layout::repositories())?).ok()
    }

    /// Writes the file.
    pub fn save(&self, fs: &mut Fs) -> Result<(), Errno> {
        write_atomically(fs, &layout::repositories(), self.to_json(), 0o600)
    }

    /// The file's bytes.
    pub fn to_json(&self) -> String {
        json::encode(self)
    }

    /// The image that a reference leads to: by digest if it has one, else by tag.
    pub fn get(&self, reference: &Reference) -> Option<ImageId> {
        let key = reference.clone().favor_digest().or_latest().familiar();
        self.repositories.get(&reference.repository.familiar())?.get(&key)?.parse().ok()
    }

    /// Lets a reference lead to `image`; whether that changed anything.
    pub fn add(&mut self, reference: &Reference, image: ImageId, existing: Existing) -> Result<bool, RefStoreError> {
        let reference = reference.clone().favor_digest().or_latest();
        let name = reference.repository.familiar();
        if name == "sha256" {
            return Err(RefStoreError::AmbiguousName);
        }
        match (self.get(&reference), &reference.digest) {
            (Some(old), _) if old == image => return Ok(false),
            (Some(_), Some(digest)) => return Err(RefStoreError::DigestTaken(*digest)),
            (Some(old), None) if existing == Existing::Keep => {
                return Err(RefStoreError::TagTaken { reference: reference.familiar(), image: old });
            }
            _ => {}
        }
        self.repositories.entry(name).or_default().insert(reference.familiar(), image.to_string());
        Ok(true)
    }

    /// Removes a reference. A repository without references goes, too.
    pub fn remove(&mut self, reference: &Reference) -> Result<(), RefStoreError> {
        let reference = reference.clone().favor_digest().or_latest();
        let name = reference.repository.familiar();
        let entries = self.repositories.get_mut(&name).ok_or(RefStoreError::NotFound)?;
        entries.remove(&reference.familiar()).ok_or(RefStoreError::NotFound)?;
        if entries.is_empty() {
            self.repositories.remove(&name);
        }
        Ok(())
    }

    /// Every reference with its image, in the order of the file. Entries that are no references are left out.
    pub fn iter(&self) -> impl Iterator<Item = (Reference, ImageId)> {
        self.repositories
            .values()
            .flatten()
            .filter_map(|(reference, image)| Some((Reference::parse(reference).ok()?, image.parse().ok()?)))
    }

    /// The references that lead to an image, ordered by their canonical form.
    pub fn references(&self, image: ImageId) -> Vec<Reference> {
        let id = image.to_string();
        let here = self.repositories.values().flatten().filter(|(_, image)| **image == id);
        let mut found: Vec<Reference> = here.filter_map(|(reference, _)| Reference::parse(reference).ok()).collect();
        found.sort_by_key(Reference::canonical);
        found
    }
}
