//! Putting the facts of all inputs together: what one names, another describes.

use std::collections::BTreeMap;

use super::fault::Fault;
use super::findings::{Findings, PendingConfig, PendingLayerFile, Problem};
use super::host_path::LayerFile;
use super::picture::{ConfigBytes, DirectoryName, LooseConfig, Lower, Origin, Picture, learn};
use super::stacks::Stacks;
use crate::identity::{ChainId, ContainerId, DiffId, ImageId};
use crate::pace::Pace;

/// Works out what follows. Called once, when everything was read.
pub(super) async fn combine(findings: &mut Findings, pace: &Pace<'_>) {
    short_ids(&mut findings.picture);
    let configs = std::mem::take(&mut findings.configs);
    let mut by_layers = if configs.is_empty() { BTreeMap::new() } else { by_layers(&findings.picture) };
    for config in configs {
        pace.step(256).await;
        place_config(config, &mut by_layers, findings);
    }
    stacks(&mut findings.picture, pace).await;
    for file in std::mem::take(&mut findings.layer_files) {
        pace.step(256).await;
        place_layer_file(&file, findings);
    }
    check_chains(findings);
    let picture = &mut findings.picture;
    image_directories(picture, pace).await;
    // What lies below a directory leads to further directories, and a mount to more: twice is enough for mount → image → layer.
    for _ in 0..2 {
        container_directories(picture);
        lower_directories(picture, pace).await;
        mounts(picture, pace).await;
    }
    containers(picture);
    sizes(picture);
    for (text, name) in &picture.names {
        pace.step(256).await;
        if let Some(image) = name.image_id().and_then(|id| picture.images.get_mut(&id)) {
            image.names.push(text.clone());
        }
    }
}

/// Completes image IDs of 12 digits from other inputs.
fn short_ids(picture: &mut Picture) {
    let Picture { names, images, .. } = picture;
    let mut cut = names.values_mut().filter(|name| name.image.len() == 12).peekable();
    if cut.peek().is_none() {
        return;
    }
    let mut whole: BTreeMap<String, Option<ImageId>> = BTreeMap::new();
    for id in images.keys() {
        whole.entry(id.short()).and_modify(|several| *several = None).or_insert(Some(*id));
    }
    for name in cut {
        if let Some(Some(id)) = whole.get(&name.image) {
            name.image = id.to_string();
        }
    }
}

/// Finds out whose config it is, and says so where the bytes are not Docker's.
fn place_config(config: PendingConfig, by_layers: &mut BTreeMap<Vec<DiffId>, ImageId>, findings: &mut Findings) {
    let PendingConfig { image, candidates, named, reformatted, input, place } = config;
    let is_known = |id: ImageId| findings.picture.images.contains_key(&id) || named == Some(id);
    let known = candidates.iter().find(|candidate| is_known(candidate.id));
    let here = candidates.first().filter(|_| !reformatted);
    let mut faults = Vec::new();
    let found = if let Some(candidate) = known.or(here) {
        let bytes = if candidate.bytes.is_some() { ConfigBytes::Exact } else { ConfigBytes::Reformatted };
        let id = candidate.id;
        if let (Some(named), None) = (named.filter(|named| *named != id), known) {
            faults.push(Fault::IdMismatch { named: named.to_string(), computed: id.to_string() });
        }
        Some((id, bytes, Origin::Computed))
    } else {
        let same = image.diff_ids.as_ref().and_then(|diffs| by_layers.get(&diffs.value));
        let same = same.map(|id| (*id, ConfigBytes::Named, Origin::Inferred));
        named.map(|id| (id, ConfigBytes::Named, Origin::Given)).or(same)
    };
    let printed = found.is_none_or(|(_, bytes, _)| bytes != ConfigBytes::Exact);
    if let (true, Some(first)) = (printed, candidates.first()) {
        let original = known.map(|candidate| candidate.id.to_string());
        faults.push(Fault::ReformattedConfig { here: first.id.to_string(), original });
    }
    let at = known.or(here).and_then(|candidate| Some((input, candidate.bytes.clone()?)));
    let report = |fault| Problem::new(fault, input, place, "");
    findings.problems.extend(faults.into_iter().map(report));
    let Some((id, bytes, origin)) = found else {
        return findings.picture.loose_configs.push(LooseConfig { image, input, place });
    };
    let target = findings.picture.image(id);
    learn(&mut target.config, bytes, origin);
    // What an image is said to contain is the same in its config and in `docker inspect`; the first stays.
    target.config_at = target.config_at.take().or(at);
    target.created = target.created.take().or(image.created);
    target.platform = target.platform.take().or(image.platform);
    target.diff_ids = target.diff_ids.take().or(image.diff_ids);
    if let Some(diffs) = &target.diff_ids {
        by_layers.entry(diffs.value.clone()).or_insert(id);
    }
}

/// For every list of layers the first image that has them.
fn by_layers(picture: &Picture) -> BTreeMap<Vec<DiffId>, ImageId> {
    let mut found = BTreeMap::new();
    for (id, image) in &picture.images {
        if let Some(diffs) = &image.diff_ids {
            found.entry(diffs.value.clone()).or_insert(*id);
        }
    }
    found
}

