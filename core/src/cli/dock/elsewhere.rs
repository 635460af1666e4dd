//! What there is instead of an image that no registry of this host has: the reader may know it from the real world.

use std::collections::BTreeSet;

use super::words;
use crate::reference::{DEFAULT_DOMAIN, Reference};
use crate::registry::{Network, Reach};
use crate::trace::explain::Lang;

/// Told behind Docker's own refusal: the repository's tags, if there is one, else what can be pulled here.
pub fn elsewhere(network: &Network, wanted: &Reference, lang: Lang) -> String {
    let repository = &wanted.repository;
    let mut tags = BTreeSet::new();
    for endpoint in network.endpoints(repository.domain()) {
        let Reach::Registry(registry) = endpoint.reach else { continue };
        if let Ok(found) = registry.repository(repository.path()) {
            tags.extend(found.tags().map(str::to_owned));
        }
    }
    if tags.is_empty() {
        words::can_be_pulled(lang, &listed(repositories(network), lang))
    } else {
        words::tags_here(lang, &repository.familiar(), &listed(tags, lang))
    }
}

/// The familiar names of all repositories. Those of a mirror count as Docker Hub's.
fn repositories(network: &Network) -> BTreeSet<String> {
    let mirrors: BTreeSet<&str> = network.mirrors().collect();
    let mut names = BTreeSet::new();
    for (host, registry) in network.registries() {
        let domain = if mirrors.contains(host) { DEFAULT_DOMAIN } else { host };
        let parsed = registry.paths().filter_map(|path| Reference::parse(&format!("{domain}/{path}")).ok());
        names.extend(parsed.map(|reference| reference.repository.familiar()));
    }
    names
}

fn listed(names: BTreeSet<String>, lang: Lang) -> String {
    let separator = if lang == Lang::Zh { "、" } else { ", " };
    names.into_iter().collect::<Vec<_>>().join(separator)
}
