//! One registry.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{ApiError, Blob, ErrorCode, Origin, StoredManifest};
use crate::digest::{Digest, Sha256};
use crate::identity::ManifestDigest;

/// What a registry answers when a repository does not exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownRepository {
    /// docker/distribution's registry without logins: it looks for the manifest and does not find it.
    #[default]
    ManifestUnknown,
    /// Docker Hub: it does not tell whether the repository is secret or does not exist.
    Denied,
    /// Others.
    NameUnknown,
}

/// A registry: repositories, and the blobs that they share.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    /// How it answers for a repository that it does not have.
    pub unknown_repository: UnknownRepository,
    repositories: BTreeMap<String, Repository>,
    blobs: BTreeMap<Digest, Stored>,
}

/// A repository: manifests, and tags that lead to them.
#[derive(Clone, Debug, Default)]
pub struct Repository {
    tags: BTreeMap<String, ManifestDigest>,
    manifests: BTreeMap<ManifestDigest, StoredManifest>,
    refusal: Option<ApiError>,
}

#[derive(Clone, Debug)]
struct Stored {
    blob: Blob,
    delay_millis: u64,
}

impl Registry {
    /// An empty registry.
    pub fn new(unknown_repository: UnknownRepository) -> Self {
        Self { unknown_repository, ..Self::default() }
    }

    // ---- filling it ------------------------------------------------------------------------------------------------------

    /// Adds a blob of these bytes; gives its digest.
    pub fn put_bytes(&mut self, bytes: impl Into<Rc<[u8]>>) -> Sha256 {
        let bytes = bytes.into();
        let digest = Sha256::of(&bytes);
        self.put_blob(digest, Blob::Whole(bytes));
        digest
    }

    /// Adds a blob under this digest, whatever its bytes hash to: so a damaged one is made.
    pub fn put_blob(&mut self, digest: impl Into<Digest>, blob: Blob) {
        self.blobs.insert(digest.into(), Stored { blob, delay_millis: 0 });
    }

    /// Makes the blob arrive later than its size tells, by so many milliseconds.
    pub fn delay_blob(&mut self, digest: impl Into<Digest>, millis: u64) {
        if let Some(stored) = self.blobs.get_mut(&digest.into()) {
            stored.delay_millis = millis;
        }
    }

    /// Takes a blob away: it is then unknown.
    pub fn remove_blob(&mut self, digest: impl Into<Digest>) {
        self.blobs.remove(&digest.into());
    }

    /// Adds a manifest of these bytes to the repository `path`; gives its digest.
    pub fn put_manifest(&mut self, path: &str, media_type: &str, bytes: impl Into<Rc<[u8]>>) -> ManifestDigest {
        let bytes = bytes.into();
        let digest = ManifestDigest(Sha256::of(&bytes));
        let manifest = StoredManifest { media_type: media_type.to_owned(), bytes, origin: Origin::Whole };
        self.put_manifest_as(path, digest, manifest);
        digest
    }

    /// Adds a manifest under this digest, whatever its bytes hash to.
    pub fn put_manifest_as(&mut self, path: &str, digest: ManifestDigest, manifest: StoredManifest) {
        self.repository_mut(path).manifests.insert(digest, manifest);
    }

    /// Lets the tag lead to the manifest.
    pub fn tag(&mut self, path: &str, tag: &str, digest: ManifestDigest) {
        self.repository_mut(path).tags.insert(tag.to_owned(), digest);
    }

    /// Lets every question about the repository be answered with this error.
    pub fn refuse(&mut self, path: &str, error: ApiError) {
        self.repository_mut(path).refusal = Some(error);
    }

    fn repository_mut(&mut self, path: &str) -> &mut Repository {
        self.repositories.entry(path.to_owned()).or_default()
    }

    // ---- asking it -------------------------------------------------------------------------------------------------------

    /// The repository at `path`, such as `library/nginx`.
    pub fn repository(&self, path: &str) -> Result<&Repository, ApiError> {
        let unknown = || {
            ApiError::of(match self.unknown_repository {
                UnknownRepository::ManifestUnknown => ErrorCode::ManifestUnknown,
                UnknownRepository::Denied => ErrorCode::Denied,
                UnknownRepository::NameUnknown => ErrorCode::NameUnknown,
            })
        };
        let repository = self.repositories.get(path).ok_or_else(unknown)?;
        repository.refusal.clone().map_or(Ok(repository), Err)
    }

    /// The paths of all repositories.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.repositories.keys().map(String::as_str)
    }

    /// A blob.
    pub fn blob(&self, digest: &Digest) -> Option<&Blob> {
        self.blobs.get(digest).map(|stored| &stored.blob)
    }

    /// By how many milliseconds a blob is late.
    pub fn delay(&self, digest: &Digest) -> u64 {
        self.blobs.get(digest).map_or(0, |stored| stored.delay_millis)
    }

    /// The digests that are not the hash of the bytes served under them, because those are reconstructed.
    pub fn taken_on_trust(&self) -> BTreeSet<Digest> {
        let blobs = self.blobs.iter().filter(|(_, stored)| stored.blob.origin() == Origin::Reconstructed);
        let manifests = self.repositories.values().flat_map(|repository| &repository.manifests);
        let manifests = manifests.filter(|(_, manifest)| manifest.origin == Origin::Reconstructed);
        blobs.map(|(digest, _)| *digest).chain(manifests.map(|(digest, _)| digest.0.into())).collect()
    }
}

impl Repository {
    /// Where a tag leads.
    pub fn resolve(&self, tag: &str) -> Result<(ManifestDigest, &StoredManifest), ApiError> {
        let digest = self.tags.get(tag).ok_or_else(|| ApiError::of(ErrorCode::ManifestUnknown))?;
        Ok((*digest, self.manifest(*digest)?))
    }

    /// A manifest.
    pub fn manifest(&self, digest: ManifestDigest) -> Result<&StoredManifest, ApiError> {
        self.manifests.get(&digest).ok_or_else(|| ApiError::of(ErrorCode::ManifestUnknown))
    }

    /// The tags, sorted.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.tags.keys().map(String::as_str)
    }
}
