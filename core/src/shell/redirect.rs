//! Redirections.

use std::rc::Rc;

use super::expand::{Expander, Stop};
use super::interpreter::{Flow, Interpreter, Turn};
use crate::kernel::{Access, Create, Follow, OpenFlags, OpenHow};
use crate::machine::Machine;
use crate::process::{Blocked, Descriptor, Frame, Replay, Saved, Text, Writer};
use crate::script::Dialect;
use crate::script::ast::{Command, Mode, ParamOp, Part, Redirect, RedirectKind, Word};
use crate::trace::Stream;
use crate::vfs::{Errno, FileType};

/// A redirection whose words are expanded.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// A file.
    File(Mode, Text),
    /// Another descriptor, or `-`.
    Dup(Text),
    /// A file for both outputs.
    Both(Mode, Text),
    /// A text to read.
    Text(Text),
    /// A word that is not one file, as it is written.
    Ambiguous(Text),
}

/// Why a redirection is not done.
pub(super) enum Refused {
    /// It failed, and that was said.
    Failed,
    /// A named pipe has no other end yet.
    Waits(Blocked),
}

/// Expands the words of redirections.
pub(super) fn expand(e: &mut Expander<'_>, redirects: &[Redirect]) -> Result<Vec<(u32, Target)>, Stop> {
    redirects.iter().map(|redirect| target(e, redirect)).collect()
}

fn target(e: &mut Expander<'_>, redirect: &Redirect) -> Result<(u32, Target), Stop> {
    let (standard, target) = match &redirect.kind {
        RedirectKind::File(mode, word) => {
            let input = matches!(mode, Mode::Read | Mode::ReadWrite);
            (u32::from(!input), file(e, word)?.map_or_else(Target::Ambiguous, |path| Target::File(*mode, path)))
        }
        RedirectKind::Dup(direction, word) => {
            (u32::from(*direction == crate::script::ast::Direction::Output), Target::Dup(e.one(word)?))
        }
        RedirectKind::Both(mode, word) => {
            (1, file(e, word)?.map_or_else(Target::Ambiguous, |path| Target::Both(*mode, path)))
        }
        RedirectKind::HereString(word) => {
            let mut text = e.one(word)?.to_vec();
            text.push(b'\n');
            (0, Target::Text(text.into()))
        }
        RedirectKind::Here(doc) => match doc.body.get() {
            Some(body) if doc.literal => (0, Target::Text(e.one(body)?)),
            Some(body) => (0, Target::Text(e.text(body)?)),
            None => (0, Target::Text(Text::from(&b""[..]))),
        },
    };
    Ok((redirect.fd.unwrap_or(standard), target))
}

/// The file that a word names. Bash splits it and looks for files as for an argument, and wants one word in the end: else the
/// word as written is given back.
fn file(e: &mut Expander<'_>, word: &Word) -> Result<Result<Text, Text>, Stop> {
    if e.shell.dialect == Dialect::Ash {
        return e.one(word).map(Ok);
    }
    let found = e.words(std::slice::from_ref(word))?;
    let written = || match &*word.0 {
        [Part::Param(param)] if param.op == ParamOp::Value && param.index.is_none() => [b"$", &param.name[..]].concat(),
        _ => crate::script::print::word(word),
    };
    Ok(<[Text; 1]>::try_from(found).map(|[path]| path).map_err(|_| written().into()))
}

