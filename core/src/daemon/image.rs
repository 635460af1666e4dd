//! The images that the daemon knows.
//!
//! Model: moby `image/store.go`, `image/fs.go`.

use std::fmt;
use std::rc::Rc;

use super::Daemon;
use crate::digest::Sha256;
use crate::disk::{imagedb, layout};
use crate::identity::{ChainId, DiffId, ImageId};
use crate::oci::{ImageConfig, RootFs, UnmarshalError};
use crate::trace::{Actor, Cause, Imagedb, Recorder};
use crate::vfs::{Errno, Fs};

/// An image: its ID and what its config says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The image ID.
    pub id: ImageId,
    /// The config.
    pub config: Rc<ImageConfig>,
    /// The image that it was committed or built from, as far as this host knows.
    pub parent: Option<ImageId>,
}

impl Image {
    /// The diffIDs of its layers, base first.
    pub fn diff_ids(&self) -> Vec<DiffId> {
        self.config.root_fs.as_ref().and_then(RootFs::identities).unwrap_or_default()
    }

    /// Its highest layer; none if it has no layers.
    pub fn top_layer(&self) -> Option<ChainId> {
        self.config.root_fs.as_ref().and_then(RootFs::chain_id)
    }
}

/// Why a config cannot become an image, or an image cannot be read. Displayed in Docker's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageError {
    /// The config is not one.
    Json(UnmarshalError),
    /// It names no layers.
    NoRootFs,
    /// Its history has more steps that made a layer than there are layers.
    TooManyLayersInHistory,
    /// A layer that it names is not there.
    NoLayer(ChainId),
    /// The config's file is gone.
    Gone(ImageId),
    /// The config's bytes do not hash to the image ID.
    Damaged(ImageId),
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => error.fmt(f),
            Self::NoRootFs => f.write_str("invalid image JSON, no RootFS key"),
            Self::TooManyLayersInHistory => f.write_str("too many non-empty layers in History section"),
            Self::NoLayer(chain) => write!(f, "failed to get layer {chain}: layer does not exist"),
            Self::Gone(id) => {
                let path = layout::image_content(*id);
                write!(f, "failed to get digest {id}: open {path}: no such file or directory")
            }
            Self::Damaged(id) => write!(f, "failed to verify: {id}"),
        }
    }
}

impl std::error::Error for ImageError {}

impl Daemon {
    /// Reads an image from the disk. Its bytes must hash to its ID, unless that is taken on trust.
    pub(super) fn read_image(&self, fs: &Fs, id: ImageId) -> Result<Image, ImageError> {
        let bytes = imagedb::content(fs, id).ok_or(ImageError::Gone(id))?;
        if Sha256::of(&bytes) != id.0 && !self.trusted.contains(&id.0.into()) {
            return Err(ImageError::Damaged(id));
        }
        let config = ImageConfig::parse(&bytes).map_err(ImageError::Json)?;
        if config.root_fs.is_none() {
            return Err(ImageError::NoRootFs);
        }
        Ok(Image { id, config: Rc::new(config), parent: imagedb::parent(fs, id) })
    }

    /// What makes a config fit to be an image's.
    pub(super) fn check_config(&self, config: &ImageConfig) -> Result<(), ImageError> {
        let root_fs = config.root_fs.as_ref().ok_or(ImageError::NoRootFs)?;
        if config.layers_in_history() > root_fs.diff_ids.len() {
            return Err(ImageError::TooManyLayersInHistory);
        }
        match root_fs.chain_id() {
            Some(top) if self.layers.get(top).is_none() => Err(ImageError::NoLayer(top)),
            _ => Ok(()),
        }
    }

    /// Makes an image of a config that was composed here, with what it was made from. An image that is there already stays.
    ///
    /// Model: moby `image/store.go` `Create`, `SetParent`.
    pub(super) fn store_image(
        &mut self,
        recorder: &mut Recorder,
        config: ImageConfig,
        parent: Option<ImageId>,
    ) -> Result<ImageId, ImageError> {
        let bytes = config.encode();
        let id = ImageId(Sha256::of(bytes.as_bytes()));
        self.check_config(&config)?;
        let cause = Cause::Imagedb(Imagedb::ContentWritten { image: id });
        let written = recorder.step(Actor::Dockerd, cause, |kernel| imagedb::write_content(&mut kernel.fs, id, bytes));
        written.map_err(|_| ImageError::Gone(id))?;
        self.add_image(Image { id, config: Rc::new(config), parent: None });
        if let Some(parent) = parent {
            self.set_parent(recorder, id, parent).map_err(|_| ImageError::Gone(id))?;
        }
        Ok(id)
    }

    /// Notes what an image was made from.
    pub(super) fn set_parent(&mut self, recorder: &mut Recorder, image: ImageId, parent: ImageId) -> Result<(), Errno> {
        if self.image(parent).is_none() {
            return Ok(());
        }
        let cause = Cause::Imagedb(Imagedb::ParentWritten { image, parent });
        recorder.step(Actor::Dockerd, cause, |kernel| imagedb::write_parent(&mut kernel.fs, image, parent))?;
        if let Some(known) = Rc::make_mut(&mut self.images).by_id.get_mut(&image) {
            known.parent = Some(parent);
        }
        Ok(())
    }

    pub(super) fn add_image(&mut self, image: Image) {
        let images = Rc::make_mut(&mut self.images);
        if !images.by_id.contains_key(&image.id) {
            images.order.push(image.id);
        }
        images.by_id.insert(image.id, image);
    }

    pub(super) fn forget_image(&mut self, id: ImageId) {
        let images = Rc::make_mut(&mut self.images);
        images.by_id.remove(&id);
        images.order.retain(|known| *known != id);
        for image in images.by_id.values_mut().filter(|image| image.parent == Some(id)) {
            image.parent = None;
        }
    }

    /// An image.
    pub fn image(&self, id: ImageId) -> Option<&Image> {
        self.images.by_id.get(&id)
    }

    /// All images, in the order in which the daemon came to know them.
    pub fn images(&self) -> impl Iterator<Item = &Image> {
        self.images.order.iter().filter_map(|id| self.images.by_id.get(id))
    }

    /// The images that were committed or built from this one.
    pub fn children(&self, id: ImageId) -> impl Iterator<Item = &Image> {
        self.images().filter(move |image| image.parent == Some(id))
    }
}
