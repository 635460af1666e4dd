//! From text to commands.

use super::script::{Address, Command, Piece, Substitution, Verb};
use crate::pattern::{Flavor, Regex, RegexError};
use crate::process::Text;
use crate::trace::shown;

pub(super) type Parsed<T> = Result<T, String>;

/// Reads a script.
pub(super) struct Parser<'a> {
    pub(super) text: &'a [u8],
    pub(super) at: usize,
    pub(super) flavor: Flavor,
    pub(super) busybox: bool,
    /// Whether the text is characters, not bytes.
    pub(super) utf8: bool,
    pub(super) open: Vec<usize>,
    pub(super) commands: Vec<Command>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn blanks(&mut self, also: &[u8]) {
        while self.peek().is_some_and(|c| matches!(c, b' ' | b'\t') || also.contains(&c)) {
            self.at += 1;
        }
    }

    fn number(&mut self) -> Option<usize> {
        let digits = self.text[self.at..].iter().take_while(|c| c.is_ascii_digit()).count();
        let text = std::str::from_utf8(&self.text[self.at..self.at + digits]).ok()?;
        self.at += digits;
        text.parse().ok()
    }

    /// Reads everything.
    pub(super) fn whole(&mut self) -> Parsed<()> {
        loop {
            self.blanks(b"\n;");
            if self.at >= self.text.len() {
                return if self.open.is_empty() { Ok(()) } else { Err("unmatched `{'".to_owned()) };
            }
            self.command()?;
        }
    }

    fn address(&mut self) -> Parsed<Option<Address>> {
        let address = match self.peek() {
            Some(b'0'..=b'9') => {
                let first = self.number().unwrap_or(0);
                if self.peek() == Some(b'~') && !self.busybox {
                    self.at += 1;
                    Address::Step(first, self.number().unwrap_or(0))
                } else {
                    Address::Line(first)
                }
            }
            Some(b'$') => {
                self.at += 1;
                Address::Last
            }
            Some(b'+') => {
                self.at += 1;
                Address::Plus(self.number().unwrap_or(0))
            }
            Some(b'~') if !self.busybox => {
                self.at += 1;
                Address::Multiple(self.number().unwrap_or(0))
            }
            Some(c @ (b'/' | b'\\')) => {
                self.at += 1;
                let delimiter = if c == b'/' {
                    c
                } else {
                    self.at += 1;
                    *self.text.get(self.at - 1).ok_or("unexpected end")?
                };
                let pattern = self.until(delimiter, false).ok_or_else(|| self.unmatched(delimiter, "address regex"))?;
                let fold = self.peek() == Some(b'I') && !self.busybox;
                self.at += usize::from(fold);
                Address::Match(self.regex(&pattern, fold)?)
            }
            _ => return Ok(None),
        };
        Ok(Some(address))
    }

    /// An empty pattern is the last one that was used.
    fn regex(&self, pattern: &[u8], fold: bool) -> Parsed<Option<Regex>> {
        if pattern.is_empty() {
            return Ok(None);
        }
        let regex = Regex::new(pattern, self.flavor, fold).and_then(|regex| {
            let regex = if self.busybox { regex.strict()? } else { regex.closed()? };
            Ok(regex.of_characters(self.utf8))
        });
        regex.map(Some).map_err(|error| {
            if self.busybox && error != RegexError::BackReference {
                format!("bad regex '{}': {error}", shown(pattern))
            } else {
                error.to_string()
            }
        })
    }

    /// What is said of a text without its end.
    fn unmatched(&self, delimiter: u8, what: &str) -> String {
        if self.busybox { format!("unmatched '{}'", char::from(delimiter)) } else { format!("unterminated {what}") }
    }

    /// Takes the text up to a delimiter.
    fn until(&mut self, delimiter: u8, replacement: bool) -> Option<Vec<u8>> {
        let (mut text, mut in_set) = (Vec::new(), false);
        loop {
            let c = self.peek()?;
            self.at += 1;
            if c == b'\\' {
                let next = self.peek()?;
                self.at += 1;
                if next == delimiter && (!replacement || next != b'&') {
                    text.push(next);
                } else if next == b'n' && !replacement {
                    text.push(b'\n');
                } else {
                    text.extend([c, next]);
                }
                continue;
            }
            if !replacement {
                in_set = match c {
                    b'[' if !in_set => true,
                    b']' if in_set && !matches!(text.last(), Some(b'[' | b'^')) => false,
                    _ => in_set,
                };
            }
            if c == delimiter && !in_set {
                return Some(text);
            }
            if c == b'\n' && !replacement {
                return None;
            }
            text.push(c);
        }
    }

    fn command(&mut self) -> Parsed<()> {
        let from = self.address()?;
        let mut to = None;
        self.blanks(b"");
        if from.is_some() && self.peek() == Some(b',') {
            self.at += 1;
            self.blanks(b"");
            to = Some(self.address()?.ok_or(if self.busybox { "no address after comma" } else { "unexpected `,'" })?);
        }
        self.blanks(b"");
        let mut negated = false;
        while self.peek() == Some(b'!') {
            negated = true;
            self.at += 1;
            self.blanks(b"");
        }
        let Some(letter) = self.peek() else { return Err("missing command".to_owned()) };
        self.at += 1;
        let verb = self.verb(letter)?;
        self.commands.push(Command { from, to, negated, verb, active: false, until: 0 });
        if letter == b'{' {
            self.open.push(self.commands.len() - 1);
        }
        if letter == b'}' {
            let open = self.open.pop().ok_or("unexpected `}'")?;
            let here = self.commands.len();
            self.commands[open].verb = Verb::Open(here);
        }
        Ok(())
    }

    fn verb(&mut self, letter: u8) -> Parsed<Verb> {
        let verb = match letter {
            b's' => return self.substitute(),
            b'y' => {
                let delimiter = self.peek().ok_or("unterminated `y' command")?;
                self.at += 1;
                let from = self.until(delimiter, true).ok_or("unterminated `y' command")?;
                let to = self.until(delimiter, true).ok_or("unterminated `y' command")?;
                let chars = |text: &[u8]| {
                    shown(&crate::programs::escape::unescape(text, crate::programs::escape::Style::Printf).0)
                        .chars()
                        .collect::<Vec<_>>()
                };
                let (from, to) = (chars(&from), chars(&to));
                if from.len() != to.len() {
                    return Err("strings for `y' command are different lengths".to_owned());
                }
                Verb::Translate(from.into_iter().zip(to).collect())
            }
            b'd' => Verb::Delete,
            b'D' => Verb::DeleteFirst,
            b'p' => Verb::Print,
            b'P' => Verb::PrintFirst,
            b'n' => Verb::Next,
            b'N' => Verb::AppendNext,
            b'=' => Verb::Number,
            b'l' if !self.busybox => Verb::List,
            b'h' | b'H' | b'g' | b'G' | b'x' => Verb::Hold(letter),
            b'q' | b'Q' => {
                self.blanks(b"");
                let status = self.number();
                if status.is_some() && self.busybox {
                    return Err("missing command".to_owned());
                }
                Verb::Quit(status.unwrap_or(0) as u8, letter == b'q')
            }
            b'a' | b'i' | b'c' => {
                let mut bare = false;
                self.blanks(b"");
                if self.peek() == Some(b'\\') {
                    self.at += 1;
                    // Blanks behind a backslash belong to the text, unless the line ends there.
                    let kept = self.at;
                    self.blanks(b"");
                    bare = self.peek().is_none();
                    if self.peek() == Some(b'\n') {
                        self.at += 1;
                    } else {
                        self.at = kept;
                    }
                }
                let mut text = Vec::new();
                while let Some(c) = self.peek() {
                    self.at += 1;
                    match c {
                        b'\\' => {
                            text.extend(self.peek());
                            self.at += 1;
                        }
                        b'\n' => break,
                        c => text.push(c),
                    }
                }
                if text.is_empty() && !bare {
                    return Err("expected \\ after `a', `c' or `i'".to_owned());
                }
                if !text.is_empty() {
                    text.push(b'\n');
                }
                return Ok(Verb::Text(letter, text));
            }
            b':' | b'b' | b't' | b'T' => {
                self.blanks(b"");
                let len = self.text[self.at..].iter().take_while(|c| !matches!(c, b'\n' | b';' | b'}')).count();
                let label = self.text[self.at..self.at + len].trim_ascii_end().to_vec();
                self.at += len;
                return Ok(if letter == b':' { Verb::Label(label) } else { Verb::Jump(letter, label) });
            }
            b'{' => return Ok(Verb::Open(0)),
            b'}' => Verb::Close,
            b'#' => {
                while self.peek().is_some_and(|c| c != b'\n') {
                    self.at += 1;
                }
                Verb::Nothing
            }
            b'r' => return Ok(Verb::Read(self.file()?)),
            b'w' => return Ok(Verb::Write(self.file()?)),
            b'z' if !self.busybox => Verb::Empty,
            b'l' if self.busybox => return Err("drydock: the command l is not simulated".to_owned()),
            b'e' | b'W' | b'R' | b'F' | b'v' => {
                return Err(format!("drydock: the command {} is not simulated", char::from(letter)));
            }
            other if self.busybox => return Err(format!("unsupported command {}", char::from(other))),
            other => return Err(format!("unknown command: `{}'", char::from(other))),
        };
        self.ends()?;
        Ok(verb)
    }

    /// The name of a file: the rest of the line.
    fn file(&mut self) -> Parsed<Text> {
        self.blanks(b"");
        let len = self.text[self.at..].iter().take_while(|c| **c != b'\n').count();
        let name = Text::from(&self.text[self.at..self.at + len]);
        self.at += len;
        if name.is_empty() { Err("missing filename in r/R/w/W commands".to_owned()) } else { Ok(name) }
    }

    fn ends(&mut self) -> Parsed<()> {
        self.blanks(b"");
        match self.peek() {
            None | Some(b';' | b'\n' | b'}' | b'#') => Ok(()),
            Some(_) => {
                self.at += 1;
                Err("extra characters after command".to_owned())
            }
        }
    }

    fn substitute(&mut self) -> Parsed<Verb> {
        let delimiter = self.peek().ok_or("unterminated `s' command")?;
        self.at += 1;
        let pattern = self.until(delimiter, false).ok_or_else(|| self.unmatched(delimiter, "`s' command"))?;
        let with = self.until(delimiter, true).ok_or_else(|| self.unmatched(delimiter, "`s' command"))?;
        let (mut global, mut prints, mut fold, mut nth, mut writes) = (false, false, false, 1, None);
        loop {
            match self.peek() {
                Some(b'g') => global = true,
                Some(b'p') => prints = true,
                Some(b'i' | b'I') => fold = true,
                Some(b'1'..=b'9') => {
                    nth = self.number().unwrap_or(1);
                    continue;
                }
                Some(b'w') => {
                    self.at += 1;
                    writes = Some(self.file()?);
                    continue;
                }
                Some(c @ (b'e' | b'm' | b'M')) => {
                    return Err(format!("drydock: the flag {} of `s' is not simulated", char::from(c)));
                }
                _ => break,
            }
            self.at += 1;
        }
        self.blanks(b"");
        match self.peek() {
            None | Some(b';' | b'\n' | b'}' | b'#') => {}
            Some(_) => {
                self.at += 1;
                let busybox = "bad option in substitution expression";
                return Err(if self.busybox { busybox } else { "unknown option to `s'" }.to_owned());
            }
        }
        let regex = self.regex(&pattern, fold)?;
        let with = replacement(&with, self.busybox);
        let groups = regex.as_ref().map_or(9, Regex::groups);
        if let Some(wrong) =
            with.iter().find_map(|p| if let Piece::Group(n) = p { (*n > groups).then_some(n) } else { None })
        {
            return Err(format!("invalid reference \\{wrong} on `s' command's RHS"));
        }
        Ok(Verb::Substitute(Substitution { regex, with, global, nth, prints, writes }))
    }
}

fn replacement(text: &[u8], busybox: bool) -> Vec<Piece> {
    let (mut pieces, mut literal, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some(c) = text.get(at) {
        at += 1;
        let piece = match (c, text.get(at)) {
            (b'&', _) => Piece::Group(0),
            (b'\\', Some(next)) => {
                at += 1;
                match next {
                    b'0'..=b'9' => Piece::Group(usize::from(next - b'0')),
                    b'U' | b'L' | b'E' | b'u' | b'l' if !busybox => Piece::Case(*next),
                    b'n' => {
                        literal.push(b'\n');
                        continue;
                    }
                    b'a' | b'f' | b'r' | b't' | b'v' => {
                        literal.push(match next {
                            b'a' => 0x07,
                            b'f' => 0x0c,
                            b'r' => b'\r',
                            b't' => b'\t',
                            _ => 0x0b,
                        });
                        continue;
                    }
                    next => {
                        literal.push(*next);
                        continue;
                    }
                }
            }
            _ => {
                literal.push(*c);
                continue;
            }
        };
        if !literal.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut literal)));
        }
        pieces.push(piece);
    }
    if !literal.is_empty() {
        pieces.push(Piece::Text(literal));
    }
    pieces
}
