//! `sort`

use std::cmp::Ordering;

use super::{inputs, program, split};
use crate::programs::options::{self, Long, Options, Value};
use crate::programs::{Context, Exit, Program, collate};
use crate::trace::shown;

pub(in crate::programs) const SORT: Program =
    program("sort", "[-bcfhMnrsuVz] [-k KEY] [-t CHAR] [-o FILE] [FILE]...", ["sort lines", "对行排序"], sort);

const LONG: &[Long] = &[
    ("check", 'c', Value::No),
    ("human-numeric-sort", 'h', Value::No),
    ("ignore-case", 'f', Value::No),
    ("ignore-leading-blanks", 'b', Value::No),
    ("key", 'k', Value::Yes),
    ("field-separator", 't', Value::Yes),
    ("month-sort", 'M', Value::No),
    ("numeric-sort", 'n', Value::No),
    ("output", 'o', Value::Yes),
    ("random-sort", 'R', Value::No),
    ("reverse", 'r', Value::No),
    ("stable", 's', Value::No),
    ("unique", 'u', Value::No),
    ("version-sort", 'V', Value::No),
    ("zero-terminated", 'z', Value::No),
];

/// Letters that say how keys compare.
const MANNERS: &str = "bfhMnrV";

/// A place in a line: a field and a character of it, from 1; character 0 of an end is the field's last.
#[derive(Clone, Copy)]
struct Place {
    field: usize,
    character: usize,
    skips_blanks: bool,
}

/// What is compared of a line, and how.
#[derive(Clone)]
struct Key {
    from: Place,
    to: Option<Place>,
    manners: String,
    absolute: bool,
}

/// Reads `2`, `2,3`, `2.3,2.5n`.
fn parse_key(text: &str, manners: &str) -> Option<Key> {
    fn number(text: &mut &str) -> Option<usize> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let value = text[..digits].parse().ok();
        *text = &text[digits..];
        value
    }
    fn letters<'t>(text: &mut &'t str) -> &'t str {
        let len = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (letters, rest) = text.split_at(len);
        *text = rest;
        letters
    }
    let mut rest = text;
    let mut own = String::new();
    let mut place = |rest: &mut &str, first: usize| -> Option<Place> {
        let field = number(rest).filter(|field| *field > 0)?;
        let mut character = first;
        if let Some(behind) = rest.strip_prefix('.') {
            *rest = behind;
            character = number(rest)?;
        }
        let letters = letters(rest);
        own.push_str(letters);
        Some(Place { field, character, skips_blanks: letters.contains('b') })
    };
    let mut from = place(&mut rest, 1).filter(|from| from.character > 0)?;
    let mut to = None;
    if let Some(behind) = rest.strip_prefix(',') {
        rest = behind;
        to = Some(place(&mut rest, 0)?);
    }
    if !rest.is_empty() || own.chars().any(|c| !MANNERS.contains(c)) {
        return None;
    }
    if own.is_empty() {
        from.skips_blanks |= manners.contains('b');
        own = manners.to_owned();
    }
    Some(Key { from, to, manners: own, absolute: false })
}

impl Key {
    /// The part of a line that it names. Without a separator a field is its leading blanks and what follows them.
    fn of<'l>(&self, line: &'l [u8], separator: Option<u8>) -> &'l [u8] {
        let blank = |c: &u8| matches!(c, b' ' | b'\t');
        let mut starts = vec![0];
        for (at, byte) in line.iter().enumerate() {
            let begins = match separator {
                Some(separator) => *byte == separator,
                None => blank(byte) && at > 0 && !blank(&line[at - 1]),
            };
            if begins {
                starts.push(at + usize::from(separator.is_some()));
            }
        }
        let start = |field: usize| starts.get(field - 1).copied().unwrap_or(line.len());
        let behind_blanks =
            |at: usize, skips: bool| at + if skips { line[at..].iter().take_while(|c| blank(c)).count() } else { 0 };
        let from = behind_blanks(start(self.from.field), self.from.skips_blanks) + self.from.character - 1;
        let to = match self.to {
            None => line.len(),
            Some(Place { field, character: 0, .. }) => {
                starts.get(field).map_or(line.len(), |next| next - usize::from(separator.is_some()))
            }
            Some(Place { character, .. }) if self.absolute => character,
            Some(Place { field, character, skips_blanks }) => behind_blanks(start(field), skips_blanks) + character,
        };
        let to = to.min(line.len());
        &line[from.min(to)..to]
    }

    fn has(&self, letter: char) -> bool {
        self.manners.contains(letter)
    }

    fn compare(&self, a: &[u8], b: &[u8], locale: crate::profile::Locale) -> Ordering {
        let order = if self.has('n') {
            number(a).total_cmp(&number(b))
        } else if self.has('h') {
            human(a).partial_cmp(&human(b)).unwrap_or(Ordering::Equal)
        } else if self.has('M') {
            month(a).cmp(&month(b))
        } else if self.has('V') {
            version(a, b)
        } else if self.has('f') {
            collate::compare(&a.to_ascii_uppercase(), &b.to_ascii_uppercase(), locale)
        } else {
            collate::compare(a, b, locale)
        };
        if self.has('r') { order.reverse() } else { order }
    }
}

