//! A template as a tree, and how an error shows a part of it.
//!
//! Model: Go `text/template/parse/node.go`.

use std::fmt;
use std::rc::Rc;

use crate::cli::go;

/// A piece of a template.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// Text to be printed as it is.
    Text(Rc<str>),
    /// A pipeline whose value is printed.
    Action(Pipe),
    /// `if`, `with` or `range`.
    Branch(Rc<Branch>),
    /// `break`
    Break,
    /// `continue`
    Continue,
}

/// Which control structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Control {
    If,
    With,
    Range,
}

/// `{{if P}} A {{else}} B {{end}}`.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    pub control: Control,
    pub pipe: Pipe,
    pub then: Vec<Node>,
    pub otherwise: Vec<Node>,
}

/// `$x := A | B`.
#[derive(Clone, Debug)]
pub(super) struct Pipe {
    pub at: usize,
    /// Names with their `$`.
    pub variables: Vec<Rc<str>>,
    /// `=` rather than `:=`.
    pub assign: bool,
    pub commands: Vec<Command>,
}

/// An operand and its arguments.
#[derive(Clone, Debug)]
pub(super) struct Command {
    pub at: usize,
    pub terms: Vec<Term>,
}

/// An operand, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub at: usize,
    pub kind: TermKind,
}

/// What an operand is.
#[derive(Clone, Debug)]
pub(super) enum TermKind {
    Dot,
    Nil,
    Bool(bool),
    /// As written, and its value.
    Number(Rc<str>, Number),
    /// As written, and its value.
    String(Rc<str>, Rc<str>),
    /// `.a.b`
    Field(Vec<Rc<str>>),
    /// `$x.a`: the name with its `$`, then fields.
    Variable(Rc<str>, Vec<Rc<str>>),
    Function(Rc<str>),
    /// `(…)`
    Pipe(Box<Pipe>),
    /// `(…).a`
    Chain(Box<Term>, Vec<Rc<str>>),
}

/// A number in a template.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Int(i64),
    Float(f64),
}

impl Term {
    /// Whether it can stand behind `|`.
    pub(super) const fn is_executable(&self) -> bool {
        !matches!(
            self.kind,
            TermKind::Dot | TermKind::Nil | TermKind::Bool(_) | TermKind::Number(..) | TermKind::String(..)
        )
    }

    /// As a part of something: a pipeline is in parentheses.
    fn fmt_operand(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let TermKind::Pipe(pipe) = &self.kind {
            f.write_str("(")?;
            fmt::Display::fmt(pipe, f)?;
            return f.write_str(")");
        }
        fmt::Display::fmt(self, f)
    }
}

fn fields(f: &mut fmt::Formatter<'_>, fields: &[Rc<str>]) -> fmt::Result {
    fields.iter().try_for_each(|field| {
        f.write_str(".")?;
        f.write_str(field)
    })
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            TermKind::Dot => f.write_str("."),
            TermKind::Nil => f.write_str("nil"),
            TermKind::Bool(value) => f.write_str(if *value { "true" } else { "false" }),
            TermKind::Number(text, _) | TermKind::String(text, _) | TermKind::Function(text) => f.write_str(text),
            TermKind::Field(names) => fields(f, names),
            TermKind::Variable(name, names) => {
                f.write_str(name)?;
                fields(f, names)
            }
            TermKind::Pipe(pipe) => pipe.fmt(f),
            TermKind::Chain(term, names) => {
                term.fmt_operand(f)?;
                fields(f, names)
            }
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, term) in self.terms.iter().enumerate() {
            if n > 0 {
                f.write_str(" ")?;
            }
            term.fmt_operand(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.variables.is_empty() {
            f.write_str(&self.variables.join(", "))?;
            f.write_str(if self.assign { " = " } else { " := " })?;
        }
        for (n, command) in self.commands.iter().enumerate() {
            if n > 0 {
                f.write_str(" | ")?;
            }
            command.fmt(f)?;
        }
        Ok(())
    }
}

/// A token as an error shows it.
pub(super) fn quote_token(text: &str) -> String {
    if text.chars().count() > 10 {
        let head: String = text.chars().take(10).collect();
        return go::quote(&head) + "...";
    }
    go::quote(text)
}
