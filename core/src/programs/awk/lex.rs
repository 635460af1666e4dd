//! awk's tokens. Whether a `/` divides or begins a pattern, only the parser knows: it asks for the pattern.

use std::rc::Rc;

use super::value::Bytes;

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Text(Bytes),
    /// A name; a `(` may follow after blanks.
    Name(Rc<str>),
    /// A name with `(` right behind it: a call of the program's own function.
    Call(Rc<str>),
    Keyword(&'static str),
    Sign(&'static str),
    Newline,
    End,
    /// A character that nothing begins with, or an unfinished text.
    Wrong,
}

const KEYWORDS: [&str; 20] = [
    "BEGIN", "END", "function", "func", "if", "else", "while", "for", "do", "break", "continue", "next", "nextfile",
    "exit", "return", "delete", "in", "getline", "print", "printf",
];

/// Longest first.
const SIGNS: [&str; 45] = [
    "**=", "&&", "||", "++", "--", "+=", "-=", "*=", "/=", "%=", "^=", "**", "==", "<=", ">=", "!=", "!~", ">>", "|&",
    "{", "}", "(", ")", "[", "]", ";", ",", "+", "-", "*", "/", "%", "^", "!", ">", "<", "|", "?", ":", "~", "$", "=",
    "@", "&", ".",
];

/// Reads tokens.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    pub(super) text: &'a [u8],
    pub(super) at: usize,
}

impl Lexer<'_> {
    /// The next token, and where it begins.
    pub(super) fn next(&mut self) -> (Token, usize) {
        loop {
            match self.text.get(self.at) {
                Some(b' ' | b'\t' | b'\r') => self.at += 1,
                Some(b'\\') if self.text[self.at + 1..].starts_with(b"\n") => self.at += 2,
                Some(b'\\') if self.text[self.at + 1..].starts_with(b"\r\n") => self.at += 3,
                Some(b'#') => {
                    while self.text.get(self.at).is_some_and(|c| *c != b'\n') {
                        self.at += 1;
                    }
                }
                _ => break,
            }
        }
        let start = self.at;
        (self.token(), start)
    }

    fn token(&mut self) -> Token {
        let rest = &self.text[self.at..];
        let Some(first) = rest.first() else { return Token::End };
        match first {
            b'\n' => {
                self.at += 1;
                Token::Newline
            }
            b'"' => self.string(),
            b'0'..=b'9' => self.number(),
            b'.' if rest.get(1).is_some_and(u8::is_ascii_digit) => self.number(),
            c if c.is_ascii_alphabetic() || *c == b'_' => self.name(),
            _ => {
                let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(sign.as_bytes())) else {
                    return Token::Wrong;
                };
                self.at += sign.len();
                Token::Sign(match *sign {
                    "**" => "^",
                    "**=" => "^=",
                    sign => sign,
                })
            }
        }
    }

    fn number(&mut self) -> Token {
        let rest = &self.text[self.at..];
        if rest.len() > 2 && rest[0] == b'0' && matches!(rest[1], b'x' | b'X') && rest[2].is_ascii_hexdigit() {
            let digits = rest[2..].iter().take_while(|c| c.is_ascii_hexdigit()).count();
            self.at += 2 + digits;
            let value = rest[2..2 + digits]
                .iter()
                .fold(0.0, |value, c| value * 16.0 + f64::from(char::from(*c).to_digit(16).unwrap_or(0)));
            return Token::Number(value);
        }
        let text = String::from_utf8_lossy(rest);
        let len = crate::programs::real::prefix(&text);
        self.at += len;
        // gawk reads digits behind a 0 as octal in the program, not in the input.
        if len > 1 && text.starts_with('0') && text[..len].bytes().all(|c| (b'0'..=b'7').contains(&c)) {
            return Token::Number(text[..len].bytes().fold(0.0, |value, c| value * 8.0 + f64::from(c - b'0')));
        }
        Token::Number(crate::decimal::parse(&text[..len]).unwrap_or(0.0))
    }

    fn name(&mut self) -> Token {
        let rest = &self.text[self.at..];
        let len = rest.iter().take_while(|c| crate::script::is_name_byte(**c)).count();
        let name = String::from_utf8_lossy(&rest[..len]).into_owned();
        self.at += len;
        if let Some(keyword) = KEYWORDS.iter().find(|keyword| **keyword == name) {
            return Token::Keyword(if *keyword == "func" { "function" } else { keyword });
        }
        if rest.get(len) == Some(&b'(') { Token::Call(name.into()) } else { Token::Name(name.into()) }
    }

    fn string(&mut self) -> Token {
        let start = self.at;
        self.at += 1;
        let mut text = Vec::new();
        loop {
            match self.text.get(self.at) {
                None | Some(b'\n') => {
                    self.at = start;
                    return Token::Wrong;
                }
                Some(b'"') => {
                    self.at += 1;
                    return Token::Text(text.into());
                }
                Some(b'\\') => self.escape(&mut text),
                Some(c) => {
                    text.push(*c);
                    self.at += 1;
                }
            }
        }
    }

    /// A backslash and what is behind it.
    fn escape(&mut self, text: &mut Vec<u8>) {
        let (value, len) = escape(&self.text[self.at..]);
        self.at += len;
        match value {
            Escape::Byte(c) => text.push(c),
            // A line that goes on.
            Escape::Nothing => {}
            Escape::Other(c) => text.extend([b'\\', c]),
        }
    }

    /// The pattern that begins with the `/` (or `/=`) at `start`, without its slashes. `None` if it does not end.
    pub(super) fn regex(&mut self, start: usize) -> Option<Vec<u8>> {
        self.at = start + 1;
        let (mut pattern, mut in_set) = (Vec::new(), false);
        loop {
            let c = *self.text.get(self.at)?;
            self.at += 1;
            match c {
                b'\n' => return None,
                b'\\' => {
                    let next = *self.text.get(self.at)?;
                    self.at += 1;
                    if next == b'/' {
                        pattern.push(b'/');
                    } else {
                        pattern.extend([b'\\', next]);
                    }
                }
                b'/' if !in_set => return Some(pattern),
                b'[' if !in_set => {
                    in_set = true;
                    pattern.push(c);
                    // A `]` in front is one of the set.
                    if self.text.get(self.at) == Some(&b'^') {
                        pattern.push(b'^');
                        self.at += 1;
                    }
                    if self.text.get(self.at) == Some(&b']') {
                        pattern.push(b']');
                        self.at += 1;
                    }
                }
                b']' if in_set => {
                    in_set = false;
                    pattern.push(c);
                }
                c => pattern.push(c),
            }
        }
    }
}

