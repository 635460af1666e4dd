//! The table of processes, and the descriptors, pipes and sinks between them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Chunk, Descriptor, Image, Pipe, PipeId, Signal, SinkId, Text};
use crate::clock::Time;
use crate::kernel::{File, IoError, Kernel, OpenHow, Task};
use crate::trace::{Actor, Call, Cause, Recorder, Stream};
use crate::vfs::{Dev, Errno, Ino};

/// A process number on the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pid(pub u32);

/// A namespace of process numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PidNs(u32);

impl PidNs {
    /// The host's.
    pub const HOST: Self = Self(0);
}

/// A process.
#[derive(Clone, Debug)]
pub struct Process {
    /// Its number on the host.
    pub pid: Pid,
    /// Its parent. 0: none that this simulation has.
    pub parent: Pid,
    /// The namespace of its number.
    pub pid_ns: PidNs,
    /// Its number there.
    pub ns_pid: u32,
    /// Who it is in a trace.
    pub actor: Actor,
    /// Credentials, directory, mounts.
    pub task: Task,
    /// The name of its host, as `hostname` prints it.
    pub hostname: Text,
    /// What it executes.
    pub image: Image,
    /// Its descriptors.
    pub descriptors: BTreeMap<u32, Descriptor>,
    /// What it was started with, for `ps` and `docker top`.
    pub args: Vec<Text>,
    /// When it was started.
    pub started: Time,
    /// Whether it runs.
    pub state: State,
    /// Signals that it has not looked at yet.
    pub signals: Vec<Signal>,
    /// The signal that ended it.
    pub killed: Option<Signal>,
}

/// Whether a process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It can.
    Ready,
    /// It waits.
    Blocked(Blocked),
    /// It ended with this status, and its parent has not asked yet.
    Ended(u8),
}

/// What a process waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// The end of a child.
    Child,
    /// A moment.
    Until(Time),
    /// Something to happen to a pipe.
    Pipe(PipeId),
    /// A line that a person types.
    Line,
    /// Nothing but a signal.
    Signal,
}

/// What a new process is made of.
#[derive(Clone, Debug)]
pub struct Spawn {
    /// Its parent.
    pub parent: Pid,
    /// The namespace of its number.
    pub pid_ns: PidNs,
    /// Who it is in a trace.
    pub actor: Actor,
    /// Credentials, directory, mounts.
    pub task: Task,
    /// The name of its host.
    pub hostname: Text,
    /// What it executes.
    pub image: Image,
    /// Its descriptors. They become its own: whoever keeps them too duplicates them first.
    pub descriptors: BTreeMap<u32, Descriptor>,
    /// What it was started with.
    pub args: Vec<Text>,
}

/// Who writes.
#[derive(Clone, Copy, Debug)]
pub struct Writer<'a> {
    /// Credentials.
    pub task: &'a Task,
    /// Who it is in a trace.
    pub actor: Actor,
    /// The program's name.
    pub program: &'a str,
}

impl Writer<'_> {
    /// The cause of a step.
    pub fn cause(&self, call: Call) -> Cause {
        Cause::Program { program: self.program.to_owned(), call }
    }
}

/// All processes.
#[derive(Clone, Debug, Default)]
pub struct Processes {
    pub(super) table: BTreeMap<Pid, Process>,
    /// The numbers of those that have their turn, which the table does not hold.
    away: BTreeMap<Pid, (PidNs, u32)>,
    next_pid: u32,
    namespaces: BTreeMap<PidNs, u32>,
    next_ns: u32,
    pub(super) pipes: BTreeMap<PipeId, Pipe>,
    next_pipe: u32,
    fifos: BTreeMap<(Dev, Ino), PipeId>,
    /// What open files were opened as, for the words of a trace.
    opened: BTreeMap<File, Text>,
    pub(super) sinks: BTreeMap<SinkId, Vec<Chunk>>,
    pub(super) next_sink: u32,
    /// Terminals of containers that a person types into.
    pub(super) typed_into: BTreeSet<SinkId>,
    /// Namespaces whose processes do not run: paused containers.
    pub(super) frozen: BTreeSet<PidNs>,
}

impl Processes {
    /// A table whose first process has this number on the host.
    pub fn new(first: u32) -> Self {
        Self { next_pid: first, ..Self::default() }
    }

