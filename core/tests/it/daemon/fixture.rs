//! Hosts, registries and layers for the tests of the daemon.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::rc::Rc;

use drydock_core::archive::gzip;
use drydock_core::archive::tar::{EntryKind, Header, Writer};
use drydock_core::clock::Time;
use drydock_core::daemon::RemoveOptions;
use drydock_core::daemon::pull::PullRequest;
use drydock_core::digest::{Digest, Sha256};
use drydock_core::disk::{self, fsck, layout};
use drydock_core::kernel::Kernel;
use drydock_core::machine::Machine;
use drydock_core::oci::Platform;
use drydock_core::random::RandomIds;
use drydock_core::reference::Reference;
use drydock_core::registry::{Dialect, Network, Pushed, Registry};
use drydock_core::trace::{Cause, Step};
use drydock_core::vfs::{AbsPath, Content, Fs};
use drydock_core::world;

/// The blobs of the recorded images.
pub(crate) fn recorded_registry() -> Registry {
    let mut registry = Registry::default();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/docker/blobs/sha256");
    for file in std::fs::read_dir(folder).unwrap() {
        registry.put_bytes(std::fs::read(file.unwrap().path()).unwrap());
    }
    for (path, tag, manifest) in [
        ("library/nginx", "latest", "5e025de29c954f7d4e8400577011ae1123b3a397616d66e2bd101fa2a6f3ec9d"),
        ("library/site", "1.0", "82ccba560914514c5aaff4fbe7a508021966ee61a6b01dc1ede90394ca793590"),
        ("library/full", "1", "548b2d2b058deec32642d6c0b89afb65ef1df4656b5eb6bb3c18f859b46dec52"),
        ("library/linked", "1", "5dcf19f5df747e4f03b098bb710ec8c8858edf3cd8ee5cde1af9bebce57787f4"),
        ("library/empty", "1", "b50e5efb825f79ae6f334edf0b24d7d079167b86deb946ecfa5d6a6d6ccdc20f"),
    ] {
        let bytes = std::fs::read(format!("{folder}/{manifest}")).unwrap();
        let digest = registry.put_manifest(path, drydock_core::oci::media_type::DOCKER_MANIFEST, bytes);
        assert_eq!(digest.hex(), manifest);
        registry.tag(path, tag, digest);
    }
    registry
}

/// A layer of these files, as it travels.
pub(crate) fn layer(entries: &[(&str, &str)]) -> Rc<[u8]> {
    gzip(&tar(entries)).into()
}

/// A tar of these files. A name that ends in `/` is a directory, a body that begins with `-> ` a symbolic link, one that begins
/// with `=> ` a hard link.
pub(crate) fn tar(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = Writer::default();
    for (name, body) in entries {
        let (kind, mode, link) = match body {
            _ if name.ends_with('/') => (EntryKind::Dir, 0o755, ""),
            body if body.starts_with("-> ") => (EntryKind::Symlink, 0o777, &body[3..]),
            body if body.starts_with("=> ") => (EntryKind::Hardlink, 0o644, &body[3..]),
            _ => (EntryKind::File, 0o644, ""),
        };
        let mtime = Time::from_secs(1_610_000_000);
        let header = Header { link: link.as_bytes().to_vec(), mtime, ..Header::new(name, kind, mode) };
        writer.append(&header, &Content::from(*body));
    }
    writer.finish().bytes.to_vec()
}

/// A config that names these layers.
pub(crate) fn config(architecture: &str, layers: &[Rc<[u8]>]) -> String {
    let diff = |layer: &Rc<[u8]>| {
        let tar = drydock_core::archive::compression::decompress(layer).unwrap_or_default();
        format!("\"{}\"", Sha256::of(&tar).prefixed())
    };
    let diffs: Vec<String> = layers.iter().map(diff).collect();
    let history: Vec<&str> = layers.iter().map(|_| "{\"created_by\":\"made\"}").collect();
    format!(
        "{{\"architecture\":\"{architecture}\",\"config\":{{\"Cmd\":[\"/bin/sh\"]}},\"created\":\"2021-01-12T10:17:43Z\",\
         \"history\":[{}],\"os\":\"linux\",\"rootfs\":{{\"type\":\"layers\",\"diff_ids\":[{}]}}}}",
        history.join(","),
        diffs.join(",")
    )
}

