//! What is on the bench of *Inspect yours*: what was given, and what came of it.

use std::rc::Rc;

use drydock_core::inspect::{Input, Inspection, Via, inspect_paced};
use drydock_core::pace::{self, Pace};

use crate::view_model::inspect::rows::{Row, rows};

/// What was pasted in one piece and is longer than so many bytes is not shown in the field: browsers are slow with it.
pub const LONGEST_SHOWN: usize = 256 * 1024;

/// What was given, and what came of it as far as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bench {
    /// What is in the field.
    pub text: Rc<str>,
    /// The name that the field's text has among the inputs.
    pub text_name: Rc<str>,
    /// What was opened, dropped, or pasted and is too long for the field.
    pub pieces: Vec<Input>,
    /// What came of it.
    pub found: Option<Found>,
}

/// What was read, shared: two are the same if they are one.
#[derive(Clone, Debug)]
pub struct Found(Rc<Reading>);

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl std::ops::Deref for Found {
    type Target = Reading;

    fn deref(&self) -> &Reading {
        &self.0
    }
}

/// The inputs with what they say.
#[derive(Debug)]
pub struct Reading {
    /// The inputs.
    pub inputs: Vec<Input>,
    /// What they say together.
    pub inspection: Inspection,
    /// Their names, as the picture shows them.
    pub rows: Rc<[Row]>,
}

impl Bench {
    /// All that was given, the field's text first.
    pub fn inputs(&self) -> Vec<Input> {
        let typed = Input { name: self.text_name.to_string(), via: Via::Paste, bytes: self.text.as_bytes().into() };
        let typed = Some(typed).filter(|input| !input.bytes.is_empty());
        typed.into_iter().chain(self.pieces.iter().cloned()).collect()
    }

    /// Whether something was given.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.pieces.is_empty()
    }

    /// The bench with another text in the field.
    #[must_use]
    pub fn with_text(&self, text: impl Into<Rc<str>>, name: &str) -> Self {
        Self { text: text.into(), text_name: name.into(), ..self.clone() }
    }

    /// A name that no piece has: `pasted 2`.
    pub fn free_name(&self, word: &str) -> String {
        let is_free = |name: &String| self.pieces.iter().all(|piece| piece.name != *name);
        (1..).map(|number| format!("{word} {number}")).find(is_free).unwrap_or_default()
    }

    /// The bench with one more piece; one with the same name gives way to it.
    #[must_use]
    pub fn with_piece(&self, piece: Input) -> Self {
        let mut pieces = self.pieces.clone();
        pieces.retain(|other| other.name != piece.name);
        pieces.push(piece);
        Self { pieces, ..self.clone() }
    }

    /// The bench without the input of this number.
    #[must_use]
    pub fn without(&self, number: usize) -> Self {
        let typed = usize::from(!self.text.is_empty());
        let mut next = self.clone();
        match number.checked_sub(typed) {
            None => next.text = "".into(),
            Some(index) if index < next.pieces.len() => drop(next.pieces.remove(index)),
            Some(_) => {}
        }
        next
    }

    /// Reads all that was given.
    pub fn read(&self) -> Option<Found> {
        pace::finish(self.read_paced(&Pace::unbroken()))
    }

    /// The same in pieces. What may take long happens here.
    pub async fn read_paced(&self, pace: &Pace<'_>) -> Option<Found> {
        let inputs = self.inputs();
        if inputs.is_empty() {
            return None;
        }
        let inspection = inspect_paced(&inputs, pace).await;
        let rows = rows(&inspection.picture, pace).await.into();
        Some(Found(Rc::new(Reading { inputs, inspection, rows })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_and_go() {
        let piece = |name: &str| Input { name: name.to_owned(), via: Via::File, bytes: b"{}".as_slice().into() };
        let bench = Bench::default();
        assert!(bench.is_empty() && bench.read().is_none());
        let bench =
            bench.with_text("hello", "pasted").with_piece(piece("a")).with_piece(piece("b")).with_piece(piece("a"));
        let names = |bench: &Bench| bench.inputs().into_iter().map(|input| input.name).collect::<Vec<_>>();
        assert_eq!(names(&bench), ["pasted", "b", "a"]);
        assert_eq!(names(&bench.without(1)), ["pasted", "a"]);
        assert_eq!(bench.with_piece(piece("x 1")).with_piece(piece("x 3")).free_name("x"), "x 2");
        assert_eq!(names(&bench.without(0)), ["b", "a"]);
        assert_eq!(bench.read().map(|found| found.inspection.recognised.len()), Some(3));
    }
}
