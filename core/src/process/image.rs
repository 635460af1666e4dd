//! What a process executes.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Frame, Pid, Signal, Variables};
use crate::clock::Time;
use crate::identity::ContainerId;
use crate::script::ast::Command;
use crate::script::{Aliases, Dialect};

/// Bytes that are shared: a value, an argument, a path.
pub type Text = Rc<[u8]>;

/// What a process executes.
#[derive(Clone, Debug)]
pub enum Image {
    /// A shell with its script.
    Shell(Box<Shell>),
    /// A program.
    Program(Running),
    /// It is being run right now: whoever runs it holds the image.
    Away,
}

/// A program that is run, or that waits to be run again.
#[derive(Clone, Debug)]
pub struct Running {
    /// Its name in the table of programs.
    pub name: &'static str,
    /// Which of its dialects: as on the host or as in busybox.
    pub dialect: Dialect,
    /// Its arguments, its own name (as called) first.
    pub args: Rc<[Text]>,
    /// Its environment.
    pub env: Rc<[(Text, Text)]>,
    /// What it must know when it is run again after waiting.
    pub memory: Memory,
}

/// What a program keeps while it waits. Nearly all keep nothing: they are run again from the beginning, for they wait before
/// they have done anything.
#[derive(Clone, Debug, Default)]
pub enum Memory {
    /// Nothing.
    #[default]
    Nothing,
    /// `sleep`: until when.
    Until(Time),
    /// `tail -f`: how much of each file was shown.
    Shown(Vec<u64>),
    /// `yes`: how many bytes were written. `docker`, `env`: for which process it waits.
    Count(u64),
    /// A process whose end is waited for.
    Child(Pid),
    /// `docker`, which waits for what happens to containers.
    Client(Client),
}

/// A docker client that waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// What is still to end: a container, or a command in one. What these print goes to the client, if it asked for that.
    pub waits_for: Vec<ContainerId>,
    /// What has ended, and with which status, in the order in which it did.
    pub ended: Vec<(ContainerId, i32)>,
    /// Whether it prints the statuses, rather than end with the last one.
    pub prints: bool,
    /// Whether it only looks on (`docker logs -f`): the statuses are not its own, and signals are not passed on.
    pub follows: bool,
}

/// A shell: what it knows, and where in its script it is.
#[derive(Clone, Debug)]
pub struct Shell {
    /// Which shell.
    pub dialect: Dialect,
    /// `$0`
    pub name: Text,
    /// `$1` …
    pub args: Rc<[Text]>,
    /// Variables.
    pub variables: Variables,
    /// Functions.
    pub functions: Rc<BTreeMap<Text, Rc<Command>>>,
    /// The files that functions are from, if `.` read them.
    pub function_files: Rc<BTreeMap<Text, Text>>,
    /// Aliases. Only an interactive bash looks at them.
    pub aliases: Rc<Aliases>,
    /// `set -e` and the like.
    pub options: Options,
    /// What to do on signals, `EXIT` under `None`.
    pub traps: Rc<BTreeMap<Option<Signal>, Trap>>,
    /// Where it is: the innermost place last.
    pub frames: Vec<Frame>,
    /// `$?`
    pub status: u8,
    /// The process that `$$` names: that of the shell a subshell is of.
    pub pid: u32,
    /// `$!`
    pub last_background: Option<Pid>,
    /// Children that run in the background, and those that ended with nobody waiting.
    pub jobs: Vec<Job>,
    /// Steps it took since it was last told to run, to end what never ends.
    pub steps: u32,
    /// Lines read, for `history`.
    pub history: Rc<Vec<Text>>,
    /// The status of the last command substitution, for assignments without a command.
    pub substituted: Option<u8>,
    /// `$LINENO`
    pub line: u32,
    /// `PIPESTATUS`: the statuses of the last pipeline's commands.
    pub pipe_status: Vec<u8>,
    /// The file that `.` reads, by which complaints go.
    pub source: Option<Text>,
    /// The directories that `pushd` left, the last one first.
    pub directories: Vec<Text>,
    /// `$_`: the last argument of the command before.
    pub last_argument: Text,
    /// `getopts`: the letter inside of an argument like `-abc` that comes next.
    pub getopts_at: usize,
}

