//! Inspect yours: pieces of a real host's `/var/lib/docker` and of Docker's outputs, recognised, explained and put together.
//!
//! ```text
//! inputs ─ split ─► pieces ─ kind ─► a recogniser for each kind ─► findings ─ combine ─► picture + problems
//!          (prompts, JSON values,   (repositories.json, configs,   (facts, each
//!           `==> path <==`)          mounts, listings, …)           with its origin)
//! ```
//!
//! Nothing here trusts an input: any bytes give a picture, maybe an empty one, and a list of what is wrong with them.

use std::rc::Rc;

use crate::pace::{self, Pace};

mod combine;
mod config;
mod docker_inspect;
pub mod fault;
mod findings;
mod host_path;
mod images_table;
mod kind;
mod listing;
mod manifest;
mod mounts;
pub mod picture;
mod place;
mod prompt;
mod read;
pub mod report;
pub mod repositories;
mod split;
mod stacks;
mod store_file;
mod visible;
pub mod words;

pub use fault::{AtStart, Fault, Severity};
pub use findings::Problem;
pub use kind::{Kind, LooksLike};
pub use picture::Picture;
pub use place::{Place, Places};
pub use visible::{excerpt, visible};

/// How an input came here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// As a file: its bytes are all of it, and its name may say what it is.
    File,
    /// Copied from a screen: a line feed at its end means nothing.
    Paste,
}

/// One input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The file's path, or a name for what was pasted.
    pub name: String,
    /// How it came here.
    pub via: Via,
    /// Its bytes.
    pub bytes: Rc<[u8]>,
}

/// What an input turned out to be; several times for one that holds several things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// The input's number.
    pub input: usize,
    /// What it is.
    pub kind: Kind,
}

/// The outcome.
#[derive(Debug, Default)]
pub struct Inspection {
    /// What each input is, in their order.
    pub recognised: Vec<Recognised>,
    /// What is known.
    pub picture: Picture,
    /// What is wrong, by input and place.
    pub problems: Vec<Problem>,
}

impl Inspection {
    /// Whether anything is there that Docker would never have written.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity() == Severity::Error)
    }
}

/// Reads all inputs and puts together what they say.
pub fn inspect(inputs: &[Input]) -> Inspection {
    pace::finish(inspect_paced(inputs, &Pace::unbroken()))
}

/// The same in pieces.
pub async fn inspect_paced(inputs: &[Input], pace: &Pace<'_>) -> Inspection {
    let mut findings = findings::Findings::default();
    let mut recognised = Vec::new();
    for (number, input) in inputs.iter().enumerate() {
        for kind in read::input(number, input, &mut findings, pace).await {
            let item = Recognised { input: number, kind };
            if !recognised.contains(&item) {
                recognised.push(item);
            }
        }
    }
    combine::combine(&mut findings, pace).await;
    let mut problems = findings.problems;
    for (number, input) in inputs.iter().enumerate() {
        mask(number, &input.bytes, &mut problems, pace).await;
    }
    problems.sort_by(|a, b| (a.input, a.place, a.fault.code()).cmp(&(b.input, b.place, b.fault.code())));
    Inspection { recognised, picture: findings.picture, problems }
}

/// Marks what dockerd does not come to when it reads `bytes`: it reports only the first thing that it refuses, and without the key
/// `Repositories` it reads nothing.
async fn mask(input: usize, bytes: &[u8], problems: &mut [Problem], pace: &Pace<'_>) {
    let decides = |fault: &Fault| {
        let refuses = matches!(fault.at_start(), AtStart::Refuses(_) | AtStart::Crashes);
        refuses || matches!(fault, Fault::NoRepositoriesKey { right: Some(_) })
    };
    if !problems.iter().any(|problem| problem.input == input && decides(&problem.fault)) {
        return;
    }
    let outcome = repositories::load_paced(bytes, pace).await;
    for problem in problems.iter_mut().filter(|problem| problem.input == input) {
        problem.masked = match (problem.fault.at_start(), &outcome) {
            (AtStart::NotRead | AtStart::Skips, _) => false,
            (AtStart::Refuses(why), repositories::Load::Refuses(first)) => why != *first,
            (AtStart::Crashes, repositories::Load::Crashes) => false,
            (_, repositories::Load::Starts(_)) => !matches!(problem.fault, Fault::NoRepositoriesKey { .. }),
            _ => true,
        };
    }
}
