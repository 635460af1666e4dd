//! Real numbers in C's formats.

use crate::decimal;

/// The length of the number at the front of `text`.
pub(super) fn prefix(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let digits = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
    let whole = digits(at);
    at += whole;
    let mut any = whole > 0;
    if bytes.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        if any || fraction > 0 {
            any = true;
            at += 1 + fraction;
        }
    }
    if !any {
        return 0;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(at + 1 + sign);
        if exponent > 0 {
            at += 1 + sign + exponent;
        }
    }
    at
}

/// `%f`, `%e`, `%g` of a number that is not negative.
pub(super) fn format(value: f64, conversion: u8, precision: Option<usize>, alternate: bool) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return "inf".to_owned();
    }
    let text = match conversion {
        b'f' | b'F' => decimal::fixed(value, precision.unwrap_or(6)),
        b'e' | b'E' => exponential(value, precision.unwrap_or(6)),
        _ => {
            let precision = precision.unwrap_or(6).max(1);
            let scientific = exponential(value, precision - 1);
            let exponent: i32 = scientific.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0);
            let text = if exponent < -4 || exponent >= precision as i32 {
                scientific
            } else {
                decimal::fixed(value, (precision as i32 - 1 - exponent).max(0) as usize)
            };
            if alternate { text } else { without_zeros(&text) }
        }
    };
    if conversion.is_ascii_uppercase() { text.to_uppercase() } else { text }
}

fn exponential(value: f64, precision: usize) -> String {
    let (mantissa, exponent) = decimal::scientific(value, precision);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}

/// Drops the zeros behind the point, as `%g` does.
fn without_zeros(text: &str) -> String {
    let (number, exponent) = text.split_once('e').map_or((text, None), |(number, exponent)| (number, Some(exponent)));
    let number = if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    exponent.map_or_else(|| number.to_owned(), |exponent| format!("{number}e{exponent}"))
}
