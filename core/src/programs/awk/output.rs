//! What awk prints, and where to.

use std::collections::BTreeMap;

use super::ast::{Expr, Output, Way};
use super::evaluate::shell_words;
use super::format::formatted;
use super::globals;
use super::run::{Halt, Run, Runtime};
use super::value::{Bytes, Value};
use crate::kernel::{File, OpenHow};
use crate::programs::run_piped;
use crate::trace::Call;

/// The files and commands that it prints to, with what was not written yet.
#[derive(Debug, Default)]
pub(super) struct Outputs {
    open: BTreeMap<Bytes, (Target, Vec<u8>)>,
}

/// A file or a command.
#[derive(Clone, Copy, Debug)]
enum Target {
    File(File),
    /// It is started when all that it will read is known.
    Command,
}

impl Runtime<'_, '_, '_> {
    /// `print`
    pub(super) fn print(&mut self, list: &[Expr], output: Option<&Output>) -> Run<()> {
        let mut line = Vec::new();
        if list.is_empty() {
            line.extend_from_slice(&self.whole_record());
        }
        for (at, expression) in list.iter().enumerate() {
            if at > 0 {
                line.extend_from_slice(&self.global_text(globals::OFS));
            }
            let value = self.value(expression)?;
            let text = match value {
                Value::Number(_) => value.bytes(&self.global_text(globals::OFMT)),
                value => self.text_of(&value),
            };
            line.extend_from_slice(&text);
        }
        line.extend_from_slice(&self.global_text(globals::ORS));
        self.write(&line, output)
    }

    /// `printf`
    pub(super) fn printf(&mut self, list: &[Expr], output: Option<&Output>) -> Run<()> {
        let text = self.sprintf(list)?;
        self.write(&text, output)
    }

    /// What `sprintf` gives.
    pub(super) fn sprintf(&mut self, list: &[Expr]) -> Run<Vec<u8>> {
        let mut values = Vec::with_capacity(list.len());
        for expression in list {
            values.push(self.value(expression)?);
        }
        let Some((format, values)) = values.split_first() else { return Ok(Vec::new()) };
        let text =
            formatted(&self.text_of(format), values, &self.global_text(globals::CONVFMT)).map_err(Halt::Fatal)?;
        self.work(text.len())?;
        Ok(text)
    }

    fn write(&mut self, bytes: &[u8], output: Option<&Output>) -> Run<()> {
        self.work(bytes.len())?;
        let Some(Output { way, name }) = output else {
            self.ctx.out(bytes);
            return Ok(());
        };
        let name = self.text(name)?;
        if *way == Way::Pipe {
            let (_, waiting) = self.outputs.open.entry(name).or_insert((Target::Command, Vec::new()));
            waiting.extend_from_slice(bytes);
            return Ok(());
        }
        match &*name {
            b"/dev/stdout" | b"-" => {
                self.ctx.out(bytes);
                return Ok(());
            }
            b"/dev/stderr" => {
                self.ctx.err(bytes);
                return Ok(());
            }
            b"" => {
                return Err(Halt::Fatal("expression for `>' redirection has null string value".to_owned()));
            }
            _ => {}
        }
        if !self.outputs.open.contains_key(&name) {
            let how = if *way == Way::Append { OpenHow::append(0o666) } else { OpenHow::replace(0o666) };
            let opened = self.ctx.call(Call::open(&name), |kernel, task| kernel.open(task, &name, how));
            let file = opened.map_err(|error| {
                let shown = String::from_utf8_lossy(&name);
                Halt::Fatal(format!("cannot redirect to `{shown}': {error}"))
            })?;
            self.outputs.open.insert(name.clone(), (Target::File(file), Vec::new()));
        }
        if let Some((_, waiting)) = self.outputs.open.get_mut(&name) {
            waiting.extend_from_slice(bytes);
        }
        Ok(())
    }

    /// Writes what waits for a file and closes it, or runs the command that it waits for; its status if it was open.
    pub(super) fn close_output(&mut self, name: &Bytes) -> Run<Option<u8>> {
        let Some((target, waiting)) = self.outputs.open.remove(name) else { return Ok(None) };
        let file = match target {
            Target::File(file) => file,
            Target::Command => {
                let ran = run_piped(self.ctx, &shell_words(name), Some(&waiting), false);
                return ran.map(|(status, _)| Some(status)).map_err(Halt::Wait);
            }
        };
        let mut result = Ok(());
        if !waiting.is_empty() {
            let call = Call::write(name, waiting.len() as u64);
            result = self.ctx.call(call, |kernel, task| kernel.write(task, file, &waiting)).map(|_| ());
        }
        let closed = self.ctx.machine.recorder.unrecorded(|kernel| kernel.close(file));
        if let Err(error) = result.and(closed) {
            let shown = String::from_utf8_lossy(name).into_owned();
            self.ctx.complain(format_args!("warning: error writing `{shown}': {error}"));
        }
        Ok(Some(0))
    }

    /// Closes every file, and runs every command that was printed to.
    pub(super) fn close_outputs(&mut self) -> Run<()> {
        let names: Vec<Bytes> = self.outputs.open.keys().cloned().collect();
        names.iter().try_for_each(|name| self.close_output(name).map(|_| ()))
    }
}
