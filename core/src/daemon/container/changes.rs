//! `docker diff` and `docker export`: a container's files as a whole.
//!
//! Model: moby `daemon/changes.go`, `daemon/export.go`, `layer/mounted_layer.go`, `daemon/graphdriver/fsdiff.go` `Changes`.

use super::{Container, ContainerError, RwLayer};
use crate::accounts::Accounts;
use crate::archive::{Packer, TarStream, TreeChange, Whiteouts, tree_changes};
use crate::daemon::Daemon;
use crate::disk::layout::LayerDir;
use crate::disk::overlay2;
use crate::kernel::Task;
use crate::trace::{Actor, Cause, Changes, Recorder};
use crate::vfs::AbsPath;

impl Daemon {
    /// What a container changed, as `docker diff` lists it.
    pub fn container_changes(&self, recorder: &mut Recorder, text: &str) -> Result<Vec<TreeChange>, ContainerError> {
        let layer = self.layer_of(self.containers().find(text)?)?;
        self.with_mounted(recorder, layer.dir(), |recorder, new| {
            self.with_mounted(recorder, layer.init(), |recorder, old| {
                let task = Task::host_root();
                let found = tree_changes(recorder.kernel(), &task, new.as_bytes(), old.as_bytes())?;
                let cause = Cause::Changes(Changes::Compared { dir: layer.dir(), found: found.len() });
                recorder.look(Actor::Dockerd, cause);
                Ok(found)
            })
        })
    }

    /// All that a container sees, as a tar.
    pub fn export_container(&self, recorder: &mut Recorder, text: &str) -> Result<TarStream, ContainerError> {
        let container = self.containers().find(text)?;
        check_state(container, "export")?;
        let layer = self.layer_of(container)?;
        self.with_mounted(recorder, layer.dir(), |recorder, root| {
            // The child process that packs has changed its root: it asks the container's own files for names.
            let task = Task { root: root.clone(), ..Task::host_root() };
            let accounts = Accounts::read(recorder.kernel(), &task);
            let mut packer = Packer::new(recorder.kernel(), &task, &accounts, Whiteouts::Kept);
            packer.below(b"/")?;
            let tar = packer.finish();
            let cause = Cause::Changes(Changes::Exported { root: root.clone(), bytes: tar.size() });
            recorder.look(Actor::Dockerd, cause);
            Ok(tar)
        })
    }

    /// A container's own layers.
    pub(super) fn layer_of(&self, container: &Container) -> Result<RwLayer, ContainerError> {
        let missing = || ContainerError::Invalid(format!("RWLayer of container {} is unexpectedly nil", container.id));
        container.layer.ok_or_else(missing)
    }

    /// Works where a layer is seen as a whole: it is mounted, unless it is already, and unmounted again.
    pub(in crate::daemon) fn with_mounted<T>(
        &self,
        recorder: &mut Recorder,
        dir: LayerDir,
        work: impl FnOnce(&mut Recorder, &AbsPath) -> Result<T, ContainerError>,
    ) -> Result<T, ContainerError> {
        let merged = overlay2::merged_dir(dir);
        if recorder.kernel().fs.walk(&merged).is_ok() {
            return work(recorder, &merged);
        }
        let root = Self::mount_layer(recorder, dir)?;
        let result = work(recorder, &root);
        Self::unmount_layer(recorder, dir)?;
        result
    }
}

/// What is dead or going is not packed any more.
pub(super) fn check_state(container: &Container, what: &str) -> Result<(), ContainerError> {
    let why = match &container.state {
        state if state.dead => "which is Dead",
        state if state.removal_in_progress => "which is being removed",
        _ => return Ok(()),
    };
    Err(ContainerError::Invalid(format!("You cannot {what} container {} {why}", container.id)))
}
