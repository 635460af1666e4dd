//! `docker rm`: a container and its layers go.
//!
//! Model: moby `daemon/delete.go`. The order is that of a traced `docker rm`.

use std::rc::Rc;

use super::{Container, ContainerError};
use crate::daemon::{Daemon, PruneFilter};
use crate::disk::containers;
use crate::identity::ContainerId;
use crate::trace::{Actor, Cause, Group, Lifecycle, Recorder, Saved};
use crate::vfs::Errno;

/// How a container is to be removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RemoveContainer {
    /// With its anonymous volumes (`-v`).
    pub volumes: bool,
}

impl Daemon {
    /// Notes in memory that a container is about to be removed, or no longer: while it is being killed for that, its end does not
    /// remove it.
    ///
    /// Model: moby `container/state.go` `SetRemovalInProgress`.
    pub fn mark_removal(&mut self, id: ContainerId, in_progress: bool) {
        if let Some(container) = self.containers.get_mut(id) {
            container.state.removal_in_progress = in_progress;
        }
    }

    /// Removes a container that does not run.
    pub fn remove_container(
        &mut self,
        recorder: &mut Recorder,
        text: &str,
        options: RemoveContainer,
    ) -> Result<ContainerId, ContainerError> {
        let container = self.containers.find(text)?;
        let (id, state) = (container.id, &container.state);
        if state.removal_in_progress {
            return Err(ContainerError::BeingRemoved(text.to_owned()));
        }
        if state.running {
            return Err(ContainerError::NotStopped { id, state: state.word() });
        }
        let outer = recorder.enter(Some(Rc::new(Group::RemoveContainer)));
        let result = self.clean_up(recorder, id, options);
        recorder.enter(outer);
        result.map(|()| id).map_err(ContainerError::Disk)
    }

    fn clean_up(&mut self, recorder: &mut Recorder, id: ContainerId, options: RemoveContainer) -> Result<(), Errno> {
        self.save(recorder, id, Saved::Removing, |container| {
            container.state.removal_in_progress = true;
            container.state.dead = true;
        })?;
        let Some(container) = self.containers.get(id).cloned() else { return Ok(()) };
        let destroyed = self.container_event(recorder.kernel().fs.now(), id, "destroy", &[]);
        if let Some(layer) = &container.layer {
            Self::remove_rw_layer(recorder, id, layer)?;
            // Layers of an image that was removed meanwhile were held by this container alone.
            self.containers.remove(id);
            self.release_layers(recorder, layer.parent)?;
        }
        self.containers.remove(id);
        Self::remove_container_dir(recorder, id)?;
        self.release_volumes(recorder, &container, options.volumes)?;
        if let Some(event) = destroyed {
            self.log(event);
        }
        Ok(())
    }

    /// Removes every container that does not run and that the filter lets through. Gives the IDs of those that went, and the
    /// bytes of their own files.
    ///
    /// Model: moby `daemon/prune.go` `ContainersPrune`.
    pub fn prune_containers(&mut self, recorder: &mut Recorder, filter: &PruneFilter) -> (Vec<ContainerId>, u64) {
        let all: Vec<Container> =
            self.containers.iter().filter(|container| !container.state.running).cloned().collect();
        let (mut removed, mut reclaimed) = (Vec::new(), 0);
        for container in all {
            if !filter.labels.iter().all(|label| container.has_label(label))
                || filter.without_labels.iter().any(|label| container.has_label(label))
                || filter.until.is_some_and(|until| container.created > until)
            {
                continue;
            }
            let (own, _) = self.container_size(&recorder.kernel().fs, &container);
            if self.remove_container(recorder, &container.id.to_string(), RemoveContainer::default()).is_ok() {
                removed.push(container.id);
                reclaimed += own;
            }
        }
        self.log_prune(recorder.kernel().fs.now(), "container", reclaimed);
        (removed, reclaimed)
    }

    /// Removes `containers/<ID>`.
    pub(super) fn remove_container_dir(recorder: &mut Recorder, id: ContainerId) -> Result<(), Errno> {
        let cause = Cause::Lifecycle(Lifecycle::DirRemoved { container: id });
        recorder.step(Actor::Dockerd, cause, |kernel| containers::remove(&mut kernel.fs, id))
    }
}
