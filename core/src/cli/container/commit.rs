//! `docker commit`, `docker container commit`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::daemon::container::CommitOptions;
use crate::reference::Reference;

const AUTHOR: Flag = Flag::string("author", "Author (e.g., \"John Hannibal Smith <hannibal@a-team.com>\")").short('a');
const CHANGE: Flag = Flag::list("change", "Apply Dockerfile instruction to the created image").short('c');
const MESSAGE: Flag = Flag::string("message", "Commit message").short('m');
const PAUSE: Flag = Flag::bool("pause", "Pause container during commit").short('p').default("true");

/// The definition.
pub static COMMIT: Command = Command {
    usage: "[OPTIONS] CONTAINER [REPOSITORY[:TAG]]",
    short: "Create a new image from a container's changes",
    arity: Arity::Range(1, 2),
    operands: Operands::ContainerThenFree,
    flags: &[&[AUTHOR, CHANGE, MESSAGE, PAUSE]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/commit.go` `runCommit`; docker/docker `client/container_commit.go`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let name = match call.args.get(1).filter(|name| !name.is_empty()) {
        Some(text) => Some(new_name(text)?),
        None => None,
    };
    let options = CommitOptions {
        container: call.args.first().cloned().unwrap_or_default(),
        name,
        author: call.flags.text(&AUTHOR).to_owned(),
        comment: call.flags.text(&MESSAGE).to_owned(),
        changes: call.flags.all(&CHANGE).map(str::to_owned).collect(),
        pause: call.flags.is_on(&PAUSE),
    };
    match call.ask(|daemon, recorder| daemon.commit(recorder, &options)) {
        Some(Ok(image)) => {
            call.out(image.to_string() + "\n");
            Ok(())
        }
        Some(Err(error)) => Err(Failure::from_daemon(&error.to_string())),
        None => Ok(()),
    }
}

/// A name for a new image: `latest` if it has no tag.
pub(in crate::cli) fn new_name(text: &str) -> Result<Reference, Failure> {
    let name = Reference::parse(text).map_err(|error| Failure::new(error.to_string()))?;
    if name.digest.is_some() {
        return Err(Failure::new("refusing to create a tag with a digest reference"));
    }
    Ok(name.or_latest())
}