/// The layers of every image, with their chainIDs.
async fn stacks(picture: &mut Picture, pace: &Pace<'_>) {
    let stacks: Vec<Vec<DiffId>> = picture
        .images
        .values()
        .chain(picture.loose_configs.iter().map(|config| &config.image))
        .filter_map(|image| image.diff_ids.as_ref().map(|known| known.value.clone()))
        .collect();
    for diffs in stacks {
        pace.step(512 * diffs.len()).await;
        let mut parent = None;
        for (diff, chain) in diffs.iter().zip(ChainId::chain(&diffs)) {
            let layer = picture.layer(chain);
            let _ = learn(&mut layer.diff_id, *diff, Origin::Given);
            let _ = learn(&mut layer.parent, parent, Origin::Computed);
            parent = Some(chain);
        }
    }
}

/// A file whose layer was typed with a `*`: that of the only layer that fits.
fn place_layer_file(file: &PendingLayerFile, findings: &mut Findings) {
    let bound =
        |digit: &str| Some(ChainId((file.prefix.clone() + &digit.repeat(64 - file.prefix.len())).parse().ok()?));
    let (Some(lowest), Some(highest)) = (bound("0"), bound("f")) else { return };
    let mut fitting = findings.picture.layers.range(lowest..=highest).map(|(chain, _)| chain);
    let (Some(chain), None) = (fitting.next().copied(), fitting.next()) else { return };
    let layer = findings.picture.layer(chain);
    let (mut noted, text) = (None, file.text.as_str());
    match file.file {
        LayerFile::Diff => {
            noted = text.parse().ok().and_then(|diff| words(learn(&mut layer.diff_id, diff, Origin::Given)));
        }
        LayerFile::Parent => {
            let _ = text.parse().ok().and_then(|parent| learn(&mut layer.parent, Some(parent), Origin::Given));
        }
        LayerFile::CacheId => {
            noted = text.parse().ok().and_then(|cache| words(learn(&mut layer.cache_id, cache, Origin::Given)));
            if let Ok(id) = text.parse() {
                findings.picture.directory(DirectoryName { id, init: false });
            }
        }
        LayerFile::Size => {
            noted = text.parse().ok().and_then(|size| words(learn(&mut layer.size, size, Origin::Given)));
        }
    }
    if let Some((first, second)) = noted {
        let fault = Fault::Disagreement { about: format!("{chain}"), first, second };
        findings.problems.push(Problem::new(fault, file.input, file.place, ""));
    }
}

fn words<T: ToString>(pair: Option<(T, T)>) -> Option<(String, String)> {
    pair.map(|(first, second)| (first.to_string(), second.to_string()))
}

/// A layer's name must be what its content and its parent make.
fn check_chains(findings: &mut Findings) {
    for (chain, (input, place)) in std::mem::take(&mut findings.layer_places) {
        let Some(layer) = findings.picture.layers.get(&chain) else { continue };
        let (Some(diff), Some(parent)) = (&layer.diff_id, &layer.parent) else { continue };
        let computed = ChainId::of(parent.value, diff.value);
        if computed != chain {
            let fault = Fault::ChainMismatch { named: chain.to_string(), computed: computed.to_string() };
            findings.problems.push(Problem::new(fault, input, place, ""));
        }
    }
    // A layer whose content has its own name is a base.
    for (chain, layer) in &mut findings.picture.layers {
        if layer.diff_id.as_ref().is_some_and(|diff| diff.value.0 == chain.0) {
            let _ = learn(&mut layer.parent, None, Origin::Computed);
        }
    }
}

/// `docker image inspect` names an image's directories in order, so each belongs to the layer at its place.
async fn image_directories(picture: &mut Picture, pace: &Pace<'_>) {
    let pairs: Vec<(ChainId, DirectoryName)> = picture
        .images
        .values()
        .filter_map(|image| Some((&image.diff_ids.as_ref()?.value, &image.directories.as_ref()?.value)))
        .flat_map(|(diffs, directories)| ChainId::chain(diffs).into_iter().zip(directories.clone()))
        .collect();
    for (chain, directory) in pairs {
        pace.step(512).await;
        is_layer(picture, directory, chain, Origin::Inferred);
    }
    let given: Vec<_> =
        picture.layers.iter().filter_map(|(chain, layer)| Some((*chain, layer.cache_id.as_ref()?.value))).collect();
    for (chain, id) in given {
        pace.step(512).await;
        is_layer(picture, DirectoryName { id, init: false }, chain, Origin::Given);
    }
}

fn is_layer(picture: &mut Picture, directory: DirectoryName, chain: ChainId, origin: Origin) {
    let _ = learn(&mut picture.directory(directory).chain_id, chain, origin);
    let _ = learn(&mut picture.layer(chain).cache_id, directory.id, origin);
}

