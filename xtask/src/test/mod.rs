//! `cargo xtask test`: every check of the project, or those named.

mod tally;

use crate::failure::{Failure, Outcome, report};
use crate::process::{run_reading, say};
use crate::tools::{self, Browser, browser, command};
use crate::{build, lessons, licences, project, size, tidy};
use serde_json::json;
use std::fs;
use std::process::ExitCode;
use std::time::Instant;
use tally::Tally;

/// One part of the tests.
struct Step {
    name: &'static str,
    /// For the screen.
    what: &'static str,
    run: fn(&mut Tally) -> Outcome,
}

/// Every part, quick ones first; `e2e` and `size` look at what `site` built.
#[rustfmt::skip]
const STEPS: &[Step] = &[
    Step { name: "tools", what: "what this machine lacks", run: |_| bring_tools() },
    Step { name: "tidy", what: "imports, links, style sheets, lengths of files", run: |_| tidy::check() },
    Step { name: "licences", what: "the list in docs/licences.md", run: |_| licences::check() },
    Step { name: "lessons", what: "every lesson and page", run: |_| lessons::check() },
    Step { name: "native", what: "tests of all packages on this machine", run: native },
    Step { name: "kernel", what: "the union mount beside this machine's own kernel", run: kernel },
    Step { name: "page", what: "tests of the page's components in a browser", run: page },
    Step { name: "site", what: "the site, built for release", run: site },
    Step { name: "size", what: "the weight of the first load", run: |_| size::check(&project::path("dist")) },
    Step { name: "e2e", what: "the whole page in a browser", run: e2e },
];

/// Runs the parts named, or all.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    report(test(arguments))
}

fn test(names: &[String]) -> Outcome {
    if let Some(name) = names.iter().find(|name| STEPS.iter().all(|step| step.name != *name)) {
        let known: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        return Err(Failure::Usage(format!("no part of the tests is called {name:?}; there are {}", known.join(", "))));
    }
    let mut tally = Tally::default();
    let mut lines = Vec::new();
    let mut failed = Vec::new();
    for step in STEPS.iter().filter(|step| names.is_empty() || names.iter().any(|name| step.name == name)) {
        // What `site` could not build cannot be judged; what it built before is not this site.
        if matches!(step.name, "size" | "e2e") && failed.contains(&"site") {
            lines.push(format!("{:<8} not run: there is no site", step.name));
            continue;
        }
        say(&format!("{}: {}", step.name, step.what));
        let before = tally;
        let started = Instant::now();
        let outcome = (step.run)(&mut tally);
        let word = if outcome.is_ok() { "ok" } else { "FAILED" };
        lines.push(format!(
            "{:<8} {word:<6} {:>5.0} s  {}",
            step.name,
            started.elapsed().as_secs_f32(),
            tally.since(before)
        ));
        if let Err(failure) = outcome {
            eprintln!("\nerror: {failure}\n");
            failed.push(step.name);
        }
    }
    println!("\n{}", lines.join("\n"));
    println!("test result: {}. {tally}", if failed.is_empty() { "ok" } else { "FAILED" });
    if failed.is_empty() { Ok(()) } else { Err(Failure::Steps(failed)) }
}

/// Brings everything the other parts need, what may be impossible first: better told now than after minutes of compiling.
fn bring_tools() -> Outcome {
    tools::node()?;
    browser()?;
    tools::journeys()?;
    tools::for_build(tools::Build::Release)
}

/// `cargo test`, for this machine. The page's package is part of it: its view models are plain data.
fn native(tally: &mut Tally) -> Outcome {
    run_reading(command("cargo").args(["test", "--workspace", "--no-fail-fast", "--quiet"]), |line| tally.read(line))
}

/// Random scenarios on the kernel's own overlayfs, where root can mount it; the test says so where not.
fn kernel(tally: &mut Tally) -> Outcome {
    let mut cargo = command("cargo");
    cargo.args(["test", "--package", "drydock-conformance", "--features", "live", "--test", "live", "--quiet"]);
    run_reading(cargo.args(["--", "--nocapture"]), |line| tally.read(line))
}

/// The tests in `web/tests/`, compiled to WebAssembly.
fn page(tally: &mut Tally) -> Outcome {
    tools::for_wasm_tests()?;
    let Browser { program, driver } = browser()?;
    let capabilities = json!({ "goog:chromeOptions": { "binary": program, "args": tools::BROWSER_FLAGS } });
    let file = project::target().join("webdriver.json");
    fs::create_dir_all(project::target()).map_err(Failure::file(&file))?;
    fs::write(&file, capabilities.to_string()).map_err(Failure::file(&file))?;
    let mut cargo = command("cargo");
    cargo.args(["test", "--package", "drydock-web", "--target", "wasm32-unknown-unknown", "--test", "browser"]);
    cargo.env("DRYDOCK_LESSONS", lessons::fingerprints()?);
    cargo.env("CHROMEDRIVER", driver).env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", file);
    run_reading(&mut cargo, |line| tally.read(line))
}

fn site(_: &mut Tally) -> Outcome {
    build::build(&[])
}

/// The journeys in `e2e/`, on what is in `dist/`.
fn e2e(tally: &mut Tally) -> Outcome {
    let node = tools::node()?;
    tools::journeys()?;
    let Browser { program, .. } = browser()?;
    let mut tests = command(node);
    tests.current_dir(project::path("e2e")).args(["--test", "--test-reporter=spec", "--test-concurrency=2"]);
    let journeys = project::path("e2e/journeys");
    let mut files = Vec::new();
    for entry in fs::read_dir(&journeys).map_err(Failure::file(&journeys))? {
        let path = entry.map_err(Failure::file(&journeys))?.path();
        files.extend(path.to_string_lossy().ends_with(".test.mjs").then_some(path));
    }
    files.sort();
    tests.args(files).env("CHROME", program).env("DRYDOCK_DIST", project::path("dist"));
    tests.env("DRYDOCK_SCREENSHOTS", project::target().join("screenshots"));
    run_reading(&mut tests, |line| tally.read(line))
}
