//! The terminal's transcript: what a real one would show, with the control sequences that Docker's progress bars use.

use std::rc::Rc;

use drydock_core::lesson::{Moment, Position};
use drydock_core::session::Operation;
use drydock_core::shell;

use super::chips::{Identities, Span};
use super::screen::{Ink, Screen};

/// What the terminal shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The commands, from the first.
    pub entries: Vec<Rc<Entry>>,
    /// The prompt for the next one, if the last has ended.
    pub prompt: Option<String>,
}

/// One command on the transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The prompt.
    pub prompt: String,
    /// What was typed.
    pub line: Vec<Span>,
    /// How many lines of what it printed are not shown, before those that are.
    pub hidden: usize,
    /// What it printed so far, every line with its end, each piece in its colour.
    pub output: Vec<(Ink, Span)>,
    /// Whether it has ended.
    pub state: EntryState,
    /// The exit status, once it has.
    pub exit: u8,
}

/// How far a command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryState {
    /// Typed, but not yet sent off.
    Typed,
    /// Running.
    Running,
    /// Ended.
    Ended,
}

/// What the terminal shows at a position.
pub fn transcript(operations: &[Rc<Operation>], at: Position, known: &Identities) -> Transcript {
    Kept::default().transcript(operations, at, known)
}

/// The entries of commands that have ended, kept from one transcript to the next: a long session is not worked out anew for each
/// command.
#[derive(Debug, Default)]
pub struct Kept {
    /// How many identities were known: with others, other words are chips.
    known: usize,
    entries: Vec<(Rc<Operation>, Ended)>,
}

#[derive(Clone, Debug)]
struct Ended {
    entry: Rc<Entry>,
    cleared: bool,
}

impl Kept {
    /// What the terminal shows at a position.
    pub fn transcript(&mut self, operations: &[Rc<Operation>], at: Position, known: &Identities) -> Transcript {
        if self.known != known.len() {
            (self.known, self.entries) = (known.len(), Vec::new());
        }
        let mut transcript = Transcript::default();
        for (index, operation) in operations.iter().enumerate().take(at.operation + 1) {
            let (printed, state) = match at.moment {
                _ if index < at.operation => (usize::MAX, EntryState::Ended),
                Moment::Before => (0, EntryState::Typed),
                Moment::Step(step) => (step + 1, EntryState::Running),
                Moment::After => (usize::MAX, EntryState::Ended),
            };
            let Ended { entry, cleared } = if state == EntryState::Ended {
                self.ended(index, operation, known)
            } else {
                entry(operation, printed, state, known)
            };
            if cleared {
                transcript.entries.clear();
            } else {
                transcript.entries.push(entry);
            }
        }
        let shown = operations.get(at.operation).or(operations.last());
        let ended = at.moment == Moment::After || at.operation >= operations.len();
        transcript.prompt = shown.filter(|_| ended).map(|operation| shell::prompt(&operation.after));
        transcript
    }

    fn ended(&mut self, index: usize, operation: &Rc<Operation>, known: &Identities) -> Ended {
        if let Some((kept, ended)) = self.entries.get(index)
            && Rc::ptr_eq(kept, operation)
        {
            return ended.clone();
        }
        let ended = entry(operation, usize::MAX, EntryState::Ended, known);
        self.entries.truncate(index);
        self.entries.push((operation.clone(), ended.clone()));
        ended
    }
}

/// More lines of one command than these are not shown, the last ones are: a page is no place for millions.
pub const MOST_LINES: usize = 2000;

/// What a command printed in the end, as text alone: for whoever listens.
pub fn printed(operation: &Operation) -> String {
    let mut screen = Screen::default();
    for output in &operation.output {
        screen.write(&output.bytes);
    }
    screen.into_lines().iter().flat_map(|line| [line.text.as_str(), "\n"]).collect()
}

/// A command, with what it printed up to so many steps.
fn entry(operation: &Operation, printed: usize, state: EntryState, known: &Identities) -> Ended {
    let mut screen = Screen::default();
    if state != EntryState::Typed {
        for output in operation.output.iter().filter(|output| output.after_steps <= printed) {
            screen.write(&output.bytes);
        }
    }
    let cleared = screen.is_cleared();
    let lines = screen.into_lines();
    let hidden = lines.len().saturating_sub(MOST_LINES);
    let (mut text, mut inks) = (String::new(), Vec::new());
    for line in &lines[hidden..] {
        inks.extend(line.inks.iter().map(|(at, ink)| (text.len() + at, *ink)));
        text.extend([line.text.as_str(), "\n"]);
    }
    let entry = Entry {
        prompt: shell::prompt(&operation.before),
        line: known.spans(&operation.line, None),
        hidden,
        output: inked(known.spans(&text, None), &inks),
        state,
        exit: operation.exit,
    };
    // A program that clears the screen and then draws on it has something to show.
    Ended { cleared: cleared && entry.output.is_empty() && state == EntryState::Ended, entry: Rc::new(entry) }
}

