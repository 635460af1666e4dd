//! The parser's cursor: bytes, blanks, operators, here-documents that wait for their line to end.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::ast::{HereDoc, Part, Word};
use super::error::{ErrorKind, Place, Rest, SyntaxError, Want, Within};
use super::{Aliases, Dialect, Missing, Unended};

/// Nesting beyond this is refused: no script that a person writes comes near.
const MAX_DEPTH: u32 = 100;

/// Alias texts in one script, in bytes. Aliases that name one another could otherwise grow without end.
const MAX_ALIAS_TEXT: usize = 64 * 1024;

/// The text of a here-document, as it was read once.
#[derive(Clone)]
struct HereText {
    /// Where reading goes on.
    end: usize,
    /// Whether the awaited word ended it, or the end of the script.
    ended: bool,
    body: Parsed<Word>,
}

/// How lines are numbered.
#[derive(Clone, Copy)]
enum Lines {
    /// From this one on.
    From(u32),
    /// All are this one: the text of a here-document, for what is run in it has the command's line.
    All(u32),
}

/// A recursive-descent parser over bytes.
pub(super) struct Parser<'a> {
    pub(super) src: Vec<u8>,
    pub(super) at: usize,
    pub(super) dialect: Dialect,
    aliases: &'a Aliases,
    /// Aliases whose text is being read, with the end of that text: they are not replaced again.
    active: Vec<(Rc<[u8]>, usize)>,
    alias_text: usize,
    /// Here-documents whose text follows the current line.
    pub(super) waiting: Vec<Rc<HereDoc>>,
    /// Here-documents that the end of the text ended.
    pub(super) unended: Vec<Unended>,
    /// Whether a person types it.
    pub(super) typed: bool,
    /// In how many `$(…)` and `<(…)` the cursor is.
    substitutions: u32,
    lines: Lines,
    depth: u32,
    /// Where `$((` was found not to begin arithmetic. Remembered, or nested ones would be tried again and again.
    pub(super) not_arithmetic: BTreeSet<usize>,
    /// What was read of the here-document whose text begins there and ends with that word; for the same reason.
    here_texts: BTreeMap<(usize, Rc<[u8]>, bool), HereText>,
    /// A place and its line, to count on from.
    counted: Cell<(usize, u32)>,
}

/// Operators, longest first.
const OPERATORS: [&str; 22] = [
    "<<<", "<<-", "&>>", ";;&", "&&", "||", ";;", ";&", "<<", ">>", "<&", ">&", "&>", "<>", ">|", "|&", ";", "&", "|",
    "<", ">", "(",
];

pub(super) type Parsed<T> = Result<T, SyntaxError>;

impl<'a> Parser<'a> {
    pub(super) fn new(text: &[u8], dialect: Dialect, aliases: &'a Aliases) -> Self {
        Self {
            src: text.to_vec(),
            at: 0,
            dialect,
            aliases,
            active: Vec::new(),
            alias_text: 0,
            waiting: Vec::new(),
            unended: Vec::new(),
            typed: true,
            substitutions: 0,
            lines: Lines::From(1),
            depth: 0,
            not_arithmetic: BTreeSet::new(),
            here_texts: BTreeMap::new(),
            counted: Cell::new((0, 1)),
        }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.src.get(self.at).copied()
    }

    pub(super) fn peek_at(&self, offset: usize) -> Option<u8> {
        self.src.get(self.at + offset).copied()
    }

    pub(super) fn rest(&self) -> &[u8] {
        &self.src[self.at.min(self.src.len())..]
    }

    pub(super) fn starts(&self, text: &str) -> bool {
        self.rest().starts_with(text.as_bytes())
    }

