//! From a command's name to a process: the search in `PATH`, `#!`, which program a file is.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::interpreter::Interpreter;
use super::invoke;
use crate::kernel::{Follow, IoError, Kernel, Mask, NsId, Task};
use crate::machine::Machine;
use crate::process::{Descriptor, ExecError, Image, Memory, Pid, Process, Running, Spawn, Text};
use crate::programs::known::is_known;
use crate::programs::{Context, Engine, zone};
use crate::script::Dialect;
use crate::vfs::{Errno, FileType};
use crate::world::{self, MARK};

/// A program to start.
#[derive(Clone, Debug)]
pub struct Start {
    /// Its environment.
    pub env: Vec<(Text, Text)>,
    /// Where to look for it.
    pub path: Option<Text>,
    /// Its name and arguments.
    pub args: Vec<Text>,
}

/// Where programs are looked for if nobody says.
const DEFAULT_PATH: &[u8] = b"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// A command's name, found.
#[derive(Clone, Debug)]
pub(super) enum Found {
    /// A file.
    File(Vec<u8>),
    /// A program of the host that has no file: its disk holds only what matters here.
    Table(&'static str, Vec<u8>),
}

/// Where a command's name leads.
pub(super) fn find(
    (kernel, task, engine): (&Kernel, &Task, &Engine),
    name: &[u8],
    path: Option<&[u8]>,
) -> Result<Found, ExecError> {
    if name.contains(&b'/') {
        let mut names = name.rsplitn(2, |c| *c == b'/');
        return match (kernel.stat(task, name, Follow::Yes), names.next(), names.next()) {
            (Ok(_), ..) => Ok(Found::File(name.to_vec())),
            (Err(Errno::ENOENT | Errno::ENOTDIR), Some(last), Some(dir)) => {
                on_host((task, engine), last, dir).ok_or(ExecError::NotFound)
            }
            (Err(Errno::EACCES), ..) => Err(ExecError::Permission),
            (Err(error), ..) => Err(ExecError::Errno(error)),
        };
    }
    let mut denied = false;
    for dir in path.unwrap_or(DEFAULT_PATH).split(|c| *c == b':') {
        let dir = if dir.is_empty() { b"." } else { dir };
        let file = [dir, b"/", name].concat();
        match kernel.stat(task, &file, Follow::Yes) {
            Ok(stat) if stat.file_type == FileType::File => {
                if kernel.access(task, &file, Mask::EXEC).is_ok() {
                    return Ok(Found::File(file));
                }
                denied = true;
            }
            Ok(_) => {}
            Err(_) => {
                if let Some(found) = on_host((task, engine), name, dir) {
                    return Ok(found);
                }
            }
        }
    }
    if denied {
        return Err(ExecError::Permission);
    }
    // Busybox's shell runs its applets even where no link names them.
    if task.namespace != NsId::HOST && has_busybox(kernel, task) && engine.program(name, Dialect::Ash).is_some() {
        return Ok(Found::File([b"/bin/busybox/", name].concat()));
    }
    let dialect = if task.namespace == NsId::HOST {
        Some(Dialect::Bash)
    } else {
        has_busybox(kernel, task).then_some(Dialect::Ash)
    };
    if dialect.is_some_and(|dialect| is_known(name, dialect)) {
        return Err(ExecError::NotSimulated(String::from_utf8_lossy(name).into_owned()));
    }
    Err(ExecError::NotFound)
}

fn has_busybox(kernel: &Kernel, task: &Task) -> bool {
    is_busybox_file(kernel, task, b"/bin/sh")
}

/// Whether a file is busybox: by its name, or because it is another name of `/bin/busybox`.
fn is_busybox_file(kernel: &Kernel, task: &Task, path: &[u8]) -> bool {
    let named = || kernel.realpath(task, path).is_ok_and(|real| is_busybox(real.as_bytes()));
    let which = |path: &[u8]| kernel.stat(task, path, Follow::Yes).map(|stat| (stat.dev, stat.ino));
    named() || matches!((which(path), which(b"/bin/busybox")), (Ok(this), Ok(that)) if this == that)
}

fn is_busybox(path: &[u8]) -> bool {
    last_name(path).starts_with(b"busybox")
}

/// A program that every host has, though this one's disk does not hold its file.
fn on_host((task, engine): (&Task, &Engine), name: &[u8], dir: &[u8]) -> Option<Found> {
    if task.namespace != NsId::HOST {
        return None;
    }
    let (name, directory) = match name {
        b"sh" | b"bash" => (if name == b"sh" { "sh" } else { "bash" }, "/usr/bin"),
        name => engine.program(name, Dialect::Bash).map(|program| (program.name, program.directory))?,
    };
    // /bin is a link to /usr/bin on the hosts that are simulated.
    let here = dir == directory.as_bytes() || directory.as_bytes().strip_prefix(b"/usr") == Some(dir);
    here.then(|| Found::Table(name, [dir, b"/", name.as_bytes()].concat()))
}

pub(super) fn last_name(path: &[u8]) -> &[u8] {
    path.rsplit(|c| *c == b'/').next().unwrap_or(path)
}

/// What a file, called with these arguments, executes.
pub(super) fn load(
    around: (&Kernel, &Task, &Engine),
    found: &Found,
    args: &[Text],
    env: &[(Text, Text)],
) -> Result<Image, ExecError> {
    load_at(around, found, args.to_vec(), env, 0)
}

fn load_at(
    around: (&Kernel, &Task, &Engine),
    found: &Found,
    args: Vec<Text>,
    env: &[(Text, Text)],
    depth: u32,
) -> Result<Image, ExecError> {
    let (kernel, task, engine) = around;
    let path = match found {
        Found::Table(name @ ("sh" | "bash"), _) => {
            let _ = name;
            return invoke::shell(kernel, task, Dialect::Bash, &args, env);
        }
        Found::Table(name, _) => {
            return match zone::unknown(name, env) {
                Some(zone) => Err(ExecError::NotSimulated(format!("the time zone {zone}"))),
                None => Ok(program(name, Dialect::Bash, args, env)),
            };
        }
        Found::File(path) => path,
    };
    if let Some(applet) = path.strip_prefix(b"/bin/busybox/") {
        return binary(engine, applet, (b"busybox", applet), args, env, around);
    }
    let stat = kernel.stat(task, path, Follow::Yes).map_err(ExecError::Errno)?;
    if stat.file_type == FileType::Dir {
        return Err(ExecError::Directory);
    }
    if stat.file_type != FileType::File || kernel.access(task, path, Mask::EXEC).is_err() {
        return Err(ExecError::Permission);
    }
    let real = kernel.realpath(task, path).map_err(ExecError::Errno)?;
    if is_busybox_file(kernel, task, path) {
        return binary(engine, path, (b"busybox", last_name(path)), args, env, around);
    }
    let described = |script: &[u8]| {
        let first: [Text; 3] = [b"sh"[..].into(), b"-c"[..].into(), script.into()];
        let words = first.into_iter().chain([path.as_slice().into()]).chain(args.iter().skip(1).cloned());
        invoke::shell(kernel, task, Dialect::Ash, &words.collect::<Vec<Text>>(), env)
    };
    let text = match kernel.read_file(task, path) {
        // A mark stands for machine code; what it does may be described behind the mark.
        Ok(bytes) if bytes.starts_with(MARK.as_bytes()) => match &bytes[MARK.len()..] {
            b"" => return binary(engine, path, (last_name(real.as_bytes()), last_name(path)), args, env, around),
            script => return described(script),
        },
        Ok(bytes) if !bytes.starts_with(b"\x7fELF") => bytes,
        // Only its size is known, or it is machine code: its name says what it is.
        Ok(_) | Err(IoError::Unknown(_)) => {
            let hash = kernel.content(task, path).ok().and_then(|content| content.sha256());
            if let Some(script) = hash.and_then(world::described) {
                return described(script.as_bytes());
            }
            return binary(engine, path, (last_name(real.as_bytes()), last_name(path)), args, env, around);
        }
        Err(IoError::Errno(error)) => return Err(ExecError::Errno(error)),
    };
    let Some(line) = text.strip_prefix(b"#!") else {
        // No machine code and no interpreter: the shell that started it reads it as a script.
        let mut shell_args: Vec<Text> = vec![args.first().cloned().unwrap_or_default(), path.as_slice().into()];
        shell_args.extend(args.iter().skip(1).cloned());
        let dialect = if task.namespace == NsId::HOST { Dialect::Bash } else { Dialect::Ash };
        return invoke::shell(kernel, task, dialect, &shell_args, env);
    };
    if depth >= 4 {
        return Err(ExecError::Errno(Errno::ELOOP));
    }
    let line = line.split(|c| *c == b'\n').next().unwrap_or(b"");
    let line = line.trim_ascii();
    let (interpreter, option) = match line.iter().position(|c| matches!(c, b' ' | b'\t')) {
        Some(at) => (&line[..at], Some(line[at..].trim_ascii_start())),
        None => (line, None),
    };
    let mut script_args: Vec<Text> = vec![interpreter.into()];
    script_args.extend(option.map(Text::from));
    script_args.push(path.as_slice().into());
    script_args.extend(args.iter().skip(1).cloned());
    match find(around, interpreter, None) {
        Ok(found) if interpreter.contains(&b'/') => load_at(around, &found, script_args, env, depth + 1),
        _ => Err(ExecError::Interpreter(interpreter.into())),
    }
}

/// Whether the kernel refuses to execute a file that may be executed: it is no machine code and names no interpreter.
fn is_unknown_format(kernel: &Kernel, task: &Task, path: &[u8]) -> bool {
    let known = |bytes: &[u8]| [MARK.as_bytes(), b"\x7fELF", b"#!"].iter().any(|start| bytes.starts_with(start));
    let executable = kernel.stat(task, path, Follow::Yes).is_ok_and(|stat| stat.file_type == FileType::File)
        && kernel.access(task, path, Mask::EXEC).is_ok();
    executable && !is_busybox_file(kernel, task, path) && kernel.read_file(task, path).is_ok_and(|bytes| !known(&bytes))
}

/// What machine code does, by the name of its file (`real`) and the name it is called by.
fn binary(
    engine: &Engine,
    path: &[u8],
    (real, called): (&[u8], &[u8]),
    mut args: Vec<Text>,
    env: &[(Text, Text)],
    (kernel, task, _): (&Kernel, &Task, &Engine),
) -> Result<Image, ExecError> {
    let (dialect, mut name) = if is_busybox(real) { (Dialect::Ash, called) } else { (Dialect::Bash, real) };
    if dialect == Dialect::Ash && is_busybox(name) {
        if args.len() < 2 {
            return Err(ExecError::NotSimulated("busybox without a command".to_owned()));
        }
        args.remove(0);
        name = last_name(&args[0]);
    }
    let name = name.to_vec();
    match &name[..] {
        b"bash" => return invoke::shell(kernel, task, Dialect::Bash, &args, env),
        b"sh" | b"ash" | b"dash" => return invoke::shell(kernel, task, Dialect::Ash, &args, env),
        _ => {}
    }
    let found = engine.program(&name, dialect).or_else(|| engine.program(called, dialect));
    match found {
        Some(found) => Ok(program(found.name, dialect, args, env)),
        None => Err(ExecError::NotSimulated(format!("the program {}", String::from_utf8_lossy(path)))),
    }
}

fn program(name: &'static str, dialect: Dialect, args: Vec<Text>, env: &[(Text, Text)]) -> Image {
    Image::Program(Running { name, dialect, args: args.into(), env: env.into(), memory: Memory::Nothing })
}

/// What a program executes that is not started by another one here, but from outside: the first process of a container. Its
/// arguments name it; it is looked for in the `PATH` of its environment. One that is there and not simulated runs, says so and
/// ends with 127, as from a shell.
pub fn load_program(
    engine: &Engine,
    kernel: &Kernel,
    task: &Task,
    args: &[Text],
    env: &[(Text, Text)],
) -> Result<Image, ExecError> {
    let name = args.first().ok_or(ExecError::NotFound)?;
    let path = env.iter().find(|(name, _)| **name == *b"PATH").map(|(_, path)| &**path);
    let around = (kernel, task, engine);
    let last_words = |words: &str, status: u8| {
        let script = format!("echo \"$0\" >&2; exit {status}");
        let words: [Text; 4] = [b"sh"[..].into(), b"-c"[..].into(), script.as_bytes().into(), words.as_bytes().into()];
        invoke::shell(kernel, task, Dialect::Ash, &words, env)
    };
    let found = find(around, name, path).map_err(|error| match error {
        // What only a shell could say: the file is not there.
        ExecError::NotSimulated(_) => ExecError::NotFound,
        error => error,
    })?;
    // Only busybox's own shell runs applets without a link.
    if matches!(&found, Found::File(path) if path.starts_with(b"/bin/busybox/")) {
        return Err(ExecError::NotFound);
    }
    let (Found::File(path) | Found::Table(_, path)) = &found;
    let shown = String::from_utf8_lossy(if name.contains(&b'/') { name } else { path }).into_owned();
    // runc finds out when it has already become the container's process, so it is that one which complains and ends.
    if matches!(found, Found::File(_)) && is_unknown_format(kernel, task, path) {
        return last_words(&format!("exec {shown}: exec format error"), 1);
    }
    match load(around, &found, args, env) {
        Err(ExecError::NotSimulated(what)) => last_words(&format!("drydock: {what} is not simulated"), 127),
        Err(ExecError::Interpreter(_)) => last_words(&format!("exec {shown}: no such file or directory"), 1),
        loaded => loaded,
    }
}

/// Starts a program as a child of `process`, with its descriptors.
pub(super) fn spawn(
    machine: &mut Machine,
    engine: &Engine,
    process: &Process,
    start: &Start,
) -> Result<Pid, ExecError> {
    let name = start.args.first().ok_or(ExecError::NotFound)?;
    let around = (machine.recorder.kernel(), &process.task, engine);
    let found = find(around, name, start.path.as_deref())?;
    let image = load(around, &found, &start.args, &start.env)?;
    let Machine { processes, recorder, .. } = machine;
    let mut descriptors: BTreeMap<u32, Descriptor> = BTreeMap::new();
    for (fd, descriptor) in &process.descriptors {
        descriptors.insert(*fd, processes.dup(*descriptor, recorder));
    }
    let now = recorder.kernel().fs.now();
    let spawn = Spawn {
        parent: process.pid,
        pid_ns: process.pid_ns,
        actor: process.actor,
        task: process.task.clone(),
        hostname: process.hostname.clone(),
        image,
        descriptors,
        args: start.args.clone(),
    };
    Ok(processes.spawn(spawn, now))
}

/// Starts a program from within another: `env`, `xargs`, `find -exec`. Complains and gives the status if it cannot.
pub(super) fn start_from(engine: &Engine, ctx: &mut Context<'_>, args: &[Text]) -> Result<Pid, u8> {
    let path = ctx.var(b"PATH").map(Text::from);
    let start = Start { env: ctx.env.to_vec(), path, args: args.to_vec() };
    spawn(ctx.machine, engine, ctx.process, &start).map_err(|error| {
        let name = String::from_utf8_lossy(args.first().map_or(b"", |name| name)).into_owned();
        let gnu_find = ctx.program == "find" && !ctx.busybox();
        match &error {
            ExecError::NotFound | ExecError::Interpreter(_) if ctx.busybox() && ctx.program == "env" => {
                ctx.complain(format_args!("can't execute '{name}': {}", Errno::ENOENT));
            }
            ExecError::NotFound | ExecError::Interpreter(_) if ctx.program == "env" || gnu_find => {
                ctx.complain(format_args!("'{name}': {}", Errno::ENOENT));
            }
            ExecError::NotFound | ExecError::Interpreter(_) => ctx.complain(format_args!("{name}: {}", Errno::ENOENT)),
            ExecError::Directory | ExecError::Permission if ctx.busybox() && ctx.program == "env" => {
                ctx.complain(format_args!("can't execute '{name}': {}", Errno::EACCES));
            }
            ExecError::Directory | ExecError::Permission if gnu_find => {
                ctx.complain(format_args!("'{name}': {}", Errno::EACCES));
            }
            ExecError::Directory | ExecError::Permission => ctx.complain(format_args!("{name}: {}", Errno::EACCES)),
            ExecError::NotSimulated(what) => ctx.err(format!("drydock: {what} is not simulated\n")),
            ExecError::Errno(error) => ctx.complain(format_args!("{name}: {error}")),
        }
        error.status()
    })
}

/// Where a program is, for `which`.
pub(super) fn locate(engine: &Engine, ctx: &Context<'_>, name: &[u8], path: Option<&[u8]>) -> Option<Vec<u8>> {
    match find((ctx.kernel(), ctx.task(), engine), name, path).ok()? {
        Found::File(path) | Found::Table(_, path) => Some(path),
    }
}

impl Interpreter<'_> {
    /// Starts a program as a child of this shell.
    pub(super) fn start(&mut self, start: &Start) -> Result<Pid, ExecError> {
        spawn(self.machine, self.engine, self.process, start)
    }

