//! Dates as people write them: `yesterday`, `2 days ago`, `5 Jan 2021 10am`, `next friday`.
//!
//! Model: gnulib's `parse-datetime.y` (its documentation: "Date input formats"). What it knows and this does not is refused as
//! invalid: names of zones beyond the common ones, Roman numerals of months.

mod words;

use super::zone::Zone;
use crate::clock::Time;
use words::{Unit, abbreviated, hour, meridian, month, ordinal, unit, weekday};

/// A piece of the text.
#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(Number),
    Word(String),
    Sign(char),
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Number {
    value: i64,
    /// How many digits it was written with.
    digits: usize,
    signed: bool,
    /// Nanoseconds behind a point.
    fraction: Option<u32>,
}

/// What was said so far.
#[derive(Debug, Default)]
struct Parts {
    date: Option<(Year, i64, i64)>,
    /// Seconds of the day, nanoseconds.
    time: Option<(i64, u32)>,
    zone: Option<i64>,
    /// Ordinal and weekday.
    day: Option<(i64, i64)>,
    relative: Option<Relative>,
}

#[derive(Clone, Copy, Debug)]
enum Year {
    Given(i64),
    /// A month and a day were given without it.
    Now,
}

#[derive(Clone, Copy, Debug, Default)]
struct Relative {
    years: i64,
    months: i64,
    days: i64,
    seconds: i64,
    nanos: i64,
}

/// The moment that a text means; `None` if it means none.
pub(super) fn parse(text: &str, now: Time, zone: &Zone) -> Option<Time> {
    match text.trim_start().strip_prefix("TZ=\"").and_then(|rest| rest.split_once('"')) {
        Some((name, rest)) => in_zone(rest, now, &Zone::named(name)?),
        None => in_zone(text, now, zone),
    }
}

fn in_zone(text: &str, now: Time, zone: &Zone) -> Option<Time> {
    if let Some(seconds) = text.trim().strip_prefix('@') {
        return since_1970(seconds);
    }
    let tokens = tokens(text)?;
    let mut reader = Reader { tokens: &tokens, parts: Parts::default(), local: zone };
    while !reader.tokens.is_empty() {
        reader.item()?;
    }
    reader.parts.moment(now, zone)
}

fn since_1970(text: &str) -> Option<Time> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let secs: i64 = whole.parse().ok().filter(|secs: &i64| secs.unsigned_abs() < 1 << 50)?;
    let time = Time::from_secs(secs);
    match nanos(fraction)? {
        0 => Some(time),
        nanos if whole.starts_with('-') => Some(time.plus_secs(-1).plus_nanos(1_000_000_000 - u64::from(nanos))),
        nanos => Some(time.plus_nanos(nanos.into())),
    }
}

/// The digits behind a point.
fn nanos(digits: &str) -> Option<u32> {
    digits.bytes().all(|c| c.is_ascii_digit()).then(|| format!("{digits:0<9}")[..9].parse().ok())?
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let mut len = first.len_utf8();
        if first == '(' {
            // A remark.
            len = rest.find(')')? + 1;
        } else if first.is_ascii_alphabetic() {
            len = rest.bytes().take_while(|c| c.is_ascii_alphabetic() || *c == b'.').count();
            tokens.push(Token::Word(rest[..len].trim_end_matches('.').replace('.', "").to_ascii_lowercase()));
        } else if first.is_ascii_digit() || matches!(first, '+' | '-') {
            let signed = !first.is_ascii_digit();
            let digits = if signed { rest[1..].trim_start() } else { rest };
            let count = digits.bytes().take_while(u8::is_ascii_digit).count();
            if count > 0 {
                let value: i64 = digits[..count].parse().ok().filter(|value| *value < 1 << 50)?;
                let mut after = &digits[count..];
                let decimals =
                    after.strip_prefix(['.', ',']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
                let fraction = match decimals {
                    Some(decimals) => {
                        let count = decimals.bytes().take_while(u8::is_ascii_digit).count();
                        after = &decimals[count..];
                        Some(nanos(&decimals[..count])?)
                    }
                    None => None,
                };
                let value = if first == '-' { -value } else { value };
                tokens.push(Token::Number(Number { value, digits: count, signed, fraction }));
                len = rest.len() - after.len();
            }
        } else if !first.is_whitespace() {
            tokens.push(Token::Sign(first));
        }
        rest = rest[len..].trim_start();
    }
    Some(tokens)
}

struct Reader<'t> {
    tokens: &'t [Token],
    parts: Parts,
    local: &'t Zone,
}

