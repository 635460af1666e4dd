//! `cargo xtask build`.

use std::process::{Command, ExitCode};

/// Builds the site in release mode.
pub(crate) fn run(_arguments: &[String]) -> ExitCode {
    match Command::new("trunk").args(["build", "--release"]).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("trunk could not be started: {error}");
            ExitCode::FAILURE
        }
    }
}
