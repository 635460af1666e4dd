//! `docker system prune`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};
use crate::cli::filter::Filters;
use crate::cli::{container, image, network, units, volume};

const ALL: Flag = Flag::bool("all", "Remove all unused images not just dangling ones").short('a');
const FILTER: Flag = Flag::new(Kind::Filter, "filter", "Provide filter values (e.g. 'label=<key>=<value>')");
const FORCE: Flag = Flag::bool("force", "Do not prompt for confirmation").short('f');
const VOLUMES: Flag = Flag::bool("volumes", "Prune volumes");

/// The definition.
pub static PRUNE: Command = Command {
    usage: "[OPTIONS]",
    short: "Remove unused data",
    arity: Arity::None,
    flags: &[&[ALL, FILTER, FORCE, VOLUMES]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Containers, networks, volumes if that is wanted, images. There is no build cache to remove.
///
/// Model: docker/cli `cli/command/system/prune.go` `runPrune`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let (all, volumes) = (call.flags.is_on(&ALL), call.flags.is_on(&VOLUMES));
    let filters = Filters::new(call.flags.all(&FILTER));
    if volumes && filters.values("until").next().is_some() {
        return Err(Failure::new("ERROR: The \"until\" filter is not supported with \"--volumes\""));
    }
    if !call.flags.is_on(&FORCE) && !call.confirm(&warning(all, volumes, &filters)) {
        return Ok(());
    }
    let mut reclaimed = container::prune::prune(call, &filters)?;
    let networks = network::prune::prune(call, &filters)?;
    if !networks.is_empty() {
        call.out(["Deleted Networks:\n", &networks.join("\n"), "\n\n"].concat());
    }
    if volumes {
        reclaimed += volume::prune::prune(call, &filters)?;
    }
    reclaimed += image::prune::prune(call, &filters, all)?;
    call.ask(|daemon, recorder| daemon.log_prune(recorder.kernel().fs.now(), "builder", 0));
    call.out(format!("Total reclaimed space: {}\n", units::human_size(reclaimed as i64)));
    Ok(())
}

fn warning(all: bool, volumes: bool, filters: &Filters) -> String {
    let images =
        if all { "all images without at least one container associated to them" } else { "all dangling images" };
    let cache = if all { "all build cache" } else { "all dangling build cache" };
    let volumes = if volumes { "  - all volumes not used by at least one container\n" } else { "" };
    let filtered = match filters.sorted().join("\n  - ") {
        none if none.is_empty() => none,
        some => ["\n  Items to be pruned will be filtered with:\n  - ", &some, "\n"].concat(),
    };
    format!(
        "WARNING! This will remove:\n  - all stopped containers\n  - all networks not used by at least one container\n\
         {volumes}  - {images}\n  - {cache}\n{filtered}"
    )
}
