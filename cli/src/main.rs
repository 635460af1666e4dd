//! `drydock`: the simulator's core in a terminal and on a real host.
//!
//! One file per subcommand; [`SUBCOMMANDS`] is the table from which they are found and listed.

mod inspect;
mod lessons;
mod shell;
mod table;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// Wrong usage, or something that cannot be read.
const EXIT_UNUSABLE: u8 = 2;

/// A subcommand: one row of the usage text.
struct Subcommand {
    name: &'static str,
    /// What follows the name.
    arguments: &'static str,
    summary: &'static str,
    run: fn(&[OsString]) -> ExitCode,
}

const SUBCOMMANDS: &[Subcommand] = &[shell::SUBCOMMAND, lessons::SUBCOMMAND, inspect::SUBCOMMAND];

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let Some((first, rest)) = arguments.split_first() else {
        return usage_error("drydock: a subcommand is missing");
    };
    if matches!(first.to_str(), Some("help" | "--help" | "-h")) {
        print(&usage());
        return ExitCode::SUCCESS;
    }
    if matches!(first.to_str(), Some("--version" | "-V")) {
        print(concat!("drydock ", env!("CARGO_PKG_VERSION"), "\n"));
        return ExitCode::SUCCESS;
    }
    match SUBCOMMANDS.iter().find(|subcommand| first == subcommand.name) {
        Some(row) if asks_for_help(rest) => {
            print(&format!("Usage: drydock {} {}\n\n{}\n", row.name, row.arguments, row.summary));
            ExitCode::SUCCESS
        }
        Some(subcommand) => (subcommand.run)(rest),
        None => usage_error(&format!("drydock: no subcommand {}", first.display())),
    }
}

/// Whether the first option is `--help`: behind `-c` it would be a line.
fn asks_for_help(arguments: &[OsString]) -> bool {
    let mut options = arguments.iter().filter_map(|argument| argument.to_str()).filter(|text| text.starts_with('-'));
    matches!(options.next(), Some("--help" | "-h"))
}

fn usage() -> String {
    let mut text = "Usage: drydock SUBCOMMAND [ARGUMENTS]\n\n".to_owned();
    let rows: Vec<Vec<String>> = SUBCOMMANDS
        .iter()
        .map(|row| vec![format!("  {} {}", row.name, row.arguments), row.summary.to_owned()])
        .collect();
    text.push_str(&table::aligned(&rows));
    text
}

/// Says what is wrong and how it is meant, on standard error.
fn usage_error(message: &str) -> ExitCode {
    complain(&format!("{message}\n\n{}", usage()));
    ExitCode::from(EXIT_UNUSABLE)
}

/// Writes to standard output. A reader that has gone away (`| head`) is no error.
fn print(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Writes to standard error.
fn complain(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.trim_end().as_bytes());
    let _ = std::io::stderr().lock().write_all(b"\n");
}
