//! JSON as Python reads it, and what it says where it cannot. Source: CPython 2.7 and 3.11, `json/decoder.py`, `json/scanner.py`.

use super::json::Value;
use crate::profile::PythonVersion;

/// Levels of brackets: Python itself gives up at about a thousand.
const MAX_DEPTH: u32 = 200;

struct Reader {
    text: Vec<char>,
    at: usize,
    old: bool,
    depth: u32,
}

/// Nothing that is a value: where.
enum Wrong {
    /// The scanner found none, which each version words in its own way.
    NoValue(usize),
    Message(String),
}

type Read<T> = Result<T, Wrong>;

/// Reads a whole text.
pub(super) fn read(text: &str, version: PythonVersion) -> Result<Value, String> {
    let old = version == PythonVersion::V2;
    let mut reader = Reader { text: text.chars().collect(), at: 0, old, depth: 0 };
    reader.blanks();
    let value = match reader.value() {
        Ok(value) => value,
        Err(Wrong::NoValue(_)) if old => return Err("No JSON object could be decoded".to_owned()),
        Err(Wrong::NoValue(at)) => return Err(format!("Expecting value: {}", reader.place(at))),
        Err(Wrong::Message(message)) => return Err(message),
    };
    reader.blanks();
    let end = reader.text.len();
    if reader.at == end {
        return Ok(value);
    }
    let (from, to) = (reader.place(reader.at), reader.place(end));
    if !old {
        return Err(format!("Extra data: {from}"));
    }
    let words = |place: &str| place.split(" (").next().unwrap_or_default().to_owned();
    Err(format!("Extra data: {} - {} (char {} - {end})", words(&from), words(&to), reader.at))
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|c| matches!(c, ' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    /// `line 1 column 2 (char 1)`
    fn place(&self, at: usize) -> String {
        let before = &self.text[..at.min(self.text.len())];
        let line = 1 + before.iter().filter(|c| **c == '\n').count();
        let column = before.iter().rposition(|c| *c == '\n').map_or(at + 1, |newline| at - newline);
        format!("line {line} column {column} (char {at})")
    }

    fn wrong<T>(&self, (old, new): (&str, &str), at: usize) -> Read<T> {
        let message = if self.old { old } else { new };
        Err(Wrong::Message(format!("{message}: {}", self.place(at))))
    }

    /// A value inside of brackets: where there is none, the old version says `Expecting object` at the end of the text only.
    fn inner(&mut self) -> Read<Value> {
        self.blanks();
        let start = self.at;
        match self.value() {
            Err(Wrong::NoValue(_)) if self.old && start >= self.text.len() => {
                self.wrong(("Expecting object", ""), start)
            }
            other => other,
        }
    }

    fn value(&mut self) -> Read<Value> {
        let start = self.at;
        let rest = &self.text[start..];
        let begins = |word: &str| {
            word.chars().zip(rest.iter().map(Some).chain(std::iter::repeat(None))).all(|(a, b)| Some(&a) == b)
        };
        for (word, value) in [
            ("null", Value::Null),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
            ("NaN", Value::Real(f64::NAN)),
            ("Infinity", Value::Real(f64::INFINITY)),
            ("-Infinity", Value::Real(f64::NEG_INFINITY)),
        ] {
            if begins(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        match self.peek() {
            Some('"') => Ok(Value::Text(self.string()?)),
            Some('{' | '[') => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(Wrong::Message(format!(
                        "drydock: JSON deeper than {MAX_DEPTH} levels is not simulated here"
                    )));
                }
                let value = if self.peek() == Some('{') { self.object() } else { self.list() };
                self.depth -= 1;
                value
            }
            Some('-' | '0'..='9') => self.number(),
            _ => Err(Wrong::NoValue(start)),
        }
    }

    fn number(&mut self) -> Read<Value> {
        let start = self.at;
        let digits = |reader: &mut Self| {
            let from = reader.at;
            while reader.peek().is_some_and(|c| c.is_ascii_digit()) {
                reader.at += 1;
            }
            reader.at - from
        };
        self.at += usize::from(self.peek() == Some('-'));
        match self.peek() {
            Some('0') => self.at += 1,
            Some('1'..='9') => {
                digits(self);
            }
            _ => {
                self.at = start;
                return Err(Wrong::NoValue(start));
            }
        }
        let mut real = false;
        let whole_end = self.at;
        if self.peek() == Some('.') {
            self.at += 1;
            if digits(self) > 0 { real = true } else { self.at = whole_end }
        }
        let mantissa_end = self.at;
        if matches!(self.peek(), Some('e' | 'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some('+' | '-')));
            if digits(self) > 0 { real = true } else { self.at = mantissa_end }
        }
        let text: String = self.text[start..self.at].iter().collect();
        if real {
            return Ok(Value::Real(crate::decimal::parse(&text).unwrap_or(0.0)));
        }
        Ok(Value::Whole(if text == "-0" { "0".to_owned() } else { text }))
    }

    fn string(&mut self) -> Read<Vec<u16>> {
        let start = self.at;
        self.at += 1;
        let mut text = Vec::new();
        loop {
            let at = self.at;
            let Some(c) = self.peek() else {
                let message = "Unterminated string starting at";
                return self.wrong((message, message), start);
            };
            self.at += 1;
            match c {
                '"' => return Ok(text),
                '\\' => {
                    let Some(kind) = self.peek() else {
                        let message = "Unterminated string starting at";
                        return self.wrong((message, message), start);
                    };
                    self.at += 1;
                    text.push(match kind {
                        '"' | '\\' | '/' => kind as u16,
                        'b' => 8,
                        'f' => 12,
                        'n' => 10,
                        'r' => 13,
                        't' => 9,
                        'u' => {
                            let digits: String = self.text[self.at..].iter().take(4).collect();
                            match u16::from_str_radix(&digits, 16) {
                                Ok(unit) if digits.len() == 4 && !digits.starts_with('+') => {
                                    self.at += 4;
                                    unit
                                }
                                _ => {
                                    let message = "Invalid \\uXXXX escape";
                                    return self.wrong((message, message), at + 1);
                                }
                            }
                        }
                        _ => return self.wrong(("Invalid \\escape", "Invalid \\escape"), at),
                    });
                }
                c if c < ' ' => {
                    return self.wrong(("Invalid control character at", "Invalid control character at"), at);
                }
                c => text.extend_from_slice(c.encode_utf16(&mut [0; 2])),
            }
        }
    }

    fn list(&mut self) -> Read<Value> {
        self.at += 1;
        let mut items = Vec::new();
        self.blanks();
        if self.peek() == Some(']') {
            self.at += 1;
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.inner()?);
            let end = self.at;
            self.blanks();
            match self.peek() {
                Some(',') => self.at += 1,
                Some(']') => {
                    self.at += 1;
                    return Ok(Value::List(items));
                }
                None if self.old => return self.wrong(("Expecting object", ""), end),
                _ => return self.wrong(("Expecting , delimiter", "Expecting ',' delimiter"), self.at),
            }
        }
    }

    fn object(&mut self) -> Read<Value> {
        self.at += 1;
        let mut members: Vec<(Vec<u16>, Value)> = Vec::new();
        let start = self.at;
        self.blanks();
        if self.peek() == Some('}') {
            self.at += 1;
            return Ok(Value::Object(members));
        }
        loop {
            if self.peek() != Some('"') {
                if self.old && self.at >= self.text.len() {
                    return self.wrong(("Expecting object", ""), start);
                }
                return self
                    .wrong(("Expecting property name", "Expecting property name enclosed in double quotes"), self.at);
            }
            let key = self.string()?;
            self.blanks();
            if self.peek() != Some(':') {
                return self.wrong(("Expecting : delimiter", "Expecting ':' delimiter"), self.at);
            }
            self.at += 1;
            let value = self.inner()?;
            // The last of several members of one name counts, at the place of the first.
            match members.iter_mut().find(|(known, _)| *known == key) {
                Some((_, known)) => *known = value,
                None => members.push((key, value)),
            }
            let end = self.at;
            self.blanks();
            match self.peek() {
                Some(',') => self.at += 1,
                Some('}') => {
                    self.at += 1;
                    return Ok(Value::Object(members));
                }
                None if self.old => return self.wrong(("Expecting object", ""), end),
                _ => return self.wrong(("Expecting , delimiter", "Expecting ',' delimiter"), self.at),
            }
            self.blanks();
        }
    }
}
