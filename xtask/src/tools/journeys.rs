//! What the journeys in `e2e/` need from npm.

use super::{command, npm};
use crate::failure::{Failure, Outcome};
use crate::process::{run, say};
use crate::project;
use std::fs;

/// Brings the packages that `e2e/package-lock.json` names, unless they are there.
pub(crate) fn journeys() -> Outcome {
    let lock = project::path("e2e/package-lock.json");
    let wanted = fs::read(&lock).map_err(Failure::file(&lock))?;
    let installed = project::path("e2e/node_modules/.installed.json");
    if fs::read(&installed).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    say("bringing the packages of e2e/ from npm");
    let mut install = command(npm()?);
    run(install.current_dir(project::path("e2e")).args(["ci", "--no-fund", "--no-audit"]))?;
    fs::write(&installed, wanted).map_err(Failure::file(&installed))
}
