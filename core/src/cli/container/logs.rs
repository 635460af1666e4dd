//! `docker logs`, `docker container logs`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

/// The definition.
pub static LOGS: Command = Command {
    usage: "[OPTIONS] CONTAINER",
    short: "Fetch the logs of a container",
    arity: Arity::Exactly(1),
    operands: Operands::Containers,
    flags: &[&[
        Flag::bool("details", "Show extra details provided to logs"),
        Flag::bool("follow", "Follow log output").short('f'),
        Flag::string(
            "since",
            "Show logs since timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)",
        ),
        Flag::string("tail", "Number of lines to show from the end of the logs").short('n').default("all"),
        Flag::bool("timestamps", "Show timestamps").short('t'),
        Flag::string(
            "until",
            "Show logs before a timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)",
        ),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
