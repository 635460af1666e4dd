//! Runs a recording's commands in a session, and judges each step.

use std::fs;
use std::path::Path;
use std::rc::Rc;

use drydock_core::clock::Time;
use drydock_core::daemon::Container;
use drydock_core::machine::Machine;
use drydock_core::profile::{About, DockerVersion, HostProfile, Locale, PythonVersion, TreeVersion};
use drydock_core::random::RandomIds;
use drydock_core::registry::{Blob, Network, Registry, UnknownRepository};
use drydock_core::session::Session;
use drydock_core::vfs::{AbsPath, Fs};
use drydock_core::world::{Tree, World};
use drydock_core::{digest, disk};
use serde_json::{Value, json};

use super::drawn::{Drawn, Times};
use super::recording::{Recording, Step, Unreadable};
use super::{judge, snapshot};

/// How a step went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything that is compared is equal.
    Passed,
    /// The differences.
    Failed(Vec<String>),
    /// It was not judged, and why.
    Skipped(String),
}

/// A step that was replayed.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// Its number in the recording.
    pub number: u64,
    /// The command.
    pub command: String,
    /// How it went.
    pub outcome: Outcome,
    /// It as the recordings' format has it; its snapshot is named, not contained.
    pub emitted: Value,
    /// The disk after it.
    pub snapshot: Option<Value>,
}

/// The registry on the recording host: a mirror of Docker Hub and a registry of its own.
const REGISTRY: &str = "127.0.0.1:5000";

/// Where the commands were typed.
const WORK: &str = "/corpus/work";

/// Replays a scenario from its empty daemon on.
pub fn replay(recording: &Recording) -> Result<Vec<Replayed>, Unreadable> {
    let drawn = Drawn::read(recording)?;
    let mut ids = RandomIds::new(1);
    for (chain, layers) in &drawn.layers {
        for layer in layers {
            ids.bind_layer(*chain, *layer);
        }
    }
    for (name, ends) in &drawn.ends {
        ids.bind_network_ends(name, *ends);
    }
    if let Some(bridge) = drawn.bridge {
        ids.bind_network("bridge", bridge);
    }
    let mut session = Session::on(world(recording, ids, drawn.resolv_conf.as_deref()));
    session.run(&format!("cd {WORK}"));
    let mut lost: Option<u64> = None;
    let mut replayed = Vec::new();
    for step in &recording.steps {
        session.between(|machine| bind(machine, &drawn, step.number));
        if let Some(moment) = drawn.moment(step.number) {
            session.between(|machine| machine.recorder.unrecorded(|kernel| kernel.fs.set_now(moment)));
        }
        if let Some(times) = drawn.times.get(&step.number) {
            session.between(|machine| set_times(machine, step, times));
        }
        replayed.push(match lost {
            Some(number) => {
                skipped(step, format!("follows step {number}, which changed the disk and is not simulated"))
            }
            None => one(recording, step, &mut session)?,
        });
        let unsupported = replayed.last().is_some_and(|last| last.emitted["status"] == "unsupported");
        if unsupported && step.changed && lost.is_none() {
            lost = Some(step.number);
        }
    }
    Ok(replayed)
}

/// Binds what a step draws just before it: what other steps drew and nobody saw must not take it.
fn bind(machine: &mut Machine, drawn: &Drawn, step: u64) {
    let mut ids = machine.daemon.ids().clone();
    for (_, name, container) in drawn.containers.iter().filter(|(at, ..)| *at == step) {
        ids.bind_container(name, *container);
    }
    for (_, volume) in drawn.volumes.iter().filter(|(at, _)| *at == step) {
        ids.bind_volume(*volume);
    }
    for (_, id) in drawn.uses.iter().filter(|(at, _)| *at == step) {
        ids.bind_volume_use(*id);
    }
    machine.daemon.set_ids(ids);
}

