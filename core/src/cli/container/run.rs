//! `docker run`, `docker container run`.

use super::create::CONTAINER;
use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands, Order};

/// The definition.
pub static RUN: Command = Command {
    usage: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
    short: "Run a command in a new container",
    arity: Arity::AtLeast(1),
    operands: Operands::ImageThenFree,
    order: Order::FlagsFirst,
    flags: &[
        CONTAINER,
        &[
            Flag::string("pull", "Pull image before running (\"always\"|\"missing\"|\"never\")").default("missing"),
            Flag::bool("detach", "Run container in background and print container ID").short('d'),
            Flag::string("detach-keys", "Override the key sequence for detaching a container"),
            Flag::bool("sig-proxy", "Proxy received signals to the process").default("true"),
        ],
    ],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
