//! `docker wait`, `docker container wait`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Operands};

/// The definition.
pub static WAIT: Command = Command {
    usage: "CONTAINER [CONTAINER...]",
    short: "Block until one or more containers stop, then print their exit codes",
    arity: Arity::AtLeast(1),
    operands: Operands::Containers,
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