/// Sets the clock to when the step's container or image was made, even back: a simulated command takes longer. And sets the files of the container that it is made of to when they changed.
fn set_times(machine: &mut Machine, step: &Step, times: &Times) {
    let named = |container: &&Container| step.command.split_whitespace().any(|word| word == container.short_name());
    let layer = machine.daemon.containers().iter().find(named).and_then(|container| container.layer);
    machine.recorder.unrecorded(|kernel| {
        if let Some(time) = times.made {
            kernel.fs.set_now(time);
        }
        let Some(layer) = layer else { return };
        let root = disk::overlay2::diff_dir(layer.dir());
        for (name, time) in &times.files {
            let path = AbsPath::new(String::from_utf8_lossy(name).replace("/.wh.", "/"));
            if let Ok(file) = kernel.fs.walk(&root.join(path.as_bytes())) {
                // The file is there: it was just found.
                let _ = kernel.fs.set_mtime(file, *time);
            }
        }
    });
}

fn skipped(step: &Step, why: String) -> Replayed {
    let emitted = json!({ "i": step.number, "cmd": step.command, "status": "unsupported" });
    Replayed {
        number: step.number,
        command: step.command.clone(),
        outcome: Outcome::Skipped(why),
        emitted,
        snapshot: None,
    }
}

fn one(recording: &Recording, step: &Step, session: &mut Session) -> Result<Replayed, Unreadable> {
    let operation = session.run(&step.command);
    let (exit, stdout, stderr) = (operation.exit, operation.stdout(), operation.stderr());
    if step.command.contains("cd ") {
        // Each command was recorded in a shell of its own.
        session.run(&format!("cd {WORK}"));
    }
    if let Some(line) = stderr.lines().find(|line| line.starts_with("drydock: ") && line.contains("not simulated")) {
        let mut step_skipped = skipped(step, line.to_owned());
        if step.changed {
            step_skipped.outcome = Outcome::Failed(vec![format!("changes the disk: {line}")]);
        }
        return Ok(step_skipped);
    }
    let mut found = Vec::new();
    if i64::from(exit) != step.exit {
        found.push(format!("exit: recorded {} replayed {exit}", step.exit));
    }
    found.extend(judge::stream(&step.command, "stdout", &step.stdout, &stdout));
    found.extend(judge::stream(&step.command, "stderr", &step.stderr, &stderr));
    let taken = match snapshot::take(session.machine().kernel()) {
        Ok(taken) => {
            found.extend(judge::disk(&recording.snapshot(step)?, &taken));
            Some(taken)
        }
        Err((path, error)) => {
            found.push(format!("the simulated disk cannot be read at {path}: {error}"));
            None
        }
    };
    let emitted = json!({
        "i": step.number, "cmd": step.command, "status": "ok", "exit": exit, "stdout": stdout, "stderr": stderr,
        "snapshot": format!("snap/{:03}.json", step.number),
    });
    let outcome = if found.is_empty() { Outcome::Passed } else { Outcome::Failed(found) };
    Ok(Replayed { number: step.number, command: step.command.clone(), outcome, emitted, snapshot: taken })
}

/// The host that the scenarios were recorded on, before the first command.
fn world(recording: &Recording, ids: RandomIds, resolv_conf: Option<&str>) -> World {
    let mut profile = profile();
    if let Some(text) = resolv_conf {
        text.clone_into(&mut profile.resolv_conf);
    }
    let mut fs = Fs::new(profile.start);
    let made = disk::initialize(&mut fs).and_then(|()| files(&mut fs, recording));
    debug_assert!(made.is_ok(), "the paths are ours and the disk is empty");
    let mut registry = Registry::new(UnknownRepository::ManifestUnknown);
    for input in &recording.inputs {
        let (path, tag) = input.name.rsplit_once(':').unwrap_or((&input.name, "latest"));
        registry.put_bytes(input.config.as_slice());
        for bytes in input.layers.iter().flatten() {
            registry.put_blob(digest::Sha256::of(bytes), Blob::Whole(bytes.as_slice().into()));
        }
        for (media_type, bytes) in &input.platforms {
            registry.put_manifest(path, media_type, bytes.as_slice());
        }
        let digest = registry.put_manifest(path, &input.media_type, input.manifest.as_slice());
        registry.tag(path, tag, digest);
    }
    let resolver = profile.resolv_conf.lines().find_map(|line| line.strip_prefix("nameserver "));
    let mut network = Network::new(resolver);
    network.connect(REGISTRY, Rc::new(registry));
    network.mirror(REGISTRY);
    World { name: "recording", profile, network, ids, fs, before: &[] }
}

