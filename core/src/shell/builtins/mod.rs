//! Commands that the shell runs itself.

mod directories;
mod flow;
mod jobs;
mod options;
mod place;
mod read;
mod script;
mod unset;
mod variables;
mod words;

use super::interpreter::Interpreter;
use crate::process::{Blocked, Text};
use crate::script::Dialect;

pub(super) use crate::script::quote as quoted;
pub(super) use words::quoted_for_trace;

/// A builtin command.
pub(super) struct Builtin {
    pub(super) name: &'static str,
    /// Whether it is one of POSIX's special ones.
    pub(super) special: bool,
    shells: Shells,
    pub(super) run: fn(&mut Interpreter<'_>, &[Text]) -> Done,
}

/// Which shells have it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shells {
    Both,
    Bash,
    Ash,
}

/// What became of a builtin.
pub(super) enum Done {
    /// It is done.
    Status(u8),
    /// What it left on the stack runs next, and gives the status.
    Next,
    /// It waits, and will be run again.
    Waits(Blocked),
    /// The shell is another program now.
    Replaced,
}

type Run = fn(&mut Interpreter<'_>, &[Text]) -> Done;

const fn special(name: &'static str, run: Run) -> Builtin {
    Builtin { name, special: true, shells: Shells::Both, run }
}

const fn regular(name: &'static str, run: Run) -> Builtin {
    Builtin { name, special: false, shells: Shells::Both, run }
}

const fn bash(name: &'static str, run: Run) -> Builtin {
    Builtin { name, special: false, shells: Shells::Bash, run }
}

/// A builtin that is also a program of the table.
macro_rules! table {
    ($name:literal) => {
        regular($name, |shell, args| shell.table_builtin($name, args))
    };
}

const BUILTINS: [Builtin; 62] = [
    special(":", |_, _| Done::Status(0)),
    special(".", script::source),
    special("break", flow::break_loop),
    special("continue", flow::continue_loop),
    special("eval", script::eval),
    special("exec", script::exec),
    special("exit", flow::exit),
    special("export", variables::export),
    special("readonly", variables::readonly),
    special("return", flow::return_from),
    special("set", variables::set),
    special("shift", variables::shift),
    special("times", jobs::times),
    special("trap", flow::trap),
    special("unset", unset::unset),
    regular("source", script::source),
    regular("alias", words::alias),
    regular("unalias", words::unalias),
    regular("bg", jobs::not_simulated),
    regular("cd", place::cd),
    regular("command", script::command),
    regular("fg", jobs::not_simulated),
    regular("getopts", read::getopts),
    regular("hash", words::hash),
    regular("help", words::help),
    regular("history", words::history),
    regular("jobs", jobs::jobs),
    regular("kill", jobs::kill),
    regular("let", variables::let_expressions),
    regular("local", variables::local),
    regular("pwd", place::pwd),
    regular("read", read::read),
    regular("type", words::type_of),
    regular("umask", place::umask),
    regular("wait", jobs::wait),
    regular("ulimit", jobs::not_simulated),
    bash("bind", jobs::not_simulated),
    bash("builtin", script::builtin),
    bash("caller", jobs::not_simulated),
    bash("compopt", jobs::not_simulated),
    bash("fc", jobs::not_simulated),
    bash("compgen", jobs::not_simulated),
    bash("complete", |_, _| Done::Status(0)),
    bash("declare", variables::declare),
    bash("typeset", variables::declare),
    bash("disown", jobs::disown),
    bash("logout", flow::logout),
    bash("dirs", directories::dirs),
    bash("enable", jobs::not_simulated),
    bash("popd", directories::popd),
    bash("pushd", directories::pushd),
    bash("shopt", directories::shopt),
    bash("suspend", jobs::not_simulated),
    bash("mapfile", read::mapfile),
    bash("readarray", read::mapfile),
    table!("["),
    table!("echo"),
    table!("false"),
    table!("printf"),
    table!("test"),
    table!("true"),
    Builtin { name: "[[", special: false, shells: Shells::Ash, run: |shell, args| shell.table_builtin("[[", args) },
];

/// The builtin of a name.
pub(super) fn find(name: &[u8], dialect: Dialect) -> Option<&'static Builtin> {
    static TABLE: [Builtin; 62] = BUILTINS;
    let has = |shells: Shells| match shells {
        Shells::Both => true,
        Shells::Bash => dialect == Dialect::Bash,
        Shells::Ash => dialect == Dialect::Ash,
    };
    TABLE.iter().find(|builtin| builtin.name.as_bytes() == name && has(builtin.shells))
}

/// The names of all builtins, for completion.
pub fn names() -> impl Iterator<Item = &'static str> {
    BUILTINS.iter().map(|builtin| builtin.name)
}

/// A text in quotes, as a shell lists it.
pub(super) fn listed(text: &[u8], dialect: Dialect) -> Vec<u8> {
    if dialect == Dialect::Bash {
        return quoted(text);
    }
    // Ash puts single quotes into double ones.
    let mut out = vec![b'\''];
    let mut inside = true;
    for c in text {
        if (*c != b'\'') != inside {
            out.extend_from_slice(if inside { b"'\"" } else { b"\"'" });
            inside = !inside;
        }
        out.push(*c);
    }
    out.push(if inside { b'\'' } else { b'"' });
    out
}

/// Text for a message.
fn show(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

/// The number that a text is.
fn number<T: std::str::FromStr>(text: &[u8]) -> Option<T> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}
