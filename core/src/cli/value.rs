//! The values of flags: what each kind accepts, and what it says to the rest, in the words of Go's and Docker's own parsers.
//!
//! Model: Go `strconv`, `time.ParseDuration`; docker/go-units `size.go`; docker/cli `opts/`, docker `opts/env.go`.

use std::net::IpAddr;

use super::container::mounts;
use super::definition::Kind;
use super::{go, units};

/// The complaint about `value`, if it is not of this kind.
pub fn check(kind: Kind, value: &str) -> Result<(), String> {
    match kind {
        Kind::Bool => bool(value).map(|_| ()).ok_or_else(|| number_error("ParseBool", value, NumberError::Syntax)),
        Kind::Other("ulimit") => ulimit(value).map(|_| ()),
        Kind::String | Kind::List | Kind::Strings | Kind::Map | Kind::Other(_) => Ok(()),
        Kind::Int => int(value).map(|_| ()).map_err(|error| number_error("ParseInt", value, error)),
        Kind::Uint16 => uint16(value).map(|_| ()).map_err(|error| number_error("ParseUint", value, error)),
        Kind::Env => {
            let named = !value.is_empty() && !value.starts_with('=');
            named.then_some(()).ok_or_else(|| ["invalid environment variable: ", value].concat())
        }
        Kind::Label => {
            let named = !value.trim_start().is_empty() && !value.trim_start().starts_with('=');
            named.then_some(()).ok_or_else(|| ["invalid label '", value, "': empty name"].concat())
        }
        Kind::ExtraHost => extra_host(value),
        Kind::Stream => {
            let known = ["stdin", "stdout", "stderr"].contains(&value.to_ascii_lowercase().as_str());
            known.then_some(()).ok_or_else(|| "valid streams are STDIN, STDOUT and STDERR".to_owned())
        }
        Kind::Ip => {
            let known = value.trim().parse::<IpAddr>().is_ok();
            known.then_some(()).ok_or_else(|| [value, " is not an ip address"].concat())
        }
        Kind::Link if value.is_empty() => Err("empty string specified for links".to_owned()),
        Kind::Link => {
            let known = value.split(':').count() <= 2;
            known.then_some(()).ok_or_else(|| ["bad format for links: ", value].concat())
        }
        Kind::SwapBytes if value == "-1" => Ok(()),
        Kind::Bytes | Kind::SwapBytes => {
            units::ram_in_bytes(value).map(|_| ()).ok_or_else(|| ["invalid size: '", value, "'"].concat())
        }
        Kind::Decimal => decimal(value),
        Kind::Duration => duration(value).map(|_| ()),
        Kind::Filter if value.is_empty() || value.contains('=') => Ok(()),
        Kind::Filter => Err("bad format of filter (expected name=value)".to_owned()),
        Kind::Mount => mounts::parse(value).map(|_| ()),
        Kind::Sysctl => sysctl(value),
    }
}

/// Reads a truth value. Model: Go `strconv.ParseBool`.
pub fn bool(value: &str) -> Option<bool> {
    match value {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}

/// Why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// It does not look like one.
    Syntax,
    /// It is too large or too small.
    Range,
}

fn number_error(function: &str, value: &str, error: NumberError) -> String {
    let why = match error {
        NumberError::Syntax => "invalid syntax",
        NumberError::Range => "value out of range",
    };
    ["strconv.", function, ": parsing ", &go::quote(value), ": ", why].concat()
}

/// Reads a whole number: decimal, or with the prefix `0x`, `0o`, `0b` or `0`; `_` between digits.
///
/// Model: Go `strconv.ParseInt` with base 0.
pub fn int(value: &str) -> Result<i64, NumberError> {
    let (negative, digits) = match value.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, value.strip_prefix('+').unwrap_or(value)),
    };
    let size = i128::from(magnitude(digits)?);
    i64::try_from(if negative { -size } else { size }).map_err(|_| NumberError::Range)
}

fn uint16(value: &str) -> Result<u16, NumberError> {
    u16::try_from(magnitude(value)?).map_err(|_| NumberError::Range)
}

/// Whether every `_` stands between two digits, or at the very beginning: behind a prefix.
pub fn underscores_separate(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    (0..bytes.len()).all(|at| bytes[at] != b'_' || (at == 0 || is_digit(at - 1)) && is_digit(at + 1))
}

fn magnitude(text: &str) -> Result<u64, NumberError> {
    let lower = text.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, lower.as_str()),
    };
    if !underscores_separate(digits) || (digits.len() == lower.len() && digits.starts_with('_')) {
        return Err(NumberError::Syntax);
    }
    let plain = digits.replace('_', "");
    if plain.is_empty() || !plain.chars().all(|c| c.is_digit(radix)) {
        return Err(NumberError::Syntax);
    }
    u64::from_str_radix(&plain, radix).map_err(|_| NumberError::Range)
}

