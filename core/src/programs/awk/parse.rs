//! From text to tree: rules and statements. Expressions are read in [`super::expression`].

use std::collections::BTreeSet;
use std::rc::Rc;

use super::ast::{Block, Expr, Function, Output, Parameter, Pattern, Place, Program, Rule, Statement, Variable, Way};
use super::globals;
use super::lex::{Lexer, Token};

/// Why a text is no program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// At this place of the text, in gawk's words.
    Syntax(usize, &'static str),
    /// A message of its own.
    Fatal(String),
}

pub(super) type Parsed<T> = Result<T, Wrong>;

/// How deep statements and parentheses may be nested.
const MAX_DEPTH: u32 = 60;

/// Operators in a row.
pub(super) const MAX_CHAIN: usize = 100;

/// Reads a program.
pub(super) struct Parser<'a> {
    pub(super) lexer: Lexer<'a>,
    pub(super) token: Token,
    /// Where the token begins.
    pub(super) start: usize,
    depth: u32,
    /// Whether `>` is a redirection here, not a comparison.
    pub(super) no_greater: bool,
    program: Program,
    /// The parameters of the function that is being read.
    parameters: Option<Vec<Parameter>>,
    /// Functions by number; those that were called and not read yet have no body.
    functions: Vec<(Rc<str>, Option<Function>)>,
    /// Variables that are arrays.
    arrays: BTreeSet<usize>,
    /// Who (a function, or none) passes which variable as which argument of whom.
    passed: Vec<(Option<usize>, Variable, usize, usize)>,
    /// The function that is being read.
    within: Option<usize>,
    loops: u32,
}

/// Reads a program's text.
pub(super) fn parse(text: &[u8]) -> Parsed<Program> {
    let mut parser = Parser {
        lexer: Lexer { text, at: 0 },
        token: Token::Newline,
        start: 0,
        depth: 0,
        no_greater: false,
        program: Program { globals: globals::NAMES.iter().map(|name| Rc::from(*name)).collect(), ..Program::default() },
        parameters: None,
        functions: Vec::new(),
        arrays: BTreeSet::from([globals::ENVIRON, globals::ARGV]),
        passed: Vec::new(),
        within: None,
        loops: 0,
    };
    parser.advance();
    parser.items()?;
    parser.finish()
}

