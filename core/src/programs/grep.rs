//! `grep`, `egrep`, `fgrep`

use std::cmp::Reverse;

use super::options::{self, Long, Options, Value};
use super::{Context, Exit, Home, Program, Wait, collate};
use crate::kernel::Follow;
use crate::pattern::{Flavor, Glob, Regex, RegexError};
use crate::process::Text;
use crate::vfs::FileType;

pub(super) const GREP: Program = program("grep", "[-EFchilnoqrsvwxH] PATTERN [FILE]...");
pub(super) const EGREP: Program = program("egrep", "[-chilnoqrsvwxH] PATTERN [FILE]...");
pub(super) const FGREP: Program = program("fgrep", "[-chilnoqrsvwxH] STRING [FILE]...");

const fn program(name: &'static str, usage: &'static str) -> Program {
    Program {
        name,
        directory: "/usr/bin",
        home: Home::Both,
        usage,
        summary: ["print lines that match a pattern", "输出与模式匹配的行"],
        run: grep,
    }
}

/// `-H` and `-h` have no long letters of their own elsewhere.
const LONG: &[Long] = &[
    ("extended-regexp", 'E', Value::No),
    ("fixed-strings", 'F', Value::No),
    ("basic-regexp", 'G', Value::No),
    ("ignore-case", 'i', Value::No),
    ("invert-match", 'v', Value::No),
    ("word-regexp", 'w', Value::No),
    ("line-regexp", 'x', Value::No),
    ("count", 'c', Value::No),
    ("line-number", 'n', Value::No),
    ("with-filename", 'H', Value::No),
    ("no-filename", 'h', Value::No),
    ("files-with-matches", 'l', Value::No),
    ("files-without-match", 'L', Value::No),
    ("only-matching", 'o', Value::No),
    ("quiet", 'q', Value::No),
    ("silent", 'q', Value::No),
    ("no-messages", 's', Value::No),
    ("recursive", 'r', Value::No),
    ("text", 'a', Value::No),
    ("regexp", 'e', Value::Yes),
    ("max-count", 'm', Value::Yes),
    ("after-context", 'A', Value::Yes),
    ("before-context", 'B', Value::Yes),
    ("context", 'C', Value::Yes),
    ("byte-offset", 'b', Value::No),
    ("file", 'f', Value::Yes),
    ("include", 'I', Value::Yes),
    ("exclude", 'X', Value::Yes),
    ("null-data", 'z', Value::No),
    ("line-buffered", 'u', Value::No),
    ("color", 'K', Value::Maybe),
    ("colour", 'K', Value::Maybe),
];

/// What to look for, and what to tell.
struct Search {
    patterns: Vec<Regex>,
    given: Options,
    /// Whether a line begins with its file's name.
    names: bool,
    before: usize,
    after: usize,
    max: usize,
    /// Whether what matches is coloured: only if it must be, for the terminal shows text.
    coloured: bool,
    found: bool,
    /// Whether a file could not be read.
    unreadable: bool,
}

