//! `docker events`, `docker system events`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};

/// The definition.
pub static EVENTS: Command = Command {
    usage: "[OPTIONS]",
    short: "Get real time events from the server",
    arity: Arity::None,
    flags: &[&[
        Flag::new(Kind::Filter, "filter", "Filter output based on conditions provided").short('f'),
        Flag::string("format", "Format the output using the given Go template"),
        Flag::string("since", "Show all events created since timestamp"),
        Flag::string("until", "Stream events until this timestamp"),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