    // ---- processes -------------------------------------------------------------------------------------------------------

    /// A new namespace for process numbers: the next process in it has number 1.
    pub fn new_namespace(&mut self) -> PidNs {
        self.next_ns += 1;
        PidNs(self.next_ns)
    }

    /// A number for a process that does nothing here but to be there.
    pub fn reserve(&mut self) -> Pid {
        self.next_pid = self.next_pid.max(1) + 1;
        Pid(self.next_pid - 1)
    }

    /// Starts a process.
    pub fn spawn(&mut self, spawn: Spawn, now: Time) -> Pid {
        let Spawn { parent, pid_ns, actor, task, hostname, mut image, descriptors, args } = spawn;
        let pid = self.reserve();
        let ns_pid = if pid_ns == PidNs::HOST {
            pid.0
        } else {
            let next = self.namespaces.entry(pid_ns).or_insert(0);
            *next += 1;
            *next
        };
        if let Image::Shell(shell) = &mut image
            && shell.pid == 0
        {
            shell.pid = ns_pid;
            shell.tell_parent(self.number_in(parent, pid_ns));
        }
        let (started, state, signals) = (now, State::Ready, Vec::new());
        let process = Process {
            pid,
            parent,
            pid_ns,
            ns_pid,
            actor,
            task,
            hostname,
            image,
            descriptors,
            args,
            started,
            state,
            signals,
            killed: None,
        };
        self.table.insert(pid, process);
        pid
    }

    /// The number of a process in a namespace; 0 if it is not in there.
    pub fn number_in(&self, pid: Pid, ns: PidNs) -> u32 {
        let here = self.table.get(&pid).map(|process| (process.pid_ns, process.ns_pid));
        here.or_else(|| self.away.get(&pid).copied()).filter(|(own, _)| *own == ns).map_or(0, |(_, number)| number)
    }

    /// A process.
    pub fn get(&self, pid: Pid) -> Option<&Process> {
        self.table.get(&pid)
    }

    /// A process, to change it.
    pub fn get_mut(&mut self, pid: Pid) -> Option<&mut Process> {
        self.table.get_mut(&pid)
    }

    /// All processes, by number.
    pub fn iter(&self) -> impl Iterator<Item = &Process> {
        self.table.values()
    }

    /// The process with this number in a namespace.
    pub fn in_namespace(&self, ns: PidNs, ns_pid: u32) -> Option<Pid> {
        self.table.values().find(|p| p.pid_ns == ns && p.ns_pid == ns_pid).map(|p| p.pid)
    }

    /// Takes a process out of the table to let it run; [`Processes::put`] puts it back.
    pub fn take(&mut self, pid: Pid) -> Option<Process> {
        let process = self.table.remove(&pid)?;
        self.away.insert(pid, (process.pid_ns, process.ns_pid));
        Some(process)
    }

    /// Puts a process back.
    pub fn put(&mut self, process: Process) {
        self.away.remove(&process.pid);
        self.table.insert(process.pid, process);
    }

    /// The status of a process that ended, and the end of its entry. `None` if it has not ended. A process that is not there
    /// has ended with 127, as shells say of a child they do not know.
    pub fn reap(&mut self, pid: Pid) -> Option<u8> {
        match self.table.get(&pid).map(|process| process.state) {
            Some(State::Ended(status)) => {
                self.table.remove(&pid);
                Some(status)
            }
            Some(_) => None,
            None => Some(127),
        }
    }

    /// Marks `process` as ended, closes its descriptors and tells its parent. What it has started is left without a parent;
    /// if it was the first of its namespace, everything there is killed.
    pub fn end(&mut self, process: &mut Process, status: u8, recorder: &mut Recorder) {
        process.state = State::Ended(status);
        for descriptor in std::mem::take(&mut process.descriptors).into_values() {
            self.close(descriptor, recorder);
        }
        if let Some(parent) = self.table.get_mut(&process.parent)
            && parent.state == State::Blocked(Blocked::Child)
        {
            parent.state = State::Ready;
        }
        let kills = process.ns_pid == 1 && process.pid_ns != PidNs::HOST;
        let mut orphans = Vec::new();
        for other in self.table.values_mut() {
            if kills && other.pid_ns == process.pid_ns && !matches!(other.state, State::Ended(_)) {
                other.signals.push(Signal::KILL);
                other.state = State::Ready;
            }
            if other.parent == process.pid {
                other.parent = Pid(0);
                if matches!(other.state, State::Ended(_)) {
                    orphans.push(other.pid);
                }
            }
        }
        for orphan in orphans {
            self.table.remove(&orphan);
        }
    }

