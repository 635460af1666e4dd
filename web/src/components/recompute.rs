//! Hashing again, in front of the reader.

use yew::{Callback, Html, Properties, classes, function_component, html, use_state};

use super::icon::{Icon, Sign};
use crate::context::use_words;
use crate::view_model::derivation::{Hashed, Recomputed};

/// What is hashed.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Hashes the bytes.
    pub(crate) recompute: Callback<(), Option<Recomputed>>,
    /// Whether the bytes are known to be reconstructed.
    pub(crate) on_trust: bool,
}

/// A button, and what came out. Give it the chip as its key: another chip starts afresh.
#[function_component]
pub(crate) fn Recompute(props: &Props) -> Html {
    let words = use_words();
    let outcome = use_state(|| None::<Recomputed>);
    let onclick = {
        let (recompute, outcome) = (props.recompute.clone(), outcome.clone());
        move |_| outcome.set(recompute.emit(()))
    };
    html! {
        <div class="recompute">
            <button type="button" class="tool" {onclick}>{ words.recompute }</button>
            <div role="status">
                if let Some(outcome) = &*outcome {
                    <div class={classes!("result", if outcome.same { "result--same" } else { "result--other" })}>
                        <p class="result__what" translate="no">{ match &outcome.hashed {
                            Hashed::Text(text) => text.clone(),
                            Hashed::File(path, bytes) => format!("{path} ({})", words.bytes(*bytes as u64)),
                            Hashed::Bytes(bytes, first) => format!("{first} … ({})", words.bytes(*bytes as u64)),
                        } }</p>
                        <p class="result__hash" translate="no">{ &outcome.hash }</p>
                        <p>
                            <Icon sign={if outcome.same { Sign::Check } else { Sign::Cross }} />
                            { match (outcome.same, props.on_trust) {
                                (true, _) => words.recomputed_same,
                                (false, true) => words.recomputed_on_trust,
                                (false, false) => words.recomputed_other,
                            } }
                        </p>
                    </div>
                }
            </div>
        </div>
    }
}
