//! How a hash came about: what was hashed, and the bytes to hash again.

use std::rc::Rc;

use drydock_core::archive::gunzip;
use drydock_core::digest::Sha256;
use drydock_core::disk::layout;
use drydock_core::identity::{ImageId, Kind};
use drydock_core::vfs::{AbsPath, Fs};

use super::chips::Chip;
use super::stage::StagePlan;
use crate::state::Course;

/// How a hash came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Derivation {
    /// sha256 of a text that other hashes are part of.
    Text(Vec<Part>),
    /// The base layer's chainID: the diffID itself.
    Same(Chip),
    /// sha256 of bytes.
    Bytes {
        /// What they are.
        of: Material,
        /// Where they are; `None` if every one of them is nowhere here.
        at: Option<Source>,
    },
    /// Drawn at random on this host.
    Random,
    /// Nothing on this disk tells.
    Unknown,
}

/// A piece of a hashed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// `sha256:` and a hash.
    Hash(Chip),
    /// One blank.
    Blank,
}

/// Where bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// On the disk, at this path.
    Disk(AbsPath),
    /// In the registry: these.
    Registry(Rc<[u8]>),
    /// In these of the registry, once they are unpacked.
    Unpacked(Rc<[u8]>),
}

/// What was hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Material {
    /// The compressed bytes of the layer at this position.
    Packed(usize),
    /// The uncompressed tar of the layer at this position.
    Unpacked(usize),
    /// The image's config.
    Config,
    /// A manifest or manifest list.
    Manifest,
}

/// The outcome of hashing again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recomputed {
    /// What was hashed.
    pub hashed: Hashed,
    /// The hash of it.
    pub hash: String,
    /// Whether it is the value of the chip.
    pub same: bool,
}

/// What was hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hashed {
    /// This text.
    Text(String),
    /// The bytes of the file at this path, so many.
    File(AbsPath, usize),
    /// So many bytes that start like this, in hex.
    Bytes(usize, String),
}

/// How `chip` came about.
pub fn derivation(course: &Course, chip: &Chip) -> Derivation {
    match chip.kind {
        Kind::CacheId | Kind::LinkId | Kind::ContainerId => Derivation::Random,
        Kind::ImageId => Derivation::Bytes {
            of: Material::Config,
            at: chip.value.parse().ok().map(|hash| Source::Disk(layout::image_content(ImageId(hash)))),
        },
        Kind::ManifestDigest => Derivation::Bytes {
            of: Material::Manifest,
            at: chip.value.parse().ok().map(|hash| Source::Disk(layout::content_blob(hash))),
        },
        Kind::ChainId | Kind::DiffId | Kind::LayerDigest => {
            let mut found = course.images().filter_map(|plan| of_layer(course, plan, chip));
            found.next().unwrap_or(Derivation::Unknown)
        }
    }
}

/// How a layer's identity came about, if it is one of this image's.
fn of_layer(course: &Course, plan: &StagePlan, chip: &Chip) -> Option<Derivation> {
    let layers = &plan.image.as_ref()?.layers;
    let index = layers.iter().position(|layer| {
        let hex = match chip.kind {
            Kind::ChainId => Some(layer.chain.hex()),
            Kind::DiffId => Some(layer.diff.hex()),
            _ => layer.digest.map(|digest| digest.hex()),
        };
        hex.is_some_and(|hex| *hex == *chip.value)
    })?;
    let blob = || layers[index].digest.and_then(|digest| course.blob(&plan.reference, digest));
    Some(match (chip.kind, index) {
        (Kind::ChainId, 0) => Derivation::Same(Chip::new(Kind::DiffId, layers[0].diff.hex())),
        (Kind::ChainId, _) => Derivation::Text(vec![
            Part::Hash(Chip::new(Kind::ChainId, layers[index - 1].chain.hex())),
            Part::Blank,
            Part::Hash(Chip::new(Kind::DiffId, layers[index].diff.hex())),
        ]),
        (Kind::DiffId, _) => Derivation::Bytes { of: Material::Unpacked(index + 1), at: blob().map(Source::Unpacked) },
        _ => Derivation::Bytes { of: Material::Packed(index + 1), at: blob().map(Source::Registry) },
    })
}

