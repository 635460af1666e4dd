//! Hashes and random ids, wherever they stand: one [`Chip`] per occurrence, told apart by kind.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::rc::Rc;

use drydock_core::disk::{FileKind, layout};
use drydock_core::identity::Kind;
use drydock_core::lesson::ImageFacts;
use drydock_core::vfs::{AbsPath, Fs, Ino};

/// One occurrence of an identity on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// What kind of thing it names.
    pub kind: Kind,
    /// The whole value: 64 hex digits, or the 26 characters of a link id. Never with `sha256:`.
    pub value: Rc<str>,
}

/// How many characters of a value a short chip shows.
const SHORT: usize = 8;

impl Chip {
    /// A chip of this kind and value.
    pub fn new(kind: Kind, value: impl Into<Rc<str>>) -> Self {
        Self { kind, value: value.into() }
    }

    /// The first characters, for places where the whole value does not fit.
    pub fn short(&self) -> &str {
        self.value.get(..SHORT).unwrap_or(&self.value)
    }
}

/// The kind as a word in attributes and css selectors.
pub const fn token(kind: Kind) -> &'static str {
    match kind {
        Kind::LayerDigest => "digest",
        Kind::ManifestDigest => "manifest",
        Kind::DiffId => "diff",
        Kind::ChainId => "chain",
        Kind::ImageId => "image",
        Kind::CacheId => "cache",
        Kind::LinkId => "link",
        Kind::ContainerId => "ctr",
    }
}

/// The kind of a [`token`].
pub fn kind(token_text: &str) -> Option<Kind> {
    KINDS.into_iter().find(|kind| token(*kind) == token_text)
}

/// Every kind, in the order in which the page lists them.
pub const KINDS: [Kind; 8] = [
    Kind::LayerDigest,
    Kind::ManifestDigest,
    Kind::DiffId,
    Kind::ChainId,
    Kind::ImageId,
    Kind::CacheId,
    Kind::LinkId,
    Kind::ContainerId,
];

/// A piece of text: as it is, or a hash in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Text.
    Text(String),
    /// A known hash. `shown` is what stands in the text, which may be shorter than the value.
    Hash {
        /// What it is.
        chip: Chip,
        /// The characters that stand there.
        shown: String,
    },
}

/// Everything on the machine that has an identity: how a hash in a text is recognised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identities {
    /// Kinds per value: the base layer's diffID is its chainID too.
    by_value: BTreeMap<Rc<str>, Vec<Kind>>,
}

impl Identities {
    /// The fewest digits that are taken for a shortened hash: Docker prints 12.
    const FEWEST: usize = 12;
    const HEX: usize = 64;
    const LINK: usize = 26;

    /// How many values are known. Never less than before.
    pub fn len(&self) -> usize {
        self.by_value.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.by_value.is_empty()
    }

    /// Remembers that `value` names something of this kind.
    pub fn learn(&mut self, kind: Kind, value: impl Into<Rc<str>>) {
        let kinds = self.by_value.entry(value.into()).or_default();
        if let Err(at) = kinds.binary_search(&kind) {
            kinds.insert(at, kind);
        }
    }

    /// Learns every identity that is a name below Docker's root directory.
    pub fn learn_disk(&mut self, fs: &Fs) {
        let root = layout::root();
        if let Ok(ino) = fs.walk(&root) {
            self.learn_dir(fs, ino, &root);
        }
    }

    fn learn_dir(&mut self, fs: &Fs, dir: Ino, path: &AbsPath) {
        for (name, ino) in fs.entries(dir).into_iter().flatten() {
            let at = path.join(name.as_bytes());
            // What layers and containers hold has no identities of Docker's.
            if matches!(FileKind::of(&at), Some(FileKind::DiffDir | FileKind::Merged | FileKind::Work)) {
                continue;
            }
            let text = name.to_string();
            if let Some(kind) = named(&at).filter(|_| looks_like_identity(&text)) {
                self.learn(kind, text);
            }
            self.learn_dir(fs, *ino, &at);
        }
    }

    /// Learns what an image's manifest and config name.
    pub fn learn_image(&mut self, image: &ImageFacts) {
        self.learn(Kind::ImageId, image.image.hex());
        for manifest in [image.list, image.manifest].into_iter().flatten() {
            self.learn(Kind::ManifestDigest, manifest.hex());
        }
        for layer in &image.layers {
            self.learn(Kind::DiffId, layer.diff.hex());
            self.learn(Kind::ChainId, layer.chain.hex());
            if let Some(digest) = layer.digest {
                self.learn(Kind::LayerDigest, digest.hex());
            }
        }
    }

    /// The chip for `text`, a value or the beginning of exactly one. `expected` decides where one value has several kinds.
    pub fn find(&self, text: &str, expected: Option<Kind>) -> Option<Chip> {
        let mut matches = self.from(text).take_while(|(value, _)| value.starts_with(text));
        let (value, kinds) = matches.next()?;
        if matches.next().is_some() {
            return None;
        }
        let kind = expected.filter(|kind| kinds.contains(kind)).or_else(|| kinds.first().copied())?;
        Some(Chip { kind, value: value.clone() })
    }

    /// What the value names: nothing, if it is not known.
    pub fn kinds(&self, value: &str) -> &[Kind] {
        self.by_value.get(value).map_or(&[], Vec::as_slice)
    }

