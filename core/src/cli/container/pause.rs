//! `docker pause`, `docker container pause`.

use super::life;
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Operands};

/// The definition.
pub static PAUSE: Command = Command {
    usage: "CONTAINER [CONTAINER...]",
    short: "Pause all processes within one or more containers",
    arity: Arity::AtLeast(1),
    operands: Operands::Containers,
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/pause.go`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    life::each(call, |call, text| {
        let done = call.ask_host(|daemon, host| daemon.pause_container(host.recorder, host.processes, text, true));
        done.map_err(|error| life::failed(&error))?;
        Ok(Some(text.to_owned()))
    })
}
