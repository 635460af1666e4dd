//! `head`, `tail`

use super::{inputs, lines, program};
use crate::process::{Blocked, Text};
use crate::programs::options::{self, Long, Value};
use crate::programs::{Context, Exit, Program, Wait};

pub(in crate::programs) const HEAD: Program =
    program("head", "[-n LINES] [-c BYTES] [FILE]...", ["print the first lines", "输出开头几行"], head);
pub(in crate::programs) const TAIL: Program =
    program("tail", "[-n LINES] [-c BYTES] [FILE]...", ["print the last lines", "输出末尾几行"], tail);

/// How much of a file is shown: a number, and the sign in front of it.
struct Amount {
    count: usize,
    sign: Option<u8>,
    bytes: bool,
}

/// What the command line asks for.
struct Wanted {
    amount: Amount,
    operands: Vec<Text>,
    headings: bool,
    /// Whether headings were asked for.
    asked: bool,
}

fn wanted(ctx: &mut Context<'_>) -> Result<Wanted, u8> {
    // The old forms: -5, and of tail +5.
    if ctx.program == "tail"
        && let Some(first) = ctx.args.first().cloned()
        && first.len() > 1
        && first[0] == b'+'
        && first[1..].iter().all(u8::is_ascii_digit)
    {
        ctx.args.splice(0..1, [Text::from(&b"-n"[..]), first]);
    }
    if ctx.program == "tail" && !ctx.busybox() {
        old_tail(ctx)?;
    }
    if ctx.program == "head" && !ctx.busybox() {
        old_head(ctx)?;
    }
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
        ("silent", 'q', Value::No),
        ("verbose", 'v', Value::No),
        ("follow", 'f', Value::Maybe),
    ];
    let given = options::parse(ctx, "n:c:qvfF", LONG, 1)?;
    if given.has('f') || given.has('F') {
        ctx.err("drydock: tail -f is not simulated: nothing is written while it would wait\n");
        return Err(1);
    }
    let letter = given.last_of("nc").unwrap_or('n');
    let text = given.value(letter).map_or_else(|| "10".to_owned(), |text| String::from_utf8_lossy(text).into_owned());
    let sign = text.bytes().next().filter(|byte| matches!(byte, b'+' | b'-'));
    let digits = text.trim_start_matches(['+', '-']);
    // A `c` behind a number is a unit to others.
    let digits = if digits.ends_with('c') && !ctx.busybox() { "" } else { digits };
    let count = crate::programs::size::parse(digits, 1).and_then(|count| usize::try_from(count).ok());
    let busybox_head = ctx.busybox() && ctx.program == "head";
    let Some(count) = count.filter(|_| !(busybox_head && sign == Some(b'+'))) else {
        if ctx.busybox() {
            options::no_number(ctx, &text);
        } else {
            let what = if letter == 'n' { "lines" } else { "bytes" };
            ctx.complain(format_args!("invalid number of {what}: '{text}'"));
        }
        return Err(1);
    };
    let headings = (given.operands.len() > 1 && !given.has('q')) || given.has('v');
    let asked = given.has('v');
    Ok(Wanted { amount: Amount { count, sign, bytes: letter == 'c' }, operands: given.operands, headings, asked })
}

/// The digits behind a sign, and what follows them.
fn amount_and_rest(arg: &[u8]) -> Option<(&[u8], &[u8])> {
    let digits = arg.get(1..)?.iter().take_while(|c| c.is_ascii_digit()).count();
    (digits > 0).then(|| arg.split_at(1 + digits))
}

/// The old forms of tail: `-2`, `-2c`, `+5c`, `-1l`, `-1b` (blocks of 512 bytes), with an `f` behind, and of one file at most.
fn old_tail(ctx: &mut Context<'_>) -> Result<(), u8> {
    let Some(first) = ctx.args.first().cloned().filter(|arg| arg.starts_with(b"-") || arg.starts_with(b"+")) else {
        return Ok(());
    };
    let Some((amount, rest)) = amount_and_rest(&first) else { return Ok(()) };
    let alone = match &ctx.args[1..] {
        [] => true,
        [file] => !file.starts_with(b"-") || **file == *b"-",
        [dashes, ..] => **dashes == *b"--" && ctx.args.len() <= 3,
    };
    let (unit, follows) = rest.strip_suffix(b"f").map_or((rest, false), |unit| (unit, true));
    let words: [&[u8]; 3] = match unit {
        _ if !alone => [b"", b"", b""],
        b"c" => [b"-c", amount, b""],
        b"b" => [b"-c", amount, b"b"],
        b"l" | b"" => [b"-n", amount, b""],
        _ => [b"", b"", b""],
    };
    if words[0].is_empty() && first.starts_with(b"-") {
        ctx.complain(format_args!("option used in invalid context -- {}", char::from(first[1])));
        return Err(1);
    }
    if !words[0].is_empty() {
        ctx.args[0] = words.concat().into();
        ctx.args.splice(1..1, follows.then(|| Text::from(&b"-f"[..])));
    }
    Ok(())
}

