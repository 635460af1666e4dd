//! `docker attach`, `docker container attach`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

/// The definition.
pub static ATTACH: Command = Command {
    usage: "[OPTIONS] CONTAINER",
    short: "Attach local standard input, output, and error streams to a running container",
    arity: Arity::Exactly(1),
    operands: Operands::Containers,
    flags: &[&[
        Flag::string("detach-keys", "Override the key sequence for detaching a container"),
        Flag::bool("no-stdin", "Do not attach STDIN"),
        Flag::bool("sig-proxy", "Proxy all received signals to the process").default("true"),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
