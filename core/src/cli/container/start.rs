//! `docker start`, `docker container start`.

use super::life;
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Audience, Command, Flag, Operands};
use crate::daemon::container::Attach;
use crate::process::Client;

const ATTACH: Flag = Flag::bool("attach", "Attach STDOUT/STDERR and forward signals").short('a');
const INTERACTIVE: Flag = Flag::bool("interactive", "Attach container's STDIN").short('i');

/// The definition.
pub static START: Command = Command {
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Start one or more stopped containers",
    arity: Arity::AtLeast(1),
    operands: Operands::Containers,
    flags: &[&[
        Flag::string("checkpoint", "Restore from this checkpoint").only(Audience::Experimental),
        Flag::string("checkpoint-dir", "Use a custom checkpoint storage directory").only(Audience::Experimental),
        ATTACH,
        Flag::string("detach-keys", "Override the key sequence for detaching a container"),
        INTERACTIVE,
    ]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/start.go` `runStart`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let (attach, interactive) = (call.flags.is_on(&ATTACH), call.flags.is_on(&INTERACTIVE));
    if attach || interactive {
        return attached(call, interactive);
    }
    let mut failed: Vec<String> = Vec::new();
    for text in call.args.clone() {
        match life::start(call, &text, Attach::default(), false) {
            Ok(_) => call.out(text + "\n"),
            Err(error) => {
                call.err(format!("Error response from daemon: {error}\n"));
                failed.push(text);
            }
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("Error: failed to start containers: {}", failed.join(", "))))
}

fn attached(call: &mut Call<'_>, interactive: bool) -> Result<(), Failure> {
    if call.args.len() > 1 {
        return Err(Failure::new("you cannot start and attach multiple containers at once"));
    }
    let text = call.args.first().cloned().unwrap_or_default();
    let found = call.daemon().0.containers().find(&text).map(|container| container.config.tty);
    let tty = found.map_err(|error| Failure::of_container(&error, &text))?;
    let attach = Attach { client: call.io.client(), stdout: true, stderr: true, typed: interactive && tty };
    let id = match life::start(call, &text, attach, interactive) {
        Ok(id) => id,
        Err(error) => {
            let waited = life::gave_up_waiting(call);
            call.err(waited + "\n");
            return Err(life::failed(&error));
        }
    };
    call.io.wait(Client { waits_for: vec![id], ..Client::default() });
    Ok(())
}
