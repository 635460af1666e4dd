//! What was given: a field to paste into, files, samples, and what each of them is.

use std::rc::Rc;

use drydock_core::inspect::words::COMMANDS;
use drydock_core::inspect::{Input, Kind, Via, visible};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Event as DomEvent, HtmlInputElement, HtmlTextAreaElement};
use yew::{Callback, Event, Html, InputEvent, Properties, TargetCast, function_component, html};

use super::copy_line::CopyLine;
use super::icon::{Icon, Sign};
use crate::context::use_words;
use crate::effects::dropped::{self, Piece};
use crate::effects::page;
use crate::state::Bench;
use crate::state::bench::LONGEST_SHOWN;
use crate::view_model::inspect::samples::{SAMPLES, Sample, sample};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) bench: Rc<Bench>,
    pub(crate) set: Callback<Bench>,
    /// Puts one more piece on it, whatever has come to it meanwhile.
    pub(crate) add: Callback<Piece>,
}

/// The id of the field, so that a problem can point into it.
pub(crate) const FIELD: &str = "inspect-field";

/// The field, the buttons and the list.
#[function_component]
pub(crate) fn InspectInputs(props: &Props) -> Html {
    let words = use_words();
    let Props { bench, set, add } = props;
    let oninput = {
        let (bench, set) = (bench.clone(), set.clone());
        Callback::from(move |event: InputEvent| {
            let field = event.target_dyn_into::<HtmlTextAreaElement>();
            let text = field.map(|field| field.value()).unwrap_or_default();
            set.emit(bench.with_text(text, words.inspect_pasted));
        })
    };
    let onpaste = {
        let (bench, add) = (bench.clone(), add.clone());
        Callback::from(move |event: DomEvent| {
            let Some(event) = event.dyn_ref::<ClipboardEvent>() else { return };
            let Some(text) = dropped::pasted(event).filter(|text| text.len() > LONGEST_SHOWN) else { return };
            event.prevent_default();
            let name = bench.free_name(words.inspect_pasted);
            add.emit(Ok(Input { name, via: Via::Paste, bytes: text.into_bytes().into() }));
        })
    };
    let onchange = {
        let add = add.clone();
        Callback::from(move |event: Event| {
            let Some(field) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let add = add.clone();
            dropped::chosen(&field, move |piece| add.emit(piece));
        })
    };
    let clear = {
        let set = set.clone();
        Callback::from(move |_| set.emit(Bench::default()))
    };
    let show_sample = |which: Sample, word: &'static str| {
        let set = set.clone();
        let onclick =
            Callback::from(move |_| set.emit(Bench::default().with_text(sample(which), words.inspect_pasted)));
        html! { <button type="button" class="tool" {onclick}>{ word }</button> }
    };
    let kinds = |number: usize| -> Vec<Kind> {
        let recognised = bench.found.iter().flat_map(|found| &found.inspection.recognised);
        recognised.filter(|item| item.input == number).map(|item| item.kind).collect()
    };
    let inputs = bench.inputs();
    html! {
        <div class="bench">
            <h1>{ words.inspect }</h1>
            <p>{ words.inspect_lead }{ " " }<strong>{ words.inspect_private }</strong></p>
            <label class="bench__label" for={FIELD}>{ words.inspect_field }</label>
            <textarea id={FIELD} class="bench__field" rows="9" spellcheck="false" autocomplete="off" autocapitalize="off"
                placeholder={words.inspect_placeholder} value={bench.text.to_string()} {oninput} {onpaste} translate="no" />
            <div class="bench__tools">
                <label class="tool bench__file">{ words.inspect_open }<input type="file" multiple=true {onchange} /></label>
                <button type="button" class="tool" aria-disabled={bench.is_empty().to_string()} onclick={clear}>{ words.inspect_clear }</button>
            </div>
            <div class="bench__tools" role="group" aria-label={words.inspect_samples}>
                <span class="bench__label">{ words.inspect_samples }</span>
                { for SAMPLES.into_iter().map(|which| show_sample(which, match which {
                    Sample::Names => words.sample_names,
                    Sample::Faults => words.sample_faults,
                    Sample::Layers => words.sample_layers,
                })) }
            </div>
            if !inputs.is_empty() {
                <ul class="bench__inputs" aria-label={words.inspect_inputs}>
                    { for inputs.iter().enumerate().map(|(number, input)| {
                        let (bench, set) = (bench.clone(), set.clone());
                        let remove = Callback::from(move |_| {
                            set.emit(bench.without(number));
                            // The button goes with its input.
                            page::focus_if_hovering(FIELD);
                        });
                        let kinds = kinds(number);
                        let known = kinds.iter().any(|kind| *kind != Kind::Unknown);
                        let name = visible(&input.name);
                        let large = input.via == Via::Paste && input.bytes.len() > LONGEST_SHOWN;
                        html! {
                            <li key={number} class={yew::classes!("bench__input", known.then_some("is-known"))}>
                                if known { <Icon sign={Sign::Check} /> }
                                <span class="bench__said">
                                    <strong>{ &name }</strong>{ " " }{ kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ") }
                                    if large { { " " }{ words.inspect_large } }
                                </span>
                                <button type="button" class="bench__remove" onclick={remove}
                                    aria-label={format!("{}: {name}", words.inspect_remove)} title={words.inspect_remove}><Icon sign={Sign::Close} /></button>
                            </li>
                        }
                    }) }
                </ul>
            }
            <details class="bench__commands">
                <summary>{ words.inspect_commands }</summary>
                <p>{ words.inspect_commands_lead }</p>
                { for COMMANDS.iter().map(|command| html! { <CopyLine line={*command} /> }) }
            </details>
        </div>
    }
}
