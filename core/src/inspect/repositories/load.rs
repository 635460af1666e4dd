//! What dockerd 20.10 makes of a repositories.json at its start, to the letter.
//!
//! Model: moby `reference/store.go` `reload` and `save`, Go `encoding/json/decode.go`.

use std::collections::BTreeMap;

use super::super::fault::Target;
use super::super::picture::Name;
use crate::json::{self, Type, Value};
use crate::pace::{self, Pace};

/// The tag store of a dockerd that has read its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Store {
    /// By the repository's key, then by the reference. A missing map is Go's nil map, which is written as `null`.
    pub repositories: Option<BTreeMap<String, Option<BTreeMap<String, String>>>>,
}

/// How it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Load {
    /// dockerd starts.
    Starts(Store),
    /// dockerd says `Couldn't create reference store repository: ` and this, and exits.
    Refuses(String),
    /// dockerd panics: for the file `null`, Go sets the store itself to nil.
    Crashes,
}

impl Store {
    /// The store with these names, each where it belongs and in the form in which dockerd writes it.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n Name>) -> Self {
        let mut repositories: BTreeMap<String, Option<BTreeMap<String, String>>> = BTreeMap::new();
        for name in names {
            let key = name.reference.clone().favor_digest().familiar();
            let map = repositories.entry(name.reference.repository.familiar()).or_default().get_or_insert_default();
            map.insert(key, name.image.clone());
        }
        Self { repositories: Some(repositories) }
    }

    /// The file's bytes, as dockerd writes them with the next change.
    pub fn encode(&self) -> String {
        json::encode(&BTreeMap::from([("Repositories", &self.repositories)]))
    }
}

/// Reads the file as dockerd does.
pub fn load(bytes: &[u8]) -> Load {
    pace::finish(load_paced(bytes, &Pace::unbroken()))
}

/// The same in pieces.
pub(in crate::inspect) async fn load_paced(bytes: &[u8], pace: &Pace<'_>) -> Load {
    let parsed = json::parse_paced(bytes, 0, pace).await;
    if let Some(error) = parsed.error {
        return Load::Refuses(error.to_string());
    }
    let Some(root) = parsed.tree.root() else { return Load::Refuses(json::SyntaxError::Empty.to_string()) };
    match root.kind() {
        Type::Null => return Load::Crashes,
        Type::Object => {}
        other => return Load::Refuses(Target::Store.refusal(other)),
    }
    let mut store = Store { repositories: Some(BTreeMap::new()) };
    let mut refusal = None;
    for member in root.members() {
        let (Some(key), Some(value)) = (member.key.as_str(), member.value) else { continue };
        if names_repositories(&key) {
            decode_repositories(&mut store, value, &mut refusal);
        }
    }
    refusal.map_or(Load::Starts(store), Load::Refuses)
}

/// Whether Go takes `key` for the field `Repositories`: it compares without regard to case, U+017F included.
pub(super) fn names_repositories(key: &str) -> bool {
    key.replace('\u{17f}', "s").eq_ignore_ascii_case("Repositories")
}

fn decode_repositories(store: &mut Store, value: Value<'_, '_>, refusal: &mut Option<String>) {
    match value.kind() {
        Type::Null => store.repositories = None,
        Type::Object => {
            // A second `Repositories` adds to the first: Go keeps a map that is there.
            let map = store.repositories.get_or_insert_default();
            for member in value.members() {
                if let (Some(key), Some(value)) = (member.key.as_str(), member.value) {
                    map.insert(key, decode_repository(value, refusal));
                }
            }
        }
        other => keep_first(refusal, Target::Repositories, other),
    }
}

fn decode_repository(value: Value<'_, '_>, refusal: &mut Option<String>) -> Option<BTreeMap<String, String>> {
    match value.kind() {
        Type::Null => None,
        Type::Object => {
            let mut repository = BTreeMap::new();
            for member in value.members() {
                let (Some(key), Some(value)) = (member.key.as_str(), member.value) else { continue };
                if !matches!(value.kind(), Type::String | Type::Null) {
                    keep_first(refusal, Target::ImageId, value.kind());
                }
                repository.insert(key, value.as_str().unwrap_or_default());
            }
            Some(repository)
        }
        other => {
            keep_first(refusal, Target::Repository, other);
            None
        }
    }
}

