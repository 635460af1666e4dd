//! What is shown in the middle: the picture of the step, or the union view.

use yew::{Html, Properties, function_component, html};

use crate::context::{use_dispatch, use_words};
use crate::state::Action;
use crate::state::union::Look;

/// Which of the two is shown.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) union: bool,
}

/// Two buttons.
#[function_component]
pub(crate) fn StageTabs(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let tab = |pressed: bool, word: &'static str, look: Look| {
        let onclick = dispatch.on(move || Action::Union(look.clone()));
        html! { <button type="button" class="stage-tabs__tab" aria-pressed={pressed.to_string()} {onclick}>{ word }</button> }
    };
    html! {
        <div class="stage-tabs" role="group" aria-label={words.stage_views}>
            { tab(!props.union, words.stage, Look::Hide) }
            { tab(props.union, words.union_view, Look::Show) }
        </div>
    }
}
