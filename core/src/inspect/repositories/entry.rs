//! One key, one value: what is wrong with them.

use std::collections::BTreeMap;

use super::super::fault::{BadId, Fault, InPlaceOf, Level, Target};
use crate::json::{self, Type, Value};
use crate::reference::{BrokenRule, ParseReferenceError, Part, Reference, Tag};

/// A repository's key.
pub(super) struct Outer {
    pub(super) key: String,
    pub(super) reference: Option<Reference>,
    pub(super) faults: Vec<Fault>,
}

/// A reference's key: what it refers to if dockerd can use it, and what is wrong with it.
pub(super) struct Inner {
    pub(super) reference: Option<Reference>,
    pub(super) faults: Vec<Fault>,
}

/// Looks at a repository's key; `map` is what stands under it.
pub(super) fn outer(value: Value<'_, '_>, key: &str, map: Option<Value<'_, '_>>) -> Outer {
    let mut faults = Vec::new();
    let in_place_of = || if map.is_some_and(has_good_entry) { InPlaceOf::GoodEntries } else { InPlaceOf::Entry };
    let reference = match Reference::parse(key) {
        _ if !is_utf8(value) => {
            faults.push(Fault::InvalidUtf8 { text: key.to_owned(), in_place_of: in_place_of() });
            None
        }
        Ok(reference) => {
            let right = reference.repository.familiar();
            if !reference.is_name_only() {
                faults.push(Fault::RepositoryKeyHasTag { key: key.to_owned(), right });
            } else if right == "sha256" {
                faults.push(Fault::ReservedName);
            } else if right != key {
                faults.push(Fault::NotFamiliar { key: key.to_owned(), level: Level::Repository, right });
            }
            Some(reference)
        }
        Err(error) => {
            faults.push(refusal(key, error, in_place_of()));
            None
        }
    };
    Outer { key: key.to_owned(), reference, faults }
}

/// Looks at a reference's key under `outer`.
pub(super) fn inner(value: Value<'_, '_>, key: &str, outer: &Outer) -> Inner {
    let refused = |fault| Inner { reference: None, faults: vec![fault] };
    if !is_utf8(value) {
        return refused(Fault::InvalidUtf8 { text: key.to_owned(), in_place_of: InPlaceOf::Entry });
    }
    if let Some(repository) = &outer.reference
        && !key.contains([':', '@', '/'])
        && key != outer.key
        && key.parse::<Tag>().is_ok()
    {
        let right = format!("{}:{key}", repository.repository.familiar());
        return refused(Fault::BareTag { key: key.to_owned(), right });
    }
    let reference = match Reference::parse(key) {
        Ok(reference) => reference,
        // One mistake, reported once: the repository's key has it, too.
        Err(_) if outer.reference.is_none() && repeats(key, &outer.key) => {
            return Inner { reference: None, faults: Vec::new() };
        }
        Err(error) => return refused(refusal(key, error, InPlaceOf::Entry)),
    };
    if reference.is_name_only() {
        return refused(Fault::NoTagOrDigest { key: key.to_owned() });
    }
    let mut faults = Vec::new();
    if reference.tag.is_some() && reference.digest.is_some() {
        faults.push(Fault::TagAndDigest { key: key.to_owned() });
    }
    let right = reference.repository.familiar();
    let same = outer.reference.as_ref().map(|outer| outer.repository == reference.repository);
    if !same.unwrap_or(right == outer.key) {
        faults.push(Fault::WrongRepository { key: key.to_owned(), under: outer.key.clone(), right });
    } else if reference.familiar() != key && !(same == Some(true) && repeats(key, &outer.key)) {
        let right = reference.familiar();
        faults.push(Fault::NotFamiliar { key: key.to_owned(), level: Level::Reference, right });
    }
    Inner { reference: Some(reference), faults }
}

/// Looks at what should be an image ID; it stands below `outer` and `key`.
pub(super) fn image_id(value: Value<'_, '_>, key: &str, outer: &str) -> Option<Fault> {
    match value.kind() {
        Type::String if !value.is_complete() => None,
        Type::String => {
            let id = value.as_str().unwrap_or_default();
            if !is_utf8(value) {
                return Some(Fault::InvalidUtf8 { text: id, in_place_of: InPlaceOf::ImageId });
            }
            BadId::find(&id).map(|bad| Fault::ImageId { id, bad })
        }
        Type::Null => Some(Fault::NullImageId { key: key.to_owned() }),
        found => {
            let right = below_registry(value, &format!("{outer}/{key}"));
            Some(Fault::WrongType { into: Target::ImageId, found, right })
        }
    }
}

