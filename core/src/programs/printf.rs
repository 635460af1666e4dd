//! `printf`

use super::conversion::Conversion;
use super::escape::{Style, unescape};
use super::{Context, Exit, Home, Program};
use crate::clock::Time;
use crate::process::Text;

pub(super) const PRINTF: Program = Program {
    name: "printf",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "FORMAT [ARGUMENT]...",
    summary: ["print its arguments as a format says", "按格式输出参数"],
    run: printf,
};

fn printf(ctx: &mut Context<'_>) -> Exit {
    let mut args = ctx.args.clone();
    if args.first().is_some_and(|arg| **arg == *b"--") {
        args.remove(0);
    }
    let Some((format, mut rest)) = args.split_first() else {
        if ctx.busybox() {
            // As a program it shows how it is used.
            if *ctx.called != *b"sh" {
                return Ok(super::options::wrong_operands(ctx, "missing ", 1));
            }
            ctx.err("sh: usage: printf FORMAT [ARGUMENT...]\n");
        } else {
            ctx.err("printf: usage: printf [-v var] format [arguments]\n");
        }
        return Ok(2);
    };
    if **format == *b"-v" {
        ctx.err("drydock: printf -v is not simulated\n");
        return Ok(2);
    }
    // The format is used again as long as there are arguments that it uses.
    loop {
        let before = rest.len();
        let mut printer = Printer { ctx, args: rest, specification: 0 };
        let ended = printer.format(format);
        rest = printer.args;
        if ended || rest.is_empty() || rest.len() == before || ctx.overflows() {
            break;
        }
    }
    ctx.exit(1)
}

/// A text as `%q` has it: to be typed again. Bash puts a backslash before each character that needs one.
fn reusable(text: &[u8], busybox: bool) -> Vec<u8> {
    if busybox || text.is_empty() || text.iter().any(u8::is_ascii_control) {
        if !busybox && text.iter().any(u8::is_ascii_control) {
            let shown: Vec<u8> = text
                .iter()
                .flat_map(|c| match c {
                    b'\n' => b"\\n".to_vec(),
                    b'\t' => b"\\t".to_vec(),
                    b'\r' => b"\\r".to_vec(),
                    b'\'' | b'\\' => vec![b'\\', *c],
                    c if c.is_ascii_control() => format!("\\{c:03o}").into_bytes(),
                    c => vec![*c],
                })
                .collect();
            return [b"$'", &shown[..], b"'"].concat();
        }
        return crate::script::quote(text);
    }
    let plain = |c: u8| c.is_ascii_alphanumeric() || b"/._-+:@%=".contains(&c) || c >= 0x80;
    text.iter().flat_map(|c| if plain(*c) { vec![*c] } else { vec![b'\\', *c] }).collect()
}

struct Printer<'a, 'c, 'm> {
    ctx: &'c mut Context<'m>,
    args: &'a [Text],
    /// Where in the format the conversion at hand begins.
    specification: usize,
}

