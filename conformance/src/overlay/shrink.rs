//! Makes a scenario that shows a difference as small as it can be.

use super::Scenario;
use super::scenario::{Node, Tree};

/// The smallest scenario found that still `fails`, by leaving out operations, layers and files. `fails` is asked at most `tries`
/// times.
pub fn shrink(scenario: &Scenario, tries: usize, mut fails: impl FnMut(&Scenario) -> bool) -> Scenario {
    let mut smallest = Scenario { truth: None, ..scenario.clone() };
    let mut left = tries;
    loop {
        let before = size(&smallest);
        for candidate in 0.. {
            let Some(smaller) = without(&smallest, candidate) else { break };
            if left == 0 {
                return smallest;
            }
            left -= 1;
            if size(&smaller) < size(&smallest) && fails(&smaller) {
                smallest = smaller;
            }
        }
        if size(&smallest) == before {
            return smallest;
        }
    }
}

/// Operations, layers, files, and what is said about files.
fn size(scenario: &Scenario) -> usize {
    let of = |tree: &Tree| 2 * tree.len() + tree.values().map(serde_json::Map::len).sum::<usize>();
    let trees = scenario.layers.iter().chain(&scenario.data_layers).map(|tree| 1 + of(tree)).sum::<usize>();
    let ops: usize = scenario.ops.iter().map(|op| 2 + op.0.len()).sum();
    ops + trees + of(&scenario.upper)
}

/// The scenario without its part number `n`, big parts first; `None` when there is no such part.
fn without(scenario: &Scenario, mut n: usize) -> Option<Scenario> {
    let mut smaller = scenario.clone();
    let ops = scenario.ops.len();
    // Halves and quarters of the operations, then one at a time, last first.
    let spans = [(ops.div_ceil(2), ops), (0, ops / 2), (3 * ops / 4, ops), (ops / 2, 3 * ops / 4), (ops / 4, ops / 2)];
    if let Some((from, to)) = spans.get(n) {
        smaller.ops.drain(*from..*to);
        return Some(smaller);
    }
    n -= spans.len();
    if n < ops {
        smaller.ops.remove(ops - 1 - n);
        return Some(smaller);
    }
    n -= ops;
    if n < scenario.layers.len() {
        if scenario.layers.len() > 1 {
            smaller.layers.remove(n);
        }
        return Some(smaller);
    }
    n -= scenario.layers.len();
    if n == 0 {
        smaller.data_layers.clear();
        return Some(smaller);
    }
    n -= 1;
    for which in 0..=(scenario.layers.len() + scenario.data_layers.len()) {
        let tree = tree_mut(&mut smaller, which);
        if n < tree.len() {
            let path = tree.keys().rev().nth(n)?.clone();
            remove(tree, &path);
            return Some(smaller);
        }
        n -= tree.len();
        // Then what is said about a file, but for its type and what goes with it.
        let said = |node: &Node| node.keys().filter(|key| !matches!(key.as_str(), "t" | "to" | "r")).count();
        let optional: usize = tree.values().map(said).sum();
        if n < optional {
            let mut keys = tree.iter().flat_map(|(path, node)| {
                let keys = node.keys().filter(|key| !matches!(key.as_str(), "t" | "to" | "r"));
                keys.map(|key| (path.clone(), key.clone()))
            });
            let (path, key) = keys.nth(n)?;
            tree.get_mut(&path)?.remove(&key);
            return Some(smaller);
        }
        n -= optional;
    }
    for op in &mut smaller.ops {
        let optional: Vec<String> =
            op.0.keys()
                .filter(|key| matches!(key.as_str(), "as" | "follow" | "mode" | "flag" | "off" | "read"))
                .cloned()
                .collect();
        if n < optional.len() {
            op.0.remove(&optional[n]);
            return Some(smaller);
        }
        n -= optional.len();
    }
    None
}

/// The layers, then the data-only ones, then the upper one.
fn tree_mut(scenario: &mut Scenario, which: usize) -> &mut Tree {
    let layers = scenario.layers.len();
    match which.checked_sub(layers) {
        None => &mut scenario.layers[which],
        Some(data) if data < scenario.data_layers.len() => &mut scenario.data_layers[data],
        Some(_) => &mut scenario.upper,
    }
}

/// Removes a file with everything below it and the hard links to it.
fn remove(tree: &mut Tree, path: &str) {
    let below = format!("{path}/");
    tree.retain(|other, _| other != path && !other.starts_with(&below));
    let left: Vec<String> = tree.keys().cloned().collect();
    tree.retain(|_, node| {
        let target = node.get("to").and_then(serde_json::Value::as_str).unwrap_or("");
        node.get("t").and_then(serde_json::Value::as_str) != Some("h") || left.iter().any(|path| path == target)
    });
}

#[cfg(test)]
mod tests {
    use super::super::generate;
    use super::*;

    #[test]
    fn what_does_not_matter_is_left_out() {
        let matters = |scenario: &Scenario| scenario.ops.iter().any(|op| op.name() == "rename");
        let scenario = (0..).map(|seed| generate(seed, None)).find(|scenario| matters(scenario)).unwrap();
        let small = shrink(&scenario, 10_000, matters);
        assert_eq!(small.ops.len(), 1);
        assert_eq!(small.ops[0].name(), "rename");
        assert_eq!(small.layers.len(), 1);
        assert!(small.layers[0].is_empty() && small.upper.is_empty());
    }
}
