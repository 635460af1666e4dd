//! Assignments, of values and of arrays.

use std::rc::Rc;

use super::ast::{Assign, Part, Simple, Word};
use super::error::{ErrorKind, SyntaxError, Want, Within};
use super::is_name_byte;
use super::lexer::{Parsed, Parser, is_meta};

/// What stands where an assignment may stand.
pub(super) enum Head {
    Assign(Assign),
    /// A word that only begins like one.
    Word(Word),
    Nothing,
}

impl Head {
    fn assign(self) -> Option<Assign> {
        if let Self::Assign(assign) = self { Some(assign) } else { None }
    }
}

impl Parser<'_> {
    /// An assignment, if one comes next.
    pub(super) fn assignment(&mut self) -> Parsed<Head> {
        let start = self.at;
        let mut name = Vec::new();
        while let Some(c) = self.peek() {
            match c {
                c if is_name_byte(c) => name.push(c),
                // A line that goes on, within the name.
                b'\\' if self.peek_at(1) == Some(b'\n') => self.at += 1,
                _ => break,
            }
            self.at += 1;
        }
        if name.first().is_none_or(u8::is_ascii_digit) {
            self.at = start;
            return Ok(Head::Nothing);
        }
        let name: Rc<[u8]> = name.into();
        let index = if self.bash() && self.peek() == Some(b'[') { self.closed_subscript()? } else { None };
        let Some(append) = self.assigns() else {
            return Ok(match index {
                Some(index) if self.src[start..self.at].iter().any(|c| is_meta(*c)) => {
                    Head::Word(self.behind_brackets(&name, &index)?)
                }
                _ => {
                    self.at = start;
                    Head::Nothing
                }
            });
        };
        if self.peek() == Some(b'(') {
            if !self.bash() || index.is_some() {
                return self.unexpected(None);
            }
            let elements = self.elements()?;
            return Ok(Head::Assign(Assign { name, index, elements: Some(elements), append, value: Word::default() }));
        }
        let value = self.word()?;
        Ok(Head::Assign(Assign { name, index, elements: None, append, value }))
    }

    /// Takes `=` or, in bash, `+=`, over line ends that do not count; whether it appends.
    fn assigns(&mut self) -> Option<bool> {
        let start = self.at;
        self.continued();
        let append = self.bash() && self.eat("+");
        if append {
            self.continued();
        }
        if self.eat("=") {
            return Some(append);
        }
        self.at = start;
        None
    }

    /// Skips line ends behind backslashes.
    fn continued(&mut self) {
        while self.eat("\\\n") {}
    }

    /// The rest of a word that begins like an element of an array: what is between the brackets belongs to it, blanks, too.
    fn behind_brackets(&mut self, name: &[u8], index: &Word) -> Parsed<Word> {
        let literal = |text: &[u8]| Part::Literal(text.into());
        let mut parts = vec![literal(&[name, b"["].concat())];
        parts.extend(index.0.iter().cloned());
        parts.push(literal(b"]"));
        parts.extend(self.word()?.0.iter().cloned());
        Ok(Word::new(parts))
    }

    /// `(value [index]=value …)`
    fn elements(&mut self) -> Parsed<Rc<[(Option<Word>, Word)]>> {
        let line = self.line();
        self.at += 1;
        let mut elements = Vec::new();
        loop {
            self.newlines()?;
            if self.eat(")") {
                return Ok(elements.into());
            }
            let start = self.at;
            let mut index = if self.peek() == Some(b'[') { self.closed_subscript()? } else { None };
            let mut word = None;
            if index.is_some() && !self.eat("=") {
                // A pattern, not an index.
                if self.src[start..self.at].iter().any(|c| is_meta(*c)) {
                    word = index.as_ref().map(|index| self.behind_brackets(b"", index)).transpose()?;
                } else {
                    self.at = start;
                }
                index = None;
            }
            let word = word.map_or_else(|| self.word(), Ok)?;
            if word.0.is_empty() && index.is_none() {
                let wrong = if self.peek().is_none() {
                    self.error(ErrorKind::Unclosed(Want::Values)).map_err(|error| SyntaxError { line, ..error })
                } else {
                    self.unexpected(None)
                };
                return wrong.map_err(|error| SyntaxError { within: Within::Array, ..error });
            }
            elements.push((index, word));
        }
    }

    /// An array behind the name of a command that declares it, if one comes next.
    pub(super) fn declared(&mut self, simple: &Simple) -> Parsed<Option<Assign>> {
        const DECLARING: [&[u8]; 5] = [b"declare", b"typeset", b"local", b"export", b"readonly"];
        if !self.bash() || !simple.words.first().and_then(Word::plain).is_some_and(|word| DECLARING.contains(&word)) {
            return Ok(None);
        }
        let rest = self.rest();
        let len = rest.iter().take_while(|c| is_name_byte(**c)).count();
        let array = len > 0 && (rest[len..].starts_with(b"=(") || rest[len..].starts_with(b"+=("));
        Ok(if array { self.assignment()?.assign() } else { None })
    }
}
