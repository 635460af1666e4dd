//! What is remembered in the browser.

use gloo::utils::window;
use web_sys::Storage;

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
