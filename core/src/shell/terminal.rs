//! The shell that a person types into.

use std::rc::Rc;

use super::exec::env_of;
use super::invoke;
use super::schedule::{Settled, Until, settle};
use crate::kernel::Task;
use crate::machine::Machine;
use crate::process::{Blocked, Descriptor, Frame, Image, Pid, PidNs, Process, Shell, Signal, Spawn, State, Text};
use crate::profile::Locale;
use crate::programs::Engine;
use crate::script::{self, Dialect, Origin, Script};
use crate::trace::{Actor, Stream};

/// Starts root's login shell on the host.
pub fn login(machine: &mut Machine) -> Pid {
    let mut task = Task::host_root();
    // No home, then it is the root directory, as login has it.
    let home = if machine.recorder.kernel().chdir(&mut task, b"/root").is_ok() { "/root" } else { "/" };
    let lang = match machine.profile.locale {
        Locale::C => "C",
        Locale::EnUs => "en_US.UTF-8",
        Locale::ZhCn => "zh_CN.UTF-8",
    };
    let env = env_of(&[
        ("HOME", home),
        ("USER", "root"),
        ("LOGNAME", "root"),
        ("SHELL", "/bin/bash"),
        ("TERM", "xterm-256color"),
        ("LANG", lang),
        ("HOSTNAME", &machine.profile.hostname),
        ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/root/bin"),
    ]);
    let mut shell = Shell::new(Dialect::Bash, b"bash", &env);
    (shell.options.interactive, shell.options.typed) = (true, true);
    let aliases = [("ll", "ls -l"), ("l.", "ls -d .*"), ("grep", "grep --color=auto"), ("ls", "ls --color=auto")];
    shell.aliases = Rc::new(aliases.map(|(name, text)| (name.as_bytes().into(), text.as_bytes().into())).into());
    invoke::defaults(&mut shell, &task);
    let descriptors = [
        (0, Descriptor::Console(Stream::Stdout)),
        (1, Descriptor::Console(Stream::Stdout)),
        (2, Descriptor::Console(Stream::Stderr)),
    ];
    let now = machine.now();
    let spawn = Spawn {
        parent: Pid(0),
        pid_ns: PidNs::HOST,
        actor: Actor::Program,
        task,
        hostname: machine.profile.hostname.as_bytes().into(),
        image: Image::Shell(Box::new(shell)),
        descriptors: descriptors.into(),
        args: vec![Text::from(&b"-bash"[..])],
    };
    let pid = machine.processes.spawn(spawn, now);
    if let Some(process) = machine.processes.get_mut(pid) {
        process.state = State::Blocked(Blocked::Line);
    }
    pid
}

/// The process that reads what is typed: the innermost shell that waits for a line.
fn reader(machine: &Machine) -> Option<Pid> {
    let waits = |process: &&Process| process.state == State::Blocked(Blocked::Line);
    machine.processes.iter().filter(waits).map(|process| process.pid).max()
}

/// The shell that waits for a line. Before the first line nobody does, and after `exit` nobody does any more.
pub fn waiting(machine: &Machine) -> Option<&Process> {
    machine.processes.get(reader(machine)?)
}

/// Runs a typed line (or several) in the shell that waits for one, and gives `$?`. Everything that it starts and does not put
/// into the background has ended when this returns.
pub fn run_line(engine: &Engine, machine: &mut Machine, line: &str) -> u8 {
    let pid = reader(machine).unwrap_or_else(|| login(machine));
    feed(machine, pid, line.as_bytes());
    match settle(engine, machine, Until::Line(pid)) {
        Settled::Done => {}
        Settled::Stuck => {
            interrupt(
                engine,
                machine,
                pid,
                "this waits for something that will not happen here: interrupted, as by Ctrl-C",
            );
        }
        Settled::TooLong => interrupt(engine, machine, pid, "this goes on and on: interrupted, as by Ctrl-C"),
    }
    let status = |pid| match &machine.processes.get(pid)?.image {
        Image::Shell(shell) => Some(shell.status),
        _ => None,
    };
    match status(pid) {
        Some(status) => {
            if let Some(State::Ended(ended)) = machine.processes.get(pid).map(|process| process.state) {
                machine.processes.reap(pid);
                return ended;
            }
            status
        }
        // It ended: an `exit`, or a shell inside of another one.
        None => reader(machine).and_then(status).unwrap_or(0),
    }
}

