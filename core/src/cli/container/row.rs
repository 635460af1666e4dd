//! The rows of `docker ps`.
//!
//! Model: docker/cli `cli/command/formatter/container.go`; moby `container/state.go` `String`.

use std::collections::BTreeMap;

use crate::cli::format::{RAW, TABLE, Titles, ellipsis, short_id};
use crate::cli::go;
use crate::cli::template::Value;
use crate::cli::template::value::Field;
use crate::cli::units;
use crate::clock::Time;
use crate::daemon::container::{ContainerSummary, MountKind, PortBinding, State};
use crate::machine::Machine;
use crate::reference::Reference;

/// Titles of the columns.
pub const TITLES: Titles = &[
    ("ID", "CONTAINER ID"),
    ("Names", "NAMES"),
    ("Image", "IMAGE"),
    ("Command", "COMMAND"),
    ("CreatedAt", "CREATED AT"),
    ("RunningFor", "CREATED"),
    ("Ports", "PORTS"),
    ("State", "STATE"),
    ("Status", "STATUS"),
    ("Size", "SIZE"),
    ("Labels", "LABELS"),
    ("Mounts", "MOUNTS"),
    ("LocalVolumes", "LOCAL VOLUMES"),
    ("Networks", "NETWORKS"),
];

/// Bytes of a container's own files, and of all that it sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// In the read-write layer.
    pub own: u64,
    /// With the image's.
    pub all: u64,
}

/// How rows are shown.
#[derive(Clone, Copy, Debug)]
pub struct Style<'a> {
    /// Everything in full.
    pub no_trunc: bool,
    /// What ages are counted to.
    pub now: Time,
    /// Seconds east of UTC, and the zone's abbreviation.
    pub zone: (i64, &'a str),
}

impl<'a> Style<'a> {
    /// On this machine.
    pub fn on(machine: &'a Machine, no_trunc: bool) -> Self {
        let zone = (machine.profile.utc_offset, machine.profile.time_zone.as_str());
        Self { no_trunc, now: machine.now(), zone }
    }
}

/// The format that `source` and the flags ask for.
///
/// Model: `NewContainerFormat`.
pub fn format(source: &str, quiet: bool, size: bool) -> String {
    match (source, quiet) {
        (TABLE, true) => "{{.ID}}".to_owned(),
        (TABLE, false) => {
            let columns =
                "table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}";
            columns.to_owned() + if size { "\t{{.Size}}" } else { "" }
        }
        (RAW, true) => "container_id: {{.ID}}".to_owned(),
        (RAW, false) => {
            let lines = "container_id: {{.ID}}\nimage: {{.Image}}\ncommand: {{.Command}}\ncreated_at: {{.CreatedAt}}\n\
                         state: {{- pad .State 1 0}}\nstatus: {{- pad .Status 1 0}}\nnames: {{.Names}}\n\
                         labels: {{- pad .Labels 1 0}}\nports: {{- pad .Ports 1 0}}\n";
            lines.to_owned() + if size { "size: {{.Size}}\n" } else { "" }
        }
        _ => source.to_owned(),
    }
}

/// The row of a container.
pub fn row(summary: &ContainerSummary, size: Option<Size>, style: &Style<'_>) -> Value {
    let id = summary.id.to_string();
    let command = if style.no_trunc { summary.command.clone() } else { ellipsis(&summary.command, 20) };
    let names: Vec<&str> = summary.names.iter().map(|name| name.strip_prefix('/').unwrap_or(name)).collect();
    let mounts = summary.mounts.iter().map(|mount| {
        let name = if mount.name.is_empty() { &mount.source } else { &mount.name };
        if style.no_trunc { name.clone() } else { ellipsis(name, 15) }
    });
    let local = summary.mounts.iter().filter(|mount| mount.driver == "local" && mount.kind == MountKind::Volume);
    let labels = summary.labels.iter().map(|(key, value)| format!("{key}={value}"));
    let created = Time::from_secs(summary.created.secs);
    let fields = [
        ("ID", if style.no_trunc { id } else { short_id(&id).to_owned() }),
        ("Names", names.join(",")),
        ("Image", image(summary, style)),
        ("Command", go::quote(&command)),
        ("CreatedAt", units::local_time(created, style.zone)),
        ("RunningFor", units::human_duration(created, style.now) + " ago"),
        ("Ports", ports(&summary.ports)),
        ("State", summary.state.to_owned()),
        ("Status", status(&summary.container.state, style.now)),
        ("Size", size.map_or_else(|| "0B".to_owned(), sized)),
        ("Labels", labels.collect::<Vec<_>>().join(",")),
        ("Mounts", mounts.collect::<Vec<_>>().join(",")),
        ("LocalVolumes", local.count().to_string()),
        ("Networks", summary.networks.join(",")),
    ];
    let fields = fields.map(|(name, text)| Field::new(name, Value::string(text)));
    Value::context("formatter.ContainerContext", fields.into())
}

