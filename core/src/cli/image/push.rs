//! `docker push`, `docker image push`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

/// The definition.
pub static PUSH: Command = Command {
    usage: "[OPTIONS] NAME[:TAG]",
    short: "Push an image or a repository to a registry",
    arity: Arity::Exactly(1),
    operands: Operands::Images,
    flags: &[&[
        Flag::bool("all-tags", "Push all tagged images in the repository").short('a'),
        Flag::bool("disable-content-trust", "Skip image signing").default("true"),
        Flag::bool("quiet", "Suppress verbose output").short('q'),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
