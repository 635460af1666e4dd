//! Names of images: adding and removing them, and `docker tag`.
//!
//! Model: moby `reference/store.go`, `daemon/images/image_tag.go`.

use std::fmt;
use std::rc::Rc;

use super::{Daemon, LookupError};
use crate::disk::imagedb;
use crate::disk::refstore::{Existing, RefStoreError};
use crate::identity::ImageId;
use crate::reference::Reference;
use crate::trace::{Actor, Cause, Group, Imagedb, Recorder, Repositories};
use crate::vfs::Errno;

/// Why an image gets no further name. Displayed in the daemon's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagError {
    /// There is no such image.
    Image(LookupError),
    /// The name cannot be given.
    Name(RefStoreError),
    /// Writing to the daemon's own directories failed.
    Disk(Errno),
}

impl fmt::Display for TagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Image(error) => error.fmt(f),
            Self::Name(error) => error.fmt(f),
            Self::Disk(errno) => errno.fmt(f),
        }
    }
}

impl std::error::Error for TagError {}

impl Daemon {
    /// Gives the image that `image` means the further name `name` (`latest` if it has no tag).
    pub fn tag(&mut self, recorder: &mut Recorder, image: &str, name: &Reference) -> Result<(), TagError> {
        let id = self.find_image(&recorder.kernel().fs, image).map_err(TagError::Image)?.id;
        let outer = recorder.enter(Some(Rc::new(Group::Finish)));
        let result = self.add_name(recorder, name, id).map_err(TagError::Name).and_then(|_| {
            let now = recorder.kernel().fs.now();
            let cause = Cause::Imagedb(Imagedb::LastUpdatedWritten { image: id });
            let write =
                recorder.step(Actor::Dockerd, cause, |kernel| imagedb::write_last_updated(&mut kernel.fs, id, now));
            self.log_image(now, id, id.to_string(), name.familiar(), "tag");
            write.map_err(TagError::Disk)
        });
        recorder.enter(outer);
        result
    }

    /// Lets a name lead to an image, and writes the file if that changed anything; whether it did.
    pub(super) fn add_name(
        &mut self,
        recorder: &mut Recorder,
        name: &Reference,
        image: ImageId,
    ) -> Result<bool, RefStoreError> {
        let before = self.references.get(name).filter(|before| *before != image);
        if !Rc::make_mut(&mut self.references).add(name, image, Existing::Move)? {
            return Ok(false);
        }
        let reference = name.clone().favor_digest().or_latest().familiar();
        let cause = if name.digest.is_some() {
            Repositories::DigestAdded { reference, image }
        } else {
            Repositories::TagAdded { reference, image, before }
        };
        self.write_names(recorder, cause);
        Ok(true)
    }

    /// Takes a name away, and writes the file.
    pub(super) fn remove_name(&mut self, recorder: &mut Recorder, name: &Reference) -> Result<(), RefStoreError> {
        let image = self.references.get(name).ok_or(RefStoreError::NotFound)?;
        Rc::make_mut(&mut self.references).remove(name)?;
        let reference = name.clone().favor_digest().or_latest().familiar();
        self.write_names(recorder, Repositories::Removed { reference, image });
        Ok(())
    }

    fn write_names(&self, recorder: &mut Recorder, cause: Repositories) {
        let references = Rc::clone(&self.references);
        let write = recorder.step(Actor::Dockerd, Cause::Repositories(cause), |kernel| references.save(&mut kernel.fs));
        // The file's directory is made when the daemon starts. If somebody removed it, the name lives in memory until it stops.
        let _: Result<(), Errno> = write;
    }
}
