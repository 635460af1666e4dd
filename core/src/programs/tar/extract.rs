//! `tar x`: what an archive holds, as files.

use super::list::Listing;
use super::{Job, write_file};
use crate::archive::tar::Body;
use crate::archive::{Entry, EntryKind, Reader};
use crate::clock::Time;
use crate::kernel::{Follow, Special};
use crate::programs::Context;
use crate::trace::{Call, shown};
use crate::vfs::{Errno, FileType};

/// A directory whose mode and time are set at the end: what is extracted into it would change them.
struct Later {
    path: Vec<u8>,
    mode: u16,
    mtime: Time,
}

impl Job {
    pub(super) fn extract(&mut self, ctx: &mut Context<'_>, bytes: &[u8]) {
        let strip = self.options.value('S').map_or(Some(0), |text| String::from_utf8_lossy(text).parse().ok());
        let Some(strip) = strip else {
            let text = self.options.value('S').map(|text| shown(text)).unwrap_or_default();
            self.complain(ctx, format_args!("{text}: Invalid number of elements"));
            return;
        };
        let mut found = vec![false; self.options.operands.len()];
        let (mut first, mut told) = (true, false);
        let mut listing = Listing::new(false, false);
        let mut later: Vec<Later> = Vec::new();
        for entry in Reader::new(bytes) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.damaged(ctx, first, error);
                    break;
                }
            };
            first = false;
            if entry.header.kind == EntryKind::Global || !self.wanted(&entry.header.name, &mut found) {
                continue;
            }
            let Some(name) = stripped(&entry.header.name, strip) else { continue };
            if self.verbose {
                listing.print(ctx, bytes, &entry);
            }
            if self.options.has('O') {
                if let Body::Bytes(body) = entry.body {
                    ctx.out(body);
                }
                continue;
            }
            let (name, cut) = relative(&name);
            if cut && !told && !self.options.has('P') {
                told = true;
                ctx.complain(format_args!("Removing leading `/' from member names"));
            }
            if name.split(|c| *c == b'/').any(|part| part == b"..") {
                let shown = shown(name);
                self.complain(ctx, format_args!("{shown}: Member name contains '..'"));
                continue;
            }
            let path = match self.options.value('C') {
                Some(directory) => [directory, &b"/"[..], name].concat(),
                None => name.to_vec(),
            };
            if path.is_empty() {
                continue;
            }
            if let Err(error) = self.one(ctx, &entry, (&path, strip), &mut later) {
                let shown = shown(name);
                self.complain(ctx, format_args!("{shown}: Cannot open: {error}"));
            }
        }
        for Later { path, mode, mtime } in later.into_iter().rev() {
            let name = shown(&path);
            let _ = ctx.call(Call::Chmod(name.clone(), mode), |kernel, task| kernel.chmod(task, &path, mode));
            let times = (Some(mtime), Some(mtime));
            let _ = ctx.call(Call::Utimes(name), |kernel, task| kernel.utimes(task, &path, times, Follow::No));
        }
        self.missing(ctx, &found);
    }

    fn one(
        &self,
        ctx: &mut Context<'_>,
        entry: &Entry<'_>,
        (path, strip): (&[u8], usize),
        later: &mut Vec<Later>,
    ) -> Result<(), Errno> {
        let header = &entry.header;
        let path = path.strip_suffix(b"/").unwrap_or(path);
        let name = shown(path);
        parents(ctx, path)?;
        let mode = (header.mode & 0o7777) as u16;
        // Only root keeps what the umask would take away, unless it is asked for.
        let privileged = ctx.task().uid == 0;
        let mode = if privileged || self.options.has('p') { mode } else { mode & !ctx.task().umask & 0o777 };
        let existing = ctx.stat(path, Follow::No).ok().map(|stat| stat.file_type);
        if header.kind != EntryKind::Dir && existing.is_some_and(|kind| kind != FileType::Dir) {
            ctx.call(Call::Unlink(name.clone()), |kernel, task| kernel.unlink(task, path))?;
        }
        match header.kind {
            EntryKind::Dir => {
                if existing != Some(FileType::Dir) {
                    ctx.call(Call::Mkdir(name.clone()), |kernel, task| kernel.mkdir(task, path, 0o700))?;
                }
                later.push(Later { path: path.to_vec(), mode, mtime: header.mtime });
            }
            EntryKind::File | EntryKind::Other(_) => match entry.body {
                Body::Bytes(body) => write_file(ctx, path, body)?,
                Body::Missing(_) => return Err(Errno::EIO),
            },
            EntryKind::Symlink => {
                let target = shown(&header.link);
                ctx.call(Call::Symlink(target, name.clone()), |kernel, task| kernel.symlink(task, &header.link, path))?;
            }
            EntryKind::Hardlink => {
                let target = stripped(&header.link, strip).unwrap_or_default();
                let (target, _) = relative(&target);
                let target = match self.options.value('C') {
                    Some(directory) => [directory, &b"/"[..], target].concat(),
                    None => target.to_vec(),
                };
                let call = Call::Link(shown(&target), name);
                return ctx.call(call, |kernel, task| kernel.link(task, &target, path, Follow::No));
            }
            EntryKind::Char(dev) => {
                let call = Call::Mknod(name.clone());
                ctx.call(call, |kernel, task| kernel.mknod(task, path, Special::Char(dev), 0o600))?;
            }
            EntryKind::Block(dev) => {
                let call = Call::Mknod(name.clone());
                ctx.call(call, |kernel, task| kernel.mknod(task, path, Special::Block(dev), 0o600))?;
            }
            EntryKind::Fifo => {
                let call = Call::Mknod(name.clone());
                ctx.call(call, |kernel, task| kernel.mknod(task, path, Special::Fifo, 0o600))?;
            }
            EntryKind::Global => return Ok(()),
        }
        if privileged && !self.options.has('o') {
            let (uid, gid) = (Some(header.uid), Some(header.gid));
            ctx.call(Call::Chown(name.clone(), uid, gid), |kernel, task| {
                kernel.chown(task, path, uid, gid, Follow::No)
            })?;
        }
        if matches!(header.kind, EntryKind::Dir) {
            return Ok(());
        }
        if header.kind != EntryKind::Symlink {
            ctx.call(Call::Chmod(name.clone(), mode), |kernel, task| kernel.chmod(task, path, mode))?;
        }
        if self.options.has('m') {
            return Ok(());
        }
        let times = (Some(header.mtime), Some(header.mtime));
        ctx.call(Call::Utimes(name), |kernel, task| kernel.utimes(task, path, times, Follow::No))
    }
}

