//! `cargo xtask build`.

use crate::failure::{Outcome, report};
use crate::process::run as run_command;
use crate::tools;
use std::process::ExitCode;

/// Brings the tools and builds the site; what follows goes to trunk.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    report(build(arguments))
}

/// Writes the site to `dist/`.
pub(crate) fn build(arguments: &[String]) -> Outcome {
    tools::for_build(tools::Build::Release)?;
    run_command(
        tools::command("trunk").args(["build", "--release"]).args(arguments).env("TRUNK_SKIP_VERSION_CHECK", "true"),
    )
}
