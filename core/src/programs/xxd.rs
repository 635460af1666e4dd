//! `xxd`: bytes as hex digits, and back.

use super::options::{self, Options};
use super::{Context, Exit, Home, Program};
use crate::kernel::Follow;

pub(super) const XXD: Program = Program {
    name: "xxd",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-p] [-r] [-u] [-b] [-i] [-c COLUMNS] [-g BYTES] [-s OFFSET] [-l LENGTH] [FILE]",
    summary: ["show bytes as hex digits, or read them back", "以十六进制显示字节，或还原"],
    run: xxd,
};

/// How bytes are laid out.
struct Layout {
    columns: usize,
    group: usize,
    upper: bool,
    bits: bool,
}

fn xxd(ctx: &mut Context<'_>) -> Exit {
    // Its long options have one dash.
    let words = if ctx.busybox() { 0 } else { ctx.args.len() };
    for arg in &mut ctx.args[..words] {
        let short = match &**arg {
            b"-ps" | b"-postscript" | b"-plain" => &b"-p"[..],
            b"-revert" => b"-r",
            b"-bits" => b"-b",
            b"-include" => b"-i",
            b"-cols" => b"-c",
            b"-groupsize" => b"-g",
            b"-seek" => b"-s",
            b"-len" => b"-l",
            _ => continue,
        };
        *arg = short.into();
    }
    let options = match options::parse(ctx, "pruabiec:g:s:l:o:", &[], 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if let Some(letter) = options.last_of("eo") {
        ctx.err(format!("drydock: xxd -{letter} is not simulated\n"));
        return Ok(1);
    }
    if options.operands.len() > 1 {
        ctx.err("drydock: xxd with a file for its output is not simulated; > FILE is\n");
        return Ok(1);
    }
    let file = options.operands.first().cloned().unwrap_or_else(|| b"-"[..].into());
    let bytes = match ctx.input(&file)? {
        Ok(bytes) => bytes,
        Err(error) => {
            let name = String::from_utf8_lossy(&file).into_owned();
            ctx.complain(format_args!("{name}: {error}"));
            if ctx.busybox() {
                return Ok(u8::from(ctx.stat(&file, Follow::Yes).is_err()));
            }
            return Ok(2);
        }
    };
    if options.has('r') {
        let bytes = if options.has('p') { plain(&bytes) } else { revert(&bytes) };
        ctx.out(bytes);
        return Ok(0);
    }
    let wrong = options.given.iter().filter_map(|(_, value)| value.as_ref());
    let wrong = wrong.map(|text| String::from_utf8_lossy(text).into_owned()).find(|text| offset(text).is_none());
    if let Some(text) = wrong.filter(|_| ctx.busybox()) {
        return Ok(options::no_number(ctx, &text));
    }
    let number = |letter: char| options.value(letter).and_then(|text| offset(&String::from_utf8_lossy(text)));
    let skip = match number('s') {
        Some(skip) if skip < 0 => bytes.len().saturating_sub(skip.unsigned_abs() as usize),
        Some(skip) => (skip as usize).min(bytes.len()),
        None => 0,
    };
    let len = number('l').map_or(usize::MAX, |len| usize::try_from(len).unwrap_or(0));
    let chosen = &bytes[skip..];
    let chosen = &chosen[..chosen.len().min(len)];
    let bits = options.has('b');
    let columns =
        number('c').and_then(|columns| usize::try_from(columns).ok()).filter(|columns| (1..=256).contains(columns));
    let group = number('g').and_then(|group| usize::try_from(group).ok());
    let layout = Layout {
        columns: columns.unwrap_or(if bits { 6 } else { 16 }),
        group: group.unwrap_or(if bits { 1 } else { 2 }),
        upper: options.has('u'),
        bits,
    };
    if options.has('p') {
        for line in chosen.chunks(columns.unwrap_or(30)) {
            ctx.line(line.iter().map(|byte| layout.byte(*byte)).collect::<String>());
        }
    } else if options.has('i') {
        include(ctx, chosen, &file, &options);
    } else {
        for (row, line) in chosen.chunks(layout.columns).enumerate() {
            ctx.line(layout.line(skip + row * layout.columns, line));
        }
    }
    Ok(0)
}

impl Layout {
    fn byte(&self, byte: u8) -> String {
        match (self.bits, self.upper) {
            (true, _) => format!("{byte:08b}"),
            (false, true) => format!("{byte:02X}"),
            (false, false) => format!("{byte:02x}"),
        }
    }

    /// `00000000: 6865 6c6c 6f                             hello`
    fn line(&self, at: usize, bytes: &[u8]) -> String {
        let digits = if self.bits { 8 } else { 2 };
        let group = if self.group == 0 { self.columns } else { self.group };
        let width = self.columns * digits + self.columns.div_ceil(group);
        let mut hex = String::new();
        for (n, byte) in bytes.iter().enumerate() {
            hex.push_str(&self.byte(*byte));
            if (n + 1) % group == 0 {
                hex.push(' ');
            }
        }
        let text: String =
            bytes.iter().map(|byte| if matches!(byte, b' '..=b'~') { char::from(*byte) } else { '.' }).collect();
        format!("{at:08x}: {hex:<width$} {text}")
    }
}

/// As a piece of C.
fn include(ctx: &mut Context<'_>, bytes: &[u8], file: &[u8], options: &Options) {
    let columns =
        options.value('c').and_then(|text| String::from_utf8_lossy(text).parse().ok()).unwrap_or(12_usize).max(1);
    let hex = |byte: &u8| if options.has('u') { format!("0X{byte:02X}") } else { format!("0x{byte:02x}") };
    let rows: Vec<String> =
        bytes.chunks(columns).map(|row| format!("  {}", row.iter().map(hex).collect::<Vec<_>>().join(", "))).collect();
    if *file == *b"-" {
        ctx.line(rows.join(",\n"));
        return;
    }
    let name: String =
        String::from_utf8_lossy(file).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let name = if name.starts_with(|c: char| c.is_ascii_digit()) { format!("__{name}") } else { name };
    let end = if ctx.busybox() { "," } else { "" };
    ctx.outf(format_args!("unsigned char {name}[] = {{\n{}{end}\n}};\n", rows.join(",\n")));
    ctx.outf(format_args!("unsigned int {name}_len = {};\n", bytes.len()));
}

/// A number: decimal, `0x…`, octal with a 0 in front; perhaps with a sign.
fn offset(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let value = if let Some(hex) = digits.strip_prefix("0x") {
        i64::from_str_radix(hex, 16).ok()?
    } else if digits.len() > 1 && digits.starts_with('0') {
        i64::from_str_radix(digits, 8).ok()?
    } else {
        digits.parse().ok()?
    };
    Some(if negative { -value } else { value })
}

/// Pairs of hex digits in a row, blanks between them aside.
fn pairs(text: impl Iterator<Item = u8>) -> Vec<u8> {
    let digits: Vec<u8> = text.map_while(|c| char::from(c).to_digit(16).map(|digit| digit as u8)).collect();
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

fn plain(text: &[u8]) -> Vec<u8> {
    pairs(text.iter().copied().filter(|c| !c.is_ascii_whitespace()))
}

/// What its own output was made of.
fn revert(text: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    for line in text.split(|c| *c == b'\n') {
        let line = String::from_utf8_lossy(line).into_owned();
        let Some((at, rest)) = line.split_once(':') else { continue };
        let Ok(at) = usize::from_str_radix(at.trim(), 16) else { continue };
        // The text behind the digits begins after two blanks.
        let digits = rest.trim_start().split("  ").next().unwrap_or("");
        let bytes = pairs(digits.bytes().filter(|c| *c != b' '));
        if at.saturating_add(bytes.len()) > 16 << 20 {
            break;
        }
        if out.len() < at + bytes.len() {
            out.resize(at + bytes.len(), 0);
        }
        out[at..at + bytes.len()].copy_from_slice(&bytes);
    }
    out
}
