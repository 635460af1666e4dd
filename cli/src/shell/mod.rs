//! `drydock shell`: the terminal of the sandbox, on the command line. Same core, same bytes.

mod options;
pub(crate) mod programs;
mod terminal;

use std::cell::RefCell;
use std::ffi::{OsStr, OsString};
use std::io::{IsTerminal as _, Read as _, Write as _};
use std::process::ExitCode;
use std::rc::Rc;

use drydock_core::programs::Engine;
use drydock_core::saved::SavedSession;
use drydock_core::script;
use drydock_core::session::{Operation, Session};
use drydock_core::trace::Stream;
use drydock_core::world::{self, World};
use serde_json::json;

use crate::{EXIT_UNUSABLE, Subcommand, complain, reason, usage_error};
use options::{Format, Options, Source};
use terminal::{Colours, Terminal};

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "shell",
    arguments: "[--world NAME] [-c LINE]… [FILE|-] [--tty COLS] [--json]",
    summary: "type on a simulated host, or run lines there",
    details: DETAILS,
    valued: &["--world", "-c", "--tty"],
    run,
};

const DETAILS: &str = "
  -c LINE        run this line; all lines and the file run in one session, in the order in which they are given
  FILE           run the commands of a script or of a saved session; - is standard input
  --world NAME   the host: documents (the default), empty, workshop
  --tty COLS     output as on a terminal of so many columns; without it as in a pipe
  --json         at the end one array on standard output: [{\"cmd\",\"exit\",\"stdout\",\"stderr\"}]

Without lines and file a terminal gets a prompt, with completion (Tab) and this session's history (arrows, Ctrl-R).
A host begins at the same moment every time, and every command takes a second. NO_COLOR in the environment: no colours.

Exit status: that of the last command; 2 for wrong usage and for what cannot be read.
";

/// The world of the document that the course follows.
const DEFAULT_WORLD: &str = "documents";

fn run(arguments: &[OsString]) -> ExitCode {
    let options = match Options::parse(arguments) {
        Ok(options) => options,
        Err(message) => return usage_error(&format!("drydock shell: {message}")),
    };
    if options.sources.is_empty() && std::io::stdin().is_terminal() && options.format == Format::Plain {
        return interactive(options.world.unwrap_or(DEFAULT_WORLD), options.columns);
    }
    let (world, lines) = match gather(&options) {
        Ok(gathered) => gathered,
        Err(message) => return unusable(&message),
    };
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

/// The world's name and the lines to run there. Standard input, if neither lines nor a file are given.
fn gather(options: &Options) -> Result<(String, Vec<String>), String> {
    let (mut world, mut lines) = (DEFAULT_WORLD.to_owned(), Vec::new());
    let piped = [Source::File("-".into())];
    for source in if options.sources.is_empty() { &piped[..] } else { &options.sources } {
        match source {
            Source::Line(line) => lines.push(line.clone()),
            Source::File(file) => {
                let text = read(file)?;
                if text.starts_with("# Drydock session") {
                    let saved = SavedSession::parse(&text).map_err(|error| error.to_string())?;
                    saved.world().clone_into(&mut world);
                    lines.extend_from_slice(saved.lines());
                } else {
                    lines.extend(script::commands(&text));
                }
            }
        }
    }
    Ok((options.world.map_or(world, str::to_owned), lines))
}

fn unusable(message: &str) -> ExitCode {
    complain(&format!("drydock shell: {message}"));
    ExitCode::from(EXIT_UNUSABLE)
}

/// Every program, for a reader who has these wishes.
fn engine(colours: Colours) -> Engine {
    match colours {
        Colours::Allowed => programs::ENGINE,
        Colours::Forbidden => programs::ENGINE.without_colours(),
    }
}

/// A session whose output goes to a terminal of so many columns, or to a pipe.
fn begin(mut world: World, columns: Option<u16>) -> Session {
    world.profile.columns = columns;
    Session::on(world).with_engine(engine(Colours::wanted()))
}

fn read(file: &OsStr) -> Result<String, String> {
    let mut bytes = Vec::new();
    let (name, outcome) = if file == "-" {
        ("standard input".into(), std::io::stdin().lock().read_to_end(&mut bytes))
    } else {
        (file.to_string_lossy(), std::fs::File::open(file).and_then(|mut f| f.read_to_end(&mut bytes)))
    };
    outcome.map_err(|error| format!("{name}: {}", reason(&error)))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{name}: not UTF-8"))?;
    // Windows' editors begin a text with a mark.
    Ok(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned))
}

/// Lines from a person, until `exit` or Ctrl-D.
fn interactive(world: &str, columns: Option<u16>) -> ExitCode {
    let Some(mut world) = world::open(world) else { return unusable("there is no such world") };
    world.profile.columns = columns;
    let colours = Colours::wanted();
    let session = Rc::new(RefCell::new(Session::on(world).with_engine(engine(colours))));
    let mut terminal = match Terminal::open(session.clone(), colours) {
        Ok(terminal) => terminal,
        Err(error) => return unusable(&error.to_string()),
    };
    while !session.borrow().is_over() {
        let prompt = session.borrow().prompt();
        let line = terminal.read(&prompt);
        if columns.is_none() && std::io::stdout().is_terminal() {
            fit(&mut session.borrow_mut(), terminal.columns());
        }
        // The end of the input ends the shell, which says so.
        show(session.borrow_mut().run(line.as_deref().unwrap_or("exit")));
        if line.is_none() {
            break;
        }
    }
    let session = session.borrow();
    status(&session)
}

/// The simulated terminal gets the real one's width; it may have changed since the last command.
fn fit(session: &mut Session, columns: Option<u16>) {
    if columns.is_some() && session.machine().profile.columns != columns {
        session.between(|machine| Rc::make_mut(&mut machine.profile).columns = columns);
    }
}

/// What a command printed, each piece to its own stream, in order.
fn show(operation: &Operation) {
    for output in &operation.output {
        match output.stream {
            Stream::Stdout => crate::write(&output.bytes),
            Stream::Stderr => drop(std::io::stderr().lock().write_all(&output.bytes)),
        }
    }
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
