//! `export`, `readonly`, `local`, `declare`, `set`, `unset`, `shift`, `read`, `getopts`, `let`

use super::{Done, number, quoted, show};
use crate::process::{Blocked, Descriptor, Frame, Text, Variable};
use crate::script::{Dialect, is_name};
use crate::shell::interpreter::Interpreter;
use crate::shell::invoke::OPTION_NAMES;

pub(super) fn export(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    marked(shell, args, "export", b"export", |v, on| v.exported = on)
}

pub(super) fn readonly(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    marked(shell, args, "readonly", b"readonly", |v, _| v.readonly = true)
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
            b"--" => {}
            _ => break,
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
        if let Some(value) = value
            && !shell.set_variable(name, value)
        {
            return Done::Next;
        }
        shell.shell.variables.mark(name, |variable| mark(variable, on));
    }
    Done::Status(status)
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
        Dialect::Ash => quoted(value),
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
                if !shell.set_variable(name, value) {
                    return Done::Next;
                }
            }
            // Ash keeps the outer value; bash's is unset.
            None if shell.shell.dialect == Dialect::Bash => shell.shell.variables.mark(name, |v| v.value = None),
            None => {}
        }
    }
    Done::Status(0)
}

pub(super) fn declare(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let (mut rest, mut exported, mut is_readonly) = (&args[1..], None, false);
    while let Some(option) = rest.first().filter(|arg| arg.starts_with(b"-") || arg.starts_with(b"+")) {
        let on = option[0] == b'-';
        for letter in &option[1..] {
            match letter {
                b'x' => exported = Some(on),
                b'r' => is_readonly = on,
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

pub(super) fn unset(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let (mut functions, mut variables) = (true, true);
    let mut status = 0;
    for arg in &args[1..] {
        match &**arg {
            b"-f" => (functions, variables) = (true, false),
            b"-v" => (functions, variables) = (false, true),
            name => {
                let known = shell.shell.variables.variable(name).is_some();
                if variables && known {
                    if shell.shell.variables.unset(name).is_err() {
                        let name = show(name);
                        shell.complain_as("unset", format_args!("{name}: cannot unset: readonly variable"));
                        status = 1;
                    }
                } else if functions {
                    std::rc::Rc::make_mut(&mut shell.shell.functions).remove(name);
                }
            }
        }
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
                    Dialect::Ash => quoted(value),
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
                    list_options(shell, on);
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
        Dialect::Bash => {
            shell.complain_as("set", format_args!("{name}: invalid option name"));
            Done::Status(2)
        }
        Dialect::Ash => {
            let sign = if on { '-' } else { '+' };
            shell.complain_as("set", format_args!("illegal option {sign}o {name}"));
            shell.give_up(1);
            Done::Next
        }
    }
}

fn list_options(shell: &mut Interpreter<'_>, readable: bool) {
    let flags = crate::shell::expand::parameter(&shell.shell, b"-").unwrap_or_default();
    let mut out = String::new();
    for (name, letter) in OPTION_NAMES {
        let on = flags.contains(&letter);
        if readable {
            out.push_str(&format!("{name:<15}\t{}\n", if on { "on" } else { "off" }));
        } else {
            out.push_str(&format!("set {}o {name}\n", if on { '-' } else { '+' }));
        }
    }
    shell.print(1, out.as_bytes());
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
                    Dialect::Ash => shell.complain_as("shift", format_args!("Illegal number: {text}")),
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

pub(super) fn read(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let mut rest = &args[1..];
    let (mut raw, mut prompt, mut delimiter, mut fd) = (false, None, b'\n', 0_u32);
    while let Some(option) = rest.first().filter(|arg| arg.starts_with(b"-") && arg.len() > 1) {
        let option = option.clone();
        rest = &rest[1..];
        let mut letters = &option[1..];
        while let Some((letter, after)) = letters.split_first() {
            letters = after;
            let mut value = || -> Text {
                if after.is_empty() {
                    let value = rest.first().cloned().unwrap_or_default();
                    rest = rest.get(1..).unwrap_or(&[]);
                    value
                } else {
                    after.into()
                }
            };
            match letter {
                b'r' => raw = true,
                b's' | b'e' => {}
                b'p' => prompt = Some(value()),
                b'd' => delimiter = value().first().copied().unwrap_or(0),
                b'u' => fd = number(&value()).unwrap_or(0),
                b't' => {
                    value();
                }
                b'-' => {}
                letter => {
                    let letter = char::from(*letter);
                    shell.print_error(format!("drydock: read -{letter} is not simulated\n").as_bytes());
                    return Done::Status(2);
                }
            }
            if !matches!(letter, b'r' | b's' | b'e') {
                break;
            }
        }
    }
    for name in rest {
        if !is_name(name) {
            let shown = show(name);
            match shell.shell.dialect {
                Dialect::Bash => shell.complain_as("read", format_args!("`{shown}': not a valid identifier")),
                Dialect::Ash => shell.print_error(format!("sh: read: '{shown}': bad variable name\n").as_bytes()),
            }
            return Done::Status(1);
        }
    }
    let (line, complete) = match read_line(shell, fd, delimiter, raw) {
        Ok(read) => read,
        Err(blocked) => return Done::Waits(blocked),
    };
    if let Some(prompt) = prompt.filter(|_| shell.process.descriptors.get(&fd).is_some_and(|d| shell.is_terminal(*d))) {
        shell.print_error(&prompt);
    }
    assign_fields(shell, rest, &line);
    Done::Status(u8::from(!complete))
}

/// A line's bytes, each with whether a backslash stood in front of it.
type Line = Vec<(u8, bool)>;

/// Reads up to the delimiter, byte by byte as shells do: what follows stays for others. Takes nothing if it must wait.
fn read_line(shell: &mut Interpreter<'_>, fd: u32, delimiter: u8, raw: bool) -> Result<(Line, bool), Blocked> {
    let Some(descriptor) = shell.process.descriptors.get(&fd).copied() else { return Ok((Vec::new(), false)) };
    let mut line = Vec::new();
    if let Descriptor::Read(id) = descriptor
        && let Some(pipe) = shell.machine.processes.get_pipe(id)
        && pipe.writers > 0
        && !ends(&pipe.bytes, delimiter, raw)
    {
        return Err(Blocked::Pipe(id));
    }
    let mut escaped = false;
    loop {
        let crate::machine::Machine { processes, recorder, .. } = &mut *shell.machine;
        let Ok(byte) = processes.read(descriptor, 1, recorder) else { return Ok((line, false)) };
        let Some(byte) = byte.first().copied() else { return Ok((line, false)) };
        if escaped {
            escaped = false;
            if byte != b'\n' {
                line.push((byte, true));
            }
        } else if byte == b'\\' && !raw {
            escaped = true;
        } else if byte == delimiter {
            return Ok((line, true));
        } else {
            line.push((byte, false));
        }
    }
}

/// Whether a whole line is there.
fn ends(bytes: &[u8], delimiter: u8, raw: bool) -> bool {
    let mut escaped = false;
    for byte in bytes {
        if escaped {
            escaped = false;
        } else if *byte == b'\\' && !raw {
            escaped = true;
        } else if *byte == delimiter {
            return true;
        }
    }
    false
}

fn assign_fields(shell: &mut Interpreter<'_>, names: &[Text], line: &Line) {
    let ifs = shell.shell.variables.get(b"IFS").cloned().unwrap_or_else(|| Text::from(&b" \t\n"[..]));
    let blank = |(c, quoted): &(u8, bool)| !quoted && matches!(c, b' ' | b'\t' | b'\n') && ifs.contains(c);
    let separator = |(c, quoted): &(u8, bool)| !quoted && ifs.contains(c);
    let bytes = |part: &[(u8, bool)]| part.iter().map(|(c, _)| *c).collect::<Vec<u8>>();
    let trim_end = |part: &[(u8, bool)]| {
        let end = part.iter().rposition(|c| !blank(c)).map_or(0, |at| at + 1);
        part[..end].to_vec()
    };
    if names.is_empty() {
        let value = bytes(line);
        shell.set_variable(b"REPLY", &value);
        return;
    }
    let mut rest: &[(u8, bool)] = &line[line.iter().take_while(|c| blank(c)).count()..];
    for (at, name) in names.iter().enumerate() {
        let value = if at + 1 == names.len() {
            let last = trim_end(rest);
            // A single separator behind the last field is not part of it.
            let single = last.last().is_some_and(separator) && last[..last.len() - 1].iter().all(|c| !separator(c));
            bytes(if single { &last[..last.len() - 1] } else { &last })
        } else {
            let len = rest.iter().take_while(|c| !separator(c)).count();
            let value = bytes(&rest[..len]);
            rest = &rest[len..];
            let blanks = rest.iter().take_while(|c| blank(c)).count();
            rest = &rest[blanks..];
            if rest.first().is_some_and(|c| separator(c) && !blank(c)) {
                rest = &rest[1..];
                rest = &rest[rest.iter().take_while(|c| blank(c)).count()..];
            }
            value
        };
        if !shell.set_variable(name, &value) {
            return;
        }
    }
}

pub(super) fn getopts(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let (Some(letters), Some(name)) = (args.get(1).cloned(), args.get(2).cloned()) else {
        let usage: &[u8] = match shell.shell.dialect {
            Dialect::Bash => b"getopts: usage: getopts optstring name [arg ...]\n",
            Dialect::Ash => b"sh: getopts: line 0: usage: getopts optstring var [arg]\n",
        };
        shell.print_error(usage);
        return Done::Status(2);
    };
    let list: Vec<Text> = if args.len() > 3 { args[3..].to_vec() } else { shell.shell.args.to_vec() };
    let index: usize = shell.shell.variables.get(b"OPTIND").and_then(|v| number(v)).unwrap_or(1).max(1);
    let at = if shell.shell.getopts_at == 0 { 1 } else { shell.shell.getopts_at };
    let set = |shell: &mut Interpreter<'_>, name: &[u8], value: &[u8]| {
        let _ = shell.shell.variables.set(name, value);
    };
    let word = list.get(index - 1).filter(|word| word.len() > 1 && word[0] == b'-');
    let Some(word) = word.filter(|word| ***word != *b"--") else {
        if list.get(index - 1).is_some_and(|word| **word == *b"--") {
            set(shell, b"OPTIND", (index + 1).to_string().as_bytes());
        }
        set(shell, &name, b"?");
        shell.shell.getopts_at = 0;
        return Done::Status(1);
    };
    let letter = word[at.min(word.len() - 1)];
    let known = letters.iter().position(|c| *c == letter && *c != b':');
    let takes_value = known.is_some_and(|at| letters.get(at + 1) == Some(&b':'));
    let silent = letters.first() == Some(&b':');
    let last = at + 1 >= word.len();
    let (mut next, mut next_at) = if last { (index + 1, 0) } else { (index, at + 1) };
    let _ = shell.shell.variables.unset(b"OPTARG");
    let shown = char::from(letter);
    let mut result = vec![letter];
    if known.is_none() {
        result = b"?".to_vec();
        if silent {
            set(shell, b"OPTARG", &[letter]);
        } else {
            let text = format!("{}: illegal option -- {shown}\n", show(&shell.shell.name));
            shell.print_error(text.as_bytes());
        }
    } else if takes_value {
        let value: Option<Text> = if last { list.get(index).cloned() } else { Some(word[at + 1..].into()) };
        (next, next_at) = (if last { index + 2 } else { index + 1 }, 0);
        match value {
            Some(value) => set(shell, b"OPTARG", &value),
            None => {
                next = index + 1;
                result = if silent { b":".to_vec() } else { b"?".to_vec() };
                if silent {
                    set(shell, b"OPTARG", &[letter]);
                } else {
                    let text = format!("{}: option requires an argument -- {shown}\n", show(&shell.shell.name));
                    shell.print_error(text.as_bytes());
                }
            }
        }
    }
    shell.shell.getopts_at = next_at;
    set(shell, b"OPTIND", next.to_string().as_bytes());
    set(shell, &name, &result);
    Done::Status(0)
}
