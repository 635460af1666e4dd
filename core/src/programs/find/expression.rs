//! find's expressions as a tree.

use crate::kernel::Stat;
use crate::pattern::{Glob, Regex};
use crate::process::Text;

/// A part of the expression.
pub(super) enum Node {
    Test(Test),
    Action(Action),
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Comma(Vec<Node>),
}

/// How a number compares: `+n`, `-n`, `n`.
#[derive(Clone, Copy)]
pub(super) struct Number {
    pub(super) sign: u8,
    pub(super) value: i64,
}

impl Number {
    /// Reads one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.as_bytes().first()? {
            sign @ (b'+' | b'-') => (*sign, &text[1..]),
            _ => (b'=', text),
        };
        Some(Self { sign, value: digits.parse().ok()? })
    }

    /// Whether it is so of a number.
    pub(super) const fn holds(self, n: i64) -> bool {
        match self.sign {
            b'+' => n > self.value,
            b'-' => n < self.value,
            _ => n == self.value,
        }
    }
}

/// What is asked of a file.
pub(super) enum Test {
    True,
    False,
    Name(Glob),
    Path(Glob),
    Lname(Glob),
    Regex(Regex),
    Type(Vec<u8>),
    /// `-xtype`: the same of what a link leads to.
    Xtype(Vec<u8>),
    Size(Number, u64),
    Empty,
    Perm(u8, u16),
    User(u32),
    Group(u32),
    Links(Number),
    Inum(Number),
    /// Which time, in units of so many seconds.
    Age(Number, i64, u8),
    Newer(i64, u32),
    SameFile(Box<Stat>),
    NoUser,
    NoGroup,
}

/// What is done with a file.
pub(super) enum Action {
    Print,
    Print0,
    Printf(Vec<u8>),
    Ls,
    Delete,
    Prune,
    Quit,
    Exec(Vec<Text>),
    /// In the file's own directory.
    ExecDir(Vec<Text>),
    ExecPlus(usize),
}
