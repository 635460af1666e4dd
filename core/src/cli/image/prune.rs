//! `docker image prune`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};
use crate::cli::filter::Filters;
use crate::cli::units;
use crate::daemon::{PruneFilter, RemovedItem};

const ALL: Flag = Flag::bool("all", "Remove all unused images, not just dangling ones").short('a');
const FILTER: Flag = Flag::new(Kind::Filter, "filter", "Provide filter values (e.g. 'until=<timestamp>')");
const FORCE: Flag = Flag::bool("force", "Do not prompt for confirmation").short('f');

const WARNING: &str = "WARNING! This will remove all dangling images.";
const WARNING_ALL: &str = "WARNING! This will remove all images without at least one container associated to them.";

/// The definition.
pub static PRUNE: Command = Command {
    usage: "[OPTIONS]",
    short: "Remove unused images",
    arity: Arity::None,
    flags: &[&[ALL, FILTER, FORCE]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/image/prune.go` `runPrune`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let all = call.flags.is_on(&ALL);
    let filters = Filters::new(call.flags.all(&FILTER));
    if !call.flags.is_on(&FORCE) && !call.confirm(if all { WARNING_ALL } else { WARNING }) {
        return Ok(());
    }
    filters.check(&["dangling", "label", "label!", "until"])?;
    if filters.values("until").next().is_some() {
        return Err(Failure::not_simulated("docker image prune --filter until"));
    }
    let owned = |name| filters.values(name).map(str::to_owned).collect();
    let all = filters.flag("dangling")?.map_or(all, |dangling| !dangling);
    let filter = PruneFilter { all, labels: owned("label"), without_labels: owned("label!") };
    let answer = call.ask(|daemon, recorder| daemon.prune_images(recorder, &filter));
    let (removed, reclaimed) = answer.unwrap_or_default();
    let mut text = told(&removed);
    text.extend(["Total reclaimed space: ", &units::human_size(reclaimed as i64), "\n"]);
    call.out(text);
    Ok(())
}

/// What went, as a list with a title; nothing if nothing went.
pub fn told(removed: &[RemovedItem]) -> String {
    let mut text = String::new();
    if removed.is_empty() {
        return text;
    }
    text.push_str("Deleted Images:\n");
    for item in removed {
        let name = match item {
            RemovedItem::Name(reference) => ["untagged: ", &reference.familiar()].concat(),
            RemovedItem::Image(id) => ["deleted: ", &id.to_string()].concat(),
            RemovedItem::Layer(chain) => ["deleted: ", &chain.to_string()].concat(),
        };
        text.push_str(&name);
        text.push('\n');
    }
    text.push('\n');
    text
}
