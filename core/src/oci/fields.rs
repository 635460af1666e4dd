//! Reading the fields of a Go struct out of JSON, as `encoding/json` does: keys match in any case, `null` is nothing, the
//! last of equal keys counts, what is not asked for is skipped.

use std::collections::BTreeMap;
use std::fmt;

use crate::clock::Time;
use crate::digest::Digest;
use crate::json::{SyntaxError, Tree, Type, Value, parse};

/// Why JSON does not fit a Go struct. Displayed in Go's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnmarshalError {
    /// It is not JSON.
    Syntax(SyntaxError),
    /// Something follows the value.
    Trailing(u8),
    /// A value has another type than the field.
    Type {
        /// The value's type.
        found: &'static str,
        /// The Go struct and its field, such as `Image.created`. Empty for the outermost value.
        field: String,
        /// The field's Go type.
        wanted: &'static str,
    },
    /// A text that should be a time is none.
    Time(String),
    /// A text that should be a digest is none.
    Digest(String),
}

impl fmt::Display for UnmarshalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(SyntaxError::Empty | SyntaxError::End) => f.write_str("unexpected end of JSON input"),
            Self::Syntax(error) => error.fmt(f),
            Self::Trailing(byte) => write!(f, "invalid character '{}' after top-level value", char::from(*byte)),
            Self::Type { found, field, wanted } if field.is_empty() => {
                write!(f, "json: cannot unmarshal {found} into Go value of type {wanted}")
            }
            Self::Type { found, field, wanted } => {
                write!(f, "json: cannot unmarshal {found} into Go struct field {field} of type {wanted}")
            }
            Self::Time(text) => write!(
                f,
                "parsing time \"\\\"{text}\\\"\" as \"\\\"2006-01-02T15:04:05Z07:00\\\"\": cannot parse \"{text}\\\"\" as \"2006\""
            ),
            Self::Digest(text) => write!(f, "invalid digest {text:?}"),
        }
    }
}

impl std::error::Error for UnmarshalError {}

/// Reads `bytes` as one JSON value with nothing behind it.
pub(super) fn document(bytes: &[u8]) -> Result<Tree<'_>, UnmarshalError> {
    let parsed = parse(bytes, 0);
    if let Some(error) = parsed.error {
        return Err(UnmarshalError::Syntax(error));
    }
    match bytes[parsed.end..].iter().find(|b| !b.is_ascii_whitespace()) {
        Some(byte) => Err(UnmarshalError::Trailing(*byte)),
        None => Ok(parsed.tree),
    }
}

/// A JSON object that is read into the Go struct `name`.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a, 't> {
    name: &'static str,
    value: Value<'a, 't>,
}

impl<'a, 't> Fields<'a, 't> {
    /// The outermost object of a document.
    pub(super) fn of(tree: &'t Tree<'a>, name: &'static str) -> Result<Self, UnmarshalError> {
        let wrong = |found| UnmarshalError::Type { found, field: String::new(), wanted: name };
        let value = tree.root().ok_or(UnmarshalError::Syntax(SyntaxError::Empty))?;
        match value.kind() {
            Type::Object | Type::Null => Ok(Self { name, value }),
            other => Err(wrong(other.go_name())),
        }
    }

    /// The value of a field; none if it is absent or `null`.
    pub(super) fn get(&self, field: &str) -> Option<Value<'a, 't>> {
        let exact = self.value.get(field);
        let any_case = || {
            let same = |key: Value<'_, '_>| key.as_str().is_some_and(|key| key.eq_ignore_ascii_case(field));
            self.value.members().filter(|member| same(member.key)).last().and_then(|member| member.value)
        };
        exact.or_else(any_case).filter(|value| value.kind() != Type::Null)
    }

    fn mismatch(&self, field: &str, value: Value<'_, '_>, wanted: &'static str) -> UnmarshalError {
        UnmarshalError::Type { found: value.kind().go_name(), field: format!("{}.{field}", self.name), wanted }
    }

