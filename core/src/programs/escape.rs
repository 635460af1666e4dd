//! Backslash escapes: `echo -e`, `printf`, `$'…'`.

/// Where escapes are read; they differ in octal numbers and in what else there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `echo -e` and `printf %b`: `\0nnn`, `\c`.
    Echo,
    /// `printf`'s format: `\nnn`.
    Printf,
    /// `$'…'`: `\nnn`, `\'`, `\cx`.
    Dollar,
}

/// The text with its escapes replaced, and whether `\c` ended it early.
pub fn unescape(text: &[u8], style: Style) -> (Vec<u8>, bool) {
    let (mut out, mut at) = (Vec::with_capacity(text.len()), 0);
    while let Some(c) = text.get(at) {
        at += 1;
        if *c != b'\\' {
            out.push(*c);
            continue;
        }
        let Some(kind) = text.get(at) else {
            out.push(b'\\');
            break;
        };
        at += 1;
        let simple = match kind {
            b'a' => 7,
            b'b' => 8,
            b'e' | b'E' => 27,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 11,
            b'\\' => b'\\',
            b'"' if style != Style::Echo => b'"',
            b'\'' | b'?' if style == Style::Dollar => *kind,
            b'c' if style == Style::Echo => return (out, true),
            b'c' if style == Style::Dollar && at < text.len() => {
                at += 1;
                text[at - 1] & 0x1f
            }
            b'x' => match number(text, &mut at, 2, 16) {
                Some(value) => value as u8,
                None => {
                    out.extend_from_slice(b"\\x");
                    continue;
                }
            },
            b'u' | b'U' => {
                let digits = if *kind == b'u' { 4 } else { 8 };
                match number(text, &mut at, digits, 16).and_then(char::from_u32) {
                    Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                    None => out.extend_from_slice(&[b'\\', *kind]),
                }
                continue;
            }
            b'0' if style == Style::Echo => number(text, &mut at, 3, 8).unwrap_or(0) as u8,
            b'0'..=b'7' if style != Style::Echo => {
                at -= 1;
                number(text, &mut at, 3, 8).unwrap_or(0) as u8
            }
            kind => {
                out.extend_from_slice(&[b'\\', *kind]);
                continue;
            }
        };
        out.push(simple);
    }
    (out, false)
}

/// The text of `$'…'`.
pub fn ansi_c(text: &[u8]) -> Vec<u8> {
    unescape(text, Style::Dollar).0
}

fn number(text: &[u8], at: &mut usize, digits: usize, radix: u32) -> Option<u32> {
    let mut value = None;
    for _ in 0..digits {
        let Some(digit) = text.get(*at).and_then(|c| char::from(*c).to_digit(radix)) else { break };
        value = Some(value.unwrap_or(0) * radix + digit);
        *at += 1;
    }
    value
}
