use std::rc::Rc;

use super::*;
use crate::clock::Time;
use crate::identity::{ChainId, DiffId, ImageId};
use crate::kernel::Kernel;
use crate::machine::Machine;
use crate::profile::{About, DockerVersion, HostProfile, Locale, PythonVersion, TreeVersion};
use crate::session::Session;
use crate::trace::{Actor, Cause, Group, Stream};
use crate::vfs::{Errno, Fs};

fn profile() -> HostProfile {
    HostProfile {
        hostname: "host".into(),
        docker: DockerVersion::imitated(),
        kernel: "6".into(),
        selinux: false,
        locale: Locale::C,
        utc_offset: 0,
        time_zone: "UTC".into(),
        start: Time::from_secs(1),
        columns: None,
        tree: TreeVersion::V2,
        python: PythonVersion::V3,
        resolv_conf: String::new(),
        subnet: [172, 17, 0],
        architecture: "amd64".into(),
        backing_fs: "extfs".into(),
        about: About::machine("Debian GNU/Linux 12 (bookworm)", "12", 4 << 30),
    }
}

const IMG: &str = "/var/lib/docker/image/overlay2";
const CONFIG: &str = r#"{"rootfs":{"type":"layers","diff_ids":["sha256:cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864","sha256:1c91bf69a08b515a1f9c36893d01bd3123d896b38b082e7c21b4b7cc7023525a"]}}"#;

fn diffs() -> [DiffId; 2] {
    [
        "sha256:cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864".parse().unwrap(),
        "sha256:1c91bf69a08b515a1f9c36893d01bd3123d896b38b082e7c21b4b7cc7023525a".parse().unwrap(),
    ]
}

/// A session of two commands: the first writes an image of two layers, a step each, the second prints.
fn session() -> Session {
    let machine = Machine::new(Rc::new(profile()), Kernel::new(Fs::new(Time::from_secs(1))));
    let mut session = Session::new(machine);
    session.record("pull", |machine| {
        let recorder = &mut machine.recorder;
        let write = |recorder: &mut crate::trace::Recorder, path: String, text: String| {
            let cause = Cause::Program {
                program: "pull".into(),
                call: crate::trace::Call::Write(path.clone(), text.len() as u64),
            };
            recorder
                .step(Actor::Dockerd, cause, |kernel| -> Result<(), Errno> {
                    let path = crate::vfs::AbsPath::new(path);
                    kernel.fs.mkdir_all(&path.split().unwrap().0, 0o755)?;
                    kernel.fs.write(&path, text, 0o644).map(|_| ())
                })
                .unwrap();
        };
        for (n, chain) in ChainId::chain(&diffs()).into_iter().enumerate() {
            recorder.enter(Some(Rc::new(Group::Register(n + 1))));
            write(recorder, format!("{IMG}/layerdb/sha256/{}/size", chain.hex()), format!("{}", 10 * (n + 1)));
        }
        recorder.enter(Some(Rc::new(Group::Finish)));
        let image = ImageId(crate::digest::Sha256::of(CONFIG.as_bytes()));
        write(recorder, format!("{IMG}/imagedb/content/sha256/{}", image.hex()), CONFIG.to_owned());
        let names = format!(r#"{{"Repositories":{{"nginx":{{"nginx:latest":"{image}"}}}}}}"#);
        write(recorder, format!("{IMG}/repositories.json"), names);
        0
    });
    session.record("echo hi", |machine| {
        machine.recorder.print(Stream::Stdout, "hi\n");
        0
    });
    session
}

fn lesson(stops: &str) -> Lesson {
    Lesson::from_json(&format!(
        r#"{{"format":1,"id":"t","lang":"en","title":"T","summary":"","world":"w","image":"nginx:latest",
        "commands":[{{"name":"pull","line":"pull"}},{{"name":"hi","line":"echo hi"}}],
        "chapters":[{{"name":"c","title":"C"}}],"stops":[{stops}]}}"#
    ))
    .unwrap()
}

