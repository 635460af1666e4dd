//! The expressions of bash's `[[ ]]`.

use std::rc::Rc;

use super::ast::{Cond, Word};
use super::error::{Conditional, ErrorKind, Place, Rest, SyntaxError, Want};
use super::lexer::{Parsed, Parser};
use super::word::Until;

impl Parser<'_> {
    /// `[[ … ]]`, with the cursor at the front.
    pub(super) fn conditional(&mut self) -> Parsed<Rc<Cond>> {
        let line = self.line();
        self.at += 2;
        let cond = self.nested(Self::cond_or)?;
        self.newlines()?;
        if self.peek_word() == b"]]" {
            self.at += 2;
            return Ok(cond);
        }
        let wrong = match self.peek() {
            None => self.error(ErrorKind::Unclosed(Want::Brackets)),
            Some(_) => self.misplaced(Place::End),
        };
        // Bash names the line where they begin.
        wrong.map_err(|error| SyntaxError { line, ..error })
    }

    fn cond_or(&mut self) -> Parsed<Rc<Cond>> {
        let mut left = self.cond_and()?;
        while self.eat("||") {
            left = Rc::new(Cond::Or(left, self.cond_and()?));
        }
        Ok(left)
    }

    fn cond_and(&mut self) -> Parsed<Rc<Cond>> {
        let mut left = self.nested(Self::cond_term)?;
        while self.eat("&&") {
            left = Rc::new(Cond::And(left, self.nested(Self::cond_term)?));
        }
        Ok(left)
    }

    /// An expression without `&&` and `||`, and the line ends behind it, where there may be some.
    fn cond_term(&mut self) -> Parsed<Rc<Cond>> {
        self.newlines()?;
        if self.peek_word() == b"!" {
            self.at += 1;
            return Ok(Rc::new(Cond::Not(self.nested(Self::cond_term)?)));
        }
        let line = self.line();
        if self.eat("(") {
            let inner = self.nested(Self::cond_or).map_err(|error| unclosed(error, line))?;
            if !self.eat(")") {
                return self.misplaced(Place::Parenthesis).map_err(|error| SyntaxError { line, ..error });
            }
            self.newlines()?;
            return Ok(inner);
        }
        let unary = match self.peek_word() {
            b"-R" => return self.error(ErrorKind::NotSimulated("[[ -R name ]] is")),
            [b'-', c] if b"abcdefghknoprstuvwxzGLNOS".contains(c) => Some(*c),
            _ => None,
        };
        let first = self.cond_word(Place::Operand)?;
        self.blanks();
        if let Some(c) = unary {
            let operand = self.cond_word(Place::UnaryArgument)?;
            self.newlines()?;
            return Ok(Rc::new(Cond::Unary(c, operand)));
        }
        let Some(operator) = self.cond_operator() else {
            let whole = self.peek_word() == b"]]" || self.peek() == Some(b')');
            return if whole || matches!(self.peek_operator(), Some("&&" | "||")) {
                Ok(Rc::new(Cond::Word(first)))
            } else {
                self.misplaced(Place::Operator)
            };
        };
        self.at += operator.len();
        self.blanks();
        let second = if *operator == *b"=~" { self.cond_regex()? } else { self.cond_word(Place::BinaryArgument)? };
        if self.peek() == Some(b'(') && b"?*+@!".contains(&self.src[self.at - 1]) {
            return self.error(ErrorKind::NotSimulated("patterns like @(a|b) are"));
        }
        self.newlines()?;
        Ok(Rc::new(Cond::Binary(first, operator, second)))
    }

    /// A word that must come next.
    fn cond_word(&mut self, place: Place) -> Parsed<Word> {
        if self.peek_word() == b"]]" || self.number_of_redirection() {
            return self.misplaced(place);
        }
        let word = self.word()?;
        if word.0.is_empty() { self.misplaced(place) } else { Ok(word) }
    }

    /// The regular expression behind `=~`.
    fn cond_regex(&mut self) -> Parsed<Word> {
        if self.peek_word() == b"]]" || matches!(self.peek(), None | Some(b'\n')) {
            return self.misplaced(Place::BinaryArgument);
        }
        let word = Word::new(self.parts(Until::Regex, false)?);
        if word.0.is_empty() {
            return self.error(ErrorKind::NotSimulated("nothing behind =~ is"));
        }
        Ok(word)
    }

    fn cond_operator(&self) -> Option<Rc<[u8]>> {
        const OPERATORS: [&str; 13] =
            ["=", "==", "!=", "=~", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"];
        match self.peek_operator() {
            _ if self.starts("<(") => None,
            Some(operator @ ("<" | ">")) => Some(operator.as_bytes().into()),
            Some(_) => None,
            None => OPERATORS.iter().find(|o| self.peek_word() == o.as_bytes()).map(|o| o.as_bytes().into()),
        }
    }

    /// Whether digits come next that belong to a `<` or `>`.
    fn number_of_redirection(&self) -> bool {
        let word = self.peek_word();
        !word.is_empty() && word.iter().all(u8::is_ascii_digit) && matches!(self.peek_at(word.len()), Some(b'<' | b'>'))
    }

    /// What comes next may not stand there.
    fn misplaced<T>(&self, place: Place) -> Parsed<T> {
        let at_end = self.at >= self.src.len();
        // The end of the text is that of a line, where the line is not over.
        let line_ends = matches!(place, Place::Operator | Place::UnaryArgument | Place::BinaryArgument)
            && (at_end || self.peek() == Some(b'\n'));
        let token = match self.peek() {
            _ if line_ends => Some("newline"),
            None => Some("EOF"),
            Some(b')') => Some(")"),
            Some(_) if self.peek_word() == b"]]" => Some("]]"),
            Some(_) if self.starts("<(") => None,
            // The number of the token is all that bash can say.
            Some(_) if place == Place::Operand && self.number_of_redirection() => {
                return self.error(ErrorKind::NotSimulated("a redirection in [[ ]] is"));
            }
            Some(_) => self.peek_operator(),
        };
        let rest = match line_ends {
            false if at_end => Rest::Missing,
            true if self.at + 1 >= self.src.len() => Rest::Nothing,
            _ => Rest::More,
        };
        let token = token.map(Into::into);
        self.error(ErrorKind::Conditional(Conditional { place, token, parentheses: Vec::new(), rest }))
    }
}

/// The same error within parentheses that begin on `line`: they stay open.
fn unclosed(mut error: SyntaxError, line: u32) -> SyntaxError {
    if let ErrorKind::Conditional(wrong) = &mut error.kind {
        wrong.parentheses.push(line);
    }
    error
}
