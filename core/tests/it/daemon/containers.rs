//! Containers: made, run, told to end, removed; what each leaves on the disk and says.

use drydock_core::machine::Machine;
use drydock_core::session::Session;
use drydock_core::vfs::AbsPath;
use drydock_core::world;

const IMAGE: &str = "drydock.example/base";

fn session() -> Session {
    let mut session = Session::on(world::open("empty").expect("it is a world"));
    let pulled = session.run(&format!("docker pull -q {IMAGE}")).exit;
    assert_eq!(pulled, 0);
    session
}

/// Types lines, all of which must succeed; gives what the last one printed.
#[track_caller]
fn typed(session: &mut Session, lines: &[&str]) -> String {
    let mut printed = String::new();
    for line in lines {
        let operation = session.run(line);
        assert_eq!(operation.exit, 0, "{line}: {}", operation.stderr());
        printed = operation.stdout();
    }
    printed
}

fn is_there(machine: &Machine, path: &str) -> bool {
    machine.kernel().fs.walk(&AbsPath::new(path)).is_ok()
}

/// The order of the writes of `docker create`, as a traced dockerd makes them.
#[test]
fn the_order_of_creating() {
    let mut session = session();
    let operation = session.run(&format!("docker create --name web {IMAGE}"));
    let names: Vec<&str> = operation.steps.iter().map(|step| step.cause.name()).collect();
    let mut expected = vec![
        "overlay2.dir",
        "overlay2.diff",
        "overlay2.short-name",
        "overlay2.link",
        "overlay2.work",
        "overlay2.committed",
        "overlay2.lower",
        "overlay2.merged",
        "overlay2.mount",
    ];
    expected.extend(["overlay2.init-place"; 10]);
    expected.extend([
        "overlay2.unmount",
        "overlay2.remove-merged",
        "overlay2.dir",
        "overlay2.diff",
        "overlay2.short-name",
        "overlay2.link",
        "overlay2.work",
        "overlay2.committed",
        "overlay2.lower",
        "layerdb.mounts",
        "layerdb.mount",
        "layerdb.mount-id",
        "layerdb.init-id",
        "layerdb.mount-parent",
        "container.dir",
        "container.checkpoints",
        "container.hostconfig",
        "container.hostconfig",
        "container.config",
        "overlay2.merged",
        "overlay2.mount",
        "overlay2.unmount",
        "overlay2.remove-merged",
        "container.hostconfig",
        "container.config",
    ]);
    assert_eq!(names, expected);
}

#[test]
fn the_order_of_removing() {
    let mut session = session();
    typed(&mut session, &[&format!("docker create --name web {IMAGE}")]);
    let operation = session.run("docker rm web");
    let names: Vec<&str> = operation.steps.iter().map(|step| step.cause.name()).collect();
    assert_eq!(
        names,
        [
            "container.hostconfig",
            "container.config",
            "overlay2.remove-short-name",
            "overlay2.remove",
            "overlay2.remove-short-name",
            "overlay2.remove",
            "layerdb.remove-mount",
            "container.remove",
        ]
    );
}

#[test]
fn a_program_runs_to_its_end() {
    let mut session = session();
    let operation = session.run(&format!("docker run --name one {IMAGE} sh -c 'echo out; echo err >&2; exit 3'"));
    assert_eq!((operation.exit, operation.stdout(), operation.stderr()), (3, "out\n".into(), "err\n".into()));
    assert_eq!(typed(&mut session, &["docker logs one 2>/dev/null"]), "out\n");
    assert_eq!(typed(&mut session, &["docker wait one"]), "3\n");
    assert_eq!(typed(&mut session, &["docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' one"]), "exited 3\n");
    let id = typed(&mut session, &["docker inspect -f '{{.Id}}' one"]);
    let log = typed(&mut session, &["cat /var/lib/docker/containers/*/*-json.log"]);
    assert!(log.starts_with("{\"log\":\"out\\n\",\"stream\":\"stdout\",\"time\":\""), "{log}");
    assert_eq!(id.trim().len(), 64);
}

#[test]
fn removed_when_it_ends() {
    let mut session = session();
    assert_eq!(typed(&mut session, &[&format!("docker run --rm {IMAGE} echo hi"), "docker ps -aq"]), "");
    assert!(!is_there(session.machine(), "/var/lib/docker/containers/x"));
    let left = typed(&mut session, &["ls /var/lib/docker/containers /var/lib/docker/image/overlay2/layerdb/mounts"]);
    assert_eq!(left.lines().filter(|line| line.len() == 64).count(), 0, "{left}");
}

