//! Recordings of a real engine, replayed: what is printed, and the whole disk after each command.

use std::path::Path;

use drydock_conformance::docker::{Outcome, Recording, Replayed, replay};

fn replayed(name: &str) -> Vec<Replayed> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/docker").join(name);
    let recording = Recording::read(&folder).unwrap_or_else(|error| panic!("{name}: {error:?}"));
    replay(&recording).unwrap_or_else(|error| panic!("{name}: {error:?}"))
}

/// Panics with the differences of the first of `steps` that does not pass.
fn assert_passes(name: &str, steps: impl IntoIterator<Item = u64>) {
    let replayed = replayed(name);
    for number in steps {
        let step =
            replayed.iter().find(|step| step.number == number).unwrap_or_else(|| panic!("{name}: no step {number}"));
        assert_eq!(step.outcome, Outcome::Passed, "{name} {number}: {}", step.command);
    }
}

#[test]
fn pull_and_what_it_writes() {
    assert_passes("p1", (1..=9).chain(12..=14).chain([16]));
}

#[test]
fn shared_layers_tags_and_removal() {
    assert_passes("p2", 1..=13);
}

#[test]
fn archives_in_and_out() {
    assert_passes("p7", 1..=22);
}

#[test]
fn images_with_unusual_files() {
    assert_passes("p8", [1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17, 18]);
}
