//! What runc makes for a container: a namespace of mounts with the union as its root.
//!
//! Model: moby `oci/defaults.go`, `daemon/oci_linux.go` `WithMounts`; runc `libcontainer/rootfs_linux.go`. The standard mounts are
//! as they are seen with cgroups version 1; what is in `/proc` and `/sys` is not simulated, apart from what programs ask for.

use std::rc::Rc;

use super::{Container, ContainerError, Device, MountKind as PointKind, MountPoint};
use crate::disk::layout;
use crate::kernel::{
    Access, Create, Follow, Kernel, MountAccess, MountKind, NsId, OpenFlags, OpenHow, Privilege, Special, Stat, Task,
};
use crate::trace::{Actor, Cause, Lifecycle, Recorder};
use crate::vfs::{AbsPath, Dev, Errno, FileType, Fs, Meta, Node, SetAttr};

/// A mount that every container has: where, source, type, options.
const STANDARD: [(&str, &str, &str, &str); 5] = [
    ("/proc", "proc", "proc", "rw,nosuid,nodev,noexec,relatime"),
    ("/dev", "tmpfs", "tmpfs", "rw,nosuid,size=65536k,mode=755"),
    ("/dev/pts", "devpts", "devpts", "rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=666"),
    ("/sys", "sysfs", "sysfs", "ro,nosuid,nodev,noexec,relatime"),
    ("/dev/mqueue", "mqueue", "mqueue", "rw,nosuid,nodev,noexec,relatime"),
];

/// Character devices that every container has.
const DEVICES: [(&str, u32, u32); 6] =
    [("null", 1, 3), ("zero", 1, 5), ("full", 1, 7), ("random", 1, 8), ("urandom", 1, 9), ("tty", 5, 0)];
/// Symbolic links that every container has.
const LINKS: [(&str, &str); 5] = [
    ("fd", "/proc/self/fd"),
    ("stdin", "/proc/self/fd/0"),
    ("stdout", "/proc/self/fd/1"),
    ("stderr", "/proc/self/fd/2"),
    ("ptmx", "pts/ptmx"),
];

/// Makes the namespace; `root` is where the union is mounted.
pub(super) fn make(recorder: &mut Recorder, container: &Container, root: &AbsPath) -> Result<NsId, ContainerError> {
    let id = container.id;
    let asked = asked_devices(recorder.kernel(), container)?;
    tmpfs_options(container.host_config.tmpfs.iter().flatten().map(|(_, options)| options.as_str()))?;
    let cause = Cause::Lifecycle(Lifecycle::NamespaceMade { container: id });
    let namespace = recorder.step(Actor::Runc, cause, |kernel| {
        let namespace = kernel.new_namespace(&Task::host_root(), root.as_bytes(), MountAccess::ReadWrite)?;
        standard(kernel, namespace, container, &asked).inspect_err(|_| kernel.remove_namespace(namespace))?;
        Ok::<_, Errno>(namespace)
    })?;
    let bound = mount_points(recorder, container, namespace);
    if container.host_config.readonly_rootfs {
        recorder.unrecorded(|kernel| kernel.remount_root(namespace, MountAccess::ReadOnly));
    }
    match bound {
        Ok(()) => Ok(namespace),
        Err(error) => {
            recorder.unrecorded(|kernel| kernel.remove_namespace(namespace));
            Err(error)
        }
    }
}

