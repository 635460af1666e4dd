//! What can be wrong with a lesson that is well-formed: the machine does not do what it says.

use std::fmt;

use super::{At, Value};

/// Something in a lesson that does not hold on the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The name of the stop, or `None` if it is the lesson as a whole.
    pub stop: Option<String>,
    /// What.
    pub trouble: Trouble,
}

/// What does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The session did not run the lesson's commands: this one is missing or another line was run.
    Command {
        /// The command's name.
        name: String,
    },
    /// A command ended otherwise than the lesson counts on.
    Exit {
        /// The command's name.
        name: String,
        /// What the lesson counts on.
        expected: u8,
        /// How it ended.
        got: u8,
        /// What it printed as errors.
        stderr: String,
    },
    /// No step of the command fits the stop.
    NoSuchStep {
        /// What was looked for.
        at: At,
        /// How many steps have the cause, of whatever layer.
        found: usize,
        /// The causes that the command has, in order of their first step, for the author to choose from.
        causes: Vec<&'static str>,
    },
    /// The stop comes before the one that precedes it in the lesson.
    Backwards {
        /// The one before it.
        after: String,
    },
    /// A value cannot be read at this stop.
    Unknown(Value),
    /// A path that the stop opens is not there.
    NoSuchPath(String),
    /// Not exactly one choice has the answer's value.
    Answers {
        /// What the simulator computed.
        answer: String,
        /// The names of the choices with that value.
        right: Vec<String>,
    },
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command { name } => write!(f, "the command `{name}` was not run"),
            Self::Exit { name, expected, got, stderr } => {
                write!(f, "the command `{name}` ended with {got} instead of {expected}")?;
                if stderr.is_empty() { Ok(()) } else { write!(f, ": {}", stderr.trim_end().replace('\n', "; ")) }
            }
            Self::NoSuchStep { at: At::Step { cause, layer, nth, .. }, found, causes } => {
                write!(f, "no step fits `{cause}`")?;
                if let Some(layer) = layer {
                    write!(f, " of layer {layer}")?;
                }
                if *nth > 1 {
                    write!(f, ", number {nth}")?;
                }
                match found {
                    0 if causes.is_empty() => f.write_str(": the command changed nothing"),
                    0 => write!(f, ": the command has no such step; it has {}", causes.join(", ")),
                    found => write!(f, ": the command has {found} of this cause; see `layer` and `nth`"),
                }
            }
            Self::NoSuchStep { .. } => f.write_str("the command was not run"),
            Self::Backwards { after } => {
                write!(
                    f,
                    "this stop comes before `{after}` on the machine; put the two in the order in which they happen"
                )
            }
            Self::Unknown(value) => write!(
                f,
                "`{{{value}}}` cannot be read here: it is not on the disk at this stop, nor later in the lesson"
            ),
            Self::NoSuchPath(path) => write!(f, "{path} is not on the disk at this stop"),
            Self::Answers { answer, right } if right.is_empty() => {
                write!(f, "no choice is right: the simulator computed {answer}")
            }
            Self::Answers { answer, right } => {
                write!(f, "{} are all right: each equals {answer}; exactly one may be", right.join(", "))
            }
        }
    }
}
