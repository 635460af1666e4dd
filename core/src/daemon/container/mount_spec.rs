//! What `--mount` and `--volumes-from` ask for.
//!
//! Model: moby `volume/mounts/linux_parser.go` `validateMountConfigImpl`, `ParseVolumesFrom`; `daemon/volumes.go`
//! `registerMountPoints`.

use std::collections::BTreeMap;

use super::{ContainerError, MountKind, MountPoint, MountSpec};
use crate::daemon::Daemon;
use crate::daemon::volumes::Volume;
use crate::disk::layout;
use crate::kernel::{Follow, Task};
use crate::trace::Recorder;
use crate::vfs::AbsPath;

impl Daemon {
    /// The mounts of another container: `name[:ro]`. What is mounted there is mounted here.
    pub(super) fn mounts_of(&self, text: &str) -> Result<BTreeMap<String, MountPoint>, ContainerError> {
        let (name, mode) = text.split_once(':').unwrap_or((text, "rw"));
        if !matches!(mode, "ro" | "rw" | "z" | "Z" | "") {
            return Err(ContainerError::Invalid(format!("invalid mode: {mode}")));
        }
        let of_other = |(place, point): (&String, &MountPoint)| {
            let point = MountPoint {
                kind: point.kind,
                name: point.name.clone(),
                source: point.source.clone(),
                rw: point.rw && mode != "ro",
                driver: point.driver.clone(),
                destination: point.destination.clone(),
                propagation: point.propagation.clone(),
                spec: point.spec.clone(),
                ..MountPoint::default()
            };
            (place.clone(), point)
        };
        Ok(self.containers.find(name)?.mount_points.iter().map(of_other).collect())
    }

    /// What `--mount` asks for; a volume is made if there is none of its name.
    pub(super) fn asked_mount(
        &mut self,
        recorder: &mut Recorder,
        spec: &MountSpec,
        taken: &BTreeMap<String, MountPoint>,
    ) -> Result<MountPoint, ContainerError> {
        let kind = spec.kind.unwrap_or(MountKind::Volume);
        check(recorder, spec, kind).map_err(|why| {
            let kind = match kind {
                MountKind::Bind => "bind",
                MountKind::Volume => "volume",
                MountKind::Tmpfs => "tmpfs",
            };
            ContainerError::Invalid(format!("invalid mount config for type \"{kind}\": {why}"))
        })?;
        let destination = AbsPath::new(&spec.target).to_string();
        check_free(taken, &destination)?;
        let point = MountPoint { destination, rw: !spec.read_only, kind, spec: spec.clone(), ..MountPoint::default() };
        Ok(match kind {
            MountKind::Tmpfs => point,
            MountKind::Bind => MountPoint {
                source: AbsPath::new(&spec.source).to_string(),
                propagation: "rprivate".to_owned(),
                skip_mountpoint_creation: true,
                ..point
            },
            MountKind::Volume => {
                let wanted = Volume { name: spec.source.clone(), ..Volume::default() };
                let volume = self.create_volume(recorder, wanted, "local").map_err(ContainerError::from)?;
                MountPoint {
                    source: layout::volume_data(&volume.name).to_string(),
                    name: volume.name,
                    driver: "local".to_owned(),
                    // So that a host with SELinux lets several containers use it.
                    mode: "z".to_owned(),
                    copy_data: !spec.volume_options.is_some_and(|options| options.no_copy),
                    ..point
                }
            }
        })
    }
}

/// Whether nothing was asked for at a place yet.
pub(super) fn check_free(taken: &BTreeMap<String, MountPoint>, place: &str) -> Result<(), ContainerError> {
    if taken.contains_key(place) {
        return Err(ContainerError::Invalid(format!("Duplicate mount point: {place}")));
    }
    Ok(())
}

fn check(recorder: &Recorder, spec: &MountSpec, kind: MountKind) -> Result<(), String> {
    let absolute = |path: &str| {
        let why = || format!("invalid mount path: '{path}' mount path must be absolute");
        if path.starts_with('/') { Ok(()) } else { Err(why()) }
    };
    if spec.target.starts_with('/') && AbsPath::new(&spec.target) == AbsPath::root() {
        return Err("invalid specification: destination can't be '/'".to_owned());
    }
    absolute(&spec.target)?;
    match kind {
        MountKind::Bind if spec.source.is_empty() => Err("field Source must not be empty".to_owned()),
        MountKind::Bind => {
            absolute(&spec.source)?;
            let found = recorder.kernel().stat(&Task::host_root(), spec.source.as_bytes(), Follow::Yes);
            found.map(|_| ()).map_err(|_| ["bind source path does not exist: ", &spec.source].concat())
        }
        MountKind::Volume if spec.source.is_empty() && spec.read_only => {
            Err("must not set ReadOnly mode when using anonymous volumes".to_owned())
        }
        MountKind::Tmpfs if !spec.source.is_empty() => Err("field Source must not be specified".to_owned()),
        MountKind::Volume | MountKind::Tmpfs => Ok(()),
    }
}
