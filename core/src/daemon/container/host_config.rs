//! How a container is to be run on this host: `hostconfig.json`.
//!
//! Model: moby `api/types/container/host_config.go` `HostConfig`, `Resources`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::mount_point::MountSpec;

/// How a container is to be run on this host. The fields and their order are those of Go's struct.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[allow(clippy::struct_excessive_bools, reason = "they are Docker's")]
pub struct HostConfig {
    /// `-v`: `source:target[:mode]`
    pub binds: Option<Vec<String>>,
    /// `--cidfile`
    #[serde(rename = "ContainerIDFile")]
    pub container_id_file: String,
    /// Where its output goes.
    pub log_config: LogConfig,
    /// `default`, `bridge`, `none`, `host`, …
    pub network_mode: String,
    /// `-p`, by port of the container.
    pub port_bindings: BTreeMap<String, Vec<PortBinding>>,
    /// Whether it is started again when it ends.
    pub restart_policy: RestartPolicy,
    /// `--rm`
    pub auto_remove: bool,
    /// `--volume-driver`
    pub volume_driver: String,
    /// `--volumes-from`
    pub volumes_from: Option<Vec<String>>,
    /// `--cap-add`
    pub cap_add: Option<Vec<String>>,
    /// `--cap-drop`
    pub cap_drop: Option<Vec<String>>,
    /// `host` or `private`
    pub cgroupns_mode: String,
    /// `--dns`
    pub dns: Vec<String>,
    /// `--dns-option`
    pub dns_options: Vec<String>,
    /// `--dns-search`
    pub dns_search: Vec<String>,
    /// `--add-host`
    pub extra_hosts: Option<Vec<String>>,
    /// `--group-add`
    pub group_add: Option<Vec<String>>,
    /// `--ipc`
    pub ipc_mode: String,
    /// Set by nobody.
    pub cgroup: String,
    /// `--link`
    pub links: Option<Vec<String>>,
    /// `--oom-score-adj`
    pub oom_score_adj: i64,
    /// `--pid`
    pub pid_mode: String,
    /// `--privileged`
    pub privileged: bool,
    /// `-P`
    pub publish_all_ports: bool,
    /// `--read-only`
    pub readonly_rootfs: bool,
    /// `--security-opt`
    pub security_opt: Option<Vec<String>>,
    /// `--storage-opt`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_opt: Option<BTreeMap<String, String>>,
    /// `--tmpfs`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tmpfs: Option<BTreeMap<String, String>>,
    /// `--uts`
    #[serde(rename = "UTSMode")]
    pub uts_mode: String,
    /// `--userns`
    pub userns_mode: String,
    /// `--shm-size`
    pub shm_size: i64,
    /// `--sysctl`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sysctls: Option<BTreeMap<String, String>>,
    /// `--runtime`
    #[serde(skip_serializing_if = "String::is_empty")]
    pub runtime: String,
    /// Windows only.
    pub console_size: [u32; 2],
    /// `--isolation`
    pub isolation: String,
    /// Limits.
    #[serde(flatten)]
    pub resources: Resources,
    /// `--mount`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mounts: Vec<MountSpec>,
    /// What of `/proc` and `/sys` it does not see.
    pub masked_paths: Option<Vec<String>>,
    /// What of `/proc` it cannot write to.
    pub readonly_paths: Option<Vec<String>>,
    /// `--init`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub init: Option<bool>,
}

/// Where a container's output goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LogConfig {
    /// `json-file`
    #[serde(rename = "Type")]
    pub kind: String,
    /// Options.
    pub config: BTreeMap<String, String>,
}

/// A port of the host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct PortBinding {
    /// The address; empty for all.
    pub host_ip: String,
    /// The port; empty for any.
    pub host_port: String,
}

/// Whether a container is started again when it ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RestartPolicy {
    /// `no`, `always`, `unless-stopped`, `on-failure`
    pub name: String,
    /// How often at most, with `on-failure`; 0 for any number.
    pub maximum_retry_count: i64,
}

/// Limits. Nothing here enforces them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[allow(missing_docs, reason = "each is the flag of the same name")]
pub struct Resources {
    pub cpu_shares: i64,
    pub memory: i64,
    pub nano_cpus: i64,
    pub cgroup_parent: String,
    pub blkio_weight: u16,
    pub blkio_weight_device: Option<Vec<String>>,
    pub blkio_device_read_bps: Option<Vec<String>>,
    pub blkio_device_write_bps: Option<Vec<String>>,
    #[serde(rename = "BlkioDeviceReadIOps")]
    pub blkio_device_read_iops: Option<Vec<String>>,
    #[serde(rename = "BlkioDeviceWriteIOps")]
    pub blkio_device_write_iops: Option<Vec<String>>,
    pub cpu_period: i64,
    pub cpu_quota: i64,
    pub cpu_realtime_period: i64,
    pub cpu_realtime_runtime: i64,
    pub cpuset_cpus: String,
    pub cpuset_mems: String,
    pub devices: Option<Vec<Device>>,
    pub device_cgroup_rules: Option<Vec<String>>,
    pub device_requests: Option<Vec<String>>,
    pub kernel_memory: i64,
    #[serde(rename = "KernelMemoryTCP")]
    pub kernel_memory_tcp: i64,
    pub memory_reservation: i64,
    pub memory_swap: i64,
    pub memory_swappiness: Option<i64>,
    pub oom_kill_disable: Option<bool>,
    pub pids_limit: Option<i64>,
    pub ulimits: Option<Vec<Ulimit>>,
    pub cpu_count: i64,
    pub cpu_percent: i64,
    #[serde(rename = "IOMaximumIOps")]
    pub io_maximum_iops: u64,
    #[serde(rename = "IOMaximumBandwidth")]
    pub io_maximum_bandwidth: u64,
}

