//! Simple commands: assignments, builtins, functions, programs.

use std::rc::Rc;

use super::builtins::{self, Builtin};
use super::exec::Start;
use super::interpreter::{Flow, Interpreter, Turn};
use super::redirect::{self, Refused, Target};
use crate::process::ExecError;
use crate::process::{Frame, Replay, Text};
use crate::programs::{Context, Wait};
use crate::script::Dialect;
use crate::script::ast::{Command, Simple};

/// A simple command whose words are expanded.
struct Expanded {
    args: Vec<Text>,
    targets: Vec<(u32, Target)>,
    assigns: Vec<(Text, Text)>,
}

impl Interpreter<'_> {
    pub(super) fn simple(&mut self, command: Rc<Command>, replay: Replay) -> Flow {
        let Command::Simple(simple) = &*command else { return Flow::Next };
        self.shell.line = simple.line;
        if replay.given.is_empty() {
            self.shell.substituted = None;
        }
        let expand = |e: &mut super::expand::Expander<'_>| {
            let mut args = e.words(&simple.words)?;
            args.extend(simple.arrays.iter().map(|array| array.name.clone()));
            let targets = redirect::expand(e, &simple.redirects)?;
            let mut assigns = Vec::new();
            for assign in &simple.assigns {
                if assign.index.is_some() || assign.elements.is_some() {
                    e.assign_array(assign)?;
                    continue;
                }
                let mut value = e.assigned(&assign.value)?;
                if assign.append {
                    // Numbers are added, texts put together.
                    let current = e.current(&assign.name);
                    value = if e.is_integer(&assign.name) {
                        let current = if current.is_empty() { b"0" } else { &current[..] };
                        [current, b"+(", &value[..], b")"].concat().into()
                    } else {
                        [&current[..], &value[..]].concat().into()
                    };
                }
                if args.is_empty() {
                    e.set(&assign.name, &value)?;
                } else {
                    assigns.push((assign.name.clone(), value));
                }
            }
            Ok(Expanded { args, targets, assigns })
        };
        let again = |replay| Frame::Simple { command: command.clone(), replay };
        let Some((expanded, mut replay)) = self.expanding(replay, expand, again) else { return Flow::Next };
        if self.shell.options.xtrace && !replay.shown {
            replay.shown = true;
            self.show(simple, &expanded);
        }
        let mut saved = match self.redirect(&expanded.targets) {
            Ok(saved) => saved,
            Err(Refused::Waits(blocked)) => {
                self.shell.frames.push(again(replay));
                return Flow::Stop(Turn::Blocked(blocked));
            }
            Err(Refused::Failed) => {
                self.shell.status = 1;
                let special = expanded.args.first().and_then(|name| builtins::find(name, self.shell.dialect));
                if self.shell.dialect == Dialect::Ash && special.is_some_and(|builtin| builtin.special) {
                    self.give_up(1);
                }
                return Flow::Next;
            }
        };
        // What `<(…)` opened is closed with the redirections.
        saved.extend(replay.opened.drain(..).map(|fd| (fd, None)));
        if let Some(last) = expanded.args.last() {
            self.shell.last_argument = last.clone();
        }
        if expanded.args.is_empty() {
            self.restore_descriptors(saved);
            self.shell.status = self.shell.substituted.take().unwrap_or(0);
            return Flow::Next;
        }
        if !simple.arrays.is_empty() {
            // Once the names are declared.
            let assigns = Simple { assigns: simple.arrays.clone(), line: simple.line, ..Simple::default() };
            let command = Rc::new(Command::Simple(assigns));
            self.push(Frame::Simple { command, replay: Replay::default() });
        }
        self.named(expanded, saved, || again(replay))
    }

    /// Runs what a command's name stands for.
    fn named(&mut self, expanded: Expanded, saved: Vec<crate::process::Saved>, again: impl FnOnce() -> Frame) -> Flow {
        let Expanded { args, assigns, .. } = expanded;
        let name = args[0].clone();
        let builtin = builtins::find(&name, self.shell.dialect);
        if builtin.is_none_or(|builtin| !builtin.special)
            && let Some(body) = self.shell.functions.get(&name).cloned()
        {
            if !saved.is_empty() {
                self.push(Frame::Restore(saved));
            }
            self.assign_for_one(assigns);
            let args = args[1..].into();
            let caller = std::mem::replace(&mut self.shell.args, args);
            self.push(Frame::Function { name: name.clone(), args: caller, locals: Vec::new() });
            self.push(Frame::Command(body));
            return Flow::Next;
        }
        match builtin {
            Some(builtin) => self.builtin(builtin, &args, (assigns, saved), again),
            None => {
                self.program_command(&args, &assigns);
                self.restore_descriptors(saved);
                Flow::Next
            }
        }
    }

    fn builtin(
        &mut self,
        builtin: &Builtin,
        args: &[Text],
        (assigns, saved): (Vec<(Text, Text)>, Vec<crate::process::Saved>),
        again: impl FnOnce() -> Frame,
    ) -> Flow {
        let base = self.shell.frames.len();
        // Variables set for a special builtin stay, says POSIX, and ash does it.
        if builtin.special && self.shell.dialect == Dialect::Ash {
            if !assigns.iter().all(|(name, value)| self.set_variable(name, value)) {
                return Flow::Next;
            }
        } else {
            self.assign_for_one(assigns);
        }
        // The redirections of `exec` stay. What another builtin leaves on the stack (the script of `eval`, say) is on top of
        // what takes its redirections back.
        if builtin.name == "exec" {
            self.keep_descriptors(saved);
        } else if !saved.is_empty() {
            self.push(Frame::Restore(saved));
        }
        match (builtin.run)(self, args) {
            builtins::Done::Status(status) => {
                self.shell.status = status;
                Flow::Next
            }
            builtins::Done::Next => Flow::Next,
            builtins::Done::Replaced => Flow::Stop(Turn::Replaced),
            builtins::Done::Waits(blocked) => {
                // Everything back, to be done again.
                while self.shell.frames.len() > base {
                    let Some(frame) = self.shell.frames.pop() else { break };
                    self.leave(frame);
                }
                self.shell.frames.push(again());
                Flow::Stop(Turn::Blocked(blocked))
            }
        }
    }

    /// Runs a program of the table as a builtin: `echo`, `test`, `printf`.
    pub(super) fn table_builtin(&mut self, program: &'static str, args: &[Text]) -> builtins::Done {
        // The variables are the shell's.
        if matches!(program, "test" | "[")
            && self.shell.dialect == Dialect::Bash
            && let [_, operator, name, rest @ ..] = args
            && **operator == *b"-v"
            && (rest.is_empty() || program == "[" && rest.len() == 1)
        {
            return builtins::Done::Status(u8::from(super::expand::parameter(&self.shell, name).is_none()));
        }
        // `printf -v name` prints into a variable.
        let into = match args {
            [printf, option, name, rest @ ..] if program == "printf" && **option == *b"-v" && !rest.is_empty() => {
                Some((name.clone(), [std::slice::from_ref(printf), rest].concat()))
            }
            _ => None,
        };
        let args = into.as_ref().map_or(args, |(_, rest)| rest);
        let Some(entry) = self.engine.program(program.as_bytes(), self.shell.dialect) else {
            return builtins::Done::Status(127);
        };
        let variables = &self.shell.variables;
        let bash = self.shell.dialect == Dialect::Bash;
        let env: Rc<[(Text, Text)]> = if bash { variables.env() } else { variables.env_by_hash() }.into();
        let name = self.name();
        let around = (&mut *self.machine, &mut *self.process, self.engine);
        let mut ctx = Context::new(around, entry.name, self.shell.dialect, args, env);
        let prefix = match self.shell.dialect {
            Dialect::Bash if self.shell.options.typed => format!("{}: ", String::from_utf8_lossy(&self.shell.name)),
            Dialect::Bash => format!("{name}: line {}: ", self.shell.line),
            Dialect::Ash => String::new(),
        };
        ctx.set_prefix(prefix);
        if self.shell.dialect == Dialect::Ash {
            // Ash's builtins complain in the shell's name.
            ctx.called = Text::from(&b"sh"[..]);
        }
        let mut printed = None;
        let exit = (entry.run)(&mut ctx).and_then(|status| {
            if let Some((name, _)) = &into {
                printed = Some((name.clone(), ctx.take_output()));
            }
            let complained = ctx.failed();
            ctx.flush()?;
            // What cannot be written is a failure, whatever was to be printed.
            Ok(if ctx.failed() && !complained { status.max(1) } else { status })
        });
        if let Some((name, text)) = printed
            && !self.set_variable(&name, &text)
        {
            return builtins::Done::Next;
        }
        match exit {
            Ok(status) => builtins::Done::Status(status),
            Err(Wait::Blocked(blocked)) => builtins::Done::Waits(blocked),
            Err(Wait::Yield) => builtins::Done::Status(0),
            Err(Wait::Killed(signal)) => {
                self.process.signals.push(signal);
                builtins::Done::Status(signal.status())
            }
        }
    }

    /// Starts a program and waits for it.
    fn program_command(&mut self, args: &[Text], assigns: &[(Text, Text)]) {
        let mut variables = self.shell.variables.clone();
        for (name, value) in assigns {
            if variables
                .change(name, |variable| (variable.value, variable.exported) = (Some(value.clone()), true))
                .is_err()
            {
                let message = super::expand::readonly(&String::from_utf8_lossy(name), self.shell.dialect);
                self.complain(format_args!("{message}"));
                self.shell.status = 1;
                return;
            }
        }
        // Bash without a PATH looks for programs in the directory where it is.
        let bash = self.shell.dialect == Dialect::Bash;
        let path = variables.get(b"PATH").cloned().or_else(|| bash.then(Text::default));
        let env = if bash { variables.env() } else { variables.env_by_hash() };
        let start = Start { env, path, args: args.to_vec() };
        match self.start(&start) {
            Ok(pid) => self.push(Frame::Wait { pids: vec![pid] }),
            Err(error) => self.shell.status = self.say_exec_error(&args[0], &error),
        }
    }

    /// Whether `PATH` names no directory.
    fn is_pathless(&self) -> bool {
        self.shell.variables.get(b"PATH").is_none_or(|path| path.is_empty())
    }

    /// Says why a program did not start; gives the status.
    pub(super) fn say_exec_error(&mut self, name: &[u8], error: &ExecError) -> u8 {
        let shown = String::from_utf8_lossy(name).into_owned();
        match (self.shell.dialect, error) {
            (_, ExecError::NotSimulated(what)) => {
                self.print_error(format!("drydock: {what} is not simulated\n").as_bytes());
            }
            (Dialect::Bash, ExecError::NotFound) if name.contains(&b'/') || self.is_pathless() => {
                self.complain(format_args!("{shown}: No such file or directory"));
            }
            (Dialect::Bash, ExecError::NotFound) => self.complain(format_args!("{shown}: command not found")),
            (Dialect::Ash, ExecError::NotFound) if name.is_empty() => {
                self.complain(format_args!(": Permission denied"))
            }
            (Dialect::Ash, ExecError::NotFound) => self.complain(format_args!("{shown}: not found")),
            (Dialect::Bash, ExecError::Directory) => self.complain(format_args!("{shown}: Is a directory")),
            (_, ExecError::Directory | ExecError::Permission) => {
                self.complain(format_args!("{shown}: Permission denied"))
            }
            (Dialect::Bash, ExecError::Interpreter(interpreter)) => {
                let _ = interpreter;
                self.complain(format_args!("{shown}: cannot execute: required file not found"));
            }
            (Dialect::Ash, ExecError::Interpreter(_)) => self.complain(format_args!("{shown}: not found")),
            (_, ExecError::Errno(error)) => self.complain(format_args!("{shown}: {error}")),
        }
        error.status()
    }

    // ---- variables -------------------------------------------------------------------------------------------------------

    /// Sets a variable, or says why not and gives up; whether it did.
    pub(super) fn set_variable(&mut self, name: &[u8], value: &[u8]) -> bool {
        if super::expand::Vars::set(&mut *self.shell, name, value) {
            return true;
        }
        let message = super::expand::readonly(&String::from_utf8_lossy(name), self.shell.dialect);
        self.complain(format_args!("{message}"));
        self.give_up(if self.shell.dialect == Dialect::Bash { 1 } else { 2 });
        false
    }

    /// Sets variables for one command: a frame takes them back.
    fn assign_for_one(&mut self, assigns: Vec<(Text, Text)>) {
        if assigns.is_empty() {
            return;
        }
        let mut saved = Vec::new();
        for (name, value) in assigns {
            saved.push((name.clone(), self.shell.variables.variable(&name).cloned()));
            // What may not be set stays as it is.
            let _ = self
                .shell
                .variables
                .change(&name, |variable| (variable.value, variable.exported) = (Some(value), true));
        }
        self.push(Frame::Assigned(saved));
    }

    // ---- set -x ----------------------------------------------------------------------------------------------------------

    fn show(&mut self, simple: &Simple, expanded: &Expanded) {
        let mut words: Vec<Vec<u8>> = Vec::new();
        let quote = |text: &[u8]| builtins::quoted_for_trace(text, self.shell.dialect);
        if expanded.args.is_empty() {
            for assign in &simple.assigns {
                let value = self.shell.variables.get(&assign.name).cloned().unwrap_or_default();
                words.push([&assign.name[..], b"=", &quote(&value)].concat());
            }
        }
        words.extend(expanded.assigns.iter().map(|(name, value)| [&name[..], b"=", &quote(value)].concat()));
        words.extend(expanded.args.iter().map(|arg| quote(arg)));
        if words.is_empty() {
            return;
        }
        self.trace(&words.join(&b' '));
    }

    /// Shows a line as `set -x` does.
    pub(super) fn trace(&mut self, line: &[u8]) {
        let prefix = self.shell.variables.get(b"PS4").cloned().unwrap_or_else(|| Text::from(&b"+ "[..]));
        let text = [&prefix[..], line, b"\n"].concat();
        self.print_error(&text);
    }
}
