//! The programs: one file each, GNU's on the host and busybox's in containers.
//!
//! A [`Program`] is an entry of a table. The table serves dispatch, completion, `--help` and `docs/programs.md`. A program gets a
//! [`Context`] and gives its exit status; whatever it changes goes through the context and is a step of the trace.

pub mod collate;
mod context;
pub mod escape;
mod proc_file;

mod accounts;
mod cat;
mod checksum;
mod dates;
mod echo;
mod ls;
pub mod mode;
mod options;
mod size;
mod status;
pub mod test_expression;
mod tree;

use std::fmt;

pub use context::{Context, Exit, Wait};

use crate::machine::Machine;
use crate::process::{Pid, Text};
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
    cat::CAT,
    echo::ECHO,
    status::FALSE,
    ls::LS,
    checksum::SHA256SUM,
    tree::TREE,
    status::TRUE,
    test_expression::BRACKET,
    test_expression::TEST,
];
