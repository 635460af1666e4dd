//! The stage: one image, layer by layer, from the registry to the directories of `overlay2/`.
//!
//! ```text
//!  registry · compressed     image config · uncompressed    layerdb · chained       overlay2 · files
//!  digest  ──(distribution)── diffID ──(layerdb record)──── chainID ──(cache-id)─── directory
//!                                                              │ (parent)
//! ```
//!
//! Every line and every card is there because a file is there: what is shown is measured on the disk at the moment, never
//! remembered from what the steps said.

use std::collections::BTreeSet;

use drydock_core::disk::layout;
use drydock_core::identity::Kind;
use drydock_core::lesson::ImageFacts;
use drydock_core::vfs::{AbsPath, Fs, Inode};

use super::chips::Chip;

/// What of an image the stage looks for, and where: fixed for a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StagePlan {
    /// Name and tag, such as `nginx:latest`.
    pub reference: String,
    /// The image's identities.
    pub image: Option<ImageFacts>,
    /// Its layers, the lowest first.
    pub layers: Vec<LayerPlan>,
    /// Whether the image is abridged.
    pub abridged: bool,
}

/// Where a layer's things are while it is pulled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayerPlan {
    /// The compressed blob in `tmp/`.
    pub blob: Option<AbsPath>,
    /// The record under construction in `layerdb/tmp/`.
    pub write_set: Option<AbsPath>,
    /// The directory in `overlay2/`.
    pub dir: Option<AbsPath>,
}

/// Whether something is there, and since when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// Not yet, or no more.
    #[default]
    Absent,
    /// Being made.
    Making,
    /// There.
    Present,
}

/// Whether the moment brought it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Whether it is there.
    pub presence: Presence,
    /// Whether it was otherwise before.
    pub now: bool,
}

/// Where a layer's compressed bytes are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Blob {
    /// Only in the registry.
    #[default]
    Registry,
    /// In `tmp/` of this host.
    Tmp,
    /// Unpacked in `overlay2/`; the compressed bytes are gone.
    Unpacked,
}

/// One layer on the stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerRow {
    /// Its position; the lowest is 1.
    pub number: usize,
    /// Whether the lesson points at it.
    pub focus: bool,
    /// Bytes as it travels.
    pub packed: Option<u64>,
    /// Where the compressed bytes are.
    pub blob: Blob,
    /// The digest, and whether this host has the manifest that names it.
    pub digest: (Option<Chip>, Seen),
    /// The diffID, and whether layerdb has it.
    pub diff: (Chip, Seen),
    /// The chainID, once the record is being made.
    pub chain: (Option<Chip>, Seen),
    /// The directory, once it is there.
    pub dir: (Option<Chip>, Seen),
    /// The directory's short name.
    pub link: Option<Chip>,
    /// Whether `distribution/` knows that digest and diffID are the same layer.
    pub mapped: Seen,
    /// Whether layerdb's record ties the diffID to the chainID.
    pub recorded: Seen,
    /// Whether the record's `cache-id` ties the chainID to the directory.
    pub cached: Seen,
    /// Whether the record's `parent` ties it to the layer below.
    pub parent: Seen,
}

/// The image's names, from tag to image ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// Name and tag, and whether repositories.json has them.
    pub reference: (String, Seen),
    /// The list's digest, and whether this host has the list.
    pub list: Option<(Chip, Seen)>,
    /// The manifest's digest, and whether this host has it.
    pub manifest: Option<(Chip, Seen)>,
    /// The image ID, and whether imagedb has the config.
    pub image: (Chip, Seen),
    /// Whether the image is abridged: its identities are real, its files' contents are not here.
    pub abridged: bool,
}

/// The stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// The names. `None` if the image never comes into being.
    pub names: Option<Names>,
    /// The layers, the uppermost first.
    pub rows: Vec<LayerRow>,
}