fn standard(kernel: &mut Kernel, namespace: NsId, container: &Container, asked: &[AskedDevice]) -> Result<(), Errno> {
    let task = Task::root_in(namespace, Privilege::Host);
    let now = kernel.fs.now();
    let shm = format!("rw,nosuid,nodev,noexec,relatime,size={}k", container.host_config.shm_size / 1024);
    let standard = STANDARD.into_iter().chain([("/dev/shm", "shm", "tmpfs", shm.as_str())]);
    for (place, source, fstype, options) in standard {
        target(kernel, &task, place, FileType::Dir)?;
        let content = match place {
            "/dev" => devices(now)?,
            "/dev/shm" | "/dev/mqueue" => open_to_all(now, 0o1777)?,
            "/proc" | "/sys" => open_to_all(now, 0o555)?,
            _ => Fs::new(now),
        };
        kernel.mount(&task, source, place.as_bytes(), MountKind::Memory { fstype, content }, options)?;
    }
    for (place, device) in asked {
        // One that every container has is made already.
        if kernel.stat(&task, place.as_bytes(), Follow::No) == Err(Errno::ENOENT) {
            make_device(kernel, &task, place, device)?;
        }
    }
    let mode = |options: &str| {
        let given = options.split(',').rev().find_map(|option| option.strip_prefix("mode="));
        given.and_then(|mode| u16::from_str_radix(mode, 8).ok()).unwrap_or(0o1777)
    };
    let asked = container.host_config.tmpfs.iter().flatten();
    let asked = asked.map(|(place, options)| (place, options.clone(), mode(options)));
    for (place, options, mode) in asked.chain(container.mount_points.values().filter_map(in_memory)) {
        // Over a directory that is there, its mode is kept. Model: runc `libcontainer/rootfs_linux.go` `mountToRootfs`.
        let hidden = kernel.stat(&task, place.as_bytes(), Follow::Yes).map(|stat| stat.mode);
        target(kernel, &task, place, FileType::Dir)?;
        let content = open_to_all(now, hidden.unwrap_or(mode))?;
        let separator = if options.is_empty() { "" } else { "," };
        let options = format!("rw,nosuid,nodev,noexec,relatime{separator}{options}");
        kernel.mount(&task, "tmpfs", place.as_bytes(), MountKind::Memory { fstype: "tmpfs", content }, &options)?;
    }
    Ok(())
}

/// Whether the options of `--tmpfs` are some that there are.
///
/// Model: moby `pkg/mount/flags.go` `MergeTmpfsOptions`.
fn tmpfs_options<'a>(all: impl Iterator<Item = &'a str>) -> Result<(), ContainerError> {
    const FLAGS: [&str; 41] = [
        "defaults",
        "ro",
        "rw",
        "suid",
        "nosuid",
        "dev",
        "nodev",
        "exec",
        "noexec",
        "sync",
        "async",
        "dirsync",
        "remount",
        "mand",
        "nomand",
        "atime",
        "noatime",
        "diratime",
        "nodiratime",
        "bind",
        "rbind",
        "unbindable",
        "runbindable",
        "private",
        "rprivate",
        "shared",
        "rshared",
        "slave",
        "rslave",
        "relatime",
        "norelatime",
        "strictatime",
        "nostrictatime",
        "lazytime",
        "nolazytime",
        "iversion",
        "noiversion",
        "silent",
        "loud",
        "acl",
        "noacl",
    ];
    const VALUES: [&str; 6] = ["mode", "uid", "gid", "size", "nr_blocks", "nr_inodes"];
    let known = |option: &&str| match option.split_once('=') {
        Some((key, _)) => VALUES.contains(&key),
        None => FLAGS.contains(option),
    };
    match all.flat_map(|options| options.split(',')).filter(|option| !option.is_empty()).find(|option| !known(option)) {
        Some(option) => {
            let parts: Vec<String> = option.splitn(2, '=').map(|part| format!("{part:?}")).collect();
            Err(ContainerError::User(format!("invalid tmpfs option [{}]", parts.join(" "))))
        }
        None => Ok(()),
    }
}

/// Where a device is to be, and what it is on the host.
type AskedDevice = (AbsPath, Stat);

/// What `--device` asks for: devices of the host.
///
/// Model: moby `oci/devices_linux.go` `DevicesFromPath`.
fn asked_devices(kernel: &Kernel, container: &Container) -> Result<Vec<AskedDevice>, ContainerError> {
    let host = Task::host_root();
    let find = |device: &Device| {
        let refused = |why: String| {
            let path = &device.path_on_host;
            ContainerError::User(format!(
                "error gathering device information while adding custom device {path:?}: {why}"
            ))
        };
        let found = kernel.stat(&host, device.path_on_host.as_bytes(), Follow::Yes);
        let found = found.map_err(|errno| refused(errno.to_string().to_lowercase()))?;
        match found.file_type {
            FileType::Char | FileType::Block => Ok((AbsPath::new(device.path_in_container.as_str()), found)),
            _ => Err(refused("not a device node".to_owned())),
        }
    };
    container.host_config.resources.devices.iter().flatten().map(find).collect()
}

