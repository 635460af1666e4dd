//! `drydock shell`, as a program.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

fn drydock(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_drydock"));
    let mut child = command
        .arg("shell")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may have refused its arguments and be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn all_lines_share_one_session() {
    let output = drydock(&["-c", "cd /var/lib/docker; x=here", "-c", "pwd; echo $x", "-c", "false"], "");
    assert_eq!(text(&output.stdout), "/var/lib/docker\nhere\n");
    assert_eq!(output.status.code(), Some(1), "the last command's status");
}

#[test]
fn a_script_on_standard_input() {
    // A login shell says that it ends, as lines typed into one show.
    let output = drydock(&[], "cat <<end\none\n\ntwo\nend\necho gone >&2\nexit 7\necho never\n");
    assert_eq!((text(&output.stdout), text(&output.stderr)), ("one\n\ntwo\n", "gone\nexit\n"));
    assert_eq!(output.status.code(), Some(7));
}

#[test]
fn json_is_all_there_is_on_stdout() {
    let output = drydock(&["--json", "-c", "echo a; echo b >&2", "-c", "false"], "");
    let expected = r#"[{"cmd":"echo a; echo b >&2","exit":0,"stdout":"a\n","stderr":"b\n"},{"cmd":"false","exit":1,"stdout":"","stderr":""}]"#;
    assert_eq!(text(&output.stdout), format!("{expected}\n"));
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&drydock(&["--json"], "").stdout), "[]\n");
}

#[test]
fn a_terminal_only_if_asked_for() {
    let list = ["-c", "ls /var/lib/docker/image/overlay2"];
    let piped = drydock(&list, "");
    assert!(text(&piped.stdout).lines().count() > 2, "one name per line in a pipe");
    let on_a_terminal = drydock(&[&list[..], &["--tty", "120"]].concat(), "");
    assert_eq!(text(&on_a_terminal.stdout).lines().count(), 1, "columns on a terminal");
}

#[test]
fn jq_is_linked_in() {
    let output = drydock(&["-c", r#"echo '{"a":[1,2]}' >f; jq -c .a f; cat f | jq '.a[1]'; jq . nowhere"#], "");
    assert_eq!(text(&output.stdout), "[1,2]\n2\n");
    assert_eq!(text(&output.stderr), "jq: error: Could not open nowhere: No such file or directory\n");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_saved_session_runs_in_its_world() {
    let saved = "# Drydock session, version 1\nworld: empty\nat: 1.0\n\n$ cat <<end\n> a\n> end\n$ hostname=$(cat /etc/hostname)\n$ echo $hostname\n";
    let output = drydock(&[], saved);
    assert_eq!(text(&output.stdout), "a\ndrydock\n");
    let damaged = drydock(&[], "# Drydock session, version 9\n");
    assert_eq!(damaged.status.code(), Some(2));
    assert!(text(&damaged.stderr).contains("version 9"));
}

#[test]
fn wrong_usage_and_what_cannot_be_read() {
    for arguments in [&["--world", "mars"][..], &["--frob"], &["-c"], &["--tty", "0"], &["a", "b"]] {
        let output = drydock(arguments, "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(text(&output.stdout), "");
        assert!(text(&output.stderr).starts_with("drydock shell: "));
    }
    let missing = drydock(&["/nonexistent/file"], "");
    assert_eq!(missing.status.code(), Some(2));
}
