//! `docker pause`, `docker container pause`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Operands};

/// The definition.
pub static PAUSE: Command = Command {
    usage: "CONTAINER [CONTAINER...]",
    short: "Pause all processes within one or more containers",
    arity: Arity::AtLeast(1),
    operands: Operands::Containers,
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
