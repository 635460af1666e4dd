//! The host that is made of what was inspected: the engine itself answers on it.

use drydock_core::disk::fsck::{Check, When, check};
use drydock_core::inspect::{Input, inspect};
use drydock_core::saved::SavedSession;
use drydock_core::session::Session;
use drydock_core::world;
use drydock_core::world::inspected::{MOST_NAMES, Made};

use super::{IMAGE, data, file};

fn session(inputs: &[Input]) -> (Session, String) {
    let made = Made::of(inputs, &inspect(inputs), None);
    let name = made.name();
    (Session::on(world::open(&name).unwrap()), name)
}

fn names(text: &str) -> Input {
    file("repositories.json", text.replace('H', IMAGE).as_bytes())
}

/// A name of several only goes; the last one takes the image along, and each layer that nothing else holds.
#[test]
fn what_rmi_would_do() {
    let config = file("config", data!("nginx-config.json"));
    let id = inspect(std::slice::from_ref(&config)).picture.images.keys().next().unwrap().to_string();
    let text = format!(
        r#"{{"Repositories":{{"nginx":{{"nginx:1.19":"{id}","nginx:latest":"{id}"}},"b":{{"b:1":"{IMAGE}"}}}}}}"#
    );
    let (mut session, _) = session(&[names(&text), config]);
    let trusted = session.machine().daemon.network().taken_on_trust();
    let violations = check(&session.machine().kernel().fs, When::AtRest, &trusted);
    // Nothing is known of the layers' tars.
    assert!(violations.iter().all(|violation| violation.check == Check::TarSplit), "{violations:?}");
    assert_eq!(session.run("docker rmi nginx:latest").stdout(), "Untagged: nginx:latest\n");
    let last = session.run("docker rmi nginx:1.19").stdout();
    let lines: Vec<&str> = last.lines().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(lines, ["Untagged", "Deleted", "Deleted", "Deleted", "Deleted", "Deleted", "Deleted"]);
    assert_eq!(session.run("docker rmi b:1").stdout(), format!("Untagged: b:1\nDeleted: {IMAGE}\n"));
    assert_eq!(session.run("docker rmi b:1").stderr(), "Error: No such image: b:1\n");
}

/// Where an entry stands decides whether a command finds it, as on the host.
#[test]
fn entries_stay_where_they_stand() {
    let (mut session, _) = session(&[names(
        r#"{"Repositories":{"nginx":{"nginx:1":"H","redis:6":"H"},"Redis":{"Redis:6":"H"},"e":null}}"#,
    )]);
    let table = session.run("docker images --format '{{.Repository}}:{{.Tag}}'").stdout();
    assert_eq!(table, "nginx:1\nredis:6\n");
    assert_eq!(session.run("docker rmi redis:6").stderr(), "Error: No such image: redis:6\n");
}

/// Directories, sizes and short names that an input has are the host's.
#[test]
fn what_is_known_of_layers() {
    let inputs = [file("inspect", data!("nginx-image-inspect.json"))];
    let (mut session, _) = session(&inputs);
    let inspection = inspect(&inputs);
    let image = inspection.picture.images.values().next().unwrap();
    for directory in &image.directories.as_ref().unwrap().value {
        assert_eq!(session.run(&format!("cat /var/lib/docker/overlay2/{directory}/link | wc -c")).stdout(), "26\n");
    }
}

#[test]
fn saved_and_opened_again() {
    let (mut session, world) = session(&[names(r#"{"Repositories":{"nginx":{"nginx:1":"H"}}}"#)]);
    session.run("docker tag nginx:1 mine:2");
    let saved = SavedSession::of(&session, &world, None).unwrap();
    assert_eq!(SavedSession::parse(&saved.to_text()).as_ref(), Ok(&saved));
    let again = SavedSession::parse_link(&saved.to_link().unwrap()).unwrap();
    let mut other = Session::on(world::open(again.world()).unwrap());
    for line in again.lines() {
        other.run(line);
    }
    assert_eq!(other.run("docker images -q | uniq | wc -l").stdout(), "1\n");
    assert!(other.run("docker inspect mine:2").exit == 0);
    for damaged in ["inspected", "inspected:", "inspected:[]", "inspected:{\"names\":3}", "nowhere"] {
        assert!(world::open(damaged).is_none() && SavedSession::new(damaged, Vec::new(), None).is_err(), "{damaged}");
    }
    let hostile =
        r#"inspected:{"names":{"\u202e":{"x":"y"}},"images":{"z":{"diffs":["q"]}},"layers":{"c":{"cache":"../.."}}}"#;
    assert!(world::open(hostile).is_some());
}

/// A host has no more names than a session can begin with; those that matter to the question come first.
#[test]
fn very_many_names() {
    let entry = |n: usize| format!(r#""a{n}":{{"a{n}:1":"sha256:{n:064x}"}}"#);
    let all: Vec<String> = (0..MOST_NAMES + 5).map(entry).collect();
    let inputs = [names(&format!("{{\"Repositories\":{{{}}}}}", all.join(",")))];
    let last = format!("a{}:1", MOST_NAMES + 4);
    let made = Made::of(&inputs, &inspect(&inputs), Some(&last));
    assert_eq!((made.left_out, made.images(), made.without_config()), (5, MOST_NAMES, MOST_NAMES));
    let mut session = Session::on(world::open(&made.name()).unwrap());
    assert!(session.run(&format!("docker rmi {last}")).stdout().starts_with("Untagged: a"));
}
