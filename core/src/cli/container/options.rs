//! From the flags of `docker create` and `docker run` to what the daemon is asked for.
//!
//! Model: docker/cli `cli/command/container/opts.go` `parse`.

use std::collections::{BTreeMap, BTreeSet};

use super::create::CONTAINER;
use super::{devices, mounts, ports};
use crate::cli::call::{Call, Failure};
use crate::cli::definition::Flag;
use crate::cli::{units, value};
use crate::daemon::container::{
    CreateOptions, EndpointSettings, HostConfig, LogConfig, MountSpec, Resources, RestartPolicy, Ulimit,
};
use crate::oci::{Healthcheck, NameSet, RunConfig};
use crate::vfs::AbsPath;

/// A flag of [`CONTAINER`], by its name.
fn flag(name: &str) -> &'static Flag {
    static NONE: Flag = Flag::string("", "");
    CONTAINER.iter().find(|flag| flag.name == name).unwrap_or(&NONE)
}

fn text(call: &Call<'_>, name: &str) -> String {
    call.flags.text(flag(name)).to_owned()
}

fn is_on(call: &Call<'_>, name: &str) -> bool {
    call.flags.is_on(flag(name))
}

fn list(call: &Call<'_>, name: &str) -> Vec<String> {
    call.flags.all(flag(name)).map(str::to_owned).collect()
}

/// None if nothing was given.
fn optional(call: &Call<'_>, name: &str) -> Option<Vec<String>> {
    Some(list(call, name)).filter(|list| !list.is_empty())
}

fn bytes(call: &Call<'_>, name: &str) -> i64 {
    let text = text(call, name);
    if text == "-1" { -1 } else { units::ram_in_bytes(&text).unwrap_or(0) }
}

/// What the call asks for, or what is wrong with it.
pub fn parse(call: &mut Call<'_>) -> Result<CreateOptions, String> {
    let (attach, stdin) = (list(call, "attach"), is_on(call, "interactive"));
    let attached = |stream: &str| attach.iter().any(|given| given.eq_ignore_ascii_case(stream));
    let swappiness = call.flags.int(flag("memory-swappiness"));
    if swappiness != -1 && !(0..=100).contains(&swappiness) {
        return Err(format!("invalid value: {swappiness}. Valid memory swappiness range is 0-100"));
    }
    let mac = text(call, "mac-address");
    if !mac.is_empty() && !is_mac(&mac) {
        return Err(format!("{mac} is not a valid mac address"));
    }
    if let Some(option) =
        list(call, "security-opt").iter().find(|option| !option.contains(['=', ':']) && *option != "no-new-privileges")
    {
        return Err(format!("Invalid --security-opt: {option:?}"));
    }
    namespaces(call)?;
    let (binds, volumes) = volumes(call)?;
    let published = ports::published(&list(call, "publish"))?;
    let mut exposed: BTreeSet<String> = published.keys().cloned().collect();
    for port in list(call, "expose") {
        exposed.extend(ports::exposed(&port)?);
    }
    let args: Vec<String> = call.args.iter().skip(1).cloned().collect();
    let attach_stdin = attached("stdin") || stdin;
    let config = RunConfig {
        hostname: text(call, "hostname"),
        domainname: text(call, "domainname"),
        user: text(call, "user"),
        attach_stdin,
        attach_stdout: attach.is_empty() || attached("stdout"),
        attach_stderr: attach.is_empty() || attached("stderr"),
        exposed_ports: NameSet(exposed),
        tty: is_on(call, "tty"),
        open_stdin: stdin,
        stdin_once: stdin && attach_stdin,
        env: Some(environment(call)?),
        cmd: Some(args).filter(|args| !args.is_empty()),
        healthcheck: healthcheck(call)?,
        image: call.args.first().cloned().unwrap_or_default(),
        volumes: Some(NameSet(volumes)),
        working_dir: text(call, "workdir"),
        entrypoint: entrypoint(call),
        mac_address: mac,
        labels: Some(labels(call)?),
        stop_signal: if call.flags.is_given(flag("stop-signal")) { text(call, "stop-signal") } else { String::new() },
        stop_timeout: call.flags.is_given(flag("stop-timeout")).then(|| call.flags.int(flag("stop-timeout"))),
        ..RunConfig::default()
    };
    let host_config = host_config(call, binds, published)?;
    if host_config.auto_remove && !matches!(host_config.restart_policy.name.as_str(), "no" | "") {
        return Err("Conflicting options: --restart and --rm".to_owned());
    }
    let endpoint = endpoint(call, &host_config)?;
    Ok(CreateOptions { name: text(call, "name"), config, host_config, endpoint })
}

