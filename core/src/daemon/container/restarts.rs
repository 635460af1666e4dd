//! Restart policies: whether a container that has ended is started again, and when.
//!
//! Model: moby `restartmanager/restartmanager.go`, `daemon/monitor.go` `handleContainerExit`.

use std::rc::Rc;

use super::runtime::Attach;
use super::start::{Host, Input};
use super::{Container, ContainerError};
use crate::clock::Time;
use crate::daemon::Daemon;
use crate::identity::ContainerId;
use crate::trace::{Group, Recorder, Saved};

/// The first wait, in nanoseconds; each further one is twice as long.
const FIRST_WAIT: u64 = 100_000_000;
/// The longest wait, in nanoseconds.
const LONGEST_WAIT: u64 = 60_000_000_000;
/// Who ran for so many seconds begins with the first wait again.
const LONG_RUN: i64 = 10;

/// What is held of a container's restarts while the daemon runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Restarts {
    /// The last wait, in nanoseconds.
    wait: u64,
    /// Somebody wants it to end: it is not started again.
    cancelled: bool,
    /// When it is started again.
    due: Option<Time>,
}

impl Container {
    /// It has ended with this status: whether it is to be started again, which is remembered.
    pub(super) fn plan_restart(&mut self, status: u8, now: Time) -> bool {
        let policy = &self.host_config.restart_policy;
        let restarts = &mut self.restarts;
        if restarts.cancelled || matches!(policy.name.as_str(), "" | "no") {
            return false;
        }
        if now.secs - self.state.started_at.secs >= LONG_RUN {
            restarts.wait = 0;
        }
        restarts.wait = if restarts.wait == 0 { FIRST_WAIT } else { (restarts.wait * 2).min(LONGEST_WAIT) };
        let most = policy.maximum_retry_count;
        let restart = match policy.name.as_str() {
            "always" => true,
            "unless-stopped" => !self.has_been_manually_stopped,
            "on-failure" => status != 0 && (most == 0 || i64::from(self.restart_count) < most),
            _ => false,
        };
        restarts.due = restart.then(|| now.plus_nanos(restarts.wait));
        restart
    }

    /// It is not started again, however it ends.
    ///
    /// Model: moby `container/container.go` `ExitOnNext`.
    pub(super) const fn exit_on_next(&mut self) {
        self.restarts.cancelled = true;
    }
}

impl Daemon {
    /// The next moment at which a container is started again on its own.
    pub fn next_restart(&self) -> Option<Time> {
        self.containers.iter().filter_map(|container| container.restarts.due).min()
    }

    /// Starts the containers again whose moment has come.
    pub fn restart_due(&mut self, host: &mut Host<'_>) {
        let now = host.recorder.kernel().fs.now();
        let due = |container: &&Container| container.restarts.due.is_some_and(|due| due <= now);
        let ids: Vec<ContainerId> = self.containers.iter().filter(due).map(|container| container.id).collect();
        for id in ids {
            if let Some(container) = self.containers.get_mut(id) {
                container.restarts.due = None;
            }
            let outer = host.recorder.enter(Some(Rc::new(Group::Start)));
            // Nobody waits for the answer: the daemon's log would say it.
            let _: Result<(), ContainerError> = self.start_or_take_back(host, id, Attach::default(), Input::Nothing);
            host.recorder.enter(outer);
        }
    }

    /// A container that was about to be started again stays as it ended. Whether it was.
    pub fn end_restarting(&mut self, recorder: &mut Recorder, id: ContainerId) -> Result<bool, ContainerError> {
        if !self.containers.get(id).is_some_and(|container| container.state.restarting) {
            return Ok(false);
        }
        self.save(recorder, id, Saved::Ended, |container| {
            container.restarts.due = None;
            container.exit_on_next();
            container.has_been_manually_stopped = true;
            (container.state.running, container.state.restarting) = (false, false);
        })?;
        Ok(true)
    }
}
