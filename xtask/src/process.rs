//! Running other programs.

use crate::failure::{Failure, Outcome};
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write as _};
use std::process::{Command, Stdio};

/// Says what is going on, where the programs that are run write too.
pub(crate) fn say(text: &str) {
    eprintln!("xtask: {text}");
}

/// The command as someone would type it.
fn typed(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

fn not_started(command: &Command, error: std::io::Error) -> Failure {
    Failure::NotStarted { program: command.get_program().to_string_lossy().into_owned(), error }
}

/// Runs a command whose output goes to the screen.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| not_started(command, error))?;
    if status.success() { Ok(()) } else { Err(Failure::Failed { command: typed(command), status }) }
}

/// What a command prints on stdout; `None` if it is not there or says that it failed.
pub(crate) fn quietly(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a command whose output goes to the screen, and hands every line of its stdout to `line` as well.
pub(crate) fn run_reading(command: &mut Command, mut line: impl FnMut(&str)) -> Outcome {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| not_started(command, error))?;
    let mut screen = std::io::stdout();
    let mut output = BufReader::new(child.stdout.take().expect("stdout was asked for"));
    let mut bytes = Vec::new();
    // Bytes, not text: a test may print anything.
    while output.read_until(b'\n', &mut bytes).is_ok_and(|count| count > 0) {
        let _ = screen.write_all(&bytes).and_then(|()| screen.flush());
        line(String::from_utf8_lossy(&bytes).trim_end());
        bytes.clear();
    }
    let status = child.wait().map_err(|error| not_started(command, error))?;
    if status.success() { Ok(()) } else { Err(Failure::Failed { command: typed(command), status }) }
}
