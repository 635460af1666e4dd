//! How many there are of what.
//!
//! Model: moby `daemon/info.go` `fillContainerStates`, `daemon/metrics.go` `stateCounter`.

use super::Daemon;

/// Containers by what they do, and images.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Population {
    /// Containers that run.
    pub running: usize,
    /// Containers that are held.
    pub paused: usize,
    /// All others: made, ended, about to be started again.
    pub stopped: usize,
    /// Images, those without a name among them.
    pub images: usize,
}

impl Population {
    /// All containers.
    pub const fn containers(&self) -> usize {
        self.running + self.paused + self.stopped
    }
}

impl Daemon {
    /// Counts.
    pub fn population(&self) -> Population {
        let mut population = Population { images: self.images().count(), ..Population::default() };
        for container in self.containers.iter() {
            let counter = match container.state.word() {
                "running" => &mut population.running,
                "paused" => &mut population.paused,
                _ => &mut population.stopped,
            };
            *counter += 1;
        }
        population
    }
}