/// Whether the namespaces that are asked for are there at all.
///
/// Model: docker/cli `cli/command/container/opts.go` `parse`, moby `api/types/container/host_config.go` `Valid`.
fn namespaces(call: &Call<'_>) -> Result<(), String> {
    let known = |name: &str, known: &[&str]| {
        let mode = text(call, name);
        mode.is_empty() || known.contains(&mode.as_str()) || name == "pid" && mode.starts_with("container:")
    };
    match () {
        () if !known("pid", &["host"]) => Err("--pid: invalid PID mode".to_owned()),
        () if !known("uts", &["host"]) => Err("--uts: invalid UTS mode".to_owned()),
        () if !known("userns", &["host"]) => Err("--userns: invalid USER mode".to_owned()),
        () if !known("cgroupns", &["host", "private"]) => Err("--cgroupns: invalid CGROUP mode".to_owned()),
        () => Ok(()),
    }
}

/// What is asked for in the network; without `--network` the client leaves it out.
///
/// Model: `parseNetworkOpts`.
fn endpoint(call: &Call<'_>, host_config: &HostConfig) -> Result<EndpointSettings, String> {
    if host_config.network_mode == "default" {
        return Ok(EndpointSettings::default());
    }
    let aliases = [list(call, "network-alias"), list(call, "net-alias")].concat();
    if !aliases.is_empty() && matches!(host_config.network_mode.as_str(), "bridge" | "host" | "none") {
        return Err("network-scoped aliases are only supported for user-defined networks".to_owned());
    }
    let address = text(call, "ip");
    Ok(EndpointSettings::asking(Some(address.as_str()).filter(|address| !address.is_empty()), aliases))
}

/// Six, eight or twenty bytes in hexadecimal, in one of the usual forms. Model: Go `net/mac.go` `ParseMAC`.
fn is_mac(text: &str) -> bool {
    let (separator, digits) = match text.as_bytes().get(2) {
        Some(b':') => (':', 2),
        Some(b'-') => ('-', 2),
        _ => ('.', 4),
    };
    let parts: Vec<&str> = text.split(separator).collect();
    let hexadecimal = |part: &&str| part.len() == digits && part.bytes().all(|c| c.is_ascii_hexdigit());
    matches!(parts.len() * digits / 2, 6 | 8 | 20) && parts.iter().all(hexadecimal)
}

fn entrypoint(call: &Call<'_>) -> Option<Vec<String>> {
    call.flags.is_given(flag("entrypoint")).then(|| vec![text(call, "entrypoint")])
}

