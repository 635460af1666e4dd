//! `nl`: lines with their numbers.

use super::{inputs, program};
use crate::programs::options::{self, Long, Options, Value};
use crate::programs::{Context, Exit, Program};

pub(in crate::programs) const NL: Program = program(
    "nl",
    "[-b a|t|n] [-n ln|rn|rz] [-s SEPARATOR] [-v START] [-i STEP] [-w WIDTH] [FILE]...",
    ["number lines", "给行编号"],
    nl,
);

const LONG: &[Long] = &[
    ("body-numbering", 'b', Value::Yes),
    ("number-format", 'n', Value::Yes),
    ("number-separator", 's', Value::Yes),
    ("starting-line-number", 'v', Value::Yes),
    ("line-increment", 'i', Value::Yes),
    ("number-width", 'w', Value::Yes),
];

fn nl(ctx: &mut Context<'_>) -> Exit {
    let given = match options::parse(ctx, "b:n:s:v:i:w:", LONG, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let text = |letter: char, otherwise: &str| {
        given.value(letter).map_or_else(|| otherwise.to_owned(), |value| String::from_utf8_lossy(value).into_owned())
    };
    let (style, format, separator) = (text('b', "t"), text('n', "rn"), text('s', "\t"));
    if !matches!(&*style, "a" | "t" | "n") {
        if style.starts_with('p') {
            ctx.err("drydock: nl -b p is not simulated; -b a, t and n are\n");
            return Ok(1);
        }
        return Ok(options::wrong(ctx, &format!("invalid body numbering style: '{style}'"), 1));
    }
    if !matches!(&*format, "ln" | "rn" | "rz") {
        return Ok(options::wrong(ctx, &format!("invalid line numbering format: '{format}'"), 1));
    }
    let (mut number, step, width) = match (count(&given, 'v', 1), count(&given, 'i', 1), count(&given, 'w', 6)) {
        (Some(number), Some(step), Some(width)) if (1..=1000).contains(&width) => (number, step, width as usize),
        (start, step, _) => {
            let (letter, what) = match (start, step) {
                (None, _) => ('v', "starting line number"),
                (_, None) => ('i', "line number increment"),
                _ => ('w', "line number field width"),
            };
            ctx.complain(format_args!("invalid {what}: '{}'", text(letter, "")));
            return Ok(1);
        }
    };
    let (first, mut section) = (number, Section::Body);
    for (_, bytes) in inputs(ctx, &given.operands)? {
        for line in super::lines(&bytes) {
            if let Some(next) = Section::begun_by(line) {
                if next == Section::Header || section == Section::Footer {
                    number = first;
                }
                section = next;
                ctx.out(b"\n");
                continue;
            }
            if section != Section::Body || style == "n" || style == "t" && line.is_empty() {
                // As wide as a number would be, so that texts stay below one another.
                ctx.out(" ".repeat(width + separator.chars().count()));
            } else {
                match &*format {
                    "ln" => ctx.outf(format_args!("{number:<width$}{separator}")),
                    "rz" => ctx.outf(format_args!("{number:0>width$}{separator}")),
                    _ => ctx.outf(format_args!("{number:>width$}{separator}")),
                }
                number += step;
            }
            ctx.line(line);
        }
    }
    ctx.exit(1)
}

/// The parts of a page. Only the lines of its body have numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Header,
    Body,
    Footer,
}

impl Section {
    /// The part that a line stands in front of.
    fn begun_by(line: &[u8]) -> Option<Self> {
        match line {
            b"\\:\\:\\:" => Some(Self::Header),
            b"\\:\\:" => Some(Self::Body),
            b"\\:" => Some(Self::Footer),
            _ => None,
        }
    }
}

/// A number that an option gives; `None` if it is none.
fn count(given: &Options, letter: char, otherwise: i64) -> Option<i64> {
    given.value(letter).map_or(Some(otherwise), |text| String::from_utf8_lossy(text).parse().ok())
}
