//! From a name to an image: manifests, lists, and the config's digest.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::{Daemon, Pull, PullEvent, PullFailure};
use crate::digest::{Digest, Sha256};
use crate::disk::content_store;
use crate::identity::{ImageId, ManifestDigest};
use crate::oci::{Descriptor, ImageManifest, Manifest, ManifestList, media_type};
use crate::registry::{Origin, Registry, StoredManifest};
use crate::trace::{Actor, Cause, ContentStore, Group, ManifestRole, Recorder, Resolve};
use crate::vfs::Errno;

/// The hash of a digest that must be a sha256.
pub(super) fn sha256(digest: Digest) -> Result<Sha256, PullFailure> {
    match digest {
        Digest::Sha256(hash) => Ok(hash),
        Digest::Sha384(_) | Digest::Sha512(_) => Err(PullFailure::Algorithm(digest)),
    }
}

impl Daemon {
    /// Fetches what the name leads to; the image, and the digest of the list or manifest.
    pub(super) fn pull_image(
        &mut self,
        recorder: &mut Recorder,
        pull: &mut Pull<'_>,
        registry: &Rc<Registry>,
    ) -> Result<(ImageId, ManifestDigest), PullFailure> {
        let group = recorder.enter(Some(Rc::new(Group::Resolve)));
        let result = self.resolve_and_pull(recorder, pull, registry);
        recorder.enter(group);
        result
    }

    fn resolve_and_pull(
        &mut self,
        recorder: &mut Recorder,
        pull: &mut Pull<'_>,
        registry: &Rc<Registry>,
    ) -> Result<(ImageId, ManifestDigest), PullFailure> {
        let reference = pull.reference.clone();
        let refused = |error| PullFailure::refused(error, &reference);
        let repository = registry.repository(reference.repository.path()).map_err(refused)?;
        let (digest, tag_or_digest) = match (reference.digest, &reference.tag) {
            (Some(digest), _) => (ManifestDigest(sha256(digest)?), reference.canonical()),
            (None, tag) => {
                let tag = tag.as_ref().map_or("latest", |tag| tag.as_str());
                let (digest, _) = repository.resolve(tag).map_err(refused)?;
                recorder.look(Actor::Dockerd, Cause::Resolve(Resolve::Tag { reference: reference.familiar(), digest }));
                (digest, tag.to_owned())
            }
        };
        let stored = repository.manifest(digest).map_err(refused)?;
        let manifest = self.keep_manifest(recorder, pull, digest, stored)?;
        if let Manifest::Image(image) = &manifest
            && image.media_type == media_type::DOCKER_MANIFEST
            && !media_type::is_image_config(&image.config.media_type)
        {
            return Err(PullFailure::ConfigClass(image.config.media_type.clone()));
        }
        let repository = reference.repository.path().to_owned();
        pull.tell(recorder, PullEvent::PullingFrom { tag_or_digest, repository });
        let by_digest = reference.digest.is_some();
        if by_digest && stored.origin == Origin::Whole && Sha256::of(&stored.bytes) != digest.0 {
            return Err(PullFailure::ManifestDigest(digest.0.into()));
        }
        let image = match manifest {
            Manifest::Image(image) => self.pull_manifest(recorder, pull, registry, &image)?,
            Manifest::List(list) => self.pull_from_list(recorder, pull, registry, (digest, &list))?,
        };
        Ok((image, digest))
    }