fn grep(ctx: &mut Context<'_>) -> Exit {
    let given = match options::parse(ctx, "EFGPiyvwxcnHhlLoqsrRabzUe:f:m:A:B:C:", LONG, 2) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    if given.has('P') {
        ctx.err("drydock: grep -P is not simulated\n");
        return Ok(2);
    }
    let colour = given.given.iter().rev().find(|(letter, _)| *letter == 'K').and_then(|(_, when)| when.clone());
    let colour = colour.map_or_else(String::new, |when| String::from_utf8_lossy(&when).into_owned());
    if !matches!(&*colour, "" | "auto" | "tty" | "if-tty" | "never" | "no" | "none" | "always" | "yes" | "force") {
        return Ok(options::help(ctx));
    }
    let coloured = matches!(&*colour, "always" | "yes" | "force") && !ctx.busybox();
    let mut operands = given.operands.clone();
    let mut texts: Vec<Text> = given.given.iter().filter(|(c, _)| *c == 'e').filter_map(|(_, v)| v.clone()).collect();
    for (_, file) in given.given.iter().filter(|(letter, _)| *letter == 'f') {
        let Some(file) = file else { continue };
        match ctx.input(file)? {
            // Every line is a pattern; an empty file is none.
            Ok(bytes) => {
                texts.extend((!bytes.is_empty()).then(|| Text::from(bytes.strip_suffix(b"\n").unwrap_or(&bytes))))
            }
            Err(error) => {
                let name = String::from_utf8_lossy(file).into_owned();
                ctx.complain(format_args!("{name}: {error}"));
                return Ok(2);
            }
        }
    }
    if texts.is_empty() && !given.has('f') {
        if operands.is_empty() && ctx.busybox() {
            return Ok(options::wrong_operands(ctx, "missing pattern", 1));
        }
        if operands.is_empty() {
            ctx.err("Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n");
            return Ok(2);
        }
        texts.push(operands.remove(0));
    }
    for letter in ['m', 'A', 'B', 'C'] {
        let text = given.value(letter).map(|text| String::from_utf8_lossy(text).into_owned());
        let Some(text) = text.filter(|text| text.parse::<usize>().is_err() && !ctx.busybox()) else { continue };
        if letter == 'm' {
            ctx.complain(format_args!("invalid max count"));
        } else {
            ctx.complain(format_args!("{text}: invalid context length argument"));
        }
        return Ok(2);
    }
    // A class without the brackets around it is nearly always a mistake.
    let bare = |text: &Text| text.starts_with(b"[:") && text.ends_with(b":]") && text.len() > 4;
    if texts.iter().any(bare) && !given.has('F') && !ctx.busybox() {
        ctx.complain(format_args!("character class syntax is [[:space:]], not [:space:]"));
        return Ok(2);
    }
    let patterns = match compile(ctx, &given, &texts) {
        Ok(patterns) => patterns,
        Err(error) if ctx.busybox() && error != RegexError::BackReference => {
            let text = String::from_utf8_lossy(texts.first().map_or(b"", |text| text)).into_owned();
            ctx.complain(format_args!("bad regex '{text}'"));
            return Ok(2);
        }
        Err(error) => {
            ctx.complain(format_args!("{error}"));
            return Ok(2);
        }
    };
    let mute = ctx.busybox();
    for operator in patterns.iter().flat_map(Regex::leading).filter(|_| !mute) {
        let operator = if *operator == b'{' { "{...}".to_owned() } else { char::from(*operator).to_string() };
        ctx.err(format!("grep: warning: {operator} at start of expression\n"));
    }
    let recursive = given.has('r') || given.has('R');
    let number = |letter: char, otherwise: usize| -> usize {
        let value = given.value(letter).map(|text| String::from_utf8_lossy(text).into_owned());
        value.map_or(Some(otherwise), |text| text.parse().ok()).unwrap_or(otherwise)
    };
    let wrong = given.given.iter().find_map(|(letter, value)| {
        let text = String::from_utf8_lossy(value.as_ref().filter(|_| "ABCm".contains(*letter))?).into_owned();
        text.parse::<usize>().is_err().then_some(text)
    });
    if let Some(text) = wrong.filter(|_| ctx.busybox()) {
        return Ok(options::no_number(ctx, &text));
    }
    let around = number('C', 0);
    let (before, after, max) = (number('B', around), number('A', around), number('m', usize::MAX));
    let names = !given.has('h') && (given.has('H') || operands.len() > 1 || recursive);
    if operands.is_empty() {
        operands.push(Text::from(if recursive { &b"."[..] } else { &b"-"[..] }));
    }
    let mut search = Search { patterns, given, names, before, after, max, coloured, found: false, unreadable: false };
    for operand in &operands {
        search.place(ctx, operand, recursive)?;
        if search.found && search.given.has('q') {
            break;
        }
    }
    let status = u8::from(!search.found);
    let failed = ctx.failed() || search.unreadable;
    Ok(if failed && !(search.found && search.given.has('q')) { 2 } else { status })
}

