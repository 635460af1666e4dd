//! `paste`, `comm`, `join`: files side by side, line for line.

use std::cmp::Ordering;

use super::{inputs, lines, program};
use crate::process::Text;
use crate::programs::escape::{Style, unescape};
use crate::programs::options::{self, Long, Options, Value};
use crate::programs::{Context, Exit, Home, Program, Wait};

pub(in crate::programs) const PASTE: Program =
    program("paste", "[-s] [-d LIST] [FILE]...", ["join lines of files side by side", "把各文件的行并排合并"], paste);
pub(in crate::programs) const COMM: Program =
    program("comm", "[-123] FILE1 FILE2", ["compare two sorted files line by line", "逐行比较两个已排序的文件"], comm);
/// No busybox has it.
pub(in crate::programs) const JOIN: Program = Program { home: Home::Host, ..JOIN_ANYWHERE };
const JOIN_ANYWHERE: Program = program(
    "join",
    "[-1 FIELD] [-2 FIELD] [-j FIELD] [-t CHAR] [-a FILENUM] [-v FILENUM] [-o LIST] [-e EMPTY] FILE1 FILE2",
    ["join lines that have a field in common", "按共同的字段连接两个文件的行"],
    join,
);

fn paste(ctx: &mut Context<'_>) -> Exit {
    const LONG: &[Long] = &[("serial", 's', Value::No), ("delimiters", 'd', Value::Yes)];
    let given = match options::parse(ctx, "sd:", LONG, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    if ctx.busybox() && given.value('d').is_some_and(|list| list.is_empty()) {
        ctx.complain(format_args!("-d '' is not supported"));
        return Ok(1);
    }
    let list = given.value('d').map_or_else(|| b"\t".to_vec(), |list| delimiters(list));
    let between = |n: usize| if list.is_empty() { None } else { Some(list[n % list.len()]).filter(|c| *c != 0) };
    let files = inputs(ctx, &given.operands)?;
    if ctx.failed() && !given.has('s') {
        return Ok(1);
    }
    // Each `-` takes the next line of the one standard input.
    let dashes = given.operands.iter().filter(|name| ***name == *b"-").count();
    let mut columns: Vec<Vec<&[u8]>> = files.iter().map(|(_, bytes)| lines(bytes)).collect();
    if dashes > 1 && !given.has('s') {
        let first = files.iter().position(|(name, _)| **name == *b"-").unwrap_or(0);
        let all = std::mem::take(&mut columns[first]);
        let places = files.iter().enumerate().filter(|(_, (name, _))| **name == *b"-");
        for (turn, (at, _)) in places.enumerate() {
            columns[at] = all.iter().skip(turn).step_by(dashes).copied().collect();
        }
    }
    let mut row = |cells: &[&[u8]]| {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0
                && let Some(c) = between(at - 1)
            {
                ctx.out([c]);
            }
            ctx.out(cell);
        }
        ctx.out(b"\n");
    };
    if given.has('s') {
        for column in &columns {
            row(column);
        }
    } else {
        for at in 0..columns.iter().map(Vec::len).max().unwrap_or(0) {
            let cells: Vec<&[u8]> = columns.iter().map(|column| column.get(at).copied().unwrap_or(b"")).collect();
            row(&cells);
        }
    }
    ctx.exit(1)
}

/// The list of delimiters, with its escapes; `\0` is none.
fn delimiters(list: &[u8]) -> Vec<u8> {
    unescape(list, Style::Printf).0
}

/// The two files that are compared. Says what is wrong with others.
fn two(ctx: &mut Context<'_>, given: &Options) -> Result<Option<[Text; 2]>, Wait> {
    let wrong = match &given.operands[..] {
        [] => "missing operand".to_owned(),
        [one] => format!("missing operand after '{}'", String::from_utf8_lossy(one)),
        [_, _] => {
            // The first one that cannot be read ends it.
            let mut read = Vec::new();
            for file in &given.operands {
                match inputs(ctx, std::slice::from_ref(file))?.pop() {
                    Some((_, bytes)) => read.push(bytes),
                    None => return Ok(None),
                }
            }
            return Ok(<[Text; 2]>::try_from(read).ok());
        }
        [_, _, more, ..] => format!("extra operand '{}'", String::from_utf8_lossy(more)),
    };
    options::wrong_operands(ctx, &wrong, 1);
    Ok(None)
}

