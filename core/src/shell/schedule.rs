//! Lets processes run, in turns, until nothing more happens or somebody waits for a person.
//!
//! Time passes only here: when everything that runs waits for a moment, the clock moves there.

use super::exec;
use super::interpreter::{Interpreter, Turn};
use crate::clock::Time;
use crate::daemon::container::{Host, Load};
use crate::machine::Machine;
use crate::process::{Blocked, Image, Pid, Process, Running, Shell, Signal, State};
use crate::programs::{Context, Engine, Program, Reader, Wait};
use crate::script::Dialect;
use crate::trace::Actor;

/// Steps of shells, and runs of programs, that one typed line may take, all processes together.
pub const MAX_STEPS: u32 = 1_000_000;

/// A command in front may wait this often, or as long as this: what does both is taken to wait for ever.
const MANY_MOVES: u32 = 100;
/// In seconds.
const LONG_WAIT: i64 = 3600;

/// Steps of one turn.
const TURN: u32 = 500;

/// An engine with these tables of programs.
pub const fn engine(tables: &'static [&'static [Program]]) -> Engine {
    Engine {
        tables,
        finish,
        start: exec::start_from,
        locate: exec::locate,
        reader: Reader { lang: None, colours: true },
    }
}

/// Until when processes run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// Somebody waits for a typed line, or this shell has ended, and nothing else can run now.
    Line(Pid),
    /// This process has ended.
    Ended(Pid),
    /// Nothing can run now; the clock does not move.
    Idle,
    /// This moment has come, and nothing can run then.
    Time(Time),
}

/// Why the processes do not run any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// What was waited for is so.
    Done,
    /// It never will be: everything waits for something that does not come.
    Stuck,
    /// It took more than [`MAX_STEPS`].
    TooLong,
}

/// Lets processes run.
pub fn settle(engine: &Engine, machine: &mut Machine, until: Until) -> Settled {
    let (mut steps, mut last) = (0_u32, Pid(0));
    let (mut moves, start) = (0_u32, machine.now());
    loop {
        if let Until::Ended(pid) = until
            && machine.processes.get(pid).is_none_or(|process| matches!(process.state, State::Ended(_)))
        {
            return Settled::Done;
        }
        if machine.processes.next_ready(last).is_none() && restart_due(engine, machine) {
            steps += TURN;
            continue;
        }
        let waiting_for_line = || {
            let ended = |pid| machine.processes.get(pid).is_none_or(|p| matches!(p.state, State::Ended(_)));
            matches!(until, Until::Line(shell) if ended(shell))
                || machine.processes.iter().any(|process| process.state == State::Blocked(Blocked::Line))
        };
        if steps >= MAX_STEPS {
            let background = matches!(until, Until::Line(_)) && waiting_for_line();
            return if background || matches!(until, Until::Idle | Until::Time(_)) {
                Settled::Done
            } else {
                Settled::TooLong
            };
        }
        if let Some(pid) = machine.processes.next_ready(last) {
            last = pid;
            steps += turn(engine, machine, pid);
            continue;
        }
        let target = match until {
            Until::Line(_) if waiting_for_line() => return Settled::Done,
            Until::Idle => return Settled::Done,
            Until::Time(time) => match next_time(machine).filter(|next| *next <= time) {
                Some(next) => next,
                None => {
                    advance_to(machine, time);
                    return Settled::Done;
                }
            },
            Until::Line(_) | Until::Ended(_) => match next_time(machine) {
                Some(next) => next,
                None => return Settled::Stuck,
            },
        };
        // What waits in front for something that comes again and again waits for ever: a container that sleeps in a loop.
        moves += 1;
        if matches!(until, Until::Line(_)) && moves > MANY_MOVES && target > start.plus_secs(LONG_WAIT) {
            return Settled::TooLong;
        }
        // Every moment waited for costs, too: a container that sleeps a second at a time does not hold up `sleep 1000000`.
        steps += TURN;
        advance_to(machine, target);
    }
}

/// The next moment that somebody waits for: a process, or the daemon that is to start a container again.
fn next_time(machine: &Machine) -> Option<Time> {
    machine.processes.next_time().into_iter().chain(machine.daemon.next_restart()).min()
}

/// Starts the containers again whose moment has come; whether there were any.
fn restart_due(engine: &Engine, machine: &mut Machine) -> bool {
    let now = machine.now();
    if machine.daemon.next_restart().is_none_or(|due| due > now) {
        return false;
    }
    let Machine { daemon, recorder, processes, .. } = machine;
    let load: &mut Load<'_> = &mut |kernel, task, args, env| exec::load_program(engine, kernel, task, args, env);
    daemon.restart_due(&mut Host { recorder, processes, load });
    true
}

/// Lets everything run until a process has ended, or until a moment has come if it has not by then.
pub fn let_run(engine: &Engine, machine: &mut Machine, until: Pid, deadline: Option<Time>) {
    let ended =
        |machine: &Machine| machine.processes.get(until).is_none_or(|process| matches!(process.state, State::Ended(_)));
    let Some(deadline) = deadline else {
        settle(engine, machine, Until::Ended(until));
        return;
    };
    settle(engine, machine, Until::Idle);
    while !ended(machine) && machine.now() < deadline {
        let next = next_time(machine).filter(|next| *next < deadline).unwrap_or(deadline);
        settle(engine, machine, Until::Time(next));
    }
}

