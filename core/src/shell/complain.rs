//! How the shells complain.

use std::fmt;

use super::interpreter::Interpreter;
use crate::machine::Machine;
use crate::process::{Descriptor, Frame, Writer};
use crate::script::{Dialect, ErrorKind, Missing, SyntaxError, Unended};

impl Interpreter<'_> {
    /// Prints to the shell's standard error.
    pub(super) fn print_error(&mut self, bytes: &[u8]) {
        self.print(2, bytes);
    }

    /// Prints to one of the shell's descriptors; whether that worked.
    pub(super) fn print(&mut self, fd: u32, bytes: &[u8]) -> bool {
        let Some(descriptor) = self.process.descriptors.get(&fd).copied() else { return false };
        self.print_to(descriptor, bytes)
    }

    fn print_to(&mut self, descriptor: Descriptor, bytes: &[u8]) -> bool {
        let program = self.program();
        let writer = Writer { task: &self.process.task, actor: self.process.actor, program };
        let Machine { processes, recorder, .. } = &mut *self.machine;
        processes.write(descriptor, bytes, &writer, recorder).is_ok()
    }

    /// Whether a descriptor leads to a terminal.
    pub(super) fn is_terminal(&self, descriptor: Descriptor) -> bool {
        matches!(descriptor, Descriptor::Tty(_))
            || matches!(descriptor, Descriptor::Console(_)) && self.machine.profile.columns.is_some()
    }

    /// The shell's name in the table of programs.
    pub(super) const fn program(&self) -> &'static str {
        match self.shell.dialect {
            Dialect::Bash => "bash",
            Dialect::Ash => "sh",
        }
    }

    /// Whether the script is a file or standard input.
    fn in_file(&self) -> bool {
        !self.shell.options.typed && !self.shell.options.command_string
    }

    /// Where ash is: the file that `.` reads, and the line, where it reads a file.
    fn ash_place(&self, line: u32) -> String {
        match &self.shell.source {
            Some(file) => format!("{}: line {line}: ", String::from_utf8_lossy(file)),
            None if self.in_file() && !self.shell.options.from_stdin => format!("line {line}: "),
            None => String::new(),
        }
    }

    /// What its complaints begin with: to bash the file of the function or script that runs, unless a person types.
    pub(super) fn name(&self) -> String {
        let called = || super::expand::array::file_of_call(&self.shell);
        let file = if self.shell.options.typed || self.shell.dialect == Dialect::Ash { None } else { called() };
        String::from_utf8_lossy(&file.unwrap_or_else(|| self.shell.name.clone())).into_owned()
    }

    /// Complains as the shell itself.
    pub(super) fn complain(&mut self, message: fmt::Arguments<'_>) {
        let line = self.shell.line;
        let place = match self.shell.dialect {
            Dialect::Bash if !self.shell.options.typed => format!("line {line}: "),
            Dialect::Ash => self.ash_place(line),
            Dialect::Bash => String::new(),
        };
        let text = format!("{}: {place}{message}\n", self.name());
        self.print_error(text.as_bytes());
    }

    /// Warns of a here-document without an end. Ash says nothing.
    pub(super) fn warn_unended(&mut self, unended: &Unended) {
        if self.shell.dialect == Dialect::Ash {
            return;
        }
        let what = match &unended.missing {
            Missing::Text(count) => {
                let s = if *count == 1 { "" } else { "s" };
                format!("command substitution: {count} unterminated here-document{s}")
            }
            Missing::Word(word) => {
                let (line, word) = (unended.line, String::from_utf8_lossy(word));
                format!("here-document at line {line} delimited by end-of-file (wanted `{word}')")
            }
        };
        let (name, at) = (self.name(), unended.at);
        let place = if self.shell.options.typed { String::new() } else { format!("line {at}: ") };
        self.print_error(format!("{name}: {place}warning: {what}\n").as_bytes());
    }

    /// Complains as a builtin command of the shell.
    pub(super) fn complain_as(&mut self, builtin: &str, message: fmt::Arguments<'_>) {
        match self.shell.dialect {
            Dialect::Bash => self.complain(format_args!("{builtin}: {message}")),
            Dialect::Ash => {
                // Ash counts the lines of files only.
                let line = if self.in_file() { self.shell.line } else { 0 };
                let place = if self.shell.options.typed { String::new() } else { format!("line {line}: ") };
                let text = format!("{}: {builtin}: {place}{message}\n", self.name());
                self.print_error(text.as_bytes());
            }
        }
    }

    /// Says what is no script.
    pub(super) fn syntax_error(&mut self, error: &SyntaxError) {
        let message = error.message(self.shell.dialect);
        let (name, line) = (self.name(), error.line);
        let text = match (self.shell.dialect, &error.kind) {
            (_, ErrorKind::NotSimulated(_)) => format!("{message}\n"),
            (Dialect::Ash, _) => format!("{name}: {}{message}\n", self.ash_place(line)),
            (Dialect::Bash, _) => self.bash_syntax_error(error),
        };
        self.print_error(text.as_bytes());
    }

    /// Bash names itself, what it reads if that is not all it reads, and the line; of what a person types only the first message.
    fn bash_syntax_error(&self, error: &SyntaxError) -> String {
        let name = self.name();
        let source = self.shell.frames.iter().rev().find_map(|frame| match frame {
            Frame::Source { returns, .. } => Some(if *returns { "" } else { "eval: " }),
            Frame::Trap(_) => Some("trap: "),
            _ => None,
        });
        let options = &self.shell.options;
        let runs = matches!(error.kind, ErrorKind::BadSubstitution(_) | ErrorKind::BadLoopVariable(_));
        let what = match source {
            _ if runs => "",
            Some(source) => source,
            None if options.command_string => "-c: ",
            _ => "",
        };
        let typed = options.typed && source.is_none();
        let mut text = String::new();
        let shown = if typed && !error.is_conditional() { 1 } else { usize::MAX };
        for (line, message) in error.lines().into_iter().take(shown) {
            let place = if typed { String::new() } else { format!("line {line}: ") };
            text.push_str(&format!("{name}: {what}{place}{message}\n"));
        }
        text
    }
}
