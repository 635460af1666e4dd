//! `docker network ls`.

use std::rc::Rc;

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};
use crate::cli::filter::Filters;
use crate::cli::format::{Formatter, RAW, TABLE, Titles, short_id};
use crate::cli::template::Value;
use crate::cli::template::value::{Field, Map};
use crate::cli::units;
use crate::cli::volume::ls::natural;
use crate::daemon::networks::NetworkResource;

const FILTER: Flag = Flag::new(Kind::Filter, "filter", "Provide filter values (e.g. 'driver=bridge')").short('f');
const FORMAT: Flag = Flag::string("format", "Pretty-print networks using a Go template");
const NO_TRUNC: Flag = Flag::bool("no-trunc", "Do not truncate the output");
const QUIET: Flag = Flag::bool("quiet", "Only display network IDs").short('q');

/// The definition.
pub static LS: Command = Command {
    usage: "[OPTIONS]",
    short: "List networks",
    arity: Arity::None,
    flags: &[&[FILTER, FORMAT, NO_TRUNC, QUIET]],
    action: Action::Run(run),
    ..Command::PLAIN
};

const TITLES: Titles = &[
    ("ID", "NETWORK ID"),
    ("Name", "NAME"),
    ("Driver", "DRIVER"),
    ("Scope", "SCOPE"),
    ("IPv6", "IPV6"),
    ("Internal", "INTERNAL"),
    ("Labels", "LABELS"),
    ("CreatedAt", "CREATED AT"),
];

/// Model: docker/cli `cli/command/network/list.go` `runList`; moby `daemon/network/filter.go`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let (quiet, no_trunc) = (call.flags.is_on(&QUIET), call.flags.is_on(&NO_TRUNC));
    let source = match (call.flags.text(&FORMAT), quiet) {
        ("" | TABLE, true) => "{{.ID}}",
        ("" | TABLE, false) => "table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}",
        (RAW, true) => "network_id: {{.ID}}",
        (RAW, false) => "network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n",
        (source, _) => source,
    };
    let source = source.to_owned();
    let filters = Filters::new(call.flags.all(&FILTER));
    let wanted = wanted(&filters)?;
    let (daemon, _) = call.daemon();
    let dangling = dangling(&filters)?;
    // The engine does not look who runs in them when it lists them: all that somebody made are taken to be unused.
    let fits = |network: &&NetworkResource| {
        wanted(network) && dangling.is_none_or(|dangling| dangling != network.is_predefined())
    };
    let mut networks: Vec<&NetworkResource> = daemon.networks().iter().filter(fits).collect();
    networks.sort_by(|a, b| natural(&a.name, &b.name));
    let rows: Vec<Value> = networks.into_iter().map(|network| row(network, no_trunc)).collect();
    let table = Formatter::parse(&source)?.write(TITLES, rows)?;
    call.out(table);
    Ok(())
}

/// What the daemon lets through, but for the filter `dangling`.
fn wanted(filters: &Filters) -> Result<impl Fn(&NetworkResource) -> bool, Failure> {
    filters.check(&["dangling", "driver", "id", "label", "name", "scope", "type"])?;
    let kinds: Vec<&str> = filters.values("type").collect();
    if let Some(unknown) = kinds.iter().find(|kind| !matches!(**kind, "builtin" | "custom")) {
        return Err(Failure::from_daemon(&["invalid filter: 'type'='", unknown, "'"].concat()));
    }
    Ok(|network: &NetworkResource| {
        let any = |name: &str, fits: &dyn Fn(&str) -> bool| {
            let mut values = filters.values(name).peekable();
            values.peek().is_none() || values.any(fits)
        };
        let id = network.id.to_string();
        any("driver", &|text| text == network.driver.name())
            && any("name", &|text| network.name.contains(text))
            && any("id", &|text| id.contains(text))
            && any("scope", &|text| text == "local")
            && any("type", &|text| (text == "builtin") == network.is_predefined())
            && filters.values("label").all(|label| network.has_label(label))
    })
}

fn dangling(filters: &Filters) -> Result<Option<bool>, Failure> {
    let why = "invalid value for filter 'dangling', must be \"true\" (or \"1\"), or \"false\" (or \"0\")";
    filters.flag("dangling").map_err(|_| Failure::from_daemon(why))
}

/// Model: docker/cli `cli/command/network/formatter.go`.
fn row(network: &NetworkResource, no_trunc: bool) -> Value {
    let id = network.id.to_string();
    let labels = network.labels.iter().map(|(key, value)| [key, "=", value].concat());
    let fields = [
        ("ID", if no_trunc { id } else { short_id(&id).to_owned() }),
        ("Name", network.name.clone()),
        ("Driver", network.driver.name().to_owned()),
        ("Scope", "local".to_owned()),
        ("IPv6", "false".to_owned()),
        ("Internal", network.internal.to_string()),
        ("Labels", labels.collect::<Vec<_>>().join(",")),
        ("CreatedAt", units::local_time(network.created, (0, "UTC"))),
    ];
    let mut fields: Vec<Field> = fields.map(|(name, text)| Field::new(name, Value::string(text))).into();
    let entries = network.labels.iter().map(|(key, value)| (Rc::from(key.as_str()), Value::string(value.as_str())));
    let labels = Map {
        type_name: "map[string]string",
        key_type: "string",
        zero: Value::string(""),
        entries: Some(entries.collect()),
    };
    fields.push(Field::new("Label", Value::Lookup(Rc::new(labels))));
    Value::context("network.networkContext", fields)
}
