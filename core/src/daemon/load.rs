//! `docker load`: images from a tar that `docker save` wrote.
//!
//! The tar is unpacked into a temporary directory. Layers that are here already are not read; the others are registered. Neither
//! `distribution/` nor digests come with it: where the layers came from is not in the tar.
//!
//! Model: moby `image/tarexport/load.go`.

use std::fmt;
use std::rc::Rc;

use serde::Deserialize;

use super::container::CommitError;
use super::image::ImageError;
use super::{Daemon, Image};
use crate::archive::{TarStream, UnpackError, compression, unpack};
use crate::digest::Sha256;
use crate::disk::{imagedb, layout};
use crate::identity::{ChainId, DiffId, ImageId};
use crate::kernel::Task;
use crate::oci::{ImageConfig, RootFs, UnmarshalError};
use crate::reference::Reference;
use crate::trace::{Actor, Cause, Group, Imagedb, Load, Recorder};
use crate::vfs::{AbsPath, Content, Errno, FileType};

/// Something that was loaded. Displayed as the daemon tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// A name leads to an image.
    Name(Reference),
    /// The name led to another image until now.
    Renamed(Reference, ImageId),
    /// An image without names.
    Image(ImageId),
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(f, "Loaded image: {}", name.familiar()),
            Self::Renamed(name, old) => write!(
                f,
                "The image {} already exists, renaming the old one with ID {old} to empty string",
                name.familiar()
            ),
            Self::Image(id) => write!(f, "Loaded image ID: {id}"),
        }
    }
}

/// Why an image is not loaded. Displayed in the daemon's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// The archive cannot be unpacked.
    Unpack(UnpackError),
    /// It is compressed, and damaged.
    Archive(String),
    /// A file of it is not there.
    Open {
        /// Where it should be.
        path: AbsPath,
        /// Why not.
        errno: Errno,
    },
    /// A file of it is not what it should be.
    Json(UnmarshalError),
    /// `manifest.json` is not what it should be.
    Manifest(String),
    /// It is older than Docker 1.10.
    Legacy,
    /// Config and manifest differ in how many layers there are.
    Length {
        /// In the manifest.
        expected: usize,
        /// In the config.
        actual: usize,
    },
    /// A layer is another than the config says.
    Diff {
        /// Its position, from 0.
        position: usize,
        /// What the config says.
        expected: DiffId,
        /// What it is.
        actual: DiffId,
    },
    /// A name has no tag.
    Tag(String),
    /// A layer cannot be registered.
    Layer(CommitError),
    /// The config cannot become an image.
    Image(ImageError),
    /// Writing to the daemon's own directories failed.
    Disk(Errno),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unpack(error) => write!(f, "Error processing tar file(exit status 1): {error}"),
            Self::Archive(text) | Self::Manifest(text) => f.write_str(text),
            Self::Open { path, errno } => write!(f, "open {path}: {}", errno.to_string().to_lowercase()),
            Self::Json(error) => error.fmt(f),
            Self::Legacy => {
                f.write_str("drydock: archives of Docker before 1.10 (without manifest.json) are not simulated")
            }
            Self::Length { expected, actual } => {
                write!(f, "invalid manifest, layers length mismatch: expected {expected}, got {actual}")
            }
            Self::Diff { position, expected, actual } => {
                write!(f, "invalid diffID for layer {position}: expected \"{expected}\", got \"{actual}\"")
            }
            Self::Tag(text) => write!(f, "invalid tag \"{text}\""),
            Self::Layer(error) => error.fmt(f),
            Self::Image(error) => error.fmt(f),
            Self::Disk(errno) => errno.fmt(f),
        }
    }
}

impl std::error::Error for LoadError {}

impl From<Errno> for LoadError {
    fn from(errno: Errno) -> Self {
        Self::Disk(errno)
    }
}

/// An entry of `manifest.json`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ManifestItem {
    #[serde(default)]
    config: String,
    #[serde(default)]
    repo_tags: Option<Vec<String>>,
    #[serde(default)]
    layers: Vec<String>,
    #[serde(default)]
    parent: Option<String>,
}

/// Hears of a layer that is loaded.
pub type OnLayer<'a> = dyn FnMut(&mut Recorder, DiffId, u64) + 'a;

impl Daemon {
    /// Loads the images of an archive; gives what is to be told. `on_layer` hears of each layer that was not here, and how many bytes
    /// its tar has.
    pub fn load_images(
        &mut self,
        recorder: &mut Recorder,
        bytes: &[u8],
        on_layer: &mut OnLayer<'_>,
    ) -> Result<Vec<Loaded>, LoadError> {
        let dir = layout::import_dir(self.ids.temp_digits());
        let result = unpack_archive(recorder, &dir, bytes).and_then(|()| self.load_from(recorder, &dir, on_layer));
        let cause = Cause::Load(Load::Removed { dir: dir.clone() });
        recorder.step(Actor::Dockerd, cause, |kernel| kernel.fs.remove_all(&dir))?;
        result
    }

