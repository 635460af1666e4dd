//! What can be done with the whole session: undo, redo, begin anew, another host, file, link; and what was put aside.

use std::rc::Rc;

use drydock_core::saved::SavedSession;
use drydock_core::world;
use gloo::utils::window;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement};
use yew::{Callback, Html, MouseEvent, Properties, function_component, html};

use super::sandbox_desk::{Deed, Desk};
use crate::context::{use_dispatch, use_words};
use crate::effects::{clipboard, session_file};
use crate::state::sandbox::{save, world_of};
use crate::state::{Action, Course, Notice};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) course: Rc<Course>,
    pub(crate) moment: usize,
    pub(crate) desk: Desk,
}

/// The buttons, and what the last of them has to tell.
#[function_component]
pub(crate) fn SandboxBar(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let Props { course, moment, desk } = props;
    let (world, lang, act) = (world_of(course), words.lang, desk.act.clone());
    let import = {
        let act = act.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
                return;
            };
            let act = act.clone();
            session_file::chosen(&input, move |text| {
                act.emit(match SavedSession::parse(&text) {
                    Ok(saved) => Deed::Open(saved),
                    Err(error) => Deed::Say(format!("{} {}", words.sandbox_refused, error.words(lang))),
                });
            });
        })
    };
    // Worked out when it is asked for: the longer the session, the more it costs.
    let share = {
        let (course, moment, act) = (course.clone(), *moment, act.clone());
        Callback::from(move |_: MouseEvent| match save(&course, moment).and_then(|saved| saved.to_link()) {
            Ok(link) => {
                let page = window().location().href().unwrap_or_default();
                let page = page.split('#').next().unwrap_or_default();
                let (dispatch, act) = (dispatch.clone(), act.clone());
                clipboard::copy(&format!("{page}#/sandbox?s={link}"), move |done| {
                    if done {
                        dispatch.emit(Action::Tell(Notice::LinkCopied));
                    } else {
                        // The address bar has no session.
                        act.emit(Deed::Say(words.sandbox_copy_refused.to_owned()));
                    }
                });
            }
            Err(error) => act.emit(Deed::Say(error.words(lang))),
        })
    };
    let export = {
        let (course, moment, act) = (course.clone(), *moment, act.clone());
        Callback::from(move |_: MouseEvent| match save(&course, moment) {
            Ok(saved) => session_file::download(&saved.to_text()),
            Err(error) => act.emit(Deed::Say(error.words(lang))),
        })
    };
    let deed = |deed: Deed| act.reform(move |_: MouseEvent| deed.clone());
    let button = |word: &'static str, enabled: bool, onclick: Callback<MouseEvent>| {
        // Not `disabled`, which would take the focus from it.
        html! { <button type="button" class="tool" aria-disabled={(!enabled).to_string()} {onclick}>{ word }</button> }
    };
    let commands = course.operations().len();
    html! {
        <div class="sandbox-bar">
            <div class="sandbox-bar__tools" role="group" aria-label={words.sandbox_session}>
                { button(words.sandbox_undo, commands > 0, deed(Deed::Undo)) }
                { button(words.sandbox_redo, !course.session.undone().is_empty(), deed(Deed::Redo)) }
                { button(words.sandbox_reset, commands > 0, deed(Deed::Begin(world.to_owned()))) }
                { button(words.sandbox_share, true, share) }
                { button(words.sandbox_export, true, export) }
                <label class="tool sandbox-bar__file">{ words.sandbox_import }
                    <input type="file" accept=".txt,text/plain" onchange={import} />
                </label>
            </div>
            <p class="sandbox-bar__said" role="status">{ desk.message.clone().unwrap_or_default() }</p>
        </div>
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct HostProps {
    pub(crate) course: Rc<Course>,
    pub(crate) desk: Desk,
}

/// The host that the session is on, and the sessions that were put aside.
#[function_component]
pub(crate) fn SandboxHost(props: &HostProps) -> Html {
    let words = use_words();
    let HostProps { course, desk } = props;
    let (world, act) = (world_of(course), desk.act.clone());
    let choose = {
        Callback::from(move |event: Event| {
            let chosen = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
            let chosen = chosen.map(|select| select.value()).unwrap_or_default();
            if let Some(world) = world::NAMES.into_iter().find(|name| *name == chosen) {
                act.emit(Deed::Begin(world.to_owned()));
            }
        })
    };
    html! {
        <div class="sandbox-host">
            <label class="sandbox-host__world">
                <span>{ words.sandbox_world }</span>
                <select class="tool" onchange={choose}>
                    if !world::NAMES.contains(&world) { <option value="" selected=true>{ words.inspected_host }</option> }
                    { for world::NAMES.iter().map(|name| html! { <option value={*name} selected={*name == world}>{ *name }</option> }) }
                </select>
            </label>
            <p>{ words.world(world) }</p>
            <p>{ words.sandbox_lead }</p>
            { shelf(desk, words) }
        </div>
    }
}

/// The sessions that were put aside.
fn shelf(desk: &Desk, words: &'static crate::i18n::Words) -> Html {
    let sessions = desk.shelf.sessions();
    if sessions.is_empty() {
        return Html::default();
    }
    let deed = |deed: Deed| desk.act.reform(move |_: MouseEvent| deed.clone());
    let export = |text: &str| {
        let text = text.to_owned();
        Callback::from(move |_: MouseEvent| session_file::download(&text))
    };
    html! {
        <details class="sandbox-shelf">
            <summary>{ format!("{} ({})", words.sandbox_aside, sessions.len()) }</summary>
            <ul>
                { for sessions.iter().enumerate().map(|(index, aside)| html! {
                    <li key={index}>
                        { match aside.summary() {
                            Ok(summary) => html! {
                                <>
                                    <p><b>{ words.session_of(summary.commands, &summary.world) }</b>{ " · " }{ words.why(aside.why) }</p>
                                    <p class="sandbox-shelf__last" translate="no">{ summary.last }</p>
                                    <button type="button" class="tool" onclick={deed(Deed::Take(aside.text.clone()))}>{ words.sandbox_take }</button>
                                </>
                            },
                            Err(error) => html! { <p><b>{ words.why(aside.why) }</b>{ " · " }{ error.words(words.lang) }</p> },
                        } }
                        <button type="button" class="tool" onclick={export(&aside.text)}>{ words.sandbox_export }</button>
                        <button type="button" class="tool" onclick={deed(Deed::Forget(aside.text.clone()))}>{ words.sandbox_forget }</button>
                    </li>
                }) }
            </ul>
        </details>
    }
}
