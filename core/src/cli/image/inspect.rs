//! `docker image inspect`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

/// The definition.
pub static INSPECT: Command = Command {
    usage: "[OPTIONS] IMAGE [IMAGE...]",
    short: "Display detailed information on one or more images",
    arity: Arity::AtLeast(1),
    operands: Operands::Images,
    flags: &[&[Flag::string("format", "Format the output using the given Go template").short('f')]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
