//! `docker volume rm`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::daemon::VolumeError;

const FORCE: Flag = Flag::bool("force", "Force the removal of one or more volumes").short('f');

/// The definition.
pub static RM: Command = Command {
    usage: "[OPTIONS] VOLUME [VOLUME...]",
    short: "Remove one or more volumes",
    long: Some("Remove one or more volumes. You cannot remove a volume that is in use by a container."),
    example: Some("\n$ docker volume rm hello\nhello\n"),
    arity: Arity::AtLeast(1),
    operands: Operands::Volumes,
    flags: &[&[FORCE]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/volume/remove.go` `runRemove`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let force = call.flags.is_on(&FORCE);
    let mut errors: Vec<String> = Vec::new();
    for name in call.args.clone() {
        match call.ask(|daemon, recorder| daemon.remove_volume(recorder, &name)) {
            Some(Err(VolumeError::NotFound(_))) if !force => errors.push(format!("Error: No such volume: {name}")),
            Some(Ok(()) | Err(VolumeError::NotFound(_))) => call.out(name + "\n"),
            Some(Err(error)) => errors.push(Failure::from_daemon(&error.to_string()).message),
            None => {}
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::new(errors.join("\n"))) }
}
