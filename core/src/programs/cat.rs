//! `cat`

use super::options::{self, Long, Options, Value};
use super::{Context, Exit, Home, Program};
use crate::kernel::IoError;
use crate::process::Text;
use crate::vfs::Errno;

pub(super) const CAT: Program = Program {
    name: "cat",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-AbeEnstTuv] [FILE]...",
    summary: ["print files, one after another", "依次输出文件内容"],
    run: cat,
};

const LONG: &[Long] = &[
    ("show-all", 'A', Value::No),
    ("number-nonblank", 'b', Value::No),
    ("show-ends", 'E', Value::No),
    ("number", 'n', Value::No),
    ("squeeze-blank", 's', Value::No),
    ("show-tabs", 'T', Value::No),
    ("show-nonprinting", 'v', Value::No),
];

/// How bytes are shown.
struct Look {
    numbers: bool,
    numbers_of_filled: bool,
    squeezes: bool,
    ends: bool,
    tabs: bool,
    others: bool,
    /// The last line's number, whether it was empty, whether it is still going on.
    line: u64,
    empty: bool,
    open: bool,
}

impl Look {
    fn of(options: &Options) -> Self {
        let any = |letters: &str| options.last_of(letters).is_some();
        Self {
            numbers: any("n"),
            numbers_of_filled: any("b"),
            squeezes: any("s"),
            ends: any("AEe"),
            tabs: any("ATt"),
            others: any("Avet"),
            line: 0,
            empty: false,
            open: false,
        }
    }

    const fn is_plain(&self) -> bool {
        !(self.numbers || self.numbers_of_filled || self.squeezes || self.ends || self.tabs || self.others)
    }

    /// Prints bytes, which may begin and end within a line.
    fn print(&mut self, ctx: &mut Context<'_>, bytes: &[u8]) {
        for line in bytes.split_inclusive(|c| *c == b'\n') {
            let (body, ended) = line.strip_suffix(b"\n").map_or((line, false), |body| (body, true));
            if !self.open {
                let empty = body.is_empty() && ended;
                if self.squeezes && empty && self.empty {
                    continue;
                }
                self.empty = empty;
                if if self.numbers_of_filled { !empty } else { self.numbers } {
                    self.line += 1;
                    ctx.outf(format_args!("{:>6}\t", self.line));
                }
            }
            for c in body {
                self.byte(ctx, *c);
            }
            self.open = !ended;
            if ended {
                ctx.out(if self.ends { &b"$\n"[..] } else { b"\n" });
            }
        }
    }

    fn byte(&self, ctx: &mut Context<'_>, c: u8) {
        match c {
            b'\t' if self.tabs => ctx.out(b"^I"),
            b'\t' => ctx.out(b"\t"),
            c if !self.others => ctx.out([c]),
            c => {
                let (meta, low) = if c >= 128 { (&b"M-"[..], c - 128) } else { (&b""[..], c) };
                ctx.out(meta);
                match low {
                    0..=31 => ctx.out([b'^', low + 64]),
                    127 => ctx.out(b"^?"),
                    low => ctx.out([low]),
                }
            }
        }
    }
}

fn cat(ctx: &mut Context<'_>) -> Exit {
    let options = match options::parse(ctx, "AbeEnstTuv", LONG, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    let mut files: Vec<Text> = options.operands.clone();
    if files.is_empty() {
        files.push(b"-"[..].into());
    }
    let mut look = Look::of(&options);
    for file in files {
        match ctx.input(&file)? {
            Ok(bytes) if look.is_plain() => {
                ctx.out(bytes);
                ctx.flush()?;
            }
            Ok(bytes) => look.print(ctx, &bytes),
            Err(error) => cannot_read(ctx, &file, error),
        }
    }
    ctx.exit(1)
}

fn cannot_read(ctx: &mut Context<'_>, file: &[u8], error: IoError) {
    let name = String::from_utf8_lossy(file);
    let opened = error == IoError::Errno(Errno::EISDIR);
    if ctx.busybox() && opened {
        ctx.complain(format_args!("read error: {error}"));
    } else if ctx.busybox() {
        ctx.complain(format_args!("can't open '{name}': {error}"));
    } else {
        ctx.complain(format_args!("{}: {error}", super::names::quoted(file)));
    }
}
