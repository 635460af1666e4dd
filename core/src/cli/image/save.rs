//! `docker save`, `docker image save`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

/// The definition.
pub static SAVE: Command = Command {
    usage: "[OPTIONS] IMAGE [IMAGE...]",
    short: "Save one or more images to a tar archive (streamed to STDOUT by default)",
    arity: Arity::AtLeast(1),
    operands: Operands::Images,
    flags: &[&[Flag::string("output", "Write to a file, instead of STDOUT").short('o')]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
