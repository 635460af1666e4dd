//! `cp`

mod ask;
mod links;

use std::collections::BTreeMap;

use super::options::{self, Options, Value};
use super::{Context, Exit, Home, Program};
use crate::kernel::{Follow, OpenHow, SetXattr, Special, Stat};
use crate::trace::{Call, shown};
use crate::vfs::{Dev, Errno, FileType, Ino};
pub(super) use ask::Answers;

pub(super) const CP: Program = Program {
    name: "cp",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-adfiLPpRrTtuv] SOURCE... DESTINATION",
    summary: ["copy files and directories", "复制文件和目录"],
    run: cp,
};

/// Whether two names lead to one file.
pub(super) fn same_file(a: &Stat, b: &Stat) -> bool {
    (a.dev, a.ino) == (b.dev, b.ino)
}

/// The path of `source`'s last name in the directory `dir`.
pub(super) fn inside(dir: &[u8], source: &[u8]) -> Vec<u8> {
    let name = source.rsplit(|c| *c == b'/').find(|part| !part.is_empty()).unwrap_or(b"");
    let separator: &[u8] = if dir.ends_with(b"/") { b"" } else { b"/" };
    [dir, separator, name].concat()
}

pub(super) const LONG: &[options::Long] = &[
    ("archive", 'a', Value::No),
    ("dereference", 'L', Value::No),
    ("force", 'f', Value::No),
    ("interactive", 'i', Value::No),
    ("no-clobber", 'n', Value::No),
    ("no-dereference", 'P', Value::No),
    ("no-target-directory", 'T', Value::No),
    ("parents", '\x01', Value::No),
    ("preserve", 'p', Value::Maybe),
    ("recursive", 'R', Value::No),
    ("reflink", '\0', Value::Maybe),
    ("target-directory", 't', Value::Yes),
    ("update", 'u', Value::No),
    ("verbose", 'v', Value::No),
];

/// The sources and where each goes; `None` if that was wrong and said.
pub(super) fn places(ctx: &mut Context<'_>, options: &Options) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    let mut sources = options.operands.clone();
    let target = match options.value('t') {
        Some(dir) => dir.clone(),
        None if sources.is_empty() => {
            options::wrong_operands(ctx, "missing file operand", 1);
            return None;
        }
        None if sources.len() == 1 => {
            let name = shown(&sources[0]);
            options::wrong_operands(ctx, &format!("missing destination file operand after '{name}'"), 1);
            return None;
        }
        None => sources.pop().unwrap_or_default(),
    };
    let stat = ctx.stat(&target, Follow::Yes);
    let is_dir = !options.has('T') && stat.as_ref().is_ok_and(|stat| stat.file_type == FileType::Dir);
    if !is_dir && sources.len() > 1 && ctx.busybox() {
        // Each of them fails below what is no directory.
        let missing = matches!(stat, Err(Errno::ENOENT));
        let (copies, target) = (ctx.program == "cp", shown(&target));
        for source in &sources {
            let (name, place) = (shown(source), shown(&inside(target.as_bytes(), source)));
            match ctx.stat(source, Follow::Yes) {
                Err(error) if copies => ctx.complain(format_args!("can't stat '{name}': {error}")),
                Err(error) => ctx.complain(format_args!("can't rename '{name}': {error}")),
                Ok(_) if !missing && copies => {
                    ctx.complain(format_args!("can't stat '{place}': {}", Errno::ENOTDIR));
                }
                Ok(_) if !missing => {
                    ctx.complain(format_args!("can't stat '{place}': Path has non-directory component"))
                }
                Ok(_) if !copies => ctx.complain(format_args!("can't rename '{name}': {}", Errno::ENOENT)),
                Ok(stat) if stat.file_type == FileType::Dir => {
                    ctx.complain(format_args!("can't create directory '{place}': {}", Errno::ENOENT));
                }
                Ok(_) => ctx.complain(format_args!("can't create '{place}': {}", Errno::ENOENT)),
            }
        }
        return None;
    }
    let parents = options.has('\x01');
    if parents && !is_dir && sources.len() == 1 && !options.has('t') {
        options::wrong(ctx, "with --parents, the destination must be a directory", 1);
        return None;
    }
    if !is_dir && (sources.len() > 1 || options.has('t')) {
        let (name, error) = (shown(&target), stat.err().unwrap_or(Errno::ENOTDIR));
        if ctx.busybox() {
            ctx.complain(format_args!("target '{name}' is not a directory"));
        } else {
            ctx.complain(format_args!("target '{name}': {error}"));
        }
        return None;
    }
    let place = |source: &[u8]| match is_dir {
        true if parents => links::below(&target, source),
        true => inside(&target, source),
        false => target.to_vec(),
    };
    Some(sources.iter().map(|source| (source.to_vec(), place(source))).collect())
}

