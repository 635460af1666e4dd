//! A lesson and a session made by hand, with nginx 1.19.6's identities: what tests of the page stand on. Not in the product.

use std::rc::Rc;

use drydock_core::clock::Time;
use drydock_core::identity::{ChainId, DiffId};
use drydock_core::kernel::Kernel;
use drydock_core::lesson::Lesson;
use drydock_core::machine::Machine;
use drydock_core::profile::{About, DockerVersion, HostProfile, Locale, PythonVersion, TreeVersion};
use drydock_core::session::Session;
use drydock_core::trace::{Actor, Call, Cause, Group, Recorder, Stream};
use drydock_core::vfs::{AbsPath, Content, Errno, Fs, Meta, Node, RenameMode};

use crate::state::Course;

const ROOT: &str = "/var/lib/docker";
const IMAGE: &str = "f6d0b4767a6c466c178bf718f99bea0d3742b26679081e52dbf8e0c7c4c42d74";
const LIST: &str = "10b8cc432d56da8b61b070f4c7d2543a9ed17c2b23010b43af434fd40e2ca4aa";
const MANIFEST: &str = "0b159cd1ee1203dad901967ac55eee18c24da84ba3be384690304be93538bea8";

struct Layer {
    digest: &'static str,
    diff: &'static str,
    cache: &'static str,
    link: &'static str,
    packed: u64,
    size: u64,
    top: &'static [&'static str],
}

const LAYERS: [Layer; 5] = [
    Layer {
        digest: "a076a628af6f7dcabc536bee373c0d9b48d9f0516788e64080c4e841746e6ce6",
        diff: "cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864",
        cache: "bd47b78b55e951d504c6e70c0e7af451b020a5741f71ed0e91cb8f8dc77a8664",
        link: "R2AW2LUWRDIV7DLJFYMS67LB3L",
        packed: 27_108_069,
        size: 69_242_992,
        top: &[
            "bin", "boot", "dev", "etc", "home", "lib", "lib64", "media", "mnt", "opt", "proc", "root", "run", "sbin",
            "srv", "sys", "tmp", "usr", "var",
        ],
    },
    Layer {
        digest: "0732ab25fa22000000000000000000000000000000000000000000000000abcd",
        diff: "1c91bf69a08b515a1f9c36893d01bd3123d896b38b082e7c21b4b7cc7023525a",
        cache: "0363fcae3b4410c394b8a99e0a24d1ec01eb5198c82d3422f9c411ceaad98286",
        link: "55T5LSGE3C2NFFQ54FHM7YDNKY",
        packed: 26_500_000,
        size: 63_704_232,
        top: &["docker-entrypoint.d", "etc", "lib", "tmp", "usr", "var"],
    },
    Layer {
        digest: "d7f36f6fe38fea767000aa5d275a6f3176b1be06b2e2aad67a24e32c560535e5",
        diff: "56bc37de0858bc2a5c94db9d69b85b4ded4e0d03684bb44da77e0fe93a829292",
        cache: "5b75a3d9c3881dd8041cdc3fa73679a9f1e4f1052d4548e22b5f4e4ccce7c2d0",
        link: "QTGJLTLBMEML5OGHHZUYM3GHTR",
        packed: 600,
        size: 1202,
        top: &["docker-entrypoint.sh"],
    },
    Layer {
        digest: "f72584a26f32a61cd0e3968e4204f0c9043abf72fda53d47f7423f5eaaaca614",
        diff: "3e5288f7a70f526d6bceb54b3568d13c72952936cebfe28ddcb3386fe3a236ba",
        cache: "14faccdb685b520f09148aaafec45dd31d2e6aa96516b60deaf59228ae9dbe66",
        link: "5K76AX5UNX35LFXZKLATNWHOIK",
        packed: 895,
        size: 1961,
        top: &["docker-entrypoint.d"],
    },
    Layer {
        digest: "7125e4df9063e34c8b3ec0b20d9ee7d9cce6ffd4bc8a4ed0a7bd5dae3ad7b2a0",
        diff: "85fcec7ef3efbf3b4e76a0f5fb8ea14eca6a6c7cbc0c52a1d401ad5548a29ba5",
        cache: "82a99d340893301cf33c79588042cd7d5db55cbcf34ca4b7a6ade609b6d28c96",
        link: "BXVB3Q7277EPHJEMMHKEOR6YS5",
        packed: 666,
        size: 1037,
        top: &["docker-entrypoint.d"],
    },
];

