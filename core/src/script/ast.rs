//! The tree of a script. Parts that run on their own (bodies of loops, substitutions) are shared, so that a parked process
//! holds its place in a script without holding the script twice.

use std::cell::OnceCell;
use std::rc::Rc;

/// Commands one after another.
pub type List = Rc<[Item]>;

/// One entry of a list, with how it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What runs.
    pub and_or: Rc<AndOr>,
    /// Whether it ends in `&`: the shell does not wait for it.
    pub background: bool,
}

/// Pipelines joined by `&&` and `||`, which bind equally and to the left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AndOr {
    /// The first one.
    pub first: Pipeline,
    /// The others.
    pub rest: Vec<(Connector, Pipeline)>,
}

impl AndOr {
    /// `< file` alone, which `$(< file)` takes for `cat`: that list.
    pub fn reading(&self) -> Option<List> {
        let [command] = &self.first.commands[..] else { return None };
        let Command::Simple(simple) = &**command else { return None };
        let reads = matches!(&simple.redirects[..], [Redirect { kind: RedirectKind::File(Mode::Read, _), .. }]);
        if !reads
            || self.first.negated
            || !self.rest.is_empty()
            || !simple.words.is_empty()
            || !simple.assigns.is_empty()
        {
            return None;
        }
        let word = |text: &[u8]| Word::new(vec![Part::Literal(text.into())]);
        let cat = Simple { words: vec![word(b"command"), word(b"cat")], ..simple.clone() };
        let first = Pipeline { negated: false, commands: vec![Rc::new(Command::Simple(cat))] };
        Some(Rc::from([Item { and_or: Rc::new(Self { first, rest: Vec::new() }), background: false }]))
    }
}

/// What stands between two pipelines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connector {
    /// `&&`
    And,
    /// `||`
    Or,
}

/// Commands whose output is the next one's input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// Whether `!` stands in front.
    pub negated: bool,
    /// The commands: one at least.
    pub commands: Vec<Rc<Command>>,
}

/// A command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Words, assignments, redirections.
    Simple(Simple),
    /// Everything with a body.
    Compound(Compound, Vec<Redirect>),
    /// `name() body`
    Function {
        /// Its name.
        name: Rc<[u8]>,
        /// Its body, a compound command.
        body: Rc<Command>,
    },
}

impl Command {
    /// Whether its status is that of a command inside of it, in the same shell.
    pub const fn fails_within(&self) -> bool {
        matches!(
            self,
            Self::Compound(
                Compound::Group(_)
                    | Compound::For { .. }
                    | Compound::ArithFor { .. }
                    | Compound::Loop { .. }
                    | Compound::If { .. }
                    | Compound::Case { .. },
                _
            )
        )
    }
}

/// A simple command. At least one of its parts is not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Simple {
    /// Assignments in front of the command's name.
    pub assigns: Vec<Assign>,
    /// The command's name and arguments.
    pub words: Vec<Word>,
    /// Arrays behind the name of a command that declares: `local a=(1 2)`. Bash only.
    pub arrays: Vec<Assign>,
    /// Where its descriptors go.
    pub redirects: Vec<Redirect>,
    /// The line in the script, from 1.
    pub line: u32,
}

/// `name=value` or `name+=value`; in bash also `name[index]=value` and `name=(value …)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assign {
    /// The variable.
    pub name: Rc<[u8]>,
    /// Which element of an array.
    pub index: Option<Word>,
    /// The elements of a whole array, each perhaps with its index. Then there is no value.
    pub elements: Option<Rc<[(Option<Word>, Word)]>>,
    /// Whether the value is appended (`+=`).
    pub append: bool,
    /// The value.
    pub value: Word,
}

