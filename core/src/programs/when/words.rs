//! The words of dates: units, names of days and months, abbreviations of zones.

use crate::programs::dates::{DAYS, FULL_MONTHS};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Years,
    Months,
    Days(i64),
    Seconds(i64),
}

/// The unit that a word names.
pub(super) fn unit(word: &str) -> Option<Unit> {
    Some(match word.strip_suffix('s').unwrap_or(word) {
        "year" => Unit::Years,
        "month" => Unit::Months,
        "fortnight" => Unit::Days(14),
        "week" => Unit::Days(7),
        "day" => Unit::Days(1),
        "hour" => Unit::Seconds(3600),
        "minute" | "min" => Unit::Seconds(60),
        "second" | "sec" => Unit::Seconds(1),
        _ => return None,
    })
}

/// How many `next` and its like are.
pub(super) fn ordinal(word: &str) -> Option<i64> {
    const ORDINALS: [&str; 14] = [
        "last", "this", "next", "", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
        "eleventh", "twelfth",
    ];
    if word == "first" { Some(1) } else { ORDINALS.iter().position(|name| *name == word).map(|at| at as i64 - 1) }
}

/// A name, or its first three letters.
fn named(word: &str, names: &[&str]) -> Option<i64> {
    let short = |name: &str| word.len() == 3 && name.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(word));
    names.iter().position(|name| name.eq_ignore_ascii_case(word) || short(name)).map(|at| at as i64)
}

/// The month, from 1.
pub(super) fn month(word: &str) -> Option<i64> {
    if word == "sept" { Some(9) } else { named(word, &FULL_MONTHS).map(|at| at + 1) }
}

/// The day of the week, from 0: Sunday.
pub(super) fn weekday(word: &str) -> Option<i64> {
    match word {
        "tues" => Some(2),
        "wednes" => Some(3),
        "thur" | "thurs" => Some(4),
        _ => named(word, &DAYS),
    }
}

/// Whether it is after noon.
pub(super) fn meridian(word: &str) -> Option<bool> {
    match word {
        "am" => Some(false),
        "pm" => Some(true),
        _ => None,
    }
}

/// The hour from 0 to 23.
pub(super) fn hour(hours: i64, afternoon: Option<bool>) -> Option<i64> {
    match afternoon {
        None => (0..24).contains(&hours).then_some(hours),
        Some(afternoon) => (1..=12).contains(&hours).then_some(hours % 12 + if afternoon { 12 } else { 0 }),
    }
}

/// The offset of a zone's abbreviation.
pub(super) fn abbreviated(word: &str) -> Option<i64> {
    let hours = match word {
        // The military's letters.
        _ if word.len() == 1 => match word.bytes().next()? {
            c @ b'a'..=b'i' => i64::from(c - b'a') + 1,
            c @ b'k'..=b'm' => i64::from(c - b'k') + 10,
            c @ b'n'..=b'y' => -i64::from(c - b'n') - 1,
            b'z' => 0,
            _ => return None,
        },
        "wet" => 0,
        "west" | "bst" | "cet" | "met" => 1,
        "cest" | "mest" | "eet" => 2,
        "eest" | "msk" => 3,
        "sgt" => 8,
        "jst" => 9,
        "nzst" => 12,
        "nzdt" => 13,
        "est" | "cdt" => -5,
        "edt" => -4,
        "cst" | "mdt" => -6,
        "mst" | "pdt" => -7,
        "pst" => -8,
        _ => return None,
    };
    Some(hours * 3600)
}