/// A first process is ended by no signal that it does nothing about, but by SIGKILL; a trap ends it in its own way.
#[test]
fn signals() {
    let mut session = session();
    let start = |name: &str, script: &str| format!("docker run -d --name {name} {IMAGE} sh -c '{script}'");
    typed(&mut session, &[&start("deaf", "while :; do sleep 1; done"), "docker stop -t 1 deaf"]);
    assert_eq!(typed(&mut session, &["docker inspect -f '{{.State.ExitCode}}' deaf"]), "137\n");
    let polite = "trap \"echo bye; exit 7\" TERM; while :; do sleep 100 & wait $!; done";
    typed(&mut session, &[&start("polite", polite), "docker stop polite"]);
    assert_eq!(typed(&mut session, &["docker logs polite"]), "bye\n");
    assert_eq!(typed(&mut session, &["docker inspect -f '{{.State.ExitCode}}' polite"]), "7\n");
    typed(&mut session, &["docker start polite", "docker pause polite"]);
    assert_eq!(typed(&mut session, &["docker ps --format '{{.Status}}' -f name=polite"]), "Up 2 seconds (Paused)\n");
    assert_eq!(session.run("docker exec polite true").exit, 1);
    typed(&mut session, &["docker unpause polite", "docker kill polite"]);
    assert_eq!(typed(&mut session, &["docker inspect -f '{{.State.ExitCode}}' polite"]), "137\n");
}

/// A container that sleeps goes on while other commands are typed, and wakes when its time has come.
#[test]
fn time_passes() {
    let mut session = session();
    let script = "sleep 3; echo awake; echo x > /made; sleep 1000";
    typed(&mut session, &[&format!("docker run -d --name late {IMAGE} sh -c '{script}'")]);
    assert_eq!(typed(&mut session, &["docker logs late"]), "");
    assert_eq!(typed(&mut session, &["sleep 2", "docker logs late"]), "awake\n");
    assert_eq!(typed(&mut session, &["docker diff late"]), "A /made\n");
    assert!(session.undo() && session.undo() && session.undo());
    assert_eq!(typed(&mut session, &["docker diff late"]), "");
}

#[test]
fn exec_and_what_it_changes() {
    let mut session = session();
    typed(&mut session, &[&format!("docker run -d --name web -e A=b -w /srv/x -h box {IMAGE} sleep 1000")]);
    assert_eq!(typed(&mut session, &["docker exec web sh -c 'echo $A; pwd; hostname'"]), "b\n/srv/x\nbox\n");
    assert_eq!(
        typed(&mut session, &["docker exec -e C=d -w / -u 7:8 web sh -c 'echo $C; pwd; id -u; id -g'"]),
        "d\n/\n7\n8\n"
    );
    assert_eq!(typed(&mut session, &["echo in | docker exec -i web cat"]), "in\n");
    assert_eq!(session.run("docker exec web sh -c 'exit 9'").exit, 9);
    typed(&mut session, &["docker exec web sh -c 'echo 1 > /f; echo 2 > /dev/shm/g; echo 3 >> /etc/hosts'"]);
    assert_eq!(typed(&mut session, &["docker diff web | sort"]), "A /f\nA /srv\nA /srv/x\n");
    let missing = session.run("docker exec web nosuch");
    assert_eq!(missing.exit, 126);
    assert_eq!(missing.stderr(), "", "the daemon's words come as the command's output");
    assert!(missing.stdout().ends_with("exec: \"nosuch\": executable file not found in $PATH: unknown\r\n"));
}

#[test]
fn binds() {
    let mut session = session();
    let bound =
        format!("docker run --rm -v /data:/in:ro -v /out:/out {IMAGE} sh -c 'cat /in/f > /out/g; echo x > /in/h'");
    typed(&mut session, &["mkdir /data", "echo host > /data/f"]);
    let operation = session.run(&bound);
    assert_eq!((operation.exit, operation.stderr()), (1, "sh: can't create /in/h: Read-only file system\n".to_owned()));
    assert_eq!(typed(&mut session, &["cat /out/g"]), "host\n");
}

