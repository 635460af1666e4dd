//! Values as text: `%v` and the other verbs of `printf`.
//!
//! Model: Go `fmt/format.go`, `fmt/print.go`.

use super::value::{Struct, Value};
use crate::cli::{go, units};

/// A value as an action prints it. Model: Go `text/template/exec.go` `printableValue`.
pub(super) fn printed(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::None => out.push_str("<no value>"),
        Value::Struct(inner) => struct_text(&mut out, inner, &Spec::V, 1),
        _ => text(&mut out, value, &Spec::V, 0),
    }
    out
}

/// A value as `print` prints it: `%v`.
pub(super) fn plain(value: &Value) -> String {
    let mut out = String::new();
    text(&mut out, value, &Spec::V, 0);
    out
}

/// A conversion of `printf`.
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Clone, Copy, Debug)]
pub(super) struct Spec {
    pub verb: char,
    pub minus: bool,
    pub plus: bool,
    pub sharp: bool,
    pub space: bool,
    pub zero: bool,
    pub width: Option<usize>,
    pub precision: Option<usize>,
}

impl Spec {
    pub(super) const V: Self = Self {
        verb: 'v',
        minus: false,
        plus: false,
        sharp: false,
        space: false,
        zero: false,
        width: None,
        precision: None,
    };
}

pub(super) fn pad(out: &mut String, text: &str, spec: &Spec) {
    let blanks = spec.width.unwrap_or(0).saturating_sub(text.chars().count());
    let fill = if spec.zero && !spec.minus { '0' } else { ' ' };
    if spec.minus {
        out.push_str(text);
    }
    let signed = text.strip_prefix(['-', '+']).filter(|_| fill == '0' && spec.verb != 's');
    if let Some(digits) = signed {
        out.push_str(&text[..text.len() - digits.len()]);
    }
    out.extend(std::iter::repeat_n(fill, blanks));
    if !spec.minus {
        out.push_str(signed.unwrap_or(text));
    }
}

pub(super) fn text(out: &mut String, value: &Value, spec: &Spec, depth: usize) {
    let v = spec.verb == 'v';
    match value {
        Value::None | Value::NilPointer(_) if v => pad(out, "<nil>", spec),
        Value::None => out.extend(["%!", &spec.verb.to_string(), "(<nil>)"]),

        Value::Bool(value) if v || spec.verb == 't' => pad(out, if *value { "true" } else { "false" }, spec),
        Value::Int(number, _) => match integer(*number, spec) {
            Some(digits) => pad(out, &digits, spec),
            None => bad(out, value, spec),
        },
        Value::Float(number) => match float(*number, spec) {
            Some(digits) => pad(out, &digits, spec),
            None => bad(out, value, spec),
        },
        Value::String(string) | Value::Number(string) => match string_text(string, spec) {
            Some(shown) => pad(out, &shown, spec),
            None => bad(out, value, spec),
        },
        Value::Time(time) if v || spec.verb == 's' => pad(out, &units::local_time(*time, (0, "UTC")), spec),
        Value::NilPointer(_) | Value::Lookup(_) | Value::Bool(_) | Value::Time(_) => bad(out, value, spec),
        Value::List(list) => {
            let items = list.items.iter().flatten();
            if spec.sharp && v {
                out.push_str(list.type_name);
                if list.items.is_none() {
                    return out.push_str("(nil)");
                }
                return sequence(out, ["{", ", ", "}"], items, |out, item| text(out, item, spec, depth + 1));
            }
            sequence(out, ["[", " ", "]"], items, |out, item| text(out, item, spec, depth + 1));
        }
        Value::Map(map) => {
            let entries = map.entries.iter().flatten();
            let marks = if spec.sharp && v {
                out.push_str(map.type_name);
                if map.entries.is_none() {
                    return out.push_str("(nil)");
                }
                ["{", ", ", "}"]
            } else {
                ["map[", " ", "]"]
            };
            sequence(out, marks, entries, |out, (key, value)| {
                text(out, &Value::String(key.clone()), spec, depth + 1);
                out.push(':');
                text(out, value, spec, depth + 1);
            });
        }
        // The address of what a pointer within a value points to; which one is not modelled.
        Value::Struct(inner) if inner.pointer && depth > 0 => out.push_str("0xc000000000"),
        Value::Struct(_) if value.is_context() => out.push_str("drydock: not simulated"),
        Value::Struct(inner) => {
            if inner.pointer {
                out.push('&');
            }
            struct_text(out, inner, spec, depth + 1);
        }
    }
}

