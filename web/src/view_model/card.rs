//! The card of a hash: everything the page knows about it at a moment.

use drydock_core::identity::Kind;
use drydock_core::lesson::{Facts, ImageFacts};
use drydock_core::vfs::{AbsPath, Fs, Ino, Node};

use super::chips::{Chip, Identities};
use super::derivation::{Derivation, derivation};
use crate::state::Course;

/// The card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The hash.
    pub chip: Chip,
    /// What else the same value names: a base layer's diffID is its chainID.
    pub also: Vec<Kind>,
    /// How it came about.
    pub derivation: Derivation,
    /// Where it stands on the disk now: in a name, or in a file.
    pub used: Vec<Use>,
    /// The other names of the same thing.
    pub leads: Vec<Chip>,
    /// Whether it is the real image's while the bytes behind it are reconstructed here.
    pub on_trust: bool,
}

/// A place where a hash stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Use {
    /// As a file's or directory's name.
    Name(AbsPath),
    /// In a file's bytes.
    Content(AbsPath),
}

/// The card of `chip` at the state `fs`.
pub fn card(course: &Course, chip: &Chip, fs: &Fs) -> Card {
    Card {
        also: also(&course.known, chip),
        derivation: derivation(course, chip),
        used: uses(fs, chip),
        leads: leads(course, chip, fs),
        on_trust: course.is_on_trust(&chip.value),
        chip: chip.clone(),
    }
}

fn also(known: &Identities, chip: &Chip) -> Vec<Kind> {
    known.kinds(&chip.value).iter().copied().filter(|kind| *kind != chip.kind).collect()
}

/// The most places that a card lists.
const MOST: usize = 12;
/// Larger files are not searched: Docker's own records are small.
const LARGEST: usize = 64 << 10;

/// Where the value stands in Docker's own records. The files of layers and containers are not searched.
fn uses(fs: &Fs, chip: &Chip) -> Vec<Use> {
    let root = drydock_core::disk::layout::root();
    let mut found = Vec::new();
    if let Ok(ino) = fs.walk(&root) {
        search(fs, ino, &root, chip.value.as_bytes(), &mut found);
    }
    found
}

fn search(fs: &Fs, dir: Ino, path: &AbsPath, value: &[u8], found: &mut Vec<Use>) {
    let Ok(entries) = fs.entries(dir) else { return };
    for (name, ino) in entries {
        if found.len() >= MOST {
            return;
        }
        let at = path.join(name.as_bytes());
        if contains(name.as_bytes(), value) {
            found.push(Use::Name(at.clone()));
        }
        match fs.get(*ino).map(|inode| &inode.node) {
            // What a layer or container holds is not Docker's record.
            Some(Node::Dir(_)) if !matches!(name.as_bytes(), b"diff" | b"merged" | b"work") => {
                search(fs, *ino, &at, value, found);
            }
            Some(Node::File(content))
                if content.bytes().is_ok_and(|bytes| bytes.len() <= LARGEST && contains(bytes, value)) =>
            {
                found.push(Use::Content(at));
            }
            Some(Node::Symlink(target)) if contains(target, value) => found.push(Use::Content(at)),
            _ => {}
        }
    }
}

fn contains(text: &[u8], value: &[u8]) -> bool {
    text.windows(value.len()).any(|window| window == value)
}

/// The other names of the same layer or image, as far as the disk has them.
fn leads(course: &Course, chip: &Chip, fs: &Fs) -> Vec<Chip> {
    course
        .images()
        .filter_map(|plan| plan.image.as_ref())
        .map(|image| leads_in(image, chip, fs))
        .find(|leads| !leads.is_empty())
        .unwrap_or_default()
}

fn leads_in(image: &ImageFacts, chip: &Chip, fs: &Fs) -> Vec<Chip> {
    let facts = Facts(fs);
    for layer in &image.layers {
        let names = [
            layer.digest.map(|digest| Chip::new(Kind::LayerDigest, digest.hex())),
            Some(Chip::new(Kind::DiffId, layer.diff.hex())),
            Some(Chip::new(Kind::ChainId, layer.chain.hex())),
            facts.cache(layer.chain).map(|cache| Chip::new(Kind::CacheId, cache.to_string())),
            facts.link(layer.chain).map(|link| Chip::new(Kind::LinkId, link.to_string())),
        ];
        if names.iter().flatten().any(|name| name == chip) {
            return names.into_iter().flatten().filter(|name| name != chip).collect();
        }
    }
    let manifests = [image.list, image.manifest];
    let names = manifests.into_iter().flatten().map(|digest| Chip::new(Kind::ManifestDigest, digest.hex()));
    let names: Vec<Chip> = names.chain([Chip::new(Kind::ImageId, image.image.hex())]).collect();
    if names.contains(chip) { names.into_iter().filter(|name| name != chip).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn the_base_layers_diff_id_says_that_it_is_a_chain_id_too() {
        let course = fixture::course();
        let layer = &course.stages[0].image.as_ref().unwrap().layers[0];
        let fs = course.fs(course.moments.len() - 1);
        let card = card(&course, &Chip::new(Kind::DiffId, layer.diff.hex()), fs);
        assert_eq!(card.also, [Kind::ChainId]);
        assert_eq!(
            card.leads.iter().map(|chip| chip.kind).collect::<Vec<_>>(),
            [Kind::LayerDigest, Kind::ChainId, Kind::CacheId, Kind::LinkId]
        );
        let paths: Vec<String> = card
            .used
            .iter()
            .map(|place| match place {
                Use::Name(path) | Use::Content(path) => path.to_string().replace(&layer.diff.hex(), "BASE"),
            })
            .collect();
        assert!(paths.contains(&"/var/lib/docker/image/overlay2/layerdb/sha256/BASE".to_owned()), "{paths:#?}");
        assert!(paths.iter().any(|path| path.ends_with("/parent")), "{paths:#?}");
    }
}
