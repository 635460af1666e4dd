//! What can be done with the whole session: undo, redo, fork, reset, world, file, link.

use std::rc::Rc;

use drydock_core::saved::SavedSession;
use drydock_core::session::Session;
use drydock_core::world;
use gloo::utils::window;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement};
use yew::{Callback, Html, Properties, function_component, html};

use crate::context::{use_dispatch, use_words};
use crate::effects::{clipboard, session_file};
use crate::state::sandbox::{begin, commands_before, course, moment_at, replay, save};
use crate::state::{Action, Course, Notice};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) course: Rc<Course>,
    pub(crate) moment: usize,
    pub(crate) message: Option<String>,
    pub(crate) say: Callback<Option<String>>,
}

/// The buttons, and what the last of them has to tell.
#[function_component]
pub(crate) fn SandboxBar(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let Props { course: now, moment, say, .. } = props;
    let (world, lang) = (now.lesson.world.clone(), words.lang);
    let show = {
        let (dispatch, say) = (dispatch.clone(), say.clone());
        Callback::from(move |(course, at): (Option<Course>, Option<drydock_core::lesson::Position>)| {
            if let Some(course) = course {
                say.emit(None);
                let moment = moment_at(&course, at);
                dispatch.emit(Action::Sandbox(Rc::new(course), moment));
            }
        })
    };
    let change = |edit: fn(&Session, usize) -> Session| {
        let (now, show, world, kept) = (now.clone(), show.clone(), world.clone(), commands_before(now, *moment));
        Callback::from(move |_: yew::MouseEvent| show.emit((course(&world, edit(&now.session, kept)), None)))
    };
    let undo = change(|session, _| {
        let mut session = session.clone();
        session.undo();
        session
    });
    let redo = change(|session, _| {
        let mut session = session.clone();
        session.redo();
        session
    });
    let fork = change(Session::fork);
    let reset = {
        let (show, world) = (show.clone(), world.clone());
        Callback::from(move |_| show.emit((begin(&world), None)))
    };
    let choose = {
        let show = show.clone();
        Callback::from(move |event: Event| {
            let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
            show.emit((select.and_then(|select| begin(&select.value())), None));
        })
    };
    let import = {
        let (show, say) = (show.clone(), say.clone());
        Callback::from(move |event: Event| {
            let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
                return;
            };
            let (show, say) = (show.clone(), say.clone());
            session_file::chosen(&input, move |text| match SavedSession::parse(&text) {
                Ok(saved) => show.emit((replay(&saved), saved.at())),
                Err(error) => say.emit(Some(error.words(lang))),
            });
        })
    };
    let saved = save(now, *moment);
    let share = {
        let (saved, say, dispatch) = (saved.clone(), say.clone(), dispatch.clone());
        Callback::from(move |_| match saved.clone().and_then(|saved| saved.to_link()) {
            Ok(link) => {
                let page = window().location().href().unwrap_or_default();
                let page = page.split('#').next().unwrap_or_default();
                let dispatch = dispatch.clone();
                clipboard::copy(&format!("{page}#/sandbox?s={link}"), move |done| {
                    dispatch.emit(Action::Tell(if done { Notice::LinkCopied } else { Notice::CopyRefused }));
                });
            }
            Err(error) => say.emit(Some(error.words(lang))),
        })
    };
    let file = saved.as_ref().map(|saved| session_file::address(&saved.to_text())).ok();
    let commands = now.operations().len();
    let button = |word: &'static str, enabled: bool, onclick: Callback<yew::MouseEvent>| {
        html! { <button type="button" class="tool" disabled={!enabled} {onclick}>{ word }</button> }
    };
    html! {
        <div class="sandbox-bar">
            <p class="sandbox-bar__lead">{ words.sandbox_lead }</p>
            <label class="sandbox-bar__world">{ words.sandbox_world }{ " " }
                <select onchange={choose}>
                    { for world::NAMES.iter().map(|name| html! { <option value={*name} selected={*name == world}>{ *name }</option> }) }
                </select>
            </label>
            <div class="sandbox-bar__tools" role="group" aria-label={words.sandbox}>
                { button(words.sandbox_undo, commands > 0, undo) }
                { button(words.sandbox_redo, !now.session.undone().is_empty(), redo) }
                { button(words.sandbox_fork, commands_before(now, *moment) < commands, fork) }
                { button(words.sandbox_reset, commands > 0, reset) }
                { button(words.share, true, share) }
                if let Some(href) = file { <a class="tool" download="drydock-session.txt" {href}>{ words.sandbox_export }</a> }
                <label class="tool sandbox-bar__file">{ words.sandbox_import }
                    <input type="file" accept=".txt,text/plain" onchange={import} />
                </label>
            </div>
            <p role="status">{ props.message.clone().unwrap_or_default() }</p>
        </div>
    }
}