fn make_device(kernel: &mut Kernel, task: &Task, place: &AbsPath, device: &Stat) -> Result<(), Errno> {
    if let Some((parent, _)) = place.split() {
        super::init_layer::mkdir_all(kernel, task, &parent)?;
    }
    let special = if device.file_type == FileType::Block { Special::Block } else { Special::Char };
    kernel.mknod(task, place.as_bytes(), special(device.rdev), device.mode)?;
    kernel.chown(task, place.as_bytes(), Some(device.uid), Some(device.gid), Follow::No)?;
    kernel.chmod(task, place.as_bytes(), device.mode)
}

/// A filesystem in memory that `--mount` asks for: its place, its options as the kernel shows them, the mode of its root.
fn in_memory(point: &MountPoint) -> Option<(&String, String, u16)> {
    if point.kind != PointKind::Tmpfs {
        return None;
    }
    let options = point.spec.tmpfs_options.unwrap_or_default();
    let size = (options.size_bytes > 0).then(|| format!("size={}k", options.size_bytes / 1024));
    let mode = (options.mode != 0).then(|| format!("mode={:o}", options.mode));
    let shown: Vec<String> = size.into_iter().chain(mode).collect();
    Some((&point.destination, shown.join(","), if options.mode == 0 { 0o1777 } else { options.mode as u16 & 0o7777 }))
}

/// An empty directory, with a mode.
fn open_to_all(now: crate::clock::Time, mode: u16) -> Result<Fs, Errno> {
    let mut fs = Fs::new(now);
    fs.set_attr(Fs::ROOT, SetAttr { mode: Some(mode), ..SetAttr::default() })?;
    Ok(fs)
}

/// What is in a container's `/dev`.
fn devices(now: crate::clock::Time) -> Result<Fs, Errno> {
    let mut fs = Fs::new(now);
    for (name, major, minor) in DEVICES {
        fs.create(Fs::ROOT, name.as_bytes(), Node::Char(Dev { major, minor }), Meta::root(0o666))?;
    }
    for (name, target) in LINKS {
        fs.create(Fs::ROOT, name.as_bytes(), Node::Symlink(target.as_bytes().into()), Meta::root(0o777))?;
    }
    for dir in ["/pts", "/mqueue", "/shm"] {
        fs.mkdir(&AbsPath::new(dir), 0o755)?;
    }
    Ok(fs)
}

/// What is mounted from the host: what was asked for, and the three files that dockerd lends. Shorter paths come first, so that
/// none hides another.
fn mount_points(recorder: &mut Recorder, container: &Container, namespace: NsId) -> Result<(), ContainerError> {
    let lent = [
        ("/etc/resolv.conf", &container.resolv_conf_path),
        ("/etc/hostname", &container.hostname_path),
        ("/etc/hosts", &container.hosts_path),
    ];
    let lent = lent.map(|(place, source)| (place.to_owned(), source.clone(), true));
    let of_host = container.mount_points.values().filter(|point| point.kind != PointKind::Tmpfs);
    let asked = of_host.map(|point| (point.destination.clone(), source(point), point.rw));
    let mut all: Vec<(String, String, bool)> = asked.chain(lent).collect();
    all.sort_by_key(|(place, ..)| place.matches('/').count());
    // Somebody may have asked for a file of their own at one of the three places.
    let mut seen: Vec<String> = Vec::new();
    for (place, source, writable) in all {
        if seen.contains(&place) {
            continue;
        }
        bind(recorder, container, namespace, (&source, &place, writable))?;
        seen.push(place);
    }
    Ok(())
}

/// What of the host is seen: of a volume, the directory with its data.
fn source(point: &MountPoint) -> String {
    match point.kind {
        PointKind::Volume => layout::volume_data(&point.name).to_string(),
        PointKind::Bind | PointKind::Tmpfs => point.source.clone(),
    }
}