/// `--device`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Device {
    /// On the host.
    pub path_on_host: String,
    /// In the container.
    pub path_in_container: String,
    /// `rwm`
    pub cgroup_permissions: String,
}

/// `--ulimit`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Ulimit {
    /// Which.
    pub name: String,
    /// The most that can be set.
    pub hard: i64,
    /// What is set.
    pub soft: i64,
}

/// What a container does not see of `/proc` and `/sys`, unless it is privileged. Model: moby `oci/defaults.go`.
const MASKED_PATHS: [&str; 10] = [
    "/proc/asound",
    "/proc/acpi",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/sys/firmware",
];
const READONLY_PATHS: [&str; 5] = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

impl Default for LogConfig {
    fn default() -> Self {
        Self { kind: "json-file".to_owned(), config: BTreeMap::new() }
    }
}

impl Default for RestartPolicy {
    fn default() -> Self {
        Self { name: "no".to_owned(), maximum_retry_count: 0 }
    }
}

impl Default for Resources {
    fn default() -> Self {
        Self {
            cpu_shares: 0,
            memory: 0,
            nano_cpus: 0,
            cgroup_parent: String::new(),
            blkio_weight: 0,
            blkio_weight_device: Some(Vec::new()),
            blkio_device_read_bps: None,
            blkio_device_write_bps: None,
            blkio_device_read_iops: None,
            blkio_device_write_iops: None,
            cpu_period: 0,
            cpu_quota: 0,
            cpu_realtime_period: 0,
            cpu_realtime_runtime: 0,
            cpuset_cpus: String::new(),
            cpuset_mems: String::new(),
            devices: Some(Vec::new()),
            device_cgroup_rules: None,
            device_requests: None,
            kernel_memory: 0,
            kernel_memory_tcp: 0,
            memory_reservation: 0,
            memory_swap: 0,
            memory_swappiness: None,
            oom_kill_disable: Some(false),
            pids_limit: None,
            ulimits: None,
            cpu_count: 0,
            cpu_percent: 0,
            io_maximum_iops: 0,
            io_maximum_bandwidth: 0,
        }
    }
}

/// What `docker create` without flags asks for, completed as the daemon does it.
impl Default for HostConfig {
    fn default() -> Self {
        let owned = |paths: &[&str]| Some(paths.iter().map(|path| (*path).to_owned()).collect());
        Self {
            binds: None,
            container_id_file: String::new(),
            log_config: LogConfig::default(),
            network_mode: "default".to_owned(),
            port_bindings: BTreeMap::new(),
            restart_policy: RestartPolicy::default(),
            auto_remove: false,
            volume_driver: String::new(),
            volumes_from: None,
            cap_add: None,
            cap_drop: None,
            cgroupns_mode: "host".to_owned(),
            dns: Vec::new(),
            dns_options: Vec::new(),
            dns_search: Vec::new(),
            extra_hosts: None,
            group_add: None,
            ipc_mode: "private".to_owned(),
            cgroup: String::new(),
            links: None,
            oom_score_adj: 0,
            pid_mode: String::new(),
            privileged: false,
            publish_all_ports: false,
            readonly_rootfs: false,
            security_opt: None,
            storage_opt: None,
            tmpfs: None,
            uts_mode: String::new(),
            userns_mode: String::new(),
            shm_size: 64 << 20,
            sysctls: None,
            runtime: "runc".to_owned(),
            console_size: [0, 0],
            isolation: String::new(),
            resources: Resources::default(),
            mounts: Vec::new(),
            masked_paths: owned(&MASKED_PATHS),
            readonly_paths: owned(&READONLY_PATHS),
            init: None,
        }
    }
}

impl HostConfig {
    /// What the daemon completes in what it is asked for.
    ///
    /// Model: moby `daemon/daemon_unix.go` `adaptContainerSettings`.
    pub(super) fn complete(&mut self) {
        let resources = &mut self.resources;
        if resources.memory > 0 && resources.memory_swap == 0 {
            // As Go's int64 does, it wraps.
            resources.memory_swap = resources.memory.wrapping_mul(2);
        }
        if self.privileged {
            (self.masked_paths, self.readonly_paths) = (None, None);
        }
        let labelled = self.security_opt.iter().flatten().any(|option| option.split('=').next() == Some("label"));
        if !labelled && (self.privileged || self.ipc_mode == "host" || self.pid_mode == "host") {
            self.security_opt.get_or_insert_default().push("label=disable".to_owned());
        }
    }

    /// The network that the mode means.
    pub fn network_name(&self) -> &str {
        match self.network_mode.as_str() {
            "" | "default" => "bridge",
            mode => mode,
        }
    }
}
