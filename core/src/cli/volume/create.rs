//! `docker volume create`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};

/// The definition.
pub static CREATE: Command = Command {
    usage: "[OPTIONS] [VOLUME]",
    short: "Create a volume",
    arity: Arity::AtMost(1),
    flags: &[&[
        Flag::string("driver", "Specify volume driver name").short('d').default("local"),
        Flag::new(Kind::Label, "label", "Set metadata for a volume"),
        Flag::new(Kind::Map, "opt", "Set driver specific options").short('o').default("map[]"),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
