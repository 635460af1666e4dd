//! Go values from the JSON of structs that have many plain fields: a template finds a field by its key.

use std::rc::Rc;

use serde_json::Value as Json;

use crate::cli::template::Value;
use crate::cli::template::value::{Field, List, Map};

/// Keys whose values are Go maps rather than structs.
const MAPS: &[&str] = &["Config", "PortBindings", "Sysctls", "Tmpfs", "StorageOpt", "DriverOpts", "IPAMConfig"];
/// Keys whose `null` is a slice, or a pointer; other `null`s are maps.
const POINTERS: &[&str] = &["MemorySwappiness", "OomKillDisable", "PidsLimit", "Init", "IPAMConfig"];

/// The keys, with Go's names where those differ.
#[rustfmt::skip]
const KEYS: &[(&str, &str)] = &[
    ("Binds", ""), ("ContainerIDFile", ""), ("LogConfig", ""), ("NetworkMode", ""), ("PortBindings", ""), ("RestartPolicy", ""),
    ("AutoRemove", ""), ("VolumeDriver", ""), ("VolumesFrom", ""), ("CapAdd", ""), ("CapDrop", ""), ("CgroupnsMode", ""),
    ("Dns", "DNS"), ("DnsOptions", "DNSOptions"), ("DnsSearch", "DNSSearch"), ("ExtraHosts", ""), ("GroupAdd", ""), ("IpcMode", ""),
    ("Cgroup", ""), ("Links", ""), ("OomScoreAdj", ""), ("PidMode", ""), ("Privileged", ""), ("PublishAllPorts", ""),
    ("ReadonlyRootfs", ""), ("SecurityOpt", ""), ("StorageOpt", ""), ("Tmpfs", ""), ("UTSMode", ""), ("UsernsMode", ""),
    ("ShmSize", ""), ("Sysctls", ""), ("Runtime", ""), ("ConsoleSize", ""), ("Isolation", ""), ("CpuShares", "CPUShares"),
    ("Memory", ""), ("NanoCpus", "NanoCPUs"), ("CgroupParent", ""), ("BlkioWeight", ""), ("BlkioWeightDevice", ""),
    ("BlkioDeviceReadBps", ""), ("BlkioDeviceWriteBps", ""), ("BlkioDeviceReadIOps", ""), ("BlkioDeviceWriteIOps", ""),
    ("CpuPeriod", "CPUPeriod"), ("CpuQuota", "CPUQuota"), ("CpuRealtimePeriod", "CPURealtimePeriod"),
    ("CpuRealtimeRuntime", "CPURealtimeRuntime"), ("CpusetCpus", ""), ("CpusetMems", ""), ("Devices", ""),
    ("DeviceCgroupRules", ""), ("DeviceRequests", ""), ("KernelMemory", ""), ("KernelMemoryTCP", ""), ("MemoryReservation", ""),
    ("MemorySwap", ""), ("MemorySwappiness", ""), ("OomKillDisable", ""), ("PidsLimit", ""), ("Ulimits", ""),
    ("CpuCount", "CPUCount"), ("CpuPercent", "CPUPercent"), ("IOMaximumIOps", ""), ("IOMaximumBandwidth", ""), ("Mounts", ""),
    ("MaskedPaths", ""), ("ReadonlyPaths", ""), ("Init", ""), ("Type", ""), ("Config", ""), ("Name", ""),
    ("MaximumRetryCount", ""), ("HostIp", "HostIP"), ("HostPort", ""), ("PathOnHost", ""), ("PathInContainer", ""),
    ("CgroupPermissions", ""), ("Hard", ""), ("Soft", ""), ("Source", ""), ("Target", ""), ("ReadOnly", ""),
    ("VolumeOptions", ""), ("NoCopy", ""), ("DriverConfig", ""), ("TmpfsOptions", ""), ("SizeBytes", ""), ("Mode", ""), ("IPAMConfig", ""), ("Aliases", ""), ("NetworkID", ""), ("EndpointID", ""),
    ("Gateway", ""), ("IPAddress", ""), ("IPPrefixLen", ""), ("IPv6Gateway", ""), ("GlobalIPv6Address", ""),
    ("GlobalIPv6PrefixLen", ""), ("MacAddress", ""), ("DriverOpts", ""),
];

/// A struct, or whatever else the JSON is. Keys that are not known are left out.
pub(super) fn of_json(json: &Json) -> Value {
    match json {
        Json::Null => Value::None,
        Json::Bool(is) => Value::Bool(*is),
        Json::Number(number) => Value::int(number.as_i64().unwrap_or_default()),
        Json::String(text) => Value::string(text.as_str()),
        Json::Array(items) => {
            let items = items.iter().map(of_json).collect();
            Value::List(Rc::new(List { type_name: "[]interface {}", items: Some(items) }))
        }
        Json::Object(members) => {
            let field = |(key, value): (&String, &Json)| {
                let (key, name) = KEYS.iter().find(|(known, _)| known == key)?;
                let name = if name.is_empty() { key } else { name };
                Some(Field::keyed(name, key, member(key, value)))
            };
            Value::pointer_to("struct", members.iter().filter_map(field).collect())
        }
    }
}

fn member(key: &str, value: &Json) -> Value {
    match value {
        Json::Null if POINTERS.contains(&key) => Value::NilPointer("*int64"),
        Json::Null if MAPS.contains(&key) => map(None),
        Json::Null => Value::List(Rc::new(List { type_name: "[]string", items: None })),
        Json::Object(_) if MAPS.contains(&key) => map_of_json(value),
        value => of_json(value),
    }
}

/// A map with the members of an object; no value for anything else.
pub(super) fn map_of_json(json: &Json) -> Value {
    match json {
        Json::Object(members) => map(Some(members)),
        _ => Value::None,
    }
}

fn map(members: Option<&serde_json::Map<String, Json>>) -> Value {
    let entry = |(key, value): (&String, &Json)| {
        let value = match value {
            Json::Null => Value::List(Rc::new(List { type_name: "[]nat.PortBinding", items: None })),
            value => of_json(value),
        };
        (Rc::from(key.as_str()), value)
    };
    let entries = members.map(|members| members.iter().map(entry).collect());
    Value::Map(Rc::new(Map { type_name: "map[string]interface {}", key_type: "string", zero: Value::None, entries }))
}
