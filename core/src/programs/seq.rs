//! `seq`

use super::conversion::Conversion;
use super::options;
use super::{Context, Exit, Home, Program};
use crate::decimal;
use crate::trace::shown;

pub(super) const SEQ: Program = Program {
    name: "seq",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-w] [-s SEPARATOR] [-f FORMAT] [FIRST [STEP]] LAST",
    summary: ["print numbers", "输出数列"],
    run: seq,
};

fn seq(ctx: &mut Context<'_>) -> Exit {
    let (mut separator, mut equal_width, mut numbers) = ("\n".to_owned(), false, Vec::new());
    let mut format: Option<String> = None;
    let mut dashes = false;
    let mut args = ctx.args.clone().into_iter();
    while let Some(arg) = args.next() {
        let text = shown(&arg).trim_start().to_owned();
        // Busybox reads options only: what begins with a dash is no number.
        if ctx.busybox()
            && text.starts_with('-')
            && text.len() > 1
            && !text.starts_with("-w")
            && !text.starts_with("-s")
            && !dashes
            && numbers.is_empty()
        {
            if text == "--" {
                dashes = true;
                continue;
            }
            if text.starts_with("--") && text != "--help" {
                return Ok(options::wrong(ctx, &format!("unrecognized option '{text}'"), 1));
            }
            let letter = text.chars().nth(1).unwrap_or('-');
            return Ok(options::wrong(ctx, &format!("invalid option -- '{letter}'"), 1));
        }
        match &*text {
            "-w" | "--equal-width" => equal_width = true,
            "--help" if numbers.is_empty() => return Ok(options::help(ctx)),
            "-s" => separator = args.next().map(|value| shown(&value)).unwrap_or_default(),
            text if text.len() > 2 && text.starts_with("-s") => separator = text[2..].to_owned(),
            "-f" => format = Some(args.next().map(|value| shown(&value)).unwrap_or_default()),
            text if text.starts_with("-f") => format = Some(text[2..].to_owned()),
            text if text.starts_with("--separator=") => separator = text[12..].to_owned(),
            text if text.starts_with("--format=") => format = Some(text[9..].to_owned()),
            text if is_number(text) => numbers.push(text.to_owned()),
            text if text.eq_ignore_ascii_case("nan") && !ctx.busybox() => {
                return Ok(options::wrong(ctx, &format!("invalid 'not-a-number' argument: '{text}'"), 1));
            }
            text if text.starts_with('-') && text.len() > 1 && !text.starts_with("--") && !ctx.busybox() => {
                let letter = text.chars().nth(1).unwrap_or('-');
                return Ok(options::wrong(ctx, &format!("invalid option -- '{letter}'"), 1));
            }
            text => return Ok(options::wrong_operands(ctx, &format!("invalid floating point argument: '{text}'"), 1)),
        }
    }
    let value = |at: usize| value(&numbers[at]);
    let (first, step, last) = match numbers.len() {
        0 => return Ok(options::wrong_operands(ctx, "missing operand", 1)),
        1 => (1.0, 1.0, value(0)),
        2 => (value(0), 1.0, value(1)),
        3 => (value(0), value(1), value(2)),
        _ => return Ok(options::wrong_operands(ctx, &format!("extra operand '{}'", numbers[3]), 1)),
    };
    if let Some(message) = unknown(&numbers, equal_width) {
        ctx.err(format!("drydock: seq {message} is not simulated\n"));
        return Ok(1);
    }
    if step == 0.0 && ctx.busybox() && first <= last {
        ctx.err("drydock: seq without an end is not simulated\n");
        return Ok(1);
    }
    if step == 0.0 {
        return Ok(options::wrong(ctx, "invalid Zero increment value: '0'", 1));
    }
    let decimals = numbers.iter().take(2).map(|number| decimals(number)).max().unwrap_or(0);
    let count = ((last - first) / step + 1e-10).floor();
    if count >= 2_000_000.0 {
        ctx.err("drydock: seq of more than two million numbers is not simulated\n");
        return Ok(1);
    }
    let format = match format.as_deref().map(Format::read).transpose() {
        Ok(format) => format,
        Err(message) => {
            ctx.complain(format_args!("{message}"));
            return Ok(1);
        }
    };
    let number = |i: u64| step.mul_add(i as f64, first);
    let shown: Vec<String> = match &format {
        _ if count < 0.0 => Vec::new(),
        Some(format) => (0..=count as u64).map(|i| format.write(number(i))).collect(),
        None => (0..=count as u64).map(|i| decimal::fixed(number(i), decimals)).collect(),
    };
    let width = if equal_width { shown.iter().map(String::len).max().unwrap_or(0) } else { 0 };
    let padded: Vec<String> = shown.iter().map(|text| format!("{text:0>width$}")).collect();
    if !padded.is_empty() {
        ctx.line(padded.join(&separator));
    }
    Ok(0)
}

