//! Which rule a text breaks, and where: Docker only says `invalid reference format`.

use super::{DEFAULT_DOMAIN, MAX_NAME_LENGTH, OFFICIAL_PREFIX, grammar, split_domain};
use crate::digest::Digest;

/// A part of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The registry's name.
    Domain,
    /// The repository's path.
    Path,
    /// What follows the colon.
    Tag,
    /// What follows the `@`.
    Digest,
}

/// A rule of the grammar that a text can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The part is there, but has no character.
    Empty,
    /// Web addresses are not references: no `https://`.
    NoScheme,
    /// A bare run of 64 hex digits is an ID.
    NoIdentifier,
    /// The path is lower case.
    LowerCase,
    /// Only certain characters: path a-z 0-9 . _ - /, tag A-Z a-z 0-9 . _ -, domain A-Z a-z 0-9 . -, digest hex digits.
    Alphabet,
    /// A path component begins and ends with a letter or digit, a tag begins with a letter, digit or `_`, a domain's component
    /// begins and ends with a letter or digit.
    Edge,
    /// Between letters and digits of a path stands one `.`, one or two `_`, or any number of `-`.
    Separator,
    /// The port is a decimal number.
    Port,
    /// A tag has at most 128 characters, a name 255.
    TooLong,
    /// A digest names its algorithm: `sha256:`.
    Algorithm,
    /// A digest has as many digits as its algorithm makes.
    DigestLength,
}

/// The first rule that a text breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenRule {
    /// Where in the reference.
    pub part: Part,
    /// Which rule.
    pub rule: Rule,
    /// The byte offset in the text of the first character that does not fit; the text's length where one is missing.
    pub at: usize,
}

impl BrokenRule {
    /// The first rule that `text` breaks as a familiar or canonical reference; none exactly if
    /// [`Reference::parse`](super::Reference::parse) reads it.
    pub fn find(text: &str) -> Option<Self> {
        let broken = |part, rule, at| Some(Self { part, rule, at });
        if text.is_empty() {
            return broken(Part::Path, Rule::Empty, 0);
        }
        if grammar::is_identifier(text) {
            return broken(Part::Path, Rule::NoIdentifier, 0);
        }
        if text.starts_with("http://") || text.starts_with("https://") {
            return broken(Part::Domain, Rule::NoScheme, 0);
        }
        let (domain, remainder) = split_domain(text);
        let start = text.len() - remainder.len();
        if start > 0 && !grammar::is_component(domain) && !grammar::is_domain(domain) {
            let (rule, at) = domain_rule(domain);
            return broken(Part::Domain, rule, at);
        }
        let name_and_tag = remainder.split('@').next().unwrap_or_default();
        let path = name_and_tag.split(':').next().unwrap_or_default();
        if let Some((rule, at)) = path_rule(path) {
            return broken(Part::Path, rule, start + at);
        }
        if let Some((_, tag)) = name_and_tag.split_once(':')
            && let Some((rule, at)) = tag_rule(tag)
        {
            return broken(Part::Tag, rule, start + path.len() + 1 + at);
        }
        let digest_start = start + name_and_tag.len() + 1;
        if let Some((_, digest)) = remainder.split_once('@')
            && let Some((rule, at)) = digest_rule(digest)
        {
            return broken(Part::Digest, rule, digest_start + at);
        }
        // `nginx@SHA256:…`: Docker takes everything up to the first colon for the path when it looks for upper case.
        let remote_name = remainder.split(':').next().unwrap_or_default();
        if grammar::has_upper_case(remote_name) {
            return broken(Part::Digest, Rule::LowerCase, digest_start);
        }
        let official = domain == DEFAULT_DOMAIN && !remainder.contains('/');
        let prefix = if official { OFFICIAL_PREFIX.len() } else { 0 };
        let name_length = domain.len() + 1 + prefix + path.len();
        if name_length > MAX_NAME_LENGTH {
            return broken(Part::Path, Rule::TooLong, start + path.len());
        }
        None
    }
}

