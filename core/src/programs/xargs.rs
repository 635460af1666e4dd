//! `xargs`: words of its input become arguments of a command.

use super::options::{self, Long, Options, Value};
use super::{Context, Exit, Home, Program, run_piped};
use crate::process::Text;

pub(super) const XARGS: Program = Program {
    name: "xargs",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-0rt] [-n MAX] [-L LINES] [-I TEXT] [-d CHAR] [-a FILE] [COMMAND [ARGUMENT]...]",
    summary: ["run a command with arguments from its input", "用输入中的参数运行命令"],
    run: xargs,
};

const LONG: &[Long] = &[
    ("null", '0', Value::No),
    ("no-run-if-empty", 'r', Value::No),
    ("verbose", 't', Value::No),
    ("max-args", 'n', Value::Yes),
    ("max-lines", 'L', Value::Maybe),
    ("replace", 'i', Value::Maybe),
    ("delimiter", 'd', Value::Yes),
    ("arg-file", 'a', Value::Yes),
    ("max-procs", 'P', Value::Yes),
    ("exit", 'x', Value::No),
    ("max-chars", 's', Value::Yes),
    ("interactive", 'p', Value::No),
];

/// Bytes of arguments on one command line, as GNU's has it when nothing else is said.
const MAX_CHARS: usize = 131_072;

fn xargs(ctx: &mut Context<'_>) -> Exit {
    let given = match options::parse(ctx, "+0rtn:L:I:d:a:P:xs:pE:i", LONG, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    if given.has('p') {
        ctx.err("drydock: xargs -p is not simulated: there is nobody to ask\n");
        return Ok(1);
    }
    let file = given.value('a').cloned().unwrap_or_else(|| b"-"[..].into());
    let input = match ctx.input(&file)? {
        Ok(input) => input,
        Err(error) => {
            ctx.complain(format_args!("Cannot open input file '{}': {error}", String::from_utf8_lossy(&file)));
            return Ok(1);
        }
    };
    let lines = match items(&input, &given) {
        Ok(lines) => lines,
        Err(message) => {
            let message = if ctx.busybox() { message.split(';').next().unwrap_or(message) } else { message };
            ctx.complain(format_args!("{message}"));
            return Ok(1);
        }
    };
    let Ok(batches) = batches(ctx, &given, lines) else { return Ok(1) };
    let command = match &given.operands[..] {
        [] => vec![Text::from(&b"echo"[..])],
        words => words.to_vec(),
    };
    let replaced = place(&given);
    let mut status = 0;
    for batch in batches {
        let args: Vec<Text> = match &replaced {
            Some(place) => {
                command.iter().map(|word| with(word, place, batch.first().map_or(&b""[..], |item| item))).collect()
            }
            None => command.iter().cloned().chain(batch).collect(),
        };
        if given.has('t') {
            ctx.err([&args.join(&b' ')[..], b"\n"].concat());
        }
        // Its own input is not the command's.
        let (ended, _) = run_piped(ctx, &args, Some(b""), false)?;
        status = match ended {
            0 => status,
            255 => {
                ctx.complain(format_args!("{}: exited with status 255; aborting", String::from_utf8_lossy(&args[0])));
                return Ok(124);
            }
            126 | 127 => return Ok(ended),
            _ => 123,
        };
    }
    Ok(status)
}

/// What `-I` replaces.
fn place(given: &Options) -> Option<Text> {
    match given.last_of("IinL") {
        Some('I') => given.value('I').cloned(),
        Some('i') => Some(given.value('i').cloned().unwrap_or_else(|| b"{}"[..].into())),
        _ => None,
    }
}

fn with(word: &[u8], place: &[u8], item: &[u8]) -> Text {
    let (mut out, mut at) = (Vec::new(), 0);
    while at < word.len() {
        if !place.is_empty() && word[at..].starts_with(place) {
            out.extend_from_slice(item);
            at += place.len();
        } else {
            out.push(word[at]);
            at += 1;
        }
    }
    out.into()
}

/// The items of the input, line by line.
fn items(input: &[u8], given: &Options) -> Result<Vec<Vec<Text>>, &'static str> {
    let delimiter = match given.last_of("0d") {
        Some('0') => Some(0),
        Some(_) => given.value('d').map(|text| {
            let (text, _) = crate::programs::escape::unescape(text, crate::programs::escape::Style::Printf);
            text.first().copied().unwrap_or(0)
        }),
        None => None,
    };
    if let Some(delimiter) = delimiter {
        let body = input.strip_suffix(&[delimiter]).unwrap_or(input);
        let whole = body.split(|c| *c == delimiter).map(|item| vec![item.into()]);
        return Ok(if input.is_empty() { Vec::new() } else { whole.collect() });
    }
    let by_line = place(given).is_some();
    let end = given.value('E').filter(|end| !end.is_empty());
    let input = end.map_or(input, |end| {
        // The line that is this word ends the input.
        let lines = input.split_inclusive(|c| *c == b'\n');
        let len = lines.take_while(|line| line.strip_suffix(b"\n").unwrap_or(line) != &end[..]).map(<[u8]>::len).sum();
        &input[..len]
    });
    let (mut lines, mut line, mut item): (Vec<Vec<Text>>, Vec<Text>, Option<Vec<u8>>) = (Vec::new(), Vec::new(), None);
    let (mut quote, mut at) = (None, 0);
    while at < input.len() {
        let c = input[at];
        at += 1;
        match (quote, c) {
            (Some(_), b'\n') => break,
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => item.get_or_insert_default().push(c),
            (None, b'\'' | b'"') => {
                quote = Some(c);
                item.get_or_insert_default();
            }
            (None, b'\\') => {
                if let Some(next) = input.get(at) {
                    item.get_or_insert_default().push(*next);
                    at += 1;
                }
            }
            (None, b'\n') => {
                line.extend(item.take().map(Text::from));
                // A line that ends in a blank goes on with the next one, for -L.
                let goes_on = !by_line && at >= 2 && matches!(input[at - 2], b' ' | b'\t');
                if !line.is_empty() && !goes_on {
                    lines.push(std::mem::take(&mut line));
                }
            }
            (None, b' ' | b'\t') if by_line => {
                // Blanks in front of a line go, those in it stay.
                if let Some(item) = &mut item {
                    item.push(c);
                }
            }
            (None, b' ' | b'\t') => line.extend(item.take().map(Text::from)),
            (None, c) => item.get_or_insert_default().push(c),
        }
    }
    match quote {
        Some(b'\'') => {
            return Err("unmatched single quote; by default quotes are special to xargs unless you use the -0 option");
        }
        Some(_) => {
            return Err("unmatched double quote; by default quotes are special to xargs unless you use the -0 option");
        }
        None => line.extend(item.map(Text::from)),
    }
    if !line.is_empty() {
        lines.push(line);
    }
    Ok(lines)
}

