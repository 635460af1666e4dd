//! `docker import`: a tar of files becomes an image of one layer.
//!
//! Model: moby `daemon/images/image_import.go`.

use std::rc::Rc;

use super::Daemon;
use super::container::CommitError;
use crate::archive::{TarStream, compression};
use crate::identity::ImageId;
use crate::oci::{History, ImageConfig, RootFs, RunConfig, change};
use crate::reference::Reference;
use crate::trace::{Group, Recorder};

/// An image to be made of a tar.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The image's name.
    pub name: Option<Reference>,
    /// A comment; empty for where the tar came from.
    pub message: String,
    /// Instructions that say how it is run.
    pub changes: Vec<String>,
}

impl Daemon {
    /// Makes an image of a tar, which may be compressed.
    pub fn import_image(
        &mut self,
        recorder: &mut Recorder,
        bytes: &[u8],
        options: &ImportOptions,
    ) -> Result<ImageId, CommitError> {
        let config = change::apply(&options.changes, &RunConfig::default()).map_err(CommitError::Change)?;
        let tar = compression::decompress(bytes).map_err(|error| CommitError::Archive(error.to_string()))?;
        let (chain, diff) = self.register_tar(recorder, TarStream::whole(tar), None)?;
        let now = recorder.kernel().fs.now();
        let comment = if options.message.is_empty() { "Imported from -".to_owned() } else { options.message.clone() };
        let image = ImageConfig {
            architecture: self.profile.architecture.clone(),
            os: "linux".to_owned(),
            comment: comment.clone(),
            created: Some(now),
            config: Some(config),
            docker_version: self.profile.docker.version.clone(),
            history: vec![History { created: Some(now), comment, ..History::default() }],
            root_fs: Some(RootFs { diff_ids: vec![diff.to_string()], ..RootFs::default() }),
            ..ImageConfig::default()
        };
        let outer = recorder.enter(Some(Rc::new(Group::Finish)));
        let stored = self.store_image(recorder, image, None).map_err(CommitError::Image);
        recorder.enter(outer);
        self.release_layers(recorder, Some(chain))?;
        let image = stored?;
        if let Some(name) = &options.name {
            self.tag(recorder, &image.to_string(), name).map_err(CommitError::Name)?;
        }
        self.log_image_id(now, image, "import");
        Ok(image)
    }
}
