//! The page's own words, in both languages. A word that is missing in one of them does not compile.
//!
//! What Docker prints, and hashes, paths and commands, are never translated; lessons and pages bring their own words.

mod phrases;
mod words;

pub use phrases::{count, size};
pub use words::{Words, words};
