//! Time and random numbers as values. Nothing in the core asks the machine it runs on for either.

/// A moment: seconds and nanoseconds since 1970-01-01T00:00:00Z. Displayed as RFC 3339 in UTC with the fraction's trailing
/// zeros dropped, the way Go's `time.RFC3339Nano` writes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    /// Whole seconds; negative before 1970.
    pub secs: i64,
    /// Nanoseconds, below 1 000 000 000.
    pub nanos: u32,
}

/// A day of the calendar and a time of day, in some time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// The year, proleptic Gregorian.
    pub year: i64,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
    /// 0 to 59.
    pub second: u32,
    /// 0 is Sunday.
    pub weekday: u32,
}

impl Time {
    /// The moment that Go takes for none: the beginning of the year 1.
    pub const GO_ZERO: Self = Self::from_secs(-62_135_596_800);

    /// A moment on a whole second.
    pub const fn from_secs(secs: i64) -> Self {
        Self { secs, nanos: 0 }
    }

    /// This moment plus whole seconds; at most the last moment that there is.
    #[must_use]
    pub const fn plus_secs(self, secs: i64) -> Self {
        Self { secs: self.secs.saturating_add(secs), ..self }
    }

    /// This moment plus nanoseconds.
    #[must_use]
    pub const fn plus_nanos(self, nanos: u64) -> Self {
        let total = self.nanos as u64 + nanos % 1_000_000_000;
        let secs = (nanos / 1_000_000_000 + total / 1_000_000_000) as i64;
        Self { secs: self.secs.saturating_add(secs), nanos: (total % 1_000_000_000) as u32 }
    }

    /// The calendar date and time of day at `offset` seconds east of UTC.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    pub const fn civil(self, offset: i64) -> Civil {
        let local = self.secs.saturating_add(offset);
        let (days, second) = (local.div_euclid(86400), local.rem_euclid(86400) as u32);
        let z = days + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let month = if mp < 10 { mp + 3 } else { mp - 9 } as u32;
        Civil {
            year: yoe + era * 400 + (month <= 2) as i64,
            month,
            day: (doy - (153 * mp + 2) / 5 + 1) as u32,
            hour: second / 3600,
            minute: second / 60 % 60,
            second: second % 60,
            weekday: (days + 4).rem_euclid(7) as u32,
        }
    }

    /// Days since 1970-01-01. The month is from 1 to 12; the day may lie outside of it.
    ///
    /// Source: Howard Hinnant, as above, `days_from_civil`.
    pub(crate) const fn days(year: i64, month: i64, day: i64) -> i64 {
        let y = year - (month <= 2) as i64;
        let era = y.div_euclid(400);
        let yoe = y.rem_euclid(400);
        let doy = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
    }

    /// Reads an RFC 3339 time stamp such as `2021-01-12T10:17:41.649267496Z`. `None` if it is not one.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let number = |from: usize, len: usize| -> Option<i64> {
            let digits = text.get(from..from + len)?;
            digits.bytes().all(|c| c.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
        if separators.iter().any(|(at, c)| bytes.get(*at) != Some(c)) {
            return None;
        }
        let (year, month, day) = (number(0, 4)?, number(5, 2)?, number(8, 2)?);
        let (hour, minute, second) = (number(11, 2)?, number(14, 2)?, number(17, 2)?);
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let mut rest = text.get(19..)?;
        let mut nanos = 0;
        if let Some(fraction) = rest.strip_prefix('.') {
            let len = fraction.bytes().take_while(u8::is_ascii_digit).count();
            if len == 0 {
                return None;
            }
            nanos = format!("{:0<9}", &fraction[..len])[..9].parse().ok()?;
            rest = &fraction[len..];
        }
        let offset = match rest.as_bytes() {
            [b'Z'] => 0,
            [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
                let at = text.len() - 5;
                let value = number(at, 2)? * 3600 + number(at + 3, 2)? * 60;
                if *sign == b'-' { -value } else { value }
            }
            _ => return None,
        };
        Some(Self { secs: Self::days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset, nanos })
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Civil { year, month, day, hour, minute, second, .. } = self.civil(0);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if self.nanos > 0 {
            write!(f, ".{}", format!("{:09}", self.nanos).trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}

/// A seeded stream of random numbers (SplitMix64), for IDs that a real host would draw at random.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seeded(u64);

impl Seeded {
    /// The stream of this seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub const fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = self.0;
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// The next `N` bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next_u64().to_le_bytes()[..chunk.len()]);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_text_round_trips() {
        for text in
            ["2021-01-12T10:17:41.649267496Z", "1970-01-01T00:00:00Z", "2000-02-29T23:59:59.1Z", "1969-12-31T23:59:59Z"]
        {
            assert_eq!(Time::parse_rfc3339(text).unwrap().to_string(), text);
        }
        let east = Time::parse_rfc3339("2021-02-02T07:37:00+08:00").unwrap();
        assert_eq!(east.to_string(), "2021-02-01T23:37:00Z");
        assert_eq!(east.civil(8 * 3600).hour, 7);
        assert_eq!(Time::parse_rfc3339("2021-02-02 07:37:00Z"), None);
        assert_eq!(Time::parse_rfc3339("2021-13-02T07:37:00Z"), None);
    }

    #[test]
    fn seeded_stream_is_fixed() {
        // First outputs of SplitMix64 for seed 1234567, from the reference implementation.
        let mut s = Seeded::new(1_234_567);
        assert_eq!(s.next_u64(), 6_457_827_717_110_365_317);
        assert_eq!(s.next_u64(), 3_203_168_211_198_807_973);
    }
}
