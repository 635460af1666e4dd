//! What can be typed on the host: the programs, and `docker` and `dock` among them.

use crate::cli::{self, HostWork, Io, Work};
use crate::clock::Time;
use crate::daemon::container::{Host, Load};
use crate::machine::Machine;
use crate::process::{Blocked, Client, Memory, Pid, Signal, Writer};
use crate::programs::{Context, Engine, Exit, Home, PROGRAMS, Program, Wait};
use crate::shell;
use crate::trace::explain::Lang;
use crate::trace::{Recorder, Stream};
use crate::vfs::{AbsPath, Errno};

/// `docker`, as a program of the host.
const DOCKER: Program = Program {
    name: "docker",
    directory: "/usr/bin",
    home: Home::Host,
    usage: "[OPTIONS] COMMAND",
    summary: ["images and containers", "管理镜像和容器"],
    run: docker,
};

/// `dock`, as a program of the host: the simulator itself answers.
const DOCK: Program = Program {
    name: "dock",
    directory: "/usr/local/bin",
    home: Home::Host,
    usage: "id HASH | owner PATH | why PATH | fsck",
    summary: [
        "what a hash names, whose a file is, why it exists, what is wrong",
        "哈希指的是什么，文件属于谁，为什么存在，哪里不对",
    ],
    run: dock,
};

/// The programs that speak to the daemon.
pub const CLIENTS: &[Program] = &[DOCKER, DOCK];

