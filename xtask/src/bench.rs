//! `cargo xtask bench`: speed, measured. Tests never measure it.
//!
//! A benchmark is a program in a package's `benches/` (`harness = false`) that prints a table. To add one: the program, its
//! `[[bench]]` in the package's `Cargo.toml`, and a row in [`BENCHES`].

use crate::failure::{Failure, Outcome, report};
use crate::process::{run as run_command, say};
use crate::tools::command;
use std::process::ExitCode;

/// A benchmark.
struct Bench {
    /// On the command line, and of the program in `benches/`.
    name: &'static str,
    package: &'static str,
    /// Features of the package that it needs.
    features: &'static [&'static str],
    /// For the screen.
    what: &'static str,
}

/// Every benchmark.
#[rustfmt::skip]
const BENCHES: &[Bench] = &[
    Bench { name: "overlay", package: "drydock-conformance", features: &["live"], what: "the union mount, beside the kernel's where it can be mounted" },
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
    // In the profile `bench`: as fast as the released program, and quicker to build.
    let mut cargo = command("cargo");
    cargo.args(["bench", "--quiet", "--package", bench.package, "--bench", bench.name]);
    if !bench.features.is_empty() {
        cargo.arg("--features").arg(bench.features.join(","));
    }
    run_command(cargo.arg("--").args(arguments))
}
