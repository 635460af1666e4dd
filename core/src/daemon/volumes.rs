//! Volumes: made, listed, removed.
//!
//! Model: moby `volume/service/{service,store,errors}.go`, `volume/local/local.go`. Labels are kept in memory only: a daemon that
//! starts on a disk finds the volumes without them.

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use super::container::MountKind;
use super::{Container, Daemon};
use crate::clock::Time;
use crate::disk::{directory_size, layout, volumes};
use crate::identity::ContainerId;
use crate::trace::{Actor, Cause, Recorder, Volumes as Step};
use crate::vfs::{Errno, Fs};

/// A volume of the driver `local`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Volume {
    /// Its name.
    pub name: String,
    /// Its labels; none for one that `docker run` made.
    pub labels: Option<BTreeMap<String, String>>,
    /// Options of its driver; none for one that `docker run` made.
    pub options: Option<BTreeMap<String, String>>,
}

impl Volume {
    /// When it was made, or its directory changed last.
    pub fn created(&self, fs: &Fs) -> Option<Time> {
        Some(fs.get(fs.walk(&layout::volume(&self.name)).ok()?)?.ctime)
    }

    /// Bytes of its files.
    pub fn size(&self, fs: &Fs) -> u64 {
        directory_size(fs, &layout::volume_data(&self.name)).unwrap_or(0)
    }

    /// Whether it has a label: `name` or `name=value`.
    pub fn has_label(&self, text: &str) -> bool {
        let (name, wanted) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        let found = self.labels.as_ref().and_then(|labels| labels.get(name));
        found.is_some_and(|value| wanted.is_none_or(|wanted| wanted == value))
    }
}

/// All volumes. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Volumes(Rc<BTreeMap<String, Volume>>);

impl Volumes {
    /// The volumes on a disk.
    pub(super) fn restore(fs: &Fs) -> Self {
        let volume = |name: String| (name.clone(), Volume { name, ..Volume::default() });
        Self(Rc::new(volumes::list(fs).into_iter().map(volume).collect()))
    }

    /// A volume.
    pub fn get(&self, name: &str) -> Option<&Volume> {
        self.0.get(name)
    }

    /// All volumes, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &Volume> {
        self.0.values()
    }
}

/// Why something cannot be done with a volume. Displayed in the daemon's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VolumeError {
    /// There is none of this name.
    NotFound(String),
    /// The name has characters that names do not have.
    InvalidName(String),
    /// The name is one character.
    ShortName(String),
    /// There is no such driver.
    Driver {
        /// The volume.
        name: String,
        /// The driver.
        driver: String,
    },
    /// Containers use it.
    InUse {
        /// The volume.
        name: String,
        /// The containers.
        containers: Vec<ContainerId>,
    },
    /// Writing to the daemon's own directories failed.
    Disk(Errno),
}

impl fmt::Display for VolumeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(name) => write!(f, "get {name}: no such volume"),
            Self::InvalidName(name) => write!(
                f,
                "create {name}: \"{name}\" includes invalid characters for a local volume name, only \
                 \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path"
            ),
            Self::ShortName(name) => {
                write!(
                    f,
                    "create {name}: volume name is too short, names should be at least two alphanumeric characters"
                )
            }
            Self::Driver { name, driver } => {
                write!(f, "create {name}: error looking up volume plugin {driver}: plugin \"{driver}\" not found")
            }
            Self::InUse { name, containers } => {
                let ids: Vec<String> = containers.iter().map(ContainerId::to_string).collect();
                write!(f, "remove {name}: volume is in use - [{}]", ids.join(", "))
            }
            Self::Disk(errno) => errno.fmt(f),
        }
    }
}

impl std::error::Error for VolumeError {}

impl From<Errno> for VolumeError {
    fn from(errno: Errno) -> Self {
        Self::Disk(errno)
    }
}

