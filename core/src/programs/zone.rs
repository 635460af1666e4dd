//! Time zones: how far a place's clock is from UTC, and when.
//!
//! Model: POSIX's form of `TZ`, with the names of some places; the rules are today's, for the past, too.

use super::Context;
use super::dates::Date;
use crate::clock::Time;
use crate::process::Text;
use crate::script::Dialect;

/// Places: POSIX's form, then the names that have it.
const PLACES: &str = "\
UTC0 UTC Etc/UTC UCT Etc/UCT Zulu Etc/Zulu Universal
GMT0 GMT Etc/GMT Greenwich Africa/Abidjan Africa/Accra Atlantic/Reykjavik
CST-8 Asia/Shanghai Asia/Chongqing Asia/Harbin PRC Asia/Taipei ROC Asia/Macau
HKT-8 Asia/Hong_Kong Hongkong
<+08>-8 Asia/Singapore Singapore Asia/Kuala_Lumpur
PST-8 Asia/Manila
JST-9 Asia/Tokyo Japan
KST-9 Asia/Seoul ROK
<+06>-6 Asia/Urumqi Asia/Dhaka
<+07>-7 Asia/Bangkok Asia/Ho_Chi_Minh
WIB-7 Asia/Jakarta
IST-5:30 Asia/Kolkata Asia/Calcutta
<+0545>-5:45 Asia/Kathmandu
PKT-5 Asia/Karachi
<+04>-4 Asia/Dubai
MSK-3 Europe/Moscow
<+03>-3 Europe/Istanbul Asia/Riyadh
EAT-3 Africa/Nairobi
SAST-2 Africa/Johannesburg
WAT-1 Africa/Lagos
GMT0BST,M3.5.0/1,M10.5.0 Europe/London GB
IST-1GMT0,M10.5.0,M3.5.0/1 Europe/Dublin
WET0WEST,M3.5.0/1,M10.5.0 Europe/Lisbon WET
CET-1CEST,M3.5.0,M10.5.0/3 Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome Europe/Vienna Europe/Zurich Europe/Amsterdam \
Europe/Brussels Europe/Prague Europe/Warsaw Europe/Budapest Europe/Stockholm Europe/Oslo Europe/Copenhagen CET MET
EET-2EEST,M3.5.0/3,M10.5.0/4 Europe/Athens Europe/Helsinki Europe/Kiev Europe/Kyiv EET
EST5EDT,M3.2.0,M11.1.0 America/New_York US/Eastern America/Toronto America/Detroit EST5EDT
CST6CDT,M3.2.0,M11.1.0 America/Chicago US/Central CST6CDT
MST7MDT,M3.2.0,M11.1.0 America/Denver US/Mountain MST7MDT
MST7 America/Phoenix MST
PST8PDT,M3.2.0,M11.1.0 America/Los_Angeles US/Pacific America/Vancouver PST8PDT
AKST9AKDT,M3.2.0,M11.1.0 America/Anchorage
HST10 Pacific/Honolulu HST
EST5 EST
<-03>3 America/Sao_Paulo America/Argentina/Buenos_Aires
AEST-10AEDT,M10.1.0,M4.1.0/3 Australia/Sydney Australia/Melbourne
AEST-10 Australia/Brisbane
AWST-8 Australia/Perth
NZST-12NZDT,M9.5.0,M4.1.0/3 Pacific/Auckland NZ
";

/// A place's clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Zone {
    standard: Clock,
    /// The clock in summer, and the days on which it begins and ends.
    summer: Option<(Clock, [Day; 2])>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Clock {
    name: String,
    /// Seconds east of UTC.
    offset: i64,
}

/// A day of every year, and the second at which the clock is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Day {
    rule: Rule,
    second: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// Month, week (5 is the last) and weekday.
    Weekday(i64, i64, i64),
    /// The day of the year from 1, the 29th of February never counted.
    Julian(i64),
    /// The day of the year from 0.
    Counted(i64),
}

impl Zone {
    /// The same all the year.
    pub(super) fn fixed(name: &str, offset: i64) -> Self {
        Self { standard: Clock { name: name.to_owned(), offset }, summer: None }
    }

