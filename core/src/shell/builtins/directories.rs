//! `pushd`, `popd`, `dirs`, `shopt`: what bash has beyond POSIX for people who type.

use super::{Done, place, show};
use crate::kernel::Follow;
use crate::process::{Options, Text};
use crate::shell::interpreter::Interpreter;
use crate::vfs::{Errno, FileType};

/// The stack as `dirs` shows it: where one is, then what `pushd` left; the home directory is `~`.
fn stack(shell: &Interpreter<'_>) -> Vec<String> {
    let home = shell.shell.variables.get(b"HOME").map(|home| show(home)).filter(|home| home.len() > 1);
    let here = shell.shell.variables.get(b"PWD").cloned().unwrap_or_else(|| shell.process.task.cwd.as_bytes().into());
    let shown = |dir: &Text| {
        let dir = show(dir);
        match home.as_deref().and_then(|home| dir.strip_prefix(home)) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("~{rest}"),
            _ => dir,
        }
    };
    std::iter::once(&here).chain(&shell.shell.directories).map(shown).collect()
}

fn print_stack(shell: &mut Interpreter<'_>) -> Done {
    let line = stack(shell).join(" ") + "\n";
    shell.print(1, line.as_bytes());
    Done::Status(0)
}

/// Goes to a directory; whether that worked. Why not is said in the name of `builtin`.
fn go(shell: &mut Interpreter<'_>, builtin: &'static str, dir: &Text) -> bool {
    let error = match shell.machine.kernel().stat(&shell.process.task, dir, Follow::Yes) {
        Ok(stat) if stat.file_type == FileType::Dir => {
            let args = [Text::from(&b"cd"[..]), Text::from(&b"--"[..]), dir.clone()];
            return matches!(place::cd(shell, &args), Done::Status(0));
        }
        Ok(_) => Errno::ENOTDIR,
        Err(error) => error,
    };
    let dir = show(dir);
    shell.complain_as(builtin, format_args!("{dir}: {error}"));
    false
}

/// Whether an argument names a place in the stack, as `+1`, which is not simulated, and that was said.
fn rotates(shell: &mut Interpreter<'_>, args: &[Text]) -> bool {
    let found = args[1..].iter().find(|arg| arg.len() > 1 && matches!(arg[0], b'+' | b'-')).cloned();
    if let Some(arg) = &found {
        let text = format!("drydock: {} {} is not simulated\n", show(&args[0]), show(arg));
        shell.print_error(text.as_bytes());
    }
    found.is_some()
}

pub(super) fn pushd(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    if rotates(shell, args) {
        return Done::Status(1);
    }
    let here = shell.shell.variables.get(b"PWD").cloned().unwrap_or_default();
    let target = match (args.get(1), shell.shell.directories.first()) {
        (Some(dir), _) => dir.clone(),
        (None, Some(_)) => shell.shell.directories.remove(0),
        (None, None) => {
            shell.complain_as("pushd", format_args!("no other directory"));
            return Done::Status(1);
        }
    };
    if !go(shell, "pushd", &target) {
        return Done::Status(1);
    }
    shell.shell.directories.insert(0, here);
    print_stack(shell)
}

pub(super) fn popd(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    if rotates(shell, args) {
        return Done::Status(1);
    }
    let Some(target) = shell.shell.directories.first().cloned() else {
        shell.complain_as("popd", format_args!("directory stack empty"));
        return Done::Status(1);
    };
    if !go(shell, "popd", &target) {
        return Done::Status(1);
    }
    shell.shell.directories.remove(0);
    print_stack(shell)
}

pub(super) fn dirs(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let lines = match args.get(1).map(|arg| &**arg) {
        None => return print_stack(shell),
        Some(b"-c") => {
            shell.shell.directories.clear();
            return Done::Status(0);
        }
        Some(b"-v") => stack(shell).iter().enumerate().map(|(at, dir)| format!("{at:>2}  {dir}\n")).collect::<Vec<_>>(),
        Some(b"-p") => stack(shell).iter().map(|dir| format!("{dir}\n")).collect(),
        Some(_) => {
            let text = format!("drydock: dirs {} is not simulated\n", show(&args[1]));
            shell.print_error(text.as_bytes());
            return Done::Status(1);
        }
    };
    shell.print(1, lines.concat().as_bytes());
    Done::Status(0)
}

/// Options of `shopt` that change nothing here: what they are about is not there, or is as they say.
const NOTHING_TO_SEE: [&str; 12] = [
    "checkwinsize",
    "cmdhist",
    "complete_fullquote",
    "expand_aliases",
    "extquote",
    "globskipdots",
    "histappend",
    "hostcomplete",
    "interactive_comments",
    "progcomp",
    "promptvars",
    "sourcepath",
];

pub(super) fn shopt(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    fn option<'o>(options: &'o mut Options, name: &[u8]) -> Option<&'o mut bool> {
        match name {
            b"nullglob" => Some(&mut options.nullglob),
            b"dotglob" => Some(&mut options.dotglob),
            _ => None,
        }
    }
    let (mut set, mut quiet, mut status) = (None, false, 0);
    for arg in &args[1..] {
        match &**arg {
            b"-s" => set = Some(true),
            b"-u" => set = Some(false),
            b"-q" => quiet = true,
            b"-p" => {}
            name => {
                let shown = show(name);
                match (option(&mut shell.shell.options, name), set) {
                    (Some(option), Some(on)) => *option = on,
                    (Some(option), None) => {
                        status |= u8::from(!*option);
                        if !quiet {
                            let line = format!("{shown:<15}\t{}\n", if *option { "on" } else { "off" });
                            shell.print(1, line.as_bytes());
                        }
                    }
                    (None, Some(_)) if NOTHING_TO_SEE.contains(&&*shown) => {}
                    (None, Some(false)) => {}
                    (None, _) => {
                        shell.print_error(format!("drydock: shopt {shown} is not simulated\n").as_bytes());
                        status = 1;
                    }
                }
            }
        }
    }
    Done::Status(status)
}
