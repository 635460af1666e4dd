//! Editing the line that is typed: the keys of a shell, history, and a list to choose from. No browser: the text field is told
//! what to hold.

use drydock_core::completion::complete;
use drydock_core::disk::refstore::RefStore;
use drydock_core::script::{commands, is_incomplete};
use drydock_core::session::Session;

/// A line and where in it the cursor is, in bytes, on a character's boundary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The text; a command may have several lines.
    pub text: String,
    /// The cursor.
    pub at: usize,
}

impl Line {
    /// The line with the cursor at its end.
    pub fn end(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { at: text.len(), text }
    }

    /// The line as a text field gives it: the cursor in UTF-16 units.
    pub fn of_field(text: String, units: usize) -> Self {
        let mut passed = 0;
        let at = text.char_indices().find(|(_, c)| {
            passed += c.len_utf16();
            passed > units
        });
        Self { at: at.map_or(text.len(), |(at, _)| at), text }
    }

    /// The cursor in UTF-16 units.
    pub fn units(&self) -> usize {
        self.before().encode_utf16().count()
    }

    /// The line without the last word before the cursor.
    #[must_use]
    pub fn without_last_word(&self) -> Self {
        let from = self.before().trim_end().rfind(char::is_whitespace).map_or(0, |at| at + 1);
        self.cut(from, self.at).0
    }

    fn before(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }

    fn after(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The start of the line (of several) that the cursor is in.
    fn home(&self) -> usize {
        self.before().rfind('\n').map_or(0, |at| at + 1)
    }

    /// The end of the line (of several) that the cursor is in.
    fn line_end(&self) -> usize {
        self.after().find('\n').map_or(self.text.len(), |end| self.at + end)
    }

    fn moved(&self, at: usize) -> Self {
        Self { text: self.text.clone(), at }
    }

    /// Without what is between `from` and `to`, the cursor there; and what was cut.
    fn cut(&self, from: usize, to: usize) -> (Self, String) {
        let mut text = self.text.clone();
        let cut = text.drain(from..to).collect();
        (Self { text, at: from }, cut)
    }

    /// The line with a text in place of what is between `from` and `to`.
    #[must_use]
    pub fn replaced(&self, from: usize, to: usize, with: &str) -> Self {
        self.cut(from, to).0.inserted(with)
    }

    /// The line with a text at the cursor, which goes behind it.
    #[must_use]
    pub fn inserted(&self, what: &str) -> Self {
        let mut text = self.text.clone();
        text.insert_str(self.at, what);
        Self { text, at: self.at + what.len() }
    }
}

/// What is offered to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The whole line with it.
    pub line: Line,
    /// What is shown.
    pub shown: String,
    /// What it is, in Docker's words; may be empty.
    pub note: &'static str,
}

/// Where the choices come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// What the word before the cursor could become.
    Completion,
    /// Commands typed before that hold what is typed now.
    History,
}

/// An open list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// What there is to choose.
    pub choices: Vec<Choice>,
    /// Which is marked: Enter takes it. None is at first, so that a list never puts anything in place of what was typed.
    pub marked: Option<usize>,
    /// Where the choices come from.
    pub source: Source,
}

/// What is remembered from key to key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Editor {
    /// The open list.
    pub list: Option<List>,
    /// How many commands back in the history.
    back: usize,
    /// What was typed before going back in the history.
    draft: String,
    /// What was cut last, for Ctrl-Y.
    cut: String,
    /// Whether Tab leaves the line: after Escape, so that nobody is held here.
    leave: bool,
}

/// A key.
#[derive(Clone, Copy, Debug)]
pub struct Press<'a> {
    /// Its name, as browsers give it.
    pub key: &'a str,
    /// With Ctrl.
    pub control: bool,
    /// With Shift.
    pub shift: bool,
    /// Whether some of the line is selected: Ctrl-C copies it then.
    pub selected: bool,
}

/// What a key does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// What the browser does with it.
    Nothing,
    /// The key is used up.
    Taken,
    /// The line is this now.
    Put(Line),
    /// The line is run.
    Run,
    /// This is run.
    RunThis(&'static str),
    /// The screen is cleared.
    Clear,
}

/// A list longer than this is no help.
pub const MOST_CHOICES: usize = 60;

impl Editor {
    /// After a command has been run, or another session begun.
    pub fn begin(&mut self) {
        (self.list, self.back, self.leave) = (None, 0, false);
        self.draft.clear();
    }

