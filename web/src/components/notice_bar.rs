//! Something that has to be told, until it is dismissed.

use yew::{Html, Properties, function_component, html};

use super::icon::{Icon, Sign};
use crate::context::{use_dispatch, use_words};
use crate::state::{Action, Notice};

/// What is told.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) notice: Option<Notice>,
}

/// The message. The region is always there, so that a screen reader hears what comes into it.
#[function_component]
pub(crate) fn NoticeBar(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let text = props.notice.map(|notice| match notice {
        Notice::SavedIsCorrupt => words.saved_corrupt,
        Notice::NothingIsSaved => words.nothing_saved,
        Notice::NoSuchStop => words.no_such_stop,
        Notice::LinkCopied => words.link_copied,
        Notice::CopyRefused => words.copy_refused,
        Notice::FileTooLarge => words.file_too_large,
    });
    html! {
        <div class="notices" role="status">
            if let Some(text) = text {
                <div class="notice">
                    <p>{ text }</p>
                    <button type="button" class="tool tool--icon" aria-label={words.dismiss} title={words.dismiss}
                        onclick={dispatch.on(|| Action::Dismiss)}><Icon sign={Sign::Close} /></button>
                </div>
            }
        </div>
    }
}
