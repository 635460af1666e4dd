//! `docker volume ls`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};

/// The definition.
pub static LS: Command = Command {
    usage: "[OPTIONS]",
    short: "List volumes",
    arity: Arity::None,
    flags: &[&[
        Flag::new(Kind::Filter, "filter", "Provide filter values (e.g. 'dangling=true')").short('f'),
        Flag::string("format", "Pretty-print volumes using a Go template"),
        Flag::bool("quiet", "Only display volume names").short('q'),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
