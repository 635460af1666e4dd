//! `docker volume …`.

pub mod create;
pub mod inspect;
pub mod ls;
pub mod prune;
pub mod rm;

use super::definition::{Command, Entry};

/// The group.
pub static VOLUME: Command = Command::group(
    "Manage volumes",
    &[
        Entry::new("create", &create::CREATE),
        Entry::new("inspect", &inspect::INSPECT),
        Entry::new("ls", &ls::LS).or(&["list"]),
        Entry::new("prune", &prune::PRUNE),
        Entry::new("rm", &rm::RM).or(&["remove"]),
    ],
);
