//! `cp --parents`, and `cp -l` and `-s`, which make links.

use super::Copier;
use crate::kernel::Follow;
use crate::programs::Context;
use crate::trace::{Call, shown};
use crate::vfs::FileType;

/// The whole path of `source` below the directory `dir`.
pub(super) fn below(dir: &[u8], source: &[u8]) -> Vec<u8> {
    let start = source.iter().position(|c| *c != b'/').unwrap_or(source.len());
    let end = source.iter().rposition(|c| *c != b'/').map_or(start, |at| at + 1);
    let separator: &[u8] = if dir.ends_with(b"/") { b"" } else { b"/" };
    [dir, separator, &source[start..end]].concat()
}

impl Copier {
    /// Makes the directories above `to` that the path of `from` has, with their modes; whether they are there now.
    pub(super) fn parents(&self, ctx: &mut Context<'_>, from: &[u8], to: &[u8]) -> bool {
        let source = &from[..from.iter().rposition(|c| *c != b'/').map_or(0, |at| at + 1)];
        let ends = source.iter().enumerate().filter(|(at, c)| **c == b'/' && *at > 0 && source[at - 1] != b'/');
        for (end, _) in ends {
            let (above, target) = (&source[..end], &to[..to.len() - (source.len() - end)]);
            let (name, shown_target) = (shown(above), shown(target));
            let stat = match ctx.stat(above, Follow::Yes) {
                Ok(stat) => stat,
                Err(error) => {
                    ctx.complain(format_args!("failed to get attributes of '{name}': {error}"));
                    return false;
                }
            };
            match ctx.stat(target, Follow::Yes) {
                Ok(there) if there.file_type == FileType::Dir => continue,
                Ok(_) => {
                    ctx.complain(format_args!("'{shown_target}' exists but is not a directory"));
                    return false;
                }
                Err(_) => {}
            }
            let mode = stat.mode & 0o777;
            let call = Call::Mkdir(shown_target.clone());
            if let Err(error) = ctx.call(call, |kernel, task| kernel.mkdir(task, target, mode)) {
                ctx.complain(format_args!("cannot make directory '{shown_target}': {error}"));
                return false;
            }
            if self.verbose {
                ctx.outf(format_args!("{name} -> {shown_target}\n"));
            }
        }
        true
    }

    /// Makes a link instead of a copy.
    pub(super) fn link_one(&self, ctx: &mut Context<'_>, (from, to): (&[u8], &[u8]), kind: char, exists: bool) {
        let (name, target) = (shown(from), shown(to));
        if kind == 's' && !from.starts_with(b"/") && to.contains(&b'/') {
            ctx.complain(format_args!("'{target}': can make relative symbolic links only in current directory"));
            return;
        }
        if exists && self.force {
            // Whether it is gone shows when the link is made.
            let _ = ctx.call(Call::Unlink(target.clone()), |kernel, task| kernel.unlink(task, to));
        }
        let (what, made) = if kind == 's' {
            let call = Call::Symlink(name.clone(), target.clone());
            ("symbolic link", ctx.call(call, |kernel, task| kernel.symlink(task, from, to)))
        } else {
            let call = Call::Link(name.clone(), target.clone());
            ("hard link", ctx.call(call, |kernel, task| kernel.link(task, from, to, Follow::No)))
        };
        match made {
            Ok(()) if self.verbose => ctx.outf(format_args!("'{name}' -> '{target}'\n")),
            Ok(()) => {}
            Err(error) => ctx.complain(format_args!("cannot create {what} '{target}' to '{name}': {error}")),
        }
    }
}
