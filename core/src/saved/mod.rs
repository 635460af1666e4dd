//! A session as text, in a file or in a link: the world and the lines that were typed, not what they did.
//!
//! ```text
//! Session ──SavedSession::of──► SavedSession { world, lines, at } ──to_text──► a file ──parse──┐
//!                                     ▲      └──────────to_link──► a link ──parse_link─────────┤
//!                                     └────────────────────────────────────────────────────────┘
//! ```
//!
//! The machine is deterministic, so running the lines again in the same world gives the same bytes. A file or a link comes from
//! anyone: reading one is bounded in time and memory, and nothing in it can be more than lines that the simulated shell runs.

mod error;
mod link;
mod text;

pub use error::{LoadError, SaveError};
pub use link::MAX_LINK;

use crate::lesson::Position;
use crate::session::Session;
use crate::world;

/// The most lines that a saved session may have.
pub const MAX_LINES: usize = 2_000;

/// The longest line, in bytes. Long enough for a small script in a here-document.
pub const MAX_LINE: usize = 16 * 1024;

/// The longest text, in bytes.
pub const MAX_TEXT: usize = 512 * 1024;

/// The version of the text and of the link. A change that an older Drydock would misread raises it.
pub const VERSION: u32 = 1;

/// A session as it is saved: enough to have it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSession {
    world: String,
    lines: Vec<String>,
    at: Option<Position>,
}

impl SavedSession {
    /// A saved session of these lines, typed in the world of this name; looked at from `at`, or from its end.
    pub fn new(world: &str, lines: Vec<String>, at: Option<Position>) -> Result<Self, SaveError> {
        let world = Some(world.to_owned()).filter(|name| world::is_one(name)).ok_or(SaveError::World)?;
        if lines.len() > MAX_LINES {
            return Err(SaveError::TooManyLines { lines: lines.len() });
        }
        for (index, line) in lines.iter().enumerate() {
            check_line(line).map_err(|fault| SaveError::Line { number: index + 1, fault })?;
        }
        // A place after the end of what is saved is the end.
        let at = at.filter(|position| position.operation < lines.len());
        let saved = Self { world, lines, at };
        let bytes = saved.to_text().len();
        if bytes > MAX_TEXT { Err(SaveError::TooLong { bytes }) } else { Ok(saved) }
    }

    /// What is saved of `session`, which began in the world of this name.
    pub fn of(session: &Session, world: &str, at: Option<Position>) -> Result<Self, SaveError> {
        Self::new(world, session.operations().iter().map(|operation| operation.line.clone()).collect(), at)
    }

    /// The world's name, which [`world::open`] knows.
    pub fn world(&self) -> &str {
        &self.world
    }

    /// What was typed, in order. A command of several lines is one entry.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// From where the session was looked at; `None` is its end.
    pub const fn at(&self) -> Option<Position> {
        self.at
    }
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFault {
    /// It is longer than [`MAX_LINE`].
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// It has a character that cannot be typed, or that shows a line other than it is.
    Character(char),
}

/// Whether a line may be saved and loaded.
fn check_line(line: &str) -> Result<(), LineFault> {
    if line.len() > MAX_LINE {
        return Err(LineFault::TooLong { bytes: line.len() });
    }
    line.chars().find(|c| is_untypable(*c)).map_or(Ok(()), |c| Err(LineFault::Character(c)))
}

/// Characters that no line has: controls other than tab and newline, and those that turn the direction of the text, with which a
/// line could show as another than it is (Unicode Technical Report 36, section 2.1).
pub fn is_untypable(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n'))
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}')
        || matches!(c, '\u{2028}' | '\u{2029}')
}
