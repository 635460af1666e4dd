//! Keys, signs and the setting that turns single letters off.

use yew::{Html, Properties, function_component, html, use_effect_with, use_node_ref};

use super::icon::{Icon, Sign};
use crate::context::{use_dispatch, use_words};
use crate::effects::{anchor, page};
use crate::state::preferences::LetterKeys;
use crate::state::{Action, Overlay};
use crate::view_model::chips::{KINDS, token};

/// What the dialog shows.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) letters: LetterKeys,
}

/// A modal dialog.
#[function_component]
pub(crate) fn HelpDialog(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let frame = use_node_ref();
    use_effect_with(frame.clone(), |frame| {
        anchor::opened_by_key();
        let dialog = page::show_modal(frame);
        move || {
            // As long as it is open nothing else takes the focus.
            if let Some(dialog) = dialog {
                dialog.close();
            }
            anchor::give_back();
        }
    });
    let letters = match props.letters {
        LetterKeys::On => LetterKeys::Off,
        LetterKeys::Off => LetterKeys::On,
    };
    let keys: [(&[&str], &str); 9] = [
        (&["→"], words.key_next),
        (&["←"], words.key_back),
        (&["Home", "End"], words.key_ends),
        (&[words.key_space], words.key_play),
        (&["Esc"], words.key_escape),
        (&["?"], words.key_help),
        (&["w"], words.key_writes),
        (&["l"], words.key_language),
        (&["d"], words.key_theme),
    ];
    html! {
        <dialog class="help" aria-labelledby="help-title" ref={frame} onclose={dispatch.on(|| Action::Overlay(Overlay::None))}>
            <header class="help__head">
                <h2 id="help-title">{ words.help }</h2>
                <button type="button" class="tool tool--icon" aria-label={words.close} title={words.close}
                    onclick={dispatch.on(|| Action::Overlay(Overlay::None))}><Icon sign={Sign::Close} /></button>
            </header>
            <h3>{ words.help_keys }</h3>
            <dl class="help__keys">
                { for keys.iter().map(|(names, what)| html! {
                    <div>
                        <dt>{ for names.iter().map(|name| html! { <kbd>{ name }</kbd> }) }</dt>
                        <dd>{ what }</dd>
                    </div>
                }) }
            </dl>
            <label class="help__letters">
                <input type="checkbox" checked={props.letters == LetterKeys::On}
                    onchange={dispatch.on(move || Action::Letters(letters))} />
                { words.help_letters }{ " " }<kbd>{ "?" }</kbd>{ " " }<kbd>{ "w" }</kbd>{ " " }<kbd>{ "l" }</kbd>{ " " }<kbd>{ "d" }</kbd>
            </label>
            <h3>{ words.help_signs }</h3>
            <dl class="help__signs">
                { for KINDS.into_iter().map(|kind| html! {
                    <div data-kind={token(kind)}>
                        <dt><span class="chip__glyph" aria-hidden="true"></span>{ words.kind(kind) }</dt>
                        <dd>{ words.kind_from(kind) }</dd>
                    </div>
                }) }
            </dl>
            <ul class="help__marks">
                <li class="is-new"><b>{ "+" }</b>{ words.mark_new }</li>
                <li class="is-changed"><b>{ "~" }</b>{ words.mark_changed }</li>
                <li class="is-removed"><b>{ "−" }</b>{ words.mark_removed }</li>
                <li class="is-moved"><b>{ "→" }</b>{ words.mark_moved }</li>
            </ul>
        </dialog>
    }
}
