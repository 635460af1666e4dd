//! `docker commit`: a container's changes become a layer, and that an image.
//!
//! The read-write layer is packed into a tar, which is registered like one that was pulled: so the new layer is a copy of the upper
//! directory on top of the image's layers. The init layer is not in it.
//!
//! Model: moby `daemon/commit.go`, `daemon/images/image_commit.go`. The order is that of a traced `docker commit`.

use std::fmt;
use std::rc::Rc;

use super::changes::check_state;
use super::merge::complete;
use super::{Container, ContainerError};
use crate::accounts::Accounts;
use crate::archive::{Packer, TarStream, Whiteouts};
use crate::daemon::image::ImageError;
use crate::daemon::register::{NewLayer, RegisterError};
use crate::daemon::{Daemon, Image, TagError};
use crate::disk::overlay2;
use crate::identity::{ChainId, DiffId, ImageId};
use crate::kernel::Task;
use crate::oci::change::{self, ChangeError};
use crate::oci::{History, ImageConfig, RunConfig};
use crate::reference::Reference;
use crate::trace::{Actor, Cause, Changes, Group, Recorder, Saved};
use crate::vfs::Errno;

/// An image to be made of a container.
#[derive(Clone, Debug, Default)]
pub struct CommitOptions {
    /// The container, as it was typed.
    pub container: String,
    /// The image's name.
    pub name: Option<Reference>,
    /// Who makes it.
    pub author: String,
    /// A comment.
    pub comment: String,
    /// Instructions that change how it is run.
    pub changes: Vec<String>,
    /// Whether the container's processes are frozen meanwhile.
    pub pause: bool,
}

/// Why there is no new image. Displayed in the daemon's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommitError {
    /// There is no such container, or it cannot be committed.
    Container(ContainerError),
    /// An instruction cannot be applied.
    Change(ChangeError),
    /// The layer cannot be registered.
    Register(RegisterError),
    /// The config cannot become an image.
    Image(ImageError),
    /// A tar that is imported is compressed, and damaged.
    Archive(String),
    /// The image cannot get the name.
    Name(TagError),
    /// A file that the container copied up is known by its size only.
    UnknownBytes,
    /// Writing to the daemon's own directories failed.
    Disk(Errno),
}

impl fmt::Display for CommitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Container(error) => error.fmt(f),
            Self::Change(error) => error.fmt(f),
            Self::Register(error) => error.fmt(f),
            Self::Image(error) => error.fmt(f),
            Self::Archive(text) => f.write_str(text),
            Self::Name(error) => error.fmt(f),
            Self::UnknownBytes => f.write_str(
                "drydock: a layer with files whose bytes are not known here (their sizes are) is not simulated: nothing could tell \
                 its diffID",
            ),
            Self::Disk(errno) => errno.fmt(f),
        }
    }
}

impl std::error::Error for CommitError {}

impl From<ContainerError> for CommitError {
    fn from(error: ContainerError) -> Self {
        Self::Container(error)
    }
}

impl From<Errno> for CommitError {
    fn from(errno: Errno) -> Self {
        Self::Disk(errno)
    }
}

impl Daemon {
    /// Makes an image of a container.
    pub fn commit(&mut self, recorder: &mut Recorder, options: &CommitOptions) -> Result<ImageId, CommitError> {
        let container = self.containers.find(&options.container)?.clone();
        check_state(&container, "commit")?;
        let pauses = options.pause && container.state.running && !container.state.paused;
        let now = recorder.kernel().fs.now();
        if pauses {
            self.save(recorder, container.id, Saved::Changed, |container| container.state.paused = true)?;
            self.log_container(now, container.id, "pause", &[]);
        }
        let result = self.commit_image(recorder, &container, options);
        if let Ok(image) = &result {
            let name = options.name.as_ref().map(|name| name.clone().or_latest().familiar()).unwrap_or_default();
            let more = [("comment", options.comment.clone()), ("imageID", image.to_string()), ("imageRef", name)];
            self.log_container(now, container.id, "commit", &more);
        }
        if pauses {
            self.save(recorder, container.id, Saved::Changed, |container| container.state.paused = false)?;
            self.log_container(now, container.id, "unpause", &[]);
        }
        result
    }

