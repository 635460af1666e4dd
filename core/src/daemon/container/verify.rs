//! What a container may be asked for: checked before anything is made.
//!
//! Model: moby `daemon/container.go` `verifyContainerSettings`, `daemon/daemon_unix.go` `verifyPlatformContainerSettings`,
//! `runconfig/hostconfig_unix.go`.

use super::host_config::{HostConfig, LogConfig, Resources, RestartPolicy};
use crate::oci::RunConfig;
use crate::process::Signal;
use crate::profile::About;

/// The least that memory may be limited to.
const LEAST_MEMORY: i64 = 6 << 20;
/// Billionths of a processor.
const NANO: i64 = 1_000_000_000;

/// Says what is wrong with a container's settings, in the daemon's words.
pub(super) fn verify(config: &RunConfig, host_config: &HostConfig, machine: &About) -> Result<(), String> {
    isolation(&host_config.isolation)?;
    if !config.working_dir.is_empty() && !config.working_dir.starts_with('/') {
        return Err(format!(
            "the working directory '{}' is invalid, it needs to be an absolute path",
            config.working_dir
        ));
    }
    let signal = config.stop_signal.as_str();
    if !signal.is_empty() && Signal::parse(signal).is_none() {
        return Err(format!("Invalid signal: {signal}"));
    }
    restart_policy(&host_config.restart_policy)?;
    if let Some(place) =
        host_config.tmpfs.iter().flatten().map(|(place, _)| place).find(|place| !place.starts_with('/'))
    {
        return Err(format!("invalid mount path: '{place}' mount path must be absolute"));
    }
    capabilities("CapAdd", host_config.cap_add.as_deref().unwrap_or_default())?;
    capabilities("CapDrop", host_config.cap_drop.as_deref().unwrap_or_default())?;
    log_config(&host_config.log_config)?;
    resources(&host_config.resources, machine, Change::Create)?;
    let score = host_config.oom_score_adj;
    if !(-1000..=1000).contains(&score) {
        return Err(format!("Invalid value {score}, range for oom score adj is [-1000, 1000]"));
    }
    if host_config.shm_size < 0 {
        return Err("SHM size can not be less than 0".to_owned());
    }
    match host_config.runtime.as_str() {
        "" | "runc" | "io.containerd.runc.v2" | "io.containerd.runtime.v1.linux" => Ok(()),
        other => Err(format!("Unknown runtime specified {other}")),
    }
}

fn isolation(name: &str) -> Result<(), String> {
    if matches!(name.to_ascii_lowercase().as_str(), "" | "default") {
        return Ok(());
    }
    Err(format!("Invalid isolation: \"{name}\" - linux only supports 'default'"))
}

/// Whether limits are set with a container or changed later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// With it.
    Create,
    /// By `docker update`.
    Update,
}

/// `--restart`
pub(super) fn restart_policy(policy: &RestartPolicy) -> Result<(), String> {
    match (policy.name.as_str(), policy.maximum_retry_count) {
        ("always" | "unless-stopped" | "no", 0) | ("", _) => Ok(()),
        (name @ ("always" | "unless-stopped" | "no"), _) => {
            Err(format!("maximum retry count cannot be used with restart policy '{name}'"))
        }
        ("on-failure", ..0) => Err("maximum retry count cannot be negative".to_owned()),
        ("on-failure", _) => Ok(()),
        (name, _) => Err(format!("invalid restart policy '{name}'")),
    }
}

/// Model: moby `oci/caps/utils.go` `NormalizeLegacyCapabilities`.
fn capabilities(field: &str, names: &[String]) -> Result<(), String> {
    for name in names {
        let upper = name.to_uppercase();
        let short = upper.strip_prefix("CAP_").unwrap_or(&upper);
        if short != "ALL" && !CAPABILITIES.contains(&short) {
            return Err(format!("invalid {field}: unknown capability: \"CAP_{short}\""));
        }
    }
    Ok(())
}

/// Source: capabilities(7).
const CAPABILITIES: [&str; 41] = [
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "AUDIT_WRITE",
    "BLOCK_SUSPEND",
    "BPF",
    "CHECKPOINT_RESTORE",
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "IPC_LOCK",
    "IPC_OWNER",
    "KILL",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "MKNOD",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_RAW",
    "PERFMON",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_CHROOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
];

/// Model: moby `daemon/logger/factory.go`, `daemon/logger/jsonfilelog/jsonfilelog.go` `ValidateLogOpt`.
fn log_config(log: &LogConfig) -> Result<(), String> {
    const DRIVERS: [&str; 12] = [
        "awslogs",
        "fluentd",
        "gcplogs",
        "gelf",
        "journald",
        "json-file",
        "local",
        "logentries",
        "none",
        "splunk",
        "syslog",
        "",
    ];
    const OPTIONS: [&str; 10] = [
        "max-file",
        "max-size",
        "compress",
        "labels",
        "labels-regex",
        "env",
        "env-regex",
        "tag",
        "mode",
        "max-buffer-size",
    ];
    let kind = log.kind.as_str();
    if !DRIVERS.contains(&kind) {
        return Err(format!("error looking up logging plugin {kind}: plugin \"{kind}\" not found"));
    }
    match log.config.keys().find(|name| !OPTIONS.contains(&name.as_str())) {
        Some(name) if kind == "json-file" => Err(format!("unknown log opt '{name}' for json-file log driver")),
        _ => Ok(()),
    }
}

