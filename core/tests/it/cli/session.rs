//! `docker` on a host with a registry of small whole images.

use drydock_core::commands::ENGINE;
use drydock_core::session::Session;
use drydock_core::trace::explain::Lang;
use drydock_core::world;

fn session() -> Session {
    Session::on(world::open("empty").unwrap())
}

/// What a line prints, standard error behind standard output, and its status if that is not 0.
fn run(session: &mut Session, line: &str) -> String {
    let operation = session.run(line);
    let status = if operation.exit == 0 { String::new() } else { format!("[{}]", operation.exit) };
    operation.stdout() + &operation.stderr() + &status
}

const WEB: &str = "sha256:041aa050daa08e0dfcc23d70a871859df7218cf2d3826543fb68f073830a166d";
const WEB_LIST: &str = "drydock.example/web@sha256:62a00968c25ea9f32cec4a96c551bdcbc978f9f2b2d69a67a1e032aa489b8fd9";

#[test]
fn pull_in_a_pipe() {
    let mut session = session();
    let pulled = run(&mut session, "docker pull drydock.example/web | cat");
    let lines: Vec<&str> = pulled.lines().collect();
    assert_eq!(lines[..2], ["Using default tag: latest", "latest: Pulling from web"]);
    assert_eq!(lines.iter().filter(|line| line.ends_with(": Pull complete")).count(), 2);
    assert!(!pulled.contains("Downloading") && !pulled.contains('\x1b'));
    let (_, digest) = WEB_LIST.split_once('@').unwrap();
    assert_eq!(
        lines[lines.len() - 3..],
        [
            &["Digest: ", digest].concat(),
            "Status: Downloaded newer image for drydock.example/web:latest",
            "drydock.example/web:latest"
        ]
    );
    assert_eq!(run(&mut session, "docker pull -q drydock.example/web:1"), "drydock.example/web:1\n");
    assert!(run(&mut session, "docker pull drydock.example/web").contains("Status: Image is up to date for"));
}

#[test]
fn pull_on_a_terminal() {
    let mut session = session();
    let pulled = run(&mut session, "docker pull drydock.example/web");
    assert!(pulled.contains("\n\x1b[1A\x1b[2K\rfc03728fba19: Pulling fs layer \r\x1b[1B"), "{pulled:?}");
    assert!(pulled.contains("\rfc03728fba19: Extracting [=================================================="));
    // What is printed stands between the steps it tells of.
    let operation = session.operations().last().unwrap();
    let printed = |text: &str| {
        let piece = operation.output.iter().find(|piece| String::from_utf8_lossy(&piece.bytes).contains(text));
        piece.map(|piece| piece.after_steps)
    };
    let complete = printed("fc03728fba19: Pull complete").unwrap();
    assert!(0 < complete && complete < printed("Status: Downloaded").unwrap());
}

#[test]
fn pull_refused() {
    let mut session = session();
    for (line, text) in [
        ("docker pull Foo", "invalid reference format: repository name must be lowercase\n[1]"),
        ("docker pull -a foo:1", "tag can't be used with --all-tags/-a\n[1]"),
        ("docker pull -q scratch", "Error response from daemon: 'scratch' is a reserved name\n[1]"),
        (
            "docker pull -q drydock.example/web:9 2>/tmp/e; s=$?; cat /tmp/e; (exit $s)",
            "Error response from daemon: manifest for drydock.example/web:9 not found: manifest unknown: manifest unknown\n[1]",
        ),
        (
            "docker pull --disable-content-trust=false nginx",
            "Using default tag: latest\ndrydock: content trust is not simulated\n[127]",
        ),
        (
            "docker pull -q --platform foo nginx",
            "Error response from daemon: \"foo\": unknown operating system or architecture: invalid argument\n[1]",
        ),
    ] {
        assert_eq!(run(&mut session, line), text, "{line}");
    }
    let denied = run(&mut session, "docker pull -q nope");
    assert!(denied.starts_with("Error response from daemon: pull access denied for nope, repository does not exist"));
    // Below what was told already, without a prefix.
    let platform = run(&mut session, "docker pull --platform linux/s390x drydock.example/anywhere:1 | cat");
    assert_eq!(
        platform,
        "1: Pulling from anywhere\nno matching manifest for linux/s390x in the manifest list entries\n"
    );
}

