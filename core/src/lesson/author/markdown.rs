//! The small part of Markdown that prose may use. What is not in it is a mistake, so nothing is shown differently from what the
//! author meant.
//!
//! Blocks: paragraphs, `- ` and `1. ` lists, `> why: ` asides, fenced code, tables. Within a line: `**strong**`, `*emphasis*`,
//! `` `code` ``, `[text](target)`, `{value}`. A backslash takes the meaning from the character after it.

use super::{Mistake, Source};
use crate::lesson::{Aside, Block, Inline, Value};

type Line = Vec<Inline<Value>>;

/// Passage of a file, one of them being the current one.
pub(super) struct Passage<'a> {
    pub(super) source: Source<'a>,
    /// The number of the first line.
    pub(super) first: usize,
    pub(super) lines: Vec<&'a str>,
}

/// The blocks in `lines`.
pub(super) fn blocks(lines: &Passage<'_>, mistakes: &mut Vec<Mistake>) -> Vec<Block<Value>> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.lines.get(at) {
        let start = at;
        let while_like = |fits: &dyn Fn(&str) -> bool| {
            let more = lines.lines[start..].iter().take_while(|line| fits(line)).count();
            start + more.max(1)
        };
        if line.trim().is_empty() {
            at += 1;
        } else if line.starts_with("```") {
            let end = lines.lines[start + 1..].iter().position(|line| line.starts_with("```"));
            let Some(end) = end else {
                mistakes.push(
                    lines.mistake(start, "this code block is not closed; end it with a line of three backquotes"),
                );
                break;
            };
            blocks.push(Block::Code(inline(lines, start + 1..start + 1 + end, Mode::Code, mistakes)));
            at = start + end + 2;
        } else if line.starts_with('>') {
            at = while_like(&|line| line.starts_with('>'));
            blocks.extend(aside(lines, start..at, mistakes));
        } else if line.starts_with("- ") {
            at = while_like(&|line| line.starts_with("- ") || line.starts_with("  "));
            blocks.push(Block::Bullets(items(lines, start..at, |line| line.strip_prefix("- "), mistakes)));
        } else if numbered(line).is_some() {
            at = while_like(&|line| numbered(line).is_some() || line.starts_with("  "));
            blocks.push(Block::Numbered(items(lines, start..at, numbered, mistakes)));
        } else if line.starts_with('|') {
            at = while_like(&|line| line.starts_with('|'));
            blocks.push(table(lines, start..at, mistakes));
        } else {
            let plain = |line: &str| {
                !line.trim().is_empty()
                    && !["```", ">", "- ", "|"].iter().any(|mark| line.starts_with(mark))
                    && numbered(line).is_none()
            };
            at = while_like(&plain);
            blocks.push(Block::Paragraph(inline(lines, start..at, Mode::Prose, mistakes)));
        }
    }
    blocks
}

/// `1. text` without its number.
fn numbered(line: &str) -> Option<&str> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 { None } else { line.get(digits..)?.strip_prefix(". ") }
}

fn items(
    lines: &Passage<'_>,
    range: std::ops::Range<usize>,
    item: impl Fn(&str) -> Option<&str>,
    mistakes: &mut Vec<Mistake>,
) -> Vec<Line> {
    let starts: Vec<usize> = range.clone().filter(|n| item(lines.lines[*n]).is_some()).collect();
    let ends = starts.iter().skip(1).copied().chain([range.end]);
    let mut items = Vec::new();
    for (start, end) in starts.iter().copied().zip(ends) {
        let texts = (start..end).map(|n| item(lines.lines[n]).unwrap_or(lines.lines[n]).trim()).collect();
        let item = Passage { source: lines.source, first: lines.first + start, lines: texts };
        items.push(inline(&item, 0..end - start, Mode::Prose, mistakes));
    }
    items
}

fn aside(lines: &Passage<'_>, range: std::ops::Range<usize>, mistakes: &mut Vec<Mistake>) -> Option<Block<Value>> {
    let known = [
        ("why:", Aside::Why),
        ("mistaken:", Aside::Mistaken),
        ("elsewhere:", Aside::Elsewhere),
        ("honest:", Aside::Honest),
    ];
    let texts: Vec<&str> =
        range.clone().map(|n| lines.lines[n][1..].strip_prefix(' ').unwrap_or(&lines.lines[n][1..])).collect();
    let Some((word, kind)) = known.iter().find(|(word, _)| texts[0].starts_with(word)) else {
        let what = "an aside must say what it is: start it with `> why:`, `> mistaken:`, `> elsewhere:` or `> honest:`";
        mistakes.push(lines.mistake(range.start, what));
        return None;
    };
    let mut inside = texts;
    inside[0] = inside[0][word.len()..].trim_start();
    let inside = Passage { source: lines.source, first: lines.first + range.start, lines: inside };
    Some(Block::Aside(*kind, blocks(&inside, mistakes)))
}

fn table(lines: &Passage<'_>, range: std::ops::Range<usize>, mistakes: &mut Vec<Mistake>) -> Block<Value> {
    let mut rows: Vec<Vec<Line>> = Vec::new();
    for n in range.clone() {
        let line = lines.lines[n].trim().trim_start_matches('|');
        let line = line.strip_suffix('|').unwrap_or(line);
        if line.bytes().all(|c| matches!(c, b'|' | b'-' | b' ' | b':')) {
            continue;
        }
        let mut row = Vec::new();
        for cell in line.split('|') {
            let cell = Passage { source: lines.source, first: lines.first + n, lines: vec![cell.trim()] };
            row.push(inline(&cell, 0..1, Mode::Prose, mistakes));
        }
        if rows.first().is_some_and(|head| head.len() != row.len()) {
            mistakes.push(lines.mistake(n, "this row has not as many cells as the table's head"));
        }
        rows.push(row);
    }
    if rows.len() < 2 {
        mistakes.push(lines.mistake(range.start, "a table needs a head and a row at least"));
        return Block::Paragraph(Vec::new());
    }
    let head = rows.remove(0);
    Block::Table(head, rows)
}

