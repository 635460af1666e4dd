//! `docker rename`, `docker container rename`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Operands};
use crate::daemon::ContainerError;

/// The definition.
pub static RENAME: Command = Command {
    usage: "CONTAINER NEW_NAME",
    short: "Rename a container",
    arity: Arity::Exactly(2),
    operands: Operands::ContainerThenFree,
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/rename.go` `runRename`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let (old, new) = (call.args[0].trim().to_owned(), call.args[1].trim().to_owned());
    if old.is_empty() || new.is_empty() {
        return Err(Failure::new("Error: Neither old nor new names may be empty"));
    }
    let renamed = call.ask(|daemon, recorder| daemon.rename_container(recorder, &old, &new));
    let renamed = renamed.unwrap_or_else(|| Err(ContainerError::NotFound(old.clone())));
    renamed.map_err(|error| {
        call.err(format!("Error response from daemon: {error}\n"));
        Failure::new(format!("Error: failed to rename container named {old}"))
    })
}
