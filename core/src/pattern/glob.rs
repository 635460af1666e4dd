//! The shell's patterns: `*`, `?`, `[…]`.

use super::class::{Char, Class, Item, Set, first, lower};

/// Text in which each byte may be quoted: quoted bytes stand for themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quoted {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Which of them are quoted.
    pub quoted: Vec<bool>,
}

impl Quoted {
    /// Adds bytes that are all quoted, or all not.
    pub fn push(&mut self, bytes: &[u8], quoted: bool) {
        self.bytes.extend_from_slice(bytes);
        self.quoted.resize(self.bytes.len(), quoted);
    }

    /// A pattern as programs get it: a backslash quotes the next byte.
    pub fn with_backslashes(text: &[u8]) -> Self {
        let mut quoted = Self::default();
        let mut at = 0;
        while let Some(c) = text.get(at) {
            match text.get(at + 1) {
                Some(next) if *c == b'\\' => {
                    quoted.push(&[*next], true);
                    at += 2;
                }
                _ => {
                    quoted.push(&[*c], false);
                    at += 1;
                }
            }
        }
        quoted
    }

    /// Whether it has a pattern's characters at all.
    pub fn is_pattern(&self) -> bool {
        self.bytes.iter().zip(&self.quoted).any(|(c, quoted)| !quoted && matches!(c, b'*' | b'?' | b'['))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Elem {
    Char(Char),
    Any,
    Star,
    Set(Set),
}

/// A compiled pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    elems: Vec<Elem>,
    fold: bool,
    names_dot: bool,
}

impl Glob {
    /// Compiles a pattern.
    pub fn new(pattern: &Quoted) -> Self {
        let mut elems = Vec::new();
        let mut at = 0;
        while at < pattern.bytes.len() {
            let (c, len) = first(&pattern.bytes[at..]);
            let quoted = pattern.quoted[at];
            let elem = match pattern.bytes[at] {
                b'*' if !quoted => {
                    at += 1;
                    if elems.last() != Some(&Elem::Star) {
                        elems.push(Elem::Star);
                    }
                    continue;
                }
                b'?' if !quoted => Elem::Any,
                b'[' if !quoted => match set(pattern, at) {
                    Some((set, end)) => {
                        elems.push(Elem::Set(set));
                        at = end;
                        continue;
                    }
                    None => Elem::Char(c),
                },
                _ => Elem::Char(c),
            };
            elems.push(elem);
            at += len;
        }
        let names_dot = elems.first() == Some(&Elem::Char(Char::from(b'.')));
        Self { elems, fold: false, names_dot }
    }

    /// The pattern of a program's argument.
    pub fn of_arg(text: &[u8]) -> Self {
        Self::new(&Quoted::with_backslashes(text))
    }

    /// The same, with capitals and small letters alike.
    #[must_use]
    pub fn folding(mut self) -> Self {
        self.fold = true;
        self
    }

    /// Whether names that begin with a dot can match: the dot must be written.
    pub const fn names_dot(&self) -> bool {
        self.names_dot
    }

    /// Whether the whole of `text` matches. Takes time in proportion to text × pattern.
    pub fn matches(&self, text: &[u8]) -> bool {
        let (mut at, mut elem) = (0, 0);
        // Where to try again: after the last star, one character further on.
        let mut retry: Option<(usize, usize)> = None;
        loop {
            if at == text.len() {
                return self.elems[elem..].iter().all(|e| *e == Elem::Star);
            }
            let (c, len) = first(&text[at..]);
            match self.elems.get(elem) {
                Some(Elem::Star) => {
                    retry = Some((at, elem + 1));
                    elem += 1;
                    continue;
                }
                Some(e) if self.one(e, c) => {
                    at += len;
                    elem += 1;
                    continue;
                }
                _ => {}
            }
            let Some((from, after)) = retry else { return false };
            let next = from + first(&text[from..]).1;
            retry = Some((next, after));
            (at, elem) = (next, after);
        }
    }

    fn one(&self, elem: &Elem, c: Char) -> bool {
        match elem {
            Elem::Any => true,
            Elem::Char(e) => *e == c || (self.fold && lower(*e) == lower(c)),
            Elem::Set(set) => {
                if self.fold {
                    set.has_folded(c)
                } else {
                    set.has(c)
                }
            }
            Elem::Star => false,
        }
    }

    /// The length of the shortest or longest part at the front of `text` that matches.
    pub fn match_front(&self, text: &[u8], longest: bool) -> Option<usize> {
        let elems: Vec<&Elem> = self.elems.iter().collect();
        self.run(&elems, &characters(text), longest)
    }

