//! `cargo xtask conformance overlay`: the union mount against what the real kernel did.

use std::path::Path;
use std::process::ExitCode;

use drydock_conformance::overlay;

/// Replays recorded scenarios. Prints each difference, then `N passed, M failed, K skipped`. Exit status 0 if nothing failed and
/// something passed, 1 if not, 2 if a file cannot be read.
pub(crate) fn run(files: &[String]) -> ExitCode {
    if files.is_empty() {
        eprintln!("usage: cargo xtask conformance overlay FILE…");
        return ExitCode::from(2);
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
