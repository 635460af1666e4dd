//! What the moment is about: the command as a whole, or the one write of it that is shown.

use std::rc::Rc;

use drydock_core::lesson::Moment;
use yew::{Html, Properties, function_component, html};

use crate::context::{use_dispatch, use_words};
use crate::state::{Action, Course, Cursor, Walk, Zoom};
use crate::view_model::write::Write;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) course: Rc<Course>,
    pub(crate) cursor: Cursor,
    pub(crate) written: Option<Rc<Write>>,
}

/// The command, what came of it, and the way to its writes.
#[function_component]
pub(crate) fn CommandCard(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let Props { course, cursor, written } = props;
    let position = course.moments.get(cursor.moment).copied();
    let (Some(position), Some(written)) = (position, written) else {
        return html! { <p class="command-card command-card--empty">{ words.sandbox_empty }</p> };
    };
    let first = cursor.zoom == Zoom::Stops && position.operation == 0 && position.moment == Moment::Before;
    let Some(operation) = course.operations().get(position.operation).filter(|_| !first) else {
        return html! { <p class="command-card command-card--empty">{ words.sandbox_empty }</p> };
    };
    // The first write of this command.
    let start = course.moments.partition_point(|at| at.operation < position.operation) + 1;
    let walk = {
        let dispatch = dispatch.clone();
        move |_| {
            dispatch.emit(Action::Zoom(Zoom::Writes));
            dispatch.emit(Action::Walk(Walk::To(start)));
        }
    };
    let whole = dispatch.on(|| Action::Zoom(Zoom::Stops));
    html! {
        <section class="command-card">
            <p class="command-card__number">{ words.command_of(position.operation + 1, course.operations().len()) }</p>
            <h2 class="command-card__line" translate="no">{ &operation.line }</h2>
            if cursor.zoom == Zoom::Stops {
                <p class="command-card__sum">{ words.ended(operation.exit, operation.steps.len()) }</p>
                if !operation.steps.is_empty() {
                    <button type="button" class="tool" onclick={walk}>{ words.sandbox_walk }</button>
                }
            } else {
                if let Some(actor) = written.actor { <p class="command-card__actor">{ words.actor(actor) }</p> }
                <h3>{ words.write_title(written) }</h3>
                if let Some(told) = &written.told { <p>{ &told.detail }</p> }
                <button type="button" class="tool" onclick={whole}>{ words.sandbox_whole }</button>
            }
        </section>
    }
}
