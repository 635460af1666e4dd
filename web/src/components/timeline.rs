//! The timeline: where one is, and every way to go elsewhere.

use std::rc::Rc;

use yew::{Html, InputEvent, Properties, TargetCast, classes, function_component, html};

use super::icon::{Icon, Sign};
use crate::context::{use_dispatch, use_words};
use crate::state::preferences::Speed;
use crate::state::{Action, Drawer, Playing, Walk, Zoom};
use crate::view_model::timeline::{Label, Timeline as Model};

/// What the timeline shows.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) timeline: Rc<Model>,
    pub(crate) playing: Playing,
    pub(crate) speed: Speed,
    pub(crate) drawer: Drawer,
}

/// Beyond so many places they are too close for a dot each.
const MOST_DOTS: usize = 60;

/// Buttons, track, speed.
#[function_component]
pub(crate) fn Timeline(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let Props { timeline, playing, speed, drawer } = props;
    let drawer_word = if *drawer == Drawer::Open { words.hide_story } else { words.show_story };
    let walk = |walk: Walk| dispatch.on(move || Action::Walk(walk));
    let (at_start, at_end) = (timeline.at == 0, timeline.at + 1 >= timeline.places);
    let (play_sign, play_word) = match playing {
        Playing::Paused => (Sign::Play, words.play),
        Playing::Running => (Sign::Pause, words.pause),
    };
    let every_write = timeline.zoom == Zoom::Writes;
    let zoom = if every_write { Zoom::Stops } else { Zoom::Writes };
    let oninput = {
        let dispatch = dispatch.clone();
        move |event: InputEvent| {
            let value =
                event.target_dyn_into::<web_sys::HtmlInputElement>().and_then(|input| input.value().parse().ok());
            if let Some(place) = value {
                dispatch.emit(Action::Walk(Walk::To(place)));
            }
        }
    };
    let where_ = match timeline.zoom {
        Zoom::Stops => words.step_of(timeline.at + 1, timeline.places),
        Zoom::Writes => words.write_of(timeline.at, timeline.places.saturating_sub(1)),
    };
    // What leads nowhere now keeps the focus: a button that is disabled would lose it.
    html! {
        <section class="timeline" aria-label={words.timeline}>
            <button type="button" class="tool tool--icon drawer-toggle" aria-label={drawer_word} title={drawer_word}
                aria-expanded={(*drawer == Drawer::Open).to_string()} aria-controls="pane-story"
                onclick={dispatch.on(|| Action::ToggleDrawer)}><Icon sign={Sign::Story} /></button>
            <button type="button" class="tool tool--icon timeline__first" aria-label={words.first} title={words.first}
                aria-disabled={at_start.to_string()} onclick={walk(Walk::First)}><Icon sign={Sign::First} /></button>
            <button type="button" class="tool tool--icon" aria-label={words.back} title={words.back}
                aria-disabled={at_start.to_string()} onclick={walk(Walk::Back)}><Icon sign={Sign::Back} /></button>
            <button type="button" class="tool tool--primary" aria-disabled={at_end.to_string()} onclick={walk(Walk::Next)}>
                { words.next }<Icon sign={Sign::Next} />
            </button>
            <button type="button" class="tool timeline__play" aria-label={play_word} title={play_word}
                aria-disabled={(at_end && *playing == Playing::Paused).to_string()}
                onclick={dispatch.on(|| Action::TogglePlay)}><Icon sign={play_sign} /><span>{ play_word }</span></button>
            <div class="track">
                { picture(timeline) }
                <input class="track__slider" type="range" min="0" max={timeline.places.saturating_sub(1).to_string()} step="1"
                    value={timeline.at.to_string()} aria-label={words.timeline}
                    aria-valuetext={format!("{where_}: {}", timeline.title)} {oninput} />
            </div>
            <span class="timeline__where" aria-hidden="true">{ format!("{}/{}", timeline.at + 1, timeline.places) }</span>
            <button type="button" class={classes!("tool", "timeline__zoom")} aria-pressed={every_write.to_string()}
                title={words.every_write_hint} onclick={dispatch.on(move || Action::Zoom(zoom))}>{ words.every_write }</button>
            <button type="button" class="tool timeline__speed" aria-label={format!("{} {}", words.speed, speed.label())}
                title={words.speed} onclick={dispatch.on(|| Action::NextSpeed)}>{ speed.label() }</button>
        </section>
    }
}

/// Track, places and chapters, by percent of the width: nothing has to be measured.
fn picture(timeline: &Model) -> Html {
    let last = timeline.places.saturating_sub(1).max(1);
    let percent = |place: usize| format!("{:.3}%", place as f64 * 100.0 / last as f64);
    let class = |place: usize| match place.cmp(&timeline.at) {
        std::cmp::Ordering::Less => "is-done",
        std::cmp::Ordering::Equal => "is-now",
        std::cmp::Ordering::Greater => "is-ahead",
    };
    let dots = if timeline.places <= MOST_DOTS { timeline.places } else { 0 };
    // Each list by itself: beside elements without a key Yew does not go by the keys.
    html! {
        <svg class="track__picture" aria-hidden="true">
            <line class="track__line" x1="0%" x2="100%" y1="13" y2="13" />
            <line class="track__done" x1="0%" x2={percent(timeline.at)} y1="13" y2="13" />
            <>
                { for (0..dots).map(|place| html! {
                    <circle key={place} class={class(place)} cx={percent(place)} cy="13" r="4" />
                }) }
            </>
            <>
                { for timeline.chapters.iter().map(|chapter| html! {
                    <circle key={chapter.first} class={class(chapter.first)} cx={percent(chapter.first)} cy="13" r="5.5" />
                }) }
            </>
            <circle class="track__now" cx={percent(timeline.at)} cy="13" r="7" />
            <>
                { for timeline.chapters.iter().filter(|chapter| chapter.label != Label::None).map(|chapter| {
                    let anchor = if chapter.label == Label::Before { "end" } else { "start" };
                    html! {
                        <text key={chapter.first} class={class(chapter.first)} x={percent(chapter.first)} y="34"
                            text-anchor={anchor}>{ &chapter.title }</text>
                    }
                }) }
            </>
        </svg>
    }
}
