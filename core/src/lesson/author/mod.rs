//! From what authors write to what the front ends load. Native tools call this; the page's program never does.
//!
//! | file | holds | read by |
//! |---|---|---|
//! | `lessons/course.json` | the order of lessons and pages | [`course`] |
//! | `lessons/<id>/lesson.json` | world, commands, stops, focus, predictions | `structure` |
//! | `lessons/<id>/<lang>.md` | the words: a section for each stop | `sections`, `markdown` |
//! | `docs/<id>.md`, `docs/<id>.<lang>.md` | a page, in English and in other languages | `sections`, `markdown` |
//!
//! The structured files are JSON: the core reads JSON with places anyway (so a mistake has its line), and every editor checks
//! them against `docs/lesson.schema.json` as they are typed.

mod assemble;
mod compile;
mod course;
mod markdown;
mod object;
mod pages;
mod sections;
mod structure;
#[cfg(test)]
mod tests;
mod verify;
mod words;

use std::fmt;

pub use assemble::{Assembled, assemble};
pub use compile::{Compiled, lesson};
pub use course::{Course, course};
pub use pages::{links, page};

/// The languages that every lesson and page is written in.
pub const LANGUAGES: [&str; 2] = ["en", "zh"];

/// A file that an author wrote.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Its path in the project, for messages.
    pub file: &'a str,
    /// What is in it.
    pub text: &'a str,
}

impl Source<'_> {
    /// The line of the byte at `offset`; the first is 1.
    fn line(&self, offset: usize) -> usize {
        1 + self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
    }

    fn mistake(&self, line: usize, what: impl Into<String>) -> Mistake {
        Mistake { file: self.file.to_owned(), line, what: what.into() }
    }
}

/// What is wrong in an author's file, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The file.
    pub file: String,
    /// The line; the first is 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub what: String,
}

/// `file:line: what`, as compilers print it and editors follow it.
impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}