    /// Sends a signal. `ESRCH` has no name here: gives whether the process is there.
    pub fn signal(&mut self, pid: Pid, signal: Signal) -> bool {
        let Some(process) = self.table.get_mut(&pid) else { return false };
        if !matches!(process.state, State::Ended(_)) {
            if !process.signals.contains(&signal) {
                process.signals.push(signal);
            }
            process.state = State::Ready;
        }
        true
    }

    /// The process that runs next after `last`, going round.
    pub fn next_ready(&self, last: Pid) -> Option<Pid> {
        let ready = |process: &&Process| process.state == State::Ready && !self.frozen.contains(&process.pid_ns);
        let after = self.table.range((std::ops::Bound::Excluded(last), std::ops::Bound::Unbounded));
        after.map(|(_, process)| process).chain(self.table.values()).find(ready).map(|process| process.pid)
    }

    /// The next moment that a process waits for.
    pub fn next_time(&self) -> Option<Time> {
        let time = |process: &Process| match process.state {
            State::Blocked(Blocked::Until(time)) if !self.frozen.contains(&process.pid_ns) => Some(time),
            _ => None,
        };
        self.table.values().filter_map(time).min()
    }

    /// Wakes every process whose moment has come.
    pub fn wake(&mut self, now: Time) {
        for process in self.table.values_mut() {
            if matches!(process.state, State::Blocked(Blocked::Until(time)) if time <= now) {
                process.state = State::Ready;
            }
        }
    }

    pub(super) fn wake_pipe(&mut self, id: PipeId) {
        for process in self.table.values_mut() {
            if process.state == State::Blocked(Blocked::Pipe(id)) {
                process.state = State::Ready;
            }
        }
    }

    // ---- descriptors -----------------------------------------------------------------------------------------------------

    /// A pipe: the end to read and the end to write.
    pub fn pipe(&mut self) -> (PipeId, Descriptor, Descriptor) {
        self.next_pipe += 1;
        let id = PipeId(self.next_pipe);
        self.pipes.insert(id, Pipe { readers: 1, writers: 1, had_writer: true, ..Pipe::default() });
        (id, Descriptor::Read(id), Descriptor::Write(id))
    }

    /// The pipe behind a named pipe: made when it is first opened, gone when it is last closed.
    pub fn open_fifo(&mut self, file: (Dev, Ino), descriptor: fn(PipeId) -> Descriptor) -> (PipeId, Descriptor) {
        let id = match self.fifos.get(&file) {
            Some(id) if self.pipes.contains_key(id) => *id,
            _ => {
                self.next_pipe += 1;
                let id = PipeId(self.next_pipe);
                self.pipes.insert(id, Pipe::default());
                self.fifos.insert(file, id);
                id
            }
        };
        let descriptor = descriptor(id);
        self.count(descriptor, 1);
        (id, descriptor)
    }

    /// Whether a pipe is that of a named pipe.
    pub fn is_fifo(&self, id: PipeId, file: (Dev, Ino)) -> bool {
        self.fifos.get(&file) == Some(&id)
    }

    /// Opens a file. A step of the trace if that makes it or empties it.
    pub fn open(
        &mut self,
        path: &[u8],
        how: OpenHow,
        writer: &Writer<'_>,
        recorder: &mut Recorder,
    ) -> Result<Descriptor, Errno> {
        let open = |kernel: &mut Kernel| kernel.open(writer.task, path, how);
        let file = if how.access == crate::kernel::Access::Read {
            recorder.unrecorded(open)
        } else {
            recorder.step(writer.actor, writer.cause(Call::open(path)), open)
        }?;
        self.opened.insert(file, path.into());
        Ok(Descriptor::File(file))
    }

    /// A pipe.
    pub fn get_pipe(&self, id: PipeId) -> Option<&Pipe> {
        self.pipes.get(&id)
    }

