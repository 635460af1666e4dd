//! `docker rm`, `docker container rm`.

use super::life;
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::daemon::ContainerError;
use crate::daemon::container::RemoveContainer;
use crate::identity::ContainerId;

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
        if call.flags.is_on(&LINK) {
            errors.push(unlink(call, &name).message);
            continue;
        }
        match remove(call, &name, force, RemoveContainer { volumes }) {
            Ok(_) => call.out(typed + "\n"),
            Err(error) => {
                let failure = Failure::of_container(&error, &name);
                if force && matches!(error, ContainerError::NotFound(_)) {
                    call.err(failure.message + "\n");
                } else {
                    errors.push(failure.message);
                }
            }
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::new(errors.join("\n"))) }
}

/// `--link`: takes away a link by its name `container/alias`. No container has any here.
///
/// Model: moby `daemon/delete.go` `rmLink`.
fn unlink(call: &mut Call<'_>, name: &str) -> Failure {
    let (parent, alias) = name.rsplit_once('/').unwrap_or(("", name));
    let found = call.daemon().0.containers().find(if parent.is_empty() { alias } else { parent }).map(|_| ());
    match found {
        Err(error) if parent.is_empty() => Failure::of_container(&error, name),
        Ok(()) if parent.is_empty() => {
            Failure::from_daemon("Conflict, cannot remove the default link name of the container")
        }
        _ => Failure::from_daemon(&format!("Cannot get parent /{parent} for name /{name}")),
    }
}

/// Removes a container; one that runs is killed first, if that is wanted.
fn remove(
    call: &mut Call<'_>,
    name: &str,
    force: bool,
    options: RemoveContainer,
) -> Result<ContainerId, ContainerError> {
    if force {
        let found = call.ask_host(|daemon, _| {
            let container = daemon.containers().find(name)?;
            Ok((container.id, container.runtime.as_ref().map(|runtime| runtime.pid)))
        });
        let found = found?;
        call.ask(|daemon, recorder| daemon.end_restarting(recorder, found.0)).unwrap_or(Ok(false))?;
        if let (id, Some(pid)) = found {
            call.ask(|daemon, _| daemon.mark_removal(id, true));
            let killed = life::kill(call, id, pid);
            call.ask(|daemon, _| daemon.mark_removal(id, false));
            killed?;
        }
    }
    let removed = call.ask(|daemon, recorder| daemon.remove_container(recorder, name, options));
    removed.unwrap_or_else(|| Err(ContainerError::NotFound(name.to_owned())))
}
