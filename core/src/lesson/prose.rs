//! Prose as data: the small part of Markdown that lessons and pages may use.
//!
//! `V` is what stands where the text names a value: a [`Value`](super::Value) in a lesson's file, a
//! [`Filled`](super::Filled) one when it is shown.

use serde::{Deserialize, Serialize};

/// A block of prose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block<V> {
    /// A paragraph.
    Paragraph(Vec<Inline<V>>),
    /// A list with bullets: its items.
    Bullets(Vec<Vec<Inline<V>>>),
    /// A list with numbers: its items.
    Numbered(Vec<Vec<Inline<V>>>),
    /// Text set apart.
    Aside(Aside, Vec<Block<V>>),
    /// Lines to be shown as they are, such as a formula or a command.
    Code(Vec<Inline<V>>),
    /// A table: its head, then its rows. Pages only.
    Table(Vec<Vec<Inline<V>>>, Vec<Vec<Vec<Inline<V>>>>),
}

/// Why some text is set apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aside {
    /// The reason behind a fact: `> why: …`.
    Why,
    /// What many texts get wrong, and the fact: `> mistaken: …`.
    Mistaken,
    /// How another version of Docker does it: `> elsewhere: …`.
    Elsewhere,
    /// What is simplified in this simulation: `> honest: …`.
    Honest,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inline<V> {
    /// Plain text.
    Text(String),
    /// `**strong**`
    Strong(Vec<Inline<V>>),
    /// `*emphasis*`
    Emphasis(Vec<Inline<V>>),
    /// `` `code` ``: text and values only.
    Code(Vec<Inline<V>>),
    /// `[text](term:diffid)`: a word of the glossary.
    Term(String, Vec<Inline<V>>),
    /// `[text](page:errata#name)` or `[text](https://…)`.
    Link(String, Vec<Inline<V>>),
    /// `{chain 2}`: a value of the simulated machine.
    Value(V),
}

impl<V> Block<V> {
    /// The same block with every value replaced by what `fill` makes of it. Goes on after an error and gives them all to
    /// `fill`, which keeps them.
    pub fn fill<W>(&self, fill: &mut impl FnMut(&V) -> W) -> Block<W> {
        let rows = |rows: &Vec<Vec<Inline<V>>>, fill: &mut _| rows.iter().map(|row| fill_line(row, fill)).collect();
        match self {
            Self::Paragraph(line) => Block::Paragraph(fill_line(line, fill)),
            Self::Bullets(items) => Block::Bullets(rows(items, fill)),
            Self::Numbered(items) => Block::Numbered(rows(items, fill)),
            Self::Aside(kind, blocks) => Block::Aside(*kind, blocks.iter().map(|block| block.fill(fill)).collect()),
            Self::Code(line) => Block::Code(fill_line(line, fill)),
            Self::Table(head, body) => {
                let body = body.iter().map(|row| row.iter().map(|cell| fill_line(cell, fill)).collect()).collect();
                Block::Table(rows(head, fill), body)
            }
        }
    }
}

/// The line with every value replaced by what `fill` makes of it.
pub(super) fn fill_line<V, W>(line: &[Inline<V>], fill: &mut impl FnMut(&V) -> W) -> Vec<Inline<W>> {
    let mut filled = Vec::with_capacity(line.len());
    for piece in line {
        filled.push(match piece {
            Inline::Text(text) => Inline::Text(text.clone()),
            Inline::Strong(line) => Inline::Strong(fill_line(line, fill)),
            Inline::Emphasis(line) => Inline::Emphasis(fill_line(line, fill)),
            Inline::Code(line) => Inline::Code(fill_line(line, fill)),
            Inline::Term(word, line) => Inline::Term(word.clone(), fill_line(line, fill)),
            Inline::Link(to, line) => Inline::Link(to.clone(), fill_line(line, fill)),
            Inline::Value(value) => Inline::Value(fill(value)),
        });
    }
    filled
}

/// A line as plain text, for terminals, titles and screen readers.
pub fn plain<V: std::fmt::Display>(line: &[Inline<V>]) -> String {
    let mut text = String::new();
    for piece in line {
        match piece {
            Inline::Text(piece) => text.push_str(piece),
            Inline::Strong(line)
            | Inline::Emphasis(line)
            | Inline::Code(line)
            | Inline::Term(_, line)
            | Inline::Link(_, line) => text.push_str(&plain(line)),
            Inline::Value(value) => text.push_str(&value.to_string()),
        }
    }
    text
}
