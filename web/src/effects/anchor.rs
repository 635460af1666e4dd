//! Where a card belongs: beside the chip that opened it.

use std::cell::RefCell;

use gloo::utils::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

thread_local! {
    static OPENER: RefCell<Option<HtmlElement>> = const { RefCell::new(None) };
}

/// Remembers what opened a card. A card that leads to the next one stays where it is, and what opened the first is remembered.
pub(crate) fn opened_by(event: &Event) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let within = |selector: &str| target.closest(selector).ok().flatten();
    if within(".chip-card").is_none() {
        OPENER.set(within("button, [data-id]").and_then(|element| element.dyn_into().ok()));
    }
}

/// Remembers what has the focus as what opened a dialog, if nothing was pressed to open it.
pub(crate) fn opened_by_key() {
    OPENER.with_borrow_mut(|opener| {
        if opener.is_none() {
            *opener = document().active_element().and_then(|element| element.dyn_into().ok());
        }
    });
}

/// Gives the focus back to what opened the card.
pub(crate) fn give_back() {
    if let Some(opener) = OPENER.take() {
        let _ = opener.focus();
    }
}

/// The space between a card and its chip, and between a card and the edge of the window, in CSS pixels.
const GAP: f64 = 8.0;

/// Puts `card` beside its chip: below it if there is room, else above; never outside the window.
pub(crate) fn place(card: &HtmlElement) {
    let number = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0);
    let (width, height) = (number(window().inner_width()), number(window().inner_height()));
    let own = card.get_bounding_client_rect();
    let (x, y) = OPENER.with_borrow(|opener| match opener {
        Some(opener) => {
            let at = opener.get_bounding_client_rect();
            let below = at.bottom() + GAP;
            let y = if below + own.height() + GAP <= height { below } else { at.top() - GAP - own.height() };
            (at.left(), y)
        }
        None => ((width - own.width()) / 2.0, (height - own.height()) / 2.0),
    });
    let within = |at: f64, size: f64, room: f64| at.min(room - size - GAP).max(GAP);
    let style = card.style();
    for (name, value) in [("left", within(x, own.width(), width)), ("top", within(y, own.height(), height))] {
        let _ = style.set_property(name, &format!("{value}px"));
    }
}
