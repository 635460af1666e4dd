//! `docker version`.
//!
//! Model: docker/cli `cli/command/system/version.go`; moby `daemon/info.go` `SystemVersion`.

use std::fmt::Write as _;
use std::rc::Rc;

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag};
use crate::cli::template::value::{Field, List};
use crate::cli::template::{Options, Template, Value};
use crate::cli::units;
use crate::profile::{Component, HostProfile};

const FORMAT: Flag = Flag::string("format", "Format the output using the given Go template").short('f');

/// The definition.
pub static VERSION: Command = Command {
    usage: "[OPTIONS]",
    short: "Show the Docker version information",
    arity: Arity::None,
    flags: &[&[FORMAT, Flag::string("kubeconfig", "Kubernetes config file")]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// The oldest API that the engine speaks. Source: moby `api/common_unix.go` `MinVersion`.
const MIN_API: &str = "1.12";
/// The exit status when a template cannot be read.
const BAD_TEMPLATE: u8 = 64;

/// Model: `runVersion`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let format = call.flags.text(&FORMAT).to_owned();
    let profile = Rc::clone(&call.machine().profile);
    if format.is_empty() {
        call.out(text(&profile));
        return Ok(());
    }
    print(call, "version", &format, &value(&profile))
}

/// Prints a value through a template: what came out before an error, a newline, the error.
///
/// Model: `prettyPrintVersion`; docker/cli `cli/command/system/info.go` `formatInfo`.
pub(super) fn print(call: &mut Call<'_>, name: &str, format: &str, value: &Value) -> Result<(), Failure> {
    let template = Template::named(name, format)
        .map_err(|error| Failure::with_status("template parsing error: ".to_owned() + &error, BAD_TEMPLATE))?;
    let (text, result) = template.execute(value, Options::default());
    call.out(text + "\n");
    result.map_err(Failure::new)
}

/// The text without a template: a line for each fact, values in the 21st column.
fn text(profile: &HostProfile) -> String {
    let docker = &profile.docker;
    let of_platform = if docker.platform.is_empty() { String::new() } else { [" ", &docker.platform].concat() };
    let system = ["linux/", &profile.architecture].concat();
    let built = units::ansi_c(docker.client.built);
    let of_client = [
        (" Version:", docker.version.as_str()),
        (" API version:", &docker.api),
        (" Go version:", &docker.go),
        (" Git commit:", &docker.client.commit),
        (" Built:", &built),
        (" OS/Arch:", &system),
        (" Context:", "default"),
        (" Experimental:", "true"),
    ];
    let api = [&docker.api, " (minimum version ", MIN_API, ")"].concat();
    let built = units::ansi_c(docker.engine.built);
    let of_engine = [
        ("  Version:", docker.version.as_str()),
        ("  API version:", &api),
        ("  Go version:", &docker.go),
        ("  Git commit:", &docker.engine.commit),
        ("  Built:", &built),
        ("  OS/Arch:", &system),
        ("  Experimental:", "false"),
    ];
    let mut out = ["Client:", &of_platform, "\n"].concat();
    lines(&mut out, &of_client);
    out.extend(["\nServer:", &of_platform, "\n Engine:\n"]);
    lines(&mut out, &of_engine);
    for (name, part) in components(profile) {
        out.extend([" ", name, ":\n"]);
        lines(&mut out, &[("  Version:", &part.version), ("  GitCommit:", &part.commit)]);
    }
    out
}

fn lines(out: &mut String, lines: &[(&str, &str)]) {
    for (label, value) in lines {
        let _ = writeln!(out, "{label:20}{value}");
    }
}

/// The programs that the engine works with.
fn components(profile: &HostProfile) -> [(&'static str, &Component); 3] {
    let docker = &profile.docker;
    [("containerd", &docker.containerd), ("runc", &docker.runc), ("docker-init", &docker.init)]
}

/// What templates see.
fn value(profile: &HostProfile) -> Value {
    let docker = &profile.docker;
    let string = |text: &str| Value::string(text);
    let platform = || Value::of_struct("struct { Name string }", vec![Field::new("Name", string(&docker.platform))]);
    let client = vec![
        Field::new("Platform", platform()),
        Field::new("Version", string(&docker.version)),
        Field::keyed("APIVersion", "ApiVersion", string(&docker.api)),
        Field::new("DefaultAPIVersion", string(&docker.api)),
        Field::new("GitCommit", string(&docker.client.commit)),
        Field::new("GoVersion", string(&docker.go)),
        Field::new("Os", string("linux")),
        Field::new("Arch", string(&profile.architecture)),
        Field::optional("BuildTime", Value::string(units::ansi_c(docker.client.built))),
        Field::new("Context", string("default")),
        Field::new("Experimental", Value::Bool(true)),
    ];
    let details = |entries: &[(&str, &str)]| Value::string_map(Some(entries.iter().copied()));
    let component = |name: &str, version: &str, details: Value| {
        let fields = vec![
            Field::new("Name", string(name)),
            Field::new("Version", string(version)),
            Field::optional("Details", details),
        ];
        Value::of_struct("types.ComponentVersion", fields)
    };
    let of_engine = details(&[
        ("ApiVersion", &docker.api),
        ("Arch", &profile.architecture),
        ("BuildTime", &units::ansi_c(docker.engine.built)),
        ("Experimental", "false"),
        ("GitCommit", &docker.engine.commit),
        ("GoVersion", &docker.go),
        ("KernelVersion", &profile.kernel),
        ("MinAPIVersion", MIN_API),
        ("Os", "linux"),
    ]);
    let mut parts = vec![component("Engine", &docker.version, of_engine)];
    parts.extend(
        components(profile)
            .map(|(name, part)| component(name, &part.version, details(&[("GitCommit", part.commit.as_str())]))),
    );
    let built = units::rfc3339(docker.engine.built, 0);
    let server = vec![
        Field::new("Platform", platform()),
        Field::optional(
            "Components",
            Value::List(Rc::new(List { type_name: "[]types.ComponentVersion", items: Some(parts) })),
        ),
        Field::new("Version", string(&docker.version)),
        Field::keyed("APIVersion", "ApiVersion", string(&docker.api)),
        Field::optional("MinAPIVersion", string(MIN_API)),
        Field::new("GitCommit", string(&docker.engine.commit)),
        Field::new("GoVersion", string(&docker.go)),
        Field::new("Os", string("linux")),
        Field::new("Arch", string(&profile.architecture)),
        Field::optional("KernelVersion", string(&profile.kernel)),
        Field::optional("BuildTime", Value::string(built.trim_end_matches('Z').to_owned() + ".000000000+00:00")),
    ];
    let fields = vec![
        Field::new("Client", Value::of_struct("system.clientVersion", client)),
        Field::new("Server", Value::pointer_to("types.Version", server)),
    ];
    Value::of_struct("system.versionInfo", fields)
}
