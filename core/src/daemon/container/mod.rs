//! Containers: what dockerd holds of each in memory, which is what its two files hold on the disk.
//!
//! ```text
//! create ─► layer      init layer, read-write layer, mounts/<ID>      (overlay2/, layerdb/)
//!        └► record     config.v2.json, hostconfig.json                (containers/<ID>/)
//! start  ─► mount ─► lent files ─► runc ─► process
//! remove ─► record ─► layer ─► the directory
//! ```
//!
//! Model: moby `container/container.go`, `daemon/create.go`, `daemon/container.go`, `daemon/delete.go`.

mod bind;
mod changes;
mod commit;
mod connect;
mod control;
mod copy;
mod create;
mod ended;
mod error;
mod exec;
mod go_time;
mod host_config;
mod init_layer;
mod layer;
mod list;
mod merge;
mod mount_point;
mod mount_spec;
mod names;
mod network;
mod network_settings;
mod output;
mod record;
mod remove;
mod reserve;
mod restarts;
mod runtime;
mod sandbox;
mod security;
mod start;
mod state;
mod store;
mod text;
mod user;
mod verify;
mod volumes;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use commit::{CommitError, CommitOptions};
pub use connect::Connect;
pub use control::Stopping;
pub use copy::{CopyError, PathStat};
pub use create::{CreateOptions, Created};
pub use error::ContainerError;
pub use exec::ExecOptions;
pub use host_config::{Device, HostConfig, LogConfig, PortBinding, Resources, RestartPolicy, Ulimit};
pub use layer::RwLayer;
pub use list::{ContainerFilter, ContainerSummary};
pub use mount_point::{MountKind, MountPoint, MountSpec, TmpfsOptions, VolumeOptions};
pub use network_settings::{EndpointSettings, NetworkSettings};
pub use remove::RemoveContainer;
pub use runtime::{Attach, Runtime};
pub use start::{Host, Input, Load};
pub use state::State;
pub use store::Containers;

use crate::clock::Time;
use crate::identity::{ContainerId, ImageId};
use crate::oci::RunConfig;

/// A container. What is serialised is `config.v2.json`: the fields and their order are those of Go's struct.
///
/// Model: moby `container/container.go` `Container`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Container {
    stream_config: Empty,
    /// Whether it runs, and how it ended.
    pub state: State,
    /// Its ID.
    #[serde(rename = "ID", with = "text")]
    pub id: ContainerId,
    /// When it was made.
    #[serde(with = "go_time")]
    pub created: Time,
    managed: bool,
    /// The program.
    pub path: String,
    /// Its arguments.
    pub args: Vec<String>,
    /// How it is run: the image's config with what was asked for on top.
    pub config: RunConfig,
    /// The image.
    #[serde(with = "text")]
    pub image: ImageId,
    /// Its networks.
    pub network_settings: NetworkSettings,
    /// Its log; empty before the first start.
    pub log_path: String,
    /// `/` and its name.
    pub name: String,
    /// `overlay2`
    pub driver: String,
    #[serde(rename = "OS")]
    os: String,
    mount_label: String,
    process_label: String,
    /// How often it was started again on its own.
    pub restart_count: u32,
    /// Whether it was ever started.
    pub has_been_started_before: bool,
    /// Whether `docker stop` ended it.
    pub has_been_manually_stopped: bool,
    /// What is mounted in it, by place.
    pub mount_points: BTreeMap<String, MountPoint>,
    secret_references: Option<Empty>,
    config_references: Option<Empty>,
    /// `--security-opt apparmor=`
    pub app_armor_profile: String,
    /// Its `hostname`; empty before the first start.
    pub hostname_path: String,
    /// Its `hosts`.
    pub hosts_path: String,
    shm_path: String,
    /// Its `resolv.conf`.
    pub resolv_conf_path: String,
    seccomp_profile: String,
    no_new_privileges: bool,
    local_log_cache_meta: LocalLogCacheMeta,
    /// `hostconfig.json`
    #[serde(skip)]
    pub host_config: HostConfig,
    /// Its layers.
    #[serde(skip)]
    pub layer: Option<RwLayer>,
    /// What is held of it while it runs.
    #[serde(skip)]
    pub runtime: Option<Runtime>,
    /// Whether and when it is started again on its own.
    #[serde(skip)]
    restarts: restarts::Restarts,
}

/// `{}`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Empty {}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct LocalLogCacheMeta {
    have_notify_enabled: bool,
}

impl Container {
    /// Its name without the slash.
    pub fn short_name(&self) -> &str {
        self.name.strip_prefix('/').unwrap_or(&self.name)
    }

    /// Whether it has a label: `name` or `name=value`.
    pub fn has_label(&self, wanted: &str) -> bool {
        let (key, value) = wanted.split_once('=').map_or((wanted, None), |(key, value)| (key, Some(value)));
        let labels = self.config.labels.iter().flatten();
        labels.into_iter().any(|(k, v)| k == key && value.is_none_or(|value| v == value))
    }
}
