//! `docker logs`, `docker container logs`.

use super::life;
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::cli::until;
use crate::clock::Time;
use crate::daemon::container::Attach;
use crate::disk::containers;
use crate::process::Client;
use crate::trace::Stream;

const DETAILS: Flag = Flag::bool("details", "Show extra details provided to logs");
const FOLLOW: Flag = Flag::bool("follow", "Follow log output").short('f');
const SINCE: Flag = Flag::string(
    "since",
    "Show logs since timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)",
);
const TAIL: Flag = Flag::string("tail", "Number of lines to show from the end of the logs").short('n').default("all");
const TIMESTAMPS: Flag = Flag::bool("timestamps", "Show timestamps").short('t');
const UNTIL: Flag = Flag::string(
    "until",
    "Show logs before a timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)",
);

/// The definition.
pub static LOGS: Command = Command {
    usage: "[OPTIONS] CONTAINER",
    short: "Fetch the logs of a container",
    arity: Arity::Exactly(1),
    operands: Operands::Containers,
    flags: &[&[DETAILS, FOLLOW, SINCE, TAIL, TIMESTAMPS, UNTIL]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// A line of the log.
#[derive(serde::Deserialize)]
struct Line {
    log: String,
    stream: String,
    time: String,
}

/// Model: docker/cli `cli/command/container/logs.go` `runLogs`; moby `daemon/logs.go`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let text = call.args.first().cloned().unwrap_or_default();
    let (daemon, fs) = call.daemon();
    let container = daemon.containers().find(&text).map_err(|error| Failure::of_container(&error, &text))?;
    let id = container.id;
    if container.host_config.log_config.kind != "json-file" {
        return Err(Failure::from_daemon("configured logging driver does not support reading"));
    }
    let log = containers::read(fs, id, &format!("{id}-json.log")).unwrap_or_default();
    let (since, until) = (moment(call, &SINCE)?, moment(call, &UNTIL)?);
    let timestamps = call.flags.is_on(&TIMESTAMPS);
    let lines = log.lines().filter_map(|line| {
        let line: Line = serde_json::from_str(line).ok()?;
        let time = Time::parse_rfc3339(&line.time)?;
        let wanted = since.is_none_or(|since| time >= since) && until.is_none_or(|until| time < until);
        wanted.then_some((line, time))
    });
    let lines: Vec<(Line, Time)> = lines.collect();
    let details = call.flags.is_on(&DETAILS);
    let tail = call.flags.text(&TAIL).parse::<usize>().unwrap_or(lines.len());
    for (line, time) in lines.iter().skip(lines.len().saturating_sub(tail)) {
        let mut stamp = if timestamps { nano_stamp(*time) + " " } else { String::new() };
        // What the log's driver adds to a line would stand here; json-file without options adds nothing, and a blank stays.
        stamp.push_str(if details { " " } else { "" });
        let stream = if line.stream == "stderr" { Stream::Stderr } else { Stream::Stdout };
        call.io.print(stream, format!("{stamp}{}", line.log).as_bytes());
    }
    if call.flags.is_on(&FOLLOW) {
        let attach = Attach { client: call.io.client(), stdout: true, stderr: true, typed: false };
        let runs = call.ask_host(|daemon, _| Ok(daemon.follow_container(id, attach)));
        if runs.map_err(|error| life::failed(&error))? {
            call.io.wait(Client { waits_for: vec![id], prints: false, follows: true, ..Client::default() });
        }
    }
    Ok(())
}

/// The moment that a flag names.
fn moment(call: &mut Call<'_>, flag: &Flag) -> Result<Option<Time>, Failure> {
    let text = call.flags.text(flag).to_owned();
    if text.is_empty() {
        return Ok(None);
    }
    let machine = call.machine();
    let (now, offset) = (machine.now(), machine.profile.utc_offset);
    let wrong = || {
        Failure::new(format!(
            "invalid value for \"{}\": failed to parse value as time or duration: {text:?}",
            flag.name
        ))
    };
    until::parse(&text, now, offset).map(Some).ok_or_else(wrong)
}

/// With all nine digits of the fraction.
fn nano_stamp(time: Time) -> String {
    let whole = Time::from_secs(time.secs).to_string();
    format!("{}.{:09}Z", whole.trim_end_matches('Z'), time.nanos)
}
