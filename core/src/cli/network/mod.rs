//! `docker network …`.

pub mod connect;
pub mod create;
pub mod disconnect;
pub mod inspect;
mod ipam;
pub mod ls;
pub mod prune;
pub mod rm;

use super::definition::{Command, Entry};

/// The group.
pub static NETWORK: Command = Command::group(
    "Manage networks",
    &[
        Entry::new("connect", &connect::CONNECT),
        Entry::new("create", &create::CREATE),
        Entry::new("disconnect", &disconnect::DISCONNECT),
        Entry::new("inspect", &inspect::INSPECT),
        Entry::new("ls", &ls::LS).or(&["list"]),
        Entry::new("prune", &prune::PRUNE),
        Entry::new("rm", &rm::RM).or(&["remove"]),
    ],
);
