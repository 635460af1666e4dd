//! `docker container inspect`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

/// The definition.
pub static INSPECT: Command = Command {
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Display detailed information on one or more containers",
    arity: Arity::AtLeast(1),
    operands: Operands::Containers,
    flags: &[&[
        Flag::string("format", "Format the output using the given Go template").short('f'),
        Flag::bool("size", "Display total file sizes").short('s'),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
