//! Children: `wait`, `jobs`, `kill`, `times`

use super::{Done, number, show};
use crate::kernel::NsId;
use crate::process::{Blocked, Frame, Pid, Signal, Text};
use crate::script::Dialect;
use crate::shell::interpreter::{Flow, Interpreter, Turn};

pub(super) fn wait(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let mut pids = Vec::new();
    for arg in &args[1..] {
        match child(shell, arg) {
            Some(pid) => pids.push(pid),
            None => {
                let text = show(arg);
                if shell.shell.dialect == Dialect::Bash {
                    match number::<u32>(arg) {
                        Some(pid) => shell.complain_as("wait", format_args!("pid {pid} is not a child of this shell")),
                        None => shell.complain_as("wait", format_args!("`{text}': not a pid or valid job spec")),
                    }
                }
                if shell.shell.dialect == Dialect::Ash && arg.starts_with(b"%") {
                    shell.complain_as("wait", format_args!("{text}: no such job"));
                    return Done::Status(2);
                }
                if shell.shell.dialect == Dialect::Ash && number::<u32>(arg).is_none() {
                    shell.complain_as("wait", format_args!("Illegal number: {text}"));
                    return Done::Status(2);
                }
                return Done::Status(127);
            }
        }
    }
    shell.push(Frame::WaitJobs { pids, waited: false });
    Done::Next
}

/// The child that `%1` or a number means.
fn child(shell: &Interpreter<'_>, text: &[u8]) -> Option<Pid> {
    if let Some(job) = text.strip_prefix(b"%") {
        let jobs = &shell.shell.jobs;
        let job = match job {
            b"" | b"%" | b"+" => jobs.last(),
            job => jobs.iter().find(|j| Some(j.number) == number(job)),
        };
        return job.map(|job| job.pid);
    }
    let pid = number::<u32>(text)?;
    shell.shell.jobs.iter().map(|job| job.pid).find(|child| shown_pid(shell, *child) == pid)
}

/// A child's number as the shell sees it.
fn shown_pid(shell: &Interpreter<'_>, pid: Pid) -> u32 {
    shell.machine.processes.get(pid).map_or(pid.0, |process| process.ns_pid)
}

impl Interpreter<'_> {
    /// Goes on with `wait`.
    pub(in crate::shell) fn wait_jobs(&mut self, pids: Vec<Pid>, waited: bool) -> Flow {
        let all = pids.is_empty();
        let wanted: Vec<Pid> = if all { self.shell.jobs.iter().map(|job| job.pid).collect() } else { pids.clone() };
        if wanted.iter().any(|pid| self.ended(*pid).is_none()) {
            self.shell.frames.push(Frame::WaitJobs { pids, waited: true });
            return Flow::Stop(Turn::Blocked(Blocked::Child));
        }
        self.shell.status = 0;
        if waited {
            self.tell_jobs_killed(&wanted, all);
        }
        for pid in wanted {
            let job = self.shell.jobs.iter().position(|job| job.pid == pid);
            let remembered = job.and_then(|at| self.shell.jobs.remove(at).ended);
            let status = remembered.or_else(|| self.machine.processes.reap(pid)).unwrap_or(127);
            if !all {
                self.shell.status = status;
            }
        }
        Flow::Next
    }

    /// Says by which signals jobs have died while they were waited for: ash of those that it was told to wait for, bash in a script of
    /// those that nobody asked to end.
    fn tell_jobs_killed(&mut self, pids: &[Pid], all: bool) {
        let bash = self.shell.dialect == Dialect::Bash;
        if if bash { self.shell.options.interactive } else { all } {
            return;
        }
        for pid in pids {
            let killed = self.machine.processes.get(*pid).and_then(|process| process.killed);
            let Some(signal) = killed.filter(|signal| !(bash && *signal == Signal::TERM)) else { continue };
            let text = self.shell.jobs.iter().find(|job| job.pid == *pid).map(|job| job.text.clone());
            self.tell_death(*pid, signal, text.unwrap_or_default());
        }
    }
}

