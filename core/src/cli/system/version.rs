//! `docker version`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag};

/// The definition.
pub static VERSION: Command = Command {
    usage: "[OPTIONS]",
    short: "Show the Docker version information",
    arity: Arity::None,
    flags: &[&[
        Flag::string("format", "Format the output using the given Go template").short('f'),
        Flag::string("kubeconfig", "Kubernetes config file"),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
