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
    for arguments in [&["--world", "mars"][..], &["--frob"], &["-c"], &["--tty", "0"], &["a", "b"], &["/"]] {
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
fn lines_and_a_file_run_in_their_order() {
    let script = std::env::temp_dir().join(format!("drydock-order-{}", std::process::id()));
    // As editors on Windows write it, with comments and blank lines.
    std::fs::write(&script, "\u{feff}echo $x >&2; x=file\r\n\r\n# for\r\nfor i in 1 2\r\ndo echo $i\r\ndone\r\n")
        .unwrap();
    let path = script.to_str().unwrap();
    let output = drydock(&["-c", "x=before", path, "-c", "echo $x"], "");
    assert_eq!((text(&output.stdout), text(&output.stderr)), ("1\n2\nfile\n", "before\n"));
    let json = drydock(&["--json", path], "");
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let commands: Vec<&str> = report.as_array().unwrap().iter().map(|row| row["cmd"].as_str().unwrap()).collect();
    assert_eq!(commands, ["echo $x >&2; x=file", "# for", "for i in 1 2\ndo echo $i\ndone"]);
    std::fs::remove_file(script).unwrap();
}

#[test]
fn json_tells_of_every_kind_of_end() {
    let lines = ["if true; then", "printf '\\377'", "perl", "docker search x", "exit 3", "echo never"];
    let arguments: Vec<&str> = lines.iter().flat_map(|line| ["-c", line]).chain(["--json"]).collect();
    let output = drydock(&arguments, "");
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(3), ""));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let row = |at: usize| (report[at]["exit"].as_u64().unwrap(), report[at]["stdout"].as_str().unwrap());
    assert_eq!([row(0), row(1), row(2), row(3), row(4)], [(2, ""), (0, "\u{fffd}"), (127, ""), (127, ""), (3, "")]);
    assert_eq!(report[2]["stderr"], "drydock: perl is not simulated\n");
    assert_eq!(report.as_array().map(Vec::len), Some(5));
    // What is open when the text ends is a command of its own.
    let open = drydock(&["--json"], "echo a\nif true\n");
    let report: serde_json::Value = serde_json::from_slice(&open.stdout).unwrap();
    assert_eq!((&report[1]["cmd"], &report[1]["exit"]), (&"if true".into(), &2.into()));
}

#[test]
fn the_clock_begins_at_one_moment_and_a_command_takes_a_second() {
    let output = drydock(&["-c", "date +%s", "-c", "# nothing", "-c", "date +%s"], "");
    let seconds: Vec<u64> = text(&output.stdout).lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(seconds, [1_612_222_620, 1_612_222_622]);
}

/// A reader that goes away is no error; what cannot be written is.
#[cfg(target_os = "linux")]
#[test]
fn what_reads_and_takes_the_output() {
    let program = env!("CARGO_BIN_EXE_drydock");
    let sh = |line: &str| Command::new("sh").args(["-c", line, "sh", program]).output().unwrap();
    let gone = sh("\"$1\" shell -c 'seq 100000; echo end >&2' | head -n 1");
    assert_eq!((text(&gone.stdout), text(&gone.stderr)), ("1\n", "end\n"));
    let full = sh("\"$1\" shell -c 'echo a' > /dev/full; echo $?");
    assert_eq!(text(&full.stdout), "2\n");
    assert_eq!(text(&full.stderr), "drydock: standard output: No space left on device\n");
}

/// A real terminal with `drydock shell` in it, by `script` of util-linux.
#[cfg(target_os = "linux")]
struct Terminal {
    child: std::process::Child,
    screen: std::sync::mpsc::Receiver<Vec<u8>>,
    seen: String,
}

#[cfg(target_os = "linux")]
impl Terminal {
    /// `None` where there is no such program.
    fn open(arguments: &str, no_color: Option<&str>) -> Option<Self> {
        let line = format!("{} shell {arguments}", env!("CARGO_BIN_EXE_drydock"));
        let mut command = Command::new("script");
        command.args(["-qec", &line, "/dev/null"]).env("TERM", "xterm").env_remove("NO_COLOR");
        command.envs(no_color.map(|value| ("NO_COLOR", value)));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        let mut stdout = child.stdout.take()?;
        let (sender, screen) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(len @ 1..) = std::io::Read::read(&mut stdout, &mut bytes) {
                let _ = sender.send(bytes[..len].to_vec());
            }
        });
        Some(Self { child, screen, seen: String::new() })
    }

    /// Waits until this has been on the screen so often; keys that come earlier would not be the editor's.
    fn wait(&mut self, text: &str, times: usize) {
        while self.seen.matches(text).count() < times {
            match self.screen.recv_timeout(std::time::Duration::from_secs(20)) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(error) => panic!("no {text:?} in {:?}: {error}", self.seen),
            }
        }
    }

    fn press(&mut self, keys: &str) {
        self.child.stdin.as_mut().unwrap().write_all(keys.as_bytes()).unwrap();
    }
}

