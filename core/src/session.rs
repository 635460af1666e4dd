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

use std::rc::Rc;

use crate::commands::ENGINE;
use crate::kernel::Kernel;
use crate::machine::Machine;
use crate::programs::Engine;
use crate::shell;
use crate::trace::{Output, Step, Stream};
use crate::world::World;

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
    done: Vec<Rc<Operation>>,
    undone: Vec<Rc<Operation>>,
    engine: Engine,
}

impl Session {
    /// How long a command takes on the simulated clock, unless it says otherwise: one second.
    const COMMAND_NANOS: u64 = 1_000_000_000;

    /// A session on `machine`.
    pub const fn new(machine: Machine) -> Self {
        Self { start: machine, done: Vec::new(), undone: Vec::new(), engine: ENGINE }
    }

    /// A session on the host of `world`, before the first command.
    pub fn on(world: World) -> Self {
        let kernel = Kernel::new(world.fs);
        let machine = Machine::new(Rc::new(world.profile), kernel);
        let mut session = Self::new(machine.with_network(Rc::new(world.network)).with_ids(world.ids));
        for line in world.before {
            session.run(line);
        }
        Self::new(session.machine().clone())
    }

    /// The same session with these programs: [`ENGINE`] and more.
    #[must_use]
    pub const fn with_engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        self
    }

    /// What finds and runs the programs.
    pub const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Whether a shell waits for a line. After `exit` none does; the next line would log in again.
    pub fn is_over(&self) -> bool {
        !self.done.is_empty() && shell::waiting(self.machine()).is_none()
    }

    /// The commands that were taken back, the last one taken back at the end.
    pub fn undone(&self) -> &[Rc<Operation>] {
        &self.undone
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
    pub fn operations(&self) -> &[Rc<Operation>] {
        &self.done
    }

    /// Runs a typed line, or several.
    pub fn run(&mut self, line: &str) -> &Operation {
        let engine = self.engine;
        self.record(line, |machine| shell::run_line(&engine, machine, line))
    }

    /// Ctrl-C where a line is typed: the shell drops it, which `$?` tells.
    pub fn interrupt(&mut self) {
        self.between(shell::interrupt_line);
    }

    /// The prompt that stands before the next line.
    pub fn prompt(&self) -> String {
        shell::prompt(self.machine())
    }

    /// Runs `line` by `execute`, which gives the exit status, and keeps what it did.
    pub fn record(&mut self, line: &str, execute: impl FnOnce(&mut Machine) -> u8) -> &Operation {
        let before = self.machine().clone();
        let mut after = before.clone();
        let exit = execute(&mut after);
        // What runs in the background, containers above all, has this second too.
        shell::pass_time(&self.engine, &mut after, Self::COMMAND_NANOS);
        let (steps, output) = after.recorder.take();
        self.undone.clear();
        self.done.push(Rc::new(Operation { line: line.to_owned(), exit, output, steps, before, after }));
        &self.done[self.done.len() - 1]
    }

    /// Changes the host between two commands, as somebody outside the session would: its clock, a file.
    pub fn between(&mut self, change: impl FnOnce(&mut Machine)) {
        match self.done.last_mut() {
            Some(last) => change(&mut Rc::make_mut(last).after),
            None => change(&mut self.start),
        }
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
        Self { start: self.start.clone(), done, undone: Vec::new(), engine: self.engine }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world;

    #[test]
    fn ctrl_c_at_the_prompt_is_a_status() {
        let mut session = Session::on(world::open("empty").expect("a world"));
        session.interrupt();
        assert_eq!(session.run("echo $?").stdout(), "130\n");
        session.interrupt();
        assert_eq!(session.run("echo $?").stdout(), "130\n");
        assert_eq!(session.operations().len(), 2);
    }

    #[test]
    fn lines_run_on_one_machine() {
        let mut session = Session::on(world::open("documents").unwrap());
        assert_eq!(session.prompt(), "[root@localhost ~]# ");
        assert_eq!(session.run("x=1; echo one > /tmp/f && cat /tmp/f").stdout(), "one\n");
        let operation = session.run("docker frob; echo $x $?");
        assert_eq!(operation.stdout(), "1 1\n");
        assert_eq!(operation.stderr(), "docker: 'frob' is not a docker command.\nSee 'docker --help'\n");
        assert!(session.undo() && session.undo());
        assert_eq!(session.run("cat /tmp/f").exit, 1);
    }

    /// What was typed before is done, and forgotten: another login, no step to look at.
    #[test]
    fn a_session_begins_where_others_have_worked() {
        let world = world::open("workshop").unwrap();
        let began = world.profile.start;
        let mut session = Session::on(world);
        assert!(session.operations().is_empty() && !session.undo() && !session.is_over());
        assert!(session.machine().now() > began);
        assert_eq!(session.run("history | wc -l").stdout(), "1\n");
        let images = session.run("docker images --format '{{.Repository}}:{{.Tag}}'").stdout();
        assert_eq!(images.lines().count(), 6, "{images}");
        assert!(images.contains("shop:stable"));
        let trusted = session.machine().daemon.network().taken_on_trust();
        let fs = &session.machine().kernel().fs;
        assert_eq!(crate::disk::fsck::check(fs, crate::disk::fsck::When::AtRest, &trusted), []);
    }

    #[test]
    fn programs_of_the_document() {
        let mut session = Session::on(world::open("documents").unwrap());
        let line = "echo -n \"sha256:cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864 \
                    sha256:1c91bf69a08b515a1f9c36893d01bd3123d896b38b082e7c21b4b7cc7023525a\" | sha256sum -";
        assert_eq!(session.run(line).stdout(), "a3ee2510dcf02c980d7aff635909612006fd1662084d6225e52e769b984abeb5  -\n");
        assert_eq!(
            session.run("tree /var/lib/docker/image/overlay2 -L 1").stdout(),
            "/var/lib/docker/image/overlay2\n├── distribution\n├── imagedb\n├── layerdb\n└── repositories.json\n\n\
             3 directories, 1 file\n"
        );
    }
}
