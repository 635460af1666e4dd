//! The start page: what this is, and the lessons.

use std::collections::BTreeMap;
use std::rc::Rc;

use drydock_core::lesson::{Catalogue, Entry};
use yew::{Html, Properties, function_component, html};

use super::load_state::{LoadState, Stage};
use crate::context::use_words;
use crate::state::address::{Address, LessonPlace, PagePlace, Place};
use crate::view_model::chips::{KINDS, token};
use crate::view_model::screens::screens;

/// What the page shows.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The lessons and pages, or how far they are.
    pub(crate) catalogue: Result<Rc<Catalogue>, Stage>,
    /// Where the reader was in each lesson.
    pub(crate) progress: BTreeMap<String, String>,
}

/// Hero, lessons, kinds of hash.
#[function_component]
pub(crate) fn Home(props: &Props) -> Html {
    let words = use_words();
    let address = |place: Place| Address::of(place, words.lang).to_string();
    let lesson = |entry: &Entry| {
        let at =
            |stop: Option<String>| address(Place::Lesson(LessonPlace { lesson: entry.id.clone(), stop, write: None }));
        let begun = props.progress.contains_key(&entry.id);
        html! {
            <li key={entry.id.clone()} class="lesson-card">
                <h3>{ &entry.title }</h3>
                <p>{ &entry.summary }</p>
                <p class="lesson-card__ways">
                    <a class="tool tool--primary" href={at(None)} aria-label={format!("{}: {}", if begun { words.home_continue } else { words.home_start }, entry.title)}>
                        { if begun { words.home_continue } else { words.home_start } }
                    </a>
                    <span class="lesson-card__facts">{ words.steps(entry.stops) }</span>
                </p>
            </li>
        }
    };
    html! {
        <div class="page home">
            <section class="home__hero">
                <h1>{ words.home_title }</h1>
                <p class="home__lead">{ words.home_lead }</p>
                <p class="home__private">{ words.home_private }</p>
            </section>
            <section aria-labelledby="lessons">
                <h2 id="lessons">{ words.home_lessons }</h2>
                { match &props.catalogue {
                    Ok(catalogue) => html! { <ol class="home__lessons" role="list">{ for catalogue.lessons.iter().map(lesson) }</ol> },
                    Err(stage) => html! { <LoadState stage={stage.clone()} whole={false} /> },
                } }
            </section>
            <section aria-labelledby="screens">
                <h2 id="screens">{ words.home_screens }</h2>
                <ul class="home__lessons" role="list">
                    { for screens(&Place::Home, words).into_iter().filter(|screen| !screen.here).map(|screen| html! {
                        <li class="lesson-card">
                            <h3>{ screen.title }</h3>
                            <p>{ screen.lead }</p>
                            <p class="lesson-card__ways">
                                <a class="tool" href={address(screen.place)} aria-label={words.open_screen(screen.title)}>{ words.open }</a>
                            </p>
                        </li>
                    }) }
                </ul>
            </section>
            <section aria-labelledby="kinds">
                <h2 id="kinds">{ words.home_six }</h2>
                <p>{ words.home_six_lead }</p>
                <table class="kinds">
                    <thead><tr><th scope="col">{ words.home_kind }</th><th scope="col">{ words.card_names }</th><th scope="col">{ words.home_from }</th></tr></thead>
                    <tbody>
                        { for KINDS.into_iter().map(|kind| html! {
                            <tr key={token(kind)} data-kind={token(kind)}>
                                <th scope="row"><span class="chip"><span class="chip__glyph" aria-hidden="true"></span>{ words.kind(kind) }</span></th>
                                <td>{ words.kind_names(kind) }</td>
                                <td>{ words.kind_from(kind) }</td>
                            </tr>
                        }) }
                    </tbody>
                </table>
            </section>
            <section aria-labelledby="honest">
                <h2 id="honest">{ words.home_honest }</h2>
                <p>{ words.home_honest_lead }</p>
                if let Ok(catalogue) = &props.catalogue {
                    <ul class="home__pages">
                        { for catalogue.pages.iter().map(|page| html! {
                            <li key={page.id.clone()}><a href={address(Place::Page(PagePlace::of_link(&page.id)))}>{ &page.title }</a></li>
                        }) }
                    </ul>
                }
            </section>
        </div>
    }
}
