//! `docker commit`, `docker container commit`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

/// The definition.
pub static COMMIT: Command = Command {
    usage: "[OPTIONS] CONTAINER [REPOSITORY[:TAG]]",
    short: "Create a new image from a container's changes",
    arity: Arity::Range(1, 2),
    operands: Operands::ContainerThenFree,
    flags: &[&[
        Flag::string("author", "Author (e.g., \"John Hannibal Smith <hannibal@a-team.com>\")").short('a'),
        Flag::list("change", "Apply Dockerfile instruction to the created image").short('c'),
        Flag::string("message", "Commit message").short('m'),
        Flag::bool("pause", "Pause container during commit").short('p').default("true"),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
