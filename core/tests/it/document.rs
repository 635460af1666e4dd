//! The document "/var/lib/docker/image/overlay2", command by command: what it prints is what the world `documents` prints.
//!
//! Where the document's print is cut short or is not what the tool prints, `docs/errata.md` says why, and the test holds what the
//! real tool prints.

use drydock_core::session::Session;
use drydock_core::world;

/// A session on the document's host, in which `lines` have been typed.
fn typed(lines: &[&str]) -> Session {
    let mut session = Session::on(world::open("documents").expect("it is a world"));
    for line in lines {
        let operation = session.run(line);
        assert_eq!(operation.exit, 0, "{line}: {}", operation.stderr());
    }
    session
}

/// Types `line` after `docker pull nginx`; what it prints must be `expected`.
#[track_caller]
fn check(line: &str, expected: &str) {
    let mut session = typed(&["docker pull nginx"]);
    let operation = session.run(line);
    assert_eq!((operation.stdout().as_str(), operation.stderr().as_str()), (expected, ""), "{line}");
}

#[test]
fn pull() {
    let session = typed(&["docker pull nginx"]);
    let printed = session.operations()[0].stdout();
    for line in [
        "Using default tag: latest",
        "latest: Pulling from library/nginx",
        "a076a628af6f: Pull complete",
        "0732ab25fa22: Pull complete",
        "d7f36f6fe38f: Pull complete",
        "f72584a26f32: Pull complete",
        "7125e4df9063: Pull complete",
        "Digest: sha256:10b8cc432d56da8b61b070f4c7d2543a9ed17c2b23010b43af434fd40e2ca4aa",
        "Status: Downloaded newer image for nginx:latest",
        "docker.io/library/nginx:latest",
    ] {
        assert!(printed.contains(line), "{line} is not in {printed}");
    }
    assert_eq!(session.prompt(), "[root@localhost ~]# ");
}

/// Python 2's `json.tool` leaves a blank after each comma; the document's text has lost those at the ends of lines.
#[test]
fn repositories() {
    let image = "sha256:f6d0b4767a6c466c178bf718f99bea0d3742b26679081e52dbf8e0c7c4c42d74";
    let list = "sha256:10b8cc432d56da8b61b070f4c7d2543a9ed17c2b23010b43af434fd40e2ca4aa";
    let printed = format!(
        "{{\n    \"Repositories\": {{\n        \"nginx\": {{\n            \"nginx:latest\": \"{image}\", \n            \
         \"nginx@{list}\": \"{image}\"\n        }}\n    }}\n}}\n"
    );
    let file = "/var/lib/docker/image/overlay2/repositories.json";
    check(&format!("cat {file} | python -mjson.tool"), &printed);
    check(&format!("cat {file} | python -m json.tool"), &printed);
}

/// The document shows the image's config cut short, with its keys sorted: these are the lines that it shows, in its order.
#[test]
fn config() {
    let mut session = typed(&["docker pull nginx"]);
    let dir = "/var/lib/docker/image/overlay2/imagedb/content/sha256";
    let file = format!("{dir}/f6d0b4767a6c466c178bf718f99bea0d3742b26679081e52dbf8e0c7c4c42d74");
    let printed = session.run(&format!("cat {file} | python -mjson.tool")).stdout();
    let mut rest = printed.as_str();
    for line in [
        "    \"architecture\": \"amd64\", \n",
        "    \"created\": \"2021-01-12T10:17:41.649267496Z\", \n",
        "    \"docker_version\": \"19.03.12\", \n",
        "    \"os\": \"linux\", \n",
        "    \"rootfs\": {\n        \"diff_ids\": [\n",
        "            \"sha256:cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864\", \n",
        "            \"sha256:1c91bf69a08b515a1f9c36893d01bd3123d896b38b082e7c21b4b7cc7023525a\", \n",
        "            \"sha256:56bc37de0858bc2a5c94db9d69b85b4ded4e0d03684bb44da77e0fe93a829292\", \n",
        "            \"sha256:3e5288f7a70f526d6bceb54b3568d13c72952936cebfe28ddcb3386fe3a236ba\", \n",
        "            \"sha256:85fcec7ef3efbf3b4e76a0f5fb8ea14eca6a6c7cbc0c52a1d401ad5548a29ba5\"\n",
        "        ], \n        \"type\": \"layers\"\n    }\n}\n",
    ] {
        let at = rest.find(line);
        assert!(at.is_some(), "{line:?} does not follow in {printed}");
        rest = &rest[at.unwrap_or(0) + line.len()..];
    }
}

