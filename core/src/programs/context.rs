//! What a program gets to work with: arguments, descriptors, system calls.

use std::fmt::{self, Write as _};
use std::rc::Rc;

use super::{Engine, full};
use crate::clock::Time;
use crate::kernel::{Follow, IoError, Kernel, OpenHow, Stat, Task};
use crate::machine::Machine;
use crate::process::{Blocked, Descriptor, Memory, Process, Signal, Text, Writer};
use crate::profile::{HostProfile, Locale};
use crate::script::Dialect;
use crate::trace::{Call, Cause};
use crate::vfs::{Errno, FileType};

/// How a program ends, or why it does not yet.
pub type Exit = Result<u8, Wait>;

/// Why a program does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// It waits. It is run again from its beginning, so it must not have printed or changed anything yet (unless it keeps in
    /// its [`Memory`] how far it was).
    Blocked(Blocked),
    /// It gives others a turn.
    Yield,
    /// A signal ends it.
    Killed(Signal),
}

/// A running program.
pub struct Context<'a> {
    /// The machine it runs on.
    pub machine: &'a mut Machine,
    /// Its process: for a shell's builtin, the shell's.
    pub process: &'a mut Process,
    /// How to run further programs.
    pub engine: &'a Engine,
    /// Its name in the table of programs.
    pub program: &'static str,
    /// Which dialect it speaks.
    pub dialect: Dialect,
    /// Its arguments, without its name.
    pub args: Vec<Text>,
    /// Its name, as it was called.
    pub called: Text,
    /// Its environment.
    pub env: Rc<[(Text, Text)]>,
    /// What stands in front of its complaints: a shell's name and line.
    prefix: String,
    stdout: Vec<u8>,
    failed: bool,
    /// Whether its output could not be written.
    unwritten: bool,
}

/// Bytes that a program may print before it is ended.
const MAX_OUTPUT: usize = 16 << 20;

