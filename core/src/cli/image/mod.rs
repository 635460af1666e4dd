//! `docker image …`.

pub mod build;
pub mod history;
pub mod history_row;
pub mod import;
pub mod inspect;
pub mod load;
pub mod ls;
pub mod prune;
pub mod pull;
pub mod push;
pub mod rm;
pub mod row;
pub mod save;
pub mod tag;

use super::definition::{Command, Entry};

/// The group.
pub static IMAGE: Command = Command::group(
    "Manage images",
    &[
        Entry::new("build", &build::BUILD),
        Entry::new("history", &history::HISTORY),
        Entry::new("import", &import::IMPORT),
        Entry::new("inspect", &inspect::INSPECT),
        Entry::new("load", &load::LOAD),
        Entry::new("ls", &ls::LS).or(&["list"]),
        Entry::new("prune", &prune::PRUNE),
        Entry::new("pull", &pull::PULL),
        Entry::new("push", &push::PUSH),
        Entry::new("rm", &rm::RM).or(&["rmi", "remove"]),
        Entry::new("save", &save::SAVE),
        Entry::new("tag", &tag::TAG),
    ],
);
