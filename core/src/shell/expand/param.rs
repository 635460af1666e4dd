//! Parameters: `$x`, `$@`, `${x:-word}` and the rest.

use super::array;
use super::fields::Fields;
use super::{Expanded, Expander, Failure, Stop, Vars, push_value};
use crate::pattern::Glob;
use crate::process::{Key, Shell, Text};
use crate::script::ast::{Absent, End, Index, Param, ParamOp, Which};
use crate::script::{Dialect, is_name};

impl Vars for Shell {
    fn get(&mut self, name: &[u8]) -> Option<Vec<u8>> {
        if name.ends_with(b"]") {
            let (name, key) = array::element(self, name)?;
            return array::elements(self, &name)?.get(&key).map(|value| value.to_vec());
        }
        parameter(self, name).map(|value| value.to_vec())
    }

    fn set(&mut self, name: &[u8], value: &[u8]) -> bool {
        if name.ends_with(b"]") {
            return array::element(self, name)
                .is_some_and(|(name, key)| array::set_element(self, &name, &key, value, false));
        }
        let all = self.options.allexport;
        let mut value = Text::from(value);
        if self.variables.variable(name).is_some_and(|variable| variable.integer) {
            // What is no expression is 0.
            let number = crate::shell::arith::eval(&value, self).unwrap_or(0);
            value = number.to_string().into_bytes().into();
        }
        let set = |variable: &mut crate::process::Variable| {
            variable.assign(value);
            variable.exported |= all;
        };
        self.variables.change(name, set).is_ok()
    }
}

/// The value of a parameter other than `@` and `*`.
pub(in crate::shell) fn parameter(shell: &Shell, name: &[u8]) -> Option<Text> {
    let number = |n: u64| Some(Text::from(n.to_string().into_bytes()));
    match name {
        b"?" => number(u64::from(shell.status)),
        b"$" => number(u64::from(shell.pid)),
        b"#" => number(shell.args.len() as u64),
        b"!" => shell.last_background.and_then(|pid| number(u64::from(pid.0))),
        b"-" => Some(flags(shell).into()),
        b"0" => Some(shell.name.clone()),
        b"_" if shell.dialect == Dialect::Bash => Some(shell.last_argument.clone()),
        b"LINENO" => number(u64::from(shell.line)),
        [b'0'..=b'9', ..] => {
            let at: usize = std::str::from_utf8(name).ok()?.parse().ok()?;
            shell.args.get(at.checked_sub(1)?).cloned()
        }
        b"PIPESTATUS" | b"FUNCNAME" | b"BASH_SOURCE" if shell.dialect == Dialect::Bash => {
            array::elements(shell, name)?.get(&Key::At(0)).cloned()
        }
        name => shell.variables.get(name).cloned(),
    }
}

/// The name of a variable that bash sets and that is not here.
fn not_simulated(shell: &Shell, name: &[u8]) -> Option<&'static str> {
    const NAMES: [&str; 12] = [
        "BASHOPTS",
        "BASHPID",
        "BASH_COMMAND",
        "BASH_SUBSHELL",
        "BASH_VERSINFO",
        "DIRSTACK",
        "EPOCHREALTIME",
        "EPOCHSECONDS",
        "GROUPS",
        "SECONDS",
        "SHELLOPTS",
        "SRANDOM",
    ];
    let known = NAMES.into_iter().find(|known| known.as_bytes() == name)?;
    let set = shell.dialect == Dialect::Ash || shell.variables.variable(name).is_some();
    (!set).then_some(known)
}

/// `$-`
fn flags(shell: &Shell) -> Vec<u8> {
    let options = &shell.options;
    let bash = shell.dialect == Dialect::Bash;
    let letters = [
        (b'a', options.allexport),
        (b'e', options.errexit),
        (b'f', options.noglob),
        (b'h', bash),
        (b'i', options.interactive),
        (b'm', bash && options.interactive),
        (b'n', options.noexec),
        (b'u', options.nounset),
        (b'v', options.verbose),
        (b'x', options.xtrace),
        (b'B', bash),
        (b'C', options.noclobber),
        (b'H', bash && options.interactive),
        (b'c', bash && options.command_string),
        (b's', bash && !options.command_string && options.interactive),
    ];
    let first = (b'c', !bash && options.command_string);
    [first].into_iter().chain(letters).filter_map(|(letter, on)| on.then_some(letter)).collect()
}