/// Lets time pass, and whatever runs run.
pub fn pass_time(engine: &Engine, machine: &mut Machine, nanos: u64) {
    let then = machine.now().plus_nanos(nanos);
    settle(engine, machine, Until::Time(then));
    advance_to(machine, then);
}

/// Moves the clock, never back, and wakes who waits for the moment.
pub fn advance_to(machine: &mut Machine, time: Time) {
    if time > machine.now() {
        machine.recorder.unrecorded(|kernel| kernel.fs.set_now(time));
    }
    let now = machine.now();
    machine.processes.wake(now);
}

/// Lets processes run until one has ended; forgets it and gives its status.
fn finish(engine: &Engine, machine: &mut Machine, pid: Pid) -> u8 {
    match settle(engine, machine, Until::Ended(pid)) {
        Settled::Done => machine.processes.reap(pid).unwrap_or(127),
        Settled::Stuck | Settled::TooLong => {
            machine.processes.signal(pid, Signal::KILL);
            settle(engine, machine, Until::Idle);
            machine.processes.reap(pid);
            Signal::KILL.status()
        }
    }
}

/// One turn of a process; gives the steps it took.
fn turn(engine: &Engine, machine: &mut Machine, pid: Pid) -> u32 {
    let Some(mut process) = machine.processes.take(pid) else { return 1 };
    let actor = process.actor;
    let (steps, state) = match std::mem::replace(&mut process.image, Image::Away) {
        Image::Shell(shell) => shell_turn(engine, machine, &mut process, shell),
        Image::Program(running) => (20, program_turn(engine, machine, &mut process, running)),
        Image::Away => (1, State::Ended(0)),
    };
    process.state = state;
    if let State::Ended(status) = state {
        machine.processes.end(&mut process, status, &mut machine.recorder);
    } else if !process.signals.is_empty() && !matches!(state, State::Ready) && !waits_on_purpose(&process) {
        process.state = State::Ready;
    }
    // A process without a parent in this table is nobody's to ask for, unless a supervisor started it.
    machine.processes.put(process);
    if let Actor::Container(container) = actor {
        let Machine { daemon, recorder, processes, .. } = machine;
        match state {
            State::Ended(status) => daemon.process_ended(recorder, processes, container, (pid, status)),
            State::Ready | State::Blocked(_) => daemon.collect_output(recorder, processes, container),
        }
        processes.bury(pid);
    }
    steps
}

/// Whether signals that are left wait for a child of the process.
fn waits_on_purpose(process: &Process) -> bool {
    matches!(process.state, State::Blocked(Blocked::Child | Blocked::Pipe(_)))
}

fn shell_turn(engine: &Engine, machine: &mut Machine, process: &mut Process, shell: Box<Shell>) -> (u32, State) {
    let mut interpreter = Interpreter { machine, engine, process, shell };
    let (steps, turn) = interpreter.run(TURN);
    let shell = interpreter.shell;
    if turn == Turn::Replaced {
        return (steps, State::Ready);
    }
    process.image = Image::Shell(shell);
    let state = match turn {
        Turn::Blocked(blocked) => State::Blocked(blocked),
        Turn::Yield | Turn::Replaced => State::Ready,
        Turn::Ended(status) => State::Ended(status),
    };
    (steps, state)
}

fn program_turn(engine: &Engine, machine: &mut Machine, process: &mut Process, running: Running) -> State {
    for signal in std::mem::take(&mut process.signals) {
        let first = process.ns_pid == 1;
        if signal == Signal::KILL || !(first || signal.is_harmless()) {
            process.killed = Some(signal);
            return State::Ended(signal.status());
        }
    }
    let Some(program) = engine.program(running.name.as_bytes(), running.dialect) else { return State::Ended(127) };
    let (args, env, dialect) = (running.args.clone(), running.env.clone(), running.dialect);
    process.image = Image::Program(running);
    let mut ctx = Context::new((machine, process, engine), program.name, dialect, &args, env);
    let exit = (program.run)(&mut ctx);
    let exit = match exit {
        // What is printed before waiting is printed once: those who wait keep how far they were.
        Ok(status) => ctx.finish(status),
        Err(wait) => ctx.flush_if_kept().and(Err(wait)),
    };
    match exit {
        Ok(status) => State::Ended(status),
        Err(Wait::Blocked(blocked)) => State::Blocked(blocked),
        Err(Wait::Yield) => State::Ready,
        Err(Wait::Killed(signal)) => {
            process.killed = Some(signal);
            State::Ended(signal.status())
        }
    }
}

/// The dialect of a process, for what its programs print.
pub fn dialect(process: &Process) -> Dialect {
    match &process.image {
        Image::Shell(shell) => shell.dialect,
        Image::Program(running) => running.dialect,
        Image::Away => Dialect::Bash,
    }
}
