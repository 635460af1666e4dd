//! From text to tree: statements.

use super::ast::{Block, Expr, Output, Place, Statement, Way};
use super::lex::Token;
use super::parse::{Parsed, Parser, Wrong};

impl Parser<'_> {
    /// `{ … }`
    pub(super) fn block(&mut self) -> Parsed<Block> {
        self.enter()?;
        self.expect("{")?;
        let mut statements = Vec::new();
        loop {
            self.separators();
            if self.take("}") {
                break;
            }
            statements.push(self.statement()?);
        }
        self.leave();
        Ok(statements.into())
    }

    /// A statement as the body of another: a block or one statement.
    fn body(&mut self) -> Parsed<Block> {
        self.newlines();
        if self.is("{") {
            return self.block();
        }
        if self.take(";") {
            return Ok([].into());
        }
        Ok([self.statement()?].into())
    }

    fn loop_body(&mut self) -> Parsed<Block> {
        self.loops += 1;
        let body = self.body()?;
        self.loops -= 1;
        Ok(body)
    }

    /// What ends a simple statement.
    fn ends(&mut self) -> Parsed<()> {
        if self.token == Token::Newline || self.is(";") {
            self.advance();
            return Ok(());
        }
        if self.is("}") { Ok(()) } else { Err(self.wrong()) }
    }

    fn at_end(&self) -> bool {
        matches!(self.token, Token::Newline | Token::End) || self.is(";") || self.is("}")
    }

    fn statement(&mut self) -> Parsed<Statement> {
        self.enter()?;
        let statement = self.one_statement()?;
        self.leave();
        Ok(statement)
    }

    fn one_statement(&mut self) -> Parsed<Statement> {
        let Token::Keyword(keyword) = self.token else {
            if self.is("{") {
                return Ok(Statement::Block(self.block()?));
            }
            let statement = self.simple()?;
            self.ends()?;
            return Ok(statement);
        };
        match keyword {
            "if" => {
                self.advance();
                self.expect("(")?;
                let condition = self.inside(")")?;
                let then = self.body()?;
                let otherwise = self.attempt(|parser| {
                    parser.separators();
                    Ok(parser.is_keyword("else").then(|| parser.advance()))
                })?;
                let otherwise = if otherwise.is_some() { self.body()? } else { [].into() };
                Ok(Statement::If(condition, then, otherwise))
            }
            "while" => {
                self.advance();
                self.expect("(")?;
                let condition = self.inside(")")?;
                Ok(Statement::While(condition, self.loop_body()?))
            }
            "do" => {
                self.advance();
                let body = self.loop_body()?;
                self.separators();
                if !self.is_keyword("while") {
                    return Err(self.wrong());
                }
                self.advance();
                self.expect("(")?;
                let condition = self.inside(")")?;
                self.ends()?;
                Ok(Statement::DoWhile(body, condition))
            }
            "for" => self.for_loop(),
            "break" | "continue" if self.loops == 0 => {
                Err(Wrong::Fatal(format!("`{keyword}' is not allowed outside a loop")))
            }
            "return" if self.parameters.is_none() => {
                Err(Wrong::Fatal("`return' used outside function context".to_owned()))
            }
            "getline" | "print" | "printf" | "delete" => {
                let statement = self.simple()?;
                self.ends()?;
                Ok(statement)
            }
            "break" | "continue" | "next" | "nextfile" | "exit" | "return" => {
                self.advance();
                let value = matches!(keyword, "exit" | "return") && !self.at_end();
                let value = if value { Some(self.expression()?) } else { None };
                self.ends()?;
                Ok(match keyword {
                    "break" => Statement::Break,
                    "continue" => Statement::Continue,
                    "next" => Statement::Next,
                    "nextfile" => Statement::NextFile,
                    "exit" => Statement::Exit(value),
                    _ => Statement::Return(value),
                })
            }
            _ => Err(self.wrong()),
        }
    }

    fn for_loop(&mut self) -> Parsed<Statement> {
        self.advance();
        self.expect("(")?;
        let each = self.attempt(|parser| {
            let Token::Name(name) = parser.token.clone() else { return Ok(None) };
            parser.advance();
            if !parser.is_keyword("in") {
                return Ok(None);
            }
            parser.advance();
            let Token::Name(array) = parser.token.clone() else { return Ok(None) };
            parser.advance();
            Ok(parser.take(")").then_some((name, array)))
        })?;
        if let Some((name, array)) = each {
            let (variable, array) = (self.variable(&name), self.variable(&array));
            self.is_array(array);
            return Ok(Statement::ForIn(Place::Variable(variable), array, self.loop_body()?));
        }
        let part = |parser: &mut Self, end: &str| -> Parsed<Option<Expr>> {
            parser.newlines();
            let found = if parser.is(end) { None } else { Some(parser.expression()?) };
            parser.expect(end)?;
            Ok(found)
        };
        let (first, condition, step) = (part(self, ";")?, part(self, ";")?, part(self, ")")?);
        Ok(Statement::For(first, condition, step, self.loop_body()?))
    }

    /// An expression and the sign that closes it.
    pub(super) fn inside(&mut self, close: &str) -> Parsed<Expr> {
        let outer = std::mem::replace(&mut self.no_greater, false);
        let expression = self.expression();
        self.no_greater = outer;
        let expression = expression?;
        self.expect(close)?;
        Ok(expression)
    }

    fn simple(&mut self) -> Parsed<Statement> {
        match self.token {
            Token::Keyword("print" | "printf") => self.print(),
            Token::Keyword("delete") => {
                self.advance();
                let (Token::Name(name) | Token::Call(name)) = self.token.clone() else { return Err(self.wrong()) };
                self.advance();
                let array = self.variable(&name);
                self.is_array(array);
                let subscript = if self.take("[") { Some(self.list("]")?) } else { None };
                Ok(Statement::Delete(array, subscript))
            }
            _ => Ok(Statement::Expression(self.expression()?)),
        }
    }

    fn print(&mut self) -> Parsed<Statement> {
        let formatted = self.is_keyword("printf");
        self.advance();
        let ends = |parser: &Self| parser.at_end() || [">", ">>", "|", "|&"].iter().any(|sign| parser.is(sign));
        let mut list = Vec::new();
        if !ends(self) {
            let grouped = if self.is("(") {
                self.attempt(|parser| {
                    parser.advance();
                    let list = parser.list(")")?;
                    Ok(ends(parser).then_some(list))
                })?
            } else {
                None
            };
            if let Some(grouped) = grouped {
                list = grouped;
            } else {
                let outer = std::mem::replace(&mut self.no_greater, true);
                loop {
                    list.push(self.expression()?);
                    if !self.take(",") {
                        break;
                    }
                    self.newlines();
                }
                self.no_greater = outer;
            }
        }
        if formatted && list.is_empty() {
            return Err(self.wrong());
        }
        if self.is("|&") {
            return Err(Wrong::Fatal("drydock: awk's |& is not simulated".to_owned()));
        }
        let way = match self.token {
            Token::Sign(">") => Some(Way::Replace),
            Token::Sign(">>") => Some(Way::Append),
            Token::Sign("|") => Some(Way::Pipe),
            _ => None,
        };
        let output = match way {
            None => None,
            Some(way) => {
                self.advance();
                let outer = std::mem::replace(&mut self.no_greater, true);
                let name = self.concatenation()?;
                self.no_greater = outer;
                Some(Output { way, name })
            }
        };
        Ok(if formatted { Statement::Printf(list, output) } else { Statement::Print(list, output) })
    }

    /// Expressions with commas between them, up to a sign that closes them.
    pub(super) fn list(&mut self, close: &str) -> Parsed<Vec<Expr>> {
        let outer = std::mem::replace(&mut self.no_greater, false);
        let mut list = Vec::new();
        self.newlines();
        while !self.is(close) {
            list.push(self.expression()?);
            self.newlines();
            if !self.take(",") {
                break;
            }
            self.newlines();
            if self.is(close) {
                return Err(self.wrong());
            }
        }
        self.no_greater = outer;
        self.expect(close)?;
        Ok(list)
    }
}
