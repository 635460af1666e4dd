//! Mounting overlays, and asking them why.

use std::rc::Rc;

use super::mount::SuperId;
use super::walk::Last;
use super::{Follow, Kernel, MountKind, Node, Superblock, Task};
use crate::overlayfs::{Directories, Lookup, MountRefusal, Options, Overlay, Refusal};
use crate::vfs::{AbsPath, Errno, Ino, Inode};

/// What the system call takes of an option string: a page less the NUL.
const OPTIONS_MAX: usize = 4095;

impl Kernel {
    /// The filesystem for a mount, its type and the options that `/proc/mounts` shows.
    pub(super) fn new_superblock(
        &mut self,
        task: &Task,
        kind: MountKind,
        options: &str,
    ) -> Result<(&'static str, Superblock, String), Errno> {
        match kind {
            MountKind::Memory { fstype, content } => {
                let shown: Vec<_> = options.split(',').filter(|o| !matches!(*o, "" | "rw" | "ro")).collect();
                Ok((fstype, Superblock::Memory(Rc::new(content), fstype), shown.join(",")))
            }
            MountKind::Overlay => {
                let (overlay, shown) = self.mount_overlay(task, options).map_err(|refusal| refusal.errno)?;
                let label = if self.selinux { "seclabel," } else { "" };
                Ok(("overlay", Superblock::Overlay(Rc::new(overlay)), format!("relatime,{label}{shown}")))
            }
        }
    }

    /// Why an overlay cannot be mounted with these options; `None` if it can. The system call gives only the error number; the
    /// real kernel writes the rest to its log.
    pub fn overlay_refusal(&self, task: &Task, options: &str) -> Option<Refusal> {
        self.clone().mount_overlay(task, options).err()
    }

    fn mount_overlay(&mut self, task: &Task, options: &str) -> Result<(Overlay, String), Refusal> {
        let mut end = options.len().min(OPTIONS_MAX);
        while !options.is_char_boundary(end) {
            end -= 1;
        }
        let options = Options::parse(&options[..end])?;
        let find = |path: &Vec<u8>| self.layer_directory(task, path);
        let upper = options.upper.as_ref().map(find).transpose()?;
        let work = options.work.as_ref().map(find).transpose()?;
        if let (Some((upper, _)), Some((work, _))) = (upper, work)
            && upper != work
        {
            return Err(Refusal { errno: Errno::EINVAL, why: MountRefusal::WorkdirElsewhere });
        }
        let all = |paths: &[Vec<u8>]| paths.iter().map(|path| Ok(find(path)?.1)).collect::<Result<Vec<Ino>, Refusal>>();
        let dirs = Directories {
            lowers: all(&options.lowers)?,
            data: all(&options.data)?,
            upper: upper.map(|(_, ino)| ino),
            work: work.map(|(_, ino)| ino),
        };
        let in_use: Vec<Ino> = self.overlays().flat_map(|(_, overlay)| overlay.written().collect::<Vec<_>>()).collect();
        let overlay = Overlay::mount(&mut self.fs, options.config, dirs, &in_use)?;
        Ok((overlay, options.shown))
    }

    /// A directory of the disk, and the mount through which it was reached.
    fn layer_directory(&self, task: &Task, path: &[u8]) -> Result<(super::MountId, Ino), Refusal> {
        let place =
            self.walk(task, path, Follow::Yes).map_err(|errno| Refusal { errno, why: MountRefusal::NotFound })?.place;
        match &place.node {
            Node::Raw(ino) if place.superblock == SuperId::DISK && self.fs.get(*ino).is_some_and(Inode::is_dir) => {
                Ok((place.mount, *ino))
            }
            _ => Err(Refusal { errno: Errno::EINVAL, why: MountRefusal::NotADirectory }),
        }
    }

    fn overlays(&self) -> impl Iterator<Item = (SuperId, &Overlay)> {
        self.table().superblocks.iter().filter_map(|(id, superblock)| match superblock {
            Superblock::Overlay(overlay) => Some((*id, &**overlay)),
            _ => None,
        })
    }

    /// The overlay that `path` leads into, if it does.
    pub fn overlay_at(&self, task: &Task, path: &[u8]) -> Option<&Overlay> {
        let place = self.walk(task, path, Follow::Yes).ok()?.place;
        self.union(place.superblock).ok()
    }

    /// How the union answers for `path`, name by name from its root: every place that was looked at. Symbolic links on the way
    /// are followed, one at the end is not. Empty if the path does not lead into an overlay.
    pub fn explain(&self, task: &Task, path: &[u8]) -> Result<Vec<Lookup>, Errno> {
        let parent = self.walk_parent(task, path)?;
        let (Ok(overlay), Node::Overlay(dir)) = (self.union(parent.dir.superblock), &parent.dir.node) else {
            return Ok(Vec::new());
        };
        let whole = match &parent.last {
            Last::Name { name, .. } => dir.path().join(name.as_bytes()),
            Last::DotDot => dir.parent().map_or_else(AbsPath::root, |dir| dir.path()),
            Last::Dot | Last::Root => dir.path(),
        };
        let mut at = overlay.root().clone();
        let mut answers = Vec::new();
        for name in whole.names() {
            answers.push(overlay.explain_lookup(&self.fs, &at, name));
            match overlay.lookup(&self.fs, &at, name)?.object() {
                Some(object) => at = object,
                None => break,
            }
        }
        Ok(answers)
    }
}