fn struct_text(out: &mut String, value: &Struct, spec: &Spec, depth: usize) {
    let sharp = spec.sharp && spec.verb == 'v';
    if sharp {
        out.push_str(value.type_name);
    }
    let marks = if sharp { ["{", ", ", "}"] } else { ["{", " ", "}"] };
    sequence(out, marks, value.fields.iter(), |out, field| {
        if sharp || spec.plus && spec.verb == 'v' {
            out.push_str(field.name);
            out.push(':');
        }
        text(out, &field.value, spec, depth);
    });
}

fn sequence<T>(
    out: &mut String,
    marks: [&str; 3],
    items: impl Iterator<Item = T>,
    mut show: impl FnMut(&mut String, T),
) {
    out.push_str(marks[0]);
    for (n, item) in items.enumerate() {
        if n > 0 {
            out.push_str(marks[1]);
        }
        show(out, item);
    }
    out.push_str(marks[2]);
}

fn bad(out: &mut String, value: &Value, spec: &Spec) {
    out.extend(["%!", &spec.verb.to_string(), "(", &value.type_name(), "=", &plain(value), ")"]);
}

fn integer(number: i64, spec: &Spec) -> Option<String> {
    let size = number.unsigned_abs();
    let mut digits = match spec.verb {
        'v' | 'd' => size.to_string(),
        'b' => format!("{size:b}"),
        'o' => format!("{size:o}"),
        'x' => format!("{size:x}"),
        'X' => format!("{size:X}"),
        'c' => return Some(char::from_u32(u32::try_from(number).ok()?).unwrap_or('\u{fffd}').to_string()),
        'q' => return Some(go::quote_char(char::from_u32(u32::try_from(number).ok()?).unwrap_or('\u{fffd}'))),
        'O' => format!("0o{size:o}"),
        'U' => return Some(code_point(number, spec)),
        _ => return None,
    };
    let least = spec.precision.unwrap_or(1);
    if size == 0 && least == 0 {
        return Some(String::new());
    }
    if digits.len() < least {
        digits.insert_str(0, &"0".repeat(least - digits.len()));
    }
    let prefix = match spec.verb {
        'x' if spec.sharp => "0x",
        'X' if spec.sharp => "0X",
        'o' if spec.sharp => "0",
        'b' if spec.sharp => "0b",
        _ => "",
    };
    Some([sign(number < 0, spec), prefix, &digits].concat())
}

fn code_point(number: i64, spec: &Spec) -> String {
    let name = format!("U+{number:04X}");
    match u32::try_from(number).ok().and_then(char::from_u32) {
        Some(c) if spec.sharp && !c.is_control() => format!("{name} '{c}'"),
        _ => name,
    }
}

const fn sign(negative: bool, spec: &Spec) -> &'static str {
    // With `%v` a plus asks for names of fields, not for signs.
    match (negative, spec.plus && spec.verb != 'v', spec.space) {
        (true, ..) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    }
}

fn float(number: f64, spec: &Spec) -> Option<String> {
    let size = number.abs();
    let digits = match (spec.verb, spec.precision) {
        ('f' | 'F', precision) => go::fixed(size, precision.unwrap_or(6)),
        ('g' | 'G' | 'v', None) => go::shortest(size),
        ('g' | 'G' | 'v', Some(precision)) => go::significant(size, precision),
        ('e' | 'E', precision) => go::scientific(size, precision.unwrap_or(6)),
        _ => return None,
    };
    let digits = if matches!(spec.verb, 'E' | 'G') { digits.to_uppercase() } else { digits };
    Some([sign(number < 0.0, spec), &digits].concat())
}

fn string_text(string: &str, spec: &Spec) -> Option<String> {
    let cut: String = match spec.precision {
        Some(length) => string.chars().take(length).collect(),
        None => string.to_owned(),
    };
    let hex = |table: &[u8; 18]| -> String {
        let (digits, prefix) = table.split_at(16);
        let prefix: String = if spec.sharp { prefix.iter().copied().map(char::from).collect() } else { String::new() };
        let pairs = cut.bytes().map(|c| [c >> 4, c & 15].map(|n| char::from(digits[usize::from(n)])).iter().collect());
        match pairs.collect::<Vec<String>>() {
            pairs if pairs.is_empty() => String::new(),
            pairs => {
                [&*prefix, &pairs.join(&*if spec.space { [" ", &prefix].concat() } else { String::new() })].concat()
            }
        }
    };
    Some(match spec.verb {
        'v' if spec.sharp => go::quote(&cut),
        'v' | 's' => cut,
        'q' if spec.sharp && !cut.contains('`') => ["`", &cut, "`"].concat(),
        'q' if spec.plus => go::quote_ascii(&cut),
        'q' => go::quote(&cut),
        'x' => hex(b"0123456789abcdef0x"),
        'X' => hex(b"0123456789ABCDEF0X"),
        _ => return None,
    })
}
