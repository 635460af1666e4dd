//! `docker save`: images as a tar.
//!
//! ```text
//! <image ID>.json            the config, byte for byte
//! <v1 ID>/layer.tar          a layer's tar, byte for byte as its diffID says; a link if another image of this tar has it
//! <v1 ID>/{VERSION,json}     for readers older than Docker 1.10
//! manifest.json              which config has which layers and names
//! repositories               names, for old readers
//! ```
//!
//! Each layer's tar is put together again from its files and the records of tar-split. To read the files dockerd mounts the layer.
//!
//! Model: moby `image/tarexport/save.go`.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::{ContainerError, Daemon, Image, Layer, LookupError};
use crate::archive::tar::{EntryKind, Header, Writer};
use crate::archive::{TarStream, gunzip, tar_split};
use crate::clock::Time;
use crate::digest::{Digest, Sha256};
use crate::disk::{imagedb, layerdb};
use crate::identity::{DiffId, ImageId};
use crate::json;
use crate::kernel::Task;
use crate::oci::V1Image;
use crate::reference::{AnyReference, Reference};
use crate::trace::{Actor, Cause, Changes, Recorder};
use crate::vfs::{AbsPath, Content};

/// tar-split records may be this long when unpacked.
const MAX_RECORDS: usize = 1 << 28;

/// Why images are not saved. Displayed in the daemon's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveError {
    /// There is no such image.
    Image(LookupError),
    /// There is no such name.
    NoReference,
    /// An image has no layers.
    Empty,
    /// A layer cannot be read.
    Layer(String),
    /// A layer's bytes are not known.
    UnknownBytes(String),
}

impl fmt::Display for SaveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Image(error) => error.fmt(f),
            Self::NoReference => f.write_str("reference does not exist"),
            Self::Empty => f.write_str("empty export - not implemented"),
            Self::Layer(text) => f.write_str(text),
            Self::UnknownBytes(layer) => write!(
                f,
                "drydock: saving the layer {layer}, whose bytes are not known here (their sizes are), is not simulated"
            ),
        }
    }
}

impl std::error::Error for SaveError {}

impl From<ContainerError> for SaveError {
    fn from(error: ContainerError) -> Self {
        Self::Layer(error.to_string())
    }
}

/// An entry of `manifest.json`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ManifestItem {
    config: String,
    repo_tags: Option<Vec<String>>,
    layers: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    parent: String,
}

/// A file of the tar: what it is, and when it changed.
struct Entry {
    kind: EntryKind,
    mode: u32,
    mtime: Time,
    link: String,
    content: Content,
}

/// What is gathered, by name: the tar is made of a directory, in the order of its names.
#[derive(Default)]
struct Saved {
    files: BTreeMap<String, Entry>,
    /// Where a layer's tar is.
    layers: BTreeMap<DiffId, String>,
    manifest: Vec<ManifestItem>,
    names: BTreeMap<String, BTreeMap<String, String>>,
}

impl Saved {
    fn file(&mut self, name: String, mtime: Time, content: impl Into<Content>) {
        let (kind, content) = (EntryKind::File, content.into());
        self.files.insert(name, Entry { kind, mode: 0o100_644, mtime, link: String::new(), content });
    }

    fn dir(&mut self, name: &str, mtime: Time) {
        let (kind, content) = (EntryKind::Dir, Content::empty());
        self.files.insert(format!("{name}/"), Entry { kind, mode: 0o040_755, mtime, link: String::new(), content });
    }

    fn link(&mut self, name: String, mtime: Time, link: String) {
        let (kind, content) = (EntryKind::Symlink, Content::empty());
        self.files.insert(name, Entry { kind, mode: 0o120_777, mtime, link, content });
    }

    fn finish(mut self) -> TarStream {
        let epoch = Time::default();
        self.file("manifest.json".to_owned(), epoch, json::encode(&self.manifest) + "\n");
        if !self.names.is_empty() {
            self.file("repositories".to_owned(), epoch, json::encode(&self.names) + "\n");
        }
        let mut writer = Writer::default();
        for (name, entry) in self.files {
            let header = Header {
                link: entry.link.into_bytes(),
                mtime: Time { nanos: 0, ..entry.mtime },
                uname: b"root".to_vec(),
                gname: b"root".to_vec(),
                ..Header::new(name, entry.kind, entry.mode)
            };
            writer.append(&header, &entry.content);
        }
        writer.finish()
    }
}

