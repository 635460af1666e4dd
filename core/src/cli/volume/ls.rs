//! `docker volume ls`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};
use crate::cli::filter::Filters;
use crate::cli::format::{Formatter, RAW, TABLE, Titles};
use crate::cli::template::Value;
use crate::cli::template::value::Field;
use crate::cli::units;
use crate::daemon::Volume;
use crate::disk::layout;

const FILTER: Flag = Flag::new(Kind::Filter, "filter", "Provide filter values (e.g. 'dangling=true')").short('f');
const FORMAT: Flag = Flag::string("format", "Pretty-print volumes using a Go template");
const QUIET: Flag = Flag::bool("quiet", "Only display volume names").short('q');

/// The definition.
pub static LS: Command = Command {
    usage: "[OPTIONS]",
    short: "List volumes",
    arity: Arity::None,
    flags: &[&[FILTER, FORMAT, QUIET]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Titles of the columns.
pub(in crate::cli) const TITLES: Titles = &[
    ("Name", "VOLUME NAME"),
    ("Driver", "DRIVER"),
    ("Labels", "LABELS"),
    ("Mountpoint", "MOUNTPOINT"),
    ("Scope", "SCOPE"),
    ("Links", "LINKS"),
    ("Size", "SIZE"),
];

/// Model: docker/cli `cli/command/volume/list.go` `runList`; moby `volume/service/service.go` `List`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let (format, quiet) = (call.flags.text(&FORMAT).to_owned(), call.flags.is_on(&QUIET));
    let filters = Filters::new(call.flags.all(&FILTER));
    filters.check(&["dangling", "name", "driver", "label"])?;
    let dangling = filters.flag("dangling")?;
    let source = match (format.as_str(), quiet) {
        ("" | TABLE, true) => "{{.Name}}",
        ("" | TABLE, false) => "table {{.Driver}}\t{{.Name}}",
        (RAW, true) => "name: {{.Name}}",
        (RAW, false) => "name: {{.Name}}\ndriver: {{.Driver}}\n",
        (source, _) => source,
    };
    let formatter = Formatter::parse(source)?;
    let (daemon, _) = call.daemon();
    let any = |name: &str, fits: &dyn Fn(&str) -> bool| {
        let mut values = filters.values(name).peekable();
        values.peek().is_none() || values.any(fits)
    };
    let wanted = |volume: &&Volume| {
        any("name", &|text| volume.name.contains(text))
            && any("driver", &|text| text == "local")
            && filters.values("label").all(|label| volume.has_label(label))
            && dangling.is_none_or(|dangling| daemon.users_of(&volume.name).is_empty() == dangling)
    };
    let mut volumes: Vec<&Volume> = daemon.volumes().iter().filter(wanted).collect();
    volumes.sort_by(|a, b| natural(&a.name, &b.name));
    let rows: Vec<Value> = volumes.into_iter().map(|volume| row(volume, None)).collect();
    let table = formatter.write(TITLES, rows)?;
    call.out(table);
    Ok(())
}

/// The row of a volume; `usage` is how many containers use it, and its bytes.
///
/// Model: docker/cli `cli/command/formatter/volume.go`.
pub(in crate::cli) fn row(volume: &Volume, usage: Option<(usize, u64)>) -> Value {
    let labels = volume.labels.iter().flatten().map(|(key, value)| format!("{key}={value}"));
    let unknown = || "N/A".to_owned();
    let fields = [
        ("Name", volume.name.clone()),
        ("Driver", "local".to_owned()),
        ("Scope", "local".to_owned()),
        ("Mountpoint", layout::volume_data(&volume.name).to_string()),
        ("Labels", labels.collect::<Vec<_>>().join(",")),
        ("Links", usage.map_or_else(unknown, |(links, _)| links.to_string())),
        ("Size", usage.map_or_else(unknown, |(_, size)| units::human_size(size as i64))),
    ];
    let fields = fields.map(|(name, text)| Field::new(name, Value::string(text)));
    Value::context("formatter.volumeContext", fields.into())
}

/// `v2` before `v10`.
///
/// Model: fvbommel/sortorder `NaturalLess`.
pub(in crate::cli) fn natural(a: &str, b: &str) -> std::cmp::Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (da, db) = (digits(a), digits(b));
        if da > 0 && db > 0 {
            let number = |text: &str| text.trim_start_matches('0').to_owned();
            let (na, nb) = (number(&a[..da]), number(&b[..db]));
            let order = na.len().cmp(&nb.len()).then_with(|| na.cmp(&nb)).then_with(|| da.cmp(&db));
            if order.is_ne() {
                return order;
            }
            (a, b) = (&a[da..], &b[db..]);
            continue;
        }
        match (a.chars().next(), b.chars().next()) {
            (Some(x), Some(y)) if x == y => (a, b) = (&a[x.len_utf8()..], &b[y.len_utf8()..]),
            (x, y) => return x.cmp(&y),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_are_numbers() {
        let mut names = ["v10", "v2", "a", "v2b", "v02", "v"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["a", "v", "v2", "v2b", "v02", "v10"]);
    }
}
