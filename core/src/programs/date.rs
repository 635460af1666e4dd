//! `date`, `sleep`, and reading dates

use super::dates::Date;
use super::options::{self, Value};
use super::zone::Zone;
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
        ("rfc-3339", '3', Value::Yes),
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
    let zone = if options.has('u') { Zone::fixed("UTC", 0) } else { ctx.zone() };
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
        match parse(ctx, &text, &zone) {
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
    let rfc = options.value('3').map(|value| shown(value));
    for (value, option, known) in [
        (
            Some(&precision).filter(|text| !text.is_empty()),
            "iso-8601",
            &["hours", "minutes", "date", "seconds", "ns"][..],
        ),
        (rfc.as_ref(), "rfc-3339", &["date", "seconds", "ns"]),
    ] {
        if let Some(value) = value.filter(|value| !known.contains(&value.as_str())) {
            return Ok(options::invalid(ctx, value, option, known, 1));
        }
    }
    if let Some(extra) = options.operands.get(1).filter(|_| !ctx.busybox()) {
        return Ok(options::wrong_operands(ctx, &format!("extra operand '{}'", shown(extra)), 1));
    }
    let format = match options.operands.first().map(|operand| shown(operand)) {
        Some(format) if format.starts_with('+') => format[1..].to_owned(),
        Some(other) if ctx.busybox() || !(options.has('d') || options.has('r')) => {
            ctx.complain(format_args!("invalid date '{other}'"));
            return Ok(1);
        }
        Some(other) => {
            let message = format!(
                "the argument '{other}' lacks a leading '+';\nwhen using an option to specify date(s), any non-option\n\
                 argument must be a format string beginning with '+'"
            );
            return Ok(options::wrong(ctx, &message, 1));
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
        None if rfc.is_some() => match rfc.as_deref() {
            Some("date") => "%Y-%m-%d",
            Some("ns") => "%Y-%m-%d %H:%M:%S.%N%:z",
            _ => "%Y-%m-%d %H:%M:%S%:z",
        }
        .to_owned(),
        None => match ctx.locale() {
            Locale::ZhCn => "%Y年 %m月 %d日 %A %H:%M:%S %Z".to_owned(),
            Locale::EnUs => "%a %b %e %r %Z %Y".to_owned(),
            Locale::C => "%a %b %e %H:%M:%S %Z %Y".to_owned(),
        },
    };
    let text = Date::new(time, &zone, ctx.locale()).format(&format);
    ctx.line(text);
    Ok(0)
}

/// A date as `-d` takes it: busybox knows numbers only, GNU's programs words, too.
pub(super) fn parse(ctx: &Context<'_>, text: &str, zone: &Zone) -> Option<Time> {
    if ctx.busybox() { plain(text.trim(), ctx.now(), zone) } else { super::when::parse(text, ctx.now(), zone) }
}

/// `2021-02-02 07:37:05`, `07:37` or `@1612222625`.
fn plain(text: &str, now: Time, zone: &Zone) -> Option<Time> {
    if let Some(seconds) = text.strip_prefix('@') {
        return seconds.parse().ok().map(Time::from_secs);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let (date, time) = match &words[..] {
        [date] if date.contains('-') => ((*date).to_owned(), "00:00:00"),
        [time] if time.contains(':') => {
            let today = now.civil(zone.offset(now));
            (format!("{:04}-{:02}-{:02}", today.year, today.month, today.day), *time)
        }
        [date, time] => ((*date).to_owned(), *time),
        _ => return None,
    };
    let time = if time.matches(':').count() == 1 { format!("{time}:00") } else { time.to_owned() };
    Some(zone.moment(Time::parse_rfc3339(&format!("{date}T{time}Z"))?))
}

/// A stamp of `touch -t`: `[[CC]YY]MMDDhhmm[.ss]`.
pub(super) fn parse_stamp(text: &str, now: Time, zone: &Zone) -> Option<Time> {
    let (digits, seconds) = text.split_once('.').unwrap_or((text, "00"));
    if !digits.bytes().all(|c| c.is_ascii_digit()) || seconds.len() != 2 {
        return None;
    }
    let year = match digits.len() {
        8 => format!("{:04}", now.civil(zone.offset(now)).year),
        10 => format!("{}{}", if &digits[..2] >= "69" { "19" } else { "20" }, &digits[..2]),
        12 => digits[..4].to_owned(),
        _ => return None,
    };
    let rest = &digits[digits.len() - 8..];
    let text = format!("{year}-{}-{}T{}:{}:{seconds}Z", &rest[..2], &rest[2..4], &rest[4..6], &rest[6..]);
    Some(zone.moment(Time::parse_rfc3339(&text)?))
}

fn sleep(ctx: &mut Context<'_>) -> Exit {
    let now = ctx.now();
    if let Some(Memory::Until(until)) = ctx.memory().cloned() {
        return if now >= until { Ok(0) } else { Err(Wait::Blocked(Blocked::Until(until))) };
    }
    if ctx.args.is_empty() {
        return Ok(options::wrong_operands(ctx, "missing operand", 1));
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
        let Some(seconds) = crate::decimal::parse(number).filter(|_| valid) else {
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
