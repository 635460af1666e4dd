//! `docker history`, `docker image history`.

use super::history_row::{self, Style, TITLES};
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::cli::format::{Formatter, TABLE};

const FORMAT: Flag = Flag::string("format", "Pretty-print images using a Go template");
const HUMAN: Flag = Flag::bool("human", "Print sizes and dates in human readable format").short('H').default("true");
const NO_TRUNC: Flag = Flag::bool("no-trunc", "Don't truncate output");
const QUIET: Flag = Flag::bool("quiet", "Only show image IDs").short('q');

/// The definition.
pub static HISTORY: Command = Command {
    usage: "[OPTIONS] IMAGE",
    short: "Show the history of an image",
    arity: Arity::Exactly(1),
    operands: Operands::Images,
    flags: &[&[FORMAT, HUMAN, NO_TRUNC, QUIET]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/image/history.go` `runHistory`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let image = call.args.first().cloned().unwrap_or_default();
    let (daemon, fs) = call.daemon();
    let items = daemon.history(fs, &image).map_err(|error| Failure::from_daemon(&error.to_string()))?;
    let source = match call.flags.text(&FORMAT) {
        "" => TABLE.to_owned(),
        source => source.to_owned(),
    };
    let human = call.flags.is_on(&HUMAN);
    let formatter = Formatter::parse(history_row::format(&source, call.flags.is_on(&QUIET), human))?;
    let no_trunc = call.flags.is_on(&NO_TRUNC);
    let machine = call.machine();
    let style = Style { no_trunc, human, now: machine.now(), utc_offset: machine.profile.utc_offset };
    let table = formatter.write(TITLES, items.iter().map(|item| history_row::row(item, &style)))?;
    call.out(table);
    Ok(())
}
