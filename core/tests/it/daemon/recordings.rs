//! Recordings of a real engine, replayed: what is printed, and the whole disk after each command.

use std::path::Path;

use drydock_conformance::docker::{Outcome, Recording, Replayed, replay};

fn replayed(name: &str) -> Vec<Replayed> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/docker").join(name);
    let recording = Recording::read(&folder).unwrap_or_else(|error| panic!("{name}: {error:?}"));
    replay(&recording).unwrap_or_else(|error| panic!("{name}: {error:?}"))
}

/// Panics with the differences of the first step that does not pass.
fn assert_passes(name: &str) {
    let replayed = replayed(name);
    assert!(!replayed.is_empty(), "{name} has steps");
    for step in replayed {
        assert_eq!(step.outcome, Outcome::Passed, "{name} {}: {}", step.number, step.command);
    }
}

#[test]
fn pull_and_what_it_writes() {
    assert_passes("p1");
}

#[test]
fn shared_layers_tags_and_removal() {
    assert_passes("p2");
}

#[test]
fn archives_in_and_out() {
    assert_passes("p7");
}

#[test]
fn images_with_unusual_files() {
    assert_passes("p8");
}
