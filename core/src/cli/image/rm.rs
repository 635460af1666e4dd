//! `docker rmi`, `docker image rm`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::daemon::{LookupError, RemoveError, RemoveOptions};

const FORCE: Flag = Flag::bool("force", "Force removal of the image").short('f');
const NO_PRUNE: Flag = Flag::bool("no-prune", "Do not delete untagged parents");

/// The definition.
pub static RM: Command = Command {
    usage: "[OPTIONS] IMAGE [IMAGE...]",
    short: "Remove one or more images",
    arity: Arity::AtLeast(1),
    operands: Operands::Images,
    flags: &[&[FORCE, NO_PRUNE]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Each image is tried; what went is printed at once, what did not is said in the end.
///
/// Model: docker/cli `cli/command/image/remove.go` `runRemove`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let force = call.flags.is_on(&FORCE);
    let options = RemoveOptions { force, prune: !call.flags.is_on(&NO_PRUNE) };
    let mut errors: Vec<String> = Vec::new();
    let mut fatal = false;
    for text in call.args.clone() {
        if text.is_empty() {
            // A name that is none is no part of an address: what answers knows of no image.
            errors.push("Error: No such image: ".to_owned());
            continue;
        }
        match call.ask(|daemon, recorder| daemon.remove_image(recorder, &text, options)) {
            Some(Ok(removed)) => {
                let lines: String = removed.iter().map(|item| item.to_string() + "\n").collect();
                call.out(lines);
            }
            Some(Err(error)) => {
                fatal |= !matches!(error, RemoveError::Image(LookupError::NotFound { .. }));
                let failure = match &error {
                    RemoveError::Image(error) => Failure::no_such_image(error, &text),
                    RemoveError::NameInUse { .. } | RemoveError::Conflict { .. } | RemoveError::Disk(_) => {
                        Failure::from_daemon(&error.to_string())
                    }
                };
                errors.push(failure.message);
            }
            None => {}
        }
    }
    if errors.is_empty() {
        return Ok(());
    }
    let message = errors.join("\n");
    if fatal || !force {
        return Err(Failure::new(message));
    }
    call.err(message + "\n");
    Ok(())
}
