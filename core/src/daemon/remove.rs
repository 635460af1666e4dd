//! `docker rmi`: names go, and with the last of them the image.
//!
//! Model: moby `daemon/images/image_delete.go`.

use std::fmt;
use std::rc::Rc;

use super::{Daemon, Image, LookupError};
use crate::disk::imagedb;
use crate::identity::{ChainId, ContainerId, ImageId};
use crate::reference::Reference;
use crate::trace::{Actor, Cause, Group, Imagedb, Recorder};
use crate::vfs::Errno;

/// How an image is to be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RemoveOptions {
    /// Whether names in several repositories do not matter (`-f`).
    pub force: bool,
    /// Whether parent images without names go as well (not with `--no-prune`).
    pub prune: bool,
}

impl Default for RemoveOptions {
    fn default() -> Self {
        Self { force: false, prune: true }
    }
}

/// Something that went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemovedItem {
    /// A name. Displayed as `Untagged: nginx:latest`.
    Name(Reference),
    /// An image.
    Image(ImageId),
    /// A layer, by its chainID.
    Layer(ChainId),
}

impl fmt::Display for RemovedItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(reference) => write!(f, "Untagged: {}", reference.familiar()),
            Self::Image(id) => write!(f, "Deleted: {id}"),
            Self::Layer(chain) => write!(f, "Deleted: {chain}"),
        }
    }
}

/// Why an image is not removed. Displayed in the daemon's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemoveError {
    /// There is no such image.
    Image(LookupError),
    /// The name cannot go: it is the last one, and a container uses the image.
    NameInUse {
        /// The name, as it was typed.
        name: String,
        /// The container.
        container: ContainerId,
        /// The image.
        image: ImageId,
    },
    /// The image cannot go.
    Conflict {
        /// The image.
        image: ImageId,
        /// Why.
        conflict: Conflict,
    },
    /// Writing to the daemon's own directories failed.
    Disk(Errno),
}

/// What keeps an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// Images were made from it. Force does not help.
    Children,
    /// A container of it runs. Force does not help.
    Running(ContainerId),
    /// A container of it does not run. Force helps.
    Stopped(ContainerId),
    /// It has more than one name. Force helps.
    Names,
}

impl fmt::Display for RemoveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Image(error) => error.fmt(f),
            Self::NameInUse { name, container, image } => write!(
                f,
                "conflict: unable to remove repository reference \"{name}\" (must force) - container {} is using its \
                 referenced image {}",
                container.short(),
                image.short()
            ),
            Self::Conflict { image, conflict } => {
                let used = |state: &str, container: &ContainerId| {
                    format!("image is being used by {state} container {}", container.short())
                };
                let (force, why) = match conflict {
                    Conflict::Children => ("cannot be forced", "image has dependent child images".to_owned()),
                    Conflict::Running(container) => ("cannot be forced", used("running", container)),
                    Conflict::Stopped(container) => ("must be forced", used("stopped", container)),
                    Conflict::Names => ("must be forced", "image is referenced in multiple repositories".to_owned()),
                };
                write!(f, "conflict: unable to delete {} ({force}) - {why}", image.short())
            }
            Self::Disk(errno) => errno.fmt(f),
        }
    }
}

impl std::error::Error for RemoveError {}

impl From<Errno> for RemoveError {
    fn from(errno: Errno) -> Self {
        Self::Disk(errno)
    }
}

/// What an image may be kept by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Checks {
    /// What force does not help against.
    Hard,
    /// And containers that do not run.
    AllButNames,
    /// And its names.
    All,
}

/// Whether a conflict is an answer, or a reason to leave the image alone without a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OnConflict {
    Say,
    Keep,
}

impl Daemon {
    /// Removes what `text` means: a name (and the image with its last one), or by ID the image with all its names. What went is
    /// told in order.
    pub fn remove_image(
        &mut self,
        recorder: &mut Recorder,
        text: &str,
        options: RemoveOptions,
    ) -> Result<Vec<RemovedItem>, RemoveError> {
        let image = self.find_image(&recorder.kernel().fs, text).map_err(RemoveError::Image)?.id;
        let mut removed = Vec::new();
        let outer = recorder.enter(Some(Rc::new(Group::Untag)));
        let on_conflict = if is_id(text, image) {
            self.untag_single(recorder, image, options, &mut removed).map(|()| Some(OnConflict::Say))
        } else {
            self.name_is_free(text, image, options)
                .map(|()| self.untag_name(recorder, text, image, &mut removed).then_some(OnConflict::Keep))
        };
        let result = on_conflict.and_then(|on_conflict| match on_conflict {
            Some(on_conflict) => self.delete(recorder, image, options, on_conflict, &mut removed),
            None => Ok(()),
        });
        recorder.enter(outer);
        result.map(|()| removed)
    }

    /// Whether a name may go: with the last one the image would go too, and a container may need it.
    fn name_is_free(&self, text: &str, image: ImageId, options: RemoveOptions) -> Result<(), RemoveError> {
        if options.force || !is_single(&self.references.references(image)) {
            return Ok(());
        }
        match self.containers.of_image(image).next() {
            Some(container) => Err(RemoveError::NameInUse { name: text.to_owned(), container: container.id, image }),
            None => Ok(()),
        }
    }