/// `tree` draws with no-break spaces behind its lines, which the document's text has lost.
#[test]
fn imagedb() {
    check(
        "tree  /var/lib/docker/image/overlay2/imagedb",
        "/var/lib/docker/image/overlay2/imagedb
├── content
│   └── sha256
│       └── f6d0b4767a6c466c178bf718f99bea0d3742b26679081e52dbf8e0c7c4c42d74
└── metadata
    └── sha256

4 directories, 1 file
",
    );
}

#[test]
fn chain() {
    check(
        "echo -n \"sha256:cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864 \
         sha256:1c91bf69a08b515a1f9c36893d01bd3123d896b38b082e7c21b4b7cc7023525a\" | sha256sum -",
        "a3ee2510dcf02c980d7aff635909612006fd1662084d6225e52e769b984abeb5  -\n",
    );
    check(
        "ls /var/lib/docker/image/overlay2/layerdb/sha256 | grep a3ee2510dcf0*",
        "a3ee2510dcf02c980d7aff635909612006fd1662084d6225e52e769b984abeb5\n",
    );
}

/// Why the document's `grep` works, and when it does not.
#[test]
fn the_star_of_grep() {
    let line = "ls /var/lib/docker/image/overlay2/layerdb/sha256 | grep a3ee2510dcf0*";
    let mut session = typed(&["docker pull nginx", "touch a3ee2510dcf0-x"]);
    assert_eq!(session.run(line).stdout(), "");
    assert_eq!(session.run(&line.replace("a3ee2510dcf0*", "'a3ee2510dcf0*'")).exit, 0);
}

#[test]
fn a_record() {
    let layer = "/var/lib/docker/image/overlay2/layerdb/sha256/a3ee2510dcf02c980d7*";
    check(&format!("ls  {layer}"), "cache-id  diff  parent  size  tar-split.json.gz\n");
    check(&format!("cat {layer}/parent"), "sha256:cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864");
    check(&format!("cat {layer}/size"), "63704232");
    check(&format!("cat {layer}/cache-id"), "0363fcae3b4410c394b8a99e0a24d1ec01eb5198c82d3422f9c411ceaad98286");
    // What the document marks as a guess.
    check(&format!("cat {layer}/diff"), "sha256:1c91bf69a08b515a1f9c36893d01bd3123d896b38b082e7c21b4b7cc7023525a");
}

/// As the document shows it after `docker run`, but without `mounts`, which comes with the first container.
#[test]
fn layerdb() {
    check(
        "tree  /var/lib/docker/image/overlay2/layerdb -L 2",
        "/var/lib/docker/image/overlay2/layerdb
├── sha256
│   ├── 3c90a0917c79b758d74b7040f62d17a7680cd14077f734330b1994a2985283b8
│   ├── 4dfe71c4470c5920135f00af483556b09911b72547113512d36dc29bfc5f7445
│   ├── a1c538085c6f891424160d8db120ea093d4dda393e94cd4713e3fff3c82299b5
│   ├── a3ee2510dcf02c980d7aff635909612006fd1662084d6225e52e769b984abeb5
│   └── cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864
└── tmp

7 directories, 0 files
",
    );
}

/// The five links of the image; the document's other two come with the container.
#[test]
fn links() {
    check(
        "ll /var/lib/docker/overlay2/l",
        "总用量 0
lrwxrwxrwx. 1 root root 72 2月   2 07:37 55T5LSGE3C2NFFQ54FHM7YDNKY -> ../0363fcae3b4410c394b8a99e0a24d1ec01eb5198c82d3422f9c411ceaad98286/diff
lrwxrwxrwx. 1 root root 72 2月   2 07:37 5K76AX5UNX35LFXZKLATNWHOIK -> ../14faccdb685b520f09148aaafec45dd31d2e6aa96516b60deaf59228ae9dbe66/diff
lrwxrwxrwx. 1 root root 72 2月   2 07:37 BXVB3Q7277EPHJEMMHKEOR6YS5 -> ../82a99d340893301cf33c79588042cd7d5db55cbcf34ca4b7a6ade609b6d28c96/diff
lrwxrwxrwx. 1 root root 72 2月   2 07:37 QTGJLTLBMEML5OGHHZUYM3GHTR -> ../5b75a3d9c3881dd8041cdc3fa73679a9f1e4f1052d4548e22b5f4e4ccce7c2d0/diff
lrwxrwxrwx. 1 root root 72 2月   2 07:37 R2AW2LUWRDIV7DLJFYMS67LB3L -> ../bd47b78b55e951d504c6e70c0e7af451b020a5741f71ed0e91cb8f8dc77a8664/diff
",
    );
}

