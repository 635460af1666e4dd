//! Fields in the making: what words become.

use crate::pattern::Quoted;

/// What the last thing added was, as far as splitting goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Text, or nothing yet.
    Text,
    /// A blank separator.
    Blank,
    /// Another separator, such as `:`.
    Separator,
}

/// The fields of one word.
pub(super) struct Fields {
    done: Vec<Quoted>,
    current: Quoted,
    /// Whether the current field exists, even if it is empty: there were quotes.
    open: bool,
    last: Last,
    /// The separators; `None`: nothing is split.
    ifs: Option<Vec<u8>>,
}

impl Fields {
    pub(super) const fn new(ifs: Option<Vec<u8>>) -> Self {
        let current = Quoted { bytes: Vec::new(), quoted: Vec::new() };
        Self { done: Vec::new(), current, open: false, last: Last::Text, ifs }
    }

    pub(super) const fn splits(&self) -> bool {
        self.ifs.is_some()
    }

    /// Adds text that is not split. Quoted text makes a field even if it is empty.
    pub(super) fn push(&mut self, text: &[u8], quoted: bool) {
        self.open |= quoted || !text.is_empty();
        if !text.is_empty() {
            self.last = Last::Text;
        }
        self.current.push(text, quoted);
    }

    /// Adds what an expansion without quotes gave: it is split.
    pub(super) fn push_split(&mut self, text: &[u8]) {
        let Some(ifs) = self.ifs.clone() else { return self.push(text, false) };
        let mut rest = text;
        while let Some(c) = rest.first() {
            if !ifs.contains(c) {
                let len = rest.iter().take_while(|c| !ifs.contains(c)).count();
                self.push(&rest[..len], false);
                rest = &rest[len..];
                continue;
            }
            if matches!(c, b' ' | b'\t' | b'\n') {
                if self.open {
                    self.finish();
                    self.last = Last::Blank;
                }
            } else if self.open {
                self.finish();
                self.last = Last::Separator;
            } else if self.last == Last::Blank {
                // Blanks around another separator belong to it.
                self.last = Last::Separator;
            } else {
                self.finish();
                self.last = Last::Separator;
            }
            rest = &rest[1..];
        }
    }

    /// Ends the current field; the next begins.
    pub(super) fn finish(&mut self) {
        self.done.push(std::mem::take(&mut self.current));
        self.open = false;
        self.last = Last::Text;
    }

    /// Ends the current field if there is one.
    pub(super) fn finish_open(&mut self) {
        if self.open {
            self.finish();
        }
    }

    /// All fields.
    pub(super) fn into_fields(mut self) -> Vec<Quoted> {
        self.finish_open();
        self.done
    }

    /// The one field of a word that is not split.
    pub(super) fn into_one(self) -> Quoted {
        self.current
    }
}
