//! `export`, `readonly`, `local`, `declare`, `set`, `shift`, `let`

use super::{Done, number, quoted, show};
use crate::process::{Array, Frame, Text, Variable};
use crate::script::{Dialect, is_name, listing};
use crate::shell::interpreter::Interpreter;

pub(super) fn export(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    marked(shell, args, "export", b"export", |v, on| v.exported = on)
}

pub(super) fn readonly(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    marked(shell, args, "readonly", b"readonly", |v, _| v.readonly = true)
}

/// Says that a builtin of bash has no such option, and how it is used.
pub(super) fn invalid_option(shell: &mut Interpreter<'_>, builtin: &str, option: &[u8], usage: &str) {
    let letter = char::from(option.get(1).copied().unwrap_or(b'-'));
    shell.complain_as(builtin, format_args!("-{letter}: invalid option"));
    shell.print_error(format!("{builtin}: usage: {usage}\n").as_bytes());
}

fn marked(
    shell: &mut Interpreter<'_>,
    args: &[Text],
    builtin: &'static str,
    word: &[u8],
    mark: fn(&mut Variable, bool),
) -> Done {
    let (mut rest, mut on) = (&args[1..], true);
    let mut lists = false;
    while let Some(option) = rest.first().filter(|arg| arg.starts_with(b"-") && arg.len() > 1) {
        match &**option {
            b"-p" => lists = true,
            b"-n" => on = false,
            b"-a" | b"-A" if builtin == "readonly" => {}
            b"--" => {}
            option if shell.shell.dialect == Dialect::Ash => {
                let letter = char::from(option[1]);
                shell.complain_as(builtin, format_args!("illegal option -{letter}"));
                shell.give_up(2);
                return Done::Next;
            }
            b"-f" => {
                shell.print_error(format!("drydock: {builtin} -f is not simulated\n").as_bytes());
                return Done::Status(2);
            }
            option => {
                let usage = match builtin {
                    "export" => "export [-fn] [name[=value] ...] or export -p",
                    _ => "readonly [-aAf] [name[=value] ...] or readonly -p",
                };
                invalid_option(shell, builtin, option, usage);
                return Done::Status(2);
            }
        }
        rest = &rest[1..];
    }
    if rest.is_empty() || lists {
        let chosen = |v: &&Variable| if builtin == "export" { v.exported } else { v.readonly };
        let prefix: &[u8] = match (shell.shell.dialect, builtin) {
            (Dialect::Bash, "export") => b"declare -x",
            (Dialect::Bash, _) => b"declare -r",
            (Dialect::Ash, _) => word,
        };
        let mut out = Vec::new();
        for (name, variable) in shell.shell.variables.iter().filter(|(_, v)| chosen(v)) {
            out.extend_from_slice(prefix);
            out.push(b' ');
            out.extend_from_slice(name);
            if let Some(value) = &variable.value {
                out.push(b'=');
                out.extend_from_slice(&listed(value, shell.shell.dialect));
            }
            out.push(b'\n');
        }
        shell.print(1, &out);
        return Done::Status(0);
    }
    let mut status = 0;
    for arg in rest {
        let (name, value) = split(arg);
        if !is_name(name) {
            let shown = show(arg);
            match shell.shell.dialect {
                Dialect::Bash => shell.complain_as(builtin, format_args!("`{shown}': not a valid identifier")),
                Dialect::Ash => {
                    let name = show(name);
                    shell.complain_as(builtin, format_args!("{name}: bad variable name"));
                    shell.give_up(2);
                    return Done::Next;
                }
            }
            status = 1;
            continue;
        }
        if value.is_some() && is_refused(shell, builtin, name) {
            return Done::Next;
        }
        if let Some(value) = value
            && !shell.set_variable(name, value)
        {
            return Done::Next;
        }
        shell.shell.variables.mark(name, |variable| mark(variable, on));
    }
    Done::Status(status)
}

