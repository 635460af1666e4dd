//! The `docker` program against recordings of the real one.
//!
//! `help.txt`, `usage.txt` and the other texts were recorded from the client of Docker 20.10.24 (Debian's docker.io 20.10.24+dfsg1), 80 columns
//! wide, home directory `/root`. Debian's newer cobra adds a command `completion`, which is left out. Each call is a line
//! `$ docker …`, a line `exit N`, and what was printed: lines of standard output after `1 `, of standard error after `2 `;
//! `1< docker X --help` stands for that help without its first, empty line.

mod archives;
mod changes;
mod recorded;
mod running;
mod session;

use std::collections::BTreeMap;
use std::rc::Rc;

use drydock_core::cli::{self, Io, Work};
use drydock_core::clock::Time;
use drydock_core::kernel::Kernel;
use drydock_core::machine::Machine;
use drydock_core::profile::{About, Build, Component, DockerVersion, HostProfile, Locale, PythonVersion, TreeVersion};
use drydock_core::trace::Stream;
use drydock_core::vfs::Fs;

/// Keeps what is printed.
struct Kept {
    machine: Machine,
    out: String,
    err: String,
}

impl Io for Kept {
    fn machine(&mut self) -> &mut Machine {
        &mut self.machine
    }

    fn print(&mut self, stream: Stream, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        match stream {
            Stream::Stdout => self.out.push_str(&text),
            Stream::Stderr => self.err.push_str(&text),
        }
    }

    fn is_terminal(&self, _: Stream) -> bool {
        false
    }

    fn input(&mut self) -> Option<Vec<u8>> {
        None
    }

    fn with_daemon(&mut self, work: &mut Work<'_>) {
        let Machine { daemon, recorder, .. } = &mut self.machine;
        work(daemon, recorder, &mut |_, _, _| {});
    }
}

struct Recorded {
    line: String,
    exit: u8,
    out: String,
    err: String,
}

fn read(text: &str, help: &BTreeMap<String, String>) -> Vec<Recorded> {
    let mut calls: Vec<Recorded> = Vec::new();
    for line in text.lines() {
        if let Some(line) = line.strip_prefix("$ docker") {
            calls.push(Recorded {
                line: line.trim_start().to_owned(),
                exit: 0,
                out: String::new(),
                err: String::new(),
            });
            continue;
        }
        let call = calls.last_mut().unwrap();
        if let Some(exit) = line.strip_prefix("exit ") {
            call.exit = exit.parse().unwrap();
            continue;
        }
        let (stream, rest) = line.split_at(1);
        let to = if stream == "1" { &mut call.out } else { &mut call.err };
        if let Some(command) = rest.strip_prefix("< docker ") {
            to.push_str(&help[command][1..]);
        } else {
            to.push_str(rest.strip_prefix(' ').unwrap_or(rest));
            to.push('\n');
        }
    }
    calls
}

fn machine() -> Machine {
    let start = Time::from_secs(1_793_000_000);
    let built = Time::parse_rfc3339("2026-05-07T21:09:36Z").unwrap();
    let profile = HostProfile {
        hostname: "localhost".to_owned(),
        docker: DockerVersion {
            platform: String::new(),
            version: "20.10.24+dfsg1".to_owned(),
            go: "go1.19.8".to_owned(),
            client: Build { commit: "297e128".to_owned(), built },
            engine: Build { commit: "5d6db84".to_owned(), built },
            containerd: Component::new("1.6.20~ds1", "1.6.20~ds1-1+deb12u3"),
            runc: Component::new("1.1.5+ds1", "1.1.5+ds1-1+deb12u1"),
            init: Component::new("0.19.0", ""),
            ..DockerVersion::imitated()
        },
        kernel: "6.18.44-fc-v669".to_owned(),
        selinux: false,
        locale: Locale::C,
        utc_offset: 0,
        time_zone: "UTC".to_owned(),
        start,
        columns: None,
        tree: TreeVersion::V2,
        python: PythonVersion::V3,
        resolv_conf: String::new(),
        subnet: [172, 17, 0],
        architecture: "amd64".to_owned(),
        backing_fs: "extfs".to_owned(),
        about: About::machine("Debian GNU/Linux 12 (bookworm)", "12", 25_276_502_016),
    };
    Machine::new(Rc::new(profile), Kernel::new(Fs::new(start)))
}

/// The words of a line, some of which stand in single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let (word, behind) = match rest.strip_prefix('\'') {
            Some(quoted) => quoted.split_once('\'').unwrap(),
            None => rest.split_once(' ').unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = behind.trim_start();
    }
    words
}

/// Compares line by line, for a help is long.
fn same(printed: &str, recorded: &str, line: &str) {
    let difference = printed.lines().zip(recorded.lines()).find(|(printed, recorded)| printed != recorded);
    assert_eq!(difference, None, "first line that differs in docker {line}");
    assert_eq!(printed.len(), recorded.len(), "length of what docker {line} prints");
}

fn check(recorded: &[Recorded]) {
    for call in recorded {
        let mut kept = Kept { machine: machine(), out: String::new(), err: String::new() };
        let exit = cli::run(&words(&call.line), &mut kept);
        same(&kept.err, &call.err, &call.line);
        same(&kept.out, &call.out, &call.line);
        assert_eq!(exit, call.exit, "exit status of docker {}", call.line);
    }
}

#[test]
fn help() {
    check(&read(include_str!("help.txt"), &BTreeMap::new()));
}

/// `about.txt`: the same client with its daemon, which has no containers and no images. It lists its runtimes in another order
/// each time; here they are sorted.
#[test]
fn about() {
    check(&read(include_str!("recorded/about.txt"), &BTreeMap::new()));
}

#[test]
fn usage_errors() {
    let help = read(include_str!("help.txt"), &BTreeMap::new()).into_iter().map(|call| (call.line, call.out)).collect();
    check(&read(include_str!("usage.txt"), &help));
}