impl Parser<'_> {
    pub(super) fn advance(&mut self) {
        (self.token, self.start) = self.lexer.next();
    }

    pub(super) fn is(&self, sign: &str) -> bool {
        matches!(self.token, Token::Sign(s) if s == sign)
    }

    pub(super) fn is_keyword(&self, keyword: &str) -> bool {
        matches!(self.token, Token::Keyword(k) if k == keyword)
    }

    /// Goes past a sign if it is there.
    pub(super) fn take(&mut self, sign: &str) -> bool {
        let found = self.is(sign);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn expect(&mut self, sign: &str) -> Parsed<()> {
        if self.take(sign) { Ok(()) } else { Err(self.wrong()) }
    }

    /// The token may not stand here.
    pub(super) fn wrong(&self) -> Wrong {
        match self.token {
            Token::End | Token::Newline => Wrong::Syntax(self.start, "unexpected newline or end of string"),
            Token::Wrong if self.lexer.text.get(self.start) == Some(&b'"') => {
                Wrong::Syntax(self.start, "unterminated string")
            }
            _ => Wrong::Syntax(self.start, "syntax error"),
        }
    }

    pub(super) fn newlines(&mut self) {
        while self.token == Token::Newline {
            self.advance();
        }
    }

    fn separators(&mut self) {
        while self.token == Token::Newline || self.is(";") {
            self.advance();
        }
    }

    /// One level deeper.
    pub(super) fn enter(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Wrong::Fatal(format!("drydock: awk nested deeper than {MAX_DEPTH} levels is not simulated")));
        }
        Ok(())
    }

    pub(super) const fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Runs `read`; if it gives nothing, goes back to where it began.
    pub(super) fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<Option<T>>) -> Parsed<Option<T>> {
        let (at, token, start, depth) = (self.lexer.at, self.token.clone(), self.start, self.depth);
        let found = read(self);
        match found {
            Ok(Some(found)) => Ok(Some(found)),
            // What cannot be read this way is read the other way, which says what is wrong.
            Ok(None) | Err(Wrong::Syntax(..)) => {
                (self.lexer.at, self.token, self.start, self.depth) = (at, token, start, depth);
                Ok(None)
            }
            Err(fatal) => Err(fatal),
        }
    }

    // ---- rules -----------------------------------------------------------------------------------------------------------

    fn items(&mut self) -> Parsed<()> {
        loop {
            self.separators();
            match self.token {
                Token::End => return Ok(()),
                Token::Keyword("BEGIN") => {
                    self.advance();
                    let block = self.action()?;
                    self.program.begin.push(block);
                }
                Token::Keyword("END") => {
                    self.advance();
                    let block = self.action()?;
                    self.program.end.push(block);
                }
                Token::Keyword("function") => self.function()?,
                _ => {
                    let rule = self.rule()?;
                    self.program.rules.push(rule);
                }
            }
            if !matches!(self.token, Token::End | Token::Newline | Token::Keyword(_)) && !self.is(";") {
                // A rule may follow at once behind a closing brace.
                let behind_brace = self.lexer.text[..self.start].trim_ascii_end().ends_with(b"}");
                if !behind_brace {
                    return Err(self.wrong());
                }
            }
        }
    }

    fn action(&mut self) -> Parsed<Block> {
        if !self.is("{") {
            return Err(self.wrong());
        }
        self.block()
    }

    fn rule(&mut self) -> Parsed<Rule> {
        let pattern = if self.is("{") {
            Pattern::Always
        } else {
            let first = self.expression()?;
            if self.take(",") {
                self.newlines();
                Pattern::Range(first, self.expression()?)
            } else {
                Pattern::When(first)
            }
        };
        let action = if self.is("{") { Some(self.block()?) } else { None };
        Ok(Rule { pattern, action })
    }

    fn function(&mut self) -> Parsed<()> {
        self.advance();
        let (Token::Name(name) | Token::Call(name)) = self.token.clone() else { return Err(self.wrong()) };
        if super::ast::Builtin::find(&name).is_some() || self.parameters.is_some() {
            return Err(self.wrong());
        }
        self.advance();
        self.expect("(")?;
        let mut parameters: Vec<Parameter> = Vec::new();
        while !self.is(")") {
            let Token::Name(parameter) = self.token.clone() else { return Err(self.wrong()) };
            self.advance();
            if parameters.iter().any(|known| known.name == parameter) {
                return Err(Wrong::Fatal(format!("function `{name}': parameter `{parameter}' occurs twice")));
            }
            parameters.push(Parameter { name: parameter, array: false });
            if !self.take(",") {
                break;
            }
            self.newlines();
        }
        self.expect(")")?;
        self.newlines();
        let number = self.function_number(&name);
        if self.functions[number].1.is_some() {
            return Err(Wrong::Fatal(format!("function name `{name}' previously defined")));
        }
        (self.parameters, self.within) = (Some(parameters), Some(number));
        let body = self.action()?;
        let parameters = self.parameters.take().unwrap_or_default();
        self.within = None;
        self.functions[number].1 = Some(Function { name, parameters, body });
        Ok(())
    }

    /// The number of a function, which may be read only later.
    pub(super) fn function_number(&mut self, name: &Rc<str>) -> usize {
        self.functions.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            self.functions.push((name.clone(), None));
            self.functions.len() - 1
        })
    }

    // ---- names -----------------------------------------------------------------------------------------------------------

    /// The variable of a name.
    pub(super) fn variable(&mut self, name: &Rc<str>) -> Variable {
        if let Some(at) = self.parameters.iter().flatten().position(|parameter| parameter.name == *name) {
            return Variable::Local(at);
        }
        let globals = &mut self.program.globals;
        Variable::Global(globals.iter().position(|known| known == name).unwrap_or_else(|| {
            globals.push(name.clone());
            globals.len() - 1
        }))
    }

    /// Notes that a variable is an array.
    pub(super) fn is_array(&mut self, variable: Variable) {
        match (variable, &mut self.parameters) {
            (Variable::Global(at), _) => {
                self.arrays.insert(at);
            }
            (Variable::Local(at), Some(parameters)) => parameters[at].array = true,
            (Variable::Local(_), None) => {}
        }
    }

    /// Notes that a variable is passed on: perhaps as an array.
    pub(super) fn is_passed(&mut self, arguments: &[Expr], function: usize) {
        for (at, argument) in arguments.iter().enumerate() {
            if let Expr::Get(Place::Variable(variable)) = argument {
                self.passed.push((self.within, *variable, function, at));
            }
        }
    }

    pub(super) const fn reads(&mut self) {
        self.program.reads = true;
    }

    /// Every function must exist now; arrays are passed on as such.
    fn finish(mut self) -> Parsed<Program> {
        let mut functions = Vec::new();
        for (name, function) in std::mem::take(&mut self.functions) {
            let Some(function) = function else {
                return Err(Wrong::Fatal(if super::ast::NOT_SIMULATED.contains(&&*name) {
                    format!("drydock: awk's {name}() is not simulated")
                } else {
                    format!("function `{name}' not defined")
                }));
            };
            functions.push(function);
        }
        loop {
            let mut changed = false;
            for (caller, variable, function, at) in &self.passed {
                let takes_array = functions[*function].parameters.get(*at).is_some_and(|parameter| parameter.array);
                if !takes_array {
                    continue;
                }
                match (variable, caller) {
                    (Variable::Global(at), _) => changed |= self.arrays.insert(*at),
                    (Variable::Local(at), Some(caller)) => {
                        let parameter = &mut functions[*caller].parameters[*at];
                        changed |= !parameter.array;
                        parameter.array = true;
                    }
                    (Variable::Local(_), None) => {}
                }
            }
            if !changed {
                break;
            }
        }
        self.program.functions = functions;
        Ok(self.program)
    }

    // ---- statements ------------------------------------------------------------------------------------------------------

    /// `{ … }`
    fn block(&mut self) -> Parsed<Block> {
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
        let ends = |parser: &Self| parser.at_end() || parser.is(">") || parser.is(">>") || parser.is("|");
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