#[test]
fn refusals() {
    let mut session = session();
    typed(&mut session, &[&format!("docker run -d --name web {IMAGE} sleep 1000")]);
    let id = typed(&mut session, &["docker inspect -f '{{.Id}}' web"]).trim().to_owned();
    let image = typed(&mut session, &[&format!("docker inspect -f '{{{{.Id}}}}' {IMAGE}")]);
    let (short, image) = (&id[..12], &image["sha256:".len()..][..12]);
    for (line, exit, said) in [
        (
            format!("docker run --name web {IMAGE}"),
            125,
            format!(
                "docker: Error response from daemon: Conflict. The container name \"/web\" is already in use by container \
                 \"{id}\". You have to remove (or rename) that container to be able to reuse that name.\nSee 'docker run --help'."
            ),
        ),
        (
            "docker rm web".to_owned(),
            1,
            format!(
                "Error response from daemon: You cannot remove a running container {id}. Stop the container before attempting \
                 removal or force remove"
            ),
        ),
        (
            format!("docker rmi {IMAGE}"),
            1,
            format!(
                "Error response from daemon: conflict: unable to remove repository reference \"{IMAGE}\" (must force) - \
                 container {short} is using its referenced image {image}"
            ),
        ),
        (
            format!("docker rmi -f {image}"),
            1,
            format!(
                "Error response from daemon: conflict: unable to delete {image} (cannot be forced) - image is being used by \
                 running container {short}"
            ),
        ),
        ("docker rm nope".to_owned(), 1, "Error: No such container: nope".to_owned()),
        ("docker stop nope".to_owned(), 1, "Error response from daemon: No such container: nope".to_owned()),
        (
            "docker start nope".to_owned(),
            1,
            "Error response from daemon: No such container: nope\nError: failed to start containers: nope".to_owned(),
        ),
        (
            format!("docker run --name b {IMAGE} nosuch"),
            125,
            "docker: Error response from daemon: Invalid container name (b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed.\n\
             See 'docker run --help'."
                .to_owned(),
        ),
        (
            format!("docker run --name bb {IMAGE} nosuch"),
            127,
            "docker: Error response from daemon: failed to create shim task: OCI runtime create failed: runc create failed: unable \
             to start container process: exec: \"nosuch\": executable file not found in $PATH: unknown.\n\
             \u{1b}[31mERRO\u{1b}[0m[0000] error waiting for container: context canceled "
                .to_owned(),
        ),
    ] {
        let operation = session.run(&line);
        assert_eq!(operation.exit, exit, "{line}: {}", operation.stderr());
        assert_eq!(operation.stderr(), said + "\n", "{line}");
    }
    assert_eq!(typed(&mut session, &["docker rm -f web"]), "web\n");
    let leftovers = typed(&mut session, &["docker ps -a --format '{{.Names}} {{.Status}}'"]);
    assert_eq!(leftovers, "bb Created\n");
}

/// What the daemon has in memory is on the disk: one that starts again has the same containers.
#[test]
fn a_daemon_that_starts_again() {
    let mut session = session();
    typed(
        &mut session,
        &[
            &format!("docker create --name made -l a=b -p 8080:80 --memory 64m {IMAGE} echo hi"),
            &format!("docker run --name ran {IMAGE} false; true"),
        ],
    );
    let machine = session.machine().clone();
    let network = std::rc::Rc::clone(machine.daemon.network());
    let restarted = machine.clone().with_network(network);
    for container in machine.daemon.containers().iter() {
        assert_eq!(restarted.daemon.containers().get(container.id), Some(container));
    }
    let mut session = Session::new(restarted);
    assert_eq!(typed(&mut session, &["docker start -a made"]), "hi\n");
    assert_eq!(typed(&mut session, &["docker ps -a --format '{{.Names}}' -f exited=1"]), "ran\n");
}

/// A shell with a terminal: lines that are typed go to it until it ends.
#[test]
fn a_shell_in_a_container() {
    let mut session = Session::on(world::open("documents").expect("it is a world"));
    typed(&mut session, &[&format!("docker pull -q {IMAGE}"), &format!("docker run -d --name web {IMAGE} sleep 1000")]);
    session.run("docker exec -it web sh");
    assert_eq!(session.prompt(), "/ # ");
    assert_eq!(session.run("echo $0; hostname > /where").stdout(), "sh\n");
    session.run("exit 4");
    assert_eq!(session.prompt(), "[root@localhost ~]# ");
    assert_eq!(session.run("echo $?").stdout(), "4\n");
    assert_eq!(typed(&mut session, &["docker diff web"]), "A /where\n");
}

