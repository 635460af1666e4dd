//! A container's volumes: made with it, filled with what the image has there, released with it.
//!
//! Model: moby `daemon/create_unix.go` `createContainerOSSpecificSettings`, `populateVolumes`; `daemon/mounts.go`.

use super::bind::Bind;
use super::{Container, ContainerError, MountKind, MountPoint, MountSpec};
use crate::daemon::Daemon;
use crate::identity::ContainerId;
use crate::trace::Recorder;
use crate::vfs::{AbsPath, Errno};

impl Daemon {
    /// A volume that `-v name:/path` asks for.
    pub(super) fn named_volume(
        &mut self,
        _recorder: &mut Recorder,
        _container: ContainerId,
        bind: &Bind,
    ) -> Result<MountPoint, ContainerError> {
        let read_only = bind.mode.split(',').any(|word| word == "ro");
        Ok(MountPoint {
            destination: bind.destination.clone(),
            rw: !read_only,
            name: bind.source.clone(),
            driver: "local".to_owned(),
            kind: MountKind::Volume,
            mode: bind.mode.clone(),
            named: true,
            copy_data: !bind.mode.split(',').any(|word| word == "nocopy"),
            spec: MountSpec {
                kind: Some(MountKind::Volume),
                source: bind.source.clone(),
                target: bind.destination.clone(),
                read_only,
                volume_options: None,
            },
            ..MountPoint::default()
        })
    }

    /// Anonymous volumes for the places that the config names, and what the image has there copied into new volumes. `root` is
    /// where the container's files are seen.
    pub(super) fn prepare_volumes(
        &mut self,
        _recorder: &mut Recorder,
        container: &Container,
        _root: &AbsPath,
    ) -> Result<(), ContainerError> {
        let wanted = container.config.volumes.iter().flat_map(|set| &set.0);
        let needs = wanted
            .chain(container.mount_points.values().filter(|p| p.kind == MountKind::Volume).map(|p| &p.destination));
        match needs.into_iter().next() {
            Some(place) => Err(ContainerError::Invalid(format!("drydock: a volume at {place} is not simulated"))),
            None => Ok(()),
        }
    }

    /// A container is gone: nothing of it uses its volumes any more. With `remove`, anonymous ones go.
    pub(super) fn release_volumes(
        &mut self,
        _recorder: &mut Recorder,
        _container: &Container,
        _remove: bool,
    ) -> Result<(), Errno> {
        Ok(())
    }
}
