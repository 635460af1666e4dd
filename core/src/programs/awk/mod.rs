//! `awk`: a small real one.
//!
//! ```text
//! text ──lex──► tokens ──parse──► ast::Program ──run──► output
//! ```
//!
//! The language of POSIX with what is common of gawk's (`gensub`, `match` with an array, `strftime`, `nextfile`, `RS` as a
//! pattern). Left out, by name: random numbers (everything here can be repeated), `IGNORECASE`, coprocesses. A command that is
//! printed to is started when it is closed, or at the end.
//! `for (key in array)` goes in the order of the keys: numbers first, then texts.

mod ast;
mod builtin;
mod evaluate;
mod expression;
mod format;
mod globals;
mod input;
mod lex;
mod output;
mod parse;
mod record;
mod run;
mod statement;
#[cfg(test)]
mod tests;
mod value;

use super::{Context, Exit, Home, Program};
use crate::process::Text;
use crate::profile::TreeVersion;
use input::Files;
use parse::Wrong;
use run::{Halt, Runtime, assignment};
use value::Bytes;

pub(super) const AWK: Program = Program {
    name: "awk",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-F SEPARATOR] [-v NAME=VALUE]... (PROGRAM | -f FILE) [FILE]...",
    summary: ["find and process fields of lines", "按字段处理文本行"],
    run: awk,
};

/// What stands before the program and its files.
#[derive(Default)]
struct Arguments {
    separator: Option<Text>,
    assignments: Vec<Text>,
    files: Vec<Text>,
    rest: Vec<Text>,
}

fn awk(ctx: &mut Context<'_>) -> Exit {
    let mut arguments = match arguments(ctx) {
        Ok(arguments) => arguments,
        Err(status) => return Ok(status),
    };
    let mut text: Vec<u8> = Vec::new();
    for file in &arguments.files {
        match ctx.input(file)? {
            Ok(bytes) => text.extend_from_slice(&bytes),
            Err(error) => {
                let name = String::from_utf8_lossy(file).into_owned();
                let old = ctx.profile().tree == TreeVersion::V1;
                let (cannot, error) =
                    if old { ("can't", format!(" ({error})")) } else { ("cannot", format!(": {error}")) };
                ctx.complain(format_args!("fatal: {cannot} open source file `{name}' for reading{error}"));
                return Ok(2);
            }
        }
        text.push(b'\n');
    }
    if arguments.files.is_empty() {
        if arguments.rest.is_empty() && ctx.busybox() {
            return Ok(super::options::wrong_operands(ctx, "missing program", 1));
        }
        if arguments.rest.is_empty() {
            ctx.err("Usage: awk [POSIX or GNU style options] -f progfile [--] file ...\n");
            ctx.err("Usage: awk [POSIX or GNU style options] [--] 'program' file ...\n");
            return Ok(1);
        }
        text = arguments.rest.remove(0).to_vec();
    }
    let program = match parse::parse(&text, ctx.is_utf8()) {
        Ok(program) => program,
        Err(wrong) => return Ok(refuse(ctx, &text, &wrong)),
    };
    if let Some(message) = program.impossible.filter(|_| !ctx.busybox()) {
        return Ok(error(ctx, &text, message));
    }
    // Read before anything is printed: reading may have to wait.
    let mut files = Files::default();
    if !program.rules.is_empty() || !program.end.is_empty() || program.reads {
        let mut named: Vec<Text> =
            arguments.rest.iter().filter(|name| !name.is_empty() && assignment(name).is_none()).cloned().collect();
        if named.is_empty() || program.reads {
            named.push(b"-"[..].into());
        }
        for name in named {
            if let Ok(bytes) = ctx.input(&name)? {
                files.read.entry(name).or_insert(bytes);
            }
        }
    }
    let mut runtime = Runtime::new(&program, ctx, files);
    let words: Vec<Bytes> = [Text::from(&b"awk"[..])].into_iter().chain(arguments.rest).collect();
    runtime.set_arguments(&words);
    if let Some(separator) = &arguments.separator {
        // POSIX: `-Ft` is a tab.
        let separator = if **separator == *b"t" { b"\t" } else { &**separator };
        runtime.assign_argument(b"FS", separator);
    }
    for word in &arguments.assignments {
        if let Some((name, value)) = assignment(word) {
            runtime.assign_argument(name, value);
        }
    }
    let ended = runtime.whole();
    let ended = match (ended, runtime.close_outputs()) {
        (Ok(()), closed) => closed,
        (ended, _) => ended,
    };
    let (status, place) = (runtime.exit, runtime.place());
    match ended {
        Err(Halt::Fatal(message)) => {
            ctx.flush()?;
            Ok(fatal(ctx, &text, &message, &place))
        }
        Err(Halt::Wait(wait)) => Err(wait),
        Err(Halt::Next | Halt::NextFile) => Ok(fatal(ctx, &text, "`next' cannot be called from a `BEGIN' rule", "")),
        Ok(()) | Err(Halt::Exit) => Ok(status),
    }
}