/// The arguments of one run after another.
fn batches(ctx: &mut Context<'_>, given: &Options, lines: Vec<Vec<Text>>) -> Result<Vec<Vec<Text>>, ()> {
    if place(given).is_some() {
        return Ok(lines.into_iter().map(|line| vec![Text::from(line.join(&b' '))]).collect());
    }
    let mut max = |letter: char| match given.value(letter) {
        None => Ok(usize::MAX),
        Some(text) => match std::str::from_utf8(text).ok().and_then(|text| text.parse::<usize>().ok()) {
            Some(max) if max > 0 => Ok(max),
            Some(_) if ctx.busybox() => {
                ctx.complain(format_args!("number 0 is not in 1..2147483647 range"));
                Err(())
            }
            Some(_) => {
                options::wrong(ctx, &format!("value 0 for -{letter} option should be >= 1"), 1);
                Err(())
            }
            None => {
                let text = String::from_utf8_lossy(text).into_owned();
                if ctx.busybox() {
                    options::no_number(ctx, &text);
                    return Err(());
                }
                ctx.complain(format_args!("invalid number \"{text}\" for -{letter} option"));
                Err(())
            }
        },
    };
    if given.last_of("nL") == Some('L') {
        let per_run = match max('L')? {
            usize::MAX => 1,
            lines => lines,
        };
        return Ok(lines.chunks(per_run).map(<[_]>::concat).collect());
    }
    let (per_run, chars) = (max('n')?, max('s')?.min(MAX_CHARS));
    let mut batches: Vec<Vec<Text>> = Vec::new();
    let mut length = 0;
    for item in lines.into_iter().flatten() {
        length += item.len() + 1;
        match batches.last_mut() {
            Some(batch) if batch.len() < per_run && length <= chars => batch.push(item),
            _ => {
                length = item.len() + 1;
                batches.push(vec![item]);
            }
        }
    }
    // Without any item it runs once, save under -r.
    if batches.is_empty() && !given.has('r') {
        batches.push(Vec::new());
    }
    Ok(batches)
}
