//! On a small screen: which pane is shown.

use drydock_core::lesson::Pane;
use yew::{Html, Properties, function_component, html};

use crate::context::{use_dispatch, use_words};
use crate::state::Action;

/// The pane that is shown.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) pane: Pane,
    /// What the first pane is called, where it tells no story.
    #[prop_or_default]
    pub(crate) first: Option<&'static str>,
}

/// The name of a pane in class names and ids.
pub(crate) const fn pane_name(pane: Pane) -> &'static str {
    match pane {
        Pane::Story => "story",
        Pane::Stage => "stage",
        Pane::Disk => "disk",
        Pane::Terminal => "terminal",
    }
}

/// A row of buttons. Not shown where all panes are.
#[function_component]
pub(crate) fn PaneTabs(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let panes = [
        (Pane::Story, props.first.unwrap_or(words.story)),
        (Pane::Stage, words.stage),
        (Pane::Disk, words.disk),
        (Pane::Terminal, words.terminal),
    ];
    html! {
        <div class="tabs" role="group" aria-label={words.panes}>
            { for panes.into_iter().map(|(pane, word)| html! {
                <button key={pane_name(pane)} type="button" class="tabs__tab" aria-pressed={(props.pane == pane).to_string()}
                    onclick={dispatch.on(move || Action::Show(pane))}>{ word }</button>
            }) }
        </div>
    }
}
