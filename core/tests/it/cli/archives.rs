//! Files in and out: `docker cp`, `import`, `save`, `load`. After every step of every command the disk is whole.

use drydock_core::session::Session;
use drydock_core::world;

use super::changes::run;

fn session() -> Session {
    let mut session = Session::on(world::open("empty").unwrap());
    run(&mut session, "docker pull -q drydock.example/web && docker create --name box drydock.example/web");
    run(&mut session, "cd /tmp; mkdir -p d/sub; echo one > d/f; echo two > d/sub/g; ln -s f d/link");
    session
}

/// Everything below a directory of the host, one line each.
fn tree(session: &mut Session, dir: &str) -> String {
    run(session, &format!("cd {dir} && find . | sort; cd /tmp"))
}

#[test]
fn copies_into_a_container() {
    let mut session = session();
    // A directory, into one that is there, under a new name, and its contents alone.
    for line in ["docker cp d box:/etc", "docker cp /tmp/d box:/new", "docker cp d/. box:/srv", "docker cp d/f box:/f2"]
    {
        assert_eq!(run(&mut session, line), "", "{line}");
    }
    let changed = run(&mut session, "docker diff box");
    for line in ["A /etc/d\n", "A /etc/d/sub/g\n", "A /new/f\n", "A /srv/link\n", "A /f2\n"] {
        assert!(changed.contains(line), "{line} in {changed}");
    }
    assert_eq!(run(&mut session, "docker cp d/f box:/f2"), "", "over a file");
    for (line, said) in [
        ("docker cp d box:/f2", "cannot copy directory"),
        ("docker cp d/f box:/none/", "no such directory"),
        ("docker cp none box:/", "lstat /tmp/none: no such file or directory"),
        ("docker cp d/f box:/none/deep/x", "Error: No such container:path: box:/none/deep"),
        ("docker cp d/f nobody:/x", "Error: No such container:path: nobody:/"),
        ("docker cp box:/f2 box:/f3", "copying between containers is not supported"),
        ("docker cp d e", "must specify at least one container source"),
        ("docker cp d/f ''", "destination can not be empty"),
    ] {
        assert_eq!(run(&mut session, line), format!("{said}\n[1]"), "{line}");
    }
    assert_eq!(
        run(&mut session, "mkdir -p x/f2/deep && docker cp x/. box:/"),
        "Error response from daemon: Error processing tar file(exit status 1): cannot overwrite non-directory \"/f2\" with \
         directory \"/\"\n[1]"
    );
}

#[test]
fn copies_out_of_a_container() {
    let mut session = session();
    run(&mut session, "docker cp d box:/new");
    assert_eq!(
        run(&mut session, "mkdir out; docker cp box:/new out && docker cp box:/new/. out && docker cp box:/new o2"),
        ""
    );
    assert_eq!(
        tree(&mut session, "out"),
        ".\n./f\n./link\n./new\n./new/f\n./new/link\n./new/sub\n./new/sub/g\n./sub\n./sub/g\n"
    );
    assert_eq!(tree(&mut session, "o2"), ".\n./f\n./link\n./sub\n./sub/g\n");
    assert_eq!(
        run(&mut session, "docker cp box:/new/f copy; cat copy; docker cp -L box:/new/link copy2; cat copy2"),
        "one\none\n"
    );
    assert_eq!(run(&mut session, "docker cp box:/new/link l; readlink l"), "f\n");
    run(&mut session, "ln -s ../../etc/passwd out/up && docker cp out/up box:/up");
    assert_eq!(
        run(&mut session, "docker cp box:/up out/f2"),
        "invalid symlink \"/tmp/out/f2\" -> \"../../etc/passwd\"\n[1]",
        "what is unpacked here stays here"
    );
    assert_eq!(run(&mut session, "docker cp box:/none ."), "Error: No such container:path: box:/none\n[1]");
    assert_eq!(
        run(&mut session, "docker cp box:/new none/deep/x"),
        "invalid output path: directory \"/tmp/none/deep\" does not exist\n[1]"
    );
    // Through standard output and input again.
    assert_eq!(
        run(&mut session, "docker cp box:/new - | docker cp - box:/srv; docker cp box:/srv/new/sub/g g; cat g"),
        "two\n"
    );
}

