//! Completion of a line that is being typed: what could stand where the cursor is. Nothing is run and nothing changes.
//!
//! The first word of a command is completed to programs, builtins and keywords, what follows `docker` from Docker's own
//! definitions and the names on the disk, everything else to paths.

use std::collections::BTreeSet;

use crate::cli::complete::complete as docker;
use crate::cli::definition::Operands;
use crate::disk::refstore::RefStore;
use crate::kernel::{Follow, Task};
use crate::machine::Machine;
use crate::programs::Engine;
use crate::script::{Dialect, KEYWORDS};
use crate::shell;
use crate::vfs::{Errno, FileType};

/// What the word before the cursor could become.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// Where the word begins, in bytes of the line. What is chosen takes its place up to the cursor.
    pub start: usize,
    /// The choices, sorted, no two the same.
    pub choices: Vec<Choice>,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Choice {
    /// The whole word, quoted as the shell needs it; without the blank that follows a finished word.
    pub text: String,
    /// What it is, in Docker's words; empty for names.
    pub note: &'static str,
    /// Whether the word is finished: a directory is not.
    pub finished: bool,
}

impl Completion {
    /// What all choices begin with: as far as the line can be completed without choosing.
    pub fn common(&self) -> &str {
        let Some((first, rest)) = self.choices.split_first() else { return "" };
        let agree =
            |a: &str, b: &str| a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
        let length = rest.iter().fold(first.text.len(), |length, choice| agree(&first.text[..length], &choice.text));
        &first.text[..length]
    }
}

/// Paths shown at most: a directory may be large.
const MAX_CHOICES: usize = 500;

/// Completes the word of `line` that ends at byte `cursor`, in the shell that waits for a line.
pub fn complete(engine: &Engine, machine: &Machine, line: &str, cursor: usize) -> Completion {
    let Some(typed) = line.get(..cursor) else { return Completion::default() };
    let (words, current) = words(typed);
    let start = current.start;
    let mut choices = match words.first().map(String::as_str) {
        None if !current.text.contains('/') => commands(engine, &current.text),
        Some("docker") => docker_line(machine, &words[1..], &current.text),
        _ => BTreeSet::new(),
    };
    if choices.is_empty() {
        choices = paths(machine, &current.text);
    }
    Completion { start, choices: choices.into_iter().take(MAX_CHOICES).collect() }
}

/// The word at the cursor, without its quotes.
#[derive(Debug, Default)]
struct Current {
    start: usize,
    text: String,
}

/// The words of the command that is being typed, and the one at the cursor. Follows quotes and what separates commands; does not
/// expand anything.
fn words(typed: &str) -> (Vec<String>, Current) {
    let (mut words, mut current, mut begun) = (Vec::new(), Current::default(), false);
    let (mut quote, mut redirect) = (None, false);
    let mut chars = typed.char_indices();
    while let Some((at, c)) = chars.next() {
        let blank = quote.is_none() && (c == ' ' || c == '\t');
        let separator = quote.is_none() && matches!(c, '|' | ';' | '&' | '(' | ')' | '\n' | '`' | '<' | '>');
        if blank || separator {
            if begun && !std::mem::take(&mut redirect) && !is_assignment(&current.text, &words) {
                words.push(std::mem::take(&mut current.text));
            }
            (begun, current) = (false, Current { start: at + c.len_utf8(), text: String::new() });
            if matches!(c, '<' | '>') {
                redirect = true;
            } else if separator {
                words.clear();
                redirect = false;
            }
            continue;
        }
        begun = true;
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None | Some('"'), '\\') => current.text.extend(chars.next().map(|(_, c)| c)),
            (_, c) => current.text.push(c),
        }
    }
    // The name of a file after `>` is never a command.
    if redirect && words.is_empty() {
        words.push(String::new());
    }
    (words, current)
}

fn is_assignment(word: &str, before: &[String]) -> bool {
    before.is_empty() && word.split_once('=').is_some_and(|(name, _)| crate::script::is_name(name.as_bytes()))
}

fn commands(engine: &Engine, typed: &str) -> BTreeSet<Choice> {
    let programs = engine.programs().filter(|program| program.speaks(Dialect::Bash)).map(|program| program.name);
    let words = KEYWORDS.into_iter().filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()));
    let all = programs.chain(shell::builtin_names()).chain(words);
    let begun = all.filter(|name| name.starts_with(typed) && name.starts_with(|c: char| c.is_ascii_alphanumeric()));
    begun.map(|name| Choice { text: name.to_owned(), note: "", finished: true }).collect()
}

