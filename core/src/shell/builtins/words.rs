//! What names mean: `type`, `command -v`, `alias`, `history`, `help`

use std::rc::Rc;

use super::{Done, find, number, show};
use crate::process::Text;
use crate::script::{Dialect, KEYWORDS, listing, quote as quoted};
use crate::shell::interpreter::Interpreter;

/// How a name is told of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// `command -v`
    Short,
    /// `type`, `command -V`
    Long,
    /// `type -t`
    Kind,
    /// `type -p`
    Path,
}

/// A word as `set -x` shows it: quoted if it must be.
pub(in crate::shell) fn quoted_for_trace(text: &[u8], dialect: Dialect) -> Vec<u8> {
    if dialect == Dialect::Ash {
        // Of its own words, too, so that they are told from commands.
        let special = |c: &u8| *c < b'+' || (b';'..=b'?').contains(c) || b"`[\\".contains(c) || *c > b'z';
        let word = KEYWORDS.iter().any(|word| word.as_bytes() == text);
        let quotes = text.is_empty() || word || text.iter().any(special);
        return if quotes { super::listed(text, dialect) } else { text.to_vec() };
    }
    let plain = |c: &u8| c.is_ascii_alphanumeric() || b"%+,-./:=@_^".contains(c) || *c >= 0x80;
    if !text.is_empty() && text.iter().all(plain) {
        return text.to_vec();
    }
    quoted(text)
}

/// Tells what a name means; whether it means anything.
pub(super) fn tell(shell: &mut Interpreter<'_>, name: &[u8], answer: Answer, builtin: &str) -> bool {
    let shown = show(name);
    let bash = shell.shell.dialect == Dialect::Bash;
    let aliases = shell.active_aliases();
    let (kind, long, short): (&str, String, Vec<u8>) = if let Some(text) = aliases.get(name) {
        let text_shown = show(text);
        let long = if bash {
            format!("{shown} is aliased to `{text_shown}'")
        } else {
            format!("{shown} is an alias for {text_shown}")
        };
        ("alias", long, [b"alias ", name, b"=", &super::listed(text, shell.shell.dialect)[..]].concat())
    } else if (KEYWORDS.contains(&&*shown) && (bash || !matches!(&*shown, "[[" | "]]"))) || shown == "}" {
        ("keyword", format!("{shown} is a shell keyword"), name.to_vec())
    } else if let Some(body) = shell.shell.functions.get(name) {
        let long = if bash {
            format!("{shown} is a function\n{}", show(&listing::function(name, body)))
        } else {
            format!("{shown} is a function")
        };
        ("function", long, name.to_vec())
    } else if let Some(found) = find(name, shell.shell.dialect) {
        let special = !bash && (found.special || name == b"local");
        let what = if special { "a special shell builtin" } else { "a shell builtin" };
        ("builtin", format!("{shown} is {what}"), name.to_vec())
    } else if let Some(path) = shell.find_program(name) {
        ("file", format!("{shown} is {}", show(&path)), path)
    } else {
        match answer {
            Answer::Long if bash => shell.complain_as(builtin, format_args!("{shown}: not found")),
            Answer::Long => {
                shell.print(1, format!("{shown}: not found\n").as_bytes());
            }
            _ => {}
        }
        return false;
    };
    let line = match answer {
        Answer::Short => short,
        Answer::Long => long.into_bytes(),
        Answer::Kind => kind.as_bytes().to_vec(),
        Answer::Path if kind == "file" => short,
        Answer::Path => return true,
    };
    shell.print(1, &[&line[..], b"\n"].concat());
    true
}

/// `type -a`: the programs of a name, behind what was told already.
fn tell_files(shell: &mut Interpreter<'_>, name: &[u8], answer: Answer) {
    let mut files = shell.find_programs(name);
    let own = shell.shell.functions.contains_key(name)
        || shell.active_aliases().contains_key(name)
        || KEYWORDS.iter().any(|word| word.as_bytes() == name)
        || find(name, shell.shell.dialect).is_some();
    if !own {
        files.drain(..1.min(files.len()));
    }
    for file in files {
        let line = match answer {
            Answer::Kind => b"file".to_vec(),
            Answer::Short | Answer::Path => file,
            Answer::Long => [name, b" is ", &file].concat(),
        };
        shell.print(1, &[&line[..], b"\n"].concat());
    }
}

