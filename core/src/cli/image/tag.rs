//! `docker tag`, `docker image tag`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Operands};

/// The definition.
pub static TAG: Command = Command {
    usage: "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
    short: "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE",
    arity: Arity::Exactly(2),
    operands: Operands::ImageThenFree,
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
