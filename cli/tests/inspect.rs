//! `drydock inspect` as a process: what it prints where, and its exit status.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const GOOD: &str = r#"{"Repositories":{}}"#;
const BAD: &str = r#"{"Repositories":{"Redis":{"Redis:6":"sha256:"}}}"#;

fn drydock(arguments: &[&str], stdin: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_drydock"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that reads no input has gone by now; that is not what is tested.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// A file that goes away with the value.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, content: &str) -> Self {
        let path = std::env::temp_dir().join(format!("drydock-{}-{name}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn exit_status() {
    let table: &[(&[&str], &str, i32)] = &[
        (&["inspect"], GOOD, 0),
        (&["inspect", "-"], GOOD, 0),
        (&["inspect", "--json", "-"], BAD, 1),
        (&["inspect", "/does/not/exist"], "", 2),
        (&["inspect", "/does/not/exist", "-"], BAD, 2),
        (&["inspect", "--what"], GOOD, 2),
        (&["inspect", "--lang", "fr"], GOOD, 2),
        (&["inspect", "--lang"], GOOD, 2),
        (&["what"], "", 2),
        (&[], "", 2),
        (&["--help"], "", 0),
        (&["--version"], "", 0),
    ];
    for (arguments, stdin, status) in table {
        let output = drydock(arguments, stdin);
        assert_eq!(output.status.code(), Some(*status), "{arguments:?}");
        assert_eq!(output.stderr.is_empty(), *status != 2, "{arguments:?}");
    }
}

#[test]
fn what_can_be_read_is_shown_all_the_same() {
    let file = Scratch::new("good.json", GOOD);
    let output = drydock(&["inspect", "--json", "/does/not/exist", file.path()], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).starts_with("drydock inspect: /does/not/exist: "));
    assert!(text(&output.stdout).contains(r#""kind": "repositories.json""#));
}

#[test]
fn both_languages() {
    let english = drydock(&["inspect"], BAD);
    assert!(text(&english.stdout).contains("-:1:18: error[repository-name]: “Redis” is not a repository's name"));
    let chinese = drydock(&["inspect", "--lang=zh"], BAD);
    assert!(text(&chinese.stdout).contains("“Redis”不是合法的仓库名"));
}