/// What a trap does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trap {
    /// Nothing: the signal is ignored.
    Ignore,
    /// A script.
    Run(Text),
}

/// A child that runs in the background.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its number, `%1`.
    pub number: u32,
    /// The process: of a pipeline the last one.
    pub pid: Pid,
    /// Its text.
    pub text: Text,
    /// Its status, once it ended.
    pub ended: Option<u8>,
}

/// Switches of a shell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "they are switches, each with a letter")]
pub struct Options {
    /// `-e`: end when a command fails.
    pub errexit: bool,
    /// `-u`: unset variables are errors.
    pub nounset: bool,
    /// `-x`: show what runs.
    pub xtrace: bool,
    /// `-f`: no patterns for file names.
    pub noglob: bool,
    /// `-C`: `>` does not replace files.
    pub noclobber: bool,
    /// `-n`: read, but do not run.
    pub noexec: bool,
    /// `-v`: show what is read.
    pub verbose: bool,
    /// `-a`: export what is set.
    pub allexport: bool,
    /// `-o pipefail`: a pipeline fails if any of its commands does.
    pub pipefail: bool,
    /// `shopt -s nullglob`: a pattern that nothing matches is nothing.
    pub nullglob: bool,
    /// `shopt -s dotglob`: patterns find names that begin with a dot.
    pub dotglob: bool,
    /// `-i`: there is a person.
    pub interactive: bool,
    /// A person types the script, here or into the shell that this one is a subshell of: complaints name no line.
    pub typed: bool,
    /// `-c`: the script is an argument.
    pub command_string: bool,
    /// The script is standard input.
    pub from_stdin: bool,
}

impl Shell {
    /// A shell that has nothing to do yet.
    pub fn new(dialect: Dialect, name: &[u8], env: &[(Text, Text)]) -> Self {
        Self {
            dialect,
            name: name.into(),
            args: Rc::from([]),
            variables: Variables::from_env(env),
            functions: Rc::default(),
            function_files: Rc::default(),
            aliases: Rc::default(),
            options: Options::default(),
            traps: Rc::default(),
            frames: Vec::new(),
            status: 0,
            pid: 0,
            last_background: None,
            jobs: Vec::new(),
            steps: 0,
            history: Rc::default(),
            substituted: None,
            line: 0,
            pipe_status: vec![0],
            source: None,
            directories: Vec::new(),
            last_argument: name.into(),
            getopts_at: 0,
        }
    }

    /// Sets `PPID`. Bash lets nobody change it.
    pub fn tell_parent(&mut self, parent: u32) {
        let bash = self.dialect == Dialect::Bash;
        self.variables.mark(b"PPID", |variable| {
            variable.value = Some(parent.to_string().into_bytes().into());
            (variable.integer, variable.readonly) = (bash, bash);
        });
    }

    /// The same shell, about to run `frame` in a child process.
    #[must_use]
    pub fn fork(&self, frame: Frame) -> Self {
        let traps = self.traps.iter().filter(|(_, trap)| **trap == Trap::Ignore);
        Self {
            frames: vec![frame],
            traps: Rc::new(traps.map(|(signal, trap)| (*signal, trap.clone())).collect()),
            options: Options { interactive: false, ..self.options },
            dialect: self.dialect,
            name: self.name.clone(),
            args: self.args.clone(),
            variables: self.variables.clone(),
            functions: self.functions.clone(),
            function_files: self.function_files.clone(),
            aliases: self.aliases.clone(),
            status: self.status,
            pid: self.pid,
            last_background: self.last_background,
            jobs: Vec::new(),
            steps: 0,
            history: self.history.clone(),
            substituted: None,
            line: self.line,
            pipe_status: self.pipe_status.clone(),
            source: self.source.clone(),
            directories: self.directories.clone(),
            last_argument: self.last_argument.clone(),
            getopts_at: self.getopts_at,
        }
    }
}
