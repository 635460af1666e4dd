//! The rows of `docker images`.
//!
//! Model: docker/cli `cli/command/formatter/image.go`.

use std::collections::BTreeMap;

use crate::cli::format::{RAW, TABLE, Titles, is_table, short_id};
use crate::cli::template::Value;
use crate::cli::template::value::Field;
use crate::cli::units;
use crate::clock::Time;
use crate::daemon::ImageSummary;
use crate::machine::Machine;
use crate::reference::Reference;

/// Titles of the columns.
pub const TITLES: Titles = &[
    ("ID", "IMAGE ID"),
    ("Repository", "REPOSITORY"),
    ("Tag", "TAG"),
    ("Digest", "DIGEST"),
    ("CreatedSince", "CREATED"),
    ("CreatedAt", "CREATED AT"),
    ("Size", "SIZE"),
    ("Containers", "CONTAINERS"),
    ("VirtualSize", "SIZE"),
    ("SharedSize", "SHARED SIZE"),
    ("UniqueSize", "UNIQUE SIZE"),
];

/// What was found out about an image's use of the disk, where that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Bytes of the layers that other images have as well.
    pub shared: u64,
    /// The containers that use it.
    pub containers: usize,
}

/// How rows are shown.
#[derive(Clone, Copy, Debug)]
pub struct Style<'a> {
    /// IDs in full.
    pub no_trunc: bool,
    /// A row for each digest.
    pub digests: bool,
    /// What ages are counted to.
    pub now: Time,
    /// Seconds east of UTC, and the zone's abbreviation.
    pub zone: (i64, &'a str),
}

impl<'a> Style<'a> {
    /// On this machine.
    pub fn on(machine: &'a Machine, no_trunc: bool, digests: bool) -> Self {
        let zone = (machine.profile.utc_offset, machine.profile.time_zone.as_str());
        Self { no_trunc, digests, now: machine.now(), zone }
    }
}

/// The format that `source` and the flags ask for.
///
/// Model: `NewImageFormat`.
pub fn format(source: &str, quiet: bool, digests: bool) -> String {
    let age = "{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}";
    match (source, quiet, digests) {
        (TABLE, true, _) => "{{.ID}}".to_owned(),
        (TABLE, _, true) => ["table {{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}\t", age, "\t{{.Size}}"].concat(),
        (TABLE, ..) => ["table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t", age, "\t{{.Size}}"].concat(),
        (RAW, true, _) => "image_id: {{.ID}}".to_owned(),
        (RAW, _, digests) => {
            let digest = if digests { "digest: {{.Digest}}\n" } else { "" };
            let rest = "image_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n";
            ["repository: {{ .Repository }}\ntag: {{.Tag}}\n", digest, rest].concat()
        }
        (_, _, true) if is_table(source) && !source.contains("{{.Digest}}") => source.to_owned() + "\t{{.Digest}}",
        _ => source.to_owned(),
    }
}

/// The rows of an image: one for each of its tags (and digests, if these are shown). Repositories are in alphabetical order; the
/// real client shows those of one image in random order.
pub fn rows(image: &ImageSummary, usage: Option<Usage>, style: &Style<'_>) -> Vec<Value> {
    if image.repo_tags.is_empty() && image.repo_digests.is_empty() {
        return vec![row(image, usage, style, ["<none>"; 3])];
    }
    let mut by_repository: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for name in image.repo_tags.iter().chain(&image.repo_digests) {
        let Ok(reference) = Reference::parse(name) else { continue };
        let (tags, digests) = by_repository.entry(reference.repository.familiar()).or_default();
        tags.extend(reference.tag.map(|tag| tag.as_str().to_owned()));
        digests.extend(reference.digest.map(|digest| digest.to_string()));
    }
    let mut rows = Vec::new();
    // Repositories that are known by a digest only come last.
    let known = |tagged: bool| by_repository.iter().filter(move |(_, (tags, _))| tags.is_empty() != tagged);
    for (repository, (tags, digests)) in known(true) {
        for tag in tags {
            let shown = if style.digests { digests.as_slice() } else { &[] };
            if shown.is_empty() {
                rows.push(row(image, usage, style, [repository, tag, "<none>"]));
            }
            rows.extend(shown.iter().map(|digest| row(image, usage, style, [repository, tag, digest])));
        }
    }
    for (repository, (_, digests)) in known(false) {
        if style.digests {
            rows.extend(digests.iter().map(|digest| row(image, usage, style, [repository, "<none>", digest])));
        } else {
            rows.push(row(image, usage, style, [repository, "<none>", ""]));
        }
    }
    rows
}

/// The only row of an image in `docker system df -v`: its first name, and no digest.
///
/// Model: docker/cli `cli/command/formatter/disk_usage.go` `verboseWrite`.
pub fn first_row(image: &ImageSummary, usage: Usage, style: &Style<'_>) -> Value {
    let reference = image.repo_tags.first().and_then(|name| Reference::parse(name).ok());
    let repository = reference.as_ref().map_or_else(|| "<none>".to_owned(), |name| name.repository.familiar());
    let tag = reference.and_then(|name| name.tag).map_or_else(|| "<none>".to_owned(), |tag| tag.as_str().to_owned());
    row(image, Some(usage), style, [&repository, &tag, ""])
}