/// The number at the front of a text.
fn number(text: &[u8]) -> f64 {
    let text = String::from_utf8_lossy(text);
    let text = text.trim_start();
    let len = text
        .bytes()
        .enumerate()
        .take_while(|(i, b)| b.is_ascii_digit() || *b == b'.' || (*i == 0 && *b == b'-'))
        .count();
    // Minus zero is zero.
    crate::decimal::parse(&text[..len]).unwrap_or(0.0) + 0.0
}

/// A size such as `2M`: its unit counts first.
fn human(text: &[u8]) -> (i32, f64) {
    let value = number(text);
    let text = String::from_utf8_lossy(text);
    let unit =
        text.trim_start().trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-')).chars().next();
    let order = unit.and_then(|unit| "KMGTPEZY".find(unit.to_ascii_uppercase())).map_or(0, |at| at as i32 + 1);
    let sign = if value < 0.0 { -1 } else { i32::from(value > 0.0) };
    (sign * (order + 1), value)
}

fn month(text: &[u8]) -> usize {
    let text = String::from_utf8_lossy(text).trim_start().to_uppercase();
    let known = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    known.iter().position(|name| text.starts_with(name)).map_or(0, |at| at + 1)
}

/// Digits in a row compare as numbers; between them letters before other characters, the end and `~` before both.
fn version(left: &[u8], right: &[u8]) -> Ordering {
    fn take<'t>(rest: &mut &'t [u8], wanted: fn(&u8) -> bool) -> &'t [u8] {
        let len = rest.iter().take_while(|c| wanted(c)).count();
        let (taken, behind) = rest.split_at(len);
        *rest = behind;
        taken
    }
    let ranks = |text: &[u8]| -> Vec<(u8, u8)> {
        let rank = |c: &u8| match c {
            b'~' => (0, *c),
            c if c.is_ascii_alphabetic() => (2, *c),
            c => (3, *c),
        };
        text.iter().map(rank).chain([(1, 0)]).collect()
    };
    let value = |digits: &[u8]| -> Vec<u8> { digits.iter().copied().skip_while(|c| *c == b'0').collect() };
    let (mut left, mut right) = (left, right);
    while !left.is_empty() || !right.is_empty() {
        let no_digit = |c: &u8| !c.is_ascii_digit();
        let by_text = ranks(take(&mut left, no_digit)).cmp(&ranks(take(&mut right, no_digit)));
        let (one, other) = (value(take(&mut left, u8::is_ascii_digit)), value(take(&mut right, u8::is_ascii_digit)));
        let order = by_text.then(one.len().cmp(&other.len())).then(one.cmp(&other));
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

fn keys(ctx: &mut Context<'_>, given: &Options) -> Result<Vec<Key>, u8> {
    let manners: String = given.given.iter().map(|(c, _)| *c).filter(|c| MANNERS.contains(*c)).collect();
    let mut keys: Vec<Key> = Vec::new();
    for (_, value) in given.given.iter().filter(|(letter, _)| *letter == 'k') {
        let text = value.as_deref().map(|text| String::from_utf8_lossy(text).into_owned()).unwrap_or_default();
        let Some(mut key) = parse_key(&text, &manners) else {
            if ctx.busybox() {
                let letters = text.starts_with(|c: char| c.is_ascii_digit() && c != '0');
                ctx.complain(format_args!(
                    "{}",
                    if letters { "unknown key option" } else { "bad field specification" }
                ));
                return Err(2);
            }
            if text == "0" || text.starts_with("0,") || text.starts_with("0.") {
                ctx.complain(format_args!("field number is zero: invalid field specification '{text}'"));
            } else {
                ctx.complain(format_args!("invalid number at field start: invalid count at start of '{text}'"));
            }
            return Err(2);
        };
        // Busybox counts the last character from the beginning of the line.
        key.absolute = ctx.busybox();
        keys.push(key);
    }
    if keys.is_empty() {
        let from = Place { field: 1, character: 1, skips_blanks: manners.contains('b') };
        keys.push(Key { from, to: None, manners, absolute: false });
    }
    Ok(keys)
}

fn sort(ctx: &mut Context<'_>) -> Exit {
    let given = match options::parse(ctx, "bcfhMnrsuVzRk:t:o:", LONG, 2) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    if given.has('R') {
        ctx.err("drydock: sort -R is not simulated: everything here can be repeated\n");
        return Ok(2);
    }
    let keys = match keys(ctx, &given) {
        Ok(keys) => keys,
        Err(status) => return Ok(status),
    };
    let separator = match given.value('t').map(|text| text.to_vec()).as_deref() {
        None => None,
        Some(b"\\0") => Some(0),
        Some([separator]) => Some(*separator),
        Some(_) if ctx.busybox() => {
            ctx.complain(format_args!("bad -t parameter"));
            return Ok(2);
        }
        Some([]) => {
            ctx.complain(format_args!("empty tab"));
            return Ok(2);
        }
        Some(text) => {
            let text = shown(text);
            ctx.complain(format_args!("multi-character tab '{text}'"));
            return Ok(2);
        }
    };
    let files = inputs(ctx, &given.operands)?;
    if ctx.failed() {
        return Ok(2);
    }
    let end = if given.has('z') { 0 } else { b'\n' };
    let locale = ctx.locale();
    let by_keys = |a: &[u8], b: &[u8]| {
        keys.iter().fold(Ordering::Equal, |order, key| {
            order.then_with(|| key.compare(key.of(a, separator), key.of(b, separator), locale))
        })
    };
    let reverse = given.has('r');
    let last = |a: &[u8], b: &[u8]| {
        if given.has('s') || given.has('u') {
            return Ordering::Equal;
        }
        let order = collate::compare(a, b, locale);
        if reverse { order.reverse() } else { order }
    };
    if given.has('c') {
        for (name, bytes) in &files {
            let all = split(bytes, end);
            let wrong = |pair: &[&[u8]]| match by_keys(pair[0], pair[1]).then_with(|| last(pair[0], pair[1])) {
                Ordering::Greater => true,
                Ordering::Equal => given.has('u'),
                Ordering::Less => false,
            };
            if let Some(at) = all.windows(2).position(wrong) {
                let (name, line) = (shown(name), shown(all[at + 1]));
                if ctx.busybox() {
                    ctx.err(format!("Check line {}\n", at + 1));
                } else {
                    ctx.complain(format_args!("{name}:{}: disorder: {line}", at + 2));
                }
                return Ok(1);
            }
        }
        return Ok(0);
    }
    let mut all: Vec<&[u8]> = files.iter().flat_map(|(_, bytes)| split(bytes, end)).collect();
    all.sort_by(|a, b| by_keys(a, b).then_with(|| last(a, b)));
    if given.has('u') {
        all.dedup_by(|a, b| by_keys(a, b) == Ordering::Equal);
    }
    let sorted: Vec<u8> = all.iter().flat_map(|line| line.iter().copied().chain([end])).collect();
    let Some(file) = given.value('o') else {
        ctx.out(sorted);
        return ctx.exit(2);
    };
    if let Err(error) = ctx.replace_file(file, &sorted) {
        let file = shown(file);
        ctx.complain(format_args!("open failed: {file}: {error}"));
        return Ok(2);
    }
    ctx.exit(2)
}
