//! `docker volume inspect`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

/// The definition.
pub static INSPECT: Command = Command {
    usage: "[OPTIONS] VOLUME [VOLUME...]",
    short: "Display detailed information on one or more volumes",
    arity: Arity::AtLeast(1),
    operands: Operands::Volumes,
    flags: &[&[Flag::string("format", "Format the output using the given Go template").short('f')]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
