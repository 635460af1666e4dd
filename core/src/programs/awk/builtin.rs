//! The functions that awk has.

use super::ast::{Builtin, Expr, Place};
use super::evaluate::{numbered, shell_words};
use super::globals;
use super::record::{Separator, character, pieces};
use super::run::{Cell, Halt, Run, Runtime};
use super::value::{Bytes, Key, Value};
use crate::clock::Time;
use crate::pattern::Captures;
use crate::programs::dates::Date;
use crate::programs::zone::Zone;

impl Runtime<'_, '_, '_> {
    /// Calls one.
    pub(super) fn builtin(&mut self, builtin: Builtin, arguments: &[Expr]) -> Run<Value> {
        let real = |runtime: &mut Self, function: fn(f64) -> f64| -> Run<Value> {
            Ok(Value::Number(function(runtime.number(&arguments[0])?)))
        };
        match builtin {
            Builtin::Atan2 => {
                let (y, x) = (self.number(&arguments[0])?, self.number(&arguments[1])?);
                Ok(Value::Number(y.atan2(x)))
            }
            Builtin::Cos => real(self, f64::cos),
            Builtin::Sin => real(self, f64::sin),
            Builtin::Exp => real(self, f64::exp),
            Builtin::Log => real(self, f64::ln),
            Builtin::Sqrt => real(self, f64::sqrt),
            Builtin::Int => real(self, f64::trunc),
            Builtin::Length => self.length(arguments),
            Builtin::Index => {
                let (text, part) = (self.text(&arguments[0])?, self.text(&arguments[1])?);
                self.work(text.len())?;
                let at = text.windows(part.len().max(1)).position(|window| *window == *part);
                // gawk finds nothing at the beginning, busybox nowhere.
                let place = if part.is_empty() {
                    usize::from(!self.ctx.busybox())
                } else {
                    at.map_or(0, |at| self.count(&text[..at]) + 1)
                };
                Ok(Value::Number(place as f64))
            }
            Builtin::Substr => self.substr(arguments),
            Builtin::Tolower | Builtin::Toupper => {
                let text = self.text(&arguments[0])?;
                self.work(text.len())?;
                let lower = builtin == Builtin::Tolower;
                Ok(Value::text(match std::str::from_utf8(&text) {
                    Ok(text) if !self.ctx.busybox() => {
                        if lower { text.to_lowercase() } else { text.to_uppercase() }.into_bytes()
                    }
                    _ if lower => text.to_ascii_lowercase(),
                    _ => text.to_ascii_uppercase(),
                }))
            }
            Builtin::Sprintf => Ok(Value::text(self.sprintf(arguments)?)),
            Builtin::Match => self.matches(arguments),
            Builtin::Split => self.split(arguments),
            Builtin::Sub | Builtin::Gsub => self.substitute(arguments, builtin == Builtin::Gsub),
            Builtin::Gensub => self.gensub(arguments),
            Builtin::Close => {
                let name = self.text(&arguments[0])?;
                let read = self.files.open.remove(&name).is_some();
                let written = self.close_output(&name)?;
                let status = written.map_or(if read { 0.0 } else { -1.0 }, f64::from);
                Ok(Value::Number(status))
            }
            Builtin::Fflush => Ok(Value::Number(0.0)),
            Builtin::Systime => Ok(Value::Number(self.ctx.now().secs as f64)),
            Builtin::Strftime => self.strftime(arguments),
            Builtin::System => {
                let command = self.text(&arguments[0])?;
                self.close_outputs()?;
                let status = crate::programs::run_and_wait(self.ctx, &shell_words(&command)).map_err(Halt::Wait)?;
                Ok(Value::Number(f64::from(status)))
            }
        }
    }

    /// How many characters a text has; busybox counts bytes.
    fn count(&self, text: &[u8]) -> usize {
        if self.ctx.busybox() { text.len() } else { pieces(text, &Separator::Nothing).len() }
    }

    fn length(&mut self, arguments: &[Expr]) -> Run<Value> {
        let text = match arguments.first() {
            None => self.whole_record(),
            Some(Expr::Get(Place::Variable(variable))) if self.is_array_now(*variable) => {
                return Ok(Value::Number(self.array(*variable)?.borrow().len() as f64));
            }
            Some(text) => self.text(text)?,
        };
        self.work(text.len())?;
        Ok(Value::Number(self.count(&text) as f64))
    }

    fn is_array_now(&self, variable: super::ast::Variable) -> bool {
        let cell = match variable {
            super::ast::Variable::Global(at) => self.globals.get(at),
            super::ast::Variable::Local(at) => self.frames.last().and_then(|frame| frame.get(at)),
        };
        matches!(cell, Some(Cell::Array(_)))
    }

    fn substr(&mut self, arguments: &[Expr]) -> Run<Value> {
        let text = self.text(&arguments[0])?;
        // What begins before the text begins with it, and is no shorter for that: so gawk and busybox have it.
        let start = self.number(&arguments[1])?.trunc().max(1.0);
        let end = match arguments.get(2) {
            Some(len) => start + self.number(len)?.trunc(),
            None => f64::INFINITY,
        };
        self.work(text.len())?;
        let places: Vec<(usize, usize)> = if self.ctx.busybox() {
            (0..text.len()).map(|at| (at, at + 1)).collect()
        } else {
            pieces(&text, &Separator::Nothing)
        };
        let from = start;
        let to = if end.is_nan() { from } else { end.min(places.len() as f64 + 1.0) };
        if to <= from {
            return Ok(Value::text(&b""[..]));
        }
        Ok(Value::text(&text[places[from as usize - 1].0..places[to as usize - 2].1]))
    }

    fn matches(&mut self, arguments: &[Expr]) -> Run<Value> {
        let text = self.text(&arguments[0])?;
        let regex = self.regex(&arguments[1])?;
        self.work(text.len() * 4)?;
        let captures = regex.find_at(&text, 0);
        let place = |runtime: &Self, (start, end): (usize, usize)| {
            let (before, inside) = (runtime.count(&text[..start]), runtime.count(&text[start..end]));
            (before as f64 + 1.0, inside as f64)
        };
        let (start, length) = captures.as_ref().and_then(|c| c[0]).map_or((0.0, -1.0), |whole| place(self, whole));
        self.globals[globals::RSTART] = Cell::Scalar(Value::Number(start));
        self.globals[globals::RLENGTH] = Cell::Scalar(Value::Number(length));
        if let Some(Expr::Get(Place::Variable(variable))) = arguments.get(2) {
            let array = self.array(*variable)?;
            let mut elements = std::collections::BTreeMap::new();
            let separator = self.global_text(globals::SUBSEP);
            for (at, group) in captures.into_iter().flatten().enumerate() {
                let Some((from, to)) = group else { continue };
                let (start, length) = place(self, (from, to));
                elements.insert(Key::Whole(at as i64), Value::Input(text[from..to].into()));
                for (what, number) in [(&b"start"[..], start), (b"length", length)] {
                    let key = [at.to_string().as_bytes(), &separator, what].concat();
                    elements.insert(Key::of(&key.into()), Value::Number(number));
                }
            }
            *array.borrow_mut() = elements;
        }
        Ok(Value::Number(start))
    }

    fn split(&mut self, arguments: &[Expr]) -> Run<Value> {
        let text = self.text(&arguments[0])?;
        let Expr::Get(Place::Variable(variable)) = &arguments[1] else { return Ok(Value::Number(0.0)) };
        let array = self.array(*variable)?;
        let separator = match arguments.get(2) {
            None => {
                let text = self.global_text(globals::FS);
                self.separator_of(&text)?
            }
            Some(Expr::Regex(regex)) => Separator::Regex(regex.clone()),
            Some(text) => {
                let text = self.text(text)?;
                self.separator_of(&text)?
            }
        };
        if arguments.len() > 3 {
            return Err(Halt::Fatal("drydock: awk's split with four arguments is not simulated".to_owned()));
        }
        self.work(text.len() * 4)?;
        let found = pieces(&text, &separator);
        let count = found.len();
        *array.borrow_mut() = numbered(found.into_iter().map(|(from, to)| Value::Input(text[from..to].into())));
        Ok(Value::Number(count as f64))
    }

    fn substitute(&mut self, arguments: &[Expr], all: bool) -> Run<Value> {
        let regex = self.regex(&arguments[0])?;
        let with = self.text(&arguments[1])?;
        let text = match arguments.get(2) {
            Some(target) => self.text(target)?,
            None => self.whole_record(),
        };
        self.work(text.len() * 4)?;
        let found: Vec<Captures> =
            if all { regex.find_all(&text) } else { regex.find_at(&text, 0).into_iter().collect() };
        if found.is_empty() {
            return Ok(Value::Number(0.0));
        }
        let result = self.replaced(&text, &found, |matched, out| replacement(&with, matched, out))?;
        match arguments.get(2) {
            Some(Expr::Get(place)) => self.assign(place, Value::text(result))?,
            _ => self.set_record(result.into())?,
        }
        Ok(Value::Number(found.len() as f64))
    }

    /// A text with what was found replaced.
    fn replaced(&mut self, text: &[u8], found: &[Captures], with: impl Fn(&[u8], &mut Vec<u8>)) -> Run<Vec<u8>> {
        let (mut out, mut from) = (Vec::new(), 0);
        for (start, end) in found.iter().filter_map(|captures| captures[0]) {
            out.extend_from_slice(&text[from..start]);
            with(&text[start..end], &mut out);
            from = end;
            if out.len() > 16 << 20 {
                return Err(Halt::Fatal("drydock: awk texts of more than 16 MiB are not simulated".to_owned()));
            }
        }
        out.extend_from_slice(&text[from..]);
        self.work(out.len())?;
        Ok(out)
    }

    fn gensub(&mut self, arguments: &[Expr]) -> Run<Value> {
        let regex = self.regex(&arguments[0])?;
        let with = self.text(&arguments[1])?;
        let how = self.value(&arguments[2])?;
        let text = match arguments.get(3) {
            Some(target) => self.text(target)?,
            None => self.whole_record(),
        };
        self.work(text.len() * 4)?;
        let all = matches!(self.text_of(&how).first(), Some(b'g' | b'G'));
        let found = regex.find_all(&text);
        let wanted = (how.number().max(1.0) as usize).saturating_sub(1);
        let (mut out, mut from) = (Vec::new(), 0);
        for (at, captures) in found.iter().enumerate() {
            let Some((start, end)) = captures[0] else { continue };
            if !all && at != wanted {
                continue;
            }
            out.extend_from_slice(&text[from..start]);
            numbered_replacement(&with, &text, captures, &mut out);
            from = end;
            if out.len() > 16 << 20 {
                return Err(Halt::Fatal("drydock: awk texts of more than 16 MiB are not simulated".to_owned()));
            }
        }
        out.extend_from_slice(&text[from..]);
        self.work(out.len())?;
        Ok(Value::text(out))
    }

    fn strftime(&mut self, arguments: &[Expr]) -> Run<Value> {
        let format = match arguments.first() {
            Some(format) => self.text(format)?,
            None => Bytes::from(&b"%a %b %e %H:%M:%S %Z %Y"[..]),
        };
        let time = match arguments.get(1) {
            Some(time) => Time::from_secs(self.number(time)?.clamp(-62e9, 250e9) as i64),
            None => self.ctx.now(),
        };
        let utc = match arguments.get(2) {
            Some(utc) => self.holds(utc)?,
            None => false,
        };
        let date = if utc { Date::new(time, &Zone::fixed("GMT", 0), self.ctx.locale()) } else { self.ctx.date(time) };
        Ok(Value::text(date.format(&String::from_utf8_lossy(&format)).into_bytes()))
    }
}

