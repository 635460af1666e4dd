//! `docker stop`, `kill`, `pause`, `unpause`, `rename`, `update`: a container that runs is told something, or changed.
//!
//! Model: moby `daemon/stop.go`, `daemon/kill.go`, `daemon/pause.go`, `daemon/unpause.go`, `daemon/rename.go`, `daemon/update.go`.

use std::rc::Rc;

use super::verify::{self, Change};
use super::{Container, ContainerError, Resources, RestartPolicy};
use crate::daemon::Daemon;
use crate::identity::ContainerId;
use crate::process::{Pid, Processes, Signal};
use crate::trace::{Actor, Cause, Group, Lifecycle, Recorder, Saved};

/// Seconds that a container gets to end after its stop signal, unless it says otherwise.
const STOP_TIMEOUT: i64 = 10;

/// A container that was told to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopping {
    /// The container.
    pub id: ContainerId,
    /// Its first process; none if it does not run.
    pub pid: Option<Pid>,
    /// Seconds that it gets; below 0 for as long as it takes.
    pub timeout: i64,
}

impl Container {
    /// The signal that stops it.
    fn stop_signal(&self) -> Signal {
        Signal::parse(&self.config.stop_signal).unwrap_or(Signal::TERM)
    }
}

impl Daemon {
    /// Sends a container its stop signal. Whoever asked lets time pass, and then kills it.
    pub fn stop_container(
        &mut self,
        recorder: &mut Recorder,
        processes: &mut Processes,
        text: &str,
        timeout: Option<i64>,
    ) -> Result<Stopping, ContainerError> {
        let container = self.containers.find(text)?;
        let (id, signal) = (container.id, container.stop_signal());
        let timeout = timeout.or(container.config.stop_timeout).unwrap_or(STOP_TIMEOUT);
        if self.end_restarting(recorder, id)? {
            return Ok(Stopping { id, pid: None, timeout });
        }
        let container = self.containers.find(text)?;
        let Some(pid) = container.runtime.as_ref().map(|runtime| runtime.pid) else {
            return Ok(Stopping { id, pid: None, timeout });
        };
        self.signal_container(recorder, processes, id, signal)?;
        Ok(Stopping { id, pid: Some(pid), timeout })
    }

    /// `docker kill`: sends a signal by its name or number.
    pub fn kill_container(
        &mut self,
        recorder: &mut Recorder,
        processes: &mut Processes,
        text: &str,
        signal: &str,
    ) -> Result<(ContainerId, Signal), ContainerError> {
        let parsed = Signal::parse(signal);
        let signal = parsed.ok_or_else(|| ContainerError::Invalid(format!("Invalid signal: {signal}")))?;
        let not_found = |error| ContainerError::Invalid(format!("Cannot kill container: {text}: {error}"));
        let container = self.containers.find(text).map_err(not_found)?;
        let id = container.id;
        if self.end_restarting(recorder, id)? {
            return Ok((id, signal));
        }
        let container = self.containers.find(text)?;
        if container.runtime.is_none() {
            return Err(ContainerError::CannotKill { typed: text.to_owned(), id });
        }
        self.signal_container(recorder, processes, id, signal)?;
        Ok((id, signal))
    }

    /// Model: `killWithSignal`.
    pub fn signal_container(
        &mut self,
        recorder: &mut Recorder,
        processes: &mut Processes,
        id: ContainerId,
        signal: Signal,
    ) -> Result<(), ContainerError> {
        let Some(runtime) = self.containers.get(id).and_then(|container| container.runtime.clone()) else {
            return Err(ContainerError::NotRunning(id));
        };
        let outer = recorder.enter(Some(Rc::new(Group::Stop)));
        let saved = self.save(recorder, id, Saved::Stopping, |container| {
            container.has_been_manually_stopped = true;
            if signal == Signal::KILL || container.config.stop_signal.is_empty() || signal == container.stop_signal() {
                container.exit_on_next();
            }
        });
        recorder
            .look(Actor::Runc, Cause::Lifecycle(Lifecycle::Signalled { container: id, signal: signal.to_string() }));
        recorder.enter(outer);
        saved?;
        self.log_container(recorder.kernel().fs.now(), id, "kill", &[("signal", signal.number().to_string())]);
        // What is frozen ends all the same when it is killed.
        if signal == Signal::KILL {
            processes.freeze(runtime.pid_ns, false);
        }
        processes.signal(runtime.pid, signal);
        Ok(())
    }