#[cfg(target_os = "linux")]
impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_person_has_history_completion_and_lines_that_go_on() {
    const PROMPT: &str = "]# \x1b[0m\r\x1b[20C";
    let Some(mut terminal) = Terminal::open("", None) else { return };
    terminal.wait(PROMPT, 1);
    terminal.press("echo 'a\r");
    terminal.wait("\x1b[32m> \x1b[0m", 1);
    terminal.press("b' c\r");
    terminal.wait("\r\na\r\nb c\r\n", 1);
    terminal.wait(PROMPT, 2);
    // Ctrl-P is the command before, Ctrl-C drops what was typed.
    terminal.press("\u{10}");
    terminal.wait("b' c", 2);
    terminal.press("\r");
    terminal.wait("\r\na\r\nb c\r\n", 2);
    terminal.wait(PROMPT, 3);
    terminal.press("exit 9\u{3}");
    terminal.wait(PROMPT, 4);
    terminal.press("ls /var/lib/doc\t");
    terminal.wait("/var/lib/docker/", 1);
    terminal.press("\r");
    terminal.wait("overlay2", 1);
    terminal.wait(PROMPT, 5);
    terminal.press("false\r");
    terminal.wait(PROMPT, 6);
    terminal.press("\u{4}");
    terminal.wait("\r\nexit\r\n", 1);
    assert_eq!(terminal.child.wait().unwrap().code(), Some(1), "{:?}", terminal.seen);
}

#[cfg(target_os = "linux")]
#[test]
fn colour_on_a_terminal_only_and_only_if_wanted() {
    for (value, prompt) in [(Some("1"), "\x1b[K[root@"), (Some(""), "\x1b[32m[root@"), (None, "\x1b[32m[root@")] {
        let Some(mut terminal) = Terminal::open("", value) else { return };
        terminal.wait(prompt, 1);
    }
    // What is typed is no output: it stays on the terminal.
    let Some(mut terminal) = Terminal::open("| cat", None) else { return };
    terminal.wait("[root@localhost ~]# ", 1);
    terminal.press("ls /var/lib/docker/image/overlay2\r");
    terminal.wait("\r\nimagedb\r\nlayerdb\r\n", 1);
}

#[test]
fn help_is_no_error() {
    let help = |arguments: &[&str]| Command::new(env!("CARGO_BIN_EXE_drydock")).args(arguments).output().unwrap();
    for (name, arguments) in [
        ("shell", &["shell", "--help"][..]),
        ("shell", &["shell", "-c", "ls", "--json", "-h"]),
        ("shell", &["help", "shell"]),
        ("lessons", &["lessons", "--help"]),
        ("lessons", &["lessons", "check", "-h"]),
        ("inspect", &["inspect", "--help"]),
        ("SUBCOMMAND", &["help"]),
        ("SUBCOMMAND", &["--help"]),
    ] {
        let output = help(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(text(&output.stdout).starts_with(&format!("Usage: drydock {name} ")), "{arguments:?}");
        assert!(output.stderr.is_empty());
    }
    // Behind -c it is a line.
    assert_eq!(help(&["shell", "-c", "--help"]).status.code(), Some(127));
    assert_eq!(text(&help(&["--version"]).stdout), concat!("drydock ", env!("CARGO_PKG_VERSION"), "\n"));
    for arguments in [&[][..], &["frob"], &["--frob"], &["help", "frob"]] {
        let output = help(arguments);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
    }
}

/// What the simulator itself says has a colour on a terminal, unless the environment asks for none.
#[test]
fn the_simulator_s_own_colour() {
    let said = |arguments: &[&str], no_color: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drydock"));
        let output = command.arg("shell").args(arguments).env("NO_COLOR", no_color).output().unwrap();
        text(&output.stderr).to_owned()
    };
    let asked = ["--world", "empty", "-c", "dock id abcd"];
    let answer = "⚓ nothing on this host is called abcd";
    assert_eq!(said(&asked, ""), format!("{answer}\n"));
    assert_eq!(said(&[&["--tty", "80"], &asked[..]].concat(), ""), format!("\x1b[36m{answer}\x1b[0m\n"));
    assert_eq!(said(&[&["--tty", "80"], &asked[..]].concat(), "1"), format!("{answer}\n"));
}