    /// What a key does to `line`. `session` is where the line will run.
    pub fn press(&mut self, press: Press<'_>, line: &Line, session: &Session) -> Done {
        let leave = std::mem::take(&mut self.leave);
        if let Some(done) = self.in_list(press) {
            return done;
        }
        match (press.key, press.control) {
            ("Tab", false) if !press.shift && !leave && !line.before().trim().is_empty() => {
                self.complete(line, session)
            }
            ("Escape", false) if !line.text.is_empty() => {
                self.leave = true;
                Done::Taken
            }
            ("Enter", false) if press.shift => Done::Nothing,
            // An open quote, loop or here-document goes on in the next line.
            ("Enter", false) if commands(&line.text).last().is_some_and(|last| is_incomplete(last)) => {
                Done::Put(Line::end(line.text.clone()).inserted("\n"))
            }
            ("Enter", false) => Done::Run,
            ("ArrowUp", false) | ("p", true) if !line.before().contains('\n') => {
                self.recall(self.back + 1, line, session)
            }
            ("ArrowDown", false) | ("n", true) if !line.after().contains('\n') && self.back > 0 => {
                self.recall(self.back - 1, line, session)
            }
            ("r", true) => {
                self.search(&line.text, session);
                Done::Taken
            }
            ("a", true) => Done::Put(line.moved(line.home())),
            ("e", true) => Done::Put(line.moved(line.line_end())),
            ("u", true) => self.cut(line, line.home(), line.at),
            ("k", true) => self.cut(line, line.at, line.line_end()),
            ("w", true) => self.cut(line, line.without_last_word().at, line.at),
            ("y", true) => Done::Put(line.inserted(&self.cut)),
            ("l", true) => Done::Clear,
            ("c", true) if !press.selected => {
                self.begin();
                Done::Put(Line::default())
            }
            ("d", true) if line.text.is_empty() => Done::RunThis("exit"),
            _ => Done::Nothing,
        }
    }

    /// After the text has changed by other means than [`Editor::press`].
    pub fn typed(&mut self, line: &Line, session: &Session) {
        match self.list.as_ref().map(|list| list.source) {
            Some(Source::History) => self.search(&line.text, session),
            _ => self.list = None,
        }
        (self.back, self.leave) = (0, false);
    }

    /// While a list is open. `None`: the key is the line's after all.
    fn in_list(&mut self, press: Press<'_>) -> Option<Done> {
        let list = self.list.as_mut()?;
        let count = list.choices.len();
        let on = match (press.key, press.control) {
            ("Tab" | "ArrowDown", false) if !press.shift => true,
            ("r", true) => true,
            ("Tab" | "ArrowUp", false) => false,
            ("Enter", false) if list.marked.is_some() => {
                let chosen = list.choices.get(list.marked?)?.line.clone();
                self.list = None;
                return Some(Done::Put(chosen));
            }
            ("Escape", false) => {
                (self.list, self.leave) = (None, true);
                return Some(Done::Taken);
            }
            ("Shift" | "Control" | "Alt" | "Meta", _) => return Some(Done::Nothing),
            // What is typed into a search narrows it: `typed` sees to it.
            (key, false) if list.source == Source::History && (key.chars().count() == 1 || key == "Backspace") => {
                return Some(Done::Nothing);
            }
            _ => {
                self.list = None;
                return None;
            }
        };
        if let Some(last) = count.checked_sub(1) {
            list.marked = Some(match list.marked {
                None if on => 0,
                None => last,
                Some(at) if on => (at + 1) % count,
                Some(at) => at.checked_sub(1).unwrap_or(last),
            });
        }
        Some(Done::Taken)
    }

    /// Completes the word at the cursor as far as there is no choice, and lists the choices.
    fn complete(&mut self, line: &Line, session: &Session) -> Done {
        let choices = completions(line, session);
        let found = complete(session.engine(), session.machine(), &line.text, line.at);
        match &choices[..] {
            [] => Done::Taken,
            [only] => Done::Put(only.line.clone()),
            _ => {
                self.list = Some(List { choices, marked: None, source: Source::Completion });
                let (common, typed) = (found.common(), line.before().get(found.start..).unwrap_or_default());
                if common.len() > typed.len() {
                    Done::Put(line.replaced(found.start, line.at, common))
                } else {
                    Done::Taken
                }
            }
        }
    }

    fn search(&mut self, typed: &str, session: &Session) {
        let wanted = typed.trim();
        let mut choices: Vec<Choice> = Vec::new();
        for operation in session.operations().iter().rev() {
            let text = operation.line.as_str();
            if text.contains(wanted) && !choices.iter().any(|choice| choice.shown == text) {
                choices.push(Choice { line: Line::end(text), shown: text.to_owned(), note: "" });
            }
            if choices.len() == MOST_CHOICES {
                break;
            }
        }
        let marked = (!choices.is_empty()).then_some(0);
        self.list = Some(List { choices, marked, source: Source::History });
    }

