//! `uniq`

use super::{inputs, lines, program};
use crate::programs::options::{self, Long, Value};
use crate::programs::{Context, Exit, Program};
use crate::trace::shown;

pub(in crate::programs) const UNIQ: Program = program(
    "uniq",
    "[-cdiu] [-f FIELDS] [-s CHARS] [-w CHARS] [INPUT [OUTPUT]]",
    ["leave out repeated lines", "去掉相邻的重复行"],
    uniq,
);

const LONG: &[Long] = &[
    ("count", 'c', Value::No),
    ("repeated", 'd', Value::No),
    ("unique", 'u', Value::No),
    ("ignore-case", 'i', Value::No),
    ("skip-fields", 'f', Value::Yes),
    ("skip-chars", 's', Value::Yes),
    ("check-chars", 'w', Value::Yes),
];

fn uniq(ctx: &mut Context<'_>) -> Exit {
    let given = match options::parse(ctx, "cduif:s:w:", LONG, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let number =
        |letter: char| given.value(letter).and_then(|text| String::from_utf8_lossy(text).parse::<usize>().ok());
    let (fields, skipped, compared) = (number('f').unwrap_or(0), number('s').unwrap_or(0), number('w'));
    for (letter, what) in [('f', "fields to skip"), ('s', "bytes to skip"), ('w', "bytes to compare")] {
        if let (Some(text), None, false) = (given.value(letter), number(letter), ctx.busybox()) {
            ctx.complain(format_args!("{}: invalid number of {what}", shown(text)));
            return Ok(1);
        }
    }
    let fold = given.has('i');
    let key = |line: &[u8]| -> Vec<u8> {
        let mut rest = line;
        for _ in 0..fields {
            if rest.is_empty() {
                break;
            }
            let blanks = rest.iter().take_while(|c| matches!(c, b' ' | b'\t')).count();
            let word = rest[blanks..].iter().take_while(|c| !matches!(c, b' ' | b'\t')).count();
            rest = &rest[blanks + word..];
        }
        rest = &rest[skipped.min(rest.len())..];
        rest = &rest[..compared.unwrap_or(rest.len()).min(rest.len())];
        if fold { rest.to_ascii_lowercase() } else { rest.to_vec() }
    };
    if let Some(extra) = given.operands.get(2).filter(|_| !ctx.busybox()) {
        return Ok(options::wrong_operands(ctx, &format!("extra operand '{}'", shown(extra)), 1));
    }
    let files = inputs(ctx, &given.operands[..given.operands.len().min(1)])?;
    let mut groups: Vec<(usize, Vec<u8>, &[u8])> = Vec::new();
    for line in files.iter().flat_map(|(_, bytes)| lines(bytes)) {
        let key = key(line);
        match groups.last_mut() {
            Some((count, last, _)) if *last == key => *count += 1,
            _ => groups.push((1, key, line)),
        }
    }
    let mut out = Vec::new();
    for (count, _, line) in groups {
        if (given.has('d') && count == 1) || (given.has('u') && count > 1) {
            continue;
        }
        if given.has('c') {
            out.extend_from_slice(format!("{count:7} ").as_bytes());
        }
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    match given.operands.get(1) {
        Some(file) if **file != *b"-" && !ctx.failed() => {
            if let Err(error) = ctx.replace_file(file, &out) {
                let file = shown(file);
                ctx.complain(format_args!("{file}: {error}"));
            }
        }
        _ => ctx.out(out),
    }
    ctx.exit(1)
}