impl Expander<'_> {
    pub(super) fn param(&mut self, param: &Param, quoted: bool, fields: &mut Fields) -> Expanded<()> {
        if !matches!(param.op, ParamOp::Length)
            && let Some((words, joined)) = self.several(param)
        {
            return self.all_args(param, (words, joined), quoted, fields);
        }
        let key = match &param.index {
            Some(Index::At(index)) => Some(self.key(&param.name, index)?),
            _ => None,
        };
        let value = match self.replayed() {
            Some(given) => given,
            None => {
                let value = self.value(param, key.as_ref())?;
                self.give(value.clone());
                value
            }
        };
        let value = match &param.op {
            ParamOp::Value | ParamOp::Length | ParamOp::Indirect | ParamOp::Keys => value,
            ParamOp::Absent { then, or_empty, word } => {
                let present = value.as_ref().is_some_and(|value| !(*or_empty && value.is_empty()));
                match (then, present) {
                    (Absent::Use | Absent::Assign | Absent::Fail, true) => value,
                    (Absent::Alternative, false) => Some(Text::from(&b""[..])),
                    (Absent::Use, false) | (Absent::Alternative, true) => {
                        return self.inner_word(&word.0, quoted, fields);
                    }
                    (Absent::Assign, false) => match &key {
                        Some(key) => {
                            let value = self.one(word)?;
                            array::set_element(self.shell, &param.name, key, &value, false);
                            Some(value)
                        }
                        None => Some(self.assign(&param.name, word)?),
                    },
                    (Absent::Fail, false) => return self.absent(&param.name, *or_empty, word),
                }
            }
            ParamOp::Trim { end, longest, pattern } => {
                let glob = Glob::new(&self.quoted(pattern)?);
                value.map(|value| trimmed(&value, &glob, *end, *longest))
            }
            ParamOp::Replace { which, pattern, with } => {
                let glob = Glob::new(&self.quoted(pattern)?);
                let with = self.one(with)?;
                value.map(|value| replaced(&value, &glob, *which, &with).into())
            }
            ParamOp::Substring { offset, length } => {
                let offset = self.arith(offset)?;
                let length = length.as_ref().map(|length| self.arith(length)).transpose()?;
                let value = value.unwrap_or_default();
                match substring(&value, offset, length) {
                    Some(part) => Some(part),
                    None => return self.fail(format!("{}: substring expression < 0", length.unwrap_or(0))),
                }
            }
            ParamOp::Case { upper, all } => value.map(|value| cased(&value, *upper, *all)),
        };
        match value {
            Some(value) => push_value(&value, quoted, fields),
            // An unset variable between quotes is an empty field.
            None if quoted => fields.push(b"", true),
            None => {}
        }
        Ok(())
    }

    /// A word inside of `${…}`.
    fn inner_word(&mut self, parts: &[crate::script::ast::Part], quoted: bool, fields: &mut Fields) -> Expanded<()> {
        if quoted {
            fields.push(b"", true);
            return self.parts(parts, true, fields);
        }
        self.word_parts(parts, fields)
    }

    /// The value before the operation; for a length, the length.
    fn value(&mut self, param: &Param, key: Option<&Key>) -> Expanded<Option<Text>> {
        if &*param.name == b"RANDOM" {
            return self.fail("drydock: $RANDOM is not simulated: everything here can be repeated");
        }
        if let Some(name) = not_simulated(self.shell, &param.name) {
            return self.fail(format!("drydock: ${name} is not simulated"));
        }
        if param.op == ParamOp::Length
            && let Some((words, _)) = self.several(param)
        {
            return Ok(Some(words.len().to_string().into_bytes().into()));
        }
        let value = match key {
            Some(key) => array::elements(self.shell, &param.name).and_then(|array| array.get(key).cloned()),
            None => parameter(self.shell, &param.name),
        };
        if value.is_none()
            && self.shell.options.nounset
            && !matches!(param.op, ParamOp::Absent { .. })
            && &*param.name != b"!"
        {
            let name = match key {
                Some(Key::At(at)) => format!("{}[{at}]", String::from_utf8_lossy(&param.name)),
                _ => String::from_utf8_lossy(&param.name).into_owned(),
            };
            let message = match self.shell.dialect {
                Dialect::Bash if param.name[0].is_ascii_digit() => format!("${name}: unbound variable"),
                Dialect::Bash => format!("{name}: unbound variable"),
                Dialect::Ash => format!("{name}: parameter not set"),
            };
            let status = if self.shell.dialect == Dialect::Bash { 127 } else { 2 };
            return Err(Stop::Fail(Failure { message, status }));
        }
        Ok(match &param.op {
            ParamOp::Length => {
                let value = value.unwrap_or_default();
                let characters = String::from_utf8_lossy(&value).chars().count();
                Some(characters.to_string().into_bytes().into())
            }
            ParamOp::Indirect => match value {
                Some(name) => parameter(self.shell, &name),
                None => {
                    return self.fail(format!("{}: invalid indirect expansion", String::from_utf8_lossy(&param.name)));
                }
            },
            _ => value,
        })
    }

    fn assign(&mut self, name: &[u8], word: &crate::script::ast::Word) -> Expanded<Text> {
        let value = self.one(word)?;
        let name_shown = String::from_utf8_lossy(name).into_owned();
        if !is_name(name) {
            return self.fail(format!("${name_shown}: cannot assign in this way"));
        }
        if !Vars::set(self.shell, name, &value) {
            return self.fail(readonly(&name_shown, self.shell.dialect));
        }
        Ok(value)
    }

    /// Sets a variable.
    pub(in crate::shell) fn set(&mut self, name: &[u8], value: &[u8]) -> Expanded<()> {
        if Vars::set(self.shell, name, value) {
            return Ok(());
        }
        self.fail(readonly(&String::from_utf8_lossy(name), self.shell.dialect))
    }

    /// Whether what a variable is given is computed.
    pub(in crate::shell) fn is_integer(&self, name: &[u8]) -> bool {
        self.shell.variables.variable(name).is_some_and(|variable| variable.integer)
    }

    /// A variable's value as it was when the expansion first came here.
    pub(in crate::shell) fn current(&mut self, name: &[u8]) -> Text {
        if let Some(given) = self.replayed() {
            return given.unwrap_or_default();
        }
        let value = self.shell.variables.get(name).cloned();
        self.give(value.clone());
        value.unwrap_or_default()
    }

    fn absent(&mut self, name: &[u8], or_empty: bool, word: &crate::script::ast::Word) -> Expanded<()> {
        let text = self.one(word)?;
        let bash = self.shell.dialect == Dialect::Bash;
        let what = match (&*text, bash, or_empty) {
            (b"", true, true) => "parameter null or not set".to_owned(),
            (b"", true, false) => "parameter not set".to_owned(),
            (b"", false, true) => "parameter not set or null".to_owned(),
            (b"", false, false) => "parameter not set".to_owned(),
            (text, ..) => String::from_utf8_lossy(text).into_owned(),
        };
        let message = format!("{}: {what}", String::from_utf8_lossy(name));
        Err(Stop::Fail(Failure { message, status: if bash { 127 } else { 2 } }))
    }

    /// `$@` and `$*`.
    fn all_args(
        &mut self,
        param: &Param,
        (mut args, joined): (Vec<Text>, bool),
        quoted: bool,
        fields: &mut Fields,
    ) -> Expanded<()> {
        match &param.op {
            ParamOp::Value => {}
            ParamOp::Absent { then, or_empty, word } => {
                let present = match &args[..] {
                    [] => false,
                    [only] => !(*or_empty && only.is_empty()),
                    _ => true,
                };
                match (then, present) {
                    (Absent::Alternative, false) => return Ok(()),
                    (Absent::Alternative, true) | (Absent::Use, false) => {
                        return self.inner_word(&word.0, quoted, fields);
                    }
                    (Absent::Assign, false) => return self.fail("$@: cannot assign in this way"),
                    (Absent::Fail, false) => return self.absent(&param.name, *or_empty, word),
                    _ => {}
                }
            }
            ParamOp::Trim { end, longest, pattern } => {
                let glob = Glob::new(&self.quoted(pattern)?);
                args = args.iter().map(|arg| trimmed(arg, &glob, *end, *longest)).collect();
            }
            ParamOp::Replace { which, pattern, with } => {
                let glob = Glob::new(&self.quoted(pattern)?);
                let with = self.one(with)?;
                args = args.iter().map(|arg| replaced(arg, &glob, *which, &with).into()).collect();
            }
            ParamOp::Substring { offset, length } => {
                let offset = self.arith(offset)?;
                let length = length.as_ref().map(|length| self.arith(length)).transpose()?;
                if param.index.is_none() {
                    args.insert(0, self.shell.name.clone());
                }
                let from = if offset < 0 { args.len() as i64 + offset } else { offset };
                let from = usize::try_from(from).unwrap_or(usize::MAX).min(args.len());
                let count = length.map_or(usize::MAX, |length| usize::try_from(length).unwrap_or(0));
                args = args.into_iter().skip(from).take(count).collect();
            }
            ParamOp::Case { upper, all } => args = args.iter().map(|arg| cased(arg, *upper, *all)).collect(),
            ParamOp::Length | ParamOp::Indirect | ParamOp::Keys => {}
        }
        if joined && quoted {
            let ifs = self.ifs();
            let joined = args.join(&ifs[..ifs.len().min(1)]);
            fields.push(&joined, true);
            return Ok(());
        }
        for (at, arg) in args.iter().enumerate() {
            if at > 0 {
                match (fields.splits(), quoted) {
                    (false, _) => fields.push(b" ", quoted),
                    (true, true) => fields.finish(),
                    (true, false) => fields.finish_open(),
                }
            }
            push_value(arg, quoted, fields);
        }
        Ok(())
    }
}

