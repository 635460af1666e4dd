//! A record and its fields: `$0`, `$1`, `NF`. Fields are split when first asked for; `$0` is joined again when one has changed.

use super::value::{Bytes, Value};
use crate::pattern::Regex;

/// How fields are separated.
#[derive(Clone, Debug)]
pub(super) enum Separator {
    /// By blanks and line ends, those at the ends aside.
    Blanks,
    /// By one character.
    Byte(u8),
    /// Between any two characters.
    Nothing,
    /// By matches of a pattern.
    Regex(std::rc::Rc<Regex>),
}

/// The current record.
#[derive(Debug, Default)]
pub(super) struct Record {
    whole: Bytes,
    fields: Vec<Value>,
    split: bool,
    /// Whether a field changed since `whole` was made.
    changed: bool,
}

/// Fields that a record may have.
pub(super) const MAX_FIELDS: usize = 1 << 20;

impl Record {
    /// Another record.
    pub(super) fn set(&mut self, whole: Bytes) {
        (self.whole, self.split, self.changed) = (whole, false, false);
        self.fields.clear();
    }

    /// Splits the fields, if that was not done.
    pub(super) fn split(&mut self, separator: impl FnOnce() -> Separator) {
        if !self.split {
            self.fields = pieces(&self.whole, &separator())
                .into_iter()
                .map(|(from, to)| Value::Input(self.whole[from..to].into()))
                .collect();
            self.split = true;
        }
    }

    /// `$0`
    pub(super) fn whole(&mut self, joiner: &[u8], format: &[u8]) -> Bytes {
        if self.changed {
            let fields: Vec<Bytes> = self.fields.iter().map(|field| field.bytes(format)).collect();
            let fields: Vec<&[u8]> = fields.iter().map(|field| &**field).collect();
            self.whole = fields.join(joiner).into();
            self.changed = false;
        }
        self.whole.clone()
    }

    /// How many fields there are, once they are split.
    pub(super) fn count(&self) -> usize {
        self.fields.len()
    }

    /// A field, from 1, once they are split.
    pub(super) fn field(&self, number: usize) -> Value {
        self.fields.get(number - 1).cloned().unwrap_or_default()
    }

    /// Changes a field, from 1, once they are split.
    pub(super) fn set_field(&mut self, number: usize, value: Value) {
        if self.fields.len() < number {
            self.fields.resize(number, Value::Unset);
        }
        self.fields[number - 1] = value;
        self.changed = true;
    }

    /// Has so many fields, once they are split.
    pub(super) fn set_count(&mut self, count: usize) {
        self.fields.resize(count, Value::Unset);
        self.changed = true;
    }
}

/// Where the pieces of a text between separators are.
pub(super) fn pieces(text: &[u8], separator: &Separator) -> Vec<(usize, usize)> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    match separator {
        Separator::Blanks => {
            let blank = |c: &u8| matches!(c, b' ' | b'\t' | b'\n');
            let mut at = 0;
            loop {
                at += text[at..].iter().take_while(|c| blank(c)).count();
                if at == text.len() {
                    break;
                }
                let len = text[at..].iter().take_while(|c| !blank(c)).count();
                found.push((at, at + len));
                at += len;
            }
        }
        Separator::Byte(byte) => {
            let mut from = 0;
            for at in text.iter().enumerate().filter(|(_, c)| *c == byte).map(|(at, _)| at) {
                found.push((from, at));
                from = at + 1;
            }
            found.push((from, text.len()));
        }
        Separator::Nothing => {
            let mut at = 0;
            while at < text.len() {
                let len = character(&text[at..]);
                found.push((at, at + len));
                at += len;
            }
        }
        Separator::Regex(regex) => {
            let mut from = 0;
            for (start, end) in regex.find_all(text).into_iter().filter_map(|captures| captures[0]) {
                if start == end {
                    continue;
                }
                found.push((from, start));
                from = end;
            }
            found.push((from, text.len()));
        }
    }
    found
}

/// The length of the first character: of a byte that begins none, 1.
pub(super) fn character(text: &[u8]) -> usize {
    let len = match text.first() {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => 1,
    };
    if text.len() >= len && std::str::from_utf8(&text[..len]).is_ok() { len } else { 1 }
}
