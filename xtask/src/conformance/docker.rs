//! `cargo xtask conformance docker`: the simulated host against a real Docker engine.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use drydock_conformance::docker::{Outcome, Recording, Replayed, Unreadable, replay};
use serde_json::json;

/// The exit status when a file cannot be read or the arguments make no sense.
const UNREADABLE: u8 = 2;

/// Replays the scenarios in the folders that are named.
pub(super) fn run(arguments: &[String]) -> ExitCode {
    let (mut folders, mut emit) = (Vec::new(), None);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), arguments.as_slice().first()) {
            ("--emit", Some(folder)) => {
                emit = Some(PathBuf::from(folder));
                arguments.next();
            }
            (flag, _) if flag.starts_with('-') => return usage(),
            (folder, _) => folders.push(PathBuf::from(folder)),
        }
    }
    if folders.is_empty() {
        return usage();
    }
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for folder in &folders {
        let replayed = match Recording::read(folder).and_then(|recording| replay(&recording)) {
            Ok(replayed) => replayed,
            Err(Unreadable(path, why)) => {
                eprintln!("{}: {why}", path.display());
                return ExitCode::from(UNREADABLE);
            }
        };
        println!("{}", folder.display());
        for step in &replayed {
            match tell(step) {
                Outcome::Passed => passed += 1,
                Outcome::Failed(_) => failed += 1,
                Outcome::Skipped(_) => skipped += 1,
            }
        }
        if let (Some(out), Some(name)) = (&emit, folder.file_name())
            && let Err(error) = write(&out.join(name), &replayed)
        {
            eprintln!("{}: {error}", out.display());
            return ExitCode::from(UNREADABLE);
        }
    }
    println!("{passed} passed, {failed} failed, {skipped} skipped");
    if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn usage() -> ExitCode {
    eprintln!("usage: cargo xtask conformance docker DIR… [--emit OUT]");
    ExitCode::from(UNREADABLE)
}

/// One line for a step, and one for each difference.
fn tell(step: &Replayed) -> &Outcome {
    let (number, command) = (step.number, step.command.lines().next().unwrap_or_default());
    match &step.outcome {
        Outcome::Passed => println!("ok   {number} {command}"),
        Outcome::Skipped(why) => println!("skip {number}: {why}: {command}"),
        Outcome::Failed(differences) => {
            println!("FAIL {number} {command}");
            for difference in differences {
                println!("       {difference}");
            }
        }
    }
    &step.outcome
}

/// Writes transcript and snapshots in the recordings' own format.
fn write(folder: &Path, replayed: &[Replayed]) -> io::Result<()> {
    fs::create_dir_all(folder.join("snap"))?;
    for step in replayed {
        if let (Some(snapshot), Some(name)) = (&step.snapshot, step.emitted["snapshot"].as_str()) {
            fs::write(folder.join(name), snapshot.to_string())?;
        }
    }
    let steps: Vec<_> = replayed.iter().map(|step| &step.emitted).collect();
    fs::write(folder.join("transcript.json"), json!({ "steps": steps }).to_string())
}
