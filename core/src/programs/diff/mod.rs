//! `diff`

mod busybox;
mod compare;
mod print;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::options::{self, Long, Options, Value};
use super::{Context, Exit, Home, Program, Wait, collate};
use crate::clock::Time;
use crate::kernel::{Follow, Stat};
use crate::process::Text;
use crate::trace::shown;
use crate::vfs::{Errno, FileType};
use print::Lines;

pub(super) const DIFF: Program = Program {
    name: "diff",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-abBiNqrsTuw] [-U LINES] OLD NEW",
    summary: ["show how files or directories differ", "比较文件或目录的不同"],
    run: diff,
};

const LONG: &[Long] = &[
    ("brief", 'q', Value::No),
    ("color", '\x03', Value::Maybe),
    ("ignore-all-space", 'w', Value::No),
    ("ignore-case", 'i', Value::No),
    ("ignore-space-change", 'b', Value::No),
    ("new-file", 'N', Value::No),
    ("no-dereference", 'P', Value::No),
    ("normal", '\x01', Value::No),
    ("recursive", 'r', Value::No),
    ("report-identical-files", 's', Value::No),
    ("text", 'a', Value::No),
    ("unified", 'u', Value::Maybe),
];

fn diff(ctx: &mut Context<'_>) -> Exit {
    let options = match options::parse(ctx, "abBdiNqrsTuU:wcy", LONG, 2) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if let Some(letter) = options.last_of("cyBT") {
        ctx.err(format!("drydock: diff -{letter} is not simulated\n"));
        return Ok(2);
    }
    let [old, new] = &options.operands[..] else {
        let message = match &options.operands[..] {
            [] => format!("missing operand after '{}'", shown(&ctx.called)),
            [only] => format!("missing operand after '{}'", shown(only)),
            [_, _, extra, ..] => format!("extra operand '{}'", shown(extra)),
            [_, _] => return Ok(2),
        };
        if ctx.busybox() {
            return Ok(options::wrong_operands(ctx, "missing operand", 2));
        }
        ctx.complain(format_args!("{message}"));
        ctx.complain(format_args!("Try 'diff --help' for more information."));
        return Ok(2);
    };
    if options.value('\x03').is_some_and(|when| **when == *b"always") {
        return Ok(options::not_simulated(ctx, "--color=always", 2));
    }
    let mut context = (ctx.busybox() || options.has('u')).then_some(3);
    if let Some(text) = options.value('U').or_else(|| options.value('u')) {
        let text = shown(text);
        match text.parse() {
            Ok(lines) => context = Some(lines),
            Err(_) => {
                ctx.complain(format_args!("invalid context length '{text}'"));
                return Ok(2);
            }
        }
    }
    let (old, new) = (old.clone(), new.clone());
    let mut differ = Differ { options, context, status: 0 };
    differ.pair(ctx, &old, &new)?;
    Ok(differ.status)
}

struct Differ {
    options: Options,
    /// Lines around what changed, in the unified format.
    context: Option<usize>,
    status: u8,
}

/// Two directories that are being compared: their names, and which has what.
struct Level {
    old: Text,
    new: Text,
    names: std::vec::IntoIter<(Vec<u8>, bool, bool)>,
}

/// How two files came together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The command line names them.
    Named,
    /// They were found in directories.
    InDirectories,
}

/// One of the two sides.
struct Side {
    name: Text,
    stat: Option<Stat>,
}

impl Side {
    fn is_dir(&self) -> bool {
        self.stat.as_ref().is_some_and(|stat| stat.file_type == FileType::Dir)
    }
}

fn join(dir: &[u8], name: &[u8]) -> Text {
    let separator: &[u8] = if dir.ends_with(b"/") { b"" } else { b"/" };
    [dir, separator, name].concat().into()
}

fn last_name(path: &[u8]) -> &[u8] {
    path.rsplit(|c| *c == b'/').next().unwrap_or(path)
}

