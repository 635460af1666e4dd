//! `tree`

use super::options::{self, Long, Value};
use super::{Context, Exit, Home, Program, collate, mode, size};
use crate::accounts::Accounts;
use crate::kernel::{Follow, Stat};
use crate::pattern::Glob;
use crate::process::Text;
use crate::profile::TreeVersion;
use crate::vfs::FileType;

pub(super) const TREE: Program = Program {
    name: "tree",
    directory: "/usr/bin",
    home: Home::Host,
    usage: "[-adfghiFnprstuCD] [-L LEVEL] [-P GLOB] [-I GLOB] [--dirsfirst] [--noreport] [DIRECTORY]...",
    summary: ["draw directories as a tree", "以树形画出目录结构"],
    run: tree,
};

const LONG: &[Long] = &[
    ("noreport", 'N', Value::No),
    ("dirsfirst", '\x01', Value::No),
    ("du", '\x02', Value::No),
    ("inodes", '\x03', Value::No),
];

/// A blank that does not break, which tree draws with.
const NBSP: char = '\u{a0}';

/// What is told of each file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Detail {
    Inode,
    Mode,
    User,
    Group,
    Size,
    HumanSize,
    Date,
}

impl Detail {
    /// Those that are asked for, in the order in which they stand.
    fn of(given: &options::Options) -> Vec<Self> {
        let all = [
            ('\x03', Self::Inode),
            ('p', Self::Mode),
            ('u', Self::User),
            ('g', Self::Group),
            ('s', Self::Size),
            ('h', Self::HumanSize),
            ('D', Self::Date),
        ];
        let human = given.has('h');
        let wanted =
            |(letter, detail): (char, Self)| (given.has(letter) && !(human && detail == Self::Size)).then_some(detail);
        all.into_iter().filter_map(wanted).collect()
    }
}

/// What was asked for, and what was counted.
struct Drawing {
    all: bool,
    only_dirs: bool,
    full_paths: bool,
    no_indent: bool,
    classify: bool,
    details: Vec<Detail>,
    dirs_first: bool,
    reverse: bool,
    by_time: bool,
    only: Option<Glob>,
    without: Vec<Glob>,
    accounts: Accounts,
    max_level: usize,
    dirs: usize,
    files: usize,
}

