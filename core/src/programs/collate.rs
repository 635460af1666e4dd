//! The order in which names are sorted.

use std::cmp::Ordering;

use crate::profile::Locale;

/// Compares two names as `ls`, `sort` and patterns do in a locale.
///
/// In `C`, byte by byte. Else as a dictionary does: letters and digits first, with capitals and small letters alike and marks
/// passed over; if that does not decide, small letters before capitals; then the bytes.
/// (A simplification of the C library's ISO 14651 table, which also orders accents and scripts.)
pub fn compare(a: &[u8], b: &[u8], locale: Locale) -> Ordering {
    if locale == Locale::C {
        return a.cmp(b);
    }
    let (a_text, b_text) = (String::from_utf8_lossy(a), String::from_utf8_lossy(b));
    let letters = |text: &str| -> Vec<char> { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let (a_letters, b_letters) = (letters(&a_text), letters(&b_text));
    let folded = |letters: &[char]| -> Vec<char> { letters.iter().flat_map(|c| c.to_lowercase()).collect() };
    let case = |letters: &[char]| -> Vec<bool> { letters.iter().map(|c| c.is_uppercase()).collect() };
    folded(&a_letters)
        .cmp(&folded(&b_letters))
        .then_with(|| case(&a_letters).cmp(&case(&b_letters)))
        .then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dictionaries_pass_over_marks_and_capitals() {
        let sorted = |locale| {
            let mut names = ["b", "_a", "A", "a", "B.c", "bc", "10", "Z", "a-b"];
            names.sort_by(|a, b| compare(a.as_bytes(), b.as_bytes(), locale));
            names.join(" ")
        };
        assert_eq!(sorted(Locale::C), "10 A B.c Z _a a a-b b bc");
        assert_eq!(sorted(Locale::ZhCn), "10 _a a A a-b b bc B.c Z");
    }
}
