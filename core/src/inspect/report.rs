//! The outcome as one JSON object, for programs: what `drydock inspect --json` prints. Its schema is `docs/inspect.schema.json`.

use serde::Serialize;

use super::picture::{Image, Known, Lower, Manifest, Origin, Picture};
use super::{Input, Inspection};
use crate::identity::{ChainId, ImageId};
use crate::json;
use crate::trace::explain::Lang;

#[derive(Serialize)]
struct Report<'a> {
    inputs: Vec<InputRow<'a>>,
    repositories: Vec<RepositoryRow<'a>>,
    images: Vec<ImageRow<'a>>,
    manifests: Vec<ManifestRow<'a>>,
    layers: Vec<RecordRow>,
    containers: Vec<ContainerRow>,
    directories: Vec<DirectoryRow>,
    mounts: Vec<MountRow<'a>>,
    problems: Vec<ProblemRow<'a>>,
}

#[derive(Serialize)]
struct InputRow<'a> {
    file: &'a str,
    kind: &'static str,
}

#[derive(Serialize)]
struct RepositoryRow<'a> {
    name: &'a str,
    registry: &'a str,
    references: Vec<ReferenceRow<'a>>,
}

#[derive(Serialize)]
struct ReferenceRow<'a> {
    reference: &'a str,
    kind: &'static str,
    image_id: &'a str,
}

/// A fact, and how it is known.
#[derive(Serialize)]
struct Value<T> {
    value: T,
    known: &'static str,
}

#[derive(Serialize)]
struct ImageRow<'a> {
    image_id: Option<String>,
    names: &'a [String],
    config: Option<&'static str>,
    created: Option<Value<&'a str>>,
    platform: Option<Value<&'a str>>,
    size: Option<Value<u64>>,
    layers: Vec<LayerRow>,
}

#[derive(Serialize)]
struct LayerRow {
    digest: Option<Value<String>>,
    diff_id: Option<Value<String>>,
    chain_id: Option<Value<String>>,
    directory: Option<Value<String>>,
    size: Option<Value<u64>>,
}

#[derive(Serialize)]
struct ManifestRow<'a> {
    digest: String,
    kind: &'static str,
    image_id: Option<String>,
    manifests: Vec<PlatformRow<'a>>,
}

#[derive(Serialize)]
struct PlatformRow<'a> {
    platform: &'a str,
    digest: String,
}

#[derive(Serialize)]
struct RecordRow {
    chain_id: String,
    diff_id: Option<Value<String>>,
    parent: Option<Value<Option<String>>>,
    directory: Option<Value<String>>,
    size: Option<Value<u64>>,
}

#[derive(Serialize)]
struct ContainerRow {
    container_id: String,
    name: Option<Value<String>>,
    status: Option<Value<String>>,
    image_id: Option<Value<String>>,
    mount_id: Option<Value<String>>,
}

#[derive(Serialize)]
struct DirectoryRow {
    directory: String,
    link: Option<Value<String>>,
    lower: Option<Value<Vec<String>>>,
    chain_id: Option<Value<String>>,
    container_id: Option<Value<String>>,
}

#[derive(Serialize)]
struct MountRow<'a> {
    target: &'a str,
    upper: Option<String>,
    lower: Vec<String>,
}

#[derive(Serialize)]
struct ProblemRow<'a> {
    severity: &'static str,
    code: &'static str,
    file: &'a str,
    line: usize,
    column: usize,
    r#where: &'a str,
    message: String,
    help: String,
}

/// The object, indented with two spaces, with a line feed at its end.
pub fn to_json(inputs: &[Input], inspection: &Inspection, lang: Lang) -> String {
    let file = |number: usize| inputs.get(number).map_or("", |input| input.name.as_str());
    let picture = &inspection.picture;
    let report = Report {
        inputs: inspection
            .recognised
            .iter()
            .map(|item| InputRow { file: file(item.input), kind: item.kind.name() })
            .collect(),
        repositories: repositories(picture),
        images: images(picture),
        manifests: manifests(picture),
        layers: layers(picture),
        containers: containers(picture),
        directories: directories(picture),
        mounts: mounts(picture),
        problems: inspection
            .problems
            .iter()
            .map(|problem| {
                let words = problem.words(lang);
                let space = if words.at_start.is_empty() || lang == Lang::Zh { "" } else { " " };
                ProblemRow {
                    severity: problem.severity().name(),
                    code: problem.fault.code(),
                    file: file(problem.input),
                    line: problem.place.line,
                    column: problem.place.column,
                    r#where: &problem.path,
                    message: format!("{}{space}{}", words.message, words.at_start),
                    help: words.help,
                }
            })
            .collect(),
    };
    let mut text = json::encode_indented(&report, "  ");
    text.push('\n');
    text
}

fn repositories(picture: &Picture) -> Vec<RepositoryRow<'_>> {
    let mut rows: Vec<RepositoryRow<'_>> = picture
        .repositories
        .iter()
        .map(|(name, repository)| RepositoryRow { name, registry: repository.domain(), references: Vec::new() })
        .collect();
    for (text, name) in &picture.names {
        let familiar = name.reference.repository.familiar();
        let Ok(index) = rows.binary_search_by(|row| row.name.cmp(&familiar)) else { continue };
        let kind = if name.reference.digest.is_some() { "digest" } else { "tag" };
        rows[index].references.push(ReferenceRow { reference: text, kind, image_id: &name.image });
    }
    rows
}