/// A compound command, without its redirections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compound {
    /// `{ list; }`
    Group(List),
    /// `( list )`
    Subshell(List),
    /// `for name in words; do list; done`
    For {
        /// The variable.
        name: Rc<[u8]>,
        /// What it runs over; the positional parameters if there is no `in`.
        words: Option<Vec<Word>>,
        /// The body.
        body: List,
    },
    /// `for ((init; test; step)); do list; done`: bash only.
    ArithFor {
        /// The three expressions.
        parts: Rc<[Word; 3]>,
        /// The body.
        body: List,
    },
    /// `while list; do list; done`
    Loop {
        /// Which status of the condition ends it.
        kind: LoopKind,
        /// The condition.
        condition: List,
        /// The body.
        body: List,
    },
    /// `if list; then list; elif …; else …; fi`
    If {
        /// Condition and body, one for `if` and each `elif`.
        arms: Rc<[(List, List)]>,
        /// The body of `else`.
        otherwise: Option<List>,
    },
    /// `case word in pattern) list;; … esac`
    Case {
        /// What is looked at.
        word: Word,
        /// The arms.
        arms: Rc<[Arm]>,
    },
    /// `[[ expression ]]`: bash (and ash, which takes it as `[`).
    Test(Rc<Cond>),
    /// `(( expression ))`: bash only.
    Arith(Word),
}

/// The two loops with a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopKind {
    /// `while`: as long as it succeeds.
    While,
    /// `until`: as long as it fails.
    Until,
}

/// An arm of `case`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arm {
    /// Its patterns.
    pub patterns: Vec<Word>,
    /// What runs.
    pub body: List,
    /// What happens after.
    pub end: ArmEnd,
}

/// How an arm of `case` ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArmEnd {
    /// `;;`: done.
    Break,
    /// `;&`: the next arm's body runs too.
    FallThrough,
    /// `;;&`: the patterns of the next arms are tried.
    Continue,
}

/// The expression in `[[ ]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cond {
    /// One word: true if it is not empty.
    Word(Word),
    /// `-f word`
    Unary(u8, Word),
    /// `word = word`, with the operator as written.
    Binary(Word, Rc<[u8]>, Word),
    /// `! expression`
    Not(Rc<Cond>),
    /// `expression && expression`
    And(Rc<Cond>, Rc<Cond>),
    /// `expression || expression`
    Or(Rc<Cond>, Rc<Cond>),
}

/// A redirection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The descriptor, if one is written.
    pub fd: Option<u32>,
    /// What happens to it.
    pub kind: RedirectKind,
}

/// The kinds of redirections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectKind {
    /// `< > >> >| <>` and a file.
    File(Mode, Word),
    /// `>&` or `<&` and a descriptor, or `-` to close.
    Dup(Direction, Word),
    /// `&>` or `&>>` and a file: bash only.
    Both(Mode, Word),
    /// `<<` and a text.
    Here(Rc<HereDoc>),
    /// `<<<` and a word: bash only.
    HereString(Word),
}

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// `<`
    Read,
    /// `>`
    Write,
    /// `>|`: as `>`, even under `set -C`.
    Clobber,
    /// `>>`
    Append,
    /// `<>`
    ReadWrite,
}

/// Which of a descriptor's two directions a duplication is written with. They do the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `<&`
    Input,
    /// `>&`
    Output,
}

/// A here-document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HereDoc {
    /// The word that ends it, without quotes.
    pub end: Rc<[u8]>,
    /// Whether that word was quoted: then the text is taken as it is.
    pub literal: bool,
    /// Whether leading tabs are dropped (`<<-`).
    pub strip_tabs: bool,
    /// The text. Known once the line that names it is over.
    pub body: OnceCell<Word>,
}

/// A word: its parts side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word(pub Rc<[Part]>);

/// A part of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text without quotes.
    Literal(Rc<[u8]>),
    /// `\x`
    Escaped(u8),
    /// `'text'`
    Single(Rc<[u8]>),
    /// `$'text'`, with its escapes as written: bash (and ash).
    AnsiC(Rc<[u8]>),
    /// `"…"`
    Double(Rc<[Part]>),
    /// `$name` or `${…}`
    Param(Rc<Param>),
    /// `$(…)` or backticks
    Command(List),
    /// `<(…)`: a file that holds what a list prints.
    Process(List),
    /// `$((…))`
    Arith(Word),
}

/// A parameter expansion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// The variable, positional (`1`) or special (`@ * # ? $ ! - 0`) parameter.
    pub name: Rc<[u8]>,
    /// Which element of an array: bash only.
    pub index: Option<Index>,
    /// What is done with its value.
    pub op: ParamOp,
}

/// What stands in `${name[…]}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Index {
    /// `@`: all, each a word of its own.
    All,
    /// `*`: all, as `$*`.
    Joined,
    /// One: arithmetic, or the key of a named element.
    At(Word),
}

