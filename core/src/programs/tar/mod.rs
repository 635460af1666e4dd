//! `tar`: lists, extracts and makes archives.

mod create;
mod extract;
mod list;

use std::rc::Rc;

use super::options::{self, Long, Options, Value};
use super::{Context, Exit, Home, Program, Wait};
use crate::archive;
use crate::kernel::{Follow, MAX_FILE_SIZE, OpenHow};
use crate::process::Text;
use crate::trace::{Call, shown};

pub(super) const TAR: Program = Program {
    name: "tar",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "(-t | -x | -c) [-vzpO] [-f ARCHIVE] [-C DIRECTORY] [--strip-components N] [FILE]...",
    summary: ["list, extract or make archives", "列出、解开或制作归档文件"],
    run: tar,
};

const LONG: &[Long] = &[
    ("create", 'c', Value::No),
    ("list", 't', Value::No),
    ("extract", 'x', Value::No),
    ("get", 'x', Value::No),
    ("file", 'f', Value::Yes),
    ("directory", 'C', Value::Yes),
    ("gzip", 'z', Value::No),
    ("gunzip", 'z', Value::No),
    ("verbose", 'v', Value::No),
    ("to-stdout", 'O', Value::No),
    ("preserve-permissions", 'p', Value::No),
    ("same-permissions", 'p', Value::No),
    ("strip-components", 'S', Value::Yes),
    ("numeric-owner", 'N', Value::No),
    ("no-same-owner", 'o', Value::No),
    ("absolute-names", 'P', Value::No),
];

/// What every use of it needs to know.
struct Job {
    options: Options,
    /// The archive's name; `-` is a stream.
    archive: Text,
    verbose: bool,
    status: u8,
}

fn tar(ctx: &mut Context<'_>) -> Exit {
    // The old form: `tar xvf a.tar`: letters without a dash, values after all of them.
    if let Some(first) = ctx.args.first().cloned()
        && !first.is_empty()
        && !first.starts_with(b"-")
        && first.iter().all(u8::is_ascii_alphanumeric)
    {
        old_form(ctx, &first);
    }
    let options = match options::parse(ctx, "ctxf:C:zvOpoPhm", LONG, 64) {
        Ok(options) => options,
        Err(status) => return Ok(if ctx.busybox() { status.min(1) } else { status }),
    };
    let modes: Vec<char> = options.given.iter().map(|(c, _)| *c).filter(|c| "ctx".contains(*c)).collect();
    let mode = match modes[..] {
        [mode] => mode,
        [] if ctx.busybox() => return Ok(options::wrong_operands(ctx, "must specify one of -t, -x, -c", 1)),
        [] => {
            ctx.complain(format_args!("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options"));
            ctx.err("Try 'tar --help' or 'tar --usage' for more information.\n");
            return Ok(2);
        }
        _ if ctx.busybox() => return Ok(options::wrong_operands(ctx, "must specify only one of -t, -x, -c", 1)),
        _ => {
            ctx.complain(format_args!(
                "You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option"
            ));
            ctx.err("Try 'tar --help' or 'tar --usage' for more information.\n");
            return Ok(2);
        }
    };
    let archive = options.value('f').cloned().unwrap_or_else(|| b"-"[..].into());
    let verbose = options.has('v');
    if let Some(dir) = options.value('C').filter(|_| ctx.busybox())
        && let Err(error) = ctx.stat(dir, Follow::Yes)
    {
        let dir = String::from_utf8_lossy(dir).into_owned();
        ctx.complain(format_args!("can't change directory to '{dir}': {error}"));
        return Ok(1);
    }
    let mut job = Job { options, archive, verbose, status: 0 };
    match mode {
        'c' => job.create(ctx)?,
        't' => {
            if let Some(bytes) = job.bytes(ctx)? {
                job.list(ctx, &bytes);
            }
        }
        _ => {
            if let Some(bytes) = job.bytes(ctx)? {
                job.extract(ctx, &bytes);
            }
        }
    }
    Ok(job.status)
}

fn old_form(ctx: &mut Context<'_>, letters: &[u8]) {
    let rest = ctx.args.split_off(1);
    ctx.args.clear();
    let mut rest = rest.into_iter();
    for letter in letters {
        ctx.args.push([b'-', *letter].as_slice().into());
        if matches!(letter, b'f' | b'C') {
            ctx.args.extend(rest.next());
        }
    }
    ctx.args.extend(rest);
}

impl Job {
    /// Complains, and ends with a failure.
    fn complain(&mut self, ctx: &mut Context<'_>, message: std::fmt::Arguments<'_>) {
        self.status = if ctx.busybox() { 1 } else { 2 };
        ctx.complain(message);
    }

    /// Complains, and says that it was the end.
    fn fatal(&mut self, ctx: &mut Context<'_>, message: std::fmt::Arguments<'_>) {
        self.complain(ctx, message);
        if !ctx.busybox() {
            ctx.complain(format_args!("Error is not recoverable: exiting now"));
        }
    }

