//! `--help`, laid out as docker's templates lay it out.
//!
//! Model: docker/cli `cli/cobra.go` (`usageTemplate`, `helpTemplate`), spf13/pflag `flag.go` (`FlagUsagesWrapped`, `wrap`).

use super::definition::{Arity, Audience, Command, Entry, Flag, Kind, Section};
use super::go;

/// The width where the terminal's is not known.
pub const DEFAULT_COLUMNS: u16 = 80;
/// Names in lists of commands are padded to this at least (cobra's `minNamePadding`).
const NAME_PADDING: usize = 11;

/// How a command was reached: what it is called there, and its definition.
#[derive(Clone, Debug)]
pub struct Place {
    /// `docker image ls`.
    pub path: String,
    /// The entry that led here.
    pub entry: Entry,
}

/// The usage of a command: everything `--help` prints but its first empty line. It ends in a newline.
pub fn usage(place: &Place, columns: u16) -> String {
    let Place { path, entry } = place;
    let command = entry.command;
    let mut out = ["Usage:  ", path].concat();
    if !command.usage.is_empty() {
        push(&mut out, &[" ", command.usage]);
    }
    push(&mut out, &["\n\n", command.long.unwrap_or(command.short)]);
    if !entry.aliases.is_empty() {
        push(&mut out, &["\n\nAliases:\n  ", entry.name]);
        entry.aliases.iter().for_each(|alias| push(&mut out, &[", ", alias]));
    }
    if let Some(example) = command.example {
        push(&mut out, &["\n\nExamples:\n", example]);
    }
    if command.all_flags().any(is_listed) {
        push(&mut out, &["\n\nOptions:\n", flag_usages(command, columns).trim_end()]);
    }
    entries(&mut out, command, Section::Management, "\n\nManagement Commands:");
    entries(&mut out, command, Section::Operations, "\n\nCommands:");
    if !command.entries().is_empty() {
        push(&mut out, &["\n\nRun '", path, " COMMAND --help' for more information on a command."]);
    }
    out.push('\n');
    out
}

fn push(out: &mut String, parts: &[&str]) {
    out.extend(parts.iter().copied());
}

fn entries(out: &mut String, command: &Command, section: Section, title: &str) {
    let padding = command.entries().iter().map(|entry| entry.name.len()).fold(NAME_PADDING, usize::max);
    let mut listed = command.entries().iter().filter(|entry| entry.command.section() == section).peekable();
    if listed.peek().is_some() {
        out.push_str(title);
    }
    for entry in listed {
        push(out, &["\n  ", entry.name]);
        out.extend(std::iter::repeat_n(' ', padding - entry.name.len() + 1));
        out.push_str(entry.command.short);
    }
}

fn is_listed(flag: &Flag) -> bool {
    flag.audience == Audience::Everyone
}

/// The flags in alphabetical order, their descriptions in a column that breaks between words.
fn flag_usages(command: &Command, columns: u16) -> String {
    let mut flags: Vec<&Flag> = command.all_flags().filter(|flag| is_listed(flag)).collect();
    flags.sort_by_key(|flag| flag.name);
    let names: Vec<String> = flags.iter().map(|flag| flag_name(flag)).collect();
    let indent = names.iter().map(String::len).max().unwrap_or(0) + 3;
    let mut out = String::new();
    for (flag, name) in flags.iter().zip(&names) {
        out.push_str(name);
        out.extend(std::iter::repeat_n(' ', indent - name.len()));
        wrap(&mut out, indent, usize::from(columns.saturating_sub(1)), &flag_text(flag));
        out.push('\n');
    }
    out
}

fn flag_name(flag: &Flag) -> String {
    let mut out = String::from("      --");
    if flag.short != '\0' {
        out.clear();
        out.extend([' ', ' ', '-', flag.short, ',', ' ', '-', '-']);
    }
    out.push_str(flag.name);
    if !flag.kind.word().is_empty() {
        push(&mut out, &[" ", flag.kind.word()]);
    }
    out
}

fn flag_text(flag: &Flag) -> String {
    let mut out = flag.usage.to_owned();
    if !flag.default.is_empty() {
        let quoted = if flag.kind == Kind::String { go::quote(flag.default) } else { flag.default.to_owned() };
        push(&mut out, &[" (default ", &quoted, ")"]);
    }
    out
}

/// Appends `text` broken into lines, those after the first indented. A short last word may stand out by up to five columns.
fn wrap(out: &mut String, indent: usize, width: usize, text: &str) {
    const SLOP: usize = 5;
    const LEAST: usize = 24;
    let (mut indent, mut room) = (indent, width.saturating_sub(indent));
    let put = |out: &mut String, line: &str, indent: usize| {
        for (n, part) in line.split('\n').enumerate() {
            if n > 0 {
                out.push('\n');
                out.extend(std::iter::repeat_n(' ', indent));
            }
            out.push_str(part);
        }
    };
    if room < LEAST {
        indent = 16;
        room = width.saturating_sub(indent);
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', indent));
        if room < LEAST {
            // Too narrow to break anything.
            return put(out, text, indent);
        }
    }
    let (line, mut rest) = break_line(room - SLOP, SLOP, text);
    put(out, line, indent);
    while !rest.is_empty() {
        let (line, behind) = break_line(room - SLOP, SLOP, rest);
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', indent));
        put(out, line, indent);
        rest = behind;
    }
}

/// Cuts `text` at a blank within `length`, unless it is no longer than `length` and `slop`. All texts here are ASCII.
fn break_line(length: usize, slop: usize, text: &str) -> (&str, &str) {
    let Some(head) = text.get(..length).filter(|_| length + slop <= text.len()) else { return (text, "") };
    let blank = head.rfind([' ', '\t', '\n']).filter(|at| *at > 0);
    let newline = head.rfind('\n').filter(|at| *at > 0);
    match newline.or(blank) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    }
}

/// The complaint about `count` arguments, if a command takes more or fewer.
///
/// Model: docker/cli `cli/required.go`.
pub fn check_count(place: &Place, count: usize, columns: u16) -> Result<(), String> {
    let (path, command) = (&place.path, place.entry.command);
    let arguments = |n: usize| if n == 1 { "1 argument".to_owned() } else { n.to_string() + " arguments" };
    let rule = match command.arity {
        Arity::None if count > 0 && !command.entries().is_empty() => {
            return Err(["\n", usage(place, columns).trim_end_matches('\n')].concat());
        }
        Arity::None if count > 0 => "accepts no arguments".to_owned(),
        Arity::Exactly(n) if count != n => "requires exactly ".to_owned() + &arguments(n),
        Arity::AtLeast(n) if count < n => "requires at least ".to_owned() + &arguments(n),
        Arity::AtMost(n) if count > n => "requires at most ".to_owned() + &arguments(n),
        Arity::Range(low, high) if !(low..=high).contains(&count) => {
            ["requires at least ", &low.to_string(), " and at most ", &arguments(high)].concat()
        }
        _ => return Ok(()),
    };
    let gap = if command.usage.is_empty() { "" } else { " " };
    let quoted = go::quote(path);
    let parts = [
        &quoted,
        " ",
        &rule,
        ".\nSee '",
        path,
        " --help'.\n\nUsage:  ",
        path,
        gap,
        command.usage,
        "\n\n",
        command.short,
    ];
    Err(parts.concat())
}
