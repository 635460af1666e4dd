//! Regular expressions of POSIX, basic and extended, with GNU's additions (`\+`, `\|`, `\w`, `\<`, …).
//!
//! A match is the leftmost, and of those the longest. It is found by following all ways at once (Thompson's construction with
//! captures, as in Pike's sam), in time text × pattern.
//!
//! Limits: no back-references inside of a pattern (`\(a\)\1`): they cannot be matched in that time, so they are refused by
//! name. Where several ways lead to the longest match, groups hold what the greediest one gives.

mod parse;
mod run;

use std::fmt;

use super::class::{Char, Set};

/// The two grammars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavor {
    /// `\(a\|b\)\{2\}`: grep, sed.
    Basic,
    /// `(a|b){2}`: grep -E, sed -E.
    Extended,
    /// The same in awk, where `*` at the front stands for itself.
    Awk,
}

/// Why a text is no regular expression. Displayed as the GNU C library words it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegexError {
    /// `[` without its end.
    Bracket,
    /// `(` without `)`.
    Open,
    /// `)` without `(`.
    Close,
    /// `{` without `}`.
    Brace,
    /// What is between braces is no interval.
    Interval,
    /// A range whose end comes before its start.
    Range,
    /// `[:name:]` with a name that no class has.
    Class,
    /// A backslash at the end.
    Backslash,
    /// A repetition of nothing.
    Preceding,
    /// Bigger than is reasonable.
    TooBig,
    /// `\1` without a group.
    NoGroup,
    /// `\1` with a group.
    BackReference,
}

impl fmt::Display for RegexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bracket => "Unmatched [, [^, [:, [., or [=",
            Self::Open => "Unmatched ( or \\(",
            Self::Close => "Unmatched ) or \\)",
            Self::Brace => "Unmatched \\{",
            Self::Interval => "Invalid content of \\{\\}",
            Self::Range => "Invalid range end",
            Self::Class => "Invalid character class name",
            Self::Backslash => "Trailing backslash",
            Self::Preceding => "Invalid preceding regular expression",
            Self::TooBig => "Regular expression too big",
            Self::NoGroup => "Invalid back reference",
            Self::BackReference => "drydock: a back-reference in a pattern is not simulated",
        })
    }
}

/// Where groups matched: the whole first; byte offsets.
pub type Captures = Vec<Option<(usize, usize)>>;

/// A compiled regular expression.
#[derive(Clone, Debug)]
pub struct Regex {
    program: Vec<Inst>,
    sets: Vec<Set>,
    groups: usize,
    fold: bool,
    /// The text that alone matches, if there are no special characters.
    literal: Option<Vec<u8>>,
    anchored: bool,
    /// What repeats nothing, in order.
    leading: Vec<u8>,
    /// What the C library itself would not take: GNU's grep reads a brace that begins no interval, and a parenthesis that closes
    /// nothing, as themselves.
    loose: Option<RegexError>,
    /// Whether a byte that is no character is any character.
    strays: bool,
}

/// An instruction of the machine that follows all ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inst {
    Char(Char),
    Any,
    Set(usize),
    /// Goes on at both places, the first preferred.
    Split(usize, usize),
    Jump(usize),
    Save(usize),
    Assert(Assert),
    Match,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Assert {
    Start,
    End,
    WordStart,
    WordEnd,
    Boundary,
    NotBoundary,
}

impl Regex {
    /// Compiles a pattern; `fold`: capitals and small letters are alike.
    pub fn new(pattern: &[u8], flavor: Flavor, fold: bool) -> Result<Self, RegexError> {
        let parse::Parsed { node, groups, leading, loose } = parse::parse(pattern, flavor)?;
        Ok(Self { leading, loose, ..Self::of(&node, groups, fold)? })
    }

    /// A pattern without special characters (`grep -F`).
    pub fn literal(text: &[u8], fold: bool) -> Result<Self, RegexError> {
        Self::of(&parse::Node::text(text), 0, fold)
    }

    fn of(node: &parse::Node, groups: usize, fold: bool) -> Result<Self, RegexError> {
        let literal = if fold { None } else { node.literal() };
        let (program, sets, anchored) = (Vec::new(), Vec::new(), node.anchored());
        let leading = Vec::new();
        let mut regex = Self { program, sets, groups, fold, literal, anchored, leading, loose: None, strays: true };
        regex.emit(Inst::Save(0))?;
        regex.compile(node)?;
        regex.emit(Inst::Save(1))?;
        regex.emit(Inst::Match)?;
        Ok(regex)
    }

    /// The same where `.` and sets are characters only, not bytes that are none: in a locale with UTF-8.
    #[must_use]
    pub fn of_characters(self, yes: bool) -> Self {
        Self { strays: !yes, ..self }
    }

    /// The operators at the front of an extended expression, which repeat nothing: the star of `*a`.
    pub fn leading(&self) -> &[u8] {
        &self.leading
    }