/// The map that was meant by `"nginx:1.19": "sha256:…"` where a repository should be.
pub(super) fn nested(outer: &Outer, id: &str) -> Option<String> {
    let reference = outer.reference.clone()?.or_latest();
    let (repository, full) = (reference.repository.familiar(), reference.familiar());
    Some(format!("{}:{{{}:{}}}", json::quote(&repository), json::quote(&full), json::quote(id)))
}

/// What was meant by `"docker.io":{"library/nginx":{"latest":"sha256:…"}}` where a repository should be.
fn below_registry(map: Value<'_, '_>, above: &str) -> Option<String> {
    let mut store = Meant::new();
    mend(map, above, 2, &mut store);
    let text = json::encode(&store);
    let inside = text.strip_prefix('{')?.strip_suffix('}')?;
    (!store.is_empty()).then(|| inside.to_owned())
}

/// The file that was meant by registries, repositories or references at the top, where `Repositories` should be, or by registries
/// in it: what can be understood of it, as dockerd writes it.
pub(super) fn mended(root: Value<'_, '_>) -> String {
    let mut store = Meant::new();
    mend(root, "", 0, &mut store);
    json::encode(&BTreeMap::from([("Repositories", store)]))
}

type Meant = BTreeMap<String, BTreeMap<String, String>>;

/// Puts into `store` what `map` means that stands under `above`: the keys of so many levels, joined as a name joins them.
fn mend(map: Value<'_, '_>, above: &str, depth: usize, store: &mut Meant) {
    for member in map.members() {
        let (Some(key), Some(value)) = (member.key.as_str(), member.value) else { continue };
        let bare = !above.is_empty() && !key.contains([':', '@', '/']) && key != above && key.parse::<Tag>().is_ok();
        let text = match (bare, value.as_str()) {
            (true, Some(_)) => format!("{above}:{key}"),
            (false, Some(_)) => match above.rsplit_once('/') {
                // The repository is said again, without the registry.
                Some((home, name)) if repeats(&key, name) => format!("{home}/{key}"),
                _ => key,
            },
            // A registry, or what stands before a slash, is not said again in the keys below it.
            (_, None) if !above.is_empty() && !key.starts_with(above) => format!("{above}/{key}"),
            (_, None) => key,
        };
        if let Some(id) = value.as_str() {
            if let Ok(reference) = Reference::parse(&text) {
                let reference = reference.or_latest().favor_digest();
                store.entry(reference.repository.familiar()).or_default().insert(reference.familiar(), id);
            }
        } else if depth < 2 {
            mend(value, &text, depth + 1, store);
        }
    }
}

/// Whether a reference under a repository's key is one.
fn has_good_entry(map: Value<'_, '_>) -> bool {
    let good = |key: Value<'_, '_>| {
        let reference = key.as_str().filter(|_| is_utf8(key)).and_then(|key| Reference::parse(&key).ok());
        reference.is_some_and(|reference| !reference.is_name_only())
    };
    map.members().any(|member| member.value.is_some() && good(member.key))
}

/// Whether `key` is `outer` with a tag or a digest behind it.
fn repeats(key: &str, outer: &str) -> bool {
    key.strip_prefix(outer).is_some_and(|rest| rest.starts_with([':', '@']))
}

fn refusal(key: &str, error: ParseReferenceError, in_place_of: InPlaceOf) -> Fault {
    let key = key.to_owned();
    let rule = BrokenRule::find(&key);
    match rule.map(|rule| rule.part) {
        Some(Part::Tag) => Fault::Tag { key, rule },
        Some(Part::Digest) => Fault::Digest { key, error, rule },
        Some(Part::Domain | Part::Path) | None => Fault::RepositoryName { key, error, rule, in_place_of },
    }
}

/// Whether a string has only characters. Escapes cannot break this: half a surrogate pair is a matter of its own.
fn is_utf8(value: Value<'_, '_>) -> bool {
    std::str::from_utf8(value.raw()).is_ok()
}

/// Where a fault of `value` stands: at its first byte, or at that which is no UTF-8.
pub(super) fn offset(value: Value<'_, '_>, fault: &Fault) -> usize {
    let within = match (fault, std::str::from_utf8(value.raw())) {
        (Fault::InvalidUtf8 { .. }, Err(error)) => error.valid_up_to(),
        _ => 0,
    };
    value.span().start + within
}