/// The stage at `after`, compared with `before`.
pub fn stage(plan: &StagePlan, before: &Fs, after: &Fs, focus: Option<usize>) -> Stage {
    let Some(image) = &plan.image else { return Stage::default() };
    let (then, now) = (Disk(before), Disk(after));
    let seen = |of: &dyn Fn(Disk<'_>) -> Presence| {
        let presence = of(now);
        Seen { presence, now: presence != of(then) }
    };
    let exists = |path: AbsPath| seen(&|disk: Disk<'_>| disk.has(&path));

    let manifest = image.manifest.map(|digest| exists(layout::content_blob(digest.0)));
    let mut rows = Vec::new();
    for (index, layer) in image.layers.iter().enumerate() {
        let empty = LayerPlan::default();
        let at = plan.layers.get(index).unwrap_or(&empty);
        let record = layout::layer(layer.chain);
        let recorded = seen(&|disk: Disk<'_>| match disk.has(&record) {
            Presence::Absent if at.write_set.as_ref().is_some_and(|path| disk.at(path)) => Presence::Making,
            other => other,
        });
        // A layer that another image brought has its directory from then.
        let others = || [now, then].iter().find_map(|disk| disk.text(&record.join("cache-id")));
        let known = at.dir.clone().or_else(|| others().map(|cache| layout::overlay2().join(cache)));
        let dir = seen(&|disk: Disk<'_>| disk.directory(known.as_ref()));
        let name = |path: &AbsPath| path.split().map(|(_, name)| String::from_utf8_lossy(name).into_owned());
        let cache = known.as_ref().filter(|_| dir.presence != Presence::Absent).and_then(name);
        let link = known.as_ref().and_then(|dir| now.text(&dir.join("link")));
        rows.push(LayerRow {
            number: index + 1,
            focus: focus == Some(index + 1),
            packed: layer.packed,
            blob: now.blob(at, recorded.presence),
            digest: (
                layer.digest.map(|digest| Chip::new(Kind::LayerDigest, digest.hex())),
                manifest.unwrap_or_default(),
            ),
            diff: (Chip::new(Kind::DiffId, layer.diff.hex()), recorded),
            chain: (
                (recorded.presence == Presence::Present).then(|| Chip::new(Kind::ChainId, layer.chain.hex())),
                recorded,
            ),
            dir: (cache.map(|cache| Chip::new(Kind::CacheId, cache)), dir),
            link: link.map(|link| Chip::new(Kind::LinkId, link)),
            mapped: layer.digest.map_or_else(Seen::default, |digest| exists(layout::diffid_by_digest(digest))),
            recorded: exists(record.clone()),
            cached: exists(record.join("cache-id")),
            parent: exists(record.join("parent")),
        });
    }
    rows.reverse();
    let chip = |kind, hex: String| Chip::new(kind, hex);
    Stage {
        names: Some(Names {
            reference: (plan.reference.clone(), seen(&|disk: Disk<'_>| disk.names(&plan.reference))),
            abridged: plan.abridged,
            list: image
                .list
                .filter(|list| Some(*list) != image.manifest)
                .map(|list| (chip(Kind::ManifestDigest, list.hex()), exists(layout::content_blob(list.0)))),
            manifest: image.manifest.zip(manifest).map(|(id, seen)| (chip(Kind::ManifestDigest, id.hex()), seen)),
            image: (chip(Kind::ImageId, image.image.hex()), exists(layout::image_content(image.image))),
        }),
        rows,
    }
}

/// A disk that is asked what is on it.
#[derive(Clone, Copy)]
struct Disk<'a>(&'a Fs);

impl Disk<'_> {
    fn at(self, path: &AbsPath) -> bool {
        self.0.walk(path).is_ok()
    }

    fn has(self, path: &AbsPath) -> Presence {
        if self.at(path) { Presence::Present } else { Presence::Absent }
    }

    fn text(self, path: &AbsPath) -> Option<String> {
        let bytes = self.0.read(path).ok()?.bytes().ok()?;
        Some(String::from_utf8_lossy(bytes).into_owned())
    }

    /// A directory of `overlay2/` is being made as long as its `diff/` is empty.
    fn directory(self, dir: Option<&AbsPath>) -> Presence {
        let Some(dir) = dir.filter(|dir| self.at(dir)) else { return Presence::Absent };
        let files = self.0.walk(&dir.join("diff")).ok().and_then(|ino| self.0.get(ino)).and_then(Inode::entries);
        if files.is_some_and(|files| !files.is_empty()) { Presence::Present } else { Presence::Making }
    }

    fn blob(self, at: &LayerPlan, recorded: Presence) -> Blob {
        if at.blob.as_ref().is_some_and(|path| self.at(path)) {
            Blob::Tmp
        } else if recorded != Presence::Absent || self.directory(at.dir.as_ref()) == Presence::Present {
            Blob::Unpacked
        } else {
            Blob::Registry
        }
    }

    /// Whether repositories.json has the name.
    fn names(self, reference: &str) -> Presence {
        let quoted = format!("\"{reference}\"");
        match self.text(&layout::repositories()) {
            Some(text) if text.contains(&quoted) => Presence::Present,
            _ => Presence::Absent,
        }
    }
}

impl StagePlan {
    /// Whether one of the image's identities is taken on trust.
    pub fn is_abridged(&self, on_trust: &BTreeSet<String>) -> bool {
        let Some(image) = &self.image else { return false };
        let layers = image.layers.iter().filter_map(|layer| layer.digest).map(|digest| digest.hex());
        layers.chain([image.image.hex()]).any(|hex| on_trust.contains(&hex))
    }

    /// The place of one layer's thing, learnt from a path that a step of that layer added. The first of each counts.
    pub fn learn(&mut self, layer: usize, added: &AbsPath) {
        let Some(index) = layer.checked_sub(1) else { return };
        if self.layers.len() <= index {
            self.layers.resize(index + 1, LayerPlan::default());
        }
        let Some(below) = added.strip_prefix(&layout::root()) else { return };
        let names: Vec<&[u8]> = below.split(|byte| *byte == b'/').collect();
        let plan = &mut self.layers[index];
        let (place, depth) = match names[..] {
            [b"tmp", name, ..] if name.starts_with(b"GetImageBlob") => (&mut plan.blob, 2),
            [b"overlay2", name, ..] if name.len() == 64 => (&mut plan.dir, 2),
            [b"image", b"overlay2", b"layerdb", b"tmp", _, ..] => (&mut plan.write_set, 5),
            _ => return,
        };
        if place.is_none() {
            *place = Some(names[..depth].iter().fold(layout::root(), |path, name| path.join(name)));
        }
    }
}
