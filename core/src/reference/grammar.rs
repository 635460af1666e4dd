//! The grammar of Docker 20.10 (distribution 2.7.1 `reference/regexp.go`), all of it ASCII:
//!
//! ```text
//! reference        = name [ ":" tag ] [ "@" digest ]
//! name             = [ domain "/" ] component { "/" component }
//! domain           = domain-component { "." domain-component } [ ":" digit { digit } ]
//! domain-component = letter-or-digit [ { letter-or-digit | "-" } letter-or-digit ]
//! component        = alnum { separator alnum }
//! alnum            = lower-case letter or digit, one or more
//! separator        = "." | "_" | "__" | "-" { "-" }
//! tag              = ( letter | digit | "_" ) { letter | digit | "_" | "." | "-" }          at most 128
//! digest           = algorithm ":" hex digit, 32 or more
//! algorithm        = word { ( "-" | "_" | "+" | "." ) word }          word = letter { letter | digit }
//! ```
//!
//! Where `domain` could match or be left out, it matches: a first component that is no domain stays part of the path.

/// The longest tag, in characters.
pub(super) const MAX_TAG_LENGTH: usize = 128;
/// The fewest hex digits of a digest.
pub(super) const MIN_DIGEST_DIGITS: usize = 32;

/// The parts of a text that the grammar accepts.
pub(super) struct Parts<'a> {
    /// Empty where there is none.
    pub(super) domain: &'a str,
    pub(super) path: &'a str,
    /// Characters of domain and path with the slash between them.
    pub(super) name_length: usize,
    pub(super) tag: Option<&'a str>,
    pub(super) digest: Option<&'a str>,
}

/// Splits a text into its parts, or nothing where the grammar refuses it.
pub(super) fn split(text: &str) -> Option<Parts<'_>> {
    let (domain, rest) = match text.split_once('/') {
        Some((first, rest)) if is_domain(first) => (first, rest),
        _ => ("", text),
    };
    let (name_and_tag, digest) = match rest.split_once('@') {
        Some((before, digest)) => (before, Some(digest)),
        None => (rest, None),
    };
    let (path, tag) = match name_and_tag.split_once(':') {
        Some((path, tag)) => (path, Some(tag)),
        None => (name_and_tag, None),
    };
    let accepted = path.split('/').all(is_component) && tag.is_none_or(is_tag) && digest.is_none_or(is_digest);
    let name_length = text.len() - rest.len() + path.len();
    accepted.then_some(Parts { domain, path, name_length, tag, digest })
}

/// 64 lower-case hex digits.
pub(super) fn is_identifier(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether Go's `strings.ToLower` would change `text`.
pub(super) fn has_upper_case(text: &str) -> bool {
    text.chars().any(|c| lower(c) != c)
}

/// What Go's `strings.ToLower` makes of `text`: one character for each, unlike Rust's.
pub(super) fn lower_case(text: &str) -> String {
    text.chars().map(lower).collect()
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

pub(super) fn is_domain(text: &str) -> bool {
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    host.split('.').all(is_domain_component)
        && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|c| c.is_ascii_digit()))
}

fn is_domain_component(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
}

pub(super) fn is_component(text: &str) -> bool {
    let alnum = |c: &u8| c.is_ascii_lowercase() || c.is_ascii_digit();
    let mut rest = text.as_bytes();
    loop {
        let letters = rest.iter().take_while(|c| alnum(c)).count();
        if letters == 0 {
            return false;
        }
        rest = &rest[letters..];
        let separator = rest.iter().take_while(|c| !alnum(c)).count();
        if separator == 0 {
            return rest.is_empty();
        }
        if !is_separator(&rest[..separator]) {
            return false;
        }
        rest = &rest[separator..];
    }
}

pub(super) fn is_separator(text: &[u8]) -> bool {
    matches!(text, b"." | b"_" | b"__") || text.iter().all(|c| *c == b'-')
}

pub(super) fn is_tag(text: &str) -> bool {
    let word = |c: u8| c.is_ascii_alphanumeric() || c == b'_';
    text.len() <= MAX_TAG_LENGTH
        && text.bytes().next().is_some_and(word)
        && text.bytes().all(|c| word(c) || matches!(c, b'.' | b'-'))
}

fn is_digest(text: &str) -> bool {
    text.split_once(':').is_some_and(|(algorithm, hex)| {
        is_algorithm(algorithm) && hex.len() >= MIN_DIGEST_DIGITS && hex.bytes().all(|c| c.is_ascii_hexdigit())
    })
}

pub(super) fn is_algorithm(text: &str) -> bool {
    text.split(['-', '_', '+', '.']).all(|word| {
        word.bytes().next().is_some_and(|c| c.is_ascii_alphabetic()) && word.bytes().all(|c| c.is_ascii_alphanumeric())
    })
}
