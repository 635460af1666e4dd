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
struct Spec {
    verb: char,
    minus: bool,
    plus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// The most columns or digits that a conversion may ask for. Model: Go `fmt/print.go` `tooLarge`.
const MAX_WIDTH: usize = 1_000_000;

impl Spec {
    const V: Self = Self {
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

/// `fmt.Sprintf`.
pub(super) fn sprintf(format: &str, args: &[Value]) -> String {
    let (mut out, mut args, mut chars) = (String::new(), args.iter(), format.chars().peekable());
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut spec = Spec::V;
        while let Some(flag) = chars.next_if(|c| "-+# 0".contains(*c)) {
            match flag {
                '-' => spec.minus = true,
                '+' => spec.plus = true,
                '#' => spec.sharp = true,
                ' ' => spec.space = true,
                _ => spec.zero = true,
            }
        }
        spec.width = size(&mut chars, &mut args);
        if chars.next_if_eq(&'.').is_some() {
            spec.precision = Some(size(&mut chars, &mut args).unwrap_or(0));
        }
        let Some(verb) = chars.next() else {
            out.push_str("%!(NOVERB)");
            break;
        };
        spec.verb = verb;
        match (verb, args.as_slice().first()) {
            ('%', _) => out.push('%'),
            (_, None) => out.extend(["%!", &verb.to_string(), "(MISSING)"]),
            ('T', Some(value)) => {
                pad(&mut out, &value.type_name(), &spec);
                args.next();
            }
            (_, Some(value)) => {
                text(&mut out, value, &spec, 0);
                args.next();
            }
        }
    }
    let extra: Vec<String> = args.map(|value| [&value.type_name(), "=", &plain(value)].concat()).collect();
    if !extra.is_empty() {
        out.extend(["%!(EXTRA ", &extra.join(", "), ")"]);
    }
    out
}

fn size<'a>(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    args: &mut impl Iterator<Item = &'a Value>,
) -> Option<usize> {
    if chars.next_if_eq(&'*').is_some() {
        return match args.next() {
            Some(Value::Int(number, _)) => usize::try_from(*number).ok().filter(|size| *size <= MAX_WIDTH),
            _ => None,
        };
    }
    let mut size = None;
    while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
        chars.next();
        size = Some((size.unwrap_or(0) * 10 + digit as usize).min(MAX_WIDTH));
    }
    size
}

fn pad(out: &mut String, text: &str, spec: &Spec) {
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

fn text(out: &mut String, value: &Value, spec: &Spec, depth: usize) {
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
        'U' => return Some(format!("U+{number:04X}")),
        _ => return None,
    };
    let least = spec.precision.unwrap_or(0);
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

const fn sign(negative: bool, spec: &Spec) -> &'static str {
    match (negative, spec.plus, spec.space) {
        (true, ..) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    }
}

fn float(number: f64, spec: &Spec) -> Option<String> {
    let size = number.abs();
    let digits = match (spec.verb, spec.precision) {
        ('f' | 'F', precision) => format!("{:.*}", precision.unwrap_or(6), size),
        ('g' | 'v', None) => go::shortest(size),
        ('g' | 'v', Some(precision)) => go::significant(size, precision),
        ('e', precision) => {
            let text = format!("{:.*e}", precision.unwrap_or(6), size);
            let (mantissa, exponent) = text.split_once('e')?;
            let exponent: i32 = exponent.parse().ok()?;
            format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
        }
        _ => return None,
    };
    Some([sign(number < 0.0, spec), &digits].concat())
}

fn string_text(string: &str, spec: &Spec) -> Option<String> {
    let cut: String = match spec.precision {
        Some(length) => string.chars().take(length).collect(),
        None => string.to_owned(),
    };
    let hex = |upper: bool| -> String {
        let digits = if upper { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
        cut.bytes().flat_map(|c| [c >> 4, c & 15]).map(|n| char::from(digits[usize::from(n)])).collect()
    };
    Some(match spec.verb {
        'v' if spec.sharp => go::quote(&cut),
        'v' | 's' => cut,
        'q' if spec.sharp && !cut.contains('`') => ["`", &cut, "`"].concat(),
        'q' => go::quote(&cut),
        'x' => hex(false),
        'X' => hex(true),
        _ => return None,
    })
}
