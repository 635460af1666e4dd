//! Where a shell is in its script: a stack of these, the innermost last. A shell that waits is such a stack and nothing more.

use std::rc::Rc;

use super::{Descriptor, Pid, PipeId, Text, Variable};
use crate::script::ast::{self, AndOr, Command, Cond, List, LoopKind, Word};
use crate::script::{SyntaxError, Unended};

/// What the expansions of a command gave so far.
///
/// A command substitution runs in a child, and the child may wait. When it is done, the words are expanded again from the
/// beginning, and every parameter, substitution and assignment gives what it gave the first time. So an expansion has its
/// effects once, and is never held half way through.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    /// What each gave, in order; `None` for a parameter that is not set.
    pub given: Vec<Option<Text>>,
    /// Whether `set -x` has shown the command.
    pub shown: bool,
    /// The descriptors that `<(…)` opened, to be closed once the command is done.
    pub opened: Vec<u32>,
}

/// A place in a script.
#[derive(Clone, Debug)]
pub enum Frame {
    /// In a list, before the entry `at`.
    List {
        /// The list.
        list: List,
        /// The entry.
        at: usize,
    },
    /// In pipelines joined by `&&` and `||`, of which `at` were looked at.
    AndOr {
        /// The pipelines.
        and_or: Rc<AndOr>,
        /// How many.
        at: usize,
    },
    /// Inverts the status.
    Negate,
    /// Before a command.
    Command(Rc<Command>),
    /// Expanding a simple command.
    Simple {
        /// The command.
        command: Rc<Command>,
        /// Its expansions.
        replay: Replay,
    },
    /// Expanding the redirections of a compound command.
    Redirect {
        /// The command.
        command: Rc<Command>,
        /// Their expansions.
        replay: Replay,
    },
    /// Expanding the words of a `for`.
    ForWords {
        /// The command.
        command: Rc<Command>,
        /// Their expansions.
        replay: Replay,
    },
    /// In a `for`, before the item `at`.
    For {
        /// The variable.
        name: Text,
        /// The items.
        items: Rc<[Text]>,
        /// The next one.
        at: usize,
        /// The body.
        body: List,
    },
    /// In a `for ((…))`.
    ArithFor {
        /// The three expressions.
        parts: Rc<[Word; 3]>,
        /// The body.
        body: List,
        /// Which expression comes next.
        part: usize,
        /// Its expansion.
        replay: Replay,
        /// The status of the body.
        status: u8,
    },
    /// In a `while` or `until`.
    Loop {
        /// Which.
        kind: LoopKind,
        /// The condition.
        condition: List,
        /// The body.
        body: List,
        /// What has just run.
        ran: Condition,
        /// The status of the body.
        status: u8,
    },
    /// In an `if`, whose condition `at` has run.
    If {
        /// The arms.
        arms: Rc<[(List, List)]>,
        /// The body of `else`.
        otherwise: Option<List>,
        /// Which condition.
        at: usize,
    },
    /// In a `case`.
    Case(Box<Case>),
    /// In `[[ ]]`.
    Test {
        /// The expression.
        cond: Rc<Cond>,
        /// Its expansions.
        replay: Replay,
    },
    /// In `(( ))`.
    Arith {
        /// The expression.
        word: Word,
        /// Its expansion.
        replay: Replay,
    },
    /// Waiting for children. The status is that of the last one.
    Wait {
        /// The children.
        pids: Vec<Pid>,
    },
    /// In `wait`, which signals interrupt. Empty: until every child has ended.
    WaitJobs {
        /// The children.
        pids: Vec<Pid>,
        /// Whether one of them ran when the waiting began.
        waited: bool,
    },
    /// Waiting for a command substitution; what it printed goes to the frame below.
    Substitute {
        /// The child.
        pid: Pid,
        /// What it prints to.
        pipe: PipeId,
    },
    /// Waiting for the list of `<(…)`; where its output can be read goes to the frame below.
    Opened {
        /// The child.
        pid: Pid,
        /// What it prints to.
        pipe: PipeId,
        /// The descriptor that reads it.
        fd: u32,
    },
    /// In a function.
    Function {
        /// Its name.
        name: Text,
        /// The positional parameters of the caller.
        args: Rc<[Text]>,
        /// Variables that were made local, as they were before.
        locals: Vec<(Text, Option<Variable>)>,
    },
    /// In a file read by `.`, or in `eval`.
    Source {
        /// The positional parameters of the caller, if the file has its own.
        args: Option<Rc<[Text]>>,
        /// Whether `return` ends it.
        returns: bool,
        /// The file that was read before this one, if one was.
        outer: Option<Text>,
    },
    /// Puts variables back that were set for one command.
    Assigned(Vec<(Text, Option<Variable>)>),
    /// Puts descriptors back.
    Restore(Vec<Saved>),
    /// In a trap; the status from before comes back.
    Trap(u8),
    /// Reads the script from standard input.
    ReadScript,
    /// Says that the text goes on with what is no script.
    Wrong(SyntaxError),
    /// Warns of here-documents without an end.
    Unended(Vec<Unended>),
    /// Ends the shell, once the `EXIT` trap has run.
    Exit(u8),
}

/// What has just run in a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Nothing.
    Nothing,
    /// The condition.
    Condition,
    /// The body.
    Body,
}

/// A `case` half way through.
#[derive(Clone, Debug)]
pub struct Case {
    /// The word.
    pub word: Word,
    /// The arms.
    pub arms: Rc<[ast::Arm]>,
    /// The arm that comes next.
    pub at: usize,
    /// Whether the arms' patterns are still looked at.
    pub ended: Option<ast::ArmEnd>,
    /// Expansions of the word and the patterns.
    pub replay: Replay,
}

/// A descriptor that a redirection replaced: its number, and what it led to.
pub type Saved = (u32, Option<Descriptor>);

impl Frame {
    /// The start of a list.
    pub const fn list(list: List) -> Self {
        Self::List { list, at: 0 }
    }

    /// What the frame's expansions gave, for frames that expand.
    pub const fn replay(&mut self) -> Option<&mut Replay> {
        match self {
            Self::Simple { replay, .. }
            | Self::Redirect { replay, .. }
            | Self::ForWords { replay, .. }
            | Self::ArithFor { replay, .. }
            | Self::Test { replay, .. }
            | Self::Arith { replay, .. } => Some(replay),
            Self::Case(case) => Some(&mut case.replay),
            _ => None,
        }
    }

    /// Whether a failure below this frame is looked at by it, so that `set -e` does not end the shell.
    pub fn looks_at_status(&self) -> bool {
        match self {
            Self::AndOr { and_or, at } => *at <= and_or.rest.len(),
            Self::Loop { ran, .. } => *ran == Condition::Condition,
            Self::If { arms, at, .. } => *at < arms.len(),
            Self::Negate => true,
            _ => false,
        }
    }
}
