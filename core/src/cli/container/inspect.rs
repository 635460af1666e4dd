//! `docker container inspect`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::cli::inspect;
use crate::cli::template::Value;

const FORMAT: Flag = Flag::string("format", "Format the output using the given Go template").short('f');
const SIZE: Flag = Flag::bool("size", "Display total file sizes").short('s');

/// The definition.
pub static INSPECT: Command = Command {
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Display detailed information on one or more containers",
    arity: Arity::AtLeast(1),
    operands: Operands::Containers,
    flags: &[&[FORMAT, SIZE]],
    action: Action::Run(run),
    ..Command::PLAIN
};

fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let (format, size) = (call.flags.text(&FORMAT).to_owned(), call.flags.is_on(&SIZE));
    inspect::run(call, &format, &mut |call, name| find(call, name, size).map_err(|failure| failure.message))
}

/// A container, as `docker inspect` shows it.
pub fn find(call: &mut Call<'_>, name: &str, size: bool) -> Result<Value, Failure> {
    let (daemon, fs) = call.daemon();
    let found = daemon.containers().find(name).map(|container| inspect::container(daemon, fs, container, size));
    found.map_err(|error| Failure::of_container(&error, name))
}
