//! `docker history`, `docker image history`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

/// The definition.
pub static HISTORY: Command = Command {
    usage: "[OPTIONS] IMAGE",
    short: "Show the history of an image",
    arity: Arity::Exactly(1),
    operands: Operands::Images,
    flags: &[&[
        Flag::string("format", "Pretty-print images using a Go template"),
        Flag::bool("human", "Print sizes and dates in human readable format").short('H').default("true"),
        Flag::bool("no-trunc", "Don't truncate output"),
        Flag::bool("quiet", "Only show image IDs").short('q'),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
