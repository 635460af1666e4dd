//! `docker network disconnect`.

use crate::cli::call::{Call, Failure};
use crate::cli::container::life;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

const FORCE: Flag = Flag::bool("force", "Force the container to disconnect from a network").short('f');

/// The definition.
pub static DISCONNECT: Command = Command {
    usage: "[OPTIONS] NETWORK CONTAINER",
    short: "Disconnect a container from a network",
    arity: Arity::Exactly(2),
    operands: Operands::NetworkThenContainer,
    flags: &[&[FORCE]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/network/disconnect.go` `runDisconnect`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let force = call.flags.is_on(&FORCE);
    let (network, container) = super::rm::two(call);
    let answer = call
        .ask(|daemon, recorder| daemon.disconnect_container(recorder, &network, &container, force))
        .unwrap_or(Ok(()));
    answer.map_err(|error| life::failed(&error))
}
