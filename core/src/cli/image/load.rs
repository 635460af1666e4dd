//! `docker load`, `docker image load`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

/// The definition.
pub static LOAD: Command = Command {
    usage: "[OPTIONS]",
    short: "Load an image from a tar archive or STDIN",
    arity: Arity::None,
    operands: Operands::Files,
    flags: &[&[
        Flag::string("input", "Read from tar archive file, instead of STDIN").short('i'),
        Flag::bool("quiet", "Suppress the load output").short('q'),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
