//! `tr`

use super::program;
use crate::programs::options::{self, Value};
use crate::programs::{Context, Exit, Program};
use crate::trace::shown;

pub(in crate::programs) const TR: Program =
    program("tr", "[-cdst] SET1 [SET2]", ["replace or delete characters", "替换或删除字符"], tr);

/// A piece of a set.
#[derive(Clone, Copy)]
enum Piece {
    /// `x`, `a-z`, `[=x=]`
    Range(u8, u8),
    /// `[:upper:]`
    Class(fn(&u8) -> bool, Case),
    /// `[x*5]`; `[x*]` fills up.
    Repeat(u8, Option<usize>),
}

/// Whether a class is one of the two that are turned into each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Upper,
    Lower,
    None,
}

/// More bytes than a set has are not asked for.
const MOST: usize = 256;

/// The pieces of a set: `a-z`, `[:upper:]`, `\n`, `\101`. Busybox finds no fault with any, and repeats nothing.
fn pieces(text: &[u8], gnu: bool) -> Result<Vec<Piece>, String> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < text.len() {
        let bracketed = match bracketed(&text[at..]) {
            Ok(Some((Piece::Repeat(..), _))) | Err(_) if !gnu => None,
            other => other?,
        };
        if let Some((piece, len)) = bracketed {
            found.push(piece);
            at += len;
            continue;
        }
        let start = at;
        let first = character(text, &mut at);
        if text.get(at) != Some(&b'-') || at + 1 >= text.len() {
            found.push(Piece::Range(first, first));
            continue;
        }
        at += 1;
        let last = character(text, &mut at);
        if last < first && gnu {
            let range = shown(&text[start..at]);
            return Err(format!("range-endpoints of '{range}' are in reverse collating sequence order"));
        }
        found.push(Piece::Range(first, last));
    }
    Ok(found)
}

/// A piece in brackets, and its length.
fn bracketed(text: &[u8]) -> Result<Option<(Piece, usize)>, String> {
    let Some(rest) = text.strip_prefix(b"[") else { return Ok(None) };
    for sign in [b':', b'='] {
        let Some(rest) = rest.strip_prefix(&[sign]) else { continue };
        let Some(len) = rest.windows(2).position(|end| end == [sign, b']']) else { continue };
        let name = &rest[..len];
        let piece = match (sign, name) {
            (b'=', [c]) => Piece::Range(*c, *c),
            (b'=', name) => {
                return Err(format!("{}: equivalence class operand must be a single character", shown(name)));
            }
            (_, name) => class(name).ok_or_else(|| format!("invalid character class '{}'", shown(name)))?,
        };
        return Ok(Some((piece, len + 4)));
    }
    let mut at = 1;
    if rest.is_empty() {
        return Ok(None);
    }
    let c = character(text, &mut at);
    let Some(count) = text.get(at..).and_then(|rest| rest.strip_prefix(b"*")) else { return Ok(None) };
    let Some(len) = count.iter().position(|c| *c == b']') else { return Ok(None) };
    let digits = shown(&count[..len]);
    let base = if digits.starts_with('0') { 8 } else { 10 };
    let count = match usize::from_str_radix(&digits, base) {
        _ if digits.is_empty() => None,
        Ok(count) => Some(count).filter(|count| *count > 0),
        Err(_) => return Err(format!("invalid repeat count '{digits}' in [c*n] construct")),
    };
    Ok(Some((Piece::Repeat(c, count), at + 1 + len + 1)))
}

fn class(name: &[u8]) -> Option<Piece> {
    let (holds, case): (fn(&u8) -> bool, Case) = match name {
        b"upper" => (u8::is_ascii_uppercase, Case::Upper),
        b"lower" => (u8::is_ascii_lowercase, Case::Lower),
        b"digit" => (u8::is_ascii_digit, Case::None),
        b"xdigit" => (u8::is_ascii_hexdigit, Case::None),
        b"alpha" => (u8::is_ascii_alphabetic, Case::None),
        b"alnum" => (u8::is_ascii_alphanumeric, Case::None),
        b"blank" => (|c| matches!(c, b'\t' | b' '), Case::None),
        b"space" => (|c| matches!(c, b'\t'..=b'\r' | b' '), Case::None),
        b"cntrl" => (u8::is_ascii_control, Case::None),
        b"graph" => (u8::is_ascii_graphic, Case::None),
        b"print" => (|c| matches!(c, b' '..=b'~'), Case::None),
        b"punct" => (u8::is_ascii_punctuation, Case::None),
        _ => return None,
    };
    Some(Piece::Class(holds, case))
}

