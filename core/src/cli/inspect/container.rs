//! `types.ContainerJSON`: a container in all detail.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::config::config;
use super::of_json::of_json;
use crate::cli::template::Value;
use crate::cli::template::value::{Field, List};
use crate::daemon::Daemon;
use crate::daemon::container::{Container, EndpointSettings, MountKind, MountPoint, State};
use crate::disk::layout;
use crate::disk::overlay2;
use crate::vfs::Fs;

fn string(text: impl Into<Rc<str>>) -> Value {
    Value::string(text)
}

/// A container as Go's struct, to which templates get a pointer.
///
/// Model: moby `api/types/types.go` `ContainerJSON`; `daemon/inspect.go`.
pub fn container(daemon: &Daemon, fs: &Fs, container: &Container, size: bool) -> Value {
    let sizes = daemon.container_size(fs, container);
    let execs = container.runtime.as_ref().map(|runtime| &runtime.execs).filter(|execs| !execs.is_empty());
    let execs: Option<Vec<String>> = execs.map(|execs| execs.iter().map(|exec| exec.id.to_string()).collect());
    let mut fields = vec![
        Field::keyed("ID", "Id", string(container.id.to_string())),
        Field::new("Created", string(container.created.to_string())),
        Field::new("Path", string(container.path.as_str())),
        Field::new("Args", Value::strings(Some(&container.args))),
        Field::new("State", state(&container.state)),
        Field::new("Image", string(container.image.to_string())),
        Field::new("ResolvConfPath", string(container.resolv_conf_path.as_str())),
        Field::new("HostnamePath", string(container.hostname_path.as_str())),
        Field::new("HostsPath", string(container.hosts_path.as_str())),
        Field::new("LogPath", string(container.log_path.as_str())),
        Field::new("Name", string(container.name.as_str())),
        Field::new("RestartCount", Value::int(i64::from(container.restart_count))),
        Field::new("Driver", string(container.driver.as_str())),
        Field::new("Platform", string("linux")),
        Field::new("MountLabel", string("")),
        Field::new("ProcessLabel", string("")),
        Field::new("AppArmorProfile", string(container.app_armor_profile.as_str())),
        Field::new("ExecIDs", Value::strings(execs.as_deref())),
        Field::new("HostConfig", of_json(&serde_json::to_value(&container.host_config).unwrap_or_default())),
        Field::new("GraphDriver", graph_driver(fs, container)),
    ];
    if size {
        fields.push(Field::new("SizeRw", Value::int64(sizes.0 as i64)));
        fields.push(Field::new("SizeRootFs", Value::int64(sizes.1 as i64)));
    }
    fields.extend([
        Field::new("Mounts", mounts(container)),
        Field::new("Config", config(&container.config)),
        Field::new("NetworkSettings", network_settings(container)),
    ]);
    Value::pointer_to("types.ContainerJSON", fields)
}

fn state(state: &State) -> Value {
    let fields = vec![
        Field::new("Status", string(state.word())),
        Field::new("Running", Value::Bool(state.running)),
        Field::new("Paused", Value::Bool(state.paused)),
        Field::new("Restarting", Value::Bool(state.restarting)),
        Field::new("OOMKilled", Value::Bool(state.oom_killed)),
        Field::new("Dead", Value::Bool(state.dead)),
        Field::new("Pid", Value::int(i64::from(state.pid))),
        Field::new("ExitCode", Value::int(i64::from(state.exit_code))),
        Field::new("Error", string(state.error.as_str())),
        Field::new("StartedAt", string(state.started_at.to_string())),
        Field::new("FinishedAt", string(state.finished_at.to_string())),
        Field::optional("Health", Value::NilPointer("*types.Health")),
    ];
    Value::pointer_to("types.ContainerState", fields)
}