fn profile() -> HostProfile {
    HostProfile {
        hostname: "host".to_owned(),
        docker: DockerVersion {
            platform: String::new(),
            version: "20.10.24+dfsg1".to_owned(),
            go: "go1.19.8".to_owned(),
            first_port: 32768,
            ..DockerVersion::imitated()
        },
        kernel: "6.18.44-fc-v669".to_owned(),
        selinux: false,
        locale: Locale::C,
        utc_offset: 0,
        time_zone: "UTC".to_owned(),
        start: Time::from_secs(1_790_000_000),
        columns: None,
        tree: TreeVersion::V2,
        python: PythonVersion::V3,
        resolv_conf: "nameserver 10.255.255.53\n".to_owned(),
        subnet: [172, 17, 0],
        architecture: "amd64".to_owned(),
        backing_fs: "extfs".to_owned(),
        about: About::machine("Debian GNU/Linux 12 (bookworm)", "12", 25_276_502_016),
    }
}

/// The users of a Debian host.
const USERS: &[(&str, u32)] = &[
    ("root", 0),
    ("daemon", 1),
    ("bin", 2),
    ("sys", 3),
    ("games", 5),
    ("man", 6),
    ("lp", 7),
    ("mail", 8),
    ("news", 9),
    ("uucp", 10),
    ("proxy", 13),
    ("www-data", 33),
    ("backup", 34),
    ("list", 38),
    ("irc", 39),
    ("nobody", 65_534),
];
/// Its groups.
const GROUPS: &[(&str, u32)] = &[
    ("root", 0),
    ("daemon", 1),
    ("bin", 2),
    ("sys", 3),
    ("adm", 4),
    ("tty", 5),
    ("disk", 6),
    ("lp", 7),
    ("mail", 8),
    ("news", 9),
    ("uucp", 10),
    ("man", 12),
    ("proxy", 13),
    ("www-data", 33),
    ("backup", 34),
    ("list", 38),
    ("irc", 39),
    ("shadow", 42),
    ("staff", 50),
    ("users", 100),
    ("nogroup", 65_534),
];

/// `/etc/passwd` or `/etc/group`: what programs read of them, name and number.
fn accounts(names: &[(&str, u32)]) -> String {
    let line = |(name, id): &(&str, u32)| format!("{name}:x:{id}:{id}::/:\n");
    names.iter().map(line).collect::<Vec<_>>().concat()
}

/// Puts the scenario's input files where its commands look for them.
fn files(fs: &mut Fs, recording: &Recording) -> Result<(), drydock_core::vfs::Errno> {
    for dir in ["/etc", "/root", "/tmp", "/home", "/proc", WORK] {
        fs.mkdir_all(&AbsPath::new(dir), 0o755)?;
    }
    Tree::of("dev/null c 1:3 0666\ndev/zero c 1:5 0666\ndev/full c 1:7 0666\n").write_to(fs)?;
    fs.write(&AbsPath::new("/etc/passwd"), accounts(USERS), 0o644)?;
    fs.write(&AbsPath::new("/etc/group"), accounts(GROUPS), 0o644)?;
    let base = AbsPath::new("/corpus/public").join(&recording.name);
    fs.mkdir_all(&base.join("outputs"), 0o755)?;
    fs.mkdir_all(&base.join("inputs"), 0o755)?;
    copy(fs, &recording.folder.join("inputs"), &base.join("inputs"))
}

fn copy(fs: &mut Fs, from: &Path, to: &AbsPath) -> Result<(), drydock_core::vfs::Errno> {
    let Ok(listing) = fs::read_dir(from) else { return Ok(()) };
    for entry in listing.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let to = to.join(name.as_encoded_bytes());
        if path.is_dir() {
            fs.mkdir_all(&to, 0o755)?;
            copy(fs, &path, &to)?;
        } else if let Ok(bytes) = fs::read(&path) {
            fs.write(&to, bytes, 0o644)?;
        }
    }
    Ok(())
}
