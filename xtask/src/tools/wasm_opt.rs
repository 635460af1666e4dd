//! wasm-opt, which makes the program a quarter smaller.

use super::{command, major, npm, version};
use crate::failure::Outcome;
use crate::process::{run, say};
use crate::project;

/// The version that is brought.
const PINNED: &str = "132.0.0";
/// Older ones cannot read what this project's compiler writes.
const OLDEST: u32 = 117;

/// Brings it from npm, unless one is here that is new enough.
pub(super) fn ensure() -> Outcome {
    if version("wasm-opt").and_then(|version| major(&version)).is_some_and(|major| major >= OLDEST) {
        return Ok(());
    }
    say(&format!("wasm-opt is not here, or too old: bringing binaryen {PINNED} from npm into .tools/"));
    let npm = npm()?;
    let mut install = command(npm);
    install.args(["install", "--no-save", "--no-fund", "--no-audit", "--prefix"]);
    run(install.arg(project::tools().join("binaryen")).arg(format!("binaryen@{PINNED}")))
}
