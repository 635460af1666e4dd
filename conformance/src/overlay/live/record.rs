//! The truth of a scenario: what the kernel of this machine does.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use rustix::fs::Mode;
use rustix::io::Errno;
use serde_json::{Map, json};

use super::super::{Scenario, Step, Truth};
use super::disk::{Layers, Mounted, build_layer};
use super::errno::name;
use super::observe::{changes, snapshot};
use super::worker::Worker;

/// See `Model`: the numbers by which the times of the upper and of data-only layers are reckoned.
const UPPER_INDEX: i64 = 900;
const DATA_INDEX: i64 = 500;

/// Why a scenario could not be run at all.
#[derive(Debug)]
pub struct RecordError(String);

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RecordError {}

impl RecordError {
    fn at<E: fmt::Display>(what: &'static str) -> impl Fn(E) -> Self {
        move |error| Self(format!("{what}: {error}"))
    }
}

/// Runs scenarios in one folder, which it makes and empties each time. Must be used inside
/// [`in_namespace`](super::in_namespace).
#[derive(Debug)]
pub struct Recorder {
    base: PathBuf,
}

/// A mount with somebody at work in it.
struct Session {
    worker: Worker,
    mounted: Mounted,
}

impl Session {
    fn open(layers: &Layers) -> Result<Self, Errno> {
        let mounted = layers.mount()?;
        Ok(Self { worker: Worker::start(mounted.path()), mounted })
    }

    /// The worker first: its open files keep the mount busy.
    fn close(self) {
        drop(self.worker);
        drop(self.mounted);
    }
}

impl Recorder {
    /// `folder`: somewhere on a filesystem that takes `trusted.*` attributes; a folder in it is used.
    pub fn new(folder: &Path) -> Self {
        Self { base: folder.join(format!("drydock-overlay-{}", std::process::id())) }
    }

    /// What the kernel does.
    pub fn record(&self, scenario: &Scenario) -> Result<Truth, RecordError> {
        self.clear()?;
        let truth = self.run(scenario);
        self.clear()?;
        truth
    }

    fn clear(&self) -> Result<(), RecordError> {
        std::env::set_current_dir("/").map_err(RecordError::at("/"))?;
        match fs::remove_dir_all(&self.base) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(RecordError::at("clearing")(error)),
            _ => Ok(()),
        }
    }

    fn build(&self, scenario: &Scenario) -> Result<Layers, RecordError> {
        rustix::process::umask(Mode::empty());
        fs::create_dir_all(&self.base).map_err(RecordError::at("the folder"))?;
        let userxattr = scenario.is_userxattr();
        let lowers: Vec<String> = (0..scenario.layers.len()).map(|n| format!("l{n}")).collect();
        let data: Vec<String> = (0..scenario.data_layers.len()).map(|n| format!("d{n}")).collect();
        let numbered = lowers.iter().zip(&scenario.layers).zip(0..);
        for ((name, tree), index) in numbered.chain(data.iter().zip(&scenario.data_layers).zip(DATA_INDEX..)) {
            build_layer(&self.base.join(name), tree, index, userxattr).map_err(RecordError::at("a layer"))?;
        }
        build_layer(&self.base.join("u"), &scenario.upper, UPPER_INDEX, userxattr).map_err(RecordError::at("upper"))?;
        for name in ["w", "m"] {
            fs::create_dir(self.base.join(name)).map_err(RecordError::at("a folder"))?;
        }
        Ok(Layers { base: self.base.clone(), lowers, data, options: scenario.options.clone() })
    }

    fn run(&self, scenario: &Scenario) -> Result<Truth, RecordError> {
        let mut layers = self.build(scenario)?;
        let mut session = match Session::open(&layers) {
            Ok(session) => session,
            Err(error) => return Ok(Truth { mount_error: Some(name(error)), ..Truth::default() }),
        };
        let (merged_at, upper_at) = (self.base.join("m"), self.base.join("u"));
        let look = || (snapshot(&merged_at, false), snapshot(&upper_at, true));
        let (mut merged, mut upper) = look();
        let mut truth = Truth { merged: merged.clone(), upper: upper.clone(), ..Truth::default() };
        let mut commits = 0;
        for op in &scenario.ops {
            let again = matches!(op.name(), "remount" | "commit");
            let result = if again {
                session.close();
                if op.name() == "commit" {
                    self.commit(&mut layers, &mut commits, scenario.is_userxattr())?;
                }
                match Session::open(&layers) {
                    Ok(opened) => session = opened,
                    Err(error) => {
                        let result = json!({ "err": name(error) });
                        truth.steps.push(Step { result, merged: Map::new(), upper: Map::new() });
                        return Ok(truth);
                    }
                }
                json!({ "ok": true })
            } else {
                session.worker.run(op).ok_or_else(|| RecordError("the worker has died".to_owned()))?
            };
            let (now_merged, now_upper) = look();
            let (merged_changes, upper_changes) = (changes(&merged, &now_merged), changes(&upper, &now_upper));
            truth.steps.push(Step { result, merged: merged_changes, upper: upper_changes });
            (merged, upper) = (now_merged, now_upper);
        }
        session.close();
        if !scenario.options.iter().any(|option| option == "volatile") {
            let session = Session::open(&layers).map_err(RecordError::at("the last mount"))?;
            truth.remount = changes(&merged, &snapshot(&merged_at, false));
            session.close();
        }
        Ok(truth)
    }

    /// The upper layer becomes the topmost lower one.
    fn commit(&self, layers: &mut Layers, commits: &mut usize, userxattr: bool) -> Result<(), RecordError> {
        let committed = format!("c{commits}");
        *commits += 1;
        fs::rename(self.base.join("u"), self.base.join(&committed)).map_err(RecordError::at("commit"))?;
        layers.lowers.insert(0, committed);
        fs::remove_dir_all(self.base.join("w")).map_err(RecordError::at("workdir"))?;
        build_layer(&self.base.join("u"), &BTreeMap::new(), UPPER_INDEX, userxattr)
            .map_err(RecordError::at("upper"))?;
        fs::create_dir(self.base.join("w")).map_err(RecordError::at("workdir"))
    }
}
