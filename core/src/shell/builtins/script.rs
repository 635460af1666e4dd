//! `eval`, `.`, `exec`, `command`, `builtin`

use super::{Done, find, show, words};
use crate::process::{ExecError, Frame, Text};
use crate::script::Dialect;
use crate::shell::exec::Start;
use crate::shell::interpreter::Interpreter;

pub(super) fn eval(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let text = args[1..].join(&b' ');
    shell.shell.status = 0;
    let outer = shell.shell.source.clone();
    shell.push(Frame::Source { args: None, returns: false, outer });
    // To bash its lines go on from that of the command; what is typed has none.
    let counts = shell.shell.dialect == Dialect::Bash && !shell.shell.options.typed;
    shell.push_script_from(&text, if counts { shell.shell.line } else { 1 });
    Done::Next
}

pub(super) fn source(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let name = show(&args[0]);
    let bash = shell.shell.dialect == Dialect::Bash;
    let Some(file) = args.get(1).cloned() else {
        if bash {
            shell.complain_as(&name, format_args!("filename argument required"));
            shell.print_error(format!("{name}: usage: {name} filename [arguments]\n").as_bytes());
            return Done::Status(2);
        }
        return Done::Status(2);
    };
    // A name without a slash is looked for in PATH; bash then looks here.
    let path = shell.shell.variables.get(b"PATH").cloned().unwrap_or_default();
    let mut candidates: Vec<Vec<u8>> = Vec::new();
    if !file.contains(&b'/') {
        candidates.extend(path.split(|c| *c == b':').map(|dir| [dir, b"/", &file[..]].concat()));
    }
    if bash || file.contains(&b'/') {
        candidates.push(file.to_vec());
    }
    let task = &shell.process.task;
    let mut result = None;
    for candidate in &candidates {
        let read = shell.machine.kernel().read_file(task, candidate);
        let missing =
            matches!(&read, Err(crate::kernel::IoError::Errno(crate::vfs::Errno::ENOENT | crate::vfs::Errno::ENOTDIR)));
        result = Some(read);
        if !missing {
            break;
        }
    }
    let shown = show(&file);
    match result {
        Some(Ok(text)) => {
            let new_args: Option<std::rc::Rc<[Text]>> = (args.len() > 2).then(|| args[2..].into());
            let caller = new_args.map(|new| std::mem::replace(&mut shell.shell.args, new));
            shell.shell.status = 0;
            let outer = shell.shell.source.clone();
            shell.shell.source = Some(file.clone());
            shell.push(Frame::Source { args: caller, returns: true, outer });
            shell.push_script(&text);
            Done::Next
        }
        Some(Err(error)) if bash => {
            let is_dir = error == crate::kernel::IoError::Errno(crate::vfs::Errno::EISDIR);
            if is_dir {
                shell.complain_as(&name, format_args!("{shown}: is a directory"));
            } else {
                shell.complain(format_args!("{shown}: {error}"));
            }
            Done::Status(1)
        }
        Some(Err(_)) if !file.contains(&b'/') => {
            shell.complain_as(&name, format_args!("{shown}: not found"));
            shell.give_up(2);
            Done::Next
        }
        // It opens a directory and finds nothing in it.
        Some(Err(crate::kernel::IoError::Errno(crate::vfs::Errno::EISDIR))) => Done::Status(0),
        Some(Err(error)) => {
            shell.complain_as(&name, format_args!("can't open '{shown}': {error}"));
            shell.give_up(2);
            Done::Next
        }
        None => {
            shell.complain_as(&name, format_args!("{shown}: not found"));
            shell.give_up(2);
            Done::Next
        }
    }
}

pub(super) fn exec(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let mut args = &args[1..];
    if args.first().is_some_and(|arg| **arg == *b"--") {
        args = &args[1..];
    }
    if args.is_empty() {
        return Done::Status(0);
    }
    let variables = &shell.shell.variables;
    let start = Start { env: variables.env(), path: variables.get(b"PATH").cloned(), args: args.to_vec() };
    if shell.shell.options.interactive && shell.shell.dialect == Dialect::Bash {
        // The login shell would be gone: its work ends, and a new one begins.
        let status = match shell.start(&start) {
            Ok(pid) => {
                shell.push(Frame::Exit(0));
                shell.push(Frame::Wait { pids: vec![pid] });
                return Done::Next;
            }
            Err(error) => shell.say_exec_error(&args[0], &error),
        };
        return Done::Status(status);
    }
    match shell.become_program(&start) {
        Ok(()) => Done::Replaced,
        Err(error) => {
            let slash = args[0].contains(&b'/');
            let status = match error {
                ExecError::NotFound if shell.shell.dialect == Dialect::Ash || !slash => {
                    let name = show(&args[0]);
                    shell.complain_as("exec", format_args!("{name}: not found"));
                    127
                }
                ExecError::Permission | ExecError::Directory if shell.shell.dialect == Dialect::Ash => {
                    let name = show(&args[0]);
                    shell.complain_as("exec", format_args!("{name}: Permission denied"));
                    126
                }
                error => shell.say_exec_error(&args[0], &error),
            };
            shell.give_up(status);
            Done::Next
        }
    }
}

pub(super) fn command(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let mut rest = &args[1..];
    let mut ask = None;
    while let Some(option) = rest.first().filter(|arg| arg.starts_with(b"-") && arg.len() > 1) {
        match &**option {
            b"-v" => ask = Some(words::Answer::Short),
            b"-V" => ask = Some(words::Answer::Long),
            b"-p" => {}
            b"--" => {
                rest = &rest[1..];
                break;
            }
            other => {
                let other = show(other);
                if shell.shell.dialect == Dialect::Ash {
                    shell.complain_as("command", format_args!("illegal option {}", &other[..2]));
                    return Done::Status(2);
                }
                shell.complain_as("command", format_args!("{other}: invalid option"));
                return Done::Status(2);
            }
        }
        rest = &rest[1..];
    }
    if let Some(ask) = ask {
        let found = rest.iter().filter(|name| words::tell(shell, name, ask, "command")).count();
        // Bash is content with one of them.
        return Done::Status(match shell.shell.dialect {
            Dialect::Ash if found < rest.len() => 127,
            Dialect::Bash if found == 0 && !rest.is_empty() => 1,
            Dialect::Ash | Dialect::Bash => 0,
        });
    }
    run(shell, rest)
}

pub(super) fn builtin(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let rest = &args[1..];
    let Some(name) = rest.first() else { return Done::Status(0) };
    match find(name, shell.shell.dialect) {
        Some(builtin) => (builtin.run)(shell, rest),
        None => {
            let name = show(name);
            shell.complain_as("builtin", format_args!("{name}: not a shell builtin"));
            Done::Status(1)
        }
    }
}

/// Runs a builtin or a program, but no function.
fn run(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let Some(name) = args.first() else { return Done::Status(0) };
    if let Some(builtin) = find(name, shell.shell.dialect) {
        return (builtin.run)(shell, args);
    }
    let variables = &shell.shell.variables;
    let start = Start { env: variables.env(), path: variables.get(b"PATH").cloned(), args: args.to_vec() };
    match shell.start(&start) {
        Ok(pid) => {
            shell.push(Frame::Wait { pids: vec![pid] });
            Done::Next
        }
        Err(error) => Done::Status(shell.say_exec_error(name, &error)),
    }
}
