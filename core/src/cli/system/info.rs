//! `docker info`, `docker system info`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag};

/// The definition.
pub static INFO: Command = Command {
    usage: "[OPTIONS]",
    short: "Display system-wide information",
    arity: Arity::None,
    flags: &[&[Flag::string("format", "Format the output using the given Go template").short('f')]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
