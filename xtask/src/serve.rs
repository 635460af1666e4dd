//! `cargo xtask serve`.

use crate::failure::{Outcome, report};
use crate::process::run as run_command;
use crate::tools;
use std::process::ExitCode;

/// Brings the tools and serves the site; what follows goes to trunk.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    report(serve(arguments))
}

fn serve(arguments: &[String]) -> Outcome {
    let release = arguments.iter().any(|argument| argument == "--release");
    tools::for_build(if release { tools::Build::Release } else { tools::Build::Debug })?;
    run_command(tools::command("trunk").arg("serve").args(arguments).env("TRUNK_SKIP_VERSION_CHECK", "true"))
}
