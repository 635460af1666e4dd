//! `dd`: copies in blocks.

use super::{Context, Exit, Home, Program, Wait};
use crate::kernel::{Access, Create, IoError, OpenFlags, OpenHow};
use crate::process::Text;
use crate::trace::{Call, shown};
use crate::vfs::Errno;

pub(super) const DD: Program = Program {
    name: "dd",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[if=FILE] [of=FILE] [bs=SIZE] [count=BLOCKS] [skip=BLOCKS] [seek=BLOCKS] [conv=notrunc] [status=none]",
    summary: ["copy bytes in blocks", "按块复制字节"],
    run: dd,
};

/// Bytes that one run may copy: more would only fill the memory.
const MAX: u64 = 64 << 20;

/// What the operands say.
struct Copy {
    input: Option<Text>,
    output: Option<Text>,
    input_block: u64,
    output_block: u64,
    count: Option<u64>,
    skip: u64,
    seek: u64,
    keeps: bool,
    appends: bool,
    status: u8,
}

/// A size: a number with a unit, or several times one another.
fn size(text: &str) -> Option<u64> {
    text.split('x').map(|factor| super::size::parse(factor, 1)).try_fold(1, |all: u64, factor| all.checked_mul(factor?))
}

fn operands(ctx: &mut Context<'_>) -> Result<Copy, u8> {
    let mut copy = Copy {
        input: None,
        output: None,
        input_block: 512,
        output_block: 512,
        count: None,
        skip: 0,
        seek: 0,
        keeps: false,
        appends: false,
        status: 2,
    };
    for arg in ctx.args.clone() {
        let text = shown(&arg);
        if text == "--help" {
            return Err(super::options::help(ctx));
        }
        let Some((name, value)) = text.split_once('=') else {
            return Err(super::options::wrong_operands(ctx, &format!("unrecognized operand '{text}'"), 1));
        };
        let number = |ctx: &mut Context<'_>| match size(value) {
            Some(number) => Ok(number),
            None => {
                if ctx.busybox() {
                    return Err(super::options::no_number(ctx, value));
                }
                ctx.complain(format_args!("invalid number: '{value}'"));
                Err(1)
            }
        };
        match name {
            "if" => copy.input = Some(arg[3..].into()),
            "of" => copy.output = Some(arg[3..].into()),
            "bs" => {
                copy.input_block = number(ctx)?;
                copy.output_block = copy.input_block;
            }
            "ibs" => copy.input_block = number(ctx)?,
            "obs" => copy.output_block = number(ctx)?,
            "count" => copy.count = Some(number(ctx)?),
            "skip" | "iseek" => copy.skip = number(ctx)?,
            "seek" | "oseek" => copy.seek = number(ctx)?,
            "status" => {
                copy.status = match value {
                    "none" => 0,
                    "noxfer" => 1,
                    _ => 2,
                }
            }
            "conv" | "oflag" | "iflag" => {
                for flag in value.split(',') {
                    match flag {
                        "notrunc" => copy.keeps = true,
                        "append" => copy.appends = true,
                        // Everything is on the disk at once here.
                        "fsync" | "fdatasync" | "sync" if name != "conv" || flag != "sync" => {}
                        "direct" | "dsync" | "fullblock" | "noerror" => {}
                        flag => {
                            ctx.err(format!("drydock: dd {name}={flag} is not simulated\n"));
                            return Err(1);
                        }
                    }
                }
            }
            _ => return Err(super::options::wrong_operands(ctx, &format!("unrecognized operand '{text}'"), 1)),
        }
    }
    if copy.input_block == 0 || copy.output_block == 0 {
        if ctx.busybox() {
            ctx.complain(format_args!("number 0 is not in 1..9223372036854775807 range"));
        } else {
            ctx.complain(format_args!("invalid number: '0'"));
        }
        return Err(1);
    }
    Ok(copy)
}