fn row(image: &ImageSummary, usage: Option<Usage>, style: &Style<'_>, [repository, tag, digest]: [&str; 3]) -> Value {
    let created = Time::from_secs(image.created.secs);
    // Of one that does not say when it was made, the table says `N/A`.
    let is_known = created.secs != Time::GO_ZERO.secs;
    let age = if is_known { units::human_duration(created, style.now) + " ago" } else { String::new() };
    let id = image.id.to_string();
    let known = |text: Option<String>| text.unwrap_or_else(|| "N/A".to_owned());
    let size = |bytes: u64| units::human_size(bytes as i64);
    let fields = [
        ("ID", if style.no_trunc { id } else { short_id(&id).to_owned() }),
        ("Repository", repository.to_owned()),
        ("Tag", tag.to_owned()),
        ("Digest", digest.to_owned()),
        ("CreatedSince", age),
        ("CreatedAt", units::local_time(created, style.zone)),
        ("Size", units::human_size_with(image.size as f64, 3)),
        ("Containers", known(usage.map(|usage| usage.containers.to_string()))),
        ("VirtualSize", size(image.size)),
        ("SharedSize", known(usage.map(|usage| size(usage.shared)))),
        ("UniqueSize", known(usage.map(|usage| size(image.size.saturating_sub(usage.shared))))),
    ];
    let fields = fields.map(|(name, text)| Field::new(name, Value::string(text)));
    Value::context("formatter.imageContext", fields.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::format::Formatter;
    use crate::identity::ImageId;

    fn image(id: &str, tags: &[&str], digests: &[&str], size: u64) -> ImageSummary {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        ImageSummary {
            id: id.parse().map(ImageId).unwrap(),
            parent: None,
            repo_tags: owned(tags),
            repo_digests: owned(digests),
            created: Time { secs: 1_610_446_663, nanos: 2443 },
            size,
            labels: BTreeMap::new(),
        }
    }

    fn list(source: &str, quiet: bool, digests: bool, no_trunc: bool) -> String {
        let (nginx, none) = ("da0d627b91c14e89d0d7fef7435857c44234c053e8422e852466c72ccf445457", "ab".repeat(32));
        let digest = |name: &str, hex: &str| [name, "@sha256:", &hex.repeat(32)].concat();
        let images = [
            image(nginx, &["myweb:v1", "nginx:latest"], &[&digest("nginx", "5e")], 2712),
            image(&none, &[], &[], 133_123_456),
            image(&"cd".repeat(32), &[], &[&digest("donly", "12")], 0),
        ];
        let style = Style { no_trunc, digests, now: Time::from_secs(1_793_000_000), zone: (0, "UTC") };
        let rows = images.iter().flat_map(|image| rows(image, None, &style));
        Formatter::parse(&format(source, quiet, digests)).and_then(|formatter| formatter.write(TITLES, rows)).unwrap()
    }

    /// Expected: what the 20.10.24 client prints.
    #[test]
    fn tables() {
        assert_eq!(
            list(TABLE, false, false, false),
            "REPOSITORY   TAG       IMAGE ID       CREATED       SIZE\n\
             myweb        v1        da0d627b91c1   5 years ago   2.71kB\n\
             nginx        latest    da0d627b91c1   5 years ago   2.71kB\n\
             <none>       <none>    abababababab   5 years ago   133MB\n\
             donly        <none>    cdcdcdcdcdcd   5 years ago   0B\n"
        );
        let hex = "5e".repeat(32);
        let table = list(TABLE, false, true, false);
        assert_eq!(
            table.lines().nth(2).unwrap(),
            ["nginx        latest    sha256:", &hex, "   da0d627b91c1   5 years ago   2.71kB"].concat()
        );
        assert!(table.lines().nth(1).unwrap().starts_with("myweb        v1        <none>  "));
        assert!(table.lines().nth(3).unwrap().starts_with("<none>       <none>    <none>  "));
        assert_eq!(list(TABLE, true, false, false).lines().last(), Some("cdcdcdcdcdcd"));
        assert_eq!(list(TABLE, true, false, true).lines().nth(2).unwrap(), "sha256:".to_owned() + &"ab".repeat(32));
        assert!(list(RAW, false, false, false).starts_with(
            "repository: myweb\ntag: v1\nimage_id: da0d627b91c1\ncreated_at: 2021-01-12 10:17:43 +0000 UTC\nvirtual_size: 2.71kB\n\n"
        ));
        assert_eq!(
            list("{{json .}}", false, false, false).lines().nth(3).unwrap(),
            r#"{"Containers":"N/A","CreatedAt":"2021-01-12 10:17:43 +0000 UTC","CreatedSince":"5 years ago","Digest":"","ID":"cdcdcdcdcdcd","Repository":"donly","SharedSize":"N/A","Size":"0B","Tag":"\u003cnone\u003e","UniqueSize":"N/A","VirtualSize":"0B"}"#
        );
        assert_eq!(
            list("table {{.ID}}", false, true, false).lines().next().unwrap(),
            ["IMAGE ID       DIGEST"].concat()
        );
    }
}
