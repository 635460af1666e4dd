//! What stands where something is being loaded, or could not be.

use yew::{Html, Properties, function_component, html};

use crate::context::{use_dispatch, use_words};
use crate::state::address::{Address, Place};
use crate::state::{Action, Failure, Resource};

/// How far it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stage {
    /// It is being loaded.
    Loading,
    /// It is there; its commands are being run.
    Running,
    /// It could not be loaded.
    Failed(Resource, Failure),
}

/// What is told.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) stage: Stage,
    /// Whether it is all that the screen shows.
    #[prop_or(true)]
    pub(crate) whole: bool,
}

/// A message, and the way on.
#[function_component]
pub(crate) fn LoadState(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    match &props.stage {
        Stage::Loading => html! { <div class="load"><p role="status">{ words.loading }</p></div> },
        Stage::Running => html! { <div class="load"><p role="status">{ words.running }</p></div> },
        Stage::Failed(resource, failure) => {
            let (why, detail) = match failure {
                Failure::Network => (words.load_network, None),
                Failure::Missing => (words.load_missing, None),
                Failure::Status(status) => (words.load_network, Some(format!("HTTP {status}"))),
                Failure::Content(detail) => (words.load_unusable, Some(detail.clone())),
            };
            let home = Address::of(Place::Home, words.lang).to_string();
            let again = {
                let resource = resource.clone();
                dispatch.on(move || Action::Retry(resource.clone()))
            };
            html! {
                <div class="load" role="alert">
                    if props.whole { <h1>{ words.load_failed }</h1> } else { <h3>{ words.load_failed }</h3> }
                    <p>{ why }</p>
                    <p class="load__detail" translate="no">{ resource.to_string() }{ detail.map(|detail| format!(" — {detail}")) }</p>
                    <p class="load__ways">
                        <button type="button" class="tool tool--primary" onclick={again}>{ words.retry }</button>
                        <a href={home}>{ words.to_lessons }</a>
                    </p>
                </div>
            }
        }
    }
}