impl<'a> Context<'a> {
    /// A program about to run.
    pub fn new(
        (machine, process, engine): (&'a mut Machine, &'a mut Process, &'a Engine),
        program: &'static str,
        dialect: Dialect,
        args: &[Text],
        env: Rc<[(Text, Text)]>,
    ) -> Self {
        let called = args.first().cloned().unwrap_or_default();
        let args = args.iter().skip(1).cloned().collect();
        Self {
            machine,
            process,
            engine,
            program,
            dialect,
            args,
            called,
            env,
            prefix: String::new(),
            stdout: Vec::new(),
            failed: false,
            unwritten: false,
        }
    }

    /// Whether it is busybox's.
    pub const fn busybox(&self) -> bool {
        matches!(self.dialect, Dialect::Ash)
    }

    /// Whether it runs on the host, not in a container.
    pub fn on_host(&self) -> bool {
        self.process.task.namespace == crate::kernel::NsId::HOST
    }

    /// An environment variable.
    pub fn var(&self, name: &[u8]) -> Option<&[u8]> {
        self.env.iter().find(|(key, _)| **key == *name).map(|(_, value)| &**value)
    }

    /// The facts about the host.
    pub fn profile(&self) -> &HostProfile {
        &self.machine.profile
    }

    /// The locale: the host's; containers have none.
    pub fn locale(&self) -> Locale {
        match self.dialect {
            Dialect::Bash if self.on_host() => Locale::in_environment(|name| self.var(name)),
            Dialect::Bash | Dialect::Ash => Locale::C,
        }
    }

    /// Whether texts are characters to it, not bytes. To busybox they are bytes.
    pub fn is_utf8(&self) -> bool {
        !self.busybox() && self.locale() != Locale::C
    }

    /// The time.
    pub const fn now(&self) -> Time {
        self.machine.now()
    }

    /// What it keeps while it waits.
    pub const fn memory(&mut self) -> Option<&mut Memory> {
        match &mut self.process.image {
            crate::process::Image::Program(running) => Some(&mut running.memory),
            crate::process::Image::Shell(_) | crate::process::Image::Away => None,
        }
    }

    // ---- output ----------------------------------------------------------------------------------------------------------

    /// Prints to standard output.
    pub fn out(&mut self, bytes: impl AsRef<[u8]>) {
        self.stdout.extend_from_slice(bytes.as_ref());
    }

    /// Prints formatted text to standard output.
    pub fn outf(&mut self, text: fmt::Arguments<'_>) {
        match text.as_str() {
            Some(text) => self.out(text),
            None => self.out(text.to_string()),
        }
    }

    /// Prints a line to standard output.
    pub fn line(&mut self, bytes: impl AsRef<[u8]>) {
        self.out(bytes);
        self.out(b"\n");
    }

    /// Prints to standard error as it is. What was printed to a terminal before comes first; to a pipe or file it comes when
    /// the program ends, as the C library's buffers have it.
    pub fn err(&mut self, bytes: impl AsRef<[u8]>) {
        if self.is_terminal(1) {
            let _ = self.flush();
        }
        let _ = self.write(2, bytes.as_ref());
    }

    /// Writes a file, in place of what is in it.
    pub(super) fn replace_file(&mut self, file: &[u8], bytes: &[u8]) -> Result<(), Errno> {
        let how = OpenHow::replace(0o666);
        let open = self.call(Call::open(file), |kernel, task| kernel.open(task, file, how))?;
        self.call(Call::write(file, bytes.len() as u64), |kernel, task| kernel.write(task, open, bytes))?;
        self.machine.recorder.unrecorded(|kernel| kernel.close(open))
    }

    /// Complains: the program's name, a message, a line end.
    pub fn complain(&mut self, message: fmt::Arguments<'_>) {
        let name = String::from_utf8_lossy(&self.called);
        // GNU's programs call themselves as they were called, busybox's by their name.
        let name = if self.busybox() { name.rsplit('/').next().unwrap_or(self.program) } else { &*name };
        let mut text = format!("{}{name}: ", self.prefix);
        let _ = writeln!(text, "{message}");
        self.failed = true;
        self.err(text);
    }

    /// Sets what stands in front of complaints, for builtins of a shell.
    pub fn set_prefix(&mut self, prefix: String) {
        self.prefix = prefix;
    }

    /// Notes a failure that is not told.
    pub const fn fail(&mut self) {
        self.failed = true;
    }

    /// Makes it as if it had complained, or not: what happened meanwhile counts for nothing.
    pub const fn set_failed(&mut self, failed: bool) {
        self.failed = failed;
    }

    /// Whether it has complained.
    pub const fn failed(&self) -> bool {
        self.failed
    }

    /// The usual exit status: `status` if it has complained, else 0.
    pub const fn exit(&self, status: u8) -> Exit {
        Ok(if self.failed { status } else { 0 })
    }

    /// Writes out what was printed.
    pub fn flush(&mut self) -> Result<(), Wait> {
        let bytes = std::mem::take(&mut self.stdout);
        if bytes.is_empty() { Ok(()) } else { self.write(1, &bytes) }
    }

    /// Writes out what is left, and gives the status to end with: what cannot be written is a failure.
    pub fn finish(&mut self, status: u8) -> Exit {
        self.flush()?;
        Ok(if self.unwritten { full::status(self.program, self.busybox(), status) } else { status })
    }

    /// Writes out what was printed, if it keeps how far it was; else what was printed is forgotten, for it will be printed
    /// again.
    pub fn flush_if_kept(&mut self) -> Result<(), Wait> {
        match self.memory() {
            Some(Memory::Nothing) | None => {
                self.stdout.clear();
                Ok(())
            }
            Some(_) => self.flush(),
        }
    }

    /// What was printed, taken back: it goes elsewhere.
    pub fn take_output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.stdout)
    }

    /// How many bytes were printed and not written out.
    pub const fn buffered(&self) -> usize {
        self.stdout.len()
    }

    /// Whether it has printed so much that it must end.
    pub const fn overflows(&self) -> bool {
        self.stdout.len() > MAX_OUTPUT
    }

    fn write(&mut self, fd: u32, bytes: &[u8]) -> Result<(), Wait> {
        let Some(descriptor) = self.process.descriptors.get(&fd).copied() else {
            return self.write_failed(fd, Errno::EBADF);
        };
        let writer = Writer { task: &self.process.task, actor: self.process.actor, program: self.program };
        let Machine { processes, recorder, .. } = &mut *self.machine;
        match processes.write(descriptor, bytes, &writer, recorder) {
            Ok(()) => Ok(()),
            Err(Errno::EPIPE) => Err(Wait::Killed(Signal::PIPE)),
            Err(error) => self.write_failed(fd, error),
        }
    }

    fn write_failed(&mut self, fd: u32, error: Errno) -> Result<(), Wait> {
        self.failed = true;
        if fd != 2 {
            if std::mem::replace(&mut self.unwritten, true) {
                return Ok(());
            }
            let name = if self.busybox() { String::from_utf8_lossy(&self.called) } else { self.program.into() };
            let name = name.rsplit('/').next().unwrap_or(self.program);
            let words = full::words(self.program, self.busybox(), error);
            let message = words.map(|words| format!("{}{name}: {words}\n", self.prefix));
            return message.map_or(Ok(()), |message| self.write(2, message.as_bytes()));
        }
        Ok(())
    }

    /// The columns of the terminal that a descriptor leads to; `None` if it is none.
    pub fn columns(&self, fd: u32) -> Option<u16> {
        match self.process.descriptors.get(&fd)? {
            Descriptor::Console(_) => self.machine.profile.columns,
            Descriptor::Tty(_) => Some(self.machine.profile.columns.unwrap_or(80)),
            _ => None,
        }
    }

    /// Whether a descriptor leads to a terminal.
    pub fn is_terminal(&self, fd: u32) -> bool {
        self.columns(fd).is_some()
    }

    // ---- input -----------------------------------------------------------------------------------------------------------

    /// Everything that standard input gives up to its end. Waits for whoever still writes to it.
    pub fn stdin(&mut self) -> Result<Result<Rc<[u8]>, IoError>, Wait> {
        let Some(descriptor) = self.process.descriptors.get(&0).copied() else { return Ok(Err(Errno::EBADF.into())) };
        if let Descriptor::Read(id) = descriptor {
            let waits = self.machine.processes.get_pipe(id).is_some_and(|pipe| pipe.writers > 0);
            if waits {
                return Err(Wait::Blocked(Blocked::Pipe(id)));
            }
        }
        let Machine { processes, recorder, .. } = &mut *self.machine;
        Ok(processes.read(descriptor, crate::kernel::MAX_FILE_SIZE as usize, recorder).map(Rc::from))
    }

    /// What standard input holds so far, without taking it, and whether its end is known. For programs that need not all.
    pub fn peek_stdin(&self) -> Option<(&[u8], Blocked)> {
        let Some(Descriptor::Read(id)) = self.process.descriptors.get(&0) else { return None };
        let pipe = self.machine.processes.get_pipe(*id)?;
        (pipe.writers > 0).then_some((&pipe.bytes, Blocked::Pipe(*id)))
    }

    /// The content of a file, or of standard input for `-`.
    pub fn input(&mut self, path: &[u8]) -> Result<Result<Rc<[u8]>, IoError>, Wait> {
        if matches!(path, b"-" | b"/dev/stdin" | b"/dev/fd/0" | b"/proc/self/fd/0") {
            return self.stdin();
        }
        self.read_file(path)
    }

    /// The first bytes of a file, or of standard input for `-`: the programs that read no more can have them of a device that
    /// never ends.
    pub fn input_up_to(&mut self, path: &[u8], len: usize) -> Result<Result<Rc<[u8]>, IoError>, Wait> {
        let device = self.stat(path, Follow::Yes).is_ok_and(|stat| stat.file_type == FileType::Char);
        let read = |kernel: &mut Kernel, task: &Task| -> Result<Rc<[u8]>, IoError> {
            let open = kernel.open(task, path, OpenHow::read())?;
            let bytes = kernel.read(open, len);
            kernel.close(open)?;
            Ok(bytes?.into())
        };
        let stdin = match self.process.descriptors.get(&0) {
            _ if path != b"-" => None,
            Some(Descriptor::File(file)) => Some(*file),
            _ => None,
        };
        if let Some(file) = stdin {
            return Ok(self.machine.recorder.unrecorded(|kernel| kernel.read(file, len)).map(Rc::from));
        }
        if device {
            let task = self.process.task.clone();
            return Ok(self.machine.recorder.unrecorded(|kernel| read(kernel, &task)));
        }
        self.input(path)
    }

    /// The content of a file.
    pub fn read_file(&mut self, path: &[u8]) -> Result<Result<Rc<[u8]>, IoError>, Wait> {
        if let Some(bytes) = self.opened(path) {
            return Ok(Ok(bytes));
        }
        if let Some(text) = super::proc_file::read(self.machine, self.process, path) {
            return Ok(Ok(text));
        }
        let stat = match self.stat(path, Follow::Yes) {
            Ok(stat) => stat,
            Err(error) => return Ok(Err(error.into())),
        };
        if stat.file_type == FileType::Fifo {
            return self.read_fifo((stat.dev, stat.ino));
        }
        if stat.file_type == FileType::Char {
            // One byte tells a device that ends at once from one that never does.
            let first = self.input_up_to(path, 1)?;
            if first.as_ref().is_ok_and(|bytes| !bytes.is_empty()) {
                let name = String::from_utf8_lossy(path).into_owned();
                self.err(format!("drydock: reading {name}, which never ends, is not simulated; head -c and dd are\n"));
                return Ok(Err(Errno::EFBIG.into()));
            }
            return Ok(first);
        }
        Ok(self.machine.kernel().read_file(&self.process.task, path))
    }

    /// What a pipe holds that a shell opened for `<(…)`. It stays there: a program that waits later is run again.
    fn opened(&self, path: &[u8]) -> Option<Rc<[u8]>> {
        let number = path.strip_prefix(b"/dev/fd/").or_else(|| path.strip_prefix(b"/proc/self/fd/"))?;
        let fd: u32 = std::str::from_utf8(number).ok()?.parse().ok()?;
        let Some(Descriptor::Read(id)) = self.process.descriptors.get(&fd) else { return None };
        Some(self.machine.processes.get_pipe(*id)?.bytes.as_slice().into())
    }

    fn read_fifo(&mut self, file: (crate::vfs::Dev, crate::vfs::Ino)) -> Result<Result<Rc<[u8]>, IoError>, Wait> {
        // Held open from the first look to the end, so that writers find a reader.
        let ours = |fd: &u32| match self.process.descriptors.get(fd) {
            None => true,
            Some(Descriptor::Read(id)) => self.machine.processes.is_fifo(*id, file),
            Some(_) => false,
        };
        let fd = (3..).find(ours).unwrap_or(u32::MAX);
        let id = if let Some(Descriptor::Read(id)) = self.process.descriptors.get(&fd) {
            *id
        } else {
            let (id, descriptor) = self.machine.processes.open_fifo(file, Descriptor::Read);
            self.process.descriptors.insert(fd, descriptor);
            id
        };
        let at_end = |pipe: &crate::process::Pipe| pipe.writers == 0 && pipe.had_writer;
        if !self.machine.processes.get_pipe(id).is_some_and(at_end) {
            return Err(Wait::Blocked(Blocked::Pipe(id)));
        }
        let bytes = self.machine.processes.drain(id, usize::MAX);
        if let Some(descriptor) = self.process.descriptors.remove(&fd) {
            let Machine { processes, recorder, .. } = &mut *self.machine;
            processes.close(descriptor, recorder);
        }
        Ok(Ok(bytes.into()))
    }

    // ---- system calls ----------------------------------------------------------------------------------------------------

    /// The kernel, to look at.
    pub const fn kernel(&self) -> &Kernel {
        self.machine.kernel()
    }

    /// Credentials, directory, mounts.
    pub const fn task(&self) -> &Task {
        &self.process.task
    }

    /// The attributes of a file.
    pub fn stat(&self, path: &[u8], follow: Follow) -> Result<Stat, Errno> {
        if self.opened(path).is_some() {
            // A pipe has no place on a disk: what else it is, a device says as well.
            let device = self.kernel().stat(self.task(), b"/dev/null", Follow::Yes)?;
            return Ok(Stat { file_type: FileType::Fifo, ..device });
        }
        self.kernel().stat(self.task(), path, follow)
    }

    /// What a symbolic link says.
    pub fn readlink(&self, path: &[u8]) -> Result<Vec<u8>, Errno> {
        self.kernel().readlink(self.task(), path)
    }

    /// Makes a system call that writes, as one step of the trace.
    pub fn call<T, E>(&mut self, call: Call, run: impl FnOnce(&mut Kernel, &Task) -> Result<T, E>) -> Result<T, E> {
        let cause = Cause::Program { program: self.program.to_owned(), call };
        let task = &self.process.task;
        self.machine.recorder.step(self.process.actor, cause, |kernel| run(kernel, task))
    }
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("program", &self.program).field("args", &self.args).finish_non_exhaustive()
    }
}