/// What a shell says when a variable may not be set.
pub(in crate::shell) fn readonly(name: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Bash => format!("{name}: readonly variable"),
        Dialect::Ash => format!("{name}: is read only"),
    }
}

fn trimmed(value: &Text, glob: &Glob, end: End, longest: bool) -> Text {
    match end {
        End::Front => glob.match_front(value, longest).map_or_else(|| value.clone(), |at| value[at..].into()),
        End::Back => glob.match_back(value, longest).map_or_else(|| value.clone(), |at| value[..at].into()),
    }
}

fn replaced(value: &[u8], glob: &Glob, which: Which, with: &[u8]) -> Vec<u8> {
    let splice = |from: usize, to: usize| [&value[..from], with, &value[to..]].concat();
    match which {
        Which::Front => glob.match_front(value, true).map_or_else(|| value.to_vec(), |to| splice(0, to)),
        Which::Back => glob.match_back(value, true).map_or_else(|| value.to_vec(), |from| splice(from, value.len())),
        Which::First | Which::All => {
            let (mut out, mut at) = (Vec::new(), 0);
            while at < value.len() {
                match glob.match_front(&value[at..], true) {
                    Some(len) if len > 0 => {
                        out.extend_from_slice(with);
                        at += len;
                        if which == Which::First {
                            break;
                        }
                    }
                    _ => {
                        out.push(value[at]);
                        at += 1;
                    }
                }
            }
            out.extend_from_slice(&value[at..]);
            out
        }
    }
}

/// Counted in characters. `None` for a negative length that reaches before the offset.
fn substring(value: &[u8], offset: i64, length: Option<i64>) -> Option<Text> {
    let text = String::from_utf8_lossy(value);
    let count = text.chars().count() as i64;
    let from = if offset < 0 { count + offset } else { offset };
    if !(0..=count).contains(&from) {
        return Some(Text::from(&b""[..]));
    }
    let to = match length {
        None => count,
        Some(length) if length < 0 => count + length,
        Some(length) => from.saturating_add(length).min(count),
    };
    if to < from {
        return None;
    }
    let part: String = text.chars().skip(from as usize).take((to - from) as usize).collect();
    Some(part.into_bytes().into())
}

fn cased(value: &[u8], upper: bool, all: bool) -> Text {
    let text = String::from_utf8_lossy(value);
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        if !all && at > 0 {
            out.push(c);
        } else if upper {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out.into_bytes().into()
}
