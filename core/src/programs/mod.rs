//! The programs: one file each, GNU's on the host and busybox's in containers.
//!
//! A [`Program`] is an entry of a table. The table serves dispatch, completion, `--help` and `docs/programs.md`. A program gets a
//! [`Context`] and gives its exit status; whatever it changes goes through the context and is a step of the trace.

pub mod collate;
mod context;
pub mod escape;
pub mod jq;
mod proc_file;

mod cat;
mod change;
mod checksum;
mod copy;
mod date;
mod dates;
mod echo;
mod find;
mod grep;
mod lines;
mod ls;
mod make;
mod misc;
pub mod mode;
mod mounts;
mod options;
mod paths;
mod printf;
mod real;
mod remove;
mod sed;
mod size;
mod stat;
mod status;
pub mod test_expression;
mod tree;

use std::fmt;

pub use context::{Context, Exit, Wait};

use crate::machine::Machine;
use crate::process::{Blocked, Memory, Pid, Text};
use crate::script::Dialect;

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
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Engine {
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
    paths::BASENAME,
    test_expression::BRACKET,
    cat::CAT,
    change::CHGRP,
    change::CHMOD,
    change::CHOWN,
    misc::CLEAR,
    copy::CP,
    date::DATE,
    paths::DIRNAME,
    echo::ECHO,
    misc::ENV,
    status::FALSE,
    find::FIND,
    mounts::FINDMNT,
    misc::HOSTNAME,
    misc::ID,
    make::LN,
    ls::LS,
    make::MKDIR,
    make::MKFIFO,
    make::MKNOD,
    mounts::MOUNT,
    copy::MV,
    printf::PRINTF,
    misc::PS,
    paths::PWD,
    paths::READLINK,
    paths::REALPATH,
    remove::RM,
    remove::RMDIR,
    sed::SED,
    misc::SEQ,
    checksum::SHA256SUM,
    date::SLEEP,
    stat::STAT,
    misc::SYNC,
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
    misc::YES,
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
