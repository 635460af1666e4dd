//! Programs that work on lines: `head`, `tail`, `wc`, `sort`, `uniq`, `cut`, `tr`

use std::cmp::Ordering;

use super::options::{self, Long, Value};
use super::{Context, Exit, Home, Program, Wait, collate};
use crate::process::Text;

const fn program(
    name: &'static str,
    usage: &'static str,
    summary: [&'static str; 2],
    run: fn(&mut Context<'_>) -> Exit,
) -> Program {
    Program { name, directory: "/usr/bin", home: Home::Both, usage, summary, run }
}

pub(super) const HEAD: Program =
    program("head", "[-n LINES] [-c BYTES] [FILE]...", ["print the first lines", "输出开头几行"], head);
pub(super) const TAIL: Program =
    program("tail", "[-n LINES] [-c BYTES] [FILE]...", ["print the last lines", "输出末尾几行"], tail);
pub(super) const WC: Program =
    program("wc", "[-lwcm] [FILE]...", ["count lines, words and bytes", "统计行数、词数和字节数"], wc);
pub(super) const SORT: Program =
    program("sort", "[-bfnru] [-k KEY] [-t CHAR] [FILE]...", ["sort lines", "对行排序"], sort);
pub(super) const UNIQ: Program =
    program("uniq", "[-cdu] [FILE]", ["leave out repeated lines", "去掉相邻的重复行"], uniq);
pub(super) const CUT: Program = program(
    "cut",
    "(-f LIST | -c LIST | -b LIST) [-d CHAR] [-s] [FILE]...",
    ["print parts of lines", "截取每行的一部分"],
    cut,
);
pub(super) const TR: Program =
    program("tr", "[-cds] SET1 [SET2]", ["replace or delete characters", "替换或删除字符"], tr);

/// Each file's bytes with its name; those that cannot be read have been told.
fn inputs(ctx: &mut Context<'_>, operands: &[Text]) -> Result<Vec<(Text, Text)>, Wait> {
    let dash = [Text::from(&b"-"[..])];
    let files = if operands.is_empty() { &dash[..] } else { operands };
    let mut found = Vec::new();
    for file in files {
        match ctx.input(file)? {
            Ok(bytes) => found.push((file.clone(), bytes)),
            Err(error) => {
                let name = String::from_utf8_lossy(file);
                if ctx.busybox() {
                    ctx.complain(format_args!("{name}: {error}"));
                } else {
                    let what = if matches!(ctx.program, "head" | "tail") { "cannot open" } else { "" };
                    match what {
                        "" => ctx.complain(format_args!("{name}: {error}")),
                        what => ctx.complain(format_args!("{what} '{name}' for reading: {error}")),
                    }
                }
            }
        }
    }
    Ok(found)
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    let body = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    if bytes.is_empty() { Vec::new() } else { body.split(|byte| *byte == b'\n').collect() }
}

/// How much of a file `head` and `tail` show: a number, and the sign in front of it.
struct Amount {
    count: usize,
    sign: Option<u8>,
    bytes: bool,
}

fn amount(ctx: &mut Context<'_>) -> Result<(Amount, Vec<Text>, bool), u8> {
    // The old form: -5.
    if let Some(first) = ctx.args.first().cloned()
        && first.len() > 1
        && first[0] == b'-'
        && first[1..].iter().all(u8::is_ascii_digit)
    {
        ctx.args[0] = Text::from([b"-n", &first[1..]].concat());
    }
    const LONG: &[Long] = &[
        ("lines", 'n', Value::Yes),
        ("bytes", 'c', Value::Yes),
        ("quiet", 'q', Value::No),
        ("verbose", 'v', Value::No),
    ];
    let given = options::parse(ctx, "n:c:qvf", LONG, 1)?;
    if given.has('f') {
        ctx.err("drydock: tail -f is not simulated here\n");
        return Err(1);
    }
    let letter = given.last_of("nc").unwrap_or('n');
    let text = given.value(letter).map_or_else(|| "10".to_owned(), |text| String::from_utf8_lossy(text).into_owned());
    let sign = text.bytes().next().filter(|byte| matches!(byte, b'+' | b'-'));
    let digits = text.trim_start_matches(['+', '-']);
    let Ok(count) = digits.parse() else {
        let what = if letter == 'n' { "lines" } else { "bytes" };
        ctx.complain(format_args!("invalid number of {what}: '{text}'"));
        return Err(1);
    };
    let headings = (given.operands.len() > 1 && !given.has('q')) || given.has('v');
    Ok((Amount { count, sign, bytes: letter == 'c' }, given.operands, headings))
}

fn show(ctx: &mut Context<'_>, part: fn(&[u8], &Amount) -> (usize, usize)) -> Exit {
    let (amount, operands, headings) = match amount(ctx) {
        Ok(found) => found,
        Err(status) => return Ok(status),
    };
    for (i, (name, bytes)) in inputs(ctx, &operands)?.into_iter().enumerate() {
        if headings {
            let name =
                if &*name == b"-" { "standard input".into() } else { String::from_utf8_lossy(&name).into_owned() };
            ctx.out(if i == 0 { "" } else { "\n" });
            ctx.line(format!("==> {name} <=="));
        }
        let (from, to) = part(&bytes, &amount);
        ctx.out(&bytes[from..to]);
    }
    ctx.exit(1)
}

/// Where the line `n` (from 0) begins, or the end.
fn line_start(bytes: &[u8], n: usize) -> usize {
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(ends).nth(n).unwrap_or(bytes.len())
}

fn head(ctx: &mut Context<'_>) -> Exit {
    show(ctx, |bytes, amount| {
        let total = if amount.bytes { bytes.len() } else { lines(bytes).len() };
        let n = if amount.sign == Some(b'-') { total.saturating_sub(amount.count) } else { amount.count.min(total) };
        (0, if amount.bytes { n } else { line_start(bytes, n) })
    })
}

fn tail(ctx: &mut Context<'_>) -> Exit {
    show(ctx, |bytes, amount| {
        let total = if amount.bytes { bytes.len() } else { lines(bytes).len() };
        let n =
            if amount.sign == Some(b'+') { amount.count.saturating_sub(1) } else { total.saturating_sub(amount.count) };
        (if amount.bytes { n.min(bytes.len()) } else { line_start(bytes, n) }, bytes.len())
    })
}

fn wc(ctx: &mut Context<'_>) -> Exit {
    const LONG: &[Long] =
        &[("lines", 'l', Value::No), ("words", 'w', Value::No), ("bytes", 'c', Value::No), ("chars", 'm', Value::No)];
    let given = match options::parse(ctx, "lwcm", LONG, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let wanted: Vec<char> = "lwmc".chars().filter(|c| given.has(*c)).collect();
    let wanted = if wanted.is_empty() { vec!['l', 'w', 'c'] } else { wanted };
    let count = |bytes: &[u8]| -> Vec<usize> {
        let of = |what: &char| match what {
            'l' => bytes.iter().filter(|byte| **byte == b'\n').count(),
            'w' => bytes.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).count(),
            'm' => String::from_utf8_lossy(bytes).chars().count(),
            _ => bytes.len(),
        };
        wanted.iter().map(of).collect()
    };
    let files = inputs(ctx, &given.operands)?;
    let mut rows: Vec<(Vec<usize>, String)> =
        files.iter().map(|(name, bytes)| (count(bytes), String::from_utf8_lossy(name).into_owned())).collect();
    let sizes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    if given.operands.len() > 1 {
        let total = (0..wanted.len()).map(|i| rows.iter().map(|(row, _)| row[i]).sum()).collect();
        rows.push((total, "total".to_owned()));
    }
    // As wide as the sum of the sizes; standard input alone has no size beforehand, so seven.
    let piped = given.operands.is_empty() || given.operands.iter().any(|name| &**name == b"-");
    let mut width = sizes.to_string().len().max(if piped { 7 } else { 1 });
    if wanted.len() == 1 && rows.len() == 1 {
        width = 1;
    }
    for (row, name) in rows {
        let text: Vec<String> = row.iter().map(|n| format!("{n:width$}")).collect();
        let name = if given.operands.is_empty() { String::new() } else { format!(" {name}") };
        ctx.line(text.join(" ") + &name);
    }
    ctx.exit(1)
}

/// What `sort` compares of a line, and how.
#[derive(Clone, Default)]
struct Key {
    from: usize,
    to: Option<usize>,
    numeric: bool,
    reverse: bool,
    fold: bool,
}

fn sort(ctx: &mut Context<'_>) -> Exit {
    const LONG: &[Long] = &[
        ("reverse", 'r', Value::No),
        ("numeric-sort", 'n', Value::No),
        ("unique", 'u', Value::No),
        ("ignore-case", 'f', Value::No),
        ("key", 'k', Value::Yes),
        ("field-separator", 't', Value::Yes),
    ];
    let given = match options::parse(ctx, "bfnrusk:t:o:V", LONG, 2) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let (numeric, reverse, fold) = (given.has('n'), given.has('r'), given.has('f'));
    let mut keys: Vec<Key> = Vec::new();
    for (_, value) in given.given.iter().filter(|(letter, _)| *letter == 'k') {
        let text = value.as_deref().map(|text| String::from_utf8_lossy(text).into_owned()).unwrap_or_default();
        let Some(key) = parse_key(&text, numeric, reverse, fold) else {
            ctx.complain(format_args!("invalid number at field start: invalid count at start of '{text}'"));
            return Ok(2);
        };
        keys.push(key);
    }
    if keys.is_empty() {
        keys.push(Key { from: 0, to: None, numeric, reverse, fold });
    }
    let separator = given.value('t').and_then(|text| text.first().copied());
    let files = inputs(ctx, &given.operands)?;
    let mut all: Vec<&[u8]> = files.iter().flat_map(|(_, bytes)| lines(bytes)).collect();
    let locale = ctx.locale();
    let by_keys = |a: &[u8], b: &[u8]| {
        keys.iter().fold(Ordering::Equal, |order, key| {
            order.then_with(|| {
                let (a, b) = (field(a, key, separator), field(b, key, separator));
                let order = if key.numeric {
                    number(a).partial_cmp(&number(b)).unwrap_or(Ordering::Equal)
                } else if key.fold {
                    collate::compare(&a.to_ascii_uppercase(), &b.to_ascii_uppercase(), locale)
                } else {
                    collate::compare(a, b, locale)
                };
                if key.reverse { order.reverse() } else { order }
            })
        })
    };
    let last = |a: &[u8], b: &[u8]| {
        let order = collate::compare(a, b, locale);
        if given.has('s') || given.has('u') {
            Ordering::Equal
        } else if reverse {
            order.reverse()
        } else {
            order
        }
    };
    all.sort_by(|a, b| by_keys(a, b).then_with(|| last(a, b)));
    if given.has('u') {
        all.dedup_by(|a, b| by_keys(a, b) == Ordering::Equal);
    }
    for line in all {
        ctx.line(line);
    }
    ctx.exit(2)
}

/// `2`, `2,3`, `2n`, `2,2nr`; characters within fields (`2.3`) are not simulated and count as the whole field.
fn parse_key(text: &str, numeric: bool, reverse: bool, fold: bool) -> Option<Key> {
    let (start, end) = text.split_once(',').map_or((text, None), |(start, end)| (start, Some(end)));
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>().parse::<usize>().ok();
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect();
    let from = digits(start)?.checked_sub(1)?;
    let to = end.and_then(digits);
    let own = !letters.is_empty();
    let of = |letter: char, otherwise: bool| if own { letters.contains(letter) } else { otherwise };
    Some(Key { from, to, numeric: of('n', numeric), reverse: of('r', reverse), fold: of('f', fold) })
}

/// The fields of a line that a key names. Without a separator a field is its leading blanks and what follows them.
fn field<'l>(line: &'l [u8], key: &Key, separator: Option<u8>) -> &'l [u8] {
    if key.from == 0 && key.to.is_none() {
        return line;
    }
    let mut starts = vec![0];
    for (at, byte) in line.iter().enumerate() {
        let begins = match separator {
            Some(separator) => *byte == separator,
            None => matches!(byte, b' ' | b'\t') && at > 0 && !matches!(line[at - 1], b' ' | b'\t'),
        };
        if begins {
            starts.push(at + usize::from(separator.is_some()));
        }
    }
    let from = starts.get(key.from).copied().unwrap_or(line.len());
    let to =
        key.to.and_then(|to| starts.get(to).copied()).map_or(line.len(), |to| to - usize::from(separator.is_some()));
    &line[from.min(to)..to]
}

