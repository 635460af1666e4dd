//! `docker volume prune`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};

/// The definition.
pub static PRUNE: Command = Command {
    usage: "[OPTIONS]",
    short: "Remove all unused local volumes",
    arity: Arity::None,
    flags: &[&[
        Flag::new(Kind::Filter, "filter", "Provide filter values (e.g. 'label=<label>')"),
        Flag::bool("force", "Do not prompt for confirmation").short('f'),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
