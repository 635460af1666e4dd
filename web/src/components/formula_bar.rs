//! The formula under the picture: how the hash that the step is about came to be.

use yew::{Callback, Html, Properties, classes, function_component, html};

use super::chip::{Chip, Form};
use super::recompute::Recompute;
use crate::context::use_words;
use crate::i18n::Words;
use crate::view_model::chips::{Chip as Model, token};
use crate::view_model::derivation::{Derivation, Material, Part, Recomputed};

/// The hash and how it came to be.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) chip: Model,
    pub(crate) derivation: Derivation,
    /// Hashes the bytes again; `None` if there is nothing to hash at this moment.
    pub(crate) recompute: Option<Callback<(), Option<Recomputed>>>,
    pub(crate) on_trust: bool,
}

/// `sha256( … ) = …`, with chips.
#[function_component]
pub(crate) fn FormulaBar(props: &Props) -> Html {
    let words = use_words();
    html! {
        <div class={classes!("formula")} data-kind={token(props.chip.kind)}>
            { formula(&props.derivation, words) }
            <span class="formula__sign">{ "=" }</span>
            <Chip chip={props.chip.clone()} form={Form::Word} />
            if let Some(recompute) = &props.recompute {
                <Recompute key={props.chip.value.to_string()} recompute={recompute.clone()} on_trust={props.on_trust} />
            }
        </div>
    }
}

/// The left side of the formula.
pub(crate) fn formula(derivation: &Derivation, words: &Words) -> Html {
    match derivation {
        Derivation::Text(parts) => html! {
            <>
                <span class="formula__sign" translate="no">{ "sha256(" }</span>
                { for parts.iter().map(|part| match part {
                    Part::Hash(chip) => html! {
                        <span class="formula__part" translate="no">{ "sha256:" }<Chip chip={chip.clone()} /></span>
                    },
                    Part::Blank => html! { <span class="formula__sign">{ "+ “\u{a0}” +" }</span> },
                }) }
                <span class="formula__sign">{ ")" }</span>
            </>
        },
        Derivation::Same(chip) => html! { <Chip chip={chip.clone()} form={Form::Word} /> },
        Derivation::Bytes { of, .. } => html! {
            <>
                <span class="formula__sign" translate="no">{ "sha256(" }</span>
                <span class="formula__what">{ material(*of, words) }</span>
                <span class="formula__sign">{ ")" }</span>
            </>
        },
        Derivation::Random => html! { <span class="formula__what">{ words.random }</span> },
        Derivation::Unknown => html! { <span class="formula__what">{ words.unknown_origin }</span> },
    }
}

/// What was hashed, in words.
pub(crate) fn material(of: Material, words: &Words) -> String {
    match of {
        Material::Packed(layer) => words.packed_layer(layer),
        Material::Unpacked(layer) => words.unpacked_layer(layer),
        Material::Config => words.config_bytes.to_owned(),
        Material::Manifest => words.manifest_bytes.to_owned(),
    }
}
