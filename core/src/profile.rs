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
}

/// What `docker version` tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DockerVersion {
    /// Version of client and engine.
    pub version: String,
    /// API version.
    pub api: String,
    /// The Go that built it.
    pub go: String,
    /// Git commit.
    pub commit: String,
}

impl DockerVersion {
    /// The Docker that this simulator imitates and was compared with.
    pub fn imitated() -> Self {
        let text = str::to_owned;
        Self { version: text("20.10.24"), api: text("1.41"), go: text("go1.19.7"), commit: text("5d6db84") }
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
