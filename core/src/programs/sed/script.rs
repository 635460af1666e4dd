//! A script as a list of commands.

use crate::pattern::Regex;
use crate::process::Text;

/// Which lines a command is for.
pub(super) enum Address {
    Line(usize),
    Last,
    Step(usize, usize),
    Match(Option<Regex>),
    /// `addr,+n`, only as the second.
    Plus(usize),
    /// `addr,~n`, only as the second: up to the next multiple.
    Multiple(usize),
}

/// A command, and the lines that it is for.
pub(super) struct Command {
    pub(super) from: Option<Address>,
    pub(super) to: Option<Address>,
    pub(super) negated: bool,
    pub(super) verb: Verb,
    /// Whether lines are in the range now; until which line it goes, if that is known.
    pub(super) active: bool,
    pub(super) until: usize,
}

impl Command {
    /// The file that it reads.
    pub(super) const fn reads(&self) -> Option<&Text> {
        match &self.verb {
            Verb::Read(file) => Some(file),
            _ => None,
        }
    }

    /// The file that it writes.
    pub(super) const fn writes(&self) -> Option<&Text> {
        match &self.verb {
            Verb::Write(file) | Verb::Substitute(Substitution { writes: Some(file), .. }) => Some(file),
            _ => None,
        }
    }
}

/// What a command does.
pub(super) enum Verb {
    Substitute(Substitution),
    Translate(Vec<(char, char)>),
    Delete,
    DeleteFirst,
    Print,
    PrintFirst,
    Next,
    AppendNext,
    Quit(u8, bool),
    Text(u8, Vec<u8>),
    Number,
    List,
    Hold(u8),
    Label(Vec<u8>),
    Jump(u8, Vec<u8>),
    /// `r`: a file whose text comes behind the line.
    Read(Text),
    /// `w`: a file that lines go to.
    Write(Text),
    /// `z`
    Empty,
    Open(usize),
    Close,
    Nothing,
}

/// A piece of what comes in place of a match.
pub(super) enum Piece {
    Text(Vec<u8>),
    Group(usize),
    Case(u8),
}

/// What `s` does.
pub(super) struct Substitution {
    pub(super) regex: Option<Regex>,
    pub(super) with: Vec<Piece>,
    pub(super) global: bool,
    pub(super) nth: usize,
    pub(super) prints: bool,
    /// A file that changed lines go to.
    pub(super) writes: Option<Text>,
}
