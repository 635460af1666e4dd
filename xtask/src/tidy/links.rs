//! Links between the project's documents lead somewhere.

use super::Source;
use std::collections::BTreeSet;

/// One line for each link to a file that is not there.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let files: BTreeSet<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    let there = |name: &str| files.contains(name) || files.iter().any(|file| file.starts_with(&format!("{name}/")));
    let mut lines = Vec::new();
    for Source { name, text } in sources.iter().filter(|source| source.is("md")) {
        for (number, target) in targets(text) {
            let Some(file) = resolve(name, target) else { continue };
            if !file.is_empty() && !there(&file) {
                lines.push(format!("{name}:{number}: the link to {target} leads nowhere"));
            }
        }
    }
    lines
}

/// The targets of links in Markdown, with the number of their line; code blocks apart.
fn targets(text: &str) -> Vec<(usize, &str)> {
    let mut targets = Vec::new();
    let mut code = false;
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("```") {
            code = !code;
        }
        if !code {
            let after = line.split("](").skip(1);
            targets.extend(after.filter_map(|after| Some((number, after.split_once(')')?.0))));
        }
    }
    targets
}

/// The file that a link in the document `from` names; `None` if it leads out of the project.
fn resolve(from: &str, target: &str) -> Option<String> {
    // What lessons and pages link to by name is checked by `cargo xtask lessons check`.
    let by_name = ["term:", "page:", "lesson:"].iter().any(|scheme| target.starts_with(scheme));
    if by_name || target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let target = target.split(['#', '?', ' ']).next().unwrap_or("");
    if target.is_empty() {
        return Some(String::new());
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_looked_up_from_their_document() {
        let source = |name: &str, text: &str| Source { name: name.to_owned(), text: text.to_owned() };
        let text =
            "[a](../README.md#x) [b](b.md)\n[c](https://x.invalid/) [d](sub) [e](#here)\n```\n[f](gone.md)\n```\n";
        let sources = [source("README.md", ""), source("docs/a.md", text), source("docs/sub/x.png", "")];
        assert_eq!(check(&sources), ["docs/a.md:1: the link to b.md leads nowhere"]);
    }
}