    /// Takes what a pipe holds, `len` bytes at most.
    pub fn drain(&mut self, id: PipeId, len: usize) -> Vec<u8> {
        let Some(pipe) = self.pipes.get_mut(&id) else { return Vec::new() };
        let len = len.min(pipe.bytes.len());
        let bytes = pipe.bytes.drain(..len).collect();
        self.wake_pipe(id);
        bytes
    }

    fn count(&mut self, descriptor: Descriptor, by: i32) {
        let (Descriptor::Read(id) | Descriptor::Write(id)) = descriptor else { return };
        let Some(pipe) = self.pipes.get_mut(&id) else { return };
        let writes = matches!(descriptor, Descriptor::Write(_));
        pipe.had_writer |= writes;
        let count = if writes { &mut pipe.writers } else { &mut pipe.readers };
        *count = count.saturating_add_signed(by);
        if pipe.readers == 0 && pipe.writers == 0 {
            self.pipes.remove(&id);
            self.fifos.retain(|_, pipe| *pipe != id);
        }
        self.wake_pipe(id);
    }

    /// One more descriptor for what `descriptor` leads to.
    pub fn dup(&mut self, descriptor: Descriptor, recorder: &mut Recorder) -> Descriptor {
        if let Descriptor::File(file) = descriptor {
            // A handle that is open can be duplicated; one that is not is refused by whatever uses it.
            let _ = recorder.unrecorded(|kernel| kernel.dup(file));
        }
        self.count(descriptor, 1);
        descriptor
    }

    /// Closes a descriptor.
    pub fn close(&mut self, descriptor: Descriptor, recorder: &mut Recorder) {
        if let Descriptor::File(file) = descriptor {
            let _ = recorder.unrecorded(|kernel| kernel.close(file));
            if recorder.kernel().fstat(file).is_err() {
                self.opened.remove(&file);
            }
        }
        self.count(descriptor, -1);
    }

    /// Writes. `EPIPE` if nobody can read it.
    pub fn write(
        &mut self,
        descriptor: Descriptor,
        bytes: &[u8],
        writer: &Writer<'_>,
        recorder: &mut Recorder,
    ) -> Result<(), Errno> {
        match descriptor {
            Descriptor::File(file) => {
                let path = self.opened.get(&file).map_or(&b"?"[..], |path| path);
                let cause = writer.cause(Call::write(path, bytes.len() as u64));
                recorder.step(writer.actor, cause, |kernel| kernel.write(writer.task, file, bytes)).map(|_| ())
            }
            Descriptor::Write(id) => {
                let pipe = self.pipes.get_mut(&id).ok_or(Errno::EPIPE)?;
                if pipe.readers == 0 {
                    return Err(Errno::EPIPE);
                }
                pipe.bytes.extend_from_slice(bytes);
                self.wake_pipe(id);
                Ok(())
            }
            Descriptor::Console(stream) => {
                recorder.print(stream, bytes);
                Ok(())
            }
            Descriptor::Sink(..) | Descriptor::Tty(_) => {
                let (id, stream) = match descriptor {
                    Descriptor::Sink(id, stream) => (id, stream),
                    Descriptor::Tty(id) => (id, Stream::Stdout),
                    _ => return Err(Errno::EBADF),
                };
                let time = recorder.kernel().fs.now();
                let chunks = self.sinks.get_mut(&id).ok_or(Errno::EPIPE)?;
                chunks.push(Chunk { stream, time, bytes: bytes.to_vec() });
                Ok(())
            }
            Descriptor::Read(_) => Err(Errno::EBADF),
        }
    }

    /// Reads `len` bytes at most; nothing at the end. `EAGAIN` if it would have to wait for the pipe.
    pub fn read(&mut self, descriptor: Descriptor, len: usize, recorder: &mut Recorder) -> Result<Vec<u8>, IoError> {
        match descriptor {
            Descriptor::File(file) => recorder.unrecorded(|kernel| kernel.read(file, len)),
            Descriptor::Read(id) => match self.pipes.get(&id) {
                Some(pipe) if pipe.bytes.is_empty() && pipe.writers > 0 => Err(Errno::EAGAIN.into()),
                _ => Ok(self.drain(id, len)),
            },
            Descriptor::Console(_) | Descriptor::Tty(_) => Ok(Vec::new()),
            Descriptor::Write(_) | Descriptor::Sink(..) => Err(Errno::EBADF.into()),
        }
    }
}
