//! Floats from decimal text and as such: with as many digits as are asked for, where the standard library's formatting ends at
//! 65,535; read without its tables, which are 10 kB that nothing compresses.

use lexical_parse_float::FromLexical;

/// No float has more decimal digits than this, before or behind the point: all that follow are zeros.
const MOST_DIGITS: usize = 1100;

/// The float nearest to a decimal number: digits with a point or without, and an exponent. None for anything else.
pub(crate) fn parse(text: &str) -> Option<f64> {
    // Words such as `inf` are numbers for the library only.
    let digits = text.bytes().all(|c| c.is_ascii_digit() || matches!(c, b'+' | b'-' | b'.' | b'e' | b'E'));
    f64::from_lexical(text.as_bytes()).ok().filter(|_| digits)
}

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

    /// The standard library reads the same of everything that consists of these characters.
    #[test]
    fn read_as_the_standard_library_does() {
        let agrees = |text: &str| {
            let expected: Option<f64> = text.parse().ok();
            assert_eq!(parse(text).map(f64::to_bits), expected.map(f64::to_bits), "{text}");
        };
        let hard = [
            "0.1",
            "9007199254740993",
            "9007199254740992.99999999999999999999",
            "1.7976931348623158e308",
            "1e309",
            "4.9e-324",
            "2e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "2.2250738585072011e-308",
            "8.5e22",
            "-0",
            "+.5",
            "5.",
            ".",
            "",
            "-",
            "e1",
            "1e",
            "1e+",
            "1.e5",
            "1..2",
            "00012.50e-03",
            "0.000000000000000000000000000000000000000000000001e48",
        ];
        hard.into_iter().for_each(agrees);
        let mut state = 88_172_645_463_325_252_u64;
        let mut next = |below: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % below
        };
        for _ in 0..20_000 {
            let length = next(24) + 1;
            let digits: String =
                (0..length).map(|_| char::from(b"0123456789.0123456789e-+"[next(24) as usize])).collect();
            agrees(&digits);
            agrees(&format!("{}.{}e{}", next(u64::MAX), next(u64::MAX), next(680) as i64 - 340));
        }
    }

    #[test]
    fn any_number_of_digits() {
        assert_eq!(fixed(0.5, 3), "0.500");
        assert_eq!(fixed(f64::MIN_POSITIVE, 100_000).len(), 100_002);
        assert_eq!(scientific(123_456.0, 2), ("1.23".to_owned(), 5));
        assert_eq!(scientific(5e-324, 100_000).0.len(), 100_002);
    }
}
