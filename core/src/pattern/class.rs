//! Characters and sets of characters, in UTF-8. Bytes that are no UTF-8 are characters of their own.

/// A character: a Unicode scalar value, or a stray byte above U+10FFFF.
pub(super) type Char = u32;

const STRAY: Char = 0x11_0000;

/// The first character of `text` and its length in bytes. `text` is not empty.
pub(super) fn first(text: &[u8]) -> (Char, usize) {
    let lead = text[0];
    let len = match lead {
        0..0x80 => return (Char::from(lead), 1),
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => 0,
    };
    let decoded = text.get(..len).and_then(|bytes| std::str::from_utf8(bytes).ok()).and_then(|s| s.chars().next());
    decoded.map_or((STRAY + Char::from(lead), 1), |c| (c as Char, len))
}

/// The length of the last character of `text`, which is not empty.
pub(super) fn last_len(text: &[u8]) -> usize {
    (1..=4.min(text.len()))
        .find(|len| first(&text[text.len() - len..]).1 == *len && text[text.len() - len] & 0xc0 != 0x80)
        .unwrap_or(1)
}

pub(super) fn lower(c: Char) -> Char {
    match char::from_u32(c) {
        Some(c) if c.is_ascii() => c.to_ascii_lowercase() as Char,
        Some(c) => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(one), None) => one as Char,
                _ => c as Char,
            }
        }
        None => c,
    }
}

/// Whether `c` is a letter, digit or underscore.
pub(super) fn is_word(c: Char) -> bool {
    c == Char::from(b'_') || char::from_u32(c).is_some_and(char::is_alphanumeric)
}

/// An entry of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// These and what lies between.
    Range(Char, Char),
    /// `[:name:]`
    Class(Class),
}

/// The classes of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Alnum,
    Alpha,
    Blank,
    Cntrl,
    Digit,
    Graph,
    Lower,
    Print,
    Punct,
    Space,
    Upper,
    Xdigit,
    Word,
}

impl Class {
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"alnum" => Self::Alnum,
            b"alpha" => Self::Alpha,
            b"blank" => Self::Blank,
            b"cntrl" => Self::Cntrl,
            b"digit" => Self::Digit,
            b"graph" => Self::Graph,
            b"lower" => Self::Lower,
            b"print" => Self::Print,
            b"punct" => Self::Punct,
            b"space" => Self::Space,
            b"upper" => Self::Upper,
            b"xdigit" => Self::Xdigit,
            _ => return None,
        })
    }

    pub(super) fn has(self, c: Char) -> bool {
        let Some(c) = char::from_u32(c) else { return false };
        match self {
            Self::Alnum => c.is_alphanumeric(),
            Self::Alpha => c.is_alphabetic(),
            Self::Blank => matches!(c, ' ' | '\t'),
            Self::Cntrl => c.is_control(),
            Self::Digit => c.is_ascii_digit(),
            Self::Graph => !c.is_control() && !c.is_whitespace(),
            Self::Lower => c.is_lowercase(),
            Self::Print => !c.is_control(),
            Self::Punct => {
                c.is_ascii_punctuation()
                    || (!c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control())
            }
            Self::Space => c.is_whitespace(),
            Self::Upper => c.is_uppercase(),
            Self::Xdigit => c.is_ascii_hexdigit(),
            Self::Word => c == '_' || c.is_alphanumeric(),
        }
    }
}

/// A set of characters, `[…]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Set {
    pub(super) negated: bool,
    pub(super) items: Vec<Item>,
}

impl Set {
    pub(super) fn has(&self, c: Char) -> bool {
        let found = self.items.iter().any(|item| match item {
            Item::Range(from, to) => (*from..=*to).contains(&c),
            Item::Class(class) => class.has(c),
        });
        found != self.negated
    }

    /// As [`Set::has`], with capitals and small letters alike.
    pub(super) fn has_folded(&self, c: Char) -> bool {
        let other = char::from_u32(c).map_or(c, |c| if c.is_uppercase() { lower(c as Char) } else { upper(c) });
        let found = |c| Self { negated: false, items: self.items.clone() }.has(c);
        (found(c) || found(other)) != self.negated
    }
}

fn upper(c: char) -> Char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one as Char,
        _ => c as Char,
    }
}
