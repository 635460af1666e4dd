//! `fold`, `expand`, `column`: lines laid out in columns.

use super::{inputs, lines, program};
use crate::programs::options::{self, Long, Value};
use crate::programs::size::columns;
use crate::programs::{Context, Exit, Home, Program};

pub(in crate::programs) const FOLD: Program =
    program("fold", "[-bs] [-w WIDTH] [FILE]...", ["break long lines", "把长行折断"], fold);
pub(in crate::programs) const EXPAND: Program =
    program("expand", "[-i] [-t WIDTH] [FILE]...", ["turn tabs into blanks", "把制表符换成空格"], expand);
pub(in crate::programs) const COLUMN: Program = Program {
    home: Home::Host,
    ..program(
        "column",
        "[-t] [-s CHARS] [-o TEXT] [-N NAMES] [-R COLUMNS] [-c WIDTH] [-x] [FILE]...",
        ["lay lines out in columns", "把行排成列"],
        column,
    )
};

fn fold(ctx: &mut Context<'_>) -> Exit {
    const LONG: &[Long] = &[("width", 'w', Value::Yes), ("spaces", 's', Value::No), ("bytes", 'b', Value::No)];
    // The old form: -20.
    for arg in &mut ctx.args {
        if arg.len() > 1 && arg[0] == b'-' && arg[1..].iter().all(u8::is_ascii_digit) {
            *arg = [b"-w", &arg[1..]].concat().into();
        }
    }
    let given = match options::parse(ctx, "w:sb", LONG, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let text = given.value('w').map_or_else(|| "80".into(), |text| String::from_utf8_lossy(text).into_owned());
    let parsed = text.parse::<usize>().ok();
    let Some(width) = parsed.filter(|width| *width > 0) else {
        let why = if parsed == Some(0) { ": Numerical result out of range" } else { "" };
        if ctx.busybox() && !why.is_empty() {
            ctx.complain(format_args!("number {text} is not in 1..10000 range"));
        } else if ctx.busybox() {
            options::no_number(ctx, &text);
        } else {
            ctx.complain(format_args!("invalid number of columns: '{text}'{why}"));
        }
        return Ok(1);
    };
    for (_, bytes) in inputs(ctx, &given.operands)? {
        for line in bytes.split_inclusive(|c| *c == b'\n') {
            let (mut rest, end) = line.strip_suffix(b"\n").map_or((line, &b""[..]), |body| (body, b"\n"));
            while !rest.is_empty() {
                let mut len = fitting(rest, width, given.has('b'), ctx.busybox());
                if len < rest.len()
                    && given.has('s')
                    && let Some(blank) = rest[..len].iter().rposition(|c| *c == b' ')
                {
                    len = blank + 1;
                }
                ctx.out(&rest[..len]);
                rest = &rest[len..];
                if !rest.is_empty() {
                    ctx.out(b"\n");
                }
            }
            ctx.out(end);
        }
    }
    ctx.exit(1)
}

/// How many bytes of `text` fit into so many columns: one character at least.
/// To busybox each byte is a character.
fn fitting(text: &[u8], width: usize, in_bytes: bool, busybox: bool) -> usize {
    if in_bytes {
        return width.min(text.len());
    }
    let (mut at, mut column) = (0, 0_usize);
    while let Some(c) = text.get(at) {
        let len = if busybox { 1 } else { character(&text[at..]) };
        column = match c {
            b'\t' => (column / 8 + 1) * 8,
            b'\x08' => column.saturating_sub(1),
            b'\r' => 0,
            _ => column + std::str::from_utf8(&text[at..at + len]).map_or(1, columns),
        };
        if column > width && at > 0 {
            break;
        }
        at += len;
    }
    at
}

/// The length of the character at the front.
fn character(text: &[u8]) -> usize {
    (1..=4.min(text.len())).find(|len| std::str::from_utf8(&text[..*len]).is_ok()).unwrap_or(1)
}

fn expand(ctx: &mut Context<'_>) -> Exit {
    const LONG: &[Long] = &[("tabs", 't', Value::Yes), ("initial", 'i', Value::No)];
    let given = match options::parse(ctx, "t:i", LONG, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let text = given.value('t').map_or_else(|| "8".into(), |text| String::from_utf8_lossy(text).into_owned());
    let Some(stop) = text.parse::<usize>().ok().filter(|stop| (1..=1000).contains(stop)) else {
        if text.contains([',', ' ']) {
            ctx.err("drydock: expand -t with a list is not simulated\n");
        } else {
            ctx.complain(format_args!("tab size contains invalid character(s): '{text}'"));
        }
        return Ok(1);
    };
    for (_, bytes) in inputs(ctx, &given.operands)? {
        let (mut column, mut leading) = (0, true);
        for c in String::from_utf8_lossy(&bytes).chars() {
            if c == '\t' && (leading || !given.has('i')) {
                let blanks = stop - column % stop;
                ctx.out(" ".repeat(blanks));
                column += blanks;
                continue;
            }
            leading = c == '\n' || leading && c == ' ';
            column = match c {
                '\n' => 0,
                '\t' => (column / stop + 1) * stop,
                c => column + columns(c.encode_utf8(&mut [0; 4])),
            };
            ctx.outf(format_args!("{c}"));
        }
    }
    ctx.exit(1)
}

fn column(ctx: &mut Context<'_>) -> Exit {
    const LONG: &[Long] = &[
        ("table", 't', Value::No),
        ("separator", 's', Value::Yes),
        ("output-separator", 'o', Value::Yes),
        ("table-columns", 'N', Value::Yes),
        ("table-right", 'R', Value::Yes),
        ("output-width", 'c', Value::Yes),
        ("fillrows", 'x', Value::No),
        ("keep-empty-lines", 'L', Value::No),
    ];
    let given = match options::parse(ctx, "ts:o:N:R:c:xL", LONG, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let files = inputs(ctx, &given.operands)?;
    let text: Vec<String> = files
        .iter()
        .flat_map(|(_, bytes)| lines(bytes))
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .filter(|line| given.has('L') || !line.trim().is_empty())
        .collect();
    let value = |letter: char| given.value(letter).map(|value| String::from_utf8_lossy(value).into_owned());
    if given.has('t') || given.has('N') || given.has('R') {
        let (separators, between) = (value('s'), value('o').unwrap_or_else(|| "  ".to_owned()));
        let names = value('N').map(|names| names.split(',').map(str::to_owned).collect::<Vec<_>>());
        let right: Vec<String> =
            value('R').map(|list| list.split(',').map(str::to_owned).collect()).unwrap_or_default();
        table(ctx, &text, separators.as_deref(), &between, names, &right);
    } else {
        let width = value('c').and_then(|width| width.parse().ok()).or_else(|| ctx.columns(1).map(usize::from));
        fill(ctx, &text, width.unwrap_or(80), given.has('x'));
    }
    ctx.exit(1)
}

/// `column -t`
fn table(
    ctx: &mut Context<'_>,
    lines: &[String],
    separators: Option<&str>,
    between: &str,
    names: Option<Vec<String>>,
    right: &[String],
) {
    let cut = |line: &String| -> Vec<String> {
        match separators {
            None => line.split_whitespace().map(str::to_owned).collect(),
            Some(separators) => line.split(|c| separators.contains(c)).map(str::to_owned).collect(),
        }
    };
    let by_number = |at: usize| right.contains(&(at + 1).to_string());
    let by_name = |at: usize| names.as_ref().and_then(|names| names.get(at)).is_some_and(|name| right.contains(name));
    let is_right = |at: usize| by_number(at) || by_name(at);
    let mut rows: Vec<Vec<String>> = lines.iter().map(cut).collect();
    let right_columns: Vec<bool> =
        (0..rows.iter().map(Vec::len).max().unwrap_or(0).max(names.as_ref().map_or(0, Vec::len)))
            .map(is_right)
            .collect();
    if let Some(names) = names {
        rows.insert(0, names);
    }
    let widths: Vec<usize> = (0..right_columns.len())
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| columns(cell)).max().unwrap_or(0))
        .collect();
    for row in rows {
        let last = widths.len().saturating_sub(1);
        for (at, width) in widths.iter().enumerate() {
            let cell = row.get(at).map_or("", String::as_str);
            let blanks = " ".repeat(width.saturating_sub(columns(cell)));
            match (right_columns[at], at == last) {
                (true, _) => ctx.outf(format_args!("{blanks}{cell}")),
                (false, true) => ctx.out(cell),
                (false, false) => ctx.outf(format_args!("{cell}{blanks}")),
            }
            if at < last {
                ctx.out(between);
            }
        }
        ctx.out(b"\n");
    }
}

/// `column`: as many columns as fit, with tabs between them.
fn fill(ctx: &mut Context<'_>, entries: &[String], width: usize, by_rows: bool) {
    let longest = entries.iter().map(|entry| columns(entry)).max().unwrap_or(0);
    let cell = (longest + 8) / 8 * 8;
    let across = (width / cell.max(1)).max(1);
    if longest >= width || entries.is_empty() {
        for entry in entries {
            ctx.line(entry);
        }
        return;
    }
    let rows = entries.len().div_ceil(across);
    for row in 0..rows {
        let places: Vec<usize> = if by_rows {
            (row * across..((row + 1) * across).min(entries.len())).collect()
        } else {
            (row..entries.len()).step_by(rows).collect()
        };
        for (n, at) in places.iter().enumerate() {
            ctx.out(&entries[*at]);
            if n + 1 < places.len() {
                let filled = columns(&entries[*at]);
                ctx.out("\t".repeat((cell - filled).div_ceil(8)));
            }
        }
        ctx.out(b"\n");
    }
}
