//! The one gate through which the simulated machine is written.

use std::rc::Rc;

use super::{Actor, Cause, Group};
use crate::kernel::Kernel;
use crate::vfs::{self, Change};

/// One write, or one look worth telling.
#[derive(Clone, Debug)]
pub struct Step {
    /// Who did it.
    pub actor: Actor,
    /// Why.
    pub cause: Cause,
    /// The part of the command it belongs to.
    pub group: Option<Rc<Group>>,
    /// The state before.
    pub before: Kernel,
    /// The state after. The same as `before` for a look.
    pub after: Kernel,
}

impl Step {
    /// What the step changed on the disk, measured from the two states.
    pub fn changes(&self) -> Vec<Change> {
        vfs::changes(&self.before.fs, &self.after.fs)
    }
}

/// Where a program's output went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// A piece of what a command printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// How many of the command's steps had happened by then.
    pub after_steps: usize,
    /// Where it went.
    pub stream: Stream,
    /// The bytes: UTF-8 nearly always, but a file may be printed.
    pub bytes: Vec<u8>,
}

/// Holds the state of the machine's kernel, and records every change made to it.
#[derive(Clone, Debug)]
pub struct Recorder {
    kernel: Kernel,
    steps: Vec<Step>,
    output: Vec<Output>,
    group: Option<Rc<Group>>,
}

impl Recorder {
    /// A recorder that starts from this state.
    pub const fn new(kernel: Kernel) -> Self {
        Self { kernel, steps: Vec::new(), output: Vec::new(), group: None }
    }

    /// The state as it is now, to look at.
    pub const fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// Makes one write: runs `write` on the state and records a step. If `write` fails and changed nothing, no step is
    /// recorded: what did not happen is not told.
    pub fn step<T, E>(
        &mut self,
        actor: Actor,
        cause: Cause,
        write: impl FnOnce(&mut Kernel) -> Result<T, E>,
    ) -> Result<T, E> {
        let before = self.kernel.clone();
        let result = write(&mut self.kernel);
        if result.is_ok() || !before.fs.same(&self.kernel.fs) {
            let after = self.kernel.clone();
            self.steps.push(Step { actor, cause, group: self.group.clone(), before, after });
        }
        result
    }

    /// Makes one write whose cause is only known by its outcome: `cause` makes it of what came out, good or bad. Always recorded.
    pub fn step_by_outcome<T, E>(
        &mut self,
        actor: Actor,
        write: impl FnOnce(&mut Kernel) -> Result<T, E>,
        cause: impl FnOnce(Result<&T, &E>) -> Cause,
    ) -> Result<T, E> {
        let before = self.kernel.clone();
        let result = write(&mut self.kernel);
        let (cause, after) = (cause(result.as_ref()), self.kernel.clone());
        self.steps.push(Step { actor, cause, group: self.group.clone(), before, after });
        result
    }

    /// Records a look: a step that changes nothing but explains something.
    pub fn look(&mut self, actor: Actor, cause: Cause) {
        let (before, after) = (self.kernel.clone(), self.kernel.clone());
        self.steps.push(Step { actor, cause, group: self.group.clone(), before, after });
    }

    /// Changes state that no step tells of: the passing of time, bookkeeping outside the disk.
    pub fn unrecorded<T>(&mut self, change: impl FnOnce(&mut Kernel) -> T) -> T {
        change(&mut self.kernel)
    }

    /// Sets the group of the steps that follow; gives the one before, to be restored.
    pub fn enter(&mut self, group: Option<Rc<Group>>) -> Option<Rc<Group>> {
        std::mem::replace(&mut self.group, group)
    }

    /// Prints to the terminal that the command runs in.
    pub fn print(&mut self, stream: Stream, bytes: impl AsRef<[u8]>) {
        let (after_steps, bytes) = (self.steps.len(), bytes.as_ref());
        match self.output.last_mut() {
            Some(last) if last.stream == stream && last.after_steps == after_steps => {
                last.bytes.extend_from_slice(bytes);
            }
            _ if bytes.is_empty() => {}
            _ => self.output.push(Output { after_steps, stream, bytes: bytes.to_vec() }),
        }
    }

    /// The steps so far.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Takes what was recorded, leaving the state: the end of a command.
    pub fn take(&mut self) -> (Vec<Step>, Vec<Output>) {
        self.group = None;
        (std::mem::take(&mut self.steps), std::mem::take(&mut self.output))
    }
}