fn tree(ctx: &mut Context<'_>) -> Exit {
    let given = match options::parse(ctx, "adfgiFhnprstuCDL:P:I:", LONG, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    if given.has('\x02') {
        ctx.err("drydock: tree --du is not simulated\n");
        return Ok(1);
    }
    let mut drawing = Drawing {
        all: given.has('a'),
        only_dirs: given.has('d'),
        full_paths: given.has('f'),
        no_indent: given.has('i'),
        classify: given.has('F'),
        details: Detail::of(&given),
        dirs_first: given.has('\x01'),
        reverse: given.has('r'),
        by_time: given.has('t'),
        only: given.value('P').map(|glob| Glob::of_arg(glob)),
        without: given
            .value('I')
            .map(|globs| globs.split(|c| *c == b'|').map(Glob::of_arg).collect())
            .unwrap_or_default(),
        accounts: Accounts::read(ctx.kernel(), ctx.task()),
        max_level: usize::MAX,
        dirs: 0,
        files: 0,
    };
    if let Some(level) = given.value('L') {
        match std::str::from_utf8(level).ok().and_then(|text| text.parse().ok()) {
            Some(level @ 1..) => drawing.max_level = level,
            _ => {
                ctx.complain(format_args!("Invalid level, must be greater than 0."));
                return Ok(1);
            }
        }
    }
    let mut roots = given.operands.clone();
    if roots.is_empty() {
        roots.push(Text::from(&b"."[..]));
    }
    let mut status = 0;
    for root in &roots {
        if !drawing.root(ctx, root) {
            status = 2;
        }
    }
    if !given.has('N') {
        ctx.line(b"");
        let plural = |n: usize, one: &str, many: &str| if n == 1 { one.to_owned() } else { many.to_owned() };
        let dirs = format!("{} {}", drawing.dirs, plural(drawing.dirs, "directory", "directories"));
        let files = format!("{} {}", drawing.files, plural(drawing.files, "file", "files"));
        let report = if drawing.only_dirs { dirs } else { format!("{dirs}, {files}") };
        ctx.line(report);
    }
    // Only the newer one tells by its status that a directory could not be opened.
    Ok(if ctx.profile().tree == TreeVersion::V2 { status } else { 0 })
}

/// An entry of a directory, as drawn.
struct Shown {
    name: Vec<u8>,
    stat: Stat,
    target: Option<Vec<u8>>,
    /// A directory, or a symbolic link to one.
    is_dir: bool,
}

/// One directory that is being drawn: its entries, and the next to draw.
struct Level {
    path: Vec<u8>,
    entries: Vec<Shown>,
    next: usize,
}

impl Drawing {
    /// Draws one of the directories named; whether it could be opened.
    fn root(&mut self, ctx: &mut Context<'_>, root: &[u8]) -> bool {
        let openable = ctx.stat(root, Follow::Yes).is_ok_and(|stat| stat.file_type == FileType::Dir);
        let Some(entries) = openable.then(|| self.entries(ctx, root)).flatten() else {
            ctx.out(root);
            let exists = ctx.stat(root, Follow::No).is_ok();
            ctx.line(if exists && ctx.profile().tree == TreeVersion::V1 {
                " [error opening dir]"
            } else {
                "  [error opening dir]"
            });
            return false;
        };
        let marked = self.classify && ctx.profile().tree == TreeVersion::V2 && !root.ends_with(b"/");
        if let Ok(stat) = ctx.stat(root, Follow::Yes) {
            self.details(ctx, &stat);
        }
        ctx.line([root, if marked { b"/" } else { b"" }].concat());
        // The newer one counts the directory named, too, unless it is empty.
        self.dirs += usize::from(ctx.profile().tree == TreeVersion::V2 && !entries.is_empty());
        let mut stack = vec![Level { path: root.to_vec(), entries, next: 0 }];
        let mut indent: Vec<&str> = Vec::new();
        let bar = format!("│{NBSP}{NBSP} ");
        while let Some(level) = stack.last_mut() {
            let Some(entry) = level.entries.get(level.next) else {
                stack.pop();
                indent.pop();
                continue;
            };
            level.next += 1;
            let last = level.next == level.entries.len();
            let path = [&*level.path, b"/", &entry.name].concat();
            let descend = entry.stat.file_type == FileType::Dir;
            if entry.is_dir {
                self.dirs += 1;
            } else {
                self.files += 1;
            }
            if !self.no_indent {
                ctx.out(indent.concat());
                ctx.out(if last { "└── " } else { "├── " });
            }
            self.entry(ctx, entry, &path);
            if descend && stack.len() < self.max_level {
                let entries = self.entries(ctx, &path).unwrap_or_default();
                indent.push(if last { "    " } else { &bar });
                stack.push(Level { path, entries, next: 0 });
            }
        }
        true
    }

    fn entry(&self, ctx: &mut Context<'_>, entry: &Shown, path: &[u8]) {
        self.details(ctx, &entry.stat);
        ctx.out(if self.full_paths { path } else { &entry.name });
        if self.classify {
            ctx.out(match entry.stat.file_type {
                FileType::Dir => "/",
                FileType::Fifo => "|",
                FileType::Socket => "=",
                FileType::File if entry.stat.mode & 0o111 != 0 => "*",
                _ => "",
            });
        }
        if let Some(target) = &entry.target {
            ctx.out(b" -> ");
            ctx.out(target);
        }
        ctx.out(b"\n");
    }

    /// What stands in brackets before a name.
    fn details(&self, ctx: &mut Context<'_>, stat: &Stat) {
        if self.details.is_empty() {
            return;
        }
        let date = ctx.date(stat.mtime);
        let recent = (ctx.now().secs - stat.mtime.secs).unsigned_abs() < 180 * 86_400;
        let texts: Vec<String> = self
            .details
            .iter()
            .map(|detail| match detail {
                Detail::Inode => format!("{:>7}", stat.ino.0),
                Detail::Mode => mode::letters(stat),
                Detail::User => format!("{:<8}", self.accounts.user(stat.uid)),
                Detail::Group => format!("{:<8}", self.accounts.group(stat.gid)),
                Detail::Size => format!("{:>11}", stat.size),
                Detail::HumanSize => format!("{:>4}", size::human(stat.size)),
                Detail::Date => date.format(if recent { "%b %e %H:%M" } else { "%b %e  %Y" }),
            })
            .collect();
        ctx.outf(format_args!("[{}]  ", texts.join(" ")));
    }

    /// What is drawn of a directory, sorted. `None` if it cannot be opened.
    fn entries(&self, ctx: &Context<'_>, path: &[u8]) -> Option<Vec<Shown>> {
        let listed = ctx.kernel().readdir(ctx.task(), path).ok()?;
        let mut shown: Vec<Shown> = listed
            .into_iter()
            .filter(|entry| !matches!(entry.name.as_bytes(), b"." | b".."))
            .filter(|entry| self.all || !entry.name.as_bytes().starts_with(b"."))
            .filter_map(|entry| {
                let name = entry.name.as_bytes().to_vec();
                let path = [path, b"/", &name].concat();
                let stat = ctx.stat(&path, Follow::No).ok()?;
                let is_link = stat.file_type == FileType::Symlink;
                let target = if is_link { ctx.readlink(&path).ok() } else { None };
                let is_dir = stat.file_type == FileType::Dir
                    || (is_link && ctx.stat(&path, Follow::Yes).is_ok_and(|stat| stat.file_type == FileType::Dir));
                // A pattern chooses among files only; what is left out is left out altogether.
                let chosen =
                    stat.file_type == FileType::Dir || self.only.as_ref().is_none_or(|glob| glob.matches(&name));
                let wanted = chosen && !self.without.iter().any(|glob| glob.matches(&name));
                (wanted && (is_dir || !self.only_dirs)).then_some(Shown { name, stat, target, is_dir })
            })
            .collect();
        shown.sort_by(|a, b| {
            let by_name = || collate::compare(&a.name, &b.name, ctx.locale());
            let order = if self.by_time { a.stat.mtime.cmp(&b.stat.mtime).then_with(by_name) } else { by_name() };
            if self.reverse { order.reverse() } else { order }
        });
        if self.dirs_first {
            shown.sort_by_key(|entry| !entry.is_dir);
        }
        Some(shown)
    }
}