fn host_config(call: &mut Call<'_>, binds: Vec<String>, published: ports::Published) -> Result<HostConfig, String> {
    let security_opt = Some(security(call)?).filter(|options| !options.is_empty());
    let network = match (text(call, "network"), text(call, "net")) {
        (network, net) if network.is_empty() && net.is_empty() => "default".to_owned(),
        (network, net) if network.is_empty() => net,
        (network, _) => network,
    };
    let default = HostConfig::default();
    let shm = bytes(call, "shm-size");
    let log_driver = text(call, "log-driver");
    Ok(HostConfig {
        binds: Some(binds).filter(|binds| !binds.is_empty()),
        container_id_file: text(call, "cidfile"),
        log_config: LogConfig {
            kind: if log_driver.is_empty() { default.log_config.kind.clone() } else { log_driver },
            config: pairs(&list(call, "log-opt")),
        },
        network_mode: network,
        port_bindings: published,
        restart_policy: restart_policy(&text(call, "restart"))?,
        auto_remove: is_on(call, "rm"),
        volume_driver: text(call, "volume-driver"),
        volumes_from: optional(call, "volumes-from"),
        mounts: mounts(call)?,
        cap_add: optional(call, "cap-add"),
        cap_drop: optional(call, "cap-drop"),
        dns: list(call, "dns"),
        dns_options: [list(call, "dns-option"), list(call, "dns-opt")].concat(),
        dns_search: list(call, "dns-search"),
        extra_hosts: optional(call, "add-host"),
        group_add: optional(call, "group-add"),
        ipc_mode: Some(text(call, "ipc")).filter(|mode| !mode.is_empty()).unwrap_or(default.ipc_mode.clone()),
        links: optional(call, "link"),
        oom_score_adj: call.flags.int(flag("oom-score-adj")),
        pid_mode: text(call, "pid"),
        privileged: is_on(call, "privileged"),
        publish_all_ports: is_on(call, "publish-all"),
        readonly_rootfs: is_on(call, "read-only"),
        security_opt,
        storage_opt: Some(pairs(&list(call, "storage-opt"))).filter(|options| !options.is_empty()),
        tmpfs: Some(tmpfs(&list(call, "tmpfs"))).filter(|mounts| !mounts.is_empty()),
        uts_mode: text(call, "uts"),
        userns_mode: text(call, "userns"),
        shm_size: if shm == 0 { default.shm_size } else { shm },
        sysctls: Some(pairs(&list(call, "sysctl"))).filter(|values| !values.is_empty()),
        runtime: Some(text(call, "runtime")).filter(|name| !name.is_empty()).unwrap_or(default.runtime.clone()),
        isolation: text(call, "isolation"),
        resources: resources(call)?,
        init: call.flags.is_given(flag("init")).then(|| is_on(call, "init")),
        ..default
    })
}

/// `--security-opt`; instead of a file with a profile the daemon gets what is in it.
///
/// Model: docker/cli `cli/command/container/opts.go` `parseSecurityOpts`.
fn security(call: &mut Call<'_>) -> Result<Vec<String>, String> {
    let mut options = list(call, "security-opt");
    for option in &mut options {
        let Some(path) = option.strip_prefix("seccomp=").filter(|path| *path != "unconfined") else { continue };
        let opened =
            call.io.read_file(path).map_err(|why| format!("opening seccomp profile ({path}) failed: {why}"))?;
        let profile: serde_json::Value = serde_json::from_slice(&opened)
            .map_err(|why| format!("compacting json for seccomp profile ({path}) failed: {why}"))?;
        *option = format!("seccomp={profile}");
    }
    Ok(options)
}

/// What `--mount` asks for. The daemon complains of a type that it does not know.
fn mounts(call: &Call<'_>) -> Result<Vec<MountSpec>, String> {
    let read = |text: String| {
        let asked = mounts::parse(&text)?;
        let kind = asked.kind;
        let unknown =
            || format!("Error response from daemon: invalid mount config for type \"{kind}\": mount type unknown");
        if asked.spec.kind.is_some() { Ok(asked.spec) } else { Err(unknown()) }
    };
    list(call, "mount").into_iter().map(read).collect()
}

