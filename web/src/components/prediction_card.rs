//! A question before the answer: the learner guesses, then sees why each guess is right or wrong.

use std::rc::Rc;

use drydock_core::lesson::{Shown, Verdict};
use yew::{Html, Properties, classes, function_component, html};

use super::icon::{Icon, Sign};
use super::prose;
use crate::context::{use_dispatch, use_words};
use crate::state::Action;

/// What is asked, and what was answered.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) shown: Rc<Shown>,
    /// The index of the answer that was chosen.
    pub(crate) chosen: Option<usize>,
}

/// The question of a stop; nothing if it has none.
#[function_component]
pub(crate) fn PredictionCard(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let Some(posed) = &props.shown.prediction else { return Html::default() };
    let answers = posed.answers.iter().enumerate().map(|(index, answer)| {
        let chosen = props.chosen == Some(index);
        let verdict = match (chosen, answer.verdict) {
            (false, _) => None,
            (true, Verdict::Right) => Some(("answer--right", Sign::Check, words.right)),
            (true, Verdict::Wrong) => Some(("answer--wrong", Sign::Cross, words.wrong)),
        };
        html! {
            <li key={answer.name.clone()} class={classes!("answer", verdict.map(|(class, ..)| class))}>
                <button type="button" class="answer__choice" aria-pressed={chosen.to_string()}
                    onclick={dispatch.on(move || Action::Answer(index))}>{ prose::marked_line(&answer.label, words) }</button>
                // Always there, so that a screen reader hears what comes into it.
                <div role="status">
                    if let Some((_, sign, word)) = verdict {
                        <p class="answer__reason">
                            <Icon {sign} /><strong>{ word }</strong>{ " " }{ prose::line(&answer.reason, words) }
                        </p>
                    }
                </div>
            </li>
        }
    });
    html! {
        <div class="prediction" role="group" aria-labelledby="question">
            <p id="question" class="prediction__question">
                <strong>{ words.predict }</strong>{ " " }{ prose::line(&posed.question, words) }
            </p>
            <ul class="prediction__answers">{ for answers }</ul>
        </div>
    }
}
