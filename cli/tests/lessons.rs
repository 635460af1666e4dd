//! `drydock lessons`, as a program.

use std::process::{Command, Output};

fn lessons(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_drydock")).arg("lessons").args(arguments).output().unwrap()
}

#[test]
fn what_each_verb_prints_and_its_status() {
    let told = |arguments: &[&str]| {
        let output = lessons(arguments);
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (status, listed, _) = told(&["list"]);
    assert_eq!(status, Some(0));
    assert!(listed.starts_with("pull-nginx "));
    let (status, played, _) = told(&["play", "pull-nginx", "--lang=zh"]);
    assert_eq!(status, Some(0));
    assert!(played.starts_with("拉取 nginx\n"));
    for (arguments, message) in [
        (&["play", "frob"][..], "no lesson \"frob\""),
        (&["play"], "play needs the name of a lesson"),
        (&["list", "--lang", "fr"], "--lang needs en or zh"),
        (&["list", "--frob"], "no option --frob"),
        (&["frob"], "say check, list or play NAME"),
        (&[], "say check, list or play NAME"),
        (&["check", "--course=/nonexistent"], "/nonexistent: No such file or directory\n"),
    ] {
        let (status, printed, complaint) = told(arguments);
        assert_eq!((status, &*printed), (Some(2), ""), "{arguments:?}");
        assert!(complaint.starts_with(&format!("drydock lessons: {message}")), "{complaint}");
    }
}