fn comm(ctx: &mut Context<'_>) -> Exit {
    let given = match options::parse(ctx, "123", &[], 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let Some([left, right]) = two(ctx, &given)? else { return Ok(1) };
    let (left, right) = (lines(&left), lines(&right));
    let locale = ctx.locale();
    let in_order =
        |all: &[&[u8]], at: usize| at == 0 || crate::programs::collate::compare(all[at - 1], all[at], locale).is_le();
    let mut told = [false; 2];
    let (mut a, mut b) = (0, 0);
    while a < left.len() || b < right.len() {
        for (n, (all, at)) in [(&left, a), (&right, b)].into_iter().enumerate() {
            if at < all.len() && !told[n] && !in_order(all, at) {
                told[n] = true;
                ctx.complain(format_args!("file {} is not in sorted order", n + 1));
            }
        }
        let order = match (left.get(a), right.get(b)) {
            (Some(l), Some(r)) => crate::programs::collate::compare(l, r, locale),
            (Some(_), None) => Ordering::Less,
            _ => Ordering::Greater,
        };
        let (column, line) = match order {
            Ordering::Less => ('1', left[a]),
            Ordering::Greater => ('2', right[b]),
            Ordering::Equal => ('3', left[a]),
        };
        if !given.has(column) {
            let before = ('1'..column).filter(|c| !given.has(*c)).count();
            ctx.out("\t".repeat(before));
            ctx.line(line);
        }
        a += usize::from(order.is_le());
        b += usize::from(order.is_ge());
    }
    if told.contains(&true) && !ctx.busybox() {
        ctx.complain(format_args!("input is not in sorted order"));
    }
    ctx.exit(1)
}

/// How `join` takes lines apart and puts them together.
struct Join {
    separator: Option<u8>,
    keys: [usize; 2],
    empty: Text,
    list: Option<Vec<(usize, usize)>>,
}

impl Join {
    fn fields<'l>(&self, line: &'l [u8]) -> Vec<&'l [u8]> {
        match self.separator {
            Some(separator) => line.split(|c| *c == separator).collect(),
            None => line.split(|c| matches!(c, b' ' | b'\t')).filter(|field| !field.is_empty()).collect(),
        }
    }

    /// A line made of one line of each file, or of one that has no partner.
    fn joined(&self, sides: [Option<&[&[u8]]>; 2]) -> Vec<u8> {
        let field = |side: usize, at: usize| sides[side].and_then(|fields| fields.get(at).copied());
        let key = (0..2).find_map(|side| field(side, self.keys[side])).unwrap_or(b"");
        let filled = |cell: Option<&[u8]>| cell.filter(|cell| !cell.is_empty()).unwrap_or(&self.empty).to_vec();
        let cells: Vec<Vec<u8>> = match &self.list {
            Some(list) => list
                .iter()
                .map(|(side, at)| if *side == 0 { key.to_vec() } else { filled(field(side - 1, *at)) })
                .collect(),
            None => {
                let mut cells = vec![key.to_vec()];
                for (side, fields) in sides.iter().enumerate() {
                    let others = fields.iter().flat_map(|fields| fields.iter().enumerate());
                    cells.extend(others.filter(|(at, _)| *at != self.keys[side]).map(|(_, cell)| cell.to_vec()));
                }
                cells
            }
        };
        cells.join(&self.separator.unwrap_or(b' '))
    }
}

