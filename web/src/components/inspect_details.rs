//! What is known of the chosen image, of containers and of mounts; each fact with how it is known.

use drydock_core::identity::Kind;
use drydock_core::inspect::picture::{ConfigBytes, Origin};
use drydock_core::inspect::words::COMMANDS;
use yew::{Callback, Html, Properties, classes, function_component, html, use_memo};

use super::chip::ChipMark;
use super::copy_line::CopyLine;
use super::inspect_screen::Chosen;
use super::recompute::Recompute;
use crate::context::use_words;
use crate::i18n::{Words, size};
use crate::state::Found;
use crate::view_model::chips::Chip;
use crate::view_model::inspect::card::{
    ContainerCard, ImageCard, LayerRow, Shown, StackCard, containers, image_card, loose_cards, recompute, stacks,
};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) found: Found,
    pub(crate) chosen: Chosen,
}

/// So many of an image's names are listed.
const MOST_NAMES: usize = 20;

/// How a fact is known, as a mark.
fn mark(origin: Option<Origin>, words: &Words) -> Html {
    let (word, class) = match origin {
        Some(Origin::Given) => (words.known_given, "is-given"),
        Some(Origin::Computed) => (words.known_computed, "is-computed"),
        Some(Origin::Inferred) => (words.known_inferred, "is-inferred"),
        None => (words.known_unknown, "is-unknown"),
    };
    html! { <span class={classes!("known", class)}>{ word }</span> }
}

fn chip(chip: Option<&Chip>) -> Html {
    chip.map(|chip| html! { <span title={chip.value.to_string()}><ChipMark chip={chip.clone()} /></span> })
        .unwrap_or_default()
}

/// The chosen image, then what else there is.
#[function_component]
pub(crate) fn InspectDetails(props: &Props) -> Html {
    let words = use_words();
    let picture = &props.found.inspection.picture;
    // Without a choice the only image there is.
    let only =
        || picture.images.keys().next().filter(|_| picture.images.len() == 1 && picture.names.is_empty()).copied();
    let id = props.chosen.image.or_else(only);
    let card = use_memo((props.found.clone(), id), |(found, id)| image_card(&found.inspection.picture, (*id)?));
    let rest = use_memo(props.found.clone(), |found| {
        let picture = &found.inspection.picture;
        (loose_cards(picture), containers(picture), stacks(picture))
    });
    let (loose, running, mounted) = &*rest;
    let again = id.map(|id| {
        let found = props.found.clone();
        Callback::from(move |()| recompute(&found, id))
    });
    html! {
        <div class="details">
            if let Some(card) = &*card { { draw_image(card, again, words) } } else { <p class="inspect__hint">{ words.inspect_choose }</p> }
            { for loose.iter().map(|card| draw_image(card, None, words)) }
            if !running.is_empty() {
                <h2>{ words.inspect_containers }</h2>
                { for running.iter().map(|container| draw_container(container, words)) }
            }
            if !mounted.is_empty() {
                <h2>{ words.inspect_stacks }</h2>
                { for mounted.iter().map(|stack| draw_stack(stack, words)) }
            }
        </div>
    }
}

