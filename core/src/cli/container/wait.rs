//! `docker wait`, `docker container wait`.

use super::life;
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Operands};
use crate::daemon::container::Attach;
use crate::process::Client;

/// The definition.
pub static WAIT: Command = Command {
    usage: "CONTAINER [CONTAINER...]",
    short: "Block until one or more containers stop, then print their exit codes",
    arity: Arity::AtLeast(1),
    operands: Operands::Containers,
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/wait.go` `runWait`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let mut waiting = Client { prints: true, ..Client::default() };
    let mut errors: Vec<String> = Vec::new();
    let client = call.io.client();
    for text in call.args.clone() {
        let found = call.ask_host(|daemon, _| {
            let container = daemon.containers().find(&text)?;
            let (id, code) = (container.id, container.state.exit_code);
            let runs = daemon.follow_container(id, Attach { client, ..Attach::default() });
            Ok((id, if runs { None } else { Some(code) }))
        });
        match found {
            Ok((id, code)) => {
                waiting.ended.extend(code.map(|code| (id, code)));
                waiting.waits_for.push(id);
            }
            Err(error) => errors.push(life::failed(&error).message),
        }
    }
    if !errors.is_empty() {
        return Err(Failure::new(errors.join("\n")));
    }
    if waiting.ended.len() == waiting.waits_for.len() {
        let codes: String = waiting.ended.iter().map(|(_, code)| code.to_string() + "\n").collect();
        call.out(codes);
    } else {
        call.io.wait(waiting);
    }
    Ok(())
}
