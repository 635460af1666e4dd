//! `containers/<ID>/`: the two files that are written at every change.
//!
//! Model: moby `container/container.go` `toDisk`, `WriteHostConfig`.

use super::Container;
use crate::daemon::Daemon;
use crate::disk::containers;
use crate::identity::ContainerId;
use crate::json;
use crate::trace::{Actor, Cause, Lifecycle, Recorder, Saved};
use crate::vfs::Errno;

impl Daemon {
    /// Changes a container in memory and writes its two files.
    pub(super) fn save(
        &mut self,
        recorder: &mut Recorder,
        id: ContainerId,
        why: Saved,
        change: impl FnOnce(&mut Container),
    ) -> Result<(), Errno> {
        let Some(container) = self.containers.get_mut(id) else { return Ok(()) };
        change(container);
        let container = container.clone();
        write_both(recorder, &container, why)
    }
}

/// Writes `hostconfig.json` and, around that, `config.v2.json`.
pub(super) fn write_both(recorder: &mut Recorder, container: &Container, why: Saved) -> Result<(), Errno> {
    write_host_config(recorder, container, why)?;
    let (id, text) = (container.id, json::encode(container) + "\n");
    let cause = Cause::Lifecycle(Lifecycle::ConfigWritten { container: id, why });
    recorder.step(Actor::Dockerd, cause, |kernel| containers::write_config(&mut kernel.fs, id, &text))
}

/// Writes `hostconfig.json`.
pub(super) fn write_host_config(recorder: &mut Recorder, container: &Container, why: Saved) -> Result<(), Errno> {
    let (id, text) = (container.id, json::encode(&container.host_config) + "\n");
    let cause = Cause::Lifecycle(Lifecycle::HostConfigWritten { container: id, why });
    recorder.step(Actor::Dockerd, cause, |kernel| containers::write_host_config(&mut kernel.fs, id, &text))
}
