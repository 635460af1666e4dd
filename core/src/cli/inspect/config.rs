//! `container.Config`: how a container is to be run.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::cli::template::Value;
use crate::cli::template::value::{Field, List, Map};
use crate::oci::{Healthcheck, NameSet, RunConfig};

/// A config as Go's struct, to which templates get a pointer.
///
/// Model: moby `api/types/container/config.go` `Config`.
pub fn config(config: &RunConfig) -> Value {
    let string = |text: &String| Value::string(text.as_str());
    let fields = vec![
        Field::new("Hostname", string(&config.hostname)),
        Field::new("Domainname", string(&config.domainname)),
        Field::new("User", string(&config.user)),
        Field::new("AttachStdin", Value::Bool(config.attach_stdin)),
        Field::new("AttachStdout", Value::Bool(config.attach_stdout)),
        Field::new("AttachStderr", Value::Bool(config.attach_stderr)),
        Field::optional("ExposedPorts", set(Some(&config.exposed_ports), "nat.PortSet", "nat.Port")),
        Field::new("Tty", Value::Bool(config.tty)),
        Field::new("OpenStdin", Value::Bool(config.open_stdin)),
        Field::new("StdinOnce", Value::Bool(config.stdin_once)),
        Field::new("Env", Value::strings(config.env.as_deref())),
        Field::new("Cmd", words(config.cmd.as_deref())),
        Field::optional("Healthcheck", healthcheck(config.healthcheck.as_ref())),
        Field::optional("ArgsEscaped", Value::Bool(config.args_escaped)),
        Field::new("Image", string(&config.image)),
        Field::new("Volumes", set(config.volumes.as_ref(), "map[string]struct {}", "string")),
        Field::new("WorkingDir", string(&config.working_dir)),
        Field::new("Entrypoint", words(config.entrypoint.as_deref())),
        Field::optional("NetworkDisabled", Value::Bool(config.network_disabled)),
        Field::optional("MacAddress", string(&config.mac_address)),
        Field::new("OnBuild", Value::strings(config.on_build.as_deref())),
        Field::new("Labels", labels(config.labels.as_ref())),
        Field::optional("StopSignal", string(&config.stop_signal)),
        Field::optional("StopTimeout", config.stop_timeout.map_or(Value::NilPointer("*int"), Value::int)),
        Field::optional("Shell", words(Some(&config.shell))),
    ];
    Value::pointer_to("container.Config", fields)
}

fn labels(labels: Option<&BTreeMap<String, String>>) -> Value {
    Value::string_map(labels.map(|labels| labels.iter().map(|(key, value)| (key.as_str(), value.as_str()))))
}

/// A `strslice.StrSlice`.
fn words(items: Option<&[String]>) -> Value {
    let items = items.map(|items| items.iter().map(|item| Value::string(item.as_str())).collect());
    Value::List(Rc::new(List { type_name: "strslice.StrSlice", items }))
}

fn set(names: Option<&NameSet>, type_name: &'static str, key_type: &'static str) -> Value {
    let zero = Value::of_struct("struct {}", Vec::new());
    let entries = names.map(|names| names.0.iter().map(|name| (Rc::from(name.as_str()), zero.clone())).collect());
    Value::Map(Rc::new(Map { type_name, key_type, zero, entries }))
}

fn healthcheck(healthcheck: Option<&Healthcheck>) -> Value {
    let Some(healthcheck) = healthcheck else { return Value::NilPointer("*container.HealthConfig") };
    let duration = |nanos| Value::Int(nanos, "time.Duration");
    let fields = vec![
        Field::optional("Test", Value::strings(Some(&healthcheck.test))),
        Field::optional("Interval", duration(healthcheck.interval)),
        Field::optional("Timeout", duration(healthcheck.timeout)),
        Field::optional("StartPeriod", duration(healthcheck.start_period)),
        Field::optional("Retries", Value::int(healthcheck.retries)),
    ];
    Value::pointer_to("container.HealthConfig", fields)
}
