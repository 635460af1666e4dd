//! `dock owner`: whose a file below `/var/lib/docker` is.

use super::facts::Facts;
use super::identify::places;
use super::{Answer, words};
use crate::digest::Sha256;
use crate::disk::layout::{self, LayerDir};
use crate::disk::{FileKind, overlay2};
use crate::identity::{ChainId, ContainerId, DiffId, ImageId, LayerDigest, LinkId};
use crate::trace::explain::Lang;
use crate::vfs::{AbsPath, Fs};

/// What a path is, if it is Docker's and exists.
pub(super) fn kind(fs: &Fs, path: &AbsPath, lang: Lang) -> Result<FileKind, String> {
    let shown = path.to_string();
    let kind = FileKind::of(path).ok_or_else(|| words::not_dockers(lang, &shown))?;
    if fs.walk(path).is_err() {
        return Err(words::no_such_file(lang, &shown));
    }
    Ok(kind)
}

/// Whose a path is.
pub(super) fn owner(fs: &Fs, facts: &Facts, path: &AbsPath, lang: Lang) -> Result<Answer, String> {
    kind(fs, path, lang)?;
    let below = path.strip_prefix(&layout::root()).unwrap_or_default();
    let text = String::from_utf8_lossy(below);
    let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
    let answer = match parts[..] {
        ["image", "overlay2", "imagedb", _, "sha256", id, ..] => id.parse().ok().map(|id| image(facts, ImageId(id))),
        ["image", "overlay2", "layerdb", "sha256", id, ..] => {
            let chain = id.get(..64).and_then(|id| id.parse().ok()).map(ChainId);
            chain.map(|chain| layer(facts, chain, lang))
        }
        ["image", "overlay2", "layerdb", "mounts", id, ..] | ["containers", id, ..] => {
            id.parse().ok().map(|id| container(facts, id))
        }
        ["image", "overlay2", "distribution", "diffid-by-digest", "sha256", id] => {
            id.parse().ok().map(|id| blob(facts, LayerDigest(id), lang))
        }
        ["image", "overlay2", "distribution", "v2metadata-by-diffid", "sha256", id] => {
            id.parse().ok().map(|id| diff(facts, DiffId(id), lang))
        }
        ["overlay2", "l", link] => {
            let dir = link.parse::<LinkId>().ok().and_then(|link| overlay2::linked_dir(fs, link));
            dir.map(|dir| directory(facts, dir, lang))
        }
        ["overlay2", dir, ..] => dir.parse().ok().map(|dir| directory(facts, dir, lang)),
        ["containerd", .., "blobs", "sha256", id] => id.parse().ok().map(|id| manifest(facts, id)),
        _ => None,
    };
    Ok(answer.unwrap_or_else(|| Answer::new(words::everybodys(lang))))
}

fn image(facts: &Facts, id: ImageId) -> Answer {
    Answer::new([words::IMAGE_ID, " ", &id.to_string()].concat()).with(words::NAMES, facts.names_of(id))
}

fn layer(facts: &Facts, chain: ChainId, lang: Lang) -> Answer {
    let mut answer = Answer::new([words::CHAIN_ID, " ", &chain.to_string()].concat());
    let found = places(facts, chain, lang);
    if found.is_empty() {
        answer = answer.with("", words::no_image(lang));
    }
    for text in found {
        answer = answer.with(words::LAYER, text);
    }
    answer
}

fn container(facts: &Facts, id: ContainerId) -> Answer {
    let answer = Answer::new([words::CONTAINER, " ", &id.to_string()].concat());
    match facts.containers.iter().find(|record| record.container == id) {
        Some(record) => answer.with(words::MOUNT_ID, record.mount_id.to_string()),
        None => answer,
    }
}

fn blob(facts: &Facts, digest: LayerDigest, lang: Lang) -> Answer {
    let answer = Answer::new([words::LAYER_DIGEST, " ", &digest.to_string()].concat());
    match facts.blobs.get(&digest) {
        Some(id) => answer.with(words::DIFF_ID, id.to_string()).with("", words::memory(lang)),
        None => answer,
    }
}

fn diff(facts: &Facts, id: DiffId, lang: Lang) -> Answer {
    let mut answer = Answer::new([words::DIFF_ID, " ", &id.to_string()].concat());
    for record in facts.layers.values().filter(|record| record.diff == id) {
        answer = answer.with(words::CHAIN_ID, record.chain.to_string());
    }
    answer.with("", words::memory(lang))
}

fn directory(facts: &Facts, dir: LayerDir, lang: Lang) -> Answer {
    if let Some(record) = facts.container_of(dir) {
        return container(facts, record.container);
    }
    match facts.layer_in(dir) {
        Some(record) => {
            let mut answer = layer(facts, record.chain, lang);
            answer.details.insert(0, (words::DIFF_ID.into(), record.diff.to_string()));
            answer
        }
        None => Answer::new(words::nobodys(lang)),
    }
}

fn manifest(facts: &Facts, hash: Sha256) -> Answer {
    let mut answer = Answer::new([words::MANIFEST_DIGEST, " ", &hash.prefixed()].concat());
    for (reference, image) in facts.names_by_digest(hash) {
        answer = answer.with(words::NAMES, reference.familiar()).with(words::IMAGE_ID, image.to_string());
    }
    answer
}
