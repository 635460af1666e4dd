//! Compares the simulated kernel with the truth.

use serde_json::{Map, Value};

use super::snapshot::{Snapshot, without_incidentals};
use super::{Model, Scenario, Truth};

/// One difference.
#[derive(Clone, Debug)]
pub struct Difference {
    /// After which operation, counted from 0; `None` for the mount.
    pub step: Option<usize>,
    /// Where: `result`, `merged PATH`, `upper PATH`, `mount`.
    pub at: String,
    /// What the real kernel did.
    pub truth: Value,
    /// What the simulated kernel did.
    pub ours: Value,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.step {
            Some(step) => write!(f, "op {step}, ")?,
            None => write!(f, "mount, ")?,
        }
        write!(f, "{}: the kernel {}, here {}", self.at, self.truth, self.ours)
    }
}

/// The differences between a scenario's truth and what the simulated kernel does. Stops after the first step that differs:
/// what follows would differ in consequence.
pub fn check(scenario: &Scenario, truth: &Truth) -> Vec<Difference> {
    let difference = |step, at: &str, truth: Value, ours: Value| Difference { step, at: at.to_owned(), truth, ours };
    let mut model = match Model::mount(scenario) {
        Ok(model) => model,
        Err(error) => {
            let same = truth.mount_error.as_deref() == Some(error.as_str());
            let expected = truth.mount_error.clone().map_or(Value::from("ok"), Value::from);
            return if same { Vec::new() } else { vec![difference(None, "mount", expected, error.into())] };
        }
    };
    if let Some(error) = &truth.mount_error {
        return vec![difference(None, "mount", error.clone().into(), "ok".into())];
    }
    let (mut merged, mut upper) = (truth.merged.clone(), truth.upper.clone());
    let (mut our_merged, mut our_upper) = (model.merged(), model.upper());
    let mut found = compare(None, (&merged, &our_merged), (&upper, &our_upper));
    for (n, (op, step)) in scenario.ops.iter().zip(&truth.steps).enumerate() {
        if !found.is_empty() {
            return found;
        }
        let before = model.kernel().fs.clone();
        let result = model.run(op);
        if result != step.result {
            found.push(difference(
                Some(n),
                &format!("result of {}", Value::Object(op.0.clone())),
                step.result.clone(),
                result,
            ));
        }
        if model.is_dead() {
            return found;
        }
        apply(&mut merged, &step.merged);
        apply(&mut upper, &step.upper);
        // What was not changed on the disk need not be looked at again: the mount keeps nothing back.
        if !before.same(&model.kernel().fs) {
            (our_merged, our_upper) = (model.merged(), model.upper());
        }
        found.extend(compare(Some(n), (&merged, &our_merged), (&upper, &our_upper)));
    }
    if found.is_empty() && !model.is_volatile() {
        apply(&mut merged, &truth.remount);
        let result = model.remount();
        if result.get("err").is_some() {
            found.push(difference(Some(scenario.ops.len()), "final remount", "ok".into(), result));
        } else {
            let ours = model.merged();
            found.extend(compare_trees(Some(scenario.ops.len()), "merged", &merged, &ours));
        }
    }
    found
}

fn apply(snapshot: &mut Snapshot, changes: &Map<String, Value>) {
    for (path, node) in changes {
        if node.is_null() {
            snapshot.remove(path);
        } else {
            snapshot.insert(path.clone(), node.clone());
        }
    }
}

fn compare(
    step: Option<usize>,
    (merged, our_merged): (&Snapshot, &Snapshot),
    (upper, our_upper): (&Snapshot, &Snapshot),
) -> Vec<Difference> {
    let mut found = compare_trees(step, "merged", merged, our_merged);
    found.extend(compare_trees(step, "upper", upper, our_upper));
    found
}

fn compare_trees(step: Option<usize>, which: &str, truth: &Snapshot, ours: &Snapshot) -> Vec<Difference> {
    let mut paths: Vec<&String> = truth.keys().chain(ours.keys()).collect();
    paths.sort();
    paths.dedup();
    let node = |snapshot: &Snapshot, path: &String| snapshot.get(path).map_or(Value::Null, without_incidentals);
    let differs = |path: &&String| truth.get(*path) != ours.get(*path) && node(truth, path) != node(ours, path);
    let difference = |path: &String| Difference {
        step,
        at: format!("{which} /{path}"),
        truth: node(truth, path),
        ours: node(ours, path),
    };
    paths.into_iter().filter(differs).map(difference).collect()
}
