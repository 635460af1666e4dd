//! `docker inspect` and `docker image inspect`: arrays of images and containers.

use super::findings::{Findings, Source};
use super::picture::{DirectoryName, Name, Origin, learn};
use crate::identity::{CacheId, ContainerId, DiffId, ImageId};
use crate::json::{Type, Value};
use crate::pace::Pace;
use crate::reference::Reference;

/// What was inspected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Object {
    Image,
    Container,
}

/// What the outermost value, or the first element of it, describes.
pub(super) fn recognise(root: Value<'_, '_>) -> Option<Object> {
    let object = if root.kind() == Type::Array { root.elements().next()? } else { root };
    let has = |name| object.get(name).is_some();
    if !has("Id") {
        return None;
    }
    if has("RepoTags") || has("RepoDigests") || has("RootFS") {
        return Some(Object::Image);
    }
    (has("State") || has("HostConfig") || has("Image")).then_some(Object::Container)
}

/// What else is among the elements than what the first describes.
pub(super) fn other(root: Value<'_, '_>) -> Option<Object> {
    let first = recognise(root)?;
    root.elements().filter_map(recognise).find(|object| *object != first)
}

/// Reads all elements.
pub(super) async fn read(root: Value<'_, '_>, source: &Source<'_>, findings: &mut Findings, pace: &Pace<'_>) {
    if root.kind() != Type::Array {
        return object(root, "", source, findings);
    }
    for (index, element) in root.elements().enumerate() {
        pace.step(element.span().len()).await;
        object(element, &format!("[{index}]"), source, findings);
    }
}

fn object(value: Value<'_, '_>, path: &str, source: &Source<'_>, findings: &mut Findings) {
    match recognise(value) {
        Some(Object::Image) => image(value, path, source, findings),
        Some(Object::Container) => container(value, path, source, findings),
        None => {}
    }
}

fn text(value: Value<'_, '_>, name: &str) -> Option<String> {
    value.get(name)?.as_str().filter(|text| !text.is_empty())
}

fn image(value: Value<'_, '_>, path: &str, source: &Source<'_>, findings: &mut Findings) {
    let Some(id_value) = value.get("Id") else { return };
    let Some(id) = findings.hash::<ImageId>(source, id_value, &format!("{path}.Id")) else { return };
    for list in ["RepoTags", "RepoDigests"] {
        for name in value.get(list).into_iter().flat_map(|list| list.elements()) {
            let Some(text) = name.as_str() else { continue };
            // `<none>:<none>` stands for no name.
            let Ok(reference) = Reference::parse(&text) else { continue };
            let place = source.places.place(name.span().start);
            findings.name(Name { text, reference, image: id.to_string(), input: source.input, place });
        }
    }
    let diffs = value.get("RootFS").and_then(|root| root.get("Layers"));
    let mut diff_ids: Vec<DiffId> = Vec::new();
    for (index, diff) in diffs.into_iter().flat_map(|list| list.elements()).enumerate() {
        let path = format!("{path}.RootFS.Layers[{index}]");
        let Some(diff) = findings.hash(source, diff, &path) else { return };
        diff_ids.push(diff);
    }
    let directories = directories(value);
    let of = |name| text(value, name);
    let platform = super::config::platform(of("Os"), of("Architecture"), of("Variant"));
    let image = findings.picture.image(id);
    let note = |fact, value: Option<String>| value.and_then(|value| learn(fact, value, Origin::Given));
    note(&mut image.created, of("Created"));
    note(&mut image.platform, platform);
    if let Some(size) = value.get("Size").and_then(|value| value.as_u64()) {
        let _ = learn(&mut image.size, size, Origin::Given);
    }
    if let Some(directories) = directories.filter(|list| list.len() == diff_ids.len()) {
        let _ = learn(&mut image.directories, directories, Origin::Given);
    }
    if diffs.is_some() {
        let _ = learn(&mut image.diff_ids, diff_ids, Origin::Given);
    }
}

/// An image's directories, base first: `UpperDir` is the topmost, `LowerDir` has the others from the top down.
fn directories(image: Value<'_, '_>) -> Option<Vec<DirectoryName>> {
    let data = image.get("GraphDriver")?.get("Data")?;
    let upper = text(data, "UpperDir")?;
    let lower = text(data, "LowerDir").unwrap_or_default();
    let paths = std::iter::once(upper.as_str()).chain(lower.split(':').filter(|path| !path.is_empty()));
    let mut list: Vec<DirectoryName> = paths.map(directory_of_path).collect::<Option<_>>()?;
    list.reverse();
    Some(list)
}

/// The directory in `…/overlay2/<directory>/diff`.
pub(super) fn directory_of_path(path: &str) -> Option<DirectoryName> {
    let (above, last) = path.rsplit_once('/')?;
    let name = above.rsplit('/').next()?;
    if matches!(last, "diff" | "work" | "merged") { name.parse().ok() } else { None }
}

fn container(value: Value<'_, '_>, path: &str, source: &Source<'_>, findings: &mut Findings) {
    let Some(id_value) = value.get("Id") else { return };
    let Some(id) = findings.hash::<ContainerId>(source, id_value, &format!("{path}.Id")) else { return };
    let image_value = value.get("Image").filter(|value| value.as_str().is_some_and(|text| text.contains(':')));
    let image: Option<ImageId> = image_value.and_then(|value| findings.hash(source, value, &format!("{path}.Image")));
    let data = value.get("GraphDriver").and_then(|driver| driver.get("Data"));
    let upper = data.and_then(|data| text(data, "UpperDir")).and_then(|path| directory_of_path(&path));
    let mount: Option<CacheId> = upper.map(|directory| directory.id);
    if let Some(directory) = upper {
        let _ = learn(&mut findings.picture.directory(directory).container, id, Origin::Given);
    }
    let lower = data.and_then(|data| text(data, "LowerDir")).unwrap_or_default();
    for directory in lower.split(':').filter_map(directory_of_path) {
        findings.picture.directory(directory);
    }
    let status = value.get("State").and_then(|state| text(state, "Status"));
    let container = findings.picture.container(id);
    if let Some(name) = text(value, "Name") {
        let _ = learn(&mut container.name, name.trim_start_matches('/').to_owned(), Origin::Given);
    }
    if let Some(status) = status {
        let _ = learn(&mut container.status, status, Origin::Given);
    }
    if let Some(image) = image {
        let _ = learn(&mut container.image, image, Origin::Given);
        findings.picture.image(image);
    }
    if let Some(mount) = mount {
        let _ = learn(&mut findings.picture.container(id).mount_id, mount, Origin::Given);
    }
}