impl Reader<'_> {
    fn skip(&mut self, count: usize) -> Option<()> {
        self.tokens = self.tokens.get(count..).unwrap_or_default();
        Some(())
    }

    /// The number at a place that has a sign, or has none.
    fn number(&self, at: usize, signed: bool) -> Option<Number> {
        match self.tokens.get(at) {
            Some(Token::Number(number)) if number.signed == signed => Some(*number),
            _ => None,
        }
    }

    /// The same, without decimals.
    fn whole(&self, at: usize, signed: bool) -> Option<i64> {
        self.number(at, signed).filter(|number| number.fraction.is_none()).map(|number| number.value)
    }

    fn word(&self, at: usize) -> Option<&str> {
        match self.tokens.get(at) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn sign(&self, at: usize, sign: char) -> bool {
        self.tokens.get(at) == Some(&Token::Sign(sign))
    }

    /// Reads the next item.
    fn item(&mut self) -> Option<()> {
        match self.tokens.first()? {
            Token::Sign(',') => self.skip(1),
            Token::Sign(_) => None,
            Token::Number(number) if number.signed => {
                let unit = unit(self.word(1)?)?;
                self.relative(*number, unit, 2)
            }
            Token::Number(number) => self.at_number(*number),
            Token::Word(word) => self.at_word(word),
        }
    }

    fn at_number(&mut self, number: Number) -> Option<()> {
        let value = number.value;
        if self.sign(1, ':') {
            return self.clock(value);
        }
        if let Some(afternoon) = self.word(1).and_then(meridian) {
            return self.time(hour(value, Some(afternoon))? * 3600, 0, 2);
        }
        if self.sign(1, '/') {
            let second = self.whole(2, false)?;
            return match self.sign(3, '/').then(|| self.whole(4, false)) {
                Some(third) if number.digits >= 4 => self.date(Year::Given(value), second, third?, 5),
                Some(third) => {
                    let digits = self.number(4, false)?.digits;
                    self.date(century(third?, digits), value, second, 5)
                }
                None => self.date(Year::Now, value, second, 3),
            };
        }
        if let Some(month) = self.word(1).and_then(month) {
            if let Some(year) = self.number(2, true) {
                return self.date(century(-year.value, year.digits), month, value, 3);
            }
            return match self.number(2, false).filter(|_| !self.sign(3, ':') && !self.is_counted(2)) {
                Some(year) => self.date(century(year.value, year.digits), month, value, 3),
                None => self.date(Year::Now, month, value, 2),
            };
        }
        if let Some(unit) = self.word(1).and_then(unit) {
            return self.relative(number, unit, 2);
        }
        if let Some(day) = self.word(1).and_then(weekday) {
            return self.day(value, day, 2);
        }
        if number.fraction.is_some() {
            return None;
        }
        if let (Some(month), Some(day)) = (self.whole(1, true), self.whole(2, true)) {
            return self.date(century(value, number.digits), -month, -day, 3);
        }
        self.digits(number)
    }

    /// A number that stands for itself: a year, a date or a time of day, as many digits as it has.
    fn digits(&mut self, number: Number) -> Option<()> {
        let Number { value, digits, .. } = number;
        if let Some((year @ Year::Now, ..)) = &mut self.parts.date
            && self.parts.relative.is_none()
            && (self.parts.time.is_some() || digits > 2)
        {
            *year = century(value, digits);
            return self.skip(1);
        }
        if digits > 4 {
            return self.date(century(value / 10_000, digits - 4), value / 100 % 100, value % 100, 1);
        }
        let (hours, minutes) = if digits <= 2 { (value, 0) } else { (value / 100, value % 100) };
        let seconds = (minutes < 60).then_some(hour(hours, None)? * 3600 + minutes * 60)?;
        self.time(seconds, 0, 1)
    }

    /// Whether the number at a place counts units.
    fn is_counted(&self, at: usize) -> bool {
        self.word(at + 1).is_some_and(|word| unit(word).is_some() || meridian(word).is_some())
    }

    /// `10:20`, `10:20:30.5`, with `pm` or how far the clock is from UTC.
    fn clock(&mut self, hours: i64) -> Option<()> {
        let minutes = self.whole(2, false).filter(|minutes| *minutes < 60)?;
        let (seconds, mut at) = match self.number(4, false).filter(|_| self.sign(3, ':')) {
            Some(seconds) => (Some(seconds), 5),
            None => (None, 3),
        };
        let afternoon = self.word(at).and_then(meridian);
        at += usize::from(afternoon.is_some());
        let (whole, fraction) = seconds.map_or((0, 0), |number| (number.value, number.fraction.unwrap_or(0)));
        let of_day = hour(hours, afternoon)? * 3600 + minutes * 60 + whole;
        self.time((whole < 60).then_some(of_day)?, fraction, at)?;
        if afternoon.is_none() && self.number(0, true).is_some() { self.offset(0, 0) } else { Some(()) }
    }

    /// `+0800`, `+8` or `+08:00`, at a place.
    fn offset(&mut self, at: usize, from: i64) -> Option<()> {
        let number = self.number(at, true)?;
        let (value, sign) = (number.value.abs(), number.value.signum());
        let (hours, minutes, used) = match self.whole(at + 2, false).filter(|_| self.sign(at + 1, ':')) {
            Some(minutes) => (value, minutes, 3),
            None if number.digits <= 2 => (value, 0, 1),
            None => (value / 100, value % 100, 1),
        };
        let offset = hours * 3600 + minutes * 60;
        self.zone((offset <= 24 * 3600).then_some(from + if sign < 0 { -offset } else { offset })?, at + used)
    }

    fn at_word(&mut self, word: &str) -> Option<()> {
        if let Some(month) = month(word) {
            if let (Some(day), Some(year)) = (self.whole(1, true), self.number(2, true)) {
                return self.date(century(-year.value, year.digits), month, -day, 3);
            }
            let day = self.whole(1, false)?;
            return match self.number(3, false).filter(|_| self.sign(2, ',')) {
                Some(year) => self.date(century(year.value, year.digits), month, day, 4),
                None => self.date(Year::Now, month, day, 2),
            };
        }
        if let Some(day) = weekday(word) {
            return self.day(0, day, 1);
        }
        let shift = match word {
            "tomorrow" => Some(1),
            "yesterday" => Some(-1),
            "today" | "now" => Some(0),
            _ => None,
        };
        if let Some(days) = shift {
            self.parts.relative.get_or_insert_default().days += days;
            return self.skip(1);
        }
        let one = |value| Number { value, digits: 1, signed: false, fraction: None };
        if let Some(unit) = unit(word) {
            return self.relative(one(1), unit, 1);
        }
        if let Some(ordinal) = ordinal(word) {
            let next = self.word(1)?;
            return match (unit(next), weekday(next)) {
                (Some(unit), _) => self.relative(one(ordinal), unit, 2),
                (None, Some(day)) => self.day(ordinal, day, 2),
                (None, None) => None,
            };
        }
        if word == "t" && self.parts.date.is_some() && self.number(1, false).is_some() {
            return self.skip(1);
        }
        let offset = if matches!(word, "utc" | "gmt" | "ut") {
            0
        } else {
            self.local.called(word).or_else(|| abbreviated(word))?
        };
        let relative = self.word(2).and_then(unit).is_some();
        if self.number(1, true).is_some() && !relative { self.offset(1, offset) } else { self.zone(offset, 1) }
    }

    fn date(&mut self, year: Year, month: i64, day: i64, used: usize) -> Option<()> {
        self.skip(used);
        self.parts.date.replace((year, month, day)).is_none().then_some(())
    }

    fn time(&mut self, seconds: i64, nanos: u32, used: usize) -> Option<()> {
        self.skip(used);
        self.parts.time.replace((seconds, nanos)).is_none().then_some(())
    }

    fn zone(&mut self, offset: i64, used: usize) -> Option<()> {
        self.skip(used);
        self.parts.zone.replace(offset).is_none().then_some(())
    }

    fn day(&mut self, ordinal: i64, day: i64, used: usize) -> Option<()> {
        self.skip(used);
        self.parts.day.replace((ordinal, day)).is_none().then_some(())
    }

    /// So many units, perhaps `ago`.
    fn relative(&mut self, number: Number, unit: Unit, used: usize) -> Option<()> {
        let ago = self.word(used) == Some("ago");
        self.skip(used + usize::from(ago));
        let sign = if ago { -1 } else { 1 };
        let count = number.value.checked_mul(sign)?;
        let relative = self.parts.relative.get_or_insert_default();
        let (sum, factor) = match unit {
            Unit::Years => (&mut relative.years, 1),
            Unit::Months => (&mut relative.months, 1),
            Unit::Days(days) => (&mut relative.days, days),
            Unit::Seconds(seconds) => (&mut relative.seconds, seconds),
        };
        *sum = sum.checked_add(count.checked_mul(factor)?)?;
        match number.fraction {
            None => Some(()),
            // Only seconds have decimals.
            Some(nanos) if unit == Unit::Seconds(1) => {
                let sign = if number.value < 0 { -sign } else { sign };
                relative.nanos += sign * i64::from(nanos);
                Some(())
            }
            Some(_) => None,
        }
    }
}