fn profile() -> HostProfile {
    HostProfile {
        hostname: "localhost".into(),
        docker: DockerVersion::imitated(),
        kernel: "3.10.0".into(),
        selinux: true,
        locale: Locale::ZhCn,
        utc_offset: 8 * 3600,
        time_zone: "CST".into(),
        start: Time::from_secs(1_612_222_600),
        columns: Some(80),
        tree: TreeVersion::V1,
        python: PythonVersion::V2,
        resolv_conf: String::new(),
        subnet: [172, 17, 0],
        architecture: "amd64".into(),
        backing_fs: "extfs".into(),
        about: About::machine("CentOS Linux 7 (Core)", "7", 4 << 30),
    }
}

fn step(recorder: &mut Recorder, call: Call, write: impl FnOnce(&mut Fs) -> Result<(), Errno>) {
    let cause = Cause::Program { program: "dockerd".into(), call };
    recorder.step(Actor::Dockerd, cause, |kernel| write(&mut kernel.fs)).expect("the fixture fits its own disk");
}

fn write(recorder: &mut Recorder, path: &str, text: impl Into<Content>) {
    let (path, content) = (AbsPath::new(format!("{ROOT}/{path}")), text.into());
    step(recorder, Call::Write(path.to_string(), content.size()), |fs| {
        if let Some((dir, _)) = path.split() {
            fs.mkdir_all(&dir, 0o755)?;
        }
        fs.write(&path, content, 0o644).map(|_| ())
    });
}

fn rename(recorder: &mut Recorder, from: &str, to: &str) {
    let (from, to) = (AbsPath::new(format!("{ROOT}/{from}")), AbsPath::new(format!("{ROOT}/{to}")));
    step(recorder, Call::Rename(from.to_string(), to.to_string()), |fs| {
        let ((from_dir, from), (to_dir, to)) = (from.split().ok_or(Errno::EINVAL)?, to.split().ok_or(Errno::EINVAL)?);
        fs.mkdir_all(&to_dir, 0o755)?;
        let (from_dir, to_dir) = (fs.walk(&from_dir)?, fs.walk(&to_dir)?);
        fs.rename((from_dir, from), (to_dir, to), RenameMode::Replace)
    });
}

fn diffs() -> Vec<DiffId> {
    LAYERS.iter().map(|layer| DiffId(layer.diff.parse().expect("a hash"))).collect()
}

fn manifest() -> String {
    let layers: Vec<String> = LAYERS
        .iter()
        .map(|layer| {
            format!(
                r#"{{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":{},"digest":"sha256:{}"}}"#,
                layer.packed, layer.digest
            )
        })
        .collect();
    format!(
        r#"{{"schemaVersion":2,"config":{{"size":7479,"digest":"sha256:{IMAGE}"}},"layers":[{}]}}"#,
        layers.join(",")
    )
}

