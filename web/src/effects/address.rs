//! The part of the address after `#`.

use gloo::events::EventListener;
use gloo::utils::window;
use wasm_bindgen::JsValue;

use super::later::{Errand, finish};

/// The fragment, with its `#`; empty if there is none.
pub(crate) fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// The whole address, for sharing.
pub(crate) fn whole() -> String {
    finish(Errand::Follow);
    window().location().href().unwrap_or_default()
}

/// Writes the fragment without a new entry in the history: a step is not a page. The entry is marked as one that was here.
pub(crate) fn replace(fragment: &str) {
    if let Ok(history) = window().history() {
        // Refused only where documents are sandboxed; then the address bar stays as it is.
        let _ = history.replace_state_with_url(&JsValue::TRUE, "", Some(fragment));
    }
}

/// Calls `changed` with the fragment when the reader follows a link (`false`) or goes back or forward to where the page was (`true`).
pub(crate) fn on_change(changed: impl Fn(&str, bool) + 'static) -> EventListener {
    EventListener::new(&window(), "hashchange", move |_| {
        let was_here = window().history().and_then(|history| history.state()).is_ok_and(|state| state.is_truthy());
        changed(&fragment(), was_here);
    })
}