/// Puts an image of these layers into a registry.
pub(crate) fn push(registry: &mut Registry, name: &str, layers: &[Rc<[u8]>]) -> Pushed {
    let (path, tag) = name.rsplit_once(':').unwrap();
    let pushed = registry.push(path, Dialect::Docker, config("amd64", layers).as_bytes(), layers);
    registry.tag(path, tag, pushed.manifest);
    pushed
}

/// A host with an empty Docker that reaches `registry` at `r.test`, and as a mirror of Docker Hub, which it cannot reach.
pub(crate) struct Host {
    pub(crate) machine: Machine,
    pub(crate) trusted: BTreeSet<Digest>,
}

/// What a command did.
#[derive(Debug)]
pub(crate) struct Done {
    /// What `docker` would print, without progress bars, errors as well.
    pub(crate) text: String,
    pub(crate) steps: Vec<Step>,
}

impl Done {
    /// The operations and paths of the steps below `/var/lib/docker`, looks left out.
    pub(crate) fn trace(&self) -> String {
        let mut trace = String::new();
        for step in &self.steps {
            let operation = step.cause.operation().word();
            let path = step.cause.path().map(|path| path.to_string()).unwrap_or_default();
            if operation != "look" {
                writeln!(trace, "{operation} {}", path.trim_start_matches("/var/lib/docker/")).unwrap();
            }
        }
        trace
    }
}

impl Host {
    pub(crate) fn new(registry: Registry) -> Self {
        let start = Time::from_secs(1_700_000_000);
        let mut fs = Fs::new(start);
        fs.mkdir_all(&"/var/lib".into(), 0o755).unwrap();
        disk::initialize(&mut fs).unwrap();
        let mut network = Network::new(Some("192.168.1.1"));
        network.connect("r.test", Rc::new(registry));
        network.mirror("r.test");
        let trusted = network.taken_on_trust();
        let profile = world::open("empty").unwrap().profile;
        let machine = Machine::new(Rc::new(profile), Kernel::new(fs)).with_network(Rc::new(network));
        Self { machine: machine.with_ids(RandomIds::new(1)), trusted }
    }

    pub(crate) fn fs(&self) -> &Fs {
        &self.machine.kernel().fs
    }

    /// `docker pull NAME`
    pub(crate) fn pull(&mut self, name: &str) -> Done {
        self.pull_for(name, None)
    }

    /// `docker pull --platform PLATFORM NAME`
    pub(crate) fn pull_for(&mut self, name: &str, platform: Option<&str>) -> Done {
        let platform = platform.map(|text| Platform::parse(text, &self.machine.daemon.platform()).unwrap());
        let request = PullRequest { reference: Reference::parse(name).unwrap().or_latest(), platform };
        self.pull_request(&request)
    }

    pub(crate) fn pull_request(&mut self, request: &PullRequest) -> Done {
        let text = self.run_pull(request);
        self.done(text)
    }

    fn run_pull(&mut self, request: &PullRequest) -> String {
        let mut text = String::new();
        let result = self.machine.daemon.pull(&mut self.machine.recorder, request, &mut |_, event| {
            if event.progress().is_none() {
                let id = event.id().map(|id| format!("{id}: ")).unwrap_or_default();
                writeln!(text, "{id}{}", event.text()).unwrap();
            }
        });
        match result {
            Ok(()) => {}
            Err(error) if error.is_streamed => writeln!(text, "{error}").unwrap(),
            Err(error) => writeln!(text, "Error response from daemon: {error}").unwrap(),
        }
        text
    }

