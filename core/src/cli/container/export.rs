//! `docker export`, `docker container export`.

use super::life;
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::cli::output;

const OUTPUT: Flag = Flag::string("output", "Write to a file, instead of STDOUT").short('o');

/// The definition.
pub static EXPORT: Command = Command {
    usage: "[OPTIONS] CONTAINER",
    short: "Export a container's filesystem as a tar archive",
    arity: Arity::Exactly(1),
    operands: Operands::Containers,
    flags: &[&[OUTPUT]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/export.go` `runExport`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let output = call.flags.text(&OUTPUT).to_owned();
    output::check(call, &output, "failed to export container")?;
    let Some(container) = call.args.first().cloned() else { return Ok(()) };
    match call.ask(|daemon, recorder| daemon.export_container(recorder, &container)) {
        Some(Ok(tar)) => {
            if let Ok(id) = call.daemon().0.containers().find(&container).map(|container| container.id) {
                life::log(call, id, "export");
            }
            output::tar(call, &output, &tar)
        }
        Some(Err(error)) => Err(Failure::from_daemon(&error.to_string())),
        None => Ok(()),
    }
}