fn fact<'f, T, U>(fact: Option<&'f Known<T>>, show: impl Fn(&'f T) -> U) -> Option<Value<U>> {
    fact.map(|known| Value { value: show(&known.value), known: known.origin.name() })
}

fn images(picture: &Picture) -> Vec<ImageRow<'_>> {
    let known = picture.images.iter().map(|(id, image)| image_row(Some(*id), image, picture));
    let loose = picture.loose_configs.iter().map(|config| image_row(None, &config.image, picture));
    known.chain(loose).collect()
}

fn image_row<'a>(id: Option<ImageId>, image: &'a Image, picture: &Picture) -> ImageRow<'a> {
    let diffs = image.diff_ids.as_ref().map_or(&[][..], |known| &known.value);
    let digests = image.digests.as_ref().map_or(&[][..], |known| &known.value);
    let chains = ChainId::chain(diffs);
    let layers = (0..diffs.len().max(digests.len())).map(|index| {
        let chain = chains.get(index);
        let layer = chain.and_then(|chain| picture.layers.get(chain));
        LayerRow {
            digest: element(image.digests.as_ref(), digests.get(index)),
            diff_id: element(image.diff_ids.as_ref(), diffs.get(index)),
            chain_id: chain.map(|chain| Value { value: chain.to_string(), known: Origin::Computed.name() }),
            directory: layer.and_then(|layer| fact(layer.cache_id.as_ref(), ToString::to_string)),
            size: layer.and_then(|layer| fact(layer.size.as_ref(), |size| *size)),
        }
    });
    ImageRow {
        image_id: id.map(|id| id.to_string()),
        names: &image.names,
        config: image.config.as_ref().map(|known| known.value.name()),
        created: fact(image.created.as_ref(), String::as_str),
        platform: fact(image.platform.as_ref(), String::as_str),
        size: fact(image.size.as_ref(), |size| *size),
        layers: layers.collect(),
    }
}

/// One element of a list that is known as a whole.
fn element<T, U: ToString>(list: Option<&Known<Vec<T>>>, element: Option<&U>) -> Option<Value<String>> {
    Some(Value { value: element?.to_string(), known: list?.origin.name() })
}

fn manifests(picture: &Picture) -> Vec<ManifestRow<'_>> {
    picture
        .manifests
        .iter()
        .map(|(digest, manifest)| {
            let digest = digest.to_string();
            match manifest {
                Manifest::Image { image, .. } => {
                    ManifestRow { digest, kind: "image", image_id: Some(image.to_string()), manifests: Vec::new() }
                }
                Manifest::List(entries) => {
                    let manifests = entries
                        .iter()
                        .map(|(platform, digest)| PlatformRow { platform, digest: digest.to_string() })
                        .collect();
                    ManifestRow { digest, kind: "list", image_id: None, manifests }
                }
            }
        })
        .collect()
}

fn layers(picture: &Picture) -> Vec<RecordRow> {
    picture
        .layers
        .iter()
        .map(|(chain, layer)| RecordRow {
            chain_id: chain.to_string(),
            diff_id: fact(layer.diff_id.as_ref(), ToString::to_string),
            parent: fact(layer.parent.as_ref(), |parent| parent.map(|chain| chain.to_string())),
            directory: fact(layer.cache_id.as_ref(), ToString::to_string),
            size: fact(layer.size.as_ref(), |size| *size),
        })
        .collect()
}

fn containers(picture: &Picture) -> Vec<ContainerRow> {
    picture
        .containers
        .iter()
        .map(|(id, container)| ContainerRow {
            container_id: id.to_string(),
            name: fact(container.name.as_ref(), Clone::clone),
            status: fact(container.status.as_ref(), Clone::clone),
            image_id: fact(container.image.as_ref(), ToString::to_string),
            mount_id: fact(container.mount_id.as_ref(), ToString::to_string),
        })
        .collect()
}

fn directories(picture: &Picture) -> Vec<DirectoryRow> {
    picture
        .directories
        .iter()
        .map(|(name, directory)| DirectoryRow {
            directory: name.to_string(),
            link: fact(directory.link.as_ref(), ToString::to_string),
            lower: fact(directory.lower.as_ref(), |links| links.iter().map(ToString::to_string).collect()),
            chain_id: fact(directory.chain_id.as_ref(), ToString::to_string),
            container_id: fact(directory.container.as_ref(), ToString::to_string),
        })
        .collect()
}

fn mounts(picture: &Picture) -> Vec<MountRow<'_>> {
    let show = |lower: &Lower| match lower {
        Lower::Link(link) => {
            picture.links.get(link).map_or_else(|| format!("l/{link}"), |directory| format!("{directory}/diff"))
        }
        Lower::Directory(name) => format!("{name}/diff"),
        Lower::Other(path) => path.clone(),
    };
    picture
        .mounts
        .iter()
        .map(|mount| MountRow {
            target: &mount.target,
            upper: mount.upper.as_ref().map(show),
            lower: mount.lower.iter().map(show).collect(),
        })
        .collect()
}