    fn load_from(
        &mut self,
        recorder: &mut Recorder,
        dir: &AbsPath,
        on_layer: &mut OnLayer<'_>,
    ) -> Result<Vec<Loaded>, LoadError> {
        let bytes = match read(recorder, &dir.join("manifest.json")) {
            Err(LoadError::Open { errno: Errno::ENOENT, .. }) => {
                return Err(legacy(recorder, dir));
            }
            bytes => bytes?,
        };
        let items: Vec<ManifestItem> =
            serde_json::from_slice(&bytes).map_err(|error| LoadError::Manifest(error.to_string()))?;
        let (mut told, mut unnamed, mut parents) = (Vec::new(), Vec::new(), Vec::new());
        for item in items {
            let image = self.load_image(recorder, dir, &item, on_layer)?;
            unnamed.push(Loaded::Image(image));
            for text in item.repo_tags.iter().flatten() {
                let name = Reference::parse(text).ok().filter(|name| name.tag.is_some());
                let name = name.ok_or_else(|| LoadError::Tag(text.clone()))?;
                if let Some(old) = self.references.get(&name).filter(|old| *old != image) {
                    told.push(Loaded::Renamed(name.clone(), old));
                }
                // A name that leads there already is told as well.
                let _ = self.add_name(recorder, &name, image);
                told.push(Loaded::Name(name));
            }
            parents.extend(item.parent.and_then(|parent| Some((image, parent.parse().ok()?))));
        }
        for (image, parent) in parents {
            self.set_parent(recorder, image, parent)?;
        }
        Ok(if told.is_empty() { unnamed } else { told })
    }

    fn load_image(
        &mut self,
        recorder: &mut Recorder,
        dir: &AbsPath,
        item: &ManifestItem,
        on_layer: &mut OnLayer<'_>,
    ) -> Result<ImageId, LoadError> {
        let bytes = read(recorder, &dir.join(&item.config))?;
        let config = ImageConfig::parse(&bytes).map_err(LoadError::Json)?;
        let diffs = config.root_fs.as_ref().and_then(RootFs::identities).unwrap_or_default();
        if diffs.len() != item.layers.len() {
            return Err(LoadError::Length { expected: item.layers.len(), actual: diffs.len() });
        }
        let mut top: Option<ChainId> = None;
        for (position, (expected, file)) in diffs.iter().zip(&item.layers).enumerate() {
            let chain = ChainId::of(top, *expected);
            if self.layers.get(chain).is_none() {
                let tar = read(recorder, &dir.join(file))?;
                on_layer(recorder, *expected, tar.len() as u64);
                let tar = compression::decompress(&tar).map_err(|error| LoadError::Archive(error.to_string()))?;
                let (found, actual) =
                    self.register_tar(recorder, TarStream::whole(tar), top).map_err(LoadError::Layer)?;
                if actual != *expected {
                    self.release_layers(recorder, Some(found))?;
                    return Err(LoadError::Diff { position, expected: *expected, actual });
                }
            }
            top = Some(chain);
        }
        let image = self.keep_image(recorder, &bytes, config)?;
        self.log_image_id(recorder.kernel().fs.now(), image, "load");
        Ok(image)
    }

    /// Keeps a config as it came. An image that is there already stays as it is.
    fn keep_image(&mut self, recorder: &mut Recorder, bytes: &[u8], config: ImageConfig) -> Result<ImageId, LoadError> {
        let id = ImageId(Sha256::of(bytes));
        if self.image(id).is_some() {
            return Ok(id);
        }
        self.check_config(&config).map_err(LoadError::Image)?;
        let outer = recorder.enter(Some(Rc::new(Group::Finish)));
        let cause = Cause::Imagedb(Imagedb::ContentWritten { image: id });
        let written = recorder
            .step(Actor::Dockerd, cause, |kernel| imagedb::write_content(&mut kernel.fs, id, Content::from(bytes)));
        recorder.enter(outer);
        written?;
        self.add_image(Image { id, config: Rc::new(config), parent: None });
        Ok(id)
    }
}

/// Unpacks the archive into a temporary directory.
fn unpack_archive(recorder: &mut Recorder, dir: &AbsPath, bytes: &[u8]) -> Result<(), LoadError> {
    let tar = compression::decompress(bytes).map_err(|error| LoadError::Archive(error.to_string()))?;
    let cause = Cause::Load(Load::Unpacked { dir: dir.clone() });
    recorder.step(Actor::Dockerd, cause, |kernel| {
        kernel.fs.mkdir(dir, 0o700)?;
        unpack(kernel, dir, &TarStream::whole(tar)).map_err(LoadError::Unpack)
    })
}

/// What comes of an archive without `manifest.json`: each of its directories should be an image.
///
/// Model: `legacyLoad`.
fn legacy(recorder: &Recorder, dir: &AbsPath) -> LoadError {
    let fs = &recorder.kernel().fs;
    let inside = fs.walk(dir).and_then(|dir| fs.list(dir)).unwrap_or_default();
    let dirs = inside.iter().filter(|entry| entry.file_type == FileType::Dir);
    let images = dirs.map(|entry| dir.join(entry.name.as_bytes()).join("json"));
    let files = images.chain(std::iter::once(dir.join("repositories")));
    files.map(|file| read(recorder, &file)).find_map(Result::err).unwrap_or(LoadError::Legacy)
}

/// A file of the archive. Links are followed inside it only.
fn read(recorder: &Recorder, path: &AbsPath) -> Result<Vec<u8>, LoadError> {
    let (temporary, below) = split(path);
    let task = Task { root: temporary, ..Task::host_root() };
    let content = recorder.kernel().content(&task, below.as_bytes());
    let content = content.map_err(|errno| LoadError::Open { path: path.clone(), errno })?;
    content.bytes().map(|bytes| bytes.to_vec()).map_err(|_| LoadError::Open { path: path.clone(), errno: Errno::EIO })
}

/// The temporary directory, and the path in it.
fn split(path: &AbsPath) -> (AbsPath, AbsPath) {
    let tmp = layout::root().join("tmp");
    let below = path.strip_prefix(&tmp).unwrap_or_default();
    let name = below.split(|b| *b == b'/').next().unwrap_or_default();
    (tmp.join(name), AbsPath::new(&below[name.len()..]))
}
