//! PAX records: attributes that the old header has no room for.
//!
//! Source: Go `archive/tar/{reader,strconv}.go`.

use super::TarError;
use crate::clock::Time;

/// What the records of a PAX header say.
#[derive(Default)]
pub(super) struct Pax {
    pub(super) path: Option<Vec<u8>>,
    pub(super) link: Option<Vec<u8>>,
    pub(super) uid: Option<u64>,
    pub(super) gid: Option<u64>,
    pub(super) uname: Option<Vec<u8>>,
    pub(super) gname: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
    pub(super) mtime: Option<Time>,
    pub(super) xattrs: Vec<(Vec<u8>, Vec<u8>)>,
    pub(super) sparse: bool,
}

impl Pax {
    pub(super) fn parse(records: &[u8]) -> Result<Self, TarError> {
        let mut pax = Self::default();
        let mut rest = records;
        while !rest.is_empty() {
            let (key, value) = record(&mut rest).ok_or(TarError::Header)?;
            // An empty value means: as if there were no record.
            if value.is_empty() {
                continue;
            }
            let number =
                || std::str::from_utf8(value).ok().and_then(|text| text.parse().ok()).ok_or(TarError::Header).map(Some);
            match key {
                b"path" => pax.path = Some(value.to_vec()),
                b"linkpath" => pax.link = Some(value.to_vec()),
                b"uid" => pax.uid = number()?,
                b"gid" => pax.gid = number()?,
                b"uname" => pax.uname = Some(value.to_vec()),
                b"gname" => pax.gname = Some(value.to_vec()),
                b"size" => pax.size = number()?,
                b"mtime" => pax.mtime = Some(pax_time(value).ok_or(TarError::Header)?),
                key if key.starts_with(b"GNU.sparse.") => pax.sparse = true,
                key => {
                    if let Some(name) = key.strip_prefix(b"SCHILY.xattr.") {
                        pax.xattrs.push((name.to_vec(), value.to_vec()));
                    }
                }
            }
        }
        Ok(pax)
    }
}

/// Takes the first record, `LENGTH KEY=VALUE\n`, off `rest`. A value is any bytes, line feeds too (the `tar` crate splits
/// there, and would refuse most file capabilities).
fn record<'a>(rest: &mut &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let blank = rest.iter().position(|b| *b == b' ')?;
    let length: usize = std::str::from_utf8(&rest[..blank]).ok()?.parse().ok()?;
    let (record, behind) = rest.split_at_checked(length)?;
    let text = record.get(blank + 1..)?.strip_suffix(b"\n")?;
    let equals = text.iter().position(|b| *b == b'=')?;
    let (key, value) = (&text[..equals], &text[equals + 1..]);
    let is_text = matches!(key, b"path" | b"linkpath" | b"uname" | b"gname");
    let nul = |bytes: &[u8]| bytes.contains(&0);
    if key.is_empty() || nul(key) || (is_text && nul(value)) {
        return None;
    }
    *rest = behind;
    Some((key, value))
}

/// A record as it is written: its length counts itself.
pub(super) fn write_record(out: &mut Vec<u8>, key: &[u8], value: &[u8]) {
    let mut length = key.len() + value.len() + 3;
    length += decimal_digits(length);
    if decimal_digits(length) + key.len() + value.len() + 3 != length {
        length += 1;
    }
    out.extend_from_slice(length.to_string().as_bytes());
    out.push(b' ');
    out.extend_from_slice(key);
    out.push(b'=');
    out.extend_from_slice(value);
    out.push(b'\n');
}

const fn decimal_digits(number: usize) -> usize {
    if number == 0 { 1 } else { number.ilog10() as usize + 1 }
}

/// Decimal seconds, perhaps negative, perhaps with a fraction (of which nine digits count).
fn pax_time(text: &[u8]) -> Option<Time> {
    let text = std::str::from_utf8(text).ok()?;
    let (secs, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let nanos: u32 = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    let whole: i64 = secs.parse().ok()?;
    Some(match (secs.starts_with('-'), nanos) {
        (false, _) | (true, 0) => Time { secs: whole, nanos },
        (true, _) => Time { secs: whole.checked_sub(1)?, nanos: 1_000_000_000 - nanos },
    })
}

/// A time as Go writes it: decimal seconds, with as much of a fraction as there is.
pub(super) fn format_time(time: Time) -> String {
    if time.nanos == 0 {
        return time.secs.to_string();
    }
    // Seconds and fraction have one sign: -1.25 s is held as -2 s and 0.75 s.
    let (sign, secs, nanos) =
        if time.secs < 0 { ("-", -(time.secs + 1), 1_000_000_000 - time.nanos) } else { ("", time.secs, time.nanos) };
    let fraction = format!("{nanos:09}");
    format!("{sign}{secs}.{}", fraction.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_count_themselves() {
        for (value, length) in [(1, "9"), (2, "11"), (90, "99"), (91, "101")] {
            let mut out = Vec::new();
            write_record(&mut out, b"path", &vec![b'x'; value]);
            assert!(out.starts_with(length.as_bytes()), "{value}: {:?}", String::from_utf8_lossy(&out));
            assert_eq!(out.len().to_string(), length);
            assert_eq!(Pax::parse(&out).ok().and_then(|pax| pax.path).map(|path| path.len()), Some(value));
        }
    }

    #[test]
    fn times_round_trip() {
        for text in ["0", "-1.25", "1610000000.5", "-7", "12.000000001"] {
            assert_eq!(pax_time(text.as_bytes()).map(format_time).as_deref(), Some(text));
        }
        assert_eq!(pax_time(b"1.x"), None);
    }

    #[test]
    fn refuses_what_go_refuses() {
        for bad in [&b"5 a=b\n"[..], b"6 a=b", b"x a=b\n", b"6 =bb\n", b"9 path=\0\n"] {
            assert!(Pax::parse(bad).is_err(), "{:?}", String::from_utf8_lossy(bad));
        }
    }
}
