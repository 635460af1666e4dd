//! `docker start`, `docker container start`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Audience, Command, Flag, Operands};

/// The definition.
pub static START: Command = Command {
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Start one or more stopped containers",
    arity: Arity::AtLeast(1),
    operands: Operands::Containers,
    flags: &[&[
        Flag::string("checkpoint", "Restore from this checkpoint").only(Audience::Experimental),
        Flag::string("checkpoint-dir", "Use a custom checkpoint storage directory").only(Audience::Experimental),
        Flag::bool("attach", "Attach STDOUT/STDERR and forward signals").short('a'),
        Flag::string("detach-keys", "Override the key sequence for detaching a container"),
        Flag::bool("interactive", "Attach container's STDIN").short('i'),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