pub(super) fn type_of(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let (mut answer, mut rest, mut all) = (Answer::Long, &args[1..], false);
    if shell.shell.dialect == Dialect::Bash {
        while let Some(option) = rest.first().filter(|arg| arg.starts_with(b"-") && arg.len() > 1) {
            match &**option {
                b"-t" => answer = Answer::Kind,
                b"-p" | b"-P" => answer = Answer::Path,
                b"-a" => all = true,
                b"-f" | b"--" => {}
                other => {
                    let other = show(other);
                    shell.complain_as("type", format_args!("{other}: invalid option"));
                    return Done::Status(2);
                }
            }
            rest = &rest[1..];
        }
    }
    if shell.shell.dialect == Dialect::Ash && rest.first().is_some_and(|arg| arg.starts_with(b"-")) {
        // It takes any option for -p.
        (answer, rest) = (Answer::Short, &rest[1..]);
    }
    let mut status = 0;
    for name in rest {
        if !tell(shell, name, answer, "type") {
            status = if shell.shell.dialect == Dialect::Ash { 127 } else { 1 };
        } else if all {
            tell_files(shell, name, answer);
        }
    }
    Done::Status(status)
}

/// `hash`: nothing is remembered here, so there is nothing to list; names must be found.
pub(super) fn hash(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    if args.len() == 1 && shell.shell.dialect == Dialect::Bash {
        shell.print_error(b"drydock: hash without a name is not simulated\n");
        return Done::Status(2);
    }
    let mut status = 0;
    for name in args[1..].iter().filter(|arg| !arg.starts_with(b"-") && !arg.contains(&b'/')) {
        let own = find(name, shell.shell.dialect).is_some() || shell.shell.functions.contains_key(name);
        if !own && shell.find_program(name).is_none() {
            let name = show(name);
            shell.complain_as("hash", format_args!("{name}: not found"));
            status = 1;
        }
    }
    Done::Status(status)
}

pub(super) fn alias(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let bash = shell.shell.dialect == Dialect::Bash;
    let line = |name: &[u8], text: &[u8]| {
        let dialect = if bash { Dialect::Bash } else { Dialect::Ash };
        [if bash { &b"alias "[..] } else { b"" }, name, b"=", &super::listed(text, dialect)[..], b"\n"].concat()
    };
    if args.len() == 1 {
        let all: Vec<Vec<u8>> = shell.shell.aliases.iter().map(|(name, text)| line(name, text)).collect();
        shell.print(1, &all.concat());
        return Done::Status(0);
    }
    let mut status = 0;
    for arg in &args[1..] {
        if let Some(at) = arg.iter().position(|c| *c == b'=').filter(|at| *at > 0) {
            Rc::make_mut(&mut shell.shell.aliases).insert(arg[..at].into(), arg[at + 1..].into());
        } else if let Some(text) = shell.shell.aliases.get(arg).cloned() {
            shell.print(1, &line(arg, &text));
        } else {
            let shown = show(arg);
            if bash {
                shell.complain_as("alias", format_args!("{shown}: not found"));
            } else {
                shell.print_error(format!("alias: {shown} not found\n").as_bytes());
            }
            status = 1;
        }
    }
    Done::Status(status)
}

pub(super) fn unalias(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let mut status = 0;
    for arg in &args[1..] {
        if **arg == *b"-a" {
            shell.shell.aliases = Rc::default();
        } else if Rc::make_mut(&mut shell.shell.aliases).remove(arg).is_none() {
            let shown = show(arg);
            match shell.shell.dialect {
                Dialect::Bash => shell.complain_as("unalias", format_args!("{shown}: not found")),
                Dialect::Ash => shell.print_error(format!("unalias: {shown} not found\n").as_bytes()),
            }
            status = 1;
        }
    }
    Done::Status(status)
}

pub(super) fn history(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    if args.get(1).is_some_and(|arg| **arg == *b"-c") {
        shell.shell.history = Rc::default();
        return Done::Status(0);
    }
    let history = shell.shell.history.clone();
    let count = match args.get(1) {
        None => history.len(),
        Some(text) => match number::<usize>(text) {
            Some(count) => count.min(history.len()),
            None => {
                let text = show(text);
                shell.complain_as("history", format_args!("{text}: numeric argument required"));
                return Done::Status(1);
            }
        },
    };
    let mut out = Vec::new();
    for (at, line) in history.iter().enumerate().skip(history.len() - count) {
        out.extend_from_slice(format!("{:5}  ", at + 1).as_bytes());
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    shell.print(1, &out);
    Done::Status(0)
}

pub(super) fn help(shell: &mut Interpreter<'_>, _: &[Text]) -> Done {
    let mut names: Vec<&str> = super::names().collect();
    names.sort_unstable();
    let text =
        format!("These commands belong to the shell: {}\nThe programs that are simulated: {}\n", names.join(" "), {
            let mut programs: Vec<&str> =
                shell.engine.programs().filter(|p| p.speaks(shell.shell.dialect)).map(|p| p.name).collect();
            programs.sort_unstable();
            programs.join(" ")
        });
    shell.print(1, text.as_bytes());
    Done::Status(0)
}
