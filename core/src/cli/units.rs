//! Sizes and ages in words.
//!
//! Model: docker/go-units `size.go`, `duration.go`.

use std::fmt::Write as _;

use super::go;
use crate::clock::{Civil, Time};

const DECIMAL: [&str; 9] = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];

/// A size with so many significant digits: three in tables, four elsewhere.
pub fn human_size_with(bytes: f64, digits: usize) -> String {
    let (mut size, mut unit) = (bytes, 0);
    while size >= 1000.0 && unit < DECIMAL.len() - 1 {
        size /= 1000.0;
        unit += 1;
    }
    go::significant(size, digits) + DECIMAL[unit]
}

/// A size with four significant digits: `2.712kB`.
pub fn human_size(bytes: i64) -> String {
    human_size_with(bytes as f64, 4)
}

/// A size in powers of 1024, with four significant digits: `23.54GiB`.
pub fn bytes_size(bytes: u64) -> String {
    const BINARY: [&str; 9] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"];
    let (mut size, mut unit) = (bytes as f64, 0);
    while size >= 1024.0 && unit < BINARY.len() - 1 {
        size /= 1024.0;
        unit += 1;
    }
    go::significant(size, 4) + BINARY[unit]
}

/// Reads a size such as `12`, `512m`, `1.5 GiB`; the units are powers of 1024 whether or not there is an `i`.
pub fn ram_in_bytes(text: &str) -> Option<i64> {
    let lower = text.to_ascii_lowercase();
    let number = lower.trim_end_matches(|c: char| !c.is_ascii_digit() && c != '.');
    let unit = &lower[number.len()..];
    let unit = unit.strip_prefix(' ').unwrap_or(unit);
    let unit = unit.strip_suffix('b').unwrap_or(unit);
    let unit = unit.strip_suffix('i').unwrap_or(unit);
    let power = match unit {
        "" => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        "p" => 5,
        _ => return None,
    };
    let plain =
        number.starts_with(|c: char| c.is_ascii_digit()) && number.bytes().all(|c| c == b'.' || c.is_ascii_digit());
    let value: f64 = if plain { crate::decimal::parse(number)? } else { return None };
    Some((value * 1024_f64.powi(power)) as i64)
}

/// The time from `then` to `now` in words: `Less than a second`, `About a minute`, `5 years`.
pub fn human_duration(then: Time, now: Time) -> String {
    human_nanos(nanos_between(then, now))
}

/// A moment on the host's clock, as Go prints it: `2021-01-12 10:17:43 +0000 UTC`. The zone is seconds east of UTC and its name.
///
/// Model: Go `time.Time.String`.
pub fn local_time(time: Time, (offset, name): (i64, &str)) -> String {
    let Civil { year, month, day, hour, minute, second, .. } = time.civil(offset);
    let fraction = format!(".{:09}", time.nanos);
    let fraction = fraction.trim_end_matches('0').trim_end_matches('.');
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.unsigned_abs() / 60;
    let (east, rest) = (minutes / 60, minutes % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}{fraction} {sign}{east:02}{rest:02} {name}")
}

/// A moment on the host's clock in RFC 3339, without a fraction: `2021-01-12T18:17:43+08:00`.
pub fn rfc3339(time: Time, offset: i64) -> String {
    let Civil { year, month, day, hour, minute, second, .. } = time.civil(offset);
    let mut out = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    let minutes = offset.unsigned_abs() / 60;
    match offset {
        0 => out.push('Z'),
        _ => _ = write!(out, "{}{:02}:{:02}", if offset < 0 { '-' } else { '+' }, minutes / 60, minutes % 60),
    }
    out
}

/// A moment in UTC as C's `asctime` has it: `Tue Apr  4 18:21:00 2023`.
pub fn ansi_c(time: Time) -> String {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Civil { year, month, day, hour, minute, second, weekday } = time.civil(0);
    let weekday = DAYS.get(weekday as usize).unwrap_or(&"");
    let month = MONTHS.get(month.saturating_sub(1) as usize).unwrap_or(&"");
    format!("{weekday} {month} {day:2} {hour:02}:{minute:02}:{second:02} {year}")
}