/// Go reads on after a value of the wrong type and reports the first.
fn keep_first(refusal: &mut Option<String>, into: Target, found: Type) {
    refusal.get_or_insert_with(|| into.refusal(found));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again(text: &str) -> String {
        match load(text.as_bytes()) {
            Load::Starts(store) => store.encode(),
            Load::Refuses(why) => format!("refuses: {why}"),
            Load::Crashes => "crashes".to_owned(),
        }
    }

    /// What dockerd would write after it has read the first text.
    #[test]
    fn read_and_written_again() {
        let same = [
            r#"{"Repositories":{}}"#,
            r#"{"Repositories":null}"#,
            r#"{"Repositories":{"a":null,"b":{}}}"#,
            r#"{"Repositories":{"nginx":{"nginx:1":"sha256:x","nginx@sha256:y":"sha256:x"},"r:5000/a":{"r:5000/a:b":"z"}}}"#,
            r#"{"Repositories":{"a\u003cb\u003e\u0026":{"镜\u2028":""}}}"#,
        ];
        for text in same {
            assert_eq!(again(text), text);
        }
        let table = [
            ("{}", r#"{"Repositories":{}}"#),
            ("{\"x\":[1]}\n", r#"{"Repositories":{}}"#),
            (" { \"repoSitories\" : {\"b\":{}, \"a\":{}} } trailing", r#"{"Repositories":{"a":{},"b":{}}}"#),
            (r#"{"repo\u017fitories":{"a":{}}}"#, r#"{"Repositories":{"a":{}}}"#),
            (
                r#"{"Repositories":{"a":{"x":"1","x":"2"},"b":{}},"Repositories":{"c":{}}}"#,
                r#"{"Repositories":{"a":{"x":"2"},"b":{},"c":{}}}"#,
            ),
            (r#"{"Repositories":{"a":{"x":"1"},"a":{"y":"2"}}}"#, r#"{"Repositories":{"a":{"y":"2"}}}"#),
            (r#"{"Repositories":{"a":{"x":"1"}},"Repositories":null}"#, r#"{"Repositories":null}"#),
            (r#"{"Repositories":{"a":{"x":null}}}"#, r#"{"Repositories":{"a":{"x":""}}}"#),
            ("null", "crashes"),
            ("", "refuses: EOF"),
            ("{", "refuses: unexpected EOF"),
            ("\u{feff}{}", "refuses: invalid character 'ï' looking for beginning of value"),
            ("[]", "refuses: json: cannot unmarshal array into Go value of type reference.store"),
            ("7", "refuses: json: cannot unmarshal number into Go value of type reference.store"),
            (
                r#"{"Repositories":[]}"#,
                "refuses: json: cannot unmarshal array into Go struct field store.Repositories of type map[string]reference.repository",
            ),
            (
                r#"{"Repositories":{"a":"x","b":3}}"#,
                "refuses: json: cannot unmarshal string into Go struct field store.Repositories of type reference.repository",
            ),
            (
                r#"{"Repositories":{"a":{"x":1}}}"#,
                "refuses: json: cannot unmarshal number into Go struct field store.Repositories of type digest.Digest",
            ),
            (
                r#"{"Repositories":{"a":{"x":{}}}}"#,
                "refuses: json: cannot unmarshal object into Go struct field store.Repositories of type digest.Digest",
            ),
        ];
        for (text, expected) in table {
            assert_eq!(again(text), expected, "{text}");
        }
        let latin1 = b"{\"Repositories\":{\"caf\xe9\":{}}}";
        assert_eq!(load(latin1), load("{\"Repositories\":{\"caf\u{fffd}\":{}}}".as_bytes()));
    }
}
