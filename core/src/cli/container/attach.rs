//! `docker attach`, `docker container attach`.

use super::life;
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::daemon::container::Attach;
use crate::process::Client;

const NO_STDIN: Flag = Flag::bool("no-stdin", "Do not attach STDIN");

/// The definition.
pub static ATTACH: Command = Command {
    usage: "[OPTIONS] CONTAINER",
    short: "Attach local standard input, output, and error streams to a running container",
    arity: Arity::Exactly(1),
    operands: Operands::Containers,
    flags: &[&[
        Flag::string("detach-keys", "Override the key sequence for detaching a container"),
        NO_STDIN,
        Flag::bool("sig-proxy", "Proxy all received signals to the process").default("true"),
    ]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/attach.go` `runAttach`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let text = call.args.first().cloned().unwrap_or_default();
    let found = call.daemon().0.containers().find(&text).map(|c| (c.config.tty, c.config.open_stdin, c.state.clone()));
    let (tty, open, state) = found.map_err(|error| Failure::of_container(&error, &text))?;
    if !state.running {
        return Err(Failure::new("You cannot attach to a stopped container, start it first"));
    }
    if state.paused {
        return Err(Failure::new("You cannot attach to a paused container, unpause it first"));
    }
    if state.restarting {
        return Err(Failure::new("You cannot attach to a restarting container, wait until it is running"));
    }
    let typed = tty && open && !call.flags.is_on(&NO_STDIN);
    let attach = Attach { client: call.io.client(), stdout: true, stderr: true, typed };
    let id = call.ask_host(|daemon, host| daemon.attach_to_container(host, &text, attach));
    let id = id.map_err(|error| life::failed(&error))?;
    life::log(call, id, "attach");
    call.io.wait(Client { waits_for: vec![id], ..Client::default() });
    Ok(())
}
