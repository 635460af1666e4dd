//! `docker volume create`.

use std::collections::BTreeMap;

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Audience, Command, Flag, Kind};
use crate::daemon::Volume;

const DRIVER: Flag = Flag::string("driver", "Specify volume driver name").short('d').default("local");
const LABEL: Flag = Flag::new(Kind::Label, "label", "Set metadata for a volume");
const OPT: Flag = Flag::new(Kind::Map, "opt", "Set driver specific options").short('o').default("map[]");

const NAME: Flag = Flag::string("name", "Specify volume name").only(Audience::Hidden);

/// The definition.
pub static CREATE: Command = Command {
    usage: "[OPTIONS] [VOLUME]",
    short: "Create a volume",
    arity: Arity::AtMost(1),
    flags: &[&[DRIVER, LABEL, NAME, OPT]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/volume/create.go` `runCreate`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    if call.flags.is_given(&OPT) {
        return Err(Failure::not_simulated("docker volume create --opt"));
    }
    let pair = |text: &str| {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        (name.to_owned(), value.to_owned())
    };
    let labels = call.flags.all(&LABEL).map(pair).collect();
    let driver = call.flags.text(&DRIVER).to_owned();
    let old = call.flags.text(&NAME).to_owned();
    let name = match call.args.first() {
        Some(_) if !old.is_empty() => {
            let why = "conflicting options: either specify --name or provide positional arg, not both";
            return Err(Failure::new(why));
        }
        Some(name) => name.clone(),
        None => old,
    };
    let wanted = Volume { name, labels: Some(labels), options: Some(BTreeMap::new()) };
    match call.ask(|daemon, recorder| daemon.create_volume(recorder, wanted.clone(), &driver)) {
        Some(Ok(volume)) => {
            call.out(volume.name + "\n");
            Ok(())
        }
        Some(Err(error)) => Err(Failure::from_daemon(&error.to_string())),
        None => Ok(()),
    }
}