/// The old forms of head: `-2`, and letters behind it that are options of their own or units.
fn old_head(ctx: &mut Context<'_>) -> Result<(), u8> {
    let Some(first) = ctx.args.first().cloned().filter(|arg| arg.starts_with(b"-")) else { return Ok(()) };
    let Some((amount, rest)) = amount_and_rest(&first) else { return Ok(()) };
    let (mut option, mut unit, mut others) = (&b"-n"[..], &b""[..], Vec::new());
    for letter in rest {
        match letter {
            b'c' => (option, unit) = (b"-c", b""),
            b'b' => (option, unit) = (b"-c", b"b"),
            b'k' => (option, unit) = (b"-c", b"k"),
            b'm' => (option, unit) = (b"-c", b"m"),
            b'l' => option = b"-n",
            b'q' | b'v' | b'z' => others.push(Text::from([b'-', *letter])),
            letter => {
                let letter = char::from(*letter);
                return Err(options::wrong(ctx, &format!("invalid trailing option -- {letter}"), 1));
            }
        }
    }
    ctx.args[0] = [option, &amount[1..], unit].concat().into();
    ctx.args.splice(1..1, others);
    Ok(())
}

/// Shows of each file what is between two places.
fn show(ctx: &mut Context<'_>, wanted: &Wanted, part: fn(&[u8], &Amount) -> (usize, usize)) -> Exit {
    let files = inputs(ctx, &wanted.operands)?;
    // Busybox's tail counts those that are there.
    let headings = wanted.headings && !(ctx.busybox() && ctx.program == "tail" && files.len() < 2 && !wanted.asked);
    for (i, (name, bytes)) in files.into_iter().enumerate() {
        if headings {
            let name =
                if &*name == b"-" { "standard input".into() } else { String::from_utf8_lossy(&name).into_owned() };
            ctx.out(if i == 0 { "" } else { "\n" });
            ctx.line(format!("==> {name} <=="));
        }
        let (from, to) = part(&bytes, &wanted.amount);
        ctx.out(&bytes[from..to]);
    }
    ctx.exit(1)
}

/// Where the line `n` (from 0) begins, or the end.
fn line_start(bytes: &[u8], n: usize) -> usize {
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(ends).nth(n).unwrap_or(bytes.len())
}

/// The part at the front.
fn front(bytes: &[u8], amount: &Amount) -> (usize, usize) {
    let total = if amount.bytes { bytes.len() } else { lines(bytes).len() };
    let n = if amount.sign == Some(b'-') { total.saturating_sub(amount.count) } else { amount.count.min(total) };
    (0, if amount.bytes { n } else { line_start(bytes, n) })
}

fn head(ctx: &mut Context<'_>) -> Exit {
    let wanted = match wanted(ctx) {
        Ok(wanted) => wanted,
        Err(status) => return Ok(status),
    };
    // Whoever writes into the pipe need not come to an end: the first lines are enough.
    let piped = wanted.operands.is_empty() || *wanted.operands == [Text::from(&b"-"[..])];
    if piped && wanted.amount.sign != Some(b'-') {
        let lines_of = |bytes: &[u8]| bytes.iter().filter(|c| **c == b'\n').count();
        let enough =
            |bytes: &[u8]| (if wanted.amount.bytes { bytes.len() } else { lines_of(bytes) }) >= wanted.amount.count;
        let so_far = ctx.peek_stdin().map(|(bytes, blocked)| (enough(bytes).then(|| Text::from(bytes)), blocked));
        match so_far {
            Some((Some(bytes), _)) if !wanted.headings => {
                let (_, to) = front(&bytes, &wanted.amount);
                ctx.out(&bytes[..to]);
                return Ok(0);
            }
            Some((None, blocked @ Blocked::Pipe(_))) => return Err(Wait::Blocked(blocked)),
            _ => {}
        }
    }
    // A number of bytes can be had even of a device that never ends.
    if let ([file], true, None) = (&wanted.operands[..], wanted.amount.bytes && !wanted.headings, wanted.amount.sign)
        && let Ok(bytes) = ctx.input_up_to(file, wanted.amount.count)?
    {
        ctx.out(&bytes[..wanted.amount.count.min(bytes.len())]);
        return Ok(0);
    }
    show(ctx, &wanted, front)
}

fn tail(ctx: &mut Context<'_>) -> Exit {
    let wanted = match wanted(ctx) {
        Ok(wanted) => wanted,
        Err(status) => return Ok(status),
    };
    show(ctx, &wanted, |bytes, amount| {
        let total = if amount.bytes { bytes.len() } else { lines(bytes).len() };
        let n =
            if amount.sign == Some(b'+') { amount.count.saturating_sub(1) } else { total.saturating_sub(amount.count) };
        (if amount.bytes { n.min(bytes.len()) } else { line_start(bytes, n) }, bytes.len())
    })
}
