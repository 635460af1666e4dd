//! `docker rename`, `docker container rename`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Operands};

/// The definition.
pub static RENAME: Command = Command {
    usage: "CONTAINER NEW_NAME",
    short: "Rename a container",
    arity: Arity::Exactly(2),
    operands: Operands::ContainerThenFree,
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