/// `disown`: nothing ends the jobs of a shell that ends, so that one need only be there.
pub(super) fn disown(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let wanted = args.iter().skip(1).find(|arg| !arg.starts_with(b"-")).cloned();
    let known =
        wanted.as_ref().map_or(!shell.shell.jobs.is_empty() || args.len() > 1, |job| child(shell, job).is_some());
    if !known {
        let job = wanted.map_or_else(|| "current".to_owned(), |job| show(&job));
        shell.complain_as("disown", format_args!("{job}: no such job"));
    }
    Done::Status(u8::from(!known))
}

pub(super) fn jobs(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let bash = shell.shell.dialect == Dialect::Bash;
    if let Some(option) = args.get(1).filter(|arg| bash && arg.starts_with(b"-")) {
        let option = show(option);
        shell.print_error(format!("drydock: jobs {option} is not simulated\n").as_bytes());
        return Done::Status(2);
    }
    let mut list = shell.shell.jobs.clone();
    if let Some(wanted) = args.get(1).filter(|_| bash) {
        let Some(pid) = child(shell, wanted) else {
            let wanted = show(wanted);
            shell.complain_as("jobs", format_args!("{wanted}: no such job"));
            return Done::Status(1);
        };
        list.retain(|job| job.pid == pid);
    }
    for (at, job) in list.iter().enumerate() {
        let ended = shell.ended(job.pid);
        let mark = match list.len() - at {
            1 => '+',
            2 => '-',
            _ => ' ',
        };
        let (state, and) = match ended {
            None => ("Running".to_owned(), " &"),
            Some(0) => ("Done".to_owned(), ""),
            Some(status) => (format!("Exit {status}"), ""),
        };
        let line = match shell.shell.dialect {
            Dialect::Bash => format!("[{}]{mark}  {state:<24}{}{and}\n", job.number, show(&job.text)),
            Dialect::Ash => {
                // It remembers the text of a job only where somebody types.
                let text = if shell.shell.options.interactive { show(&job.text) } else { String::new() };
                format!("{:<33}{text}\n", format!("[{}]{mark}  {state}", job.number))
            }
        };
        shell.print(1, line.as_bytes());
        if ended.is_some() {
            shell.machine.processes.reap(job.pid);
            shell.shell.jobs.retain(|j| j.pid != job.pid);
        }
    }
    Done::Status(0)
}

pub(super) fn kill(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let mut signal = Signal::TERM;
    let mut rest = &args[1..];
    let ash = shell.shell.dialect == Dialect::Ash;
    if let Some(option) = rest.first().filter(|arg| arg.starts_with(b"-") && arg.len() > 1) {
        let option = show(&option[1..]);
        let (name, used) = match &*option {
            "l" if rest.len() > 1 && !ash => return signals(shell, &rest[1..]),
            "l" if !ash => {
                let table = signal_table();
                shell.print(1, table.as_bytes());
                return Done::Status(0);
            }
            "l" => {
                if rest.len() > 1 {
                    return name_signals(shell, &rest[1..]);
                }
                let names: Vec<String> = Signal::all().map(|s| format!("{:2}) {}", s.number(), s.name())).collect();
                shell.print(1, format!("{}\n", names.join("\n")).as_bytes());
                return Done::Status(0);
            }
            "-" => ("TERM".to_owned(), 1),
            "s" | "n" => (show(rest.get(1).map_or(b"", |name| name)), 2),
            name => (name.to_owned(), 1),
        };
        match Signal::parse(&name) {
            Some(parsed) => signal = parsed,
            None if name == "0" => return exists(shell, &rest[used.min(rest.len())..]),
            None if ash => {
                shell.print_error(format!("sh: bad signal name '{name}'\n").as_bytes());
                return Done::Status(1);
            }
            None => {
                shell.complain_as("kill", format_args!("{name}: invalid signal specification"));
                return Done::Status(1);
            }
        }
        rest = &rest[used.min(rest.len())..];
    }
    if rest.is_empty() {
        let usage = "kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n";
        shell.print_error(if ash { b"sh: you need to specify whom to kill\n" } else { usage.as_bytes() });
        return Done::Status(if ash { 1 } else { 2 });
    }
    let mut status = 0;
    for arg in rest {
        if !kill_one(shell, arg, signal) {
            status = 1;
        }
    }
    Done::Status(status)
}