fn arguments(ctx: &mut Context<'_>) -> Result<Arguments, u8> {
    let mut found = Arguments::default();
    let mut args = ctx.args.clone().into_iter();
    while let Some(arg) = args.next() {
        let value = |letter: &[u8], args: &mut std::vec::IntoIter<Text>| -> Option<Text> {
            let rest = arg.strip_prefix(letter)?;
            if rest.is_empty() { args.next() } else { Some(rest.into()) }
        };
        if *arg == *b"--" {
            found.rest.extend(args);
            break;
        }
        if *arg == *b"-" || !arg.starts_with(b"-") {
            found.rest.push(arg.clone());
            found.rest.extend(args);
            break;
        }
        let target = match arg.get(1) {
            Some(b'F') => value(b"-F", &mut args).map(|text| found.separator = Some(text)),
            Some(b'v') => {
                let word = value(b"-v", &mut args);
                if let Some(word) = word.as_ref().filter(|word| assignment(word).is_none()) {
                    let word = String::from_utf8_lossy(word).into_owned();
                    match word.split_once('=') {
                        Some((name, _)) => ctx.complain(format_args!("fatal: `{name}' is not a legal variable name")),
                        None => {
                            ctx.complain(format_args!("fatal: `{word}' argument to `-v' not in `var=value' form"));
                        }
                    }
                    return Err(2);
                }
                word.map(|word| found.assignments.push(word))
            }
            Some(b'f') => value(b"-f", &mut args).map(|file| found.files.push(file)),
            Some(b'-') if *arg == *b"--help" => return Err(super::options::help(ctx)),
            _ => {
                let option = String::from_utf8_lossy(&arg).into_owned();
                ctx.err(format!("drydock: awk {option} is not simulated\n"));
                return Err(2);
            }
        };
        if target.is_none() {
            let letter = char::from(arg[1]);
            ctx.complain(format_args!("option requires an argument -- {letter}"));
            return Err(2);
        }
    }
    Ok(found)
}

/// Says why a text is no program.
fn refuse(ctx: &mut Context<'_>, text: &[u8], wrong: &Wrong) -> u8 {
    let (at, message) = match wrong {
        Wrong::Fatal(message) => return fatal(ctx, text, message, ""),
        Wrong::Pattern(message) if ctx.busybox() || message.starts_with("drydock: ") => {
            return fatal(ctx, text, message, "");
        }
        Wrong::Pattern(message) => return error(ctx, text, message),
        Wrong::Syntax(at, message) => (*at, message),
    };
    let line = 1 + text[..at].iter().filter(|c| **c == b'\n').count();
    if ctx.busybox() {
        ctx.complain(format_args!("cmd. line:{line}: Unexpected token"));
        return 1;
    }
    let from = text[..at].iter().rposition(|c| *c == b'\n').map_or(0, |newline| newline + 1);
    let to = text[at..].iter().position(|c| *c == b'\n').map_or(text.len(), |len| at + len);
    let shown = String::from_utf8_lossy(&text[from..to]).into_owned();
    let column = String::from_utf8_lossy(&text[from..at]).chars().count();
    ctx.complain(format_args!("cmd. line:{line}: {shown}"));
    ctx.complain(format_args!("cmd. line:{line}: {:column$}^ {message}", ""));
    1
}

/// Says why a program does not begin.
fn error(ctx: &mut Context<'_>, text: &[u8], message: &str) -> u8 {
    let place = if text.contains(&b'\n') { "" } else { "cmd. line:1: " };
    ctx.complain(format_args!("{place}error: {message}"));
    1
}

/// Says why a program cannot go on, and at which record.
fn fatal(ctx: &mut Context<'_>, text: &[u8], message: &str, record: &str) -> u8 {
    if message.starts_with("drydock: ") {
        ctx.err(format!("{message}\n"));
        return 2;
    }
    if ctx.busybox() {
        let message = match message {
            message if message.starts_with("division by zero") => "Division by zero",
            message if message.ends_with("not defined") => "Call to undefined function",
            message => message,
        };
        ctx.complain(format_args!("cmd. line:1: {message}"));
        return 1;
    }
    // Which line of several it was is not kept.
    let place = if text.contains(&b'\n') { "" } else { "cmd. line:1: " };
    ctx.complain(format_args!("{place}{record}fatal: {message}"));
    2
}
