//! `docker volume prune`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};
use crate::cli::filter::Filters;
use crate::cli::units;

const FILTER: Flag = Flag::new(Kind::Filter, "filter", "Provide filter values (e.g. 'label=<label>')");
const FORCE: Flag = Flag::bool("force", "Do not prompt for confirmation").short('f');

const WARNING: &str = "WARNING! This will remove all local volumes not used by at least one container.";

/// The definition.
pub static PRUNE: Command = Command {
    usage: "[OPTIONS]",
    short: "Remove all unused local volumes",
    arity: Arity::None,
    flags: &[&[FILTER, FORCE]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/volume/prune.go` `runPrune`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let filters = Filters::new(call.flags.all(&FILTER));
    if !call.flags.is_on(&FORCE) && !call.confirm(WARNING) {
        // The client says so of what it did not ask for, either.
        call.out("Total reclaimed space: 0B\n");
        return Ok(());
    }
    let bytes = prune(call, &filters)?;
    call.out(["Total reclaimed space: ", &units::human_size(bytes as i64), "\n"].concat());
    Ok(())
}

/// Removes what no container uses and what the filters let through, and says so; gives the bytes.
pub(in crate::cli) fn prune(call: &mut Call<'_>, filters: &Filters) -> Result<u64, Failure> {
    filters.check(&["label", "label!"])?;
    let owned = |name| filters.values(name).map(str::to_owned).collect::<Vec<String>>();
    let (labels, without) = (owned("label"), owned("label!"));
    let (names, bytes) = match call.ask(|daemon, recorder| daemon.prune_volumes(recorder, &labels, &without)) {
        Some(Ok(pruned)) => pruned,
        Some(Err(error)) => return Err(Failure::from_daemon(&error.to_string())),
        None => return Ok(0),
    };
    if !names.is_empty() {
        call.out(["Deleted Volumes:\n", &names.join("\n"), "\n\n"].concat());
    }
    Ok(bytes)
}
