//! The programs: one file each, GNU's on the host and busybox's in containers.
//!
//! A [`Program`] is an entry of a table. The table serves dispatch, completion, `--help` and `docs/programs.md`. A program gets a
//! [`Context`] and gives its exit status; whatever it changes goes through the context and is a step of the trace.

pub mod collate;
mod context;
pub mod escape;
pub mod jq;
pub mod known;
mod proc_file;

mod attributes;
mod awk;
mod base64;
mod cat;
mod change;
mod checksum;
mod conversion;
mod copy;
mod date;
mod dates;
mod dd;
mod diff;
mod du;
mod dump;
mod echo;
mod expr;
mod find;
mod full;
mod grep;
mod gzip;
mod lines;
mod ls;
mod make;
mod misc;
pub mod mode;
mod mounts;
mod names;
mod options;
mod pager;
mod paths;
mod printf;
mod python;
mod real;
mod remove;
mod rename;
mod sed;
mod seq;
pub mod size;
mod split;
mod stat;
mod status;
mod tar;
pub mod test_expression;
mod tree;
mod when;
mod xargs;
mod xxd;
pub mod zone;

use std::fmt;

pub use context::{Context, Exit, Wait};

use crate::machine::Machine;
use crate::process::{Blocked, Descriptor, Memory, Pid, Text, Writer};
use crate::script::Dialect;
use crate::trace::explain::Lang;

/// A program.
#[derive(Clone, Copy)]
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// Where a host keeps it, for `which`.
    pub directory: &'static str,
    /// Where it exists.
    pub home: Home,
    /// What follows its name on the usage line.
    pub usage: &'static str,
    /// What it does, in English and in Chinese.
    pub summary: [&'static str; 2],
    /// What it does.
    pub run: fn(&mut Context<'_>) -> Exit,
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Where a program exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// On the host only.
    Host,
    /// In busybox only.
    Busybox,
    /// Both.
    Both,
}

impl Program {
    /// Whether it exists in a dialect.
    pub const fn speaks(&self, dialect: Dialect) -> bool {
        match (self.home, dialect) {
            (Home::Both, _) | (Home::Host, Dialect::Bash) | (Home::Busybox, Dialect::Ash) => true,
            (Home::Host, Dialect::Ash) | (Home::Busybox, Dialect::Bash) => false,
        }
    }
}

/// How programs are found, and how a program runs another and waits for it.
#[derive(Clone, Copy)]
pub struct Engine {
    /// The tables of programs.
    pub tables: &'static [&'static [Program]],
    /// Lets processes run until this one has ended; gives its status.
    pub finish: fn(&Engine, &mut Machine, Pid) -> u8,
    /// Starts a program from within another: its arguments and environment. Gives the status of a start that fails.
    pub start: fn(&Engine, &mut Context<'_>, &[Text]) -> Result<Pid, u8>,
    /// Where a program is, by its name and a list of directories.
    pub locate: fn(&Engine, &Context<'_>, &[u8], Option<&[u8]>) -> Option<Vec<u8>>,
    /// Who reads the screen.
    pub reader: Reader,
}

/// Who reads the screen, for what the simulator itself says there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The language; without one, that of the host.
    pub lang: Option<Lang>,
    /// Whether colours are wanted.
    pub colours: bool,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Engine {
    /// The same, for a reader of this language.
    #[must_use]
    pub const fn speaking(mut self, lang: Lang) -> Self {
        self.reader.lang = Some(lang);
        self
    }

    /// The same, for a reader who wants no colours.
    #[must_use]
    pub const fn without_colours(mut self) -> Self {
        self.reader.colours = false;
        self
    }

    /// The program of a name, if it exists in a dialect.
    pub fn program(&self, name: &[u8], dialect: Dialect) -> Option<&'static Program> {
        self.programs().find(|program| program.name.as_bytes() == name && program.speaks(dialect))
    }

    /// All programs.
    pub fn programs(&self) -> impl Iterator<Item = &'static Program> + use<> {
        self.tables.iter().flat_map(|table| table.iter())
    }
}

