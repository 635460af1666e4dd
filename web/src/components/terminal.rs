//! The terminal: what was typed and what it printed, up to the moment that is shown.

use std::rc::Rc;
use std::slice;

use yew::{
    Callback, Children, Event, Html, MouseEvent, Properties, classes, function_component, html, use_effect_with,
    use_node_ref,
};

use super::chip::spans;
use crate::context::use_words;
use crate::effects::{clipboard, page};
use crate::view_model::chips::Span;
use crate::view_model::screen::Ink;
use crate::view_model::terminal::{Entry, EntryState, Transcript};

/// What the terminal shows.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) transcript: Rc<Transcript>,
    /// So many entries at the start were scrolled away for good (Ctrl-L).
    #[prop_or_default]
    pub(crate) from: usize,
    /// Changes whenever something below the entries does that has to be in sight.
    #[prop_or_default]
    pub(crate) tail: usize,
    /// What stands below: the line that is typed.
    #[prop_or_default]
    pub(crate) children: Children,
    /// What a click on the terminal does.
    #[prop_or_default]
    pub(crate) onclick: Option<Callback<MouseEvent>>,
}

/// The transcript. It stays scrolled to its end; what is copied from it has no prompts.
#[function_component]
pub(crate) fn Terminal(props: &Props) -> Html {
    let words = use_words();
    let frame = use_node_ref();
    let shown = (props.transcript.clone(), props.from, props.tail);
    use_effect_with((shown, frame.clone()), |(_, frame)| page::scroll_to_end(frame));
    use_effect_with(frame.clone(), |frame| {
        let watched = page::keep_at_end(frame);
        move || drop(watched)
    });
    let oncopy = Callback::from(|event: Event| clipboard::without_prompts(&event));
    html! {
        <div class="term" role="region" aria-label={words.terminal} tabindex="0" ref={frame} translate="no" {oncopy} onclick={props.onclick.clone()}>
            // A list of its own: Yew goes by the keys only where every child has one, and makes all anew where one has none.
            <>
                { for props.transcript.entries.chunks(BLOCK).enumerate().map(|(index, entries)| {
                    let from = props.from.saturating_sub(index * BLOCK).min(entries.len());
                    html! { <Block key={index} entries={entries.to_vec()} {from} /> }
                }) }
            </>
            if let Some(prompt) = &props.transcript.prompt {
                <div class="term__line"><span class="term__prompt">{ prompt }</span><span class="term__cursor" aria-hidden="true"></span></div>
            }
            { props.children.clone() }
        </div>
    }
}

/// So many commands are looked at as one: whatever changes below them, they are not gone through again one by one.
const BLOCK: usize = 32;

#[derive(PartialEq, Properties)]
struct BlockProps {
    entries: Vec<Rc<Entry>>,
    from: usize,
}

/// Some commands, one below the other. When there are more, they have scrolled away: out of sight they are neither laid out nor
/// painted.
#[function_component]
fn Block(props: &BlockProps) -> Html {
    let full = (props.entries.len() == BLOCK).then_some("is-full");
    let entries = props.entries.iter().enumerate().skip(props.from);
    html! {
        <div class={classes!("term__block", full)}>
            { for entries.map(|(index, entry)| html! { <EntryView key={index} entry={entry.clone()} /> }) }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct EntryProps {
    entry: Rc<Entry>,
}

/// A command with its output. Line ends are part of the text, so that copying keeps them.
#[function_component]
fn EntryView(props: &EntryProps) -> Html {
    let words = use_words();
    let entry = &props.entry;
    html! {
        <div class="term__entry">
            <div class="term__line">
                <span class="term__prompt">{ &entry.prompt }</span><span class="term__typed">{ spans(&entry.line) }{ "\n" }</span>
                if entry.state == EntryState::Typed { <span class="term__cursor" aria-hidden="true"></span> }
            </div>
            if entry.hidden > 0 { <div class="term__hidden">{ words.earlier_lines(entry.hidden) }</div> }
            if !entry.output.is_empty() { <div class="term__out">{ for entry.output.iter().map(|(ink, span)| inked(*ink, span)) }</div> }
            if entry.state == EntryState::Running { <span class="term__cursor" aria-hidden="true"></span> }
        </div>
    }
}

/// A piece of what a program printed. A hash keeps the colour of its kind.
fn inked(ink: Ink, span: &Span) -> Html {
    let piece = spans(slice::from_ref(span));
    if ink == Ink::default() || matches!(span, Span::Hash { .. }) {
        return piece;
    }
    let colour = ink.colour.map(|colour| format!("ink-{colour}"));
    let ground = ink.ground.map(|ground| format!("ink-on-{ground}"));
    html! { <span class={classes!(colour, ground, ink.bold.then_some("ink-bold"))}>{ piece }</span> }
}
