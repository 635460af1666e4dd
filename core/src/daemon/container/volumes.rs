//! A container's volumes: made with it, filled with what the image has there, released with it.
//!
//! Model: moby `daemon/create_unix.go` `createContainerOSSpecificSettings`, `populateVolumes`; `daemon/volumes.go`
//! `registerMountPoints`; `daemon/mounts.go` `removeMountPoints`; `container/container_unix.go` `CopyImagePathContent`.

use super::bind::Bind;
use super::create::scoped;
use super::mount_point::VolumeOptions;
use super::{Container, ContainerError, MountKind, MountPoint, MountSpec};
use crate::accounts::Accounts;
use crate::archive::{Packer, Whiteouts, unpack};
use crate::daemon::Daemon;
use crate::daemon::volumes::{Volume, VolumeError};
use crate::disk::{layout, volumes};
use crate::kernel::{Follow, Kernel, Task};
use crate::trace::{Actor, Cause, Recorder, Volumes as Step};
use crate::vfs::{AbsPath, Errno, FileType};

impl Daemon {
    /// A volume that `-v name:/path` asks for, made if there is none of this name.
    pub(super) fn named_volume(&mut self, recorder: &mut Recorder, bind: &Bind) -> Result<MountPoint, ContainerError> {
        let wanted = Volume { name: bind.source.clone(), ..Volume::default() };
        let volume = self.create_volume(recorder, wanted, "local").map_err(ContainerError::from)?;
        let has = |word: &str| bind.mode.split(',').any(|mode| mode == word);
        let (read_only, no_copy) = (has("ro"), has("nocopy"));
        Ok(MountPoint {
            source: layout::volume_data(&volume.name).to_string(),
            destination: bind.destination.clone(),
            rw: !read_only,
            name: volume.name,
            driver: "local".to_owned(),
            kind: MountKind::Volume,
            // So that a host with SELinux lets several containers use it.
            mode: if bind.mode.is_empty() { "z".to_owned() } else { bind.mode.clone() },
            copy_data: !no_copy,
            spec: MountSpec {
                kind: Some(MountKind::Volume),
                source: bind.source.clone(),
                target: bind.destination.clone(),
                read_only,
                volume_options: no_copy.then(|| VolumeOptions::of_bind(no_copy)),
                tmpfs_options: None,
            },
            ..MountPoint::default()
        })
    }

    /// Anonymous volumes for the places that the config names, and what the image has there copied into new volumes. `root` is
    /// where the container's files are seen.
    pub(super) fn prepare_volumes(
        &mut self,
        recorder: &mut Recorder,
        container: &mut Container,
        root: &AbsPath,
    ) -> Result<(), ContainerError> {
        for place in container.config.volumes.iter().flat_map(|set| &set.0) {
            let place = AbsPath::new(place).to_string();
            if container.mount_points.contains_key(&place) {
                continue;
            }
            let path = scoped(recorder, root, &place)?;
            let found = recorder.kernel().stat(&Task::host_root(), path.as_bytes(), Follow::Yes);
            if found.is_ok_and(|stat| stat.file_type != FileType::Dir) {
                return Err(ContainerError::Invalid(format!(
                    "cannot mount volume over existing file, file exists {path}"
                )));
            }
            let volume = self.create_volume(recorder, Volume::default(), "local").map_err(ContainerError::from)?;
            let point = MountPoint {
                destination: place.clone(),
                rw: true,
                name: volume.name,
                driver: "local".to_owned(),
                kind: MountKind::Volume,
                copy_data: true,
                ..MountPoint::default()
            };
            container.mount_points.insert(place, point);
        }
        let filled = container.mount_points.values().filter(|point| point.kind == MountKind::Volume && point.copy_data);
        for point in filled {
            let from = scoped(recorder, root, &point.destination)?;
            fill(recorder, &point.name, &point.destination, &from)?;
        }
        Ok(())
    }

    /// A container is gone: nothing of it uses its volumes any more. With `remove`, anonymous ones go, unless others use them.
    pub(super) fn release_volumes(
        &mut self,
        recorder: &mut Recorder,
        container: &Container,
        remove: bool,
    ) -> Result<(), Errno> {
        let anonymous = |point: &&MountPoint| point.kind == MountKind::Volume && point.spec.source.is_empty();
        for point in container.mount_points.values().filter(anonymous).filter(|_| remove) {
            if let Err(VolumeError::Disk(errno)) = self.remove_volume(recorder, &point.name) {
                return Err(errno);
            }
        }
        Ok(())
    }
}

impl From<VolumeError> for ContainerError {
    fn from(error: VolumeError) -> Self {
        match error {
            VolumeError::Disk(errno) => Self::Disk(errno),
            error => Self::Invalid(error.to_string()),
        }
    }
}

/// Copies what is at `from` into an empty volume, with the directory's own mode and owner.
fn fill(recorder: &mut Recorder, name: &str, place: &str, from: &AbsPath) -> Result<(), ContainerError> {
    let found = recorder.kernel().stat(&Task::host_root(), from.as_bytes(), Follow::Yes);
    match found {
        Err(Errno::ENOENT) => return Ok(()),
        Err(errno) => return Err(errno.into()),
        Ok(_) if !volumes::is_empty(&recorder.kernel().fs, name) => return Ok(()),
        Ok(stat) if stat.file_type != FileType::Dir => {
            return Err(ContainerError::Invalid(format!("source {from} is not directory")));
        }
        Ok(_) => {}
    }
    let cause = Cause::Volumes(Step::Filled { name: name.to_owned(), place: place.to_owned() });
    recorder.step(Actor::Dockerd, cause, |kernel| copy_directory(kernel, from, &layout::volume_data(name)))
}

/// Model: containerd/continuity `fs/copy.go` `CopyDir`.
fn copy_directory(kernel: &mut Kernel, from: &AbsPath, to: &AbsPath) -> Result<(), ContainerError> {
    let task = Task::host_root();
    let stat = kernel.stat(&task, from.as_bytes(), Follow::Yes)?;
    let accounts = Accounts::default();
    let mut packer = Packer::new(kernel, &task, &accounts, Whiteouts::Kept);
    packer.below(from.as_bytes())?;
    let tar = packer.finish();
    kernel.chown(&task, to.as_bytes(), Some(stat.uid), Some(stat.gid), Follow::Yes)?;
    kernel.chmod(&task, to.as_bytes(), stat.mode)?;
    unpack(kernel, to, &tar).map_err(|error| ContainerError::Invalid(error.to_string()))
}