/// What a backslash and the next characters stand for.
enum Escape {
    Byte(u8),
    Nothing,
    /// Nothing special: both stay.
    Other(u8),
}

/// Reads the escape at the front of `text`; gives also its length.
fn escape(text: &[u8]) -> (Escape, usize) {
    let Some(kind) = text.get(1) else { return (Escape::Byte(b'\\'), 1) };
    let byte = match kind {
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'v' => 11,
        b'\\' | b'"' | b'/' => *kind,
        b'\n' => return (Escape::Nothing, 2),
        b'0'..=b'7' => {
            let digits = text[1..].iter().take(3).take_while(|c| (b'0'..=b'7').contains(*c)).count();
            let value = text[1..=digits].iter().fold(0_u32, |value, c| value * 8 + u32::from(c - b'0'));
            return (Escape::Byte(value as u8), 1 + digits);
        }
        b'x' if text.get(2).is_some_and(u8::is_ascii_hexdigit) => {
            let digits = text[2..].iter().take(2).take_while(|c| c.is_ascii_hexdigit()).count();
            let value =
                text[2..2 + digits].iter().fold(0, |value, c| value * 16 + char::from(*c).to_digit(16).unwrap_or(0));
            return (Escape::Byte(value as u8), 2 + digits);
        }
        other => return (Escape::Other(*other), 2),
    };
    (Escape::Byte(byte), 2)
}

/// The text of an argument that assigns (`-v name=text`, `name=text`), where escapes are read.
pub(super) fn unescaped(text: &[u8]) -> Vec<u8> {
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(c) = text.get(at) {
        if *c != b'\\' {
            out.push(*c);
            at += 1;
            continue;
        }
        let (value, len) = escape(&text[at..]);
        at += len;
        match value {
            Escape::Byte(c) => out.push(c),
            Escape::Nothing => {}
            Escape::Other(c) => out.extend([b'\\', c]),
        }
    }
    out
}

/// A pattern with awk's escapes as the characters they stand for, for the engine of patterns, which has none of them.
pub(super) fn plain_pattern(pattern: &[u8]) -> Vec<u8> {
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(c) = pattern.get(at) {
        if *c != b'\\' {
            out.push(*c);
            at += 1;
            continue;
        }
        match pattern.get(at + 1) {
            Some(b'n' | b't' | b'r' | b'a' | b'f' | b'v' | b'x' | b'0') => {
                let (value, len) = escape(&pattern[at..]);
                match value {
                    Escape::Byte(c) if b"\\^$.[]|()*+?{}".contains(&c) => out.extend([b'\\', c]),
                    Escape::Byte(c) => out.push(c),
                    Escape::Nothing => {}
                    Escape::Other(c) => out.extend([b'\\', c]),
                }
                at += len;
            }
            Some(
                quoted @ (b'"' | b'/' | b'&' | b'-' | b'#' | b'%' | b'\'' | b',' | b':' | b';' | b'=' | b'@' | b'_'
                | b'~'),
            ) => {
                out.push(*quoted);
                at += 2;
            }
            Some(other) => {
                out.extend([b'\\', *other]);
                at += 2;
            }
            None => {
                out.extend(b"\\\\");
                at += 1;
            }
        }
    }
    out
}