impl Parts {
    fn moment(self, now: Time, zone: &Zone) -> Option<Time> {
        let asked = self.zone.map(|offset| Zone::fixed("", offset));
        let zone = asked.as_ref().unwrap_or(zone);
        let today = now.civil(zone.offset(now));
        let (mut year, mut month, mut day) = (today.year, i64::from(today.month), i64::from(today.day));
        if let Some((said, its_month, its_day)) = self.date {
            year = if let Year::Given(said) = said { said } else { year };
            (month, day) = (its_month, its_day);
            let last = Time::days(year + month / 12, month % 12 + 1, 1) - Time::days(year, month.clamp(1, 12), 1);
            if !(1..=12).contains(&month) || day < 1 || day > last || year.abs() > 1_000_000 {
                return None;
            }
        }
        let only_relative = self.relative.is_some() && self.date.is_none() && self.day.is_none();
        let (seconds, nanos) = match self.time {
            Some(time) => time,
            None if only_relative => (i64::from(today.hour * 3600 + today.minute * 60 + today.second), now.nanos),
            None => (0, 0),
        };
        if let (Some((ordinal, wanted)), None) = (self.day, self.date) {
            let ahead = (wanted - i64::from(today.weekday)).rem_euclid(7);
            day += ahead + 7 * (ordinal - i64::from(ordinal > 0 && ahead != 0));
        }
        let by = self.relative.unwrap_or_default();
        let months = year.checked_mul(12)?.checked_add(by.years.checked_mul(12)?)?.checked_add(by.months)? + month - 1;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
        if year.abs() > 1_000_000 {
            return None;
        }
        let days = Time::days(year, month, 1).checked_add(day - 1)?.checked_add(by.days)?;
        let shown = Time::from_secs(days.checked_mul(86_400)?.checked_add(seconds)?);
        let nanos = i64::from(nanos) + by.nanos;
        let time = zone.moment(shown);
        // The hour that a clock leaves out in spring is no time of day.
        if self.relative.is_none() && time.plus_secs(zone.offset(time)) != shown {
            return None;
        }
        let secs = time.secs.checked_add(by.seconds)?.checked_add(nanos.div_euclid(1_000_000_000))?;
        (secs.unsigned_abs() < 1 << 50).then_some(Time { secs, nanos: nanos.rem_euclid(1_000_000_000) as u32 })
    }
}