/// A character, perhaps written with a backslash.
fn character(text: &[u8], at: &mut usize) -> u8 {
    let c = text[*at];
    *at += 1;
    let Some(next) = text.get(*at).copied().filter(|_| c == b'\\') else { return c };
    let (mut value, mut digits) = (0_u32, 0);
    while let Some(digit) = text.get(*at + digits).filter(|c| digits < 3 && matches!(c, b'0'..=b'7')) {
        // A third digit may be too much for a byte: then it stands for itself.
        let longer = value * 8 + u32::from(digit - b'0');
        if longer > 255 {
            break;
        }
        (value, digits) = (longer, digits + 1);
    }
    if digits > 0 {
        *at += digits;
        return value as u8;
    }
    *at += 1;
    match next {
        b'a' => 0x07,
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0b,
        other => other,
    }
}

/// The bytes of a set. What fills up gives as many as there is room for, the others so many that it makes no difference.
fn bytes(pieces: &[Piece], room: usize) -> Vec<u8> {
    let of = |piece: &Piece| -> Vec<u8> {
        match *piece {
            Piece::Range(first, last) => (first..=last).collect(),
            Piece::Class(holds, _) => (0..=255).filter(holds).collect(),
            Piece::Repeat(c, count) => vec![c; count.unwrap_or(0).min(MOST)],
        }
    };
    let fixed: usize = pieces.iter().map(|piece| of(piece).len()).sum();
    let filled = |piece: &Piece| match *piece {
        Piece::Repeat(c, None) => vec![c; room.saturating_sub(fixed)],
        _ => of(piece),
    };
    pieces.iter().flat_map(filled).collect()
}

/// Where the classes of letters in a set begin.
fn cases(pieces: &[Piece]) -> Vec<usize> {
    let is_case = |piece: &Piece| matches!(piece, Piece::Class(_, Case::Upper | Case::Lower));
    let at = pieces.iter().enumerate().filter(|(_, piece)| is_case(piece));
    at.map(|(at, _)| bytes(&pieces[..at], 0).len()).collect()
}

/// What is wrong with two sets of which one becomes the other.
fn mismatch(first: &[Piece], second: &[Piece], from: &[u8], complement: bool, truncates: bool) -> Option<&'static str> {
    let to = bytes(second, from.len());
    let starts = cases(first);
    let other = second.iter().any(|piece| matches!(piece, Piece::Class(_, Case::None)));
    let has_class = first.iter().any(|piece| matches!(piece, Piece::Class(..)));
    if other {
        return Some(
            "when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'",
        );
    }
    if !complement && cases(second).iter().any(|start| !starts.contains(start)) {
        return Some("misaligned [:upper:] and/or [:lower:] construct");
    }
    if to.is_empty() && !truncates {
        return Some("when not truncating set1, string2 must be non-empty");
    }
    if from.len() > to.len() && !truncates && matches!(second.last(), Some(Piece::Class(..))) {
        return Some(
            "when translating with string1 longer than string2,\nthe latter string must not end with a character class",
        );
    }
    if complement && has_class && to.iter().any(|c| Some(c) != to.first()) {
        return Some(
            "when translating with complemented character classes,\nstring2 must map all characters in the domain to one",
        );
    }
    None
}

