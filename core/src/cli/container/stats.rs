//! `docker stats`, `docker container stats`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

/// The definition.
pub static STATS: Command = Command {
    usage: "[OPTIONS] [CONTAINER...]",
    short: "Display a live stream of container(s) resource usage statistics",
    arity: Arity::Any,
    operands: Operands::Containers,
    flags: &[&[
        Flag::bool("all", "Show all containers (default shows just running)").short('a'),
        Flag::string("format", "Pretty-print images using a Go template"),
        Flag::bool("no-stream", "Disable streaming stats and only pull the first result"),
        Flag::bool("no-trunc", "Do not truncate output"),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
