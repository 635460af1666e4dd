//! Arrays: `a=(…)`, `a[i]=…`, `${a[i]}`, `${a[@]}`. Bash only.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Expanded, Expander, readonly};
use crate::process::{Array, Frame, Key, Shell, Text};
use crate::script::ast::{Assign, Index, Param, Word};

/// The elements of a variable: an array's, or the one that a plain value is.
pub(in crate::shell) fn elements(shell: &Shell, name: &[u8]) -> Option<Rc<Array>> {
    let numbered = |all: Vec<Text>| Some(Rc::new(Array::Indexed((0..).zip(all).collect())));
    match name {
        b"PIPESTATUS" => {
            numbered(shell.pipe_status.iter().map(|status| status.to_string().into_bytes().into()).collect())
        }
        b"FUNCNAME" | b"BASH_SOURCE" => {
            let calls = calls(shell);
            let inside = name != b"FUNCNAME" || calls.len() > usize::from(is_script(shell));
            let all = calls.into_iter().map(|(called, file)| if name == b"FUNCNAME" { called } else { file });
            let all: Vec<Text> = all.collect();
            if all.is_empty() || !inside { None } else { numbered(all) }
        }
        name => {
            let variable = shell.variables.variable(name)?;
            match (&variable.array, &variable.value) {
                (Some(array), _) => Some(array.clone()),
                (None, Some(value)) => Some(Rc::new(Array::Indexed(BTreeMap::from([(0, value.clone())])))),
                (None, None) => None,
            }
        }
    }
}

/// Whether the shell reads a file: then that counts as a call of its own.
fn is_script(shell: &Shell) -> bool {
    !shell.options.typed && !shell.options.command_string
}

/// The file of what is being called.
pub(in crate::shell) fn file_of_call(shell: &Shell) -> Option<Text> {
    let reads = |frame: &Frame| matches!(frame, Frame::Source { returns: true, .. });
    let calls_or_reads = |frame: &&Frame| matches!(frame, Frame::Function { .. }) || reads(frame);
    if shell.frames.iter().rev().find(calls_or_reads).is_some_and(reads) {
        return shell.source.clone();
    }
    let call = calls(shell).into_iter().next();
    call.map(|(_, file)| file).or_else(|| shell.source.clone())
}

/// What is being called, the innermost first: functions, a file that is read by `.`, the script; and the files they are from.
fn calls(shell: &Shell) -> Vec<(Text, Text)> {
    let main = || Text::from(&b"main"[..]);
    let file = || match shell.options {
        _ if is_script(shell) => shell.name.clone(),
        options if options.command_string => b"environment"[..].into(),
        _ => main(),
    };
    let functions = shell.frames.iter().rev().filter_map(|frame| match frame {
        Frame::Function { name, .. } => {
            Some((name.clone(), shell.function_files.get(name).cloned().unwrap_or_else(file)))
        }
        _ => None,
    });
    let source = shell.source.clone().map(|file| (Text::from(&b"source"[..]), file));
    let script = is_script(shell).then(|| (main(), shell.name.clone()));
    functions.chain(source).chain(script).collect()
}

/// Whether a variable's elements have names.
pub(in crate::shell) fn is_named(shell: &Shell, name: &[u8]) -> bool {
    let array = shell.variables.variable(name).and_then(|variable| variable.array.as_deref());
    matches!(array, Some(Array::Named(_)))
}

/// `a[index]`, as arithmetic and `unset` have it: the array and which element.
pub(in crate::shell) fn element(shell: &mut Shell, text: &[u8]) -> Option<(Text, Key)> {
    let at = text.iter().position(|c| *c == b'[')?;
    let (name, index) = (&text[..at], text[at + 1..].strip_suffix(b"]")?);
    let key = if is_named(shell, name) {
        Key::Named(index.into())
    } else {
        Key::At(crate::shell::arith::eval(index, shell).ok()?)
    };
    Some((name.into(), key))
}

/// Sets an element; whether it may be set and can be.
pub(in crate::shell) fn set_element(shell: &mut Shell, name: &[u8], key: &Key, value: &[u8], append: bool) -> bool {
    let mut done = false;
    let set = |variable: &mut crate::process::Variable| {
        done = variable.elements(matches!(key, Key::Named(_))).set(key, value, append);
    };
    shell.variables.change(name, set).is_ok() && done
}

impl Expander<'_> {
    /// Which element an index means.
    pub(super) fn key(&mut self, name: &[u8], index: &Word) -> Expanded<Key> {
        if is_named(self.shell, name) { Ok(Key::Named(self.one(index)?)) } else { Ok(Key::At(self.arith(index)?)) }
    }

    /// The words that a parameter stands for, if it stands for several, and whether they are joined as those of `$*`.
    pub(super) fn several(&self, param: &Param) -> Option<(Vec<Text>, bool)> {
        match (&*param.name, &param.index) {
            (b"@", _) => Some((self.shell.args.to_vec(), false)),
            (b"*", _) => Some((self.shell.args.to_vec(), true)),
            (name, Some(index @ (Index::All | Index::Joined))) => {
                let array = elements(self.shell, name);
                let keys = param.op == crate::script::ast::ParamOp::Keys;
                let words = array.map(|array| if keys { array.keys() } else { array.values() });
                Some((words.unwrap_or_default(), *index == Index::Joined))
            }
            _ => None,
        }
    }

    /// Does an assignment to an array or an element of one, once.
    pub(in crate::shell) fn assign_array(&mut self, assign: &Assign) -> Expanded<()> {
        let mut found: Vec<(Option<Key>, Text)> = Vec::new();
        match (&assign.index, &assign.elements) {
            (Some(index), _) => {
                let key = self.key(&assign.name, index)?;
                found.push((Some(key), self.assigned(&assign.value)?));
            }
            (None, Some(all)) => {
                for (index, word) in all.iter() {
                    match index {
                        Some(index) => {
                            let key = self.key(&assign.name, index)?;
                            found.push((Some(key), self.one(word)?));
                        }
                        None => {
                            found.extend(self.words(std::slice::from_ref(word))?.into_iter().map(|value| (None, value)))
                        }
                    }
                }
            }
            (None, None) => {}
        }
        // What was done is not done again when a later word has to wait.
        if self.replayed().is_some() {
            return Ok(());
        }
        let named = is_named(self.shell, &assign.name);
        let whole = assign.elements.is_some();
        let mut wrong = None;
        let change = |variable: &mut crate::process::Variable| {
            if whole && !assign.append {
                (variable.value, variable.array) = (None, None);
            }
            let array = variable.elements(named);
            for (key, value) in &found {
                let key = key.clone().unwrap_or_else(|| Key::At(array.end()));
                if !array.set(&key, value, assign.append && !whole) {
                    wrong = Some(key);
                }
            }
        };
        if self.shell.variables.change(&assign.name, change).is_err() {
            return self.fail(readonly(&String::from_utf8_lossy(&assign.name), self.shell.dialect));
        }
        self.give(None);
        match wrong {
            None => Ok(()),
            Some(Key::At(at)) => {
                self.fail(format!("{}[{at}]: bad array subscript", String::from_utf8_lossy(&assign.name)))
            }
            Some(Key::Named(_)) => self.fail(format!(
                "{}: cannot convert indexed to associative array",
                String::from_utf8_lossy(&assign.name)
            )),
        }
    }
}