/// The programs of this module.
pub const PROGRAMS: &[Program] = &[
    awk::AWK,
    base64::BASE64,
    paths::BASENAME,
    test_expression::BRACKET,
    test_expression::BRACKETS,
    cat::CAT,
    change::CHGRP,
    change::CHMOD,
    change::CHOWN,
    misc::CLEAR,
    copy::CP,
    split::CMP,
    lines::COLUMN,
    lines::COMM,
    date::DATE,
    dd::DD,
    diff::DIFF,
    paths::DIRNAME,
    du::DU,
    echo::ECHO,
    misc::ENV,
    expr::EXPR,
    status::FALSE,
    lines::EXPAND,
    find::FIND,
    lines::FOLD,
    mounts::FINDMNT,
    attributes::GETFATTR,
    gzip::GUNZIP,
    gzip::GZIP,
    dump::HEXDUMP,
    misc::HOSTNAME,
    misc::ID,
    lines::JOIN,
    pager::LESS,
    make::LN,
    ls::LS,
    checksum::MD5SUM,
    make::MKDIR,
    make::MKFIFO,
    make::MKNOD,
    split::MKTEMP,
    pager::MORE,
    mounts::MOUNT,
    rename::MV,
    lines::NL,
    dump::OD,
    lines::PASTE,
    printf::PRINTF,
    misc::PS,
    python::PYTHON,
    python::PYTHON2,
    python::PYTHON3,
    paths::PWD,
    paths::READLINK,
    paths::REALPATH,
    lines::REV,
    remove::RM,
    remove::RMDIR,
    sed::SED,
    seq::SEQ,
    attributes::SETFATTR,
    checksum::SHA256SUM,
    date::SLEEP,
    split::SPLIT,
    stat::STAT,
    misc::SYNC,
    lines::TAC,
    tar::TAR,
    misc::TEE,
    test_expression::TEST,
    make::TOUCH,
    tree::TREE,
    grep::GREP,
    grep::EGREP,
    grep::FGREP,
    lines::HEAD,
    lines::TAIL,
    lines::WC,
    lines::SORT,
    lines::UNIQ,
    lines::CUT,
    lines::TR,
    status::TRUE,
    make::TRUNCATE,
    mounts::UMOUNT,
    misc::UNAME,
    misc::WHICH,
    misc::WHOAMI,
    xargs::XARGS,
    xxd::XXD,
    misc::YES,
    gzip::ZCAT,
];

/// Waits for a child that was started; gives its status.
fn wait_for_child(ctx: &mut Context<'_>, pid: Pid) -> Exit {
    if let Some(status) = ctx.machine.processes.reap(pid) {
        return Ok(status);
    }
    if let Some(memory) = ctx.memory() {
        *memory = Memory::Child(pid);
    }
    Err(Wait::Blocked(Blocked::Child))
}

/// Runs another program to its end, at once; gives its status.
fn run_and_wait(ctx: &mut Context<'_>, args: &[Text]) -> Result<u8, Wait> {
    ctx.flush()?;
    let engine = ctx.engine;
    Ok(match (engine.start)(engine, ctx, args) {
        Ok(pid) => (engine.finish)(engine, ctx.machine, pid),
        Err(status) => status,
    })
}

/// Runs another program to its end, at once, with this as its standard input (if any), and takes what it prints (if wanted).
fn run_piped(
    ctx: &mut Context<'_>,
    args: &[Text],
    input: Option<&[u8]>,
    captures: bool,
) -> Result<(u8, Vec<u8>), Wait> {
    ctx.flush()?;
    let mut kept: Vec<(u32, Option<Descriptor>)> = Vec::new();
    if let Some(input) = input {
        let (_, read, write) = ctx.machine.processes.pipe();
        let writer = Writer { task: &ctx.process.task, actor: ctx.process.actor, program: ctx.program };
        let Machine { processes, recorder, .. } = &mut *ctx.machine;
        // A pipe with a reader takes everything.
        let _ = processes.write(write, input, &writer, recorder);
        processes.close(write, recorder);
        kept.push((0, ctx.process.descriptors.insert(0, read)));
    }
    let mut captured = None;
    if captures {
        let (id, read, write) = ctx.machine.processes.pipe();
        captured = Some((id, read));
        kept.push((1, ctx.process.descriptors.insert(1, write)));
    }
    let engine = ctx.engine;
    let started = (engine.start)(engine, ctx, args);
    for (fd, before) in kept {
        let ours = match before {
            Some(before) => ctx.process.descriptors.insert(fd, before),
            None => ctx.process.descriptors.remove(&fd),
        };
        if let Some(ours) = ours {
            let Machine { processes, recorder, .. } = &mut *ctx.machine;
            processes.close(ours, recorder);
        }
    }
    let status = match started {
        Ok(pid) => (engine.finish)(engine, ctx.machine, pid),
        Err(status) => status,
    };
    let mut printed = Vec::new();
    if let Some((id, read)) = captured {
        printed = ctx.machine.processes.drain(id, usize::MAX);
        let Machine { processes, recorder, .. } = &mut *ctx.machine;
        processes.close(read, recorder);
    }
    Ok((status, printed))
}
