//! Floats as decimal text, with as many digits as are asked for: the standard library's formatting ends at 65,535.

/// No float has more decimal digits than this, before or behind the point: all that follow are zeros.
const MOST_DIGITS: usize = 1100;

/// A finite number with so many digits behind the point, rounded half to even on its exact value.
pub(crate) fn fixed(value: f64, digits: usize) -> String {
    let known = digits.min(MOST_DIGITS);
    let mut text = format!("{value:.known$}");
    text.extend(std::iter::repeat_n('0', digits - known));
    text
}

/// A finite number as a mantissa with so many digits behind the point, and its exponent of ten.
pub(crate) fn scientific(value: f64, digits: usize) -> (String, i32) {
    let known = digits.min(MOST_DIGITS);
    let text = format!("{value:.known$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let zeros = "0".repeat(digits - known);
    ([mantissa, &zeros].concat(), exponent.parse().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_digits() {
        assert_eq!(fixed(0.5, 3), "0.500");
        assert_eq!(fixed(f64::MIN_POSITIVE, 100_000).len(), 100_002);
        assert_eq!(scientific(123_456.0, 2), ("1.23".to_owned(), 5));
        assert_eq!(scientific(5e-324, 100_000).0.len(), 100_002);
    }
}
