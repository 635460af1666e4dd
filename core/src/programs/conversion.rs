//! The conversions of C's `printf`: how a number or text is laid out by its flags, width and precision.

use super::real;

/// What stands between `%` and the letter of a conversion.
#[derive(Clone, Debug, Default)]
pub(super) struct Conversion {
    /// `-`
    pub(super) left: bool,
    /// `0`
    pub(super) zero: bool,
    /// `+`
    pub(super) plus: bool,
    /// A blank.
    pub(super) space: bool,
    /// `#`
    pub(super) alternate: bool,
    /// Columns at least.
    pub(super) width: usize,
    /// Digits or characters behind `.`.
    pub(super) precision: Option<usize>,
}

/// Columns and digits that a conversion may ask for.
const MAX_WIDTH: usize = 10_000;

impl Conversion {
    /// Takes a flag; whether it is one.
    pub(super) const fn flag(&mut self, c: u8) -> bool {
        match c {
            b'-' => self.left = true,
            b'0' => self.zero = true,
            b'+' => self.plus = true,
            b' ' => self.space = true,
            b'#' => self.alternate = true,
            _ => return false,
        }
        true
    }

    /// Sets the width; a negative one aligns to the left.
    pub(super) fn set_width(&mut self, width: i64) {
        self.left |= width < 0;
        self.width = usize::try_from(width.unsigned_abs()).unwrap_or(MAX_WIDTH).min(MAX_WIDTH);
    }

    /// Sets the precision; a negative one is none.
    pub(super) fn set_precision(&mut self, precision: i64) {
        self.precision = usize::try_from(precision).ok().map(|precision| precision.min(MAX_WIDTH));
    }

    const fn sign(&self, negative: bool) -> &'static str {
        match (negative, self.plus, self.space) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        }
    }

    /// `%d`: a sign and digits, which are given.
    pub(super) fn decimal(&self, negative: bool, digits: &str) -> Vec<u8> {
        self.pad(self.sign(negative), &self.digits(digits), self.precision.is_none())
    }

    /// `%u`, `%o`, `%x`, `%X`
    pub(super) fn unsigned(&self, value: u64, letter: u8) -> Vec<u8> {
        let (prefix, text) = match letter {
            b'o' => ("0", format!("{value:o}")),
            b'x' => ("0x", format!("{value:x}")),
            b'X' => ("0X", format!("{value:X}")),
            _ => ("", value.to_string()),
        };
        let prefix = if self.alternate && value != 0 { prefix } else { "" };
        self.pad(prefix, &self.digits(&text), self.precision.is_none())
    }

    /// `%e`, `%f`, `%g`
    pub(super) fn real(&self, value: f64, letter: u8) -> Vec<u8> {
        let text = real::format(value.abs(), letter, self.precision, self.alternate);
        let negative = value.is_sign_negative() && !value.is_nan();
        self.pad(self.sign(negative), text.as_bytes(), value.is_finite())
    }

    /// `%s`, of so many bytes as the precision says.
    pub(super) fn text(&self, text: &[u8]) -> Vec<u8> {
        let len = self.precision.unwrap_or(text.len()).min(text.len());
        self.pad("", &text[..len], false)
    }

    fn digits(&self, text: &str) -> Vec<u8> {
        let precision = self.precision.unwrap_or(1);
        if precision == 0 && text == "0" {
            return Vec::new();
        }
        format!("{text:0>precision$}").into_bytes()
    }

    /// Blanks, or zeros where those may stand, up to the width.
    pub(super) fn pad(&self, sign: &str, body: &[u8], zeros: bool) -> Vec<u8> {
        let columns = sign.len() + String::from_utf8_lossy(body).chars().count();
        let padding = self.width.saturating_sub(columns);
        if self.left {
            [sign.as_bytes(), body, " ".repeat(padding).as_bytes()].concat()
        } else if self.zero && zeros {
            [sign.as_bytes(), "0".repeat(padding).as_bytes(), body].concat()
        } else {
            [" ".repeat(padding).as_bytes(), sign.as_bytes(), body].concat()
        }
    }
}