/// A name without its leading slashes, and whether it had any.
fn relative(name: &[u8]) -> (&[u8], bool) {
    let slashes = name.iter().take_while(|c| **c == b'/').count();
    (&name[slashes..], slashes > 0)
}

/// A name without its first parts. `None` if nothing is left.
fn stripped(name: &[u8], parts: usize) -> Option<Vec<u8>> {
    if parts == 0 {
        return Some(name.to_vec());
    }
    let mut rest = name;
    for _ in 0..parts {
        let at = rest.iter().position(|c| *c == b'/')?;
        rest = &rest[at + 1..];
    }
    (!rest.is_empty()).then(|| rest.to_vec())
}

/// Makes the directories that a path needs.
fn parents(ctx: &mut Context<'_>, path: &[u8]) -> Result<(), Errno> {
    // Nearly always the nearest one is there, and with it all above.
    if let Some(at) = path.iter().rposition(|c| *c == b'/').filter(|at| *at > 0)
        && ctx.stat(&path[..at], Follow::Yes).is_ok()
    {
        return Ok(());
    }
    for (at, _) in path.iter().enumerate().filter(|(at, c)| *at > 0 && **c == b'/') {
        let dir = &path[..at];
        if ctx.stat(dir, Follow::Yes).is_err() {
            let made = ctx.call(Call::Mkdir(shown(dir)), |kernel, task| kernel.mkdir(task, dir, 0o777));
            if made != Err(Errno::EEXIST) {
                made?;
            }
        }
    }
    Ok(())
}
