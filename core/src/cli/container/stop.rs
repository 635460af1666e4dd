//! `docker stop`, `docker container stop`.

use super::life;
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind, Operands};

const TIME: Flag = Flag::new(Kind::Int, "time", "Seconds to wait for stop before killing it").short('t').default("10");

/// The definition.
pub static STOP: Command = Command {
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Stop one or more running containers",
    arity: Arity::AtLeast(1),
    operands: Operands::Containers,
    flags: &[&[TIME]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/stop.go` `runStop`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let timeout = call.flags.is_given(&TIME).then(|| call.flags.int(&TIME));
    life::each(call, |call, text| {
        life::stop(call, text, timeout).map_err(|error| life::failed(&error))?;
        Ok(Some(text.to_owned()))
    })
}
