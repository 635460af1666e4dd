//! `stat`

use super::options::{self, Value};
use super::{Context, Exit, Home, Program, mode};
use crate::accounts::Accounts;
use crate::clock::Time;
use crate::kernel::{Follow, Stat};
use crate::profile::{Locale, TreeVersion};
use crate::trace::shown;
use crate::vfs::FileType;

pub(super) const STAT: Program = Program {
    name: "stat",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-Lt] [-c FORMAT] FILE...",
    summary: ["print what is known about files", "输出文件的各种属性"],
    run: stat,
};

fn stat(ctx: &mut Context<'_>) -> Exit {
    let long = [
        ("dereference", 'L', Value::No),
        ("format", 'c', Value::Yes),
        ("printf", 'p', Value::Yes),
        ("terse", 't', Value::No),
        ("file-system", 'f', Value::No),
    ];
    let options = match options::parse(ctx, "Lc:tf", &long, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if options.has('f') || options.has('t') {
        ctx.err("drydock: stat -f and -t are not simulated; stat and stat -c are\n");
        return Ok(1);
    }
    if options.operands.is_empty() {
        return Ok(options::wrong_operands(ctx, "missing operand", 1));
    }
    let follow = if options.has('L') { Follow::Yes } else { Follow::No };
    let accounts = Accounts::read(ctx.kernel(), ctx.task());
    // What stands around a name in %N: the newer one has none in its own layout.
    let own = options.value('c').is_none() && options.value('p').is_none();
    let quotes = match (ctx.profile().tree, ctx.locale(), own) {
        (TreeVersion::V1, Locale::C, _) | (TreeVersion::V2, _, false) => ["'"; 2],
        (TreeVersion::V1, ..) => ["‘", "’"],
        (TreeVersion::V2, _, true) => [""; 2],
    };
    for file in &options.operands {
        let name = shown(file);
        let stat = match ctx.stat(file, follow) {
            Ok(stat) => stat,
            Err(error) => {
                if ctx.busybox() {
                    ctx.complain(format_args!("can't stat '{name}': {error}"));
                } else {
                    ctx.complain(format_args!("cannot statx '{name}': {error}"));
                }
                continue;
            }
        };
        let text = if let Some(format) = options.value('p') {
            let (format, _) = super::escape::unescape(format, super::escape::Style::Printf);
            formatted(ctx, (&shown(&format), quotes), file, &stat, &accounts)
        } else {
            let format = match options.value('c') {
                Some(format) => shown(format),
                None => default_format(ctx, &stat),
            };
            formatted(ctx, (&format, quotes), file, &stat, &accounts) + "\n"
        };
        ctx.out(text);
    }
    ctx.exit(1)
}

fn default_format(ctx: &Context<'_>, stat: &Stat) -> String {
    let device = matches!(stat.file_type, FileType::Char | FileType::Block);
    let (device_id, links) = if ctx.busybox() { ("%Dh/%dd", "%-5h") } else { ("%Hd,%Ld", "%-5h") };
    let special = if device { " Device type: %t,%T" } else { "" };
    let links = if device { links } else { "%h" };
    let context = if ctx.profile().selinux && !ctx.busybox() { "Context: unlabeled\n" } else { "" };
    let birth = if ctx.busybox() { "" } else { "\n Birth: %w" };
    format!(
        "  File: %N\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\nDevice: {device_id}\tInode: %-10i  Links: {links}{special}\n\
         Access: (%04a/%10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\n{context}Access: %x\nModify: %y\nChange: %z{birth}"
    )
}

fn type_name(stat: &Stat) -> &'static str {
    match stat.file_type {
        FileType::File if stat.size == 0 => "regular empty file",
        FileType::File => "regular file",
        FileType::Dir => "directory",
        FileType::Symlink => "symbolic link",
        FileType::Char => "character special file",
        FileType::Block => "block special file",
        FileType::Fifo => "fifo",
        FileType::Socket => "socket",
    }
}

