//! Go's strings from bytes: what is not UTF-8 becomes U+FFFD, one for every byte.

/// The text that Go's decoder makes of `bytes` outside of escapes: every byte that is not part of a character becomes U+FFFD.
///
/// Rust's `from_utf8_lossy` differs: it makes one U+FFFD of a character that was cut off.
pub fn lossy(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    push_lossy(&mut text, bytes);
    text
}

fn push_lossy(text: &mut String, bytes: &[u8]) {
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
}

/// What Go's decoder makes of a string literal's inside, which the scanner has accepted (or which was cut off).
///
/// Model: Go `encoding/json/decode.go` `unquoteBytes`: half a surrogate pair becomes U+FFFD.
pub fn unquote(inside: &[u8]) -> String {
    let mut text = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = rest.iter().position(|c| *c == b'\\') {
        push_lossy(&mut text, &rest[..at]);
        rest = &rest[at..];
        let plain = match rest.get(1) {
            Some(b'u') => {
                let (c, length) = unicode_escape(rest);
                text.push(c);
                rest = rest.get(length..).unwrap_or_default();
                continue;
            }
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(other) => char::from(*other),
            None => char::REPLACEMENT_CHARACTER,
        };
        text.push(plain);
        rest = rest.get(2..).unwrap_or_default();
    }
    push_lossy(&mut text, rest);
    text
}

/// The character of the `\uXXXX` (or pair of them) at the head of `text`, and how many bytes it takes.
fn unicode_escape(text: &[u8]) -> (char, usize) {
    let Some(unit) = code_unit(text) else { return (char::REPLACEMENT_CHARACTER, 6) };
    if let Some(c) = char::from_u32(unit) {
        return (c, 6);
    }
    let low = text.get(6..).and_then(code_unit);
    if let (0xd800..0xdc00, Some(low @ 0xdc00..0xe000)) = (unit, low) {
        let code = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        return (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12);
    }
    (char::REPLACEMENT_CHARACTER, 6)
}

fn code_unit(text: &[u8]) -> Option<u32> {
    let [b'\\', b'u', a, b, c, d, ..] = text else { return None };
    [a, b, c, d].into_iter().try_fold(0, |code, digit| Some(code << 4 | char::from(*digit).to_digit(16)?))
}
