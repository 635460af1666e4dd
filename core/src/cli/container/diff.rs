//! `docker diff`, `docker container diff`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Operands};

/// The definition.
pub static DIFF: Command = Command {
    usage: "CONTAINER",
    short: "Inspect changes to files or directories on a container's filesystem",
    arity: Arity::Exactly(1),
    operands: Operands::Containers,
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/diff.go` `runDiff`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let Some(container) = call.args.first().cloned() else { return Ok(()) };
    if container.is_empty() {
        return Err(Failure::new("Container name cannot be empty"));
    }
    match call.ask(|daemon, recorder| daemon.container_changes(recorder, &container)) {
        Some(Err(error)) => Err(Failure::from_daemon(&error.to_string())),
        Some(Ok(changes)) => {
            let lines: String = changes.iter().map(|change| change.to_string() + "\n").collect();
            call.out(lines);
            Ok(())
        }
        None => Ok(()),
    }
}
