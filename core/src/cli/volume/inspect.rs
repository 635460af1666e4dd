//! `docker volume inspect`.

use std::collections::BTreeMap;

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::cli::template::Value;
use crate::cli::template::value::Field;
use crate::cli::{inspect, units};
use crate::daemon::Volume;
use crate::disk::layout;
use crate::vfs::Fs;

const FORMAT: Flag = Flag::string("format", "Format the output using the given Go template").short('f');

/// The definition.
pub static INSPECT: Command = Command {
    usage: "[OPTIONS] VOLUME [VOLUME...]",
    short: "Display detailed information on one or more volumes",
    arity: Arity::AtLeast(1),
    operands: Operands::Volumes,
    flags: &[&[FORMAT]],
    action: Action::Run(run),
    ..Command::PLAIN
};

fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let format = call.flags.text(&FORMAT).to_owned();
    inspect::run(call, &format, &mut find)
}

/// A volume, as `docker inspect` shows it.
pub(in crate::cli) fn find(call: &mut Call<'_>, name: &str) -> Result<Value, String> {
    let offset = call.machine().profile.utc_offset;
    let (daemon, fs) = call.daemon();
    let found = daemon.volumes().get(name).map(|volume| value(volume, fs, offset));
    found.ok_or_else(|| format!("Error: No such volume: {name}"))
}

/// Model: moby `api/types/volume.go` `Volume`.
fn value(volume: &Volume, fs: &Fs, offset: i64) -> Value {
    let map = |map: Option<&BTreeMap<String, String>>| {
        Value::string_map(map.map(|map| map.iter().map(|(key, value)| (key.as_str(), value.as_str()))))
    };
    let created = volume.created(fs).map(|created| units::rfc3339(created, offset)).unwrap_or_default();
    let fields = vec![
        Field::optional("CreatedAt", Value::string(created)),
        Field::new("Driver", Value::string("local")),
        Field::new("Labels", map(volume.labels.as_ref())),
        Field::new("Mountpoint", Value::string(layout::volume_data(&volume.name).to_string())),
        Field::new("Name", Value::string(volume.name.as_str())),
        Field::new("Options", map(volume.options.as_ref())),
        Field::new("Scope", Value::string("local")),
    ];
    Value::pointer_to("types.Volume", fields)
}
