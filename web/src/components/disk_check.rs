//! "Check the disk": a button, and below it what does not hold.

use std::rc::Rc;

use drydock_core::lesson::Moment;
use yew::{Callback, Html, Properties, function_component, html, use_effect_with, use_state};

use crate::context::use_words;
use crate::state::Course;
use crate::view_model::disk_check::{DiskCheck, Fault, disk_check};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) course: Rc<Course>,
    pub(crate) moment: usize,
}

/// Checks the disk of the moment when asked to: rebuilding every layer's tar takes a while. Another moment takes the answer away.
#[function_component]
pub(crate) fn DiskCheckPanel(props: &Props) -> Html {
    let words = use_words();
    let result = use_state(|| None::<Rc<DiskCheck>>);
    {
        let result = result.clone();
        use_effect_with((props.course.clone(), props.moment, words.lang), move |_| result.set(None));
    }
    let check = {
        let (course, moment, lang, result) = (props.course.clone(), props.moment, words.lang, result.clone());
        Callback::from(move |_: yew::MouseEvent| {
            let trusted = course.session.machine().daemon.network().taken_on_trust();
            let at_rest = course.moments.get(moment).is_none_or(|at| !matches!(at.moment, Moment::Step(_)));
            result.set(Some(Rc::new(disk_check(course.kernel(moment), at_rest, &trusted, lang))));
        })
    };
    let told = |found: &DiskCheck| words.disk_checked(found.checks, found.faults.len());
    html! {
        <div class="disk-check">
            <button type="button" class="tool" onclick={check}>{ words.disk_check }</button>
            <p role="status">{ (*result).as_ref().map(|found| told(found)).unwrap_or_default() }</p>
            if let Some(found) = (*result).as_ref().filter(|found| !found.faults.is_empty()) {
                <ul class="disk-check__faults">{ for found.faults.iter().map(|fault| row(fault, words.disk_check_docker)) }</ul>
            }
        </div>
    }
}

fn row(fault: &Fault, docker: &str) -> Html {
    html! {
        <li>
            <p><strong>{ fault.check }</strong>{ " " }<span class="disk-check__about">{ fault.about }</span></p>
            <p><code>{ fault.path.to_string() }</code></p>
            <p>{ &fault.found }</p>
            <p class="disk-check__docker"><strong>{ docker }</strong>{ &fault.docker }</p>
        </li>
    }
}