/// The row of a container that nothing is known of: what a format is tried on.
pub fn empty() -> Value {
    let said = |name: &str| match name {
        "Image" => "<no image>",
        "Command" => "\"\"",
        "CreatedAt" => "1970-01-01 00:00:00 +0000 UTC",
        "RunningFor" => "56 years ago",
        "LocalVolumes" => "0",
        "Size" => "0B",
        _ => "",
    };
    let fields = TITLES.iter().map(|(name, _)| Field::new(name, Value::string(said(name))));
    Value::context("formatter.ContainerContext", fields.collect())
}

fn image(summary: &ContainerSummary, style: &Style<'_>) -> String {
    let image = &summary.image;
    if image.is_empty() {
        return "<no image>".to_owned();
    }
    if style.no_trunc {
        return image.clone();
    }
    let id = summary.image_id.short();
    if short_id(image) == id {
        return id;
    }
    match Reference::parse(image) {
        Ok(reference) => Reference { digest: None, ..reference }.familiar(),
        Err(_) => image.clone(),
    }
}

fn sized(size: Size) -> String {
    let own = units::human_size_with(size.own as f64, 3);
    if size.all > 0 { format!("{own} (virtual {})", units::human_size_with(size.all as f64, 3)) } else { own }
}

/// How it is, in words: `Up 5 minutes`, `Exited (0) 2 days ago`.
pub fn status(state: &State, now: Time) -> String {
    let since = |then: Time| units::human_duration(then, now);
    if state.running {
        let up = since(state.started_at);
        return match state {
            State { paused: true, .. } => format!("Up {up} (Paused)"),
            State { restarting: true, .. } => {
                format!("Restarting ({}) {} ago", state.exit_code, since(state.finished_at))
            }
            _ => format!("Up {up}"),
        };
    }
    match state.word() {
        "removing" => "Removal In Progress".to_owned(),
        "dead" => "Dead".to_owned(),
        "created" => "Created".to_owned(),
        _ => format!("Exited ({}) {} ago", state.exit_code, since(state.finished_at)),
    }
}

/// The ports in one line: published ones with where they are published; runs of exposed ones together.
///
/// Model: `DisplayablePorts`.
pub fn ports(ports: &BTreeMap<String, Option<Vec<PortBinding>>>) -> String {
    let mut all: Vec<(u32, String, Option<&PortBinding>)> = Vec::new();
    for (port, bindings) in ports {
        let (number, protocol) = port.split_once('/').unwrap_or((port, "tcp"));
        let number = number.parse().unwrap_or(0);
        match bindings {
            Some(bindings) if !bindings.is_empty() => {
                all.extend(bindings.iter().map(|binding| (number, protocol.to_owned(), Some(binding))));
            }
            _ => all.push((number, protocol.to_owned(), None)),
        }
    }
    all.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let published = all.iter().filter_map(|(number, protocol, binding)| {
        let PortBinding { host_ip, host_port } = binding.as_ref()?;
        Some(format!("{host_ip}:{host_port}->{number}/{protocol}"))
    });
    let mut runs: Vec<(u32, u32, String)> = Vec::new();
    for (number, protocol, _) in all.iter().filter(|(.., binding)| binding.is_none()) {
        // Those before are of lower ports: only the last two protocols' runs can go on here.
        match runs.iter_mut().rev().take(3).find(|(_, last, of)| last + 1 == *number && of == protocol) {
            Some((_, last, _)) => *last = *number,
            None => runs.push((*number, *number, protocol.clone())),
        }
    }
    let exposed = runs.iter().map(|(first, last, protocol)| {
        if first == last { format!("{first}/{protocol}") } else { format!("{first}-{last}/{protocol}") }
    });
    exposed.chain(published).collect::<Vec<_>>().join(", ")
}
