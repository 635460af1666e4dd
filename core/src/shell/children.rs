//! The children of a shell: subshells, substitutions, jobs.

use std::rc::Rc;

use super::interpreter::{Flow, Interpreter, Turn};
use crate::machine::Machine;
use crate::process::{Blocked, Descriptor, Frame, Image, Pid, Signal, Spawn, Text};
use crate::script::Dialect;
use crate::script::ast::{AndOr, List};

impl Interpreter<'_> {
    /// Starts a subshell that runs `frame`. `replaced` become its descriptors of these numbers; the others it shares.
    pub(super) fn fork(&mut self, frame: Frame, replaced: &[(u32, Descriptor)]) -> Pid {
        let mut descriptors = std::collections::BTreeMap::new();
        let Machine { processes, recorder, .. } = &mut *self.machine;
        for (fd, descriptor) in &self.process.descriptors {
            if !replaced.iter().any(|(number, _)| number == fd) {
                descriptors.insert(*fd, processes.dup(*descriptor, recorder));
            }
        }
        descriptors.extend(replaced.iter().copied());
        let shell = self.shell.fork(frame);
        let spawn = Spawn {
            parent: self.process.pid,
            pid_ns: self.process.pid_ns,
            actor: self.process.actor,
            task: self.process.task.clone(),
            hostname: self.process.hostname.clone(),
            image: Image::Shell(Box::new(shell)),
            descriptors,
            args: self.process.args.clone(),
        };
        let now = recorder.kernel().fs.now();
        processes.spawn(spawn, now)
    }

    /// Runs a command substitution; the frame on top of the stack gets what it prints.
    pub(super) fn substitute(&mut self, list: List) {
        let list = match list.as_ref() {
            [item] if self.shell.dialect == Dialect::Bash => item.and_or.reading().unwrap_or(list),
            _ => list,
        };
        let (id, read, write) = self.machine.processes.pipe();
        let pid = self.fork(Frame::list(list), &[(1, write)]);
        // The reading end is this shell's, by the frame.
        let _ = read;
        self.push(Frame::Substitute { pid, pipe: id });
    }

    /// Runs the list of `<(…)`, whose output a descriptor of this shell can then read.
    pub(super) fn open_process(&mut self, list: List) {
        let (pipe, read, write) = self.machine.processes.pipe();
        let pid = self.fork(Frame::list(list), &[(1, write)]);
        let descriptors = &mut self.process.descriptors;
        let fd = (3..=63).rev().find(|fd| !descriptors.contains_key(fd)).unwrap_or(63);
        if let Some(old) = descriptors.insert(fd, read) {
            self.close(old);
        }
        self.push(Frame::Opened { pid, pipe, fd });
    }

    pub(super) fn subshell(&mut self, list: &List) {
        let pid = self.fork(Frame::list(list.clone()), &[]);
        self.push(Frame::Wait { pids: vec![pid] });
    }

    pub(super) fn wait(&mut self, mut pids: Vec<Pid>) -> Flow {
        let statuses: Vec<Option<u8>> = pids.iter().map(|pid| self.ended(*pid)).collect();
        if statuses.iter().any(Option::is_none) {
            self.shell.frames.push(Frame::Wait { pids });
            return Flow::Stop(Turn::Blocked(Blocked::Child));
        }
        let pids = std::mem::take(&mut pids);
        self.tell_killed(&pids);
        for pid in pids {
            self.machine.processes.reap(pid);
        }
        if statuses.len() > 1 {
            self.shell.pipe_status = statuses.iter().map(|status| status.unwrap_or(0)).collect();
        }
        let failed = statuses.iter().rev().flatten().copied().find(|status| *status != 0);
        let last = statuses.last().copied().flatten().unwrap_or(0);
        self.shell.status = if self.shell.options.pipefail { failed.unwrap_or(0) } else { last };
        Flow::Next
    }

    /// Says by which signals commands in front have died. Bash says nothing of one in the middle of a pipeline; where it would have
    /// become the command, having nothing more to do, it leaves the word to its own parent.
    fn tell_killed(&mut self, pids: &[Pid]) {
        let dead = |pid: &Pid| Some((*pid, self.machine.processes.get(*pid)?.killed?));
        let dead: Vec<(Pid, Signal)> = pids.iter().filter_map(dead).collect();
        let bash = self.shell.dialect == Dialect::Bash;
        if bash && (pids.len() > 1 || dead.is_empty()) {
            return;
        }
        let over = |frame: &Frame| matches!(frame, Frame::AndOr { and_or, at } if *at > and_or.rest.len());
        let last =
            self.shell.frames.iter().all(over) && !self.shell.options.interactive && !self.shell.options.from_stdin;
        for (pid, signal) in dead {
            if bash && last && (self.process.ns_pid != self.shell.pid || self.shell.options.command_string) {
                self.process.killed = Some(signal);
            } else {
                let args = self.machine.processes.get(pid).map(|process| process.args.clone()).unwrap_or_default();
                let quoted = |word: &Text| super::builtins::quoted_for_trace(word, Dialect::Bash);
                self.tell_death(pid, signal, args.iter().map(quoted).collect::<Vec<_>>().join(&b' ').into());
            }
        }
    }

    /// Says that a signal has ended a command. In a script bash names the place, the process and the command, unless somebody just
    /// asked it to end.
    pub(super) fn tell_death(&mut self, pid: Pid, signal: Signal, command: Text) {
        let Some(epitaph) = signal.epitaph() else { return };
        let plain = self.shell.dialect == Dialect::Ash || self.shell.options.typed || signal == Signal::TERM;
        let text = match self.machine.processes.get(pid).filter(|_| !plain) {
            None => format!("{epitaph}\n"),
            Some(process) => {
                let (name, line, number) = (self.name(), self.shell.line.max(1), process.ns_pid);
                format!("{name}: line {line}: {number:>5} {epitaph:<24}{}\n", String::from_utf8_lossy(&command))
            }
        };
        self.print_error(text.as_bytes());
    }

    /// The status of a child that ended, without forgetting it.
    pub(super) fn ended(&self, pid: Pid) -> Option<u8> {
        match self.machine.processes.get(pid).map(|process| process.state) {
            Some(crate::process::State::Ended(status)) => Some(status),
            Some(_) => None,
            None => Some(127),
        }
    }

    pub(super) fn background(&mut self, and_or: Rc<AndOr>) {
        let text: Text = crate::script::print::and_or(&and_or).into();
        // Without job control a background command reads nothing.
        let mut replaced = Vec::new();
        if !self.shell.options.interactive {
            let (_, read, write) = self.machine.processes.pipe();
            self.close(write);
            replaced.push((0, read));
        }
        let pid = self.fork(Frame::AndOr { and_or, at: 0 }, &replaced);
        let number = self.shell.jobs.iter().map(|job| job.number).max().unwrap_or(0) + 1;
        self.shell.jobs.push(crate::process::Job { number, pid, text, ended: None });
        // `$!` is the number in the shell's own namespace.
        let shown = self.machine.processes.get(pid).map_or(pid.0, |process| process.ns_pid);
        self.shell.last_background = Some(Pid(shown));
        self.shell.status = 0;
        if self.shell.options.interactive {
            self.print_error(format!("[{number}] {shown}\n").as_bytes());
        }
    }
}
