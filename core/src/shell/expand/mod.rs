//! Expansion: from the words of a script to the arguments of a program.
//!
//! In order, as POSIX has it: braces (bash), tilde, parameters, commands, arithmetic; splitting; file names; quotes go.

pub(super) mod array;
mod brace;
mod fields;
mod param;
mod path;

use crate::kernel::{Kernel, Task};
use crate::pattern::Quoted;
use crate::process::{Replay, Shell, Text};
use crate::profile::Locale;
use crate::programs::{collate, escape};
use crate::script::Dialect;
use crate::script::ast::{List, Part, Word};
use fields::Fields;

pub(super) use param::{parameter, readonly};

/// Bytes that one expansion may give.
const MAX_BYTES: usize = 16 << 20;

/// Variables, as arithmetic sees them.
pub(super) trait Vars {
    fn get(&mut self, name: &[u8]) -> Option<Vec<u8>>;
    /// Whether it may be set.
    fn set(&mut self, name: &[u8], value: &[u8]) -> bool;
}

/// Why an expansion is not done.
#[derive(Debug)]
pub(super) enum Stop {
    /// This must run first; what it prints goes to the replay.
    Run(List),
    /// This must run first, for `<(…)`; where what it prints can be read goes to the replay.
    Open(List),
    /// It failed. The message is without the shell's name.
    Fail(Failure),
    /// It failed, and so does the command that it belongs to, but the script goes on.
    Wrong(String),
}

/// A failed expansion.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) message: String,
    /// The status with which a shell that is not interactive ends.
    pub(super) status: u8,
}

pub(super) type Expanded<T> = Result<T, Stop>;

/// What expansion needs to know, and what it changes.
pub(super) struct Expander<'a> {
    pub(super) shell: &'a mut Shell,
    pub(super) replay: &'a mut Replay,
    pub(super) kernel: &'a Kernel,
    pub(super) task: &'a Task,
    pub(super) locale: Locale,
    at: usize,
}

impl<'a> Expander<'a> {
    pub(super) const fn new(
        shell: &'a mut Shell,
        replay: &'a mut Replay,
        (kernel, task): (&'a Kernel, &'a Task),
        locale: Locale,
    ) -> Self {
        Self { shell, replay, kernel, task, locale, at: 0 }
    }

    fn fail<T>(&self, message: impl Into<String>) -> Expanded<T> {
        let status = if self.shell.dialect == Dialect::Bash { 1 } else { 2 };
        Err(Stop::Fail(Failure { message: message.into(), status }))
    }

    /// The arguments that words become.
    pub(super) fn words(&mut self, words: &[Word]) -> Expanded<Vec<Text>> {
        let (mut args, mut bytes): (Vec<Text>, usize) = (Vec::new(), 0);
        for word in words {
            let expanded = if self.shell.dialect == Dialect::Bash { brace::expand(word) } else { vec![word.clone()] };
            for word in expanded {
                let mut fields = Fields::new(Some(self.ifs()));
                self.word_parts(&word.0, &mut fields)?;
                for field in fields.into_fields() {
                    self.file_names(field, &mut args);
                }
                bytes = args.iter().map(|arg| arg.len() + 8).sum::<usize>().max(bytes);
                if bytes > MAX_BYTES {
                    return self.fail("drydock: arguments of more than 16 MiB are not simulated");
                }
            }
        }
        Ok(args)
    }

    fn file_names(&self, field: Quoted, args: &mut Vec<Text>) {
        if !self.shell.options.noglob && field.is_pattern() {
            let dots = path::Dots { itself: self.shell.dialect == Dialect::Ash, hidden: self.shell.options.dotglob };
            let mut names = path::matches((self.kernel, self.task), &field, dots);
            if names.is_empty() && self.shell.options.nullglob {
                return;
            }
            if !names.is_empty() {
                names.sort_by(|a, b| collate::compare(a, b, self.locale));
                args.extend(names.into_iter().map(Text::from));
                return;
            }
        }
        args.push(field.bytes.into());
    }

    /// A word that is neither split nor taken for a pattern: a value, a file to redirect to.
    pub(super) fn one(&mut self, word: &Word) -> Expanded<Text> {
        Ok(self.quoted(word)?.bytes.into())
    }

    /// A word that may be a pattern: `case`, `[[ == ]]`, `${x#…}`.
    pub(super) fn quoted(&mut self, word: &Word) -> Expanded<Quoted> {
        let mut fields = Fields::new(None);
        self.word_parts(&word.0, &mut fields)?;
        Ok(fields.into_one())
    }

    /// The value of an assignment: as [`Expander::one`], and `~` counts after each `:` too.
    pub(super) fn assigned(&mut self, word: &Word) -> Expanded<Text> {
        let mut fields = Fields::new(None);
        for (at, part) in word.0.iter().enumerate() {
            let Part::Literal(text) = part else {
                self.part(part, false, &mut fields)?;
                continue;
            };
            for (i, piece) in text.split_inclusive(|c| *c == b':').enumerate() {
                let alone = piece.len() < text.len() || at + 1 == word.0.len() || piece.contains(&b'/');
                let starts = at == 0 || i > 0;
                let (name, colon) = piece.strip_suffix(b":").map_or((piece, &b""[..]), |name| (name, &b":"[..]));
                let rest = if starts && alone { self.tilde(name, &mut fields) } else { name };
                fields.push(rest, false);
                fields.push(colon, false);
            }
        }
        Ok(fields.into_one().bytes.into())
    }

