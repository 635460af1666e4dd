//! What the engine itself answers, on a host made of what was given; and the file as dockerd writes it.

use drydock_core::inspect::repositories::{Load, Store, load};
use drydock_core::inspect::{Kind, visible};
use drydock_core::session::Session;
use drydock_core::world;
use drydock_core::world::inspected::Made;

use crate::state::Reading;

/// A question to the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// `docker rmi`, of the reference as it stands in the input.
    Remove(String),
    /// `docker images`
    List,
}

impl Question {
    /// The command.
    pub fn line(&self) -> String {
        match self {
            Self::Remove(name) => format!("docker rmi {name}"),
            Self::List => "docker images".to_owned(),
        }
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What was typed.
    pub line: String,
    /// What was printed, and what was complained.
    pub output: String,
    /// How many images the host has.
    pub images: usize,
    /// How many of them have no config of their own: without date, size and layers as far as no input says them.
    pub without_config: usize,
    /// How many names were left out.
    pub left_out: usize,
}

/// Asks the engine. `None` if the host cannot be made.
pub fn ask(reading: &Reading, question: &Question) -> Option<Answer> {
    let focus = if let Question::Remove(name) = question { Some(name.as_str()) } else { None };
    let made = Made::of(&reading.inputs, &reading.inspection, focus);
    let mut session = Session::on(world::open(&made.name())?);
    let line = question.line();
    let operation = session.run(&line);
    let output = [operation.stdout(), operation.stderr()].concat();
    let output: Vec<String> = output.lines().map(visible).collect();
    let (images, without_config) = (made.images(), made.without_config());
    Some(Answer { line, output: output.join("\n"), images, without_config, left_out: made.left_out })
}

/// The file that dockerd would write with its next change: of the one that was given, or of all names that were found.
pub fn as_dockerd_writes(reading: &Reading) -> Option<String> {
    let mut files = reading.inspection.recognised.iter().filter(|item| item.kind == Kind::Repositories);
    let file = files.next().filter(|_| files.next().is_none());
    if let Some(Load::Starts(store)) =
        file.and_then(|item| reading.inputs.get(item.input)).map(|input| load(&input.bytes))
        && store.repositories.as_ref().is_some_and(|map| !map.is_empty())
    {
        return Some(store.encode());
    }
    let names = &reading.inspection.picture.names;
    (!names.is_empty()).then(|| Store::of(names.values()).encode())
}
