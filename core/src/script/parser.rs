//! Lists, pipelines, simple commands.

use std::rc::Rc;

use super::assignment::Head;
use super::ast::{
    AndOr, Command, Connector, Direction, HereDoc, Item, List, Mode, Part, Pipeline, Redirect, RedirectKind, Simple,
    Word,
};
use super::error::{ErrorKind, SyntaxError};
use super::lexer::{Parsed, Parser};
use super::word::Until;

/// Keywords that end a list: what they end decides whether they may.
const CLOSERS: [&str; 8] = ["then", "else", "elif", "fi", "do", "done", "esac", "}"];

impl Parser<'_> {
    /// A whole script.
    pub(super) fn script(&mut self) -> Parsed<List> {
        let list = self.list()?;
        if self.at < self.src.len() { self.unexpected(None) } else { Ok(list) }
    }

    /// A whole script, or the lines in front of its first error.
    pub(super) fn lines(&mut self) -> (List, Option<SyntaxError>) {
        let mut items: Vec<Item> = Vec::new();
        let mut whole = 0;
        let mut line_ends = || -> Parsed<bool> {
            self.newlines()?;
            if self.at >= self.src.len() {
                return Ok(false);
            }
            whole = items.len();
            // To the end of the line, which may be that of a command of many lines.
            loop {
                if self.at_list_end() {
                    return self.unexpected(None);
                }
                let (item, more) = self.item()?;
                items.push(item);
                self.blanks();
                if !more || matches!(self.peek(), None | Some(b'\n')) || self.src[self.at - 1] == b'\n' {
                    break;
                }
            }
            self.blanks();
            match self.peek() {
                None | Some(b'\n') => {}
                _ if self.src[self.at - 1] == b'\n' => {}
                Some(_) => return self.unexpected(None),
            }
            Ok(true)
        };
        let error = loop {
            match line_ends() {
                Ok(true) => {}
                Ok(false) => break None,
                Err(error) => break Some(error),
            }
        };
        if error.is_some() {
            items.truncate(whole);
        }
        self.end_here_documents();
        (items.into(), error)
    }

    /// An entry of a list, and whether another may follow on the same line or the next.
    fn item(&mut self) -> Parsed<(Item, bool)> {
        let and_or = Rc::new(self.and_or()?);
        self.blanks();
        let operator = self.peek_operator();
        let background = operator == Some("&");
        let more = match operator {
            Some(";" | "&") => {
                self.at += 1;
                true
            }
            _ => self.newline()?,
        };
        Ok((Item { and_or, background }, more))
    }

    /// Ends here-documents whose text never came.
    fn end_here_documents(&mut self) {
        for doc in std::mem::take(&mut self.waiting) {
            self.miss_end(self.line(), &doc);
            let _ = doc.body.set(Word::default());
        }
    }

    /// A list that must not be empty. If the text ends instead, `expecting` would have closed it.
    pub(super) fn body(&mut self, expecting: &'static str) -> Parsed<List> {
        let list = self.list()?;
        let at_end = self.at >= self.src.len();
        if list.is_empty() { self.unexpected(Some(expecting).filter(|_| at_end)) } else { Ok(list) }
    }

    /// A list up to a keyword that closes one, a `)`, a `;;` or the end of the text. None of these is taken.
    pub(super) fn list(&mut self) -> Parsed<List> {
        let mut items = Vec::new();
        loop {
            self.newlines()?;
            if self.at_list_end() {
                break;
            }
            let (item, more) = self.item()?;
            items.push(item);
            if !more {
                break;
            }
        }
        // Here-documents of the last line, when the text ends without a line end.
        if self.at >= self.src.len() {
            self.end_here_documents();
        }
        Ok(items.into())
    }

    fn at_list_end(&self) -> bool {
        match self.peek() {
            None | Some(b')') => true,
            _ => {
                CLOSERS.iter().any(|closer| self.peek_word() == closer.as_bytes())
                    || matches!(self.peek_operator(), Some(";;" | ";&" | ";;&"))
            }
        }
    }

    fn and_or(&mut self) -> Parsed<AndOr> {
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        loop {
            self.blanks();
            let connector = match self.peek_operator() {
                Some("&&") => Connector::And,
                Some("||") => Connector::Or,
                _ => return Ok(AndOr { first, rest }),
            };
            self.at += 2;
            self.newlines()?;
            rest.push((connector, self.pipeline()?));
        }
    }

    fn pipeline(&mut self) -> Parsed<Pipeline> {
        let mut negated = false;
        self.blanks();
        while self.peek_word() == b"!" {
            self.at += 1;
            self.blanks();
            negated = !negated;
        }
        if negated && self.bash() && (matches!(self.peek(), None | Some(b'\n')) || self.peek_operator() == Some(";")) {
            return self.error(ErrorKind::NotSimulated("! without a command is"));
        }
        let mut commands = Vec::new();
        loop {
            let command = self.nested(Self::command)?;
            self.blanks();
            match self.peek_operator() {
                Some("|") => self.at += 1,
                Some("|&") => {
                    self.at += 2;
                    commands.push(Rc::new(with_stderr(command)));
                    self.newlines()?;
                    continue;
                }
                _ => {
                    commands.push(Rc::new(command));
                    return Ok(Pipeline { negated, commands });
                }
            }
            commands.push(Rc::new(command));
            self.newlines()?;
        }
    }

    pub(super) fn command(&mut self) -> Parsed<Command> {
        loop {
            self.blanks();
            if let Some(compound) = self.compound()? {
                let redirects = self.redirects()?;
                return Ok(Command::Compound(compound, redirects));
            }
            if let Some(function) = self.function()? {
                return Ok(function);
            }
            if !self.expand_alias() {
                break;
            }
        }
        let simple = self.simple()?;
        if simple.words.is_empty() && simple.assigns.is_empty() && simple.redirects.is_empty() {
            return self.unexpected(None);
        }
        Ok(Command::Simple(simple))
    }

    fn simple(&mut self) -> Parsed<Simple> {
        let mut simple = Simple { line: self.line(), ..Simple::default() };
        // Bash numbers a command once it has read what follows its first word, or the operator that does; one that begins with an
        // assignment or a redirection by where it begins.
        let mut numbered = !self.bash();
        loop {
            let elements = simple.words.len() + simple.assigns.len() + simple.redirects.len();
            numbered |= elements > simple.words.len() && elements == 1;
            if !numbered && elements == 2 {
                (simple.line, numbered) = (self.line(), true);
            }
            self.blanks();
            if !numbered && elements == 1 {
                (simple.line, numbered) = (self.line(), self.at_redirect());
            }
            if let Some(redirect) = self.redirect()? {
                simple.redirects.push(redirect);
                continue;
            }
            if simple.words.is_empty() {
                match self.assignment()? {
                    Head::Assign(assign) => {
                        simple.assigns.push(assign);
                        continue;
                    }
                    Head::Word(word) => {
                        simple.words.push(word);
                        continue;
                    }
                    Head::Nothing => {}
                }
            }
            if let Some(array) = self.declared(&simple)? {
                simple.arrays.push(array);
                continue;
            }
            // Ash's `[[` is a command that takes `&&` and `||` for `-a` and `-o`.
            if self.in_brackets(&simple)
                && let Some(operator) = self.peek_operator().filter(|o| matches!(*o, "&&" | "||"))
            {
                self.at += 2;
                let word = if operator == "&&" { &b"-a"[..] } else { b"-o" };
                simple.words.push(Word::new(vec![Part::Literal(word.into())]));
                continue;
            }
            let word = self.word()?;
            if word.0.is_empty() {
                break;
            }
            simple.words.push(word);
        }
        if self.peek() == Some(b'(') && !simple.words.is_empty() {
            return self.unexpected(None);
        }
        Ok(simple)
    }

    /// Whether what comes next stands in ash's `[[ … ]]`.
    fn in_brackets(&self, simple: &Simple) -> bool {
        let plain = |word: Option<&Word>, text: &[u8]| word.and_then(Word::plain) == Some(text);
        !self.bash() && plain(simple.words.first(), b"[[") && !plain(simple.words.last(), b"]]")
    }

    pub(super) fn redirects(&mut self) -> Parsed<Vec<Redirect>> {
        let mut redirects = Vec::new();
        loop {
            self.blanks();
            match self.redirect()? {
                Some(redirect) => redirects.push(redirect),
                None => return Ok(redirects),
            }
        }
    }

    /// Whether a redirection comes next.
    fn at_redirect(&self) -> bool {
        let rest = self.rest();
        let digits = rest.iter().take_while(|c| c.is_ascii_digit()).count();
        matches!(rest.get(digits), Some(b'<' | b'>')) || rest.starts_with(b"&>")
    }

    /// A redirection, if one comes next.
    fn redirect(&mut self) -> Parsed<Option<Redirect>> {
        let rest = self.rest();
        let digits = rest.iter().take_while(|c| c.is_ascii_digit()).count();
        if rest.starts_with(b"<(") {
            return Ok(None);
        }
        if !(matches!(rest.get(digits), Some(b'<' | b'>')) || digits == 0 && rest.starts_with(b"&>")) {
            return Ok(None);
        }
        // Longer numbers than any descriptor are words.
        let fd = match std::str::from_utf8(&rest[..digits]).ok().and_then(|d| d.parse().ok()) {
            None if digits > 0 => return Ok(None),
            fd => fd,
        };
        self.at += digits;
        let Some(operator) = self.peek_operator() else {
            self.at -= digits;
            return Ok(None);
        };
        if operator == "&" {
            return Ok(None);
        }
        self.at += operator.len();
        self.blanks();
        if operator == ">" && self.peek() == Some(b'(') || self.starts(">(") {
            return self.error(ErrorKind::NotSimulated("process substitution with > is"));
        }
        let word = self.word()?;
        if word.0.is_empty() {
            return self.expected_word();
        }
        let kind = match operator {
            "<" => RedirectKind::File(Mode::Read, word),
            ">" => RedirectKind::File(Mode::Write, word),
            ">|" => RedirectKind::File(Mode::Clobber, word),
            ">>" => RedirectKind::File(Mode::Append, word),
            "<>" => RedirectKind::File(Mode::ReadWrite, word),
            "<&" => RedirectKind::Dup(Direction::Input, word),
            ">&" if fd.is_none() && self.bash() && !is_descriptor(&word) => RedirectKind::Both(Mode::Write, word),
            ">&" => RedirectKind::Dup(Direction::Output, word),
            "&>" => RedirectKind::Both(Mode::Write, word),
            "&>>" => RedirectKind::Both(Mode::Append, word),
            "<<<" => RedirectKind::HereString(word),
            _ => RedirectKind::Here(self.here(operator == "<<-", &word)?),
        };
        Ok(Some(Redirect { fd, kind }))
    }

    fn here(&mut self, strip_tabs: bool, word: &Word) -> Parsed<Rc<HereDoc>> {
        let Some((end, literal)) = word.unquoted() else {
            return self.error(ErrorKind::NotSimulated("an expansion in the word after << is"));
        };
        if end.contains(&b'\n') {
            return self.error(ErrorKind::NotSimulated("a word of several lines after << is"));
        }
        let doc = Rc::new(HereDoc { end: end.into(), literal, strip_tabs, body: std::cell::OnceCell::new() });
        self.waiting.push(doc.clone());
        Ok(doc)
    }

    /// A word of arithmetic, up to what ends it.
    pub(super) fn arith_word(&mut self, until: Until) -> Parsed<Word> {
        Ok(Word::new(self.parts(until, true)?))
    }
}

/// Whether a word after `>&` can be a descriptor: digits, `-`, or something only known when it runs.
fn is_descriptor(word: &Word) -> bool {
    match &*word.0 {
        [Part::Literal(text)] => **text == *b"-" || text.iter().all(u8::is_ascii_digit),
        parts => parts.iter().any(|part| matches!(part, Part::Param(_))),
    }
}

/// `command |& …` is `command 2>&1 | …`.
fn with_stderr(command: Command) -> Command {
    let one = Word::new(vec![Part::Literal(Rc::from(&b"1"[..]))]);
    let redirect = Redirect { fd: Some(2), kind: RedirectKind::Dup(Direction::Output, one) };
    match command {
        Command::Simple(mut simple) => {
            simple.redirects.push(redirect);
            Command::Simple(simple)
        }
        Command::Compound(compound, mut redirects) => {
            redirects.push(redirect);
            Command::Compound(compound, redirects)
        }
        function @ Command::Function { .. } => function,
    }
}
