//! Sequences of commands on one host, against recordings of them on a host with a real daemon (20.10.24, fresh).
//!
//! What is drawn by chance or told by a clock is replaced on both sides: the n-th identity that shows up by `<n>`, a moment by
//! `<time>`. What the engine lists in the order of a Go map, another each time, is sorted in the recordings.

use std::collections::BTreeMap;

use drydock_core::session::Session;
use drydock_core::world;

use super::{Recorded, read};

/// A host with an image `bb:1` that has a shell and the usual programs.
fn session() -> Session {
    let mut session = Session::on(world::open("empty").unwrap());
    for line in [
        "docker pull -q drydock.example/base",
        "docker create --name made drydock.example/base sh",
        "docker commit -c 'CMD [\"sh\"]' made bb:1",
        "docker rm made",
        // So that what is asked for since an hour ago does not tell of this.
        "sleep 7200",
    ] {
        let operation = session.run(line);
        assert_eq!(operation.exit, 0, "{line}: {}", operation.stderr());
    }
    session
}

/// Identities by what they begin with, moments.
#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    fn id(&mut self, text: &str) -> String {
        let known = self.0.iter().position(|id| id.starts_with(text) || text.starts_with(id.as_str()));
        let at = known.unwrap_or_else(|| {
            self.0.push(text.to_owned());
            self.0.len() - 1
        });
        // A long one teaches us the rest of a short one.
        if text.len() > self.0[at].len() {
            self.0[at] = text.to_owned();
        }
        format!("<{}:{at}>", text.len())
    }

    /// A text without chance and time.
    fn plain(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let of_moment = |c: char| c.is_ascii_digit() || matches!(c, 'T' | 'Z' | '-' | ':' | '.' | '+');
            let moment = &rest[..rest.find(|c| !of_moment(c)).unwrap_or(rest.len())];
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            let word = &rest[..end.max(first.len_utf8())];
            let hex = word.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
            let taken = if moment.len() > 18 && moment.starts_with("20") && moment.as_bytes()[10] == b'T' {
                out.push_str("<time>");
                moment.len()
            } else {
                if hex && matches!(word.len(), 12 | 64) {
                    out.push_str(&self.id(word));
                } else {
                    out.push_str(word);
                }
                word.len()
            };
            rest = &rest[taken..];
        }
        out
    }
}

/// What the client logs, as it does on a terminal: it was recorded in a pipe.
fn on_terminal(errors: &str) -> String {
    let line = |line: &str| match line.split_once(" level=error msg=\"") {
        Some((_, message)) => format!("\x1b[31mERRO\x1b[0m[0000] {} \n", message.trim_end_matches('"')),
        None => format!("{line}\n"),
    };
    errors.lines().map(line).collect()
}

fn replay(text: &str) {
    let mut session = session();
    let (mut ours, mut theirs) = (Names::default(), Names::default());
    let mut differences = String::new();
    for Recorded { line, exit, out, err } in read(text, &BTreeMap::new()) {
        let operation = session.run(&format!("docker {line}"));
        if line.starts_with("top ") {
            // The numbers of processes are another host's.
            continue;
        }
        let shown = |names: &mut Names, out: &str, err: &str, exit: u8| {
            format!("{}\n[errors] {}[exit] {exit}\n", names.plain(out).trim_end(), names.plain(err))
        };
        let printed = shown(&mut ours, &operation.stdout(), &operation.stderr(), operation.exit);
        let recorded = shown(&mut theirs, &out, &on_terminal(&err), exit);
        if printed != recorded {
            differences += &format!("$ docker {line}\n--- recorded\n{recorded}--- here\n{printed}\n");
        }
        let faults = session.machine().faults();
        assert_eq!(faults, [], "after docker {line}");
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn networks() {
    replay(include_str!("recorded/networks.txt"));
}

#[test]
fn prunes() {
    replay(include_str!("recorded/prunes.txt"));
}

#[test]
fn mounts() {
    replay(include_str!("recorded/mounts.txt"));
}

/// Between `docker run` of a container that ends at once and the next command there was time enough for all its restarts.
#[test]
fn restarts() {
    replay(include_str!("recorded/restarts.txt"));
}

#[test]
fn options() {
    replay(include_str!("recorded/options.txt"));
}

#[test]
fn events() {
    replay(include_str!("recorded/events.txt"));
}