#[test]
fn values_print_what_they_read() {
    for text in [
        "image",
        "list of a/b:1",
        "digest 3",
        "chain 2 of x:y",
        "packed 1",
        "size 2 of z",
        "layers",
        "layers of z",
        "file image/overlay2/layerdb/sha256/{chain 2}/parent",
        "count /x/{image of a}",
        "path {chain 1}{cache 2}",
        "line pull",
        "output pull",
        "steps layerdb.commit",
        "first layerdb.commit",
        "same chain 1 = diff 1",
        "'a b'",
        "7",
    ] {
        assert_eq!(text.parse::<Value>().map(|value| value.to_string()), Ok(text.to_owned()));
    }
    let wrong = |text: &str| text.parse::<Value>().unwrap_err();
    assert_eq!(wrong("chian 2"), ParseValueError::Word("chian".into()));
    assert_eq!(wrong("chain"), ParseValueError::Layer("chain".into(), String::new()));
    assert_eq!(wrong("chain 0"), ParseValueError::Layer("chain".into(), "0".into()));
    assert_eq!(wrong("image 3"), ParseValueError::Extra("image".into(), "3".into()));
    assert_eq!(wrong("file"), ParseValueError::Missing("file".into()));
    assert_eq!(wrong("file {chain 1"), ParseValueError::Open);
    assert_eq!(wrong("file {size 1}"), ParseValueError::NotInPath("size 1".into()));
}

#[test]
fn stops_are_found_and_values_filled_in() {
    let lesson = lesson(
        r#"{"name":"a","chapter":0,"at":{"step":{"command":0,"cause":"program","layer":2,"nth":1}},
            "title":[{"text":"Two"}],"body":[{"paragraph":[{"text":"is "},{"value":"chain 2"},{"text":", "},{"value":"size 2"}]}],
            "focus":{"open":"image/overlay2/layerdb/sha256/{chain 2}"},
            "prediction":{"answer":"chain 2","choices":[{"name":"diff","value":"diff 2"},{"name":"chain","value":"chain 2"}],
              "prose":{"question":[],"choices":[{"label":[],"reason":[]},{"label":[],"reason":[]}]}}},
           {"name":"b","chapter":0,"at":{"after":1},"title":[{"value":"same chain 1 = diff 1"}],
            "body":[{"code":[{"value":"output hi"}]}]}"#,
    );
    let session = session();
    let play = Play::new(&lesson, &session);
    assert_eq!(play.check(), []);
    assert_eq!(
        play.positions(),
        [Position { operation: 0, moment: Moment::Step(1) }, Position { operation: 1, moment: Moment::After }]
    );
    let shown = play.show(0).unwrap();
    let Block::Paragraph(line) = &shown.body[0] else { panic!("{:?}", shown.body) };
    assert_eq!(plain(line), "is sha256:a3ee2510dcf02c980d7aff635909612006fd1662084d6225e52e769b984abeb5, 20");
    let verdicts: Vec<_> = shown.prediction.unwrap().answers.iter().map(|a| (a.name.clone(), a.verdict)).collect();
    assert_eq!(verdicts, [("diff".into(), Verdict::Wrong), ("chain".into(), Verdict::Right)]);
    let shown = play.show(1).unwrap();
    assert_eq!(
        (plain(&shown.title).as_str(), &shown.body[0]),
        ("yes", &Block::Code(vec![Inline::Value(Filled::Text("hi".into()))]))
    );
}

#[test]
fn what_does_not_hold_is_told() {
    let lesson = lesson(
        r#"{"name":"a","chapter":0,"at":{"after":1},"title":[],"body":[{"paragraph":[{"value":"cache 1"}]}],
            "focus":{"open":"nowhere"},
            "prediction":{"answer":"layers","choices":[{"name":"x","value":"2"},{"name":"y","value":"layers"}],
              "prose":{"question":[],"choices":[{"label":[],"reason":[]},{"label":[],"reason":[]}]}}},
           {"name":"b","chapter":0,"at":{"step":{"command":0,"cause":"program","layer":3,"nth":1}},"title":[],"body":[]}"#,
    );
    let session = session();
    let told: Vec<String> = Play::new(&lesson, &session).check().into_iter().map(|p| p.trouble.to_string()).collect();
    assert_eq!(
        told,
        [
            "no step fits `program` of layer 3: the command has 4 of this cause; see `layer` and `nth`",
            "this stop comes before `a` on the machine; put the two in the order in which they happen",
            "`{cache 1}` cannot be read here: it is not on the disk at this stop, nor later in the lesson",
            "/var/lib/docker/nowhere is not on the disk at this stop",
            "x, y are all right: each equals 2; exactly one may be",
        ]
    );
}
