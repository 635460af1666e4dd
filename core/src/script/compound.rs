//! Commands with a body, and the expressions of `[[ ]]`.

use std::rc::Rc;

use super::ast::{Arm, ArmEnd, Compound, Cond, List, LoopKind, Word};
use super::error::{ErrorKind, SyntaxError, Want};
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
                if let Ok(word) = self.arith_word(Until::Paren)
                    && self.eat("))")
                {
                    return Ok(Some(Compound::Arith(word)));
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
            b"[[" if self.bash() => {
                let line = self.line();
                self.at += 2;
                let cond = self.nested(Self::cond_or)?;
                self.newlines()?;
                match self.peek_word() {
                    b"]]" => self.at += 2,
                    // Bash looks for the end from where they begin.
                    _ if self.peek().is_none() => {
                        let error = self.error(ErrorKind::Unclosed(Want::Brackets));
                        return error.map_err(|error| SyntaxError { line, ..error });
                    }
                    _ if self.peek().is_some_and(super::lexer::is_meta) => return self.unexpected(None),
                    _ => return self.error(ErrorKind::Conditional("conditional binary operator expected")),
                }
                Compound::Test(cond)
            }
            b"select" if self.bash() => return self.error(ErrorKind::NotSimulated("select is")),
            b"coproc" if self.bash() => return self.error(ErrorKind::NotSimulated("coproc is")),
            b"time" if self.bash() => return self.error(ErrorKind::NotSimulated("time is")),
            _ => return Ok(None),
        };
        Ok(Some(compound))
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
            return self.unexpected(None);
        }
        self.keyword("in")?;
        let mut arms = Vec::new();
        loop {
            self.newlines()?;
            if self.peek_word() == b"esac" {
                self.at += 4;
                return Ok(Compound::Case { word, arms: arms.into() });
            }
            if self.eat("(") {
                self.blanks();
            }
            let mut patterns = Vec::new();
            loop {
                self.blanks();
                let pattern = self.word()?;
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
                return self.unexpected(Some(")"));
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

    // ---- [[ ]] -----------------------------------------------------------------------------------------------------------

    fn cond_or(&mut self) -> Parsed<Rc<Cond>> {
        let mut left = self.cond_and()?;
        loop {
            self.newlines()?;
            if !self.eat("||") {
                return Ok(left);
            }
            left = Rc::new(Cond::Or(left, self.cond_and()?));
        }
    }

    fn cond_and(&mut self) -> Parsed<Rc<Cond>> {
        let mut left = self.nested(Self::cond_not)?;
        loop {
            self.newlines()?;
            if !self.eat("&&") {
                return Ok(left);
            }
            left = Rc::new(Cond::And(left, self.nested(Self::cond_not)?));
        }
    }

    fn cond_not(&mut self) -> Parsed<Rc<Cond>> {
        self.newlines()?;
        if self.peek_word() == b"!" {
            self.at += 1;
            return Ok(Rc::new(Cond::Not(self.nested(Self::cond_not)?)));
        }
        if self.peek().is_none() {
            return self.error(ErrorKind::Unclosed(Want::Operand));
        }
        if self.eat("(") {
            let inner = self.nested(Self::cond_or)?;
            if self.peek_word() == b"]]" {
                return self.error(ErrorKind::Conditional("unexpected token `]]', expected `)'"));
            }
            if !self.eat(")") {
                return self.unexpected(None);
            }
            return Ok(inner);
        }
        let unary = match self.peek_word() {
            [b'-', c] if b"abcdefghknoprstuvwxzGLNOS".contains(c) => Some(*c),
            _ => None,
        };
        if self.peek_word() == b"]]" {
            return self.unexpected(None);
        }
        let first = self.word()?;
        if first.0.is_empty() {
            return self.unexpected(None);
        }
        self.blanks();
        if let Some(c) = unary
            && self.peek_word() != b"]]"
            && self.peek().is_some_and(|c| !super::lexer::is_meta(c))
        {
            return Ok(Rc::new(Cond::Unary(c, self.word()?)));
        }
        let ends = self.rest().trim_ascii().is_empty();
        if ends && unary.is_some() {
            return self.error(ErrorKind::Conditional("unexpected argument `newline' to conditional unary operator"));
        }
        if ends {
            let message = "unexpected token `newline', conditional binary operator expected";
            return self.error(ErrorKind::Conditional(message));
        }
        let Some(operator) = self.cond_operator() else { return Ok(Rc::new(Cond::Word(first))) };
        self.at += operator.len();
        self.blanks();
        if self.rest().trim_ascii().is_empty() {
            let message = "unexpected argument `newline' to conditional binary operator";
            return self.error(ErrorKind::Conditional(message));
        }
        let second = if *operator == *b"=~" { Word::new(self.parts(Until::Regex, false)?) } else { self.word()? };
        if second.0.is_empty() {
            return self.unexpected(None);
        }
        Ok(Rc::new(Cond::Binary(first, operator, second)))
    }

    fn cond_operator(&self) -> Option<Rc<[u8]>> {
        const OPERATORS: [&str; 13] =
            ["=", "==", "!=", "=~", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"];
        match self.peek()? {
            c @ (b'<' | b'>') => Some(Rc::from([c])),
            _ => OPERATORS.iter().find(|o| self.peek_word() == o.as_bytes()).map(|o| o.as_bytes().into()),
        }
    }
}