/// The digits of `0x1f`.
fn hexadecimal(text: &str) -> Option<&str> {
    text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))
}

/// Whether a word is a number: `1.5`, `1e3`, `0x1f`, `inf`.
fn is_number(text: &str) -> bool {
    let unsigned = text.trim_start_matches('+');
    !text.is_empty()
        && (super::real::prefix(text) == text.len()
            || hexadecimal(unsigned).and_then(Hexadecimal::read).is_some()
            || ["inf", "infinity"].iter().any(|word| unsigned.eq_ignore_ascii_case(word)))
}

fn value(text: &str) -> f64 {
    match hexadecimal(text.trim_start_matches('+')) {
        Some(digits) => Hexadecimal::read(digits).map_or(f64::INFINITY, |number| number.value()),
        None if text.contains(['i', 'I']) => f64::INFINITY,
        None => decimal::parse(text).unwrap_or(0.0),
    }
}

/// A hexadecimal number with a binary exponent: `1.8p3` behind its `0x`.
struct Hexadecimal {
    digits: u64,
    exponent: i32,
}

impl Hexadecimal {
    /// Reads one of as many bits as there are here.
    fn read(text: &str) -> Option<Self> {
        let (mantissa, exponent) = text.split_once(['p', 'P']).unwrap_or((text, "0"));
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let plain = [whole, part].concat();
        if plain.is_empty() || !plain.bytes().all(|c| c.is_ascii_hexdigit()) {
            return None;
        }
        let exponent = exponent.parse::<i16>().ok()?;
        let digits = u64::from_str_radix(&plain, 16).unwrap_or(u64::MAX);
        Some(Self { digits, exponent: i32::from(exponent) - 4 * i32::try_from(part.len()).ok()? })
    }

    fn value(&self) -> f64 {
        self.digits as f64 * f64::from(self.exponent).exp2()
    }
}

/// How many digits behind the point a number asks for. A hexadecimal one asks for none.
fn decimals(text: &str) -> usize {
    if hexadecimal(text.trim_start_matches(['+', '-'])).is_some() {
        return 0;
    }
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let digits = mantissa.split_once('.').map_or(0, |(_, digits)| digits.len());
    usize::try_from(digits as i64 - exponent.parse::<i64>().unwrap_or(0)).unwrap_or(0)
}

/// What would come out wrong: the real program computes with more bits, and has widths of its own for such numbers.
fn unknown(numbers: &[String], equal_width: bool) -> Option<&'static str> {
    let exact = |number: &String| value(number).abs() < 9_007_199_254_740_992.0 || value(number).is_infinite();
    if !numbers.iter().all(exact) {
        return Some("with numbers of more than 53 bits");
    }
    let odd = |number: &String| number.contains(['e', 'E', 'x', 'X', '+', 'i', 'I']);
    (equal_width && numbers.iter().any(odd)).then_some("-w with such numbers")
}

/// `seq -f`: text around one conversion of a real number.
struct Format {
    before: String,
    layout: Conversion,
    letter: u8,
    after: String,
}

impl Format {
    /// Reads a format; what is wrong with another, in the program's words.
    fn read(text: &str) -> Result<Self, String> {
        let unescaped = |text: &str| text.replace("%%", "%");
        let bytes = text.as_bytes();
        let mut at = 0;
        loop {
            match bytes.get(at) {
                None => return Err(format!("format '{text}' has no % directive")),
                Some(b'%') if bytes.get(at + 1) == Some(&b'%') => at += 2,
                Some(b'%') => break,
                Some(_) => at += 1,
            }
        }
        let before = unescaped(&text[..at]);
        at += 1;
        let mut layout = Conversion::default();
        while bytes.get(at).is_some_and(|c| layout.flag(*c)) {
            at += 1;
        }
        let digits = |at: usize| text[at..].bytes().take_while(u8::is_ascii_digit).count();
        let width = digits(at);
        layout.set_width(text[at..at + width].parse().unwrap_or(0));
        at += width;
        if bytes.get(at) == Some(&b'.') {
            let len = digits(at + 1);
            layout.set_precision(text[at + 1..at + 1 + len].parse().unwrap_or(0));
            at += 1 + len;
        }
        let Some(letter) = bytes.get(at).copied() else {
            return Err(format!("format '{text}' ends in %"));
        };
        if !b"efgEFG".contains(&letter) {
            return Err(format!("format '{text}' has unknown %{} directive", text[at..].chars().next().unwrap_or(' ')));
        }
        let rest = &text[at + 1..];
        if unescaped(rest).matches('%').count() > rest.matches("%%").count() {
            return Err(format!("format '{text}' has too many % directives"));
        }
        Ok(Self { before, layout, letter, after: unescaped(rest) })
    }

    fn write(&self, number: f64) -> String {
        let number = self.layout.real(number, self.letter);
        format!("{}{}{}", self.before, String::from_utf8_lossy(&number), self.after)
    }
}