/// A volume is seen at its place, although it is not in the container's layers.
#[test]
fn copies_through_a_volume() {
    let mut session = session();
    run(&mut session, "docker create --name db -v data:/data drydock.example/web");
    assert_eq!(run(&mut session, "docker cp d/f db:/data/f && cat /var/lib/docker/volumes/data/_data/f"), "one\n");
    assert_eq!(run(&mut session, "docker cp db:/data/f back && cat back; docker diff db | grep /data/f"), "one\n[1]");
    run(&mut session, "docker create --name ro -v data:/data:ro drydock.example/web");
    assert_eq!(
        run(&mut session, "docker cp d/f ro:/data/f2"),
        "Error response from daemon: mounted volume is marked read-only\n[1]"
    );
}

#[test]
fn an_import_is_one_layer() {
    let mut session = session();
    let line = "docker export box | docker import -c 'CMD [\"/bin/app\"]' -m mine - flat:1";
    let image = run(&mut session, line);
    assert!(image.starts_with("sha256:"), "{image}");
    let shown =
        run(&mut session, "docker inspect -f '{{len .RootFS.Layers}} {{.Comment}} {{json .Config.Cmd}}' flat:1");
    assert_eq!(shown, "1 mine [\"/bin/app\"]\n");
    assert!(run(&mut session, "docker history flat:1").contains("mine"));
    let again = run(&mut session, "docker export box | docker image import - flat:2");
    assert!(again.starts_with("sha256:") && again != image, "{again}");
    run(&mut session, "docker rmi flat:2");
    assert_eq!(run(&mut session, "docker import none"), "open none: no such file or directory\n[1]");
    assert!(run(&mut session, "docker rmi flat:1").contains("Deleted: sha256:"));
}

#[test]
fn what_was_saved_is_loaded() {
    let mut session = session();
    run(&mut session, "docker rm box && docker tag drydock.example/web mine:1");
    assert_eq!(run(&mut session, "docker save -o s.tar drydock.example/web:latest mine:1"), "");
    let ids = run(&mut session, "docker images -q --no-trunc | sort -u");
    run(&mut session, "docker rmi -f mine:1 drydock.example/web");
    assert_eq!(run(&mut session, "docker images -q"), "");
    let loaded = "Loaded image: drydock.example/web:latest\nLoaded image: mine:1\n";
    let shown = run(&mut session, "docker load -i s.tar");
    assert!(shown.contains(": Loading layer [") && shown.ends_with(loaded), "{shown:?}");
    assert_eq!(run(&mut session, "docker images -q --no-trunc | sort -u"), ids, "byte for byte");
    assert_eq!(run(&mut session, "docker image load < s.tar"), loaded);
    assert_eq!(run(&mut session, "docker load < s.tar"), loaded, "and once more: nothing is registered");
    let causes: Vec<&str> = session.operations().last().unwrap().steps.iter().map(|step| step.cause.name()).collect();
    assert_eq!(causes, ["load.unpack", "load.remove"]);
    assert_eq!(run(&mut session, "docker images --digests --format '{{.Digest}}' mine"), "<none>\n");
    for (line, said) in [
        ("docker save nothing:1 > x", "Error response from daemon: reference does not exist"),
        ("docker save nothing > x", "Error response from daemon: No such image: nothing"),
        ("docker save mine:1", "cowardly refusing to save to a terminal. Use the -o flag or redirect"),
        ("docker load -i none", "open none: no such file or directory"),
    ] {
        assert_eq!(run(&mut session, line), format!("{said}\n[1]"), "{line}");
    }
}

/// A file of a layer that was changed behind the daemon's back: nothing notices until the layer is to be sent.
#[test]
fn a_changed_layer_is_not_saved() {
    let mut session = Session::on(world::open("empty").unwrap());
    run(&mut session, "docker pull -q drydock.example/hello");
    session.run("F=$(find /var/lib/docker/overlay2 -name hello.txt); echo changed >> $F");
    let operation = session.run("docker save -o x.tar drydock.example/hello");
    assert_eq!(operation.stderr(), "Error response from daemon: file integrity checksum failed for \"hello.txt\"\n");
    assert!(session.run("dock fsck").stdout().contains("tar-split: /var/lib/docker/overlay2/"));
}