    /// The archive's bytes, unpacked. `None` if there are none, which has been told.
    fn bytes(&mut self, ctx: &mut Context<'_>) -> Result<Option<Rc<[u8]>>, Wait> {
        let name = shown(&self.archive);
        let bytes = match ctx.input(&self.archive.clone())? {
            Ok(bytes) => bytes,
            Err(error) if ctx.busybox() => {
                self.complain(ctx, format_args!("can't open '{name}': {error}"));
                return Ok(None);
            }
            Err(error) => {
                self.fatal(ctx, format_args!("{name}: Cannot open: {error}"));
                return Ok(None);
            }
        };
        if bytes.is_empty() {
            self.damaged(ctx, true, archive::TarError::UnexpectedEof);
            return Ok(None);
        }
        let packed = bytes.starts_with(&[0x1f, 0x8b]);
        if !packed && !self.options.has('z') {
            return Ok(Some(bytes));
        }
        // A stream cannot be looked at beforehand.
        if !self.options.has('z') && *self.archive == *b"-" && !ctx.busybox() {
            self.fatal(ctx, format_args!("Archive is compressed. Use -z option"));
            return Ok(None);
        }
        match archive::gunzip(&bytes, MAX_FILE_SIZE as usize) {
            Ok(bytes) => Ok(Some(bytes.into())),
            Err(_) if ctx.busybox() => {
                self.complain(ctx, format_args!("no gzip/bzip2/xz magic"));
                Ok(None)
            }
            Err(_) => {
                ctx.err("\ngzip: stdin: not in gzip format\n");
                self.complain(ctx, format_args!("Child returned status 1"));
                ctx.complain(format_args!("Error is not recoverable: exiting now"));
                Ok(None)
            }
        }
    }

    /// Which of the operands an entry belongs to; all do if there are none.
    fn wanted(&self, name: &[u8], found: &mut [bool]) -> bool {
        let operands = &self.options.operands;
        if operands.is_empty() {
            return true;
        }
        let name = name.strip_suffix(b"/").unwrap_or(name);
        let mut any = false;
        for (operand, found) in operands.iter().zip(found) {
            let operand = operand.strip_suffix(b"/").unwrap_or(operand);
            let matches = name == operand || name.strip_prefix(operand).is_some_and(|rest| rest.starts_with(b"/"));
            *found |= matches;
            any |= matches;
        }
        any
    }

    /// Says which operands the archive does not have.
    fn missing(&mut self, ctx: &mut Context<'_>, found: &[bool]) {
        let operands = self.options.operands.clone();
        let mut any = false;
        for (operand, _) in operands.iter().zip(found).filter(|(_, found)| !**found) {
            let name = shown(operand);
            let separator = if ctx.busybox() { ": not found in archive" } else { ": Not found in archive" };
            self.complain(ctx, format_args!("{name}{separator}"));
            any = true;
        }
        if any && !ctx.busybox() {
            self.previous_errors(ctx);
        }
    }

    /// The last word of a run with complaints.
    fn previous_errors(&self, ctx: &mut Context<'_>) {
        if ctx.busybox() {
            ctx.complain(format_args!("error exit delayed from previous errors"));
        } else {
            ctx.complain(format_args!("Exiting with failure status due to previous errors"));
        }
    }

    /// What is said of bytes that are no archive.
    fn damaged(&mut self, ctx: &mut Context<'_>, first: bool, error: archive::TarError) {
        match (ctx.busybox(), first, error) {
            (true, true, archive::TarError::Header) => self.complain(ctx, format_args!("invalid tar magic")),
            (true, ..) => self.complain(ctx, format_args!("short read")),
            (false, true, archive::TarError::Header | archive::TarError::UnexpectedEof) => {
                self.complain(ctx, format_args!("This does not look like a tar archive"));
                self.previous_errors(ctx);
            }
            (false, _, archive::TarError::UnexpectedEof) => {
                self.fatal(ctx, format_args!("Unexpected EOF in archive"));
            }
            (false, ..) => {
                self.complain(ctx, format_args!("Skipping to next header"));
                self.previous_errors(ctx);
            }
        }
    }
}

/// Writes a file with these bytes.
fn write_file(ctx: &mut Context<'_>, path: &[u8], bytes: &[u8]) -> Result<(), crate::vfs::Errno> {
    let how = OpenHow::replace(0o666);
    let open = ctx.call(Call::open(path), |kernel, task| kernel.open(task, path, how))?;
    if !bytes.is_empty() {
        ctx.call(Call::write(path, bytes.len() as u64), |kernel, task| kernel.write(task, open, bytes))?;
    }
    ctx.machine.recorder.unrecorded(|kernel| kernel.close(open))
}
