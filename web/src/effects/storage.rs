//! What is remembered in the browser.

use gloo::events::EventListener;
use gloo::utils::window;
use wasm_bindgen::JsCast;
use web_sys::{Storage, StorageEvent};

const KEY: &str = "drydock";
/// Where what could not be read is kept, so that nothing is lost.
const ASIDE: &str = "drydock.unreadable";

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing: a first visit.
    Nothing,
    /// This text.
    Text(String),
    /// The browser refuses to remember anything.
    Refused,
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Reads what is remembered.
pub(crate) fn read() -> Found {
    match storage().map(|storage| storage.get_item(KEY)) {
        Some(Ok(Some(text))) => Found::Text(text),
        Some(Ok(None)) => Found::Nothing,
        Some(Err(_)) | None => Found::Refused,
    }
}

/// Remembers `text`. A browser without room keeps what it had.
pub(crate) fn write(text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(KEY, text);
    }
}

/// Keeps `text`, which could not be read, under another name.
pub(crate) fn set_aside(text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(ASIDE, text);
    }
}

/// Calls `changed` with what another tab has remembered.
pub(crate) fn on_change(changed: impl Fn(String) + 'static) -> EventListener {
    EventListener::new(&window(), "storage", move |event| {
        let event = event.dyn_ref::<StorageEvent>().filter(|event| event.key().as_deref() == Some(KEY));
        if let Some(text) = event.and_then(StorageEvent::new_value) {
            changed(text);
        }
    })
}
