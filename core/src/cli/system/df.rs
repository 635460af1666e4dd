//! `docker system df`.
//!
//! Model: docker/cli `cli/command/system/df.go`, `cli/command/formatter/disk_usage.go`.

use std::rc::Rc;

use crate::cli::call::{Call, Failure};
use crate::cli::container::row as container_row;
use crate::cli::definition::{Action, Arity, Command, Flag};
use crate::cli::format::{Formatter, RAW, TABLE, Titles};
use crate::cli::image::row::{self, Style, Usage};
use crate::cli::template::value::{Field, List};
use crate::cli::template::{Options, Template, Value};
use crate::cli::units;
use crate::cli::volume::ls::{TITLES as VOLUME_TITLES, row as volume_row};
use crate::daemon::container::ContainerSummary;
use crate::daemon::{DiskUsage, ImageUsage};

const FORMAT: Flag = Flag::string("format", "Pretty-print images using a Go template");
const VERBOSE: Flag = Flag::bool("verbose", "Show detailed information on space usage").short('v');

/// The definition.
pub static DF: Command = Command {
    usage: "[OPTIONS]",
    short: "Show docker disk usage",
    arity: Arity::None,
    flags: &[&[FORMAT, VERBOSE]],
    action: Action::Run(run),
    ..Command::PLAIN
};

const TITLES: Titles = &[
    ("Type", "TYPE"),
    ("TotalCount", "TOTAL"),
    ("Active", "ACTIVE"),
    ("Size", "SIZE"),
    ("Reclaimable", "RECLAIMABLE"),
];

const CACHE_TITLES: &str = "CACHE ID\tCACHE TYPE\tSIZE\tCREATED\tLAST USED\tUSAGE\tSHARED\n";

fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let format = call.flags.text(&FORMAT).to_owned();
    let (daemon, fs) = call.daemon();
    let usage = daemon.disk_usage(fs).map_err(|error| Failure::from_daemon(&error.to_string()))?;
    let text = if call.flags.is_on(&VERBOSE) {
        let machine = call.machine();
        let styles = (Style::on(machine, false, false), container_row::Style::on(machine, false));
        verbose(&usage, &format, &styles.0, &styles.1)?
    } else {
        summary(&usage, &format)?
    };
    call.out(text);
    Ok(())
}

fn summary(usage: &DiskUsage, format: &str) -> Result<String, Failure> {
    let source = match format {
        "" | TABLE => "table {{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}",
        RAW => {
            "type: {{.Type}}\ntotal: {{.TotalCount}}\nactive: {{.Active}}\nsize: {{.Size}}\nreclaimable: {{.Reclaimable}}\n"
        }
        source => source,
    };
    let used: u64 =
        usage.images.iter().filter(|image| image.containers > 0).map(|image| image.image.size - image.shared).sum();
    let active = usage.images.iter().filter(|image| image.containers > 0).count();
    let images = (usage.images.len(), active, usage.layers, usage.layers.saturating_sub(used));
    let is_active = |summary: &ContainerSummary| matches!(summary.state, "running" | "paused" | "restarting");
    let containers = parts(usage.containers.iter().map(|(summary, size)| (is_active(summary), *size)));
    let volumes = parts(usage.volumes.iter().map(|volume| (volume.containers > 0, volume.size)));
    let rows = [
        line("formatter.diskUsageImagesContext", "Images", images),
        line("formatter.diskUsageContainersContext", "Containers", containers),
        line("formatter.diskUsageVolumesContext", "Local Volumes", volumes),
        // No build leaves a cache.
        line("formatter.diskUsageBuilderContext", "Build Cache", (0, 0, 0, 0)),
    ];
    Formatter::parse(source)?.write(TITLES, rows)
}

/// How many there are, how many of them are in use, all their bytes, and the bytes of those that are not.
fn parts(items: impl Iterator<Item = (bool, u64)>) -> (usize, usize, u64, u64) {
    items.fold((0, 0, 0, 0), |(count, active, size, free), (is_active, bytes)| {
        let unused = if is_active { 0 } else { bytes };
        (count + 1, active + usize::from(is_active), size + bytes, free + unused)
    })
}

