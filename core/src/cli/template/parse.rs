//! From tokens to nodes.

use std::rc::Rc;

use super::function;
use super::lex::{self, Kind, Token};
use super::literal;
use super::node::{Branch, Command, Control, Node, Pipe, Term, TermKind, quote_token};
use crate::cli::go;

/// Actions and parentheses may be nested this deep. Go has no such limit short of its memory.
const MAX_DEPTH: usize = 100;

/// What ends a list of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    End,
    Else,
    /// `else if`, up to the `if`.
    ElseIf,
}

impl Stop {
    const fn text(self) -> &'static str {
        match self {
            Self::End => "{{end}}",
            Self::Else | Self::ElseIf => "{{else}}",
        }
    }
}

/// A node, or the end of the list in which it would stand.
enum Item {
    Node(Node),
    Stop(Stop),
}

/// Reads a template. The error is Go's.
pub(super) fn parse(text: &str) -> Result<Vec<Node>, String> {
    let tokens = lex::lex(text);
    let mut parser = Parser { tokens, next: 0, variables: vec!["$".into()], loops: 0, depth: 0, action_line: 0 };
    let mut nodes = Vec::new();
    while parser.peek_solid().kind != Kind::Eof {
        match parser.item()? {
            Item::Node(node) => nodes.push(node),
            Item::Stop(end) => return parser.error(["unexpected ", end.text()].concat()),
        }
    }
    Ok(nodes)
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    /// The variables in scope.
    variables: Vec<Rc<str>>,
    /// How many `range` are open.
    loops: usize,
    depth: usize,
    /// The line in which the current action began.
    action_line: usize,
}

impl Parser {
    /// The token at hand. Behind the last one, that again.
    fn peek(&self) -> &Token {
        &self.tokens[self.next.min(self.tokens.len() - 1)]
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    fn skip_space(&mut self) {
        while self.peek().kind == Kind::Space {
            self.next += 1;
        }
    }

    fn peek_solid(&mut self) -> &Token {
        self.skip_space();
        self.peek()
    }

    fn take_solid(&mut self) -> Token {
        self.skip_space();
        self.take()
    }

    fn error<T>(&self, message: impl AsRef<str>) -> Result<T, String> {
        let last = &self.tokens[self.next.saturating_sub(1).min(self.tokens.len() - 1)];
        Err(["template: :", &last.line.to_string(), ": ", message.as_ref()].concat())
    }

    fn unexpected<T>(&self, token: &Token, place: &str) -> Result<T, String> {
        match token.kind {
            Kind::Error => {
                let mut message = token.text.clone();
                if self.action_line != 0 && self.action_line != token.line {
                    let action = if message.ends_with(" action") { "" } else { " in action" };
                    message += &[action, " started at :", &self.action_line.to_string()].concat();
                }
                self.error(message)
            }
            Kind::Eof => self.error(["unexpected EOF in ", place].concat()),
            Kind::Keyword | Kind::Nil | Kind::Dot => self.error(["unexpected <", &token.text, "> in ", place].concat()),
            _ => self.error(["unexpected ", &quote_token(&token.text), " in ", place].concat()),
        }
    }

    fn expect(&mut self, kind: Kind, place: &str) -> Result<(), String> {
        let token = self.take_solid();
        if token.kind == kind { Ok(()) } else { self.unexpected(&token, place) }
    }

    fn item(&mut self) -> Result<Item, String> {
        let token = self.take_solid();
        match token.kind {
            Kind::Text => Ok(Item::Node(Node::Text(token.text.into()))),
            Kind::LeftDelim => {
                self.action_line = token.line;
                let item = self.action();
                self.action_line = 0;
                item
            }
            _ => self.unexpected(&token, "input"),
        }
    }

    fn action(&mut self) -> Result<Item, String> {
        let keyword = self.peek_solid().clone();
        if keyword.kind != Kind::Keyword {
            return Ok(Item::Node(Node::Action(self.pipeline("command", Kind::RightDelim)?)));
        }
        self.next += 1;
        match keyword.text.as_str() {
            "if" => self.branch(Control::If).map(Item::Node),
            "with" => self.branch(Control::With).map(Item::Node),
            "range" => self.branch(Control::Range).map(Item::Node),
            "end" => self.expect(Kind::RightDelim, "end").map(|()| Item::Stop(Stop::End)),
            "else" => {
                let next = self.peek_solid();
                if next.kind == Kind::Keyword && next.text == "if" {
                    return Ok(Item::Stop(Stop::ElseIf));
                }
                self.expect(Kind::RightDelim, "else").map(|()| Item::Stop(Stop::Else))
            }
            word @ ("break" | "continue") => {
                let end = self.take_solid();
                if end.kind != Kind::RightDelim {
                    return self.unexpected(&end, &["{{", word, "}}"].concat());
                }
                if self.loops == 0 {
                    return self.error(["{{", word, "}} outside {{range}}"].concat());
                }
                Ok(Item::Node(if word == "break" { Node::Break } else { Node::Continue }))
            }
            word => Err(["drydock: {{", word, "}} in templates is not simulated"].concat()),
        }
    }

    fn branch(&mut self, control: Control) -> Result<Node, String> {
        let context = match control {
            Control::If => "if",
            Control::With => "with",
            Control::Range => "range",
        };
        let scope = self.variables.len();
        let looping = usize::from(control == Control::Range);
        self.deeper()?;
        let pipe = self.pipeline(context, Kind::RightDelim)?;
        self.loops += looping;
        let (then, end) = self.list()?;
        self.loops -= looping;
        let mut otherwise = Vec::new();
        match end {
            Stop::ElseIf if control == Control::If => {
                self.next += 1;
                otherwise.push(self.branch(Control::If)?);
            }
            Stop::ElseIf => {
                let token = self.take_solid();
                return self.unexpected(&token, "input");
            }
            Stop::Else => {
                let (nodes, end) = self.list()?;
                otherwise = nodes;
                if end != Stop::End {
                    return self.error(["expected end; found ", end.text()].concat());
                }
            }
            Stop::End => {}
        }
        self.depth -= 1;
        self.variables.truncate(scope);
        Ok(Node::Branch(Rc::new(Branch { control, pipe, then, otherwise })))
    }

    fn deeper(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("drydock: a template nested so deep is not simulated".to_owned());
        }
        Ok(())
    }