/// What `sub` puts in place of a match: `&` is the match, `\&` an ampersand.
fn replacement(with: &[u8], matched: &[u8], out: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(c) = with.get(at) {
        match (c, with.get(at + 1)) {
            (b'\\', Some(b'&')) => {
                out.push(b'&');
                at += 1;
            }
            (b'\\', Some(b'\\')) if with.get(at + 2) == Some(&b'&') => {
                out.push(b'\\');
                at += 1;
            }
            (b'&', _) => out.extend_from_slice(matched),
            (c, _) => out.push(*c),
        }
        at += 1;
    }
}

/// What `gensub` puts in place of a match: `\1` is a group, `\0` and `&` the whole.
fn numbered_replacement(with: &[u8], text: &[u8], captures: &Captures, out: &mut Vec<u8>) {
    let group = |out: &mut Vec<u8>, number: usize| {
        if let Some((from, to)) = captures.get(number).copied().flatten() {
            out.extend_from_slice(&text[from..to]);
        }
    };
    let mut at = 0;
    while at < with.len() {
        match (with[at], with.get(at + 1)) {
            (b'\\', Some(digit @ b'0'..=b'9')) => {
                group(out, usize::from(digit - b'0'));
                at += 2;
            }
            (b'\\', Some(quoted)) => {
                out.push(*quoted);
                at += 2;
            }
            (b'&', _) => {
                group(out, 0);
                at += 1;
            }
            _ => {
                let len = character(&with[at..]);
                out.extend_from_slice(&with[at..at + len]);
                at += len;
            }
        }
    }
}
