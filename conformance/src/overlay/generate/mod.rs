//! Random scenarios, each from a number: layers, options, and operations that meet what is there.
//!
//! Operations are chosen by looking at the simulated mount, never at a real one: a seed gives the same scenario everywhere.

mod acts;
mod dice;
mod ops;
mod survey;
mod trees;

use std::collections::BTreeSet;

use super::scenario::Tree;
use super::{Model, Scenario};
use dice::Dice;
use ops::{Chooser, Scene, Theme};
use trees::{Kind, Maker};

/// A set of mount options, and how often it comes.
struct Config {
    weight: usize,
    name: &'static str,
    options: &'static [&'static str],
}

/// Every set of options that scenarios are made for.
#[rustfmt::skip]
const CONFIGS: &[Config] = &[
    Config { weight: 30, name: "docker", options: &["index=off"] },
    Config { weight: 10, name: "userxattr", options: &["index=off", "userxattr"] },
    Config { weight: 10, name: "redirect", options: &["index=off", "redirect_dir=on"] },
    Config { weight: 6, name: "nofollow", options: &["index=off", "redirect_dir=nofollow"] },
    Config { weight: 4, name: "follow", options: &["index=off", "redirect_dir=follow"] },
    Config { weight: 10, name: "index", options: &["index=on"] },
    Config { weight: 10, name: "metacopy", options: &["index=off", "redirect_dir=on", "metacopy=on"] },
    Config { weight: 10, name: "full", options: &["index=on", "redirect_dir=on", "metacopy=on"] },
    Config { weight: 4, name: "volatile", options: &["index=off", "volatile"] },
    Config { weight: 3, name: "xino", options: &["index=off", "xino=on"] },
    Config { weight: 3, name: "index-redirect", options: &["index=on", "redirect_dir=on"] },
];

/// The names of the sets of options.
pub fn config_names() -> impl Iterator<Item = &'static str> {
    CONFIGS.iter().map(|config| config.name)
}

/// The scenario of a seed. `config`: only with this set of options, see [`config_names`].
pub fn generate(seed: u64, config: Option<&str>) -> Scenario {
    let mut dice = Dice::new(seed);
    let named = CONFIGS.iter().find(|known| config == Some(known.name));
    let weighted: Vec<(usize, &Config)> = CONFIGS.iter().map(|config| (config.weight, config)).collect();
    let chosen = dice.weighted(&weighted);
    let config = named.unwrap_or(chosen);
    if dice.percent(25) {
        return surveyed(seed, config, dice);
    }
    let theme = *dice.one(&Theme::ALL);
    let userxattr = config.name == "userxattr";
    let kind = Kind {
        prefix: if userxattr { "user.overlay." } else { "trusted.overlay." },
        links: theme == Theme::Links,
        marks: dice.percent(15),
        xattr_whiteouts: dice.percent(6),
    };
    let mut counter = 0;
    let mut seen = BTreeSet::new();
    let deep = dice.percent(2);
    let count =
        if deep { 7 + dice.below(60) } else { dice.weighted(&[(10, 1), (33, 2), (30, 3), (15, 4), (8, 5), (4, 6)]) };
    let mut layers: Vec<Tree> = Vec::new();
    for n in (0..count).rev() {
        let (tag, bottom) = (format!("L{n}"), n + 1 == count);
        let density = if deep { 15 } else { 55 };
        let maker = Maker { dice: &mut dice, kind, seen: &seen, bottom, tag, counter: &mut counter, density };
        let tree = maker.make();
        seen.extend(tree.keys().cloned());
        layers.insert(0, tree);
    }
    // An upper layer that the kernel has not made lacks its notes of what was copied up. It adds them when it first comes by, which
    // changes what a listing shows of things that cannot be looked up: so none of those.
    let plain = Kind { marks: false, ..kind };
    let upper = if dice.percent(12) {
        let tag = "U".to_owned();
        Maker { dice: &mut dice, kind: plain, seen: &seen, bottom: false, tag, counter: &mut counter, density: 28 }
            .make()
    } else {
        Tree::new()
    };
    let data_layers = if config.options.contains(&"metacopy=on") && dice.percent(15) {
        let tag = "D".to_owned();
        let plain = Kind { xattr_whiteouts: false, ..plain };
        let maker =
            Maker { dice: &mut dice, kind: plain, seen: &seen, bottom: true, tag, counter: &mut counter, density: 60 };
        vec![maker.make()]
    } else {
        Vec::new()
    };
    let mut scenario = Scenario {
        id: format!("{}-{seed}", config.name),
        options: config.options.iter().map(ToString::to_string).collect(),
        layers,
        data_layers,
        upper,
        ops: Vec::new(),
        tags: Vec::new(),
        truth: None,
    };
    let chooser = Chooser {
        theme,
        users: dice.percent(15),
        files: dice.percent(10),
        // The index binds an upper layer to the lower one that it was first used with.
        may_commit: !config.options.contains(&"index=on"),
        universe: seen.into_iter().collect(),
        counter,
        queue: Vec::new(),
        open: std::collections::BTreeMap::new(),
        commits: 0,
        dice,
    };
    choose(&mut scenario, chooser);
    scenario
}

/// A scenario that makes every call on every kind of object.
fn surveyed(seed: u64, config: &Config, mut dice: Dice) -> Scenario {
    let mut scenario = Scenario {
        id: format!("{}-{seed}", config.name),
        options: config.options.iter().map(ToString::to_string).collect(),
        layers: survey::layers(&mut dice),
        data_layers: Vec::new(),
        upper: Tree::new(),
        ops: Vec::new(),
        tags: Vec::new(),
        truth: None,
    };
    let Ok(mut model) = Model::mount(&scenario) else { return scenario };
    for _ in 0..30 {
        let op = survey::op(&mut dice);
        model.run(&op);
        if model.is_dead() || model.has_aliases() {
            break;
        }
        scenario.ops.push(op);
    }
    scenario
}

/// Adds the operations.
fn choose(scenario: &mut Scenario, mut chooser: Chooser) {
    let Ok(mut model) = Model::mount(scenario) else { return };
    if model.has_aliases() {
        return;
    }
    let steps = 18 + chooser.dice.below(20);
    let (mut merged, mut upper) = (model.merged(), model.upper());
    for _ in 0..steps {
        let scene = Scene { merged: &merged, upper: &upper };
        let op = chooser.next(&scene);
        let before = model.kernel().fs.clone();
        let result = model.run(&op);
        chooser.note(&op, &result, &scene);
        scenario.ops.push(op);
        if model.is_dead() {
            return;
        }
        if model.has_aliases() {
            // From here on the answers would depend on what the kernel has in its caches.
            scenario.ops.pop();
            return;
        }
        if !before.same(&model.kernel().fs) {
            (merged, upper) = (model.merged(), model.upper());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_scenario() {
        for seed in 0..20 {
            let (once, twice) = (generate(seed, None), generate(seed, None));
            assert_eq!(once.to_json(), twice.to_json());
        }
        assert!(generate(1, Some("userxattr")).is_userxattr());
    }
}
