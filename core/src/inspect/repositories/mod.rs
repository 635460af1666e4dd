//! repositories.json: which name means which image.
//!
//! ```text
//! {"Repositories":{"nginx":{"nginx:latest":"sha256:<image ID>","nginx@sha256:<digest>":"sha256:<image ID>"}}}
//!                  ───┬───  ──────┬──────   ────────┬────────
//!          repository, familiar   reference, with the repository repeated
//! ```
//!
//! [`load()`] is dockerd's own reading. What follows here looks closer: it reports all that dockerd would never have written.

mod entry;
mod load;

use std::collections::BTreeMap;

use super::fault::{Fault, Level, Target};
use super::findings::{Findings, Source};
use super::picture::{Name, Refused};
use crate::json::{self, Type, Value};
use crate::pace::Pace;
use crate::reference::Reference;

pub(super) use load::load_paced;
pub use load::{Load, Store, load};

/// The references of one repository's map, by their key, as far as they can be read.
type Entries = BTreeMap<String, Option<Name>>;

/// Whether the keys or the shape of `root` are those of a repositories.json.
pub(super) fn recognise(root: Value<'_, '_>) -> bool {
    let empty = root.is_complete() && root.members().next().is_none();
    let named = || root.members().any(|member| is_repositories_key(member.key));
    let shaped = || is_unwrapped(root) || is_flat(root) || is_by_registry(root);
    let object = root.kind() == Type::Object && (empty || named() || shaped());
    // A list of them, as `jq --slurp` makes it.
    object || root.elements().next().is_some_and(|first| first.members().any(|member| is_repositories_key(member.key)))
}

/// `Repositories` in any case; or the beginning of it, where the text ends within the key.
fn is_repositories_key(key: Value<'_, '_>) -> bool {
    let Some(text) = key.as_str() else { return false };
    load::names_repositories(&text) || (!key.is_complete() && text.len() >= 2 && "Repositories".starts_with(&text))
}

/// Whether references stand at the top, each with an image ID, where `Repositories` and their repositories should be.
fn is_flat(root: Value<'_, '_>) -> bool {
    let is_entry = |key: &str, id: &str| {
        let named = Reference::parse(key).is_ok_and(|reference| !reference.is_name_only());
        named && id.starts_with("sha256:")
    };
    let mut members = root.members().peekable();
    members.peek().is_some()
        && members.all(|entry| {
            let pair = entry.key.as_str().zip(entry.value.and_then(|id| id.as_str()));
            pair.is_some_and(|(key, id)| is_entry(&key, &id))
        })
}

/// Whether maps of references stand at the top, where `Repositories` should be.
fn is_unwrapped(root: Value<'_, '_>) -> bool {
    let text_only = |map: Value<'_, '_>| {
        map.kind() == Type::Object && map.members().all(|entry| entry.value.is_none_or(|id| id.kind() == Type::String))
    };
    let has_id = |map: Value<'_, '_>| {
        let mut ids = map.members().filter_map(|entry| entry.value?.as_str());
        ids.any(|id| id.starts_with("sha256:"))
    };
    let values = || root.members().filter_map(|member| member.value);
    values().all(text_only) && values().any(has_id)
}

/// Whether `map` has registries, or the first parts of names, which have repositories, where repositories should be.
fn is_by_registry(map: Value<'_, '_>) -> bool {
    let nested = |value: Value<'_, '_>| value.kind() == Type::Object && is_unwrapped(value);
    let mut values = map.members().filter_map(|member| member.value).peekable();
    values.peek().is_some() && values.all(nested)
}

/// Reports on `root`, which is recognised or is said to be a repositories.json.
pub(super) async fn read(root: Value<'_, '_>, source: &Source<'_>, findings: &mut Findings, pace: &Pace<'_>) {
    match root.kind() {
        Type::Object => {}
        Type::Null => return findings.report(source, root.span().start, "", Fault::NullFile),
        found => {
            let fault = Fault::WrongType { into: Target::Store, found, right: None };
            return findings.report(source, root.span().start, "", fault);
        }
    }
    let mut reader = Reader { source, findings, pace, map: BTreeMap::new() };
    reader.root(root).await;
    for (key, entries) in reader.map {
        if let Ok(reference) = Reference::parse(&key) {
            findings.picture.repository(&reference.repository);
        }
        for name in entries.into_values().flatten() {
            findings.name(name);
            pace.step(256).await;
        }
    }
}

struct Reader<'r, 's> {
    source: &'r Source<'s>,
    findings: &'r mut Findings,
    pace: &'r Pace<'r>,
    /// What the file says in the end, after duplicates.
    map: BTreeMap<String, Entries>,
}

