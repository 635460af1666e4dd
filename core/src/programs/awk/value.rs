//! awk's values: numbers, texts, and texts of the input that count as numbers where they look like some.

use std::cmp::Ordering;
use std::rc::Rc;

/// A text.
pub(super) type Bytes = Rc<[u8]>;

/// A value.
#[derive(Clone, Debug, Default)]
pub(super) enum Value {
    /// Of a variable that nothing was assigned to: 0 and empty.
    #[default]
    Unset,
    Number(f64),
    Text(Bytes),
    /// From the input: compared as a number if it looks like one.
    Input(Bytes),
}

impl Value {
    /// A truth value.
    pub(super) const fn truth(holds: bool) -> Self {
        Self::Number(if holds { 1.0 } else { 0.0 })
    }

    /// A text.
    pub(super) fn text(bytes: impl Into<Bytes>) -> Self {
        Self::Text(bytes.into())
    }

    /// As a number: of a text, what it begins with.
    pub(super) fn number(&self) -> f64 {
        match self {
            Self::Unset => 0.0,
            Self::Number(number) => *number,
            Self::Text(text) | Self::Input(text) => leading_number(text),
        }
    }

    /// As a text; `format` is for numbers that are not whole (`CONVFMT`, `OFMT`).
    pub(super) fn bytes(&self, format: &[u8]) -> Bytes {
        match self {
            Self::Unset => Bytes::from(&b""[..]),
            Self::Number(number) => number_text(*number, format).into(),
            Self::Text(text) | Self::Input(text) => text.clone(),
        }
    }

    /// Whether a condition that is this holds.
    pub(super) fn holds(&self) -> bool {
        match self {
            Self::Unset => false,
            Self::Number(number) => *number != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::Input(text) => looks_numeric(text).map_or(!text.is_empty(), |number| number != 0.0),
        }
    }

    /// The number that it counts as in comparisons, if it does.
    fn compared_number(&self) -> Option<f64> {
        match self {
            Self::Unset => Some(0.0),
            Self::Number(number) => Some(*number),
            Self::Text(_) => None,
            Self::Input(text) => looks_numeric(text),
        }
    }

    /// How it compares: as numbers if both are, else as texts. `None` with what is not a number.
    pub(super) fn compare(&self, other: &Self, format: &[u8]) -> Option<Ordering> {
        match (self.compared_number(), other.compared_number()) {
            (Some(a), Some(b)) => a.partial_cmp(&b),
            _ => Some(self.bytes(format).cmp(&other.bytes(format))),
        }
    }
}

/// The number that a text begins with, or 0.
fn leading_number(text: &[u8]) -> f64 {
    let text = String::from_utf8_lossy(text);
    let text = text.trim_start_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
    let len = crate::programs::real::prefix(text);
    crate::decimal::parse(&text[..len]).unwrap_or(0.0)
}

/// The number that a whole text is, blanks around it aside.
fn looks_numeric(text: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(text).ok()?.trim_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
    if text.is_empty() || crate::programs::real::prefix(text) != text.len() {
        return None;
    }
    crate::decimal::parse(text)
}

/// A number as text: whole ones as they are, others as `format` has them.
fn number_text(number: f64, format: &[u8]) -> Vec<u8> {
    if number.is_nan() {
        return if number.is_sign_negative() { b"-nan".to_vec() } else { b"nan".to_vec() };
    }
    if number.is_infinite() {
        return if number < 0.0 { b"-inf".to_vec() } else { b"inf".to_vec() };
    }
    if number.fract() == 0.0 && number.abs() < 1e16 {
        return format!("{}", number as i64).into_bytes();
    }
    if number.fract() == 0.0 {
        return format!("{number:.0}").into_bytes();
    }
    super::format::formatted(format, &[Value::Number(number)], b"%.6g").unwrap_or_default()
}

/// A key of an array: whole numbers first, in their order, then texts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Whole(i64),
    Text(Bytes),
}

impl Key {
    /// The key that a text is.
    pub(super) fn of(text: &Bytes) -> Self {
        let whole = std::str::from_utf8(text).ok().and_then(|text| text.parse::<i64>().ok());
        match whole {
            Some(number) if number.to_string().as_bytes() == &**text => Self::Whole(number),
            _ => Self::Text(text.clone()),
        }
    }

    /// As the value that `for (key in …)` gives.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Whole(number) => Value::Input(number.to_string().into_bytes().into()),
            Self::Text(text) => Value::Text(text.clone()),
        }
    }
}