/// What is wrong with how many sets there are.
fn miscounted(given: &options::Options, gnu: bool) -> Option<String> {
    let (deletes, squeezes) = (given.has('d'), given.has('s'));
    if !gnu && (given.operands.len() > 1 || deletes) && !given.operands.is_empty() {
        return None;
    }
    let wanted = if deletes == squeezes { 2 } else { 1 };
    let most = if deletes && !squeezes { 1 } else { 2 };
    match &given.operands[..] {
        [] => Some("missing operand".to_owned()),
        [only] if wanted == 2 => {
            let what = if deletes { "both deleting and squeezing repeats" } else { "translating" };
            Some(format!("missing operand after '{}'\nTwo strings must be given when {what}.", shown(only)))
        }
        operands if operands.len() > most => {
            let why = match (most, operands.len()) {
                (1, 2) => "\nOnly one string may be given when deleting without squeezing repeats.",
                _ => "",
            };
            Some(format!("extra operand '{}'{why}", shown(&operands[most])))
        }
        _ => None,
    }
}

fn tr(ctx: &mut Context<'_>) -> Exit {
    let long = [
        ("complement", 'c', Value::No),
        ("delete", 'd', Value::No),
        ("squeeze-repeats", 's', Value::No),
        ("truncate-set1", 't', Value::No),
    ];
    let given = match options::parse(ctx, "cCdst", &long, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    if ctx.busybox() && given.operands.get(1).is_some_and(|to| to.is_empty()) {
        ctx.complain(format_args!("STRING2 cannot be empty"));
        return Ok(1);
    }
    if let Some(message) = miscounted(&given, !ctx.busybox()) {
        return Ok(options::wrong_operands(ctx, &message, 1));
    }
    let complement = given.has('c') || given.has('C');
    let (deletes, squeezes) = (given.has('d'), given.has('s'));
    let mut sets = Vec::new();
    for operand in &given.operands {
        if operand.iter().rev().take_while(|c| **c == b'\\').count() % 2 == 1 && !ctx.busybox() {
            ctx.err("tr: warning: an unescaped backslash at end of string is not portable\n");
        }
        match pieces(operand, !ctx.busybox()) {
            Ok(pieces) => sets.push(pieces),
            Err(message) => {
                ctx.complain(format_args!("{message}"));
                return Ok(1);
            }
        }
    }
    let first = sets.first().cloned().unwrap_or_default();
    if first.iter().any(|piece| matches!(piece, Piece::Repeat(_, None))) {
        ctx.complain(format_args!("the [c*] repeat construct may not appear in string1"));
        return Ok(1);
    }
    let named = bytes(&first, 0);
    let mut from = if complement { (0..=255).filter(|c| !named.contains(c)).collect() } else { named };
    let second = sets.get(1);
    let to = second.map(|pieces| bytes(pieces, from.len()));
    let translates = to.as_ref().filter(|_| !deletes);
    if let (Some(_), Some(second)) = (translates, second)
        && let Some(message) = mismatch(&first, second, &from, complement, given.has('t'))
        && !ctx.busybox()
    {
        ctx.complain(format_args!("{message}"));
        return Ok(1);
    }
    if let Some(to) = translates.filter(|_| given.has('t')) {
        from.truncate(to.len());
    }
    let input = match ctx.stdin()? {
        Ok(bytes) => bytes,
        Err(error) => {
            ctx.complain(format_args!("read error: {error}"));
            return Ok(1);
        }
    };
    let mut becomes: [u8; MOST] = std::array::from_fn(|at| at as u8);
    if let Some((to, last)) = translates.and_then(|to| Some((to, to.last()?))) {
        // The last of several places counts.
        for (at, c) in from.iter().enumerate() {
            becomes[usize::from(*c)] = *to.get(at).unwrap_or(last);
        }
    }
    let squeezed = to.as_ref().unwrap_or(&from);
    let (mut out, mut before) = (Vec::with_capacity(input.len()), None);
    for c in input.iter() {
        if deletes && from.contains(c) {
            continue;
        }
        let c = becomes[usize::from(*c)];
        if squeezes && before == Some(c) && squeezed.contains(&c) {
            continue;
        }
        before = Some(c);
        out.push(c);
    }
    ctx.out(out);
    ctx.exit(1)
}
