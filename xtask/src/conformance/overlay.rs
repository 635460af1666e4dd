//! `cargo xtask conformance overlay`: the union mount against what the real kernel did.

use std::path::Path;
use std::process::ExitCode;

use drydock_conformance::overlay;

use crate::tools::command;

/// Replays recorded scenarios. Prints each difference, then `N passed, M failed, K skipped`. Exit status 0 if nothing failed and
/// something passed, 1 if not, 2 if a file cannot be read.
///
/// With `--live` first: asks this machine's kernel, see [`live`].
pub(crate) fn run(files: &[String]) -> ExitCode {
    match files.first().map(String::as_str) {
        Some("--live") => return live(&files[1..]),
        None | Some("--help") => {
            eprintln!("usage: cargo xtask conformance overlay FILE… | --live [ARGUMENT…]");
            return ExitCode::from(2);
        }
        _ => {}
    }
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for file in files {
        let scenarios = match overlay::read(Path::new(file)) {
            Ok(scenarios) => scenarios,
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::from(2);
            }
        };
        for scenario in scenarios {
            let Some(truth) = &scenario.truth else {
                println!("{file}: {}: skipped: it has no truth", scenario.id);
                skipped += 1;
                continue;
            };
            let differences = overlay::check(&scenario, truth);
            for difference in &differences {
                println!("{file}: {}: {difference}", scenario.id);
            }
            if differences.is_empty() {
                passed += 1;
            } else {
                failed += 1;
            }
        }
    }
    println!("{passed} passed, {failed} failed, {skipped} skipped");
    if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The simulated mount beside the kernel's own, by a program of its own: only that one needs system calls. It says what it takes.
fn live(arguments: &[String]) -> ExitCode {
    let mut cargo = command("cargo");
    // In the profile `bench`: thousands of scenarios.
    cargo.args(["run", "--quiet", "--profile", "bench", "--package", "drydock-conformance", "--features", "live"]);
    cargo.args(["--bin", "overlay-live", "--"]).args(arguments);
    match cargo.status() {
        Ok(status) => ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)),
        Err(error) => {
            eprintln!("cargo could not be started: {error}");
            ExitCode::from(2)
        }
    }
}