fn extra_host(value: &str) -> Result<(), String> {
    let (name, address) = value.split_once(':').unwrap_or((value, ""));
    if name.is_empty() || !value.contains(':') {
        return Err(["bad format for add-host: ", &go::quote(value)].concat());
    }
    if address == "host-gateway" || address.trim().parse::<IpAddr>().is_ok() {
        return Ok(());
    }
    Err(["invalid IP address in add-host: ", &go::quote(address)].concat())
}

/// A number of CPUs with at most nine decimal places.
fn decimal(value: &str) -> Result<(), String> {
    let unsigned = value.strip_prefix(['+', '-']).unwrap_or(value);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |text: &str| text.bytes().all(|c| c.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
        return Err(["failed to parse ", value, " as a rational number"].concat());
    }
    if fraction.trim_end_matches('0').len() > 9 {
        return Err("value is too precise".to_owned());
    }
    Ok(())
}

/// Kernel parameters that each container has its own of. Model: docker/cli `opts/opts.go` `ValidateSysctl`.
/// `name=soft[:hard]`: name, soft and hard limit.
///
/// Model: docker/go-units `ulimit.go` `ParseUlimit`.
pub fn ulimit(value: &str) -> Result<(&str, i64, i64), String> {
    const NAMES: [&str; 15] = [
        "core",
        "cpu",
        "data",
        "fsize",
        "locks",
        "memlock",
        "msgqueue",
        "nice",
        "nofile",
        "nproc",
        "rss",
        "rtprio",
        "rttime",
        "sigpending",
        "stack",
    ];
    let bad = || format!("invalid ulimit argument: {value}");
    let (name, limits) = value.split_once('=').ok_or_else(bad)?;
    if !NAMES.contains(&name) {
        return Err(format!("invalid ulimit type: {name}"));
    }
    let numbers: Vec<&str> = limits.split(':').collect();
    let number =
        |text: &str| text.parse::<i64>().map_err(|_| format!("strconv.ParseInt: parsing {text:?}: invalid syntax"));
    let (soft, hard) = match numbers[..] {
        [both] => (number(both)?, number(both)?),
        [soft, hard] => (number(soft)?, number(hard)?),
        _ => return Err(format!("too many limit value arguments - {limits}, can only have up to two, `soft[:hard]`")),
    };
    if hard != -1 && (soft == -1 || soft > hard) {
        return Err(format!("ulimit soft limit must be less than or equal to hard limit: {soft} > {hard}"));
    }
    Ok((name, soft, hard))
}

fn sysctl(value: &str) -> Result<(), String> {
    const WHOLE: [&str; 8] = [
        "kernel.msgmax",
        "kernel.msgmnb",
        "kernel.msgmni",
        "kernel.sem",
        "kernel.shmall",
        "kernel.shmmax",
        "kernel.shmmni",
        "kernel.shm_rmid_forced",
    ];
    if let Some((name, _)) = value.split_once('=')
        && (WHOLE.contains(&name) || name.starts_with("net.") || name.starts_with("fs.mqueue."))
    {
        return Ok(());
    }
    Err(["sysctl '", value, "' is not whitelisted"].concat())
}

/// Reads a length of time such as `1h2.5s`, in nanoseconds. Model: Go `time.ParseDuration`.
pub fn duration(text: &str) -> Result<i64, String> {
    let invalid = || ["time: invalid duration ", &go::quote(text)].concat();
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let number_end = rest.find(|c: char| c != '.' && !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, tail) = rest.split_at(number_end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
            return Err(invalid());
        }
        let unit_end = tail.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, behind) = tail.split_at(unit_end);
        let nanos: i128 = match unit {
            "" => return Err(["time: missing unit in duration ", &go::quote(text)].concat()),
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => {
                let (unit, text) = (go::quote(unit), go::quote(text));
                return Err(["time: unknown unit ", &unit, " in duration ", &text].concat());
            }
        };
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| invalid())? };
        // More digits than these are below a nanosecond.
        let fraction = &fraction[..fraction.len().min(18)];
        let tenths: i128 = if fraction.is_empty() { 0 } else { fraction.parse().map_err(|_| invalid())? };
        let part = tenths * nanos / 10_i128.pow(fraction.len() as u32);
        total = whole.checked_mul(nanos).and_then(|n| total.checked_add(n + part)).ok_or_else(invalid)?;
        rest = behind;
    }
    i64::try_from(if negative { -total } else { total }).map_err(|_| invalid())
}
