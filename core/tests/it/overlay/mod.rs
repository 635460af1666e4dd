//! The union mount against what Linux 6.18 did: the recorded scenarios in `tests/data/overlay`.

mod properties;

use std::path::{Path, PathBuf};

use drydock_conformance::overlay;

/// The recorded files whose names start so, in order.
fn files(prefix: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/overlay");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(prefix)).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

fn replay(prefix: &str) {
    let mut report = String::new();
    for file in files(prefix) {
        for scenario in overlay::read(&file).unwrap() {
            for difference in overlay::check(&scenario, scenario.truth.as_ref().unwrap()) {
                report += &format!("{}: {difference}\n", scenario.id);
            }
        }
    }
    assert_eq!(report, "");
}

#[test]
fn basics() {
    replay("basics");
}

#[test]
fn docker_options_1() {
    replay("pub-docker-00");
}

#[test]
fn docker_options_2() {
    replay("pub-docker-01");
}

#[test]
fn index() {
    replay("pub-index");
}

#[test]
fn metacopy() {
    replay("pub-metacopy");
}

#[test]
fn redirect_dir() {
    replay("pub-redirect");
}

#[test]
fn index_redirect_dir_metacopy() {
    replay("pub-full");
}

#[test]
fn nofollow() {
    replay("pub-nofollow");
}

#[test]
fn userxattr() {
    replay("pub-userxattr");
}
