//! The functions that templates can call: Go's and Docker's.
//!
//! Model: Go `text/template/funcs.go`, docker/cli `templates/templates.go`.

use std::fmt::Write as _;
use std::rc::Rc;

use super::Functions;
use super::compare;
use super::print;
use super::sprintf;
use super::value::{List, Value};

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parameter {
    Any,
    String,
    Int,
    Strings,
}

/// A function's parameters: those it must have, and the kind of any number more.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signature {
    pub fixed: &'static [Parameter],
    pub more: Option<Parameter>,
}

use Parameter::{Any, Int, String as Text, Strings};

const fn fixed(fixed: &'static [Parameter]) -> Signature {
    Signature { fixed, more: None }
}

const fn variadic(fixed: &'static [Parameter]) -> Signature {
    Signature { fixed, more: Some(Any) }
}

/// What `name` takes, if it is a function.
pub(super) fn signature(name: &str, functions: Functions) -> Option<Signature> {
    Some(match name {
        "and" | "or" | "index" | "slice" | "call" | "eq" => variadic(&[Any]),
        "print" | "println" | "html" | "js" | "urlquery" => variadic(&[]),
        "printf" => variadic(&[Text]),
        "json" if functions == Functions::Header => fixed(&[Text]),
        "join" if functions == Functions::Header => fixed(&[Text, Text]),
        "not" | "len" | "json" => fixed(&[Any]),
        "ne" | "lt" | "le" | "gt" | "ge" => fixed(&[Any, Any]),
        "title" | "lower" | "upper" => fixed(&[Text]),
        "split" => fixed(&[Text, Text]),
        "join" => fixed(&[Strings, Text]),
        "pad" => fixed(&[Text, Int, Int]),
        "truncate" => fixed(&[Text, Int]),
        _ => return None,
    })
}

/// Whether there is such a function.
pub(super) fn exists(name: &str) -> bool {
    signature(name, Functions::Basic).is_some()
}

/// Calls a function with arguments that fit its signature. `and` and `or` are called with what decides.
pub(super) fn call(name: &str, args: &[Value], functions: Functions) -> Result<Value, String> {
    const DOCKERS: [&str; 8] = ["json", "split", "join", "title", "lower", "upper", "pad", "truncate"];
    let text = |n: usize| -> &str {
        match args.get(n) {
            Some(Value::String(text) | Value::Number(text)) => text,
            _ => "",
        }
    };
    let int = |n: usize| match args.get(n) {
        Some(Value::Int(number, _)) => usize::try_from(*number).unwrap_or(0),
        _ => 0,
    };
    let string = |text: String| Ok(Value::string(text));
    let first = args.first().cloned().unwrap_or(Value::None);
    if functions == Functions::Header && DOCKERS.contains(&name) {
        return Ok(first);
    }
    match name {
        "and" | "or" => Ok(args.last().cloned().unwrap_or(Value::None)),
        "not" => Ok(Value::Bool(!first.is_true())),
        "len" => length(&first).map(Value::int),
        "index" => args[1..].iter().try_fold(first, |value, index| element(&value, index)),
        "slice" => slice(&first, &args[1..]),
        "call" => Err("non-function of type ".to_owned() + &first.type_name()),
        "print" => string(sprint(args)),
        "println" => string(args.iter().map(print::plain).collect::<Vec<_>>().join(" ") + "\n"),
        "printf" => string(sprintf::sprintf(text(0), &args[1..])),
        "html" => string(escape(args, html)),
        "js" => string(escape(args, js)),
        "urlquery" => string(escape(args, url_query)),
        "json" => string(first.to_json()),
        "eq" => compare::equal(&first, &args[1..]).map(Value::Bool),
        "ne" => compare::equal(&first, &args[1..]).map(|equal| Value::Bool(!equal)),
        "lt" => compare::order(&first, &args[1]).map(|order| Value::Bool(order.is_lt())),
        "le" => compare::order(&first, &args[1]).map(|order| Value::Bool(order.is_le())),
        "gt" => compare::order(&first, &args[1]).map(|order| Value::Bool(order.is_gt())),
        "ge" => compare::order(&first, &args[1]).map(|order| Value::Bool(order.is_ge())),
        "title" => string(title(text(0))),
        "lower" => string(text(0).to_lowercase()),
        "upper" => string(text(0).to_uppercase()),
        "split" => Ok(split(text(0), text(1))),
        "join" => string(join(&first, text(1))),
        "pad" if text(0).is_empty() => Ok(first),
        "pad" => string([&" ".repeat(int(1).min(MAX_PAD)), text(0), &" ".repeat(int(2).min(MAX_PAD))].concat()),
        _ => string(truncate(text(0), int(1))),
    }
}

/// More blanks than this are not made. Go would run out of memory.
const MAX_PAD: usize = 1_000_000;

/// Operands one after the other, with a blank between two of which none is a string.
fn sprint(args: &[Value]) -> String {
    let mut out = String::new();
    for (n, value) in args.iter().enumerate() {
        let is_string = |value: &Value| matches!(value, Value::String(_) | Value::Number(_));
        if n > 0 && !is_string(value) && !is_string(&args[n - 1]) {
            out.push(' ');
        }
        out.push_str(&print::plain(value));
    }
    out
}