impl Interpreter<'_> {
    /// Does redirections one after another. What they replaced is given back for [`Interpreter::restore_descriptors`]; if one
    /// fails, that has happened already.
    pub(super) fn redirect(&mut self, targets: &[(u32, Target)]) -> Result<Vec<Saved>, Refused> {
        let mut saved = Vec::new();
        for (fd, target) in targets {
            if let Err(refused) = self.redirect_one(*fd, target, &mut saved) {
                self.restore_descriptors(saved);
                return Err(refused);
            }
        }
        Ok(saved)
    }

    fn redirect_one(&mut self, fd: u32, target: &Target, saved: &mut Vec<Saved>) -> Result<(), Refused> {
        match target {
            Target::File(mode, path) => {
                let descriptor = self.open(*mode, path)?;
                self.replace(fd, Some(descriptor), saved);
            }
            Target::Both(mode, path) => {
                let descriptor = self.open(*mode, path)?;
                let second = self.dup(descriptor);
                self.replace(1, Some(descriptor), saved);
                self.replace(2, Some(second), saved);
            }
            Target::Text(text) => {
                let (_, read, write) = self.machine.processes.pipe();
                let writer = Writer { task: &self.process.task, actor: self.process.actor, program: "" };
                let Machine { processes, recorder, .. } = &mut *self.machine;
                // The reading end is open: this cannot fail.
                let _ = processes.write(write, text, &writer, recorder);
                self.close(write);
                self.replace(fd, Some(read), saved);
            }
            Target::Ambiguous(word) => return self.refused(format_args!("{}: ambiguous redirect", show(word))),
            Target::Dup(word) if **word == *b"-" => self.replace(fd, None, saved),
            Target::Dup(word) => {
                let (number, moves) = match word.strip_suffix(b"-") {
                    Some(number) => (number, true),
                    None => (&word[..], false),
                };
                let source: Option<u32> = std::str::from_utf8(number).ok().and_then(|text| text.parse().ok());
                // In ash, too, `>& name` is a file for both.
                if source.is_none() && self.shell.dialect == Dialect::Ash && fd == 1 {
                    return self.redirect_one(1, &Target::Both(Mode::Write, word.clone()), saved);
                }
                let Some(source) = source else {
                    return self.refused(format_args!("{}: ambiguous redirect", show(word)));
                };
                let Some(descriptor) = self.process.descriptors.get(&source).copied() else {
                    return self.refused(format_args!("{source}: {}", Errno::EBADF));
                };
                if source != fd {
                    let descriptor = self.dup(descriptor);
                    self.replace(fd, Some(descriptor), saved);
                    if moves {
                        self.replace(source, None, saved);
                    }
                }
            }
        }
        Ok(())
    }

    fn refused<T>(&mut self, message: std::fmt::Arguments<'_>) -> Result<T, Refused> {
        self.complain(message);
        Err(Refused::Failed)
    }

    fn dup(&mut self, descriptor: Descriptor) -> Descriptor {
        let Machine { processes, recorder, .. } = &mut *self.machine;
        processes.dup(descriptor, recorder)
    }

    /// Makes a descriptor lead elsewhere and keeps what it led to.
    fn replace(&mut self, fd: u32, descriptor: Option<Descriptor>, saved: &mut Vec<Saved>) {
        let old = match descriptor {
            Some(descriptor) => self.process.descriptors.insert(fd, descriptor),
            None => self.process.descriptors.remove(&fd),
        };
        saved.push((fd, old));
    }

    pub(super) fn restore_descriptors(&mut self, saved: Vec<Saved>) {
        for (fd, old) in saved.into_iter().rev() {
            let new = match old {
                Some(old) => self.process.descriptors.insert(fd, old),
                None => self.process.descriptors.remove(&fd),
            };
            if let Some(new) = new {
                self.close(new);
            }
        }
    }

    /// Closes what redirections replaced, for they stay (`exec >file`).
    pub(super) fn keep_descriptors(&mut self, saved: Vec<Saved>) {
        for old in saved.into_iter().filter_map(|(_, old)| old) {
            self.close(old);
        }
    }

    fn open(&mut self, mode: Mode, path: &[u8]) -> Result<Descriptor, Refused> {
        if let Some(descriptor) = self.special(path)? {
            return Ok(descriptor);
        }
        let stat = self.machine.kernel().stat(&self.process.task, path, Follow::Yes);
        if let Ok(stat) = &stat {
            if stat.file_type == FileType::Fifo {
                return self.open_fifo(mode, (stat.dev, stat.ino));
            }
            if mode == Mode::Write && self.shell.options.noclobber && stat.file_type == FileType::File {
                let shown = show(path);
                return match self.shell.dialect {
                    Dialect::Bash => self.refused(format_args!("{shown}: cannot overwrite existing file")),
                    Dialect::Ash => self.refused(format_args!("can't create {shown}: File exists")),
                };
            }
        }
        let (access, create, flags) = match mode {
            Mode::Read => (Access::Read, Create::No, OpenFlags::NONE),
            Mode::Write | Mode::Clobber => (Access::Write, Create::IfMissing, OpenFlags::TRUNC),
            Mode::Append => (Access::Write, Create::IfMissing, OpenFlags::APPEND),
            Mode::ReadWrite => (Access::ReadWrite, Create::IfMissing, OpenFlags::NONE),
        };
        let writer = Writer { task: &self.process.task, actor: self.process.actor, program: self.program() };
        let Machine { processes, recorder, .. } = &mut *self.machine;
        match processes.open(path, OpenHow { access, create, flags, mode: 0o666 }, &writer, recorder) {
            Ok(descriptor) => Ok(descriptor),
            Err(error) => {
                let shown = show(path);
                match (self.shell.dialect, error, create) {
                    (Dialect::Bash, ..) => self.refused(format_args!("{shown}: {error}")),
                    (Dialect::Ash, Errno::ENOENT | Errno::ENOTDIR, Create::No) => {
                        self.refused(format_args!("can't open {shown}: no such file"))
                    }
                    (Dialect::Ash, _, Create::No) => self.refused(format_args!("can't open {shown}: {error}")),
                    (Dialect::Ash, Errno::ENOENT | Errno::ENOTDIR, _) => {
                        self.refused(format_args!("can't create {shown}: nonexistent directory"))
                    }
                    (Dialect::Ash, ..) => self.refused(format_args!("can't create {shown}: {error}")),
                }
            }
        }
    }

    /// Paths that name a descriptor or the terminal.
    fn special(&mut self, path: &[u8]) -> Result<Option<Descriptor>, Refused> {
        let number = match path {
            b"/dev/stdin" => Some(0),
            b"/dev/stdout" => Some(1),
            b"/dev/stderr" => Some(2),
            b"/dev/tty" if self.machine.profile.columns.is_some() => {
                return Ok(Some(Descriptor::Console(Stream::Stdout)));
            }
            path => [&b"/dev/fd/"[..], b"/proc/self/fd/"]
                .iter()
                .find_map(|dir| std::str::from_utf8(path.strip_prefix(*dir)?).ok()?.parse().ok()),
        };
        let Some(number) = number else { return Ok(None) };
        match self.process.descriptors.get(&number).copied() {
            Some(descriptor) => Ok(Some(self.dup(descriptor))),
            None => self.refused(format_args!("{}: {}", show(path), Errno::ENXIO)),
        }
    }

    /// A named pipe: waits for somebody at the other end.
    fn open_fifo(&mut self, mode: Mode, file: (crate::vfs::Dev, crate::vfs::Ino)) -> Result<Descriptor, Refused> {
        let reads = mode == Mode::Read;
        let make: fn(crate::process::PipeId) -> Descriptor = if reads { Descriptor::Read } else { Descriptor::Write };
        // Held in a descriptor of its own while it waits, so that the other end sees it.
        let waiting = self.process.descriptors.iter().find_map(|(fd, descriptor)| match (descriptor, reads) {
            (Descriptor::Read(id), true) | (Descriptor::Write(id), false) if *fd >= WAITING_FDS => {
                self.machine.processes.is_fifo(*id, file).then_some((*fd, *id, *descriptor))
            }
            _ => None,
        });
        let (fd, id, descriptor) = waiting.unwrap_or_else(|| {
            let (id, descriptor) = self.machine.processes.open_fifo(file, make);
            let fd = (WAITING_FDS..).find(|fd| !self.process.descriptors.contains_key(fd)).unwrap_or(WAITING_FDS);
            self.process.descriptors.insert(fd, descriptor);
            (fd, id, descriptor)
        });
        let pipe = self.machine.processes.get_pipe(id);
        let ready = pipe.is_some_and(|pipe| if reads { pipe.had_writer } else { pipe.readers > 0 });
        if !ready && mode != Mode::ReadWrite {
            return Err(Refused::Waits(Blocked::Pipe(id)));
        }
        self.process.descriptors.remove(&fd);
        Ok(descriptor)
    }

    /// Goes on with a compound command that has redirections.
    pub(super) fn redirect_compound(&mut self, command: Rc<Command>, replay: Replay) -> Flow {
        let Command::Compound(compound, redirects) = &*command else { return Flow::Next };
        let again = |replay| Frame::Redirect { command: command.clone(), replay };
        let Some((targets, mut replay)) = self.expanding(replay, |e| expand(e, redirects), again) else {
            return Flow::Next;
        };
        match self.redirect(&targets) {
            Ok(mut saved) => {
                saved.extend(replay.opened.drain(..).map(|fd| (fd, None)));
                self.push(Frame::Restore(saved));
                self.compound(compound, &command);
                Flow::Next
            }
            Err(Refused::Failed) => {
                self.shell.status = 1;
                Flow::Next
            }
            Err(Refused::Waits(blocked)) => {
                self.shell.frames.push(Frame::Redirect { command: command.clone(), replay });
                Flow::Stop(Turn::Blocked(blocked))
            }
        }
    }
}

/// Descriptors that hold named pipes whose other end is not open yet.
const WAITING_FDS: u32 = 1000;

fn show(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}
