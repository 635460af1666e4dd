//! `docker pull`, `docker image pull`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag};

/// The definition.
pub static PULL: Command = Command {
    usage: "[OPTIONS] NAME[:TAG|@DIGEST]",
    short: "Pull an image or a repository from a registry",
    arity: Arity::Exactly(1),
    flags: &[&[
        Flag::bool("all-tags", "Download all tagged images in the repository").short('a'),
        Flag::bool("disable-content-trust", "Skip image verification").default("true"),
        Flag::string("platform", "Set platform if server is multi-platform capable"),
        Flag::bool("quiet", "Suppress verbose output").short('q'),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
