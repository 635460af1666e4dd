//! The machine that takes a script step by step.

use std::rc::Rc;

use super::expand::{Expander, Failure, Stop};
use crate::machine::Machine;
use crate::process::{Blocked, Condition, Descriptor, Frame, Process, Replay, Shell, Signal, Text, Trap};
use crate::programs::Engine;
use crate::script::ast::{AndOr, Command, Connector, List, Pipeline};
use crate::script::{self, Dialect, Origin, Script, SyntaxError, Within};

/// Frames of one shell: functions that call themselves end here.
pub const MAX_FRAMES: usize = 3000;

/// A shell that has its turn.
pub(super) struct Interpreter<'a> {
    pub(super) machine: &'a mut Machine,
    pub(super) engine: &'a Engine,
    pub(super) process: &'a mut Process,
    pub(super) shell: Box<Shell>,
}

/// What became of a turn.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It waits.
    Blocked(Blocked),
    /// Others' turn.
    Yield,
    /// It ended.
    Ended(u8),
    /// It is another program now (`exec`).
    Replaced,
}

/// What became of a frame.
pub(super) enum Flow {
    /// On to what is on the stack.
    Next,
    /// The turn is over.
    Stop(Turn),
}

impl Interpreter<'_> {
    /// Takes `steps` steps at most. Gives how many were taken and what became of the turn.
    pub(super) fn run(&mut self, steps: u32) -> (u32, Turn) {
        for step in 0..steps {
            if let Some(turn) = self.signals() {
                return (step + 1, turn);
            }
            let Some(frame) = self.shell.frames.pop() else {
                if self.shell.options.interactive {
                    let stdin = self.process.descriptors.get(&0).copied();
                    let typed = stdin.is_none_or(|stdin| self.machine.processes.is_typed_into(stdin));
                    return (step + 1, Turn::Blocked(if typed { Blocked::Line } else { Blocked::Signal }));
                }
                self.exit(self.shell.status);
                continue;
            };
            if let Flow::Stop(turn) = self.frame(frame) {
                return (step + 1, turn);
            }
        }
        (steps, Turn::Yield)
    }

    pub(super) fn push(&mut self, frame: Frame) {
        if self.shell.frames.len() >= MAX_FRAMES {
            self.complain(format_args!("drydock: more than {MAX_FRAMES} levels of nested calls are not simulated"));
            self.give_up(2);
            return;
        }
        self.shell.frames.push(frame);
    }

    pub(super) fn push_list(&mut self, list: &List) {
        self.push(Frame::list(list.clone()));
    }

    fn frame(&mut self, frame: Frame) -> Flow {
        match frame {
            Frame::List { list, at } => {
                let Some(item) = list.get(at) else { return Flow::Next };
                if self.shell.options.noexec && !self.shell.options.interactive {
                    return Flow::Next;
                }
                let and_or = item.and_or.clone();
                let background = item.background;
                if at + 1 < list.len() {
                    self.push(Frame::List { list, at: at + 1 });
                }
                if background {
                    self.background(and_or);
                } else {
                    self.push(Frame::AndOr { and_or, at: 0 });
                }
            }
            Frame::AndOr { and_or, at } => self.and_or(and_or, at),
            Frame::Negate => self.shell.status = u8::from(self.shell.status == 0),
            Frame::Command(command) => self.command(command),
            Frame::Simple { command, replay } => return self.simple(command, replay),
            Frame::Wait { pids } => return self.wait(pids),
            Frame::WaitJobs { pids, waited } => return self.wait_jobs(pids, waited),
            Frame::Substitute { pid, pipe } => {
                // Nobody but its parent reads the pipe: its end comes when the child's last descendant is done with it.
                let open = self.machine.processes.get_pipe(pipe).is_some_and(|pipe| pipe.writers > 0);
                if open {
                    self.shell.frames.push(Frame::Substitute { pid, pipe });
                    return Flow::Stop(Turn::Blocked(Blocked::Pipe(pipe)));
                }
                let Some(status) = self.machine.processes.reap(pid) else {
                    self.shell.frames.push(Frame::Substitute { pid, pipe });
                    return Flow::Stop(Turn::Blocked(Blocked::Child));
                };
                let output: Text = self.machine.processes.drain(pipe, usize::MAX).into();
                self.close(Descriptor::Read(pipe));
                (self.shell.substituted, self.shell.status) = (Some(status), status);
                if let Some(replay) = self.shell.frames.last_mut().and_then(Frame::replay) {
                    replay.given.push(Some(output));
                }
            }
            Frame::Opened { pid, pipe, fd } => {
                // As a file that is read once it is whole.
                let open = self.machine.processes.get_pipe(pipe).is_some_and(|pipe| pipe.writers > 0);
                if open || self.machine.processes.reap(pid).is_none() {
                    self.shell.frames.push(Frame::Opened { pid, pipe, fd });
                    return Flow::Stop(Turn::Blocked(if open { Blocked::Pipe(pipe) } else { Blocked::Child }));
                }
                if let Some(replay) = self.shell.frames.last_mut().and_then(Frame::replay) {
                    replay.given.push(Some(format!("/dev/fd/{fd}").into_bytes().into()));
                    replay.opened.push(fd);
                }
            }
            Frame::Function { .. } | Frame::Source { .. } | Frame::Assigned(_) | Frame::Restore(_) | Frame::Trap(_) => {
                self.leave(frame);
            }
            Frame::ReadScript => return self.read_script(),
            Frame::Unended(all) => {
                for unended in all {
                    self.warn_unended(&unended);
                }
            }
            Frame::Wrong(error) => {
                self.syntax_error(&error);
                self.recover(&error);
            }
            Frame::Exit(status) => return Flow::Stop(Turn::Ended(status)),
            compound => return self.compound_frame(compound),
        }
        Flow::Next
    }

    /// Takes back what a frame has changed, as it is left.
    pub(super) fn leave(&mut self, frame: Frame) {
        match frame {
            Frame::Function { args, locals, .. } => {
                self.shell.args = args;
                self.restore_variables(locals);
            }
            Frame::Source { args, outer, .. } => {
                if let Some(args) = args {
                    self.shell.args = args;
                }
                self.shell.source = outer;
            }
            Frame::Assigned(saved) => self.restore_variables(saved),
            Frame::Restore(saved) => self.restore_descriptors(saved),
            Frame::Trap(status) => self.shell.status = status,
            _ => {}
        }
    }

    pub(super) fn restore_variables(&mut self, saved: Vec<(Text, Option<crate::process::Variable>)>) {
        for (name, variable) in saved.into_iter().rev() {
            self.shell.variables.restore(&name, variable);
        }
    }

    /// Leaves frames until `stop` says of one that it is the last; whether it did.
    pub(super) fn unwind(&mut self, mut stop: impl FnMut(&Frame) -> bool) -> bool {
        while let Some(frame) = self.shell.frames.pop() {
            let last = stop(&frame);
            self.leave(frame);
            if last {
                return true;
            }
        }
        false
    }

    /// Ends the shell, by way of the `EXIT` trap.
    pub(super) fn exit(&mut self, status: u8) {
        self.unwind(|_| false);
        self.shell.status = status;
        self.shell.frames.push(Frame::Exit(status));
        let mut traps = self.shell.traps.clone();
        if let Some(Trap::Run(text)) = Rc::make_mut(&mut traps).remove(&None) {
            self.shell.traps = traps;
            self.push_script(&text);
        }
    }

    /// After an error that ends a script: the shell ends, or, if there is a person, drops the line.
    pub(super) fn give_up(&mut self, status: u8) {
        if self.shell.options.interactive {
            self.unwind(|_| false);
            self.shell.status = status;
        } else {
            self.exit(status);
        }
    }

    /// What becomes of the shell after a text that is no script.
    fn recover(&mut self, error: &SyntaxError) {
        if self.shell.dialect == Dialect::Ash {
            return self.give_up(2);
        }
        let substituted = error.within == Within::Substitution && !error.is_incomplete();
        if substituted && !self.shell.options.interactive {
            return self.exit(127);
        }
        // What was given to `eval`, `.` or `trap` ends, and no more than that.
        let given = |frame: &Frame| matches!(frame, Frame::Source { .. } | Frame::Trap(_));
        if let Some(innermost) = self.shell.frames.iter().rev().find(|frame| given(frame)).filter(|_| !substituted) {
            let trapped = matches!(innermost, Frame::Trap(_));
            self.unwind(given);
            // A trap leaves the status as it was.
            if !trapped {
                self.shell.status = if error.is_of_running() { 1 } else { 2 };
            }
            return;
        }
        self.give_up(error.status(self.shell.status));
    }

    /// Reads `text` as a script that runs next.
    pub(super) fn push_script(&mut self, text: &[u8]) {
        self.push_script_from(text, 1);
    }

    /// The same of a text whose first line counts as that one.
    pub(super) fn push_script_from(&mut self, text: &[u8], line: u32) {
        let Script { list, error, unended } =
            script::parse_script(text, self.shell.dialect, &self.active_aliases(), Origin::Text(line));
        if let Some(error) = error {
            self.push(Frame::Wrong(error));
        }
        if !list.is_empty() {
            self.push_list(&list);
        }
        if !unended.is_empty() {
            self.push(Frame::Unended(unended));
        }
    }

    pub(super) fn active_aliases(&self) -> Rc<script::Aliases> {
        if self.shell.options.interactive || self.shell.dialect == Dialect::Ash {
            self.shell.aliases.clone()
        } else {
            Rc::default()
        }
    }

    // ---- signals ---------------------------------------------------------------------------------------------------------

    fn signals(&mut self) -> Option<Turn> {
        if self.process.signals.is_empty() {
            return None;
        }
        let waits_for_child = matches!(self.shell.frames.last(), Some(Frame::Wait { .. } | Frame::Substitute { .. }));
        for signal in std::mem::take(&mut self.process.signals) {
            if signal == Signal::KILL {
                self.process.killed = Some(signal);
                return Some(Turn::Ended(signal.status()));
            }
            match self.shell.traps.get(&Some(signal)).cloned() {
                Some(Trap::Ignore) => {}
                // A trap waits for the command that runs, but not for `wait`.
                Some(Trap::Run(_)) if waits_for_child => self.process.signals.push(signal),
                Some(Trap::Run(text)) => {
                    if matches!(self.shell.frames.last(), Some(Frame::WaitJobs { .. })) {
                        self.shell.frames.pop();
                        self.shell.status = signal.status();
                    }
                    self.push(Frame::Trap(self.shell.status));
                    self.push_script(&text);
                }
                None if self.shell.options.interactive => {
                    if signal == Signal::INT {
                        self.give_up(signal.status());
                    }
                }
                // The first process of a namespace does not even notice what it has no handler for.
                None if self.process.ns_pid == 1 || signal.is_harmless() => {}
                None => {
                    self.process.killed = Some(signal);
                    return Some(Turn::Ended(signal.status()));
                }
            }
        }
        None
    }

    // ---- lists and pipelines ---------------------------------------------------------------------------------------------

    fn and_or(&mut self, and_or: Rc<AndOr>, mut at: usize) {
        if at > 0 {
            let whole = at > and_or.rest.len();
            let ran = if at == 1 { &and_or.first } else { &and_or.rest[at - 2].1 };
            // A compound command that fails has had the failure inside of it looked at there.
            if let ([_], status) = (&ran.commands[..], self.shell.status) {
                self.shell.pipe_status = vec![status];
            }
            let within = matches!(&ran.commands[..], [command] if command.fails_within());
            if whole && !ran.negated && !within {
                self.check_errexit();
            }
        }
        let pipeline = if at == 0 {
            &and_or.first
        } else {
            loop {
                let Some((connector, pipeline)) = and_or.rest.get(at - 1) else { return };
                let ok = self.shell.status == 0;
                if (*connector == Connector::And) == ok {
                    break pipeline;
                }
                at += 1;
                if at > and_or.rest.len() {
                    return;
                }
            }
        };
        let pipeline = pipeline.clone();
        self.push(Frame::AndOr { and_or, at: at + 1 });
        self.pipeline(&pipeline);
    }

    /// Ends the shell under `set -e` if the last command failed and nobody looks at that.
    pub(super) fn check_errexit(&mut self) {
        if self.shell.options.errexit && self.shell.status != 0 && !self.shell.frames.iter().any(Frame::looks_at_status)
        {
            self.exit(self.shell.status);
        }
    }

    fn pipeline(&mut self, pipeline: &Pipeline) {
        if pipeline.negated {
            self.push(Frame::Negate);
        }
        if let [command] = &pipeline.commands[..] {
            self.push(Frame::Command(command.clone()));
            return;
        }
        let mut pids = Vec::new();
        let mut input: Option<Descriptor> = None;
        for (at, command) in pipeline.commands.iter().enumerate() {
            let last = at + 1 == pipeline.commands.len();
            let (next, output) = if last {
                (None, None)
            } else {
                let (_, read, write) = self.machine.processes.pipe();
                (Some(read), Some(write))
            };
            let mut replaced = Vec::new();
            replaced.extend(input.map(|descriptor| (0, descriptor)));
            replaced.extend(output.map(|descriptor| (1, descriptor)));
            pids.push(self.fork(Frame::Command(command.clone()), &replaced));
            input = next;
        }
        self.push(Frame::Wait { pids });
    }

    fn command(&mut self, command: Rc<Command>) {
        match &*command {
            Command::Simple(_) => self.push(Frame::Simple { command, replay: Replay::default() }),
            Command::Compound(compound, redirects) => {
                if redirects.is_empty() {
                    self.compound(compound, &command);
                } else {
                    self.push(Frame::Redirect { command, replay: Replay::default() });
                }
            }
            Command::Function { name, body } => {
                Rc::make_mut(&mut self.shell.functions).insert(name.clone(), body.clone());
                let files = Rc::make_mut(&mut self.shell.function_files);
                match &self.shell.source {
                    Some(file) => files.insert(name.clone(), file.clone()),
                    None => files.remove(name),
                };
                self.shell.status = 0;
            }
        }
    }

    // ---- expansion -------------------------------------------------------------------------------------------------------

    /// Runs `expand` for the frame that `again` makes from the replay. Gives what it gave, or pushes what must happen first.
    pub(super) fn expanding<T>(
        &mut self,
        mut replay: Replay,
        expand: impl FnOnce(&mut Expander<'_>) -> Result<T, Stop>,
        again: impl FnOnce(Replay) -> Frame,
    ) -> Option<(T, Replay)> {
        let locale = self.locale();
        let around = (self.machine.kernel(), &self.process.task);
        let mut expander = Expander::new(&mut self.shell, &mut replay, around, locale);
        match expand(&mut expander) {
            Ok(value) => Some((value, replay)),
            Err(Stop::Run(list)) => {
                self.push(again(replay));
                self.substitute(list);
                None
            }
            Err(Stop::Open(list)) => {
                self.push(again(replay));
                self.open_process(list);
                None
            }
            Err(Stop::Wrong(message)) => {
                // What comes before it has set the line, and nothing need have.
                self.shell.line = self.shell.line.max(1);
                self.complain(format_args!("{message}"));
                self.shell.status = 1;
                None
            }
            Err(Stop::Fail(Failure { message, status })) => {
                self.complain(format_args!("{message}"));
                self.give_up(if self.shell.options.interactive { 1 } else { status });
                None
            }
        }
    }

    pub(super) fn locale(&self) -> crate::profile::Locale {
        match self.shell.dialect {
            Dialect::Bash => {
                let variables = &self.shell.variables;
                crate::profile::Locale::in_environment(|name| variables.get(name).map(|value| &**value))
            }
            Dialect::Ash => crate::profile::Locale::C,
        }
    }

    pub(super) fn close(&mut self, descriptor: Descriptor) {
        let Machine { processes, recorder, .. } = &mut *self.machine;
        processes.close(descriptor, recorder);
    }

    /// Whether a loop's condition has just run.
    pub(super) fn condition_holds(&self, wanted: bool, ran: Condition) -> bool {
        ran == Condition::Condition && (self.shell.status == 0) == wanted
    }
}