/// Whether ash's builtin may not set a variable: then it has said so and ends.
fn is_refused(shell: &mut Interpreter<'_>, builtin: &str, name: &[u8]) -> bool {
    let refused = shell.shell.dialect == Dialect::Ash
        && shell.shell.variables.variable(name).is_some_and(|variable| variable.readonly);
    if refused {
        let name = show(name);
        shell.complain_as(builtin, format_args!("{name}: is read only"));
        shell.give_up(2);
    }
    refused
}

fn split(arg: &[u8]) -> (&[u8], Option<&[u8]>) {
    match arg.iter().position(|c| *c == b'=') {
        Some(at) => (&arg[..at], Some(&arg[at + 1..])),
        None => (arg, None),
    }
}

/// A value as `export` and `set` list it.
fn listed(value: &[u8], dialect: Dialect) -> Vec<u8> {
    match dialect {
        Dialect::Ash => super::listed(value, dialect),
        Dialect::Bash => {
            let mut out = vec![b'"'];
            for c in value {
                if matches!(c, b'"' | b'\\' | b'$' | b'`') {
                    out.push(b'\\');
                }
                out.push(*c);
            }
            out.push(b'"');
            out
        }
    }
}

pub(super) fn local(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    if !shell.shell.frames.iter().any(|frame| matches!(frame, Frame::Function { .. })) {
        match shell.shell.dialect {
            Dialect::Bash => {
                shell.complain_as("local", format_args!("can only be used in a function"));
                return Done::Status(1);
            }
            Dialect::Ash => {
                shell.complain_as("local", format_args!("not in a function"));
                shell.give_up(2);
                return Done::Next;
            }
        }
    }
    for arg in args[1..].iter().filter(|arg| !arg.starts_with(b"-")) {
        let (name, value) = split(arg);
        if !is_name(name) {
            let shown = show(arg);
            shell.complain_as("local", format_args!("`{shown}': not a valid identifier"));
            return Done::Status(1);
        }
        let old = shell.shell.variables.variable(name).cloned();
        let frame = shell.shell.frames.iter_mut().rev().find_map(|frame| match frame {
            Frame::Function { locals, .. } => Some(locals),
            _ => None,
        });
        if let Some(locals) = frame
            && !locals.iter().any(|(local, _)| **local == *name)
        {
            locals.push((name.into(), old));
        }
        match value {
            Some(value) => {
                if is_refused(shell, "local", name) || !shell.set_variable(name, value) {
                    return Done::Next;
                }
            }
            None => shell.shell.variables.mark(name, |v| (v.value, v.array) = (None, None)),
        }
    }
    Done::Status(0)
}

pub(super) fn declare(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let (mut rest, mut exported, mut is_readonly) = (&args[1..], None, false);
    let (mut named, mut integer, mut lists, mut functions) = (None, None, false, None);
    while let Some(option) = rest.first().filter(|arg| arg.starts_with(b"-") || arg.starts_with(b"+")) {
        let on = option[0] == b'-';
        for letter in &option[1..] {
            match letter {
                b'x' => exported = Some(on),
                b'r' => is_readonly = on,
                b'a' => named = Some(false),
                b'A' => named = Some(true),
                b'i' => integer = Some(on),
                b'p' => lists = true,
                b'f' | b'F' => functions = Some(*letter == b'f'),
                b'g' | b'-' => {}
                letter => {
                    let letter = char::from(*letter);
                    shell.print_error(format!("drydock: declare -{letter} is not simulated\n").as_bytes());
                    return Done::Status(2);
                }
            }
        }
        rest = &rest[1..];
    }
    if let Some(bodies) = functions {
        return list_functions(shell, rest, bodies);
    }
    if lists && !rest.is_empty() {
        return listing(shell, rest);
    }
    if rest.is_empty() {
        return set(shell, &args[..1]);
    }
    if shell.shell.frames.iter().any(|frame| matches!(frame, Frame::Function { .. })) {
        let words: Vec<Text> = [args[..1].to_vec(), rest.to_vec()].concat();
        if let Done::Next = local(shell, &words) {
            return Done::Next;
        }
    }
    for arg in rest {
        let (name, value) = split(arg);
        if !is_name(name) {
            let shown = show(arg);
            shell.complain_as("declare", format_args!("`{shown}': not a valid identifier"));
            return Done::Status(1);
        }
        shell.shell.variables.mark(name, |variable| {
            if let Some(named) = named {
                variable.elements(named);
            }
            variable.integer = integer.unwrap_or(variable.integer);
        });
        if let Some(value) = value
            && !shell.set_variable(name, value)
        {
            return Done::Next;
        }
        shell.shell.variables.mark(name, |variable| {
            variable.exported = exported.unwrap_or(variable.exported);
            variable.readonly |= is_readonly;
        });
    }
    Done::Status(0)
}

