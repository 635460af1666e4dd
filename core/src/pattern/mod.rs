//! Patterns: the shell's (`*.txt`) and regular expressions (`^a.*b$`). Both match in time that grows with the text and the
//! pattern, never with their product's powers: nothing that is typed hangs.

mod class;
mod glob;
mod regex;

pub use glob::{Glob, Quoted};
pub use regex::{Captures, Flavor, Regex, RegexError};
