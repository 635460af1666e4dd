//! The container of the moment, above the image that it stands on: its files and record beside its two directories.

use std::rc::Rc;

use yew::{Classes, Html, Properties, classes, function_component, html};

use super::chip::{Chip, Form};
use crate::context::use_words;
use crate::i18n::Words;
use crate::view_model::container::{ContainerView, Deed, Item, OwnDir};
use crate::view_model::stage::{Presence, Seen};

/// The container.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) container: Rc<ContainerView>,
}

/// Four cards.
#[function_component]
pub(crate) fn ContainerCard(props: &Props) -> Html {
    let words = use_words();
    let view = &props.container;
    let is_mounted = view.mounted.presence == Presence::Present;
    let mounted = if is_mounted { words.mounted } else { words.not_mounted };
    html! {
        <section class="container-card" aria-label={words.container}>
            <header class="container-card__head">
                <Chip chip={view.id.clone()} form={Form::Word} />
                if let Some(name) = &view.name { <b translate="no">{ name }</b> }
                <span class={classes!("container-card__mounted", state(view.mounted))}>{ mounted }</span>
            </header>
            <div class="container-card__body">
                <div class="container-card__files">
                    { list("containers/…/", &view.files) }
                    { list("layerdb/mounts/…/", &view.record) }
                </div>
                <div class="container-card__stack">
                    { directory(words.own_layer, "", &view.own, words) }
                    { directory(words.init_layer, "-init", &view.init, words) }
                </div>
            </div>
        </section>
    }
}

fn state(seen: Seen) -> Classes {
    classes!(if seen.presence == Presence::Absent { "is-absent" } else { "is-present" }, seen.now.then_some("is-now"))
}

fn items(items: &[Item]) -> Html {
    let one = |(name, seen): &Item| html! { <li class={state(*seen)} translate="no">{ name }</li> };
    html! { <ul class="container-card__items">{ for items.iter().map(one) }</ul> }
}

fn list(place: &str, of: &[Item]) -> Html {
    html! { <div class="container-card__list"><code translate="no">{ place }</code>{ items(of) }</div> }
}

fn directory(title: &str, suffix: &'static str, dir: &OwnDir, words: &Words) -> Html {
    html! {
        <div class={classes!("container-card__dir", state(dir.seen))}>
            <p class="container-card__title">
                <b>{ title }</b>
                <span><Chip chip={dir.chip.clone()} /><code>{ suffix }</code></span>
                if let Some(link) = &dir.link { <Chip chip={link.clone()} /> }
            </p>
            { items(&dir.items) }
            if !dir.held.is_empty() {
                <ul class="container-card__held">
                    { for dir.held.iter().map(|held| {
                        let (class, word) = deed(held.deed, words);
                        html! {
                            <li class={classes!(class, held.now.then_some("is-now"))}>
                                <span translate="no">{ &held.path }</span>{ " " }<i>{ word }</i>
                            </li>
                        }
                    }) }
                    if dir.more > 0 { <li>{ words.more_names(dir.more) }</li> }
                </ul>
            }
        </div>
    }
}

fn deed(deed: Deed, words: &Words) -> (&'static str, &'static str) {
    match deed {
        Deed::New => ("is-new", words.mark_new),
        Deed::CopiedUp => ("is-changed", words.deed_copied),
        Deed::Whiteout => ("is-removed", words.deed_whiteout),
        Deed::Opaque => ("is-moved", words.opaque),
    }
}
