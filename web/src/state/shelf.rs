//! Sessions of the sandbox that gave way to others: nothing that was typed is lost.

use drydock_core::saved::{LoadError, SavedSession};
use serde::{Deserialize, Serialize};

/// Why a session was put aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// It went on differently from an earlier command.
    Forked,
    /// It was begun anew, on this host or another.
    Restarted,
    /// A link or a file took its place, or another one from here.
    Replaced,
    /// It could not be read.
    Unreadable,
    /// It could not be run to its end.
    Unfinished,
    /// It went on in another tab of the browser.
    OtherTab,
}

/// A session that was put aside, as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// Why.
    pub why: Why,
    /// The text of its file; of an unreadable one what was found.
    pub text: String,
}

/// What the page says of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its world.
    pub world: String,
    /// How many commands it has.
    pub commands: usize,
    /// The last of them.
    pub last: String,
}

impl Aside {
    /// What the page says of it, or why it cannot be read.
    pub fn summary(&self) -> Result<Summary, LoadError> {
        let saved = SavedSession::parse(&self.text)?;
        let last = saved.lines().last().cloned().unwrap_or_default();
        // Of a host that was made from something, the name goes on with what that was.
        let world = saved.world().split(':').next().unwrap_or_default().to_owned();
        Ok(Summary { world, commands: saved.lines().len(), last })
    }
}

/// The sessions that were put aside, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shelf(Vec<Aside>);

/// So many are kept.
const MOST: usize = 8;
/// And so many bytes of them in all: a browser keeps some five million for a site.
const MOST_BYTES: usize = 1_500_000;

impl Shelf {
    /// Reads what [`Shelf::to_json`] gave. What is something else is kept as a session that cannot be read.
    pub fn from_json(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_else(|_| {
            let mut shelf = Self::default();
            shelf.put(Why::Unreadable, text.to_owned());
            shelf
        })
    }

    /// The shelf as text.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The sessions, the newest first.
    pub fn sessions(&self) -> &[Aside] {
        &self.0
    }

    /// Puts a session aside. One without commands is not kept, and none twice.
    pub fn put(&mut self, why: Why, text: String) {
        let aside = Aside { why, text };
        if aside.text.is_empty() || aside.summary().is_ok_and(|summary| summary.commands == 0) {
            return;
        }
        // Of a session that goes on in another tab only how far it came last is kept.
        let outgrown =
            |other: &Aside| why == Why::OtherTab && other.why == why && is_beginning(&other.text, &aside.text);
        self.0.retain(|other| other.text != aside.text && !outgrown(other));
        self.0.insert(0, aside);
        let mut bytes = 0;
        let fits = self.0.iter().take_while(|aside| {
            bytes += aside.text.len();
            bytes <= MOST_BYTES
        });
        let fits = fits.count().clamp(1, MOST);
        self.0.truncate(fits);
    }

    /// Takes the session of this text from the shelf.
    pub fn forget(&mut self, text: &str) {
        self.0.retain(|aside| aside.text != text);
    }
}

/// Whether all of a session, as text, is in another one from its beginning on.
pub fn is_beginning(text: &str, of: &str) -> bool {
    match (SavedSession::parse(text), SavedSession::parse(of)) {
        (Ok(own), Ok(other)) => own.world() == other.world() && other.lines().starts_with(own.lines()),
        _ => text == of,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(lines: usize) -> String {
        SavedSession::new("empty", (0..lines).map(|n| format!("echo {n}")).collect(), None).unwrap().to_text()
    }

    #[test]
    fn the_newest_first_and_none_twice() {
        let mut shelf = Shelf::default();
        for (why, lines) in [(Why::Forked, 2), (Why::Restarted, 0), (Why::Replaced, 3), (Why::Replaced, 2)] {
            shelf.put(why, text(lines));
        }
        let told: Vec<_> = shelf.sessions().iter().map(|aside| aside.summary().unwrap()).collect();
        assert_eq!(told.iter().map(|summary| summary.commands).collect::<Vec<_>>(), [2, 3]);
        assert_eq!((told[0].world.as_str(), told[0].last.as_str()), ("empty", "echo 1"));
        assert_eq!(Shelf::from_json(&shelf.to_json()), shelf);
        shelf.forget(&text(3));
        assert_eq!(shelf.sessions().iter().map(|aside| &aside.text).collect::<Vec<_>>(), [&text(2)]);
    }

    #[test]
    fn another_tab_leaves_one_session_however_often_it_types() {
        let mut shelf = Shelf::default();
        shelf.put(Why::Forked, text(1));
        (2..5).for_each(|lines| shelf.put(Why::OtherTab, text(lines)));
        let other = SavedSession::new("documents", vec!["echo 0".to_owned()], None).unwrap().to_text();
        shelf.put(Why::OtherTab, other.clone());
        assert_eq!(shelf.sessions().iter().map(|aside| &aside.text).collect::<Vec<_>>(), [&other, &text(4), &text(1)]);
        assert!(is_beginning(&text(2), &text(2)) && !is_beginning(&text(3), &text(2)) && !is_beginning("?", &text(2)));
    }

    #[test]
    fn it_does_not_grow_without_end() {
        let mut shelf = Shelf::default();
        (1..20).for_each(|lines| shelf.put(Why::Forked, text(lines)));
        assert_eq!(shelf.sessions().len(), MOST);
        shelf.put(Why::Unreadable, "x".repeat(2 * MOST_BYTES));
        assert_eq!(shelf.sessions().len(), 1);
    }

    #[test]
    fn what_cannot_be_read_is_kept_too() {
        for text in ["<script>", "{\"a\":1}", "# Drydock session, version 99\n"] {
            let shelf = Shelf::from_json(text);
            assert_eq!(shelf.sessions().len(), 1);
            assert!(shelf.sessions()[0].summary().is_err());
        }
        assert_eq!(Shelf::from_json(""), Shelf::default());
    }
}