fn pull(machine: &mut Machine) -> u8 {
    let recorder = &mut machine.recorder;
    recorder.print(Stream::Stdout, "Using default tag: latest\n");
    recorder.enter(Some(Rc::new(Group::Resolve)));
    let blobs = "containerd/daemon/io.containerd.content.v1.content/blobs/sha256";
    write(recorder, &format!("{blobs}/{LIST}"), "{}");
    recorder.print(Stream::Stdout, "latest: Pulling from library/nginx\n");
    write(recorder, &format!("{blobs}/{MANIFEST}"), manifest());
    for (n, layer) in LAYERS.iter().enumerate() {
        recorder.enter(Some(Rc::new(Group::Download(n + 1))));
        recorder.print(Stream::Stdout, format!("{}: Pulling fs layer\n", &layer.digest[..12]).as_str());
        let blob = Content::Known { size: layer.packed, sha256: layer.digest.parse().ok() };
        write(recorder, &format!("tmp/GetImageBlob{}", 100 + n), blob);
    }
    let img = "image/overlay2";
    let chains = ChainId::chain(&diffs());
    for (n, layer) in LAYERS.iter().enumerate() {
        recorder.enter(Some(Rc::new(Group::Register(n + 1))));
        let (dir, set) = (format!("overlay2/{}", layer.cache), format!("{img}/layerdb/tmp/write-set-{}", 900 + n));
        write(recorder, &format!("{dir}/link"), layer.link);
        let link = AbsPath::new(format!("{ROOT}/overlay2/l/{}", layer.link));
        step(recorder, Call::Symlink(layer.cache.to_owned(), link.to_string()), |fs| {
            let (dir, name) = link.split().ok_or(Errno::EINVAL)?;
            let dir = fs.mkdir_all(&dir, 0o755)?;
            let target = format!("../{}/diff", layer.cache);
            fs.create(dir, name, Node::Symlink(target.as_bytes().into()), Meta::root(0o777)).map(|_| ())
        });
        if n > 0 {
            write(recorder, &format!("overlay2/{}/committed", LAYERS[n - 1].cache), "");
            let below: Vec<String> = LAYERS[..n].iter().rev().map(|layer| format!("l/{}", layer.link)).collect();
            write(recorder, &format!("{dir}/lower"), below.join(":"));
        }
        for name in layer.top {
            let file = if name.contains('.') && name.strip_suffix(".d").is_none() {
                String::new()
            } else {
                "/file".to_owned()
            };
            write(recorder, &format!("{dir}/diff/{name}{file}"), "abridged\n");
        }
        step(recorder, Call::Unlink(format!("GetImageBlob{}", 100 + n)), |fs| {
            fs.remove_all(&AbsPath::new(format!("{ROOT}/tmp/GetImageBlob{}", 100 + n)))
        });
        write(recorder, &format!("{set}/tar-split.json.gz"), &b"\x1f\x8b\x08\x00"[..]);
        write(recorder, &format!("{set}/diff"), format!("sha256:{}", layer.diff));
        write(recorder, &format!("{set}/size"), layer.size.to_string());
        write(recorder, &format!("{set}/cache-id"), layer.cache);
        if n > 0 {
            write(recorder, &format!("{set}/parent"), chains[n - 1].to_string());
        }
        rename(recorder, &set, &format!("{img}/layerdb/sha256/{}", chains[n].hex()));
        let seen = format!(
            r#"[{{"Digest":"sha256:{}","SourceRepository":"docker.io/library/nginx","HMAC":""}}]"#,
            layer.digest
        );
        write(recorder, &format!("{img}/distribution/v2metadata-by-diffid/sha256/{}", layer.diff), seen);
        write(
            recorder,
            &format!("{img}/distribution/diffid-by-digest/sha256/{}", layer.digest),
            format!("sha256:{}", layer.diff),
        );
        recorder.print(Stream::Stdout, format!("{}: Pull complete\n", &layer.digest[..12]).as_str());
    }
    recorder.enter(Some(Rc::new(Group::Finish)));
    let ids: Vec<String> = LAYERS.iter().map(|layer| format!("\"sha256:{}\"", layer.diff)).collect();
    let config = format!(
        r#"{{"architecture":"amd64","created":"2021-01-12T10:17:41.649267496Z","os":"linux","rootfs":{{"type":"layers","diff_ids":[{}]}}}}"#,
        ids.join(",")
    );
    write(recorder, &format!("{img}/imagedb/content/sha256/{IMAGE}"), config);
    recorder.print(Stream::Stdout, format!("Digest: sha256:{LIST}\n").as_str());
    let names =
        |tag: &str| format!(r#"{{"Repositories":{{"nginx":{{{tag}"nginx@sha256:{LIST}":"sha256:{IMAGE}"}}}}}}"#);
    write(recorder, &format!("{img}/repositories.json"), names(""));
    write(recorder, &format!("{img}/repositories.json"), names(&format!(r#""nginx:latest":"sha256:{IMAGE}","#)));
    recorder.print(Stream::Stdout, "Status: Downloaded newer image for nginx:latest\ndocker.io/library/nginx:latest\n");
    0
}

/// The session: a pull, and the document's check of a chainID.
pub(crate) fn session() -> Session {
    let mut fs = Fs::new(Time::from_secs(1));
    for dir in [
        "image/overlay2/distribution",
        "image/overlay2/imagedb/content/sha256",
        "image/overlay2/imagedb/metadata/sha256",
        "image/overlay2/layerdb",
        "overlay2/l",
        "tmp",
        "containers",
        "volumes",
    ] {
        fs.mkdir_all(&AbsPath::new(format!("{ROOT}/{dir}")), 0o755).expect("a new disk takes directories");
    }
    fs.write(&AbsPath::new(format!("{ROOT}/image/overlay2/repositories.json")), r#"{"Repositories":{}}"#, 0o600)
        .expect("a new disk takes files");
    let mut session = Session::new(Machine::new(Rc::new(profile()), Kernel::new(fs)));
    session.record("docker pull nginx", pull);
    let chains = ChainId::chain(&diffs());
    session.record(&format!("echo -n \"{} {}\" | sha256sum -", chains[0], diffs()[1]), |machine| {
        machine.recorder.print(Stream::Stdout, format!("{}  -\n", chains[1].hex()).as_str());
        0
    });
    session
}

/// The lesson, in a language.
pub(crate) fn lesson() -> Lesson {
    let text = include_str!("fixture.json");
    let mut lesson = Lesson::from_json(text).expect("the fixture is a lesson");
    for (command, operation) in lesson.commands.iter_mut().zip(session().operations()) {
        command.line.clone_from(&operation.line);
    }
    lesson
}

/// The lesson on its session.
pub(crate) fn course() -> Course {
    Course::new(&Rc::new(lesson()), session()).expect("the fixture's stops are in its session")
}