fn dd(ctx: &mut Context<'_>) -> Exit {
    let copy = match operands(ctx) {
        Ok(copy) => copy,
        Err(status) => return Ok(status),
    };
    let from = copy.skip.saturating_mul(copy.input_block);
    let wanted = copy.count.map_or(MAX + 1, |count| count.saturating_mul(copy.input_block));
    let end = from.saturating_add(wanted.min(MAX + 1));
    let read = ctx.input_up_to(copy.input.as_deref().unwrap_or(b"-"), usize::try_from(end).unwrap_or(usize::MAX))?;
    let bytes = match read {
        Ok(bytes) => bytes,
        Err(error) => {
            let name = copy.input.as_deref().map_or_else(|| "standard input".to_owned(), shown);
            match error {
                IoError::Errno(Errno::EISDIR) if ctx.busybox() => ctx.complain(format_args!("{name}: {error}")),
                IoError::Errno(Errno::EISDIR) => ctx.complain(format_args!("error reading '{name}': {error}")),
                _ if ctx.busybox() => ctx.complain(format_args!("can't open '{name}': {error}")),
                error => ctx.complain(format_args!("failed to open '{name}': {error}")),
            }
            return Ok(1);
        }
    };
    let bytes = &bytes[usize::try_from(from).unwrap_or(usize::MAX).min(bytes.len())..];
    let bytes = &bytes[..usize::try_from(wanted).unwrap_or(usize::MAX).min(bytes.len())];
    if bytes.len() as u64 > MAX {
        ctx.err("drydock: dd of more than 64 MiB is not simulated\n");
        return Ok(1);
    }
    match &copy.output {
        None => {
            ctx.out(bytes);
            ctx.flush()?;
        }
        Some(file) => {
            if let Err(status) = write(ctx, &copy, file, bytes) {
                return Ok(status);
            }
        }
    }
    report(ctx, &copy, bytes.len() as u64)?;
    ctx.exit(1)
}

fn write(ctx: &mut Context<'_>, copy: &Copy, file: &[u8], bytes: &[u8]) -> Result<(), u8> {
    let at = copy.seek.saturating_mul(copy.output_block);
    let flags = match (copy.keeps, copy.appends, at) {
        (_, true, _) => OpenFlags::APPEND,
        (false, false, 0) => OpenFlags::TRUNC,
        _ => OpenFlags::NONE,
    };
    let how = OpenHow { access: Access::Write, create: Create::IfMissing, flags, mode: 0o666 };
    let opened: Result<_, Errno> = ctx.call(Call::open(file), |kernel, task| {
        let open = kernel.open(task, file, how)?;
        // What lies behind the place it starts at goes.
        if at > 0 && !copy.keeps {
            kernel.ftruncate(task, open, at)?;
        }
        Ok(open)
    });
    let name = shown(file);
    let open = match opened {
        Ok(open) => open,
        Err(error) => {
            let what = if ctx.busybox() { "can't open" } else { "failed to open" };
            ctx.complain(format_args!("{what} '{name}': {error}"));
            return Err(1);
        }
    };
    let written: Result<(), Errno> = if bytes.is_empty() {
        Ok(())
    } else {
        ctx.call(Call::write(file, bytes.len() as u64), |kernel, task| {
            kernel.seek(open, at)?;
            kernel.write(task, open, bytes).map(|_| ())
        })
    };
    // A handle that was just opened can be closed.
    let _ = ctx.machine.recorder.unrecorded(|kernel| kernel.close(open));
    written.map_err(|error| {
        ctx.complain(format_args!("error writing '{name}': {error}"));
        1
    })
}

/// How many blocks, whole and in part, and how fast: a disk of fixed speed.
fn report(ctx: &mut Context<'_>, copy: &Copy, bytes: u64) -> Result<(), Wait> {
    if copy.status == 0 {
        return Ok(());
    }
    ctx.flush()?;
    let blocks = |size: u64| format!("{}+{}", bytes / size, u64::from(!bytes.is_multiple_of(size)));
    let (input, output) = (blocks(copy.input_block), blocks(copy.output_block));
    ctx.err(format!("{input} records in\n{output} records out\n"));
    // Busybox as Debian builds it tells no speed.
    if copy.status == 1 || ctx.busybox() {
        return Ok(());
    }
    let seconds = 1e-4 + bytes as f64 / 1e9;
    let speed = bytes as f64 / seconds;
    let plural = if bytes == 1 { "" } else { "s" };
    let decimal = scaled(bytes as f64, 1000.0, ["B", "kB", "MB", "GB"]);
    let sizes = match bytes {
        0..1000 => String::new(),
        1000..1024 => format!(" ({decimal})"),
        _ => format!(" ({decimal}, {})", scaled(bytes as f64, 1024.0, ["B", "KiB", "MiB", "GiB"])),
    };
    let seconds = super::real::format(seconds, b'g', Some(6), false);
    let rate = scaled(speed, 1000.0, ["B", "kB", "MB", "GB"]);
    ctx.err(format!("{bytes} byte{plural}{sizes} copied, {seconds} s, {rate}/s\n"));
    Ok(())
}

/// A number with two digits at least, in the biggest unit below it.
fn scaled(number: f64, base: f64, units: [&str; 4]) -> String {
    let (mut number, mut unit) = (number, 0);
    while number >= base && unit < 3 {
        number /= base;
        unit += 1;
    }
    if number < 9.95 && unit > 0 {
        format!("{number:.1} {}", units[unit])
    } else {
        format!("{number:.0} {}", units[unit])
    }
}