/// `declare -f`: functions with their bodies; `declare -F`: their names.
fn list_functions(shell: &mut Interpreter<'_>, names: &[Text], bodies: bool) -> Done {
    let functions = shell.shell.functions.clone();
    let named = !names.is_empty();
    let wanted: Vec<Text> = if named { names.to_vec() } else { functions.keys().cloned().collect() };
    let mut status = 0;
    for name in &wanted {
        let text = match functions.get(name) {
            None => {
                status = 1;
                continue;
            }
            Some(body) if bodies => listing::function(name, body),
            Some(_) if named => name.to_vec(),
            Some(_) => [b"declare -f ", &name[..]].concat(),
        };
        shell.print(1, &[&text[..], b"\n"].concat());
    }
    Done::Status(status)
}

/// `declare -p name …`
fn listing(shell: &mut Interpreter<'_>, names: &[Text]) -> Done {
    let mut status = 0;
    for name in names {
        let Some(variable) = shell.shell.variables.variable(name).cloned() else {
            let name = show(name);
            shell.complain_as("declare", format_args!("{name}: not found"));
            status = 1;
            continue;
        };
        let mut flags = String::new();
        let mut text = Vec::new();
        match variable.array.as_deref() {
            Some(array) => {
                flags.push(if matches!(array, Array::Named(_)) { 'A' } else { 'a' });
                text.extend_from_slice(b"=(");
                for (at, (key, value)) in array.keys().iter().zip(array.values()).enumerate() {
                    text.extend_from_slice(if at > 0 { b" [" } else { b"[" });
                    text.extend([key, &b"]="[..], &listed(&value, Dialect::Bash)].concat());
                }
                text.extend_from_slice(if matches!(array, Array::Named(_)) { b" )" } else { b")" });
            }
            None => {
                if let Some(value) = &variable.value {
                    text = [b"=", &listed(value, Dialect::Bash)[..]].concat();
                }
            }
        }
        let others = [('i', variable.integer), ('r', variable.readonly), ('x', variable.exported)];
        flags.extend(others.into_iter().filter_map(|(letter, on)| on.then_some(letter)));
        if flags.is_empty() {
            flags.push('-');
        }
        let line = [format!("declare -{flags} ").as_bytes(), name, &text, b"\n"].concat();
        shell.print(1, &line);
    }
    Done::Status(status)
}

