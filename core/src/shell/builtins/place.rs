//! `cd`, `pwd`, `umask`

use super::{Done, show};
use crate::kernel::Follow;
use crate::process::{Descriptor, Text};
use crate::script::Dialect;
use crate::shell::interpreter::Interpreter;
use crate::vfs::{AbsPath, Errno, FileType};

pub(super) fn cd(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let mut args = &args[1..];
    let mut physical = false;
    while let Some(arg) = args.first() {
        match &**arg {
            b"-L" => physical = false,
            b"-P" => physical = true,
            b"--" => {}
            _ => break,
        }
        args = &args[1..];
    }
    let bash = shell.shell.dialect == Dialect::Bash;
    if bash && args.len() > 1 {
        shell.complain_as("cd", format_args!("too many arguments"));
        return Done::Status(1);
    }
    let variable = |name: &[u8]| shell.shell.variables.get(name).cloned();
    let mut prints = false;
    let target: Text = match args.first().map(|arg| &**arg) {
        None => match variable(b"HOME") {
            Some(home) => home,
            None if bash => {
                shell.complain_as("cd", format_args!("HOME not set"));
                return Done::Status(1);
            }
            None => return Done::Status(0),
        },
        Some(b"-") => match variable(b"OLDPWD") {
            Some(old) => {
                prints = true;
                old
            }
            None => {
                shell.complain_as("cd", format_args!("OLDPWD not set"));
                return Done::Status(1);
            }
        },
        Some(option) if !bash && option.starts_with(b"-") => {
            let letter = char::from(option[1]);
            shell.complain_as("cd", format_args!("illegal option -{letter}"));
            return Done::Status(2);
        }
        Some(target) => target.into(),
    };
    // CDPATH, as both shells have it.
    let mut target = target;
    if let Some(path) = variable(b"CDPATH")
        && !target.starts_with(b"/")
        && !target.starts_with(b".")
    {
        for dir in path.split(|c| *c == b':').filter(|dir| !dir.is_empty()) {
            let there = [dir, b"/", &target[..]].concat();
            let stat = shell.machine.kernel().stat(&shell.process.task, &there, Follow::Yes);
            if stat.is_ok_and(|stat| stat.file_type == FileType::Dir) {
                (target, prints) = (there.into(), true);
                break;
            }
        }
    }
    let (path, logical) = place(shell, &target, physical);
    match change(shell, &path, &logical) {
        Ok(()) => {
            if prints {
                let line = [logical.as_bytes(), b"\n"].concat();
                shell.print(1, &line);
            }
            Done::Status(0)
        }
        Err(error) => {
            let shown = show(&target);
            if bash {
                shell.complain_as("cd", format_args!("{shown}: {error}"));
                return Done::Status(1);
            }
            shell.complain_as("cd", format_args!("can't cd to {shown}: {error}"));
            if shell.shell.options.interactive {
                return Done::Status(1);
            }
            Done::Status(2)
        }
    }
}

/// The path to change to and the one to call it by: as it was come to, unless `physical`.
fn place(shell: &Interpreter<'_>, target: &[u8], physical: bool) -> (Vec<u8>, AbsPath) {
    let pwd = shell
        .shell
        .variables
        .get(b"PWD")
        .map_or_else(|| shell.process.task.cwd.as_bytes().to_vec(), |pwd| pwd.to_vec());
    let whole = if target.starts_with(b"/") { target.to_vec() } else { [&pwd[..], b"/", target].concat() };
    let kernel = shell.machine.kernel();
    if physical {
        let real = kernel.realpath(&shell.process.task, &whole);
        return (target.to_vec(), real.unwrap_or_else(|_| AbsPath::new(&whole)));
    }
    let clean = AbsPath::new(&whole);
    // `..` goes back the way one came, which must exist.
    let parts: Vec<&[u8]> = target.split(|c| *c == b'/').collect();
    if parts.contains(&&b".."[..]) && kernel.stat(&shell.process.task, &whole, Follow::Yes).is_err() {
        return (whole, clean);
    }
    (clean.as_bytes().to_vec(), clean)
}

fn change(shell: &mut Interpreter<'_>, path: &[u8], logical: &AbsPath) -> Result<(), Errno> {
    shell.machine.recorder.kernel().chdir(&mut shell.process.task, path)?;
    let old = shell.shell.variables.get(b"PWD").cloned();
    if let Some(old) = old {
        shell.set_variable(b"OLDPWD", &old);
        shell.shell.variables.mark(b"OLDPWD", |variable| variable.exported = true);
    }
    shell.set_variable(b"PWD", logical.as_bytes());
    Ok(())
}

pub(super) fn pwd(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let physical = args.iter().skip(1).any(|arg| **arg == *b"-P");
    let task = &shell.process.task;
    let logical = shell
        .shell
        .variables
        .get(b"PWD")
        .filter(|pwd| shell.machine.kernel().realpath(task, pwd).is_ok_and(|real| real == task.cwd));
    let path = match logical {
        Some(pwd) if !physical => pwd.to_vec(),
        _ => task.cwd.as_bytes().to_vec(),
    };
    if shell.print(1, &[&path[..], b"\n"].concat()) {
        return Done::Status(0);
    }
    // A file that cannot be written is a full disk: whether it may be was seen when it was opened.
    let error = match shell.process.descriptors.get(&1) {
        None => Errno::EBADF,
        Some(Descriptor::File(_)) => Errno::ENOSPC,
        Some(_) => return Done::Status(1),
    };
    if shell.shell.dialect == Dialect::Bash {
        shell.complain_as("pwd", format_args!("write error: {error}"));
    }
    Done::Status(1)
}

pub(super) fn umask(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let Some(arg) = args.get(1) else {
        let line = format!("{:04o}\n", shell.process.task.umask);
        shell.print(1, line.as_bytes());
        return Done::Status(0);
    };
    let text = show(arg);
    if text == "-S" {
        let allowed = !shell.process.task.umask & 0o777;
        let class = |shift: u16| {
            let bits = allowed >> shift;
            let letters = [(4, 'r'), (2, 'w'), (1, 'x')];
            letters.iter().filter(|(bit, _)| bits & bit != 0).map(|(_, c)| *c).collect::<String>()
        };
        let line = format!("u={},g={},o={}\n", class(6), class(3), class(0));
        shell.print(1, line.as_bytes());
        return Done::Status(0);
    }
    let octal = u16::from_str_radix(&text, 8).ok().filter(|mask| *mask <= 0o777);
    let allowed = !shell.process.task.umask & 0o777;
    let symbolic = || crate::programs::mode::symbolic(&text, allowed, 0, false).map(|mode| !mode & 0o777);
    match octal.or_else(symbolic) {
        Some(mask) => {
            shell.process.task.umask = mask;
            Done::Status(0)
        }
        None => {
            match shell.shell.dialect {
                Dialect::Bash if text.bytes().all(|c| c.is_ascii_digit()) => {
                    shell.complain_as("umask", format_args!("{text}: octal number out of range"));
                }
                Dialect::Bash => {
                    let first = text.chars().next().unwrap_or(' ');
                    shell.complain_as("umask", format_args!("`{first}': invalid symbolic mode operator"));
                }
                Dialect::Ash => shell.complain_as("umask", format_args!("illegal mode: {text}")),
            }
            Done::Status(if shell.shell.dialect == Dialect::Bash { 1 } else { 2 })
        }
    }
}