    /// A string; empty if absent.
    pub(super) fn text(&self, field: &str) -> Result<String, UnmarshalError> {
        let Some(value) = self.get(field) else { return Ok(String::new()) };
        value.as_str().ok_or_else(|| self.mismatch(field, value, "string"))
    }

    /// A boolean; false if absent.
    pub(super) fn flag(&self, field: &str) -> Result<bool, UnmarshalError> {
        match self.get(field) {
            None => Ok(false),
            Some(value) if value.kind() == Type::Bool => Ok(value.raw() == b"true"),
            Some(value) => Err(self.mismatch(field, value, "bool")),
        }
    }

    /// A whole number; none if absent.
    pub(super) fn number(&self, field: &str) -> Result<Option<i64>, UnmarshalError> {
        let Some(value) = self.get(field) else { return Ok(None) };
        let digits = (value.kind() == Type::Number).then(|| std::str::from_utf8(value.raw()).ok()).flatten();
        digits.and_then(|text| text.parse().ok()).map(Some).ok_or_else(|| self.mismatch(field, value, "int64"))
    }

    /// A list of strings; none if absent.
    pub(super) fn texts(&self, field: &str) -> Result<Option<Vec<String>>, UnmarshalError> {
        let Some(value) = self.get(field) else { return Ok(None) };
        if value.kind() != Type::Array {
            return Err(self.mismatch(field, value, "[]string"));
        }
        let element = |element: Value<'_, '_>| match element.kind() {
            Type::Null => Ok(String::new()),
            _ => element.as_str().ok_or_else(|| self.mismatch(field, element, "string")),
        };
        value.elements().map(element).collect::<Result<_, _>>().map(Some)
    }

    /// The members of an object, sorted by key as Go prints a map; none if absent.
    pub(super) fn map<T>(
        &self,
        field: &str,
        read: impl Fn(Value<'a, 't>) -> Option<T>,
    ) -> Result<Option<BTreeMap<String, T>>, UnmarshalError> {
        let Some(value) = self.get(field) else { return Ok(None) };
        if value.kind() != Type::Object {
            return Err(self.mismatch(field, value, "map[string]string"));
        }
        let member = |member: crate::json::Member<'a, 't>| {
            let value = member.value?;
            Some((member.key.as_str()?, read(value).ok_or(value)))
        };
        let mut map = BTreeMap::new();
        for (key, read) in value.members().filter_map(member) {
            map.insert(key, read.map_err(|value| self.mismatch(field, value, "string"))?);
        }
        Ok(Some(map))
    }

    /// A struct; none if absent.
    pub(super) fn object(&self, field: &str, name: &'static str) -> Result<Option<Self>, UnmarshalError> {
        let Some(value) = self.get(field) else { return Ok(None) };
        match value.kind() {
            Type::Object => Ok(Some(Fields { name, value })),
            _ => Err(self.mismatch(field, value, name)),
        }
    }

    /// A list of structs; empty if absent.
    pub(super) fn objects(&self, field: &str, name: &'static str) -> Result<Vec<Self>, UnmarshalError> {
        let Some(value) = self.get(field) else { return Ok(Vec::new()) };
        if value.kind() != Type::Array {
            return Err(self.mismatch(field, value, name));
        }
        let element = |value: Value<'a, 't>| match value.kind() {
            Type::Object | Type::Null => Ok(Fields { name, value }),
            _ => Err(self.mismatch(field, value, name)),
        };
        value.elements().map(element).collect()
    }

    /// A time stamp; none if absent.
    pub(super) fn time(&self, field: &str) -> Result<Option<Time>, UnmarshalError> {
        let Some(value) = self.get(field) else { return Ok(None) };
        let text = value.as_str().ok_or_else(|| self.mismatch(field, value, "time.Time"))?;
        Time::parse_rfc3339(&text).map(Some).ok_or(UnmarshalError::Time(text))
    }

    /// A digest.
    pub(super) fn digest(&self, field: &str) -> Result<Digest, UnmarshalError> {
        let text = self.text(field)?;
        text.parse().map_err(|_| UnmarshalError::Digest(text))
    }
}
