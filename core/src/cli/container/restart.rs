//! `docker restart`, `docker container restart`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Kind, Operands};

/// The definition.
pub static RESTART: Command = Command {
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Restart one or more containers",
    arity: Arity::AtLeast(1),
    operands: Operands::Containers,
    flags: &[&[Flag::new(Kind::Int, "time", "Seconds to wait for stop before killing the container")
        .short('t')
        .default("10")]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
