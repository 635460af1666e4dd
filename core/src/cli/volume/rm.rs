//! `docker volume rm`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

/// The definition.
pub static RM: Command = Command {
    usage: "[OPTIONS] VOLUME [VOLUME...]",
    short: "Remove one or more volumes",
    long: Some("Remove one or more volumes. You cannot remove a volume that is in use by a container."),
    example: Some("\n$ docker volume rm hello\nhello\n"),
    arity: Arity::AtLeast(1),
    operands: Operands::Volumes,
    flags: &[&[Flag::bool("force", "Force the removal of one or more volumes").short('f')]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
