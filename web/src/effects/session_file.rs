//! The sandbox's session in the browser: kept between visits, written to a file and read from one.

use gloo::utils::window;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlInputElement, Storage};

const KEY: &str = "drydock.session";
/// Where a session that could not be read, or gave way to another one, is kept.
const ASIDE: &str = "drydock.session.aside";

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// The session that was kept.
pub(crate) fn read() -> Option<String> {
    storage()?.get_item(KEY).ok().flatten()
}

/// Keeps a session.
pub(crate) fn write(text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(KEY, text);
    }
}

/// Keeps a session under another name, so that nothing is lost.
pub(crate) fn set_aside(text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(ASIDE, text);
    }
}

/// The address of a file with this text.
pub(crate) fn address(text: &str) -> String {
    format!("data:text/plain;charset=utf-8,{}", js_sys::encode_uri_component(text))
}

/// Reads the file that was chosen.
pub(crate) fn chosen(input: &HtmlInputElement, done: impl FnOnce(String) + 'static) {
    let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
    input.set_value("");
    let text = file.text();
    spawn_local(async move {
        if let Ok(text) = JsFuture::from(text).await {
            done(text.as_string().unwrap_or_default());
        }
    });
}
