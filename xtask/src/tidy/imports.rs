//! Which modules of the core use which: no circles, and the lowest ones know nothing of what stands on them.

use super::Source;
use std::collections::{BTreeMap, BTreeSet};

/// Modules that may use these others and no more: a file system knows no Docker, a grammar knows no disk.
const ONLY: &[(&str, &[&str])] = &[
    ("digest", &[]),
    ("clock", &[]),
    ("pace", &[]),
    ("json", &["pace"]),
    ("persist", &[]),
    ("identity", &["digest"]),
    ("reference", &["digest"]),
    ("vfs", &["clock", "digest", "persist"]),
];

/// For each module, the modules it uses and the first place where it does.
type Uses<'sources> = BTreeMap<&'sources str, BTreeMap<&'sources str, String>>;

/// One line for each use that is not allowed and for each circle.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let uses = uses(sources);
    let mut lines = Vec::new();
    for (module, allowed) in ONLY {
        for (used, place) in uses.get(module).into_iter().flatten() {
            if !allowed.contains(used) {
                lines.push(format!("{place}: core's `{module}` may not use `{used}`"));
            }
        }
    }
    lines.extend(circles(&uses));
    lines
}

/// What the core's files use, tests and comments apart.
fn uses(sources: &[Source]) -> Uses<'_> {
    let mut uses = Uses::new();
    for Source { name, text } in sources {
        let Some(inside) = name.strip_prefix("core/src/").and_then(|name| name.strip_suffix(".rs")) else { continue };
        let module = inside.split('/').next().unwrap_or(inside);
        if module == "lib" || inside.ends_with("/tests") || inside.contains("/tests/") {
            continue;
        }
        for (number, line) in (1..).zip(text.lines()).take_while(|(_, line)| !line.contains("#[cfg(test)]")) {
            let code = line.split("//").next().unwrap_or(line);
            for after in code.split("crate::").skip(1) {
                let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
                let used = &after[..end];
                if used != module && used.starts_with(|c: char| c.is_ascii_lowercase()) {
                    let place = || format!("{name}:{number}");
                    uses.entry(module).or_default().entry(used).or_insert_with(place);
                }
            }
        }
    }
    uses
}

/// One line for each module that leads back to itself, by the shortest way.
fn circles(uses: &Uses<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut told = BTreeSet::new();
    for start in uses.keys() {
        let Some(way) = way_back(uses, start) else { continue };
        let members: BTreeSet<&str> = way.iter().copied().collect();
        if told.insert(members) {
            let place = &uses[way[0]][way[1]];
            lines.push(format!("{place}: core's modules use one another in a circle: {}", way.join(" -> ")));
        }
    }
    lines
}

/// The shortest way from a module to itself, both ends included.
fn way_back<'sources>(uses: &Uses<'sources>, start: &'sources str) -> Option<Vec<&'sources str>> {
    let mut ways = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for used in uses.get(way[way.len() - 1]).into_iter().flat_map(BTreeMap::keys) {
                let mut next = way.clone();
                next.push(used);
                if *used == start {
                    return Some(next);
                }
                if seen.insert(*used) {
                    longer.push(next);
                }
            }
        }
        ways = longer;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(name: &str, text: &str) -> Source {
        Source { name: name.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_circle_is_told_once_and_comments_and_tests_do_not_count() {
        let sources = [
            source("core/src/a.rs", "use crate::b::B;\n"),
            source("core/src/b/inner.rs", "\nuse crate::{c::C};\nlet x = crate::c::D;\n"),
            source(
                "core/src/c/mod.rs",
                "//! Not [`crate::x`].\nfn f(_: crate::a::A) {}\n#[cfg(test)]\nuse crate::y;\n",
            ),
            source("core/src/c/tests.rs", "use crate::z::Z;"),
        ];
        assert_eq!(check(&sources), ["core/src/a.rs:1: core's modules use one another in a circle: a -> b -> c -> a"]);
    }

    #[test]
    fn the_file_system_knows_no_docker() {
        let sources = [source("core/src/vfs/fs.rs", "use crate::clock::Time;\nuse crate::machine::Machine;\n")];
        assert_eq!(check(&sources), ["core/src/vfs/fs.rs:2: core's `vfs` may not use `machine`"]);
    }
}
