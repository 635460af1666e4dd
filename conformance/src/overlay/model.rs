//! Runs operations on the simulated kernel.

use std::collections::{BTreeMap, BTreeSet};

use drydock_core::clock::Time;
use drydock_core::kernel::{
    Access, Create, File, Follow, Kernel, MountKind, OpenFlags, OpenHow, RenameFlags, SetXattr, Special, Sysctl, Task,
};
use drydock_core::overlayfs::Entry;
use drydock_core::vfs::{AbsPath, Dev, Errno, FileType, Fs};
use serde_json::{Value, json};

use super::layers::build_layer;
use super::snapshot::{Snapshot, View, content, errno_name, io_error, letter, snapshot, stat};
use super::{Op, Scenario, encode};

/// Now, on the simulated host: a time that no scenario sets.
const NOW: i64 = 1_700_000_000;
const UPPER_INDEX: i64 = 900;
const DATA_INDEX: i64 = 500;

/// The simulated kernel with the scenario's layers mounted at `/o/m`.
#[derive(Clone, Debug)]
pub struct Model {
    kernel: Kernel,
    options: Vec<String>,
    userxattr: bool,
    lowers: Vec<String>,
    data: String,
    commits: usize,
    files: BTreeMap<String, File>,
    dead: bool,
}

/// Why an operation failed: the error, and at which of its parts if not the first.
struct Failure(String, Option<&'static str>);

impl From<Errno> for Failure {
    fn from(error: Errno) -> Self {
        Self(errno_name(error).to_owned(), None)
    }
}

fn at(part: &'static str) -> impl Fn(Errno) -> Failure {
    move |error| Failure(errno_name(error).to_owned(), Some(part))
}

fn outside() -> Task {
    Task { cwd: AbsPath::from("/o"), umask: 0, ..Task::host_root() }
}

impl Model {
    /// Builds the layers and mounts them. The error is the mount's.
    pub fn mount(scenario: &Scenario) -> Result<Self, String> {
        let userxattr = scenario.is_userxattr();
        let mut fs = Fs::new(Time::from_secs(NOW));
        let lowers: Vec<String> = (0..scenario.layers.len()).map(|n| format!("l{n}")).collect();
        let data: Vec<String> = (0..scenario.data_layers.len()).map(|n| format!("d{n}")).collect();
        let build = |fs: &mut Fs| -> Result<(), Errno> {
            fs.mkdir(&"/o".into(), 0o755)?;
            let numbered = lowers.iter().zip(&scenario.layers).zip(0..);
            for ((name, tree), index) in numbered.chain(data.iter().zip(&scenario.data_layers).zip(DATA_INDEX..)) {
                build_layer(fs, &AbsPath::from("/o").join(name), tree, index, userxattr)?;
            }
            build_layer(fs, &"/o/u".into(), &scenario.upper, UPPER_INDEX, userxattr)?;
            fs.mkdir(&"/o/w".into(), 0o777)?;
            fs.mkdir(&"/o/m".into(), 0o777).map(drop)
        };
        build(&mut fs).map_err(|error| format!("layers: {error}"))?;
        let mut kernel = Kernel::new(fs);
        // As on the host where the truth was recorded.
        kernel.sysctl = Sysctl { protected_symlinks: false, protected_hardlinks: true };
        let data = data.iter().fold(String::new(), |text, name| text + "::" + name);
        let options = scenario.options.clone();
        let mut model =
            Self { kernel, options, userxattr, lowers, data, commits: 0, files: BTreeMap::new(), dead: false };
        model.mount_layers().map_err(|error| errno_name(error).to_owned())?;
        Ok(model)
    }

    fn mount_layers(&mut self) -> Result<(), Errno> {
        let options =
            format!("{},lowerdir={}{},upperdir=u,workdir=w", self.options.join(","), self.lowers.join(":"), self.data);
        self.kernel.mount(&outside(), "overlay", b"/o/m", MountKind::Overlay, &options).map(drop)
    }

    /// The merged tree.
    pub fn merged(&self) -> Snapshot {
        snapshot(&self.kernel, &outside(), "/o/m", View::Merged)
    }

    /// The raw upper layer.
    pub fn upper(&self) -> Snapshot {
        snapshot(&self.kernel, &outside(), "/o/u", View::Upper)
    }

    /// The raw lower layers, top first.
    pub fn lowers(&self) -> Vec<Snapshot> {
        let look = |name: &String| snapshot(&self.kernel, &outside(), &format!("/o/{name}"), View::Merged);
        self.lowers.iter().map(look).collect()
    }

    /// Whether two directories of the union have a lower directory in common, as redirects can bring about. While it is mounted, the
    /// real kernel then takes what is in them for the same objects; here a lookup knows nothing of others.
    pub fn has_aliases(&self) -> bool {
        let Some(overlay) = self.kernel.overlay_at(&outside(), b"/o/m") else { return false };
        let fs = &self.kernel.fs;
        let mut seen = BTreeSet::new();
        let mut pending = vec![overlay.root().clone()];
        while let Some(dir) = pending.pop() {
            if !dir.lowers().iter().all(|lower| seen.insert(lower.ino)) {
                return true;
            }
            for entry in overlay.readdir(fs, &dir).unwrap_or_default() {
                let object = overlay.lookup(fs, &dir, entry.name.as_bytes()).ok().and_then(Entry::object);
                pending.extend(object.filter(|object| object.is_dir()));
            }
        }
        false
    }

    /// The simulated kernel.
    pub const fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// Whether a remount has failed, so that there is nothing more to do.
    pub const fn is_dead(&self) -> bool {
        self.dead
    }

    /// Whether the mount cannot be mounted again.
    pub fn is_volatile(&self) -> bool {
        self.options.iter().any(|option| option == "volatile")
    }

    /// Unmounts and mounts again.
    pub fn remount(&mut self) -> Value {
        self.mount_again(false)
    }

    fn mount_again(&mut self, commit: bool) -> Value {
        for file in std::mem::take(&mut self.files).into_values() {
            let _closed = self.kernel.close(file);
        }
        let result = self.kernel.umount(&outside(), b"/o/m").and_then(|()| {
            if commit {
                self.commit()?;
            }
            self.mount_layers()
        });
        match result {
            Ok(()) => json!({ "ok": true }),
            Err(error) => {
                self.dead = true;
                json!({ "err": errno_name(error) })
            }
        }
    }

    /// The upper layer becomes the topmost lower one.
    fn commit(&mut self) -> Result<(), Errno> {
        let name = format!("c{}", self.commits);
        self.commits += 1;
        let task = outside();
        self.kernel.rename(&task, b"/o/u", format!("/o/{name}").as_bytes(), RenameFlags::default())?;
        self.lowers.insert(0, name);
        self.kernel.fs.remove_all(&"/o/w".into())?;
        build_layer(&mut self.kernel.fs, &"/o/u".into(), &BTreeMap::new(), UPPER_INDEX, self.userxattr)?;
        self.kernel.fs.mkdir(&"/o/w".into(), 0o777).map(drop)
    }

    /// Runs one operation; the result in the truth's words.
    pub fn run(&mut self, op: &Op) -> Value {
        match op.name() {
            "remount" => return self.mount_again(false),
            "commit" => return self.mount_again(true),
            _ => {}
        }
        let mut task = Task { root: AbsPath::from("/o/m"), ..Task::host_root() };
        if let Some(uid) = op.number("as") {
            (task.uid, task.gid) = (uid as u32, uid as u32);
        }
        let result = if op.name().starts_with("fd") { self.on_file(&task, op) } else { self.on_path(&task, op) };
        match result {
            Ok(value) => value,
            Err(Failure(error, None)) => json!({ "err": error }),
            Err(Failure(error, Some(part))) => json!({ "err": error, "at": part }),
        }
    }

    fn on_path(&mut self, task: &Task, op: &Op) -> Result<Value, Failure> {
        let (path, to) = (format!("/{}", op.text("path")), format!("/{}", op.text("to")));
        let (path, to) = (path.as_bytes(), to.as_bytes());
        let follow = if op.flag("follow") == Some(false) { Follow::No } else { Follow::Yes };
        let kernel = &mut self.kernel;
        match op.name() {
            "stat" => return Ok(json!({ "stat": stat(&kernel.stat(task, path, Follow::Yes)?) })),
            "lstat" => return Ok(json!({ "stat": stat(&kernel.stat(task, path, Follow::No)?) })),
            "readdir" => {
                let name = |kind: FileType| {
                    if matches!(kind, FileType::Dir | FileType::File | FileType::Symlink) { letter(kind) } else { "o" }
                };
                let entries = kernel.readdir(task, path)?;
                let names: Vec<_> = entries.iter().map(|e| json!([e.name.to_string(), name(e.file_type)])).collect();
                return Ok(json!({ "names": names }));
            }
            "readlink" => return Ok(json!({ "to": String::from_utf8_lossy(&kernel.readlink(task, path)?) })),
            "read" | "create" | "write" | "open" => return self.open(task, path, op),
            "mkdir" => kernel.mkdir(task, path, op.mode("mode", 0o755))?,
            "rmdir" => kernel.rmdir(task, path)?,
            "unlink" => kernel.unlink(task, path)?,
            "symlink" => kernel.symlink(task, op.text("target").as_bytes(), path)?,
            "link" => {
                let follow = if op.flag("follow") == Some(true) { Follow::Yes } else { Follow::No };
                kernel.link(task, path, to, follow)?;
            }
            "rename" => {
                let words = op.words("flags");
                let has = |name| words.contains(&name);
                let flags =
                    RenameFlags { no_replace: has("NOREPLACE"), exchange: has("EXCHANGE"), whiteout: has("WHITEOUT") };
                kernel.rename(task, path, to, flags)?;
            }
            "chmod" => kernel.chmod(task, path, op.mode("mode", 0))?,
            "chown" => {
                let id = |key| op.number(key).map(|id| id as u32);
                kernel.chown(task, path, id("uid"), id("gid"), follow)?;
            }
            "truncate" => kernel.truncate(task, path, op.number("size").unwrap_or(0))?,
            "utimes" => {
                let time = op.number("mtime").map(|secs| Time::from_secs(secs as i64));
                kernel.utimes(task, path, (time, time), follow)?;
            }
            "mknod" => kernel.mknod(task, path, special(op), op.mode("mode", 0o644))?,
            "setxattr" => {
                let how = match op.text("flag") {
                    "create" => SetXattr::Create,
                    "replace" => SetXattr::Replace,
                    _ => SetXattr::Any,
                };
                let value = op.bytes("value").unwrap_or_default();
                kernel.setxattr(task, path, (op.text("name").as_bytes(), &value), how, follow)?;
            }
            "removexattr" => kernel.removexattr(task, path, op.text("name").as_bytes(), follow)?,
            "getxattr" => {
                let value = kernel.getxattr(task, path, op.text("name").as_bytes(), follow)?;
                return Ok(json!({ "value": encode(&value) }));
            }
            "listxattr" => {
                let names = kernel.listxattr(task, path, follow)?;
                return Ok(json!({ "list": names.iter().map(ToString::to_string).collect::<Vec<_>>() }));
            }
            other => return Err(Failure(format!("unknown operation {other}"), None)),
        }
        Ok(json!({ "ok": true }))
    }

    /// `open`, with a write and a read of what was opened.
    fn open(&mut self, task: &Task, path: &[u8], op: &Op) -> Result<Value, Failure> {
        let words = op.words("flags");
        let (how, write, offset, read) = match op.name() {
            "read" => (OpenHow::read(), None, None, true),
            "create" => {
                let mode = op.mode("mode", 0o644);
                let how = OpenHow { access: Access::Write, create: Create::New, flags: OpenFlags::NONE, mode };
                (how, op.bytes("data"), None, false)
            }
            "write" => {
                let (flags, offset) = match op.text("how") {
                    "trunc" => (OpenFlags::TRUNC, None),
                    "append" => (OpenFlags::APPEND, None),
                    _ => (OpenFlags::NONE, Some(op.number("off").unwrap_or(0))),
                };
                let how = OpenHow { access: Access::Write, create: Create::No, flags, mode: 0 };
                (how, op.bytes("data"), offset, false)
            }
            _ => (
                open_how(&words, op.mode("mode", 0o644)),
                op.bytes("write"),
                op.number("off"),
                op.flag("read") == Some(true),
            ),
        };
        let file = self.kernel.open(task, path, how)?;
        let result = self.use_file(task, file, write, offset, read);
        self.kernel.close(file)?;
        result
    }

    fn use_file(
        &mut self,
        task: &Task,
        file: File,
        write: Option<Vec<u8>>,
        offset: Option<u64>,
        read: bool,
    ) -> Result<Value, Failure> {
        if let Some(bytes) = write {
            match offset {
                None => self.kernel.write(task, file, &bytes),
                Some(offset) => self.kernel.write_at(task, file, offset, &bytes),
            }
            .map_err(at("write"))?;
        }
        if !read {
            return Ok(json!({ "ok": true }));
        }
        self.kernel.seek(file, 0)?;
        let bytes = self.kernel.read(file, usize::MAX).map_err(|error| Failure(io_error(error), Some("read")))?;
        Ok(json!({ "data": content(&bytes) }))
    }

    /// Operations on held descriptors.
    fn on_file(&mut self, task: &Task, op: &Op) -> Result<Value, Failure> {
        let name = op.text("fd").to_owned();
        if op.name() == "fdopen" {
            let how = open_how(&op.words("flags"), op.mode("mode", 0o644));
            let path = format!("/{}", op.text("path"));
            let file = self.kernel.open(task, path.as_bytes(), how)?;
            if let Some(old) = self.files.insert(name, file) {
                self.kernel.close(old)?;
            }
            return Ok(json!({ "ok": true }));
        }
        let file = *self.files.get(&name).ok_or(Errno::EBADF)?;
        let kernel = &mut self.kernel;
        match op.name() {
            "fdclose" => {
                self.files.remove(&name);
                kernel.close(file)?;
            }
            "fdread" => {
                let bytes = kernel.read_at(file, op.number("off").unwrap_or(0), 1 << 20);
                let bytes = bytes.map_err(|error| Failure(io_error(error), None))?;
                return Ok(json!({ "data": content(&bytes) }));
            }
            "fdwrite" => {
                let bytes = op.bytes("data").unwrap_or_default();
                match op.number("off") {
                    Some(offset) => kernel.write_at(task, file, offset, &bytes)?,
                    None => kernel.write(task, file, &bytes)?,
                };
            }
            "fdstat" => return Ok(json!({ "stat": stat(&kernel.fstat(file)?) })),
            "fdtruncate" => kernel.ftruncate(task, file, op.number("size").unwrap_or(0))?,
            "fdchmod" => kernel.fchmod(task, file, op.mode("mode", 0))?,
            "fdreaddir" => {
                let names: Vec<_> = kernel.freaddir(file)?.iter().map(|entry| entry.name.to_string()).collect();
                return Ok(json!({ "names": names }));
            }
            other => return Err(Failure(format!("unknown operation {other}"), None)),
        }
        Ok(json!({ "ok": true }))
    }
}

fn open_how(words: &[&str], mode: u16) -> OpenHow {
    let has = |name: &str| words.contains(&name);
    let access = match (has("RDWR"), has("WRONLY")) {
        (true, _) => Access::ReadWrite,
        (_, true) => Access::Write,
        _ => Access::Read,
    };
    let create = match (has("CREAT"), has("EXCL")) {
        (false, _) => Create::No,
        (_, false) => Create::IfMissing,
        (_, true) => Create::New,
    };
    let names = [
        ("TRUNC", OpenFlags::TRUNC),
        ("APPEND", OpenFlags::APPEND),
        ("DIRECTORY", OpenFlags::DIRECTORY),
        ("NOFOLLOW", OpenFlags::NOFOLLOW),
        ("PATH", OpenFlags::PATH),
        ("TMPFILE", OpenFlags::TMPFILE),
    ];
    let flags = names.iter().filter(|(name, _)| has(name)).fold(OpenFlags::NONE, |flags, (_, flag)| flags | *flag);
    OpenHow { access, create, flags, mode }
}

fn special(op: &Op) -> Special {
    let part = |n: usize| op.0.get("dev").and_then(|dev| dev.get(n)).and_then(Value::as_u64).unwrap_or(0) as u32;
    let dev = Dev { major: part(0), minor: part(1) };
    match op.text("type") {
        "c" => Special::Char(dev),
        "b" => Special::Block(dev),
        "p" => Special::Fifo,
        "s" => Special::Socket,
        _ => Special::File,
    }
}
