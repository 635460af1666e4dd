//! The mount line: every directory in it leads to its slab.

use std::rc::Rc;

use drydock_core::disk::overlay2::MountMode;
use drydock_core::union::MountState;
use yew::{Callback, Html, Properties, classes, function_component, html};

use super::chip::{Chip, Form};
use crate::context::use_words;
use crate::view_model::chips::Span;
use crate::view_model::union::Stretch;

/// The line.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) line: Rc<Vec<Stretch>>,
    pub(crate) state: MountState,
    /// Whether paths in it are relative.
    pub(crate) relative: bool,
    /// Whether it is a container's.
    pub(crate) container: bool,
    /// The slab whose parts the Tab key reaches.
    pub(crate) active: usize,
    /// The slab that is pointed at.
    pub(crate) lit: Option<usize>,
    pub(crate) point: Callback<Option<usize>>,
}

/// The line, and what it means.
#[function_component]
pub(crate) fn MountLine(props: &Props) -> Html {
    let words = use_words();
    let note = match props.state {
        MountState::Mounted => words.mount_now,
        MountState::WouldBe(_) if props.container => words.mount_would,
        MountState::WouldBe(MountMode::ReadWrite) => words.mount_image,
        MountState::WouldBe(MountMode::ReadOnly) => words.mount_committed,
        MountState::Never => words.mount_never,
    };
    html! {
        <section class="mount-line" aria-label={words.mount}>
            <p class="mount-line__note">
                <b>{ words.mount }</b>{ " · " }{ note }
                if props.relative { { " " }{ words.mount_relative } }
            </p>
            if !props.line.is_empty() {
                <p class="mount-line__text" translate="no">{ for props.line.iter().map(|stretch| draw(stretch, props)) }</p>
            }
        </section>
    }
}

fn draw(stretch: &Stretch, props: &Props) -> Html {
    let skip = stretch.slab.is_some_and(|slab| slab != props.active);
    let text: Html = stretch
        .spans
        .iter()
        .map(|span| match span {
            Span::Text(text) => html! { { breakable(text) } },
            Span::Hash { chip, shown } => {
                html! { <Chip chip={chip.clone()} form={Form::Bytes} shown={shown.clone()} {skip} /> }
            }
        })
        .collect();
    let Some(slab) = stretch.slab else { return html! { <>{ text }<wbr /></> } };
    let on = {
        let point = props.point.clone();
        Callback::from(move |()| point.emit(Some(slab)))
    };
    let off = props.point.reform(|()| None);
    html! {
        <span class={classes!("mount-line__part", (props.lit == Some(slab)).then_some("is-lit"))} data-slab={slab.to_string()}
            onpointerenter={on.reform(|_| ())} onpointerleave={off.reform(|_| ())}
            onfocusin={on.reform(|_| ())} onfocusout={off.reform(|_| ())}>{ text }</span>
    }
}

/// A path may be broken behind its slashes, an option string behind its commas.
fn breakable(text: &str) -> Html {
    text.split_inclusive(['/', ',', ' ']).map(|part| html! { <>{ part }<wbr /></> }).collect()
}
