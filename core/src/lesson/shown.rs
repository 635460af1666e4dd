//! What a stop shows: its prose, focus and question with every value read off the machine.

use std::fmt;

use super::{Block, Inline, Pane, Value};
use crate::identity::Kind;
use crate::vfs::AbsPath;

/// A value as it is on the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filled {
    /// An identity: its kind, and its text as Docker writes it in full (`sha256:…` where Docker does).
    Hash(Kind, String),
    /// A number.
    Number(u64),
    /// A number of bytes.
    Bytes(u64),
    /// A text on one or more lines.
    Text(String),
    /// Names.
    Names(Vec<String>),
    /// It cannot be read here. A lesson that passes its check has none.
    Unknown(Value),
}

impl Filled {
    /// What it is compared by: identities without their `sha256:`.
    pub(super) fn key(&self) -> String {
        let text = self.to_string();
        text.strip_prefix("sha256:").map(str::to_owned).unwrap_or(text)
    }
}

/// In full, without marks.
impl fmt::Display for Filled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hash(_, text) | Self::Text(text) => f.write_str(text),
            Self::Number(number) | Self::Bytes(number) => write!(f, "{number}"),
            Self::Names(names) => f.write_str(&names.join("  ")),
            Self::Unknown(value) => write!(f, "{{{value}}}"),
        }
    }
}

/// A stop, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its title.
    pub title: Vec<Inline<Filled>>,
    /// Its text.
    pub body: Vec<Block<Filled>>,
    /// What to look at.
    pub spot: Spot,
    /// What is asked.
    pub prediction: Option<Posed>,
}

/// What to look at, with values filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// The pane that a small screen shows.
    pub pane: Option<Pane>,
    /// The layer that the stage emphasises; the lowest is 1.
    pub layer: Option<usize>,
    /// The file or directory that is opened.
    pub open: Option<AbsPath>,
    /// The value whose derivation the stage shows.
    pub derive: Option<Filled>,
    /// The identities that light up.
    pub light: Vec<Filled>,
}

/// A question, with its answer known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posed {
    /// The question.
    pub question: Vec<Inline<Filled>>,
    /// What can be chosen.
    pub answers: Vec<Answer>,
}

/// A possible answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its stable name.
    pub name: String,
    /// What is chosen.
    pub label: Vec<Inline<Filled>>,
    /// Why it is right, or why not.
    pub reason: Vec<Inline<Filled>>,
    /// Whether it is, as the simulator computed.
    pub verdict: Verdict,
}

/// What the simulator says of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has the computed value.
    Right,
    /// It has another one.
    Wrong,
}
