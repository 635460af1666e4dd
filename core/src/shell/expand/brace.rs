//! Braces: `{a,b}` and `{1..3}`. Bash only.

use std::rc::Rc;

use crate::script::ast::{Part, Word};

/// A word never becomes more words than this.
const MAX_WORDS: usize = 10_000;

/// A word in pieces small enough to see its braces.
#[derive(Clone)]
enum Piece {
    Byte(u8),
    Part(Part),
}

/// The words that a word with braces stands for; the word itself if it has none.
pub(super) fn expand(word: &Word) -> Vec<Word> {
    let has_brace = |part: &Part| matches!(part, Part::Literal(text) if text.contains(&b'{'));
    if !word.0.iter().any(has_brace) {
        return vec![word.clone()];
    }
    let mut pieces = Vec::new();
    for part in word.0.iter() {
        match part {
            Part::Literal(text) => pieces.extend(text.iter().map(|c| Piece::Byte(*c))),
            part => pieces.push(Piece::Part(part.clone())),
        }
    }
    let mut words = Vec::new();
    let mut todo = vec![(pieces, 0)];
    while let Some((pieces, from)) = todo.pop() {
        if words.len() + todo.len() > MAX_WORDS {
            return vec![word.clone()];
        }
        match first_group(&pieces, from) {
            None => words.push(join(pieces)),
            Some((start, end, choices)) => {
                for choice in choices.into_iter().rev() {
                    let mut next = pieces[..start].to_vec();
                    next.extend(choice);
                    next.extend_from_slice(&pieces[end..]);
                    todo.push((next, start));
                }
            }
        }
    }
    words
}

fn is(piece: &Piece, c: u8) -> bool {
    matches!(piece, Piece::Byte(b) if *b == c)
}

/// The first group that means something: where it is and what it stands for.
fn first_group(pieces: &[Piece], from: usize) -> Option<(usize, usize, Vec<Vec<Piece>>)> {
    for start in from..pieces.len() {
        if !is(&pieces[start], b'{') {
            continue;
        }
        let (mut depth, mut commas) = (0_u32, vec![start]);
        for (at, piece) in pieces.iter().enumerate().skip(start + 1) {
            if is(piece, b'{') {
                depth += 1;
            } else if is(piece, b'}') && depth > 0 {
                depth -= 1;
            } else if is(piece, b',') && depth == 0 {
                commas.push(at);
            } else if is(piece, b'}') {
                if commas.len() > 1 {
                    commas.push(at);
                    let choices = commas.windows(2).map(|pair| pieces[pair[0] + 1..pair[1]].to_vec()).collect();
                    return Some((start, at + 1, choices));
                }
                if let Some(choices) = sequence(&pieces[start + 1..at]) {
                    return Some((start, at + 1, choices));
                }
                break;
            }
        }
    }
    None
}

/// `1..3`, `a..e`, `01..10..2`.
fn sequence(pieces: &[Piece]) -> Option<Vec<Vec<Piece>>> {
    let text: Option<Vec<u8>> = pieces.iter().map(|p| if let Piece::Byte(b) = p { Some(*b) } else { None }).collect();
    let text = String::from_utf8(text?).ok()?;
    let mut ends = text.split("..");
    let (from, to, step) = (ends.next()?, ends.next()?, ends.next());
    if ends.next().is_some() {
        return None;
    }
    let step = step.map_or(Some(1), |s| s.parse::<i64>().ok())?.unsigned_abs().max(1);
    let letter = |text: &str| match text.as_bytes() {
        [c] if c.is_ascii_alphabetic() => Some(i64::from(*c)),
        _ => None,
    };
    let (a, b, width, letters) = match (from.parse::<i64>(), to.parse::<i64>()) {
        (Ok(a), Ok(b)) => {
            let padded = [from, to]
                .iter()
                .any(|t| t.trim_start_matches('-').starts_with('0') && t.trim_start_matches('-').len() > 1);
            (a, b, if padded { from.len().max(to.len()) } else { 0 }, false)
        }
        _ => (letter(from)?, letter(to)?, 0, true),
    };
    if a.abs_diff(b) / step > MAX_WORDS as u64 {
        return None;
    }
    let count = a.abs_diff(b) / step;
    let value = |i: u64| {
        let offset = i.wrapping_mul(step);
        let n = if a <= b { a.wrapping_add_unsigned(offset) } else { a.wrapping_sub_unsigned(offset) };
        let text = if letters { char::from(n as u8).to_string() } else { format!("{n:0width$}") };
        text.into_bytes().into_iter().map(Piece::Byte).collect()
    };
    Some((0..=count).map(value).collect())
}

fn join(pieces: Vec<Piece>) -> Word {
    let (mut parts, mut text) = (Vec::new(), Vec::new());
    let flush = |text: &mut Vec<u8>, parts: &mut Vec<Part>| {
        if !text.is_empty() {
            parts.push(Part::Literal(Rc::from(std::mem::take(text))));
        }
    };
    for piece in pieces {
        match piece {
            Piece::Byte(c) => text.push(c),
            Piece::Part(part) => {
                flush(&mut text, &mut parts);
                parts.push(part);
            }
        }
    }
    flush(&mut text, &mut parts);
    Word::new(parts)
}
