//! `dock id`: what a hash names.

use super::facts::Facts;
use super::{Answer, words};
use crate::disk::layerdb::Record;
use crate::disk::layout::{self, LayerDir};
use crate::identity::{ChainId, Kind};
use crate::trace::explain::Lang;

/// Hex digits that a hash must have at least, lest everything match.
const MIN_DIGITS: usize = 4;
/// Things that are told of at most.
const MAX_ANSWERS: usize = 12;

/// What `text` names: a hash with or without `sha256:`, the beginning of one, or a short link.
pub(super) fn identify(facts: &Facts, text: &str, lang: Lang) -> Result<Vec<Answer>, String> {
    let prefix = text.trim().strip_prefix("sha256:").unwrap_or(text.trim()).trim_end_matches("-init");
    if prefix.len() < MIN_DIGITS {
        return Err(words::too_short(lang, MIN_DIGITS));
    }
    let mut found = Vec::new();
    let hits = |text: String| text.starts_with(prefix);
    for (id, layers) in facts.images.iter().filter(|(id, _)| hits(id.hex())) {
        found.push(
            heading(Kind::ImageId, &id.to_string(), lang)
                .with(words::NAMES, facts.names_of(*id))
                .with(words::LAYERS, layers.len().to_string())
                .with(words::PATH, layout::image_content(*id).to_string()),
        );
    }
    for hash in facts.manifests.iter().filter(|hash| hits(hash.to_string())) {
        let mut answer = heading(Kind::ManifestDigest, &hash.prefixed(), lang);
        for (reference, image) in facts.names_by_digest(*hash) {
            answer = answer.with(words::NAMES, reference.familiar()).with(words::IMAGE_ID, image.to_string());
        }
        found.push(answer.with(words::PATH, layout::content_blob(*hash).to_string()));
    }
    for record in facts.layers.values().filter(|record| hits(record.chain.hex())) {
        found.push(chain(facts, record, lang));
    }
    let mut diffs: Vec<_> = facts.layers.values().map(|record| record.diff).collect();
    diffs.extend(facts.blobs.values());
    diffs.sort_unstable();
    diffs.dedup();
    for diff in diffs.into_iter().filter(|diff| hits(diff.hex())) {
        let mut answer = heading(Kind::DiffId, &diff.to_string(), lang);
        for record in facts.layers.values().filter(|record| record.diff == diff) {
            answer = answer.with(words::CHAIN_ID, record.chain.to_string());
            if record.parent.is_none() {
                answer = answer.with("", words::base_chain(lang));
            }
        }
        for (blob, _) in facts.blobs.iter().filter(|(_, of)| **of == diff) {
            answer = answer.with(words::LAYER_DIGEST, blob.to_string());
        }
        found.push(answer);
    }
    for (digest, diff) in facts.blobs.iter().filter(|(digest, _)| hits(digest.hex())) {
        found.push(
            heading(Kind::LayerDigest, &digest.to_string(), lang)
                .with(words::DIFF_ID, diff.to_string())
                .with(words::PATH, layout::diffid_by_digest(*digest).to_string()),
        );
    }
    found.extend(directories(facts, prefix, lang));
    for record in facts.containers.iter().filter(|record| hits(record.container.to_string())) {
        found.push(
            heading(Kind::ContainerId, &record.container.to_string(), lang)
                .with(words::MOUNT_ID, record.mount_id.to_string())
                .with(words::PATH, layout::container(record.container).to_string()),
        );
    }
    if found.is_empty() {
        return Err(words::unknown(lang, text));
    }
    if found.len() > MAX_ANSWERS {
        return Err(words::ambiguous(lang, text, found.len()));
    }
    Ok(found)
}

fn heading(kind: Kind, id: &str, lang: Lang) -> Answer {
    Answer::new([id, ": ", words::kind(kind, lang)].concat())
}

fn chain(facts: &Facts, record: &Record, lang: Lang) -> Answer {
    let mut answer =
        heading(Kind::ChainId, &record.chain.to_string(), lang).with(words::DIFF_ID, record.diff.to_string());
    match record.parent {
        Some(parent) => {
            answer = answer
                .with(words::PARENT, parent.to_string())
                .with(words::FORMULA, format!("sha256(\"{parent} {}\")", record.diff));
        }
        None => answer = answer.with("", words::base_chain(lang)),
    }
    for text in places(facts, record.chain, lang) {
        answer = answer.with(words::LAYER, text);
    }
    answer.with(words::CACHE_ID, record.cache.to_string()).with(words::PATH, layout::layer(record.chain).to_string())
}

/// `3 of 5 in nginx:latest`, for each image.
pub(super) fn places(facts: &Facts, chain: ChainId, lang: Lang) -> Vec<String> {
    let positions = facts.positions(chain);
    positions.iter().map(|at| words::position(lang, at.layer, at.of, &facts.name_of(at.image))).collect()
}

/// The storage driver's directories: by cache-id, mount-id or short link.
fn directories(facts: &Facts, prefix: &str, lang: Lang) -> Vec<Answer> {
    let mut found = Vec::new();
    for (dir, link) in &facts.dirs {
        let by_link = link.filter(|link| link.as_str().starts_with(prefix));
        let (LayerDir::Plain(id) | LayerDir::Init(id)) = dir;
        if by_link.is_none() && !id.to_string().starts_with(prefix) {
            continue;
        }
        let mut answer = match by_link {
            Some(link) => heading(Kind::LinkId, &link.to_string(), lang).with(words::CACHE_ID, dir.to_string()),
            None => heading(Kind::CacheId, &dir.to_string(), lang),
        };
        if let Some(record) = facts.layer_in(*dir) {
            answer = answer.with(words::CHAIN_ID, record.chain.to_string());
            for text in places(facts, record.chain, lang) {
                answer = answer.with(words::LAYER, text);
            }
        }
        if let Some(record) = facts.container_of(*dir) {
            answer = answer.with(words::CONTAINER, record.container.to_string());
        }
        found.push(answer.with(words::PATH, layout::layer_dir(*dir).to_string()));
    }
    found
}
