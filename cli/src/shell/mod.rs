//! `drydock shell`: the terminal of the sandbox, on the command line. Same core, same bytes.

mod options;
pub(crate) mod programs;
mod terminal;

use std::cell::RefCell;
use std::ffi::{OsStr, OsString};
use std::io::{IsTerminal as _, Read as _, Write as _};
use std::process::ExitCode;
use std::rc::Rc;

use drydock_core::saved::SavedSession;
use drydock_core::script;
use drydock_core::session::{Operation, Session};
use drydock_core::trace::Stream;
use drydock_core::world::{self, World};
use serde_json::json;

use crate::{EXIT_UNUSABLE, Subcommand, complain, usage_error};
use options::{Format, Options, Source};
use terminal::{Colours, Terminal};

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "shell",
    arguments: "[--world NAME] [-c LINE]… [FILE|-] [--tty COLS] [--json]",
    summary: "type on a simulated host, or run lines there",
    run,
};

/// The world of the document that the course follows.
const DEFAULT_WORLD: &str = "documents";

fn run(arguments: &[OsString]) -> ExitCode {
    let options = match Options::parse(arguments) {
        Ok(options) => options,
        Err(message) => return usage_error(&format!("drydock shell: {message}")),
    };
    let (mut world, mut lines) = (options.world.unwrap_or(DEFAULT_WORLD).to_owned(), Vec::new());
    match &options.source {
        Source::Given(given) => lines.clone_from(given),
        Source::Terminal if std::io::stdin().is_terminal() && options.format == Format::Plain => {
            return interactive(&world, options.columns);
        }
        source => match read(source) {
            Ok(text) if text.starts_with("# Drydock session") => match SavedSession::parse(&text) {
                Ok(saved) => {
                    world = options.world.map_or_else(|| saved.world().to_owned(), str::to_owned);
                    lines = saved.lines().to_vec();
                }
                Err(error) => return unusable(&error.to_string()),
            },
            Ok(text) => lines = script::commands(&text),
            Err(error) => return unusable(&error),
        },
    }
    let Some(world) = world::open(&world) else { return unusable("there is no such world") };
    let mut session = begin(world, options.columns);
    for line in &lines {
        let operation = session.run(line);
        if options.format == Format::Plain {
            show(operation);
        }
        if session.is_over() {
            break;
        }
    }
    if options.format == Format::Json {
        crate::print(&format!("{}\n", report(&session)));
    }
    status(&session)
}

fn unusable(message: &str) -> ExitCode {
    complain(&format!("drydock shell: {message}"));
    ExitCode::from(EXIT_UNUSABLE)
}

/// A session whose output goes to a terminal of so many columns, or to a pipe.
fn begin(mut world: World, columns: Option<u16>) -> Session {
    world.profile.columns = columns;
    Session::on(world).with_engine(programs::ENGINE)
}

fn read(source: &Source) -> Result<String, String> {
    let mut bytes = Vec::new();
    let (name, outcome) = match source {
        Source::File(file) if file != OsStr::new("-") => {
            (file.to_string_lossy().into_owned(), std::fs::File::open(file).and_then(|mut f| f.read_to_end(&mut bytes)))
        }
        _ => ("standard input".to_owned(), std::io::stdin().lock().read_to_end(&mut bytes)),
    };
    outcome.map_err(|error| format!("{name}: {error}"))?;
    String::from_utf8(bytes).map_err(|_| format!("{name}: not UTF-8"))
}

/// Lines from a person, until `exit` or Ctrl-D.
fn interactive(world: &str, columns: Option<u16>) -> ExitCode {
    let colours = match std::env::var_os("NO_COLOR") {
        Some(value) if !value.is_empty() => Colours::Forbidden,
        _ => Colours::Allowed,
    };
    let Some(mut world) = world::open(world) else { return unusable("there is no such world") };
    world.profile.columns = columns.or(Some(80));
    let session = Rc::new(RefCell::new(Session::on(world.clone()).with_engine(programs::ENGINE)));
    let mut terminal = match Terminal::open(session.clone(), colours) {
        Ok(terminal) => terminal,
        Err(error) => return unusable(&error.to_string()),
    };
    if let Some(columns) = columns.or_else(|| terminal.columns()) {
        world.profile.columns = Some(columns);
        session.replace(Session::on(world).with_engine(programs::ENGINE));
    }
    while !session.borrow().is_over() {
        let prompt = session.borrow().prompt();
        let Some(line) = terminal.read(&prompt) else { break };
        show(session.borrow_mut().run(&line));
    }
    let session = session.borrow();
    status(&session)
}

/// What a command printed, each piece to its own stream, in order. A reader that has gone away is no error.
fn show(operation: &Operation) {
    for output in &operation.output {
        let _ = match output.stream {
            Stream::Stdout => std::io::stdout().lock().write_all(&output.bytes),
            Stream::Stderr => std::io::stderr().lock().write_all(&output.bytes),
        };
    }
    let _ = std::io::stdout().lock().flush();
}

/// Every command, with what it printed; bytes that are not UTF-8 show as U+FFFD.
fn report(session: &Session) -> serde_json::Value {
    let row = |operation: &Rc<Operation>| {
        json!({
            "cmd": operation.line,
            "exit": operation.exit,
            "stdout": operation.stdout(),
            "stderr": operation.stderr(),
        })
    };
    session.operations().iter().map(row).collect()
}

/// The exit status of the last command.
fn status(session: &Session) -> ExitCode {
    session.operations().last().map_or(ExitCode::SUCCESS, |operation| ExitCode::from(operation.exit))
}
