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

/// What browsers that end a composition before its last key (Safari) give as the code of that key.
const OF_THE_INPUT_METHOD: u32 = 229;

/// Whether a key belongs to an input method, which makes Chinese of it.
pub(crate) fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == OF_THE_INPUT_METHOD
}

/// The key, if it is pressed alone: with Ctrl, Alt or Meta it is the browser's (Alt and an arrow go back in the history).
pub(crate) fn plain(event: &KeyboardEvent) -> Option<String> {
    let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
    (!modified && !is_composing(event)).then(|| event.key())
}

/// Calls `press` for every key that nothing else has taken; keys for which it says so are taken.
pub(crate) fn listen(press: impl Fn(&Key) -> bool + 'static) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&document(), "keydown", options, move |event| {
        let Some(pressed) = event.dyn_ref::<KeyboardEvent>() else { return };
        let Some(name) = plain(pressed).filter(|_| !event.default_prevented()) else { return };
        let is_letter = name.chars().count() == 1;
        // With Shift, keys that have a name select text.
        let shifted = pressed.shift_key() && !is_letter;
        // A letter that is held down would make the page flash from theme to theme.
        let held = pressed.repeat() && is_letter;
        if shifted || held {
            return;
        }
        if press(&Key { name, place: place(event) }) {
            event.prevent_default();
        }
    })
}
