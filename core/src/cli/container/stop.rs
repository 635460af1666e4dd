//! `docker stop`, `docker container stop`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Kind, Operands};

/// The definition.
pub static STOP: Command = Command {
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Stop one or more running containers",
    arity: Arity::AtLeast(1),
    operands: Operands::Containers,
    flags: &[&[Flag::new(Kind::Int, "time", "Seconds to wait for stop before killing it").short('t').default("10")]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