/// Model: moby `volume/local/local.go` `validateName`.
fn check_name(name: &str) -> Result<(), VolumeError> {
    if name.len() == 1 {
        return Err(VolumeError::ShortName(name.to_owned()));
    }
    let is_first = |c: char| c.is_ascii_alphanumeric();
    let is_right = name.starts_with(is_first) && name.chars().all(|c| is_first(c) || matches!(c, '_' | '.' | '-'));
    if is_right { Ok(()) } else { Err(VolumeError::InvalidName(name.to_owned())) }
}

impl Daemon {
    /// The volumes.
    pub const fn volumes(&self) -> &Volumes {
        &self.volumes
    }

    /// The containers that use a volume, running or not.
    pub fn users_of(&self, volume: &str) -> Vec<ContainerId> {
        let uses = |container: &&Container| {
            container.mount_points.values().any(|point| point.kind == MountKind::Volume && point.name == volume)
        };
        self.containers.iter().filter(uses).map(|container| container.id).collect()
    }

    /// A volume of this name, made if there is none; without a name a random one.
    pub fn create_volume(
        &mut self,
        recorder: &mut Recorder,
        mut wanted: Volume,
        driver: &str,
    ) -> Result<Volume, VolumeError> {
        if wanted.name.is_empty() {
            wanted.name = self.ids.volume().to_string();
        }
        let now = recorder.kernel().fs.now();
        if let Some(volume) = self.volumes.get(&wanted.name).cloned() {
            self.log_volume(now, &volume.name, "create", &[]);
            return Ok(volume);
        }
        if !matches!(driver, "" | "local") {
            return Err(VolumeError::Driver { name: wanted.name, driver: driver.to_owned() });
        }
        check_name(&wanted.name)?;
        let name = wanted.name.clone();
        let cause = Cause::Volumes(Step::DirCreated { name: name.clone() });
        recorder.step(Actor::Dockerd, cause, |kernel| volumes::create_dir(&mut kernel.fs, &name))?;
        let cause = Cause::Volumes(Step::DataCreated { name: name.clone() });
        recorder.step(Actor::Dockerd, cause, |kernel| volumes::create_data(&mut kernel.fs, &name))?;
        self.log_volume(now, &name, "create", &[]);
        Rc::make_mut(&mut self.volumes.0).insert(name, wanted.clone());
        Ok(wanted)
    }

    /// Removes a volume that no container uses.
    pub fn remove_volume(&mut self, recorder: &mut Recorder, name: &str) -> Result<(), VolumeError> {
        if self.volumes.get(name).is_none() {
            return Err(VolumeError::NotFound(name.to_owned()));
        }
        let containers = self.users_of(name);
        if !containers.is_empty() {
            return Err(VolumeError::InUse { name: name.to_owned(), containers });
        }
        let cause = Cause::Volumes(Step::Removed { name: name.to_owned() });
        recorder.step(Actor::Dockerd, cause, |kernel| volumes::remove(&mut kernel.fs, name))?;
        Rc::make_mut(&mut self.volumes.0).remove(name);
        self.log_volume(recorder.kernel().fs.now(), name, "destroy", &[]);
        Ok(())
    }

    /// Removes the volumes that no container uses and that have these labels and none of those. Gives their names and their bytes.
    pub fn prune_volumes(
        &mut self,
        recorder: &mut Recorder,
        labels: &[String],
        without: &[String],
    ) -> Result<(Vec<String>, u64), VolumeError> {
        let fits = |volume: &&Volume| {
            labels.iter().all(|label| volume.has_label(label)) && !without.iter().any(|label| volume.has_label(label))
        };
        let unused = |volume: &&Volume| self.users_of(&volume.name).is_empty();
        let fs = &recorder.kernel().fs;
        let chosen: Vec<(String, u64)> = self
            .volumes
            .iter()
            .filter(|volume| unused(volume) && fits(volume))
            .map(|volume| (volume.name.clone(), volume.size(fs)))
            .collect();
        for (name, _) in &chosen {
            self.remove_volume(recorder, name)?;
        }
        let bytes = chosen.iter().map(|(_, size)| size).sum();
        self.log_prune(recorder.kernel().fs.now(), "volume", bytes);
        Ok((chosen.into_iter().map(|(name, _)| name).collect(), bytes))
    }
}
