//! From text to tree: rules, functions, names. Statements are read in [`super::statement`], expressions in
//! [`super::expression`].

use std::collections::BTreeSet;
use std::rc::Rc;

use super::ast::{Arithmetic, Block, Expr, Function, Parameter, Pattern, Place, Program, Rule, Variable};
use super::globals;
use super::lex::{Lexer, Token};

/// Why a text is no program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// At this place of the text, in gawk's words.
    Syntax(usize, &'static str),
    /// A pattern that is none.
    Pattern(String),
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
    /// Whether patterns match characters, not bytes.
    pub(super) utf8: bool,
    pub(super) token: Token,
    /// Where the token begins.
    pub(super) start: usize,
    depth: u32,
    /// Whether `>` is a redirection here, not a comparison.
    pub(super) no_greater: bool,
    program: Program,
    /// The parameters of the function that is being read.
    pub(super) parameters: Option<Vec<Parameter>>,
    /// Functions by number; those that were called and not read yet have no body.
    functions: Vec<(Rc<str>, Option<Function>)>,
    /// Variables that are arrays.
    arrays: BTreeSet<usize>,
    /// Who (a function, or none) passes which variable as which argument of whom.
    passed: Vec<(Option<usize>, Variable, usize, usize)>,
    /// The function that is being read.
    within: Option<usize>,
    /// How many loops the statement is in.
    pub(super) loops: u32,
}

/// Reads a program's text.
pub(super) fn parse(text: &[u8], utf8: bool) -> Parsed<Program> {
    let mut parser = Parser {
        lexer: Lexer { text, at: 0 },
        utf8,
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

    /// Gawk computes with two numbers of the text before the program runs.
    pub(super) fn divide_by_zero(&mut self, operator: Arithmetic) {
        let message = match operator {
            Arithmetic::Remainder => "division by zero attempted in `%'",
            _ => "division by zero attempted",
        };
        self.program.impossible.get_or_insert(message);
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

    pub(super) fn separators(&mut self) {
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
            Err(wrong) => Err(wrong),
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
}
