//! `od`, `hexdump`: bytes as numbers and characters.

use super::options::{self, Long, Options, Value};
use super::{Context, Exit, Home, Program, Wait};
use crate::kernel::IoError;
use crate::process::Text;
use crate::vfs::Errno;

pub(super) const OD: Program = Program {
    name: "od",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-A d|o|x|n] [-t TYPE]... [-N BYTES] [-j BYTES] [-w WIDTH] [-abcdoxv] [FILE]...",
    summary: ["show bytes as numbers and characters", "以数字和字符显示字节"],
    run: od,
};

pub(super) const HEXDUMP: Program = Program {
    name: "hexdump",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-bcCdox] [-n LENGTH] [-s OFFSET] [-v] [FILE]...",
    summary: ["show bytes as hex digits", "以十六进制显示字节"],
    run: hexdump,
};

/// One way to show a row: units of so many bytes, and how one is written.
struct Look {
    unit: usize,
    width: usize,
    show: fn(u64, usize) -> String,
    /// The row's characters stand behind it (`z`).
    text: bool,
}

/// What was read.
struct Read {
    bytes: Vec<u8>,
    /// Whether something was opened, so that where it ends is told.
    ends: bool,
}

/// Everything that the files hold, one after another, from `skip` on and no more than `limit`.
fn bytes_of(ctx: &mut Context<'_>, files: &[Text], skip: usize, limit: usize) -> Result<Option<Read>, Wait> {
    let dash = [Text::from(&b"-"[..])];
    let (mut all, mut unreadable) = (Vec::new(), false);
    for file in if files.is_empty() { &dash[..] } else { files } {
        match ctx.input(file)? {
            Ok(bytes) => all.extend_from_slice(&bytes),
            // Busybox opens a directory and finds that it cannot read it.
            Err(IoError::Errno(Errno::EISDIR)) if ctx.busybox() && ctx.program == "od" => {
                ctx.complain(format_args!("{}: read error", String::from_utf8_lossy(file)));
                unreadable = true;
            }
            Err(error) => ctx.complain(format_args!("{}: {error}", String::from_utf8_lossy(file))),
        }
    }
    if skip > all.len() && ctx.program == "od" && !ctx.failed() {
        let cannot = if ctx.busybox() { "can't" } else { "cannot" };
        ctx.complain(format_args!("{cannot} skip past end of combined input"));
        return Ok(None);
    }
    all.drain(..skip.min(all.len()));
    all.truncate(limit);
    let ends = unreadable || !ctx.failed() || !all.is_empty();
    Ok(Some(Read { bytes: all, ends }))
}

/// A number of bytes: `16`, `0x10`, `020`, `1k`, `1b` (512).
fn count(text: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(text).ok()?;
    if let Some(hex) = text.strip_prefix("0x") {
        return usize::from_str_radix(hex, 16).ok();
    }
    if let Some(blocks) = text.strip_suffix('b') {
        return blocks.parse::<usize>().ok()?.checked_mul(512);
    }
    if text.len() > 1 && text.starts_with('0') && text.bytes().all(|c| c.is_ascii_digit()) {
        return usize::from_str_radix(text, 8).ok();
    }
    super::size::parse(text, 1).and_then(|bytes| usize::try_from(bytes).ok())
}

/// What `-j`, `-s`, `-N`, `-n` say.
fn amount(ctx: &mut Context<'_>, given: &Options, letter: char, otherwise: usize) -> Result<usize, u8> {
    let Some(text) = given.value(letter).cloned() else { return Ok(otherwise) };
    count(&text).ok_or_else(|| {
        let text = String::from_utf8_lossy(&text).into_owned();
        ctx.complain(format_args!("invalid -{letter} argument '{text}'"));
        1
    })
}