/// The byte offset of the first character that is not `allowed`.
fn first_outside(text: &str, allowed: impl Fn(char) -> bool) -> Option<usize> {
    text.char_indices().find(|(_, c)| !allowed(*c)).map(|(at, _)| at)
}

/// Why `text` is no domain; it is known to be none.
fn domain_rule(text: &str) -> (Rule, usize) {
    let host = text.split(':').next().unwrap_or_default();
    if host.is_empty() {
        return (Rule::Empty, 0);
    }
    if let Some(at) = first_outside(host, |c| c.is_ascii_alphanumeric() || c == '-' || c == '.') {
        return (Rule::Alphabet, at);
    }
    let mut at = 0;
    for component in host.split('.') {
        let edge = match component.as_bytes() {
            [] | [b'-', ..] => Some(0),
            [.., b'-'] => Some(component.len() - 1),
            _ => None,
        };
        if let Some(edge) = edge {
            return (Rule::Edge, at + edge);
        }
        at += component.len() + 1;
    }
    let port = text.get(host.len() + 1..).unwrap_or_default();
    (Rule::Port, host.len() + 1 + first_outside(port, |c| c.is_ascii_digit()).unwrap_or(port.len()))
}

fn path_rule(path: &str) -> Option<(Rule, usize)> {
    let mut at = 0;
    for component in path.split('/') {
        if let Some((rule, offset)) = component_rule(component) {
            return Some((rule, at + offset));
        }
        at += component.len() + 1;
    }
    None
}

fn component_rule(text: &str) -> Option<(Rule, usize)> {
    if grammar::is_component(text) {
        return None;
    }
    if text.is_empty() {
        return Some((Rule::Empty, 0));
    }
    let alnum = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let separator = |c: char| matches!(c, '.' | '_' | '-');
    if let Some((at, c)) = text.char_indices().find(|(_, c)| !alnum(*c) && !separator(*c)) {
        let upper = c.to_lowercase().next() != Some(c);
        return Some((if upper { Rule::LowerCase } else { Rule::Alphabet }, at));
    }
    if text.starts_with(separator) {
        return Some((Rule::Edge, 0));
    }
    if text.ends_with(separator) {
        return Some((Rule::Edge, text.trim_end_matches(separator).len()));
    }
    let mut at = 0;
    for run in text.split_inclusive(alnum) {
        // Each piece is a separator, maybe empty, and the letter that ends it.
        let between = &run.as_bytes()[..run.len() - 1];
        if !grammar::is_separator(between) {
            return Some((Rule::Separator, at));
        }
        at += run.len();
    }
    Some((Rule::Alphabet, 0))
}

fn tag_rule(tag: &str) -> Option<(Rule, usize)> {
    if grammar::is_tag(tag) {
        return None;
    }
    let rule = if tag.is_empty() {
        (Rule::Empty, 0)
    } else if let Some(at) = first_outside(tag, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')) {
        (Rule::Alphabet, at)
    } else if tag.starts_with(['.', '-']) {
        (Rule::Edge, 0)
    } else {
        (Rule::TooLong, grammar::MAX_TAG_LENGTH)
    };
    Some(rule)
}

fn digest_rule(digest: &str) -> Option<(Rule, usize)> {
    let Some((algorithm, hex)) = digest.split_once(':') else {
        return Some((if digest.is_empty() { Rule::Empty } else { Rule::Algorithm }, 0));
    };
    let hex_start = algorithm.len() + 1;
    if !grammar::is_algorithm(algorithm) {
        return Some((Rule::Algorithm, 0));
    }
    if let Some(at) = first_outside(hex, |c| c.is_ascii_hexdigit()) {
        return Some((Rule::Alphabet, hex_start + at));
    }
    let digits = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return Some((Rule::Algorithm, 0)),
    };
    if hex.len() != digits {
        return Some((Rule::DigestLength, hex_start + hex.len().min(digits)));
    }
    if let Some(at) = first_outside(hex, |c| !c.is_ascii_uppercase()) {
        return Some((Rule::LowerCase, hex_start + at));
    }
    debug_assert!(digest.parse::<Digest>().is_ok(), "every rule of a digest is checked above");
    None
}
