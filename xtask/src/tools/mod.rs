//! The programs that build and test the site: what is on `PATH` and fits is used, the rest is brought into `.tools/`.
//!
//! ```text
//! .tools/bin/                          trunk, wasm-bindgen, wasm-bindgen-test-runner   (crates.io, cargo install)
//! .tools/binaryen/node_modules/.bin/   wasm-opt                                         (npm)
//! .tools/chrome/                       a browser and its driver, where the system has no packages for them
//! ```

mod browser;
mod journeys;
mod node;
mod rust_target;
mod trunk;
mod wasm_bindgen;
mod wasm_opt;

use crate::failure::Outcome;
use crate::process::{quietly, run, say};
use crate::project;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

pub(crate) use browser::{Browser, any_browser, browser};
pub(crate) use journeys::journeys;
pub(crate) use node::{node, npm};

/// What a browser under test is told: show no window, do nothing of its own accord, and run as root too.
pub(crate) const BROWSER_FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
];

/// What a build of the site needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Build {
    /// Quick to make, large.
    Debug,
    /// Small: needs wasm-opt too.
    Release,
}

/// Brings what a build of the site needs.
pub(crate) fn for_build(build: Build) -> Outcome {
    if build == Build::Release {
        // First, since it may be impossible: it needs Node.js, which is not brought.
        wasm_opt::ensure()?;
    }
    rust_target::ensure()?;
    trunk::ensure()?;
    wasm_bindgen::ensure()
}

/// Brings what tests of the page's Rust code need, but for the browser.
pub(crate) fn for_wasm_tests() -> Outcome {
    rust_target::ensure()?;
    wasm_bindgen::ensure()
}

/// A program that finds the tools of this project first.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(project::root()).env("PATH", search_path());
    command
}

/// The folders in which a program of this project's commands is looked for.
fn search_path() -> OsString {
    let own = [project::tools().join("bin"), project::tools().join("binaryen/node_modules/.bin")];
    let systems = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = own.into_iter().chain(std::env::split_paths(&systems)).collect();
    std::env::join_paths(folders).unwrap_or(systems)
}

/// The version in what `program --version` prints: its first word that starts with a digit, or with `v` and a digit.
fn version(program: &str) -> Option<String> {
    let printed = quietly(command(program).arg("--version"))?;
    let mut words = printed.split_whitespace().map(|word| word.strip_prefix('v').unwrap_or(word));
    words.find(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned)
}

/// The first number of a version.
fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}

/// Installs a crate's programs into `.tools/bin`.
///
/// `optimisation` is low, since these run a few times on small inputs and most of the wait for them is their own compilation.
fn cargo_install(package: &str, version: &str, optimisation: &str, flags: &[&str]) -> Outcome {
    say(&format!("{package} {version} is not here: building it into .tools/ (once; 2 to 4 minutes on two cores)"));
    let started = Instant::now();
    let build_folder = project::tools().join("target");
    let install = |locked: bool| {
        let mut cargo = command("cargo");
        cargo.args(["install", package, "--version", &format!("={version}"), "--force", "--root"]);
        cargo.arg(project::tools()).args(flags).args(locked.then_some("--locked"));
        cargo
            .env("CARGO_TARGET_DIR", &build_folder)
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", optimisation)
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
            // Without its lock file a package gets the newest dependencies this compiler can build.
            .env("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback");
        run(&mut cargo)
    };
    // With the package's own lock file if it can be followed: some name a dependency that the registry has withdrawn since.
    install(true).or_else(|failure| {
        say(&format!("{failure}"));
        say("trying again with the newest dependencies that fit");
        install(false)
    })?;
    // Only the programs are of use; what was compiled on the way takes a gigabyte.
    let _ = std::fs::remove_dir_all(&build_folder);
    say(&format!("{package} {version}: ready after {} s", started.elapsed().as_secs()));
    Ok(())
}