fn formatted(
    ctx: &Context<'_>,
    (format, quotes): (&str, [&str; 2]),
    file: &[u8],
    stat: &Stat,
    accounts: &Accounts,
) -> String {
    let mut out = String::new();
    let mut chars = format.chars().peekable();
    let date = |time: Time| ctx.date(time).format("%Y-%m-%d %H:%M:%S.%N %z");
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let (mut left, mut zero, mut width, mut part) = (false, false, 0_usize, None);
        while let Some(flag) = chars.next_if(|c| "-0#+ ".contains(*c)) {
            left |= flag == '-';
            zero |= flag == '0';
        }
        while let Some(digit) = chars.next_if(char::is_ascii_digit) {
            width = (width * 10 + digit as usize - 48).min(1000);
        }
        if let Some(which) = chars.next_if(|c| matches!(c, 'H' | 'L')) {
            part = Some(which);
        }
        let device = u64::from(stat.dev.major) << 8 | u64::from(stat.dev.minor);
        let text = match (chars.next(), part) {
            (Some('d'), Some('H')) => stat.dev.major.to_string(),
            (Some('d'), Some(_)) => stat.dev.minor.to_string(),
            (Some('n'), _) => shown(file),
            (Some('N'), _) => {
                let name = shown(file);
                let target = ctx.readlink(file).ok().filter(|_| stat.file_type == FileType::Symlink).map(|t| shown(&t));
                match (target, ctx.busybox()) {
                    (Some(target), true) => format!("'{name}' -> '{target}'"),
                    (Some(target), false) => {
                        let [open, close] = quotes;
                        format!("{open}{name}{close} -> {open}{target}{close}")
                    }
                    (None, false) => {
                        let [open, close] = quotes;
                        format!("{open}{name}{close}")
                    }
                    (None, true) => name,
                }
            }
            (Some('s'), _) => stat.size.to_string(),
            (Some('b'), _) => stat.blocks().to_string(),
            (Some('B'), _) => "512".to_owned(),
            (Some('o'), _) => "4096".to_owned(),
            (Some('F'), _) => type_name(stat).to_owned(),
            (Some('d'), _) => device.to_string(),
            (Some('D'), _) => format!("{device:x}"),
            (Some('i'), _) => stat.ino.0.to_string(),
            (Some('h'), _) => stat.nlink.to_string(),
            (Some('t'), _) => format!("{:x}", stat.rdev.major),
            (Some('T'), _) => format!("{:x}", stat.rdev.minor),
            (Some('a'), _) => format!("{:o}", stat.mode),
            (Some('A'), _) => mode::letters(stat),
            (Some('f'), _) => format!("{:x}", stat.st_mode()),
            (Some('u'), _) => stat.uid.to_string(),
            (Some('U'), _) => accounts.user(stat.uid),
            (Some('g'), _) => stat.gid.to_string(),
            (Some('G'), _) => accounts.group(stat.gid),
            (Some('x'), _) => date(stat.atime),
            (Some('X'), _) => stat.atime.secs.to_string(),
            (Some('y'), _) => date(stat.mtime),
            (Some('Y'), _) => stat.mtime.secs.to_string(),
            (Some('z'), _) => date(stat.ctime),
            (Some('Z'), _) => stat.ctime.secs.to_string(),
            // When a file was made is not kept.
            (Some('w'), _) => "-".to_owned(),
            (Some('W'), _) => "0".to_owned(),
            (Some('C'), _) => "?".to_owned(),
            (Some('m'), _) => "/".to_owned(),
            (Some('%'), _) => "%".to_owned(),
            (Some(_), _) => "?".to_owned(),
            (None, _) => "%".to_owned(),
        };
        let padding = width.saturating_sub(text.chars().count());
        match (left, zero) {
            (true, _) => out.push_str(&(text + &" ".repeat(padding))),
            (false, true) => out.push_str(&("0".repeat(padding) + &text)),
            (false, false) => out.push_str(&(" ".repeat(padding) + &text)),
        }
    }
    out
}
