//! The templates of `--format`: Go's text/template with Docker's functions.
//!
//! ```text
//! text ──lex──► tokens ──parse──► nodes ──exec over a Value──► text
//! ```
//!
//! Left out: `define`, `template`, `block`, complex numbers, and methods of values other than those Docker's contexts have.
//!
//! Model: Go 1.19 `text/template` (`exec.go`, `funcs.go`, `parse/lex.go`, `parse/parse.go`), docker/cli `templates/templates.go`.

mod compare;
mod exec;
mod function;
mod json;
mod lex;
mod literal;
mod node;
mod parse;
mod print;
mod sprintf;
#[cfg(test)]
mod tests;
pub mod value;

use std::rc::Rc;

pub use value::Value;

/// A template that was read.
#[derive(Clone, Debug)]
pub struct Template {
    /// What errors call it; empty for most.
    name: Rc<str>,
    text: Rc<str>,
    nodes: Rc<[node::Node]>,
}

/// What `.key` gives where a map has no such key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingKey {
    /// `<no value>`.
    #[default]
    NoValue,
    /// An error.
    Error,
}

/// Which functions Docker's own names stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Functions {
    /// Themselves.
    Basic,
    /// Such that leave a column's title as it is.
    Header,
}

/// How a template is run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What a missing key gives.
    pub missing_key: MissingKey,
    /// What Docker's functions do.
    pub functions: Functions,
}

impl Default for Options {
    fn default() -> Self {
        Self { missing_key: MissingKey::NoValue, functions: Functions::Basic }
    }
}

impl Template {
    /// Reads a template. The error is Go's: `template: :1: unclosed action`.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::named("", text)
    }

    /// Reads a template that has a name: `template: version:1: unclosed action`.
    pub fn named(name: &str, text: &str) -> Result<Self, String> {
        let nodes = parse::parse(text).map_err(|error| with_name(name, error))?;
        Ok(Self { name: name.into(), text: text.into(), nodes: nodes.into() })
    }

    /// Runs it. Also gives what was printed before an error, as Go does; the error is Go's: `template: :1:2: executing "" at …`.
    pub fn execute(&self, data: &Value, options: Options) -> (String, Result<(), String>) {
        let (text, result) = exec::execute(&self.nodes, &self.text, data, options);
        (text, result.map_err(|error| with_name(&self.name, error)))
    }
}

/// An error of a template, with the template's name in both places where Go puts it.
fn with_name(name: &str, error: String) -> String {
    match error.strip_prefix("template: :") {
        Some(rest) if !name.is_empty() => {
            let executing = format!("executing {}", super::go::quote(name));
            format!("template: {name}:{}", rest.replacen("executing \"\"", &executing, 1))
        }
        _ => error,
    }
}
