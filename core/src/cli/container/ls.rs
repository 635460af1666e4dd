//! `docker ps`, `docker container ls`.

use super::ports;
use super::row::{self, Size, Style, TITLES};
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};
use crate::cli::filter::Filters;
use crate::cli::format::{Formatter, TABLE};
use crate::cli::template::{Options, Template};
use crate::cli::value;
use crate::daemon::container::ContainerFilter;

const ALL: Flag = Flag::bool("all", "Show all containers (default shows just running)").short('a');
const FILTER: Flag = Flag::new(Kind::Filter, "filter", "Filter output based on conditions provided").short('f');
const FORMAT: Flag = Flag::string("format", "Pretty-print containers using a Go template");
const LAST: Flag =
    Flag::new(Kind::Int, "last", "Show n last created containers (includes all states)").short('n').default("-1");
const LATEST: Flag = Flag::bool("latest", "Show the latest created container (includes all states)").short('l');
const NO_TRUNC: Flag = Flag::bool("no-trunc", "Don't truncate output");
const QUIET: Flag = Flag::bool("quiet", "Only display container IDs").short('q');
const SIZE: Flag = Flag::bool("size", "Display total file sizes").short('s');

/// The definition.
pub static LS: Command = Command {
    usage: "[OPTIONS]",
    short: "List containers",
    arity: Arity::None,
    flags: &[&[ALL, FILTER, FORMAT, LAST, LATEST, NO_TRUNC, QUIET, SIZE]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/list.go` `runPs`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let source = match call.flags.text(&FORMAT) {
        "" => TABLE.to_owned(),
        source => source.to_owned(),
    };
    if call.flags.is_given(&FORMAT) {
        try_format(&source)?;
    }
    let (quiet, no_trunc) = (call.flags.is_on(&QUIET), call.flags.is_on(&NO_TRUNC));
    // Sizes take long to find out, so they are asked for only if they are shown.
    let size = call.flags.is_on(&SIZE) || source.contains(".Size");
    let given = Filters::new(call.flags.all(&FILTER));
    let last = if call.flags.is_on(&LATEST) { 1 } else { call.flags.int(&LAST) };
    let filter = container_filter(&given, call.flags.is_on(&ALL), last)?;
    let (daemon, fs) = call.daemon();
    let containers = daemon.list_containers(fs, &filter).map_err(|error| Failure::from_daemon(&error.to_string()))?;
    let sizes: Vec<Option<Size>> = containers
        .iter()
        .map(|summary| size.then(|| daemon.container_size(fs, &summary.container)).map(|(own, all)| Size { own, all }))
        .collect();
    let formatter = Formatter::parse(&row::format(&source, quiet, call.flags.is_on(&SIZE)))?;
    let style = Style::on(call.machine(), no_trunc);
    let rows = containers.iter().zip(sizes).map(|(summary, size)| row::row(summary, size, &style));
    let table = formatter.write(TITLES, rows.collect::<Vec<_>>())?;
    call.out(table);
    Ok(())
}

/// A format is run once before the daemon is asked, to see which columns it wants.
///
/// Model: docker/cli `cli/command/container/list.go` `buildContainerListOptions`.
fn try_format(source: &str) -> Result<(), Failure> {
    let template =
        Template::parse(source).map_err(|error| Failure::new(format!("failed to parse template: {error}")))?;
    let (_, result) = template.execute(&row::empty(), Options::default());
    result.map_err(|error| Failure::new(format!("failed to execute template: {error}")))
}

/// What the daemon understands of the filters.
///
/// Model: moby `daemon/list.go` `acceptedPsFilterTags`, `foldFilter`.
fn container_filter(filters: &Filters, all: bool, last: i64) -> Result<ContainerFilter, Failure> {
    filters.check(&[
        "ancestor",
        "before",
        "exited",
        "id",
        "isolation",
        "label",
        "name",
        "status",
        "health",
        "since",
        "volume",
        "network",
        "is-task",
        "publish",
        "expose",
    ])?;
    let owned = |name| filters.values(name).map(str::to_owned).collect::<Vec<String>>();
    let bad = |name: &str, value: &str| Failure::from_daemon(&format!("Invalid filter '{name}={value}'"));
    let exited = owned("exited");
    let exited = exited.iter().map(|code| code.parse().map_err(|_| bad("exited", code))).collect::<Result<_, _>>()?;
    const STATES: [&str; 7] = ["paused", "restarting", "removing", "running", "dead", "created", "exited"];
    let mut status = owned("status");
    if let Some(status) = status.iter().find(|status| !STATES.contains(&status.as_str())) {
        return Err(bad("status", status));
    }
    // Without Swarm no container is a task; a state that there is not is that of none.
    if filters.values("is-task").any(|given| value::bool(given) == Some(true)) {
        status = vec!["task".to_owned()];
    }
    Ok(ContainerFilter {
        all,
        last: usize::try_from(last).ok().filter(|last| *last > 0),
        ancestors: owned("ancestor"),
        before: filters.values("before").last().map(str::to_owned),
        since: filters.values("since").last().map(str::to_owned),
        exited,
        ids: owned("id"),
        labels: owned("label"),
        names: owned("name"),
        status,
        volumes: owned("volume"),
        networks: owned("network"),
        published: ports(filters, "publish")?,
        exposed: ports(filters, "expose")?,
    })
}

/// The ports that a filter names: `80`, `80/udp`, `80-90`.
///
/// Model: moby `daemon/list.go` `portOp`.
fn ports(filters: &Filters, key: &str) -> Result<Vec<String>, Failure> {
    let mut all = Vec::new();
    for value in filters.values(key) {
        if value.contains(':') {
            let why = format!("filter for '{key}' should not contain ':': {value}");
            return Err(Failure::from_daemon(&why));
        }
        let (numbers, protocol) = value.split_once('/').unwrap_or((value, "tcp"));
        let span = ports::range(numbers);
        let wrong = |why| Failure::from_daemon(&format!("error while looking up for {key} {value}: {why}"));
        let (first, last) = span.map_err(wrong)?;
        all.extend((first..=last).map(|port| format!("{port}/{protocol}")));
    }
    Ok(all)
}
