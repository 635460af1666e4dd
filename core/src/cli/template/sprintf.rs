//! `printf`: the format, its flags, widths and arguments.
//!
//! Model: Go `fmt/print.go` `doPrintf`.

use super::print::{Spec, pad, plain, text};
use super::value::Value;

/// The most that a width or a precision may be before it is no longer taken for one. Model: Go `fmt/print.go` `tooLarge`.
const TOO_LARGE: usize = 1_000_000;

/// `fmt.Sprintf`.
pub(super) fn sprintf(format: &str, args: &[Value]) -> String {
    let mut printer = Printer { format, at: 0, args, next: 0, reordered: false, good: true, out: String::new() };
    printer.run();
    printer.out
}

struct Printer<'a> {
    format: &'a str,
    /// Where the format is read.
    at: usize,
    args: &'a [Value],
    /// The argument that comes next.
    next: usize,
    /// Whether an argument was asked for by its number: then none is left over.
    reordered: bool,
    /// Whether the numbers of arguments in the conversion at hand are right.
    good: bool,
    out: String,
}

impl Printer<'_> {
    fn run(&mut self) {
        while let Some(length) = self.format[self.at..].find('%') {
            self.out.push_str(&self.format[self.at..self.at + length]);
            self.at += length + 1;
            if !self.conversion() {
                self.out.push_str("%!(NOVERB)");
                self.at = self.format.len();
            }
        }
        self.out.push_str(&self.format[self.at..]);
        let extra = self.args.get(self.next..).unwrap_or_default();
        if !self.reordered && !extra.is_empty() {
            let extra: Vec<String> = extra.iter().map(extra_argument).collect();
            self.out.extend(["%!(EXTRA ", &extra.join(", "), ")"]);
        }
    }

    fn peek(&self) -> Option<u8> {
        self.format.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, c: u8) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    /// One conversion, from behind its `%`. False if the format ends before it says what to convert to.
    fn conversion(&mut self) -> bool {
        self.good = true;
        let mut spec = Spec::V;
        self.flags(&mut spec);
        let mut numbered = self.argument_number();
        if self.take(b'*') {
            match self.size_argument() {
                Some(width) => {
                    spec.width = Some(width.unsigned_abs() as usize);
                    if width < 0 {
                        (spec.minus, spec.zero) = (true, false);
                    }
                }
                None => self.out.push_str("%!(BADWIDTH)"),
            }
            numbered = false;
        } else {
            spec.width = self.number();
            self.good &= !(numbered && spec.width.is_some());
        }
        // A point that ends the format is a verb.
        if self.at + 1 < self.format.len() && self.take(b'.') {
            self.good &= !numbered;
            numbered = self.argument_number();
            if self.take(b'*') {
                spec.precision = self.size_argument().and_then(|size| usize::try_from(size).ok());
                self.out.push_str(if spec.precision.is_none() { "%!(BADPREC)" } else { "" });
                numbered = false;
            } else {
                spec.precision = Some(self.number().unwrap_or(0));
            }
        }
        if !numbered {
            self.argument_number();
        }
        let Some(verb) = self.format[self.at..].chars().next() else { return false };
        self.at += verb.len_utf8();
        spec.verb = verb;
        match (verb, self.args.get(self.next)) {
            ('%', _) => self.out.push('%'),
            _ if !self.good => self.out.extend(["%!", &verb.to_string(), "(BADINDEX)"]),
            (_, None) => self.out.extend(["%!", &verb.to_string(), "(MISSING)"]),
            ('T', Some(value)) => {
                pad(&mut self.out, &value.type_name(), &Spec { verb: 's', ..spec });
                self.next += 1;
            }
            (_, Some(value)) => {
                text(&mut self.out, value, &spec, 0);
                self.next += 1;
            }
        }
        true
    }

    fn flags(&mut self, spec: &mut Spec) {
        while let Some(flag) = self.peek() {
            match flag {
                b'-' => (spec.minus, spec.zero) = (true, false),
                b'+' => spec.plus = true,
                b'#' => spec.sharp = true,
                b' ' => spec.space = true,
                // Zeros are only put on the left.
                b'0' => spec.zero = !spec.minus,
                _ => break,
            }
            self.at += 1;
        }
    }

    /// A width or a precision in digits. One that is too long takes the rest of the format with it, as in Go.
    fn number(&mut self) -> Option<usize> {
        let mut number = None;
        while let Some(digit) = self.peek().filter(u8::is_ascii_digit) {
            let before = number.unwrap_or(0);
            if before > TOO_LARGE {
                self.at = self.format.len();
                return None;
            }
            number = Some(before * 10 + usize::from(digit - b'0'));
            self.at += 1;
        }
        number
    }

    /// A width or a precision that an argument gives.
    fn size_argument(&mut self) -> Option<i64> {
        let argument = self.args.get(self.next)?;
        self.next += 1;
        match argument {
            Value::Int(number, _) if number.unsigned_abs() <= TOO_LARGE as u64 => Some(*number),
            _ => None,
        }
    }

    /// `[n]`, which says what argument comes next. Whether it was there and could be read.
    fn argument_number(&mut self) -> bool {
        if self.peek() != Some(b'[') {
            return false;
        }
        self.reordered = true;
        let start = self.at;
        let Some(length) = self.format[start..].find(']') else {
            (self.good, self.at) = (false, start + 1);
            return false;
        };
        let digits = &self.format[start + 1..start + length];
        self.at = start + length + 1;
        let number = digits.parse::<usize>().ok().filter(|_| digits.bytes().all(|c| c.is_ascii_digit()));
        match number.and_then(|number| number.checked_sub(1)) {
            Some(index) if index < self.args.len() => self.next = index,
            _ => self.good = false,
        }
        number.is_some()
    }
}

/// How an argument that no conversion took is listed.
fn extra_argument(value: &Value) -> String {
    match value {
        Value::None => "<nil>".to_owned(),
        _ => [&value.type_name(), "=", &plain(value)].concat(),
    }
}
