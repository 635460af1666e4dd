//! `break`, `continue`, `return`, `exit`, `trap`

use std::rc::Rc;

use super::{Done, number, show};
use crate::process::{Frame, Signal, Text, Trap};
use crate::script::Dialect;
use crate::shell::interpreter::Interpreter;

/// Ash ends over what is no number.
pub(super) fn illegal_number(shell: &mut Interpreter<'_>, builtin: &str, text: &str) -> Done {
    shell.complain_as(builtin, format_args!("Illegal number: {text}"));
    shell.give_up(2);
    Done::Next
}

const fn is_loop(frame: &Frame) -> bool {
    matches!(frame, Frame::For { .. } | Frame::Loop { .. } | Frame::ArithFor { .. })
}

pub(super) fn break_loop(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    leave_loops(shell, args, "break")
}

pub(super) fn continue_loop(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    leave_loops(shell, args, "continue")
}

fn leave_loops(shell: &mut Interpreter<'_>, args: &[Text], name: &'static str) -> Done {
    let count = match args.get(1) {
        None => 1,
        Some(text) => match number::<i64>(text) {
            Some(count) if count >= 1 => count,
            _ => {
                let text = show(text);
                match shell.shell.dialect {
                    Dialect::Bash => shell.complain_as(name, format_args!("{text}: loop count out of range")),
                    Dialect::Ash => return illegal_number(shell, name, &text),
                }
                return Done::Status(1);
            }
        },
    };
    let depth = shell
        .shell
        .frames
        .iter()
        .rev()
        .take_while(|f| !matches!(f, Frame::Function { .. }))
        .filter(|f| is_loop(f))
        .count();
    if depth == 0 {
        if shell.shell.dialect == Dialect::Bash {
            shell.complain_as(name, format_args!("only meaningful in a `for', `while', or `until' loop"));
        }
        return Done::Status(0);
    }
    let mut left = depth.min(usize::try_from(count).unwrap_or(usize::MAX));
    let mut last = None;
    shell.unwind(|frame| {
        left -= usize::from(is_loop(frame));
        if left == 0 {
            last = Some(frame.clone());
        }
        left == 0
    });
    shell.shell.status = 0;
    if name == "continue"
        && let Some(frame) = last
    {
        shell.push(frame);
    }
    Done::Next
}

pub(super) fn return_from(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let status = match args.get(1).map(|text| (text, number::<i64>(text))) {
        None => shell.shell.status,
        Some((_, Some(status))) => status as u8,
        Some((text, None)) => {
            let text = show(text);
            match shell.shell.dialect {
                Dialect::Bash => shell.complain_as("return", format_args!("{text}: numeric argument required")),
                Dialect::Ash => return illegal_number(shell, "return", &text),
            }
            2
        }
    };
    let returns = |frame: &Frame| matches!(frame, Frame::Function { .. } | Frame::Source { returns: true, .. });
    if !shell.shell.frames.iter().any(returns) {
        if shell.shell.dialect == Dialect::Ash {
            shell.exit(status);
            return Done::Next;
        }
        shell.complain_as("return", format_args!("can only `return' from a function or sourced script"));
        return Done::Status(2);
    }
    shell.unwind(returns);
    shell.shell.status = status;
    Done::Next
}

/// `logout`: `exit`, where somebody has logged in.
pub(super) fn logout(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    if shell.shell.options.interactive {
        return exit(shell, args);
    }
    shell.complain_as("logout", format_args!("not login shell: use `exit'"));
    Done::Status(1)
}

pub(super) fn exit(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    if args.len() > 2 && shell.shell.dialect == Dialect::Bash && number::<i64>(&args[1]).is_some() {
        shell.complain_as("exit", format_args!("too many arguments"));
        shell.give_up(1);
        return Done::Next;
    }
    let status = match args.get(1).map(|text| (text, number::<i64>(text))) {
        // In a trap, the status from before it.
        None => {
            let before = shell.shell.frames.iter().rev().find_map(|frame| match frame {
                Frame::Trap(status) => Some(*status),
                _ => None,
            });
            before.unwrap_or(shell.shell.status)
        }
        Some((_, Some(status))) if status >= 0 || shell.shell.dialect == Dialect::Bash => status as u8,
        Some((text, _)) => {
            let text = show(text);
            match shell.shell.dialect {
                Dialect::Bash => shell.complain_as("exit", format_args!("{text}: numeric argument required")),
                Dialect::Ash => shell.complain_as("exit", format_args!("Illegal number: {text}")),
            }
            2
        }
    };
    if shell.shell.options.interactive && shell.shell.dialect == Dialect::Bash {
        shell.print_error(b"exit\n");
    }
    shell.exit(status);
    Done::Next
}

pub(super) fn trap(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let mut args = &args[1..];
    if args.first().is_some_and(|arg| **arg == *b"--") {
        args = &args[1..];
    }
    match args.first().map(|arg| &**arg) {
        None | Some(b"-p") => {
            let traps = shell.shell.traps.clone();
            for (signal, trap) in traps.iter() {
                let name = signal_name(*signal, shell.shell.dialect);
                let text = match trap {
                    Trap::Ignore => Text::from(&b""[..]),
                    Trap::Run(text) => text.clone(),
                };
                let quoted = super::listed(&text, shell.shell.dialect);
                let line = [b"trap -- ", &quoted[..], b" ", name.as_bytes(), b"\n"].concat();
                shell.print(1, &line);
            }
            return Done::Status(0);
        }
        Some(b"-l") if shell.shell.dialect == Dialect::Ash => {
            shell.complain_as("trap", format_args!("illegal option -l"));
            shell.give_up(2);
            return Done::Next;
        }
        Some(b"-l") => {
            if shell.shell.dialect == Dialect::Bash {
                let table = super::jobs::signal_table();
                shell.print(1, table.as_bytes());
                return Done::Status(0);
            }
            let names: Vec<String> = Signal::all().map(|s| format!("{}) {s}", s.number())).collect();
            shell.print(1, format!("{}\n", names.join(" ")).as_bytes());
            return Done::Status(0);
        }
        Some(_) => {}
    }
    let (action, signals) = if args.len() == 1 { (Text::from(&b"-"[..]), args) } else { (args[0].clone(), &args[1..]) };
    // A number in place of the action resets, too.
    let (action, signals) =
        if number::<u32>(&action).is_some() { (Text::from(&b"-"[..]), args) } else { (action, signals) };
    let mut status = 0;
    for text in signals {
        let name = show(text);
        let signal = match &*name {
            "EXIT" | "exit" | "0" => None,
            "ERR" | "DEBUG" | "RETURN" if shell.shell.dialect == Dialect::Bash || name == "ERR" => {
                shell.print_error(format!("drydock: trap on {name} is not simulated\n").as_bytes());
                status = 2;
                continue;
            }
            name => match Signal::parse(name) {
                Some(signal) => Some(signal),
                None => {
                    shell.complain_as("trap", format_args!("{name}: invalid signal specification"));
                    status = 1;
                    continue;
                }
            },
        };
        let traps = Rc::make_mut(&mut shell.shell.traps);
        match &*action {
            b"-" => traps.remove(&signal),
            b"" => traps.insert(signal, Trap::Ignore),
            text => traps.insert(signal, Trap::Run(text.into())),
        };
    }
    Done::Status(status)
}

fn signal_name(signal: Option<Signal>, dialect: Dialect) -> String {
    match (signal, dialect) {
        (None, _) => "EXIT".to_owned(),
        (Some(signal), Dialect::Bash) => signal.to_string(),
        (Some(signal), Dialect::Ash) => signal.name(),
    }
}
