//! `docker network prune`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};
use crate::cli::filter::Filters;
use crate::cli::until;

const FILTER: Flag = Flag::new(Kind::Filter, "filter", "Provide filter values (e.g. 'until=<timestamp>')");
const FORCE: Flag = Flag::bool("force", "Do not prompt for confirmation").short('f');

const WARNING: &str = "WARNING! This will remove all custom networks not used by at least one container.";

/// The definition.
pub static PRUNE: Command = Command {
    usage: "[OPTIONS]",
    short: "Remove all unused networks",
    arity: Arity::None,
    flags: &[&[FILTER, FORCE]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/network/prune.go` `runPrune`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let filters = Filters::new(call.flags.all(&FILTER));
    if !call.flags.is_on(&FORCE) && !call.confirm(WARNING) {
        return Ok(());
    }
    let names = prune(call, &filters)?;
    if !names.is_empty() {
        call.out(["Deleted Networks:\n", &names.join("\n"), "\n\n"].concat());
    }
    Ok(())
}

/// Removes what is not used and what the filters let through; gives the names.
pub(in crate::cli) fn prune(call: &mut Call<'_>, filters: &Filters) -> Result<Vec<String>, Failure> {
    filters.check(&["label", "label!", "until"])?;
    let until = until::moment(call, filters)?;
    let now = call.machine().now();
    let wanted = |network: &crate::daemon::networks::NetworkResource| {
        filters.values("label").all(|label| network.has_label(label))
            && !filters.values("label!").any(|label| network.has_label(label))
            && until.is_none_or(|until| network.created <= until)
    };
    Ok(call.ask(|daemon, _| daemon.prune_networks(now, &wanted)).unwrap_or_default())
}