/// Model: moby `daemon/graphdriver/overlay2/overlay.go` `GetMetadata`.
fn graph_driver(fs: &Fs, container: &Container) -> Value {
    let data = container.layer.map(|layer| {
        let dir = layer.dir();
        let whole = |name: &str| layout::layer_dir(dir).join(name).to_string();
        let lower = overlay2::lower(fs, dir).into_iter().filter_map(|link| overlay2::linked_dir(fs, link));
        let lower: Vec<String> = lower.map(|dir| overlay2::diff_dir(dir).to_string()).collect();
        BTreeMap::from([
            ("LowerDir", lower.join(":")),
            ("MergedDir", whole("merged")),
            ("UpperDir", whole("diff")),
            ("WorkDir", whole("work")),
        ])
    });
    let entries = data.as_ref().map(|data| data.iter().map(|(key, path)| (*key, path.as_str())));
    let fields =
        vec![Field::new("Data", Value::string_map(entries)), Field::new("Name", string(container.driver.as_str()))];
    Value::of_struct("types.GraphDriverData", fields)
}

fn mounts(container: &Container) -> Value {
    let mount = |point: &MountPoint| {
        let (kind, source) = match point.kind {
            MountKind::Bind => ("bind", point.source.clone()),
            MountKind::Tmpfs => ("tmpfs", String::new()),
            MountKind::Volume => ("volume", layout::volume_data(&point.name).to_string()),
        };
        let fields = vec![
            Field::optional("Type", string(kind)),
            Field::optional("Name", string(point.name.as_str())),
            Field::new("Source", string(source)),
            Field::new("Destination", string(point.destination.as_str())),
            Field::optional("Driver", string(point.driver.as_str())),
            Field::new("Mode", string(point.mode.as_str())),
            Field::new("RW", Value::Bool(point.rw)),
            Field::new("Propagation", string(point.propagation.as_str())),
        ];
        Value::of_struct("types.MountPoint", fields)
    };
    let items = container.mount_points.values().map(mount).collect();
    Value::List(Rc::new(List { type_name: "[]types.MountPoint", items: Some(items) }))
}

/// The settings, and once more those of the network `bridge`, as they were before there were several.
fn network_settings(container: &Container) -> Value {
    let settings = &container.network_settings;
    let bridge = settings.networks.get("bridge").cloned().unwrap_or_default();
    let json = |value: &EndpointSettings| serde_json::to_value(value).unwrap_or_default();
    let networks: serde_json::Map<String, serde_json::Value> = settings
        .networks
        .iter()
        .map(|(name, end)| {
            let mut end = json(end);
            if let Some(end) = end.as_object_mut() {
                end.shift_remove("IPAMOperational");
            }
            (name.clone(), end)
        })
        .collect();
    let ports = serde_json::to_value(&settings.ports).unwrap_or_default();
    let none = |type_name: &'static str| Value::List(Rc::new(List { type_name, items: None }));
    let ports = match super::of_json::map_of_json(&ports) {
        Value::None => super::of_json::map_of_json(&serde_json::json!({})),
        ports => ports,
    };
    let fields = vec![
        Field::new("Bridge", string("")),
        Field::new("SandboxID", string(settings.sandbox_id.as_str())),
        Field::new("HairpinMode", Value::Bool(false)),
        Field::new("LinkLocalIPv6Address", string("")),
        Field::new("LinkLocalIPv6PrefixLen", Value::int(0)),
        Field::new("Ports", ports),
        Field::new("SandboxKey", string(settings.sandbox_key.as_str())),
        Field::new("SecondaryIPAddresses", none("[]network.Address")),
        Field::new("SecondaryIPv6Addresses", none("[]network.Address")),
        Field::new("EndpointID", string(bridge.endpoint_id.as_str())),
        Field::new("Gateway", string(bridge.gateway.as_str())),
        Field::new("GlobalIPv6Address", string("")),
        Field::new("GlobalIPv6PrefixLen", Value::int(0)),
        Field::new("IPAddress", string(bridge.ip_address.as_str())),
        Field::new("IPPrefixLen", Value::int(i64::from(bridge.ip_prefix_len))),
        Field::new("IPv6Gateway", string("")),
        Field::new("MacAddress", string(bridge.mac_address.as_str())),
        Field::new("Networks", super::of_json::map_of_json(&serde_json::Value::Object(networks))),
    ];
    Value::pointer_to("types.NetworkSettings", fields)
}