    /// Where the shortest or longest part at the end of `text` that matches begins.
    pub fn match_back(&self, text: &[u8], longest: bool) -> Option<usize> {
        let elems: Vec<&Elem> = self.elems.iter().rev().collect();
        let mut characters = characters(text);
        characters.reverse();
        Some(text.len() - self.run(&elems, &characters, longest)?)
    }

    /// Follows all ways to match at once; gives how many bytes the shortest or longest match has.
    fn run(&self, elems: &[&Elem], characters: &[(Char, usize)], longest: bool) -> Option<usize> {
        let mut states = vec![false; elems.len() + 1];
        states[0] = true;
        let (mut len, mut found) = (0, None);
        for next in characters.iter().map(Some).chain([None]) {
            for at in 0..elems.len() {
                states[at + 1] |= states[at] && *elems[at] == Elem::Star;
            }
            if states[elems.len()] {
                found = Some(len);
                if !longest {
                    break;
                }
            }
            let Some((c, bytes)) = next else { break };
            len += bytes;
            for at in (0..elems.len()).rev() {
                let stays = *elems[at] == Elem::Star;
                states[at + 1] = (states[at] && self.one(elems[at], *c))
                    || (at + 1 < elems.len() && states[at + 1] && *elems[at + 1] == Elem::Star);
                if at == 0 {
                    states[0] &= stays;
                }
            }
            // Nothing matches no character.
            states[0] &= !elems.is_empty();
        }
        found
    }
}

/// The characters of `text` with their lengths in bytes.
fn characters(text: &[u8]) -> Vec<(Char, usize)> {
    let (mut all, mut at) = (Vec::with_capacity(text.len()), 0);
    while at < text.len() {
        let next = first(&text[at..]);
        at += next.1;
        all.push(next);
    }
    all
}

/// Reads the set that begins at `at`; gives it and where it ends. `None` if the bracket is never closed: then it stands for
/// itself.
fn set(pattern: &Quoted, at: usize) -> Option<(Set, usize)> {
    let (bytes, quoted) = (&pattern.bytes, &pattern.quoted);
    let mut i = at + 1;
    let negated = matches!(bytes.get(i), Some(b'!' | b'^')) && !quoted[i];
    i += usize::from(negated);
    let start = i;
    let mut items = Vec::new();
    loop {
        let c = *bytes.get(i)?;
        if c == b']' && !quoted[i] && i > start {
            return Some((Set { negated, items }, i + 1));
        }
        if c == b'[' && !quoted[i] && bytes.get(i + 1) == Some(&b':') {
            let rest = &bytes[i + 2..];
            if let Some(end) = rest.windows(2).position(|w| w == b":]")
                && let Some(class) = Class::named(&rest[..end])
            {
                items.push(Item::Class(class));
                i += end + 4;
                continue;
            }
        }
        let (from, len) = first(&bytes[i..]);
        i += len;
        let range =
            bytes.get(i) == Some(&b'-') && !quoted[i] && bytes.get(i + 1).is_some_and(|c| *c != b']' || quoted[i + 1]);
        if range {
            let (to, len) = first(&bytes[i + 1..]);
            i += 1 + len;
            items.push(Item::Range(from, to));
        } else {
            items.push(Item::Range(from, from));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_names() {
        let cases = [
            ("a*c", "abc", true),
            ("a*c", "ac", true),
            ("a*c", "acd", false),
            ("*.json", "x.json", true),
            ("?", "é", true),
            ("??", "é", false),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[]]", "]", true),
            ("[a", "[a", true),
            ("[[:digit:]]*", "7a", true),
            ("\\*", "*", true),
            ("\\*", "a", false),
            ("*a*b*c", "xxaxxbxxc", true),
            ("", "", true),
            ("a3ee2510dcf02c980d7*", "a3ee2510dcf02c980d7aff", true),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(Glob::of_arg(pattern.as_bytes()).matches(text.as_bytes()), expected, "{pattern} {text}");
        }
        assert!(Glob::of_arg(b"READ*").folding().matches(b"readme"));
    }

    #[test]
    fn ends_are_trimmed_shortest_or_longest() {
        let path = b"/a/b/c.tar.gz";
        assert_eq!(Glob::of_arg(b"*/").match_front(path, true), Some(5));
        assert_eq!(Glob::of_arg(b"*/").match_front(path, false), Some(1));
        assert_eq!(Glob::of_arg(b".*").match_back(path, true), Some(6));
        assert_eq!(Glob::of_arg(b".*").match_back(path, false), Some(10));
    }

    #[test]
    fn stars_do_not_explode() {
        let pattern = Glob::of_arg(("a*".repeat(40) + "b").as_bytes());
        assert!(!pattern.matches("a".repeat(5000).as_bytes()));
    }
}
