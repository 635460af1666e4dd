//! The stage: the image's layers from the registry to the disk.
//!
//! Every card and every line is always there and carries its state as a class: appearing, connecting and vanishing are css
//! transitions between two states, forwards and backwards alike. Only what travels (the blob) is moved by `effects::motion`.

use std::rc::Rc;

use drydock_core::identity::Kind;
use yew::{Html, Properties, classes, function_component, html};

use super::chip::{Chip, Form};
use crate::context::use_words;
use crate::i18n::{Words, size};
use crate::view_model::chips::{Chip as Model, token};
use crate::view_model::stage::{Blob, LayerRow, Names, Presence, Seen, Stage as Model_};

/// What the stage shows.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) stage: Rc<Model_>,
}

/// Names on top, layers below.
#[function_component]
pub(crate) fn Stage(props: &Props) -> Html {
    let words = use_words();
    let Some(names) = &props.stage.names else {
        return html! { <p class="stage__none">{ words.no_image }</p> };
    };
    html! {
        <div class="stage__picture">
            { name_strip(names, words) }
            <div class="layers" role="table" aria-label={words.stage}>
                <div class="layers__head" role="row">
                    { head(Kind::LayerDigest, words.col_registry, words.col_registry_note, words) }
                    <span aria-hidden="true"></span>
                    { head(Kind::DiffId, words.col_config, words.col_config_note, words) }
                    <span aria-hidden="true"></span>
                    { head(Kind::ChainId, words.col_layerdb, words.col_layerdb_note, words) }
                    <span aria-hidden="true"></span>
                    { head(Kind::CacheId, words.col_overlay2, words.col_overlay2_note, words) }
                </div>
                { for props.stage.rows.iter().map(|row| html! { <Layer key={row.number} row={row.clone()} /> }) }
            </div>
        </div>
    }
}

fn head(kind: Kind, title: &str, note: &str, words: &Words) -> Html {
    html! {
        <div class="layers__column" role="columnheader" data-kind={token(kind)}>
            <span class="layers__title">{ title }{ " · " }{ note }</span>
            <span class="layers__kind"><span class="chip__glyph" aria-hidden="true"></span>{ words.kind(kind) }</span>
        </div>
    }
}

/// The state of a card or line as classes.
fn state(seen: Seen) -> yew::Classes {
    let presence = match seen.presence {
        Presence::Absent => "is-absent",
        Presence::Making => "is-making",
        Presence::Present => "is-present",
    };
    classes!(presence, seen.now.then_some("is-now"))
}

fn name_strip(names: &Names, words: &Words) -> Html {
    let (reference, tagged) = &names.reference;
    let step = |word: &str, chip: &Model, seen: Seen| {
        html! {
            <>
                <span class={classes!("names__wire", state(seen))} aria-hidden="true"></span>
                <span class={classes!("names__card", state(seen))}>
                    <span class="names__word">{ word }</span>
                    <Chip chip={chip.clone()} />
                </span>
            </>
        }
    };
    html! {
        <div class="names">
            <span class={classes!("names__card", state(*tagged))}>
                <span class="names__word">{ words.tag }</span>
                <code translate="no">{ reference }</code>
            </span>
            if let Some((chip, seen)) = &names.list { { step(words.list, chip, *seen) } }
            if let Some((chip, seen)) = &names.manifest { { step(words.manifest, chip, *seen) } }
            { step(words.image_config, &names.image.0, names.image.1) }
            if names.abridged { <span class="names__abridged" title={words.abridged_note}>{ words.abridged }</span> }
        </div>
    }
}

/// What a layer's row shows.
#[derive(PartialEq, Properties)]
struct LayerProps {
    row: LayerRow,
}

/// One layer: four cards, and the lines that tie them together.
#[function_component]
fn Layer(props: &LayerProps) -> Html {
    let words = use_words();
    let row = &props.row;
    let number = row.number;
    let packed = row.packed.map(size).unwrap_or_default();
    let chain_note = match (row.chain.1.presence, number) {
        (Presence::Absent, _) => words.not_yet,
        (Presence::Making, _) => words.in_write_set,
        (Presence::Present, 1) => words.base_chain,
        (Presence::Present, _) => words.chain_formula,
    };
    let dir_note = match row.dir.1.presence {
        Presence::Absent => words.not_yet,
        Presence::Making => words.dir_making,
        Presence::Present => words.col_overlay2_note,
    };
    html! {
        <div class={classes!("layer", row.focus.then_some("is-focus"))} role="row">
            <div class={classes!("card", state(row.digest.1))} role="cell">
                <span class="card__note"><b>{ words.layer_number(number) }</b><span class="card__size">{ " · " }{ packed }</span></span>
                { chip_or_blank(row.digest.0.as_ref()) }
                if row.blob == Blob::Registry { { blob(row, words) } }
            </div>
            <div class={classes!("wire", "wire--mapped", state(row.mapped))}>
                if row.blob == Blob::Tmp { { blob(row, words) } }
            </div>
            <div class={classes!("card", state(row.diff.1))} role="cell">
                <span class="card__note" translate="no">{ format!("diff_ids[{}]", number - 1) }</span>
                <Chip chip={row.diff.0.clone()} />
            </div>
            <div class={classes!("wire", "wire--chain", state(row.recorded))} aria-hidden="true"></div>
            <div class={classes!("card", "card--chain", state(row.chain.1))} role="cell">
                <span class="card__note"><span class="card__kind">{ words.col_layerdb }{ ": " }</span>{ chain_note }</span>
                { chip_or_blank(row.chain.0.as_ref()) }
                <span class={classes!("card__parent", state(row.parent))} aria-hidden="true"></span>
            </div>
            <div class={classes!("wire", "wire--cache", state(row.cached))} aria-hidden="true"></div>
            <div class={classes!("card", state(row.dir.1))} role="cell">
                <span class="card__note">
                    <span class="card__kind">{ words.col_overlay2 }{ ": " }</span>
                    if let Some(link) = &row.link { <Chip chip={link.clone()} /> } else { { dir_note } }
                </span>
                { chip_or_blank(row.dir.0.as_ref()) }
                if row.blob == Blob::Unpacked { { blob(row, words) } }
            </div>
        </div>
    }
}

fn chip_or_blank(chip: Option<&Model>) -> Html {
    match chip {
        Some(chip) => html! { <Chip chip={chip.clone()} form={Form::Short} /> },
        None => html! { <span class="chip chip--blank" aria-hidden="true"></span> },
    }
}

/// The layer's bytes: a parcel that travels from the registry through `tmp/` to its directory.
fn blob(row: &LayerRow, words: &Words) -> Html {
    let (class, text, place) = match row.blob {
        Blob::Registry => ("blob--packed", "gz", words.blob_registry),
        Blob::Tmp => ("blob--packed", "gz", words.blob_tmp),
        Blob::Unpacked => ("blob--files", "/", words.blob_unpacked),
    };
    html! {
        <span class={classes!("blob", class)} data-flip={format!("blob-{}", row.number)} title={place}>
            <span aria-hidden="true">{ text }</span><span class="visually-hidden">{ place }</span>
        </span>
    }
}
