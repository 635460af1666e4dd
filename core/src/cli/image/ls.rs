//! `docker images`, `docker image ls`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Kind, Operands};

/// The definition.
pub static LS: Command = Command {
    usage: "[OPTIONS] [REPOSITORY[:TAG]]",
    short: "List images",
    arity: Arity::AtMost(1),
    operands: Operands::Images,
    flags: &[&[
        Flag::bool("all", "Show all images (default hides intermediate images)").short('a'),
        Flag::bool("digests", "Show digests"),
        Flag::new(Kind::Filter, "filter", "Filter output based on conditions provided").short('f'),
        Flag::string("format", "Pretty-print images using a Go template"),
        Flag::bool("no-trunc", "Don't truncate output"),
        Flag::bool("quiet", "Only show image IDs").short('q'),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
