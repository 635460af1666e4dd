//! The file: a text that can be read, and changed, by hand.
//!
//! ```text
//! # Drydock session, version 1
//! # Made by Drydock 0.1.0, which imitates Docker 20.10.24. …
//! world: documents
//! at: 2.14
//!
//! $ docker pull nginx
//! $ cat <<end >note
//! > a line of the same command
//! > end
//! ```
//!
//! `$ ` begins a command and `> ` goes on with it; lines that begin with `#` and empty ones say nothing. `at` is from where the
//! session was looked at: the number of a command (from 1), alone for its end, `.0` for the moment before it, `.14` for the moment
//! after the fourteenth thing it did. Without `at` it is the end of the last command.

use std::fmt::Write as _;

use super::{LoadError, MAX_LINES, MAX_TEXT, SavedSession, VERSION, check_line};
use crate::lesson::{Moment, Position};
use crate::profile::DockerVersion;
use crate::world;

/// What the first line begins with; the version follows.
const TITLE: &str = "# Drydock session, version ";

impl SavedSession {
    /// The text of a file.
    pub fn to_text(&self) -> String {
        let docker = DockerVersion::imitated().version;
        let mut text = format!("{TITLE}{VERSION}\n");
        let _ = writeln!(
            text,
            "# Made by Drydock {}, which imitates Docker {docker}. \"$ \" begins a command, \"> \" goes on with it.",
            env!("CARGO_PKG_VERSION"),
        );
        text.push_str(&self.body());
        text
    }

    /// The text without its comments.
    pub(super) fn body(&self) -> String {
        let mut text = format!("world: {}\n", self.world);
        if let Some(position) = self.at {
            let number = position.operation + 1;
            let _ = match position.moment {
                Moment::Before => writeln!(text, "at: {number}.0"),
                Moment::Step(step) => writeln!(text, "at: {number}.{}", step + 1),
                Moment::After => writeln!(text, "at: {number}"),
            };
        }
        text.push('\n');
        for line in &self.lines {
            for (index, part) in line.split('\n').enumerate() {
                let _ = writeln!(text, "{} {part}", if index == 0 { '$' } else { '>' });
            }
        }
        text
    }

    /// Reads the text of a file.
    pub fn parse(text: &str) -> Result<Self, LoadError> {
        if text.len() > MAX_TEXT {
            return Err(LoadError::TooLong { bytes: text.len() });
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let version = first.trim_end().strip_prefix(TITLE).ok_or(LoadError::NotASession)?;
        if version != VERSION.to_string() {
            return Err(LoadError::Version { version: version.chars().take(20).collect() });
        }
        Self::parse_body(rest, 2)
    }

    /// Reads what [`SavedSession::body`] writes; `number` is the number of its first line.
    pub(super) fn parse_body(text: &str, number: usize) -> Result<Self, LoadError> {
        let (mut world, mut at) = (None, None);
        let mut lines: Vec<String> = Vec::new();
        for (number, row) in text.split('\n').enumerate().map(|(index, row)| (index + number, row)) {
            let row = row.strip_suffix('\r').unwrap_or(row);
            let wrong = || LoadError::Unreadable { number };
            if row.is_empty() || row.starts_with('#') {
                continue;
            }
            let check = |line: &str| check_line(line).map_err(|fault| LoadError::Line { number, fault });
            if let Some(command) = marked(row, '$') {
                if lines.len() == MAX_LINES {
                    return Err(LoadError::TooManyLines);
                }
                check(command)?;
                lines.push(command.to_owned());
            } else if let Some(more) = marked(row, '>') {
                let line = lines.last_mut().ok_or_else(wrong)?;
                check(more)?;
                line.push('\n');
                line.push_str(more);
                check(line)?;
            } else if !lines.is_empty() {
                return Err(wrong());
            } else if let Some(name) = row.strip_prefix("world: ").filter(|_| world.is_none()) {
                let known = Some(name.trim_end()).filter(|name| world::is_one(name));
                let known = known.ok_or_else(|| LoadError::World { name: name.chars().take(40).collect() })?;
                world = Some(known.to_owned());
            } else if let Some(place) = row.strip_prefix("at: ").filter(|_| at.is_none()) {
                at = Some(parse_position(place.trim_end()).ok_or_else(wrong)?);
            } else {
                return Err(wrong());
            }
        }
        let world = world.ok_or(LoadError::NoWorld)?;
        if at.is_some_and(|position| position.operation >= lines.len()) {
            return Err(LoadError::NoSuchPlace);
        }
        Ok(Self { world, lines, at })
    }
}

/// What follows the mark and a blank; nothing may follow it, since editors drop a blank at the end of a line.
fn marked(row: &str, mark: char) -> Option<&str> {
    let rest = row.strip_prefix(mark)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(' ') }
}

fn parse_position(text: &str) -> Option<Position> {
    let (operation, step) = text.split_once('.').map_or((text, None), |(operation, step)| (operation, Some(step)));
    let operation = parse_number(operation)?.checked_sub(1)?;
    let moment = match step.map(parse_number) {
        None => Moment::After,
        Some(step) => step?.checked_sub(1).map_or(Moment::Before, Moment::Step),
    };
    Some(Position { operation, moment })
}

/// Digits only, so that there is one way to write a number; small enough for any platform.
fn parse_number(text: &str) -> Option<usize> {
    let plain = text == "0" || (text.bytes().all(|c| c.is_ascii_digit()) && !text.starts_with('0'));
    if plain && text.len() <= 7 { text.parse().ok() } else { None }
}
