//! `getfattr`, `setfattr`: extended attributes.

use super::options::{self, Long, Options, Value};
use super::size::hex;
use super::{Context, Exit, Home, Program};
use crate::kernel::Follow;
use crate::pattern::{Flavor, Regex};
use crate::process::Text;
use crate::trace::{Call, shown};
use crate::vfs::{Errno, FileType, SetXattr};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub(super) const GETFATTR: Program = Program {
    name: "getfattr",
    directory: "/usr/bin",
    home: Home::Host,
    usage: "[-dhR] [-n NAME] [-e text|hex|base64] [-m PATTERN] FILE...",
    summary: ["print extended attributes", "输出扩展属性"],
    run: getfattr,
};

pub(super) const SETFATTR: Program = Program {
    name: "setfattr",
    directory: "/usr/bin",
    home: Home::Host,
    usage: "[-h] (-n NAME [-v VALUE] | -x NAME) FILE...",
    summary: ["set or remove extended attributes", "设置或删除扩展属性"],
    run: setfattr,
};

const LONG: &[Long] = &[
    ("name", 'n', Value::Yes),
    ("dump", 'd', Value::No),
    ("encoding", 'e', Value::Yes),
    ("match", 'm', Value::Yes),
    ("no-dereference", 'h', Value::No),
    ("only-values", 'o', Value::No),
    ("recursive", 'R', Value::No),
    ("absolute-names", 'a', Value::No),
    ("value", 'v', Value::Yes),
    ("remove", 'x', Value::Yes),
];

/// How values are written.
#[derive(Clone, Copy)]
enum Encoding {
    /// As text where they are text, else in base 64.
    Either,
    Text,
    Hex,
    Base64,
}

fn getfattr(ctx: &mut Context<'_>) -> Exit {
    let options = match options::parse(ctx, "n:de:m:hRLP", LONG, 2) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if options.operands.is_empty() {
        ctx.err("Usage: getfattr [-hRLP] [-n name|-d] [-e en] [-m pattern] path...\n");
        ctx.err("Try `getfattr --help' for more information.\n");
        return Ok(2);
    }
    let encoding = match options.value('e').map(|text| shown(text)).as_deref() {
        None => Encoding::Either,
        Some("text") => Encoding::Text,
        Some("hex") => Encoding::Hex,
        Some("base64") => Encoding::Base64,
        Some(_) => return Ok(options::wrong(ctx, "invalid encoding", 2)),
    };
    let pattern = match options.value('m') {
        None => Some(&b"^user\\."[..]),
        Some(pattern) if **pattern == *b"-" => None,
        Some(pattern) => Some(&**pattern),
    };
    let pattern = match pattern.map(|pattern| Regex::new(pattern, Flavor::Extended, false)).transpose() {
        Ok(pattern) => pattern,
        Err(error) => {
            ctx.complain(format_args!(
                "invalid regular expression \"{}\": {error}",
                shown(options.value('m').map_or(b"", |p| p))
            ));
            return Ok(1);
        }
    };
    let mut lister = Lister { options, encoding, pattern, told: false, missed: false };
    for file in lister.options.operands.clone() {
        lister.walk(ctx, &file);
    }
    Ok(u8::from(lister.missed || ctx.failed()))
}

struct Lister {
    options: Options,
    encoding: Encoding,
    pattern: Option<Regex>,
    /// Whether it was told that names lose their leading slash.
    told: bool,
    /// Whether a file did not have what was asked for.
    missed: bool,
}

impl Lister {
    fn walk(&mut self, ctx: &mut Context<'_>, top: &[u8]) {
        let mut stack = vec![top.to_vec()];
        while let Some(path) = stack.pop() {
            self.file(ctx, &path);
            if !self.options.has('R') {
                break;
            }
            if ctx.stat(&path, Follow::No).is_ok_and(|stat| stat.file_type == FileType::Dir) {
                let entries = ctx.kernel().readdir(ctx.task(), &path).unwrap_or_default();
                let inner = entries.iter().rev().map(|entry| [&path, &b"/"[..], entry.name.as_bytes()].concat());
                stack.extend(inner);
            }
        }
    }

