//! What is mounted in a container besides its own files.
//!
//! Model: moby `volume/mounts/mounts.go` `MountPoint`, `api/types/mount/mount.go`.

use serde::{Deserialize, Serialize};

use super::Empty;

/// What is mounted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MountKind {
    /// A file or directory of the host.
    #[default]
    Bind,
    /// A volume.
    Volume,
    /// A filesystem in memory.
    Tmpfs,
}

/// Something mounted in a container. Its fields and their order are those of Go's struct.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct MountPoint {
    /// What of the host is seen: of a volume its directory.
    pub source: String,
    /// Where.
    pub destination: String,
    /// Whether it may be written to.
    #[serde(rename = "RW")]
    pub rw: bool,
    /// The volume's name.
    pub name: String,
    /// The volume's driver.
    pub driver: String,
    /// What it is.
    #[serde(rename = "Type")]
    pub kind: MountKind,
    /// The mode, as it was given: `ro`, `z`.
    #[serde(rename = "Relabel", skip_serializing_if = "String::is_empty")]
    pub mode: String,
    /// `rprivate`
    #[serde(skip_serializing_if = "String::is_empty")]
    pub propagation: String,
    /// Whether a new volume gets what the image has at this place.
    #[serde(skip)]
    pub copy_data: bool,
    /// A random name for this use of the volume, while it is used.
    #[serde(rename = "ID", skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// As it was asked for.
    pub spec: MountSpec,
    pub(super) skip_mountpoint_creation: bool,
}

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct MountSpec {
    /// What it is.
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<MountKind>,
    /// What of the host, or which volume.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Where.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub target: String,
    /// Whether it may not be written to.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub read_only: bool,
    /// How a new volume is to be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_options: Option<VolumeOptions>,
    /// How a filesystem in memory is to be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tmpfs_options: Option<TmpfsOptions>,
}

/// How a filesystem in memory is to be made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TmpfsOptions {
    /// Bytes that it holds; 0 for what the kernel gives.
    #[serde(skip_serializing_if = "is_zero")]
    pub size_bytes: i64,
    /// Mode of its root directory; 0 for one that everybody can write to.
    #[serde(skip_serializing_if = "is_no_mode")]
    pub mode: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants it so")]
const fn is_zero(number: &i64) -> bool {
    *number == 0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants it so")]
const fn is_no_mode(mode: &u32) -> bool {
    *mode == 0
}

/// How a new volume is to be made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct VolumeOptions {
    /// Without what the image has at this place.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_copy: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    driver_config: Option<Empty>,
}

impl VolumeOptions {
    /// What `-v` asks for.
    pub(super) const fn of_bind(no_copy: bool) -> Self {
        Self { no_copy, driver_config: None }
    }

    /// What `--mount` asks for: the client sends the driver's options along, of which there are none.
    pub const fn of_mount(no_copy: bool) -> Self {
        Self { no_copy, driver_config: Some(Empty {}) }
    }
}

impl MountPoint {
    /// A file or directory of the host.
    pub fn bind(source: &str, destination: &str, mode: &str) -> Self {
        let read_only = mode.split(',').any(|word| word == "ro");
        Self {
            source: source.to_owned(),
            destination: destination.to_owned(),
            rw: !read_only,
            mode: mode.to_owned(),
            propagation: "rprivate".to_owned(),
            spec: MountSpec {
                kind: Some(MountKind::Bind),
                source: source.to_owned(),
                target: destination.to_owned(),
                read_only,
                volume_options: None,
                tmpfs_options: None,
            },
            ..Self::default()
        }
    }
}
