//! A container's own layers: the init layer, the read-write layer on top of it, and the record of the two in `layerdb/mounts`.
//!
//! Model: moby `layer/layer_store.go` `CreateRWLayer`, `initMount`, `saveMount`, `ReleaseRWLayer`;
//! `daemon/graphdriver/overlay2/overlay.go` `create`, `Get`, `Put`, `Remove`. The order is that of a traced `docker run`.

use std::rc::Rc;

use super::{ContainerError, init_layer};
use crate::daemon::Daemon;
use crate::disk::layerdb::{self, MountRecord};
use crate::disk::layout::{self, LayerDir};
use crate::disk::overlay2::{self, Spelling};
use crate::identity::{CacheId, ChainId, ContainerId, LinkId};
use crate::kernel::{Kernel, MountKind, Task};
use crate::random::ContainerIds;
use crate::trace::{Actor, Cause, Group, Layerdb, Overlay2, Recorder};
use crate::vfs::{AbsPath, Errno};

/// A container's own layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RwLayer {
    /// The mount-id: the directory of the read-write layer.
    pub mount: CacheId,
    /// The image's top layer; none for an image without layers.
    pub parent: Option<ChainId>,
}

impl RwLayer {
    /// The directory of the read-write layer.
    pub const fn dir(&self) -> LayerDir {
        LayerDir::Plain(self.mount)
    }

    /// The directory of the init layer.
    pub const fn init(&self) -> LayerDir {
        LayerDir::Init(self.mount)
    }

    /// Where the union is mounted.
    pub fn merged(&self) -> AbsPath {
        overlay2::merged_dir(self.dir())
    }
}

impl From<MountRecord> for RwLayer {
    fn from(record: MountRecord) -> Self {
        Self { mount: record.mount_id, parent: record.parent }
    }
}

fn dockerd<T>(
    recorder: &mut Recorder,
    cause: Cause,
    write: impl FnOnce(&mut Kernel) -> Result<T, Errno>,
) -> Result<T, Errno> {
    recorder.step(Actor::Dockerd, cause, write)
}

impl Daemon {
    /// Makes the layers of a new container on the image layer `parent`, and their record.
    pub(super) fn create_rw_layer(
        &mut self,
        recorder: &mut Recorder,
        ids: &ContainerIds,
        parent: Option<ChainId>,
    ) -> Result<RwLayer, ContainerError> {
        let layer = RwLayer { mount: ids.mount.cache, parent };
        let below = parent.and_then(|chain| self.layers().get(chain)).map(|layer| (layer.dir(), layer.depth));
        if below.is_some_and(|(_, depth)| depth + 1 > overlay2::MAX_DEPTH) {
            return Err(ContainerError::MaxDepth);
        }
        let outer = recorder.enter(Some(Rc::new(Group::InitLayer)));
        let init = self.make_init_layer(recorder, layer.init(), ids.init_link, below);
        recorder.enter(Some(Rc::new(Group::RwLayer)));
        let result = init.and_then(|()| {
            let depth = below.map_or(0, |(_, depth)| depth) + 1;
            Self::make_layer_dir(recorder, layer.dir(), ids.mount.link, Some((layer.init(), depth)))?;
            write_record(recorder, ids.container, &layer)?;
            Ok(layer)
        });
        recorder.enter(outer);
        result
    }

    fn make_init_layer(
        &self,
        recorder: &mut Recorder,
        dir: LayerDir,
        link: LinkId,
        below: Option<(LayerDir, usize)>,
    ) -> Result<(), ContainerError> {
        Self::make_layer_dir(recorder, dir, link, below)?;
        let root = Self::mount_layer(recorder, dir)?;
        init_layer::set_up(recorder, dir, &root)?;
        Self::unmount_layer(recorder, dir)?;
        Ok(())
    }

    /// Mounts a layer on what is below it; gives where its files are seen. A layer without anything below is not mounted: its
    /// own files are all there is.
    ///
    /// Model: `Get`.
    pub fn mount_layer(recorder: &mut Recorder, dir: LayerDir) -> Result<AbsPath, ContainerError> {
        let fs = &recorder.kernel().fs;
        let Some(data) = overlay2::mount_data(fs, dir).map_err(|error| ContainerError::MountTooLong(error.bytes))?
        else {
            return Ok(overlay2::diff_dir(dir));
        };
        let below = overlay2::lower(fs, dir).len();
        let relative = data.spelling == Spelling::Relative;
        // A child process of the daemon goes where relative paths start from, and mounts there.
        let task = Task { cwd: data.home(), ..Task::host_root() };
        let target = if relative { format!("{dir}/merged") } else { data.target.to_string() };
        let cause = Cause::Overlay2(Overlay2::MergedCreated { dir });
        dockerd(recorder, cause, |kernel| overlay2::create_merged(&mut kernel.fs, dir))?;
        let cause = Cause::Overlay2(Overlay2::Mounted { dir, below, relative });
        dockerd(recorder, cause, |kernel| {
            kernel.mount(&task, "overlay", target.as_bytes(), MountKind::Overlay, &data.options).map(drop)
        })?;
        Ok(data.target)
    }

    /// Unmounts a layer.
    ///
    /// Model: `Put`.
    pub fn unmount_layer(recorder: &mut Recorder, dir: LayerDir) -> Result<(), Errno> {
        let merged = overlay2::merged_dir(dir);
        if recorder.kernel().fs.walk(&merged).is_err() {
            return Ok(());
        }
        let cause = Cause::Overlay2(Overlay2::Unmounted { dir });
        dockerd(recorder, cause, |kernel| kernel.detach(&Task::host_root(), merged.as_bytes()))?;
        let cause = Cause::Overlay2(Overlay2::MergedRemoved { dir });
        dockerd(recorder, cause, |kernel| overlay2::remove_merged(&mut kernel.fs, dir))
    }

    /// Removes a container's layers and their record.
    pub(super) fn remove_rw_layer(
        recorder: &mut Recorder,
        container: ContainerId,
        layer: &RwLayer,
    ) -> Result<(), Errno> {
        Self::remove_directories(recorder, layer.dir())?;
        Self::remove_directories(recorder, layer.init())?;
        let cause = Cause::Layerdb(Layerdb::MountRemoved { container });
        dockerd(recorder, cause, |kernel| layerdb::remove_mount(&mut kernel.fs, container))
    }
}

/// `layerdb/mounts/<container>/{mount-id,init-id,parent}`
fn write_record(recorder: &mut Recorder, container: ContainerId, layer: &RwLayer) -> Result<(), Errno> {
    Daemon::make_dir_once(recorder, &layout::container_layers(), Layerdb::MountsCreated)?;
    let cause = Cause::Layerdb(Layerdb::MountCreated { container });
    dockerd(recorder, cause, |kernel| layerdb::create_mount(&mut kernel.fs, container))?;
    let mount = layer.mount;
    let cause = Cause::Layerdb(Layerdb::MountIdWritten { container, mount });
    dockerd(recorder, cause, |kernel| layerdb::write_mount_id(&mut kernel.fs, container, mount))?;
    let init = layer.init();
    let cause = Cause::Layerdb(Layerdb::InitIdWritten { container, mount });
    dockerd(recorder, cause, |kernel| layerdb::write_init_id(&mut kernel.fs, container, init))?;
    let Some(parent) = layer.parent else { return Ok(()) };
    let cause = Cause::Layerdb(Layerdb::MountParentWritten { container, parent });
    dockerd(recorder, cause, |kernel| layerdb::write_mount_parent(&mut kernel.fs, container, parent))
}