impl Daemon {
    /// The images that these texts mean, as a tar.
    pub fn save_images(&self, recorder: &mut Recorder, texts: &[String]) -> Result<TarStream, SaveError> {
        let mut saved = Saved::default();
        let wanted = self.to_save(recorder, texts)?;
        let ids: Vec<ImageId> = wanted.iter().map(|(id, _)| *id).collect();
        for (id, names) in wanted {
            let not_found = || SaveError::Image(LookupError::NotFound { text: id.to_string() });
            let image = self.get_image(&recorder.kernel().fs, id).ok_or_else(not_found)?;
            self.save_image(recorder, &mut saved, &image, &names)?;
            // Only a parent that is in the tar as well is told.
            if let (Some(parent), Some(item)) = (image.parent, saved.manifest.last_mut())
                && ids.contains(&parent)
            {
                item.parent = parent.to_string();
            }
        }
        Ok(saved.finish())
    }

    /// Each image once, with those of its tags that were asked for.
    ///
    /// Model: `parseNames`.
    fn to_save(&self, recorder: &Recorder, texts: &[String]) -> Result<Vec<(ImageId, Vec<Reference>)>, SaveError> {
        let mut wanted: Vec<(ImageId, Vec<Reference>)> = Vec::new();
        let mut add = |id: ImageId, name: Option<Reference>| {
            let at = wanted.iter().position(|(known, _)| *known == id).unwrap_or_else(|| {
                wanted.push((id, Vec::new()));
                wanted.len() - 1
            });
            let names = &mut wanted[at].1;
            if let Some(name) = name.filter(|name| name.digest.is_none() && !names.contains(name)) {
                names.push(name);
            }
        };
        let fs = &recorder.kernel().fs;
        let by_id = |text: &str| {
            let not_found = |_| SaveError::Image(LookupError::NotFound { text: text.to_owned() });
            self.find_image(fs, text).map(|image| image.id).map_err(not_found)
        };
        for text in texts {
            match AnyReference::parse(text).map_err(|error| SaveError::Image(LookupError::Reference(error)))? {
                AnyReference::Digest(Digest::Sha256(hash)) => add(ImageId(hash), None),
                AnyReference::Digest(_) => return Err(SaveError::NoReference),
                AnyReference::Named(name) if name.is_name_only() => {
                    let all: Vec<(Reference, ImageId)> =
                        self.references.iter().filter(|(other, _)| other.repository == name.repository).collect();
                    if all.is_empty() {
                        add(by_id(text)?, None);
                    }
                    for (name, id) in all {
                        add(id, Some(name));
                    }
                }
                AnyReference::Named(name) => add(self.references.get(&name).ok_or(SaveError::NoReference)?, Some(name)),
            }
        }
        Ok(wanted)
    }

    /// Model: `saveImage`.
    fn save_image(
        &self,
        recorder: &mut Recorder,
        saved: &mut Saved,
        image: &Image,
        names: &[Reference],
    ) -> Result<(), SaveError> {
        let created = image.config.created.unwrap_or_default();
        let stack: Vec<Layer> = self.layers.stack(image.top_layer()).into_iter().rev().cloned().collect();
        if stack.is_empty() {
            return Err(SaveError::Empty);
        }
        let epoch = self.epoch();
        let (mut parent, mut ids): (Option<Sha256>, Vec<String>) = (None, Vec::new());
        for (at, layer) in stack.iter().enumerate() {
            let is_top = at + 1 == stack.len();
            let mut v1 = if is_top { V1Image::of_image(&image.config) } else { V1Image::of_layer(&epoch) };
            let id = v1.identity(layer.record.chain, parent);
            v1.id = id.to_string();
            v1.parent = parent.map(|parent| parent.to_string()).unwrap_or_default();
            v1.os.clone_from(&image.config.os);
            self.save_layer(recorder, saved, layer, &v1, created)?;
            parent = Some(id);
            ids.push(v1.id);
        }
        let config = imagedb::content(&recorder.kernel().fs, image.id).unwrap_or_default();
        let file = format!("{}.json", image.id.hex());
        saved.file(file.clone(), created, config);
        let top = ids.last().cloned().unwrap_or_default();
        for name in names {
            let tag = name.tag.as_ref().map(ToString::to_string).unwrap_or_default();
            saved.names.entry(name.repository.familiar()).or_default().insert(tag, top.clone());
        }
        saved.manifest.push(ManifestItem {
            config: file,
            repo_tags: (!names.is_empty()).then(|| names.iter().map(Reference::familiar).collect()),
            layers: ids.iter().map(|id| format!("{id}/layer.tar")).collect(),
            parent: String::new(),
        });
        Ok(())
    }