fn length(value: &Value) -> Result<i64, String> {
    let length = match value {
        Value::String(text) | Value::Number(text) => text.len(),
        Value::List(list) => list.items.as_ref().map_or(0, Vec::len),
        Value::Map(map) => map.entries.as_ref().map_or(0, std::collections::BTreeMap::len),
        Value::None => return Err("reflect: call of reflect.Value.Type on zero Value".to_owned()),
        Value::NilPointer(_) => return Err("len of nil pointer".to_owned()),
        Value::Struct(value) => return Err("len of type ".to_owned() + value.type_name),
        _ => return Err("len of type ".to_owned() + &value.type_name()),
    };
    Ok(length as i64)
}

/// An index into a sequence of `length`; up to `length` itself if that is where a slice may end.
fn position(index: &Value, length: usize, may_be_end: bool) -> Result<usize, String> {
    let number = match index {
        Value::Int(number, _) => *number,
        Value::None => return Err("cannot index slice/array with nil".to_owned()),
        _ => return Err("cannot index slice/array with type ".to_owned() + &index.type_name()),
    };
    let end = length + usize::from(may_be_end);
    usize::try_from(number).ok().filter(|n| *n < end).ok_or_else(|| format!("index out of range: {number}"))
}

fn element(value: &Value, index: &Value) -> Result<Value, String> {
    match value {
        Value::String(text) | Value::Number(text) => {
            let at = position(index, text.len(), false)?;
            Ok(Value::Int(i64::from(text.as_bytes()[at]), "uint8"))
        }
        Value::List(list) => {
            let items = list.items.as_deref().unwrap_or_default();
            Ok(items[position(index, items.len(), false)?].clone())
        }
        Value::Map(map) => match index {
            Value::String(key) if map.key_type == "string" => {
                Ok(map.get(key).cloned().unwrap_or_else(|| map.zero.clone()))
            }
            Value::None => Err("value is nil; should be of type ".to_owned() + map.key_type),
            _ => Err(["value has type ", &index.type_name(), "; should be ", map.key_type].concat()),
        },
        Value::None => Err("index of untyped nil".to_owned()),
        Value::NilPointer(_) => Err("index of nil pointer".to_owned()),
        Value::Struct(inner) => Err("can't index item of type ".to_owned() + inner.type_name),
        _ => Err("can't index item of type ".to_owned() + &value.type_name()),
    }
}

fn slice(value: &Value, indexes: &[Value]) -> Result<Value, String> {
    let length = match value {
        Value::String(text) | Value::Number(text) => text.len(),
        Value::List(list) => list.items.as_ref().map_or(0, Vec::len),
        Value::None => return Err("slice of untyped nil".to_owned()),
        _ => return Err("can't slice item of type ".to_owned() + &value.type_name()),
    };
    if indexes.len() > 3 {
        return Err(format!("too many slice indexes: {}", indexes.len()));
    }
    let mut range = [0, length, length];
    for (bound, index) in range.iter_mut().zip(indexes) {
        *bound = position(index, length, true)?;
    }
    let [from, to, _] = range;
    if from > to {
        return Err(format!("invalid slice index: {from} > {to}"));
    }
    match value {
        Value::List(list) => {
            let items = list.items.as_ref().map(|items| items[from..to].to_vec());
            Ok(Value::List(Rc::new(List { type_name: list.type_name, items })))
        }
        Value::String(_) | Value::Number(_) if indexes.len() == 3 => Err("cannot 3-index slice a string".to_owned()),
        Value::String(text) | Value::Number(text) => {
            Ok(Value::string(String::from_utf8_lossy(&text.as_bytes()[from..to]).into_owned()))
        }
        _ => Ok(Value::None),
    }
}

fn split(text: &str, separator: &str) -> Value {
    let parts: Vec<String> = if separator.is_empty() {
        text.chars().map(String::from).collect()
    } else {
        text.split(separator).map(str::to_owned).collect()
    };
    Value::strings(Some(&parts))
}

fn join(list: &Value, separator: &str) -> String {
    let Value::List(list) = list else { return String::new() };
    list.items.iter().flatten().map(print::plain).collect::<Vec<_>>().join(separator)
}

/// The first letter of each word in upper case.
fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        let separated =
            if before.is_ascii() { !before.is_ascii_alphanumeric() && before != '_' } else { before.is_whitespace() };
        if separated {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        before = c;
    }
    out
}

fn truncate(text: &str, length: usize) -> String {
    // Bytes, not characters: Docker cuts a character in two.
    String::from_utf8_lossy(&text.as_bytes()[..length.min(text.len())]).into_owned()
}

fn escape(args: &[Value], each: fn(&mut String, char)) -> String {
    let text = match args {
        [Value::String(text)] => text.to_string(),
        _ => sprint(args),
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        each(&mut out, c);
    }
    out
}

fn html(out: &mut String, c: char) {
    match c {
        '\0' => out.push('\u{fffd}'),
        '"' => out.push_str("&#34;"),
        '\'' => out.push_str("&#39;"),
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        _ => out.push(c),
    }
}

fn js(out: &mut String, c: char) {
    match c {
        '\\' | '\'' | '"' => out.extend(['\\', c]),
        '<' | '>' | '&' | '=' | '\0'..='\u{1f}' => _ = write!(out, "\\u{:04X}", u32::from(c)),
        _ => out.push(c),
    }
}

fn url_query(out: &mut String, c: char) {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' | '~' => out.push(c),
        ' ' => out.push('+'),
        _ => {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                _ = write!(out, "%{byte:02X}");
            }
        }
    }
}
