//! `docker system prune`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};
use crate::cli::filter::Filters;
use crate::cli::image;
use crate::cli::units;
use crate::daemon::PruneFilter;

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

/// Containers, volumes if that is wanted, images. There are no networks and no build cache to remove.
///
/// Model: docker/cli `cli/command/system/prune.go` `runPrune`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let (all, volumes) = (call.flags.is_on(&ALL), call.flags.is_on(&VOLUMES));
    let filters = Filters::new(call.flags.all(&FILTER));
    if filters.values("until").next().is_some() {
        return Err(Failure::not_simulated("docker system prune --filter until"));
    }
    if !call.flags.is_on(&FORCE) && !call.confirm(&warning(all, volumes)) {
        return Ok(());
    }
    filters.check(&["label", "label!"])?;
    let owned = |name| filters.values(name).map(str::to_owned).collect::<Vec<String>>();
    let (with, without) = (owned("label"), owned("label!"));
    let pruned = call.ask(|daemon, recorder| daemon.prune_containers(recorder, &with, &without));
    let (containers, mut reclaimed) = pruned.unwrap_or_default();
    if !containers.is_empty() {
        let ids: String = containers.iter().map(|id| id.to_string() + "\n").collect();
        call.out(format!("Deleted Containers:\n{ids}\n"));
    }
    if volumes {
        match call.ask(|daemon, recorder| daemon.prune_volumes(recorder, &with, &without)) {
            Some(Ok((names, bytes))) => {
                reclaimed += bytes;
                if !names.is_empty() {
                    call.out(format!("Deleted Volumes:\n{}\n\n", names.join("\n")));
                }
            }
            Some(Err(error)) => return Err(Failure::from_daemon(&error.to_string())),
            None => {}
        }
    }
    let filter = PruneFilter { all, labels: with, without_labels: without };
    let (images, bytes) = call.ask(|daemon, recorder| daemon.prune_images(recorder, &filter)).unwrap_or_default();
    call.out(image::prune::told(&images));
    call.out(format!("Total reclaimed space: {}\n", units::human_size((reclaimed + bytes) as i64)));
    Ok(())
}

fn warning(all: bool, volumes: bool) -> String {
    let images =
        if all { "all images without at least one container associated to them" } else { "all dangling images" };
    let cache = if all { "all build cache" } else { "all dangling build cache" };
    let volumes = if volumes { "  - all volumes not used by at least one container\n" } else { "" };
    format!(
        "WARNING! This will remove:\n  - all stopped containers\n  - all networks not used by at least one container\n\
         {volumes}  - {images}\n  - {cache}\n"
    )
}
