//! The mount's options (fs/overlayfs/params.c).
//!
//! Defaults are those of a kernel with `redirect_dir=N, redirect_always_follow=Y, index=N, metacopy=N, xino_auto=N,
//! nfs_export=N`, as Debian, Ubuntu and upstream build it.

use super::{MountRefusal, Refusal};
use crate::vfs::Errno;

/// At most this many lower layers.
const MAX_LAYERS: usize = 500;

/// What is done about redirects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectDir {
    /// `on`: followed, and made when a directory with lower parts is moved.
    On,
    /// `follow` (and `off`, with this kernel's parameters): followed, not made.
    Follow,
    /// `nofollow`: neither.
    NoFollow,
}

/// `xino`: only matters for layers on several filesystems, but for one thing, see [`Config::allows_offline_changes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Xino {
    /// `off`
    Off,
    /// `auto`
    Auto,
    /// `on`
    On,
}

/// How an overlay works.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "independent switches of the real kernel, each with its own name")]
pub struct Config {
    /// `redirect_dir=`
    pub redirect_dir: RedirectDir,
    /// `metacopy=on`: copies up attributes without data.
    pub metacopy: bool,
    /// `index=on`: keeps hard links together.
    pub index: bool,
    /// `nfs_export=on`: indexes everything.
    pub nfs_export: bool,
    /// `userxattr`: keeps its marks in `user.overlay.*`, for mounts without privilege.
    pub userxattr: bool,
    /// `volatile`: never syncs, and refuses to be mounted again.
    pub volatile: bool,
    /// `xino=`
    pub xino: Xino,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            redirect_dir: RedirectDir::Follow,
            metacopy: false,
            index: false,
            nfs_export: false,
            userxattr: false,
            volatile: false,
            xino: Xino::Off,
        }
    }
}

impl Config {
    pub(super) fn follows_redirects(&self) -> bool {
        self.redirect_dir != RedirectDir::NoFollow
    }

    pub(super) fn sets_redirects(&self) -> bool {
        self.redirect_dir == RedirectDir::On
    }

    /// Whether lower layers may be changed while the overlay is not mounted. Only then are new directories left without the
    /// opaque mark that would spare lookups.
    pub fn allows_offline_changes(&self) -> bool {
        !self.index && !self.metacopy && !self.sets_redirects() && self.xino != Xino::On
    }
}

/// A parsed option string. Directories are paths as given, not looked up yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Lower layers, top first.
    pub lowers: Vec<Vec<u8>>,
    /// Data-only layers.
    pub data: Vec<Vec<u8>>,
    /// The upper layer.
    pub upper: Option<Vec<u8>>,
    /// The work directory.
    pub work: Option<Vec<u8>>,
    /// How it works.
    pub config: Config,
    /// What `/proc/mounts` shows: directories as given, then what differs from the defaults.
    pub shown: String,
}

/// Options that were named, as against defaults.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "one for each option that matters")]
struct Named {
    redirect: bool,
    metacopy: bool,
    index: bool,
    nfs_export: bool,
}

fn refuse<T>(why: MountRefusal) -> Result<T, Refusal> {
    Err(Refusal { errno: Errno::EINVAL, why })
}

