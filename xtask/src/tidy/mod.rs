//! `cargo xtask tidy`: what no compiler checks about the project's own files.

mod imports;
mod links;
mod paths;
mod styles;

use crate::failure::{Failure, Outcome, report};
use crate::process::quietly;
use crate::project;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

/// More lines than this in a Rust file mean that it is about more than one concept.
const LINES_OF_RUST: usize = 500;

/// Checks every file that git knows or would take.
pub(crate) fn run(_arguments: &[String]) -> ExitCode {
    report(check())
}

/// A file of the project, as text; empty if it is none.
struct Source {
    /// From the top of the project, with slashes.
    name: String,
    text: String,
}

impl Source {
    /// Whether its name ends like this, without the dot.
    fn is(&self, kind: &str) -> bool {
        Path::new(&self.name).extension().is_some_and(|extension| extension == kind)
    }
}

/// All checks; what they find, together.
pub(crate) fn check() -> Outcome {
    let sources = sources()?;
    let mut lines = long_files(&sources);
    lines.extend(imports::check(&sources));
    lines.extend(links::check(&sources));
    lines.extend(paths::check(&sources));
    lines.extend(styles::check(&sources));
    if lines.is_empty() { Ok(()) } else { Err(Failure::Findings { of: "tidy", lines }) }
}

/// The files of the project.
fn sources() -> Outcome<Vec<Source>> {
    let mut git = Command::new("git");
    git.current_dir(project::root()).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let Some(names) = quietly(&mut git) else {
        return Err(Failure::Missing {
            what: "git does not know this folder".to_owned(),
            how: "Run this in a clone of the project.".to_owned(),
        });
    };
    // A file that was deleted but is still in git's index is not there to read. Data that is not text has only a name here.
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap_or_default();
    let read = |name: &str| Some(Source { name: name.to_owned(), text: text(fs::read(project::path(name)).ok()?) });
    Ok(names.split('\0').filter(|name| !name.is_empty()).filter_map(read).collect())
}

fn long_files(sources: &[Source]) -> Vec<String> {
    let long = |source: &&Source| source.is("rs") && source.text.lines().count() > LINES_OF_RUST;
    let finding = |source: &Source| format!("{}: more than {LINES_OF_RUST} lines; split it by concept", source.name);
    sources.iter().filter(long).map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(name: &str, text: &str) -> Source {
        Source { name: name.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn only_rust_files_have_a_limit() {
        let text = "x\n".repeat(LINES_OF_RUST + 1);
        let found = long_files(&[source("a.rs", &text), source("a.json", &text), source("b.rs", "x\n")]);
        assert_eq!(found, ["a.rs: more than 500 lines; split it by concept"]);
    }
}