/// Whether one of the places is taken already: only then `-b` does something.
pub(super) fn overwrites(ctx: &Context<'_>, places: &[(Vec<u8>, Vec<u8>)]) -> bool {
    !ctx.busybox()
        && places.iter().any(|(from, to)| ctx.stat(from, Follow::No).is_ok() && ctx.stat(to, Follow::No).is_ok())
}

/// Says of busybox's options that they are not simulated, if one is given that would do something here.
pub(super) fn not_simulated(ctx: &mut Context<'_>, options: &Options, letters: &str) -> Option<u8> {
    let letter = options.last_of(letters).filter(|_| ctx.busybox())?;
    // Nobody is asked where nothing is overwritten, or where a later option says so.
    if letter == 'i' && options.last_of("nfi") != Some('i') {
        return None;
    }
    let option = if letter == '\x01' { "--parents".to_owned() } else { format!("-{letter}") };
    Some(options::not_simulated(ctx, &option, 2))
}

fn cp(ctx: &mut Context<'_>) -> Exit {
    let options = match options::parse(ctx, "abdfHiLlnPpRrsTt:uvxZ", LONG, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if let Some(status) = not_simulated(ctx, &options, "lsi\x01") {
        return Ok(status);
    }
    let Some(places) = places(ctx, &options) else { return Ok(1) };
    if options.has('b') && overwrites(ctx, &places) {
        return Ok(options::not_simulated(ctx, "-b", 1));
    }
    let answers = if options.last_of("ni") == Some('i') && overwrites(ctx, &places) {
        match Answers::read(ctx)? {
            Ok(answers) => Some(answers),
            Err(status) => return Ok(status),
        }
    } else {
        None
    };
    let archive = options.has('a');
    let recursive = archive || options.has('R') || options.has('r');
    let keeps_links = match options.last_of("LPHda") {
        Some('L' | 'H') => false,
        Some(_) => true,
        None => recursive,
    };
    let mut copier = Copier {
        recursive,
        keeps_links,
        preserves: archive || options.has('p'),
        force: options.has('f'),
        verbose: options.has('v'),
        linking: options.last_of("ls").filter(|_| !ctx.busybox()),
        clobbers: options.last_of("ni") != Some('n'),
        answers,
        updates: options.has('u'),
        xattrs: archive,
        links: BTreeMap::new(),
    };
    let parents = options.has('\x01');
    for (from, to) in places {
        if parents && !copier.parents(ctx, &from, &to) {
            continue;
        }
        copier.copy(ctx, &from, &to);
    }
    ctx.exit(1)
}

/// How things are copied.
#[allow(clippy::struct_excessive_bools, reason = "they are the options of cp, each a letter")]
pub(super) struct Copier {
    recursive: bool,
    keeps_links: bool,
    preserves: bool,
    force: bool,
    verbose: bool,
    /// `l` or `s`: whether files become links to the old ones.
    linking: Option<char>,
    clobbers: bool,
    /// Whoever answers whether a file may be overwritten, if that is asked.
    answers: Option<Answers>,
    updates: bool,
    xattrs: bool,
    /// Files with several names that were copied, so that the copies are one file, too.
    links: BTreeMap<(Dev, Ino), Vec<u8>>,
}

impl Copier {
    /// Who moves takes everything along.
    pub(super) fn moving(busybox: bool) -> Self {
        Self {
            recursive: true,
            keeps_links: true,
            preserves: true,
            force: false,
            verbose: false,
            linking: None,
            clobbers: true,
            answers: None,
            updates: false,
            xattrs: !busybox,
            links: BTreeMap::new(),
        }
    }

    /// Copies `from` to `to`, with everything below.
    pub(super) fn copy(&mut self, ctx: &mut Context<'_>, from: &[u8], to: &[u8]) {
        let mut stack = vec![(from.to_vec(), to.to_vec(), None)];
        while let Some((from, to, finish)) = stack.pop() {
            if let Some(stat) = finish {
                // Busybox tells of a directory when it is done with it, whether it had to make it or not.
                if self.verbose && ctx.busybox() {
                    let (from, to) = (shown(&from), shown(&to));
                    ctx.outf(format_args!("'{from}' -> '{to}'\n"));
                }
                self.attributes(ctx, &from, &to, &stat);
                continue;
            }
            let follow = if self.keeps_links { Follow::No } else { Follow::Yes };
            let stat = match ctx.stat(&from, follow) {
                Ok(stat) => stat,
                Err(error) => {
                    self.cannot(ctx, "stat", &from, error);
                    continue;
                }
            };
            if stat.file_type != FileType::Dir {
                self.copy_one(ctx, &from, &to, &stat);
                continue;
            }
            if !self.recursive {
                let name = shown(&from);
                if ctx.busybox() {
                    ctx.complain(format_args!("omitting directory '{name}'"));
                } else {
                    ctx.complain(format_args!("-r not specified; omitting directory '{name}'"));
                }
                continue;
            }
            if self.into_itself(ctx, &from, &to) {
                let (from, to) = (shown(&from), shown(&to));
                if ctx.busybox() {
                    ctx.complain(format_args!("recursion detected, omitting directory '{to}'"));
                    continue;
                }
                ctx.complain(format_args!("cannot copy a directory, '{from}', into itself, '{to}'"));
                continue;
            }
            if !self.make_dir(ctx, &from, &to, &stat) {
                continue;
            }
            let entries = match ctx.kernel().readdir(ctx.task(), &from) {
                Ok(entries) => entries,
                Err(error) => {
                    self.cannot(ctx, "access", &from, error);
                    continue;
                }
            };
            stack.push((from.clone(), to.clone(), Some(stat)));
            for entry in entries.iter().rev() {
                let name = entry.name.as_bytes();
                stack.push((inside(&from, name), inside(&to, name), None));
            }
        }
    }

    fn into_itself(&self, ctx: &Context<'_>, from: &[u8], to: &[u8]) -> bool {
        let real = |path: &[u8]| ctx.kernel().realpath(ctx.task(), path).ok();
        let parent = to.iter().rposition(|c| *c == b'/').map_or(&b"."[..], |at| if at == 0 { b"/" } else { &to[..at] });
        match (real(from), real(to).or_else(|| real(parent))) {
            (Some(from), Some(to)) => {
                to.strip_prefix(&from).is_some() && (real(parent).is_some_and(|p| p.strip_prefix(&from).is_some()))
            }
            _ => false,
        }
    }

    fn make_dir(&self, ctx: &mut Context<'_>, from: &[u8], to: &[u8], stat: &Stat) -> bool {
        let name = shown(to);
        match ctx.stat(to, Follow::Yes) {
            Ok(existing) if existing.file_type == FileType::Dir => return true,
            Ok(_) => {
                let from = shown(from);
                ctx.complain(format_args!("cannot overwrite non-directory '{name}' with directory '{from}'"));
                return false;
            }
            Err(_) => {}
        }
        let mode = stat.mode & 0o777;
        match ctx.call(Call::Mkdir(name.clone()), |kernel, task| kernel.mkdir(task, to, mode)) {
            Ok(()) => {
                if self.verbose && !ctx.busybox() {
                    let from = shown(from);
                    ctx.outf(format_args!("'{from}' -> '{name}'\n"));
                }
                true
            }
            Err(error) => {
                if ctx.busybox() {
                    ctx.complain(format_args!("can't create directory '{name}': {error}"));
                } else {
                    ctx.complain(format_args!("cannot create directory '{name}': {error}"));
                }
                false
            }
        }
    }

    fn copy_one(&mut self, ctx: &mut Context<'_>, from: &[u8], to: &[u8], stat: &Stat) {
        let (name, target) = (shown(from), shown(to));
        let existing = ctx.stat(to, if self.keeps_links { Follow::No } else { Follow::Yes });
        if let Ok(existing) = &existing {
            if same_file(stat, existing) {
                ctx.complain(format_args!("'{name}' and '{target}' are the same file"));
                return;
            }
            if !self.clobbers || (self.updates && existing.mtime >= stat.mtime) {
                return;
            }
            if self.answers.as_mut().is_some_and(|answers| !answers.overwrite(ctx, &target)) {
                return;
            }
            if existing.file_type == FileType::Dir {
                if ctx.busybox() {
                    ctx.complain(format_args!("'{target}' is a directory"));
                } else {
                    ctx.complain(format_args!("cannot overwrite directory '{target}' with non-directory"));
                }
                return;
            }
        }
        if let Some(kind) = self.linking.filter(|_| stat.file_type == FileType::File) {
            return self.link_one(ctx, (from, to), kind, existing.is_ok());
        }
        if self.preserves && stat.nlink > 1 {
            if let Some(first) = self.links.get(&(stat.dev, stat.ino)).cloned() {
                if existing.is_ok() {
                    let _ = ctx.call(Call::Unlink(target.clone()), |kernel, task| kernel.unlink(task, to));
                }
                let call = Call::Link(shown(&first), target.clone());
                if let Err(error) = ctx.call(call, |kernel, task| kernel.link(task, &first, to, Follow::No)) {
                    ctx.complain(format_args!("cannot create hard link '{target}': {error}"));
                }
                return;
            }
            self.links.insert((stat.dev, stat.ino), to.to_vec());
        }
        let recreates = stat.file_type != FileType::File;
        if existing.is_ok() && recreates {
            let _ = ctx.call(Call::Unlink(target.clone()), |kernel, task| kernel.unlink(task, to));
        }
        let result = match stat.file_type {
            FileType::File => return self.copy_content(ctx, from, to, stat),
            FileType::Symlink => {
                let says = ctx.readlink(from).unwrap_or_default();
                ctx.call(Call::Symlink(shown(&says), target.clone()), |kernel, task| kernel.symlink(task, &says, to))
            }
            special if self.recursive => {
                let what = match special {
                    FileType::Fifo => Special::Fifo,
                    FileType::Char => Special::Char(stat.rdev),
                    FileType::Block => Special::Block(stat.rdev),
                    _ => Special::Socket,
                };
                ctx.call(Call::Mknod(target.clone()), |kernel, task| kernel.mknod(task, to, what, stat.mode & 0o777))
            }
            _ => return self.copy_content(ctx, from, to, stat),
        };
        match result {
            Ok(()) => self.done(ctx, from, to, stat),
            Err(error) => ctx.complain(format_args!("cannot create special file '{target}': {error}")),
        }
    }

    fn done(&self, ctx: &mut Context<'_>, from: &[u8], to: &[u8], stat: &Stat) {
        if self.verbose {
            let (from, to) = (shown(from), shown(to));
            ctx.outf(format_args!("'{from}' -> '{to}'\n"));
        }
        self.attributes(ctx, from, to, stat);
    }

    fn copy_content(&mut self, ctx: &mut Context<'_>, from: &[u8], to: &[u8], stat: &Stat) {
        let target = shown(to);
        let content = match ctx.kernel().content(ctx.task(), from) {
            Ok(content) => content,
            Err(error) => {
                let name = shown(from);
                if ctx.busybox() {
                    ctx.complain(format_args!("can't open '{name}': {error}"));
                } else {
                    ctx.complain(format_args!("cannot open '{name}' for reading: {error}"));
                }
                return;
            }
        };
        let write = |ctx: &mut Context<'_>| {
            let content = content.clone();
            let mode = stat.mode & 0o777;
            let made = ctx.stat(to, Follow::Yes).is_err();
            if made {
                // Made first, with the source's mode; written then.
                let how = OpenHow::replace(mode);
                ctx.call(Call::open(to), |kernel, task| {
                    kernel.open(task, to, how).and_then(|open| kernel.close(open))
                })?;
            }
            ctx.call(Call::write(to, content.size()), |kernel, task| kernel.write_content(task, to, content, mode))
        };
        let mut result = write(ctx);
        if result.is_err()
            && self.force
            && ctx.call(Call::Unlink(target.clone()), |kernel, task| kernel.unlink(task, to)).is_ok()
        {
            result = write(ctx);
        }
        match result {
            Ok(()) => self.done(ctx, from, to, stat),
            Err(error) if ctx.busybox() => ctx.complain(format_args!("can't create '{target}': {error}")),
            Err(error) => ctx.complain(format_args!("cannot create regular file '{target}': {error}")),
        }
    }

    /// Gives a copy the owner, mode, times and attributes of the original, as far as that is wanted.
    fn attributes(&self, ctx: &mut Context<'_>, from: &[u8], to: &[u8], stat: &Stat) {
        if !self.preserves {
            return;
        }
        let (name, link) = (shown(to), stat.file_type == FileType::Symlink);
        let (uid, gid) = (Some(stat.uid), Some(stat.gid));
        // Who is not root keeps what she can.
        let _ =
            ctx.call(Call::Chown(name.clone(), uid, gid), |kernel, task| kernel.chown(task, to, uid, gid, Follow::No));
        if self.xattrs {
            let names = ctx.kernel().listxattr(ctx.task(), from, Follow::No).unwrap_or_default();
            for attribute in names {
                let Ok(value) = ctx.kernel().getxattr(ctx.task(), from, attribute.as_bytes(), Follow::No) else {
                    continue;
                };
                let call = Call::Setxattr(name.clone(), attribute.to_string());
                let pair = (attribute.as_bytes(), &value[..]);
                let _ = ctx.call(call, |kernel, task| kernel.setxattr(task, to, pair, SetXattr::Any, Follow::No));
            }
        }
        if !link {
            let _ = ctx.call(Call::Chmod(name.clone(), stat.mode), |kernel, task| kernel.chmod(task, to, stat.mode));
        }
        let times = (Some(stat.atime), Some(stat.mtime));
        let _ = ctx.call(Call::Utimes(name), |kernel, task| kernel.utimes(task, to, times, Follow::No));
    }

    fn cannot(&self, ctx: &mut Context<'_>, what: &str, path: &[u8], error: Errno) {
        let name = shown(path);
        if ctx.busybox() {
            ctx.complain(format_args!("can't stat '{name}': {error}"));
        } else {
            ctx.complain(format_args!("cannot {what} '{name}': {error}"));
        }
    }
}
