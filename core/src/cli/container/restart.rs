//! `docker restart`, `docker container restart`.

use super::life;
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind, Operands};
use crate::daemon::ContainerError;
use crate::daemon::container::Attach;

const TIME: Flag =
    Flag::new(Kind::Int, "time", "Seconds to wait for stop before killing the container").short('t').default("10");

/// The definition.
pub static RESTART: Command = Command {
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Restart one or more containers",
    arity: Arity::AtLeast(1),
    operands: Operands::Containers,
    flags: &[&[TIME]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/restart.go` `runRestart`; moby `daemon/restart.go`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let timeout = call.flags.is_given(&TIME).then(|| call.flags.int(&TIME));
    life::each(call, |call, text| {
        // A restart is no end: --rm does not count for it.
        let kept = keep(call, text, false).map_err(|error| life::failed(&error))?;
        life::stop(call, text, timeout).map_err(|error| life::failed(&error))?;
        if kept {
            keep(call, text, true).map_err(|error| life::failed(&error))?;
        }
        let cannot = |error| Failure::from_daemon(&format!("Cannot restart container {text}: {error}"));
        let id = life::start(call, text, Attach::default(), false).map_err(cannot)?;
        life::log(call, id, "restart");
        Ok(Some(text.to_owned()))
    })
}

/// Sets whether a container is removed at its end; gives whether it was to be.
fn keep(call: &mut Call<'_>, text: &str, remove: bool) -> Result<bool, ContainerError> {
    call.ask_host(|daemon, _| daemon.set_auto_remove(text, remove))
}
