//! `docker info`, `docker system info`.
//!
//! Model: docker/cli `cli/command/system/info.go`; moby `daemon/info.go`, `daemon/info_unix.go`.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::version;
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag};
use crate::cli::template::Value;
use crate::cli::template::value::{Field, List, Map};
use crate::cli::units;
use crate::clock::Time;
use crate::daemon::Population;
use crate::disk::layout;
use crate::profile::{Component, HostProfile};

const FORMAT: Flag = Flag::string("format", "Format the output using the given Go template").short('f');

/// The definition.
pub static INFO: Command = Command {
    usage: "[OPTIONS]",
    short: "Display system-wide information",
    arity: Arity::None,
    flags: &[&[FORMAT]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Drivers of networks that the engine brings. Source: libnetwork `drivers_linux.go`; moby `daemon/info.go`.
const NETWORK_DRIVERS: &[&str] = &["bridge", "host", "ipvlan", "macvlan", "null", "overlay"];
/// Drivers of logs that the engine brings. Source: moby `daemon/logdrivers_linux.go`.
const LOG_DRIVERS: &[&str] =
    &["awslogs", "fluentd", "gcplogs", "gelf", "journald", "json-file", "local", "logentries", "splunk", "syslog"];
/// Runtimes that the engine knows, all of which are runc. The real engine tells them in another order each time.
const RUNTIMES: &[&str] = &["io.containerd.runc.v2", "io.containerd.runtime.v1.linux", "runc"];
/// Docker's registry. Source: moby `registry/config.go` `IndexServer`.
const INDEX_SERVER: &str = "https://index.docker.io/v1/";
/// Registries that need no certificate. Source: moby `registry/config.go` `LoadInsecureRegistries`.
const INSECURE: &str = "127.0.0.0/8";
/// Containers have cgroups of version 1.
const CGROUP: (&str, &str) = ("cgroupfs", "1");

/// Model: `runInfo`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let format = call.flags.text(&FORMAT).to_owned();
    let machine = call.machine();
    let about = Facts {
        profile: Rc::clone(&machine.profile),
        population: machine.daemon.population(),
        mirrors: machine.daemon.network().mirrors().map(|host| ["http://", host, "/"].concat()).collect(),
        now: machine.now(),
    };
    if format.is_empty() {
        call.out(text(&about));
        return Ok(());
    }
    version::print(call, "", &format, &value(&about))
}

/// What there is to tell.
struct Facts {
    profile: Rc<HostProfile>,
    population: Population,
    /// Mirrors of Docker's registry.
    mirrors: Vec<String>,
    now: Time,
}

impl Facts {
    /// What the storage driver says of itself.
    ///
    /// Model: moby `daemon/graphdriver/overlay2/overlay.go` `Status`.
    fn driver_status(&self) -> [(&'static str, &str); 4] {
        [
            ("Backing Filesystem", &self.profile.backing_fs),
            ("Supports d_type", "true"),
            ("Native Overlay Diff", "true"),
            ("userxattr", "false"),
        ]
    }

    /// The machine's architecture, as `uname -m` prints it.
    fn machine(&self) -> &str {
        match self.profile.architecture.as_str() {
            "amd64" => "x86_64",
            "arm64" => "aarch64",
            other => other,
        }
    }
}

/// Model: `prettyPrintInfo`, `prettyPrintServerInfo`.
fn text(facts: &Facts) -> String {
    let Facts { profile, population, .. } = facts;
    let (about, docker) = (&profile.about, &profile.docker);
    let mut out = String::from("Client:\n Context:    default\n Debug Mode: false\n\nServer:\n");
    line(&mut out, " Containers", &population.containers().to_string());
    line(&mut out, "  Running", &population.running.to_string());
    line(&mut out, "  Paused", &population.paused.to_string());
    line(&mut out, "  Stopped", &population.stopped.to_string());
    line(&mut out, " Images", &population.images.to_string());
    line(&mut out, " Server Version", &docker.version);
    line(&mut out, " Storage Driver", "overlay2");
    for (label, value) in facts.driver_status() {
        line(&mut out, &["  ", label].concat(), value);
    }
    line(&mut out, " Logging Driver", "json-file");
    line(&mut out, " Cgroup Driver", CGROUP.0);
    line(&mut out, " Cgroup Version", CGROUP.1);
    out.push_str(" Plugins:\n");
    line(&mut out, "  Volume", "local");
    line(&mut out, "  Network", &NETWORK_DRIVERS.join(" "));
    line(&mut out, "  Log", &LOG_DRIVERS.join(" "));
    line(&mut out, " Swarm", "inactive");
    line(&mut out, " Runtimes", &RUNTIMES.join(" "));
    line(&mut out, " Default Runtime", "runc");
    line(&mut out, " Init Binary", "docker-init");
    line(&mut out, " containerd version", &docker.containerd.commit);
    line(&mut out, " runc version", &docker.runc.commit);
    line(&mut out, " init version", &docker.init.commit);
    security(&mut out, &about.security);
    line(&mut out, " Kernel Version", &profile.kernel);
    line(&mut out, " Operating System", &about.os);
    line(&mut out, " OSType", "linux");
    line(&mut out, " Architecture", facts.machine());
    line(&mut out, " CPUs", &about.cpus.to_string());
    line(&mut out, " Total Memory", &units::bytes_size(about.memory));
    line(&mut out, " Name", &profile.hostname);
    line(&mut out, " ID", &about.engine_id);
    line(&mut out, " Docker Root Dir", &layout::root().to_string());
    line(&mut out, " Debug Mode", "false");
    line(&mut out, " Registry", INDEX_SERVER);
    out.extend([" Labels:\n Experimental: false\n Insecure Registries:\n  ", INSECURE, "\n"]);
    if !facts.mirrors.is_empty() {
        out.push_str(" Registry Mirrors:\n");
        facts.mirrors.iter().for_each(|mirror| out.extend(["  ", mirror, "\n"]));
    }
    out.push_str(" Live Restore Enabled: false\n\n");
    out
}

fn line(out: &mut String, label: &str, value: &str) {
    out.extend([label, ": ", value, "\n"]);
}

/// Each option by its name, what else it says below it, the keys with a capital letter.
fn security(out: &mut String, options: &[String]) {
    if !options.is_empty() {
        out.push_str(" Security Options:\n");
    }
    for option in options {
        for (key, value) in option.split(',').map(|part| part.split_once('=').unwrap_or((part, ""))) {
            match key.split_at_checked(1) {
                Some(_) if key == "name" => out.extend(["  ", value, "\n"]),
                Some((first, rest)) => line(out, &["   ", &first.to_uppercase(), rest].concat(), value),
                None => {}
            }
        }
    }
}

fn list(type_name: &'static str, items: Vec<Value>) -> Value {
    Value::List(Rc::new(List { type_name, items: Some(items) }))
}

fn nil(type_name: &'static str) -> Value {
    Value::List(Rc::new(List { type_name, items: None }))
}

fn strings(items: &[&str]) -> Value {
    list("[]string", items.iter().map(|item| Value::string(*item)).collect())
}

/// What templates see.
///
/// Model: moby `api/types/types.go` `Info`.
fn value(facts: &Facts) -> Value {
    let Facts { profile, population, .. } = facts;
    let (about, docker) = (&profile.about, &profile.docker);
    let string = |text: &str| Value::string(text);
    let count = |count: usize| Value::int(i64::try_from(count).unwrap_or(i64::MAX));
    let status = facts.driver_status().map(|(label, value)| strings(&[label, value]));
    let commit = |part: &Component| {
        let fields = vec![Field::new("ID", string(&part.commit)), Field::new("Expected", string(&part.commit))];
        Value::of_struct("types.Commit", fields)
    };
    let mut fields = vec![
        Field::new("ID", string(&about.engine_id)),
        Field::new("Containers", count(population.containers())),
        Field::new("ContainersRunning", count(population.running)),
        Field::new("ContainersPaused", count(population.paused)),
        Field::new("ContainersStopped", count(population.stopped)),
        Field::new("Images", count(population.images)),
        Field::new("Driver", string("overlay2")),
        Field::new("DriverStatus", list("[][2]string", status.to_vec())),
        Field::optional("SystemStatus", nil("[][2]string")),
        Field::new("Plugins", plugins()),
    ];
    let abilities = [
        ("MemoryLimit", "MemoryLimit"),
        ("SwapLimit", "SwapLimit"),
        ("KernelMemory", "KernelMemory"),
        ("KernelMemoryTCP", "KernelMemoryTCP"),
        ("CPUCfsPeriod", "CpuCfsPeriod"),
        ("CPUCfsQuota", "CpuCfsQuota"),
        ("CPUShares", "CPUShares"),
        ("CPUSet", "CPUSet"),
        ("PidsLimit", "PidsLimit"),
        ("IPv4Forwarding", "IPv4Forwarding"),
        ("BridgeNfIptables", "BridgeNfIptables"),
        ("BridgeNfIP6tables", "BridgeNfIp6tables"),
    ];
    fields.extend(abilities.map(|(name, key)| Field::keyed(name, key, Value::Bool(true))));
    fields.extend([
        Field::new("Debug", Value::Bool(false)),
        Field::new("NFd", Value::int(i64::from(about.open_files))),
        Field::new("OomKillDisable", Value::Bool(true)),
        Field::new("NGoroutines", Value::int(i64::from(about.goroutines))),
        Field::new("SystemTime", Value::string(facts.now.to_string())),
        Field::new("LoggingDriver", string("json-file")),
        Field::new("CgroupDriver", string(CGROUP.0)),
        Field::optional("CgroupVersion", string(CGROUP.1)),
        Field::new("NEventsListener", Value::int(0)),
        Field::new("KernelVersion", string(&profile.kernel)),
        Field::new("OperatingSystem", string(&about.os)),
        Field::new("OSVersion", string(&about.os_version)),
        Field::new("OSType", string("linux")),
        Field::new("Architecture", string(facts.machine())),
        Field::new("IndexServerAddress", string(INDEX_SERVER)),
        Field::new("RegistryConfig", registries(&facts.mirrors)),
        Field::new("NCPU", Value::int(i64::from(about.cpus))),
        Field::new("MemTotal", Value::int64(i64::try_from(about.memory).unwrap_or(i64::MAX))),
        Field::new("GenericResources", nil("[]swarm.GenericResource")),
        Field::new("DockerRootDir", Value::string(layout::root().to_string())),
        Field::keyed("HTTPProxy", "HttpProxy", string("")),
        Field::keyed("HTTPSProxy", "HttpsProxy", string("")),
        Field::new("NoProxy", string("")),
        Field::new("Name", string(&profile.hostname)),
        Field::new("Labels", strings(&[])),
        Field::new("ExperimentalBuild", Value::Bool(false)),
        Field::new("ServerVersion", string(&docker.version)),
        Field::optional("ClusterStore", string("")),
        Field::optional("ClusterAdvertise", string("")),
        Field::new("Runtimes", runtimes()),
        Field::new("DefaultRuntime", string("runc")),
        Field::new("Swarm", swarm()),
        Field::new("LiveRestoreEnabled", Value::Bool(false)),
        Field::new("Isolation", string("")),
        Field::new("InitBinary", string("docker-init")),
        Field::new("ContainerdCommit", commit(&docker.containerd)),
        Field::new("RuncCommit", commit(&docker.runc)),
        Field::new("InitCommit", commit(&docker.init)),
        Field::new("SecurityOptions", Value::strings(Some(&about.security))),
        Field::optional("ProductLicense", string("")),
        Field::new("Warnings", nil("[]string")),
        Field::optional("ServerErrors", nil("[]string")),
        Field::new("ClientInfo", client()),
        Field::optional("ClientErrors", nil("[]string")),
    ]);
    Value::of_struct("system.info", fields)
}

/// Plugins of the client there are none.
fn client() -> Value {
    let fields = vec![
        Field::new("Debug", Value::Bool(false)),
        Field::new("Context", Value::string("default")),
        Field::new("Plugins", list("[]manager.Plugin", Vec::new())),
        Field::new("Warnings", nil("[]string")),
    ];
    Value::pointer_to("system.clientInfo", fields)
}

fn plugins() -> Value {
    let fields = vec![
        Field::new("Volume", strings(&["local"])),
        Field::new("Network", strings(NETWORK_DRIVERS)),
        Field::new("Authorization", nil("[]string")),
        Field::new("Log", strings(LOG_DRIVERS)),
    ];
    Value::of_struct("types.PluginsInfo", fields)
}

fn registries(mirrors: &[String]) -> Value {
    let mirrors: Vec<&str> = mirrors.iter().map(String::as_str).collect();
    let index = vec![
        Field::new("Name", Value::string("docker.io")),
        Field::new("Mirrors", strings(&mirrors)),
        Field::new("Secure", Value::Bool(true)),
        Field::new("Official", Value::Bool(true)),
    ];
    let index = Value::pointer_to("registry.IndexInfo", index);
    let fields = vec![
        Field::new("AllowNondistributableArtifactsCIDRs", list("[]*registry.NetIPNet", Vec::new())),
        Field::new("AllowNondistributableArtifactsHostnames", strings(&[])),
        Field::new("InsecureRegistryCIDRs", list("[]*registry.NetIPNet", vec![Value::string(INSECURE)])),
        Field::new("IndexConfigs", map("map[string]*registry.IndexInfo", [("docker.io", index)])),
        Field::new("Mirrors", strings(&mirrors)),
    ];
    Value::pointer_to("registry.ServiceConfig", fields)
}

fn runtimes() -> Value {
    let runc = || {
        let fields = vec![
            Field::keyed("Path", "path", Value::string("runc")),
            Field { omit_empty: true, ..Field::keyed("Args", "runtimeArgs", nil("[]string")) },
            Field { omit_empty: true, ..Field::keyed("Shim", "", Value::NilPointer("*types.ShimConfig")) },
        ];
        Value::of_struct("types.Runtime", fields)
    };
    map("map[string]types.Runtime", RUNTIMES.iter().map(|name| (*name, runc())))
}

fn map(type_name: &'static str, entries: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let entries: BTreeMap<Rc<str>, Value> = entries.into_iter().map(|(key, value)| (Rc::from(key), value)).collect();
    Value::Map(Rc::new(Map { type_name, key_type: "string", zero: Value::None, entries: Some(entries) }))
}

/// There is no swarm.
fn swarm() -> Value {
    let fields = vec![
        Field::new("NodeID", Value::string("")),
        Field::new("NodeAddr", Value::string("")),
        Field::new("LocalNodeState", Value::string("inactive")),
        Field::new("ControlAvailable", Value::Bool(false)),
        Field::new("Error", Value::string("")),
        Field::new("RemoteManagers", nil("[]swarm.Peer")),
        Field::optional("Nodes", Value::int(0)),
        Field::optional("Managers", Value::int(0)),
        Field::optional("Cluster", Value::NilPointer("*swarm.ClusterInfo")),
        Field::optional("Warnings", nil("[]string")),
    ];
    Value::of_struct("swarm.Info", fields)
}