    /// A text between double quotes: a here-document.
    pub(super) fn text(&mut self, word: &Word) -> Expanded<Text> {
        let mut fields = Fields::new(None);
        self.parts(&word.0, true, &mut fields)?;
        Ok(fields.into_one().bytes.into())
    }

    /// The value of an arithmetic expression.
    pub(super) fn arith(&mut self, word: &Word) -> Expanded<i64> {
        let text = self.text(word)?;
        if let Some(given) = self.replayed() {
            let number = given.as_deref().and_then(|text| std::str::from_utf8(text).ok()?.parse().ok());
            return Ok(number.unwrap_or(0));
        }
        match super::arith::eval(&text, self.shell) {
            Ok(value) => {
                self.give(Some(value.to_string().into_bytes().into()));
                Ok(value)
            }
            Err(error) => self.fail(error.message(&text, self.shell.dialect)),
        }
    }

    /// Arithmetic that is a command: a mistake in it is no more than a failure.
    pub(super) fn arith_command(&mut self, word: &Word) -> Expanded<i64> {
        let text = self.text(word)?;
        super::arith::eval(&text, self.shell)
            .map_err(|error| Stop::Wrong(format!("((: {}", error.message(&text, self.shell.dialect))))
    }

    fn ifs(&self) -> Vec<u8> {
        self.shell.variables.get(b"IFS").map_or_else(|| b" \t\n".to_vec(), |ifs| ifs.to_vec())
    }

    // ---- replay ----------------------------------------------------------------------------------------------------------

    /// What the expansion that comes next gave the first time.
    fn replayed(&mut self) -> Option<Option<Text>> {
        let given = self.replay.given.get(self.at).cloned();
        self.at += usize::from(given.is_some());
        given
    }

    /// Remembers what an expansion gave.
    fn give(&mut self, value: Option<Text>) {
        self.replay.given.push(value);
        self.at += 1;
    }

    // ---- parts -----------------------------------------------------------------------------------------------------------

    /// The parts of a word, with a tilde at its front.
    fn word_parts(&mut self, parts: &[Part], fields: &mut Fields) -> Expanded<()> {
        let Some(Part::Literal(text)) = parts.first() else { return self.parts(parts, false, fields) };
        if text.first() == Some(&b'~') && (parts.len() == 1 || text.contains(&b'/')) {
            let rest = self.tilde(text, fields);
            fields.push(rest, false);
            return self.parts(&parts[1..], false, fields);
        }
        self.parts(parts, false, fields)
    }

    /// Pushes what the `~` at the front of `text` stands for; gives what is left.
    fn tilde<'t>(&self, text: &'t [u8], fields: &mut Fields) -> &'t [u8] {
        let Some(name) = text.strip_prefix(b"~") else { return text };
        let len = name.iter().position(|c| *c == b'/').unwrap_or(name.len());
        let (user, rest) = name.split_at(len);
        let variable = |name: &[u8]| self.shell.variables.get(name).map(|value| value.to_vec());
        let home = match user {
            b"" => variable(b"HOME").or_else(|| path::home_of(self.kernel, self.task, b"root")),
            b"+" => variable(b"PWD"),
            b"-" => variable(b"OLDPWD"),
            user => path::home_of(self.kernel, self.task, user),
        };
        match home {
            Some(home) => {
                let home = if home == b"/" && !rest.is_empty() { Vec::new() } else { home };
                fields.push(&home, true);
                rest
            }
            None => text,
        }
    }

    fn parts(&mut self, parts: &[Part], quoted: bool, fields: &mut Fields) -> Expanded<()> {
        parts.iter().try_for_each(|part| self.part(part, quoted, fields))
    }

    fn part(&mut self, part: &Part, quoted: bool, fields: &mut Fields) -> Expanded<()> {
        match part {
            Part::Literal(text) => fields.push(text, quoted),
            Part::Escaped(c) => fields.push(&[*c], true),
            Part::Single(text) => fields.push(text, true),
            Part::AnsiC(text) => fields.push(&escape::ansi_c(text), true),
            Part::Double(parts) => {
                if parts.is_empty() {
                    fields.push(b"", true);
                }
                return self.parts(parts, true, fields);
            }
            Part::Param(param) => return self.param(param, quoted, fields),
            Part::Command(list) => {
                let Some(given) = self.replayed() else { return Err(Stop::Run(list.clone())) };
                let output = given.unwrap_or_default();
                // The shells drop NUL bytes, and the line ends behind the text.
                let end = output.iter().rposition(|c| *c != b'\n').map_or(0, |at| at + 1);
                let text: Vec<u8> = output[..end].iter().copied().filter(|c| *c != 0).collect();
                push_value(&text, quoted, fields);
            }
            Part::Process(list) => {
                let Some(given) = self.replayed() else { return Err(Stop::Open(list.clone())) };
                fields.push(&given.unwrap_or_default(), true);
            }
            Part::Arith(word) => {
                let value = self.arith(word)?;
                push_value(value.to_string().as_bytes(), quoted, fields);
            }
        }
        Ok(())
    }
}

/// Adds what an expansion gave.
fn push_value(value: &[u8], quoted: bool, fields: &mut Fields) {
    if quoted || !fields.splits() {
        fields.push(value, quoted);
    } else {
        fields.push_split(value);
    }
}
