//! `drydock`: the simulator's core in a terminal and on a real host.
//!
//! One file per subcommand; [`SUBCOMMANDS`] is the table from which they are found and listed.

mod inspect;
mod lessons;
mod shell;
mod table;

use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

/// Wrong usage, or something that cannot be read.
const EXIT_UNUSABLE: u8 = 2;

/// A subcommand: one row of the usage text.
struct Subcommand {
    name: &'static str,
    /// What follows the name.
    arguments: &'static str,
    summary: &'static str,
    /// What `--help` tells besides.
    details: &'static str,
    /// The options whose value is the next argument.
    valued: &'static [&'static str],
    run: fn(&[OsString]) -> ExitCode,
}

const SUBCOMMANDS: &[Subcommand] = &[shell::SUBCOMMAND, lessons::SUBCOMMAND, inspect::SUBCOMMAND];

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let Some((first, rest)) = arguments.split_first() else {
        return usage_error("drydock: a subcommand is missing");
    };
    if matches!(first.to_str(), Some("help" | "--help" | "-h")) {
        let of = rest.first().map(|name| (name, SUBCOMMANDS.iter().find(|row| name == row.name)));
        print(&match of {
            None => usage(),
            Some((_, Some(row))) => help(row),
            Some((name, None)) => return usage_error(&format!("drydock: no subcommand {}", name.display())),
        });
        return ExitCode::SUCCESS;
    }
    if matches!(first.to_str(), Some("--version" | "-V")) {
        print(concat!("drydock ", env!("CARGO_PKG_VERSION"), "\n"));
        return ExitCode::SUCCESS;
    }
    match SUBCOMMANDS.iter().find(|subcommand| first == subcommand.name) {
        Some(row) if asks_for_help(row, rest) => {
            print(&help(row));
            ExitCode::SUCCESS
        }
        Some(subcommand) => (subcommand.run)(rest),
        None => usage_error(&format!("drydock: no subcommand {}", first.display())),
    }
}

/// Whether one of the options is `--help`: behind `-c` it is a line, behind `--` a file.
fn asks_for_help(row: &Subcommand, arguments: &[OsString]) -> bool {
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.to_str() {
            Some("--help" | "-h") => return true,
            Some("--") => return false,
            Some(option) if row.valued.contains(&option) => drop(rest.next()),
            _ => {}
        }
    }
    false
}

fn help(row: &Subcommand) -> String {
    let Subcommand { name, arguments, summary, details, .. } = row;
    format!("Usage: drydock {name} {arguments}\n\n{summary}\n{details}")
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

/// Writes to standard output.
fn print(text: &str) {
    write(text.as_bytes());
}

/// Writes to standard output. A reader that has gone away (`| head`) is no error; a full disk is, and nobody would notice
/// later that something is missing.
fn write(bytes: &[u8]) {
    let mut stdout = std::io::stdout().lock();
    if let Err(error) = stdout.write_all(bytes).and_then(|()| stdout.flush())
        && error.kind() != ErrorKind::BrokenPipe
    {
        complain(&format!("drydock: standard output: {}", reason(&error)));
        std::process::exit(EXIT_UNUSABLE.into());
    }
}

/// What went wrong, without its number.
fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split_once(" (os error").map_or_else(|| text.clone(), |(words, _)| words.to_owned())
}

/// Writes to standard error.
fn complain(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.trim_end().as_bytes());
    let _ = std::io::stderr().lock().write_all(b"\n");
}
