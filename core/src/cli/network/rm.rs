//! `docker network rm`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Operands};
use crate::daemon::NetworkError;

/// The definition.
pub static RM: Command = Command {
    usage: "NETWORK [NETWORK...]",
    short: "Remove one or more networks",
    arity: Arity::AtLeast(1),
    operands: Operands::Networks,
    action: Action::Run(run),
    ..Command::PLAIN
};

/// What does not work is said at once, and the rest is done.
///
/// Model: docker/cli `cli/command/network/remove.go` `runRemove`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let mut status = 0;
    let now = call.machine().now();
    for name in call.args.clone() {
        match call.ask(|daemon, _| daemon.remove_network(now, &name)) {
            Some(Err(NetworkError::NotFound(_))) => {
                call.err(["Error: No such network: ", &name, "\n"].concat());
                status = 1;
            }
            Some(Err(error)) => {
                call.err(Failure::from_daemon(&error.to_string()).message + "\n");
                status = 1;
            }
            Some(Ok(())) => call.out(name + "\n"),
            None => {}
        }
    }
    if status == 0 { Ok(()) } else { Err(Failure::with_status("", status)) }
}

/// A network and a container.
pub(super) fn two(call: &Call<'_>) -> (String, String) {
    let argument = |at: usize| call.args.get(at).cloned().unwrap_or_default();
    (argument(0), argument(1))
}
