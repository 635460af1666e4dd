//! Mounts: the lines of `mount`, `/proc/mounts` and `/proc/self/mountinfo`, of which only overlays matter here.

use super::docker_inspect::directory_of_path;
use super::findings::{Findings, Source};
use super::picture::{Lower, Mount};
use crate::pace::Pace;

/// An overlay's line: mount point and options.
struct Line<'a> {
    target: &'a str,
    options: &'a str,
}

/// Whether a line is that of a mount, overlay or not.
pub(super) fn recognise(line: &str) -> bool {
    overlay(line).is_some() || is_other_mount(line)
}

/// `proc on /proc type proc (rw)`, `proc /proc proc rw 0 0` or `21 26 0:20 / /proc rw shared:7 - proc proc rw`.
fn is_other_mount(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().take(7).collect();
    match words.as_slice() {
        [_, "on", target, "type", _, options, ..] => target.starts_with('/') && options.starts_with('('),
        [_, target, _, _, "0", "0" | "1" | "2"] => target.starts_with('/'),
        _ => mountinfo(line).is_some(),
    }
}

fn overlay(line: &str) -> Option<Line<'_>> {
    let line = line.trim();
    if let Some(at) = line.rfind(" type overlay (") {
        let (_, target) = line[..at].split_once(" on ")?;
        let options = line[at + " type overlay (".len()..].strip_suffix(')')?;
        return Some(Line { target, options });
    }
    if let Some(info) = mountinfo(line) {
        return (info.kind == "overlay").then_some(info.line);
    }
    let mut words = line.split(' ');
    let (_, target, kind, options) = (words.next()?, words.next()?, words.next()?, words.next()?);
    (kind == "overlay" && options.contains("lowerdir=")).then_some(Line { target, options })
}

/// A line of `/proc/self/mountinfo`.
struct MountInfo<'a> {
    kind: &'a str,
    line: Line<'a>,
}

/// `<id> <parent> <major>:<minor> <root> <target> <options> [<tag>…] - <type> <source> <options of the type>`, as
/// `Documentation/filesystems/proc.rst` of the kernel has it.
fn mountinfo(line: &str) -> Option<MountInfo<'_>> {
    let (mount, of_type) = line.trim().split_once(" - ")?;
    let mut words = mount.split(' ');
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let (id, parent, (major, minor)) = (words.next()?, words.next()?, words.next()?.split_once(':')?);
    let target = words.nth(1).filter(|target| target.starts_with('/'))?;
    let mut rest = of_type.split(' ');
    let (kind, options) = (rest.next()?, rest.nth(1)?);
    [id, parent, major, minor].into_iter().all(is_number).then_some(MountInfo { kind, line: Line { target, options } })
}

/// Reads the overlays among the lines.
pub(super) async fn read<'l>(
    lines: impl Iterator<Item = (usize, &'l str)>,
    source: &Source<'_>,
    findings: &mut Findings,
    pace: &Pace<'_>,
) {
    for (start, line) in lines {
        pace.step(256 + line.len()).await;
        let Some(found) = overlay(line) else { continue };
        let mut mount = Mount {
            target: unescape(found.target),
            lower: Vec::new(),
            upper: None,
            input: source.input,
            place: source.places.place(start),
        };
        for option in found.options.split(',') {
            match option.split_once('=') {
                Some(("lowerdir", list)) => mount.lower = list.split(':').map(lower).collect(),
                Some(("upperdir", path)) => mount.upper = Some(lower(path)),
                _ => {}
            }
        }
        for place in mount.lower.iter().chain(&mount.upper) {
            if let Lower::Directory(name) = place {
                findings.picture.directory(*name);
            }
        }
        findings.picture.mounts.push(mount);
    }
}

/// One directory of an option, absolute or (where the line would have been too long) relative to `overlay2/`.
fn lower(path: &str) -> Lower {
    let path = unescape(path);
    let (above, last) = path.rsplit_once('/').unwrap_or(("", &path));
    if (above == "l" || above.ends_with("/l"))
        && let Ok(link) = last.parse()
    {
        return Lower::Link(link);
    }
    directory_of_path(&path).map_or(Lower::Other(path), Lower::Directory)
}

/// `/proc/mounts` writes blanks, tabs, line feeds and backslashes as three octal digits.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let digits = rest.get(at + 1..at + 4);
        if let Some(c) = digits.and_then(|digits| u8::from_str_radix(digits, 8).ok()).filter(u8::is_ascii) {
            out.push(char::from(c));
            rest = &rest[at + 4..];
        } else {
            out.push('\\');
            rest = &rest[at + 1..];
        }
    }
    out.push_str(rest);
    out
}