fn resources(call: &Call<'_>) -> Result<Resources, String> {
    let int = |name: &str| call.flags.int(flag(name));
    let swappiness = int("memory-swappiness");
    let cpus = crate::decimal::parse(&text(call, "cpus")).unwrap_or(0.0);
    let devices = list(call, "device").iter().map(|text| devices::parse(text)).collect::<Result<_, _>>()?;
    Ok(Resources {
        devices: Some(devices),
        cpu_shares: int("cpu-shares"),
        memory: bytes(call, "memory"),
        nano_cpus: (cpus * 1e9).round() as i64,
        cgroup_parent: text(call, "cgroup-parent"),
        blkio_weight: int("blkio-weight") as u16,
        cpu_period: int("cpu-period"),
        cpu_quota: int("cpu-quota"),
        cpu_realtime_period: int("cpu-rt-period"),
        cpu_realtime_runtime: int("cpu-rt-runtime"),
        cpuset_cpus: text(call, "cpuset-cpus"),
        cpuset_mems: text(call, "cpuset-mems"),
        device_cgroup_rules: optional(call, "device-cgroup-rule"),
        kernel_memory: bytes(call, "kernel-memory"),
        memory_reservation: bytes(call, "memory-reservation"),
        memory_swap: bytes(call, "memory-swap"),
        memory_swappiness: Some(swappiness).filter(|value| *value != -1),
        oom_kill_disable: Some(is_on(call, "oom-kill-disable")),
        ulimits: Some(ulimits(&list(call, "ulimit"))).filter(|limits| !limits.is_empty()),
        pids_limit: Some(int("pids-limit")).filter(|limit| *limit > 0),
        ..Resources::default()
    })
}

/// Flags of `docker create` and `docker run` that would change what happens, and do not here.
const WITHOUT_EFFECT: &[&str] = &[
    "link",
    "gpus",
    "ip6",
    "link-local-ip",
    "init",
    "device-read-bps",
    "device-read-iops",
    "device-write-bps",
    "device-write-iops",
    "blkio-weight-device",
    "volume-driver",
];

/// The first flag that is not simulated, if one was given.
pub fn not_simulated(call: &Call<'_>) -> Result<(), Failure> {
    let given = WITHOUT_EFFECT.iter().find(|name| call.flags.is_given(flag(name)));
    let keys = call.flags.all(flag("mount")).filter_map(|text| mounts::parse(text).ok()?.not_simulated);
    if let Some(key) = keys.into_iter().next() {
        return Err(Failure::not_simulated(&[&call.path, " --mount with ", &key].concat()));
    }
    if call.flags.all(flag("network")).count() > 1 || text(call, "network").contains('=') {
        return Err(Failure::not_simulated(&[&call.path, " --network of several networks or with options"].concat()));
    }
    let shared = [
        ("network", "container:"),
        ("pid", "host"),
        ("pid", "container:"),
        ("ipc", "container:"),
        ("uts", "host"),
        ("cgroupns", "private"),
    ];
    let shared = shared.iter().find(|(name, start)| {
        let text = text(call, name);
        text.starts_with(start)
    });
    match given.copied().or_else(|| shared.map(|(name, _)| *name)) {
        Some(name) => Err(Failure::not_simulated(&format!("{} --{name}", call.path))),
        None => Ok(()),
    }
}

/// `name=soft[:hard]`
fn ulimits(given: &[String]) -> Vec<Ulimit> {
    let limit = |text: &String| {
        let (name, soft, hard) = value::ulimit(text).ok()?;
        Some(Ulimit { name: name.to_owned(), hard, soft })
    };
    given.iter().filter_map(limit).collect()
}

/// `key=value`, or a key alone.
fn pairs(given: &[String]) -> BTreeMap<String, String> {
    let pair = |text: &String| match text.split_once('=') {
        Some((key, value)) => (key.to_owned(), value.to_owned()),
        None => (text.clone(), String::new()),
    };
    given.iter().map(pair).collect()
}

fn tmpfs(given: &[String]) -> BTreeMap<String, String> {
    let mount = |text: &String| match text.split_once(':') {
        Some((place, options)) => (place.to_owned(), options.to_owned()),
        None => (text.clone(), String::new()),
    };
    given.iter().map(mount).collect()
}