/// A container in front: its output comes, its end is the command's; one that never ends is interrupted, and is told so.
#[test]
fn in_front() {
    let mut session = Session::on(world::open("documents").expect("it is a world"));
    typed(&mut session, &["docker pull -q nginx"]);
    let before = session.machine().now();
    let operation = session.run("docker run --name front nginx");
    assert!(operation.stdout().ends_with("Configuration complete; ready for start up\n"));
    assert!(operation.stderr().contains("interrupted, as by Ctrl-C"), "{}", operation.stderr());
    assert!(session.machine().now() < before.plus_secs(10), "nobody waits for what does not come");
    assert!(typed(&mut session, &["docker ps -a --format '{{.Status}}'"]).starts_with("Exited (0)"));
    session.run(&format!("docker run -it --name shell -e PS=1 {IMAGE} sh"));
    assert_eq!(session.prompt(), "/ # ");
    assert_eq!(session.run("echo hello; exit 5").stdout(), "hello\n");
    assert_eq!(session.run("echo $?").stdout(), "5\n");
    assert_eq!(typed(&mut session, &["docker logs shell | head -1"]).trim_end(), "hello");
}

/// Machine code that nobody has described: the container runs, says so, and ends.
#[test]
fn a_program_that_is_not_simulated() {
    let mut session = Session::on(world::open("documents").expect("it is a world"));
    let operation = session.run("docker run --name x1 nginx curl http://localhost/").clone();
    assert_eq!(operation.exit, 127, "{}", operation.stderr());
    assert!(
        operation.stderr().ends_with("drydock: the program /usr/bin/curl is not simulated\n"),
        "{}",
        operation.stderr()
    );
    assert!(typed(&mut session, &["docker ps -a --format '{{.Status}}'"]).starts_with("Exited (127)"));
}

#[test]
fn pruning() {
    let mut session = session();
    typed(
        &mut session,
        &[&format!("docker run --name done {IMAGE} true"), &format!("docker run -d --name up {IMAGE} sleep 99")],
    );
    let id = typed(&mut session, &["docker inspect -f '{{.Id}}' done"]);
    assert_eq!(
        typed(&mut session, &["docker system prune -f"]),
        format!("Deleted Containers:\n{id}\nTotal reclaimed space: 0B\n")
    );
    assert_eq!(typed(&mut session, &["docker ps -a --format '{{.Names}}'"]), "up\n");
    let asked = session.run("echo n | docker system prune -a --volumes").stdout();
    assert!(asked.starts_with("WARNING! This will remove:\n  - all stopped containers\n"), "{asked}");
    typed(&mut session, &["docker restart -t 0 up", "docker rm -f up", "docker system prune -af"]);
    assert_eq!(typed(&mut session, &["docker images -q"]), "");
}

#[test]
fn restarting_is_no_end() {
    let mut session = session();
    let script = "trap exit TERM; echo up; while :; do sleep 5 & wait $!; done";
    typed(&mut session, &[&format!("docker run -d --rm --name web {IMAGE} sh -c '{script}'"), "docker restart web"]);
    assert_eq!(typed(&mut session, &["docker logs web"]), "up\nup\n");
    assert_eq!(typed(&mut session, &["docker stop web", "docker ps -aq"]), "");
}

#[test]
fn two_hundred_containers() {
    let mut session = session();
    let line = format!("for i in $(seq 200); do docker run -d --name c$i {IMAGE} sleep 100000 > /dev/null; done");
    typed(&mut session, &[&line]);
    assert_eq!(typed(&mut session, &["docker ps -q | wc -l"]).trim(), "200");
    let last = typed(&mut session, &["docker inspect -f '{{.NetworkSettings.IPAddress}}' c200"]);
    assert_eq!(last, "172.17.0.201\n");
    typed(&mut session, &["docker rm -f $(docker ps -q) > /dev/null"]);
    assert_eq!(typed(&mut session, &["docker ps -aq"]), "");
    assert_eq!(session.machine().processes.iter().count(), 1, "only the login shell is left");
    assert!(session.machine().kernel().mounts(drydock_core::kernel::NsId::HOST).iter().all(|m| m.fstype != "overlay"));
}