fn line(type_name: &'static str, kind: &str, (count, active, size, reclaimable): (usize, usize, u64, u64)) -> Value {
    let human = |bytes: u64| units::human_size(bytes as i64);
    let percent = (reclaimable * 100).checked_div(size);
    let share = percent.map(|percent| [" (", &percent.to_string(), "%)"].concat()).unwrap_or_default();
    let fields = [
        ("Type", kind.to_owned()),
        ("TotalCount", count.to_string()),
        ("Active", active.to_string()),
        ("Size", human(size)),
        ("Reclaimable", human(reclaimable) + &share),
    ];
    let fields = fields.map(|(name, text)| Field::new(name, Value::string(text)));
    Value::context(type_name, fields.into())
}

/// Each image by its first name only.
fn verbose(
    usage: &DiskUsage,
    format: &str,
    style: &Style<'_>,
    container_style: &container_row::Style<'_>,
) -> Result<String, Failure> {
    let rows = |style: &Style<'_>| -> Vec<Value> {
        let images = usage.images.iter();
        let of = |image: &ImageUsage| Usage { shared: image.shared, containers: image.containers };
        images.map(|image| row::first_row(&image.image, of(image), style)).collect()
    };
    let containers = |style: &container_row::Style<'_>| -> Vec<Value> {
        // The image's bytes are told above.
        let own = |size: u64| Some(container_row::Size { own: size, all: 0 });
        usage.containers.iter().map(|(summary, size)| container_row::row(summary, own(*size), style)).collect()
    };
    let volumes: Vec<Value> =
        usage.volumes.iter().map(|usage| volume_row(&usage.volume, Some((usage.containers, usage.size)))).collect();
    if !matches!(format, "" | TABLE) {
        let containers = containers(&container_row::Style { no_trunc: true, ..*container_style });
        return verbose_by_template(rows(&Style { no_trunc: true, ..*style }), containers, volumes, format);
    }
    let columns = "table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.VirtualSize}}\t{{.SharedSize}}\t\
                   {{.UniqueSize}}\t{{.Containers}}";
    let images = Formatter::parse(columns)?.write(row::TITLES, rows(style))?;
    let columns = "table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t{{.RunningFor}}\t{{.Status}}\t\
                   {{.Names}}";
    let containers = Formatter::parse(columns)?.write(container_row::TITLES, containers(container_style))?;
    let columns = "table {{.Name}}\t{{.Links}}\t{{.Size}}";
    let volumes = Formatter::parse(columns)?.write(VOLUME_TITLES, volumes)?;
    let empty = crate::cli::tabwriter::align;
    Ok([
        "Images space usage:\n\n",
        &images,
        "\nContainers space usage:\n\n",
        &containers,
        "\nLocal Volumes space usage:\n\n",
        &volumes,
        "\nBuild cache usage: 0B\n\n",
        &empty(CACHE_TITLES),
    ]
    .concat())
}

/// The template gets everything at once.
fn verbose_by_template(
    images: Vec<Value>,
    containers: Vec<Value>,
    volumes: Vec<Value>,
    format: &str,
) -> Result<String, Failure> {
    let list = |type_name, items| Value::List(Rc::new(List { type_name, items: Some(items) }));
    let fields = vec![
        Field::new("Images", list("[]*formatter.imageContext", images)),
        Field::new("Containers", list("[]*formatter.ContainerContext", containers)),
        Field::new("Volumes", list("[]*formatter.volumeContext", volumes)),
        Field::new("BuildCache", list("[]*formatter.buildCacheContext", Vec::new())),
    ];
    if format == RAW {
        return Err(Failure::not_simulated("docker system df -v --format raw"));
    }
    let data = Value::pointer_to("formatter.diskUsageContext", fields);
    let template =
        Template::parse(format).map_err(|error| Failure::new("template parsing error: ".to_owned() + &error))?;
    let (mut text, result) = template.execute(&data, Options::default());
    result.map_err(Failure::new)?;
    text.push('\n');
    Ok(text)
}