#[test]
fn layers() {
    let mut session = typed(&["docker pull nginx", "cd /var/lib/docker/overlay2/l"]);
    assert_eq!(session.prompt(), "[root@localhost l]# ");
    let mut ls = |dir: &str| session.run(&format!("ls ../{dir}/diff")).stdout();
    assert_eq!(
        ls("bd47b78b55e951d504c6e70c0e7af451b020a5741f71ed0e91cb8f8dc77a8664"),
        "bin  boot  dev  etc  home  lib  lib64  media  mnt  opt  proc  root  run  sbin  srv  sys  tmp  usr  var\n"
    );
    assert_eq!(
        ls("0363fcae3b4410c394b8a99e0a24d1ec01eb5198c82d3422f9c411ceaad98286"),
        "docker-entrypoint.d  etc  lib  tmp  usr  var\n"
    );
}

/// `distribution/`, both ways, as the document describes it.
#[test]
fn distribution() {
    let dir = "/var/lib/docker/image/overlay2/distribution";
    check(
        &format!("cat {dir}/diffid-by-digest/sha256/a076a628af6f7dcabc536bee373c0d9b48d9f0516788e64080c4e841746e6ce6"),
        "sha256:cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864",
    );
    check(
        &format!(
            "cat {dir}/v2metadata-by-diffid/sha256/cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864"
        ),
        "[{\"Digest\":\"sha256:a076a628af6f7dcabc536bee373c0d9b48d9f0516788e64080c4e841746e6ce6\",\
         \"SourceRepository\":\"docker.io/library/nginx\",\"HMAC\":\"\"}]",
    );
}

/// Types `line` after the document's `docker run`; what it prints must be `expected`.
#[track_caller]
fn check_running(line: &str, expected: &str) {
    let mut session = typed(&["docker pull nginx", RUN]);
    let operation = session.run(line);
    assert_eq!((operation.stdout().as_str(), operation.stderr().as_str()), (expected, ""), "{line}");
}

const RUN: &str = "docker run -d --name=nginx -v /home:/home nginx";
const CONTAINER: &str = "45f30cb6a063a7251db4388f17f85c1226d96277cb74693c1f38bef1d17b6193";
const MOUNT: &str = "dabd31fb6ad636b16b6f01f2332d068888de1e3e41a53751a35206e266b5dad4";

#[test]
fn run() {
    let mut session = typed(&["docker pull nginx"]);
    assert_eq!(session.run(RUN).stdout(), format!("{CONTAINER}\n"));
}

/// `mounts` is there now, with the container in it.
#[test]
fn layerdb_with_a_container() {
    check_running(
        "tree /var/lib/docker/image/overlay2/layerdb -L 2",
        "/var/lib/docker/image/overlay2/layerdb
├── mounts
│   └── 45f30cb6a063a7251db4388f17f85c1226d96277cb74693c1f38bef1d17b6193
├── sha256
│   ├── 3c90a0917c79b758d74b7040f62d17a7680cd14077f734330b1994a2985283b8
│   ├── 4dfe71c4470c5920135f00af483556b09911b72547113512d36dc29bfc5f7445
│   ├── a1c538085c6f891424160d8db120ea093d4dda393e94cd4713e3fff3c82299b5
│   ├── a3ee2510dcf02c980d7aff635909612006fd1662084d6225e52e769b984abeb5
│   └── cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864
└── tmp

9 directories, 0 files
",
    );
    let record = "/var/lib/docker/image/overlay2/layerdb/mounts/45f30cb6a063*";
    check_running(&format!("ls {record}"), "init-id  mount-id  parent\n");
    check_running(&format!("cat {record}/mount-id"), MOUNT);
    check_running(&format!("cat {record}/init-id"), &format!("{MOUNT}-init"));
    check_running(
        &format!("cat {record}/parent"),
        "sha256:4dfe71c4470c5920135f00af483556b09911b72547113512d36dc29bfc5f7445",
    );
}

#[test]
fn the_union_mount() {
    let root = "/var/lib/docker/overlay2";
    let lower = [
        "U7ZXQ4ZL7TLD6XEBUVLR77LKS4",
        "BXVB3Q7277EPHJEMMHKEOR6YS5",
        "5K76AX5UNX35LFXZKLATNWHOIK",
        "QTGJLTLBMEML5OGHHZUYM3GHTR",
        "55T5LSGE3C2NFFQ54FHM7YDNKY",
        "R2AW2LUWRDIV7DLJFYMS67LB3L",
    ]
    .map(|link| format!("{root}/l/{link}"))
    .join(":");
    check_running(
        "mount -t overlay",
        &format!(
            "overlay on {root}/{MOUNT}/merged type overlay (rw,relatime,seclabel,lowerdir={lower},\
             upperdir={root}/{MOUNT}/diff,workdir={root}/{MOUNT}/work)\n"
        ),
    );
}

