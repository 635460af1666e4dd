//! `docker container prune`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};
use crate::cli::filter::Filters;
use crate::cli::{units, until};
use crate::daemon::PruneFilter;

const FILTER: Flag = Flag::new(Kind::Filter, "filter", "Provide filter values (e.g. 'until=<timestamp>')");
const FORCE: Flag = Flag::bool("force", "Do not prompt for confirmation").short('f');

/// The definition.
pub static PRUNE: Command = Command {
    usage: "[OPTIONS]",
    short: "Remove all stopped containers",
    arity: Arity::None,
    flags: &[&[FILTER, FORCE]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/prune.go` `runPrune`; moby `daemon/prune.go` `ContainersPrune`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let filters = Filters::new(call.flags.all(&FILTER));
    if !call.flags.is_on(&FORCE) && !call.confirm("WARNING! This will remove all stopped containers.") {
        // The client says so of what it did not ask for, either.
        call.out("Total reclaimed space: 0B\n");
        return Ok(());
    }
    let reclaimed = prune(call, &filters)?;
    call.out(format!("Total reclaimed space: {}\n", units::human_size(reclaimed as i64)));
    Ok(())
}

/// Removes what does not run and what the filters let through, and says so; gives the bytes.
pub(in crate::cli) fn prune(call: &mut Call<'_>, filters: &Filters) -> Result<u64, Failure> {
    filters.check(&["label", "label!", "until"])?;
    let filter = filter(call, filters, false)?;
    let pruned = call.ask(|daemon, recorder| daemon.prune_containers(recorder, &filter));
    let (removed, reclaimed) = pruned.unwrap_or_default();
    if !removed.is_empty() {
        let ids: String = removed.iter().map(|id| id.to_string() + "\n").collect();
        call.out(format!("Deleted Containers:\n{ids}\n"));
    }
    Ok(reclaimed)
}

/// The labels and the moment that the filters name.
pub(in crate::cli) fn filter(call: &mut Call<'_>, filters: &Filters, all: bool) -> Result<PruneFilter, Failure> {
    let owned = |name| filters.values(name).map(str::to_owned).collect();
    let until = until::moment(call, filters)?;
    Ok(PruneFilter { all, labels: owned("label"), without_labels: owned("label!"), until })
}
