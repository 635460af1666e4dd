//! `cut`

use super::{inputs, lines, program};
use crate::programs::options::{self, Long, Value};
use crate::programs::{Context, Exit, Program};

pub(in crate::programs) const CUT: Program = program(
    "cut",
    "(-f LIST | -c LIST | -b LIST) [-d CHAR] [-s] [--complement] [FILE]...",
    ["print parts of lines", "截取每行的一部分"],
    cut,
);

const LONG: &[Long] = &[
    ("bytes", 'b', Value::Yes),
    ("characters", 'c', Value::Yes),
    ("complement", '\x01', Value::No),
    ("delimiter", 'd', Value::Yes),
    ("fields", 'f', Value::Yes),
    ("only-delimited", 's', Value::No),
    ("output-delimiter", 'O', Value::Yes),
];

/// Numbers from 1: `1,3-5,7-`.
fn list(text: &str) -> Option<Vec<(usize, usize)>> {
    text.split(',')
        .map(|part| {
            let (from, to) = match part.split_once('-') {
                None => (part.parse().ok()?, part.parse().ok()?),
                Some(("", "")) => return None,
                Some((from, to)) => (
                    if from.is_empty() { 1 } else { from.parse().ok()? },
                    if to.is_empty() { usize::MAX } else { to.parse().ok()? },
                ),
            };
            Some((from, to))
        })
        .collect()
}

fn cut(ctx: &mut Context<'_>) -> Exit {
    let given = match options::parse(ctx, "b:c:d:f:sn", LONG, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let kinds = given.given.iter().filter(|(letter, _)| "bcf".contains(*letter)).count();
    if kinds > 1 {
        return Ok(options::wrong(ctx, "only one list may be specified", 1));
    }
    let Some(kind) = given.last_of("bcf") else {
        if ctx.busybox() {
            ctx.complain(format_args!("expected a list of bytes, characters, or fields"));
            return Ok(1);
        }
        return Ok(options::wrong_operands(ctx, "you must specify a list of bytes, characters, or fields", 1));
    };
    if given.given.iter().filter(|(letter, _)| "bcf".contains(*letter)).count() > 1 {
        return Ok(options::wrong(ctx, "only one list may be specified", 1));
    }
    let text = given.value(kind).map(|text| String::from_utf8_lossy(text).into_owned()).unwrap_or_default();
    let fields = kind == 'f';
    let long = given.value('d').is_some_and(|text| text.len() > 1);
    let Some(ranges) = list(&text) else {
        if ctx.busybox() {
            let wrong = text.split([',', '-']).find(|number| number.parse::<usize>().is_err()).unwrap_or(&text);
            return Ok(options::no_number(ctx, wrong));
        }
        let what = if fields { "field" } else { "byte/character position" };
        return Ok(options::wrong(ctx, &format!("invalid {what} value '{text}'"), 1));
    };
    if ctx.busybox() && (ranges.iter().any(|(from, to)| *from == 0 || *to == 0) || long) {
        ctx.err("drydock: cut: a place 0 and a delimiter of several characters are not simulated\n");
        return Ok(1);
    }
    if let Some((from, to)) = ranges.iter().find(|(from, to)| from > to).filter(|_| ctx.busybox()) {
        ctx.complain(format_args!("{to}<{}", from - 1));
        return Ok(1);
    }
    if ranges.iter().any(|(from, to)| *from == 0 || *to == 0) {
        let what = if fields { "fields are" } else { "byte/character positions are" };
        return Ok(options::wrong(ctx, &format!("{what} numbered from 1"), 1));
    }
    if ranges.iter().any(|(from, to)| from > to) {
        return Ok(options::wrong(ctx, "invalid decreasing range", 1));
    }
    let delimiter = match given.value('d').map(|text| text.to_vec()).as_deref() {
        None => b'\t',
        Some([]) => 0,
        Some([delimiter]) => *delimiter,
        Some(_) => return Ok(options::wrong(ctx, "the delimiter must be a single character", 1)),
    };
    let complement = given.has('\x01');
    let wanted = |n: usize| ranges.iter().any(|(from, to)| (*from..=*to).contains(&n)) != complement;
    let joined = given.value('O').map_or_else(|| vec![delimiter], |text| text.to_vec());
    for (_, bytes) in inputs(ctx, &given.operands)? {
        for line in lines(&bytes) {
            if fields {
                if !line.contains(&delimiter) {
                    if !given.has('s') {
                        ctx.line(line);
                    }
                    continue;
                }
                let fields = line.split(|byte| *byte == delimiter).enumerate();
                let kept: Vec<&[u8]> = fields.filter(|(i, _)| wanted(i + 1)).map(|(_, field)| field).collect();
                ctx.line(kept.join(&joined[..]));
            } else if kind == 'c' {
                let text = String::from_utf8_lossy(line);
                let kept: String = text.chars().enumerate().filter(|(i, _)| wanted(i + 1)).map(|(_, c)| c).collect();
                ctx.line(kept);
            } else {
                let kept: Vec<u8> = line.iter().enumerate().filter(|(i, _)| wanted(i + 1)).map(|(_, b)| *b).collect();
                ctx.line(kept);
            }
        }
    }
    ctx.exit(1)
}