/// What is bound, and the places of anonymous volumes.
fn volumes(call: &mut Call<'_>) -> Result<(Vec<String>, BTreeSet<String>), String> {
    let (mut binds, mut anonymous) = (Vec::new(), BTreeSet::new());
    let directory = call.io.directory();
    for given in list(call, "volume") {
        match given.split_once(':') {
            None if given == "/" => return Err("invalid volume: path can't be '/'".to_owned()),
            None => {
                anonymous.insert(given);
            }
            Some((source, rest)) if source == "." || source.starts_with("./") => {
                let whole = directory.join(source);
                binds.push(format!("{}:{rest}", cleaned(&whole)));
            }
            // The client keeps them as a set.
            Some(_) if binds.contains(&given) => {}
            Some(_) => binds.push(given),
        }
    }
    Ok((binds, anonymous))
}

/// Without `.` in it.
fn cleaned(path: &AbsPath) -> AbsPath {
    path.names().filter(|name| *name != b".").fold(AbsPath::root(), |path, name| path.join(name))
}

/// `-e` and `--env-file`; a name without a value has that of the client.
pub fn environment(call: &mut Call<'_>) -> Result<Vec<String>, String> {
    let of_client = |call: &Call<'_>, name: &str| call.io.variable(name).map(|value| format!("{name}={value}"));
    let known =
        |call: &Call<'_>, text: &str| if text.contains('=') { Some(text.to_owned()) } else { of_client(call, text) };
    let mut given = Vec::new();
    for file in list(call, "env-file") {
        // What the client does not know either is left out of a file, but not of the line.
        given.extend(lines_of(call, &file)?.iter().filter_map(|text| known(call, text)));
    }
    given.extend(list(call, "env").into_iter().map(|text| known(call, &text).unwrap_or(text)));
    Ok(given)
}

fn labels(call: &mut Call<'_>) -> Result<BTreeMap<String, String>, String> {
    let mut given = Vec::new();
    for file in list(call, "label-file") {
        given.extend(lines_of(call, &file)?);
    }
    given.extend(list(call, "label"));
    Ok(pairs(&given))
}

/// The lines of a file, without empty ones and comments.
fn lines_of(call: &mut Call<'_>, file: &str) -> Result<Vec<String>, String> {
    let text = call.io.read_file(file)?;
    let text = String::from_utf8_lossy(&text).into_owned();
    let lines = text.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}

/// Model: docker/cli `opts/parse.go` `ParseRestartPolicy`.
pub fn restart_policy(text: &str) -> Result<RestartPolicy, String> {
    let (name, count) = text.split_once(':').unwrap_or((text, ""));
    if text.matches(':').count() > 1 {
        return Err("invalid restart policy format".to_owned());
    }
    let maximum_retry_count = match count {
        "" => 0,
        count => count.parse().map_err(|_| "maximum retry count must be an integer".to_owned())?,
    };
    Ok(RestartPolicy { name: name.to_owned(), maximum_retry_count })
}

fn healthcheck(call: &Call<'_>) -> Result<Option<Healthcheck>, String> {
    let given = ["health-cmd", "health-interval", "health-timeout", "health-start-period", "health-retries"];
    let any = given.iter().any(|name| call.flags.is_given(flag(name)));
    if is_on(call, "no-healthcheck") {
        if any {
            return Err("--no-healthcheck conflicts with --health-* options".to_owned());
        }
        return Ok(Some(Healthcheck { test: vec!["NONE".to_owned()], ..Healthcheck::default() }));
    }
    if !any {
        return Ok(None);
    }
    let command = text(call, "health-cmd");
    let duration = |name: &str| value::duration(&text(call, name)).unwrap_or(0);
    let test = if command.is_empty() { Vec::new() } else { vec!["CMD-SHELL".to_owned(), command] };
    Ok(Some(Healthcheck {
        test,
        interval: duration("health-interval"),
        timeout: duration("health-timeout"),
        start_period: duration("health-start-period"),
        retries: call.flags.int(flag("health-retries")),
    }))
}
