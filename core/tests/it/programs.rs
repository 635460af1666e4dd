//! The programs and the shell beside the real ones: `data/programs/` holds what those printed, line by line.

use drydock_core::session::Session;
use drydock_core::world;
use serde_json::Value;

/// A session in which the recording's files are there.
fn prepared(recording: &Value) -> Session {
    let mut world = world::open("empty").expect("a world");
    // The recorded output went to a pipe.
    world.profile.columns = None;
    let mut session = Session::on(world);
    for line in recording["setup"].as_array().expect("lines") {
        let line = line.as_str().expect("a line");
        let operation = session.run(line);
        assert_eq!(operation.exit, 0, "{line}: {}", operation.stderr());
    }
    session
}

/// Runs every line on a host of its own and compares all that it printed.
fn replay(text: &str, least: usize) {
    let recording: Value = serde_json::from_str(text).expect("a recording");
    let session = prepared(&recording);
    let lines = recording["lines"].as_array().expect("lines");
    assert!(lines.len() >= least, "only {} lines", lines.len());
    let mut wrong = Vec::new();
    for recorded in lines {
        let mut session = session.clone();
        let line = recorded["run"].as_str().expect("a line");
        let operation = session.run(line);
        let mut found = serde_json::json!({ "exit": operation.exit, "stdout": operation.stdout() });
        if recorded.get("stderr").is_some() {
            // Of a usage text the first lines are recorded: the others are not here, which is said.
            let text = operation.stderr();
            let shown = text.split("\n\ndrydock: what ").next().unwrap_or_default();
            found["stderr"] = shown.into();
        }
        for (key, value) in found.as_object().expect("an object") {
            if recorded[key] != *value {
                wrong.push(format!("{line}\n  {key} recorded {}\n  {key} here     {value}", recorded[key]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {} lines:\n{}", wrong.len(), lines.len(), wrong.join("\n"));
}

#[test]
fn as_on_a_gnu_host() {
    replay(include_str!("../data/programs/gnu.json"), 500);
}

#[test]
fn as_in_busybox() {
    replay(include_str!("../data/programs/busybox.json"), 2000);
}

#[test]
fn what_busybox_has_and_is_not_simulated() {
    let mut session = Session::on(world::open("empty").expect("a world"));
    session.run("docker pull -q drydock.example/base");
    let operation = session.run("docker run --rm drydock.example/base sh -c 'vi; nosuch; git; ls -Z'");
    let expected =
        "drydock: vi is not simulated\nsh: nosuch: not found\nsh: git: not found\nls: invalid option -- 'Z'\n";
    assert!(operation.stderr().starts_with(expected), "{}", operation.stderr());
    // Without a shell nobody knows of it.
    let operation = session.run("docker run --rm drydock.example/base vi");
    assert!(operation.stderr().contains("executable file not found in $PATH"), "{}", operation.stderr());
}
