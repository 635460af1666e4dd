//! What supervisors of processes do: they read what is printed, freeze and kill whole namespaces, tell those who wait.

use super::table::{Blocked, Pid, PidNs, Process, Processes, State};
use super::{Chunk, Descriptor, Image, Memory, PipeId, Running, Signal, SinkId};
use crate::identity::ContainerId;
use crate::trace::{Recorder, Stream};

impl Processes {
    /// Lets the processes of a namespace run no more, or run again.
    pub fn freeze(&mut self, ns: PidNs, frozen: bool) {
        if frozen {
            self.frozen.insert(ns);
        } else {
            self.frozen.remove(&ns);
        }
    }

    /// The processes of a namespace, by number.
    pub fn of_namespace(&self, ns: PidNs) -> impl Iterator<Item = &Process> {
        self.table.values().filter(move |process| process.pid_ns == ns)
    }

    /// Kills every process of a namespace, at once: its first process has ended.
    pub fn kill_namespace(&mut self, ns: PidNs, recorder: &mut Recorder) {
        self.frozen.remove(&ns);
        let pids: Vec<Pid> = self.of_namespace(ns).map(|process| process.pid).collect();
        for pid in pids {
            let Some(mut process) = self.table.remove(&pid) else { continue };
            if matches!(process.state, State::Ended(_)) {
                self.table.insert(pid, process);
            } else {
                self.end(&mut process, Signal::KILL.status(), recorder);
            }
        }
    }

    /// Tells a docker client that something it waits for has ended, and wakes it once all has.
    pub fn tell_client(&mut self, client: Pid, what: ContainerId, status: i32) {
        let Some(process) = self.table.get_mut(&client) else { return };
        let Image::Program(Running { memory: Memory::Client(waiting), .. }) = &mut process.image else { return };
        if waiting.waits_for.contains(&what) && !waiting.ended.iter().any(|(ended, _)| *ended == what) {
            waiting.ended.push((what, status));
        }
        process.state = State::Ready;
    }

    /// Forgets a process that has ended and has no parent to ask for it.
    pub fn bury(&mut self, pid: Pid) {
        let alone =
            |process: &Process| matches!(process.state, State::Ended(_)) && !self.table.contains_key(&process.parent);
        if self.table.get(&pid).is_some_and(alone) {
            self.table.remove(&pid);
        }
    }

    /// Puts bytes into a pipe, for whoever reads it.
    pub fn fill(&mut self, id: PipeId, bytes: Vec<u8>) {
        if let Some(pipe) = self.pipes.get_mut(&id) {
            pipe.bytes.extend(bytes);
        }
        self.wake_pipe(id);
    }

    /// A new sink, with descriptors for standard output and standard error.
    pub fn sink(&mut self) -> (SinkId, Descriptor, Descriptor) {
        self.next_sink += 1;
        let id = SinkId(self.next_sink);
        self.sinks.insert(id, Vec::new());
        (id, Descriptor::Sink(id, Stream::Stdout), Descriptor::Sink(id, Stream::Stderr))
    }

    /// Takes what was written to a sink since the last time.
    pub fn take_chunks(&mut self, id: SinkId) -> Vec<Chunk> {
        self.sinks.get_mut(&id).map(std::mem::take).unwrap_or_default()
    }

    /// Lets a person type into a container's terminal, or not. A shell that waits there notices.
    pub fn type_into(&mut self, id: SinkId, typed: bool) {
        if typed {
            self.typed_into.insert(id);
        } else {
            self.typed_into.remove(&id);
        }
        for process in self.table.values_mut() {
            let waits = matches!(process.state, State::Blocked(Blocked::Line | Blocked::Signal));
            if waits && process.descriptors.get(&0) == Some(&Descriptor::Tty(id)) {
                process.state = State::Blocked(if typed { Blocked::Line } else { Blocked::Signal });
            }
        }
    }

    /// Whether a person types what a descriptor gives.
    pub fn is_typed_into(&self, descriptor: Descriptor) -> bool {
        match descriptor {
            Descriptor::Console(_) => true,
            Descriptor::Tty(id) => self.typed_into.contains(&id),
            _ => false,
        }
    }

    /// Removes a sink. Who still writes to it gets `EPIPE`.
    pub fn remove_sink(&mut self, id: SinkId) {
        self.sinks.remove(&id);
        self.typed_into.remove(&id);
    }
}
