//! What makes files: `mkdir`, `touch`, `ln`, `mknod`, `mkfifo`, `truncate`

use super::options::{self, Value};
use super::{Context, Exit, Home, Program, mode};
use crate::clock::Time;
use crate::kernel::{Create, Follow, OpenHow, Special};
use crate::process::Text;
use crate::trace::{Call, shown};
use crate::vfs::{Dev, Errno, FileType};

const fn program(
    name: &'static str,
    usage: &'static str,
    summary: [&'static str; 2],
    run: fn(&mut Context<'_>) -> Exit,
) -> Program {
    Program { name, directory: "/usr/bin", home: Home::Both, usage, summary, run }
}

pub(super) const MKDIR: Program =
    program("mkdir", "[-pv] [-m MODE] DIRECTORY...", ["make directories", "新建目录"], mkdir);
pub(super) const TOUCH: Program = program(
    "touch",
    "[-acmh] [-d DATE] [-r FILE] FILE...",
    ["set times, make missing files", "修改时间，新建缺少的文件"],
    touch,
);
pub(super) const LN: Program =
    program("ln", "[-sfnvTr] TARGET... LINK|DIRECTORY", ["give files further names", "新建链接"], ln);
pub(super) const MKNOD: Program =
    program("mknod", "[-m MODE] NAME TYPE [MAJOR MINOR]", ["make special files", "新建特殊文件"], mknod);
pub(super) const MKFIFO: Program = program("mkfifo", "[-m MODE] NAME...", ["make named pipes", "新建命名管道"], mkfifo);
pub(super) const TRUNCATE: Program =
    program("truncate", "-s SIZE FILE...", ["set the size of files", "设置文件大小"], truncate);

/// The mode that `-m` gives.
fn given_mode(ctx: &mut Context<'_>, text: Option<&Text>, from: u16, is_dir: bool) -> Result<Option<u16>, u8> {
    let Some(text) = text else { return Ok(None) };
    let text = shown(text);
    match mode::parse(&text, from, ctx.task().umask, is_dir) {
        Some(mode) => Ok(Some(mode)),
        None => {
            ctx.complain(format_args!("invalid mode '{text}'"));
            Err(1)
        }
    }
}

fn mkdir(ctx: &mut Context<'_>) -> Exit {
    let long = [("parents", 'p', Value::No), ("mode", 'm', Value::Yes), ("verbose", 'v', Value::No)];
    let options = match options::parse(ctx, "pm:vZ", &long, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if options.operands.is_empty() {
        return Ok(options::wrong_operands(ctx, "missing operand", 1));
    }
    let chosen = match given_mode(ctx, options.value('m'), 0o777, true) {
        Ok(chosen) => chosen,
        Err(status) => return Ok(status),
    };
    for dir in &options.operands {
        let mut paths = vec![dir.to_vec()];
        if options.has('p') {
            let slashes = dir.iter().enumerate().filter(|(at, c)| **c == b'/' && *at > 0 && dir[at - 1] != b'/');
            paths = slashes.map(|(at, _)| dir[..at].to_vec()).collect();
            if !dir.ends_with(b"/") {
                paths.push(dir.to_vec());
            }
        }
        let last = paths.len().saturating_sub(1);
        for (at, path) in paths.iter().enumerate() {
            let name = shown(path);
            let is_dir = ctx.stat(path, Follow::Yes).is_ok_and(|stat| stat.file_type == FileType::Dir);
            if options.has('p') && is_dir {
                continue;
            }
            match ctx.call(Call::Mkdir(name.clone()), |kernel, task| kernel.mkdir(task, path, 0o777)) {
                Ok(()) => {
                    if let Some(mode) = chosen.filter(|_| at == last) {
                        let chmod =
                            ctx.call(Call::Chmod(name.clone(), mode), |kernel, task| kernel.chmod(task, path, mode));
                        if let Err(error) = chmod {
                            ctx.complain(format_args!("cannot set permissions '{name}': {error}"));
                        }
                    }
                    if options.has('v') {
                        let called = ctx.program;
                        if ctx.busybox() {
                            let slash = if at == last { "" } else { "/" };
                            ctx.outf(format_args!("created directory: '{name}{slash}'\n"));
                        } else {
                            ctx.outf(format_args!("{called}: created directory '{name}'\n"));
                        }
                    }
                }
                Err(error) => {
                    if ctx.busybox() && at < last {
                        ctx.complain(format_args!("can't create directory '{name}/': {}", Errno::ENOTDIR));
                    } else if ctx.busybox() {
                        ctx.complain(format_args!("can't create directory '{name}': {error}"));
                    } else {
                        ctx.complain(format_args!("cannot create directory '{name}': {error}"));
                    }
                    break;
                }
            }
        }
    }
    ctx.exit(1)
}

fn touch(ctx: &mut Context<'_>) -> Exit {
    let long = [
        ("no-create", 'c', Value::No),
        ("date", 'd', Value::Yes),
        ("reference", 'r', Value::Yes),
        ("no-dereference", 'h', Value::No),
        ("time", '\0', Value::Yes),
    ];
    let options = match options::parse(ctx, "acmhfd:r:t:", &long, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if options.operands.is_empty() {
        return Ok(options::wrong_operands(ctx, "missing file operand", 1));
    }
    let mut times: (Option<Time>, Option<Time>) = (None, None);
    if let Some(file) = options.value('r') {
        match ctx.stat(file, Follow::Yes) {
            Ok(stat) => times = (Some(stat.atime), Some(stat.mtime)),
            Err(error) => {
                let name = shown(file);
                if ctx.busybox() {
                    ctx.complain(format_args!("can't stat '{name}': {error}"));
                } else {
                    ctx.complain(format_args!("failed to get attributes of '{name}': {error}"));
                }
                return Ok(1);
            }
        }
    }
    for (letter, stamp) in [('d', false), ('t', true)] {
        let Some(text) = options.value(letter).map(|text| shown(text)) else { continue };
        let parsed = if stamp {
            super::date::parse_stamp(&text, ctx.now(), &ctx.zone())
        } else {
            super::date::parse(ctx, &text, &ctx.zone())
        };
        let Some(time) = parsed else {
            let format = if ctx.busybox() { "" } else { " format" };
            ctx.complain(format_args!("invalid date{format} '{text}'"));
            return Ok(1);
        };
        times = (Some(time), Some(time));
    }
    for file in &options.operands {
        let name = shown(file);
        let follow = if options.has('h') { Follow::No } else { Follow::Yes };
        match ctx.stat(file, follow) {
            Err(Errno::ENOENT) if options.has('c') || options.has('h') => {}
            Err(Errno::ENOENT) => {
                let how = OpenHow { create: Create::IfMissing, ..OpenHow::append(0o666) };
                let made = ctx.call(Call::open(file), |kernel, task| {
                    kernel.open(task, file, how).and_then(|open| kernel.close(open))
                });
                let timed = made.and_then(|()| match times {
                    (None, None) => Ok(()),
                    times => {
                        ctx.call(Call::Utimes(name.clone()), |kernel, task| kernel.utimes(task, file, times, follow))
                    }
                });
                if let Err(error) = timed {
                    cannot_touch(ctx, &name, error);
                }
            }
            Err(error) => cannot_touch(ctx, &name, error),
            Ok(stat) => {
                let (mut atime, mut mtime) = times;
                let now = ctx.now();
                // Only one of the two: the other stays as it is.
                match options.last_of("am") {
                    Some('a') if !options.has('m') => (atime, mtime) = (Some(atime.unwrap_or(now)), Some(stat.mtime)),
                    Some('m') if !options.has('a') => (atime, mtime) = (Some(stat.atime), Some(mtime.unwrap_or(now))),
                    _ => {}
                }
                let timed = ctx
                    .call(Call::Utimes(name.clone()), |kernel, task| kernel.utimes(task, file, (atime, mtime), follow));
                if let Err(error) = timed {
                    ctx.complain(format_args!("setting times of '{name}': {error}"));
                }
            }
        }
    }
    ctx.exit(1)
}

fn cannot_touch(ctx: &mut Context<'_>, name: &str, error: Errno) {
    if ctx.busybox() {
        ctx.complain(format_args!("{name}: {error}"));
    } else {
        ctx.complain(format_args!("cannot touch '{name}': {error}"));
    }
}

fn ln(ctx: &mut Context<'_>) -> Exit {
    let long = [
        ("symbolic", 's', Value::No),
        ("force", 'f', Value::No),
        ("no-dereference", 'n', Value::No),
        ("no-target-directory", 'T', Value::No),
        ("target-directory", 't', Value::Yes),
        ("relative", 'r', Value::No),
        ("verbose", 'v', Value::No),
        ("logical", 'L', Value::No),
        ("physical", 'P', Value::No),
    ];
    let options = match options::parse(ctx, "sfnTt:rvLPi", &long, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    let mut targets = options.operands.clone();
    if targets.is_empty() {
        return Ok(options::wrong_operands(ctx, "missing file operand", 1));
    }
    let into = match options.value('t') {
        Some(dir) => dir.clone(),
        None if targets.len() == 1 => b"."[..].into(),
        None => targets.pop().unwrap_or_default(),
    };
    let follow = if options.has('n') { Follow::No } else { Follow::Yes };
    let into_dir = !options.has('T') && ctx.stat(&into, follow).is_ok_and(|stat| stat.file_type == FileType::Dir);
    if ctx.busybox() && options.has('T') && ctx.stat(&into, follow).is_ok_and(|stat| stat.file_type == FileType::Dir) {
        let name = shown(&into);
        ctx.complain(format_args!("'{name}' is a directory"));
        return Ok(1);
    }
    if targets.len() > 1 && !into_dir && !ctx.busybox() {
        let name = shown(&into);
        ctx.complain(format_args!("target '{name}': {}", Errno::ENOTDIR));
        return Ok(1);
    }
    for target in &targets {
        let place = if into_dir { super::copy::inside(&into, target) } else { into.to_vec() };
        let (from, to) = (shown(target), shown(&place));
        if options.has('f') {
            // Over itself is refused before anything is lost.
            let same = |a, b| matches!((a, b), (Ok(a), Ok(b)) if super::copy::same_file(&a, &b));
            if !options.has('s') && same(ctx.stat(target, Follow::No), ctx.stat(&place, Follow::No)) {
                ctx.complain(format_args!("'{from}' and '{to}' are the same file"));
                continue;
            }
            if ctx.stat(&place, Follow::No).is_ok_and(|stat| stat.file_type != FileType::Dir) {
                let removed = ctx.call(Call::Unlink(to.clone()), |kernel, task| kernel.unlink(task, &place));
                if let Err(error) = removed {
                    ctx.complain(format_args!("cannot remove '{to}': {error}"));
                    continue;
                }
            }
        }
        let result = if options.has('s') {
            let says = if options.has('r') { relative(ctx, target, &place) } else { target.to_vec() };
            ctx.call(Call::Symlink(shown(&says), to.clone()), |kernel, task| kernel.symlink(task, &says, &place))
        } else {
            let follow = if options.last_of("LP") == Some('L') { Follow::Yes } else { Follow::No };
            ctx.call(Call::Link(from.clone(), to.clone()), |kernel, task| kernel.link(task, target, &place, follow))
        };
        match result {
            Ok(()) if options.has('v') => {
                let arrow = if options.has('s') { "->" } else { "=>" };
                ctx.outf(format_args!("'{to}' {arrow} '{from}'\n"));
            }
            Ok(()) => {}
            Err(Errno::ENOENT) if ctx.busybox() && !options.has('s') && ctx.stat(target, Follow::No).is_err() => {
                ctx.complain(format_args!("{from}: {}", Errno::ENOENT));
            }
            Err(error) if ctx.busybox() => ctx.complain(format_args!("{to}: {error}")),
            Err(error) if options.has('s') => {
                ctx.complain(format_args!("failed to create symbolic link '{to}': {error}"))
            }
            Err(Errno::EPERM) if ctx.stat(target, Follow::No).is_ok_and(|s| s.file_type == FileType::Dir) => {
                ctx.complain(format_args!("{from}: hard link not allowed for directory"));
            }
            Err(Errno::ENOENT) if ctx.stat(target, Follow::No).is_err() => {
                ctx.complain(format_args!("failed to access '{from}': {}", Errno::ENOENT));
            }
            Err(Errno::EEXIST) => ctx.complain(format_args!("failed to create hard link '{to}': {}", Errno::EEXIST)),
            Err(error) => ctx.complain(format_args!("failed to create hard link '{to}' => '{from}': {error}")),
        }
    }
    ctx.exit(1)
}

/// What a link at `place` must say to lead to `target`.
fn relative(ctx: &Context<'_>, target: &[u8], place: &[u8]) -> Vec<u8> {
    let absolute = |path: &[u8]| {
        let cwd = &ctx.task().cwd;
        let path = if path.starts_with(b"/") { crate::vfs::AbsPath::new(path) } else { cwd.join(path) };
        ctx.kernel().realpath(ctx.task(), path.as_bytes()).unwrap_or(path)
    };
    let target = absolute(target);
    let dir = match place.iter().rposition(|c| *c == b'/') {
        Some(slash) => absolute(&place[..=slash]),
        None => absolute(b"."),
    };
    let (to, from): (Vec<&[u8]>, Vec<&[u8]>) = (target.names().collect(), dir.names().collect());
    let common = to.iter().zip(&from).take_while(|(a, b)| a == b).count();
    let mut names: Vec<&[u8]> = vec![b".."; from.len() - common];
    names.extend(&to[common..]);
    if names.is_empty() { b".".to_vec() } else { names.join(&b'/') }
}

fn make_special(ctx: &mut Context<'_>, path: &[u8], what: Special, mode: Option<u16>) {
    let name = shown(path);
    let made = ctx.call(Call::Mknod(name.clone()), |kernel, task| kernel.mknod(task, path, what, 0o666));
    let made = made.and_then(|()| match mode {
        Some(mode) => ctx.call(Call::Chmod(name.clone(), mode), |kernel, task| kernel.chmod(task, path, mode)),
        None => Ok(()),
    });
    match made {
        Ok(()) => {}
        Err(error) if what == Special::Fifo && !ctx.busybox() => {
            ctx.complain(format_args!("cannot create fifo '{name}': {error}"))
        }
        Err(error) => ctx.complain(format_args!("{name}: {error}")),
    }
}

fn mknod(ctx: &mut Context<'_>) -> Exit {
    let options = match options::parse(ctx, "m:Z", &[("mode", 'm', Value::Yes)], 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    let mode = match given_mode(ctx, options.value('m'), 0o666, false) {
        Ok(mode) => mode,
        Err(status) => return Ok(status),
    };
    let number = |text: Option<&Text>| -> Option<u32> {
        let text = shown(text?);
        match text.strip_prefix("0x") {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => text.parse().ok(),
        }
    };
    let operands = &options.operands;
    let (Some(path), Some(kind)) = (operands.first().cloned(), operands.get(1).map(|kind| shown(kind))) else {
        return Ok(options::wrong_operands(ctx, "missing operand", 1));
    };
    let wrong = operands.iter().skip(2).find(|text| number(Some(*text)).is_none());
    if let Some(text) = wrong.filter(|_| ctx.busybox() && matches!(&*kind, "b" | "c" | "u") && operands.len() == 4) {
        return Ok(options::no_number(ctx, &shown(text)));
    }
    if ctx.busybox() && kind == "p" && operands.len() > 2 {
        return Ok(options::wrong_operands(ctx, "extra operand", 1));
    }
    let dev = match (number(operands.get(2)), number(operands.get(3))) {
        (Some(major), Some(minor)) => Some(Dev { major, minor }),
        _ => None,
    };
    let what = match (&*kind, dev) {
        ("p", None) => Special::Fifo,
        ("c" | "u", Some(dev)) => Special::Char(dev),
        ("b", Some(dev)) => Special::Block(dev),
        ("c" | "u" | "b", None) => {
            return Ok(options::wrong_operands(ctx, "Special files require major and minor device numbers.", 1));
        }
        _ => return Ok(options::wrong_operands(ctx, &format!("invalid device type '{kind}'"), 1)),
    };
    make_special(ctx, &path, what, mode);
    ctx.exit(1)
}

fn mkfifo(ctx: &mut Context<'_>) -> Exit {
    let options = match options::parse(ctx, "m:Z", &[("mode", 'm', Value::Yes)], 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if options.operands.is_empty() {
        return Ok(options::wrong_operands(ctx, "missing operand", 1));
    }
    let mode = match given_mode(ctx, options.value('m'), 0o666, false) {
        Ok(mode) => mode,
        Err(status) => return Ok(status),
    };
    for path in &options.operands {
        make_special(ctx, path, Special::Fifo, mode);
    }
    ctx.exit(1)
}

fn truncate(ctx: &mut Context<'_>) -> Exit {
    let options = match options::parse(ctx, "cs:r:o", &[("size", 's', Value::Yes), ("no-create", 'c', Value::No)], 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    let Some(text) = options.value('s').map(|text| shown(text)) else {
        return Ok(options::wrong_operands(ctx, "you must specify either '--size' or '--reference'", 1));
    };
    let (sign, digits) = match text.chars().next() {
        Some(sign @ ('+' | '-')) => (sign, &text[1..]),
        _ => ('=', &text[..]),
    };
    if ctx.busybox() && options.operands.is_empty() {
        return Ok(options::wrong_operands(ctx, "missing operand", 1));
    }
    let Some(given) = super::size::parse(digits, 1).filter(|_| sign == '=' || !ctx.busybox()) else {
        if ctx.busybox() {
            return Ok(options::no_number(ctx, &text));
        }
        ctx.complain(format_args!("Invalid number: '{text}'"));
        return Ok(1);
    };
    for file in &options.operands {
        let name = shown(file);
        let old = match ctx.stat(file, Follow::Yes) {
            Ok(stat) => stat.size,
            Err(Errno::ENOENT) if options.has('c') => continue,
            Err(_) => 0,
        };
        let size = match sign {
            '+' => old.saturating_add(given),
            '-' => old.saturating_sub(given),
            _ => given,
        };
        let result = ctx.call(Call::Truncate(name.clone(), size), |kernel, task| {
            let open = kernel.open(task, file, OpenHow::append(0o666))?;
            let result = kernel.ftruncate(task, open, size);
            kernel.close(open)?;
            result
        });
        if let Err(error) = result {
            if ctx.busybox() {
                ctx.complain(format_args!("{name}: open: {error}"));
            } else {
                ctx.complain(format_args!("cannot open '{name}' for writing: {error}"));
            }
        }
    }
    ctx.exit(1)
}
