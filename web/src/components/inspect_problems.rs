//! What is wrong with what was given.

use drydock_core::inspect::Severity;
use yew::{Callback, Html, Properties, function_component, html, use_memo};

use super::inspect_inputs::FIELD;
use crate::context::use_words;
use crate::effects::page;
use crate::state::Found;
use crate::view_model::inspect::problems::{Shown, problems};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) found: Found,
    /// The first input stands in the field.
    pub(crate) typed: bool,
}

/// The problems, errors first.
#[function_component]
pub(crate) fn InspectProblems(props: &Props) -> Html {
    let words = use_words();
    let shown = use_memo((props.found.clone(), words.lang), |(found, lang)| problems(found, *lang));
    let (list, more) = &*shown;
    let all = &props.found.inspection.problems;
    let errors = all.iter().filter(|problem| problem.severity() == Severity::Error).count();
    let several = props.found.inputs.len() > 1;
    let draw = |problem: &Shown| {
        let (severity, class) = match problem.severity {
            Severity::Error => (words.severity_error, "problem problem--error"),
            Severity::Warning => (words.severity_warning, "problem problem--warning"),
        };
        let place = words.line_column(problem.line, problem.column);
        let (line, column) = (problem.line, problem.column);
        let go = Callback::from(move |_| page::point_at(FIELD, line, column));
        html! {
            <li {class}>
                <p class="problem__head">
                    <strong>{ severity }</strong>
                    if several { <span>{ &problem.file }</span> }
                    if props.typed && problem.input == 0 {
                        <button type="button" class="problem__place" title={words.inspect_show_place} onclick={go}>{ place }</button>
                    } else {
                        <span>{ place }</span>
                    }
                    <code>{ problem.code }</code>
                </p>
                if !(problem.text.0.is_empty() && problem.text.1.is_empty()) {
                    <pre class="problem__line" translate="no">{ &problem.text.0 }<mark>{ &problem.text.1 }</mark></pre>
                }
                <p>{ &problem.message }</p>
                if !problem.at_start.is_empty() { <p class="problem__start">{ &problem.at_start }</p> }
                <p class="problem__help">{ &problem.help }</p>
            </li>
        }
    };
    html! {
        <div class="problems">
            <h2>{ words.inspect_problems }</h2>
            <p role="status">{ if all.is_empty() { words.inspect_no_problems.to_owned() } else { words.problems(errors, all.len() - errors) } }</p>
            <ol class="problems__list">{ for list.iter().map(draw) }</ol>
            if *more > 0 { <p>{ words.more_lines(*more) }</p> }
        </div>
    }
}
