//! The option string by which the storage driver unites a directory with what is below it.
//!
//! ```text
//! index=off,lowerdir=<root>/overlay2/l/A:<root>/overlay2/l/B,upperdir=<root>/overlay2/<id>/diff,workdir=<root>/overlay2/<id>/work
//! index=off,lowerdir=<root>/overlay2/<id>/diff:<root>/overlay2/l/A:<root>/overlay2/l/B        below something: read-only
//! index=off,lowerdir=l/A:l/B,upperdir=<id>/diff,workdir=<id>/work                             more than a page otherwise
//! ```
//!
//! Source: moby 20.10 `daemon/graphdriver/overlay2/overlay.go` `Get`, `mount.go` `mountFrom`.

use std::fmt;

use super::diff_dir;
use crate::disk::layout::{self, LayerDir};
use crate::disk::text;
use crate::vfs::{AbsPath, Fs};

/// The kernel takes a page of options, and the driver leaves room for the NUL (`pageSize-1`).
const MOST: usize = 4095;

/// Whether what is mounted can be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MountMode {
    /// The directory is the upper layer.
    ReadWrite,
    /// Something stands on it (`committed`): it is the topmost of the lower layers, and there is no upper one.
    ReadOnly,
}

/// How the paths in an option string are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// From the root of the disk.
    Absolute,
    /// From `overlay2/`, where a child process of the daemon goes before it mounts.
    Relative,
}

/// A mount that the driver makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountData {
    /// What it gives to mount(2).
    pub options: String,
    /// The mount point: `merged/`, as an absolute path.
    pub target: AbsPath,
    /// Whether the directory itself can be written to.
    pub mode: MountMode,
    /// How its paths are written.
    pub spelling: Spelling,
}

impl MountData {
    /// The directory that relative paths start from.
    pub fn home(&self) -> AbsPath {
        match self.spelling {
            Spelling::Absolute => AbsPath::root(),
            Spelling::Relative => layout::overlay2(),
        }
    }
}

/// Even relative paths do not fit. Displayed in the driver's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// The length of the option string in bytes.
    pub bytes: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot mount layer, mount label too large {}", self.bytes)
    }
}

impl std::error::Error for TooLarge {}

/// The mount of a directory; `None` if it has no `lower`: then it is used as it is.
pub fn mount_data(fs: &Fs, dir: LayerDir) -> Result<Option<MountData>, TooLarge> {
    let home = layout::layer_dir(dir);
    let Some(lower) = text(fs, &home.join("lower")) else { return Ok(None) };
    let mode = if fs.walk(&home.join("committed")).is_ok() { MountMode::ReadOnly } else { MountMode::ReadWrite };
    let target = home.join("merged");
    let options = |lowers: String, diff: String, work: String| match mode {
        MountMode::ReadWrite => format!("index=off,lowerdir={lowers},upperdir={diff},workdir={work}"),
        MountMode::ReadOnly => format!("index=off,lowerdir={diff}:{lowers}"),
    };
    let absolute: Vec<String> = lower.split(':').map(|link| layout::overlay2().join(link).to_string()).collect();
    let text = options(absolute.join(":"), diff_dir(dir).to_string(), home.join("work").to_string());
    if text.len() <= MOST {
        return Ok(Some(MountData { options: text, target, mode, spelling: Spelling::Absolute }));
    }
    let text = options(lower, format!("{dir}/diff"), format!("{dir}/work"));
    if text.len() > MOST {
        return Err(TooLarge { bytes: text.len() });
    }
    Ok(Some(MountData { options: text, target, mode, spelling: Spelling::Relative }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::disk::{initialize, overlay2};
    use crate::identity::{CacheId, LinkId};

    /// Layers on top of one another, each with a marked parent; the last one is an init layer's.
    fn stack(layers: u8) -> (Fs, LayerDir) {
        let mut fs = Fs::new(Time::from_secs(0));
        initialize(&mut fs).unwrap();
        let mut parent = None;
        for n in 1..=layers {
            let id = CacheId::from_bytes([n; 32]);
            let dir = if n == layers { LayerDir::Init(id) } else { LayerDir::Plain(id) };
            let link = LinkId::from_random([n; 17]);
            overlay2::create_dir(&mut fs, dir).unwrap();
            overlay2::create_diff(&mut fs, dir).unwrap();
            overlay2::create_link(&mut fs, dir, link).unwrap();
            overlay2::write_link(&mut fs, dir, link).unwrap();
            if let Some(parent) = parent {
                overlay2::create_work(&mut fs, dir).unwrap();
                overlay2::write_committed(&mut fs, parent).unwrap();
                let lower = overlay2::lower_on(&fs, parent).unwrap();
                overlay2::write_lower(&mut fs, dir, &lower).unwrap();
            }
            parent = Some(dir);
        }
        (fs, parent.unwrap())
    }

    #[test]
    fn the_topmost_is_writable_and_what_has_something_on_it_is_not() {
        let (fs, top) = stack(3);
        let link = |n: u8| LinkId::from_random([n; 17]);
        let (root, id) = ("/var/lib/docker/overlay2", "03".repeat(32));
        let data = mount_data(&fs, top).unwrap().unwrap();
        assert_eq!(
            data.options,
            format!(
                "index=off,lowerdir={root}/l/{}:{root}/l/{},upperdir={root}/{id}-init/diff,workdir={root}/{id}-init/work",
                link(2),
                link(1)
            )
        );
        assert_eq!(data.target.to_string(), format!("{root}/{id}-init/merged"));
        assert_eq!(
            (data.mode, data.spelling, data.home()),
            (MountMode::ReadWrite, Spelling::Absolute, AbsPath::root())
        );

        let middle = "02".repeat(32);
        let data = mount_data(&fs, LayerDir::Plain(CacheId::from_bytes([2; 32]))).unwrap().unwrap();
        assert_eq!(data.options, format!("index=off,lowerdir={root}/{middle}/diff:{root}/l/{}", link(1)));
        assert_eq!(data.mode, MountMode::ReadOnly);
        assert_eq!(mount_data(&fs, LayerDir::Plain(CacheId::from_bytes([1; 32]))), Ok(None), "a base layer");
    }

    /// With the usual root 71 lower directories are the most that fit with absolute paths.
    #[test]
    fn paths_become_relative_when_a_page_is_full() {
        let spelling = |lowers: u8| {
            let (mut fs, top) = stack(lowers + 1);
            let LayerDir::Init(id) = top else { panic!("the last one is an init layer's") };
            // The same length as a container's own directory.
            let own = LayerDir::Plain(id);
            fs.mkdir(&layout::layer_dir(own), 0o710).unwrap();
            let lower = text(&fs, &layout::layer_dir(top).join("lower")).unwrap();
            overlay2::write_lower(&mut fs, own, &lower).unwrap();
            let data = mount_data(&fs, own).unwrap().unwrap();
            (data.spelling, data.options.len())
        };
        assert_eq!(spelling(71), (Spelling::Absolute, 4059));
        let (relative, bytes) = spelling(72);
        assert_eq!(relative, Spelling::Relative);
        assert!(bytes < 4095);
    }

    #[test]
    fn what_does_not_fit_is_refused_in_the_drivers_words() {
        let (mut fs, top) = stack(2);
        overlay2::write_lower(&mut fs, top, &vec!["l/x"; 2000].join(":")).unwrap();
        let error = mount_data(&fs, top).unwrap_err();
        assert_eq!(error.to_string(), format!("cannot mount layer, mount label too large {}", error.bytes));
    }
}
