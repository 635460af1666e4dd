//! `cargo xtask trace`: what a docker command writes, in order, without a page around it.

use std::fmt::Write as _;
use std::process::ExitCode;

use drydock_core::session::{Operation, Session};
use drydock_core::world;

/// The world whose Docker is asked, unless another one is named.
const WORLD: &str = "documents";

/// What `pull` pulls, if nothing is named.
const IMAGE: &str = "nginx";

/// Runs one docker command in a world and prints the operation and the path of each of its steps.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    let (name, command) = match arguments {
        [flag, name, command @ ..] if flag == "--world" => (name.as_str(), command),
        command => (WORLD, command),
    };
    let Some((subcommand, rest)) = command.split_first().filter(|(first, _)| !first.starts_with('-')) else {
        return usage();
    };
    let Some(world) = world::open(name) else {
        eprintln!("cargo xtask trace: there is no world {name:?}");
        return ExitCode::from(2);
    };
    let mut line = format!("docker {subcommand}");
    for word in rest {
        // Between single quotes the shell takes every character for itself.
        write!(line, " '{}'", word.replace('\'', r"'\''")).expect("a String takes any text");
    }
    if subcommand == "pull" && rest.is_empty() {
        write!(line, " {IMAGE}").expect("a String takes any text");
    }
    let mut session = Session::on(world);
    let operation = session.run(&line);
    print!("{}", listing(operation));
    eprint!("{}", operation.stderr());
    ExitCode::from(operation.exit)
}

fn usage() -> ExitCode {
    eprintln!("usage: cargo xtask trace [--world NAME] pull [IMAGE] | SUBCOMMAND ARGUMENT…");
    ExitCode::from(2)
}

/// One line for each step: what is done, and to which path. A step that is about no path has none.
fn listing(operation: &Operation) -> String {
    let mut text = String::new();
    for step in &operation.steps {
        let path = step.cause.path().map(|path| path.to_string()).unwrap_or_default();
        writeln!(text, "{:<10} {path}", step.cause.operation().word()).expect("a String takes any text");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pull_begins_with_a_temporary_file_and_ends_with_the_tag() {
        let mut session = Session::on(world::open(WORLD).expect("the default world"));
        let text = listing(session.run("docker pull nginx"));
        let writes: Vec<&str> = text.lines().filter(|line| line.contains("/var/lib/docker/")).collect();
        assert!(writes.len() > 100, "{text}");
        assert!(writes[0].contains("containerd"), "{}", writes[0]);
        assert!(writes[writes.len() - 1].ends_with("image/overlay2/repositories.json"), "{text}");
    }
}
