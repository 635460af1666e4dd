//! `docker images`, `docker image ls`.

use super::row::{self, Style, TITLES};
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind, Operands};
use crate::cli::filter::Filters;
use crate::cli::format::{Formatter, TABLE};
use crate::daemon::ImageFilter;

const ALL: Flag = Flag::bool("all", "Show all images (default hides intermediate images)").short('a');
const DIGESTS: Flag = Flag::bool("digests", "Show digests");
const FILTER: Flag = Flag::new(Kind::Filter, "filter", "Filter output based on conditions provided").short('f');
const FORMAT: Flag = Flag::string("format", "Pretty-print images using a Go template");
const NO_TRUNC: Flag = Flag::bool("no-trunc", "Don't truncate output");
const QUIET: Flag = Flag::bool("quiet", "Only show image IDs").short('q');

/// The definition.
pub static LS: Command = Command {
    usage: "[OPTIONS] [REPOSITORY[:TAG]]",
    short: "List images",
    arity: Arity::AtMost(1),
    operands: Operands::Images,
    flags: &[&[ALL, DIGESTS, FILTER, FORMAT, NO_TRUNC, QUIET]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/image/list.go` `runImages`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let mut filter = image_filter(&Filters::new(call.flags.all(&FILTER)))?;
    filter.all = call.flags.is_on(&ALL);
    filter.references.extend(call.args.first().cloned());
    let (daemon, fs) = call.daemon();
    let images = daemon.list_images(fs, &filter).map_err(|error| Failure::from_daemon(&error.to_string()))?;
    let source = match call.flags.text(&FORMAT) {
        "" => TABLE.to_owned(),
        source => source.to_owned(),
    };
    let digests = call.flags.is_on(&DIGESTS);
    let formatter = Formatter::parse(&row::format(&source, call.flags.is_on(&QUIET), digests))?;
    let no_trunc = call.flags.is_on(&NO_TRUNC);
    let machine = call.machine();
    // Asked for by name, they are there as well. Model: docker/cli `cli/command/formatter/image.go` `needDigest`.
    let style = Style::on(machine, no_trunc, digests || source.contains("{{.Digest}}"));
    let rows = images.iter().flat_map(|image| row::rows(image, None, &style));
    let table = formatter.write(TITLES, rows)?;
    call.out(table);
    Ok(())
}

/// What the daemon understands of the filters.
///
/// Model: moby `daemon/images/images.go` `Images`.
fn image_filter(filters: &Filters) -> Result<ImageFilter, Failure> {
    filters.check(&["dangling", "label", "before", "since", "reference"])?;
    let last = |name| filters.values(name).last().map(str::to_owned);
    let owned = |name| filters.values(name).map(str::to_owned).collect();
    Ok(ImageFilter {
        all: false,
        dangling: filters.flag("dangling")?,
        references: owned("reference"),
        labels: owned("label"),
        before: last("before"),
        since: last("since"),
    })
}
