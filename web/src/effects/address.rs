//! The part of the address after `#`.

use gloo::events::EventListener;
use gloo::utils::window;
use wasm_bindgen::JsValue;

/// The fragment, with its `#`; empty if there is none.
pub(crate) fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// The whole address, for sharing.
pub(crate) fn whole() -> String {
    window().location().href().unwrap_or_default()
}

/// Writes the fragment without a new entry in the history: a step is not a page.
pub(crate) fn replace(fragment: &str) {
    if let Ok(history) = window().history() {
        // Refused only where documents are sandboxed; then the address bar stays as it is.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(fragment));
    }
}

/// Calls `changed` when the reader follows a link or goes back or forward.
pub(crate) fn on_change(changed: impl Fn(String) + 'static) -> EventListener {
    EventListener::new(&window(), "hashchange", move |_| changed(fragment()))
}
