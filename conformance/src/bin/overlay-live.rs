//! The simulated union mount beside the kernel's own: random scenarios, or recorded ones again. See `usage`.

use std::process::ExitCode;

fn main() -> ExitCode {
    run(std::env::args().skip(1).collect())
}

#[cfg(not(target_os = "linux"))]
fn run(_arguments: Vec<String>) -> ExitCode {
    println!("skipped: only Linux has overlayfs");
    ExitCode::SUCCESS
}

#[cfg(target_os = "linux")]
fn run(arguments: Vec<String>) -> ExitCode {
    linux::run(&arguments)
}

#[cfg(target_os = "linux")]
mod linux {
    use std::path::{Path, PathBuf};
    use std::process::ExitCode;

    use drydock_conformance::overlay::live::{Comparison, Recorder, in_namespace};
    use drydock_conformance::overlay::{config_names, read};

    /// Exit status if the arguments make no sense or a file cannot be read.
    const UNREADABLE: u8 = 2;

    struct Wanted {
        seed: u64,
        count: u64,
        config: Option<String>,
        folder: PathBuf,
        files: Vec<String>,
    }

    fn usage() -> ExitCode {
        eprintln!(
            "usage: cargo xtask conformance overlay --live [--seed N] [--count N] [--config NAME] [--folder DIR] [FILE…]\n\
             \n\
             Without files: random scenarios, one for each number from --seed on.\n\
             With files: recorded scenarios, done again by this kernel and compared with what was recorded.\n\
             Option sets: {}",
            config_names().collect::<Vec<_>>().join(", ")
        );
        ExitCode::from(UNREADABLE)
    }

    fn parse(arguments: &[String]) -> Option<Wanted> {
        let mut wanted = Wanted { seed: 1, count: 100, config: None, folder: std::env::temp_dir(), files: Vec::new() };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--seed" => wanted.seed = rest.next()?.parse().ok()?,
                "--count" => wanted.count = rest.next()?.parse().ok()?,
                "--config" => {
                    let name = rest.next()?;
                    config_names().find(|known| known == name)?;
                    wanted.config = Some(name.clone());
                }
                "--folder" => wanted.folder = rest.next()?.into(),
                flag if flag.starts_with('-') => return None,
                file => wanted.files.push(file.to_owned()),
            }
        }
        Some(wanted)
    }

    pub(super) fn run(arguments: &[String]) -> ExitCode {
        let Some(wanted) = parse(arguments) else { return usage() };
        let recorder = Recorder::new(&wanted.folder);
        let done = in_namespace(|| {
            if wanted.files.is_empty() { compare(&wanted, &recorder) } else { again(&wanted.files, &recorder) }
        });
        done.unwrap_or_else(|why| {
            println!("skipped: the kernel cannot be asked here: {why}");
            ExitCode::SUCCESS
        })
    }

    /// Random scenarios, on the kernel and on the simulated one.
    fn compare(wanted: &Wanted, recorder: &Recorder) -> ExitCode {
        let seeds = wanted.seed..wanted.seed.saturating_add(wanted.count);
        let comparison = Comparison::of(recorder, seeds, wanted.config.as_deref(), |text| println!("{text}"));
        println!("{comparison}");
        if comparison.is_equal() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    /// Whether this kernel does what was recorded.
    fn again(files: &[String], recorder: &Recorder) -> ExitCode {
        let (mut same, mut different) = (0, 0);
        for file in files {
            let scenarios = match read(Path::new(file)) {
                Ok(scenarios) => scenarios,
                Err(error) => {
                    eprintln!("{error}");
                    return ExitCode::from(UNREADABLE);
                }
            };
            for scenario in scenarios {
                let recorded = scenario.truth.as_ref().map(drydock_conformance::overlay::Truth::to_json);
                match recorder.record(&scenario) {
                    Ok(truth) if Some(truth.to_json()) == recorded => same += 1,
                    Ok(truth) => {
                        different += 1;
                        println!("{file}: {}: this kernel does otherwise: {}", scenario.id, truth.to_json());
                    }
                    Err(error) => {
                        different += 1;
                        println!("{file}: {}: {error}", scenario.id);
                    }
                }
            }
        }
        println!("{same} the same, {different} different");
        if different == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