/// A number made of a unit's bytes, the lowest first.
fn value(unit: &[u8]) -> u64 {
    unit.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

fn character(byte: u64, _: usize) -> String {
    match byte as u8 {
        0 => "\\0".to_owned(),
        7 => "\\a".to_owned(),
        8 => "\\b".to_owned(),
        9 => "\\t".to_owned(),
        10 => "\\n".to_owned(),
        11 => "\\v".to_owned(),
        12 => "\\f".to_owned(),
        13 => "\\r".to_owned(),
        byte @ b' '..=b'~' => char::from(byte).to_string(),
        byte => format!("{byte:03o}"),
    }
}

fn named(byte: u64, _: usize) -> String {
    const NAMES: [&str; 33] = [
        "nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs", "ht", "nl", "vt", "ff", "cr", "so", "si", "dle",
        "dc1", "dc2", "dc3", "dc4", "nak", "syn", "etb", "can", "em", "sub", "esc", "fs", "gs", "rs", "us", "sp",
    ];
    match byte as u8 & 0x7f {
        127 => "del".to_owned(),
        byte => NAMES.get(usize::from(byte)).map_or_else(|| char::from(byte).to_string(), |name| (*name).to_owned()),
    }
}

fn signed(number: u64, unit: usize) -> String {
    let shift = 64 - 8 * unit as u32;
    (((number << shift) as i64) >> shift).to_string()
}

fn hex(number: u64, unit: usize) -> String {
    format!("{number:0width$x}", width = unit * 2)
}

fn octal(number: u64, unit: usize) -> String {
    format!("{number:0width$o}", width = (unit * 8).div_ceil(3))
}

fn unsigned(number: u64, _: usize) -> String {
    number.to_string()
}

/// How a type like `x1`, `d4z` or `c` is shown.
fn look(kind: &str) -> Option<(Look, &str)> {
    let letter = kind.chars().next()?;
    let rest = &kind[letter.len_utf8()..];
    if matches!(letter, 'a' | 'c') {
        let text = rest.starts_with('z');
        let show = if letter == 'a' { named } else { character };
        return Some((Look { unit: 1, width: 3, show, text }, rest.strip_prefix('z').unwrap_or(rest)));
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (unit, rest) = match (rest[..digits].parse::<usize>(), rest[digits..].chars().next()) {
        (Ok(unit), _) => (unit, &rest[digits..]),
        (Err(_), Some('C')) => (1, &rest[1..]),
        (Err(_), Some('S')) => (2, &rest[1..]),
        (Err(_), Some('L')) => (8, &rest[1..]),
        (Err(_), Some('I')) => (4, &rest[1..]),
        (Err(_), _) => (4, rest),
    };
    if !matches!(unit, 1 | 2 | 4 | 8) {
        return None;
    }
    let at = unit.trailing_zeros() as usize;
    let (show, width): (fn(u64, usize) -> String, usize) = match letter {
        'x' => (hex, unit * 2),
        'o' => (octal, (unit * 8).div_ceil(3)),
        'd' => (signed, [4, 6, 11, 20][at]),
        'u' => (unsigned, [3, 5, 10, 20][at]),
        _ => return None,
    };
    let text = rest.starts_with('z');
    Some((Look { unit, width, show, text }, rest.strip_prefix('z').unwrap_or(rest)))
}

fn od(ctx: &mut Context<'_>) -> Exit {
    const LONG: &[Long] = &[
        ("address-radix", 'A', Value::Yes),
        ("format", 't', Value::Yes),
        ("read-bytes", 'N', Value::Yes),
        ("skip-bytes", 'j', Value::Yes),
        ("width", 'w', Value::Maybe),
        ("output-duplicates", 'v', Value::No),
    ];
    let given = match options::parse(ctx, "A:t:N:j:w:vabcdoxsilBDOXHh", LONG, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let mut looks = Vec::new();
    let busybox = ctx.busybox();
    let mut kinds_given: Vec<_> = given.given.iter().collect();
    if busybox {
        // It asks for one letter after another, whatever their order was.
        kinds_given.sort_by_key(|(letter, _)| "abcdfhilotxs".find(*letter));
    }
    for (letter, text) in kinds_given {
        let kinds = match letter {
            't' => text.as_ref().map(|text| String::from_utf8_lossy(text).into_owned()).unwrap_or_default(),
            'a' => "a".to_owned(),
            'b' => "o1".to_owned(),
            'c' => "c".to_owned(),
            'd' => "u2".to_owned(),
            'o' | 'B' => "o2".to_owned(),
            'x' | 'h' => "x2".to_owned(),
            's' => "d2".to_owned(),
            // Busybox's have the sizes of long ago.
            'i' if busybox => "d2".to_owned(),
            'l' if busybox => "d4".to_owned(),
            'i' => "d4".to_owned(),
            'l' => "d8".to_owned(),
            'D' => "u4".to_owned(),
            'O' => "o4".to_owned(),
            'X' | 'H' => "x4".to_owned(),
            _ => continue,
        };
        let mut rest = &*kinds;
        while !rest.is_empty() {
            let Some((look, after)) = look(rest) else {
                if rest.starts_with('f') {
                    ctx.err("drydock: od -t f is not simulated\n");
                } else {
                    ctx.complain(format_args!(
                        "invalid character '{}' in type string '{kinds}'",
                        &rest[..rest.chars().next().map_or(0, char::len_utf8)]
                    ));
                }
                return Ok(1);
            };
            if busybox && (look.text || !after.is_empty()) {
                ctx.err(format!("drydock: od -t {kinds} is not simulated\n"));
                return Ok(1);
            }
            looks.push(look);
            rest = after;
        }
    }
    if looks.is_empty() {
        looks.extend(look("o2").map(|(look, _)| look));
    }
    let radix = given.value('A').map_or(b'o', |text| text.first().copied().unwrap_or(b'o'));
    if !matches!(radix, b'd' | b'o' | b'x' | b'n') {
        let radix = char::from(radix);
        if ctx.busybox() {
            ctx.complain(format_args!("bad output address radix '{radix}' (must be [doxn])"));
        } else {
            ctx.complain(format_args!("invalid output address radix '{radix}'; it must be one character from [doxn]"));
        }
        return Ok(1);
    }
    let (skip, limit) = match (amount(ctx, &given, 'j', 0), amount(ctx, &given, 'N', usize::MAX)) {
        (Ok(skip), Ok(limit)) => (skip, limit),
        (Err(status), _) | (_, Err(status)) => return Ok(status),
    };
    let width = match given.value('w') {
        Some(text) => count(text).filter(|width| (1..=4096).contains(width)).unwrap_or(16),
        None if given.has('w') => 32,
        None => 16,
    };
    let Some(Read { bytes, ends }) = bytes_of(ctx, &given.operands, skip, limit)? else { return Ok(1) };
    let address = |at: usize| match radix {
        b'd' => format!("{at:07}"),
        b'x' => format!("{at:06x}"),
        b'n' => String::new(),
        _ => format!("{at:07o}"),
    };
    // Units of all kinds stand below one another: each is as wide as the widest needs.
    let widest = looks.iter().map(|look| (look.width + 1) * 8 / look.unit).max().unwrap_or(0);
    rows(ctx, &bytes, width, given.has('v'), |at, row| {
        let mut text = String::new();
        for (n, look) in looks.iter().enumerate() {
            let head = address(skip + at);
            text.push_str(&if n == 0 { head } else { " ".repeat(head.len()) });
            let cell = if busybox { look.width + 1 } else { (widest * look.unit).div_ceil(8) };
            for unit in row.chunks(look.unit) {
                let shown = (look.show)(value(unit), look.unit);
                text.push_str(&format!("{shown:>cell$}"));
            }
            if look.text {
                let missing = (width - row.len()) / look.unit;
                text.push_str(&" ".repeat(missing * cell));
                text.push_str(&format!("  >{}<", printable(row)));
            }
            text.push('\n');
        }
        text
    });
    if radix != b'n' && ends {
        ctx.line(address(skip + bytes.len()));
    }
    ctx.exit(1)
}

fn printable(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| if matches!(byte, b' '..=b'~') { char::from(*byte) } else { '.' }).collect()
}

/// Prints row after row; whole rows that are the same as the one before are a `*`.
fn rows(ctx: &mut Context<'_>, bytes: &[u8], width: usize, all: bool, show: impl Fn(usize, &[u8]) -> String) {
    let (mut before, mut starred): (Option<&[u8]>, bool) = (None, false);
    for (n, row) in bytes.chunks(width).enumerate() {
        if !all && before == Some(row) {
            if !starred {
                ctx.out("*\n");
            }
            starred = true;
            continue;
        }
        (before, starred) = (Some(row), false);
        ctx.out(show(n * width, row));
        if ctx.overflows() {
            return;
        }
    }
}

fn hexdump(ctx: &mut Context<'_>) -> Exit {
    const LONG: &[Long] = &[
        ("canonical", 'C', Value::No),
        ("length", 'n', Value::Yes),
        ("skip", 's', Value::Yes),
        ("no-squeezing", 'v', Value::No),
        ("one-byte-octal", 'b', Value::No),
        ("one-byte-char", 'c', Value::No),
        ("two-bytes-decimal", 'd', Value::No),
        ("two-bytes-octal", 'o', Value::No),
        ("two-bytes-hex", 'x', Value::No),
        ("format", 'e', Value::Yes),
    ];
    let given = match options::parse(ctx, "Cbcdoxvn:s:e:", LONG, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    if given.has('e') {
        ctx.err("drydock: hexdump -e is not simulated; od -t is\n");
        return Ok(1);
    }
    let (skip, limit) = match (amount(ctx, &given, 's', 0), amount(ctx, &given, 'n', usize::MAX)) {
        (Ok(skip), Ok(limit)) => (skip, limit),
        (Err(status), _) | (_, Err(status)) => return Ok(status),
    };
    let Some(Read { bytes, .. }) = bytes_of(ctx, &given.operands, skip, limit)? else { return Ok(1) };
    let digits = if given.has('C') { 8 } else { 7 };
    let kinds: Vec<char> = given.given.iter().map(|(c, _)| *c).filter(|c| "Cbcdox".contains(*c)).collect();
    let kinds = if kinds.is_empty() { vec!['w'] } else { kinds };
    rows(ctx, &bytes, 16, given.has('v'), |at, row| {
        let lines: Vec<String> =
            kinds.iter().map(|kind| format!("{:0digits$x}{}\n", skip + at, hex_row(*kind, row))).collect();
        lines.concat()
    });
    if !bytes.is_empty() {
        ctx.outf(format_args!("{:0digits$x}\n", skip + bytes.len()));
    } else if ctx.failed() && !ctx.busybox() {
        ctx.complain(format_args!("all input file arguments failed"));
    }
    ctx.exit(1)
}

/// A row as `hexdump` shows it, all of its 16 places filled.
fn hex_row(kind: char, row: &[u8]) -> String {
    if kind == 'C' {
        let mut text = String::new();
        for place in 0..16 {
            text.push_str(if place % 8 == 0 { "  " } else { " " });
            text.push_str(&row.get(place).map_or_else(|| "  ".to_owned(), |byte| format!("{byte:02x}")));
        }
        return format!("{text}  |{}|", printable(row));
    }
    let (unit, cell, show): (usize, usize, fn(u64, usize) -> String) = match kind {
        'b' => (1, 4, octal),
        'c' => (1, 4, character),
        'd' => (2, 8, |number, _| format!("{number:05}")),
        'o' => (2, 8, octal),
        'x' => (2, 8, hex),
        _ => (2, 5, hex),
    };
    let shown: Vec<String> =
        row.chunks(unit).map(|unit_bytes| format!("{:>cell$}", show(value(unit_bytes), unit))).collect();
    let text = shown.concat();
    format!("{text:<width$}", width = 16 / unit * cell)
}
