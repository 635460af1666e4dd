//! A command to copy.

use yew::{Html, Properties, function_component, html, use_state};

use super::icon::{Icon, Sign};
use crate::context::use_words;
use crate::effects::clipboard;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) line: yew::AttrValue,
}

/// The command, and a button that copies it.
#[function_component]
pub(crate) fn CopyLine(props: &Props) -> Html {
    let words = use_words();
    let told = use_state(|| None::<&'static str>);
    let onclick = {
        let (line, told) = (props.line.clone(), told.clone());
        move |_| {
            let told = told.clone();
            clipboard::copy(&line, move |done| {
                told.set(Some(if done { words.copied_short } else { words.copy_refused_short }));
            });
        }
    };
    html! {
        <div class="copy-line">
            <code translate="no">{ &props.line }</code>
            <button type="button" class="tool tool--icon" aria-label={format!("{}: {}", words.copy, props.line)} title={words.copy} {onclick}>
                <Icon sign={Sign::Copy} />
            </button>
            <span role="status">{ told.unwrap_or_default() }</span>
        </div>
    }
}
