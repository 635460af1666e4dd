//! `docker events`, `docker system events`.
//!
//! Model: docker/cli `cli/command/system/events.go`; moby `daemon/events.go` `SubscribeToEvents`, `daemon/events/filter.go`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};
use crate::cli::filter::Filters;
use crate::cli::template::value::Field;
use crate::cli::template::{Options, Template, Value};
use crate::cli::{go, units, until};
use crate::clock::Time;
use crate::daemon::Event;
use crate::identity::ContainerId;
use crate::process::Client;

const FILTER: Flag = Flag::new(Kind::Filter, "filter", "Filter output based on conditions provided").short('f');
const FORMAT: Flag = Flag::string("format", "Format the output using the given Go template");
const SINCE: Flag = Flag::string("since", "Show all events created since timestamp");
const UNTIL: Flag = Flag::string("until", "Stream events until this timestamp");

/// The definition.
pub static EVENTS: Command = Command {
    usage: "[OPTIONS]",
    short: "Get real time events from the server",
    arity: Arity::None,
    flags: &[&[FILTER, FORMAT, SINCE, UNTIL]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// The exit status when a template cannot be used.
const BAD_TEMPLATE: u8 = 64;

/// What has happened until now is told at once; what happens later, only up to the moment `--until`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let format = call.flags.text(&FORMAT).to_owned();
    let bad = |error: &str| Failure::with_status(["Error parsing format: ", error].concat(), BAD_TEMPLATE);
    let template = if format.is_empty() { None } else { Some(Template::parse(&format).map_err(|error| bad(&error))?) };
    let filters = Filters::new(call.flags.all(&FILTER));
    let (since, until) = (moment(call, &SINCE)?, moment(call, &UNTIL)?);
    let now = call.machine().now();
    if let (Some(until), Some(client)) = (until.filter(|until| *until > now), call.io.client()) {
        call.io.let_run(client, Some(until));
    }
    let zone = call.machine().profile.utc_offset;
    // Without `--since` nothing of what was before is told.
    let from = since.unwrap_or(now);
    let wanted =
        |event: &&Event| event.time >= from && until.is_none_or(|until| event.time <= until) && fits(&filters, event);
    let events: Vec<Event> = call.daemon().0.events().iter().filter(wanted).cloned().collect();
    for event in &events {
        match &template {
            None => call.out(line(event, zone)),
            Some(template) => {
                let (text, result) = template.execute(&value(event), Options::default());
                result.map_err(|error| bad(&error))?;
                call.out(text + "\n");
            }
        }
    }
    if until.is_none() {
        // It waits for what no container is.
        let nobody = ContainerId::from_bytes([0; 32]);
        call.io.wait(Client { waits_for: vec![nobody], follows: true, ..Client::default() });
    }
    Ok(())
}

fn moment(call: &mut Call<'_>, flag: &Flag) -> Result<Option<Time>, Failure> {
    let text = call.flags.text(flag).to_owned();
    let machine = call.machine();
    let (now, offset) = (machine.now(), machine.profile.utc_offset);
    let why = || Failure::new(["failed to parse value as time or duration: ", &go::quote(&text)].concat());
    if text.is_empty() { Ok(None) } else { until::parse(&text, now, offset).map(Some).ok_or_else(why) }
}

/// A filter that the engine does not know lets everything through.
///
/// Model: moby `daemon/events/filter.go` `Include`.
fn fits(filters: &Filters, event: &Event) -> bool {
    let any = |name: &str, fits: &dyn Fn(&str) -> bool| {
        let mut values = filters.values(name).peekable();
        values.peek().is_none() || values.any(fits)
    };
    let attribute = |name: &str| event.attributes.get(name).map_or("", String::as_str);
    let named = |text: &str| event.id.starts_with(text) || attribute("name").starts_with(text);
    let bare = |text: &str| text.rsplit_once(':').map_or(text.to_owned(), |(name, _)| name.to_owned());
    let image = |text: &str| {
        let name = if event.kind == "image" { attribute("name") } else { attribute("image") };
        text == name || text == bare(name) || event.kind == "image" && text == event.id
    };
    let label = |text: &str| {
        let (key, wanted) = text.split_once('=').map_or((text, None), |(key, value)| (key, Some(value)));
        event.attributes.get(key).is_some_and(|value| wanted.is_none_or(|wanted| wanted == value))
    };
    // An action with more behind it is meant by its beginning, too: `exec_start: ls`.
    let action = |text: &str| event.action == text || event.action.split(':').next() == Some(text);
    let has = |name: &str| filters.values(name).next().is_some();
    any("event", &action)
        && any("type", &|text| text == event.kind)
        && any("scope", &|text| text == "local")
        && (!has("container") || event.kind == "container" && any("container", &named))
        && (!has("volume") || event.kind == "volume" && any("volume", &named))
        && (!has("network") || event.kind == "network" && any("network", &named))
        && (!has("image") || matches!(event.kind, "image" | "container") && any("image", &image))
        && filters.values("label").all(label)
        && !["config", "daemon", "node", "plugin", "secret", "service"].iter().any(|name| has(name))
}

/// Model: `prettyPrintEvent`.
fn line(event: &Event, zone: i64) -> String {
    let whole = units::rfc3339(Time::from_secs(event.time.secs), zone);
    let (moment, offset) = whole.split_at(19);
    let attributes: Vec<String> = event.attributes.iter().map(|(key, value)| [key, "=", value].concat()).collect();
    let attributes = if attributes.is_empty() { String::new() } else { [" (", &attributes.join(", "), ")"].concat() };
    format!("{moment}.{:09}{offset} {} {} {}{attributes}\n", event.time.nanos, event.kind, event.action, event.id)
}

/// Model: moby `api/types/events/events.go` `Message`.
fn value(event: &Event) -> Value {
    let string = |text: &str| Value::string(text);
    let entries = event.attributes.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    let actor = vec![Field::new("ID", string(&event.id)), Field::new("Attributes", Value::string_map(Some(entries)))];
    let of_container = matches!(event.kind, "container" | "image");
    let old = |text: &str| string(if of_container { text } else { "" });
    let from = event.attributes.get("image").map_or("", String::as_str);
    let nanos = event.time.secs.saturating_mul(1_000_000_000).saturating_add(i64::from(event.time.nanos));
    let optional = |name, key, value| Field { omit_empty: true, ..Field::keyed(name, key, value) };
    let fields = vec![
        optional("Status", "status", old(&event.action)),
        optional("ID", "id", old(&event.id)),
        optional("From", "from", string(if event.kind == "container" { from } else { "" })),
        Field::new("Type", string(event.kind)),
        Field::new("Action", string(&event.action)),
        Field::new("Actor", Value::of_struct("events.Actor", actor)),
        optional("Scope", "scope", string("local")),
        optional("Time", "time", Value::int64(event.time.secs)),
        optional("TimeNano", "timeNano", Value::int64(nanos)),
    ];
    Value::pointer_to("events.Message", fields)
}
