//! Lines from a person: history and completion, by rustyline.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use drydock_core::completion::{self, complete};
use drydock_core::script::is_incomplete;
use drydock_core::session::Session;
use rustyline::completion::{Candidate, Completer};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use crate::complain;

/// What the line editor asks about the simulated machine.
struct Simulated {
    session: Rc<RefCell<Session>>,
    colours: Colours,
}

/// Whether colours may be used (`NO_COLOR`, <https://no-color.org>).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Colours {
    Allowed,
    Forbidden,
}

struct Choice(completion::Choice);

impl Candidate for Choice {
    fn display(&self) -> &str {
        &self.0.text
    }

    fn replacement(&self) -> &str {
        &self.0.text
    }
}

impl Completer for Simulated {
    type Candidate = Choice;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Choice>)> {
        let session = self.session.borrow();
        let found = complete(session.engine(), session.machine(), line, at);
        Ok((found.start, found.choices.into_iter().map(Choice).collect()))
    }
}

impl Validator for Simulated {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(if is_incomplete(context.input()) { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

impl Highlighter for Simulated {
    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        match self.colours {
            Colours::Allowed => Cow::Owned(format!("\x1b[32m{prompt}\x1b[0m")),
            Colours::Forbidden => Cow::Borrowed(prompt),
        }
    }
}

impl Hinter for Simulated {
    type Hint = String;
}

impl Helper for Simulated {}

/// A prompt and a way to type.
pub(super) struct Terminal {
    editor: Editor<Simulated, MemHistory>,
}

impl Terminal {
    pub(super) fn open(session: Rc<RefCell<Session>>, colours: Colours) -> rustyline::Result<Self> {
        // A list, never a word put in place of another: what is typed stays what was typed.
        let config = Config::builder().completion_type(CompletionType::List).auto_add_history(true).build();
        let mut editor = Editor::with_history(config, MemHistory::new())?;
        editor.set_helper(Some(Simulated { session, colours }));
        Ok(Self { editor })
    }

    /// The next command; `None` at the end. Ctrl-C drops the line.
    pub(super) fn read(&mut self, prompt: &str) -> Option<String> {
        loop {
            match self.editor.readline(prompt) {
                Ok(line) => return Some(line),
                Err(ReadlineError::Interrupted) => {}
                Err(ReadlineError::Eof) => return None,
                Err(error) => {
                    complain(&format!("drydock shell: {error}"));
                    return None;
                }
            }
        }
    }

    /// The columns of the terminal.
    pub(super) fn columns(&mut self) -> Option<u16> {
        self.editor.dimensions().map(|(columns, _)| columns)
    }
}