/// Gives each piece its ink; a hash is one piece, whatever of it is coloured. `inks` are the places in the text from which one is used.
fn inked(spans: Vec<Span>, inks: &[(usize, Ink)]) -> Vec<(Ink, Span)> {
    let mut pieces = Vec::new();
    let (mut at, mut ink, mut inks) = (0, Ink::default(), inks.iter().peekable());
    for span in spans {
        let (Span::Text(text) | Span::Hash { shown: text, .. }) = &span;
        let (start, end) = (at, at + text.len());
        let mut rest = start;
        while let Some((from, next)) = inks.next_if(|(from, _)| *from < end) {
            if let Span::Text(text) = &span
                && rest < *from
            {
                pieces.push((ink, Span::Text(text[rest - start..from - start].to_owned())));
                rest = *from;
            }
            ink = *next;
        }
        at = end;
        match &span {
            Span::Text(text) if rest > start => pieces.push((ink, Span::Text(text[rest - start..].to_owned()))),
            _ => pieces.push((ink, span)),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use drydock_core::session::Session;
    use drydock_core::world;

    use super::*;

    #[test]
    fn clear_wipes_off_what_is_above() {
        let mut session = Session::on(world::open("empty").unwrap());
        for line in ["echo a", "clear", "echo b; false"] {
            session.run(line);
        }
        let shown = |operation, moment| -> Vec<u8> {
            let at = Position { operation, moment };
            let all = transcript(session.operations(), at, &Identities::default());
            all.entries.iter().map(|entry| entry.exit).collect()
        };
        assert_eq!(shown(0, Moment::After), [0]);
        assert_eq!(shown(1, Moment::Before), [0, 0]);
        assert_eq!(shown(1, Moment::After), [0; 0]);
        assert_eq!(shown(2, Moment::After), [1]);
    }

    /// What the simulator says in its own words has its own colour; hashes keep that of their kind.
    #[test]
    fn pieces_have_their_colours() {
        let mut session = Session::on(world::open("documents").unwrap());
        session.run("docker pull -q nginx");
        session.run("dock id f6d0b4767a6c466c");
        session.run("echo nginx f6d0b4767a6c | grep --color=always gin");
        let mut known = Identities::default();
        known.learn_disk(&session.machine().kernel().fs);
        let all = transcript(session.operations(), Position { operation: 2, moment: Moment::After }, &known);
        let pieces = |entry: &Entry| -> String {
            let one = |(ink, span): &(Ink, Span)| match span {
                Span::Text(text) => format!("[{} {text}]", ink.colour.map_or('-', |colour| char::from(b'0' + colour))),
                Span::Hash { chip, .. } => format!("<{:?}>", chip.kind),
            };
            entry.output.iter().map(one).collect()
        };
        assert!(printed(&session.operations()[1]).starts_with("⚓ "), "no escapes are read out");
        let answer = pieces(&all.entries[1]);
        assert!(answer.starts_with("[6 ⚓ ") && answer.contains("<ImageId>") && !answer.contains("[- ⚓"), "{answer}");
        assert_eq!(pieces(&all.entries[2]), "[- n][1 gin][- x ]<ImageId>[- \n]");
    }

    /// What was worked out for an earlier moment is used again, and only then.
    #[test]
    fn entries_are_kept() {
        let mut session = Session::on(world::open("empty").unwrap());
        for line in ["docker pull -q drydock.example/hello", "docker images -q"] {
            session.run(line);
        }
        let (mut kept, end) = (Kept::default(), Position { operation: 1, moment: Moment::After });
        let mut known = Identities::default();
        let first = kept.transcript(session.operations(), end, &known);
        let again = kept.transcript(session.operations(), end, &known);
        assert!(Rc::ptr_eq(&first.entries[1], &again.entries[1]));
        known.learn_disk(&session.machine().kernel().fs);
        let known = kept.transcript(session.operations(), end, &known);
        assert_ne!(known.entries[1], first.entries[1], "now it is a chip");
    }
}
