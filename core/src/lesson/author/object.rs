//! Reading an object of a structured file: every key is known, every needed key is there, mistakes have their line.

use super::{Mistake, Source};
use crate::json::tree::{self, Type};

/// An object of a structured file.
pub(super) struct Object<'a, 't> {
    pub(super) source: Source<'a>,
    pub(super) value: tree::Value<'a, 't>,
}

/// Reads the whole file as one object and hands it to `read`.
pub(super) fn read<T>(
    source: Source<'_>,
    keys: &[&str],
    mistakes: &mut Vec<Mistake>,
    read: impl FnOnce(&Object<'_, '_>, &mut Vec<Mistake>) -> Option<T>,
) -> Option<T> {
    let parsed = tree::parse(source.text.as_bytes(), 0);
    if let Some(error) = parsed.error {
        mistakes.push(source.mistake(source.line(parsed.end), format!("this is not JSON: {error}")));
        return None;
    }
    let object = Object::of(source, parsed.tree.root()?, keys, mistakes)?;
    read(&object, mistakes)
}

impl<'a, 't> Object<'a, 't> {
    /// `value` as an object with no keys but `keys`.
    pub(super) fn of(
        source: Source<'a>,
        value: tree::Value<'a, 't>,
        keys: &[&str],
        mistakes: &mut Vec<Mistake>,
    ) -> Option<Self> {
        let object = Self { source, value };
        if value.kind() != Type::Object {
            mistakes.push(object.mistake(format!("an object is needed here, with {}", keys.join(", "))));
            return None;
        }
        let mut seen = Vec::new();
        for member in value.members() {
            let key = member.key.as_str().unwrap_or_default();
            let line = source.line(member.key.span().start);
            if seen.contains(&key) {
                mistakes.push(source.mistake(line, format!("`{key}` is here twice; remove one")));
            } else if !keys.contains(&key.as_str()) && key != "$schema" && key != "$comment" {
                let what = format!("there is no key `{key}` here; known are {}", keys.join(", "));
                mistakes.push(source.mistake(line, what));
            }
            seen.push(key);
        }
        Some(object)
    }

    /// The line where the object starts.
    pub(super) fn line(&self) -> usize {
        self.source.line(self.value.span().start)
    }

    fn mistake(&self, what: impl Into<String>) -> Mistake {
        self.source.mistake(self.line(), what)
    }

    /// The line of a key's value, or of the object if there is none.
    pub(super) fn line_of(&self, key: &str) -> usize {
        self.value.get(key).map_or_else(|| self.line(), |value| self.source.line(value.span().start))
    }

    /// The string under `key`, if it is there.
    pub(super) fn string(&self, key: &str, mistakes: &mut Vec<Mistake>) -> Option<String> {
        let value = self.value.get(key)?;
        let text = value.as_str().filter(|text| !text.is_empty());
        if text.is_none() {
            mistakes
                .push(self.source.mistake(self.line_of(key), format!("`{key}` must be a text in quotes, not empty")));
        }
        text
    }

    /// The string under `key`, which must be there.
    pub(super) fn needed(&self, key: &str, mistakes: &mut Vec<Mistake>) -> Option<String> {
        if self.value.get(key).is_none() {
            mistakes.push(self.mistake(format!("`{key}` is missing; add it")));
        }
        self.string(key, mistakes)
    }

    /// The string under `key`, read as something else.
    pub(super) fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(
        &self,
        key: &str,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<T> {
        let text = self.string(key, mistakes)?;
        text.parse()
            .map_err(|error| mistakes.push(self.source.mistake(self.line_of(key), format!("`{key}`: {error}"))))
            .ok()
    }

    /// The positive number under `key`, if it is there.
    pub(super) fn number(&self, key: &str, mistakes: &mut Vec<Mistake>) -> Option<usize> {
        let value = self.value.get(key)?;
        let number = value.as_u64().filter(|number| *number > 0).and_then(|number| number.try_into().ok());
        if number.is_none() {
            mistakes.push(self.source.mistake(self.line_of(key), format!("`{key}` must be a number, 1 or more")));
        }
        number
    }

    /// The elements of the array under `key`; none if it is not there.
    pub(super) fn elements(&self, key: &str, mistakes: &mut Vec<Mistake>) -> Vec<tree::Value<'a, 't>> {
        match self.value.get(key) {
            None => Vec::new(),
            Some(value) if value.kind() == Type::Array => value.elements().collect(),
            Some(_) => {
                mistakes.push(self.source.mistake(self.line_of(key), format!("`{key}` must be a list: [ … ]")));
                Vec::new()
            }
        }
    }

    /// The strings of the array under `key`.
    pub(super) fn strings(&self, key: &str, mistakes: &mut Vec<Mistake>) -> Vec<(String, usize)> {
        let mut strings = Vec::new();
        for element in self.elements(key, mistakes) {
            let line = self.source.line(element.span().start);
            match element.as_str() {
                Some(text) if !text.is_empty() => strings.push((text, line)),
                _ => mistakes.push(self.source.mistake(line, format!("`{key}` must hold texts in quotes"))),
            }
        }
        strings
    }
}
