//! The card of a hash: what it names, how it came to be (and again, now), where it stands, where it leads.

use std::rc::Rc;

use drydock_core::lesson::Pane;
use yew::{Callback, Html, MouseEvent, Properties, function_component, html, use_effect_with, use_node_ref, use_state};

use super::chip::{Chip, Form};
use super::formula_bar::{formula, material};
use super::icon::{Icon, Sign};
use super::recompute::Recompute;
use crate::context::{use_dispatch, use_words};
use crate::effects::{anchor, clipboard, page};
use crate::i18n::Words;
use crate::state::{Action, Overlay};
use crate::view_model::card::{Card, Use};
use crate::view_model::chips::token;
use crate::view_model::derivation::{Derivation, Recomputed};

/// What the card shows.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) card: Rc<Card>,
    /// Hashes the bytes again; `None` if there is nothing to hash at this moment.
    pub(crate) recompute: Option<Callback<(), Option<Recomputed>>>,
}

/// A dialog beside the chip that opened it; the page stays usable.
#[function_component]
pub(crate) fn ChipCard(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let frame = use_node_ref();
    let copied = use_state(|| None::<bool>);
    let chip = &props.card.chip;
    {
        let copied = copied.clone();
        use_effect_with((chip.clone(), frame.clone()), move |(_, frame)| {
            copied.set(None);
            if let Some(card) = frame.cast::<web_sys::HtmlElement>() {
                anchor::place(&card);
                let _ = card.focus();
            }
        });
    }
    use_effect_with((), |()| anchor::give_back);
    let copy = {
        let (value, copied) = (chip.value.clone(), copied.clone());
        move |_| {
            let copied = copied.clone();
            clipboard::copy(&value, move |done| copied.set(Some(done)));
        }
    };
    let Card { also, derivation, used, leads, on_trust, .. } = &*props.card;
    html! {
        <div class="chip-card" role="dialog" aria-labelledby="card-title" tabindex="-1" ref={frame}
            data-kind={token(chip.kind)}>
            <header class="chip-card__head">
                <h2 id="card-title"><span class="chip__glyph" aria-hidden="true"></span>{ words.kind(chip.kind) }</h2>
                <button type="button" class="tool tool--icon" aria-label={words.close} title={words.close}
                    onclick={dispatch.on(|| Action::Overlay(Overlay::None))}><Icon sign={Sign::Close} /></button>
            </header>
            <p class="chip-card__value" translate="no">{ &*chip.value }</p>
            <p class="chip-card__copy">
                <button type="button" class="tool" onclick={copy}><Icon sign={Sign::Copy} />{ words.copy }</button>
                <span role="status">
                    { match *copied { Some(true) => words.copied, Some(false) => words.copy_refused_short, None => "" } }
                </span>
            </p>
            <p>{ words.kind_names(chip.kind) }</p>
            if *on_trust { <p class="chip-card__trust">{ words.on_trust }</p> }
            if !also.is_empty() {
                <p>{ words.also(&also.iter().map(|kind| words.kind(*kind)).collect::<Vec<_>>()) }</p>
            }
            <h3>{ words.card_from }</h3>
            <p class="chip-card__formula">{ origin(derivation, words) }</p>
            if let Some(recompute) = &props.recompute {
                <Recompute key={chip.value.to_string()} recompute={recompute.clone()} on_trust={*on_trust} />
            }
            if !used.is_empty() {
                <h3>{ words.card_used }</h3>
                <ul class="chip-card__uses">
                    { for used.iter().map(|place| html! { <li>{ use_of(place, &dispatch, words) }</li> }) }
                </ul>
            }
            if !leads.is_empty() {
                <h3>{ words.card_leads }</h3>
                <ul class="chip-card__leads">
                    { for leads.iter().map(|chip| html! { <li><Chip chip={chip.clone()} form={Form::Word} /></li> }) }
                </ul>
            }
        </div>
    }
}

fn origin(derivation: &Derivation, words: &Words) -> Html {
    match derivation {
        Derivation::Bytes { of, at: None } => {
            html! { { words.hash_of_absent(&material(*of, words)) } }
        }
        other => formula(other, words),
    }
}

fn use_of(place: &Use, dispatch: &crate::context::Dispatch, words: &Words) -> Html {
    let (path, word) = match place {
        Use::Name(path) => (path, words.use_name),
        Use::Content(path) => (path, words.use_content),
    };
    let text = path.to_string();
    let short = text.strip_prefix("/var/lib/docker/").unwrap_or(&text).to_owned();
    let select = {
        let (path, dispatch) = (path.clone(), dispatch.clone());
        Callback::from(move |_: MouseEvent| {
            dispatch.emit(Action::Select(path.clone()));
            // Where one pane is shown at a time the card would hide that something happened.
            if page::is_narrow() {
                dispatch.emit(Action::Overlay(Overlay::None));
                dispatch.emit(Action::Show(Pane::Disk));
            }
        })
    };
    html! {
        <button type="button" class="chip-card__use" onclick={select}>
            <span class="chip-card__how">{ word }</span><span translate="no">{ abridged(&short) }</span>
        </button>
    }
}

/// A path with its hashes shortened.
fn abridged(path: &str) -> String {
    let names: Vec<String> = path
        .split('/')
        .map(|name| if name.len() > 40 && name.is_ascii() { format!("{}…", &name[..12]) } else { name.to_owned() })
        .collect();
    names.join("/")
}