/// Limits. Model: `verifyPlatformContainerResources`.
pub(super) fn resources(limits: &Resources, machine: &About, change: Change) -> Result<(), String> {
    memory(limits, change)?;
    if limits.nano_cpus > 0 && limits.cpu_period > 0 {
        return Err("Conflicting options: Nano CPUs and CPU Period cannot both be set".to_owned());
    }
    if limits.nano_cpus > 0 && limits.cpu_quota > 0 {
        return Err("Conflicting options: Nano CPUs and CPU Quota cannot both be set".to_owned());
    }
    let cpus = machine.cpus;
    if limits.nano_cpus < 0 || limits.nano_cpus > i64::from(cpus) * NANO {
        return Err(format!("Range of CPUs is from 0.01 to {cpus}.00, as there are only {cpus} CPUs available"));
    }
    if limits.cpu_period != 0 && !(1000..=1_000_000).contains(&limits.cpu_period) {
        let why = "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)";
        return Err(why.to_owned());
    }
    if limits.cpu_quota > 0 && limits.cpu_quota < 1000 {
        return Err("CPU cfs quota can not be less than 1ms (i.e. 1000)".to_owned());
    }
    match places(&limits.cpuset_cpus) {
        Err(part) => Err(format!("Invalid value {} for cpuset cpus: invalid format: {part}", limits.cpuset_cpus)),
        Ok(wanted) if wanted.iter().any(|cpu| *cpu >= cpus) => {
            let there = if cpus == 1 { "0".to_owned() } else { format!("0-{}", cpus - 1) };
            Err(format!("Requested CPUs are not available - requested {}, available: {there}", limits.cpuset_cpus))
        }
        Ok(_) => Ok(()),
    }?;
    match places(&limits.cpuset_mems) {
        Err(part) => Err(format!("Invalid value {} for cpuset mems: invalid format: {part}", limits.cpuset_mems)),
        Ok(wanted) if wanted.iter().any(|node| *node > 0) => {
            Err(format!("Requested memory nodes are not available - requested {}, available: 0", limits.cpuset_mems))
        }
        Ok(_) => Ok(()),
    }
}

fn memory(limits: &Resources, change: Change) -> Result<(), String> {
    let Resources { memory, memory_swap: swap, memory_reservation: reservation, kernel_memory: kernel, .. } = *limits;
    let wrong = if memory != 0 && memory < LEAST_MEMORY {
        "Minimum memory limit allowed is 6MB"
    } else if memory > 0 && swap > 0 && swap < memory {
        "Minimum memoryswap limit should be larger than memory limit, see usage"
    } else if memory == 0 && swap > 0 && change == Change::Create {
        "You should always set the Memory limit when using Memoryswap limit, see usage"
    } else if reservation > 0 && reservation < LEAST_MEMORY {
        "Minimum memory reservation allowed is 6MB"
    } else if memory > 0 && reservation > memory {
        "Minimum memory limit can not be less than memory reservation limit, see usage"
    } else if kernel > 0 && kernel < LEAST_MEMORY {
        "Minimum kernel memory limit allowed is 6MB"
    } else {
        return Ok(());
    };
    Err(wrong.to_owned())
}

/// `0-2,5` as numbers. The error is the part that is none.
///
/// Model: moby `pkg/parsers/parsers.go` `ParseUintList`.
fn places(text: &str) -> Result<Vec<u32>, &str> {
    /// No machine has more.
    const MOST: u32 = 8192;
    let mut all = Vec::new();
    for part in text.split(',').filter(|part| !text.is_empty() || !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        match (first.parse::<u32>(), last.parse::<u32>()) {
            (Ok(first), Ok(last)) if first <= last && last < MOST => all.extend(first..=last),
            _ => return Err(text),
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_places() {
        assert_eq!(places(""), Ok(vec![]));
        assert_eq!(places("0-2,5"), Ok(vec![0, 1, 2, 5]));
        assert_eq!(places("2-0"), Err("2-0"));
        assert_eq!(places("x"), Err("x"));
    }

    /// Words recorded of 20.10.24.
    #[test]
    fn limits_are_checked() {
        let machine = About::machine("Debian", "12", 1 << 34);
        let said = |change: fn(&mut Resources)| {
            let mut limits = Resources::default();
            change(&mut limits);
            resources(&limits, &machine, Change::Create).err().unwrap_or_default()
        };
        assert_eq!(said(|limits| limits.memory = 1024), "Minimum memory limit allowed is 6MB");
        assert_eq!(
            said(|limits| limits.memory_swap = 50 << 20),
            "You should always set the Memory limit when using Memoryswap limit, see usage"
        );
        assert_eq!(
            said(|limits| limits.nano_cpus = 1000 * NANO),
            "Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available"
        );
        assert_eq!(
            said(|limits| limits.cpuset_cpus = "99".to_owned()),
            "Requested CPUs are not available - requested 99, available: 0-1"
        );
        assert_eq!(said(|limits| limits.cpu_quota = 50_000), "");
    }
}
