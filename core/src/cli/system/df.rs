//! `docker system df`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag};

/// The definition.
pub static DF: Command = Command {
    usage: "[OPTIONS]",
    short: "Show docker disk usage",
    arity: Arity::None,
    flags: &[&[
        Flag::string("format", "Pretty-print images using a Go template"),
        Flag::bool("verbose", "Show detailed information on space usage").short('v'),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
