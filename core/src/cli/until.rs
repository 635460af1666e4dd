//! `--filter until=…` of the prunes, and other moments that flags name.
//!
//! Model: moby `api/types/time/timestamp.go` `GetTimestamp`; `daemon/prune.go` `getUntilFromPruneFilters`.

use super::call::{Call, Failure};
use super::filter::Filters;
use super::go;
use super::value;
use crate::clock::Time;

/// The moment that a text names: a time stamp, seconds since 1970, or so long ago. A time stamp without a zone is the client's.
pub fn parse(text: &str, now: Time, offset: i64) -> Option<Time> {
    if let Ok(nanos) = value::duration(text) {
        let total = i128::from(now.secs) * 1_000_000_000 + i128::from(now.nanos) - i128::from(nanos);
        // The client sends whole seconds.
        return Some(Time::from_secs(i64::try_from(total.div_euclid(1_000_000_000)).unwrap_or_default()));
    }
    let (whole, zoned) = match text.len() {
        10 => ([text, "T00:00:00Z"].concat(), false),
        13 => ([text, ":00:00Z"].concat(), false),
        16 => ([text, ":00Z"].concat(), false),
        19 => ([text, "Z"].concat(), false),
        _ => (text.to_owned(), text.ends_with('Z') || text.get(19..).is_some_and(|zone| zone.contains(['+', '-']))),
    };
    let local = |time: Time| if zoned { time } else { Time { secs: time.secs.saturating_sub(offset), ..time } };
    let with_zone = || Time::parse_rfc3339(&[text, "Z"].concat()).filter(|_| !zoned && text.len() > 19);
    if let Some(time) = Time::parse_rfc3339(&whole).or_else(with_zone) {
        return Some(local(time));
    }
    let (secs, fraction) = text.split_once('.').unwrap_or((text, ""));
    let secs = secs.parse().ok()?;
    if fraction.is_empty() {
        return Some(Time::from_secs(secs));
    }
    let digits = format!("{fraction:0<9}");
    Some(Time { secs, nanos: digits.get(..9)?.parse().ok()? })
}

/// The moment before which things are to be removed.
pub fn moment(call: &mut Call<'_>, filters: &Filters) -> Result<Option<Time>, Failure> {
    let mut values = filters.values("until");
    let Some(text) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Failure::from_daemon("more than one until filter specified"));
    }
    let machine = call.machine();
    let (now, offset) = (machine.now(), machine.profile.utc_offset);
    let why = || Failure::from_daemon(&["failed to parse value as time or duration: ", &go::quote(text)].concat());
    parse(text, now, offset).map(Some).ok_or_else(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        let now = Time { secs: 1_700_000_000, nanos: 5 };
        let read = |text: &str| parse(text, now, 3600).map(|time| (time.secs, time.nanos));
        for (text, secs, nanos) in [
            ("10m", 1_699_999_400, 0),
            ("1700000000", 1_700_000_000, 0),
            ("1700000000.25", 1_700_000_000, 250_000_000),
            ("2023-11-14T22:13:20Z", 1_700_000_000, 0),
            ("2023-11-14T23:13:20+01:00", 1_700_000_000, 0),
            ("2023-11-14T23:13:20", 1_700_000_000, 0),
            ("2023-11-14T23:13:20.5", 1_700_000_000, 500_000_000),
            ("2023-11-14T23:13", 1_699_999_980, 0),
            ("2023-11-14", 1_699_916_400, 0),
        ] {
            assert_eq!(read(text), Some((secs, nanos)), "{text}");
        }
        for wrong in ["", "x", "yesterday", "2023-13-14", "1h2"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
