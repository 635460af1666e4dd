//! The line that is typed: history, completion as a list, the keys of a shell. Tab leaves it when there is nothing to complete.

use std::rc::Rc;

use drydock_core::completion::complete;
use drydock_core::saved::is_untypable;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};
use yew::{Callback, Html, Properties, function_component, html, use_effect_with, use_node_ref, use_state};

use crate::context::{use_dispatch, use_words};
use crate::state::sandbox::course;
use crate::state::{Action, Course};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) course: Rc<Course>,
    pub(crate) moment: usize,
}

/// A choice: the text of the whole line with it, and what is shown.
type Choices = Vec<(String, String)>;

/// Beyond so many the list is no help.
const MOST_CHOICES: usize = 40;

/// The prompt and the line.
#[function_component]
pub(crate) fn CommandLine(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let field = use_node_ref();
    let choices = use_state(Choices::new);
    // How many commands back in the history.
    let back = use_state(|| 0_usize);
    let session = &props.course.session;
    {
        let (choices, back) = (choices.clone(), back.clone());
        use_effect_with(session.operations().len(), move |_| {
            choices.set(Vec::new());
            back.set(0);
        });
    }
    let area = {
        let field = field.clone();
        move || field.cast::<HtmlTextAreaElement>()
    };
    let run = {
        let (area, now, dispatch) = (area.clone(), props.course.clone(), dispatch.clone());
        move || {
            let Some(area) = area() else { return };
            let line: String = area.value().replace("\r\n", "\n").chars().filter(|c| !is_untypable(*c)).collect();
            area.set_value("");
            let mut session = now.session.clone();
            session.run(line.trim_end_matches('\n'));
            if let Some(course) = course(&now.lesson.world, session) {
                let moment = course.moments.len().saturating_sub(1);
                dispatch.emit(Action::Sandbox(Rc::new(course), moment));
            }
        }
    };
    let keys = {
        let (area, choices, back, run, now) = (area.clone(), choices.clone(), back, run.clone(), props.course.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(area) = area() else { return };
            // While an input method composes, its keys are its own.
            if event.is_composing() {
                return;
            }
            let (value, at) = (area.value(), area.selection_start().ok().flatten().unwrap_or_default() as usize);
            let before: String = String::from_utf16_lossy(&value.encode_utf16().take(at).collect::<Vec<_>>());
            let after: String = value.encode_utf16().count().checked_sub(at).map_or_else(String::new, |_| {
                String::from_utf16_lossy(&value.encode_utf16().skip(at).collect::<Vec<_>>())
            });
            let put = |before: &str, after: &str| {
                area.set_value(&format!("{before}{after}"));
                let at = before.encode_utf16().count() as u32;
                let _ = area.set_selection_range(at, at);
            };
            let lines: Vec<&str> = now.operations().iter().map(|operation| operation.line.as_str()).collect();
            let recall = |steps: usize| {
                back.set(steps);
                put(lines.len().checked_sub(steps).and_then(|at| lines.get(at)).copied().unwrap_or_default(), "");
            };
            let control = event.ctrl_key() && !event.alt_key() && !event.meta_key();
            match (event.key().as_str(), control) {
                ("Enter", false) if !event.shift_key() => run(),
                ("ArrowUp", false) if !before.contains('\n') && *back < lines.len() => recall(*back + 1),
                ("ArrowDown", false) if !after.contains('\n') && *back > 0 => recall(*back - 1),
                ("Tab", false) if !event.shift_key() && !before.trim().is_empty() && choices.is_empty() => {
                    let found = complete(now.session.engine(), now.session.machine(), &before, before.len());
                    let start = before.get(..found.start).unwrap_or_default();
                    match &found.choices[..] {
                        [] => return,
                        [only] => put(&format!("{start}{}{}", only.text, if only.finished { " " } else { "" }), &after),
                        many => {
                            let common = found.common();
                            if before.len() - start.len() < common.len() {
                                put(&format!("{start}{common}"), &after);
                            }
                            let list = many.iter().take(MOST_CHOICES);
                            choices.set(list.map(|c| (format!("{start}{}", c.text), c.text.clone())).collect());
                        }
                    }
                }
                ("r", true) => {
                    let fits = lines.iter().rev().filter(|line| line.contains(value.trim()));
                    choices.set(fits.take(MOST_CHOICES).map(|line| ((*line).to_owned(), (*line).to_owned())).collect());
                }
                ("a", true) => put("", &value),
                ("e", true) => put(&value, ""),
                ("u", true) => put("", &after),
                ("w", true) => {
                    let kept = before.trim_end().rfind(char::is_whitespace).map_or(0, |at| at + 1);
                    put(before.get(..kept).unwrap_or_default(), &after);
                }
                ("l", true) => put(&value, ""),
                ("c", true) if area.selection_end().ok().flatten() == Some(at as u32) => put("", ""),
                ("Escape", false) if !choices.is_empty() => choices.set(Vec::new()),
                (key, _) => {
                    if key != "Tab" && key != "Shift" {
                        choices.set(Vec::new());
                    }
                    return;
                }
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let choose = |line: &str| {
        let (area, choices, line) = (area.clone(), choices.clone(), line.to_owned());
        Callback::from(move |_| {
            if let Some(area) = area() {
                area.set_value(&line);
                let _ = area.focus();
            }
            choices.set(Vec::new());
        })
    };
    // Commands to begin with, for fingers: each goes into the line and can be changed there.
    const STARTS: [&str; 4] = ["docker pull nginx", "docker images", "ls /var/lib/docker/image/overlay2", "cat "];
    let said =
        session.operations().last().map(|operation| operation.stdout() + &operation.stderr()).unwrap_or_default();
    html! {
        <div class="command-line">
            <p class="visually-hidden" role="status">{ said.chars().take(2000).collect::<String>() }</p>
            <div class="command-line__row">
                <label class="command-line__prompt" for="command-line" translate="no">{ session.prompt() }</label>
                <textarea id="command-line" ref={field} rows="1" spellcheck="false" autocapitalize="off" autocomplete="off"
                    aria-describedby="command-line-hint" aria-label={words.sandbox_line} onkeydown={keys} />
                <button type="button" class="tool" onclick={Callback::from(move |_| run())}>{ words.sandbox_run }</button>
            </div>
            <p id="command-line-hint" class="visually-hidden">{ words.sandbox_hint }</p>
            <div class="command-line__choices" role="group" aria-label={words.sandbox_choices}>
                { for choices.iter().map(|(line, text)| html! { <button type="button" class="tool" onclick={choose(line)}>{ text }</button> }) }
                if choices.is_empty() {
                    { for STARTS.iter().map(|line| html! { <button type="button" class="tool" onclick={choose(line)}>{ *line }</button> }) }
                }
            </div>
        </div>
    }
}