/// Ctrl-C at the prompt: of what was typed nothing is left but the status.
pub fn interrupt_line(machine: &mut Machine) {
    let pid = reader(machine).unwrap_or_else(|| login(machine));
    if let Some(Image::Shell(shell)) = machine.processes.get_mut(pid).map(|process| &mut process.image) {
        shell.status = Signal::INT.status();
    }
}

/// Hands a line to a shell.
fn feed(machine: &mut Machine, pid: Pid, line: &[u8]) {
    let Some(process) = machine.processes.get_mut(pid) else { return };
    let Image::Shell(shell) = &mut process.image else { return };
    if !line.trim_ascii().is_empty() {
        Rc::make_mut(&mut shell.history).push(line.into());
    }
    let Script { list, error, unended } = script::parse_script(line, shell.dialect, &shell.aliases, Origin::Typed);
    if let Some(error) = error {
        shell.frames.push(Frame::Wrong(error));
    }
    if !list.is_empty() {
        shell.frames.push(Frame::list(list));
    }
    if !unended.is_empty() {
        shell.frames.push(Frame::Unended(unended));
    }
    process.state = State::Ready;
}

/// Ctrl-C: ends what runs in front, and says why.
fn interrupt(engine: &Engine, machine: &mut Machine, pid: Pid, why: &str) {
    machine.recorder.print(Stream::Stderr, format!("drydock: {why}\n"));
    // Everything that descends from the shell and is no job of it. What containers run is not the terminal's.
    let jobs: Vec<Pid> = match machine.processes.get(pid).map(|process| &process.image) {
        Some(Image::Shell(shell)) => shell.jobs.iter().map(|job| job.pid).collect(),
        _ => Vec::new(),
    };
    let mut front = vec![pid];
    let mut at = 0;
    while let Some(parent) = front.get(at).copied() {
        let children = machine.processes.iter().filter(|p| p.parent == parent && !jobs.contains(&p.pid));
        let children: Vec<Pid> = children.map(|process| process.pid).collect();
        front.extend(children);
        at += 1;
    }
    // A docker client passes the signal on to the container that it is attached to.
    for client in front.iter().skip(1) {
        let Machine { daemon, recorder, processes, .. } = &mut *machine;
        if let Some(container) = daemon.attached_to(*client) {
            // One that has ended meanwhile needs no signal.
            let _ = daemon.signal_container(recorder, processes, container, Signal::INT);
        }
    }
    settle(engine, machine, Until::Idle);
    for child in front.into_iter().skip(1) {
        machine.processes.signal(child, Signal::KILL);
    }
    machine.processes.signal(pid, Signal::INT);
    settle(engine, machine, Until::Line(pid));
}

/// What stands in front of the line that is typed next.
pub fn prompt(machine: &Machine) -> String {
    let Some(process) = reader(machine).and_then(|pid| machine.processes.get(pid)) else {
        return format!("[root@{} ~]# ", machine.profile.hostname);
    };
    let Image::Shell(shell) = &process.image else { return "# ".to_owned() };
    let variable = |name: &[u8]| shell.variables.get(name).map(|value| String::from_utf8_lossy(value).into_owned());
    let pwd = variable(b"PWD").unwrap_or_else(|| process.task.cwd.to_string());
    let sign = if process.task.uid == 0 { '#' } else { '$' };
    match shell.dialect {
        Dialect::Ash => format!("{pwd} {sign} "),
        Dialect::Bash => {
            let hostname = String::from_utf8_lossy(&process.hostname).into_owned();
            let short = hostname.split('.').next().unwrap_or("localhost");
            let place = if Some(&pwd) == variable(b"HOME").as_ref() {
                "~"
            } else {
                pwd.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("/")
            };
            let user = variable(b"USER").unwrap_or_else(|| "root".to_owned());
            format!("[{user}@{short} {place}]{sign} ")
        }
    }
}
