//! `docker port`, `docker container port`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Operands};

/// The definition.
pub static PORT: Command = Command {
    usage: "CONTAINER [PRIVATE_PORT[/PROTO]]",
    short: "List port mappings or a specific mapping for the container",
    arity: Arity::Range(1, 2),
    operands: Operands::ContainerThenFree,
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
