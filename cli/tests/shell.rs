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

/// The document's `cat … | jq .`. It shows the keys sorted and four blanks deep, as another tool prints them; jq keeps the
/// file's order and indents by two.
#[test]
fn the_document_s_jq() {
    let dir = "/var/lib/docker/image/overlay2/imagedb/content/sha256";
    let file = format!("{dir}/f6d0b4767a6c466c178bf718f99bea0d3742b26679081e52dbf8e0c7c4c42d74");
    let (plain, all) = (format!("cat {file} | jq ."), format!("cat {file} | jq -S . | python -m json.tool"));
    let output = drydock(&["-c", "docker pull nginx > /dev/null", "-c", &plain], "");
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    let printed = text(&output.stdout);
    for line in [
        "{\n  \"architecture\": \"amd64\",\n",
        "\n  \"created\": \"2021-01-12T10:17:41.649267496Z\",\n  \"docker_version\": \"19.03.12\",\n",
        "\n  \"os\": \"linux\",\n  \"rootfs\": {\n    \"type\": \"layers\",\n    \"diff_ids\": [\n",
        "\n      \"sha256:cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864\",\n      \
         \"sha256:1c91bf69a08b515a1f9c36893d01bd3123d896b38b082e7c21b4b7cc7023525a\",\n      \
         \"sha256:56bc37de0858bc2a5c94db9d69b85b4ded4e0d03684bb44da77e0fe93a829292\",\n      \
         \"sha256:3e5288f7a70f526d6bceb54b3568d13c72952936cebfe28ddcb3386fe3a236ba\",\n      \
         \"sha256:85fcec7ef3efbf3b4e76a0f5fb8ea14eca6a6c7cbc0c52a1d401ad5548a29ba5\"\n    ]\n  }\n}\n",
    ] {
        assert!(printed.contains(line), "{line} is not in {printed}");
    }
    // The same value, whichever of the two tools prints it.
    let python = format!("cat {file} | python -m json.tool");
    let same =
        drydock(&["-c", "docker pull nginx > /dev/null", "-c", &format!("{all} > a; {python} > b; cmp a b")], "");
    assert_eq!((same.status.code(), text(&same.stdout)), (Some(0), ""), "{}", text(&same.stderr));
}

#[test]
fn help_is_no_error() {
    let help = |arguments: &[&str]| Command::new(env!("CARGO_BIN_EXE_drydock")).args(arguments).output().unwrap();
    for arguments in
        [&["shell", "--help"][..], &["lessons", "--help"], &["lessons", "check", "-h"], &["inspect", "--help"]]
    {
        let output = help(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(text(&output.stdout).starts_with(&format!("Usage: drydock {} ", arguments[0])), "{arguments:?}");
        assert!(output.stderr.is_empty());
    }
    // Behind -c it is a line.
    assert_eq!(help(&["shell", "-c", "--help"]).status.code(), Some(127));
}
