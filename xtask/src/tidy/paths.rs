//! No file names a place on the machine where it was written.

use super::Source;
use crate::project;

/// One line for each file that names this clone's folder, or cargo's or rustup's of this user.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let mut places = vec![project::root().to_string_lossy().into_owned()];
    if let Some(home) = std::env::home_dir() {
        places.extend([".cargo", ".rustup"].map(|folder| home.join(folder).to_string_lossy().into_owned()));
    }
    find(sources, &places)
}

fn find(sources: &[Source], places: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    for Source { name, text } in sources {
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(place) = places.iter().find(|place| names(line, place)) {
                lines.push(format!("{name}:{number}: names {place}, a place on this machine only"));
            }
        }
    }
    lines
}

/// Whether a line holds a path as a whole or as the start of a longer one: not within a longer name.
fn names(line: &str, path: &str) -> bool {
    let of_a_name = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back().is_some_and(of_a_name);
        let after = line[at + path.len()..].chars().next().is_some_and(|c| c != '/' && of_a_name(c));
        !before && !after
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_counts_whole_or_as_a_start() {
        let source = |text: &str| Source { name: "a".to_owned(), text: text.to_owned() };
        let text = "see /app/core\nsrc/app/x\n/application\ncd /app\n";
        assert_eq!(
            find(&[source(text)], &["/app".to_owned()]),
            ["a:1: names /app, a place on this machine only", "a:4: names /app, a place on this machine only"]
        );
    }
}