    fn list(&mut self) -> Result<(Vec<Node>, Stop), String> {
        let mut nodes = Vec::new();
        while self.peek_solid().kind != Kind::Eof {
            match self.item()? {
                Item::Node(node) => nodes.push(node),
                Item::Stop(end) => return Ok((nodes, end)),
            }
        }
        self.error("unexpected EOF")
    }

    fn pipeline(&mut self, context: &str, end: Kind) -> Result<Pipe, String> {
        self.deeper()?;
        let at = self.peek_solid().at;
        let mut pipe = Pipe { at, variables: Vec::new(), assign: false, commands: Vec::new() };
        self.declarations(&mut pipe, context)?;
        loop {
            let token = self.peek_solid().clone();
            match token.kind {
                kind if kind == end => break,
                Kind::Bool
                | Kind::CharConstant
                | Kind::Dot
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::Nil
                | Kind::RawString
                | Kind::String
                | Kind::Variable
                | Kind::LeftParen => pipe.commands.push(self.command()?),
                _ => {
                    self.next += 1;
                    return self.unexpected(&token, context);
                }
            }
        }
        self.next += 1;
        self.depth -= 1;
        if pipe.commands.is_empty() {
            return self.error(["missing value for ", context].concat());
        }
        for (n, command) in pipe.commands.iter().enumerate().skip(1) {
            if command.terms.first().is_some_and(|term| !term.is_executable()) {
                return self.error(["non executable command in pipeline stage ", &(n + 1).to_string()].concat());
            }
        }
        Ok(pipe)
    }

