//! The tokens of JSON: strings, numbers, words. Each function is given the offset of the first byte and finds the end.

use super::error::{Context, SyntaxError};

/// Skips white space from `at`.
pub(super) fn white_space(text: &[u8], at: usize) -> usize {
    let blank = text[at..].iter().take_while(|c| matches!(c, b' ' | b'\t' | b'\r' | b'\n')).count();
    at + blank
}

/// From the opening quote at `at` to behind the closing one.
pub(super) fn string(text: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let mut here = at + 1;
    loop {
        let plain = text[here..].iter().position(|c| matches!(c, b'"' | b'\\' | 0..=0x1f));
        let Some(plain) = plain else { return Err(SyntaxError::End) };
        here += plain;
        match text[here] {
            b'"' => return Ok(here + 1),
            b'\\' => here = escape(text, here + 1)?,
            _ => return Err(SyntaxError::at(here, text[here], Context::InString)),
        }
    }
}

/// From the character after a backslash to behind the escape.
fn escape(text: &[u8], at: usize) -> Result<usize, SyntaxError> {
    match text.get(at) {
        None => Err(SyntaxError::End),
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 1),
        Some(b'u') => {
            for digit in at + 1..at + 5 {
                match text.get(digit) {
                    None => return Err(SyntaxError::End),
                    Some(c) if c.is_ascii_hexdigit() => {}
                    Some(c) => return Err(SyntaxError::at(digit, *c, Context::InUnicodeEscape)),
                }
            }
            Ok(at + 5)
        }
        Some(c) => Err(SyntaxError::at(at, *c, Context::InEscape)),
    }
}

/// From a `-` or digit at `at` to behind the number.
pub(super) fn number(text: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let mut here = at;
    if text.get(here) == Some(&b'-') {
        here += 1;
    }
    here = match text.get(here) {
        Some(b'0') => here + 1,
        _ => digits(text, here, Context::InNumber)?,
    };
    if text.get(here) == Some(&b'.') {
        here = digits(text, here + 1, Context::AfterPoint)?;
    }
    if matches!(text.get(here), Some(b'e' | b'E')) {
        here += 1;
        if matches!(text.get(here), Some(b'+' | b'-')) {
            here += 1;
        }
        here = digits(text, here, Context::InExponent)?;
    }
    Ok(here)
}

/// One digit or more.
fn digits(text: &[u8], at: usize, context: Context) -> Result<usize, SyntaxError> {
    let count = text[at..].iter().take_while(|c| c.is_ascii_digit()).count();
    match (count, text.get(at)) {
        (0, None) => Err(SyntaxError::End),
        (0, Some(c)) => Err(SyntaxError::at(at, *c, context)),
        _ => Ok(at + count),
    }
}

/// From the first letter of `word` at `at` to behind its last.
pub(super) fn word(text: &[u8], at: usize, word: &'static str) -> Result<usize, SyntaxError> {
    for (offset, expected) in word.bytes().enumerate() {
        match text.get(at + offset) {
            None => return Err(SyntaxError::End),
            Some(c) if *c == expected => {}
            Some(c) => {
                let context = Context::InWord { word, expected: char::from(expected) };
                return Err(SyntaxError::at(at + offset, *c, context));
            }
        }
    }
    Ok(at + word.len())
}
