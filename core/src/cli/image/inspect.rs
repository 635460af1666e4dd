//! `docker image inspect`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::cli::inspect;
use crate::cli::template::Value;

const FORMAT: Flag = Flag::string("format", "Format the output using the given Go template").short('f');

/// The definition.
pub static INSPECT: Command = Command {
    usage: "[OPTIONS] IMAGE [IMAGE...]",
    short: "Display detailed information on one or more images",
    arity: Arity::AtLeast(1),
    operands: Operands::Images,
    flags: &[&[FORMAT]],
    action: Action::Run(run),
    ..Command::PLAIN
};

fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let format = call.flags.text(&FORMAT).to_owned();
    inspect::run(call, &format, &mut |call, name| find(call, name).map_err(|failure| failure.message))
}

/// An image, as `docker inspect` shows it.
pub fn find(call: &mut Call<'_>, name: &str) -> Result<Value, Failure> {
    let (daemon, fs) = call.daemon();
    let found = daemon.inspect_image(fs, name).map(|image| inspect::image(&image));
    found.map_err(|error| Failure::no_such_image(&error, name))
}