impl Derivation {
    /// Whether there is something to hash again on `fs`.
    pub fn has_bytes(&self, fs: &Fs) -> bool {
        match self {
            Self::Bytes { at: Some(Source::Disk(path)), .. } => {
                fs.read(path).is_ok_and(|content| content.bytes().is_ok())
            }
            Self::Text(_) | Self::Bytes { at: Some(Source::Registry(_) | Source::Unpacked(_)), .. } => true,
            Self::Bytes { at: None, .. } | Self::Same(_) | Self::Random | Self::Unknown => false,
        }
    }
}

/// How gzip begins; a layer may also travel as a plain tar.
const GZIP: &[u8] = &[0x1f, 0x8b];
/// The most bytes that are unpacked to be hashed.
const MOST_UNPACKED: usize = 64 << 20;

/// The number of bytes and the first of them.
pub fn excerpt(bytes: &[u8]) -> Hashed {
    let first: Vec<String> = bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Hashed::Bytes(bytes.len(), first.join(" "))
}

/// Hashes again what `derivation` says, from the bytes on `fs`. `None` if they are not there.
pub fn recompute(derivation: &Derivation, chip: &Chip, fs: &Fs) -> Option<Recomputed> {
    let done = |hashed, hash: Sha256| {
        let hash = hash.to_string();
        Some(Recomputed { hashed, same: hash == *chip.value, hash })
    };
    match derivation {
        Derivation::Text(parts) => {
            let text: String = parts
                .iter()
                .map(|part| match part {
                    Part::Hash(chip) => format!("sha256:{}", chip.value),
                    Part::Blank => " ".to_owned(),
                })
                .collect();
            let hash = Sha256::of(text.as_bytes());
            done(Hashed::Text(text), hash)
        }
        Derivation::Bytes { at: Some(Source::Disk(path)), .. } => {
            let bytes = fs.read(path).ok()?.bytes().ok()?;
            done(Hashed::File(path.clone(), bytes.len()), Sha256::of(bytes))
        }
        Derivation::Bytes { at: Some(Source::Registry(bytes)), .. } => done(excerpt(bytes), Sha256::of(bytes)),
        Derivation::Bytes { at: Some(Source::Unpacked(packed)), .. } => {
            let bytes = if packed.starts_with(GZIP) { gunzip(packed, MOST_UNPACKED).ok()? } else { packed.to_vec() };
            done(excerpt(&bytes), Sha256::of(&bytes))
        }
        Derivation::Bytes { at: None, .. } | Derivation::Same(_) | Derivation::Random | Derivation::Unknown => None,
    }
}

/// The chip that the picture explains at this place: what the lesson points at, else the first chainID that the step
/// recorded.
pub fn explained(course: &Course, stop: usize, stage: &super::stage::Stage) -> Option<Chip> {
    use drydock_core::lesson::Filled;
    let spot = &course.shown.get(stop)?.spot;
    if let Some(Filled::Hash(kind, text)) = &spot.derive {
        return Some(Chip::new(*kind, text.strip_prefix("sha256:").unwrap_or(text)));
    }
    stage.rows.iter().rev().find(|row| row.recorded.now).and_then(|row| row.chain.0.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn a_chain_is_the_hash_of_the_text_that_is_shown() {
        let course = fixture::course();
        let chip = Chip::new(Kind::ChainId, "a3ee2510dcf02c980d7aff635909612006fd1662084d6225e52e769b984abeb5");
        let how = derivation(&course, &chip);
        let again = recompute(&how, &chip, course.fs(0)).unwrap();
        assert!(again.same, "{again:?}");
        let Hashed::Text(text) = again.hashed else { panic!() };
        assert_eq!(
            text,
            "sha256:cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864 \
             sha256:1c91bf69a08b515a1f9c36893d01bd3123d896b38b082e7c21b4b7cc7023525a"
        );
    }

    #[test]
    fn bytes_that_do_not_hash_to_their_name_are_told() {
        let course = fixture::course();
        let image = course.stages[0].image.as_ref().unwrap().image;
        let chip = Chip::new(Kind::ImageId, image.hex());
        let how = derivation(&course, &chip);
        assert_eq!(recompute(&how, &chip, course.fs(0)), None, "not on the disk yet");
        let again = recompute(&how, &chip, course.fs(course.moments.len() - 1)).unwrap();
        assert!(!again.same, "the fixture's config is made up");
    }

    #[test]
    fn random_ids_have_no_derivation() {
        let course = fixture::course();
        let chip = Chip::new(Kind::CacheId, "0".repeat(64));
        assert_eq!(derivation(&course, &chip), Derivation::Random);
        assert_eq!(derivation(&course, &Chip::new(Kind::ChainId, "0".repeat(64))), Derivation::Unknown);
    }
}
