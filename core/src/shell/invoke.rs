//! `sh -c …`, `sh file`, `sh`: the command line of the shells themselves.

use std::rc::Rc;

use super::exec::last_name;
use super::interpreter::{Flow, Interpreter, Turn};
use crate::kernel::{IoError, Kernel, Task};
use crate::process::ExecError;
use crate::process::{Blocked, Descriptor, Frame, Image, Options, Shell, Text};
use crate::script::{self, Aliases, Dialect, Origin, Script};
use crate::vfs::Errno;

/// A shell that is about to run what its arguments say.
pub(super) fn shell(
    kernel: &Kernel,
    task: &Task,
    dialect: Dialect,
    args: &[Text],
    env: &[(Text, Text)],
) -> Result<Image, ExecError> {
    let called = args.first().cloned().unwrap_or_else(|| Text::from(&b"sh"[..]));
    let mut shell = Shell::new(dialect, &called, env);
    let (mut at, mut from_stdin) = (1, false);
    while let Some(arg) = args.get(at) {
        let on = match arg.first() {
            Some(b'-') => true,
            Some(b'+') => false,
            _ => break,
        };
        if matches!(&**arg, b"-" | b"--") {
            at += 1;
            break;
        }
        at += 1;
        if arg.starts_with(b"--") {
            if matches!(&**arg, b"--login" | b"--norc" | b"--noprofile" | b"--posix") {
                continue;
            }
            return Err(ExecError::NotSimulated(format!("the option {}", String::from_utf8_lossy(arg))));
        }
        for letter in &arg[1..] {
            match letter {
                b'c' => shell.options.command_string = true,
                b's' => from_stdin = true,
                b'l' => {}
                b'i' => (shell.options.interactive, shell.options.typed) = (on, on),
                b'o' => {
                    let Some(name) = args.get(at).cloned() else {
                        return Err(ExecError::NotSimulated("the option -o without a name".to_owned()));
                    };
                    at += 1;
                    if !shell.options.named(&name, on) {
                        return illegal(shell, &[b"o ", &name[..]].concat());
                    }
                }
                letter => {
                    if !shell.options.letter(*letter, on) {
                        return illegal(shell, &[*letter]);
                    }
                }
            }
        }
    }
    let rest = args.get(at..).unwrap_or(&[]);
    if shell.options.verbose && !(dialect == Dialect::Ash && shell.options.command_string) {
        return Err(ExecError::NotSimulated("the option -v".to_owned()));
    }
    defaults(&mut shell, task);
    if shell.options.command_string {
        let Some(text) = rest.first() else {
            shell.frames.push(Frame::Exit(2));
            let name = String::from_utf8_lossy(last_name(&called)).into_owned();
            let message = match dialect {
                Dialect::Bash => format!("{name}: -c: option requires an argument"),
                Dialect::Ash => format!("{name}: -c requires an argument"),
            };
            say(&mut shell, &message);
            return Ok(Image::Shell(Box::new(shell)));
        };
        shell.name = rest.get(1).cloned().unwrap_or(called);
        shell.args = rest.get(2..).unwrap_or(&[]).into();
        read(&mut shell, text);
    } else if let Some(file) = rest.first().filter(|_| !from_stdin) {
        shell.args = rest[1..].into();
        match kernel.read_file(task, file) {
            Ok(text) => {
                shell.name = file.clone();
                read(&mut shell, &text);
            }
            // It opens a directory and finds nothing in it.
            Err(IoError::Errno(Errno::EISDIR)) if dialect == Dialect::Ash => shell.frames.push(Frame::Exit(0)),
            Err(error) => unreadable(&mut shell, file, &error),
        }
    } else {
        shell.args = rest.into();
        shell.options.from_stdin = true;
        shell.frames.push(Frame::ReadScript);
    }
    Ok(Image::Shell(Box::new(shell)))
}

/// A shell that does not know an option: ash says so.
fn illegal(mut shell: Shell, option: &[u8]) -> Result<Image, ExecError> {
    let option = String::from_utf8_lossy(option);
    if shell.dialect == Dialect::Bash {
        return Err(ExecError::NotSimulated(format!("the option -{option}")));
    }
    let name = String::from_utf8_lossy(last_name(&shell.name)).into_owned();
    // Of a name it complains, and that is all.
    shell.frames.push(Frame::Exit(if option.starts_with("o ") { 0 } else { 2 }));
    say(&mut shell, &format!("{name}: illegal option -{option}"));
    Ok(Image::Shell(Box::new(shell)))
}

