//! The project's own commands: `cargo xtask` lists them.

mod bench;
mod build;
mod conformance;
mod failure;
mod finish;
mod halves;
mod lessons;
mod licences;
mod process;
mod project;
mod serve;
mod size;
mod sri;
mod test;
mod tidy;
mod tools;
mod trace;

use std::fmt::Write as _;
use std::process::ExitCode;

/// A command of `cargo xtask`. To add one: a file of its own with `run`, its `mod` line and a row in [`SUBCOMMANDS`].
struct Subcommand {
    name: &'static str,
    /// What follows the name, as shown in the list.
    usage: &'static str,
    /// One line.
    summary: &'static str,
    /// Gets what follows the name on the command line.
    run: fn(&[String]) -> ExitCode,
}

/// Every command, in the order in which the list shows them.
#[rustfmt::skip]
const SUBCOMMANDS: &[Subcommand] = &[
    Subcommand { name: "serve", usage: "[--release] [--port N]", summary: "build the site and serve it, again after every change", run: serve::run },
    Subcommand { name: "test", usage: "[PART…]", summary: "every test: tools, tidy, licences, lessons, native, kernel, page, site, size, e2e; or the parts named", run: test::run },
    Subcommand { name: "build", usage: "", summary: "write the site to dist/: static files that work under any path", run: build::run },
    Subcommand { name: "size", usage: "", summary: "weigh the first load of dist/; fails over the budget", run: size::run },
    Subcommand { name: "tidy", usage: "", summary: "check imports, links, style sheets and lengths of files", run: tidy::run },
    Subcommand { name: "conformance", usage: "docker DIR… | overlay FILE… | overlay --live", summary: "replay recorded truth against the simulated machine", run: conformance::run },
    Subcommand { name: "bench", usage: "[NAME]", summary: "measure speed: commands, overlay, page, union, sandbox, inspect", run: bench::run },
    Subcommand { name: "trace", usage: "[--world NAME] pull [IMAGE]", summary: "print what a docker command writes: operation and path, in order", run: trace::run },
    Subcommand { name: "licences", usage: "[--check]", summary: "write docs/licences.md: what is in the page's program, and its terms", run: licences::run },
    Subcommand { name: "lessons", usage: "check | build | new NAME", summary: "check the lessons and pages, compile them, start a new one", run: lessons::run },
    Subcommand { name: "finish", usage: "", summary: "(trunk runs it after each build) one style sheet, the page's policy, licences, the program in two files", run: finish::run },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        print!("{}", usage());
        return ExitCode::from(2);
    };
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        print!("{}", usage());
        return ExitCode::SUCCESS;
    }
    if let Some(subcommand) = SUBCOMMANDS.iter().find(|subcommand| subcommand.name == name) {
        return (subcommand.run)(rest);
    }
    eprintln!("cargo xtask: there is no command {name:?}\n");
    eprint!("{}", usage());
    ExitCode::from(2)
}

/// The list of commands.
fn usage() -> String {
    let width = SUBCOMMANDS.iter().map(|s| s.name.len() + s.usage.len() + 1).max().unwrap_or(0);
    let mut text = String::from("usage: cargo xtask COMMAND\n\n");
    for Subcommand { name, usage, summary, .. } in SUBCOMMANDS {
        let line = format!("{name} {usage}");
        writeln!(text, "  {line:width$}  {summary}").expect("a String takes any text");
    }
    text
}