/// Ash's `kill -l 9`, `kill -l TERM`: the one of the other.
fn name_signals(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    for arg in args {
        let text = show(arg);
        let number = number::<u8>(arg);
        let line = match (Signal::parse(&text), number) {
            (Some(signal), Some(_)) => signal.name(),
            (Some(signal), None) => signal.number().to_string(),
            (None, Some(number)) => number.to_string(),
            (None, None) => {
                shell.print_error(format!("sh: unknown signal '{text}'\n").as_bytes());
                return Done::Status(1);
            }
        };
        shell.print(1, format!("{line}\n").as_bytes());
    }
    Done::Status(0)
}

/// All signals, five in a line, as bash lists them.
pub(super) fn signal_table() -> String {
    let usual = Signal::all().map(|signal| (signal.number(), signal.to_string()));
    let real_time = (34..=64).map(|number| match number {
        34 => (number, "SIGRTMIN".to_owned()),
        35..=49 => (number, format!("SIGRTMIN+{}", number - 34)),
        64 => (number, "SIGRTMAX".to_owned()),
        _ => (number, format!("SIGRTMAX-{}", 64 - number)),
    });
    let mut table = String::new();
    for (at, (number, name)) in usual.chain(real_time).enumerate() {
        table.push_str(&format!("{number:2}) {name}{}", if at % 5 == 4 { '\n' } else { '\t' }));
    }
    table.push('\n');
    table
}

/// `kill -l`: numbers for names, names for numbers and for statuses of what a signal ended.
fn signals(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let mut status = 0;
    for arg in args {
        let text = show(arg);
        let found = match number::<u8>(arg) {
            Some(0) => Some("EXIT".to_owned()),
            Some(number) => {
                let number = number.checked_sub(128).unwrap_or(number).to_string();
                Signal::parse(&number).map(|signal| signal.to_string().trim_start_matches("SIG").to_owned())
            }
            None if text.eq_ignore_ascii_case("EXIT") => Some("0".to_owned()),
            None => Signal::parse(&text).map(|signal| signal.number().to_string()),
        };
        if let Some(found) = found {
            shell.print(1, format!("{found}\n").as_bytes());
        } else {
            shell.complain_as("kill", format_args!("{text}: invalid signal specification"));
            status = 1;
        }
    }
    Done::Status(status)
}

fn exists(shell: &Interpreter<'_>, args: &[Text]) -> Done {
    let there = |arg: &Text| {
        let ns = shell.process.pid_ns;
        number(arg)
            .is_some_and(|pid| pid == shell.process.ns_pid || shell.machine.processes.in_namespace(ns, pid).is_some())
    };
    Done::Status(u8::from(!args.iter().all(there)))
}

fn kill_one(shell: &mut Interpreter<'_>, arg: &[u8], signal: Signal) -> bool {
    let text = show(arg);
    let ns = shell.process.pid_ns;
    // The first process of a container cannot be killed from inside.
    let is_first = number::<u32>(arg) == Some(1) && shell.process.task.namespace != NsId::HOST;
    if is_first && matches!(signal, Signal::KILL | Signal::STOP) {
        return true;
    }
    let pid = match (child(shell, arg), number::<u32>(arg)) {
        (Some(pid), _) => Some(pid),
        (None, Some(pid)) if pid == shell.process.ns_pid => {
            shell.process.signals.push(signal);
            return true;
        }
        (None, Some(pid)) => shell.machine.processes.in_namespace(ns, pid),
        (None, None) if shell.shell.dialect == Dialect::Ash => {
            shell.print_error(format!("sh: invalid number '{text}'\n").as_bytes());
            return false;
        }
        (None, None) => {
            shell.complain_as("kill", format_args!("{text}: arguments must be process or job IDs"));
            return false;
        }
    };
    if pid.is_some_and(|pid| shell.machine.processes.signal(pid, signal)) {
        return true;
    }
    match shell.shell.dialect {
        Dialect::Bash => shell.complain_as("kill", format_args!("({text}) - No such process")),
        Dialect::Ash => shell.print_error(format!("sh: can't kill pid {text}: No such process\n").as_bytes()),
    }
    false
}

pub(super) fn times(shell: &mut Interpreter<'_>, _: &[Text]) -> Done {
    shell.print(1, b"0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n");
    Done::Status(0)
}

pub(super) fn not_simulated(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let name = show(&args[0]);
    shell.print_error(format!("drydock: {name} is not simulated\n").as_bytes());
    Done::Status(2)
}
