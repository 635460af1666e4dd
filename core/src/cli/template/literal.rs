//! The values of numbers and strings written in a template.
//!
//! Model: Go `text/template/parse/node.go` `newNumber`, `strconv.Unquote`.

use super::node::Number;
use crate::cli::value;

/// Reads a number; or the complaint about it.
pub(super) fn number(text: &str) -> Result<Number, &'static str> {
    if let Ok(int) = value::int(text) {
        return Ok(Number::Int(int));
    }
    let plain = text.bytes().all(|c| matches!(c, b'0'..=b'9' | b'_' | b'.' | b'e' | b'E' | b'+' | b'-'));
    let plain = plain && value::underscores_separate(text) && !text.starts_with('_');
    let float: Option<f64> = crate::decimal::parse(&text.replace('_', "")).filter(|_| plain);
    let Some(float) = float else { return Err("illegal number syntax") };
    if !text.contains(['.', 'e', 'E']) {
        return Err("integer overflow");
    }
    // What is written as a float but is a whole number can be used as one: it has no type yet.
    Ok(Number::Float(float))
}

/// Reads a quoted string, raw or not.
pub(super) fn unquote(text: &str) -> Option<String> {
    if let Some(raw) = text.strip_prefix('`') {
        return Some(raw.strip_suffix('`')?.replace('\r', ""));
    }
    let quote = text.chars().next()?;
    let mut chars = text.strip_prefix(quote)?.strip_suffix(quote)?.chars();
    let mut bytes = Vec::new();
    while let Some(c) = chars.next() {
        if c == '\\' {
            escape(&mut chars, quote, &mut bytes)?;
        } else {
            push(&mut bytes, c);
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn push(bytes: &mut Vec<u8>, c: char) {
    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

fn escape(chars: &mut std::str::Chars<'_>, quote: char, bytes: &mut Vec<u8>) -> Option<()> {
    let digits = |chars: &mut std::str::Chars<'_>, radix: u32, count: usize, first: u32| -> Option<u32> {
        (0..count).try_fold(first, |value, _| value.checked_mul(radix)?.checked_add(chars.next()?.to_digit(radix)?))
    };
    match chars.next()? {
        'a' => bytes.push(7),
        'b' => bytes.push(8),
        'f' => bytes.push(12),
        'n' => bytes.push(b'\n'),
        'r' => bytes.push(b'\r'),
        't' => bytes.push(b'\t'),
        'v' => bytes.push(11),
        '\\' => bytes.push(b'\\'),
        c if c == quote => push(bytes, c),
        'x' => bytes.push(u8::try_from(digits(chars, 16, 2, 0)?).ok()?),
        'u' => push(bytes, char::from_u32(digits(chars, 16, 4, 0)?)?),
        'U' => push(bytes, char::from_u32(digits(chars, 16, 8, 0)?)?),
        c @ '0'..='7' => bytes.push(u8::try_from(digits(chars, 8, 2, c.to_digit(8)?)?).ok()?),
        _ => return None,
    }
    Some(())
}