    fn file(&mut self, ctx: &mut Context<'_>, path: &[u8]) {
        let name = shown(path);
        let follow = if self.options.has('h') { Follow::No } else { Follow::Yes };
        let mut lines: Vec<u8> = Vec::new();
        let wanted = match self.options.value('n').cloned() {
            Some(wanted) => vec![wanted],
            None => match ctx.kernel().listxattr(ctx.task(), path, follow) {
                Ok(names) => {
                    let chosen = |name: &[u8]| self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(name));
                    names.iter().map(|name| Text::from(name.as_bytes())).filter(|name| chosen(name)).collect()
                }
                Err(error) => {
                    ctx.complain(format_args!("{name}: {error}"));
                    return;
                }
            },
        };
        let with_values = self.options.has('d') || self.options.has('n') || self.options.has('o');
        for attribute in wanted {
            let value = match ctx.kernel().getxattr(ctx.task(), path, &attribute, follow) {
                Ok(value) => value,
                Err(error) => {
                    let (attribute, error) = (shown(&attribute), said(error));
                    // Here it does not say its own name.
                    ctx.err(format!("{name}: {attribute}: {error}\n"));
                    self.missed = true;
                    continue;
                }
            };
            if self.options.has('o') {
                ctx.out(&*value);
                continue;
            }
            lines.extend_from_slice(&attribute);
            if with_values {
                lines.push(b'=');
                lines.extend_from_slice(&encoded(&value, self.encoding));
            }
            lines.push(b'\n');
        }
        if lines.is_empty() {
            return;
        }
        let mut heading = path;
        if !self.options.has('a') && path.starts_with(b"/") {
            if !self.told {
                ctx.err("getfattr: Removing leading '/' from absolute path names\n");
                self.told = true;
            }
            heading = &path[path.iter().take_while(|c| **c == b'/').count()..];
        }
        ctx.out(b"# file: ");
        ctx.line(heading);
        ctx.out(lines);
        ctx.out(b"\n");
    }
}

/// An error in the words of these programs.
fn said(error: Errno) -> String {
    if error == Errno::ENODATA { "No such attribute".to_owned() } else { error.to_string() }
}

fn encoded(value: &[u8], encoding: Encoding) -> Vec<u8> {
    // A NUL at the end belongs to text.
    let body = value.strip_suffix(&[0]).unwrap_or(value);
    let is_text = body.iter().all(|c| (b' '..=b'~').contains(c) || matches!(c, b'\t' | b'\n' | b'\r'));
    match encoding {
        Encoding::Hex => format!("0x{}", hex(value)).into_bytes(),
        Encoding::Base64 => format!("0s{}", STANDARD.encode(value)).into_bytes(),
        Encoding::Either if !is_text => format!("0s{}", STANDARD.encode(value)).into_bytes(),
        Encoding::Either | Encoding::Text => {
            let mut out = vec![b'"'];
            for c in value {
                match c {
                    b'"' | b'\\' => out.extend([b'\\', *c]),
                    0 | b'\n' | b'\r' => out.extend(format!("\\{c:03o}").bytes()),
                    c => out.push(*c),
                }
            }
            out.push(b'"');
            out
        }
    }
}

/// The bytes that a value on the command line stands for: `0x…`, `0s…`, text, perhaps in double quotes.
fn decoded(text: &[u8]) -> Option<Vec<u8>> {
    if let Some(hex) = text.strip_prefix(b"0x").or_else(|| text.strip_prefix(b"0X")) {
        let digits: Option<Vec<u8>> =
            hex.iter().map(|c| char::from(*c).to_digit(16).map(|digit| digit as u8)).collect();
        let digits = digits?;
        return (digits.len() % 2 == 0).then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect());
    }
    if let Some(text) = text.strip_prefix(b"0s").or_else(|| text.strip_prefix(b"0S")) {
        return STANDARD.decode(text).ok();
    }
    let text = text.strip_prefix(b"\"").and_then(|text| text.strip_suffix(b"\"")).unwrap_or(text);
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(c) = text.get(at) {
        at += 1;
        if *c != b'\\' {
            out.push(*c);
            continue;
        }
        let digits = text[at..].iter().take(3).take_while(|c| (b'0'..=b'7').contains(*c)).count();
        if digits > 0 {
            let value = text[at..at + digits].iter().fold(0_u32, |value, c| value * 8 + u32::from(c - b'0'));
            out.push(value as u8);
            at += digits;
        } else if let Some(c) = text.get(at) {
            out.push(*c);
            at += 1;
        }
    }
    Some(out)
}

fn setfattr(ctx: &mut Context<'_>) -> Exit {
    let options = match options::parse(ctx, "n:v:x:h", LONG, 2) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    let (set, remove) = (options.value('n').cloned(), options.value('x').cloned());
    if options.operands.is_empty() || set.is_some() == remove.is_some() {
        ctx.err("Usage: setfattr {-n name} [-v value] [-h] file...\n       setfattr {-x name} [-h] file...\n");
        ctx.err("Try `setfattr --help' for more information.\n");
        return Ok(2);
    }
    let follow = if options.has('h') { Follow::No } else { Follow::Yes };
    let Some(value) = options.value('v').map_or_else(|| Some(Vec::new()), |text| decoded(text)) else {
        ctx.complain(format_args!("bad input encoding"));
        return Ok(1);
    };
    for file in &options.operands {
        let path = shown(file);
        let result = match (&set, &remove) {
            (Some(name), _) => ctx.call(Call::Setxattr(path.clone(), shown(name)), |kernel, task| {
                kernel.setxattr(task, file, (name, &value), SetXattr::Any, follow)
            }),
            (None, Some(name)) => ctx.call(Call::Removexattr(path.clone(), shown(name)), |kernel, task| {
                kernel.removexattr(task, file, name, follow)
            }),
            (None, None) => Ok(()),
        };
        if let Err(error) = result {
            let error = said(error);
            ctx.complain(format_args!("{path}: {error}"));
        }
    }
    ctx.exit(1)
}
