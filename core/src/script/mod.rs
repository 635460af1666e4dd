//! The shell's language, as text and as tree. Pure: nothing is looked up or run here.
//!
//! ```text
//! bytes ──parse──► ast::List ──print──► bytes        parse ∘ print is the identity on trees
//! ```
//!
//! One grammar serves the two shells that are simulated; [`Dialect`] tells where they differ: bash on the host, busybox ash in
//! containers. What neither simulates (`select`, `coproc`, extended patterns) is an error that names itself.
//!
//! The parser is a recursive descent over bytes, for POSIX's grammar cannot be cut into tokens without knowing where one is.
//! Its depth is bounded, so no input exhausts the stack.

mod assignment;
pub mod ast;
mod compound;
mod conditional;
mod error;
mod function;
mod lexer;
mod lines;
pub mod listing;
mod parser;
pub mod print;
mod word;

use std::collections::BTreeMap;
use std::rc::Rc;

pub use error::{Conditional, ErrorKind, Place, Rest, SyntaxError, Want, Within};
pub use lines::{commands, is_incomplete};

use ast::{List, Word};

/// Which shell reads a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    /// GNU bash 5: the host.
    Bash,
    /// The ash of busybox 1.35: containers.
    Ash,
}

/// Aliases: name → text.
pub type Aliases = BTreeMap<Rc<[u8]>, Rc<[u8]>>;

/// Reads a whole script. `aliases` replace words where a command's name stands.
pub fn parse(text: &[u8], dialect: Dialect, aliases: &Aliases) -> Result<List, SyntaxError> {
    let mut parser = lexer::Parser::new(text, dialect, aliases);
    let list = parser.script()?;
    Ok(list)
}

/// Reads a script as far as it is one, line by line: both shells run the lines before an error.
pub fn parse_lines(text: &[u8], dialect: Dialect, aliases: &Aliases) -> (List, Option<SyntaxError>) {
    lexer::Parser::new(text, dialect, aliases).lines()
}

/// Where a script comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A person types it.
    Typed,
    /// A text whose first line counts as this one.
    Text(u32),
}

/// What is read of a script.
#[derive(Debug)]
pub struct Script {
    /// The lines in front of the first error.
    pub list: List,
    /// The first error.
    pub error: Option<SyntaxError>,
    /// Here-documents that end without the line that was awaited.
    pub unended: Vec<Unended>,
}

/// A here-document without an end of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unended {
    /// The line where it begins.
    pub line: u32,
    /// The line where the text ends.
    pub at: u32,
    /// What is missing.
    pub missing: Missing,
}

/// What a here-document without an end of its own lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A line with this word.
    Word(Rc<[u8]>),
    /// Its text: the substitution that it and so many others stand in ended first.
    Text(usize),
}

/// What [`parse_lines`] reads, and what to warn of.
pub fn parse_script(text: &[u8], dialect: Dialect, aliases: &Aliases, origin: Origin) -> Script {
    let mut parser = lexer::Parser::new(text, dialect, aliases);
    if let Origin::Text(line) = origin {
        parser.is_text_from(line);
    }
    let (list, error) = parser.lines();
    Script { list, error, unended: parser.unended }
}

/// Reads `text` as what stands between double quotes, without the quotes: a prompt, the text of a here-document.
pub fn parse_quoted(text: &[u8], dialect: Dialect) -> Result<Word, SyntaxError> {
    let none = Aliases::new();
    let mut parser = lexer::Parser::new(text, dialect, &none);
    parser.here_text()
}

/// A text in single quotes.
pub fn quote(text: &[u8]) -> Vec<u8> {
    let mut out = vec![b'\''];
    for c in text {
        if *c == b'\'' {
            out.extend_from_slice(b"'\\''");
        } else {
            out.push(*c);
        }
    }
    out.push(b'\'');
    out
}

/// Whether `name` can name a variable.
pub fn is_name(name: &[u8]) -> bool {
    matches!(name.first(), Some(b'a'..=b'z' | b'A'..=b'Z' | b'_')) && name.iter().all(|c| is_name_byte(*c))
}

/// Whether `c` can stand in the name of a variable.
pub const fn is_name_byte(c: u8) -> bool {
    c.is_ascii_alphanumeric() || c == b'_'
}

/// Words that have a meaning of their own where a command's name stands.
pub const KEYWORDS: [&str; 20] = [
    "!", "[[", "]]", "case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in",
    "select", "then", "until", "while", "{",
];

#[cfg(test)]
mod tests;
