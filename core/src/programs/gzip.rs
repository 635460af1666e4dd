//! `gzip`, `gunzip`, `zcat`

use super::options::{self, Long, Options, Value};
use super::{Context, Exit, Home, Program, Wait};
use crate::archive::{self, GzipError};
use crate::clock::Time;
use crate::kernel::{Create, Follow, MAX_FILE_SIZE, OpenHow, Stat};
use crate::process::Text;
use crate::trace::{Call, shown};
use crate::vfs::{Errno, FileType};

const fn program(
    name: &'static str,
    usage: &'static str,
    summary: [&'static str; 2],
    run: fn(&mut Context<'_>) -> Exit,
) -> Program {
    Program { name, directory: "/usr/bin", home: Home::Both, usage, summary, run }
}

pub(super) const GZIP: Program =
    program("gzip", "[-cdfklnqtv1-9] [FILE]...", ["pack files, or unpack them", "压缩文件，或解压"], gzip);
pub(super) const GUNZIP: Program = program("gunzip", "[-cfklnqtv] [FILE]...", ["unpack files", "解压文件"], gunzip);
pub(super) const ZCAT: Program =
    program("zcat", "[FILE]...", ["print what packed files hold", "输出压缩文件的内容"], zcat);

const LONG: &[Long] = &[
    ("stdout", 'c', Value::No),
    ("to-stdout", 'c', Value::No),
    ("decompress", 'd', Value::No),
    ("uncompress", 'd', Value::No),
    ("force", 'f', Value::No),
    ("keep", 'k', Value::No),
    ("list", 'l', Value::No),
    ("no-name", 'n', Value::No),
    ("name", 'N', Value::No),
    ("quiet", 'q', Value::No),
    ("test", 't', Value::No),
    ("verbose", 'v', Value::No),
    ("fast", '1', Value::No),
    ("best", '9', Value::No),
];

fn gzip(ctx: &mut Context<'_>) -> Exit {
    run(ctx, false, false)
}

fn gunzip(ctx: &mut Context<'_>) -> Exit {
    run(ctx, true, false)
}

fn zcat(ctx: &mut Context<'_>) -> Exit {
    run(ctx, true, true)
}

fn run(ctx: &mut Context<'_>, unpacks: bool, prints: bool) -> Exit {
    let options = match options::parse(ctx, "cdfklnNqtv123456789", LONG, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    let unpacks = unpacks || options.has('d') || options.has('t') || options.has('l');
    let prints = prints || options.has('c');
    if options.has('l') {
        ctx.line(format!("{:>19} {:>19}  ratio uncompressed_name", "compressed", "uncompressed"));
    }
    let mut operands = options.operands.clone();
    if operands.is_empty() {
        operands.push(b"-"[..].into());
    }
    let mut job = Job { options, unpacks, prints, status: 0 };
    for operand in &operands {
        if **operand == *b"-" { job.stream(ctx)? } else { job.file(ctx, operand)? }
    }
    Ok(job.status)
}

struct Job {
    options: Options,
    unpacks: bool,
    prints: bool,
    status: u8,
}

/// What `gunzip` says of bytes that it cannot read.
fn fault(error: GzipError) -> &'static str {
    match error {
        GzipError::Header => "not in gzip format",
        GzipError::UnexpectedEof => "unexpected end of file",
        GzipError::Checksum => "invalid compressed data--crc error",
        GzipError::Corrupt { .. } => "invalid compressed data--format violated",
        GzipError::TooLarge { .. } => "drydock: what unpacks to more than 64 MiB is not simulated",
    }
}

/// A packed file: the header with a name and a time if there are any, then what is packed.
fn packed(bytes: &[u8], name: Option<(&[u8], Time)>) -> Vec<u8> {
    let plain = archive::gzip(bytes);
    let (flags, time) = name.map_or((0, 0), |(_, time)| (8, u32::try_from(time.secs).unwrap_or(0)));
    // 3: made on Unix.
    let mut out = [&[0x1f, 0x8b, 8, flags][..], &time.to_le_bytes(), &[0, 3]].concat();
    if let Some((name, _)) = name {
        out.extend_from_slice(name);
        out.push(0);
    }
    out.extend_from_slice(plain.get(10..).unwrap_or_default());
    out
}

impl Job {
    fn warn(&mut self, ctx: &mut Context<'_>, status: u8, message: std::fmt::Arguments<'_>) {
        self.status = if self.status == 1 { 1 } else { status };
        // They all call themselves gzip, but in busybox.
        if ctx.busybox() {
            self.status = 1;
            ctx.complain(message);
        } else if !(status == 2 && self.options.has('q')) {
            ctx.err(format!("gzip: {message}\n"));
        }
    }

    fn unpacked(&self, bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
        archive::gunzip(bytes, MAX_FILE_SIZE as usize).map_err(fault)
    }

    /// Standard input to standard output.
    fn stream(&mut self, ctx: &mut Context<'_>) -> Result<(), Wait> {
        let bytes = match ctx.stdin()? {
            Ok(bytes) => bytes,
            Err(error) => {
                self.warn(ctx, 1, format_args!("stdin: {error}"));
                return Ok(());
            }
        };
        if !self.unpacks {
            ctx.out(packed(&bytes, None));
            return Ok(());
        }
        match self.unpacked(&bytes) {
            Ok(plain) if self.options.has('l') => list(ctx, &bytes, plain.len(), "stdout"),
            Ok(_) if self.options.has('t') => {}
            Ok(plain) => ctx.out(plain),
            Err(_) if ctx.busybox() => {
                let what = if ctx.program == "zcat" { "no gzip/bzip2/xz magic" } else { "invalid magic" };
                self.warn(ctx, 1, format_args!("{what}"));
            }
            Err(message) => self.failed(ctx, "stdin", message),
        }
        Ok(())
    }

    fn failed(&mut self, ctx: &mut Context<'_>, name: &str, message: &str) {
        // gzip sets such messages off by an empty line.
        let gap = if ctx.busybox() { "" } else { "\n" };
        if !gap.is_empty() {
            ctx.err(gap);
        }
        self.warn(ctx, 1, format_args!("{name}: {message}"));
    }

    /// A file, which is replaced by the packed or unpacked one.
    fn file(&mut self, ctx: &mut Context<'_>, operand: &Text) -> Result<(), Wait> {
        let mut path = operand.to_vec();
        let mut stat = ctx.stat(&path, Follow::Yes);
        if self.unpacks && stat == Err(Errno::ENOENT) && !path.ends_with(b".gz") && !ctx.busybox() {
            path.extend_from_slice(b".gz");
            stat = ctx.stat(&path, Follow::Yes);
        }
        let name = shown(&path);
        let stat = match stat {
            Ok(stat) => stat,
            Err(error) => {
                self.warn(ctx, 1, format_args!("{name}: {error}"));
                return Ok(());
            }
        };
        if stat.file_type == FileType::Dir {
            if ctx.busybox() && self.unpacks {
                self.warn(ctx, 1, format_args!("{name}: unknown suffix - ignored"));
            } else if ctx.busybox() {
                self.warn(ctx, 1, format_args!("can't remove file '{name}': Is a directory"));
            } else {
                self.warn(ctx, 2, format_args!("{name} is a directory -- ignored"));
            }
            return Ok(());
        }
        let replaces = !(self.prints || self.options.has('t') || self.options.has('l'));
        let target = match (replaces, self.unpacks) {
            (false, _) => Vec::new(),
            (true, false) if path.ends_with(b".gz") && !self.options.has('f') && !ctx.busybox() => {
                self.warn(ctx, 2, format_args!("{name} already has .gz suffix -- unchanged"));
                return Ok(());
            }
            (true, false) => [&path, &b".gz"[..]].concat(),
            (true, true) => match unpacked_name(&path) {
                Some(target) => target,
                None => {
                    let dashes = if ctx.busybox() { "-" } else { "--" };
                    self.warn(ctx, 2, format_args!("{name}: unknown suffix {dashes} ignored"));
                    return Ok(());
                }
            },
        };
        if replaces && stat.nlink > 1 && !self.options.has('f') && !self.options.has('k') && !ctx.busybox() {
            let (count, plural) = (stat.nlink - 1, if stat.nlink > 2 { "s" } else { "" });
            self.warn(ctx, 2, format_args!("{name} has {count} other link{plural} -- file ignored"));
            return Ok(());
        }
        let bytes = match ctx.read_file(&path)? {
            Ok(bytes) => bytes,
            Err(error) => {
                self.warn(ctx, 1, format_args!("{name}: {error}"));
                return Ok(());
            }
        };
        let result = if self.unpacks {
            match self.unpacked(&bytes) {
                Ok(result) => result,
                Err(_)
                    if !bytes.starts_with(&[0x1f, 0x8b])
                        && !ctx.busybox()
                        && !(self.prints && self.options.has('f')) =>
                {
                    self.failed(ctx, &name, fault(GzipError::Header));
                    return Ok(());
                }
                // zcat -f, and busybox's zcat, give what is not packed as it is.
                Err(_) if self.prints && self.options.has('f') => bytes.to_vec(),
                Err(_) if ctx.busybox() => {
                    let what = if self.options.has('t') { "invalid magic" } else { "no gzip/bzip2/xz magic" };
                    self.warn(ctx, 1, format_args!("{what}"));
                    return Ok(());
                }
                Err(message) => {
                    self.failed(ctx, &name, message);
                    return Ok(());
                }
            }
        } else {
            let base = path.iter().rposition(|c| *c == b'/').map_or(&path[..], |at| &path[at + 1..]);
            packed(&bytes, (!self.options.has('n')).then_some((base, stat.mtime)))
        };
        if self.options.has('l') {
            let shown_name = unpacked_name(&path).map_or_else(|| name.clone(), |name| shown(&name));
            list(ctx, &bytes, result.len(), &shown_name);
        } else if self.options.has('t') {
            if self.options.has('v') {
                ctx.err(format!("{name}:\t OK\n"));
            }
        } else if self.prints {
            ctx.out(result);
        } else {
            self.replace(ctx, (&path, &stat, &bytes), &target, &result);
        }
        Ok(())
    }

    fn replace(
        &mut self,
        ctx: &mut Context<'_>,
        (path, stat, old): (&[u8], &Stat, &[u8]),
        target: &[u8],
        bytes: &[u8],
    ) {
        let (name, new) = (shown(path), shown(target));
        if ctx.stat(target, Follow::No).is_ok() && !self.options.has('f') {
            if ctx.busybox() {
                self.warn(ctx, 1, format_args!("can't open '{new}': File exists"));
            } else {
                self.warn(ctx, 2, format_args!("{new} already exists;\tnot overwritten"));
            }
            return;
        }
        let written = (|| {
            let _ = ctx.stat(target, Follow::No).is_ok()
                && ctx.call(Call::Unlink(new.clone()), |kernel, task| kernel.unlink(task, target)).is_ok();
            let how = OpenHow { create: Create::New, ..OpenHow::replace(0o600) };
            let open = ctx.call(Call::open(target), |kernel, task| kernel.open(task, target, how))?;
            if !bytes.is_empty() {
                ctx.call(Call::write(target, bytes.len() as u64), |kernel, task| kernel.write(task, open, bytes))?;
            }
            ctx.machine.recorder.unrecorded(|kernel| kernel.close(open))?;
            let times = (Some(stat.atime), Some(stat.mtime));
            ctx.call(Call::Utimes(new.clone()), |kernel, task| kernel.utimes(task, target, times, Follow::No))?;
            let (uid, gid) = (Some(stat.uid), Some(stat.gid));
            ctx.call(Call::Chown(new.clone(), uid, gid), |kernel, task| {
                kernel.chown(task, target, uid, gid, Follow::No)
            })?;
            ctx.call(Call::Chmod(new.clone(), stat.mode), |kernel, task| kernel.chmod(task, target, stat.mode))
        })();
        if let Err(error) = written {
            self.warn(ctx, 1, format_args!("{new}: {error}"));
            return;
        }
        if self.options.has('v') {
            let way = if self.options.has('k') { "created" } else { "replaced with" };
            let percent = ratio(if self.unpacks { (old, bytes.len()) } else { (bytes, old.len()) });
            ctx.err(format!("{name}:\t{percent:>5.1}% -- {way} {new}\n"));
        }
        if !self.options.has('k') {
            let removed = ctx.call(Call::Unlink(name.clone()), |kernel, task| kernel.unlink(task, path));
            if let Err(error) = removed {
                self.warn(ctx, 1, format_args!("{name}: {error}"));
            }
        }
    }
}

/// The name without its suffix; of an archive, `.tar` for `.tgz`.
fn unpacked_name(path: &[u8]) -> Option<Vec<u8>> {
    if let Some(stem) = path.strip_suffix(b".tgz").or_else(|| path.strip_suffix(b".taz")) {
        return Some([stem, b".tar"].concat());
    }
    [&b".gz"[..], b"-gz", b".z", b"-z", b"_z", b".Z"]
        .iter()
        .find_map(|suffix| path.strip_suffix(*suffix))
        .filter(|stem| !stem.is_empty() && !stem.ends_with(b"/"))
        .map(<[u8]>::to_vec)
}

/// By how many percent packing made a file smaller, header and trailer aside.
fn ratio((packed, plain): (&[u8], usize)) -> f64 {
    let named = packed.get(3).is_some_and(|flags| flags & 8 != 0);
    let name_len = if named { packed[10..].iter().position(|c| *c == 0).map_or(0, |len| len + 1) } else { 0 };
    let body = packed.len().saturating_sub(18 + name_len) as f64;
    if plain == 0 { 0.0 } else { (plain as f64 - body) / plain as f64 * 100.0 }
}

/// A row of `gzip -l`.
fn list(ctx: &mut Context<'_>, packed: &[u8], plain: usize, name: &str) {
    let percent = ratio((packed, plain));
    ctx.line(format!("{:>19} {plain:>19} {percent:>5.1}% {name}", packed.len()));
}