fn join(ctx: &mut Context<'_>) -> Exit {
    let given = match options::parse(ctx, "1:2:j:t:a:v:o:e:", &[], 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let mut keys = [0; 2];
    for (letter, value) in &given.given {
        let Some(value) = value.as_ref().filter(|_| matches!(letter, '1' | '2' | 'j')) else { continue };
        let text = String::from_utf8_lossy(value).into_owned();
        let Some(at) = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1)) else {
            ctx.complain(format_args!("invalid field number: '{text}'"));
            return Ok(1);
        };
        match letter {
            '1' => keys[0] = at,
            '2' => keys[1] = at,
            _ => keys = [at; 2],
        }
    }
    let list = match given.value('o').map(|list| output_list(list)) {
        Some(None) => {
            let list = String::from_utf8_lossy(given.value('o').map_or(&b""[..], |list| list)).into_owned();
            if list == "auto" {
                ctx.err("drydock: join -o auto is not simulated\n");
            } else {
                ctx.complain(format_args!("invalid field specifier: '{list}'"));
            }
            return Ok(1);
        }
        list => list.flatten(),
    };
    let separator = given.value('t').and_then(|text| text.first().copied());
    let empty = given.value('e').cloned().unwrap_or_default();
    let how = Join { separator, keys, empty, list };
    let chosen = |letter: char, side: usize| {
        given
            .given
            .iter()
            .any(|(c, value)| *c == letter && value.as_deref() == Some(if side == 0 { &b"1"[..] } else { &b"2"[..] }))
    };
    let sides =
        given.given.iter().filter(|(letter, _)| matches!(letter, 'a' | 'v')).filter_map(|(_, side)| side.clone());
    if let Some(side) = sides.into_iter().find(|side| !matches!(&**side, b"1" | b"2")) {
        ctx.complain(format_args!("invalid field number: '{}'", String::from_utf8_lossy(&side)));
        return Ok(1);
    }
    let paired = !given.has('v');
    let Some([left, right]) = two(ctx, &given)? else { return Ok(1) };
    let rows: [Vec<Vec<&[u8]>>; 2] =
        [&left, &right].map(|bytes| lines(bytes).into_iter().map(|line| how.fields(line)).collect());
    let key = |side: usize, at: usize| rows[side][at].get(how.keys[side]).copied().unwrap_or(b"");
    let alone = |side: usize| chosen('a', side) || chosen('v', side);
    let locale = ctx.locale();
    // Disorder is told of once a line had no partner.
    let (mut told, mut unpaired) = ([false; 2], false);
    let (mut a, mut b) = (0, 0);
    while a < rows[0].len() || b < rows[1].len() {
        for (side, at) in [a, b].into_iter().enumerate() {
            let disorder = at > 0
                && at < rows[side].len()
                && crate::programs::collate::compare(key(side, at - 1), key(side, at), locale).is_gt();
            if disorder && unpaired && !told[side] && !ctx.busybox() {
                told[side] = true;
                let line = rows[side][at].join(&separator.unwrap_or(b' '));
                let (file, line) = (String::from_utf8_lossy(&given.operands[side]), String::from_utf8_lossy(&line));
                ctx.complain(format_args!("{file}:{}: is not sorted: {line}", at + 1));
            }
        }
        let order = match (a < rows[0].len(), b < rows[1].len()) {
            (true, true) => crate::programs::collate::compare(key(0, a), key(1, b), locale),
            (true, false) => Ordering::Less,
            _ => Ordering::Greater,
        };
        match order {
            Ordering::Less => {
                unpaired = true;
                if alone(0) {
                    ctx.line(how.joined([Some(&rows[0][a]), None]));
                }
                a += 1;
            }
            Ordering::Greater => {
                unpaired = true;
                if alone(1) {
                    ctx.line(how.joined([None, Some(&rows[1][b])]));
                }
                b += 1;
            }
            Ordering::Equal => {
                // Every line with this key goes with every one of the other file.
                let same = |side: usize, from: usize| {
                    (from..rows[side].len()).take_while(|at| key(side, *at) == key(side, from)).count() + from
                };
                let (a_end, b_end) = (same(0, a), same(1, b));
                if paired {
                    for l in a..a_end {
                        for r in b..b_end {
                            ctx.line(how.joined([Some(&rows[0][l]), Some(&rows[1][r])]));
                        }
                        if ctx.overflows() {
                            return Ok(1);
                        }
                    }
                }
                (a, b) = (a_end, b_end);
            }
        }
    }
    if told.contains(&true) {
        ctx.complain(format_args!("input is not in sorted order"));
    }
    ctx.exit(1)
}

/// `1.2,2.1,0`: which fields are printed; side 0 is the common one.
fn output_list(list: &[u8]) -> Option<Vec<(usize, usize)>> {
    let place = |word: &str| {
        if word == "0" {
            return Some((0, 0));
        }
        let (side, at) = word.split_once('.')?;
        Some((side.parse().ok().filter(|side| matches!(side, 1 | 2))?, at.parse::<usize>().ok()?.checked_sub(1)?))
    };
    std::str::from_utf8(list).ok()?.split([',', ' ']).map(place).collect()
}