    /// Freezes or thaws the processes of a container.
    pub fn pause_container(
        &mut self,
        recorder: &mut Recorder,
        processes: &mut Processes,
        text: &str,
        pause: bool,
    ) -> Result<ContainerId, ContainerError> {
        let container = self.containers.find(text)?;
        let (id, paused) = (container.id, container.state.paused);
        if pause && container.state.restarting {
            return Err(ContainerError::Restarting(id));
        }
        let runs = container.runtime.as_ref().map(|runtime| runtime.pid_ns);
        match (pause, paused) {
            (true, _) if runs.is_none() => return Err(ContainerError::NotRunning(id)),
            (true, true) => return Err(ContainerError::Invalid(format!("Container {id} is already paused"))),
            (false, false) => return Err(ContainerError::Invalid(format!("Container {id} is not paused"))),
            _ => {}
        }
        if let Some(pid_ns) = runs {
            processes.freeze(pid_ns, pause);
        }
        self.save(recorder, id, Saved::Changed, |container| container.state.paused = pause)?;
        self.log_container(recorder.kernel().fs.now(), id, if pause { "pause" } else { "unpause" }, &[]);
        Ok(id)
    }

    /// Sets in memory whether a container is removed at its end; gives what it was set to.
    ///
    /// Model: moby `daemon/restart.go` `containerRestart`, which switches it off for the time between.
    pub fn set_auto_remove(&mut self, text: &str, remove: bool) -> Result<bool, ContainerError> {
        let id = self.containers.find(text)?.id;
        let container = self.containers.get_mut(id);
        Ok(container.is_some_and(|container| std::mem::replace(&mut container.host_config.auto_remove, remove)))
    }

    /// Gives a container another name.
    pub fn rename_container(&mut self, recorder: &mut Recorder, text: &str, name: &str) -> Result<(), ContainerError> {
        let container = self.containers.find(text)?;
        let (id, old) = (container.id, container.short_name().to_owned());
        let new = name.strip_prefix('/').unwrap_or(name);
        if new.is_empty() {
            return Err(ContainerError::Invalid("Neither old nor new names may be empty".to_owned()));
        }
        if new == old {
            let why = "Renaming a container with the same name as its current name";
            return Err(ContainerError::Invalid(why.to_owned()));
        }
        let new = self
            .take_name(id, &format!("/{new}"))
            .map_err(|error| ContainerError::Invalid(format!("Error when allocating new name: {error}")))?;
        self.containers.release(&old);
        self.save(recorder, id, Saved::Changed, |container| {
            container.name = format!("/{new}");
            container.network_settings.is_anonymous_endpoint = false;
        })?;
        self.log_container(recorder.kernel().fs.now(), id, "rename", &[("oldName", ["/", &old].concat())]);
        Ok(())
    }

    /// Changes a container's limits and its restart policy. What is `None` stays.
    pub fn update_container(
        &mut self,
        recorder: &mut Recorder,
        text: &str,
        change: impl FnOnce(&mut Resources),
        restart: Option<RestartPolicy>,
    ) -> Result<ContainerId, ContainerError> {
        let container = self.containers.find(text)?;
        let id = container.id;
        if container.state.removal_in_progress || container.state.dead {
            let why =
                format!("Cannot update container {id}: Container is marked for removal and cannot be \"update\".");
            return Err(ContainerError::Invalid(why));
        }
        if restart.as_ref().is_some_and(|policy| policy.name != "no") && container.host_config.auto_remove {
            let why = "Restart policy cannot be updated because AutoRemove is enabled for the container";
            return Err(ContainerError::Invalid(format!("Cannot update container {id}: {why}")));
        }
        let mut resources = container.host_config.resources.clone();
        change(&mut resources);
        let wrong = verify::resources(&resources, &self.profile.about, Change::Update)
            .and_then(|()| restart.as_ref().map_or(Ok(()), verify::restart_policy));
        wrong.map_err(ContainerError::Invalid)?;
        self.save(recorder, id, Saved::Changed, |container| {
            container.host_config.resources = resources;
            if let Some(restart) = restart {
                container.host_config.restart_policy = restart;
            }
        })?;
        self.log_container(recorder.kernel().fs.now(), id, "update", &[]);
        Ok(id)
    }
}
