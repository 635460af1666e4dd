//! `cat`

use super::{Context, Exit, Home, Program};
use crate::kernel::IoError;
use crate::vfs::Errno;

pub(super) const CAT: Program = Program {
    name: "cat",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-AbeEnstTuv] [FILE]...",
    summary: ["print files, one after another", "依次输出文件内容"],
    run: cat,
};

fn cat(ctx: &mut Context<'_>) -> Exit {
    let mut files: Vec<_> = ctx.args.clone();
    if files.is_empty() {
        files.push(b"-"[..].into());
    }
    for file in files {
        match ctx.input(&file)? {
            Ok(bytes) => {
                ctx.out(bytes);
                ctx.flush()?;
            }
            Err(error) => cannot_read(ctx, &file, error),
        }
    }
    ctx.exit(1)
}

fn cannot_read(ctx: &mut Context<'_>, file: &[u8], error: IoError) {
    let name = String::from_utf8_lossy(file);
    let opened = error == IoError::Errno(Errno::EISDIR);
    if ctx.busybox() && opened {
        ctx.complain(format_args!("read error: {error}"));
    } else if ctx.busybox() {
        ctx.complain(format_args!("can't open '{name}': {error}"));
    } else {
        ctx.complain(format_args!("{name}: {error}"));
    }
}
