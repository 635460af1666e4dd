//! The table of `docker images`.

use super::fault::Fault;
use super::findings::{Findings, Source};
use super::picture::Name;
use crate::identity::ImageId;
use crate::pace::Pace;
use crate::reference::Reference;

/// Whether `line` is the table's heading.
pub(super) fn recognise(line: &str) -> bool {
    let has = |columns: &[&str]| columns.contains(&"REPOSITORY") && columns.contains(&"IMAGE ID");
    has(&columns(line)) || is_squeezed(line)
}

/// Docker pads columns with three blanks; no value has two in a row. Copied from a page, they may be tabs.
fn columns(line: &str) -> Vec<&str> {
    let cells = line.trim().split('\t').flat_map(|part| part.split("  "));
    cells.map(str::trim).filter(|text| !text.is_empty()).collect()
}

/// The columns whose values have no blanks, as far as they stand first: of a table whose blanks were squeezed.
fn words(line: &str) -> Vec<&str> {
    let (before, id) = line.split_once("IMAGE ID").map_or((line, None), |(before, _)| (before, Some("IMAGE ID")));
    // One more than are looked for: a line may have millions.
    before.split_whitespace().take(4).chain(id).collect()
}

fn is_squeezed(line: &str) -> bool {
    matches!(words(line).as_slice(), ["REPOSITORY", "TAG", "IMAGE ID"] | ["REPOSITORY", "TAG", "DIGEST", "IMAGE ID"])
}

/// Reads the rows behind the heading.
pub(super) async fn read<'l>(
    lines: impl Iterator<Item = (usize, &'l str)>,
    source: &Source<'_>,
    findings: &mut Findings,
    pace: &Pace<'_>,
) {
    let mut heading: Vec<&str> = Vec::new();
    let mut squeezed = false;
    let mut short = None;
    for (start, line) in lines {
        pace.step(256 + line.len()).await;
        if recognise(line) {
            heading = columns(line);
            squeezed = !heading.contains(&"IMAGE ID");
            if squeezed {
                heading = words(line);
            }
            continue;
        }
        let row = if squeezed { line.split_whitespace().take(heading.len()).collect() } else { columns(line) };
        if heading.is_empty() || row.len() != heading.len() {
            continue;
        }
        let cell = |name| heading.iter().position(|column| *column == name).map(|index| row[index]);
        let Some(id) = cell("IMAGE ID") else { continue };
        let image = if id.parse::<ImageId>().is_ok() {
            id.to_owned()
        } else if id.len() == 12 && id.bytes().all(|c| c.is_ascii_hexdigit()) {
            short.get_or_insert(start);
            id.to_owned()
        } else {
            findings.hash_text::<ImageId>(source, start, id, "IMAGE ID");
            continue;
        };
        let repository = cell("REPOSITORY").filter(|text| *text != "<none>");
        if let (None, Ok(id)) = (repository, image.parse()) {
            findings.picture.image(id);
        }
        let named = |separator: &str, column| {
            let last = cell(column).filter(|text| *text != "<none>")?;
            Some(format!("{}{separator}{last}", repository?))
        };
        for text in [named(":", "TAG"), named("@", "DIGEST")].into_iter().flatten() {
            let Ok(reference) = Reference::parse(&text) else { continue };
            let place = source.places.place(start);
            findings.name(Name { text, reference, image: image.clone(), input: source.input, place });
        }
    }
    if let Some(start) = short {
        findings.report(source, start, "IMAGE ID", Fault::ShortIds);
    }
}
