//! `docker kill`, `docker container kill`.

use super::life;
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::process::Signal;

const SIGNAL: Flag = Flag::string("signal", "Signal to send to the container").short('s').default("KILL");

/// The definition.
pub static KILL: Command = Command {
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Kill one or more running containers",
    arity: Arity::AtLeast(1),
    operands: Operands::Containers,
    flags: &[&[SIGNAL]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/kill.go` `runKill`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let signal = call.flags.text(&SIGNAL).to_owned();
    life::each(call, |call, text| {
        let killed = call.ask_host(|daemon, host| daemon.kill_container(host.recorder, host.processes, text, &signal));
        let (id, sent) = killed.map_err(|error| life::failed(&error))?;
        let pid = call.daemon().0.containers().get(id).and_then(|container| Some(container.runtime.as_ref()?.pid));
        if let Some(pid) = pid.filter(|_| sent == Signal::KILL) {
            let deadline = call.machine().now().plus_secs(10);
            call.io.let_run(pid, Some(deadline));
        }
        Ok(Some(text.to_owned()))
    })
}