#[test]
fn names_and_removal() {
    let mut session = session();
    run(&mut session, "docker pull -q drydock.example/web; docker pull -q drydock.example/job");
    assert_eq!(run(&mut session, "docker tag drydock.example/web:latest w:1"), "");
    assert_eq!(
        run(&mut session, "docker images --format 'table {{.Repository}}:{{.Tag}}\\t{{.ID}}\\t{{.Size}}'"),
        "REPOSITORY:TAG               IMAGE ID       SIZE\n\
         drydock.example/job:latest   4a4caed14044   324B\n\
         drydock.example/web:latest   041aa050daa0   547B\n\
         w:1                          041aa050daa0   547B\n"
    );
    assert_eq!(run(&mut session, "docker images -q w"), "041aa050daa0\n");
    assert_eq!(
        run(&mut session, "docker images -q --no-trunc --filter before=drydock.example/job w:1"),
        [WEB, "\n"].concat()
    );
    assert_eq!(run(&mut session, "docker images -q -f dangling=true"), "");
    assert_eq!(
        run(&mut session, "docker images -f dangling=maybe"),
        "Error response from daemon: Invalid filter 'dangling=[maybe]'\n[1]"
    );
    assert_eq!(
        run(&mut session, "docker rmi 041aa050daa0 nope"),
        "Error response from daemon: conflict: unable to delete 041aa050daa0 (must be forced) - image is referenced in multiple repositories\n\
         Error: No such image: nope\n[1]"
    );
    assert_eq!(run(&mut session, "docker rmi -f nope"), "Error: No such image: nope\n");
    assert_eq!(run(&mut session, "docker rmi w:1"), "Untagged: w:1\n");
    let removed = run(&mut session, "docker rmi drydock.example/web:latest");
    assert_eq!(
        removed,
        [
            "Untagged: drydock.example/web:latest\nUntagged: ",
            WEB_LIST,
            "\nDeleted: ",
            WEB,
            "\nDeleted: sha256:968e3fc43068e91293c67f51672509b00ee28e769fca300d32b0089b91871218\n"
        ]
        .concat()
    );
    assert_eq!(run(&mut session, "docker tag nope x"), "Error response from daemon: No such image: nope:latest\n[1]");
    assert_eq!(
        run(&mut session, "docker tag X x"),
        "Error parsing reference: \"X\" is not a valid repository/tag: invalid reference format: repository name must be lowercase\n[1]"
    );
    let pruned = run(&mut session, "docker image prune -af");
    assert!(pruned.starts_with("Deleted Images:\nuntagged: drydock.example/job:latest\n"), "{pruned}");
    assert!(pruned.ends_with("\n\nTotal reclaimed space: 324B\n"), "{pruned}");
    assert_eq!(run(&mut session, "docker image prune -f"), "Total reclaimed space: 0B\n");
    assert_eq!(run(&mut session, "docker images -aq"), "");
}

#[test]
fn looking() {
    let mut session = session();
    run(&mut session, "docker pull -q drydock.example/web; docker pull -q drydock.example/job");
    assert_eq!(
        run(
            &mut session,
            "docker history --no-trunc --format '{{.CreatedBy}}|{{.Size}}|{{.CreatedAt}}' drydock.example/web"
        ),
        "CMD [\"serve\"]|0B|2021-01-05T10:00:00Z\nEXPOSE 80|0B|2021-01-05T10:00:00Z\nWORKDIR /srv/www|0B|2021-01-05T10:00:00Z\n\
         COPY site / |315B|2021-01-05T10:00:00Z\nCMD [\"sh\"]|0B|2021-01-05T10:00:00Z\nCOPY userland / |232B|2021-01-05T10:00:00Z\n"
    );
    assert_eq!(
        run(&mut session, "docker history -q drydock.example/web"),
        "041aa050daa0\n<missing>\n<missing>\n<missing>\n<missing>\n<missing>\n"
    );
    assert_eq!(
        run(&mut session, "docker inspect -f '{{.Id}} {{len .RootFS.Layers}}' drydock.example/web"),
        [WEB, " 2\n"].concat()
    );
    assert_eq!(run(&mut session, "docker inspect nope"), "[]\nError: No such object: nope\n[1]");
    assert_eq!(run(&mut session, "docker image inspect -f x nope 041a"), "x\nError: No such image: nope\n[1]");
    assert_eq!(run(&mut session, "docker inspect --type container 041a"), "[]\nError: No such container: 041a\n[1]");
    assert_eq!(run(&mut session, "docker inspect --type foo 041a"), "\"foo\" is not a valid value for --type\n[1]");
    assert_eq!(run(&mut session, "docker inspect -s -f '{{.Os}}' 041a"), "linux\nWARNING: --size ignored for image\n");
    assert_eq!(
        run(&mut session, "docker system df"),
        "TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE\n\
         Images          2         0         639B      639B (100%)\n\
         Containers      0         0         0B        0B\n\
         Local Volumes   0         0         0B        0B\n\
         Build Cache     0         0         0B        0B\n"
    );
    let verbose = run(&mut session, "docker system df -v");
    assert!(verbose.contains(
        "drydock.example/web   latest    041aa050daa0   2 years ago   547B      232B          315B          0\n"
    ));
    assert!(verbose.ends_with("CACHE ID   CACHE TYPE   SIZE      CREATED   LAST USED   USAGE     SHARED\n"));
    assert_eq!(
        run(&mut session, "docker system df -v --format '{{range .Images}}{{.SharedSize}} {{.Digest}}|{{end}}'"),
        "232B |232B |\n"
    );
}

