//! `cargo xtask conformance`: recorded truth replayed against the simulated machine.

mod docker;
mod overlay;

use std::process::ExitCode;

/// Runs the kind of conformance test that the first argument names.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    match arguments.split_first() {
        Some((kind, rest)) if kind == "docker" => docker::run(rest),
        Some((kind, rest)) if kind == "overlay" => overlay::run(rest),
        _ => {
            eprintln!(
                "usage: cargo xtask conformance docker DIR… [--emit OUT]\n       cargo xtask conformance overlay FILE… | --live [ARGUMENT…]"
            );
            ExitCode::from(2)
        }
    }
}
