//! Names of files: `basename`, `dirname`, `readlink`, `realpath`, `pwd`

use super::options::{self, Value};
use super::{Context, Exit, Home, Program};
use crate::vfs::{AbsPath, Errno};

const fn program(
    name: &'static str,
    usage: &'static str,
    summary: [&'static str; 2],
    run: fn(&mut Context<'_>) -> Exit,
) -> Program {
    Program { name, directory: "/usr/bin", home: Home::Both, usage, summary, run }
}

pub(super) const BASENAME: Program =
    program("basename", "NAME [SUFFIX]", ["print the last name of a path", "输出路径的最后一部分"], basename);
pub(super) const DIRNAME: Program =
    program("dirname", "NAME...", ["print a path without its last name", "输出路径中的目录部分"], dirname);
pub(super) const READLINK: Program =
    program("readlink", "[-fnemz] FILE...", ["print what a symbolic link says", "输出符号链接的内容"], readlink);
pub(super) const REALPATH: Program =
    program("realpath", "[-ems] FILE...", ["print a path without symbolic links", "输出不含符号链接的路径"], realpath);
pub(super) const PWD: Program = program("pwd", "[-LP]", ["print the current directory", "输出当前目录"], |ctx| {
    if ctx.busybox()
        && let Err(status) = options::parse(ctx, "LP", &[], 1)
    {
        return Ok(status);
    }
    let path = ctx.task().cwd.as_bytes().to_vec();
    ctx.line(path);
    Ok(0)
});

fn last_name(path: &[u8]) -> &[u8] {
    let end = path.iter().rposition(|c| *c != b'/').map_or(0, |at| at + 1);
    if end == 0 {
        return &path[..path.len().min(1)];
    }
    let start = path[..end].iter().rposition(|c| *c == b'/').map_or(0, |at| at + 1);
    &path[start..end]
}

fn parent(path: &[u8]) -> &[u8] {
    let end = path.iter().rposition(|c| *c != b'/').map_or(0, |at| at + 1);
    if end == 0 {
        return if path.is_empty() { b"." } else { b"/" };
    }
    match path[..end].iter().rposition(|c| *c == b'/') {
        None => b".",
        Some(slash) => match path[..slash].iter().rposition(|c| *c != b'/') {
            None => b"/",
            Some(at) => &path[..=at],
        },
    }
}

fn missing(ctx: &mut Context<'_>) -> Exit {
    Ok(options::wrong_operands(ctx, "missing operand", 1))
}

fn basename(ctx: &mut Context<'_>) -> Exit {
    let options = match options::parse(
        ctx,
        "+as:z",
        &[("multiple", 'a', Value::No), ("suffix", 's', Value::Yes), ("zero", 'z', Value::No)],
        1,
    ) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    let mut names = options.operands.clone();
    if names.is_empty() {
        return missing(ctx);
    }
    let mut suffix = options.value('s').cloned();
    if !options.has('a') && suffix.is_none() {
        if names.len() > 2 {
            let extra = String::from_utf8_lossy(&names[2]).into_owned();
            return Ok(options::wrong_operands(ctx, &format!("extra operand '{extra}'"), 1));
        }
        suffix = (names.len() == 2).then(|| names.remove(1));
    }
    let end: &[u8] = if options.has('z') { b"\0" } else { b"\n" };
    for name in &names {
        let base = last_name(name);
        let shown = suffix
            .as_ref()
            .and_then(|suffix| base.strip_suffix(&suffix[..]))
            .filter(|base| !base.is_empty())
            .unwrap_or(base);
        ctx.out(shown);
        ctx.out(end);
    }
    Ok(0)
}

fn dirname(ctx: &mut Context<'_>) -> Exit {
    let options = match options::parse(ctx, "z", &[("zero", 'z', Value::No)], 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if options.operands.is_empty() || ctx.busybox() && options.operands.len() > 1 {
        return missing(ctx);
    }
    for name in &options.operands {
        ctx.out(parent(name));
        ctx.out(if options.has('z') { b"\0" } else { b"\n" });
    }
    Ok(0)
}

fn readlink(ctx: &mut Context<'_>) -> Exit {
    let long = [
        ("canonicalize", 'f', Value::No),
        ("canonicalize-existing", 'e', Value::No),
        ("canonicalize-missing", 'm', Value::No),
        ("no-newline", 'n', Value::No),
        ("zero", 'z', Value::No),
        ("verbose", 'v', Value::No),
    ];
    let options = match options::parse(ctx, "femnzqsv", &long, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if options.operands.is_empty() || ctx.busybox() && options.operands.len() > 1 {
        return missing(ctx);
    }
    let mut status = 0;
    for file in &options.operands {
        let result = match options.last_of("fem") {
            // In busybox all of it must be there.
            Some('f') if ctx.busybox() => resolve(ctx, file, 'e').map(|path| path.as_bytes().to_vec()),
            None => ctx.readlink(file),
            Some(how) => resolve(ctx, file, how).map(|path| path.as_bytes().to_vec()),
        };
        match result {
            Ok(path) => {
                ctx.out(path);
                if options.has('z') {
                    ctx.out(b"\0");
                } else if !options.has('n') || options.operands.len() > 1 {
                    ctx.out(b"\n");
                }
            }
            // It says nothing about failures.
            Err(error) => {
                if options.has('v') {
                    let shown = String::from_utf8_lossy(file);
                    if ctx.busybox() && error == Errno::EINVAL {
                        ctx.complain(format_args!("{shown}: cannot read link: not a symlink"));
                    } else {
                        ctx.complain(format_args!("{shown}: {error}"));
                    }
                }
                status = 1;
            }
        }
    }
    Ok(status)
}

/// The path without symbolic links: `e` all of it must exist, `f` all but the last name, `m` nothing.
fn resolve(ctx: &Context<'_>, path: &[u8], how: char) -> Result<AbsPath, Errno> {
    let (kernel, task) = (ctx.kernel(), ctx.task());
    let mut tail: Vec<Vec<u8>> = Vec::new();
    let mut rest = path.to_vec();
    if rest.is_empty() {
        return Err(Errno::ENOENT);
    }
    loop {
        match kernel.realpath(task, &rest) {
            Ok(real) => {
                let real = tail.iter().rev().fold(real, |path, name| path.join(name));
                return Ok(real);
            }
            Err(Errno::ENOENT) if how != 'e' && (how == 'm' || tail.is_empty()) => {
                // A link that leads to what is not there: on to its target.
                if let Ok(target) = kernel.readlink(task, &rest) {
                    rest = if target.starts_with(b"/") { target } else { [parent(&rest), b"/", &target].concat() };
                    continue;
                }
                tail.push(last_name(&rest).to_vec());
                let up = parent(&rest).to_vec();
                if up == rest {
                    return Err(Errno::ENOENT);
                }
                rest = up;
            }
            Err(error) => return Err(error),
        }
        if tail.len() > 4096 {
            return Err(Errno::ELOOP);
        }
    }
}

/// The way from a directory to a path.
fn relative(path: &AbsPath, base: &AbsPath) -> Vec<u8> {
    let (names, from): (Vec<&[u8]>, Vec<&[u8]>) = (path.names().collect(), base.names().collect());
    let common = names.iter().zip(&from).take_while(|(a, b)| a == b).count();
    let up = from[common..].iter().map(|_| &b".."[..]);
    let way: Vec<&[u8]> = up.chain(names[common..].iter().copied()).collect();
    if way.is_empty() { b".".to_vec() } else { way.join(&b'/') }
}

fn realpath(ctx: &mut Context<'_>) -> Exit {
    let long = [
        ("canonicalize-existing", 'e', Value::No),
        ("canonicalize-missing", 'm', Value::No),
        ("no-symlinks", 's', Value::No),
        ("strip", 's', Value::No),
        ("zero", 'z', Value::No),
        ("quiet", 'q', Value::No),
        ("relative-to", 'T', Value::Yes),
    ];
    let options = match options::parse(ctx, "emsqzLP", &long, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if options.operands.is_empty() {
        return missing(ctx);
    }
    let mut failed = false;
    for file in &options.operands {
        let how = options.last_of("em").unwrap_or(if ctx.busybox() { 'e' } else { 'f' });
        let result = if options.has('s') {
            Ok(if file.starts_with(b"/") { AbsPath::new(file) } else { ctx.task().cwd.join(file) })
        } else {
            resolve(ctx, file, how)
        };
        let base = options.value('T').map(|base| resolve(ctx, base, how)).transpose();
        match result.and_then(|path| Ok((path, base?))) {
            Ok((path, base)) => {
                ctx.out(base.map_or_else(|| path.as_bytes().to_vec(), |base| relative(&path, &base)));
                ctx.out(if options.has('z') { b"\0" } else { b"\n" });
            }
            Err(_) if options.has('q') => failed = true,
            Err(error) => {
                let shown = String::from_utf8_lossy(file);
                ctx.complain(format_args!("{shown}: {error}"));
            }
        }
    }
    Ok(u8::from(failed || ctx.failed()))
}