impl Reader<'_, '_> {
    fn report(&mut self, value: Value<'_, '_>, path: &str, fault: Fault) {
        self.findings.report(self.source, entry::offset(value, &fault), path, fault);
    }

    async fn root(&mut self, root: Value<'_, '_>) {
        let mut seen = false;
        let any = root.members().any(|member| is_repositories_key(member.key));
        if !any {
            let (unwrapped, flat) = (is_unwrapped(root), is_flat(root) || is_by_registry(root));
            let right = (unwrapped || flat).then(|| entry::mended(root)).filter(|_| root.is_complete());
            if root.is_complete() || unwrapped {
                self.report(root, "", Fault::NoRepositoriesKey { right });
            }
            if unwrapped {
                return self.repositories(root, "").await;
            }
            if flat {
                return;
            }
        }
        for member in root.members() {
            let key = member.key.as_str().unwrap_or_default();
            let path = path_of("", &key);
            if !is_repositories_key(member.key) {
                self.report(member.key, &path, Fault::UnknownKey { key });
                continue;
            }
            if key != "Repositories" && member.key.is_complete() {
                self.report(member.key, &path, Fault::KeyCase { key: key.clone() });
            }
            if std::mem::replace(&mut seen, true) {
                self.report(member.key, &path, Fault::DuplicateKey { key, level: Level::Repositories });
            }
            let Some(value) = member.value else { continue };
            match value.kind() {
                Type::Object => self.repositories(value, &path).await,
                Type::Null => {
                    self.map.clear();
                    self.report(value, &path, Fault::NullRepositories);
                }
                found => self.report(value, &path, Fault::WrongType { into: Target::Repositories, found, right: None }),
            }
        }
    }

    async fn repositories(&mut self, map: Value<'_, '_>, path: &str) {
        for member in map.members() {
            let key = member.key.as_str().unwrap_or_default();
            let path = path_of(path, &key);
            let outer = entry::outer(member.key, &key, member.value);
            let Some(value) = member.value else { continue };
            // What is wrong with a value that is no map is said with the value.
            if value.kind() == Type::Object || outer.reference.is_none() {
                outer.faults.iter().for_each(|fault| self.report(member.key, &path, fault.clone()));
            }
            if self.map.contains_key(&key) {
                let fault = Fault::DuplicateKey { key: key.clone(), level: Level::Repository };
                self.report(member.key, &path, fault);
            }
            let entries = self.repository(value, &path, &outer).await;
            self.map.insert(key, entries);
        }
    }

    async fn repository(&mut self, value: Value<'_, '_>, path: &str, outer: &entry::Outer) -> Entries {
        let mut entries = Entries::new();
        let key = outer.key.clone();
        match value.kind() {
            Type::Object if value.is_complete() && value.members().next().is_none() => {
                self.report(value, path, Fault::EmptyRepository { key });
            }
            Type::Object => {}
            Type::Null => self.report(value, path, Fault::NullRepository { key }),
            found => {
                let right = value.as_str().and_then(|id| entry::nested(outer, &id));
                self.report(value, path, Fault::WrongType { into: Target::Repository, found, right });
            }
        }
        for member in value.members() {
            let key = member.key.as_str().unwrap_or_default();
            let path = path_of(path, &key);
            let Some(value) = member.value else { continue };
            self.pace.step(1024).await;
            if entries.contains_key(&key) {
                let fault = Fault::DuplicateKey { key: key.clone(), level: Level::Reference };
                self.report(member.key, &path, fault);
            }
            let inner = entry::inner(member.key, &key, outer);
            inner.faults.into_iter().for_each(|fault| self.report(member.key, &path, fault));
            if let Some(fault) = entry::image_id(value, &key, &outer.key) {
                self.report(value, &path, fault);
            }
            let image = value.as_str();
            let place = self.source.places.place(member.key.span().start);
            if inner.reference.is_none() {
                let refused = Refused { text: key.clone(), image: image.clone(), input: self.source.input, place };
                self.findings.refused(refused);
            }
            let name = inner.reference.zip(image).map(|(reference, image)| Name {
                text: key.clone(),
                reference,
                image,
                input: self.source.input,
                place,
            });
            entries.insert(key, name);
        }
        entries
    }
}

/// So many bytes of a key are said of where it stands.
const LONGEST_KEY: usize = 1024;

/// Where a key stands: `Repositories["nginx"]["nginx:latest"]`.
fn path_of(parent: &str, key: &str) -> String {
    if parent.is_empty() && key.bytes().all(|c| c.is_ascii_alphanumeric()) {
        return key.to_owned();
    }
    let shown = key.floor_char_boundary(LONGEST_KEY);
    let cut = if shown < key.len() { "…" } else { "" };
    format!("{parent}[{}{cut}]", json::quote(&key[..shown]))
}
