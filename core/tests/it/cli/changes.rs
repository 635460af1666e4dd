//! What a container changed: compared, committed, exported; volumes. After every step of every command the disk is whole.

use drydock_core::disk::fsck;
use drydock_core::session::Session;
use drydock_core::trace::{Cause, explain};
use drydock_core::world;

/// What a line prints, standard error behind standard output, and its status if that is not 0.
pub(super) fn run(session: &mut Session, line: &str) -> String {
    let trusted = session.machine().daemon.network().taken_on_trust();
    let operation = session.run(line);
    for step in &operation.steps {
        assert!(Cause::NAMES.contains(&step.cause.name()), "{} is not listed", step.cause.name());
        let found = fsck::check(&step.after.fs, fsck::When::Always, &trusted);
        assert_eq!(found, [], "{line}: after {:?}", step.cause);
        for lang in [explain::Lang::En, explain::Lang::Zh] {
            assert!(!explain::cause(&step.cause, lang).headline.is_empty());
        }
    }
    let status = if operation.exit == 0 { String::new() } else { format!("[{}]", operation.exit) };
    let printed = operation.stdout() + &operation.stderr() + &status;
    assert_eq!(session.machine().faults(), [], "after {line}");
    printed
}

/// A container of an image, with its read-write layer at `$U`.
fn session() -> Session {
    let mut session = Session::on(world::open("empty").unwrap());
    run(&mut session, "docker pull -q drydock.example/web && docker create --name box drydock.example/web");
    run(
        &mut session,
        "M=/var/lib/docker/image/overlay2/layerdb/mounts; U=/var/lib/docker/overlay2/$(cat $M/*/mount-id)/diff",
    );
    session
}

/// The causes of the last command's steps.
fn causes(session: &Session) -> Vec<&'static str> {
    session.operations().last().unwrap().steps.iter().map(|step| step.cause.name()).collect()
}

#[test]
fn differences() {
    let mut session = session();
    assert_eq!(run(&mut session, "docker diff box"), "");
    run(&mut session, "mkdir $U/new && echo 1 > $U/new/f && mknod $U/etc c 0 0");
    assert_eq!(run(&mut session, "docker diff box"), "A /new\nA /new/f\nD /etc\n");
    assert_eq!(run(&mut session, "docker diff nobody"), "Error response from daemon: No such container: nobody\n[1]");
}

#[test]
fn a_commit_is_a_layer_and_an_image() {
    let mut session = session();
    run(&mut session, "echo new > $U/new.txt");
    let printed = run(&mut session, "docker commit -m 'my message' -a 'Some One' -c 'ENV A=b' box mine:1");
    assert!(printed.starts_with("sha256:") && printed.len() == 72, "{printed}");
    let made = causes(&session);
    let order = ["container.pack", "overlay2.dir", "overlay2.committed", "layerdb.commit", "imagedb.content"];
    let rest = ["imagedb.parent", "repositories.tag", "imagedb.last-updated"];
    let mut at = 0;
    for cause in order.into_iter().chain(rest) {
        at += made[at..].iter().position(|made| *made == cause).unwrap_or_else(|| panic!("{cause} in {made:?}"));
    }
    let history = "docker history --format '{{.CreatedBy}}|{{.Size}}|{{.Comment}}' mine:1 | head -1";
    assert_eq!(run(&mut session, history), "serve|4B|my message\n");
    let inspected = run(&mut session, "docker inspect -f '{{.Author}} {{json .Config.Env}}' mine:1");
    assert!(inspected.starts_with("Some One [\"PATH=") && inspected.contains("\"A=b\""), "{inspected}");
    // Nothing changed since: the layer is there already, the image is another because of its time.
    let again = run(&mut session, "docker commit box");
    assert_ne!(again, printed);
    assert!(causes(&session).contains(&"layerdb.duplicate"), "{:?}", causes(&session));
    let image = again.trim();
    assert!(run(&mut session, &format!("docker rmi {image}")).starts_with("Deleted: sha256:"));
    run(&mut session, "docker rm box && docker rmi mine:1 drydock.example/web");
    assert_eq!(run(&mut session, "ls /var/lib/docker/overlay2"), "l\n");
}

