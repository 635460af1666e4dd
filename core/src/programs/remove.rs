//! `rm`, `rmdir`, `unlink`

use super::options::{self, Value};
use super::{Context, Exit, Home, Program};
use crate::kernel::Follow;
use crate::trace::{Call, shown};
use crate::vfs::{Errno, FileType};

pub(super) const RM: Program = Program {
    name: "rm",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-rfdiv] FILE...",
    summary: ["remove files and directories", "删除文件和目录"],
    run: rm,
};

pub(super) const RMDIR: Program = Program {
    name: "rmdir",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-p] DIRECTORY...",
    summary: ["remove empty directories", "删除空目录"],
    run: rmdir,
};

fn rm(ctx: &mut Context<'_>) -> Exit {
    let long = [
        ("recursive", 'r', Value::No),
        ("force", 'f', Value::No),
        ("dir", 'd', Value::No),
        ("verbose", 'v', Value::No),
        ("interactive", '\0', Value::Maybe),
        ("no-preserve-root", '\x01', Value::No),
        ("preserve-root", '\x02', Value::Maybe),
        ("one-file-system", '\x03', Value::No),
    ];
    let options = match options::parse(ctx, "rRfdivI", &long, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    let force = options.has('f');
    if options.last_of("if") == Some('i') {
        ctx.err("drydock: rm -i is not simulated: there is nobody to ask\n");
        return Ok(2);
    }
    let recursive = options.has('r') || options.has('R');
    // Asked once for many, or for what is below.
    let once = options.last_of("ifI") == Some('I') && (options.operands.len() > 3 || recursive);
    let asks =
        options.has('\0') && !options.value('\0').is_some_and(|when| matches!(&**when, b"never" | b"no" | b"none"));
    if (once || asks) && !ctx.busybox() {
        ctx.err("drydock: rm -I is not simulated: there is nobody to ask\n");
        return Ok(2);
    }
    if options.operands.is_empty() {
        return if force { Ok(0) } else { Ok(options::wrong_operands(ctx, "missing operand", 1)) };
    }
    for file in &options.operands {
        let name = shown(file);
        let last = file.rsplit(|c| *c == b'/').find(|part| !part.is_empty()).unwrap_or(b"/");
        if recursive && last == b"/" && !options.has('\x01') && !ctx.busybox() {
            ctx.complain(format_args!("it is dangerous to operate recursively on '/'"));
            ctx.complain(format_args!("use --no-preserve-root to override this failsafe"));
            continue;
        }
        if matches!(last, b"." | b"..") && (options.has('r') || options.has('R') || ctx.busybox()) {
            if ctx.busybox() {
                ctx.complain(format_args!("can't remove '.' or '..'"));
            } else {
                ctx.complain(format_args!("refusing to remove '.' or '..' directory: skipping '{name}'"));
            }
            continue;
        }
        match ctx.stat(file, Follow::No) {
            Err(Errno::ENOENT | Errno::ENOTDIR) if force => {}
            Err(error) if ctx.busybox() && error != Errno::ENOENT => {
                ctx.complain(format_args!("can't stat '{name}': {error}"));
            }
            Err(error) => cannot_remove(ctx, &name, error),
            Ok(stat) if stat.file_type == FileType::Dir => {
                if recursive {
                    remove_tree(ctx, file, options.has('v'));
                } else if options.has('d') {
                    remove_dir(ctx, file, options.has('v'));
                } else if ctx.busybox() {
                    ctx.complain(format_args!("'{name}' is a directory"));
                } else {
                    ctx.complain(format_args!("cannot remove '{name}': Is a directory"));
                }
            }
            Ok(_) => remove_file(ctx, file, options.has('v')),
        }
    }
    ctx.exit(1)
}

fn cannot_remove(ctx: &mut Context<'_>, name: &str, error: Errno) {
    if ctx.busybox() {
        ctx.complain(format_args!("can't remove '{name}': {error}"));
    } else {
        ctx.complain(format_args!("cannot remove '{name}': {error}"));
    }
}

fn remove_file(ctx: &mut Context<'_>, path: &[u8], verbose: bool) {
    let name = shown(path);
    match ctx.call(Call::Unlink(name.clone()), |kernel, task| kernel.unlink(task, path)) {
        Ok(()) if verbose => ctx.outf(format_args!("removed '{name}'\n")),
        Ok(()) => {}
        Err(error) => cannot_remove(ctx, &name, error),
    }
}

fn remove_dir(ctx: &mut Context<'_>, path: &[u8], verbose: bool) {
    let name = shown(path);
    match ctx.call(Call::Rmdir(name.clone()), |kernel, task| kernel.rmdir(task, path)) {
        Ok(()) if verbose && ctx.busybox() => ctx.outf(format_args!("removed directory: '{name}'\n")),
        Ok(()) if verbose => ctx.outf(format_args!("removed directory '{name}'\n")),
        Ok(()) => {}
        Err(error) => cannot_remove(ctx, &name, error),
    }
}

/// Removes a directory with everything in it, from the leaves up. Iterative: trees may be deep.
pub(super) fn remove_tree(ctx: &mut Context<'_>, top: &[u8], verbose: bool) {
    let mut stack = vec![(top.to_vec(), false)];
    while let Some((path, emptied)) = stack.pop() {
        if emptied {
            remove_dir(ctx, &path, verbose);
            continue;
        }
        let entries = match ctx.kernel().readdir(ctx.task(), &path) {
            Ok(entries) => entries,
            Err(error) => {
                cannot_remove(ctx, &shown(&path), error);
                continue;
            }
        };
        stack.push((path.clone(), true));
        for entry in entries {
            let child = [&path[..], b"/", entry.name.as_bytes()].concat();
            if entry.file_type == FileType::Dir {
                stack.push((child, false));
            } else {
                remove_file(ctx, &child, verbose);
            }
        }
    }
}

fn rmdir(ctx: &mut Context<'_>) -> Exit {
    let long =
        [("parents", 'p', Value::No), ("verbose", 'v', Value::No), ("ignore-fail-on-non-empty", '\0', Value::No)];
    let options = match options::parse(ctx, "pv", &long, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if options.operands.is_empty() {
        return Ok(options::wrong_operands(ctx, "missing operand", 1));
    }
    for dir in &options.operands {
        let mut path = dir.to_vec();
        loop {
            let name = shown(&path);
            if options.has('v') {
                ctx.outf(format_args!("rmdir: removing directory, '{name}'\n"));
            }
            match ctx.call(Call::Rmdir(name.clone()), |kernel, task| kernel.rmdir(task, &path)) {
                Ok(()) => {}
                Err(Errno::ENOTEMPTY) if options.has('\0') => break,
                Err(error) if ctx.busybox() => {
                    ctx.complain(format_args!("'{name}': {error}"));
                    break;
                }
                Err(error) => {
                    // Of a parent that it came to by itself, it says that it is a directory.
                    let what = if path.len() < dir.len() { "directory " } else { "" };
                    ctx.complain(format_args!("failed to remove {what}'{name}': {error}"));
                    break;
                }
            }
            let Some(slash) = path.iter().rposition(|c| *c == b'/').filter(|at| *at > 0 && options.has('p')) else {
                break;
            };
            path.truncate(slash);
        }
    }
    ctx.exit(1)
}
