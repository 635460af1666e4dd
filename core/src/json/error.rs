//! What stops a reader, and Go's words for it (`encoding/json/scanner.go`).

use std::fmt;

/// What stops a reader. Displayed in Go's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxError {
    /// Nothing but white space.
    Empty,
    /// The text ends within the value.
    End,
    /// A byte that does not fit.
    Unexpected {
        /// Its offset in the text.
        at: usize,
        /// The byte.
        found: u8,
        /// What was being read.
        context: Context,
    },
}

impl SyntaxError {
    pub(super) const fn at(at: usize, found: u8, context: Context) -> Self {
        Self::Unexpected { at, found, context }
    }

    /// The offset of the byte that does not fit; the text's end where it ends too early.
    pub const fn offset(&self, text: &[u8]) -> usize {
        match self {
            Self::Empty | Self::End => text.len(),
            Self::Unexpected { at, .. } => *at,
        }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("EOF"),
            Self::End => f.write_str("unexpected EOF"),
            Self::Unexpected { found, context, .. } => {
                write!(f, "invalid character {} {context}", QuotedByte(*found))
            }
        }
    }
}

impl std::error::Error for SyntaxError {}

/// What was being read when a byte did not fit. Displayed in Go's words (`scanner.go`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// A value.
    Value,
    /// A key, or in an empty object its end.
    Key,
    /// The colon after a key.
    AfterKey,
    /// A comma or the end of an object.
    AfterPair,
    /// A comma or the end of an array.
    AfterElement,
    /// A string.
    InString,
    /// The character after a backslash.
    InEscape,
    /// The four digits after `\u`.
    InUnicodeEscape,
    /// A number.
    InNumber,
    /// The digit after the point.
    AfterPoint,
    /// The digit of the exponent.
    InExponent,
    /// One of `true`, `false`, `null`.
    InWord {
        /// The word.
        word: &'static str,
        /// Its letter that should stand here.
        expected: char,
    },
    /// A level of nesting more than Go reads.
    Depth,
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Value => "looking for beginning of value",
            Self::Key => "looking for beginning of object key string",
            Self::AfterKey => "after object key",
            Self::AfterPair => "after object key:value pair",
            Self::AfterElement => "after array element",
            Self::InString => "in string literal",
            Self::InEscape => "in string escape code",
            Self::InUnicodeEscape => "in \\u hexadecimal character escape",
            Self::InNumber => "in numeric literal",
            Self::AfterPoint => "after decimal point in numeric literal",
            Self::InExponent => "in exponent of numeric literal",
            Self::InWord { word, expected } => return write!(f, "in literal {word} (expecting '{expected}')"),
            Self::Depth => "exceeded max depth",
        })
    }
}

/// A byte as Go's `quoteChar` prints it: taken for the character of that number, and escaped where it is not printable.
struct QuotedByte(u8);

impl fmt::Display for QuotedByte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            b'\'' => f.write_str(r"'\''"),
            b'"' => f.write_str("'\"'"),
            b'\\' => f.write_str(r"'\\'"),
            0x07 => f.write_str(r"'\a'"),
            0x08 => f.write_str(r"'\b'"),
            b'\t' => f.write_str(r"'\t'"),
            b'\n' => f.write_str(r"'\n'"),
            0x0b => f.write_str(r"'\v'"),
            0x0c => f.write_str(r"'\f'"),
            b'\r' => f.write_str(r"'\r'"),
            c @ (0..=0x1f | 0x7f) => write!(f, r"'\x{c:02x}'"),
            c @ (0x80..=0xa0 | 0xad) => write!(f, r"'\u{c:04x}'"),
            c => write!(f, "'{}'", char::from(c)),
        }
    }
}