fn docker_line(machine: &Machine, words: &[String], typed: &str) -> BTreeSet<Choice> {
    let names = |operands: Operands| match operands {
        Operands::Images | Operands::ImageThenFree => images(machine),
        Operands::Containers | Operands::ContainerThenFree => containers(machine).collect(),
        Operands::Objects => containers(machine).chain(images(machine)).collect(),
        Operands::Volumes => machine.daemon.volumes().iter().map(|volume| volume.name.clone()).collect(),
        Operands::Networks => machine.daemon.networks().iter().map(|network| network.name.clone()).collect(),
        _ => Vec::new(),
    };
    let found = docker(words, typed, &names);
    found.into_iter().map(|found| Choice { text: found.text, note: found.description, finished: true }).collect()
}

/// The names of containers.
fn containers(machine: &Machine) -> impl Iterator<Item = String> {
    machine.daemon.containers().iter().map(|container| container.short_name().to_owned())
}

/// The names of images with a tag.
fn images(machine: &Machine) -> Vec<String> {
    let store = RefStore::load(&machine.kernel().fs).unwrap_or_default();
    store.iter().filter(|(reference, _)| reference.tag.is_some()).map(|(reference, _)| reference.familiar()).collect()
}

fn paths(machine: &Machine, typed: &str) -> BTreeSet<Choice> {
    let task = shell::waiting(machine).map_or_else(|| at_login(machine), |process| process.task.clone());
    let (dir, begun) = typed.rfind('/').map_or(("", typed), |at| typed.split_at(at + 1));
    let opened = match dir.strip_prefix("~/") {
        Some(rest) => format!("/root/{rest}"),
        None if dir.is_empty() => ".".to_owned(),
        None => dir.to_owned(),
    };
    let Ok(entries) = machine.kernel().readdir(&task, opened.as_bytes()) else { return BTreeSet::new() };
    let mut found = BTreeSet::new();
    for entry in entries {
        let name = String::from_utf8_lossy(entry.name.as_bytes()).into_owned();
        if !name.starts_with(begun) || (begun.is_empty() && name.starts_with('.')) || matches!(&*name, "." | "..") {
            continue;
        }
        let path = format!("{}/{name}", opened.trim_end_matches('/'));
        let stat = machine.kernel().stat(&task, path.as_bytes(), Follow::Yes);
        let is_dir = stat.is_ok_and(|stat| stat.file_type == FileType::Dir);
        let end = if is_dir { "/" } else { "" };
        found.insert(Choice { text: format!("{}{}{end}", quoted(dir), quoted(&name)), note: "", finished: !is_dir });
    }
    found
}

/// What the login shell will be, before the first line.
fn at_login(machine: &Machine) -> Task {
    let mut task = Task::host_root();
    let _: Result<(), Errno> = machine.kernel().chdir(&mut task, b"/root");
    task
}

/// With a backslash before what the shell would act on. `~` at the beginning stays: it was typed.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if " \t\n'\"\\$`*?[]#&;|<>(){}!".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::ENGINE;
    use crate::session::Session;
    use crate::world;

    fn texts(line: &str) -> Vec<String> {
        let session = Session::on(world::open("documents").unwrap());
        complete(&ENGINE, session.machine(), line, line.len()).choices.into_iter().map(|choice| choice.text).collect()
    }

    #[test]
    fn commands_then_paths() {
        assert_eq!(texts("ech"), ["echo"]);
        assert_eq!(texts("x=1 ech"), ["echo"]);
        assert_eq!(texts("ls | ca"), ["caller", "case", "cat"]);
        assert_eq!(texts("echo $(ca"), ["caller", "case", "cat"]);
        assert_eq!(texts("ls /var/lib/docker/ima"), ["/var/lib/docker/image/"]);
        assert_eq!(texts("/var/lib/docker/ima"), ["/var/lib/docker/image/"]);
        assert_eq!(texts("echo x > /etc/hostn"), ["/etc/hostname"]);
        assert_eq!(texts("> ech"), [""; 0]);
        assert_eq!(texts("cat '/etc/hostn"), ["/etc/hostname"]);
        assert_eq!(texts("docker image pu"), ["pull", "push"]);
        assert_eq!(texts("ls /nowhere/"), [""; 0]);
    }

    #[test]
    fn where_the_word_begins() {
        let session = Session::on(world::open("empty").unwrap());
        let machine = session.machine();
        let completion = complete(&ENGINE, machine, "ls; cat /etc/resolv.c | x", 21);
        assert_eq!((completion.start, completion.common()), (8, "/etc/resolv.conf"));
        assert_eq!(complete(&ENGINE, machine, "镜", 1), Completion::default(), "not a boundary");
        assert_eq!(complete(&ENGINE, machine, "ls", 9), Completion::default());
    }

    #[test]
    fn what_all_have_in_common() {
        let choice = |text: &str| Choice { text: text.to_owned(), note: "", finished: true };
        let common = |texts: &[&str]| {
            let choices = texts.iter().map(|text| choice(text)).collect();
            Completion { start: 0, choices }.common().to_owned()
        };
        assert_eq!(common(&["image/", "images"]), "image");
        assert_eq!(common(&["镜像", "镜子"]), "镜");
        assert_eq!(common(&[]), "");
    }
}
