//! `docker rmi`, `docker image rm`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

/// The definition.
pub static RM: Command = Command {
    usage: "[OPTIONS] IMAGE [IMAGE...]",
    short: "Remove one or more images",
    arity: Arity::AtLeast(1),
    operands: Operands::Images,
    flags: &[&[
        Flag::bool("force", "Force removal of the image").short('f'),
        Flag::bool("no-prune", "Do not delete untagged parents"),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