impl Options {
    /// Reads an option string, such as `index=off,lowerdir=l/A:l/B,upperdir=u,workdir=w`. Options of mount(8) itself (`ro`,
    /// `relatime`, …) are accepted and ignored.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let mut options = Self {
            lowers: Vec::new(),
            data: Vec::new(),
            upper: None,
            work: None,
            config: Config::default(),
            shown: String::new(),
        };
        let mut named = Named::default();
        for option in split_escaped(text, ',') {
            let (key, value) = option.split_once('=').map_or((option.as_str(), None), |(k, v)| (k, Some(v)));
            options.set(key, value, &mut named)?;
        }
        options.resolve(&named)?;
        options.show(text);
        Ok(options)
    }

    fn set(&mut self, key: &str, value: Option<&str>, named: &mut Named) -> Result<(), Refusal> {
        let unknown = || MountRefusal::UnknownOption(value.map_or_else(|| key.to_owned(), |v| format!("{key}={v}")));
        let switch = || match value {
            Some("on") => Ok(true),
            Some("off") => Ok(false),
            _ => refuse(unknown()),
        };
        let config = &mut self.config;
        match (key, value) {
            ("lowerdir", Some(value)) => return self.set_lowers(value),
            ("lowerdir+", Some(value)) if self.data.is_empty() => self.lowers.push(value.into()),
            ("datadir+", Some(value)) => self.data.push(value.into()),
            ("upperdir", Some(value)) => self.upper = Some(unescape(value)),
            ("workdir", Some(value)) => self.work = Some(unescape(value)),
            ("redirect_dir", Some(value)) => {
                named.redirect = true;
                config.redirect_dir = match value {
                    "on" => RedirectDir::On,
                    "off" | "follow" => RedirectDir::Follow,
                    "nofollow" => RedirectDir::NoFollow,
                    _ => return refuse(unknown()),
                };
            }
            ("index", _) => (config.index, named.index) = (switch()?, true),
            ("metacopy", _) => (config.metacopy, named.metacopy) = (switch()?, true),
            ("nfs_export", _) => (config.nfs_export, named.nfs_export) = (switch()?, true),
            ("xino", Some("on")) => config.xino = Xino::On,
            ("xino", Some("auto")) => config.xino = Xino::Auto,
            ("xino", Some("off")) => config.xino = Xino::Off,
            ("userxattr", None) => config.userxattr = true,
            ("volatile", None) => config.volatile = true,
            (key, value) if is_ignored(key, value) => {}
            _ => return refuse(unknown()),
        }
        Ok(())
    }

    /// `l1:l2::d1::d2`
    fn set_lowers(&mut self, value: &str) -> Result<(), Refusal> {
        (self.lowers, self.data) = (Vec::new(), Vec::new());
        if value.is_empty() {
            return Ok(());
        }
        let parts = split_escaped(value, ':');
        let mut data = false;
        for (n, part) in parts.iter().enumerate() {
            if part.is_empty() {
                // A colon at either end, or three in a row.
                if n == 0 || n + 1 == parts.len() || data {
                    return refuse(MountRefusal::BadLowerdir);
                }
                data = true;
                continue;
            }
            match (data, self.data.is_empty()) {
                (true, _) => self.data.push(unescape(part)),
                (false, true) => self.lowers.push(unescape(part)),
                (false, false) => return refuse(MountRefusal::BadLowerdir),
            }
            data = false;
        }
        let count = self.lowers.len() + self.data.len();
        if count > MAX_LAYERS { refuse(MountRefusal::TooManyLowers { count }) } else { Ok(()) }
    }

    /// `ovl_fs_params_verify`: options that depend on or exclude each other.
    fn resolve(&mut self, named: &Named) -> Result<(), Refusal> {
        let config = &mut self.config;
        if self.upper.is_none() {
            self.work = None;
            (config.index, config.volatile) = (false, false);
            if config.redirect_dir == RedirectDir::Follow {
                config.redirect_dir = RedirectDir::On;
            }
        }
        if config.metacopy && config.redirect_dir != RedirectDir::On {
            match (named.metacopy, named.redirect) {
                (true, true) => return refuse(MountRefusal::Conflict("metacopy=on", "redirect_dir")),
                (_, true) => config.metacopy = false,
                _ => config.redirect_dir = RedirectDir::On,
            }
        }
        if config.nfs_export && !config.index {
            if self.upper.is_none() {
                config.nfs_export = config.redirect_dir == RedirectDir::NoFollow;
            } else if named.index && named.nfs_export {
                return refuse(MountRefusal::Conflict("nfs_export=on", "index=off"));
            } else {
                config.index = true;
            }
        }
        if config.nfs_export && config.metacopy {
            return refuse(MountRefusal::Conflict("nfs_export=on", "metacopy=on"));
        }
        if config.userxattr {
            if named.redirect && config.redirect_dir != RedirectDir::NoFollow {
                return refuse(MountRefusal::Conflict("userxattr", "redirect_dir"));
            }
            if config.metacopy {
                return refuse(MountRefusal::Conflict("userxattr", "metacopy=on"));
            }
            config.redirect_dir = RedirectDir::NoFollow;
        }
        Ok(())
    }

    fn show(&mut self, text: &str) {
        let defaults = Config::default();
        let mut shown: Vec<String> = Vec::new();
        let given = split_escaped(text, ',');
        for key in ["lowerdir=", "upperdir=", "workdir="] {
            if key == "workdir=" && self.work.is_none() {
                continue;
            }
            shown.extend(given.iter().rev().find(|option| option.starts_with(key)).cloned());
        }
        let config = &self.config;
        match config.redirect_dir {
            RedirectDir::On if self.upper.is_some() => shown.push("redirect_dir=on".into()),
            RedirectDir::NoFollow => shown.push("redirect_dir=nofollow".into()),
            _ => {}
        }
        let switches =
            [("index=on", config.index), ("nfs_export=on", config.nfs_export), ("metacopy=on", config.metacopy)];
        shown.extend(switches.iter().filter(|(_, on)| *on).map(|(text, _)| (*text).to_owned()));
        if config.volatile != defaults.volatile {
            shown.push("volatile".into());
        }
        if config.userxattr {
            shown.push("userxattr".into());
        }
        self.shown = shown.join(",");
    }
}

/// Options that change nothing here, and those of mount(8) itself.
fn is_ignored(key: &str, value: Option<&str>) -> bool {
    const WORDS: [&str; 20] = [
        "",
        "async",
        "default_permissions",
        "dev",
        "dirsync",
        "exec",
        "lazytime",
        "noatime",
        "nodev",
        "nodiratime",
        "noexec",
        "nooverride_creds",
        "nosuid",
        "override_creds",
        "relatime",
        "ro",
        "rw",
        "strictatime",
        "suid",
        "sync",
    ];
    match (key, value) {
        ("uuid", Some(value)) => matches!(value, "on" | "off" | "null" | "auto"),
        ("verity", Some(value)) => value == "off",
        (key, value) => value.is_none() && WORDS.contains(&key),
    }
}

/// Parts between separators; a backslash takes the meaning from the character that follows it, and stays.
fn split_escaped(text: &str, separator: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for c in text.chars() {
        if c == separator && !escaped {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    parts
}

fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'\\' { rest.next().unwrap_or(byte) } else { byte });
    }
    bytes
}
