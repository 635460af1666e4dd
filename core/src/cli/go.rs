//! How Go writes values: `%q`, `%g`.
//!
//! Source: Go `strconv/quote.go`, `strconv/ftoa.go`.

use std::fmt::Write as _;

use crate::decimal;

/// A text in double quotes, as `%q` writes it.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    text.chars().for_each(|c| push_escaped(&mut out, c, '"'));
    out.push('"');
    out
}

/// A text in double quotes, with nothing but ASCII in them, as `%+q` writes it.
pub fn quote_ascii(text: &str) -> String {
    let mut out = String::new();
    for c in quote(text).chars() {
        match u32::from(c) {
            0..=0x7f => out.push(c),
            code @ ..=0xffff => _ = write!(out, "\\u{code:04x}"),
            code => _ = write!(out, "\\U{code:08x}"),
        }
    }
    out
}

/// A character in single quotes, as `%q` writes it.
pub fn quote_char(c: char) -> String {
    let mut out = String::from('\'');
    push_escaped(&mut out, c, '\'');
    out.push('\'');
    out
}

fn push_escaped(out: &mut String, c: char, quote: char) {
    match c {
        '\\' => out.push_str("\\\\"),
        '\u{7}' => out.push_str("\\a"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{b}' => out.push_str("\\v"),
        _ if c == quote => {
            out.push('\\');
            out.push(c);
        }
        ' '..='~' => out.push(c),
        '\0'..='\u{7f}' => _ = write!(out, "\\x{:02x}", u32::from(c)),
        // Go asks its table of printable characters; of those that are not, only these are met in practice.
        '\u{80}'..='\u{a0}' | '\u{ad}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{feff}' => {
            _ = write!(out, "\\u{:04x}", u32::from(c));
        }
        _ => out.push(c),
    }
}

/// What Go writes for a float that is no number.
fn not_finite(value: f64) -> Option<&'static str> {
    match value {
        _ if value.is_nan() => Some("NaN"),
        f64::INFINITY => Some("+Inf"),
        f64::NEG_INFINITY => Some("-Inf"),
        _ => None,
    }
}

/// A number with so many digits behind the point, as `%.<precision>f` writes it.
pub fn fixed(value: f64, precision: usize) -> String {
    if let Some(word) = not_finite(value) {
        return word.to_owned();
    }
    decimal::fixed(value, precision)
}

/// A number with an exponent, as `%.<precision>e` writes it.
pub fn scientific(value: f64, precision: usize) -> String {
    if let Some(word) = not_finite(value) {
        return word.to_owned();
    }
    let (mantissa, exponent) = decimal::scientific(value, precision);
    with_exponent(&mantissa, exponent)
}

/// A number with so many significant digits at most, as `%.<digits>g` writes it.
pub fn significant(value: f64, digits: usize) -> String {
    if let Some(word) = not_finite(value) {
        return word.to_owned();
    }
    let digits = digits.max(1);
    let (mantissa, exponent) = decimal::scientific(value, digits - 1);
    if exponent < -4 || exponent >= digits as i32 {
        return with_exponent(trim_zeros(&mantissa), exponent);
    }
    let places = (digits as i32 - 1 - exponent).max(0) as usize;
    trim_zeros(&decimal::fixed(value, places)).to_owned()
}

/// A number in the shortest form that reads back the same, as `%v` writes a float.
pub fn shortest(value: f64) -> String {
    shortest_between(value, -4..6)
}

/// A number as `encoding/json` writes a float.
pub fn json_number(value: f64) -> String {
    // Of the exponent, one digit is enough there when it is negative.
    shortest_between(value, -6..21).replace("e-0", "e-")
}

/// Without an exponent if it would be one of these.
fn shortest_between(value: f64, plain: std::ops::Range<i32>) -> String {
    if let Some(word) = not_finite(value) {
        return word.to_owned();
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    // Digits alone are written in full as far as the exponent allows.
    if plain.contains(&exponent) { format!("{value}") } else { with_exponent(mantissa, exponent) }
}

fn with_exponent(mantissa: &str, exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}

fn trim_zeros(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes() {
        assert_eq!(quote("a\"b\\c\n\u{1}é"), r#""a\"b\\c\n\x01é""#);
        assert_eq!(quote_char('\''), r"'\''");
        assert_eq!(quote_char('x'), "'x'");
    }

    /// Expected: what Go 1.19 prints.
    #[test]
    fn floats() {
        for (value, digits, text) in [
            (2.712, 3, "2.71"),
            (2.712, 4, "2.712"),
            (2.0, 4, "2"),
            (999.9, 3, "1e+03"),
            (999.96, 4, "1000"),
            (133.123, 3, "133"),
            (0.0, 3, "0"),
            (0.00001, 3, "1e-05"),
        ] {
            assert_eq!(significant(value, digits), text);
        }
        assert_eq!(shortest(1.0), "1");
        assert_eq!(shortest(0.1), "0.1");
        assert_eq!(shortest(1e21), "1e+21");
        assert_eq!(shortest(123_456_789.0), "1.23456789e+08");
        assert_eq!(json_number(123_456_789.0), "123456789");
        assert_eq!(json_number(1e-7), "1e-7");
    }
}
