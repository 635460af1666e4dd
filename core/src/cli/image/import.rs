//! `docker import`, `docker image import`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

/// The definition.
pub static IMPORT: Command = Command {
    usage: "[OPTIONS] file|URL|- [REPOSITORY[:TAG]]",
    short: "Import the contents from a tarball to create a filesystem image",
    arity: Arity::AtLeast(1),
    operands: Operands::Files,
    flags: &[&[
        Flag::list("change", "Apply Dockerfile instruction to the created image").short('c'),
        Flag::string("message", "Set commit message for imported image").short('m'),
        Flag::string("platform", "Set platform if server is multi-platform capable"),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
