//! Why a command of `cargo xtask` stopped, worded for whoever reads the screen.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus};

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A program could not be started at all.
    NotStarted { program: String, error: io::Error },
    /// A program ran and said that it failed. What it printed is on the screen already.
    Failed { command: String, status: ExitStatus },
    /// Something this machine lacks and that could not be brought.
    Missing { what: String, how: String },
    /// A file or folder that could not be read or written.
    File { path: PathBuf, error: io::Error },
    /// Checks that found something: one line each.
    Findings { of: &'static str, lines: Vec<String> },
    /// Several steps failed; each has said why on the screen.
    Steps(Vec<&'static str>),
    /// The command line was not understood.
    Usage(String),
}

/// What a command gives back.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// For `map_err` on what reads or writes `path`.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Failure + use<> {
        let path = path.to_owned();
        move |error| Failure::File { path, error }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::NotStarted { program, error } => write!(f, "{program} could not be started: {error}"),
            Failure::Failed { command, status } => write!(f, "failed ({status}): {command}"),
            Failure::Missing { what, how } => write!(f, "{what}\n{how}"),
            Failure::File { path, error } => write!(f, "{}: {error}", path.display()),
            Failure::Findings { of, lines } => {
                write!(f, "{of}: {} to mend", lines.len())?;
                lines.iter().try_for_each(|line| write!(f, "\n  {line}"))
            }
            Failure::Steps(steps) => write!(f, "failed: {}", steps.join(", ")),
            Failure::Usage(text) => f.write_str(text),
        }
    }
}

/// The exit code of a command; prints why it failed.
pub(crate) fn report(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            match failure {
                Failure::Usage(_) => ExitCode::from(2),
                _ => ExitCode::FAILURE,
            }
        }
    }
}
