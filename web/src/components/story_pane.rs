//! The story: one idea per stop.

use std::rc::Rc;

use drydock_core::lesson::Shown;
use drydock_core::trace::explain;
use yew::{Html, Properties, function_component, html};

use super::icon::{Icon, Sign};
use super::prediction_card::PredictionCard;
use super::prose;
use crate::context::use_words;
use crate::state::address::{Address, Place};
use crate::view_model::write::Write;

/// What the story tells.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// In the view of every write, the write.
    pub(crate) write: Option<Write>,
    /// The lesson, the chapter and the step.
    pub(crate) crumb: String,
    pub(crate) shown: Rc<Shown>,
    pub(crate) chosen: Option<usize>,
    /// Which of how many stops it is, from 0.
    pub(crate) at: usize,
    pub(crate) stops: usize,
    /// The lesson that follows: its title and address. `None` after the last.
    pub(crate) following: Option<(String, String)>,
}

/// Title, text and question of a stop.
#[function_component]
pub(crate) fn StoryPane(props: &Props) -> Html {
    let words = use_words();
    let home = Address::of(Place::Home, words.lang).to_string();
    let Props { write, crumb, shown, chosen, at, stops, following } = props;
    html! {
        <section class="story" aria-labelledby="story-title">
            <p class="story__crumb">{ crumb }</p>
            <h1 id="story-title" tabindex="-1">
                { match write {
                    Some(write) => html! { { words.write_title(write) } },
                    None => prose::line(&shown.title, words),
                } }
            </h1>
            <div class="story__progress" aria-hidden="true">
                { for (0..*stops).map(|stop| {
                    let class = match stop.cmp(at) {
                        std::cmp::Ordering::Less => "is-done",
                        std::cmp::Ordering::Equal => "is-now",
                        std::cmp::Ordering::Greater => "",
                    };
                    html! { <i {class}></i> }
                }) }
            </div>
            if let Some(write) = write {
                <div class="prose">
                    if let Some(told) = &write.told { <p>{ &told.detail }</p> }
                    <dl class="story__facts">
                        if let Some(actor) = write.actor { <dt>{ words.by }</dt><dd>{ words.actor(actor) }</dd> }
                        if let Some(group) = &write.group { <dt>{ words.part }</dt><dd>{ explain::group(group, words.lang) }</dd> }
                        <dt>{ words.command }</dt><dd><code translate="no">{ &write.line }</code></dd>
                        <dt>{ words.in_lesson }</dt><dd>{ prose::line(&shown.title, words) }</dd>
                    </dl>
                </div>
            } else {
                <div class="prose">{ prose::blocks(&shown.body, words) }</div>
                <PredictionCard shown={shown.clone()} chosen={*chosen} />
                if at + 1 == *stops {
                    <nav class="story__onward" aria-label={words.onward}>
                        if let Some((title, address)) = following {
                            <a class="tool tool--primary" href={address.clone()}>{ words.next_lesson(title) }<Icon sign={Sign::Next} /></a>
                        }
                        <a href={home.clone()}>{ words.to_lessons }</a>
                    </nav>
                }
            }
        </section>
    }
}
