//! When a process of a container ends: the shim tells dockerd, and dockerd cleans up.
//!
//! Model: moby `daemon/monitor.go` `handleContainerExit`, `ProcessEvent`; `daemon/start.go` `Cleanup`.

use std::rc::Rc;

use super::output::tell;
use super::{ContainerError, RemoveContainer};
use crate::daemon::Daemon;
use crate::identity::ContainerId;
use crate::process::{Pid, Processes};
use crate::trace::{Actor, Cause, Group, Lifecycle, Recorder, Saved};

impl Daemon {
    /// A process of a container has ended with this status. If it was the first one, so has the container; if it was that of
    /// `docker exec`, its client is told.
    pub fn process_ended(
        &mut self,
        recorder: &mut Recorder,
        processes: &mut Processes,
        id: ContainerId,
        (pid, status): (Pid, u8),
    ) {
        self.collect_output(recorder, processes, id);
        let Some(runtime) = self.containers.get(id).and_then(|container| container.runtime.as_ref()) else { return };
        if runtime.pid == pid {
            let outer = recorder.enter(Some(Rc::new(Group::Stop)));
            // Nobody waits for the answer: the daemon's log would say it.
            let _: Result<(), ContainerError> = self.container_ended(recorder, processes, id, status);
            recorder.enter(outer);
            return;
        }
        let Some(at) = runtime.execs.iter().position(|exec| exec.pid == pid) else { return };
        let Some(runtime) = self.containers.get_mut(id).and_then(|container| container.runtime.as_mut()) else {
            return;
        };
        let exec = runtime.execs.remove(at);
        let more = [("execID", exec.id.to_string()), ("exitCode", status.to_string())];
        self.log_container(recorder.kernel().fs.now(), id, "exec_die", &more);
        processes.reap(pid);
        processes.remove_sink(exec.output.sink);
        for attached in exec.output.clients {
            tell(processes, attached.client, exec.id, i32::from(status));
        }
    }

    fn container_ended(
        &mut self,
        recorder: &mut Recorder,
        processes: &mut Processes,
        id: ContainerId,
        status: u8,
    ) -> Result<(), ContainerError> {
        recorder.look(
            Actor::Containerd,
            Cause::Lifecycle(Lifecycle::ProcessEnded { container: id, status: i32::from(status) }),
        );
        self.finish_output(recorder, id);
        let Some(container) = self.containers.get_mut(id) else { return Ok(()) };
        let Some(runtime) = container.runtime.take() else { return Ok(()) };
        let layer = container.layer;
        processes.kill_namespace(runtime.pid_ns, recorder);
        processes.reap(runtime.pid);
        recorder.unrecorded(|kernel| kernel.remove_namespace(runtime.namespace));
        if let Some(layer) = layer {
            Self::unmount_layer(recorder, layer.dir())?;
        }
        let now = recorder.kernel().fs.now();
        self.log_container(now, id, "die", &[("exitCode", status.to_string())]);
        self.log_left(now, id);
        self.log_mounts(now, id, false);
        let restarts = self.containers.get_mut(id).is_some_and(|container| container.plan_restart(status, now));
        self.save(recorder, id, Saved::Ended, |container| {
            container.restart_count += u32::from(restarts);
            let state = &mut container.state;
            // Docker takes one that is about to start again for running.
            (state.running, state.restarting) = (restarts, restarts);
            (state.paused, state.pid) = (false, 0);
            (state.exit_code, state.finished_at) = (i32::from(status), now);
            container.network_settings.ports = None;
            for end in container.network_settings.networks.values_mut() {
                *end = end.left();
            }
            for point in container.mount_points.values_mut() {
                point.id.clear();
            }
        })?;
        for attached in &runtime.output.clients {
            tell(processes, attached.client, id, i32::from(status));
        }
        for exec in &runtime.execs {
            processes.remove_sink(exec.output.sink);
            for attached in &exec.output.clients {
                tell(processes, attached.client, exec.id, 137);
            }
        }
        processes.remove_sink(runtime.output.sink);
        // Whoever removes it already does so with what was asked for.
        let removes = !restarts
            && self
                .containers
                .get(id)
                .is_some_and(|container| container.host_config.auto_remove && !container.state.removal_in_progress);
        if removes {
            self.remove_container(recorder, &id.to_string(), RemoveContainer { volumes: true })?;
        }
        Ok(())
    }
}