/// Variables that every shell has.
pub(super) fn defaults(shell: &mut Shell, task: &Task) {
    let bash = shell.dialect == Dialect::Bash;
    let cwd = task.cwd.as_bytes().to_vec();
    let mut set = |name: &str, value: &[u8], exported: bool| {
        shell.variables.mark(name.as_bytes(), |variable| {
            if variable.value.is_none() {
                variable.value = Some(value.into());
            }
            variable.exported |= exported;
        });
    };
    set("PWD", &cwd, true);
    set("IFS", b" \t\n", false);
    set("PS4", b"+ ", false);
    set("OPTIND", b"1", false);
    set("PATH", b"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", false);
    if bash {
        set("BASH_VERSION", b"5.2.15(1)-release", false);
        for name in ["UID", "EUID"] {
            set(name, task.uid.to_string().as_bytes(), false);
        }
        for (name, value) in
            [("HOSTTYPE", "x86_64"), ("MACHTYPE", "x86_64-pc-linux-gnu"), ("OPTERR", "1"), ("OSTYPE", "linux-gnu")]
        {
            set(name, value.as_bytes(), false);
        }
    }
    if bash {
        for name in ["UID", "EUID"] {
            shell.variables.mark(name.as_bytes(), |variable| (variable.integer, variable.readonly) = (true, true));
        }
    }
    let level =
        shell.variables.get(b"SHLVL").and_then(|v| std::str::from_utf8(v).ok()?.parse::<u32>().ok()).unwrap_or(0);
    let next = (level + 1).to_string();
    shell.variables.mark(b"SHLVL", |variable| {
        variable.value = Some(next.as_bytes().into());
        variable.exported = true;
    });
}

fn read(shell: &mut Shell, text: &[u8]) {
    // Ash counts the lines of an argument from 0.
    let first = u32::from(!(shell.dialect == Dialect::Ash && shell.options.command_string));
    let Script { list, error, unended } =
        script::parse_script(text, shell.dialect, &Aliases::new(), Origin::Text(first));
    if let Some(error) = error {
        shell.frames.push(Frame::Wrong(error));
    }
    if !list.is_empty() {
        shell.frames.push(Frame::list(list));
    }
    if !unended.is_empty() {
        shell.frames.push(Frame::Unended(unended));
    }
}

/// A shell that says that its script cannot be read.
fn unreadable(shell: &mut Shell, file: &[u8], error: &IoError) {
    let shown = String::from_utf8_lossy(file);
    let name = String::from_utf8_lossy(last_name(&shell.name)).into_owned();
    let (status, text) = match (shell.dialect, error) {
        (Dialect::Ash, error) => (2, format!("{name}: can't open '{shown}': {error}")),
        (Dialect::Bash, IoError::Errno(Errno::ENOENT)) => (127, format!("{name}: {shown}: {error}")),
        (Dialect::Bash, error) => (126, format!("{name}: {shown}: {error}")),
    };
    shell.frames.push(Frame::Exit(status));
    say(shell, &text);
}

/// Lets a shell begin with a complaint: a script of one line says it, for printing needs the descriptors that only the running
/// process has.
fn say(shell: &mut Shell, text: &str) {
    let script = format!("printf '%s\\n' '{}' >&2", text.replace('\'', "'\\''"));
    shell.traps = Rc::default();
    read(shell, script.as_bytes());
}

impl Options {
    /// Sets an option by its letter; whether there is one.
    pub(super) const fn letter(&mut self, letter: u8, on: bool) -> bool {
        let option = match letter {
            b'e' => &mut self.errexit,
            b'u' => &mut self.nounset,
            b'x' => &mut self.xtrace,
            b'f' => &mut self.noglob,
            b'C' => &mut self.noclobber,
            b'n' => &mut self.noexec,
            b'v' => &mut self.verbose,
            b'a' => &mut self.allexport,
            // Hashing, job control, brace expansion: nothing to see here.
            b'h' | b'm' | b'b' | b'B' | b'H' => return true,
            _ => return false,
        };
        *option = on;
        true
    }

    /// Sets an option by its name (`set -o`); whether there is one.
    pub(super) fn named(&mut self, name: &[u8], on: bool) -> bool {
        if name == b"pipefail" {
            self.pipefail = on;
            return true;
        }
        match OPTION_NAMES.iter().find(|(n, _)| n.as_bytes() == name) {
            Some((_, letter)) => self.letter(*letter, on),
            None => false,
        }
    }
}

/// The names of options and their letters.
pub(super) const OPTION_NAMES: [(&str, u8); 10] = [
    ("allexport", b'a'),
    ("errexit", b'e'),
    ("hashall", b'h'),
    ("monitor", b'm'),
    ("noclobber", b'C'),
    ("noexec", b'n'),
    ("noglob", b'f'),
    ("nounset", b'u'),
    ("verbose", b'v'),
    ("xtrace", b'x'),
];

impl Interpreter<'_> {
    /// Reads the script from standard input. A shell on a terminal is interactive: lines that are typed come to it.
    pub(super) fn read_script(&mut self) -> Flow {
        match self.process.descriptors.get(&0).copied() {
            Some(Descriptor::Console(_)) if self.machine.profile.columns.is_some() => {
                (self.shell.options.interactive, self.shell.options.typed) = (true, true);
                Flow::Next
            }
            Some(Descriptor::Tty(_)) => {
                (self.shell.options.interactive, self.shell.options.typed) = (true, true);
                Flow::Next
            }
            Some(Descriptor::Read(id)) if self.machine.processes.get_pipe(id).is_some_and(|pipe| pipe.writers > 0) => {
                self.shell.frames.push(Frame::ReadScript);
                Flow::Stop(Turn::Blocked(Blocked::Pipe(id)))
            }
            Some(descriptor) => {
                let crate::machine::Machine { processes, recorder, .. } = &mut *self.machine;
                let text = processes.read(descriptor, crate::kernel::MAX_FILE_SIZE as usize, recorder);
                self.push_script(&text.unwrap_or_default());
                Flow::Next
            }
            None => Flow::Next,
        }
    }
}
