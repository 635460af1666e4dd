//! `docker container prune`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};
use crate::cli::filter::Filters;
use crate::cli::units;

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
    filters.check(&["label", "label!", "until"])?;
    if filters.values("until").next().is_some() {
        return Err(Failure::not_simulated("docker container prune --filter until"));
    }
    if !call.flags.is_on(&FORCE) && !call.confirm("WARNING! This will remove all stopped containers.") {
        return Ok(());
    }
    let owned = |name| filters.values(name).map(str::to_owned).collect::<Vec<String>>();
    let (with, without) = (owned("label"), owned("label!"));
    let pruned = call.ask(|daemon, recorder| daemon.prune_containers(recorder, &with, &without));
    let (removed, reclaimed) = pruned.unwrap_or_default();
    if !removed.is_empty() {
        let ids: String = removed.iter().map(|id| id.to_string() + "\n").collect();
        call.out(format!("Deleted Containers:\n{ids}\n"));
    }
    call.out(format!("Total reclaimed space: {}\n", units::human_size(reclaimed as i64)));
    Ok(())
}