    fn commit_image(
        &mut self,
        recorder: &mut Recorder,
        container: &Container,
        options: &CommitOptions,
    ) -> Result<ImageId, CommitError> {
        let mut config = change::apply(&options.changes, &container.config).map_err(CommitError::Change)?;
        complete(&mut config, &container.config);
        let parent = self.read_image(&recorder.kernel().fs, container.image).map_err(CommitError::Image)?;
        let (chain, diff) = self.commit_layer(recorder, container, parent.top_layer())?;
        let child = Child { container, config, options, diff };
        let outer = recorder.enter(Some(Rc::new(Group::Finish)));
        let image = self
            .store_image(
                recorder,
                child.on(&parent, recorder.kernel().fs.now(), &self.profile.docker.version),
                Some(parent.id),
            )
            .map_err(CommitError::Image);
        recorder.enter(outer);
        // A layer that nothing changed in is no part of the image, and another image may have been made of the same layer.
        self.release_layers(recorder, Some(chain))?;
        let image = image?;
        if let Some(name) = &options.name {
            self.tag(recorder, &image.to_string(), name).map_err(CommitError::Name)?;
        }
        Ok(image)
    }

    /// The container's changes as a layer on top of the image's.
    fn commit_layer(
        &mut self,
        recorder: &mut Recorder,
        container: &Container,
        parent: Option<ChainId>,
    ) -> Result<(ChainId, DiffId), CommitError> {
        let layer = self.layer_of(container)?;
        let tar = self.with_mounted(recorder, layer.dir(), |recorder, _| {
            let task = Task::host_root();
            let accounts = Accounts::read(recorder.kernel(), &task);
            let mut packer = Packer::new(recorder.kernel(), &task, &accounts, Whiteouts::Converted);
            packer.below(overlay2::diff_dir(layer.dir()).as_bytes())?;
            Ok(packer.finish())
        })?;
        let cause = Cause::Changes(Changes::Packed { dir: layer.dir(), bytes: tar.size() });
        recorder.look(Actor::Dockerd, cause);
        self.register_tar(recorder, tar, parent)
    }

    /// Registers a tar that was made or read here.
    pub(in crate::daemon) fn register_tar(
        &mut self,
        recorder: &mut Recorder,
        tar: TarStream,
        parent: Option<ChainId>,
    ) -> Result<(ChainId, DiffId), CommitError> {
        let diff = DiffId(tar.sha256().ok_or(CommitError::UnknownBytes)?);
        let position = self.layers.stack(parent).len() + 1;
        let new = NewLayer { tar, diff, parent, position, is_copy: false };
        let begun = self.begin_layer(recorder, new, |_| Ok(())).map_err(CommitError::Register)?;
        let registered = self.finish_layer(recorder, &begun).map_err(CommitError::Register)?;
        Ok((registered.chain, diff))
    }
}

/// An image that is made of a container.
struct Child<'a> {
    container: &'a Container,
    config: RunConfig,
    options: &'a CommitOptions,
    diff: DiffId,
}

impl Child<'_> {
    /// Its config.
    ///
    /// Model: moby `image/image.go` `NewChildImage`.
    fn on(self, parent: &Image, now: crate::clock::Time, docker: &str) -> ImageConfig {
        let base = &parent.config;
        let is_empty = self.diff.is_empty_layer();
        let mut root_fs = base.root_fs.clone().unwrap_or_default();
        if !is_empty {
            root_fs.diff_ids.push(self.diff.to_string());
        }
        let step = History {
            created: Some(now),
            author: self.options.author.clone(),
            created_by: self.container.config.cmd.iter().flatten().cloned().collect::<Vec<_>>().join(" "),
            comment: self.options.comment.clone(),
            empty_layer: is_empty,
        };
        ImageConfig {
            author: self.options.author.clone(),
            comment: String::new(),
            created: Some(now),
            container: self.container.id.to_string(),
            container_config: Some(self.container.config.clone()),
            config: Some(self.config),
            docker_version: docker.to_owned(),
            history: base.history.iter().cloned().chain([step]).collect(),
            root_fs: Some(root_fs),
            os: "linux".to_owned(),
            ..(**base).clone()
        }
    }
}
