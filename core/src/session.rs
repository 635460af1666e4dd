//! A session: commands typed one after another on one machine, every state kept. **Read this first.**
//!
//! ```text
//! line ──► Session::run ──► Operation { line, exit, output, steps, before, after }
//!                                        │                  └── Step { actor, cause, before, after }
//!                                        └── what was printed, and after which step
//! ```
//!
//! States are persistent values, so looking at any moment is an index and undo is a pop. What is saved or shared is only the
//! lines: the machine is deterministic, so running them again gives the same bytes.

use crate::machine::Machine;
use crate::trace::{Output, Step, Stream};

/// One command, with everything it did.
#[derive(Clone, Debug)]
pub struct Operation {
    /// What was typed.
    pub line: String,
    /// The exit status.
    pub exit: u8,
    /// What was printed, in order.
    pub output: Vec<Output>,
    /// What was done, in order.
    pub steps: Vec<Step>,
    /// The machine before.
    pub before: Machine,
    /// The machine after.
    pub after: Machine,
}

impl Operation {
    /// Everything printed to one stream.
    pub fn printed(&self, stream: Stream) -> Vec<u8> {
        self.output.iter().filter(|o| o.stream == stream).flat_map(|o| o.bytes.iter().copied()).collect()
    }

    /// Standard output as text; bytes that are not UTF-8 show as U+FFFD.
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.printed(Stream::Stdout)).into_owned()
    }

    /// Standard error as text.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.printed(Stream::Stderr)).into_owned()
    }
}

/// Commands typed on one machine. Cloning is cheap: a fork.
#[derive(Clone, Debug)]
pub struct Session {
    start: Machine,
    done: Vec<std::rc::Rc<Operation>>,
    undone: Vec<std::rc::Rc<Operation>>,
}

impl Session {
    /// How long a command takes on the simulated clock, unless it says otherwise: one second.
    const COMMAND_NANOS: u64 = 1_000_000_000;

    /// A session on `machine`.
    pub const fn new(machine: Machine) -> Self {
        Self { start: machine, done: Vec::new(), undone: Vec::new() }
    }

    /// The machine as it is now.
    pub fn machine(&self) -> &Machine {
        self.done.last().map_or(&self.start, |operation| &operation.after)
    }

    /// The machine before the first command.
    pub const fn start(&self) -> &Machine {
        &self.start
    }

    /// The commands so far.
    pub fn operations(&self) -> &[std::rc::Rc<Operation>] {
        &self.done
    }

    /// Runs `line` by `execute`, which gives the exit status, and keeps what it did.
    pub fn record(&mut self, line: &str, execute: impl FnOnce(&mut Machine) -> u8) -> &Operation {
        let before = self.machine().clone();
        let mut after = before.clone();
        let exit = execute(&mut after);
        let (steps, output) = after.recorder.take();
        after.advance(Self::COMMAND_NANOS);
        self.undone.clear();
        self.done.push(std::rc::Rc::new(Operation { line: line.to_owned(), exit, output, steps, before, after }));
        &self.done[self.done.len() - 1]
    }

    /// Takes the last command back; whether there was one.
    pub fn undo(&mut self) -> bool {
        self.done.pop().map(|operation| self.undone.push(operation)).is_some()
    }

    /// Does the last undone command again, from memory; whether there was one.
    pub fn redo(&mut self) -> bool {
        self.undone.pop().map(|operation| self.done.push(operation)).is_some()
    }

    /// A session that goes on from after the first `operations` commands.
    #[must_use]
    pub fn fork(&self, operations: usize) -> Self {
        let done = self.done.iter().take(operations).cloned().collect();
        Self { start: self.start.clone(), done, undone: Vec::new() }
    }
}
