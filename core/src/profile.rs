//! Facts about the host that is simulated, as data. Nothing in the core asks which world it is in: it asks the profile.

use crate::clock::Time;

/// The host's facts. Every field is something that shows in a command's output or in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostProfile {
    /// The host's name, as `hostname` prints it and the prompt shows.
    pub hostname: String,
    /// Docker's versions.
    pub docker: DockerVersion,
    /// The kernel's release, as `uname -r` prints it.
    pub kernel: String,
    /// Whether SELinux labels files: mounts show `seclabel`, and `ls -l` a dot after the mode.
    pub selinux: bool,
    /// The language of the GNU programs and how they write dates.
    pub locale: Locale,
    /// Seconds east of UTC.
    pub utc_offset: i64,
    /// The time zone's abbreviation, as `date` prints it.
    pub time_zone: String,
    /// When the first command is typed. Every command takes a second.
    pub start: Time,
    /// Columns of the terminal; `None` when output goes to a pipe or file.
    pub columns: Option<u16>,
    /// Which `tree`.
    pub tree: TreeVersion,
    /// What `python` is.
    pub python: PythonVersion,
    /// The host's `/etc/resolv.conf`.
    pub resolv_conf: String,
    /// The bridge network's first addresses: containers get `.2`, `.3`, …
    pub subnet: [u8; 3],
    /// CPU architecture in Docker's words, such as `amd64`.
    pub architecture: String,
    /// The filesystem under `/var/lib/docker`, as the kernel names it.
    pub backing_fs: String,
    /// The machine and its daemon, as `docker info` tells of them.
    pub about: About,
}

/// What `docker version` tells.
///
/// Model: moby `api/types/types.go` `Version`, `dockerversion/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DockerVersion {
    /// Who made the packages: `Docker Engine - Community`; empty for a distribution's own.
    pub platform: String,
    /// Version of client and engine.
    pub version: String,
    /// API version.
    pub api: String,
    /// The Go that built it.
    pub go: String,
    /// The client.
    pub client: Build,
    /// The engine.
    pub engine: Build,
    /// containerd.
    pub containerd: Component,
    /// runc.
    pub runc: Component,
    /// The init that `--init` would start.
    pub init: Component,
    /// The first port of the host that is given out where none was asked for: builds differ in whether they keep to the
    /// dynamic ports of RFC 6335.
    pub first_port: u16,
}

/// What was built, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// Git commit, shortened.
    pub commit: String,
    /// When it was built. Docker tells it in UTC.
    pub built: Time,
}

/// A program that the engine works with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// Its version.
    pub version: String,
    /// Git commit, or what its package says instead.
    pub commit: String,
}

impl Component {
    /// A component.
    pub fn new(version: &str, commit: &str) -> Self {
        Self { version: version.to_owned(), commit: commit.to_owned() }
    }
}

impl DockerVersion {
    /// The Docker that this simulator imitates and was compared with, as its makers' packages for linux/amd64 name it.
    ///
    /// Source: the release notes of 20.10.24 (containerd 1.6.20, runc 1.1.5, Go 1.19.7), outputs of `docker version`.
    pub fn imitated() -> Self {
        let text = str::to_owned;
        let built = |time: &str| Time::parse_rfc3339(time).unwrap_or_default();
        Self {
            platform: text("Docker Engine - Community"),
            version: text("20.10.24"),
            api: text("1.41"),
            go: text("go1.19.7"),
            client: Build { commit: text("297e128"), built: built("2023-04-04T18:21:00Z") },
            engine: Build { commit: text("5d6db84"), built: built("2023-04-04T18:18:42Z") },
            containerd: Component::new("1.6.20", "2806fc1057397dbaeefbea0e4e17bddfbd388f38"),
            runc: Component::new("1.1.5", "v1.1.5-0-gf19387a"),
            init: Component::new("0.19.0", "de40ad0"),
            first_port: 49153,
        }
    }
}

/// What `docker info` tells that is neither computed nor told elsewhere.
///
/// Model: moby `api/types/types.go` `Info`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The operating system, as `/etc/os-release` calls itself.
    pub os: String,
    /// The operating system's version.
    pub os_version: String,
    /// Processors.
    pub cpus: u32,
    /// Bytes of memory.
    pub memory: u64,
    /// The daemon's identity: twelve groups of four letters and digits, made of the key that it drew at its first start.
    pub engine_id: String,
    /// What keeps containers apart, in the daemon's form: `name=seccomp,profile=default`.
    pub security: Vec<String>,
    /// Files that the daemon has open while nothing runs.
    pub open_files: u32,
    /// Go's threads in the daemon while nothing runs.
    pub goroutines: u32,
}

impl About {
    /// A machine of this system: two processors, a daemon without options. The identity is one that a daemon drew.
    pub fn machine(os: &str, os_version: &str, memory: u64) -> Self {
        Self {
            os: os.to_owned(),
            os_version: os_version.to_owned(),
            cpus: 2,
            memory,
            engine_id: "CAHR:6NKF:UL23:BUGA:HKGG:VVEC:ISD2:ZES7:QAKG:RYEF:6OP2:NKKR".to_owned(),
            security: vec!["name=seccomp,profile=default".to_owned()],
            open_files: 28,
            goroutines: 40,
        }
    }
}

/// The locales whose output is modelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locale {
    /// `C` or English: `total 24`, `Feb  2 07:37`, names sorted by bytes.
    C,
    /// `en_US.UTF-8`: English words, names sorted as a dictionary does.
    EnUs,
    /// `zh_CN.UTF-8`: `总用量 24`, `2月   2 07:37`, names sorted as a dictionary does.
    ZhCn,
}

impl Locale {
    /// What a program speaks that finds these variables: `LC_ALL`, else `LC_COLLATE`, else `LANG` decides. A name that is not of
    /// a locale that the hosts have means `C`, as none does.
    pub fn in_environment<'v>(variable: impl Fn(&[u8]) -> Option<&'v [u8]>) -> Self {
        let set = |name: &str| variable(name.as_bytes()).filter(|value| !value.is_empty());
        let name = set("LC_ALL").or_else(|| set("LC_COLLATE")).or_else(|| set("LANG")).unwrap_or(b"C");
        match name {
            name if name.starts_with(b"zh_CN") => Self::ZhCn,
            name if name.starts_with(b"en_US") => Self::EnUs,
            _ => Self::C,
        }
    }
}

/// The two generations of `tree`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeVersion {
    /// 1.x: the root directory is not counted.
    V1,
    /// 2.x: the root directory is counted.
    V2,
}

/// The two generations of `python`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PythonVersion {
    /// 2.7: `json.tool` sorts keys and leaves a blank at the end of lines.
    V2,
    /// 3: `json.tool` keeps the order.
    V3,
}
