//! Words: quotes and expansions.

use std::rc::Rc;

use super::ast::{Absent, End, HereDoc, Index, Param, ParamOp, Part, Which, Word};
use super::error::{ErrorKind, SyntaxError, Want};
use super::lexer::{Parsed, Parser, is_meta};
use super::{Missing, Unended, is_name, is_name_byte};

/// Where a word ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// At a blank or an operator.
    Meta,
    /// At `}`, inside of `${…}`.
    Brace,
    /// At `}` or `/`: the pattern of `${x/pattern/word}`.
    Slash,
    /// At `}` or `:`: the offset of `${x:offset:length}`.
    Colon,
    /// At the `)` that `depth` 0 belongs to: arithmetic.
    Paren,
    /// At `;` outside of parentheses, or as `Paren`: a part of `for ((;;))`.
    Semicolon,
    /// At a blank outside of parentheses: the regular expression after `=~`.
    Regex,
    /// At the `]` that `depth` 0 belongs to, or at the end of the line: the index of an array.
    Bracket,
    /// At `"`.
    Quote,
    /// At the end of the text.
    Text,
}

impl Until {
    /// Whether single quotes, `$'…'` and `"` are ordinary characters.
    const fn quoted(self) -> bool {
        matches!(self, Self::Quote | Self::Text)
    }

    const fn arithmetic(self) -> bool {
        matches!(self, Self::Paren | Self::Semicolon)
    }
}