    fn from(&self, text: &str) -> impl Iterator<Item = (&Rc<str>, &Vec<Kind>)> {
        self.by_value.range::<str, _>((Bound::Included(text), Bound::Unbounded))
    }

    /// Splits `text` into plain text and known hashes.
    pub fn spans(&self, text: &str, expected: Option<Kind>) -> Vec<Span> {
        let bytes = text.as_bytes();
        let mut spans = Vec::new();
        let (mut plain, mut at) = (0, 0);
        while at < bytes.len() {
            let end = word_end(bytes, at);
            if end == at {
                at += 1;
                continue;
            }
            let word = &text[at..end];
            if let Some(chip) = looks_like_identity(word).then(|| self.find(word, expected)).flatten() {
                if plain < at {
                    spans.push(Span::Text(text[plain..at].to_owned()));
                }
                spans.push(Span::Hash { chip, shown: word.to_owned() });
                plain = end;
            }
            at = end;
        }
        if plain < text.len() {
            spans.push(Span::Text(text[plain..].to_owned()));
        }
        spans
    }
}

/// What kind of identity the last name of `path` is, if it is one.
pub fn named(path: &AbsPath) -> Option<Kind> {
    use FileKind as K;
    match FileKind::of(path)? {
        K::Layer | K::RemovingLayer => Some(Kind::ChainId),
        K::ImageConfig | K::ImageMetadata => Some(Kind::ImageId),
        K::DiffIdByDigest => Some(Kind::LayerDigest),
        K::V2Metadata => Some(Kind::DiffId),
        K::ContentBlob => Some(Kind::ManifestDigest),
        K::LayerDir | K::InitDir => Some(Kind::CacheId),
        K::ShortLink => Some(Kind::LinkId),
        K::Container | K::MountRecord => Some(Kind::ContainerId),
        _ => None,
    }
}

/// What kind of identity the file at `path` holds, if Docker keeps one in it.
pub fn held(path: &AbsPath) -> Option<Kind> {
    use FileKind as K;
    match FileKind::of(path)? {
        K::LayerParent | K::MountParent => Some(Kind::ChainId),
        K::LayerDiff | K::DiffIdByDigest => Some(Kind::DiffId),
        K::LayerCacheId | K::MountId | K::InitId => Some(Kind::CacheId),
        K::Link | K::Lower => Some(Kind::LinkId),
        K::Repositories | K::ImageParent => Some(Kind::ImageId),
        _ => None,
    }
}

/// The end of the run of ASCII letters and digits that starts at `at`.
fn word_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| !byte.is_ascii_alphanumeric()).map_or(bytes.len(), |len| at + len)
}

/// Whether `word` has the form of a hash (12 to 64 hex digits) or of a link id.
fn looks_like_identity(word: &str) -> bool {
    let hex = (Identities::FEWEST..=Identities::HEX).contains(&word.len())
        && word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let link = word.len() == Identities::LINK && word.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'));
    hex || link
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864";
    const CHAIN: &str = "a3ee2510dcf02c980d7aff635909612006fd1662084d6225e52e769b984abeb5";

    fn known() -> Identities {
        let mut known = Identities::default();
        known.learn(Kind::ChainId, BASE);
        known.learn(Kind::DiffId, BASE);
        known.learn(Kind::ChainId, CHAIN);
        known.learn(Kind::LinkId, "55T5LSGE3C2NFFQ54FHM7YDNKY");
        known
    }

    fn shown(spans: &[Span]) -> String {
        spans
            .iter()
            .map(|span| match span {
                Span::Text(text) => text.clone(),
                Span::Hash { chip, shown } => format!("[{} {} of {}]", token(chip.kind), shown.len(), chip.short()),
            })
            .collect()
    }

    #[test]
    fn hashes_in_a_text_become_chips() {
        let text = format!("sha256:{BASE} and a3ee2510dcf0: done; l/55T5LSGE3C2NFFQ54FHM7YDNKY, {}", "0".repeat(64));
        assert_eq!(
            shown(&known().spans(&text, None)),
            format!(
                "sha256:[diff 64 of cb424133] and [chain 12 of a3ee2510]: done; l/[link 26 of 55T5LSGE], {}",
                "0".repeat(64)
            )
        );
    }

    #[test]
    fn what_is_expected_decides_between_kinds() {
        assert_eq!(known().find(BASE, Some(Kind::ChainId)).map(|chip| chip.kind), Some(Kind::ChainId));
        assert_eq!(known().find(BASE, Some(Kind::ImageId)).map(|chip| chip.kind), Some(Kind::DiffId));
    }

    #[test]
    fn text_of_any_kind_is_kept() {
        for text in ["", "é—中文", "abc", &"f".repeat(65), "deadbeefdeadbeefX"] {
            assert_eq!(shown(&known().spans(text, None)), text);
        }
    }

    #[test]
    fn an_ambiguous_beginning_is_no_chip() {
        let mut known = known();
        known.learn(Kind::CacheId, format!("{}{}", &CHAIN[..12], "0".repeat(52)));
        assert_eq!(known.find(&CHAIN[..12], None), None);
        assert!(known.find(CHAIN, None).is_some());
    }

    #[test]
    fn tokens_name_kinds() {
        assert_eq!(KINDS.map(|each| kind(token(each))), KINDS.map(Some));
        assert_eq!(kind("nothing"), None);
    }
}
