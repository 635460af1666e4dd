//! `docker image prune`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};
use crate::cli::filter::Filters;
use crate::cli::{container, units};
use crate::daemon::RemovedItem;

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
        // The client says so of what it did not ask for, either.
        call.out("Total reclaimed space: 0B\n");
        return Ok(());
    }
    let reclaimed = prune(call, &filters, all)?;
    call.out(["Total reclaimed space: ", &units::human_size(reclaimed as i64), "\n"].concat());
    Ok(())
}

/// Removes what is not used and what the filters let through, and says so; gives the bytes.
pub(in crate::cli) fn prune(call: &mut Call<'_>, filters: &Filters, all: bool) -> Result<u64, Failure> {
    filters.check(&["dangling", "label", "label!", "until"])?;
    let all = filters.flag("dangling")?.map_or(all, |dangling| !dangling);
    let filter = container::prune::filter(call, filters, all)?;
    let answer = call.ask(|daemon, recorder| daemon.prune_images(recorder, &filter));
    let (removed, reclaimed) = answer.unwrap_or_default();
    call.out(told(&removed));
    Ok(reclaimed)
}

/// What went, as a list with a title; nothing if nothing went.
fn told(removed: &[RemovedItem]) -> String {
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
