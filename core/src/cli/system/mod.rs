//! `docker system …`.

pub mod df;
pub mod events;
pub mod info;
pub mod inspect;
pub mod prune;
pub mod version;

use super::definition::{Command, Entry};

/// The group.
pub static SYSTEM: Command = Command::group(
    "Manage Docker",
    &[
        Entry::new("df", &df::DF),
        Entry::new("events", &events::EVENTS),
        Entry::new("info", &info::INFO),
        Entry::new("prune", &prune::PRUNE),
    ],
);
