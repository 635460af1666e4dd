//! The terminal's transcript: what a real one would show, with the control sequences that Docker's progress bars use.

use std::rc::Rc;

use drydock_core::lesson::{Moment, Position};
use drydock_core::session::Operation;
use drydock_core::shell;

use super::chips::{Identities, Span};

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
    /// What it printed so far, every line with its end.
    pub output: Vec<Span>,
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

/// A command, with what it printed up to so many steps.
fn entry(operation: &Operation, printed: usize, state: EntryState, known: &Identities) -> Ended {
    let mut screen = Screen::default();
    if state != EntryState::Typed {
        for output in operation.output.iter().filter(|output| output.after_steps <= printed) {
            screen.write(&output.bytes);
        }
    }
    let cleared = screen.cleared;
    let lines = screen.into_lines();
    let hidden = lines.len().saturating_sub(MOST_LINES);
    let entry = Entry {
        prompt: shell::prompt(&operation.before),
        line: known.spans(&operation.line, None),
        hidden,
        output: known.spans(&lines[hidden..].iter().flat_map(|line| [line, "\n"]).collect::<String>(), None),
        state,
        exit: operation.exit,
    };
    // A program that clears the screen and then draws on it has something to show.
    Ended { cleared: cleared && entry.output.is_empty() && state == EntryState::Ended, entry: Rc::new(entry) }
}

/// A terminal's lines, written to as a program writes to one.
///
/// Understands what `docker pull` sends (moby `pkg/jsonmessage`): `\r`, `\n`, `ESC [ n A`, `ESC [ n B`, `ESC [ 2 K`, and
/// `ESC [ H`, `ESC [ J` of `clear`. Other sequences are dropped. Lines are not wrapped: the page does that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    lines: Vec<Vec<char>>,
    row: usize,
    column: usize,
    /// Whether everything above, too, was wiped off.
    cleared: bool,
}

impl Screen {
    /// Writes bytes; what is not UTF-8 shows as U+FFFD.
    pub fn write(&mut self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match c {
                '\n' => {
                    self.row += 1;
                    self.column = 0;
                    self.reach();
                }
                '\r' => self.column = 0,
                '\u{8}' => self.column = self.column.saturating_sub(1),
                '\t' => self.column = (self.column / 8 + 1) * 8,
                '\u{1b}' => self.escape(&mut chars),
                c if c.is_control() => {}
                c => self.put(c),
            }
        }
        // The cursor may stand on a line that nothing was written to yet.
        self.reach();
    }

    /// The lines, without blanks at their ends and without empty lines at the end.
    pub fn into_lines(self) -> Vec<String> {
        let mut lines: Vec<String> =
            self.lines.into_iter().map(|line| line.into_iter().collect::<String>().trim_end().to_owned()).collect();
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        lines
    }

    fn reach(&mut self) {
        if self.lines.len() <= self.row {
            self.lines.resize(self.row + 1, Vec::new());
        }
    }

    fn put(&mut self, c: char) {
        self.reach();
        let line = &mut self.lines[self.row];
        if line.len() <= self.column {
            line.resize(self.column + 1, ' ');
        }
        line[self.column] = c;
        self.column += 1;
    }

    fn escape(&mut self, chars: &mut std::str::Chars<'_>) {
        if chars.as_str().strip_prefix('[').is_none() {
            return;
        }
        chars.next();
        let mut number = 0_usize;
        let mut given = false;
        for c in chars {
            match c {
                '0'..='9' => {
                    given = true;
                    number = (number * 10 + c as usize - '0' as usize).min(9999);
                }
                ';' | '?' => (number, given) = (0, false),
                '@'..='~' => return self.control(c, given.then_some(number)),
                _ => return,
            }
        }
    }

    fn control(&mut self, command: char, number: Option<usize>) {
        match command {
            'A' => self.row = self.row.saturating_sub(number.unwrap_or(1).max(1)),
            // Not past the last line, as a terminal stops at its edge.
            'B' => {
                self.row = (self.row + number.unwrap_or(1).max(1)).min(self.lines.len().saturating_sub(1));
            }
            'H' => (self.row, self.column) = (0, 0),
            'J' => {
                self.cleared |= (self.row, self.column) == (0, 0);
                self.lines.truncate(self.row);
                self.reach();
            }
            'K' => {
                self.reach();
                let column = self.column;
                let line = &mut self.lines[self.row];
                match number {
                    Some(2) => line.clear(),
                    Some(1) => line.iter_mut().take(column + 1).for_each(|c| *c = ' '),
                    _ => line.truncate(column),
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use drydock_core::session::Session;
    use drydock_core::world;

    use super::*;

    fn lines(bytes: &str) -> Vec<String> {
        let mut screen = Screen::default();
        screen.write(bytes.as_bytes());
        screen.into_lines()
    }

    #[test]
    fn plain_text() {
        assert_eq!(lines("a\n\nb\n"), ["a", "", "b"]);
        assert_eq!(lines(""), [""; 0]);
        assert_eq!(lines("a\tb"), ["a       b"]);
    }

    /// The way in which a pull redraws the line of a layer that is not the last one.
    #[test]
    fn progress_redraws_its_line() {
        let pull = "latest: Pulling from library/nginx\n\
            \na076a628af6f: Pulling fs layer \n0732ab25fa22: Pulling fs layer \
            \u{1b}[1A\u{1b}[2K\ra076a628af6f: Pull complete \u{1b}[1B\r";
        assert_eq!(
            lines(pull),
            ["latest: Pulling from library/nginx", "", "a076a628af6f: Pull complete", "0732ab25fa22: Pulling fs layer"]
        );
    }

    /// The cursor stands on the empty line below the last one when a pull goes up to redraw, and comes back to it.
    #[test]
    fn the_cursor_comes_back_to_an_empty_line() {
        let pull = "a: Waiting \nb: Waiting \n\u{1b}[2A\u{1b}[2K\ra: Done \u{1b}[2B\rc: Waiting \n";
        assert_eq!(lines(pull), ["a: Done", "b: Waiting", "c: Waiting"]);
    }

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

    #[test]
    fn clear_and_unknown_sequences() {
        assert_eq!(lines("gone\u{1b}[H\u{1b}[Jkept \u{1b}[1;31mred\u{1b}[0m \u{1b}"), ["kept red"]);
        assert_eq!(lines("abcdef\r\u{1b}[2Kx"), ["x"]);
        assert_eq!(lines("abcdef\rxy\u{1b}[K"), ["xy"]);
        assert_eq!(lines("\u{1b}[99999999999999999999A!"), ["!"]);
    }
}
