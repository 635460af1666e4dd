//! `docker ps`, `docker container ls`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};

/// The definition.
pub static LS: Command = Command {
    usage: "[OPTIONS]",
    short: "List containers",
    arity: Arity::None,
    flags: &[&[
        Flag::bool("all", "Show all containers (default shows just running)").short('a'),
        Flag::new(Kind::Filter, "filter", "Filter output based on conditions provided").short('f'),
        Flag::string("format", "Pretty-print containers using a Go template"),
        Flag::new(Kind::Int, "last", "Show n last created containers (includes all states)").short('n').default("-1"),
        Flag::bool("latest", "Show the latest created container (includes all states)").short('l'),
        Flag::bool("no-trunc", "Don't truncate output"),
        Flag::bool("quiet", "Only display container IDs").short('q'),
        Flag::bool("size", "Display total file sizes").short('s'),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
