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
        Ok(Self { text: text.into(), nodes: parse::parse(text)?.into() })
    }

    /// Runs it. Also gives what was printed before an error, as Go does; the error is Go's: `template: :1:2: executing "" at …`.
    pub fn execute(&self, data: &Value, options: Options) -> (String, Result<(), String>) {
        exec::execute(&self.nodes, &self.text, data, options)
    }
}
