//! `docker kill`, `docker container kill`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

/// The definition.
pub static KILL: Command = Command {
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Kill one or more running containers",
    arity: Arity::AtLeast(1),
    operands: Operands::Containers,
    flags: &[&[Flag::string("signal", "Signal to send to the container").short('s').default("KILL")]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
