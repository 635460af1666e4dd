//! `cargo xtask serve`.

use crate::failure::{Outcome, report};
use crate::{project, tools};
use std::process::{Command, ExitCode};

/// Brings the tools and serves the site; what follows goes to trunk.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    report(serve(arguments))
}

fn serve(arguments: &[String]) -> Outcome {
    let release = arguments.iter().any(|argument| argument == "--release");
    tools::for_build(if release { tools::Build::Release } else { tools::Build::Debug })?;
    let mut trunk = tools::command("trunk");
    // A folder of its own: `dist/` is for what `cargo xtask build` wrote.
    trunk.arg("serve").arg("--dist").arg(project::target().join("serve")).args(arguments);
    become_program(trunk.env("TRUNK_SKIP_VERSION_CHECK", "true"))
}

/// Gives this process over to trunk, so that whoever stops it stops trunk.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Outcome {
    use crate::failure::Failure;
    use std::os::unix::process::CommandExt as _;
    let error = command.exec();
    Err(Failure::NotStarted { program: command.get_program().to_string_lossy().into_owned(), error })
}

/// Runs trunk until it ends.
#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Outcome {
    crate::process::run(command)
}