    /// Model: `saveLayer`.
    fn save_layer(
        &self,
        recorder: &mut Recorder,
        saved: &mut Saved,
        layer: &Layer,
        v1: &V1Image,
        created: Time,
    ) -> Result<(), SaveError> {
        let id = &v1.id;
        if saved.files.contains_key(&format!("{id}/")) {
            return Ok(());
        }
        let diff = layer.record.diff;
        let before = saved.layers.get(&diff).cloned();
        // Only beside a tar of its own do the times tell when the image was made.
        let at = if before.is_some() { recorder.kernel().fs.now() } else { created };
        saved.dir(id, at);
        saved.file(format!("{id}/VERSION"), at, "1.0");
        saved.file(format!("{id}/json"), at, v1.encode());
        let name = format!("{id}/layer.tar");
        if let Some(before) = before {
            saved.link(name, at, format!("../{before}"));
            return Ok(());
        }
        let tar = self.layer_tar(recorder, layer)?;
        saved.file(name.clone(), at, tar);
        saved.layers.insert(diff, name);
        Ok(())
    }

    /// A layer's tar, put together again. It must hash to the diffID.
    ///
    /// Model: moby `layer/ro_layer.go` `TarStream`, `layer/layer_store.go` `assembleTarTo`.
    pub(super) fn layer_tar(&self, recorder: &mut Recorder, layer: &Layer) -> Result<Vec<u8>, SaveError> {
        let (chain, diff) = (layer.record.chain, layer.record.diff);
        let missing = || SaveError::Layer(format!("open tar-split.json.gz of {chain}: no such file or directory"));
        let packed = layerdb::tar_split(&recorder.kernel().fs, chain).ok_or_else(missing)?;
        let lines = gunzip(&packed, MAX_RECORDS).map_err(|error| SaveError::Layer(error.to_string()))?;
        let records = tar_split::from_json(&lines).map_err(|_| SaveError::Layer("unexpected EOF".to_owned()))?;
        let assembled = self.with_mounted(recorder, layer.dir(), |recorder, root| {
            let task = Task { root: root.clone(), ..Task::host_root() };
            let kernel = recorder.kernel();
            let body = |name: &[u8]| match kernel.content(&task, AbsPath::new(name).as_bytes()) {
                Ok(Content::Bytes(bytes)) => Ok(bytes.to_vec()),
                Ok(Content::Known { .. }) => Err(None),
                Err(errno) => Err(Some(format!(
                    "open {root}/{}: {}",
                    String::from_utf8_lossy(name),
                    errno.to_string().to_lowercase()
                ))),
            };
            let tar = tar_split::assemble(&records, body);
            let bytes = tar.as_ref().map_or(0, |tar| tar.len() as u64);
            recorder.look(Actor::Dockerd, Cause::Changes(Changes::Packed { dir: layer.dir(), bytes }));
            Ok(tar)
        })?;
        let tar = assembled.map_err(|error| match error {
            tar_split::AssembleError::Body(None) => SaveError::UnknownBytes(diff.short()),
            tar_split::AssembleError::Body(Some(text)) => SaveError::Layer(text),
            error @ tar_split::AssembleError::Integrity { .. } => {
                let text = match error {
                    tar_split::AssembleError::Integrity { name } => name,
                    tar_split::AssembleError::Body(_) => Vec::new(),
                };
                let name = json::quote(&String::from_utf8_lossy(&text));
                SaveError::Layer(format!("file integrity checksum failed for {name}"))
            }
        })?;
        if Sha256::of(&tar) != diff.0 && !self.trusted.contains(&diff.0.into()) {
            return Err(SaveError::Layer(format!(
                "could not verify layer data for: {diff}. This may be because internal files in the layer store were modified. \
                 Re-pulling or rebuilding this image may resolve the issue"
            )));
        }
        Ok(tar)
    }

    /// The beginning of 1970 in the daemon's time zone, as Go writes it.
    fn epoch(&self) -> String {
        let offset = self.profile.utc_offset;
        if offset == 0 {
            return Time::default().to_string();
        }
        let local = Time::from_secs(offset).to_string();
        let (sign, minutes) = if offset < 0 { ('-', -offset / 60) } else { ('+', offset / 60) };
        format!("{}{sign}{:02}:{:02}", local.trim_end_matches('Z'), minutes / 60, minutes % 60)
    }
}