fn number(text: &[u8]) -> f64 {
    let text = String::from_utf8_lossy(text);
    let text = text.trim_start();
    let len = text
        .bytes()
        .enumerate()
        .take_while(|(i, b)| b.is_ascii_digit() || *b == b'.' || (*i == 0 && *b == b'-'))
        .count();
    text[..len].parse().unwrap_or(0.0)
}

fn uniq(ctx: &mut Context<'_>) -> Exit {
    let given = match options::parse(ctx, "cdui", &[("count", 'c', Value::No), ("repeated", 'd', Value::No)], 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let files = inputs(ctx, &given.operands[..given.operands.len().min(1)])?;
    let mut groups: Vec<(usize, &[u8])> = Vec::new();
    for line in files.iter().flat_map(|(_, bytes)| lines(bytes)) {
        match groups.last_mut() {
            Some((count, last)) if *last == line || (given.has('i') && last.eq_ignore_ascii_case(line)) => *count += 1,
            _ => groups.push((1, line)),
        }
    }
    for (count, line) in groups {
        if (given.has('d') && count == 1) || (given.has('u') && count > 1) {
            continue;
        }
        if given.has('c') {
            ctx.out(format!("{count:7} "));
        }
        ctx.line(line);
    }
    ctx.exit(1)
}

/// Numbers from 1, as `cut` takes them: `1,3-5,7-`.
fn list(text: &str) -> Option<Vec<(usize, usize)>> {
    text.split(',')
        .map(|part| {
            let (from, to) = match part.split_once('-') {
                None => (part.parse().ok()?, part.parse().ok()?),
                Some((from, to)) => (
                    if from.is_empty() { 1 } else { from.parse().ok()? },
                    if to.is_empty() { usize::MAX } else { to.parse().ok()? },
                ),
            };
            (from > 0 && from <= to).then_some((from, to))
        })
        .collect()
}

fn cut(ctx: &mut Context<'_>) -> Exit {
    const LONG: &[Long] =
        &[("delimiter", 'd', Value::Yes), ("fields", 'f', Value::Yes), ("output-delimiter", 'O', Value::Yes)];
    let given = match options::parse(ctx, "b:c:d:f:s", LONG, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let Some(kind) = given.last_of("bcf") else {
        ctx.complain(format_args!("you must specify a list of bytes, characters, or fields"));
        return Ok(1);
    };
    let text = given.value(kind).map(|text| String::from_utf8_lossy(text).into_owned()).unwrap_or_default();
    let Some(ranges) = list(&text) else {
        ctx.complain(format_args!("invalid field value '{text}'"));
        return Ok(1);
    };
    let wanted = |n: usize| ranges.iter().any(|(from, to)| (*from..=*to).contains(&n));
    let delimiter = given.value('d').and_then(|text| text.first().copied()).unwrap_or(b'\t');
    let joined = given.value('O').map_or_else(|| vec![delimiter], |text| text.to_vec());
    for (_, bytes) in inputs(ctx, &given.operands)? {
        for line in lines(&bytes) {
            if kind == 'f' {
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

/// The characters of a set: `a-z`, `[:upper:]`, `\n`.
fn set(text: &[u8]) -> Vec<char> {
    let text: Vec<char> = String::from_utf8_lossy(text).chars().collect();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < text.len() {
        let rest: String = text[at..].iter().collect();
        if let Some((name, _)) = rest.strip_prefix("[:").and_then(|rest| rest.split_once(":]")) {
            let ranges: &[(char, char)] = match name {
                "upper" => &[('A', 'Z')],
                "lower" => &[('a', 'z')],
                "digit" => &[('0', '9')],
                "alpha" => &[('A', 'Z'), ('a', 'z')],
                "alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
                "space" => &[('\t', '\r'), (' ', ' ')],
                "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
                _ => &[],
            };
            found.extend(ranges.iter().flat_map(|(from, to)| *from..=*to));
            at += name.chars().count() + 4;
            continue;
        }
        let mut c = text[at];
        at += 1;
        if c == '\\' && at < text.len() {
            c = match text[at] {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                '0' => '\0',
                other => other,
            };
            at += 1;
        }
        if text.get(at) == Some(&'-') && at + 1 < text.len() {
            found.extend(c..=text[at + 1]);
            at += 2;
        } else {
            found.push(c);
        }
    }
    found
}

fn tr(ctx: &mut Context<'_>) -> Exit {
    let long = [("complement", 'c', Value::No), ("delete", 'd', Value::No), ("squeeze-repeats", 's', Value::No)];
    let given = match options::parse(ctx, "cCds", &long, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let Some(first) = given.operands.first() else {
        ctx.complain(format_args!("missing operand"));
        return Ok(1);
    };
    if given.operands.len() == 1 && !given.has('d') && !given.has('s') {
        let shown = String::from_utf8_lossy(first).into_owned();
        ctx.complain(format_args!("missing operand after '{shown}'\nTwo strings must be given when translating."));
        return Ok(1);
    }
    let complement = given.has('c') || given.has('C');
    let from = set(first);
    let to = given.operands.get(1).map(|text| set(text)).unwrap_or_default();
    let bytes = match ctx.stdin()? {
        Ok(bytes) => bytes,
        Err(error) => {
            ctx.complain(format_args!("read error: {error}"));
            return Ok(1);
        }
    };
    let squeezed = if to.is_empty() { &from } else { &to };
    let (mut out, mut last) = (String::new(), None);
    for c in String::from_utf8_lossy(&bytes).chars() {
        let inside = from.contains(&c) != complement;
        if inside && given.has('d') {
            continue;
        }
        let place = from.iter().position(|known| *known == c);
        let c = match (inside, to.last()) {
            (true, Some(end)) if !given.has('d') => place.and_then(|at| to.get(at)).copied().unwrap_or(*end),
            _ => c,
        };
        if given.has('s') && last == Some(c) && squeezed.contains(&c) != (complement && to.is_empty()) {
            continue;
        }
        last = Some(c);
        out.push(c);
    }
    ctx.out(out);
    ctx.exit(1)
}
