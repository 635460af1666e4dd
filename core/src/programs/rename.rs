//! `mv`

use super::copy::{Answers, Copier, LONG, not_simulated, overwrites, places, same_file};
use super::options;
use super::{Context, Exit, Home, Program};
use crate::kernel::{Follow, RenameFlags};
use crate::trace::{Call, shown};
use crate::vfs::{Errno, FileType};

pub(super) const MV: Program = Program {
    name: "mv",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-finTtuv] SOURCE... DESTINATION",
    summary: ["move and rename files", "移动、重命名文件"],
    run: mv,
};

fn mv(ctx: &mut Context<'_>) -> Exit {
    let options = match options::parse(ctx, "bfinTt:uvZ", LONG, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if let Some(status) = not_simulated(ctx, &options, "i") {
        return Ok(status);
    }
    let Some(places) = places(ctx, &options) else { return Ok(1) };
    if options.has('b') && overwrites(ctx, &places) {
        return Ok(options::not_simulated(ctx, "-b", 1));
    }
    let mut answers = None;
    if options.last_of("nfi") == Some('i') && overwrites(ctx, &places) {
        match Answers::read(ctx)? {
            Ok(read) => answers = Some(read),
            Err(status) => return Ok(status),
        }
    }
    for (from, to) in places {
        let (name, target) = (shown(&from), shown(&to));
        let stat = match ctx.stat(&from, Follow::No) {
            Ok(stat) => stat,
            Err(error) if ctx.busybox() => {
                ctx.complain(format_args!("can't rename '{name}': {error}"));
                continue;
            }
            Err(error) => {
                ctx.complain(format_args!("cannot stat '{name}': {error}"));
                continue;
            }
        };
        if let Ok(existing) = ctx.stat(&to, Follow::No) {
            if same_file(&stat, &existing) {
                // To the system call that busybox makes it is no error.
                if !ctx.busybox() {
                    ctx.complain(format_args!("'{name}' and '{target}' are the same file"));
                }
                continue;
            }
            if options.last_of("nfi") == Some('n') || (options.has('u') && existing.mtime >= stat.mtime) {
                continue;
            }
            if answers.as_mut().is_some_and(|answers| !answers.overwrite(ctx, &target)) {
                continue;
            }
            let (from_dir, to_dir) = (stat.file_type == FileType::Dir, existing.file_type == FileType::Dir);
            if from_dir && !to_dir && ctx.busybox() {
                ctx.complain(format_args!("can't rename '{name}': {}", Errno::ENOTDIR));
                continue;
            }
            if !from_dir && to_dir && ctx.busybox() {
                ctx.complain(format_args!("'{target}' is a directory"));
                continue;
            }
            if from_dir && !to_dir {
                ctx.complain(format_args!("cannot overwrite non-directory '{target}' with directory '{name}'"));
                continue;
            }
            if !from_dir && to_dir {
                ctx.complain(format_args!("cannot overwrite directory '{target}' with non-directory '{name}'"));
                continue;
            }
        }
        let call = Call::Rename(name.clone(), target.clone());
        match ctx.call(call, |kernel, task| kernel.rename(task, &from, &to, RenameFlags::default())) {
            Ok(()) => {
                if options.has('v') {
                    let renamed = if ctx.busybox() { "" } else { "renamed " };
                    ctx.outf(format_args!("{renamed}'{name}' -> '{target}'\n"));
                }
            }
            // Another filesystem, or a directory of a lower layer: copied, then removed.
            Err(Errno::EXDEV) => move_by_copy(ctx, &from, &to),
            Err(Errno::EINVAL) if !ctx.busybox() => {
                ctx.complain(format_args!("cannot move '{name}' to a subdirectory of itself, '{target}'"));
            }
            Err(error) if ctx.busybox() => ctx.complain(format_args!("can't rename '{name}': {error}")),
            Err(error) => ctx.complain(format_args!("cannot move '{name}' to '{target}': {error}")),
        }
    }
    ctx.exit(1)
}

fn move_by_copy(ctx: &mut Context<'_>, from: &[u8], to: &[u8]) {
    let mut copier = Copier::moving(ctx.busybox());
    let failed = ctx.failed();
    copier.copy(ctx, from, to);
    if ctx.failed() != failed {
        return;
    }
    if ctx.stat(from, Follow::No).is_ok_and(|stat| stat.file_type == FileType::Dir) {
        super::remove::remove_tree(ctx, from, false);
    } else {
        let name = shown(from);
        let _ = ctx.call(Call::Unlink(name), |kernel, task| kernel.unlink(task, from));
    }
}