    /// `$x :=`, `$x =`, `$i, $x :=` at the beginning of a pipeline.
    fn declarations(&mut self, pipe: &mut Pipe, context: &str) -> Result<(), String> {
        while self.peek_solid().kind == Kind::Variable {
            let start = self.next;
            let name: Rc<str> = self.take().text.into();
            let sign = self.take_solid();
            match sign.kind {
                Kind::Assign | Kind::Declare => {
                    pipe.assign = sign.kind == Kind::Assign;
                    pipe.variables.push(name.clone());
                    self.variables.push(name);
                    return Ok(());
                }
                Kind::Char if sign.text == "," => {
                    pipe.variables.push(name.clone());
                    self.variables.push(name);
                    if context != "range" || pipe.variables.len() > 1 {
                        return self.error(["too many declarations in ", context].concat());
                    }
                    if !matches!(self.peek_solid().kind, Kind::Variable | Kind::RightDelim | Kind::RightParen) {
                        return self.error("range can only initialize variables");
                    }
                }
                _ => {
                    self.next = start;
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn command(&mut self) -> Result<Command, String> {
        let mut command = Command { at: self.peek_solid().at, terms: Vec::new() };
        loop {
            self.skip_space();
            command.terms.extend(self.operand()?);
            let token = self.take();
            match token.kind {
                Kind::Space => {}
                Kind::RightDelim | Kind::RightParen => {
                    self.next -= 1;
                    break;
                }
                Kind::Pipe => break,
                _ => return self.unexpected(&token, "operand"),
            }
        }
        if command.terms.is_empty() {
            return self.error("empty command");
        }
        Ok(command)
    }

    /// A term and the fields behind it.
    fn operand(&mut self) -> Result<Option<Term>, String> {
        let Some(mut term) = self.term()? else { return Ok(None) };
        let at = self.peek().at;
        let mut more: Vec<Rc<str>> = Vec::new();
        while self.peek().kind == Kind::Field {
            more.push(self.take().text[1..].into());
        }
        if more.is_empty() {
            return Ok(Some(term));
        }
        let executable = term.is_executable();
        match &mut term.kind {
            TermKind::Field(names) | TermKind::Variable(_, names) => {
                names.append(&mut more);
                term.at = at;
            }
            _ if !executable => {
                let quoted = go::quote(&term.to_string());
                return self.error(["unexpected . after term ", &quoted].concat());
            }
            _ => term = Term { at, kind: TermKind::Chain(Box::new(term), more) },
        }
        Ok(Some(term))
    }

    fn term(&mut self) -> Result<Option<Term>, String> {
        let token = self.take_solid();
        let text: Rc<str> = token.text.as_str().into();
        let kind = match token.kind {
            Kind::Identifier if function::exists(&text) => TermKind::Function(text),
            Kind::Identifier => return self.error(["function ", &go::quote(&text), " not defined"].concat()),
            Kind::Dot => TermKind::Dot,
            Kind::Nil => TermKind::Nil,
            Kind::Variable if self.variables.contains(&text) => TermKind::Variable(text, Vec::new()),
            Kind::Variable => return self.error(["undefined variable ", &go::quote(&text)].concat()),
            Kind::Field => TermKind::Field(vec![text[1..].into()]),
            Kind::Bool => TermKind::Bool(&*text == "true"),
            Kind::CharConstant => match literal::unquote(&text).filter(|text| text.chars().count() == 1) {
                Some(c) => {
                    let code = c.chars().next().map_or(0, |c| i64::from(u32::from(c)));
                    TermKind::Number(text, super::node::Number::Int(code))
                }
                None => return self.error(["malformed character constant: ", &text].concat()),
            },
            Kind::Number => match literal::number(&text) {
                Ok(number) => TermKind::Number(text, number),
                Err(why) => return self.error([why, ": ", &go::quote(&text)].concat()),
            },
            Kind::LeftParen => TermKind::Pipe(Box::new(self.pipeline("parenthesized pipeline", Kind::RightParen)?)),
            Kind::String | Kind::RawString => match literal::unquote(&text) {
                Some(value) => TermKind::String(text, value.into()),
                None => return self.error("invalid syntax"),
            },
            _ => {
                self.next -= 1;
                return Ok(None);
            }
        };
        Ok(Some(Term { at: token.at, kind }))
    }
}