    fn recall(&mut self, back: usize, line: &Line, session: &Session) -> Done {
        let typed = session.operations();
        if back > typed.len() {
            return Done::Taken;
        }
        if self.back == 0 {
            self.draft.clone_from(&line.text);
        }
        self.back = back;
        let text = typed.len().checked_sub(back).and_then(|at| typed.get(at)).map(|operation| operation.line.clone());
        Done::Put(Line::end(text.filter(|_| back > 0).unwrap_or_else(|| self.draft.clone())))
    }

    fn cut(&mut self, line: &Line, from: usize, to: usize) -> Done {
        let (line, cut) = line.cut(from, to);
        if !cut.is_empty() {
            self.cut = cut;
        }
        Done::Put(line)
    }
}

/// Every way to complete the word at the cursor. A finished word is followed by a blank.
pub fn completions(line: &Line, session: &Session) -> Vec<Choice> {
    let found = complete(session.engine(), session.machine(), &line.text, line.at);
    let whole = |choice: &drydock_core::completion::Choice| {
        let blank = if choice.finished && !line.after().starts_with(' ') { " " } else { "" };
        line.replaced(found.start, line.at, &format!("{}{blank}", choice.text))
    };
    let choices = found.choices.iter().take(MOST_CHOICES);
    choices.map(|choice| Choice { line: whole(choice), shown: shown(&choice.text), note: choice.note }).collect()
}

/// So many commands to tap.
const MOST_TAPS: usize = 24;

/// What most people want of Docker comes first: a finger should not have to go through all.
const FIRST: [&str; 10] = ["pull", "images", "run", "ps", "inspect", "history", "exec", "rm", "rmi", "tag"];

/// What to tap next: commands to begin with while nothing is typed, then what the word at the cursor could become.
pub fn taps(line: &Line, session: &Session) -> Vec<Choice> {
    let choice = |text: &str| {
        let shown = text.trim_end().to_owned();
        Choice { line: Line::end(text), shown, note: "" }
    };
    if !line.text.trim().is_empty() {
        let mut choices = completions(line, session);
        choices.sort_by_key(|choice| FIRST.iter().position(|first| *first == choice.shown).unwrap_or(FIRST.len()));
        choices.truncate(MOST_TAPS);
        return choices;
    }
    let store = RefStore::load(&session.machine().kernel().fs).unwrap_or_default();
    let image = store.iter().find(|(reference, _)| reference.tag.is_some()).map(|(reference, _)| reference.familiar());
    let mut texts = vec!["docker ".to_owned()];
    match image {
        None => texts.extend(["docker pull nginx", "docker pull drydock.example/hello"].map(str::to_owned)),
        Some(image) => texts.extend([
            "docker images".to_owned(),
            format!("docker history {image}"),
            format!("docker inspect {image}"),
            "cat /var/lib/docker/image/overlay2/repositories.json | jq .".to_owned(),
        ]),
    }
    texts.extend(["tree /var/lib/docker/image -L 3", "ls -l /var/lib/docker/overlay2", "cat "].map(str::to_owned));
    texts.iter().map(|text| choice(text)).collect()
}

/// A path by its last name, as bash lists it.
fn shown(text: &str) -> String {
    let name = text.trim_end_matches('/');
    name.rfind('/').map_or(text, |at| &text[at + 1..]).to_owned()
}

/// What is pasted: of a copied transcript only what was typed, without the prompts; anything else as it is.
pub fn pasted(text: &str) -> String {
    if !text.lines().next().is_some_and(|line| after_prompt(line).is_some()) {
        return text.to_owned();
    }
    let mut typed: Vec<&str> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        // A command goes on behind `> `; everything else without a prompt was printed.
        let more = || line.strip_prefix("> ").filter(|_| open);
        open = match after_prompt(line).or_else(more) {
            Some(line) => {
                typed.push(line);
                true
            }
            None => false,
        };
    }
    typed.join("\n")
}

/// What follows a prompt: `$ `, `[root@host dir]# `.
fn after_prompt(line: &str) -> Option<&str> {
    let line = line.trim_start();
    if let Some(rest) = line.strip_prefix("$ ") {
        return Some(rest);
    }
    let (inside, rest) = line.strip_prefix('[')?.split_once(']')?;
    let rest = rest.strip_prefix("# ").or_else(|| rest.strip_prefix("$ "))?;
    (inside.contains('@') && inside.contains(' ')).then_some(rest)
}

#[cfg(test)]
mod tests;
