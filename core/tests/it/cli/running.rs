//! Containers that run, and the disk under them: after every step of every command it is whole.

use drydock_core::session::Session;
use drydock_core::world;

use super::changes::run;

fn session() -> Session {
    let mut session = Session::on(world::open("empty").unwrap());
    run(&mut session, "docker pull -q drydock.example/base");
    session
}

#[test]
fn a_life_with_changes() {
    let mut session = session();
    assert_eq!(run(&mut session, "docker run -d --name box drydock.example/base sleep 1000000").len(), 65);
    run(&mut session, "docker exec box sh -c 'echo new > /new; rm /etc/passwd; mkdir /dir; echo 1 > /dir/f'");
    assert_eq!(run(&mut session, "docker diff box"), "A /dir\nA /dir/f\nC /etc\nD /etc/passwd\nA /new\n");
    let first = run(&mut session, "docker commit box made:1");
    assert_eq!(
        run(&mut session, "docker run --rm made:1 cat /new /dir/f /etc/passwd"),
        "new\n1\ncat: can't open '/etc/passwd': No such file or directory\n[1]"
    );
    // What is committed is what is in the upper directory, running or not.
    run(&mut session, "docker stop -t 0 box");
    assert_eq!(run(&mut session, "docker diff box"), "A /dir\nA /dir/f\nC /etc\nD /etc/passwd\nA /new\n");
    let second = run(&mut session, "docker commit box");
    assert_ne!(first, second, "another time");
    let layers = "docker inspect -f '{{json .RootFS.Layers}}'";
    assert_eq!(
        run(&mut session, &format!("{layers} made:1")),
        run(&mut session, &format!("{layers} {}", second.trim()))
    );
    assert_eq!(
        run(&mut session, "docker rmi drydock.example/base"),
        "Error response from daemon: conflict: unable to remove repository reference \"drydock.example/base\" (must force) - \
         container {C} is using its referenced image {I}\n[1]"
            .replace("{C}", run(&mut session, "docker ps -aq").trim())
            .replace("{I}", run(&mut session, "docker images -q drydock.example/base").trim())
    );
    run(&mut session, "docker start box; docker rm -f box");
    run(&mut session, &format!("docker rmi made:1 {}", second.trim()));
    run(&mut session, "docker rmi drydock.example/base");
    assert_eq!(
        run(&mut session, "ls /var/lib/docker/overlay2 /var/lib/docker/containers"),
        "/var/lib/docker/containers:\n\n/var/lib/docker/overlay2:\nl\n"
    );
}

#[test]
fn volumes_are_seen_inside() {
    let mut session = session();
    run(&mut session, "docker run -d --name box -v data:/data -v /anon drydock.example/base sleep 1000000");
    run(&mut session, "docker exec box sh -c 'echo kept > /data/f; echo lost > /anon/f; echo mine > /own'");
    assert_eq!(run(&mut session, "cat /var/lib/docker/volumes/data/_data/f"), "kept\n");
    assert_eq!(run(&mut session, "docker diff box | grep -v '/data$\\|/anon$'"), "A /own\n", "nothing in volumes");
    assert_eq!(run(&mut session, "docker run --rm -v data:/d:ro drydock.example/base cat /d/f"), "kept\n");
    assert_eq!(run(&mut session, "docker cp box:/data/f - | tar tf -"), "f\n");
    assert_eq!(run(&mut session, "docker volume ls -q | wc -l").trim(), "2");
    run(&mut session, "docker rm -f -v box");
    assert_eq!(run(&mut session, "docker volume ls -q"), "data\n");
    assert_eq!(run(&mut session, "docker inspect -f '{{.Name}} {{.Scope}}' data"), "data local\n");
    assert_eq!(run(&mut session, "docker volume rm data"), "data\n");
}

/// Somebody unmounts a running container's union.
#[test]
fn an_unmounted_union_is_a_fault() {
    let mut session = session();
    run(&mut session, "docker run -d --name box drydock.example/base sleep 1000000");
    session.run("umount /var/lib/docker/overlay2/*/merged");
    let told = session.run("dock fsck");
    assert_eq!(told.exit, 1);
    assert!(told.stdout().contains("mounted: /var/lib/docker/overlay2/"), "{}", told.stdout());
}