fn bind(
    recorder: &mut Recorder,
    container: &Container,
    namespace: NsId,
    (source, place, writable): (&str, &str, bool),
) -> Result<(), ContainerError> {
    let (id, host) = (container.id, Task::host_root());
    let inside = Task::root_in(namespace, Privilege::Host);
    let kind = match recorder.kernel().stat(&host, source.as_bytes(), Follow::Yes) {
        Ok(stat) => stat.file_type,
        Err(Errno::ENOENT) => {
            let cause = Cause::Lifecycle(Lifecycle::SourceMade { container: id, path: source.to_owned() });
            recorder.step(Actor::Dockerd, cause, |kernel| {
                super::init_layer::mkdir_all(kernel, &host, &AbsPath::new(source))
            })?;
            FileType::Dir
        }
        Err(error) => return Err(error.into()),
    };
    if recorder.kernel().stat(&inside, place.as_bytes(), Follow::Yes) == Err(Errno::ENOENT) {
        let cause = Cause::Lifecycle(Lifecycle::TargetMade { container: id, path: place.to_owned() });
        recorder.step(Actor::Runc, cause, |kernel| target(kernel, &inside, place, kind))?;
    }
    let access = if writable { MountAccess::ReadWrite } else { MountAccess::ReadOnly };
    let (from, to) = (source.to_owned(), place.to_owned());
    let cause = Cause::Lifecycle(Lifecycle::BindMounted { container: id, source: from, target: to });
    let mounted = recorder.step(Actor::Runc, cause, |kernel| {
        kernel.bind((&host, source.as_bytes()), (&inside, place.as_bytes()), access)
    });
    match mounted {
        Ok(_) => Ok(()),
        Err(Errno::ENOTDIR) => Err(ContainerError::Runtime(format!(
            "error during container init: error mounting \"{source}\" to rootfs at \"{place}\": mount {source}:{place} (via \
             /proc/self/fd/6), flags: 0x5000: not a directory"
        ))),
        Err(error) => Err(error.into()),
    }
}

/// Makes the place that something is mounted on, if it is not there: a directory, or an empty file.
///
/// Model: runc `libcontainer/rootfs_linux.go` `createIfNotExists`.
fn target(kernel: &mut Kernel, task: &Task, place: &str, kind: FileType) -> Result<(), Errno> {
    match kernel.stat(task, place.as_bytes(), Follow::Yes) {
        Err(Errno::ENOENT) => {}
        Ok(_) => return Ok(()),
        Err(error) => return Err(error),
    }
    let path = AbsPath::new(place);
    if kind == FileType::Dir {
        return super::init_layer::mkdir_all(kernel, task, &path);
    }
    if let Some((parent, _)) = path.split() {
        super::init_layer::mkdir_all(kernel, task, &parent)?;
    }
    let how = OpenHow { access: Access::Read, create: Create::IfMissing, flags: OpenFlags::NONE, mode: 0o755 };
    let file = kernel.open(task, path.as_bytes(), how)?;
    kernel.close(file)
}

/// `TERM`, `HOME` and the like: what a process of a container finds besides what its config says.
///
/// Model: moby `container/container_unix.go` `CreateDaemonEnvironment`; runc adds `HOME`.
pub(super) fn environment(container: &Container, extra: &[String], tty: bool, home: &str) -> Vec<(Rc<[u8]>, Rc<[u8]>)> {
    let mut all: Vec<(String, String)> = vec![
        ("PATH".to_owned(), "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned()),
        ("HOSTNAME".to_owned(), container.config.hostname.clone()),
    ];
    if tty {
        all.push(("TERM".to_owned(), "xterm".to_owned()));
    }
    for pair in container.config.env.iter().flatten().chain(extra) {
        let Some((name, value)) = pair.split_once('=') else { continue };
        match all.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => value.clone_into(known),
            None => all.push((name.to_owned(), value.to_owned())),
        }
    }
    if !all.iter().any(|(name, _)| name == "HOME") {
        all.push(("HOME".to_owned(), home.to_owned()));
    }
    all.into_iter().map(|(name, value)| (Rc::from(name.as_bytes()), Rc::from(value.as_bytes()))).collect()
}