/// A layer that nothing is in is no layer: it is made, and goes at once.
#[test]
fn a_commit_without_changes_has_no_layer() {
    let mut session = session();
    run(&mut session, "docker commit box same:1");
    let made = causes(&session);
    assert!(made.contains(&"layerdb.commit") && made.contains(&"layerdb.mark-removing"), "{made:?}");
    let layers = "docker inspect -f '{{len .RootFS.Layers}}' drydock.example/web same:1";
    let counted = run(&mut session, layers);
    let (first, second) = counted.trim().split_once('\n').unwrap();
    assert_eq!(first, second);
    assert!(run(&mut session, "docker history --format '{{.Size}}' same:1").starts_with("0B\n"));
}

#[test]
fn refusals_of_commit_and_export() {
    let mut session = session();
    for (line, said) in [
        ("docker commit nobody", "Error response from daemon: No such container: nobody"),
        ("docker commit box Bad/Name", "invalid reference format: repository name must be lowercase"),
        ("docker commit -c 'RUN x' box", "Error response from daemon: run is not a valid change command"),
        ("docker export box", "cowardly refusing to save to a terminal. Use the -o flag or redirect"),
        (
            "docker export -o /none/x.tar box",
            "failed to export container: invalid output path: directory \"/none\" does not exist",
        ),
        ("docker export -o /tmp/x.tar nobody", "Error response from daemon: No such container: nobody"),
    ] {
        assert_eq!(run(&mut session, line), format!("{said}\n[1]"), "{line}");
    }
}

#[test]
fn an_export_is_the_whole_union() {
    let mut session = session();
    run(&mut session, "echo new > $U/new.txt");
    assert_eq!(run(&mut session, "cd /tmp; docker export -o x.tar box"), "");
    let listing = run(&mut session, "ls -l /tmp/x.tar");
    assert!(listing.starts_with("-rw-------"), "{listing}");
    let same = "docker export box > y.tar; [ \"$(sha256sum < x.tar)\" = \"$(sha256sum < y.tar)\" ] && echo same";
    assert_eq!(run(&mut session, same), "same\n");
    let names = run(&mut session, "grep -a -o 'etc/resolv.conf\\|new.txt\\|.dockerenv' /tmp/x.tar | sort -u");
    assert_eq!(names, ".dockerenv\netc/resolv.conf\nnew.txt\n");
}

#[test]
fn volumes() {
    let mut session = session();
    assert_eq!(run(&mut session, "docker volume create --label a=b data"), "data\n");
    assert_eq!(run(&mut session, "docker volume create data"), "data\n");
    assert_eq!(run(&mut session, "docker volume ls"), "DRIVER    VOLUME NAME\nlocal     data\n");
    let inspected = run(&mut session, "docker volume inspect data");
    assert!(inspected.contains("\"Labels\": {\n            \"a\": \"b\"\n        },"), "{inspected}");
    assert!(inspected.contains("\"Mountpoint\": \"/var/lib/docker/volumes/data/_data\","), "{inspected}");
    run(&mut session, "docker create --name db -v data:/etc -v /srv/none -v other:/var/none drydock.example/web");
    let filled = run(&mut session, "ls /var/lib/docker/volumes/data/_data");
    assert!(!filled.is_empty(), "what the image has at /etc is copied");
    assert_eq!(run(&mut session, "docker volume ls -q | wc -l").trim(), "3");
    let in_use = run(&mut session, "docker volume rm data none");
    assert!(in_use.starts_with("Error response from daemon: remove data: volume is in use - ["), "{in_use}");
    assert!(in_use.ends_with("\nError: No such volume: none\n[1]"), "{in_use}");
    assert_eq!(run(&mut session, "docker volume ls -q -f dangling=true"), "");
    assert_eq!(run(&mut session, "docker rm -v db"), "db\n");
    assert_eq!(run(&mut session, "docker volume ls -q"), "data\nother\n", "the anonymous one went");
    let pruned = run(&mut session, "docker volume prune -f");
    assert!(pruned.starts_with("Deleted Volumes:\ndata\nother\n\nTotal reclaimed space: "), "{pruned}");
    assert!(run(&mut session, "docker volume create X!").contains("includes invalid characters"));
}
