//! `docker pull`: a name becomes an image.
//!
//! ```text
//! endpoints ─► name ─► manifest (kept by containerd) ─► config ║ layers ─► compare ─► imagedb ─► repositories.json
//!                          └─ list ─► manifest for this machine
//! ```
//!
//! Model: moby `distribution/{pull,pull_v2}.go`, `daemon/images/image_pull.go`.

mod error;
mod event;
mod layers;
mod resolve;

use std::rc::Rc;

use super::Daemon;
use crate::identity::{ImageId, ManifestDigest};
use crate::oci::Platform;
use crate::reference::{Reference, Tag};
use crate::registry::{Endpoint, Reach, Registry};
use crate::trace::Recorder;
use crate::vfs::Fs;

pub use error::{PullError, PullFailure, Refusal};
pub use event::PullEvent;

/// What to pull.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullRequest {
    /// The name. With neither tag nor digest, every tag of the repository is pulled (`docker pull -a`).
    pub reference: Reference,
    /// The machine that the image is for, if it is not this one (`--platform`).
    pub platform: Option<Platform>,
}

/// Gets every event, together with the recorder to print to.
pub type Report<'a> = dyn FnMut(&mut Recorder, PullEvent) + 'a;

/// One pull that is under way.
struct Pull<'a> {
    /// What is pulled: a tag or a digest.
    reference: Reference,
    platform: Option<Platform>,
    report: &'a mut Report<'a>,
    is_streamed: bool,
    /// The manifests that were fetched: the image will hold them.
    ingested: Vec<ManifestDigest>,
}

impl Pull<'_> {
    fn tell(&mut self, recorder: &mut Recorder, event: PullEvent) {
        self.is_streamed = true;
        (self.report)(recorder, event);
    }
}

impl Daemon {
    /// Pulls an image. Whatever happens is told to `report` as it happens.
    pub fn pull(
        &mut self,
        recorder: &mut Recorder,
        request: &PullRequest,
        report: &mut Report<'_>,
    ) -> Result<(), PullError> {
        let mut reference = request.reference.clone();
        if reference.digest.is_some() {
            // The client sends the name and what is asked of it: the digest, if there is one.
            reference.tag = None;
        }
        let mut pull = Pull {
            reference,
            platform: request.platform.clone(),
            report: &mut |recorder, event| report(recorder, event),
            is_streamed: false,
            ingested: Vec::new(),
        };
        let result = self.pull_from_endpoints(recorder, &mut pull);
        let result = result.map_err(|failure| PullError { failure, is_streamed: pull.is_streamed });
        self.drop_unheld_manifests(recorder).map_err(|errno| PullError { failure: errno.into(), is_streamed: true })?;
        result
    }

    /// Tries one endpoint after another; the last error counts.
    fn pull_from_endpoints(&mut self, recorder: &mut Recorder, pull: &mut Pull<'_>) -> Result<(), PullFailure> {
        let wanted = pull.reference.clone();
        if wanted.repository.familiar() == "scratch" {
            return Err(PullFailure::ReservedName);
        }
        let mut last = None;
        for Endpoint { is_mirror, reach, .. } in self.network.endpoints(wanted.repository.domain()) {
            let registry = match reach {
                Reach::Registry(registry) => registry,
                Reach::Unreachable(words) => {
                    last = Some(PullFailure::Unreachable(words));
                    continue;
                }
            };
            match self.pull_repository(recorder, pull, &registry, &wanted) {
                Ok(()) => return Ok(()),
                Err(failure) if failure.tries_next(is_mirror) => last = Some(failure),
                Err(failure) => return Err(failure),
            }
        }
        last.map_or(Ok(()), Err)
    }

    /// Pulls one tag or digest, or every tag.
    fn pull_repository(
        &mut self,
        recorder: &mut Recorder,
        pull: &mut Pull<'_>,
        registry: &Rc<Registry>,
        wanted: &Reference,
    ) -> Result<(), PullFailure> {
        let mut is_newer = false;
        for reference in Self::tags_of(registry, wanted)? {
            pull.reference = reference;
            is_newer |= self.pull_one(recorder, pull, registry)?;
        }
        pull.tell(recorder, PullEvent::Status { reference: wanted.familiar(), is_newer });
        self.warn_of_platform(recorder, pull, wanted);
        Ok(())
    }

    /// What a name stands for: itself, or without tag and digest every tag that the registry has.
    fn tags_of(registry: &Registry, wanted: &Reference) -> Result<Vec<Reference>, PullFailure> {
        if !wanted.is_name_only() {
            return Ok(vec![wanted.clone()]);
        }
        let refused = |error| PullFailure::refused(error, wanted);
        let repository = registry.repository(wanted.repository.path()).map_err(refused)?;
        let tagged = |tag: &str| tag.parse::<Tag>().ok().map(|tag| Reference::tagged(wanted.repository.clone(), tag));
        Ok(repository.tags().filter_map(tagged).collect())
    }

    /// Pulls a tag or digest; whether the name leads to another image than before.
    fn pull_one(
        &mut self,
        recorder: &mut Recorder,
        pull: &mut Pull<'_>,
        registry: &Rc<Registry>,
    ) -> Result<bool, PullFailure> {
        let (image, digest) = self.pull_image(recorder, pull, registry)?;
        pull.tell(recorder, PullEvent::Digest(digest));
        let is_newer = self.name_pulled_image(recorder, &pull.reference, image, digest)?;
        let (now, name) = (recorder.kernel().fs.now(), pull.reference.clone());
        self.log_image(now, image, name.familiar(), name.repository.familiar(), "pull");
        Ok(is_newer)
    }

    /// `Digest:` and the names. By digest only the digest becomes a name; by tag the digest does first, then the tag.
    fn name_pulled_image(
        &mut self,
        recorder: &mut Recorder,
        reference: &Reference,
        image: ImageId,
        digest: ManifestDigest,
    ) -> Result<bool, PullFailure> {
        let before = self.references.get(reference);
        let digested = Reference::digested(reference.repository.clone(), digest.0);
        // A digest that led to another image (another platform of the same list) stays with it; that is only logged.
        if self.references.get(&digested).is_none() {
            self.add_name(recorder, &digested, image).map_err(PullFailure::Name)?;
        }
        if before == Some(image) {
            return Ok(false);
        }
        if reference.digest.is_none() || before.is_some() {
            self.add_name(recorder, reference, image).map_err(PullFailure::Name)?;
        }
        Ok(true)
    }

    /// Says so if an image that was asked for by platform is for another one. The daemon looks the name up without its tag, as
    /// 20.10 does: so the warning comes only where that leads somewhere.
    fn warn_of_platform(&self, recorder: &mut Recorder, pull: &mut Pull<'_>, wanted: &Reference) {
        let Some(platform) = pull.platform.clone() else { return };
        let name = wanted.repository.familiar();
        let Some(actual) = self.other_platform(&recorder.kernel().fs, &name, &platform) else { return };
        let text = format!(
            "image with reference {name} was found but does not match the specified platform: wanted {platform}, actual: {actual}"
        );
        pull.tell(recorder, PullEvent::Warning(text));
    }

    /// The platform of an image that is here, if it is not the one that is wanted.
    pub fn other_platform(&self, fs: &Fs, name: &str, wanted: &Platform) -> Option<Platform> {
        let image = self.find_image(fs, name).ok()?;
        let actual = Platform {
            os: image.config.os.clone(),
            architecture: image.config.architecture.clone(),
            variant: image.config.variant.clone(),
        };
        Some(actual).filter(|actual| !actual.architecture.is_empty() && !wanted.runs(actual))
    }
}