    /// The same as the C library takes it, and whoever leaves it to that: bash, busybox's sed.
    pub fn strict(self) -> Result<Self, RegexError> {
        match self.loose {
            _ if !self.leading.is_empty() => Err(RegexError::Preceding),
            None | Some(RegexError::Close) => Ok(self),
            Some(error) => Err(error),
        }
    }

    /// The same where a parenthesis that closes nothing is an error, too: GNU's sed.
    pub fn closed(self) -> Result<Self, RegexError> {
        if self.loose == Some(RegexError::Close) { Err(RegexError::Close) } else { self.strict() }
    }

    /// The number of groups.
    pub const fn groups(&self) -> usize {
        self.groups
    }

    /// The first match that begins at `from` or later.
    pub fn find_at(&self, text: &[u8], from: usize) -> Option<Captures> {
        if let Some(literal) = &self.literal {
            let at = find(text.get(from..)?, literal)? + from;
            return Some(vec![Some((at, at + literal.len()))]);
        }
        run::find(self, text, from)
    }

    /// Whether it matches anywhere.
    pub fn is_match(&self, text: &[u8]) -> bool {
        self.find_at(text, 0).is_some()
    }

    /// All matches that do not overlap.
    pub fn find_all(&self, text: &[u8]) -> Vec<Captures> {
        let (mut all, mut from): (Vec<Captures>, usize) = (Vec::new(), 0);
        let mut last_end = None;
        while from <= text.len() {
            let Some(captures) = self.find_at(text, from) else { break };
            let Some((start, end)) = captures[0] else { break };
            // No empty match right behind a match: `x*` finds one place in `bxc` after the x, not two.
            if start == end && last_end == Some(start) {
                from = next_character(text, from);
                continue;
            }
            last_end = Some(end);
            from = if end == start { next_character(text, end) } else { end };
            all.push(captures);
        }
        all
    }

    fn emit(&mut self, inst: Inst) -> Result<usize, RegexError> {
        if self.program.len() >= 20_000 {
            return Err(RegexError::TooBig);
        }
        self.program.push(inst);
        Ok(self.program.len() - 1)
    }

    fn compile(&mut self, node: &parse::Node) -> Result<(), RegexError> {
        use parse::Node;
        match node {
            Node::Empty => {}
            Node::Char(c) => {
                let c = if self.fold { super::class::lower(*c) } else { *c };
                self.emit(Inst::Char(c))?;
            }
            Node::Any => {
                self.emit(Inst::Any)?;
            }
            Node::Set(set) => {
                self.sets.push(set.clone());
                self.emit(Inst::Set(self.sets.len() - 1))?;
            }
            Node::Assert(assert) => {
                self.emit(Inst::Assert(*assert))?;
            }
            Node::Cat(nodes) => nodes.iter().try_for_each(|node| self.compile(node))?,
            Node::Alt(nodes) => {
                let mut ends = Vec::new();
                for (at, node) in nodes.iter().enumerate() {
                    if at + 1 == nodes.len() {
                        self.compile(node)?;
                        break;
                    }
                    let split = self.emit(Inst::Split(0, 0))?;
                    self.compile(node)?;
                    ends.push(self.emit(Inst::Jump(0))?);
                    self.program[split] = Inst::Split(split + 1, self.program.len());
                }
                for end in ends {
                    self.program[end] = Inst::Jump(self.program.len());
                }
            }
            Node::Group(number, node) => {
                self.emit(Inst::Save(2 * number))?;
                self.compile(node)?;
                self.emit(Inst::Save(2 * number + 1))?;
            }
            Node::Repeat(node, min, max) => {
                for _ in 0..*min {
                    self.compile(node)?;
                }
                match max {
                    None => {
                        let split = self.emit(Inst::Split(0, 0))?;
                        self.compile(node)?;
                        self.emit(Inst::Jump(split))?;
                        self.program[split] = Inst::Split(split + 1, self.program.len());
                    }
                    Some(max) => {
                        let mut splits = Vec::new();
                        for _ in *min..*max {
                            splits.push(self.emit(Inst::Split(0, 0))?);
                            self.compile(node)?;
                        }
                        for split in splits {
                            self.program[split] = Inst::Split(split + 1, self.program.len());
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

fn next_character(text: &[u8], at: usize) -> usize {
    at + text.get(at..).filter(|rest| !rest.is_empty()).map_or(1, |rest| super::class::first(rest).1)
}

/// Where `needle` first stands in `text`.
fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    let Some((first, rest)) = needle.split_first() else { return Some(0) };
    let mut from = 0;
    loop {
        let at = from + text[from..].iter().position(|c| c == first)?;
        if text[at + 1..].starts_with(rest) {
            return Some(at);
        }
        from = at + 1;
    }
}

#[cfg(test)]
mod tests;
