//! `cargo xtask bench`: speed, measured. Tests never measure it.
//!
//! A benchmark is a program in a package's `benches/` (`harness = false`) that prints a table, or a script in `e2e/bench/` that
//! looks at the built site. To add one: the program, its `[[bench]]` in the package's `Cargo.toml`, and a row in [`BENCHES`].

use crate::failure::{Failure, Outcome, report};
use crate::process::{run as run_command, say};
use crate::project;
use crate::tools::{self, command};
use std::process::ExitCode;

/// A benchmark.
struct Bench {
    /// On the command line, and of the program.
    name: &'static str,
    kind: Kind,
    /// For the screen.
    what: &'static str,
}

/// What runs it.
enum Kind {
    /// A program of this package, with the features that it needs.
    Native { package: &'static str, features: &'static [&'static str] },
    /// A script that opens what is in `dist/` in a browser.
    Page,
}

/// Every benchmark.
#[rustfmt::skip]
const BENCHES: &[Bench] = &[
    Bench { name: "commands", kind: Kind::Native { package: "drydock-conformance", features: &[] }, what: "docker pull, run, exec, commit, rm, without a page" },
    Bench { name: "overlay", kind: Kind::Native { package: "drydock-conformance", features: &["live"] }, what: "the union mount, beside the kernel's where it can be mounted" },
    Bench { name: "page", kind: Kind::Page, what: "the site in dist/ in a browser: first load, keys, idle, memory" },
    Bench { name: "union", kind: Kind::Native { package: "drydock-web", features: &[] }, what: "the union view on 125 layers and 10 000 names" },
    Bench { name: "sandbox", kind: Kind::Page, what: "500 commands typed in the sandbox of dist/: keys, long tasks, memory" },
    Bench { name: "inspect", kind: Kind::Native { package: "drydock-web", features: &[] }, what: "ten thousand names read, searched, sorted and scrolled" },
    Bench { name: "inspect-page", kind: Kind::Page, what: "the same in the site in dist/ in a browser, and inputs that are hard by their form" },
];

/// Runs the benchmark that the first argument names, with the rest as its arguments; without a name, all.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    report(bench(arguments))
}

fn bench(arguments: &[String]) -> Outcome {
    let Some((name, rest)) = arguments.split_first() else {
        return BENCHES.iter().try_for_each(|bench| measure(bench, &[]));
    };
    let Some(bench) = BENCHES.iter().find(|bench| bench.name == name) else {
        let known: Vec<&str> = BENCHES.iter().map(|bench| bench.name).collect();
        return Err(Failure::Usage(format!("no benchmark is called {name:?}; there are {}", known.join(", "))));
    };
    measure(bench, rest)
}

fn measure(bench: &Bench, arguments: &[String]) -> Outcome {
    say(&format!("{}: {}", bench.name, bench.what));
    match bench.kind {
        Kind::Native { package, features } => {
            // In the profile `bench`: as fast as the released program, and quicker to build.
            let mut cargo = command("cargo");
            cargo.args(["bench", "--quiet", "--package", package, "--bench", bench.name]);
            if !features.is_empty() {
                cargo.arg("--features").arg(features.join(","));
            }
            run_command(cargo.arg("--").args(arguments))
        }
        Kind::Page => {
            let node = tools::node()?;
            tools::journeys()?;
            let browser = tools::browser()?;
            let mut script = command(node);
            script.arg(format!("e2e/bench/{}.mjs", bench.name)).args(arguments);
            run_command(script.env("CHROME", browser.program).env("DRYDOCK_DIST", project::path("dist")))
        }
    }
}
