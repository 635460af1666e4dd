//! `docker top`, `docker container top`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Operands, Order};

/// The definition.
pub static TOP: Command = Command {
    usage: "CONTAINER [ps OPTIONS]",
    short: "Display the running processes of a container",
    arity: Arity::AtLeast(1),
    operands: Operands::ContainerThenFree,
    order: Order::FlagsFirst,
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