/// The document's comments behind two of the links are its own.
#[test]
fn links_with_a_container() {
    check_running(
        "ll /var/lib/docker/overlay2/l",
        "总用量 0
lrwxrwxrwx. 1 root root 72 2月   2 07:37 55T5LSGE3C2NFFQ54FHM7YDNKY -> ../0363fcae3b4410c394b8a99e0a24d1ec01eb5198c82d3422f9c411ceaad98286/diff
lrwxrwxrwx. 1 root root 72 2月   2 07:37 5K76AX5UNX35LFXZKLATNWHOIK -> ../14faccdb685b520f09148aaafec45dd31d2e6aa96516b60deaf59228ae9dbe66/diff
lrwxrwxrwx. 1 root root 72 2月   2 07:37 BXVB3Q7277EPHJEMMHKEOR6YS5 -> ../82a99d340893301cf33c79588042cd7d5db55cbcf34ca4b7a6ade609b6d28c96/diff
lrwxrwxrwx. 1 root root 72 2月   2 10:02 M5NBJHQ4ICWANIEYBYMJ5FLCZO -> ../dabd31fb6ad636b16b6f01f2332d068888de1e3e41a53751a35206e266b5dad4/diff
lrwxrwxrwx. 1 root root 72 2月   2 07:37 QTGJLTLBMEML5OGHHZUYM3GHTR -> ../5b75a3d9c3881dd8041cdc3fa73679a9f1e4f1052d4548e22b5f4e4ccce7c2d0/diff
lrwxrwxrwx. 1 root root 72 2月   2 07:37 R2AW2LUWRDIV7DLJFYMS67LB3L -> ../bd47b78b55e951d504c6e70c0e7af451b020a5741f71ed0e91cb8f8dc77a8664/diff
lrwxrwxrwx. 1 root root 77 2月   2 10:02 U7ZXQ4ZL7TLD6XEBUVLR77LKS4 -> ../dabd31fb6ad636b16b6f01f2332d068888de1e3e41a53751a35206e266b5dad4-init/diff
",
    );
}

/// What `merged` shows is sorted into columns as wide as the terminal; the document's was narrower, so it has two lines.
#[test]
fn the_containers_layers() {
    let mut session = typed(&["docker pull nginx", RUN, "cd /var/lib/docker/overlay2/l"]);
    let mut ls = |dir: &str| session.run(&format!("ls ../{dir}")).stdout();
    assert_eq!(ls(&format!("{MOUNT}-init/diff")), "dev  etc\n");
    assert_eq!(ls(&format!("{MOUNT}-init/diff/etc")), "hostname  hosts  mtab  resolv.conf\n");
    assert_eq!(ls(&format!("{MOUNT}/diff")), "etc  run  var\n");
    let merged = ls(&format!("{MOUNT}/merged"));
    let names: Vec<&str> = merged.split_whitespace().collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(
        sorted.join(" "),
        "bin boot dev docker-entrypoint.d docker-entrypoint.sh etc home lib lib64 media mnt opt proc root run sbin srv sys tmp \
         usr var",
        "the document's list leaves out some of them"
    );
}

#[test]
fn the_containers_files() {
    check_running(
        "tree /var/lib/docker/containers",
        "/var/lib/docker/containers
└── 45f30cb6a063a7251db4388f17f85c1226d96277cb74693c1f38bef1d17b6193
    ├── 45f30cb6a063a7251db4388f17f85c1226d96277cb74693c1f38bef1d17b6193-json.log
    ├── checkpoints
    ├── config.v2.json
    ├── hostconfig.json
    ├── hostname
    ├── hosts
    ├── mounts
    ├── resolv.conf
    └── resolv.conf.hash

3 directories, 7 files
",
    );
    let dir = "/var/lib/docker/containers/45f30cb6a063a7*";
    check_running(&format!("cat {dir}/hostname"), "45f30cb6a063\n");
    check_running(
        &format!("cat {dir}/hosts"),
        "127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
ff00::0\tip6-mcastprefix
ff02::1\tip6-allnodes
ff02::2\tip6-allrouters
172.17.0.2\t45f30cb6a063
",
    );
    check_running(
        &format!("cat {dir}/resolv.conf"),
        "# Generated by NetworkManager\nnameserver 192.168.1.1\nnameserver 192.168.0.1\n",
    );
}

/// The document says that the files of the init layer hold these names: they are empty, and the real ones are mounted over them.
#[test]
fn the_init_layer_is_empty() {
    check_running(&format!("cat /var/lib/docker/overlay2/{MOUNT}-init/diff/etc/*s"), "");
    check_running("docker exec nginx cat /etc/hostname", "45f30cb6a063\n");
    check_running(&format!("cat /var/lib/docker/overlay2/{MOUNT}/merged/etc/hostname"), "");
}
