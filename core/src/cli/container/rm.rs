//! `docker rm`, `docker container rm`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::daemon::ContainerError;
use crate::daemon::container::RemoveContainer;

const FORCE: Flag = Flag::bool("force", "Force the removal of a running container (uses SIGKILL)").short('f');
const LINK: Flag = Flag::bool("link", "Remove the specified link").short('l');
const VOLUMES: Flag = Flag::bool("volumes", "Remove anonymous volumes associated with the container").short('v');

/// The definition.
pub static RM: Command = Command {
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Remove one or more containers",
    arity: Arity::AtLeast(1),
    operands: Operands::Containers,
    flags: &[&[FORCE, LINK, VOLUMES]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Each container is tried; what does not go is said in the end.
///
/// Model: docker/cli `cli/command/container/rm.go` `runRm`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let (force, volumes) = (call.flags.is_on(&FORCE), call.flags.is_on(&VOLUMES));
    let mut errors: Vec<String> = Vec::new();
    for typed in call.args.clone() {
        let name = typed.trim_matches('/').to_owned();
        if name.is_empty() {
            errors.push("Container name cannot be empty".to_owned());
            continue;
        }
        let options = RemoveContainer { volumes };
        match call.ask(|daemon, recorder| daemon.remove_container(recorder, &name, options)) {
            Some(Ok(_)) => call.out(typed + "\n"),
            Some(Err(error)) => {
                let failure = Failure::of_container(&error, &name);
                if force && matches!(error, ContainerError::NotFound(_)) {
                    call.err(failure.message + "\n");
                } else {
                    errors.push(failure.message);
                }
            }
            None => {}
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::new(errors.join("\n"))) }
}