pub(super) fn set(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let mut rest = &args[1..];
    if rest.is_empty() {
        let mut out = Vec::new();
        for (name, variable) in shell.shell.variables.iter() {
            if let Some(value) = &variable.value {
                let value = match shell.shell.dialect {
                    Dialect::Ash => super::listed(value, Dialect::Ash),
                    Dialect::Bash => bash_listed(value),
                };
                out.extend([&name[..], b"=", &value, b"\n"].concat());
            }
        }
        shell.print(1, &out);
        return Done::Status(0);
    }
    let mut replaces = false;
    while let Some(arg) = rest.first() {
        let on = match arg.first() {
            Some(b'-') => true,
            Some(b'+') => false,
            _ => break,
        };
        rest = &rest[1..];
        if **arg == *b"--" {
            replaces = true;
            break;
        }
        if arg.len() == 1 {
            break;
        }
        for letter in &arg[1..] {
            if *letter == b'o' {
                let Some(name) = rest.first() else {
                    super::options::list(shell, on);
                    return Done::Status(0);
                };
                rest = &rest[1..];
                if !shell.shell.options.named(name, on) {
                    return bad_option(shell, &show(name), on);
                }
            } else if !shell.shell.options.letter(*letter, on) {
                let letter = char::from(*letter);
                match shell.shell.dialect {
                    Dialect::Bash => {
                        let sign = if on { '-' } else { '+' };
                        shell.complain_as("set", format_args!("{sign}{letter}: invalid option"));
                        shell.print_error(
                            b"set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n",
                        );
                    }
                    Dialect::Ash => {
                        shell.complain_as("set", format_args!("illegal option -{letter}"));
                        shell.give_up(2);
                        return Done::Next;
                    }
                }
                return Done::Status(2);
            }
        }
    }
    if replaces || !rest.is_empty() {
        shell.shell.args = rest.into();
    }
    Done::Status(0)
}

fn bad_option(shell: &mut Interpreter<'_>, name: &str, on: bool) -> Done {
    match shell.shell.dialect {
        Dialect::Bash if super::options::UNCHANGED.contains(&name) => {
            let sign = if on { '-' } else { '+' };
            shell.print_error(format!("drydock: set {sign}o {name} is not simulated\n").as_bytes());
            Done::Status(2)
        }
        Dialect::Bash => {
            shell.complain_as("set", format_args!("{name}: invalid option name"));
            Done::Status(2)
        }
        Dialect::Ash => {
            let sign = if on { '-' } else { '+' };
            shell.complain_as("set", format_args!("illegal option {sign}o {name}"));
            Done::Status(1)
        }
    }
}

fn bash_listed(value: &[u8]) -> Vec<u8> {
    let plain = |c: &u8| c.is_ascii_alphanumeric() || b"%+,-./:=@_".contains(c) || *c >= 0x80;
    if value.iter().all(plain) {
        return value.to_vec();
    }
    if value.iter().any(u8::is_ascii_control) {
        let mut out = b"$'".to_vec();
        for c in value {
            match c {
                b'\n' => out.extend_from_slice(b"\\n"),
                b'\t' => out.extend_from_slice(b"\\t"),
                b'\'' => out.extend_from_slice(b"\\'"),
                b'\\' => out.extend_from_slice(b"\\\\"),
                c if c.is_ascii_control() => out.extend_from_slice(format!("\\{c:03o}").as_bytes()),
                c => out.push(*c),
            }
        }
        out.push(b'\'');
        return out;
    }
    quoted(value)
}

pub(super) fn shift(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let count = match args.get(1) {
        None => 1,
        Some(text) => match number::<usize>(text) {
            Some(count) => count,
            None => {
                let text = show(text);
                match shell.shell.dialect {
                    Dialect::Bash => shell.complain_as("shift", format_args!("{text}: numeric argument required")),
                    Dialect::Ash => return super::flow::illegal_number(shell, "shift", &text),
                }
                return Done::Status(1);
            }
        },
    };
    if count > shell.shell.args.len() {
        return Done::Status(1);
    }
    shell.shell.args = shell.shell.args[count..].into();
    Done::Status(0)
}

pub(super) fn let_expressions(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    if args.len() == 1 {
        shell.complain_as("let", format_args!("expression expected"));
        return Done::Status(if shell.shell.dialect == Dialect::Ash { 2 } else { 1 });
    }
    let mut value = 0;
    for arg in &args[1..] {
        match crate::shell::arith::eval(arg, &mut *shell.shell) {
            Ok(v) => value = v,
            Err(error) => {
                let message = error.message(arg, shell.shell.dialect);
                shell.complain_as("let", format_args!("{message}"));
                return Done::Status(1);
            }
        }
    }
    Done::Status(u8::from(value == 0))
}