/// A year of two digits is near to 2000.
fn century(year: i64, digits: usize) -> Year {
    Year::Given(match year {
        0..=68 if digits <= 2 => year + 2000,
        69..=99 if digits <= 2 => year + 1900,
        _ => year,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Monday, 4 January 2021, 10:20:30 in Berlin; expected is what GNU's date prints.
    #[test]
    fn words() {
        let now = Time { secs: 1_609_752_030, nanos: 5 };
        let zone = Zone::named("Europe/Berlin").unwrap();
        for (text, expected) in [
            ("now", 1_609_752_030),
            ("today", 1_609_752_030),
            ("", 1_609_714_800),
            ("yesterday", 1_609_665_630),
            ("tomorrow", 1_609_838_430),
            ("2 days ago", 1_609_579_230),
            ("+1 day", 1_609_838_430),
            ("next week", 1_610_356_830),
            ("last month", 1_607_073_630),
            ("next friday", 1_610_060_400),
            ("monday", 1_609_714_800),
            ("next monday", 1_610_319_600),
            ("last monday", 1_609_110_000),
            ("fri 10:00", 1_610_096_400),
            ("12:00 tomorrow", 1_609_844_400),
            ("6 months", 1_625_386_830),
            ("noon", -1),
            ("10:00 11:00", -1),
            ("1 day 2 days", 1_610_011_230),
            ("5 frob", -1),
            ("9223372036854775807 days", -1),
            ("999999999999 years", -1),
            ("(a remark) 2021-01-04", 1_609_714_800),
            ("TZ=\"Asia/Tokyo\" 2021-01-04 00:00", 1_609_686_000),
        ] {
            let found = parse(text, now, &zone).map_or(-1, |time| time.secs);
            assert_eq!(found, expected, "{text}");
        }
    }
}