/// `jq`, with what runs its language: a package of its own, so whoever builds a front end says how it is reached.
pub const fn jq(run: fn(&mut Context<'_>) -> Exit) -> Program {
    Program {
        name: "jq",
        directory: "/usr/bin",
        home: Home::Host,
        usage: "[OPTIONS] FILTER [FILE]...",
        summary: ["print and filter JSON", "显示和筛选 JSON"],
        run,
    }
}

/// Finds and runs whatever is typed, except for `jq`.
pub const ENGINE: Engine = shell::engine(&[PROGRAMS, CLIENTS]);

/// Lets the docker command use a program's process: its streams, its machine.
struct Streams<'c, 'p> {
    context: &'c mut Context<'p>,
    input: Option<Vec<u8>>,
    /// Why it must end: whoever read its output is gone.
    ended: Option<Wait>,
    /// What it waits for, after what it has done.
    waits: Option<Client>,
}

impl Io for Streams<'_, '_> {
    fn machine(&mut self) -> &mut Machine {
        self.context.machine
    }

    fn print(&mut self, stream: Stream, bytes: &[u8]) {
        match stream {
            // Written at once, so that the trace knows after which step it was printed.
            Stream::Stdout => {
                self.context.out(bytes);
                if let Err(wait) = self.context.flush() {
                    self.ended = Some(wait);
                }
            }
            Stream::Stderr => self.context.err(bytes),
        }
    }

    fn is_terminal(&self, stream: Stream) -> bool {
        self.context.is_terminal(if stream == Stream::Stdout { 1 } else { 2 })
    }

    fn reader(&self, stream: Stream) -> Option<Lang> {
        self.is_terminal(stream).then(|| self.context.engine.reader.lang.unwrap_or_else(|| of_host(self.context)))
    }

    fn wants_colours(&self) -> bool {
        self.context.engine.reader.colours
    }

    fn input(&mut self) -> Option<Vec<u8>> {
        self.input.take()
    }

    fn directory(&self) -> AbsPath {
        self.context.process.task.cwd.clone()
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.context.var(name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned())
    }

    fn with_host(&mut self, work: &mut HostWork<'_>) {
        let engine = self.context.engine;
        let Machine { daemon, recorder, processes, .. } = &mut *self.context.machine;
        let load: &mut Load<'_> = &mut |kernel, task, args, env| shell::load_program(engine, kernel, task, args, env);
        work(daemon, &mut Host { recorder, processes, load });
    }

    fn client(&self) -> Option<Pid> {
        Some(self.context.process.pid)
    }

    fn wait(&mut self, client: Client) {
        self.waits = Some(client);
    }

    fn let_run(&mut self, until: Pid, deadline: Option<Time>) {
        shell::let_run(self.context.engine, self.context.machine, until, deadline);
    }

    fn with_daemon(&mut self, work: &mut Work<'_>) {
        let Context { machine, process, program, .. } = &mut *self.context;
        let Machine { daemon, recorder, processes, .. } = &mut **machine;
        let writer = Writer { task: &process.task, actor: process.actor, program };
        let mut print = |recorder: &mut Recorder, stream: Stream, bytes: &[u8]| {
            let fd = if stream == Stream::Stdout { 1 } else { 2 };
            let result = match process.descriptors.get(&fd) {
                Some(descriptor) => processes.write(*descriptor, bytes, &writer, recorder),
                None => Err(Errno::EBADF),
            };
            if result == Err(Errno::EPIPE) {
                self.ended = Some(Wait::Killed(Signal::PIPE));
            }
        };
        work(daemon, recorder, &mut print);
    }
}

/// Whether the command reads its standard input. It is read before anything else happens: a program that waits for its input
/// is run again from its beginning.
fn reads_input(words: &[String]) -> bool {
    let command = words.iter().find(|word| !word.starts_with('-')).map_or("", String::as_str);
    let interactive = || words.iter().any(|word| word == "--interactive" || is_flag(word, 'i'));
    match command {
        "load" => true,
        "run" | "exec" | "start" => interactive(),
        "container" | "image" | "system" | "volume" => {
            interactive() || words.iter().any(|word| matches!(word.as_str(), "prune" | "load" | "-"))
        }
        _ => words.iter().any(|word| word == "-"),
    }
}

fn is_flag(word: &str, letter: char) -> bool {
    word.len() > 1
        && word.starts_with('-')
        && !word.starts_with("--")
        && word[1..].starts_with(|c: char| c.is_ascii_alphabetic())
        && word.contains(letter)
}

fn dock(context: &mut Context<'_>) -> Exit {
    let words: Vec<String> = context.args.iter().map(|word| String::from_utf8_lossy(word).into_owned()).collect();
    let (lang, directory) = (of_host(context), context.process.task.cwd.clone());
    let mut streams = Streams { context, input: None, ended: None, waits: None };
    let status = cli::dock::run(&words, &directory, lang, &mut streams);
    match streams.ended {
        Some(wait) => Err(wait),
        None => Ok(status),
    }
}

fn of_host(context: &Context<'_>) -> Lang {
    match context.var(b"LANG") {
        Some(lang) if lang.starts_with(b"zh") => Lang::Zh,
        _ => Lang::En,
    }
}

/// A client that waits: it ends when everything that it waits for has.
fn resume(context: &mut Context<'_>, client: &Client) -> Exit {
    let status = |what| client.ended.iter().find(|(ended, _)| ended == what).map(|(_, status)| *status);
    let statuses: Vec<i32> = client.waits_for.iter().map_while(status).collect();
    if statuses.len() < client.waits_for.len() {
        return Err(Wait::Blocked(Blocked::Child));
    }
    if client.follows {
        return Ok(0);
    }
    if client.prints {
        context.out(statuses.iter().map(|status| status.to_string() + "\n").collect::<String>());
        return Ok(0);
    }
    Ok(statuses.last().map_or(0, |status| *status as u8))
}

fn docker(context: &mut Context<'_>) -> Exit {
    if let Some(Memory::Client(client)) = context.memory().cloned() {
        return resume(context, &client);
    }
    let words: Vec<String> = context.args.iter().map(|word| String::from_utf8_lossy(word).into_owned()).collect();
    let input = if reads_input(&words) && !context.is_terminal(0) {
        context.stdin()?.ok().map(|bytes| bytes.to_vec())
    } else {
        None
    };
    let mut streams = Streams { context, input, ended: None, waits: None };
    let status = cli::run(&words, &mut streams);
    match (streams.ended, streams.waits) {
        (Some(wait), _) => Err(wait),
        (None, Some(client)) => {
            if let Some(memory) = context.memory() {
                *memory = Memory::Client(client);
            }
            Err(Wait::Blocked(Blocked::Child))
        }
        (None, None) => Ok(status),
    }
}