    /// Takes `text` if it comes next.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.starts(text);
        if found {
            self.at += text.len();
        }
        found
    }

    pub(super) const fn bash(&self) -> bool {
        matches!(self.dialect, Dialect::Bash)
    }

    /// The line of the cursor.
    pub(super) fn line(&self) -> u32 {
        let first = match self.lines {
            Lines::From(first) => first,
            Lines::All(line) => return line,
        };
        let at = self.at.min(self.src.len());
        let (from, line) = match self.counted.get() {
            (from, line) if from <= at => (from, line),
            _ => (0, first),
        };
        let line = line + self.src[from..at].split(|c| *c == b'\n').skip(1).count() as u32;
        self.counted.set((at, line));
        line
    }

    /// The line in front of the cursor, which need not have an end.
    fn line_before(&self) -> u32 {
        let at = self.at.min(self.src.len());
        self.line().saturating_sub(u32::from(self.src[..at].ends_with(b"\n")))
    }

    /// Makes the text one that nobody types, with this number for its first line.
    pub(super) fn is_text_from(&mut self, line: u32) {
        self.typed = false;
        self.lines = Lines::From(line);
        self.counted.set((0, line));
    }

    /// Makes this parser one of a text inside of `outer`'s, which counts as from that line on.
    pub(super) fn is_inside_of(&mut self, outer: &Parser<'_>, line: u32) {
        self.depth = outer.depth;
        self.is_text_from(line);
        self.typed = outer.typed;
    }

    /// What `inner` reads is in a substitution.
    pub(super) fn substituted<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.substitutions += 1;
        let result = inner(self);
        self.substitutions -= 1;
        result.map_err(|error| match error.within {
            Within::Script => SyntaxError { within: Within::Substitution, ..error },
            _ => error,
        })
    }

    pub(super) fn error<T>(&self, kind: ErrorKind) -> Parsed<T> {
        let at = self.at.min(self.src.len());
        let line_of = || {
            let from = self.src[..at].iter().rposition(|c| *c == b'\n').map_or(0, |at| at + 1);
            let to = self.src[at..].iter().position(|c| *c == b'\n').map_or(self.src.len(), |len| at + len);
            String::from_utf8_lossy(&self.src[from..to]).into_owned()
        };
        let text =
            if matches!(kind, ErrorKind::Unexpected(..) | ErrorKind::Near(_)) { line_of() } else { String::new() };
        // The end is on a line of its own.
        let past = match &kind {
            ErrorKind::Conditional(wrong) => wrong.place == Place::Operand && wrong.rest == Rest::Missing,
            kind => matches!(kind, ErrorKind::End(_) | ErrorKind::Unclosed(Want::Paren)),
        };
        let line = self.line() + u32::from(past && self.bash() && !self.src.ends_with(b"\n"));
        Err(SyntaxError { kind, line, text: text.into(), within: Within::Script })
    }

    /// Runs `inner` one level deeper.
    pub(super) fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            return self.error(ErrorKind::NotSimulated("a script nested more than 100 levels deep is"));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// Skips blanks, continued lines and a comment.
    pub(super) fn blanks(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'\\') if self.peek_at(1) == Some(b'\n') => self.at += 2,
                Some(b'#') => {
                    while self.peek().is_some_and(|c| c != b'\n') {
                        self.at += 1;
                    }
                }
                _ => break,
            }
        }
    }

    /// Skips blanks, comments and line ends; reads the here-documents that begin after them.
    pub(super) fn newlines(&mut self) -> Parsed<()> {
        self.blanks();
        while self.newline()? {
            self.blanks();
        }
        Ok(())
    }

    /// Takes a line end, with the here-documents that follow.
    pub(super) fn newline(&mut self) -> Parsed<bool> {
        if self.peek() != Some(b'\n') {
            return Ok(false);
        }
        self.at += 1;
        for doc in std::mem::take(&mut self.waiting) {
            self.here_document(&doc)?;
        }
        Ok(true)
    }

    /// Reads the text of a here-document. It may end with the script, as both shells allow.
    fn here_document(&mut self, doc: &HereDoc) -> Parsed<()> {
        let start = (self.at, doc.end.clone(), self.substitutions > 0);
        let line = self.line_before();
        let HereText { end, ended, body } = match self.here_texts.get(&start) {
            Some(known) => known.clone(),
            None => {
                let (ended, body) = self.here_body(doc, line);
                let read = HereText { end: self.at, ended, body };
                self.here_texts.insert(start, read.clone());
                read
            }
        };
        self.at = end;
        if !ended {
            self.miss_end(line, doc);
        }
        // Each is read once: it is taken off the waiting list first.
        let _ = doc.body.set(body?);
        Ok(())
    }

    /// Notes that a here-document, begun on `line`, ends at the cursor without its word.
    pub(super) fn miss_end(&mut self, line: u32, doc: &HereDoc) {
        let at = self.line_before().max(line);
        self.unended.push(Unended { line, at, missing: Missing::Word(doc.end.clone()) });
    }

    /// Whether the awaited word ended it, and what it says.
    fn here_body(&mut self, doc: &HereDoc, line_before: u32) -> (bool, Parsed<Word>) {
        let (mut text, mut ended) = (Vec::new(), false);
        while self.at < self.src.len() {
            let rest = self.rest();
            let (whole, next) = match rest.iter().position(|c| *c == b'\n') {
                Some(end) => (&rest[..end], end + 1),
                None => (rest, rest.len()),
            };
            let ended_by_newline = next > whole.len();
            let tabs = if doc.strip_tabs { whole.iter().take_while(|c| **c == b'\t').count() } else { 0 };
            let line = &whole[tabs..];
            if *line == *doc.end {
                (ended, self.at) = (true, self.at + next);
                break;
            }
            // In a substitution bash is content with the word in front of what could close it, and reads that.
            if self.bash()
                && self.substitutions > 0
                && line.starts_with(&doc.end)
                && line[doc.end.len()..].contains(&b')')
            {
                self.at += tabs + doc.end.len();
                break;
            }
            text.extend_from_slice(line);
            // Bash takes the end of the text for that of a line.
            if ended_by_newline || self.dialect == Dialect::Bash {
                text.push(b'\n');
            }
            self.at += next;
        }
        if doc.literal {
            return (ended, Ok(Word::new(vec![Part::Single(text.into())])));
        }
        let aliases = Aliases::new();
        let mut inner = Parser::new(&text, self.dialect, &aliases);
        inner.is_inside_of(self, line_before);
        inner.lines = Lines::All(line_before);
        (ended, inner.here_text())
    }

    /// The operator that comes next, if one does; `)` and the end of a line are not among them.
    pub(super) fn peek_operator(&self) -> Option<&'static str> {
        OPERATORS.into_iter().find(|operator| {
            self.starts(operator) && (self.bash() || !matches!(*operator, "<<<" | "&>>" | "|&" | ";&" | ";;&"))
        })
    }

    /// What comes next, as an error names it.
    pub(super) fn unexpected<T>(&self, expecting: Option<&'static str>) -> Parsed<T> {
        let token: String = match self.peek() {
            None => return self.error(ErrorKind::End(expecting)),
            Some(b'\n') => "newline".into(),
            Some(b')') => ")".into(),
            Some(_) => match self.peek_operator() {
                Some(operator) => operator.into(),
                None => String::from_utf8_lossy(self.peek_word()).into_owned(),
            },
        };
        self.error(ErrorKind::Unexpected(token.into(), expecting))
    }

    /// Where a word must stand: in bash the end of the text is that of a line, and no more is asked for.
    pub(super) fn expected_word<T>(&self) -> Parsed<T> {
        if self.peek().is_none() && self.bash() {
            return self.error(ErrorKind::Unexpected("newline".into(), None));
        }
        self.unexpected(None)
    }

    /// The bytes up to the next blank or operator.
    pub(super) fn peek_word(&self) -> &[u8] {
        let rest = self.rest();
        let end = rest.iter().position(|c| is_meta(*c)).unwrap_or(rest.len());
        &rest[..end]
    }

    /// Replaces the word at the cursor if it is an alias; whether it was. The text is read in place of the word.
    pub(super) fn expand_alias(&mut self) -> bool {
        let word = self.peek_word();
        let Some((name, text)) = self.aliases.get_key_value(word) else { return false };
        let (at, len) = (self.at, word.len());
        self.active.retain(|(_, end)| *end > at);
        if self.active.iter().any(|(active, _)| active == name) || self.alias_text + text.len() > MAX_ALIAS_TEXT {
            return false;
        }
        self.alias_text += text.len();
        for (_, end) in &mut self.active {
            *end = *end + text.len() - len;
        }
        self.active.push((name.clone(), at + text.len()));
        self.not_arithmetic.clear();
        self.here_texts.clear();
        self.src.splice(at..at + len, text.iter().copied());
        true
    }
}

/// Whether a byte ends a word.
pub(super) const fn is_meta(c: u8) -> bool {
    matches!(c, b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')')
}
