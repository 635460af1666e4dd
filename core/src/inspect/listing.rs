//! Listings of `tree`, `find` and `ls`: which layers, directories and short names there are.

use super::findings::{Findings, Source};
use super::host_path::{HostPath, Named};
use super::picture::DirectoryName;
use crate::identity::LinkId;
use crate::pace::Pace;

/// Whether `line` could only come from a listing of Docker's directories, or from `tree`.
pub(super) fn recognise(line: &str) -> bool {
    tree_entry(line).is_some()
        || link(line).is_some()
        || last_path(line).is_some()
        || is_heading_of_ours(line)
        || long_entry(line).is_some()
        || init_entry(line)
}

/// `drwx------ … <64 hex digits>`, as `ls -l` prints a layer, a directory or a container: which, only the command tells.
fn long_entry(line: &str) -> Option<DirectoryName> {
    let mut words = line.split_whitespace();
    let mode = words.next()?.trim_end_matches(['.', '+']);
    let is_mode =
        mode.len() == 10 && mode.starts_with(['d', '-']) && mode.bytes().skip(1).all(|c| b"rwxsStT-".contains(&c));
    words.next_back().filter(|_| is_mode)?.parse().ok()
}

/// Whether a line ends with `<64 hex digits>-init`, which is only in `overlay2/`.
fn init_entry(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or_default();
    last.parse().is_ok_and(|name: DirectoryName| name.init)
}

/// `/var/lib/docker/overlay2/l:`, as `ls -R` begins a directory.
fn is_heading_of_ours(line: &str) -> bool {
    let Some(dir) = line.trim_end().strip_suffix(':') else { return false };
    let known = ["/overlay2", "/overlay2/l", "/layerdb/sha256", "/layerdb/mounts", "/imagedb/content/sha256"];
    HostPath::parse(dir).is_some() || known.iter().any(|end| dir.ends_with(end))
}

/// Whether `command` is one that lists.
pub(super) fn is_listing(command: &str) -> bool {
    let first = command.split_whitespace().find(|word| *word != "sudo");
    matches!(first, Some("ls" | "ll" | "tree" | "find"))
}

/// Reads the lines; `base` is the directory that was listed, as far as the command says it.
pub(super) async fn read<'l>(
    lines: impl Iterator<Item = (usize, &'l str)>,
    base: Option<&str>,
    source: &Source<'_>,
    findings: &mut Findings,
    pace: &Pace<'_>,
) {
    let lines: Vec<(usize, &str)> = lines.collect();
    let ours = || if lines.iter().any(|(_, line)| init_entry(line)) { "overlay2" } else { "" };
    let base = base.unwrap_or_else(ours).trim_end_matches('/').to_owned();
    let mut listing = Listing { base, names: Vec::new() };
    for (start, line) in lines {
        pace.step(256 + line.len()).await;
        if let Some((depth, name)) = tree_entry(line) {
            listing.names.truncate(depth);
            listing.names.push(entry_name(name));
            let path = format!("{}/{}", listing.base, listing.names.join("/"));
            note(&path, findings);
        } else if let Some(dir) = heading(line) {
            dir.clone_into(&mut listing.base);
        } else if let Some(path) = last_path(line) {
            note(path, findings);
        } else {
            // What `ls` prints: names, or one name with much before it.
            for name in line.split_whitespace() {
                note(&format!("{}/{name}", listing.base), findings);
            }
        }
        if let Some((link, directory)) = link(line) {
            findings.link(source, start, link, directory);
        }
    }
}

struct Listing {
    base: String,
    /// The open directories of a tree, outermost first.
    names: Vec<String>,
}

/// Notes that there is such a layer, directory, container or image.
fn note(path: &str, findings: &mut Findings) {
    let picture = &mut findings.picture;
    match HostPath::parse(path).or_else(|| HostPath::above(path)) {
        Some(HostPath::Layer(chain) | HostPath::LayerFile(Named::Whole(chain), _)) => {
            picture.layer(chain);
        }
        Some(HostPath::Directory(name) | HostPath::DirectoryFile(name, _)) => {
            picture.directory(name);
        }
        Some(HostPath::Container(id) | HostPath::ContainerFile(id, _)) => {
            picture.container(id);
        }
        Some(HostPath::Config(id)) => {
            picture.image(id);
        }
        _ => {}
    }
}

/// A line of `tree`: how deep it is, and the name with what follows it.
fn tree_entry(line: &str) -> Option<(usize, &str)> {
    let mut rest = line;
    let mut depth = 0;
    loop {
        if let Some(name) = ["├── ", "└── ", "|-- ", "`-- "].iter().find_map(|art| rest.strip_prefix(art)) {
            return Some((depth, name));
        }
        // Between the bars some versions put no-break spaces.
        let bar = ["│   ", "│\u{a0}\u{a0} ", "|   ", "    "].iter().find_map(|art| rest.strip_prefix(art))?;
        rest = bar;
        depth += 1;
    }
}

/// A tree entry without a link's target.
fn entry_name(text: &str) -> String {
    text.split(" -> ").next().unwrap_or_default().trim().to_owned()
}

/// The directory that the following names are in: the first line of `tree`, or `dir:` of `ls`.
fn heading(line: &str) -> Option<&str> {
    let line = line.trim_end();
    let dir = line.strip_suffix(':').unwrap_or(line);
    let is_path = (dir.starts_with('/') || dir.starts_with("./") || dir == ".") && !dir.contains(' ');
    let known = HostPath::parse(dir).is_some();
    (is_path && (!known || line.ends_with(':'))).then_some(dir)
}

/// The path at the end of a line of `find` or of `ls` with paths, if it means something.
fn last_path(line: &str) -> Option<&str> {
    let line = line.split(" -> ").next().unwrap_or_default().trim_end();
    let last = line.rsplit(' ').next()?;
    let known = || HostPath::parse(last).is_some() || HostPath::above(last).is_some();
    (last.contains('/') && known()).then_some(last)
}

/// `<link id> -> ../<directory>/diff`, wherever it stands.
fn link(line: &str) -> Option<(LinkId, DirectoryName)> {
    let (before, after) = line.split_once(" -> ")?;
    let name = before.rsplit([' ', '/']).next()?;
    let target = after.split_whitespace().next()?.strip_suffix("/diff")?;
    Some((name.parse().ok()?, target.rsplit('/').next()?.parse().ok()?))
}
