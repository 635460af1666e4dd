//! `du`

use std::collections::BTreeSet;

use super::options::{self, Long, Options, Value};
use super::{Context, Exit, Home, Program, size};
use crate::kernel::{Follow, Stat};
use crate::process::Text;
use crate::vfs::{Dev, FileType, Ino};

pub(super) const DU: Program = Program {
    name: "du",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-abchkmsx] [-d DEPTH] [FILE]...",
    summary: ["tell how much room files take on the disk", "统计文件占用的磁盘空间"],
    run: du,
};

const LONG: &[Long] = &[
    ("all", 'a', Value::No),
    ("apparent-size", 'A', Value::No),
    ("bytes", 'b', Value::No),
    ("dereference", 'L', Value::No),
    ("human-readable", 'h', Value::No),
    ("max-depth", 'd', Value::Yes),
    ("one-file-system", 'x', Value::No),
    ("separate-dirs", 'S', Value::No),
    ("summarize", 's', Value::No),
    ("total", 'c', Value::No),
];

/// How sizes are counted and shown.
struct Count {
    options: Options,
    apparent: bool,
    max_depth: usize,
    /// Files with several names count once.
    seen: BTreeSet<(Dev, Ino)>,
    follow: Follow,
}

/// A directory that is being counted.
struct Level {
    path: Vec<u8>,
    names: std::vec::IntoIter<Vec<u8>>,
    dev: Dev,
    own: u64,
    /// What is in directories below.
    below: u64,
}

fn du(ctx: &mut Context<'_>) -> Exit {
    let options = match options::parse(ctx, "abcd:hkmsxSLl", LONG, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    let mut max_depth = usize::MAX;
    if let Some(text) = options.value('d') {
        let text = String::from_utf8_lossy(text).into_owned();
        match text.parse() {
            Ok(depth) => max_depth = depth,
            Err(_) => {
                if ctx.busybox() {
                    return Ok(options::no_number(ctx, &text));
                }
                let message = format!("invalid maximum depth '{text}'");
                return Ok(options::wrong(ctx, &message, 1));
            }
        }
    }
    if options.has('s') {
        if options.has('a') {
            return Ok(options::wrong(ctx, "cannot both summarize and show all entries", 1));
        }
        max_depth = 0;
    }
    let mut operands = options.operands.clone();
    if operands.is_empty() {
        operands.push(Text::from(&b"."[..]));
    }
    let apparent = options.has('b') || options.has('A');
    let follow = if options.has('L') { Follow::Yes } else { Follow::No };
    let (with_total, mut total) = (options.has('c'), 0);
    let mut count = Count { options, apparent, max_depth, seen: BTreeSet::new(), follow };
    for operand in &operands {
        total += count.tree(ctx, operand);
    }
    if with_total {
        count.print(ctx, total, b"total");
    }
    ctx.exit(1)
}

impl Count {
    /// The bytes that a file itself takes; nothing if it was counted before.
    fn own(&mut self, stat: &Stat) -> Option<u64> {
        let is_dir = stat.file_type == FileType::Dir;
        if !is_dir && stat.nlink > 1 && !self.options.has('l') && !self.seen.insert((stat.dev, stat.ino)) {
            return None;
        }
        Some(if self.apparent { stat.size } else { stat.blocks() * 512 })
    }

    /// Counts and prints everything under a path; gives the sum.
    fn tree(&mut self, ctx: &mut Context<'_>, top: &[u8]) -> u64 {
        let stat = match ctx.stat(top, self.follow) {
            Ok(stat) => stat,
            Err(error) => {
                let name = String::from_utf8_lossy(top).into_owned();
                let what = if ctx.busybox() { name } else { format!("cannot access '{name}'") };
                ctx.complain(format_args!("{what}: {error}"));
                return 0;
            }
        };
        let Some(own) = self.own(&stat) else { return 0 };
        if stat.file_type != FileType::Dir {
            self.print(ctx, own, top);
            return own;
        }
        let mut stack = vec![self.level(ctx, top.to_vec(), stat.dev, own)];
        loop {
            let depth = stack.len();
            let Some(level) = stack.last_mut() else { return 0 };
            if let Some(name) = level.names.next() {
                let separator: &[u8] = if level.path.ends_with(b"/") { b"" } else { b"/" };
                let path = [&level.path, separator, &name].concat();
                let dev = level.dev;
                let Ok(stat) = ctx.stat(&path, self.follow) else { continue };
                if self.options.has('x') && stat.dev != dev {
                    continue;
                }
                let Some(own) = self.own(&stat) else { continue };
                if stat.file_type == FileType::Dir {
                    let level = self.level(ctx, path, stat.dev, own);
                    stack.push(level);
                    continue;
                }
                if self.options.has('a') && depth <= self.max_depth {
                    self.print(ctx, own, &path);
                }
                if let Some(level) = stack.last_mut() {
                    level.own += own;
                }
                continue;
            }
            let Some(done) = stack.pop() else { return 0 };
            let all = done.own + done.below;
            if stack.len() <= self.max_depth {
                let shown = if self.options.has('S') { done.own } else { all };
                self.print(ctx, shown, &done.path);
            }
            match stack.last_mut() {
                Some(parent) => parent.below += all,
                None => return all,
            }
        }
    }

    fn level(&self, ctx: &mut Context<'_>, path: Vec<u8>, dev: Dev, own: u64) -> Level {
        let names = match ctx.kernel().readdir(ctx.task(), &path) {
            Ok(entries) => entries.iter().map(|entry| entry.name.as_bytes().to_vec()).collect(),
            Err(error) => {
                let name = String::from_utf8_lossy(&path).into_owned();
                if ctx.busybox() {
                    ctx.complain(format_args!("can't open '{name}': {error}"));
                } else {
                    ctx.complain(format_args!("cannot read directory '{name}': {error}"));
                }
                Vec::new()
            }
        };
        Level { path, names: names.into_iter(), dev, own, below: 0 }
    }

    fn print(&self, ctx: &mut Context<'_>, bytes: u64, path: &[u8]) {
        let text = match self.options.last_of("bhkm") {
            Some('h') if ctx.busybox() => size::busybox(bytes),
            Some('h') => size::human(bytes),
            Some('m') => bytes.div_ceil(1 << 20).to_string(),
            Some('b') if self.apparent => bytes.to_string(),
            _ => bytes.div_ceil(1024).to_string(),
        };
        ctx.out(text);
        ctx.out(b"\t");
        ctx.line(path);
    }
}
