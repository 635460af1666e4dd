//! A hash: short, coloured and shaped by its kind, and the same thing wherever it stands.

use yew::{Html, MouseEvent, Properties, function_component, html};

use crate::context::{use_dispatch, use_words};
use crate::effects::anchor;
use crate::state::{Action, Overlay};
use crate::view_model::chips::{Chip as Model, Span, token};

/// How a chip looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// Glyph and first characters.
    #[default]
    Short,
    /// Glyph, the kind's word and first characters.
    Word,
    /// Every character that stands there, within text.
    Bytes,
}

/// What the chip shows.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) chip: Model,
    #[prop_or_default]
    pub(crate) form: Form,
    /// The characters to show in [`Form::Bytes`].
    #[prop_or_default]
    pub(crate) shown: Option<String>,
    /// Whether the Tab key passes it by: where many stand in a row, other keys lead to it.
    #[prop_or_default]
    pub(crate) skip: bool,
}

/// A chip that opens its card.
#[function_component]
pub(crate) fn Chip(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let Props { chip, form, shown, skip } = props;
    let kind = words.kind(chip.kind);
    let onclick = {
        let chip = chip.clone();
        move |event: MouseEvent| {
            anchor::opened_by(&event);
            dispatch.emit(Action::Overlay(Overlay::Card(chip.clone())));
        }
    };
    let class = match form {
        Form::Short | Form::Word => "chip",
        Form::Bytes => "chip chip--bytes",
    };
    let text = match form {
        Form::Short | Form::Word => format!("{}…", chip.short()),
        Form::Bytes => shown.clone().unwrap_or_else(|| chip.value.to_string()),
    };
    html! {
        <button type="button" {class} data-id={chip.value.to_string()} data-kind={token(chip.kind)} {onclick}
            tabindex={skip.then_some("-1")} title={format!("{kind} {}", chip.value)}>
            <span class="chip__glyph" aria-hidden="true"></span>
            if *form == Form::Word {
                <span class="chip__word">{ kind }</span>
            } else {
                <span class="visually-hidden">{ format!("{kind} ") }</span>
            }
            <span class="chip__value">{ text }</span>
        </button>
    }
}

/// What a mark shows: a chip that is part of a row with a use of its own.
#[derive(PartialEq, Properties)]
pub(crate) struct MarkProps {
    pub(crate) chip: Model,
}

/// A chip that only shows and lights up; the row that holds it is what is pressed.
#[function_component]
pub(crate) fn ChipMark(props: &MarkProps) -> Html {
    let words = use_words();
    let chip = &props.chip;
    html! {
        <span class="chip" data-id={chip.value.to_string()} data-kind={token(chip.kind)}>
            <span class="chip__glyph" aria-hidden="true"></span>
            <span class="visually-hidden">{ format!("{} ", words.kind(chip.kind)) }</span>
            <span class="chip__value">{ format!("{}…", chip.short()) }</span>
        </span>
    }
}

/// Text with its hashes as short chips.
pub(crate) fn short_spans(spans: &[Span]) -> Html {
    spans
        .iter()
        .map(|span| match span {
            Span::Text(text) => html! { { text } },
            Span::Hash { chip, .. } => html! { <Chip chip={chip.clone()} /> },
        })
        .collect()
}

/// Text with its hashes as chips, every character as it stands.
pub(crate) fn spans(spans: &[Span]) -> Html {
    spans
        .iter()
        .map(|span| match span {
            Span::Text(text) => html! { { text } },
            Span::Hash { chip, shown } => {
                html! { <Chip chip={chip.clone()} form={Form::Bytes} shown={shown.clone()} /> }
            }
        })
        .collect()
}
