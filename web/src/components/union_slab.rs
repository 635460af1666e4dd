//! A slab: one directory of the stack, what it was asked, what it has.

use std::rc::Rc;

use yew::{Callback, Html, Properties, classes, function_component, html};

use super::chip::Chip;
use crate::context::use_words;
use crate::i18n::{Words, size as size_text};
use crate::view_model::union::{Piece, SlabView, Standing};

/// The slab.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) slab: Rc<SlabView>,
    /// Whether the Tab key reaches its chips.
    pub(crate) active: bool,
    /// Whether it, or its part of the mount line, is pointed at.
    pub(crate) lit: bool,
    /// Tells that it is pointed at, or no longer.
    pub(crate) point: Callback<Option<usize>>,
}

/// A card.
#[function_component]
pub(crate) fn UnionSlab(props: &Props) -> Html {
    let words = use_words();
    let Props { slab, active, lit, point } = props;
    let standing = match slab.standing {
        Standing::Provides => "is-provider",
        Standing::Joins => "is-joined",
        Standing::Whiteout => "is-whiteout",
        Standing::Asked => "is-asked",
        Standing::Hidden => "is-hidden",
        Standing::Idle => "is-idle",
    };
    let class = classes!(
        "slab",
        standing,
        slab.is_own.then_some("slab--own"),
        slab.is_end.then_some("is-end"),
        lit.then_some("is-lit")
    );
    let on = {
        let (point, index) = (point.clone(), slab.index);
        Callback::from(move |()| point.emit(Some(index)))
    };
    let off = point.reform(|()| None);
    html! {
        <li {class} data-slab={slab.index.to_string()} data-beat={slab.beat.to_string()}
            onpointerenter={on.reform(|_| ())} onpointerleave={off.reform(|_| ())}
            onfocusin={on.reform(|_| ())} onfocusout={off.reform(|_| ())}>
            <div class="slab__line">
                <span class="slab__probe" aria-hidden="true">{ slab.probe.map(|number| number.to_string()) }</span>
                <b class="slab__name">{ &slab.name }</b>
                if let Some((name, piece)) = &slab.has { { has(name, piece, words) } }
                if let Some(from) = &slab.copied_from { <span class="slab__from">{ words.copied_from(from) }</span> }
                <span class="slab__told">
                    if let Some(number) = slab.probe { <span class="visually-hidden">{ words.probe_number(number) }</span> }
                    { &slab.short }
                </span>
            </div>
            <p class={if slab.is_end { "slab__detail" } else { "visually-hidden" }}>{ &slab.detail }</p>
            <div class="slab__facts">
                { for slab.chips.iter().enumerate().map(|(index, chip)| html! {
                    <>
                        <Chip chip={chip.clone()} skip={!active} />
                        if index == 0 && !slab.suffix.is_empty() { <code>{ slab.suffix }</code> }
                    </>
                }) }
            </div>
            if slab.size.is_some() || slab.created_by.is_some() {
                <p class="slab__made">
                    if let Some(size) = slab.size { { size_text(size) }{ " · " } }
                    if let Some(step) = &slab.created_by { <code title={step.clone()} translate="no">{ step }</code> }
                </p>
            }
        </li>
    }
}

/// What the slab has under the name.
fn has(name: &str, piece: &Piece, words: &Words) -> Html {
    let (class, before, after) = match piece {
        Piece::Whiteout(drydock_core::overlayfs::WhiteoutForm::Device) => ("is-whiteout", Some("c 0:0"), None),
        Piece::Whiteout(drydock_core::overlayfs::WhiteoutForm::Xattr) => {
            ("is-whiteout", Some("overlay.whiteout"), None)
        }
        Piece::Dir { opaque } => ("is-dir", None, opaque.then(|| words.opaque.to_owned())),
        Piece::File(size) => ("is-file", None, Some(size_text(*size))),
        Piece::Symlink(target) => ("is-symlink", None, Some(format!("→ {target}"))),
        Piece::Special => ("is-special", None, None),
    };
    let slash = matches!(piece, Piece::Dir { .. }) && name != "/";
    html! {
        <span class={classes!("slab__has", class)} translate="no">
            if let Some(before) = before { <i>{ before }</i>{ " " } }
            <span class="slab__file">{ name }if slash { { "/" } }</span>
            if let Some(after) = after { { " " }<i>{ after }</i> }
        </span>
    }
}