    /// Becomes another program (`exec`). `Err`: it does not.
    pub(super) fn become_program(&mut self, start: &Start) -> Result<(), ExecError> {
        let name = start.args.first().ok_or(ExecError::NotFound)?;
        let around = (self.machine.recorder.kernel(), &self.process.task, self.engine);
        let found = find(around, name, start.path.as_deref())?;
        let mut image = load(around, &found, &start.args, &start.env)?;
        if let Image::Shell(shell) = &mut image {
            shell.pid = self.process.ns_pid;
            shell.tell_parent(self.machine.processes.number_in(self.process.parent, self.process.pid_ns));
        }
        self.process.image = image;
        self.process.args = start.args.clone();
        Ok(())
    }

    /// Every place in `PATH` that a command's name leads to, for `type -a`.
    pub(super) fn find_programs(&self, name: &[u8]) -> Vec<Vec<u8>> {
        let path: Text = self.shell.variables.get(b"PATH").cloned().unwrap_or_default();
        let around = (self.machine.kernel(), &self.process.task, self.engine);
        let here = path.split(|c| *c == b':').filter_map(|dir| find(around, name, Some(dir)).ok());
        here.map(|(Found::File(path) | Found::Table(_, path))| path).collect()
    }

    /// Where a command's name leads, for `type` and `command -v`.
    pub(super) fn find_program(&self, name: &[u8]) -> Option<Vec<u8>> {
        let bash = self.shell.dialect == Dialect::Bash;
        let path: Option<Text> = self.shell.variables.get(b"PATH").cloned().or_else(|| bash.then(Text::default));
        match find((self.machine.kernel(), &self.process.task, self.engine), name, path.as_deref()).ok()? {
            Found::File(path) => match path.strip_prefix(b"/bin/busybox/") {
                Some(applet) => Some(applet.to_vec()),
                None => Some(path),
            },
            Found::Table(_, path) => Some(path),
        }
    }
}

/// The environment of a shell that nobody gave one.
pub(super) fn env_of(pairs: &[(&str, &str)]) -> Rc<[(Text, Text)]> {
    pairs.iter().map(|(name, value)| (Text::from(name.as_bytes()), Text::from(value.as_bytes()))).collect()
}