    /// What `TZ` means; `None` if it is not known.
    pub(super) fn named(text: &str) -> Option<Self> {
        let text = text.strip_prefix(':').unwrap_or(text);
        if text.is_empty() {
            return Some(Self::fixed("UTC", 0));
        }
        let place = PLACES.lines().find(|line| line.split(' ').skip(1).any(|name| name == text));
        Self::posix(place.and_then(|line| line.split(' ').next()).unwrap_or(text))
    }

    /// POSIX's form: `CST-8`, `<+08>-8`, `CET-1CEST,M3.5.0,M10.5.0/3`.
    fn posix(text: &str) -> Option<Self> {
        let (clock, days) = text.split_once(',').unwrap_or((text, "M3.2.0,M11.1.0"));
        let (standard, rest) = Clock::read(clock, None)?;
        let summer = if rest.is_empty() {
            if clock.len() < text.len() {
                return None;
            }
            None
        } else {
            let (summer, rest) = Clock::read(rest, Some(standard.offset + 3600))?;
            let (begins, ends) = days.split_once(',')?;
            if !rest.is_empty() {
                return None;
            }
            Some((summer, [Day::read(begins)?, Day::read(ends)?]))
        };
        Some(Self { standard, summer })
    }

    fn clock(&self, time: Time) -> &Clock {
        let Some((summer, [begins, ends])) = &self.summer else { return &self.standard };
        let year = time.civil(self.standard.offset).year;
        let begins = begins.in_year(year) - self.standard.offset;
        let ends = ends.in_year(year) - summer.offset;
        let inside =
            if begins < ends { (begins..ends).contains(&time.secs) } else { !(ends..begins).contains(&time.secs) };
        if inside { summer } else { &self.standard }
    }

    /// Seconds east of UTC at a moment.
    pub(super) fn offset(&self, time: Time) -> i64 {
        self.clock(time).offset
    }

    /// What the clock is called at a moment.
    pub(super) fn name(&self, time: Time) -> &str {
        &self.clock(time).name
    }

    /// Whether a word names this place's clock: its offset.
    pub(super) fn called(&self, word: &str) -> Option<i64> {
        let clocks = [Some(&self.standard), self.summer.as_ref().map(|(summer, _)| summer)];
        clocks.into_iter().flatten().find(|clock| clock.name.eq_ignore_ascii_case(word)).map(|clock| clock.offset)
    }

    /// The moment at which the clock shows so many seconds since 1970.
    pub(super) fn moment(&self, shown: Time) -> Time {
        let standard = shown.plus_secs(-self.standard.offset);
        let offset = self.offset(standard);
        let time = shown.plus_secs(-offset);
        // In the hour before a change the first guess may be on the other side.
        if self.offset(time) == offset { time } else { standard }
    }
}

impl Clock {
    /// A name and an offset, or the one that is given if none follows.
    fn read(text: &str, otherwise: Option<i64>) -> Option<(Self, &str)> {
        let (name, rest) = match text.strip_prefix('<') {
            Some(quoted) => quoted.split_once('>')?,
            None => text.split_at(text.bytes().take_while(u8::is_ascii_alphabetic).count()),
        };
        let len = rest.bytes().take_while(|c| matches!(c, b'+' | b'-' | b':' | b'0'..=b'9')).count();
        let (offset, rest) = rest.split_at(len);
        let offset = match otherwise {
            Some(offset) if len == 0 => offset,
            _ => -clock(offset)?,
        };
        (name.len() >= 3).then(|| (Self { name: name.to_owned(), offset }, rest))
    }
}

/// `[+-]hh[:mm[:ss]]` in seconds.
fn clock(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut parts = digits.split(':').map(|part| part.parse::<u8>().ok().map(i64::from));
    let (hours, minutes, seconds) =
        (parts.next()??, parts.next().unwrap_or(Some(0))?, parts.next().unwrap_or(Some(0))?);
    (hours <= 24 && minutes < 60 && seconds < 60 && parts.next().is_none())
        .then_some(sign * (hours * 3600 + minutes * 60 + seconds))
}