impl Parser<'_> {
    /// The word at the cursor; empty parts if there is none.
    pub(super) fn word(&mut self) -> Parsed<Word> {
        let parts = self.parts(Until::Meta, false)?;
        Ok(Word::new(parts))
    }

    /// A text in which only `$`, backticks and backslashes are special.
    pub(super) fn here_text(&mut self) -> Parsed<Word> {
        Ok(Word::new(self.parts(Until::Text, true)?))
    }

    /// The parts of a word. `in_double`: the word stands, perhaps deeper down, between double quotes.
    pub(super) fn parts(&mut self, until: Until, in_double: bool) -> Parsed<Vec<Part>> {
        self.nested(|p| p.parts_here(until, in_double))
    }

    fn parts_here(&mut self, until: Until, in_double: bool) -> Parsed<Vec<Part>> {
        let mut parts = Vec::new();
        let mut text: Vec<u8> = Vec::new();
        let mut depth = 0_u32;
        while let Some(c) = self.peek() {
            match (until, c) {
                (Until::Meta, b'<') if self.peek_at(1) == Some(b'(') => {}
                (Until::Meta, c) if is_meta(c) => break,
                (Until::Brace | Until::Slash | Until::Colon, b'}') | (Until::Slash, b'/') | (Until::Colon, b':') => {
                    break;
                }
                (Until::Quote, b'"') => break,
                (Until::Semicolon, b';') | (Until::Paren | Until::Semicolon, b')') if depth == 0 => break,
                (Until::Regex, c) if depth == 0 && is_meta(c) && !matches!(c, b'(' | b'|') => break,
                (Until::Bracket, b']') if depth == 0 => break,
                (Until::Bracket, b']') => depth -= 1,
                (Until::Bracket, b'[') => depth += 1,
                (Until::Paren | Until::Semicolon | Until::Regex, b')') => depth -= 1,
                (Until::Paren | Until::Semicolon | Until::Regex, b'(') => depth += 1,
                _ => {}
            }
            let part = match c {
                b'\\' => {
                    if let Some(part) = self.backslash(until, in_double) {
                        part
                    } else {
                        // A continued line, or a backslash that stands for itself.
                        if self.peek_at(1) == Some(b'\n') {
                            self.at += 2;
                        } else {
                            text.push(b'\\');
                            self.at += 1;
                        }
                        continue;
                    }
                }
                b'\'' if !until.quoted() && !in_double && !until.arithmetic() => {
                    self.at += 1;
                    Part::Single(self.until_byte(b'\'', Want::Single)?)
                }
                b'"' if until != Until::Text && !until.arithmetic() => {
                    self.at += 1;
                    let start = self.at;
                    let inner = self.parts(Until::Quote, true)?;
                    if !self.eat("\"") {
                        self.at = start;
                        return self.error(ErrorKind::Unclosed(Want::Double));
                    }
                    Part::Double(inner.into())
                }
                b'"' if until.arithmetic() => {
                    self.at += 1;
                    // What the quote kept apart from a dollar stays apart from it.
                    if text.last() != Some(&b'$') {
                        continue;
                    }
                    text.pop();
                    Part::Escaped(b'$')
                }
                b'`' => self.backticks(in_double)?,
                b'<' if until == Until::Meta => match self.command_substitution()? {
                    Part::Command(list) => Part::Process(list),
                    other => other,
                },
                b'$' => {
                    if let Some(part) = self.dollar(until, in_double)? {
                        part
                    } else {
                        text.push(b'$');
                        self.at += 1;
                        continue;
                    }
                }
                c => {
                    text.push(c);
                    self.at += 1;
                    continue;
                }
            };
            flush(&mut text, &mut parts);
            parts.push(part);
        }
        flush(&mut text, &mut parts);
        Ok(parts)
    }

    /// What a backslash and the next byte mean; `None` if the backslash stands for itself or the line goes on.
    fn backslash(&mut self, until: Until, in_double: bool) -> Option<Part> {
        let Some(next) = self.peek_at(1) else {
            self.at += 1;
            return Some(Part::Escaped(b'\\'));
        };
        let special = match until {
            Until::Text => matches!(next, b'$' | b'`' | b'\\'),
            Until::Brace | Until::Slash | Until::Colon if in_double => {
                matches!(next, b'$' | b'`' | b'"' | b'\\' | b'}')
            }
            _ if in_double || until.arithmetic() => matches!(next, b'$' | b'`' | b'"' | b'\\'),
            _ => next != b'\n',
        };
        if !special {
            return None;
        }
        self.at += 2;
        Some(Part::Escaped(next))
    }

    fn until_byte(&mut self, end: u8, want: Want) -> Parsed<Rc<[u8]>> {
        let rest = self.rest();
        let Some(len) = rest.iter().position(|c| *c == end) else {
            return self.error(ErrorKind::Unclosed(want));
        };
        let text = rest[..len].into();
        self.at += len + 1;
        Ok(text)
    }

    /// What `$` begins; `None` if it stands for itself.
    fn dollar(&mut self, until: Until, in_double: bool) -> Parsed<Option<Part>> {
        while self.rest()[1..].starts_with(b"\\\n") {
            self.src.drain(self.at + 1..self.at + 3);
        }
        let Some(next) = self.peek_at(1) else { return Ok(None) };
        let part = match next {
            b'(' if self.peek_at(2) == Some(b'(') => match self.arithmetic()? {
                Some(part) => part,
                None => {
                    let line = self.line();
                    self.command_substitution().map_err(|error| self.unclosed_arithmetic(error, line))?
                }
            },
            b'(' => self.command_substitution()?,
            b'[' if self.bash() => return self.error(ErrorKind::NotSimulated("$[expression] is")),
            b'{' => self.braced(in_double || until.quoted())?,
            b'\'' if !until.quoted() && !in_double => {
                self.at += 2;
                let start = self.at;
                loop {
                    match self.peek() {
                        None => return self.error(ErrorKind::Unclosed(Want::Single)),
                        Some(b'\\') => self.at = (self.at + 2).min(self.src.len()),
                        Some(b'\'') => break,
                        Some(_) => self.at += 1,
                    }
                }
                self.at += 1;
                Part::AnsiC(self.src[start..self.at - 1].into())
            }
            // $"…" is translated text: the text itself, in the locales we have.
            b'"' if !until.quoted() && !in_double && self.bash() => {
                self.at += 2;
                let inner = self.parts(Until::Quote, true)?;
                if !self.eat("\"") {
                    return self.error(ErrorKind::Unclosed(Want::Double));
                }
                Part::Double(inner.into())
            }
            c if is_name_byte(c) && !c.is_ascii_digit() => {
                let rest = &self.rest()[1..];
                let len = rest.iter().take_while(|c| is_name_byte(**c)).count();
                let name = rest[..len].into();
                self.at += 1 + len;
                Part::Param(Rc::new(Param::value(name)))
            }
            c if is_special(c) || c.is_ascii_digit() => {
                self.at += 2;
                Part::Param(Rc::new(Param::value(Rc::from([c]))))
            }
            _ => return Ok(None),
        };
        Ok(Some(part))
    }

    /// `$((…))`; `None`, with the cursor unmoved, if it turns out to be `$( (…) …)`.
    fn arithmetic(&mut self) -> Parsed<Option<Part>> {
        let start = self.at;
        if self.not_arithmetic.contains(&start) {
            return Ok(None);
        }
        self.at += 3;
        let (waiting, unended) = (self.waiting.clone(), self.unended.len());
        let parts = self.parts(Until::Paren, true);
        if parts.is_ok() && self.eat("))") {
            return Ok(Some(Part::Arith(Word::new(parts?))));
        }
        // Here-documents that began on the way did not.
        (self.at, self.waiting) = (start, waiting);
        self.unended.truncate(unended);
        self.not_arithmetic.insert(start);
        Ok(None)
    }

    /// What is neither arithmetic nor closed: bash looked for the parentheses of arithmetic, from the line where they begin.
    pub(super) fn unclosed_arithmetic(&self, error: SyntaxError, line: u32) -> SyntaxError {
        match error.kind {
            ErrorKind::End(_) | ErrorKind::Unclosed(Want::Paren) if self.bash() => {
                SyntaxError { kind: ErrorKind::Unclosed(Want::Arithmetic), line, ..error }
            }
            _ => error,
        }
    }

    fn command_substitution(&mut self) -> Parsed<Part> {
        self.at += 2;
        // Those that wait outside are read after the line on which the substitution ends, whatever lines are in it.
        let outside = std::mem::take(&mut self.waiting);
        self.substituted(|p| {
            let list = p.nested(Self::list)?;
            p.unread_here_documents(outside);
            p.blanks();
            if p.peek().is_none() {
                return p.error(ErrorKind::Unclosed(Want::Paren));
            }
            if p.eat(")") { Ok(Part::Command(list)) } else { p.unexpected(Some(")")) }
        })
    }

    /// What becomes of here-documents that a substitution began and did not read: bash reads them after the line, before those that
    /// wait outside; for ash they are empty.
    fn unread_here_documents(&mut self, outside: Vec<Rc<HereDoc>>) {
        if !self.bash() {
            for doc in self.waiting.drain(..) {
                let _ = doc.body.set(Word::new(Vec::new()));
            }
        } else if !self.waiting.is_empty() {
            let line = self.line();
            self.unended.push(Unended { line, at: line, missing: Missing::Text(self.waiting.len()) });
        }
        self.waiting.extend(outside);
    }

    /// `` `…` ``: a script of its own, with one level of backslashes removed.
    fn backticks(&mut self, in_double: bool) -> Parsed<Part> {
        self.at += 1;
        let mut text = Vec::new();
        loop {
            match (self.peek(), self.peek_at(1)) {
                (None, _) => return self.error(ErrorKind::Unclosed(Want::Backtick)),
                (Some(b'`'), _) => break,
                (Some(b'\\'), Some(c)) if matches!(c, b'`' | b'\\' | b'$') || (in_double && c == b'"') => {
                    text.push(c);
                    self.at += 2;
                }
                (Some(c), _) => {
                    text.push(c);
                    self.at += 1;
                }
            }
        }
        self.at += 1;
        // It is read once the command is, whose line it counts from.
        let (dialect, line) = (self.dialect, if self.bash() { self.line() } else { 1 });
        let list = self.nested(|p| {
            let aliases = super::Aliases::new();
            let mut inner = Parser::new(&text, dialect, &aliases);
            inner.is_inside_of(p, line);
            inner.script()
        })?;
        Ok(Part::Command(list))
    }

    /// `${…}`
    fn braced(&mut self, in_double: bool) -> Parsed<Part> {
        let start = self.at;
        self.at += 2;
        let hash = self.peek() == Some(b'#')
            && !matches!(self.peek_at(1), Some(b'}' | b':' | b'#' | b'%' | b'-' | b'?' | b'+' | b'='))
            || self.starts("##}")
            || self.starts("#?}")
            || self.starts("#-}");
        let bang = self.bash() && self.peek() == Some(b'!') && self.peek_at(1).is_some_and(is_name_byte);
        if hash || bang {
            self.at += 1;
        }
        let name = match self.peek() {
            None => return self.error(ErrorKind::Unclosed(Want::Brace)),
            Some(c) if is_name_byte(c) => {
                let digits = c.is_ascii_digit();
                let valid = move |c: &&u8| if digits { c.is_ascii_digit() } else { is_name_byte(**c) };
                self.rest().iter().take_while(valid).count()
            }
            Some(c) if is_special(c) => 1,
            Some(_) => 0,
        };
        if name == 0 {
            return self.bad_substitution(start);
        }
        let name: Rc<[u8]> = self.rest()[..name].into();
        self.at += name.len();
        let index = if self.bash() && self.peek() == Some(b'[') && is_name(&name) {
            match self.subscript()? {
                Some(word) => Some(match word.plain() {
                    Some(b"@") => Index::All,
                    Some(b"*") => Index::Joined,
                    _ => Index::At(word),
                }),
                None => return self.bad_substitution(start),
            }
        } else {
            None
        };
        if bang && index.is_none() && matches!(self.peek(), Some(b'*' | b'@')) && self.peek_at(1) == Some(b'}') {
            return self.error(ErrorKind::NotSimulated("${!prefix*} is"));
        }
        let op = if hash {
            ParamOp::Length
        } else if bang && matches!(index, Some(Index::All | Index::Joined)) {
            ParamOp::Keys
        } else if bang && index.is_some() {
            return self.error(ErrorKind::NotSimulated("${!name[index]} is"));
        } else if bang {
            ParamOp::Indirect
        } else {
            match self.param_op(in_double)? {
                Some(op) => op,
                None => return self.bad_substitution(start),
            }
        };
        if !self.eat("}") {
            return self.bad_substitution(start);
        }
        Ok(Part::Param(Rc::new(Param { name, index, op })))
    }

    /// `[…]`, with the cursor behind it; `None`, with the cursor unmoved, if it has no end or nothing in it.
    pub(super) fn subscript(&mut self) -> Parsed<Option<Word>> {
        let start = self.at;
        self.at += 1;
        let parts = self.parts(Until::Bracket, false)?;
        if parts.is_empty() || !self.eat("]") {
            self.at = start;
            return Ok(None);
        }
        Ok(Some(Word::new(parts)))
    }

    /// The same where an array may stand: a bracket that is never closed makes no word.
    pub(super) fn closed_subscript(&mut self) -> Parsed<Option<Word>> {
        let index = self.subscript()?;
        if index.is_none() && !self.starts("[]") {
            self.at = self.src.len();
            return self.error(ErrorKind::Unclosed(Want::Bracket));
        }
        Ok(index)
    }

    fn bad_substitution<T>(&mut self, start: usize) -> Parsed<T> {
        let rest = &self.src[start..];
        let Some(end) = rest.iter().position(|c| *c == b'}') else {
            self.at = self.src.len();
            return self.error(ErrorKind::Unclosed(Want::Brace));
        };
        let text = String::from_utf8_lossy(&rest[..=end]).into_owned();
        self.error(ErrorKind::BadSubstitution(text.into()))
    }

    /// The operation after the name in `${name…}`, up to the `}`.
    fn param_op(&mut self, in_double: bool) -> Parsed<Option<ParamOp>> {
        let Some(c) = self.peek() else { return self.error(ErrorKind::Unclosed(Want::Brace)) };
        let colon = c == b':';
        let sign = if colon { self.peek_at(1) } else { Some(c) };
        let then = match sign {
            Some(b'-') => Some(Absent::Use),
            Some(b'=') => Some(Absent::Assign),
            Some(b'?') => Some(Absent::Fail),
            Some(b'+') => Some(Absent::Alternative),
            _ => None,
        };
        if let Some(then) = then {
            self.at += 1 + usize::from(colon);
            let word = self.brace_word(Until::Brace, in_double)?;
            return Ok(Some(ParamOp::Absent { then, or_empty: colon, word }));
        }
        let op = match c {
            b'}' => ParamOp::Value,
            b'#' | b'%' => {
                self.at += 1;
                let longest = self.peek() == Some(c);
                self.at += usize::from(longest);
                let end = if c == b'#' { End::Front } else { End::Back };
                // Quotes in the pattern count even between double quotes.
                ParamOp::Trim { end, longest, pattern: self.brace_word(Until::Brace, false)? }
            }
            b'/' => {
                self.at += 1;
                let which = match self.peek() {
                    Some(b'/') => Which::All,
                    Some(b'#') => Which::Front,
                    Some(b'%') => Which::Back,
                    _ => Which::First,
                };
                self.at += usize::from(which != Which::First);
                let pattern = self.brace_word(Until::Slash, false)?;
                let with = if self.eat("/") { self.brace_word(Until::Brace, in_double)? } else { Word::default() };
                ParamOp::Replace { which, pattern, with }
            }
            b':' => {
                self.at += 1;
                let offset = self.brace_word(Until::Colon, in_double)?;
                let length = if self.eat(":") { Some(self.brace_word(Until::Brace, in_double)?) } else { None };
                ParamOp::Substring { offset, length }
            }
            b'^' | b',' if self.bash() => {
                self.at += 1;
                let all = self.peek() == Some(c);
                self.at += usize::from(all);
                if self.peek().is_some_and(|c| c != b'}') {
                    return self.error(ErrorKind::NotSimulated("a pattern in ${name^pattern} is"));
                }
                ParamOp::Case { upper: c == b'^', all }
            }
            b'@' if self.bash() => return self.error(ErrorKind::NotSimulated("${name@operator} is")),
            _ => return Ok(None),
        };
        Ok(Some(op))
    }

    fn brace_word(&mut self, until: Until, in_double: bool) -> Parsed<Word> {
        let parts = self.parts(until, in_double)?;
        if self.peek().is_none() {
            return self.error(ErrorKind::Unclosed(Want::Brace));
        }
        Ok(Word::new(parts))
    }
}

fn flush(text: &mut Vec<u8>, parts: &mut Vec<Part>) {
    if !text.is_empty() {
        parts.push(Part::Literal(std::mem::take(text).into()));
    }
}

/// Whether a byte names a special parameter.
pub(super) const fn is_special(c: u8) -> bool {
    matches!(c, b'@' | b'*' | b'#' | b'?' | b'$' | b'!' | b'-')
}