impl Differ {
    /// What the command line names: two files, two directories, or a file and a directory that holds its counterpart.
    fn pair(&mut self, ctx: &mut Context<'_>, old: &Text, new: &Text) -> Result<(), Wait> {
        let is_dir = |ctx: &Context<'_>, path: &[u8]| {
            path != b"-" && ctx.stat(path, Follow::Yes).is_ok_and(|stat| stat.file_type == FileType::Dir)
        };
        // Busybox looks whether both are there before it looks into one.
        if ctx.busybox() && (self.side(ctx, old.clone()).is_none() || self.side(ctx, new.clone()).is_none()) {
            self.status = 2;
            return Ok(());
        }
        let (old, new) = match (is_dir(ctx, old), is_dir(ctx, new)) {
            (true, false) => (join(old, last_name(new)), new.clone()),
            (false, true) => (old.clone(), join(new, last_name(old))),
            _ => (old.clone(), new.clone()),
        };
        let (Some(old), Some(new)) = (self.side(ctx, old), self.side(ctx, new)) else {
            self.status = 2;
            return Ok(());
        };
        if old.is_dir() && new.is_dir() {
            self.directories(ctx, &old.name, &new.name)
        } else {
            self.files(ctx, &old, &new, Place::Named)
        }
    }

    /// A file that is there, or counts as empty. `None` if it is missing, which has been told.
    fn side(&self, ctx: &mut Context<'_>, name: Text) -> Option<Side> {
        if *name == *b"-" {
            return Some(Side { name, stat: None });
        }
        match ctx.stat(&name, Follow::Yes) {
            Ok(stat) => Some(Side { name, stat: Some(stat) }),
            Err(Errno::ENOENT) if self.options.has('N') => Some(Side { name, stat: None }),
            Err(error) => {
                let shown = shown(&name);
                if ctx.busybox() {
                    ctx.complain(format_args!("can't stat '{shown}': {error}"));
                } else {
                    ctx.complain(format_args!("{shown}: {error}"));
                }
                None
            }
        }
    }

    fn directories(&mut self, ctx: &mut Context<'_>, old: &Text, new: &Text) -> Result<(), Wait> {
        if ctx.busybox() {
            return self.busybox_directories(ctx, [old, new]);
        }
        let mut stack = vec![self.level(ctx, old.clone(), new.clone())];
        while let Some(level) = stack.last_mut() {
            let Some((name, in_old, in_new)) = level.names.next() else {
                stack.pop();
                continue;
            };
            if in_old != in_new && !self.options.has('N') {
                let dir = shown(if in_old { &level.old } else { &level.new });
                let name = shown(&name);
                ctx.line(format!("Only in {dir}: {name}"));
                self.status = self.status.max(1);
                continue;
            }
            let (old, new) = (join(&level.old, &name), join(&level.new, &name));
            let (Some(left), Some(right)) = (self.side(ctx, old), self.side(ctx, new)) else {
                self.status = 2;
                continue;
            };
            let dirs = |side: &Side| side.is_dir() || (side.stat.is_none() && self.options.has('N'));
            if !(dirs(&left) && dirs(&right)) {
                self.files(ctx, &left, &right, Place::InDirectories)?;
            } else if self.options.has('r') {
                // A directory is gone through where it stands in the order.
                let level = self.level(ctx, left.name, right.name);
                stack.push(level);
            } else {
                let (left, right) = (shown(&left.name), shown(&right.name));
                ctx.line(format!("Common subdirectories: {left} and {right}"));
            }
        }
        Ok(())
    }

    /// What is in two directories.
    fn level(&mut self, ctx: &mut Context<'_>, old: Text, new: Text) -> Level {
        let mut list = |ctx: &mut Context<'_>, dir: &[u8]| -> Vec<Vec<u8>> {
            match ctx.kernel().readdir(ctx.task(), dir) {
                Ok(entries) => entries.iter().map(|entry| entry.name.as_bytes().to_vec()).collect(),
                Err(Errno::ENOENT) if self.options.has('N') => Vec::new(),
                Err(error) => {
                    let shown = shown(dir);
                    ctx.complain(format_args!("{shown}: {error}"));
                    self.status = 2;
                    Vec::new()
                }
            }
        };
        let (olds, news) = (list(ctx, &old), list(ctx, &new));
        let mut names: Vec<Vec<u8>> = olds.iter().chain(&news).cloned().collect();
        let locale = ctx.locale();
        names.sort_by(|a, b| collate::compare(a, b, locale));
        names.dedup();
        let names: Vec<(Vec<u8>, bool, bool)> = names
            .into_iter()
            .map(|name| (olds.contains(&name), news.contains(&name), name))
            .map(|(a, b, name)| (name, a, b))
            .collect();
        Level { old, new, names: names.into_iter() }
    }

    /// Two files, at least one of which is no directory.
    fn files(&mut self, ctx: &mut Context<'_>, old: &Side, new: &Side, place: Place) -> Result<(), Wait> {
        let (left, right) = (shown(&old.name), shown(&new.name));
        let kind = |side: &Side| side.stat.as_ref().map(|stat| stat.file_type);
        let plain = |side: &Side| matches!(kind(side), None | Some(FileType::File | FileType::Char | FileType::Fifo));
        if !plain(old) || !plain(new) {
            let (a, b) = (type_name(old), type_name(new));
            ctx.line(format!("File {left} is a {a} while file {right} is a {b}"));
            self.status = self.status.max(1);
            return Ok(());
        }
        let mut read = |ctx: &mut Context<'_>, side: &Side| -> Result<Option<Rc<[u8]>>, Wait> {
            if side.stat.is_none() && *side.name != *b"-" {
                return Ok(Some(Rc::from(&b""[..])));
            }
            match ctx.input(&side.name)? {
                Ok(bytes) => Ok(Some(bytes)),
                Err(error) => {
                    let name = shown(&side.name);
                    ctx.complain(format_args!("{name}: {error}"));
                    self.status = 2;
                    Ok(None)
                }
            }
        };
        let (Some(a), Some(b)) = (read(ctx, old)?, read(ctx, new)?) else { return Ok(()) };
        let same = || {
            let (x, y) = (Lines::of(&a), Lines::of(&b));
            x.ended == y.ended && x.lines.iter().map(|l| self.folded(l)).eq(y.lines.iter().map(|l| self.folded(l)))
        };
        if a == b || same() {
            if self.options.has('s') {
                // Busybox's says nothing of it.
                if !ctx.busybox() {
                    ctx.line(format!("Files {left} and {right} are identical"));
                }
            }
            return Ok(());
        }
        self.status = self.status.max(1);
        let binary = |bytes: &[u8]| bytes.iter().take(32 << 10).any(|c| *c == 0);
        if !self.options.has('a') && (binary(&a) || binary(&b)) {
            let word = if ctx.busybox() || self.options.has('q') { "Files" } else { "Binary files" };
            ctx.line(format!("{word} {left} and {right} differ"));
            return Ok(());
        }
        if self.options.has('q') {
            ctx.line(format!("Files {left} and {right} differ"));
            return Ok(());
        }
        let (x, y) = (Lines::of(&a), Lines::of(&b));
        let (old_classes, new_classes) = self.classes(&x, &y);
        let runs = print::runs(&compare::compare(&old_classes, &new_classes));
        if place == Place::InDirectories && !ctx.busybox() {
            let given: String = self.given(ctx);
            ctx.line(format!("diff {given}{left} {right}"));
        }
        match self.context {
            Some(context) => {
                for (mark, side, name) in [("---", old, &left), ("+++", new, &right)] {
                    let time = self.time(ctx, side);
                    ctx.line(format!("{mark} {name}{time}"));
                }
                ctx.out(print::unified(&runs, &x, &y, context));
            }
            None => ctx.out(print::normal(&runs, &x, &y)),
        }
        Ok(())
    }

    /// The options, as the line before a pair repeats them.
    fn given(&self, ctx: &Context<'_>) -> String {
        let options = ctx.args.iter().take_while(|arg| arg.starts_with(b"-") && arg.len() > 1);
        options.flat_map(|arg| [shown(arg), " ".to_owned()]).collect()
    }

    fn time(&self, ctx: &Context<'_>, side: &Side) -> String {
        if ctx.busybox() {
            return String::new();
        }
        let time = match &side.stat {
            Some(stat) => stat.mtime,
            None if *side.name == *b"-" => ctx.now(),
            None => Time::default(),
        };
        format!("\t{}", ctx.date(time).format("%Y-%m-%d %H:%M:%S.%N %z"))
    }

    /// A line as far as it counts.
    fn folded(&self, line: &[u8]) -> Vec<u8> {
        let mut line = line.to_vec();
        if self.options.has('w') {
            line.retain(|c| !c.is_ascii_whitespace());
        } else if self.options.has('b') {
            let words: Vec<&[u8]> = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
            let indented = line.first().is_some_and(u8::is_ascii_whitespace) && !words.is_empty();
            line = [if indented { &b" "[..] } else { b"" }, &words.join(&b' ')].concat();
        }
        if self.options.has('i') {
            line.make_ascii_lowercase();
        }
        line
    }

    /// The lines of both files as numbers. A last line that does not end is another than one that does.
    fn classes(&self, old: &Lines<'_>, new: &Lines<'_>) -> (Vec<usize>, Vec<usize>) {
        let mut known: BTreeMap<(Vec<u8>, bool), usize> = BTreeMap::new();
        let mut number = |lines: &Lines<'_>| -> Vec<usize> {
            let count = lines.lines.len();
            let numbered = lines.lines.iter().enumerate().map(|(at, line)| {
                let ended = lines.ended || at + 1 < count;
                let next = known.len();
                *known.entry((self.folded(line), ended)).or_insert(next)
            });
            numbered.collect()
        };
        (number(old), number(new))
    }
}

fn type_name(side: &Side) -> &'static str {
    match side.stat.as_ref().map(|stat| (stat.file_type, stat.size)) {
        Some((FileType::Dir, _)) => "directory",
        Some((FileType::File, 0)) => "regular empty file",
        None | Some((FileType::File, _)) => "regular file",
        Some((FileType::Symlink, _)) => "symbolic link",
        Some((FileType::Char, _)) => "character special file",
        Some((FileType::Block, _)) => "block special file",
        Some((FileType::Fifo, _)) => "fifo",
        Some((FileType::Socket, _)) => "socket",
    }
}
