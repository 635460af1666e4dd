//! How a hash came about: what was hashed, and the bytes to hash again.

use drydock_core::digest::Sha256;
use drydock_core::disk::layout;
use drydock_core::identity::{ImageId, Kind};
use drydock_core::vfs::{AbsPath, Fs};

use super::chips::Chip;
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
        /// Where they lie on the disk; `None` if they are nowhere on it.
        at: Option<AbsPath>,
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
    /// What was hashed: a text, or the number of bytes.
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
    /// The bytes of the file at this path.
    File(AbsPath, usize),
}

/// How `chip` came about.
pub fn derivation(course: &Course, chip: &Chip) -> Derivation {
    let layers = course.stage.image.as_ref().map_or(&[][..], |image| &image.layers);
    let position = |hex: &dyn Fn(usize) -> Option<String>| {
        (0..layers.len()).find(|index| hex(*index).is_some_and(|hex| *hex == *chip.value))
    };
    match chip.kind {
        Kind::CacheId | Kind::LinkId | Kind::ContainerId => Derivation::Random,
        Kind::ChainId => match position(&|index| Some(layers[index].chain.hex())) {
            None => Derivation::Unknown,
            Some(0) => Derivation::Same(Chip::new(Kind::DiffId, layers[0].diff.hex())),
            Some(index) => Derivation::Text(vec![
                Part::Hash(Chip::new(Kind::ChainId, layers[index - 1].chain.hex())),
                Part::Blank,
                Part::Hash(Chip::new(Kind::DiffId, layers[index].diff.hex())),
            ]),
        },
        Kind::DiffId => position(&|index| Some(layers[index].diff.hex()))
            .map_or(Derivation::Unknown, |index| Derivation::Bytes { of: Material::Unpacked(index + 1), at: None }),
        Kind::LayerDigest => position(&|index| Some(layers[index].digest?.hex()))
            .map_or(Derivation::Unknown, |index| Derivation::Bytes { of: Material::Packed(index + 1), at: None }),
        Kind::ImageId => Derivation::Bytes {
            of: Material::Config,
            at: chip.value.parse().ok().map(|hash| layout::image_content(ImageId(hash))),
        },
        Kind::ManifestDigest => {
            Derivation::Bytes { of: Material::Manifest, at: chip.value.parse().ok().map(layout::content_blob) }
        }
    }
}

impl Derivation {
    /// Whether there is something to hash again on `fs`.
    pub fn has_bytes(&self, fs: &Fs) -> bool {
        match self {
            Self::Text(_) => true,
            Self::Bytes { at: Some(path), .. } => fs.read(path).is_ok_and(|content| content.bytes().is_ok()),
            Self::Bytes { at: None, .. } | Self::Same(_) | Self::Random | Self::Unknown => false,
        }
    }
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
        Derivation::Bytes { at: Some(path), .. } => {
            let bytes = fs.read(path).ok()?.bytes().ok()?;
            done(Hashed::File(path.clone(), bytes.len()), Sha256::of(bytes))
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
        let image = course.stage.image.as_ref().unwrap().image;
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
