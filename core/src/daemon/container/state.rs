//! Whether a container runs, and how it ended.
//!
//! Model: moby `container/state.go`.

use serde::{Deserialize, Serialize};

use super::go_time::{self, NEVER};
use crate::clock::Time;

/// Whether it runs, and how it ended. Its fields and their order are those of Go's struct.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[allow(clippy::struct_excessive_bools, reason = "they are Docker's")]
pub struct State {
    /// It runs. So does a paused one.
    pub running: bool,
    /// Its processes are frozen.
    pub paused: bool,
    /// It is about to be started again on its own.
    pub restarting: bool,
    /// It was killed because memory ran out. Never, here.
    #[serde(rename = "OOMKilled")]
    pub oom_killed: bool,
    /// Somebody is removing it.
    pub removal_in_progress: bool,
    /// Removing it failed half way.
    pub dead: bool,
    /// The number of its first process on the host; 0 if it does not run.
    pub pid: u32,
    /// The status that its first process ended with.
    pub exit_code: i32,
    /// Why it could not be started.
    pub error: String,
    /// When it was started last.
    #[serde(with = "go_time")]
    pub started_at: Time,
    /// When it ended last.
    #[serde(with = "go_time")]
    pub finished_at: Time,
    health: Option<Health>,
}

/// Health checks are not run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Health {}

impl Default for State {
    fn default() -> Self {
        Self {
            running: false,
            paused: false,
            restarting: false,
            oom_killed: false,
            removal_in_progress: false,
            dead: false,
            pid: 0,
            exit_code: 0,
            error: String::new(),
            started_at: NEVER,
            finished_at: NEVER,
            health: None,
        }
    }
}

impl State {
    /// Whether it was ever started.
    pub fn has_started(&self) -> bool {
        self.started_at != NEVER
    }

    /// One word, as `docker inspect` has it.
    ///
    /// Model: `StateString`.
    pub fn word(&self) -> &'static str {
        match self {
            Self { running: true, paused: true, .. } => "paused",
            Self { running: true, restarting: true, .. } => "restarting",
            Self { running: true, .. } => "running",
            Self { removal_in_progress: true, .. } => "removing",
            Self { dead: true, .. } => "dead",
            _ if !self.has_started() => "created",
            _ => "exited",
        }
    }
}
