//! Where the recognisers put what they find.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::str::FromStr;

use super::fault::{BadId, Fault, Severity};
use super::host_path::LayerFile;
use super::picture::{DirectoryName, Fact, Image, Name, Origin, Picture, Refused, learn};
use super::place::{Place, Places};
use super::words::{Words, once_mended, words};
use crate::digest::Digest;
use crate::identity::{ChainId, ImageId, LinkId, ManifestDigest};
use crate::json::Value;
use crate::trace::explain::Lang;

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What.
    pub fault: Fault,
    /// The input's number.
    pub input: usize,
    /// Line and column.
    pub place: Place,
    /// The place within the data: `Repositories["nginx"]["nginx:latest"]`, or a path. Empty for the whole.
    pub path: String,
    /// Something else in the file keeps dockerd from coming to this: what it makes of it holds once that is mended.
    pub masked: bool,
}

impl Problem {
    pub(super) fn new(fault: Fault, input: usize, place: Place, path: &str) -> Self {
        Self { fault, input, place, path: path.to_owned(), masked: false }
    }

    /// The words for it.
    pub fn words(&self, lang: Lang) -> Words {
        let mut words = words(&self.fault, lang);
        if self.masked && !words.at_start.is_empty() {
            words.at_start.insert_str(0, once_mended(lang));
        }
        words
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.fault.severity()
    }
}

/// What is being read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    pub(super) input: usize,
    pub(super) places: &'a Places<'a>,
    /// The path that the bytes had on the host, as far as it is known.
    pub(super) path: Option<&'a str>,
}

/// An ID that a config may have.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) id: ImageId,
    /// The bytes of the input that hash to it; none if it is the hash of bytes from before they were printed anew.
    pub(super) bytes: Option<Range<usize>>,
}

/// A config that was read, before all inputs are known that may say whose it is.
#[derive(Clone, Debug)]
pub(super) struct PendingConfig {
    pub(super) image: Image,
    /// The IDs that its bytes may have, the likeliest first.
    pub(super) candidates: Vec<Candidate>,
    /// The ID in the path it was read from.
    pub(super) named: Option<ImageId>,
    /// White space shows that the bytes were printed anew, or parts were left out.
    pub(super) reformatted: bool,
    pub(super) input: usize,
    pub(super) place: Place,
}

/// A file of a layer whose path was typed with a `*`, before all layers are known that it may be of.
#[derive(Clone, Debug)]
pub(super) struct PendingLayerFile {
    pub(super) prefix: String,
    pub(super) file: LayerFile,
    pub(super) text: String,
    pub(super) input: usize,
    pub(super) place: Place,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) picture: Picture,
    pub(super) problems: Vec<Problem>,
    pub(super) configs: Vec<PendingConfig>,
    pub(super) layer_files: Vec<PendingLayerFile>,
    /// The digests that names have.
    pub(super) named_digests: BTreeSet<Digest>,
    /// Where a layer's `diff` was given.
    pub(super) layer_places: BTreeMap<ChainId, (usize, Place)>,
}

impl Findings {
    /// Notes what is wrong at byte `offset`.
    pub(super) fn report(&mut self, source: &Source<'_>, offset: usize, path: &str, fault: Fault) {
        let place = source.places.place(offset);
        self.problems.push(Problem::new(fault, source.input, place, path));
    }

    /// Notes a name; the same name with another image is a disagreement.
    pub(super) fn name(&mut self, name: Name) {
        self.picture.repository(&name.reference.repository);
        self.named_digests.extend(name.reference.digest);
        match self.picture.names.get(&name.text) {
            Some(known) if known.image == name.image || is_cut(&name.image, &known.image) => {}
            Some(known) if !is_cut(&known.image, &name.image) => {
                let (about, first) = (name.text, known.image.clone());
                let fault = Fault::Disagreement { about, first, second: name.image };
                self.problems.push(Problem::new(fault, name.input, name.place, ""));
            }
            _ => {
                if let Some(id) = name.image_id() {
                    self.picture.image(id);
                }
                self.picture.names.insert(name.text.clone(), name);
            }
        }
    }

    /// Whether a name so far read has this digest.
    pub(super) fn names_digest(&self, digest: ManifestDigest) -> bool {
        self.named_digests.contains(&digest.0.into())
    }

    /// Notes the short name of a directory.
    pub(super) fn link(&mut self, source: &Source<'_>, offset: usize, link: LinkId, directory: DirectoryName) {
        self.learn((source, offset), "link", |picture| &mut picture.directory(directory).link, link, Origin::Given);
        self.picture.links.entry(link).or_insert(directory);
    }

    pub(super) fn refused(&mut self, refused: Refused) {
        self.picture.refused.push(refused);
    }

    /// Notes a fact; a contradiction becomes a problem.
    pub(super) fn learn<T: PartialEq + Clone + ToString>(
        &mut self,
        at: (&Source<'_>, usize),
        about: &str,
        fact: impl FnOnce(&mut Picture) -> &mut Fact<T>,
        value: T,
        origin: Origin,
    ) {
        if let Some((first, second)) = learn(fact(&mut self.picture), value, origin) {
            let (first, second) = (first.to_string(), second.to_string());
            self.report(at.0, at.1, "", Fault::Disagreement { about: about.to_owned(), first, second });
        }
    }

    /// Reads a hash; what is none becomes a problem.
    pub(super) fn hash<T: FromStr>(&mut self, source: &Source<'_>, value: Value<'_, '_>, path: &str) -> Option<T> {
        let text = value.as_str()?;
        self.hash_text(source, value.span().start, &text, path)
    }

    /// Reads a hash that stands at byte `offset`; what is none becomes a problem.
    pub(super) fn hash_text<T: FromStr>(
        &mut self,
        source: &Source<'_>,
        offset: usize,
        text: &str,
        path: &str,
    ) -> Option<T> {
        let read = text.parse().ok();
        if read.is_none() {
            let bad = BadId::find(text).unwrap_or(BadId::Digits);
            self.report(source, offset, path, Fault::Hash { value: text.to_owned(), bad });
        }
        read
    }
}

/// Whether `short` is the beginning of the image ID `whole`, as `docker images` cuts it.
fn is_cut(short: &str, whole: &str) -> bool {
    short.len() == 12 && whole.strip_prefix("sha256:").is_some_and(|hex| hex.len() == 64 && hex.starts_with(short))
}
