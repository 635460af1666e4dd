//! Keys that work wherever the reader is.

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

use crate::state::keys::{Key, Place};

/// Where in the page a key was pressed: some places have their own use for it.
fn place(event: &Event) -> Place {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return Place::Page };
    let within = |selector: &str| element.closest(selector).ok().flatten().is_some();
    if within("input:not([type=range]), textarea, select, [contenteditable], [data-keys=own]") {
        Place::Text
    } else if within("button, a, input, [role=treeitem], summary, [role=tab]") {
        Place::Control
    } else {
        Place::Page
    }
}

/// Calls `press` for every key that nothing else has taken; keys for which it says so are taken.
pub(crate) fn listen(press: impl Fn(&Key) -> bool + 'static) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&document(), "keydown", options, move |event| {
        let Some(pressed) = event.dyn_ref::<KeyboardEvent>() else { return };
        let modified = pressed.ctrl_key() || pressed.meta_key() || pressed.alt_key();
        if event.default_prevented() || modified || pressed.is_composing() {
            return;
        }
        if press(&Key { name: pressed.key(), place: place(event) }) {
            event.prevent_default();
        }
    })
}
