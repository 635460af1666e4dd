//! `docker system prune`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};

/// The definition.
pub static PRUNE: Command = Command {
    usage: "[OPTIONS]",
    short: "Remove unused data",
    arity: Arity::None,
    flags: &[&[
        Flag::bool("all", "Remove all unused images not just dangling ones").short('a'),
        Flag::new(Kind::Filter, "filter", "Provide filter values (e.g. 'label=<key>=<value>')"),
        Flag::bool("force", "Do not prompt for confirmation").short('f'),
        Flag::bool("volumes", "Prune volumes"),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