#[test]
fn not_simulated() {
    let mut session = session();
    assert_eq!(run(&mut session, "docker swarm init"), "drydock: docker swarm is not simulated\n[127]");
    assert_eq!(run(&mut session, "docker -H tcp://x ps"), "drydock: docker --host is not simulated\n[127]");
    assert_eq!(run(&mut session, "docker search nginx"), "drydock: docker search is not simulated\n[127]");
}

/// Numbers at the ends of their range are typed, too.
#[test]
fn the_largest_numbers_do_no_harm() {
    let mut session = Session::on(world::open("workshop").unwrap());
    for line in [
        "docker run -d --name ship -m 9223372036854775807 drydock.example/web",
        "docker stop -t 9223372036854775807 ship",
        "date -d '9223372036854775807 seconds'; date -d @9223372036854775807",
        "echo {-9223372036854775808..9223372036854775807..9223372036854775807}",
        "touch -d @-9223372036854775808 /tmp/old; touch -d @9223372036854775807 /tmp/new; ls -l /tmp; find /tmp -mtime +1",
        "uniq -f 18446744073709551615 /etc/passwd",
    ] {
        session.run(line);
    }
    assert_eq!(session.run("echo $((6 * 7))").stdout(), "42\n");
}

/// What only the simulator can tell is told to the reader; what may come to the disk does not depend on who reads.
#[test]
fn the_simulator_speaks_to_the_reader() {
    let on_the_host = "存储驱动的目录";
    let mut told = Vec::new();
    for lang in [Lang::En, Lang::Zh] {
        let mut session = Session::on(world::open("documents").unwrap()).with_engine(ENGINE.speaking(lang));
        told.push(run(&mut session, "dock why /var/lib/docker/overlay2"));
        assert!(run(&mut session, "dock why /var/lib/docker/overlay2 | cat").contains(on_the_host));
        let refused = run(&mut session, "dock why /tmp >/dev/null");
        assert_eq!(refused.contains("is not below"), lang == Lang::En, "{refused}");
        assert!(run(&mut session, "x=$(dock why /var/lib/docker/overlay2); echo \"$x\"").contains(on_the_host));
    }
    assert!(!told[0].contains(on_the_host) && told[0].contains("storage driver"), "{told:?}");
    assert!(told[1].contains(on_the_host), "{told:?}");
}

/// Docker's own words for an image that is nowhere, and on a terminal what there is instead.
#[test]
fn what_no_registry_has() {
    let mut session =
        Session::on(world::open("empty").unwrap()).with_engine(ENGINE.speaking(Lang::En).without_colours());
    let last = |text: String| text.lines().rfind(|line| !line.starts_with('[')).unwrap_or_default().to_owned();
    let there = "⚓ nothing here reaches the internet; what can be pulled: drydock.example/anywhere, drydock.example/base, \
                 drydock.example/hello, drydock.example/job, drydock.example/oci, drydock.example/tidy, \
                 drydock.example/twice, drydock.example/web, nginx";
    for line in ["docker pull ubuntu", "docker pull quay.io/a/b", "docker run hello-world", "docker create alpine"] {
        assert_eq!(last(run(&mut session, line)), there, "{line}");
        assert!(!run(&mut session, &format!("{line} 2>&1 | cat")).contains('⚓'), "{line}");
    }
    assert_eq!(
        last(run(&mut session, "docker pull nginx:9")),
        "⚓ nothing here reaches the internet; of nginx there is here: 1.19.6, latest"
    );
    assert!(!run(&mut session, "docker pull nginx@sha256:nonsense").contains('⚓'), "no name at all");
}