/// A container's writable layer is the directory of its mount-id.
fn container_directories(picture: &mut Picture) {
    let pairs: Vec<_> = picture
        .containers
        .iter()
        .filter_map(|(id, container)| Some((*id, container.mount_id.as_ref()?.value)))
        .collect();
    for (container, id) in pairs {
        for init in [false, true] {
            let name = DirectoryName { id, init };
            if !init || picture.directories.contains_key(&name) {
                let _ = learn(&mut picture.directory(name).container, container, Origin::Inferred);
            }
        }
    }
}

/// `lower` names what lies below, from the top down: where a directory's layer is known, so are those below.
async fn lower_directories(picture: &mut Picture, pace: &Pace<'_>) {
    let stacks: Vec<(ChainId, Vec<DirectoryName>)> = picture
        .directories
        .values()
        .filter_map(|directory| {
            let chain = directory.chain_id.as_ref()?.value;
            let below = directory.lower.as_ref()?.value.iter();
            Some((chain, below.map_while(|link| picture.links.get(link).copied()).collect()))
        })
        .collect();
    for (chain, below) in stacks {
        pace.step(512 * below.len()).await;
        let parent = picture.layers.get(&chain).and_then(|layer| layer.parent.as_ref()?.value);
        follow(picture, parent, &below);
    }
}

/// Gives each directory, from the top down, the layer at its place.
fn follow(picture: &mut Picture, top: Option<ChainId>, directories: &[DirectoryName]) {
    let mut chain = top;
    for directory in directories {
        let Some(here) = chain else { return };
        is_layer(picture, *directory, here, Origin::Inferred);
        chain = picture.layers.get(&here).and_then(|layer| layer.parent.as_ref()?.value);
    }
}

/// A mount's `upperdir` says whose it is; below its init layer lie the layers of the container's image.
async fn mounts(picture: &mut Picture, pace: &Pace<'_>) {
    let mut stacks = None;
    for index in 0..picture.mounts.len() {
        pace.step(4096).await;
        let resolve = |picture: &Picture, lower: &Lower| match lower {
            Lower::Link(link) => picture.links.get(link).copied(),
            Lower::Directory(name) => Some(*name),
            Lower::Other(_) => None,
        };
        let mount = &picture.mounts[index];
        let Some(upper) = mount.upper.as_ref().and_then(|upper| resolve(picture, upper)) else { continue };
        let below: Vec<Option<DirectoryName>> = mount.lower.iter().map(|lower| resolve(picture, lower)).collect();
        let container = picture.directory(upper).container.as_ref().map(|known| known.value);
        if let (Some(Some(init)), Some(container)) = (below.first(), container)
            && init.init
        {
            let _ = learn(&mut picture.directory(*init).container, container, Origin::Inferred);
        }
        let image_layers: Option<Vec<DirectoryName>> = below.iter().skip(1).copied().collect();
        let Some(layers) = image_layers else { continue };
        match container.and_then(|id| top_layer(picture, id)) {
            Some(top) => follow(picture, Some(top), &layers),
            None => {
                let known = |name| Some(picture.directories.get(name)?.chain_id.as_ref()?.value);
                let known: Vec<Option<ChainId>> = layers.iter().map(known).collect();
                let top = stacks.get_or_insert_with(|| Stacks::of(picture)).only_fitting(&known);
                follow(picture, top, &layers);
            }
        }
    }
}

/// The topmost layer of a container's image.
fn top_layer(picture: &Picture, container: ContainerId) -> Option<ChainId> {
    let container = picture.containers.get(&container)?;
    if let Some(parent) = &container.parent {
        return Some(parent.value);
    }
    let image = picture.images.get(&container.image.as_ref()?.value)?;
    ChainId::chain(&image.diff_ids.as_ref()?.value).last().copied()
}

/// A container whose topmost read-only layer is that of just one image was made from it.
fn containers(picture: &mut Picture) {
    let mut tops: BTreeMap<ChainId, Option<ImageId>> = BTreeMap::new();
    for (id, image) in &picture.images {
        let top = image.diff_ids.as_ref().and_then(|diffs| ChainId::chain(&diffs.value).last().copied());
        if let Some(top) = top {
            tops.entry(top).and_modify(|several| *several = None).or_insert(Some(*id));
        }
    }
    for container in picture.containers.values_mut() {
        let image = container.parent.as_ref().and_then(|parent| *tops.get(&parent.value)?);
        if let Some(image) = image {
            let _ = learn(&mut container.image, image, Origin::Inferred);
        }
    }
}

/// An image's size is the sum of its layers' sizes.
fn sizes(picture: &mut Picture) {
    let Picture { images, layers, .. } = picture;
    for image in images.values_mut() {
        let Some(diffs) = &image.diff_ids else { continue };
        let of = |chain: ChainId| Some(layers.get(&chain)?.size.as_ref()?.value);
        let sizes: Option<Vec<u64>> = ChainId::chain(&diffs.value).into_iter().map(of).collect();
        if let Some(size) = sizes.and_then(|sizes| sizes.into_iter().try_fold(0_u64, u64::checked_add)) {
            let _ = learn(&mut image.size, size, Origin::Computed);
        }
    }
}
