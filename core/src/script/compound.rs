//! Commands with a body.

use std::rc::Rc;

use super::ast::{Arm, ArmEnd, Compound, List, LoopKind, Word};
use super::error::{ErrorKind, Want};
use super::is_name;
use super::lexer::{Parsed, Parser};
use super::word::Until;

impl Parser<'_> {
    /// A compound command without its redirections, if one comes next.
    pub(super) fn compound(&mut self) -> Parsed<Option<Compound>> {
        if self.peek() == Some(b'(') {
            let start = self.at;
            // What was tried once and is none is not tried again: each further `((` inside would double the work.
            if self.bash() && self.starts("((") && !self.not_arithmetic.contains(&start) {
                self.at += 2;
                let (waiting, unended) = (self.waiting.clone(), self.unended.len());
                let word = self.arith_word(Until::Paren);
                if let Ok(word) = word {
                    if self.eat("))") {
                        return Ok(Some(Compound::Arith(word)));
                    }
                    self.half_closed()?;
                }
                (self.at, self.waiting) = (start, waiting);
                self.unended.truncate(unended);
                self.not_arithmetic.insert(start);
            }
            let (arithmetic, line) = (self.starts("(("), self.line());
            let list = self.subshell();
            return match list {
                Err(error) if arithmetic => Err(self.unclosed_arithmetic(error, line)),
                list => Ok(Some(Compound::Subshell(list?))),
            };
        }
        let keyword = self.peek_word();
        let compound = match keyword {
            b"{" => {
                self.at += 1;
                let list = self.body("}")?;
                self.keyword("}")?;
                Compound::Group(list)
            }
            b"if" => self.if_clause()?,
            b"while" | b"until" => {
                let kind = if keyword == b"while" { LoopKind::While } else { LoopKind::Until };
                self.at += 5;
                let condition = self.body("do")?;
                let body = self.do_group()?;
                Compound::Loop { kind, condition, body }
            }
            b"for" => self.for_clause()?,
            b"case" => self.case_clause()?,
            b"[[" if self.bash() => Compound::Test(self.conditional()?),
            b"select" if self.bash() => return self.error(ErrorKind::NotSimulated("select is")),
            b"coproc" if self.bash() => return self.error(ErrorKind::NotSimulated("coproc is")),
            b"time" if self.bash() => return self.error(ErrorKind::NotSimulated("time is")),
            _ => return Ok(None),
        };
        Ok(Some(compound))
    }

    /// Bash reads the `(` of a `((` that only one `)` closes again, from a copy that ends with the byte behind it. If that is the
    /// end of the line, it loses the thread, unless the line is typed.
    fn half_closed(&self) -> Parsed<()> {
        if self.typed || self.peek() != Some(b')') || self.peek_at(1).is_some_and(|c| c != b'\n') {
            return Ok(());
        }
        let before = &self.src[..=self.at];
        let from = before.iter().rposition(|c| b" \n\t;|&".contains(c)).map_or(0, |at| at + 1);
        self.error(ErrorKind::Near(String::from_utf8_lossy(&before[from..]).into()))
    }

    fn subshell(&mut self) -> Parsed<List> {
        self.at += 1;
        let list = self.nested(|p| p.body(")"))?;
        if self.eat(")") { Ok(list) } else { self.unexpected(Some(")")) }
    }

    /// Takes a keyword that must come next.
    fn keyword(&mut self, word: &'static str) -> Parsed<()> {
        self.newlines()?;
        if self.peek_word() != word.as_bytes() {
            return self.unexpected(Some(word));
        }
        self.at += word.len();
        Ok(())
    }

    fn do_group(&mut self) -> Parsed<List> {
        self.keyword("do")?;
        let body = self.body("done")?;
        self.keyword("done")?;
        Ok(body)
    }

    fn if_clause(&mut self) -> Parsed<Compound> {
        let mut arms = Vec::new();
        self.at += 2;
        loop {
            let condition = self.body("then")?;
            self.keyword("then")?;
            arms.push((condition, self.body("fi")?));
            match self.peek_word() {
                b"elif" => self.at += 4,
                b"else" => {
                    self.at += 4;
                    let otherwise = Some(self.body("fi")?);
                    self.keyword("fi")?;
                    return Ok(Compound::If { arms: arms.into(), otherwise });
                }
                _ => {
                    self.keyword("fi")?;
                    return Ok(Compound::If { arms: arms.into(), otherwise: None });
                }
            }
        }
    }

    fn for_clause(&mut self) -> Parsed<Compound> {
        self.at += 3;
        self.blanks();
        if self.bash() && self.eat("((") {
            let init = self.arith_part(";")?;
            let test = self.arith_part(";")?;
            let step = self.arith_part("))")?;
            self.blanks();
            self.eat(";");
            let body = self.do_group()?;
            return Ok(Compound::ArithFor { parts: Rc::new([init, test, step]), body });
        }
        let name: Rc<[u8]> = self.peek_word().into();
        if name.is_empty() && self.peek().is_none() {
            return self.expected_word();
        }
        if name.is_empty() {
            return self.unexpected(None);
        }
        if !is_name(&name) {
            let text = String::from_utf8_lossy(&name).into_owned();
            return self.error(ErrorKind::BadLoopVariable(text.into()));
        }
        self.at += name.len();
        self.newlines()?;
        let mut words = None;
        if self.peek_word() == b"in" {
            self.at += 2;
            let mut list = Vec::new();
            loop {
                self.blanks();
                let word = self.word()?;
                if word.0.is_empty() {
                    break;
                }
                list.push(word);
            }
            words = Some(list);
            if !self.eat(";") && self.peek() != Some(b'\n') {
                return self.unexpected(None);
            }
        } else {
            self.eat(";");
        }
        let body = self.do_group()?;
        Ok(Compound::For { name, words, body })
    }

    /// What must come next on the line does not.
    fn expected<T>(&self, token: &'static str) -> Parsed<T> {
        if self.bash() { self.expected_word() } else { self.unexpected(Some(token)) }
    }

    fn arith_part(&mut self, end: &str) -> Parsed<Word> {
        let word = self.arith_word(Until::Semicolon)?;
        if self.peek().is_none() {
            return self.error(ErrorKind::Unclosed(Want::Arithmetic));
        }
        if self.eat(end) { Ok(word) } else { self.unexpected(None) }
    }

    fn case_clause(&mut self) -> Parsed<Compound> {
        self.at += 4;
        self.blanks();
        let word = self.word()?;
        if word.0.is_empty() {
            return self.expected_word();
        }
        self.keyword("in")?;
        let mut arms = Vec::new();
        loop {
            self.newlines()?;
            if self.peek_word() == b"esac" {
                self.at += 4;
                return Ok(Compound::Case { word, arms: arms.into() });
            }
            let opened = self.eat("(");
            let mut patterns = Vec::new();
            loop {
                self.blanks();
                let pattern = self.word()?;
                if pattern.0.is_empty() && (opened || !patterns.is_empty()) {
                    return self.expected(")");
                }
                if pattern.0.is_empty() {
                    return self.unexpected(Some(")"));
                }
                patterns.push(pattern);
                self.blanks();
                if !self.eat("|") {
                    break;
                }
            }
            if !self.eat(")") {
                return self.expected(")");
            }
            let body = self.list()?;
            let end = match self.peek_operator() {
                Some(";;") => ArmEnd::Break,
                Some(";&") => ArmEnd::FallThrough,
                Some(";;&") => ArmEnd::Continue,
                _ => {
                    arms.push(Arm { patterns, body, end: ArmEnd::Break });
                    self.keyword("esac")?;
                    return Ok(Compound::Case { word, arms: arms.into() });
                }
            };
            self.at += if end == ArmEnd::Continue { 3 } else { 2 };
            arms.push(Arm { patterns, body, end });
        }
    }
}
