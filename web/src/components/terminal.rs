//! The terminal: what was typed and what it printed, up to the moment that is shown.

use std::rc::Rc;

use yew::{Html, Properties, function_component, html, use_effect_with, use_node_ref};

use super::chip::spans;
use crate::context::use_words;
use crate::effects::page;
use crate::view_model::terminal::{EntryState, Transcript};

/// What the terminal shows.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) transcript: Rc<Transcript>,
}

/// The transcript. It stays scrolled to its end.
#[function_component]
pub(crate) fn Terminal(props: &Props) -> Html {
    let words = use_words();
    let frame = use_node_ref();
    use_effect_with((props.transcript.clone(), frame.clone()), |(_, frame)| page::scroll_to_end(frame));
    html! {
        <div class="term" role="region" aria-label={words.terminal} tabindex="0" ref={frame} translate="no">
            { for props.transcript.entries.iter().enumerate().map(|(index, entry)| html! {
                <div key={index} class="term__entry">
                    <div class="term__line">
                        <span class="term__prompt">{ &entry.prompt }</span><span class="term__typed">{ spans(&entry.line) }</span>
                        if entry.state == EntryState::Typed { <span class="term__cursor" aria-hidden="true"></span> }
                    </div>
                    { for entry.output.iter().map(|line| html! { <div class="term__out">{ spans(line) }</div> }) }
                    if entry.state == EntryState::Running { <span class="term__cursor" aria-hidden="true"></span> }
                </div>
            }) }
            if let Some(prompt) = &props.transcript.prompt {
                <div class="term__line"><span class="term__prompt">{ prompt }</span><span class="term__cursor" aria-hidden="true"></span></div>
            }
        </div>
    }
}