    /// `docker pull NAME`, without a look at the disk after every step.
    pub(crate) fn pull_unchecked(&mut self, name: &str) -> String {
        let request = PullRequest { reference: Reference::parse(name).unwrap().or_latest(), platform: None };
        let text = self.run_pull(&request);
        self.machine.recorder.take();
        assert_eq!(fsck::check(self.fs(), fsck::When::AtRest, &self.trusted), []);
        text
    }

    /// `docker rmi NAME`
    pub(crate) fn rmi(&mut self, name: &str, options: RemoveOptions) -> Done {
        let mut text = String::new();
        match self.machine.daemon.remove_image(&mut self.machine.recorder, name, options) {
            Ok(items) => items.iter().for_each(|item| writeln!(text, "{item}").unwrap()),
            Err(error) => writeln!(text, "Error response from daemon: {error}").unwrap(),
        }
        self.done(text)
    }

    /// `docker tag IMAGE NAME`
    pub(crate) fn tag(&mut self, image: &str, name: &str) -> Done {
        let name = Reference::parse(name).unwrap();
        let result = self.machine.daemon.tag(&mut self.machine.recorder, image, &name);
        self.done(result.err().map(|error| format!("Error response from daemon: {error}\n")).unwrap_or_default())
    }

    /// The end of a command: after every step what must always hold does, and now all that must.
    fn done(&mut self, text: String) -> Done {
        let (steps, _) = self.machine.recorder.take();
        let mut last: Option<&Fs> = None;
        for step in &steps {
            assert!(Cause::NAMES.contains(&step.cause.name()), "{} is not listed", step.cause.name());
            assert!(last.is_none_or(|last| last.same(&step.before.fs)), "{:?} begins elsewhere", step.cause);
            let found = fsck::check(&step.after.fs, fsck::When::Always, &self.trusted);
            assert_eq!(found, [], "after {:?}", step.cause);
            last = Some(&step.after.fs);
        }
        assert_eq!(fsck::check(self.fs(), fsck::When::AtRest, &self.trusted), []);
        self.machine.advance(1_000_000_000);
        Done { text, steps }
    }

    /// Every path of a directory below `/var/lib/docker`, without what random names lead to.
    pub(crate) fn names(&self, below: &str) -> Vec<String> {
        let dir = layout::root().join(below);
        let entries = self.fs().walk(&dir).and_then(|dir| self.fs().entries(dir));
        entries.map(|entries| entries.iter().map(|(name, _)| name.to_string()).collect()).unwrap_or_default()
    }

    /// The text of a file below `/var/lib/docker`.
    pub(crate) fn text(&self, path: &str) -> String {
        let content = self.fs().read(&layout::root().join(path)).unwrap();
        String::from_utf8(content.bytes().unwrap().to_vec()).unwrap()
    }

    /// What is in the `diff/` of the only layer, or of the layer whose chainID begins so: path, mode, what it is.
    pub(crate) fn diff_of(&self, chain: &str) -> String {
        let layers = self.machine.daemon.layers();
        let layer = layers.iter().find(|layer| layer.record.chain.hex().starts_with(chain)).unwrap();
        let root = disk::overlay2::diff_dir(layer.dir());
        let mut shown = String::new();
        let mut pending = vec![AbsPath::root()];
        while let Some(path) = pending.pop() {
            let inode = self.fs().get(self.fs().walk(&root.join(path.as_bytes())).unwrap()).unwrap();
            let kind = format!("{:?}", inode.file_type()).to_lowercase();
            writeln!(shown, "{path} {:04o} {kind}", inode.mode).unwrap();
            let names = inode.entries().into_iter().flat_map(|entries| entries.iter().map(|(name, _)| name.clone()));
            let names: Vec<_> = names.collect();
            pending.extend(names.iter().rev().map(|name| path.join(name.as_bytes())));
        }
        shown
    }
}