impl Param {
    /// The plain value of a parameter.
    pub const fn value(name: Rc<[u8]>) -> Self {
        Self { name, index: None, op: ParamOp::Value }
    }
}

/// What a parameter expansion does with the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamOp {
    /// `$x`: the value.
    Value,
    /// `${#x}`: its length.
    Length,
    /// `${!x}`: the value of the variable that it names. Bash only.
    Indirect,
    /// `${!x[@]}`: the indices of an array. Bash only.
    Keys,
    /// `${x:-word}` and the like.
    Absent {
        /// What happens if it is absent (or, for `+`, present).
        then: Absent,
        /// Whether the empty value counts as absent (`:`).
        or_empty: bool,
        /// The word.
        word: Word,
    },
    /// `${x#pattern}` and the like.
    Trim {
        /// At which end.
        end: End,
        /// Whether the longest match goes (`##`, `%%`).
        longest: bool,
        /// The pattern.
        pattern: Word,
    },
    /// `${x/pattern/word}`
    Replace {
        /// Which matches.
        which: Which,
        /// The pattern.
        pattern: Word,
        /// What comes in its place.
        with: Word,
    },
    /// `${x:offset:length}`
    Substring {
        /// Arithmetic: where it starts.
        offset: Word,
        /// Arithmetic: how long it is.
        length: Option<Word>,
    },
    /// `${x^}`, `${x^^}`, `${x,}`, `${x,,}`: bash only.
    Case {
        /// Whether to capitals.
        upper: bool,
        /// Whether all letters, not just the first.
        all: bool,
    },
}

/// What to do about an absent value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// `-`: use the word.
    Use,
    /// `=`: assign the word, use it.
    Assign,
    /// `?`: fail with the word as message.
    Fail,
    /// `+`: nothing, but the word if it is present.
    Alternative,
}

/// An end of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// `#`
    Front,
    /// `%`
    Back,
}

/// Which matches `${x/…}` replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// `/`: the first.
    First,
    /// `//`: all.
    All,
    /// `/#`: one at the front.
    Front,
    /// `/%`: one at the end.
    Back,
}

impl Word {
    /// A word of these parts.
    pub fn new(parts: Vec<Part>) -> Self {
        Self(parts.into())
    }

    /// The text of a word that has no quotes and no expansions: a keyword, a name, a plain argument.
    pub fn plain(&self) -> Option<&[u8]> {
        match &*self.0 {
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// The word's text with quotes removed, and whether there were any; `None` if it has expansions.
    pub fn unquoted(&self) -> Option<(Vec<u8>, bool)> {
        fn collect(parts: &[Part], text: &mut Vec<u8>, quoted: &mut bool) -> bool {
            parts.iter().all(|part| {
                *quoted |= !matches!(part, Part::Literal(_));
                match part {
                    Part::Literal(t) | Part::Single(t) => text.extend_from_slice(t),
                    Part::Escaped(c) => text.push(*c),
                    Part::Double(parts) => return collect(parts, text, quoted),
                    Part::AnsiC(_) | Part::Param(_) | Part::Command(_) | Part::Process(_) | Part::Arith(_) => {
                        return false;
                    }
                }
                true
            })
        }
        let (mut text, mut quoted) = (Vec::new(), false);
        collect(&self.0, &mut text, &mut quoted).then_some((text, quoted))
    }

    /// Whether expanding it runs a command.
    pub fn has_command(&self) -> bool {
        fn any(parts: &[Part]) -> bool {
            parts.iter().any(|part| match part {
                Part::Command(_) | Part::Process(_) => true,
                Part::Double(parts) => any(parts),
                Part::Arith(word) => any(&word.0),
                Part::Param(param) => match &param.op {
                    ParamOp::Absent { word, .. } | ParamOp::Trim { pattern: word, .. } => any(&word.0),
                    ParamOp::Replace { pattern, with, .. } => any(&pattern.0) || any(&with.0),
                    ParamOp::Substring { offset, length } => {
                        any(&offset.0) || length.as_ref().is_some_and(|l| any(&l.0))
                    }
                    ParamOp::Value | ParamOp::Length | ParamOp::Indirect | ParamOp::Keys | ParamOp::Case { .. } => {
                        false
                    }
                },
                Part::Literal(_) | Part::Escaped(_) | Part::Single(_) | Part::AnsiC(_) => false,
            })
        }
        any(&self.0)
    }
}
