//! Values as JSON.
//!
//! Model: Go `encoding/json` `encode.go`.

use super::value::{Field, Marshal, Struct, Value};
use crate::json as go_json;

/// Whether `<`, `>` and `&` are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Html {
    Plain,
    Escaped,
}

/// Appends a value as JSON.
pub(super) fn json(out: &mut String, value: &Value, html: Html, indent: Option<&str>, depth: usize) {
    match value {
        Value::None | Value::NilPointer(_) | Value::Lookup(_) => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Int(number, _) => out.push_str(&number.to_string()),
        Value::Float(number) => out.push_str(&go_json::encode(number)),
        Value::Number(text) => out.push_str(text),
        Value::String(text) => json_string(out, text, html),
        Value::Time(time) => json_string(out, &time.to_string(), html),
        Value::List(list) => match &list.items {
            None => out.push_str("null"),
            Some(items) => {
                let items = items.iter().map(|item| (None, item));
                json_items(out, ['[', ']'], items, html, indent, depth);
            }
        },
        Value::Map(map) => match &map.entries {
            None => out.push_str("null"),
            Some(entries) => {
                let items = entries.iter().map(|(key, value)| (Some(&**key), value));
                json_items(out, ['{', '}'], items, html, indent, depth);
            }
        },
        Value::Struct(value) => json_struct(out, value, html, indent, depth),
    }
}

fn json_struct(out: &mut String, value: &Struct, html: Html, indent: Option<&str>, depth: usize) {
    let mut fields: Vec<(Option<&str>, &Value)> = value
        .fields
        .iter()
        .filter(|field| !matches!(field.value, Value::Lookup(_)) && !field.is_left_out())
        .map(|field| (Some(field.key), &field.value))
        .collect();
    let html = match value.marshal {
        Marshal::Fields => html,
        Marshal::Sorted => {
            fields.sort_by_key(|(key, _)| *key);
            Html::Escaped
        }
    };
    json_items(out, ['{', '}'], fields.into_iter(), html, indent, depth);
}

fn json_items<'a>(
    out: &mut String,
    brackets: [char; 2],
    items: impl Iterator<Item = (Option<&'a str>, &'a Value)>,
    html: Html,
    indent: Option<&str>,
    depth: usize,
) {
    let new_line = |out: &mut String, depth: usize| {
        if let Some(indent) = indent {
            out.push('\n');
            out.extend(std::iter::repeat_n(indent, depth));
        }
    };
    out.push(brackets[0]);
    let mut empty = true;
    for (key, value) in items {
        if !empty {
            out.push(',');
        }
        empty = false;
        new_line(out, depth + 1);
        if let Some(key) = key {
            json_string(out, key, html);
            out.push_str(if indent.is_some() { ": " } else { ":" });
        }
        json(out, value, html, indent, depth + 1);
    }
    if !empty {
        new_line(out, depth);
    }
    out.push(brackets[1]);
}

fn json_string(out: &mut String, text: &str, html: Html) {
    let escaped = go_json::quote(text);
    if html == Html::Escaped || !text.contains(['<', '>', '&']) {
        return out.push_str(&escaped);
    }
    out.push('"');
    for part in text.split_inclusive(['<', '>', '&']) {
        let plain = part.trim_end_matches(['<', '>', '&']);
        let quoted = go_json::quote(plain);
        out.push_str(&quoted[1..quoted.len() - 1]);
        out.push_str(&part[plain.len()..]);
    }
    out.push('"');
}

impl Field {
    /// Whether JSON leaves it out: `omitempty`.
    pub(super) fn is_left_out(&self) -> bool {
        self.omit_empty && !matches!(self.value, Value::Struct(_) | Value::Time(_)) && !self.value.is_true()
    }
}