/// Nanoseconds from `then` to `now`.
pub const fn nanos_between(then: Time, now: Time) -> i128 {
    (now.secs as i128 - then.secs as i128) * 1_000_000_000 + now.nanos as i128 - then.nanos as i128
}

fn human_nanos(nanos: i128) -> String {
    // Go's Duration holds 292 years; a longer time is cut to that (`time.Time.Sub`).
    let seconds = nanos.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) / 1_000_000_000;
    let minutes = seconds / 60;
    let hours = (seconds + 1800) / 3600;
    let (count, unit) = match () {
        () if seconds < 1 => return "Less than a second".to_owned(),
        () if seconds == 1 => return "1 second".to_owned(),
        () if seconds < 60 => (seconds, " seconds"),
        () if minutes == 1 => return "About a minute".to_owned(),
        () if minutes < 60 => (minutes, " minutes"),
        () if hours == 1 => return "About an hour".to_owned(),
        () if hours < 48 => (hours, " hours"),
        () if hours < 24 * 7 * 2 => (hours / 24, " days"),
        () if hours < 24 * 30 * 2 => (hours / 24 / 7, " weeks"),
        () if hours < 24 * 365 * 2 => (hours / 24 / 30, " months"),
        () => (seconds / 3600 / 24 / 365, " years"),
    };
    count.to_string() + unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (bytes, three, four) in [
            (0, "0B", "0B"),
            (118, "118B", "118B"),
            (1288, "1.29kB", "1.288kB"),
            (2712, "2.71kB", "2.712kB"),
            (1_992_000, "1.99MB", "1.992MB"),
            (133_000_000, "133MB", "133MB"),
            (133_123_456, "133MB", "133.1MB"),
            (999_900, "1e+03kB", "999.9kB"),
        ] {
            assert_eq!(human_size_with(f64::from(bytes), 3), three);
            assert_eq!(human_size(i64::from(bytes)), four);
        }
    }

    #[test]
    fn in_binary_and_in_c() {
        assert_eq!([0, 1023, 1024, 25_276_502_016].map(bytes_size), ["0B", "1023B", "1KiB", "23.54GiB"]);
        assert_eq!(ansi_c(Time::from_secs(1_680_632_460)), "Tue Apr  4 18:21:00 2023");
    }

    #[test]
    fn reads_sizes() {
        for (text, bytes) in [
            ("12", Some(12)),
            ("512m", Some(512 << 20)),
            ("1.5GiB", Some(3 << 29)),
            ("2 kb", Some(2048)),
            ("12zz", None),
            ("", None),
            ("-1x", None),
            ("b", None),
            (".5k", None),
            ("1..2k", None),
        ] {
            assert_eq!(ram_in_bytes(text), bytes, "{text}");
        }
    }

    #[test]
    fn local_times() {
        let time = Time { secs: 1_610_446_663, nanos: 2443 };
        assert_eq!(local_time(time, (28800, "CST")), "2021-01-12 18:17:43.000002443 +0800 CST");
        assert_eq!(local_time(Time::from_secs(0), (-12600, "NST")), "1969-12-31 20:30:00 -0330 NST");
        assert_eq!(rfc3339(time, 0), "2021-01-12T10:17:43Z");
        assert_eq!(rfc3339(time, -12600), "2021-01-12T06:47:43-03:30");
    }

    #[test]
    fn ages() {
        let seconds = |n: i64| human_duration(Time::from_secs(0), Time::from_secs(n));
        for (age, text) in [
            (-5, "Less than a second"),
            (0, "Less than a second"),
            (1, "1 second"),
            (59, "59 seconds"),
            (60, "About a minute"),
            (119, "About a minute"),
            (120, "2 minutes"),
            (3600, "About an hour"),
            (5399, "About an hour"),
            (5400, "2 hours"),
            (47 * 3600, "47 hours"),
            (48 * 3600, "2 days"),
            (14 * 86400, "2 weeks"),
            (60 * 86400, "2 months"),
            (730 * 86400, "2 years"),
            (5 * 365 * 86400, "5 years"),
            (i64::MAX, "292 years"),
        ] {
            assert_eq!(seconds(age), text, "{age}");
        }
    }
}
