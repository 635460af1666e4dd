//! Dates in words.

use super::zone::Zone;
use crate::clock::{Civil, Time};
use crate::profile::Locale;

/// The months, abbreviated.
pub(super) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// The months.
pub(super) const FULL_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// The days of the week, Sunday first.
pub(super) const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const ZH_DAYS: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];

/// A date in a place.
#[derive(Clone, Debug)]
pub(super) struct Date {
    /// When.
    pub(super) time: Time,
    /// Seconds east of UTC.
    offset: i64,
    /// The time zone's abbreviation.
    zone: String,
    /// The language.
    locale: Locale,
}

impl Date {
    /// A moment as a place's clock shows it.
    pub(super) fn new(time: Time, zone: &Zone, locale: Locale) -> Self {
        Self { time, offset: zone.offset(time), zone: zone.name(time).to_owned(), locale }
    }

    fn civil(&self) -> Civil {
        self.time.civil(self.offset)
    }

    /// `+0800`
    fn zone_offset(&self) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.abs() / 60;
        format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
    }

    /// `strftime` with GNU's flags `-`, `_`, `0`; `None` for a conversion that does not exist.
    pub(super) fn format(&self, format: &str) -> String {
        let mut out = String::new();
        let mut chars = format.chars();
        while let Some(c) = chars.next() {
            if c != '%' {
                out.push(c);
                continue;
            }
            let mut pad = None;
            let mut width = 0_usize;
            let mut colons = 0;
            let conversion = loop {
                match chars.next() {
                    Some(flag @ ('-' | '_' | '0' | '^' | '#' | '+')) if width == 0 => pad = Some(flag),
                    Some(digit) if digit.is_ascii_digit() => width = (width * 10 + digit as usize - 48).min(200),
                    Some(':') => colons += 1,
                    Some('E' | 'O') => {}
                    other => break other,
                }
            };
            match conversion {
                Some(conversion) => out.push_str(&self.one(conversion, pad, width, colons)),
                None => out.push('%'),
            }
        }
        out
    }

    fn one(&self, conversion: char, pad: Option<char>, width: usize, colons: usize) -> String {
        let Civil { year, month, day, hour, minute, second, weekday } = self.civil();
        let number = |n: i64, digits: usize, filler: char| -> String {
            let digits = if width > 0 { width } else { digits };
            match pad.unwrap_or(filler) {
                '-' => n.to_string(),
                '_' => format!("{n:>digits$}"),
                _ => format!("{n:0>digits$}"),
            }
        };
        let zh = self.locale == Locale::ZhCn;
        let (month_at, day_at) = (month as usize - 1, weekday as usize);
        let day_of_year = (self.time.secs + self.offset).div_euclid(86400) - Time::days(year, 1, 1);
        let iso = iso_week(year, day_of_year, i64::from(weekday));
        let twelve = i64::from((hour + 11) % 12 + 1);
        let text = match conversion {
            'Y' => number(year, 4, '0'),
            'C' => number(year / 100, 2, '0'),
            'y' => number(year.rem_euclid(100), 2, '0'),
            'm' => number(i64::from(month), 2, '0'),
            'd' => number(i64::from(day), 2, '0'),
            'e' => number(i64::from(day), 2, '_'),
            'H' => number(i64::from(hour), 2, '0'),
            'I' => number(twelve, 2, '0'),
            'k' => number(i64::from(hour), 2, '_'),
            'l' => number(twelve, 2, '_'),
            'M' => number(i64::from(minute), 2, '0'),
            'S' => number(i64::from(second), 2, '0'),
            'N' => {
                let nanos = format!("{:09}", self.time.nanos);
                let digits = if width > 0 { width.min(9) } else { 9 };
                nanos[..digits].to_owned()
            }
            's' => self.time.secs.to_string(),
            'j' => number(day_of_year + 1, 3, '0'),
            'u' => if weekday == 0 { 7 } else { weekday }.to_string(),
            'w' => weekday.to_string(),
            'q' => number(i64::from(month - 1) / 3 + 1, 1, '0'),
            'U' => number((day_of_year + 7 - i64::from(weekday)) / 7, 2, '0'),
            'W' => number((day_of_year + 7 - i64::from(weekday + 6) % 7) / 7, 2, '0'),
            'V' => number(iso.1, 2, '0'),
            'G' => number(iso.0, 4, '0'),
            'g' => number(iso.0.rem_euclid(100), 2, '0'),
            'a' if zh => ZH_DAYS[day_at].to_owned(),
            'A' if zh => format!("星期{}", ZH_DAYS[day_at]),
            'a' => DAYS[day_at][..3].to_owned(),
            'A' => DAYS[day_at].to_owned(),
            'b' | 'h' | 'B' if zh => format!("{month}月"),
            'b' | 'h' => MONTHS[month_at].to_owned(),
            'B' => FULL_MONTHS[month_at].to_owned(),
            'p' if zh => if hour < 12 { "上午" } else { "下午" }.to_owned(),
            'p' => if hour < 12 { "AM" } else { "PM" }.to_owned(),
            'P' => if hour < 12 { "am" } else { "pm" }.to_owned(),
            'Z' => self.zone.clone(),
            'z' if colons == 3 && self.offset % 3600 == 0 => self.zone_offset()[..3].to_owned(),
            'z' if colons > 0 => {
                let mut text = self.zone_offset();
                text.insert(3, ':');
                if colons > 1 {
                    text.push_str(&format!(":{:02}", self.offset.abs() % 60));
                }
                text
            }
            'z' => self.zone_offset(),
            'D' | 'x' => self.format("%m/%d/%y"),
            'F' if year > 9999 => self.format("+%Y-%m-%d"),
            'F' => self.format("%Y-%m-%d"),
            'T' | 'X' => self.format("%H:%M:%S"),
            'R' => self.format("%H:%M"),
            'r' => self.format("%I:%M:%S %p"),
            'c' if zh => self.format("%Y年%m月%d日 %A %H时%M分%S秒"),
            'c' => self.format("%a %b %e %H:%M:%S %Y"),
            'n' => "\n".to_owned(),
            't' => "\t".to_owned(),
            '%' => "%".to_owned(),
            other => format!("%{other}"),
        };
        match pad {
            Some('^') => text.to_uppercase(),
            Some('#') if matches!(conversion, 'Z' | 'p') => text.to_lowercase(),
            Some('#') => text.to_uppercase(),
            _ => text,
        }
    }

    /// The date in `ls -l`: with the time of day if it is less than half a year ago.
    pub(super) fn listed(&self, now: Time) -> String {
        // Half of the average Gregorian year, as ls has it.
        let recent = self.time.secs > now.secs - 31_556_952 / 2 && self.time.secs <= now.secs;
        let Civil { year, month, day, hour, minute, .. } = self.civil();
        let month = if self.locale == Locale::ZhCn {
            // Months are padded to the widest, which has two digits.
            format!("{month}月{}", if month < 10 { " " } else { "" })
        } else {
            MONTHS[month as usize - 1].to_owned()
        };
        if recent { format!("{month} {day:>2} {hour:02}:{minute:02}") } else { format!("{month} {day:>2}  {year:>4}") }
    }
}

/// The year and the week of ISO 8601: weeks begin on Monday and belong to the year in which their Thursday lies.
fn iso_week(year: i64, day_of_year: i64, weekday: i64) -> (i64, i64) {
    let thursday = Time::days(year, 1, 1) + day_of_year + 3 - (weekday + 6) % 7;
    let year = Time::from_secs(thursday * 86_400).civil(0).year;
    (year, (thursday - Time::days(year, 1, 1)) / 7 + 1)
}