fn compile(ctx: &Context<'_>, given: &Options, texts: &[Text]) -> Result<Vec<Regex>, RegexError> {
    let kind = match ctx.program {
        "egrep" => 'E',
        "fgrep" => 'F',
        _ => given.last_of("EFG").unwrap_or('G'),
    };
    let fold = given.has('i') || given.has('y');
    let lines = texts.iter().flat_map(|text| text.split(|byte| *byte == b'\n'));
    lines
        .map(|line| match kind {
            'F' => Regex::literal(line, fold),
            'E' => Regex::new(line, Flavor::Extended, fold),
            _ => Regex::new(line, Flavor::Basic, fold),
        })
        .map(|regex| regex.map(|regex| regex.of_characters(ctx.is_utf8())))
        .collect()
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Colours of file names, numbers, marks between them, and what matches.
const NAME: &str = "35";
const NUMBER: &str = "32";
const MARK: &str = "36";
const MATCH: &str = "01;31";

impl Search {
    fn paint(&self, ctx: &mut Context<'_>, colour: &str, text: &[u8]) {
        if self.coloured {
            ctx.out(format!("\x1b[{colour}m\x1b[K"));
        }
        ctx.out(text);
        if self.coloured {
            ctx.out("\x1b[m\x1b[K");
        }
    }

    /// Searches a file, or with `-r` everything below a directory.
    fn place(&mut self, ctx: &mut Context<'_>, path: &[u8], recursive: bool) -> Result<(), Wait> {
        let mut pending = vec![path.to_vec()];
        let mut named = true;
        while let Some(path) = pending.pop() {
            // Links are followed where the command line names them, or with -R; in busybox always.
            let follow = if named || self.given.has('R') || ctx.busybox() { Follow::Yes } else { Follow::No };
            let stat = if &*path == b"-" { None } else { ctx.stat(&path, follow).ok() };
            let is_file = stat.as_ref().is_none_or(|stat| stat.file_type != FileType::Dir);
            if !named && is_file && !self.wanted(&path) {
                continue;
            }
            named = false;
            match stat.map(|stat| stat.file_type) {
                Some(FileType::Dir) if recursive => {
                    let mut names: Vec<Vec<u8>> = ctx
                        .kernel()
                        .readdir(ctx.task(), &path)
                        .map(|all| all.into_iter().map(|entry| entry.name.as_bytes().to_vec()).collect())
                        .unwrap_or_default();
                    names.retain(|name| !matches!(&**name, b"." | b".."));
                    names.sort_by(|a, b| collate::compare(b, a, ctx.locale()));
                    let base = path.strip_suffix(b"/").unwrap_or(&path).to_vec();
                    pending.extend(names.into_iter().map(|name| [&*base, b"/", &name].concat()));
                }
                Some(FileType::Symlink | FileType::Char | FileType::Fifo | FileType::Socket | FileType::Block)
                    if recursive => {}
                // Busybox finds nothing in a directory.
                Some(FileType::Dir) if ctx.busybox() => {}
                _ => self.file(ctx, &path)?,
            }
        }
        Ok(())
    }

    /// Whether a file that was found is searched: `--include`, `--exclude`.
    fn wanted(&self, path: &[u8]) -> bool {
        let name = path.rsplit(|c| *c == b'/').next().unwrap_or(path);
        let any = |letter: char| {
            let globs =
                self.given.given.iter().filter(move |(c, _)| *c == letter).filter_map(|(_, glob)| glob.as_ref());
            globs.map(|glob| Glob::of_arg(glob)).any(|glob| glob.matches(name))
        };
        (!self.given.has('I') || any('I')) && !any('X')
    }

    fn file(&mut self, ctx: &mut Context<'_>, path: &[u8]) -> Result<(), Wait> {
        let bytes = match ctx.input(path)? {
            Ok(bytes) => bytes,
            Err(error) => {
                let quiet = self.given.has('s');
                let name = String::from_utf8_lossy(path).into_owned();
                self.unreadable = true;
                if !quiet {
                    ctx.complain(format_args!("{name}: {error}"));
                }
                return Ok(());
            }
        };
        let shown: &[u8] = if path == b"-" { b"(standard input)" } else { path };
        let binary = bytes.contains(&0) && !self.given.has('a') && !ctx.busybox();
        let end = if self.given.has('z') { 0 } else { b'\n' };
        let binary = binary && end != 0;
        let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == end).collect();
        if lines.last().is_some_and(|last| last.is_empty()) {
            lines.pop();
        }
        let mut selected: Vec<usize> = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            if selected.len() < self.max && self.matches(line).is_empty() == self.given.has('v') {
                selected.push(number);
            }
        }
        // Found is what was looked for, also where the other files are told.
        // Busybox counts what it tells.
        self.found |= selected.is_empty() == (ctx.busybox() && self.given.has('L'));
        if self.given.has('q') {
        } else if self.given.has('l') || self.given.has('L') {
            if selected.is_empty() == self.given.has('L') {
                self.paint(ctx, NAME, shown);
                ctx.out(b"\n");
            }
        } else if self.given.has('c') {
            if self.names {
                self.paint(ctx, NAME, shown);
                self.paint(ctx, MARK, b":");
            }
            ctx.line(selected.len().to_string());
        } else if binary && !selected.is_empty() {
            let shown = String::from_utf8_lossy(shown);
            if ctx.busybox() {
                ctx.line(format!("Binary file {shown} matches"));
            } else {
                ctx.err(format!("{}: {shown}: binary file matches\n", ctx.program));
            }
        } else if !self.lines(ctx, shown, &lines, &selected) {
            ctx.err(format!("{}: {}: binary file matches\n", ctx.program, String::from_utf8_lossy(shown)));
        }
        Ok(())
    }

    /// The parts of a line that match.
    fn matches(&self, line: &[u8]) -> Vec<(usize, usize)> {
        let fits = |(from, to): (usize, usize)| {
            let word = self.given.has('w')
                && ((from > 0 && is_word(line[from - 1])) || line.get(to).is_some_and(|byte| is_word(*byte)));
            let whole = self.given.has('x') && (from, to) != (0, line.len());
            !word && !whole
        };
        let mut found: Vec<(usize, usize)> = self
            .patterns
            .iter()
            .flat_map(|pattern| pattern.find_all(line))
            .filter_map(|captures| captures.first().copied().flatten())
            .filter(|span| fits(*span))
            .collect();
        // The leftmost, and of these the longest; the next begins behind it.
        found.sort_unstable_by_key(|(from, to)| (*from, Reverse(*to)));
        let mut end = 0;
        found.retain(|(from, to)| {
            let free = *from >= end;
            end = if free { *to } else { end };
            free
        });
        found
    }

    /// Shows lines up to one that is no text; whether all were.
    fn lines(&self, ctx: &mut Context<'_>, shown: &[u8], lines: &[&[u8]], selected: &[usize]) -> bool {
        let is_text = ctx.is_utf8() && !self.given.has('a') && !self.given.has('z');
        let is_text = |text: &[u8]| !is_text || std::str::from_utf8(text).is_ok();
        let mut next = 0;
        let starts: Vec<usize> = lines
            .iter()
            .scan(0, |at, line| {
                let start = *at;
                *at += line.len() + 1;
                Some(start)
            })
            .collect();
        for (i, number) in selected.iter().copied().enumerate() {
            let from = number.saturating_sub(self.before).max(next);
            if (self.before > 0 || self.after > 0) && i > 0 && from > next {
                self.paint(ctx, MARK, b"--");
                ctx.out(b"\n");
            }
            let limit = selected.get(i + 1).copied().unwrap_or(lines.len());
            let to = (number + self.after).min(limit.saturating_sub(1)).min(lines.len() - 1);
            for (at, line) in lines.iter().enumerate().take(to.max(number) + 1).skip(from) {
                let mark = if at == number { b":" } else { b"-" };
                if self.given.has('o') {
                    for (start, end) in self.matches(line).into_iter().filter(|(start, end)| start < end) {
                        if !is_text(&line[start..end]) {
                            return false;
                        }
                        self.line(ctx, shown, (at, starts[at] + start), mark, &line[start..end]);
                    }
                } else if !is_text(line) {
                    return false;
                } else {
                    self.line(ctx, shown, (at, starts[at]), mark, line);
                }
            }
            next = to.max(number) + 1;
        }
        true
    }

    fn line(&self, ctx: &mut Context<'_>, shown: &[u8], (at, offset): (usize, usize), mark: &[u8], text: &[u8]) {
        if self.names {
            self.paint(ctx, NAME, shown);
            self.paint(ctx, MARK, mark);
        }
        if self.given.has('n') {
            self.paint(ctx, NUMBER, (at + 1).to_string().as_bytes());
            self.paint(ctx, MARK, mark);
        }
        if self.given.has('b') {
            self.paint(ctx, NUMBER, offset.to_string().as_bytes());
            self.paint(ctx, MARK, mark);
        }
        // What was looked for stands in the lines that were found, or with -v in the others.
        let spans = match (mark == b":") != self.given.has('v') {
            _ if !self.coloured => Vec::new(),
            true if self.given.has('o') => vec![(0, text.len())],
            true => self.matches(text),
            false => Vec::new(),
        };
        let mut done = 0;
        for (from, to) in spans.into_iter().filter(|(from, to)| from < to) {
            ctx.out(&text[done..from]);
            self.paint(ctx, MATCH, &text[from..to]);
            done = to;
        }
        ctx.out(&text[done..]);
        ctx.out(if self.given.has('z') { b"\0" } else { b"\n" });
    }
}