impl Passage<'_> {
    pub(super) fn mistake(&self, line: usize, what: &str) -> Mistake {
        self.source.mistake(self.first + line, what)
    }
}

/// How a text is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// All marks; a line break is a space.
    Prose,
    /// Values only; a line break is a line break.
    Code,
}

/// The inline pieces of some lines.
pub(super) fn inline(
    lines: &Passage<'_>,
    range: std::ops::Range<usize>,
    mode: Mode,
    mistakes: &mut Vec<Mistake>,
) -> Vec<Inline<Value>> {
    let raw = &lines.lines[range.clone()];
    let text = match mode {
        Mode::Prose => raw.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n"),
        Mode::Code => raw.join("\n"),
    };
    let mut reader = Reader { text: text.trim_end(), at: 0, lines, first: range.start, mistakes };
    reader.read(mode, "")
}

struct Reader<'t, 'l> {
    text: &'t str,
    at: usize,
    lines: &'l Passage<'l>,
    first: usize,
    mistakes: &'l mut Vec<Mistake>,
}

impl Reader<'_, '_> {
    fn complain(&mut self, at: usize, what: &str) {
        let line = self.first + self.text[..at].bytes().filter(|byte| *byte == b'\n').count();
        self.mistakes.push(self.lines.mistake(line, what));
    }

    /// Reads up to `end` (which is taken) or the text's end.
    fn read(&mut self, mode: Mode, end: &str) -> Line {
        let (start, mut line, mut plain) = (self.at, Vec::new(), String::new());
        let flush = |plain: &mut String, line: &mut Line| {
            if !plain.is_empty() {
                line.push(Inline::Text(std::mem::take(plain)));
            }
        };
        while let Some(c) = self.text[self.at..].chars().next() {
            if !end.is_empty() && self.text[self.at..].starts_with(end) {
                self.at += end.len();
                flush(&mut plain, &mut line);
                return line;
            }
            let here = self.at;
            self.at += c.len_utf8();
            let piece = match (c, mode) {
                ('\\', _) => {
                    let next = self.text[self.at..].chars().next().unwrap_or('\\');
                    self.at += self.text[self.at..].chars().next().map_or(0, char::len_utf8);
                    plain.push(next);
                    continue;
                }
                ('\n', Mode::Prose) => {
                    self.soft_break(here, &mut plain);
                    continue;
                }
                ('{', _) => self.value(here),
                ('`', Mode::Prose) => Some(Inline::Code(self.read(Mode::Code, "`"))),
                ('*', Mode::Prose) if self.text[self.at..].starts_with('*') => {
                    self.at += 1;
                    Some(Inline::Strong(self.read(mode, "**")))
                }
                ('*', Mode::Prose) => Some(Inline::Emphasis(self.read(mode, "*"))),
                ('[', Mode::Prose) => self.link(here, mode),
                (c, _) => {
                    plain.push(c);
                    continue;
                }
            };
            flush(&mut plain, &mut line);
            line.extend(piece);
        }
        if !end.is_empty() {
            let what = format!("`{end}` is opened here and not closed; close it, or write \\ before it");
            self.complain(start.min(self.text.len()), &what);
        }
        flush(&mut plain, &mut line);
        line
    }

    /// A line break in prose: a space, but none between Chinese characters, which are written without.
    fn soft_break(&mut self, here: usize, plain: &mut String) {
        let wide = |c: Option<char>| c.is_some_and(|c| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'));
        if !wide(self.text[..here].chars().next_back()) || !wide(self.text[self.at..].chars().next()) {
            plain.push(' ');
        }
    }

    /// `{value}`: up to the brace that closes it, past inner ones.
    fn value(&mut self, here: usize) -> Option<Inline<Value>> {
        let mut depth = 1;
        let rest = &self.text[self.at..];
        let end = rest.find(|c| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            depth == 0
        });
        let Some(end) = end else {
            self.complain(here, "`{` is not closed; close it with `}`, or write \\{ for a brace");
            self.at = self.text.len();
            return None;
        };
        self.at += end + 1;
        match rest[..end].parse() {
            Ok(value) => Some(Inline::Value(value)),
            Err(error) => {
                self.complain(here, &format!("{{{}}}: {error}", &rest[..end]));
                None
            }
        }
    }

    /// `[text](target)`.
    fn link(&mut self, here: usize, mode: Mode) -> Option<Inline<Value>> {
        let text = self.read(mode, "]");
        let rest = &self.text[self.at..];
        let Some(target) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(target, _)| target)
        else {
            self.complain(here, "a link is `[text](target)`; write \\[ for a bracket");
            return None;
        };
        self.at += target.len() + 2;
        if let Some(word) = target.strip_prefix("term:") {
            return Some(Inline::Term(word.to_owned(), text));
        }
        let (file, section) = target.split_once('#').map_or((target, ""), |(file, section)| (file, section));
        let target = match file.strip_suffix(".md") {
            None => target.to_owned(),
            Some(file) => {
                let name = file.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or(file);
                if section.is_empty() { format!("page:{name}") } else { format!("page:{name}#{section}") }
            }
        };
        if !target.starts_with("page:") && !target.starts_with("lesson:") && !target.starts_with("https://") {
            self.complain(here, "a link leads to `term:…`, `page:…`, `lesson:…`, a page's .md file or `https://…`");
        }
        Some(Inline::Link(target, text))
    }
}
