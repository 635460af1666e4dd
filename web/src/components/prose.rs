//! Prose of lessons and pages.

use drydock_core::identity::Kind;
use drydock_core::lesson::{Aside, Block, Filled, Inline};
use yew::{Html, classes, html};

use super::chip::{Chip, ChipMark, Form};
use crate::i18n::Words;
use crate::state::address::{Address, PagePlace, Place};
use crate::view_model::chips::Chip as Model;

/// The page that terms lead to.
const GLOSSARY: &str = "glossary";

/// Blocks of prose.
pub(crate) fn blocks(blocks: &[Block<Filled>], words: &'static Words) -> Html {
    blocks.iter().map(|each| block(each, words)).collect()
}

fn block(block: &Block<Filled>, words: &'static Words) -> Html {
    let items = |rows: &[Vec<Inline<Filled>>]| -> Html {
        rows.iter().map(|row| html! { <li>{ line(row, words) }</li> }).collect()
    };
    match block {
        Block::Paragraph(text) => html! { <p>{ line(text, words) }</p> },
        Block::Bullets(rows) => html! { <ul class="prose__bullets">{ items(rows) }</ul> },
        Block::Numbered(rows) => html! { <ol class="prose__numbered">{ items(rows) }</ol> },
        Block::Code(text) => {
            html! { <pre class="prose__code" tabindex="0" data-keys="own"><code>{ line(text, words) }</code></pre> }
        }
        Block::Aside(kind, inner) => {
            let (class, title) = match kind {
                Aside::Why => ("aside--why", words.aside_why),
                Aside::Mistaken => ("aside--mistaken", words.aside_mistaken),
                Aside::Elsewhere => ("aside--elsewhere", words.aside_elsewhere),
                Aside::Honest => ("aside--honest", words.aside_honest),
            };
            html! {
                <div class={classes!("aside", class)} role="note">
                    <p class="aside__title">{ title }</p>
                    { blocks(inner, words) }
                </div>
            }
        }
        Block::Table(head, rows) => html! {
            <div class="prose__table" tabindex="0" data-keys="own">
                <table>
                    <thead><tr>{ for head.iter().map(|cell| html! { <th scope="col">{ line(cell, words) }</th> }) }</tr></thead>
                    <tbody>
                        { for rows.iter().map(|row| html! {
                            <tr>{ for row.iter().map(|cell| html! { <td>{ line(cell, words) }</td> }) }</tr>
                        }) }
                    </tbody>
                </table>
            </div>
        },
    }
}

/// A line of prose.
pub(crate) fn line(pieces: &[Inline<Filled>], words: &'static Words) -> Html {
    pieces.iter().map(|piece| inline(piece, words)).collect()
}

/// A line of prose on something that is itself pressed: its hashes open no card.
pub(crate) fn marked_line(pieces: &[Inline<Filled>], words: &'static Words) -> Html {
    pieces
        .iter()
        .map(|piece| match piece {
            Inline::Value(Filled::Hash(kind, text)) => html! { <ChipMark chip={model(*kind, text)} /> },
            Inline::Strong(inner) => html! { <strong>{ marked_line(inner, words) }</strong> },
            Inline::Emphasis(inner) => html! { <em>{ marked_line(inner, words) }</em> },
            Inline::Code(inner) => html! { <code translate="no">{ marked_line(inner, words) }</code> },
            Inline::Term(_, inner) | Inline::Link(_, inner) => marked_line(inner, words),
            Inline::Text(_) | Inline::Value(_) => inline(piece, words),
        })
        .collect()
}

/// The chip of an identity as Docker writes it.
fn model(kind: Kind, text: &str) -> Model {
    Model::new(kind, text.strip_prefix("sha256:").unwrap_or(text))
}

fn inline(piece: &Inline<Filled>, words: &'static Words) -> Html {
    match piece {
        Inline::Text(text) => html! { { text } },
        Inline::Strong(inner) => html! { <strong>{ line(inner, words) }</strong> },
        Inline::Emphasis(inner) => html! { <em>{ line(inner, words) }</em> },
        Inline::Code(inner) => html! { <code translate="no">{ line(inner, words) }</code> },
        Inline::Term(word, inner) => {
            let place = PagePlace { page: GLOSSARY.to_owned(), section: Some(word.clone()) };
            let href = Address::of(Place::Page(place), words.lang).to_string();
            html! { <a class="glossary-term" {href}>{ line(inner, words) }</a> }
        }
        Inline::Link(to, inner) => match to.strip_prefix("page:") {
            Some(page) => {
                let place = Place::Page(PagePlace::of_link(page));
                let href = Address::of(place, words.lang).to_string();
                html! { <a {href}>{ line(inner, words) }</a> }
            }
            None => html! { <a href={to.clone()} rel="noopener" target="_blank">{ line(inner, words) }</a> },
        },
        Inline::Value(value) => filled(value),
    }
}

fn filled(value: &Filled) -> Html {
    match value {
        Filled::Hash(kind, text) => html! { <Chip chip={model(*kind, text)} form={Form::Word} /> },
        // The prose has the unit.
        Filled::Number(number) | Filled::Bytes(number) => html! { { number } },
        Filled::Text(text) => html! { <code translate="no">{ text }</code> },
        Filled::Names(names) => html! { <code translate="no">{ names.join("  ") }</code> },
        Filled::Unknown(_) => html! { { value } },
    }
}
