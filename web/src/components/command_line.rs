//! The terminal that is typed into: below what was printed the line, with history, lists to choose from and the keys of a shell;
//! below everything commands to tap.

use std::rc::Rc;

use drydock_core::saved::is_untypable;
use drydock_core::script::commands;
use web_sys::{HtmlTextAreaElement, InputEvent, KeyboardEvent};
use yew::{
    Callback, Event, Html, MouseEvent, Properties, function_component, html, use_effect_with, use_memo, use_node_ref,
    use_state_eq,
};

use super::icon::{Icon, Sign};
use super::sandbox_desk::{Busy, Deed};
use super::terminal::Terminal;
use crate::context::{use_dispatch, use_words};
use crate::effects::{clipboard, keyboard, page};
use crate::i18n::Words;
use crate::state::sandbox::session_at;
use crate::state::{Action, Course, Walk};
use crate::view_model::line_edit::{Done, Editor, Line, List, MOST_CHOICES, Press, Source, pasted, taps};
use crate::view_model::terminal::{Transcript, printed};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) course: Rc<Course>,
    pub(crate) moment: usize,
    pub(crate) transcript: Rc<Transcript>,
    pub(crate) busy: Busy,
    pub(crate) act: Callback<Deed>,
}

/// The field's id.
const ID: &str = "command-line";