impl Day {
    fn read(text: &str) -> Option<Self> {
        let (day, second) = text.split_once('/').unwrap_or((text, "2"));
        let number = |text: &str| text.parse::<u16>().ok().map(i64::from);
        let rule = if let Some(rest) = day.strip_prefix('M') {
            let mut parts = rest.split('.').map(number);
            let (month, week, weekday) = (parts.next()??, parts.next()??, parts.next()??);
            let valid = (1..=12).contains(&month) && (1..=5).contains(&week) && weekday < 7 && parts.next().is_none();
            valid.then_some(Rule::Weekday(month, week, weekday))?
        } else if let Some(rest) = day.strip_prefix('J') {
            Rule::Julian(number(rest).filter(|day| (1..=365).contains(day))?)
        } else {
            Rule::Counted(number(day).filter(|day| *day < 366)?)
        };
        Some(Self { rule, second: clock(second)? })
    }

    /// Seconds since 1970 on this place's clock.
    fn in_year(self, year: i64) -> i64 {
        let first = Time::days(year, 1, 1);
        let days = match self.rule {
            Rule::Weekday(month, week, weekday) => {
                let first = Time::days(year, month, 1);
                let at = first + (weekday - (first + 4)).rem_euclid(7) + (week - 1) * 7;
                let next = if month == 12 { Time::days(year + 1, 1, 1) } else { Time::days(year, month + 1, 1) };
                if at >= next { at - 7 } else { at }
            }
            Rule::Julian(day) if day >= 60 => Time::days(year, 3, 1) + day - 60,
            Rule::Julian(day) => first + day - 1,
            Rule::Counted(day) => first + day,
        };
        days * 86400 + self.second
    }
}

/// The programs of a host that look at the clock or show times.
const DATED: [&str; 9] = ["awk", "date", "diff", "find", "ls", "stat", "tar", "touch", "tree"];

/// Whether a program of the host would need a time zone that is not known here: its name.
pub fn unknown<'e>(program: &str, env: &'e [(Text, Text)]) -> Option<std::borrow::Cow<'e, str>> {
    let (_, asked) = env.iter().find(|(name, _)| **name == *b"TZ")?;
    let asked = String::from_utf8_lossy(asked);
    (DATED.contains(&program) && Zone::named(&asked).is_none()).then_some(asked)
}

impl Context<'_> {
    /// The time zone: what `TZ` says, else the host's; containers have UTC, and know no places.
    pub(super) fn zone(&self) -> Zone {
        let host = self.dialect == Dialect::Bash && self.on_host();
        let asked = self.var(b"TZ").map(String::from_utf8_lossy);
        match asked.and_then(|text| if host { Zone::named(&text) } else { Zone::posix(&text) }) {
            Some(zone) => zone,
            None if host => Zone::fixed(&self.profile().time_zone, self.profile().utc_offset),
            None => Zone::fixed("UTC", 0),
        }
    }

    /// A moment as this process shows it.
    pub(super) fn date(&self, time: Time) -> Date {
        Date::new(time, &self.zone(), self.locale())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_a_form() {
        for line in PLACES.lines() {
            for name in line.split(' ') {
                assert!(Zone::named(name).is_some(), "{name}");
            }
        }
        for wrong in ["Mars/Olympus", "UTC-8x", "AB-1", "<+08-8", "CET-1CEST,M3.5.0", "UTC-25", "CST-8,M3.5.0,M10.5.0"]
        {
            assert_eq!(Zone::named(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn summer_begins_and_ends() {
        // Europe 2021: 28 March and 31 October, both at 01:00 UTC.
        let berlin = Zone::named("Europe/Berlin").unwrap();
        for (secs, name, offset) in [
            (1_616_893_199, "CET", 3600),
            (1_616_893_200, "CEST", 7200),
            (1_635_641_999, "CEST", 7200),
            (1_635_642_000, "CET", 3600),
        ] {
            let time = Time::from_secs(secs);
            assert_eq!((berlin.name(time), berlin.offset(time)), (name, offset), "{secs}");
            if secs != 1_635_642_000 && secs != 1_635_641_999 {
                assert_eq!(berlin.moment(time.plus_secs(offset)), time, "{secs}");
            }
        }
        let sydney = Zone::named("Australia/Sydney").unwrap();
        assert_eq!(sydney.name(Time::from_secs(1_609_842_030)), "AEDT");
        assert_eq!(sydney.name(Time::from_secs(1_625_000_000)), "AEST");
    }
}
