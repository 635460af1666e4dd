//! `docker inspect`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

/// The definition.
pub static INSPECT: Command = Command {
    usage: "[OPTIONS] NAME|ID [NAME|ID...]",
    short: "Return low-level information on Docker objects",
    arity: Arity::AtLeast(1),
    operands: Operands::Objects,
    flags: &[&[
        Flag::string("format", "Format the output using the given Go template").short('f'),
        Flag::bool("size", "Display total file sizes if the type is container").short('s'),
        Flag::string("type", "Return JSON for specified type"),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