/// The prompt, the line, and what can be chosen.
#[function_component]
pub(crate) fn CommandLine(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let field = use_node_ref();
    let editor = use_state_eq(Editor::default);
    // What stands in the field, for the commands to tap. The field itself is the browser's.
    let typed = use_state_eq(Line::default);
    let session = use_memo((props.course.clone(), props.moment), |(course, moment)| session_at(course, *moment));
    let past = session.operations().len() < props.course.operations().len();
    // Ctrl-L: what is above is out of sight for good.
    let from = use_state_eq(|| 0_usize);
    let entries = props.transcript.entries.len();
    {
        // After the session was begun anew nothing of it may be out of sight.
        let from = from.clone();
        use_effect_with((past, entries), move |(past, entries)| {
            if !past && *entries < *from {
                from.set(0);
            }
        });
    }
    let idle = matches!(props.busy, Busy::No | Busy::Failed(_));

    let put = {
        let (field, typed) = (field.clone(), typed.setter());
        move |line: Line| {
            if let Some(area) = field.cast::<HtmlTextAreaElement>() {
                area.set_value(&line.text);
                let at = line.units() as u32;
                let _ = area.set_selection_range(at, at);
            }
            typed.set(line);
        }
    };
    {
        let (editor, put) = (editor.clone(), put.clone());
        use_effect_with(props.course.clone(), move |_| {
            let mut fresh = (*editor).clone();
            fresh.begin();
            editor.set(fresh);
        });
        use_effect_with(props.busy.clone(), move |busy| {
            if let Busy::Failed(lines) = busy {
                put(Line::end(lines.join("\n")));
            }
        });
        use_effect_with((), |()| page::focus_if_hovering(ID));
    }
    let now = {
        let field = field.clone();
        move || {
            let area = field.cast::<HtmlTextAreaElement>()?;
            let at = area.selection_start().ok().flatten().unwrap_or_default() as usize;
            Some((Line::of_field(area.value(), at), area.selection_end().ok().flatten() != Some(at as u32)))
        }
    };
    let run = {
        let (act, put, now) = (props.act.clone(), put.clone(), now.clone());
        Callback::from(move |()| {
            let text = now().map(|(line, _)| line.text).unwrap_or_default();
            let text: String = text.replace("\r\n", "\n").chars().filter(|c| !is_untypable(*c)).collect();
            let lines = commands(&text);
            if idle && !lines.is_empty() {
                put(Line::default());
                act.emit(Deed::Run(lines));
            }
        })
    };
    let onkeydown = {
        let (editor, put, run, act, session) =
            (editor.clone(), put.clone(), run.clone(), props.act.clone(), session.clone());
        let (now, from) = (now.clone(), from.setter());
        Callback::from(move |event: KeyboardEvent| {
            // While an input method composes, its keys are its own.
            let Some((line, selected)) = now().filter(|_| !keyboard::is_composing(&event)) else { return };
            // Alt and Meta are the browser's; with Ctrl, Alt is how many keyboards write `@` or `|`.
            if event.alt_key() || event.meta_key() {
                return;
            }
            let press = Press { key: &event.key(), control: event.ctrl_key(), shift: event.shift_key(), selected };
            let mut next = (*editor).clone();
            let done = next.press(press, &line, &session);
            editor.set(next);
            match done {
                Done::Nothing => return,
                Done::Taken => {}
                Done::Put(line) => put(line),
                Done::Run => run.emit(()),
                Done::RunThis(line) if idle => act.emit(Deed::Run(vec![line.to_owned()])),
                Done::RunThis(_) => {}
                Done::Clear => from.set(entries),
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let oninput = {
        let (editor, typed, session, now) = (editor.clone(), typed.setter(), session.clone(), now.clone());
        Callback::from(move |_: InputEvent| {
            let Some((line, _)) = now() else { return };
            let mut next = (*editor).clone();
            next.typed(&line, &session);
            editor.set(next);
            typed.set(line);
        })
    };
    let onpaste = {
        let (put, field) = (put.clone(), field.clone());
        Callback::from(move |event: Event| {
            let (Some(text), Some(area)) = (clipboard::pasted(&event), field.cast::<HtmlTextAreaElement>()) else {
                return;
            };
            let typed = pasted(&text);
            if typed != text {
                event.prevent_default();
                let ends =
                    [area.selection_start(), area.selection_end()].map(|at| at.ok().flatten().unwrap_or_default());
                let [start, end] = ends.map(|at| Line::of_field(area.value(), at as usize).at);
                put(Line::of_field(area.value(), ends[1] as usize).replaced(start, end, &typed));
            }
        })
    };
    let choose = {
        let (editor, put) = (editor.clone(), put.clone());
        Callback::from(move |line: Line| {
            let mut next = (*editor).clone();
            next.begin();
            editor.set(next);
            put(line);
            page::focus_if_hovering(ID);
        })
    };
    let taps = use_memo((props.course.clone(), props.moment, (*typed).clone()), |(_, _, typed)| taps(typed, &session));
    let last = session.operations().last();
    let said = last.map(|operation| printed(operation)).unwrap_or_default();
    let status = match &props.busy {
        Busy::Loading(_) => words.jq_loading.to_owned(),
        Busy::Failed(_) => words.jq_failed.to_owned(),
        _ => String::new(),
    };
    let marked = editor.list.as_ref().and_then(|list| list.marked).map(|at| format!("{ID}-choice-{at}"));
    let list = editor.list.as_ref();
    let lines = typed.text.matches('\n').count() + 1;
    // Whatever opens below the line has to be in sight.
    let tail = lines * (MOST_CHOICES + 2) + list.map_or(0, |list| list.choices.len() + 1);
    let focus = Callback::from(|_: MouseEvent| page::focus_unless_selecting(ID));
    html! {
        <>
            <Terminal transcript={props.transcript.clone()} from={if *from <= entries { *from } else { 0 }} {tail} onclick={focus}>
                <div class="command-line">
                    if past {
                        <p class="command-line__past">
                            { words.sandbox_past }{ " " }
                            <button type="button" class="tap" onclick={dispatch.on(|| Action::Walk(Walk::Last))}>{ words.sandbox_to_end }</button>
                        </p>
                    }
                    if let Busy::Loading(line) = &props.busy {
                        <div class="term__line"><span class="term__prompt">{ session.prompt() }</span>{ line }</div>
                    }
                    <p class="command-line__status" role="status">{ status }</p>
                    <div class="command-line__row">
                        <label class="term__prompt" for={ID} translate="no">
                            <span class="visually-hidden">{ words.sandbox_line }{ ": " }</span>{ session.prompt().trim_end().to_owned() }
                        </label>
                        <textarea id={ID} ref={field} rows={lines.to_string()} spellcheck="false" autocapitalize="off" autocomplete="off"
                            enterkeyhint="go" aria-describedby="command-line-hint" aria-autocomplete="list"
                            aria-controls={list.is_some().then_some("command-line-list")} aria-activedescendant={marked} {onkeydown} {oninput} {onpaste} />
                    </div>
                    <p id="command-line-hint" class="visually-hidden">{ words.sandbox_hint }</p>
                    if let Some(list) = list { { choices(list, &choose, words) } }
                    <p class="visually-hidden" role="status">{ aloud(&said, words) }</p>
                </div>
            </Terminal>
            <div class="taps" role="group" aria-label={words.sandbox_taps}>
                <div class="taps__choices">
                    { for taps.iter().map(|choice| {
                        let line = choice.line.clone();
                        html! { <button type="button" class="tap" title={choice.note} onclick={choose.reform(move |_| line.clone())}>{ &choice.shown }</button> }
                    }) }
                </div>
                if !typed.text.is_empty() {
                    <button type="button" class="tap" aria-label={words.sandbox_word_back} title={words.sandbox_word_back}
                        onclick={choose.reform({ let line = typed.without_last_word(); move |_| line.clone() })}><Icon sign={Sign::Erase} /></button>
                }
                <button type="button" class="tap tap--run" disabled={!idle || typed.text.trim().is_empty()}
                    onclick={run.reform(|_| page::focus_if_hovering(ID))}>{ words.sandbox_run }</button>
            </div>
        </>
    }
}

/// So many characters of what a command printed are read aloud: some ten lines, half a minute.
const MOST_ALOUD: usize = 600;

/// What a screen reader says of what a command printed.
fn aloud(said: &str, words: &Words) -> String {
    let Some((end, _)) = said.char_indices().nth(MOST_ALOUD) else { return said.to_owned() };
    format!("{}\n{}", &said[..end], words.more_lines(said[end..].lines().count()))
}

/// The open list.
fn choices(list: &List, choose: &Callback<Line>, words: &'static Words) -> Html {
    html! {
        <>
            <ul id="command-line-list" class={yew::classes!("choices", (list.source == Source::History).then_some("choices--lines"))}
                role="listbox" aria-label={words.sandbox_list}>
                { for list.choices.iter().enumerate().map(|(index, choice)| {
                    let (line, is_marked) = (choice.line.clone(), list.marked == Some(index));
                    html! {
                        <li key={index} id={format!("{ID}-choice-{index}")} role="option" aria-selected={is_marked.to_string()}
                            onclick={choose.reform(move |_| line.clone())}>
                            <span>{ &choice.shown }</span>
                            if !choice.note.is_empty() { <small>{ choice.note }</small> }
                        </li>
                    }
                }) }
            </ul>
            <p class="choices__hint">{ if list.choices.is_empty() { words.sandbox_no_match } else { words.sandbox_list_hint } }</p>
        </>
    }
}
