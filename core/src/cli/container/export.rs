//! `docker export`, `docker container export`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

/// The definition.
pub static EXPORT: Command = Command {
    usage: "[OPTIONS] CONTAINER",
    short: "Export a container's filesystem as a tar archive",
    arity: Arity::Exactly(1),
    operands: Operands::Containers,
    flags: &[&[Flag::string("output", "Write to a file, instead of STDOUT").short('o')]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
