//! Lines from a person: history and completion, by rustyline.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::IsTerminal as _;
use std::rc::Rc;

use drydock_core::completion::{self, complete};
use drydock_core::script::is_incomplete;
use drydock_core::session::Session;
use rustyline::completion::{Candidate, Completer};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{Behavior, CompletionType, Config, Context, Editor, Helper};

use crate::complain;

/// What the line editor asks about the simulated machine.
struct Simulated {
    session: Rc<RefCell<Session>>,
    colours: Colours,
    /// The lines above the one that is typed, if it goes on with a command.
    before: String,
}

/// Whether colours may be used (`NO_COLOR`, <https://no-color.org>).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Colours {
    Allowed,
    Forbidden,
}

impl Colours {
    /// What the environment asks for: a variable that is empty is as none.
    pub(super) fn wanted() -> Self {
        let forbidden = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        if forbidden { Self::Forbidden } else { Self::Allowed }
    }
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
        let Self { before, .. } = self;
        let found = complete(session.engine(), session.machine(), &format!("{before}{line}"), before.len() + at);
        Ok((found.start.saturating_sub(before.len()), found.choices.into_iter().map(Choice).collect()))
    }
}

impl Validator for Simulated {}

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

/// The prompt where a command goes on: bash's `PS2`.
const CONTINUED: &str = "> ";

/// A prompt and a way to type.
pub(super) struct Terminal {
    editor: Editor<Simulated, MemHistory>,
}

impl Terminal {
    pub(super) fn open(session: Rc<RefCell<Session>>, colours: Colours) -> rustyline::Result<Self> {
        // What is typed is no output: it stays on the terminal when standard output goes to a file.
        let behavior = if std::io::stdout().is_terminal() { Behavior::Stdio } else { Behavior::PreferTerm };
        // A list, never a word put in place of another: what is typed stays what was typed.
        let config = Config::builder().completion_type(CompletionType::List).behavior(behavior).build();
        let mut editor = Editor::with_history(config, MemHistory::new())?;
        editor.set_helper(Some(Simulated { session, colours, before: String::new() }));
        Ok(Self { editor })
    }

    /// The next command, which may have several lines; `None` at the end. Ctrl-C drops what was typed.
    pub(super) fn read(&mut self, prompt: &str) -> Option<String> {
        let mut command = String::new();
        loop {
            if let Some(helper) = self.editor.helper_mut() {
                helper.before.clone_from(&command);
            }
            match self.editor.readline(if command.is_empty() { prompt } else { CONTINUED }) {
                Ok(line) => {
                    command.push_str(&line);
                    if !is_incomplete(&command) {
                        let _ = self.editor.add_history_entry(&command);
                        return Some(command);
                    }
                    command.push('\n');
                }
                Err(ReadlineError::Interrupted) => {
                    command.clear();
                    if let Some(helper) = self.editor.helper() {
                        helper.session.borrow_mut().interrupt();
                    }
                }
                // The shell says what is missing.
                Err(ReadlineError::Eof) if !command.is_empty() => return Some(command),
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
