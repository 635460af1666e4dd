//! The bar across the top.

use drydock_core::lesson::Entry;
use drydock_core::trace::explain::Lang;
use yew::{
    Callback, Html, KeyboardEvent, MouseEvent, Properties, classes, function_component, html, use_effect_with,
    use_state,
};

use super::icon::{Icon, Sign};
use crate::context::{use_dispatch, use_words};
use crate::effects::anchor;
use crate::state::address::{Address, PagePlace, Place};
use crate::state::preferences::Theme;
use crate::state::{Action, Overlay};
use crate::view_model::screens::screens;

/// What the bar shows.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) place: Place,
    /// The pages that exist.
    pub(crate) pages: Vec<Entry>,
    pub(crate) dark: bool,
    /// Copies the link to the step that is shown; `None` where there is none.
    pub(crate) share: Option<Callback<MouseEvent>>,
}

/// Name, navigation, language, theme, help.
#[function_component]
pub(crate) fn Masthead(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let other = match words.lang {
        Lang::En => Lang::Zh,
        Lang::Zh => Lang::En,
    };
    let other_code = crate::state::address::lang_code(other);
    let (theme, theme_word, sign) = if props.dark {
        (Theme::Light, words.theme_light, Sign::Sun)
    } else {
        (Theme::Dark, words.theme_dark, Sign::Moon)
    };
    let help = {
        let dispatch = dispatch.clone();
        move |event: MouseEvent| {
            anchor::opened_by(&event);
            dispatch.emit(Action::Overlay(Overlay::Help));
        }
    };
    let address = |place: Place| Address::of(place, words.lang).to_string();
    let current = |is: bool| is.then_some("page");
    // Where the bar has no room for the navigation, it is a menu; following a link closes it.
    let open = use_state(|| false);
    {
        let open = open.clone();
        use_effect_with(props.place.clone(), move |_| open.set(false));
    }
    let toggle = {
        let open = open.clone();
        move |_: MouseEvent| open.set(!*open)
    };
    let escape = {
        let open = open.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" && *open {
                open.set(false);
                crate::effects::page::focus("menu");
            }
        }
    };
    html! {
        <header class="masthead">
            <a class="masthead__skip" href="#main" onclick={|event: MouseEvent| focus_main(&event)}>{ words.skip }</a>
            <a class="masthead__name" href={address(Place::Home)}>
                <img src="icon.svg" alt="" width="24" height="24" />
                <span>{ "Drydock" }</span>
            </a>
            <button type="button" class="tool tool--icon masthead__menu" id="menu" aria-label={words.menu} title={words.menu}
                aria-expanded={open.to_string()} aria-controls="nav" onclick={toggle} onkeydown={escape.clone()}><Icon sign={Sign::Menu} /></button>
            <nav class={classes!("masthead__nav", open.then_some("is-open"))} id="nav" aria-label={words.nav} onkeydown={escape}>
                { for screens(&props.place, words).into_iter().map(|screen| html! {
                    <a href={address(screen.place)} aria-current={current(screen.here)}>{ screen.title }</a>
                }) }
                { for props.pages.iter().map(|page| {
                    let place = Place::Page(PagePlace::of_link(&page.id));
                    let is = matches!(&props.place, Place::Page(place) if place.page == page.id);
                    html! { <a key={page.id.clone()} class="masthead__page" href={address(place)} aria-current={current(is)}>{ &page.title }</a> }
                }) }
            </nav>
            <div class="masthead__tools">
                <button type="button" class="tool" lang={other_code} aria-label={words.switch_language}
                    onclick={dispatch.on(move || Action::Lang(other))}>{ words.other_language }</button>
                <button type="button" class="tool tool--icon" aria-label={theme_word} title={theme_word}
                    onclick={dispatch.on(move || Action::Theme(theme))}><Icon {sign} /></button>
                <button type="button" class="tool tool--icon" aria-label={words.help} title={words.help}
                    onclick={help}><Icon sign={Sign::Help} /></button>
                if let Some(share) = &props.share {
                    <button type="button" class="tool masthead__share" aria-label={words.share} onclick={share.clone()}>
                        <Icon sign={Sign::Share} /><span>{ words.share }</span>
                    </button>
                }
            </div>
        </header>
    }
}

/// Moves the focus to the content; the address stays what it is.
fn focus_main(event: &MouseEvent) {
    event.prevent_default();
    crate::effects::page::focus("main");
}
