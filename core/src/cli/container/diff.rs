//! `docker diff`, `docker container diff`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Operands};

/// The definition.
pub static DIFF: Command = Command {
    usage: "CONTAINER",
    short: "Inspect changes to files or directories on a container's filesystem",
    arity: Arity::Exactly(1),
    operands: Operands::Containers,
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
