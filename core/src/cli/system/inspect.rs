//! `docker inspect`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::cli::template::Value;
use crate::cli::{container, go, image, inspect, network, volume};

const FORMAT: Flag = Flag::string("format", "Format the output using the given Go template").short('f');
const SIZE: Flag = Flag::bool("size", "Display total file sizes if the type is container").short('s');
const TYPE: Flag = Flag::string("type", "Return JSON for specified type");

/// The definition.
pub static INSPECT: Command = Command {
    usage: "[OPTIONS] NAME|ID [NAME|ID...]",
    short: "Return low-level information on Docker objects",
    arity: Arity::AtLeast(1),
    operands: Operands::Objects,
    flags: &[&[FORMAT, SIZE, TYPE]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/system/inspect.go` `runInspect`, `inspectAll`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let format = call.flags.text(&FORMAT).to_owned();
    let kind = call.flags.text(&TYPE).to_owned();
    let size = call.flags.is_on(&SIZE);
    match kind.as_str() {
        "" | "container" | "image" | "network" | "volume" => {}
        "node" | "plugin" | "secret" | "service" | "task" => {
            return Err(Failure::not_simulated(&["docker inspect --type ", &kind].concat()));
        }
        _ => return Err(Failure::new(go::quote(&kind) + " is not a valid value for --type")),
    }
    inspect::run(call, &format, &mut |call, name| find(call, name, &kind, size))
}

/// A container, an image, a network or a volume: with a type only that, and its own complaint; else the first that is there.
fn find(call: &mut Call<'_>, name: &str, kind: &str, size: bool) -> Result<Value, String> {
    let may_be = |wanted: &str| kind.is_empty() || kind == wanted;
    if may_be("container") {
        match container::inspect::find(call, name, size) {
            Ok(value) => return Ok(value),
            Err(failure) if kind == "container" || !failure.message.starts_with("Error: No such container") => {
                return Err(failure.message);
            }
            Err(_) => {}
        }
    }
    if may_be("image") {
        match image::inspect::find(call, name) {
            Ok(value) => {
                if size {
                    call.err("WARNING: --size ignored for image\n");
                }
                return Ok(value);
            }
            Err(failure) if kind == "image" => return Err(failure.message),
            Err(_) => {}
        }
    }
    if may_be("network") {
        match network::inspect::find(call, name) {
            Err(message) if kind == "network" => return Err(message),
            Err(_) => {}
            found => return found,
        }
    }
    match volume::inspect::find(call, name) {
        Err(message) if kind == "volume" => Err(message),
        Err(_) => Err(["Error: No such object: ", name].concat()),
        found => found,
    }
}
