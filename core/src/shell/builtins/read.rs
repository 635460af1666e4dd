//! `read` and `getopts`: what is read or given, put into variables.

use super::{Done, number, show};
use crate::process::{Array, Blocked, Descriptor, Text};
use crate::script::{Dialect, is_name};
use crate::shell::interpreter::Interpreter;

pub(super) fn read(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let mut rest = &args[1..];
    let (mut raw, mut prompt, mut delimiter, mut fd) = (false, None, b'\n', 0_u32);
    let (mut array, mut limit) = (None, usize::MAX);
    let bash = shell.shell.dialect == Dialect::Bash;
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
                    let value = value();
                    let seconds = std::str::from_utf8(&value).ok().and_then(|text| crate::decimal::parse(text.trim()));
                    if !bash && seconds.is_none() {
                        return refused(shell, "invalid timeout");
                    }
                }
                b'n' => {
                    let value = value();
                    match number(&value) {
                        Some(count) => limit = count,
                        None if !bash => return refused(shell, "invalid count"),
                        None => {}
                    }
                }
                b'a' if bash => array = Some(value()),
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
    let (line, complete) = match read_line(shell, (fd, delimiter, limit), raw) {
        Ok(read) => read,
        Err(blocked) => return Done::Waits(blocked),
    };
    if let Some(prompt) = prompt.filter(|_| shell.process.descriptors.get(&fd).is_some_and(|d| shell.is_terminal(*d))) {
        shell.print_error(&prompt);
    }
    let fixed = |name: &&Text| shell.shell.variables.variable(name).is_some_and(|variable| variable.readonly);
    if let Some(name) = rest.iter().find(fixed).filter(|_| !bash) {
        let name = show(name);
        shell.complain_as("read", format_args!("{name}: is read only"));
        return Done::Status(1);
    }
    match array {
        Some(name) => assign_words(shell, &name, &line),
        None => assign_fields(shell, rest, &line),
    }
    Done::Status(u8::from(!complete))
}

/// Ash ends over a value that is none.
fn refused(shell: &mut Interpreter<'_>, message: &str) -> Done {
    shell.complain_as("read", format_args!("{message}"));
    shell.give_up(2);
    Done::Next
}

/// A line's bytes, each with whether a backslash stood in front of it.
type Line = Vec<(u8, bool)>;

/// Reads up to the delimiter, byte by byte as shells do: what follows stays for others. Takes nothing if it must wait.
fn read_line(
    shell: &mut Interpreter<'_>,
    (fd, delimiter, limit): (u32, u8, usize),
    raw: bool,
) -> Result<(Line, bool), Blocked> {
    let Some(descriptor) = shell.process.descriptors.get(&fd).copied() else { return Ok((Vec::new(), false)) };
    let mut line = Vec::new();
    if let Descriptor::Read(id) = descriptor
        && let Some(pipe) = shell.machine.processes.get_pipe(id)
        && pipe.writers > 0
        && !ends(&pipe.bytes, delimiter, raw)
        && pipe.bytes.len() < limit
    {
        return Err(Blocked::Pipe(id));
    }
    let mut escaped = false;
    loop {
        if line.len() >= limit {
            return Ok((line, true));
        }
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

/// `read -a`: each word an element.
fn assign_words(shell: &mut Interpreter<'_>, name: &[u8], line: &Line) {
    let ifs = shell.shell.variables.get(b"IFS").cloned().unwrap_or_else(|| Text::from(&b" \t\n"[..]));
    let mut words: Vec<Text> = Vec::new();
    let is_blank = |c: u8| matches!(c, b' ' | b'\t' | b'\n');
    let mut word: Option<Vec<u8>> = None;
    for (c, quoted) in line {
        if *quoted || !ifs.contains(c) {
            word.get_or_insert_default().push(*c);
        } else if word.is_some() || !is_blank(*c) {
            words.push(word.take().unwrap_or_default().into());
        }
    }
    words.extend(word.map(Text::from));
    set_array(shell, name, words);
}

/// Makes a variable an array of these elements.
fn set_array(shell: &mut Interpreter<'_>, name: &[u8], words: Vec<Text>) {
    let array = Array::Indexed((0..).zip(words).collect());
    let set = |variable: &mut crate::process::Variable| {
        (variable.value, variable.array) = (None, Some(std::rc::Rc::new(array)));
    };
    if shell.shell.variables.change(name, set).is_err() {
        let name = show(name);
        shell.complain(format_args!("{name}: readonly variable"));
    }
}

/// `mapfile`, `readarray`: each line an element.
pub(super) fn mapfile(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let (mut strips, mut name) = (false, Text::from(&b"MAPFILE"[..]));
    for arg in &args[1..] {
        match &**arg {
            b"-t" => strips = true,
            option if option.starts_with(b"-") => {
                let text = format!("drydock: {} {} is not simulated\n", show(&args[0]), show(option));
                shell.print_error(text.as_bytes());
                return Done::Status(1);
            }
            _ => name = arg.clone(),
        }
    }
    if !is_name(&name) {
        let (builtin, shown) = (show(&args[0]), show(&name));
        shell.complain_as(&builtin, format_args!("`{shown}': not a valid identifier"));
        return Done::Status(1);
    }
    let Some(descriptor) = shell.process.descriptors.get(&0).copied() else { return Done::Status(1) };
    if let Descriptor::Read(id) = descriptor
        && shell.machine.processes.get_pipe(id).is_some_and(|pipe| pipe.writers > 0)
    {
        return Done::Waits(Blocked::Pipe(id));
    }
    let crate::machine::Machine { processes, recorder, .. } = &mut *shell.machine;
    let bytes = processes.read(descriptor, crate::kernel::MAX_FILE_SIZE as usize, recorder).unwrap_or_default();
    let line = |line: &[u8]| Text::from(if strips { line.strip_suffix(b"\n").unwrap_or(line) } else { line });
    set_array(shell, &name, bytes.split_inclusive(|c| *c == b'\n').map(line).collect());
    Done::Status(0)
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
            let text = match shell.shell.dialect {
                Dialect::Bash => format!("{}: illegal option -- {shown}\n", show(&shell.shell.name)),
                Dialect::Ash => format!("Illegal option -{shown}\n"),
            };
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
                    let text = match shell.shell.dialect {
                        Dialect::Bash => {
                            format!("{}: option requires an argument -- {shown}\n", show(&shell.shell.name))
                        }
                        Dialect::Ash => format!("No arg for -{shown} option\n"),
                    };
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
