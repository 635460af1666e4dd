//! `split`, `cmp`, `mktemp`: files in pieces, byte by byte, and of names that nobody has.

use super::options::{self, Long, Value};
use super::{Context, Exit, Home, Program};
use crate::digest::Sha256;
use crate::kernel::{Access, Create, Follow, OpenFlags, OpenHow};
use crate::trace::{Call, shown};
use crate::vfs::Errno;

const fn program(
    name: &'static str,
    usage: &'static str,
    summary: [&'static str; 2],
    run: fn(&mut Context<'_>) -> Exit,
) -> Program {
    Program { name, directory: "/usr/bin", home: Home::Both, usage, summary, run }
}

pub(super) const SPLIT: Program = program(
    "split",
    "[-l LINES] [-b BYTES] [-a LENGTH] [-d] [FILE [PREFIX]]",
    ["cut a file into pieces", "把文件切成几个"],
    split,
);
pub(super) const CMP: Program =
    program("cmp", "[-ls] FILE1 [FILE2]", ["compare two files byte by byte", "逐字节比较两个文件"], cmp);
pub(super) const MKTEMP: Program = program(
    "mktemp",
    "[-dqut] [-p DIRECTORY] [TEMPLATE]",
    ["make a file or directory of a new name", "新建一个名字不重复的临时文件或目录"],
    mktemp,
);

fn split(ctx: &mut Context<'_>) -> Exit {
    const LONG: &[Long] = &[
        ("lines", 'l', Value::Yes),
        ("bytes", 'b', Value::Yes),
        ("suffix-length", 'a', Value::Yes),
        ("numeric-suffixes", 'd', Value::No),
        ("number", 'n', Value::Yes),
    ];
    let given = match options::parse(ctx, "l:b:a:dn:", LONG, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    if given.has('n') {
        ctx.err("drydock: split -n is not simulated; -l and -b are\n");
        return Ok(1);
    }
    let letter = given.last_of("lb").unwrap_or('l');
    let text = given.value(letter).map_or_else(|| "1000".to_owned(), |text| shown(text));
    let parsed = super::size::parse(&text, 1);
    let Some(amount) = parsed.filter(|amount| *amount > 0) else {
        let what = if letter == 'l' { "lines" } else { "bytes" };
        let why = if parsed == Some(0) { ": Numerical result out of range" } else { "" };
        ctx.complain(format_args!("invalid number of {what}: '{text}'{why}"));
        return Ok(1);
    };
    let length = given.value('a').and_then(|text| shown(text).parse::<usize>().ok()).unwrap_or(2).clamp(1, 10);
    let file = given.operands.first().cloned().unwrap_or_else(|| b"-"[..].into());
    let prefix = given.operands.get(1).cloned().unwrap_or_else(|| b"x"[..].into());
    let bytes = match ctx.input(&file)? {
        Ok(bytes) => bytes,
        Err(error) => {
            let name = shown(&file);
            ctx.complain(format_args!("cannot open '{name}' for reading: {error}"));
            return Ok(1);
        }
    };
    let amount = usize::try_from(amount).unwrap_or(usize::MAX);
    let pieces: Vec<Vec<u8>> = if letter == 'b' {
        bytes.chunks(amount).map(<[u8]>::to_vec).collect()
    } else {
        let lines: Vec<&[u8]> = bytes.split_inclusive(|c| *c == b'\n').collect();
        lines.chunks(amount).map(<[_]>::concat).collect()
    };
    let (first, base) = if given.has('d') { (b'0', 10) } else { (b'a', 26) };
    for (number, piece) in pieces.iter().enumerate() {
        let (mut suffix, mut rest) = (vec![first; length], number);
        for place in suffix.iter_mut().rev() {
            *place += (rest % base) as u8;
            rest /= base;
        }
        if rest > 0 {
            ctx.complain(format_args!("output file suffixes exhausted"));
            return Ok(1);
        }
        let path = [&prefix[..], &suffix].concat();
        let result = ctx
            .call(Call::write(&path, piece.len() as u64), |kernel, task| kernel.write_file(task, &path, piece, 0o666));
        if let Err(error) = result {
            let name = shown(&path);
            ctx.complain(format_args!("{name}: {error}"));
            return Ok(1);
        }
    }
    Ok(0)
}

fn cmp(ctx: &mut Context<'_>) -> Exit {
    const LONG: &[Long] = &[("silent", 's', Value::No), ("quiet", 's', Value::No), ("verbose", 'l', Value::No)];
    let given = match options::parse(ctx, "sl", LONG, 2) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let Some(first) = given.operands.first().cloned() else {
        return Ok(options::wrong_operands(ctx, "missing operand after 'cmp'", 2));
    };
    if ctx.busybox() && given.operands.len() > 2 {
        ctx.err("drydock: cmp from other places on is not simulated\n");
        return Ok(2);
    }
    let second = given.operands.get(1).cloned().unwrap_or_else(|| b"-"[..].into());
    let mut both = Vec::new();
    for file in [&first, &second] {
        match ctx.input(file)? {
            Ok(bytes) => both.push(bytes),
            Err(error) => {
                let name = shown(file);
                if !given.has('s') {
                    let directory = ctx.busybox() && ctx.stat(file, Follow::Yes).is_ok();
                    let error = if directory { "I/O error".to_owned() } else { error.to_string() };
                    ctx.complain(format_args!("{name}: {error}"));
                }
                return Ok(2);
            }
        }
    }
    let (left, right) = (&both[0], &both[1]);
    let differ: Vec<usize> = (0..left.len().min(right.len())).filter(|at| left[*at] != right[*at]).collect();
    if given.has('s') {
        return Ok(u8::from(left != right));
    }
    let (one, other) = (shown(&first), shown(&second));
    if given.has('l') {
        let width = if ctx.busybox() { 1 } else { left.len().max(right.len()).to_string().len() };
        for at in &differ {
            ctx.outf(format_args!("{:>width$} {:>3o} {:>3o}\n", at + 1, left[*at], right[*at]));
        }
    } else if let Some(at) = differ.first() {
        let line = left[..*at].iter().filter(|c| **c == b'\n').count() + 1;
        // In the C locale it says what POSIX wants.
        let unit = if ctx.is_utf8() { "byte" } else { "char" };
        ctx.outf(format_args!("{one} {other} differ: {unit} {}, line {line}\n", at + 1));
        return Ok(1);
    }
    if left.len() != right.len() {
        let (short, bytes) = if left.len() < right.len() { (&one, left) } else { (&other, right) };
        if ctx.busybox() {
            ctx.complain(format_args!("EOF on {short}"));
        } else if bytes.is_empty() {
            ctx.complain(format_args!("EOF on {short} which is empty"));
        } else {
            let lines = bytes.iter().filter(|c| **c == b'\n').count();
            let place = match (given.has('l'), bytes.ends_with(b"\n")) {
                (true, _) => String::new(),
                (false, true) => format!(", line {lines}"),
                (false, false) => format!(", in line {}", lines + 1),
            };
            ctx.complain(format_args!("EOF on {short} after byte {}{place}", bytes.len()));
        }
    }
    Ok(u8::from(left != right))
}

fn mktemp(ctx: &mut Context<'_>) -> Exit {
    const LONG: &[Long] = &[
        ("directory", 'd', Value::No),
        ("dry-run", 'u', Value::No),
        ("quiet", 'q', Value::No),
        ("tmpdir", 'p', Value::Maybe),
        ("suffix", 'S', Value::Yes),
    ];
    let given = match options::parse(ctx, "duqtp:S:", LONG, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    if given.operands.len() > 1 {
        return Ok(options::wrong_operands(ctx, "too many templates", 1));
    }
    let template = given.operands.first().map_or_else(
        || if ctx.busybox() { "tmp.XXXXXX".to_owned() } else { "tmp.XXXXXXXXXX".to_owned() },
        |template| shown(template),
    );
    let in_tmp = given.operands.is_empty() || given.has('t') || given.has('p');
    let suffix = given.value('S').map(|suffix| shown(suffix)).unwrap_or_default();
    // Behind the last X stands what stays.
    let end = template.rfind('X').map_or(0, |at| at + 1);
    let marks = template[..end].bytes().rev().take_while(|c| *c == b'X').count();
    let tail = format!("{}{suffix}", &template[end..]);
    if marks < if ctx.busybox() { 6 } else { 3 } {
        if ctx.busybox() {
            ctx.complain(format_args!("(null): Invalid argument"));
        } else {
            ctx.complain(format_args!("too few X's in template '{template}'"));
        }
        return Ok(1);
    }
    let dir = match given.value('p').filter(|dir| !dir.is_empty()) {
        Some(dir) => shown(dir),
        None => ctx.var(b"TMPDIR").filter(|dir| !dir.is_empty()).map_or_else(|| "/tmp".to_owned(), shown),
    };
    let head = &template[..end - marks];
    let stem = if in_tmp { format!("{}/{head}", dir.trim_end_matches('/')) } else { head.to_owned() };
    for attempt in 0..100 {
        let path = format!("{stem}{}{tail}", letters(ctx, attempt, marks));
        let bytes = path.as_bytes();
        let made = if given.has('u') {
            match ctx.stat(bytes, Follow::No) {
                Ok(_) => Err(Errno::EEXIST),
                Err(_) => Ok(()),
            }
        } else if given.has('d') {
            ctx.call(Call::Mkdir(path.clone()), |kernel, task| kernel.mkdir(task, bytes, 0o700))
        } else {
            let how = OpenHow { access: Access::ReadWrite, create: Create::New, flags: OpenFlags::NONE, mode: 0o600 };
            ctx.call(Call::open(bytes), |kernel, task| {
                let open = kernel.open(task, bytes, how)?;
                kernel.close(open)
            })
        };
        match made {
            Ok(()) => {
                ctx.line(path);
                return Ok(0);
            }
            Err(Errno::EEXIST) => {}
            Err(error) => {
                let what = if given.has('d') { "directory" } else { "file" };
                let template = format!("{stem}{}{tail}", "X".repeat(marks));
                if ctx.busybox() && !given.has('q') {
                    ctx.complain(format_args!("(null): {error}"));
                } else if !given.has('q') {
                    ctx.complain(format_args!("failed to create {what} via template '{template}': {error}"));
                }
                return Ok(1);
            }
        }
    }
    ctx.complain(format_args!("failed to create a file via template '{template}': {}", Errno::EEXIST));
    Ok(1)
}

/// Letters that look drawn by chance and are the same each time: made of the moment, the process and the attempt.
fn letters(ctx: &Context<'_>, attempt: u32, count: usize) -> String {
    const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut out = String::new();
    let mut round = 0_u32;
    while out.len() < count {
        let seed = format!("mktemp {:?} {} {attempt} {round}", ctx.now(), ctx.process.pid.0);
        let drawn = Sha256::of(seed.as_bytes());
        let wanted = count - out.len();
        out.extend(drawn.as_bytes().iter().take(wanted).map(|byte| char::from(ALPHABET[usize::from(*byte) % 62])));
        round += 1;
    }
    out
}
