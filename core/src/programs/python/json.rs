//! JSON as Python writes it.

use super::Layout;

/// A JSON value as Python keeps it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    /// A whole number, of any length.
    Whole(String),
    Real(f64),
    /// A text; characters that are half of a pair are kept, so it is in UTF-16.
    Text(Vec<u16>),
    List(Vec<Value>),
    Object(Vec<(Vec<u16>, Value)>),
}

/// How nested values are moved to the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Indent {
    Blanks(usize),
    Tab,
    /// Everything on one line.
    OneLine,
    /// On one line, without blanks.
    Compact,
}

/// A value as text, without a line end behind it.
pub(super) fn write(value: &Value, layout: &Layout) -> String {
    let mut out = String::new();
    put(value, layout, 0, &mut out);
    out
}

fn line_end(layout: &Layout, depth: usize, out: &mut String) {
    match layout.indent {
        Indent::Blanks(blanks) => {
            out.push('\n');
            out.push_str(&" ".repeat(blanks * depth));
        }
        Indent::Tab => {
            out.push('\n');
            out.push_str(&"\t".repeat(depth));
        }
        Indent::OneLine | Indent::Compact => {}
    }
}

fn put(value: &Value, layout: &Layout, depth: usize, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Whole(digits) => out.push_str(digits),
        Value::Real(number) => out.push_str(&real(*number)),
        Value::Text(text) => quote(text, layout.ascii, out),
        Value::List(items) if items.is_empty() => out.push_str("[]"),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                separate(at, layout, depth + 1, out);
                put(item, layout, depth + 1, out);
            }
            line_end(layout, depth, out);
            out.push(']');
        }
        Value::Object(members) if members.is_empty() => out.push_str("{}"),
        Value::Object(members) => {
            let mut members: Vec<&(Vec<u16>, Value)> = members.iter().collect();
            if layout.sorted {
                members.sort_by(|(a, _), (b, _)| a.cmp(b));
            }
            out.push('{');
            for (at, (key, value)) in members.into_iter().enumerate() {
                separate(at, layout, depth + 1, out);
                quote(key, layout.ascii, out);
                out.push_str(if layout.indent == Indent::Compact { ":" } else { ": " });
                put(value, layout, depth + 1, out);
            }
            line_end(layout, depth, out);
            out.push('}');
        }
    }
}

/// What stands before an element: behind the first bracket, or behind the one before it.
fn separate(at: usize, layout: &Layout, depth: usize, out: &mut String) {
    if at > 0 {
        out.push(',');
        if layout.trailing_blank || layout.indent == Indent::OneLine {
            out.push(' ');
        }
    }
    line_end(layout, depth, out);
}

fn quote(text: &[u16], ascii: bool, out: &mut String) {
    out.push('"');
    for unit in char::decode_utf16(text.iter().copied()) {
        match unit {
            Ok('"') => out.push_str("\\\""),
            Ok('\\') => out.push_str("\\\\"),
            Ok('\n') => out.push_str("\\n"),
            Ok('\r') => out.push_str("\\r"),
            Ok('\t') => out.push_str("\\t"),
            Ok('\u{8}') => out.push_str("\\b"),
            Ok('\u{c}') => out.push_str("\\f"),
            Ok(c @ ' '..='~') => out.push(c),
            Ok(c) if !ascii && c >= ' ' => out.push(c),
            Ok(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
            Err(half) => out.push_str(&format!("\\u{:04x}", half.unpaired_surrogate())),
        }
    }
    out.push('"');
}

/// A number as Python's `repr` has it: the shortest digits that give it back.
fn real(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let scientific = format!("{number:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if number != 0.0 && !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.abs());
    }
    let text = format!("{number}");
    if text.contains('.') { text } else { text + ".0" }
}