fn draw_image(
    card: &ImageCard,
    again: Option<Callback<(), Option<crate::view_model::derivation::Recomputed>>>,
    words: &'static Words,
) -> Html {
    let config = match card.config.value {
        Some(ConfigBytes::Exact) => words.config_exact,
        Some(ConfigBytes::Reformatted) => words.config_reformatted,
        Some(ConfigBytes::Named) => words.config_named,
        None => words.config_unknown,
    };
    let missing = card.config.value.is_none() && card.id.is_some();
    let exact = card.config.value == Some(ConfigBytes::Exact);
    let undirected = !card.layers.is_empty() && card.layers.iter().all(|layer| layer.directory.value.is_none());
    let fact = |word: &'static str, fact: &Shown<String>| {
        html! { if let Some(value) = &fact.value { <><dt>{ word }</dt><dd>{ value }{ " " }{ mark(fact.origin, words) }</dd></> } }
    };
    let bytes = Shown { value: card.size.value.map(size), origin: card.size.origin };
    html! {
        <section class="details__image">
            <h2>
                if let Some(id) = card.id {
                    { words.col_image }{ " " }{ chip(Some(&Chip::new(Kind::ImageId, id.hex()))) }
                } else { { words.inspect_loose } }
            </h2>
            <ul class="details__names">
                { for card.names.iter().take(MOST_NAMES).map(|name| html! { <li>{ name }</li> }) }
                if card.names.len() > MOST_NAMES { <li>{ words.more_names(card.names.len() - MOST_NAMES) }</li> }
            </ul>
            <dl class="details__facts">
                { fact(words.inspect_created, &card.created) }
                { fact(words.inspect_platform, &card.platform) }
                { fact(words.inspect_size, &bytes) }
            </dl>
            if card.id.is_some() { <p>{ mark(card.config.origin, words) }{ " " }{ config }</p> }
            if missing { if let Some(id) = card.id {
                <CopyLine line={format!("cat /var/lib/docker/image/overlay2/imagedb/content/sha256/{}", id.hex())} />
            } }
            if exact { if let (Some(recompute), Some(id)) = (again, card.id) { <Recompute key={id.to_string()} {recompute} on_trust=false /> } }
            if !card.layers.is_empty() {
                <div class="details__scroll" tabindex="0" role="region" aria-label={words.inspect_layers}>
                <table class="details__layers">
                    <caption>{ words.inspect_layers }</caption>
                    <thead><tr>
                        <th scope="col">{ "#" }</th>
                        <th scope="col">{ words.kind(Kind::DiffId) }{ " " }{ mark(card.diffs, words) }</th>
                        <th scope="col">{ words.kind(Kind::ChainId) }{ " " }{ mark(card.diffs.map(|_| Origin::Computed), words) }</th>
                        <th scope="col">{ words.inspect_directory }</th>
                        <th scope="col">{ words.inspect_size }</th>
                    </tr></thead>
                    <tbody>{ for card.layers.iter().map(|layer| draw_layer(layer, words)) }</tbody>
                </table>
                </div>
            }
            if undirected {
                <p>{ words.directories_unknown }</p>
                <CopyLine line={COMMANDS[5]} />
            }
        </section>
    }
}

fn draw_layer(layer: &LayerRow, words: &Words) -> Html {
    html! {
        <tr key={layer.number}>
            <th scope="row">{ layer.number }</th>
            <td>{ chip(layer.diff.as_ref()) }{ chip(layer.digest.as_ref()) }</td>
            <td>{ chip(layer.chain.as_ref()) }</td>
            <td>{ chip(layer.directory.value.as_ref()) }{ chip(layer.link.as_ref()) }{ " " }{ mark(layer.directory.origin, words) }</td>
            <td>if let Some(bytes) = layer.size.value { { size(bytes) } } else { { mark(None, words) } }</td>
        </tr>
    }
}

fn draw_container(card: &ContainerCard, words: &Words) -> Html {
    html! {
        <dl class="details__facts">
            <dt>{ chip(Some(&card.id)) }</dt><dd>{ card.name.value.clone().unwrap_or_default() }{ " " }{ card.status.value.clone().unwrap_or_default() }</dd>
            <dt>{ words.col_image }</dt><dd>{ chip(card.image.value.as_ref()) }{ " " }{ mark(card.image.origin, words) }</dd>
            <dt>{ words.inspect_directory }</dt><dd>{ chip(card.directory.value.as_ref()) }{ " " }{ mark(card.directory.origin, words) }</dd>
        </dl>
    }
}

fn draw_stack(card: &StackCard, words: &Words) -> Html {
    html! {
        <section class="details__stack">
            if !card.target.is_empty() { <p class="details__target" translate="no">{ &card.target }</p> }
            <ol class="details__order">
                if let Some(upper) = &card.upper {
                    <li>{ chip(Some(upper)) }{ " " }<span class="known">{ words.inspect_upper }</span>{ chip(card.container.as_ref()) }</li>
                }
                { for card.lower.iter().map(|row| html! {
                    <li>
                        { chip(row.link.as_ref()) }
                        if row.directory.is_some() { { " → " }{ chip(row.directory.as_ref()) } }
                        if row.init { { " " }<span class="known">{ words.inspect_init }</span> }
                        if row.chain.is_some() { { " → " }{ chip(row.chain.as_ref()) } }
                        { &row.text }
                    </li>
                }) }
            </ol>
        </section>
    }
}
