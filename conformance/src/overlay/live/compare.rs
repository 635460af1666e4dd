//! Random scenarios on the kernel and on the simulated one.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use super::super::{Difference, Scenario, check, generate, shrink};
use super::Recorder;

/// How often a scenario that shows a difference is tried in smaller forms.
const TRIES: usize = 600;

/// What came of comparing.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Scenarios.
    pub scenarios: usize,
    /// Operations in them.
    pub operations: usize,
    /// Scenarios for each set of options.
    pub configs: BTreeMap<String, usize>,
    /// Seeds whose scenarios show a difference.
    pub different: Vec<u64>,
    /// Scenarios that could not be run.
    pub failed: usize,
}

impl Comparison {
    /// Compares the scenarios of these seeds. `tell` gets a text for each difference: the seed, the difference, and the smallest
    /// scenario found that shows one.
    pub fn of(recorder: &Recorder, seeds: Range<u64>, config: Option<&str>, mut tell: impl FnMut(&str)) -> Self {
        let mut comparison = Self::default();
        for seed in seeds {
            let scenario = generate(seed, config);
            comparison.scenarios += 1;
            comparison.operations += scenario.ops.len();
            let set = scenario.id.rsplit_once('-').map_or("", |(name, _)| name);
            *comparison.configs.entry(set.to_owned()).or_default() += 1;
            match differences(recorder, &scenario) {
                Ok(found) if found.is_empty() => {}
                Ok(found) => {
                    comparison.different.push(seed);
                    tell(&report(recorder, seed, &scenario, &found));
                }
                Err(why) => {
                    comparison.failed += 1;
                    tell(&format!("seed {seed}: {why}"));
                }
            }
        }
        comparison
    }

    /// Whether there was something to compare, and no difference.
    pub fn is_equal(&self) -> bool {
        self.operations > 0 && self.different.is_empty() && self.failed == 0
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scenarios, operations, configs, different, failed } = self;
        let sets: Vec<String> = configs.iter().map(|(name, count)| format!("{name} {count}")).collect();
        write!(f, "{scenarios} scenarios ({}), {operations} operations: ", sets.join(", "))?;
        write!(f, "{} differ from the kernel's, {failed} could not be run", different.len())
    }
}

fn differences(recorder: &Recorder, scenario: &Scenario) -> Result<Vec<Difference>, String> {
    let truth = recorder.record(scenario).map_err(|error| error.to_string())?;
    Ok(check(scenario, &truth))
}

fn report(recorder: &Recorder, seed: u64, scenario: &Scenario, found: &[Difference]) -> String {
    let small =
        shrink(scenario, TRIES, |candidate| differences(recorder, candidate).is_ok_and(|found| !found.is_empty()));
    let shown = differences(recorder, &small).unwrap_or_default();
    let lines = |found: &[Difference]| found.iter().fold(String::new(), |text, each| format!("{text}\n  {each}"));
    format!("seed {seed}:{}\nthe smallest:{}\n{}\n", lines(found), lines(&shown), small.to_json())
}
