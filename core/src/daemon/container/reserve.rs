//! Names of containers: which are allowed, which are taken, and the ones that dockerd makes up.
//!
//! Model: moby `daemon/names.go`.

use super::ContainerError;
use super::names::{LEFT, RIGHT};
use crate::daemon::Daemon;
use crate::identity::ContainerId;

impl Daemon {
    /// Gives the container `id` the name that was asked for, or one that is made up. Without the slash.
    pub(super) fn reserve_name(&mut self, id: ContainerId, asked: &str) -> Result<String, ContainerError> {
        if asked.is_empty() {
            return Ok(self.made_up_name(id));
        }
        self.take_name(id, asked)
    }

    /// Gives the container `id` this name.
    pub(super) fn take_name(&mut self, id: ContainerId, asked: &str) -> Result<String, ContainerError> {
        let name = asked.strip_prefix('/').unwrap_or(asked);
        if !is_valid(name) {
            return Err(ContainerError::InvalidName(asked.to_owned()));
        }
        match self.containers.named(name) {
            Some(owner) if owner != id => Err(ContainerError::NameInUse { name: name.to_owned(), owner }),
            _ => {
                self.containers.reserve(name.to_owned(), id);
                Ok(name.to_owned())
            }
        }
    }

    /// A made-up name such as `happy_hopper`; with a digit at its end if six in a row were taken, and the ID's beginning if that
    /// does not help.
    fn made_up_name(&mut self, id: ContainerId) -> String {
        for attempt in 0..6 {
            let name = loop {
                let (left, right) = (self.ids.choice(LEFT.len()), self.ids.choice(RIGHT.len()));
                // Steve Wozniak is not boring.
                if (LEFT[left], RIGHT[right]) != ("boring", "wozniak") {
                    break format!("{}_{}", LEFT[left], RIGHT[right]);
                }
            };
            let name = if attempt > 0 { format!("{name}{}", self.ids.choice(10)) } else { name };
            if self.containers.reserve(name.clone(), id) {
                return name;
            }
        }
        let name = id.short();
        self.containers.reserve(name.clone(), id);
        name
    }
}

/// `[a-zA-Z0-9][a-zA-Z0-9_.-]+`
pub(super) fn is_valid(name: &str) -> bool {
    let bytes = name.as_bytes();
    let rest = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'.' | b'-');
    bytes.len() >= 2 && bytes[0].is_ascii_alphanumeric() && bytes[1..].iter().all(rest)
}