impl Printer<'_, '_, '_> {
    fn next(&mut self) -> Option<Text> {
        let (first, rest) = self.args.split_first()?;
        self.args = rest;
        Some(first.clone())
    }

    /// Prints the format once; whether `\c` ended everything.
    fn format(&mut self, format: &[u8]) -> bool {
        let mut at = 0;
        while at < format.len() {
            let len = format[at..].iter().position(|c| *c == b'%').unwrap_or(format.len() - at);
            let (text, ended) = unescape(&format[at..at + len], Style::Printf);
            self.ctx.out(text);
            if ended {
                return true;
            }
            at += len;
            if at >= format.len() {
                break;
            }
            self.specification = at;
            at += 1;
            if format.get(at) == Some(&b'%') {
                self.ctx.out(b"%");
                at += 1;
                continue;
            }
            let mut layout = Conversion::default();
            while format.get(at).is_some_and(|c| layout.flag(*c)) {
                at += 1;
            }
            layout.set_width(self.number(format, &mut at).unwrap_or(0));
            if format.get(at) == Some(&b'.') {
                at += 1;
                layout.set_precision(self.number(format, &mut at).unwrap_or(0));
            }
            if let Some((text, len)) = self.moment(&format[at..]) {
                let text = layout.text(text.as_bytes());
                self.ctx.out(text);
                at += len;
                continue;
            }
            while matches!(format.get(at), Some(b'l' | b'h' | b'q' | b'j' | b'z' | b't' | b'L'))
                && format.len() > at + 1
            {
                if format[at] == b'q' {
                    break;
                }
                at += 1;
            }
            let known = format.get(at).is_some_and(|letter| b"sbcdiuxXofFeEgG".contains(letter));
            if self.ctx.busybox() && !known {
                // It shows the rest of the format, without letters that say how long a number is.
                let shown: Vec<u8> =
                    format[self.specification..].iter().copied().filter(|c| !b"lhjzL".contains(c)).collect();
                let shown = String::from_utf8_lossy(&shown).into_owned();
                self.ctx.complain(format_args!("{shown}: invalid format"));
                return true;
            }
            let Some(conversion) = format.get(at).copied() else {
                let shown = String::from_utf8_lossy(format).into_owned();
                self.ctx.complain(format_args!("`{shown}': missing format character"));
                return true;
            };
            at += 1;
            if self.conversion(conversion, &layout) {
                return true;
            }
        }
        false
    }

    /// `(%F %T)T`: the argument's seconds as a date, and the length of the form. -1 and none mean now.
    fn moment(&mut self, format: &[u8]) -> Option<(String, usize)> {
        let inside = format.strip_prefix(b"(").filter(|_| !self.ctx.busybox())?;
        let len = inside.windows(2).position(|end| end == b")T")?;
        let layout = String::from_utf8_lossy(&inside[..len]).into_owned();
        let time = match self.next().map(|arg| self.integer(&arg)) {
            None | Some(-1) => self.ctx.now(),
            Some(secs) => Time::from_secs(secs.clamp(-1 << 50, 1 << 50)),
        };
        let layout = if layout.is_empty() { "%X" } else { &layout };
        Some((self.ctx.date(time).format(layout), len + 3))
    }

    fn number(&mut self, format: &[u8], at: &mut usize) -> Option<i64> {
        if format.get(*at) == Some(&b'*') {
            *at += 1;
            let arg = self.next().unwrap_or_default();
            return Some(self.integer(&arg));
        }
        let digits = format[*at..].iter().take_while(|c| c.is_ascii_digit()).count();
        let text = std::str::from_utf8(&format[*at..*at + digits]).ok()?;
        *at += digits;
        text.parse().ok()
    }

    fn conversion(&mut self, conversion: u8, layout: &Conversion) -> bool {
        let mut ended = false;
        let text = match conversion {
            b's' | b'q' => {
                let mut text = self.next().unwrap_or_default().to_vec();
                if conversion == b'q'
                    && !(!text.is_empty()
                        && text.iter().all(|c| c.is_ascii_alphanumeric() || b"/._-+:@%,=".contains(c)))
                {
                    text = reusable(&text, self.ctx.busybox());
                }
                layout.text(&text)
            }
            b'b' => {
                let (text, early) = unescape(&self.next().unwrap_or_default(), Style::Echo);
                ended = early;
                layout.text(&text)
            }
            b'c' => {
                let text = self.next().unwrap_or_default();
                layout.pad("", &text[..text.len().min(1)], false)
            }
            b'd' | b'i' => {
                let arg = self.next().unwrap_or_default();
                let value = self.integer(&arg);
                layout.decimal(value < 0, &value.unsigned_abs().to_string())
            }
            b'u' | b'x' | b'X' | b'o' => {
                let arg = self.next().unwrap_or_default();
                layout.unsigned(self.integer(&arg) as u64, conversion)
            }
            b'f' | b'F' | b'e' | b'E' | b'g' | b'G' => {
                let arg = self.next().unwrap_or_default();
                layout.real(self.real(&arg), conversion)
            }
            other => {
                let other = char::from(other);
                self.ctx.complain(format_args!("`{other}': invalid format character"));
                return true;
            }
        };
        self.ctx.out(text);
        ended
    }

    /// The integer that an argument is: decimal, `0x…`, `0…`, or `'c` for a character.
    fn integer(&mut self, arg: &[u8]) -> i64 {
        let text = String::from_utf8_lossy(arg);
        if let Some(character) = text.strip_prefix('\'').or_else(|| text.strip_prefix('"')) {
            return character.chars().next().map_or(0, |c| i64::from(c as u32));
        }
        let trimmed = text.trim_start();
        let (negative, digits) = match trimmed.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
        };
        let (radix, digits) = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
            Some(hex) => (16, hex),
            None if digits.len() > 1 && digits.starts_with('0') => (8, &digits[1..]),
            None => (10, digits),
        };
        let len = digits.bytes().take_while(|c| char::from(*c).is_digit(radix)).count();
        let value = i64::from_str_radix(&digits[..len], radix).unwrap_or(if len > 0 { i64::MAX } else { 0 });
        let bare = len == 0 && radix != 8;
        let whole = i64::from_str_radix(&digits[..len], radix);
        if self.ctx.busybox() && (len < digits.len() || bare || whole.is_err() && len > 0) {
            // What is no number as a whole counts as 0.
            self.complain_of_number(&text);
            return 0;
        }
        if len < digits.len() || (bare && !text.is_empty()) {
            self.complain_of_number(&text);
        }
        if negative { value.wrapping_neg() } else { value }
    }

    fn real(&mut self, arg: &[u8]) -> f64 {
        let text = String::from_utf8_lossy(arg);
        if text.is_empty() {
            return 0.0;
        }
        let trimmed = text.trim();
        let len = super::real::prefix(trimmed);
        if len < trimmed.len() {
            self.complain_of_number(&text);
        }
        crate::decimal::parse(&trimmed[..len]).unwrap_or(0.0)
    }

    fn complain_of_number(&mut self, text: &str) {
        if self.ctx.busybox() {
            self.ctx.complain(format_args!("invalid number '{text}'"));
        } else {
            self.ctx.complain(format_args!("{text}: invalid number"));
        }
    }
}
