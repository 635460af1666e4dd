//! `date`, `sleep`, and reading dates

use super::dates::Date;
use super::options::{self, Value};
use super::{Context, Exit, Home, Program, Wait};
use crate::clock::Time;
use crate::kernel::Follow;
use crate::process::{Blocked, Memory};
use crate::profile::Locale;
use crate::trace::shown;

pub(super) const DATE: Program = Program {
    name: "date",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-uR] [-I[SPEC]] [-d STRING] [-r FILE] [+FORMAT]",
    summary: ["print the simulated date and time", "输出模拟的日期和时间"],
    run: date,
};

pub(super) const SLEEP: Program = Program {
    name: "sleep",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "NUMBER[smhd]...",
    summary: ["wait: the simulated clock moves on", "等待：模拟时钟向前走"],
    run: sleep,
};

fn date(ctx: &mut Context<'_>) -> Exit {
    let long = [
        ("date", 'd', Value::Yes),
        ("iso-8601", 'I', Value::Maybe),
        ("reference", 'r', Value::Yes),
        ("rfc-3339", '\0', Value::Yes),
        ("rfc-email", 'R', Value::No),
        ("utc", 'u', Value::No),
        ("universal", 'u', Value::No),
        ("set", 's', Value::Yes),
    ];
    // -I takes its value without a blank only.
    let mut precision = String::new();
    for arg in &mut ctx.args {
        if let Some(rest) = arg.strip_prefix(b"-I").filter(|rest| !rest.is_empty()) {
            precision = shown(rest);
            *arg = b"-I"[..].into();
        }
    }
    let options = match options::parse(ctx, "d:IRr:us:", &long, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if options.has('s') {
        ctx.err("drydock: setting the clock is not simulated: `sleep` moves it\n");
        return Ok(1);
    }
    let offset = if options.has('u') { 0 } else { ctx.utc_offset() };
    let zone = if options.has('u') || ctx.busybox() { "UTC".to_owned() } else { ctx.profile().time_zone.clone() };
    let mut time = ctx.now();
    if let Some(file) = options.value('r') {
        let name = shown(file);
        match ctx.stat(file, Follow::Yes) {
            Ok(stat) => time = stat.mtime,
            Err(error) => {
                ctx.complain(format_args!("{name}: {error}"));
                return Ok(1);
            }
        }
    }
    if let Some(text) = options.value('d').map(|text| shown(text)) {
        match parse(&text, ctx.now(), offset) {
            Some(parsed) => time = parsed,
            None => {
                ctx.complain(format_args!("invalid date '{text}'"));
                return Ok(1);
            }
        }
    }
    if let Some(value) = options.value('I') {
        precision = shown(value);
    }
    let format = match options.operands.first().map(|operand| shown(operand)) {
        Some(format) if format.starts_with('+') => format[1..].to_owned(),
        Some(other) => {
            ctx.complain(format_args!("invalid date '{other}'"));
            return Ok(1);
        }
        None if options.has('R') => "%a, %d %b %Y %H:%M:%S %z".to_owned(),
        None if options.has('I') => match &*precision {
            "hours" => "%Y-%m-%dT%H%:z",
            "minutes" => "%Y-%m-%dT%H:%M%:z",
            "seconds" => "%Y-%m-%dT%H:%M:%S%:z",
            "ns" => "%Y-%m-%dT%H:%M:%S,%N%:z",
            _ => "%Y-%m-%d",
        }
        .to_owned(),
        None if options.has('\0') => "%Y-%m-%d %H:%M:%S%:z".to_owned(),
        None => match ctx.locale() {
            Locale::ZhCn => "%Y年 %m月 %d日 %A %H:%M:%S %Z".to_owned(),
            Locale::EnUs => "%a %b %e %r %Z %Y".to_owned(),
            Locale::C => "%a %b %e %H:%M:%S %Z %Y".to_owned(),
        },
    };
    let text = Date { time, offset, zone: &zone, locale: ctx.locale() }.format(&format);
    ctx.line(text);
    Ok(0)
}

/// A date such as `2021-02-02 07:37:05`, `@1612222625`, `now`, `yesterday` or `2 days ago`.
pub(super) fn parse(text: &str, now: Time, offset: i64) -> Option<Time> {
    let text = text.trim();
    if let Some(seconds) = text.strip_prefix('@') {
        let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
        let nanos = if fraction.is_empty() { 0 } else { format!("{fraction:0<9}").get(..9)?.parse().ok()? };
        return Some(Time { secs: whole.parse().ok()?, nanos });
    }
    if let Some(time) = Time::parse_rfc3339(&text.replacen(' ', "T", 1)) {
        return Some(time);
    }
    let day = 86400;
    match text {
        "now" | "" => return Some(now),
        "today" => return Some(now),
        "yesterday" => return Some(now.plus_secs(-day)),
        "tomorrow" => return Some(now.plus_secs(day)),
        _ => {}
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    if let [count, unit, rest @ ..] = &words[..]
        && let Ok(count) = count.parse::<i64>()
    {
        let seconds = match unit.trim_end_matches('s') {
            "sec" | "second" => 1,
            "min" | "minute" => 60,
            "hour" => 3600,
            "day" => day,
            "week" => 7 * day,
            _ => return None,
        };
        let sign = match rest {
            [] => 1,
            ["ago"] => -1,
            _ => return None,
        };
        return Some(now.plus_secs(count.checked_mul(seconds)?.checked_mul(sign)?));
    }
    // A date, a time of day, or both, in this time zone.
    let (date, time) = match &words[..] {
        [both] if both.contains('T') => both.split_once('T')?,
        [date] if date.contains('-') => (*date, "00:00:00"),
        [time] if time.contains(':') => ("", *time),
        [date, time] => (*date, *time),
        _ => return None,
    };
    let today = now.civil(offset);
    let date = if date.is_empty() {
        format!("{:04}-{:02}-{:02}", today.year, today.month, today.day)
    } else {
        date.to_owned()
    };
    let time = if time.matches(':').count() == 1 { format!("{time}:00") } else { time.to_owned() };
    let local = Time::parse_rfc3339(&format!("{date}T{time}Z"))?;
    Some(local.plus_secs(-offset))
}

/// A stamp of `touch -t`: `[[CC]YY]MMDDhhmm[.ss]`.
pub(super) fn parse_stamp(text: &str, now: Time, offset: i64) -> Option<Time> {
    let (digits, seconds) = text.split_once('.').unwrap_or((text, "00"));
    if !digits.bytes().all(|c| c.is_ascii_digit()) || seconds.len() != 2 {
        return None;
    }
    let year = match digits.len() {
        8 => format!("{:04}", now.civil(offset).year),
        10 => format!("{}{}", if &digits[..2] >= "69" { "19" } else { "20" }, &digits[..2]),
        12 => digits[..4].to_owned(),
        _ => return None,
    };
    let rest = &digits[digits.len() - 8..];
    let text = format!("{year}-{}-{}T{}:{}:{seconds}Z", &rest[..2], &rest[2..4], &rest[4..6], &rest[6..]);
    Some(Time::parse_rfc3339(&text)?.plus_secs(-offset))
}

fn sleep(ctx: &mut Context<'_>) -> Exit {
    let now = ctx.now();
    if let Some(Memory::Until(until)) = ctx.memory().cloned() {
        return if now >= until { Ok(0) } else { Err(Wait::Blocked(Blocked::Until(until))) };
    }
    if ctx.args.is_empty() {
        return Ok(options::wrong(ctx, "missing operand", 1));
    }
    let mut nanos = 0_u64;
    for arg in ctx.args.clone() {
        let text = shown(&arg);
        if text == "infinity" {
            return Err(Wait::Blocked(Blocked::Signal));
        }
        let (number, factor) = match text.as_bytes().last() {
            Some(b's') => (&text[..text.len() - 1], 1.0),
            Some(b'm') => (&text[..text.len() - 1], 60.0),
            Some(b'h') => (&text[..text.len() - 1], 3600.0),
            Some(b'd') => (&text[..text.len() - 1], 86400.0),
            _ => (&*text, 1.0),
        };
        let valid = !number.is_empty() && super::real::prefix(number) == number.len() && !number.starts_with('-');
        let Some(seconds) = number.parse::<f64>().ok().filter(|_| valid) else {
            if ctx.busybox() {
                ctx.complain(format_args!("invalid number '{text}'"));
                return Ok(1);
            }
            return Ok(options::wrong(ctx, &format!("invalid time interval '{text}'"), 1));
        };
        // A float that is too big becomes the biggest number.
        nanos = nanos.saturating_add((seconds * factor * 1e9) as u64);
    }
    // Beyond the year 10000 nobody waits any more.
    let until = now.plus_nanos(nanos.min(2_500_000_000_000_000_000));
    if let Some(memory) = ctx.memory() {
        *memory = Memory::Until(until);
    }
    if nanos == 0 { Ok(0) } else { Err(Wait::Blocked(Blocked::Until(until))) }
}
