//! Questions to the engine itself, the way into the sandbox, and the file as dockerd writes it.

use std::rc::Rc;

use drydock_core::inspect::picture::Picture;
use drydock_core::world::inspected::Made;
use yew::{Callback, Html, Properties, function_component, html, use_state};

use super::inspect_screen::Chosen;
use super::sandbox_desk::put_kept_aside;
use crate::context::{use_dispatch, use_words};
use crate::effects::{clipboard, jq};
use crate::state::sandbox::begin;
use crate::state::{Action, Found};
use crate::view_model::inspect::answer::{Answer, Question, as_dockerd_writes, ask};
use crate::view_model::inspect::rows::Sort;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) found: Found,
    pub(crate) chosen: Chosen,
}

fn is_empty(picture: &Picture) -> bool {
    picture.names.is_empty() && picture.images.is_empty()
}

/// Whether there is something for a repositories.json to hold.
fn has_names(picture: &Picture) -> bool {
    !picture.names.is_empty() || !picture.refused.is_empty()
}

/// Buttons with commands, and what the engine says.
#[function_component]
pub(crate) fn InspectAnswer(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let answer = use_state(|| None::<(Found, Answer)>);
    let told = use_state(|| None::<&'static str>);
    let Props { found, chosen } = props;
    let row = chosen.row.and_then(|row| found.rows.get(row as usize));
    // The first name where none is chosen.
    let row = row
        .filter(|row| row.sort != Sort::Refused)
        .or_else(|| found.rows.first().filter(|row| row.sort != Sort::Refused));
    let question = |question: Question| {
        let line = question.line();
        let (found, answer) = (found.clone(), answer.clone());
        let onclick = Callback::from(move |_| answer.set(ask(&found, &question).map(|said| (found.clone(), said))));
        html! { <button type="button" class="tool ask__line" {onclick} title={words.ask_would}><code>{ line }</code></button> }
    };
    let open = {
        let (found, chosen) = (found.clone(), chosen.row);
        Callback::from(move |_| {
            let focus = chosen.and_then(|row| found.rows.get(row as usize)).map(|row| row.text.to_string());
            let made = Made::of(&found.inputs, &found.inspection, focus.as_deref());
            if let Some(course) = begin(&made.name(), jq::ENGINE) {
                put_kept_aside();
                dispatch.emit(Action::Sandbox(Rc::new(course), 0));
            }
        })
    };
    // Worked out when it is asked for: of ten thousand names it is a megabyte.
    let copy = has_names(&found.inspection.picture).then(|| {
        let (told, found) = (told.clone(), found.clone());
        Callback::from(move |_| {
            let told = told.clone();
            let tell = move |done| told.set(Some(if done { words.copied_short } else { words.copy_refused_short }));
            match as_dockerd_writes(&found) {
                Some(text) => clipboard::copy(&text, tell),
                None => tell(false),
            }
        })
    });
    let said = answer.as_ref().filter(|(of, _)| of == found).map(|(_, answer)| answer);
    html! {
        <div class="ask">
            if !is_empty(&found.inspection.picture) {
                <div class="ask__row" role="group" aria-label={words.ask_question}>
                    <span>{ words.ask_question }</span>
                    if let Some(row) = row { { question(Question::Remove(row.text.to_string())) } }
                    { question(Question::List) }
                    <button type="button" class="tool tool--primary" onclick={open} title={words.ask_open_hint}>{ words.ask_open }</button>
                    if let Some(copy) = copy { <button type="button" class="tool" onclick={copy}>{ words.copy_as_dockerd }</button> }
                    <span role="status">{ told.unwrap_or_default() }</span>
                </div>
            }
            <div role="status">
                if let Some(answer) = said {
                    <pre class="ask__said" tabindex="0" translate="no"><span class="ask__prompt">{ "# " }{ &answer.line }</span>{ "\n" }{ &answer.output }</pre>
                    <p class="ask__note">{ words.abridged_host(answer.images, answer.without_config, answer.left_out) }</p>
                }
            </div>
        </div>
    }
}