    /// Takes the manifest for this machine out of a list.
    fn pull_from_list(
        &mut self,
        recorder: &mut Recorder,
        pull: &mut Pull<'_>,
        registry: &Rc<Registry>,
        (list_digest, list): (ManifestDigest, &ManifestList),
    ) -> Result<ImageId, PullFailure> {
        let machine = pull.platform.clone().unwrap_or_else(|| self.platform());
        let chosen = list.choose(&machine).ok_or_else(|| PullFailure::NoMatchingManifest(machine.clone()))?;
        let digest = ManifestDigest(sha256(chosen.digest)?);
        let platform = machine.to_string();
        let cause = Resolve::Platform { list: list_digest, manifest: digest, platform };
        recorder.look(Actor::Dockerd, Cause::Resolve(cause));
        let refused = |error| PullFailure::refused(error, &pull.reference);
        let path = pull.reference.repository.path().to_owned();
        let stored = registry.repository(&path).and_then(|repository| repository.manifest(digest)).map_err(refused)?;
        if stored.origin == Origin::Whole && Sha256::of(&stored.bytes) != digest.0 {
            return Err(PullFailure::ManifestDigest(chosen.digest));
        }
        match self.keep_manifest(recorder, pull, digest, stored)? {
            Manifest::Image(image) => self.pull_manifest(recorder, pull, registry, &image),
            Manifest::List(list) => Err(PullFailure::Manifest(crate::oci::ManifestError::Format(list.media_type))),
        }
    }

    /// Number 2: containerd keeps the manifest, unless its bytes do not hash to its digest.
    fn keep_manifest(
        &mut self,
        recorder: &mut Recorder,
        pull: &mut Pull<'_>,
        digest: ManifestDigest,
        stored: &StoredManifest,
    ) -> Result<Manifest, PullFailure> {
        let manifest = Manifest::parse(&stored.media_type, &stored.bytes).map_err(PullFailure::Manifest)?;
        let is_genuine = stored.origin == Origin::Reconstructed || Sha256::of(&stored.bytes) == digest.0;
        if is_genuine && !content_store::exists(&recorder.kernel().fs, digest.0) {
            let role = match &manifest {
                Manifest::Image(_) => ManifestRole::Image,
                Manifest::List(_) => ManifestRole::List,
            };
            let cause = Cause::ContentStore(ContentStore::Stored { digest, role });
            recorder.step(Actor::Containerd, cause, |kernel| {
                content_store::write(&mut kernel.fs, digest.0, stored.bytes.to_vec())
            })?;
        }
        if is_genuine {
            Rc::make_mut(&mut self.manifests).entry(digest).or_default();
            pull.ingested.push(digest);
        }
        Ok(manifest)
    }

    /// An image that is here needs nothing; else its config and its layers are fetched.
    fn pull_manifest(
        &mut self,
        recorder: &mut Recorder,
        pull: &mut Pull<'_>,
        registry: &Rc<Registry>,
        manifest: &ImageManifest,
    ) -> Result<ImageId, PullFailure> {
        let id = ImageId(sha256(manifest.config.digest)?);
        if self.get_image(&recorder.kernel().fs, id).is_some() {
            recorder.look(Actor::Dockerd, Cause::Resolve(Resolve::ImageKnown { image: id }));
        } else {
            let types = std::iter::once(&manifest.config).chain(&manifest.layers);
            for Descriptor { media_type, .. } in types {
                if !media_type::is_supported(media_type) {
                    return Err(PullFailure::MediaType(media_type.clone()));
                }
            }
            self.pull_layers(recorder, pull, registry, manifest)?;
        }
        let manifests = Rc::make_mut(&mut self.manifests);
        for digest in &pull.ingested {
            manifests.entry(*digest).or_default().insert(id);
        }
        Ok(id)
    }

    /// Removes the manifests that no image holds.
    pub(in crate::daemon) fn drop_unheld_manifests(&mut self, recorder: &mut Recorder) -> Result<(), Errno> {
        let unheld = |(digest, images): (&ManifestDigest, &BTreeSet<ImageId>)| images.is_empty().then_some(*digest);
        let unheld: Vec<ManifestDigest> = self.manifests.iter().filter_map(unheld).collect();
        for digest in unheld {
            let cause = Cause::ContentStore(ContentStore::Dropped { digest });
            recorder.step(Actor::Containerd, cause, |kernel| content_store::remove(&mut kernel.fs, digest.0))?;
            Rc::make_mut(&mut self.manifests).remove(&digest);
        }
        Ok(())
    }
}