    /// Takes a name away, and with the last tag of a repository its digests; whether no name is left.
    fn untag_name(
        &mut self,
        recorder: &mut Recorder,
        text: &str,
        image: ImageId,
        removed: &mut Vec<RemovedItem>,
    ) -> bool {
        let Ok(name) = Reference::parse(text).map(Reference::or_latest) else { return false };
        self.untag(recorder, &name, removed);
        let rest = self.references.references(image);
        let is_same = |other: &&Reference| other.repository == name.repository;
        if name.digest.is_none() && rest.iter().filter(is_same).all(|other| other.digest.is_some()) {
            for digest in rest.iter().filter(is_same) {
                self.untag(recorder, digest, removed);
            }
        }
        self.references.references(image).is_empty()
    }

    /// Takes the names of an image away, if they are in effect one.
    fn untag_single(
        &mut self,
        recorder: &mut Recorder,
        image: ImageId,
        options: RemoveOptions,
        removed: &mut Vec<RemovedItem>,
    ) -> Result<(), RemoveError> {
        let references = self.references.references(image);
        if !is_single(&references) {
            return Ok(());
        }
        // Looked at before the names go: afterwards it is too late. The one name does not count.
        let checks = if options.force { Checks::Hard } else { Checks::AllButNames };
        if let Some(conflict) = self.conflict(image, checks) {
            return Err(RemoveError::Conflict { image, conflict });
        }
        for reference in &references {
            self.untag(recorder, reference, removed);
        }
        Ok(())
    }

    fn untag(&mut self, recorder: &mut Recorder, name: &Reference, removed: &mut Vec<RemovedItem>) {
        let image = self.references.get(name);
        if self.remove_name(recorder, name).is_ok() {
            if let Some(image) = image.filter(|_| name.digest.is_none()) {
                self.log_image_id(recorder.kernel().fs.now(), image, "untag");
            }
            removed.push(RemovedItem::Name(name.clone()));
        }
    }

    /// What keeps an image, the worst first.
    fn conflict(&self, image: ImageId, checks: Checks) -> Option<Conflict> {
        if self.children(image).next().is_some() {
            return Some(Conflict::Children);
        }
        let mut running = self.containers.of_image(image).filter(|container| container.state.running);
        if let Some(container) = running.next() {
            return Some(Conflict::Running(container.id));
        }
        if checks == Checks::Hard {
            return None;
        }
        if checks == Checks::All && !self.references.references(image).is_empty() {
            return Some(Conflict::Names);
        }
        self.containers.of_image(image).next().map(|container| Conflict::Stopped(container.id))
    }

    /// Removes the image with all names that are left, its layers as far as nothing else holds them, and then its parent if that
    /// has no name and no other child.
    fn delete(
        &mut self,
        recorder: &mut Recorder,
        image: ImageId,
        options: RemoveOptions,
        on_conflict: OnConflict,
        removed: &mut Vec<RemovedItem>,
    ) -> Result<(), RemoveError> {
        let checks = if options.force { Checks::Hard } else { Checks::All };
        let mut next = Some((image, checks, on_conflict));
        while let Some((image, checks, on_conflict)) = next.take() {
            match (self.conflict(image, checks), on_conflict) {
                (None, _) => {}
                (Some(_), OnConflict::Keep) => return Ok(()),
                (Some(conflict), OnConflict::Say) => return Err(RemoveError::Conflict { image, conflict }),
            }
            let Some(found) = self.image(image).cloned() else { return Ok(()) };
            for reference in self.references.references(image) {
                self.untag(recorder, &reference, removed);
            }
            self.delete_image(recorder, &found, removed)?;
            next = found.parent.filter(|_| options.prune).map(|parent| (parent, Checks::All, OnConflict::Keep));
        }
        Ok(())
    }

    fn delete_image(
        &mut self,
        recorder: &mut Recorder,
        image: &Image,
        removed: &mut Vec<RemovedItem>,
    ) -> Result<(), RemoveError> {
        let outer = recorder.enter(Some(Rc::new(Group::DeleteImage)));
        let result = self.delete_config(recorder, image.id);
        recorder.enter(outer);
        result?;
        removed.push(RemovedItem::Image(image.id));
        self.log_image_id(recorder.kernel().fs.now(), image.id, "delete");
        let layers = self.release_layers(recorder, image.top_layer())?;
        removed.extend(layers.into_iter().map(RemovedItem::Layer));
        Ok(())
    }

    /// The manifests that only this image held, its metadata, its config.
    fn delete_config(&mut self, recorder: &mut Recorder, image: ImageId) -> Result<(), Errno> {
        self.forget_image(image);
        for images in Rc::make_mut(&mut self.manifests).values_mut() {
            images.remove(&image);
        }
        self.drop_unheld_manifests(recorder)?;
        let cause = Cause::Imagedb(Imagedb::MetadataRemoved { image });
        recorder.step(Actor::Dockerd, cause, |kernel| imagedb::remove_metadata(&mut kernel.fs, image))?;
        let cause = Cause::Imagedb(Imagedb::ContentRemoved { image });
        recorder.step(Actor::Dockerd, cause, |kernel| imagedb::remove_content(&mut kernel.fs, image))
    }
}

/// Whether the text is the beginning of the ID (rather than a name).
fn is_id(text: &str, image: ImageId) -> bool {
    image.to_string().starts_with(text) || image.hex().starts_with(text)
}

/// Whether these are, in effect, one name: one of any kind, or one tag and digests of the same repository.
///
/// Model: `isSingleReference`.
fn is_single(references: &[Reference]) -> bool {
    if references.len() <= 1 {
        return references.len() == 1;
    }
    let mut tags = references.iter().filter(|reference| reference.digest.is_none());
    let (first, second) = (tags.next(), tags.next());
    if second.is_some() {
        return false;
    }
    let repository = first.or(references.first()).map(|reference| &reference.repository);
    references.iter().all(|reference| Some(&reference.repository) == repository)
}
