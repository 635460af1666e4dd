//! Copying.

use gloo::utils::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ClipboardEvent, Element, Event};

/// Copies `text`, then tells whether the browser allowed it.
pub(crate) fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
    // Absent where the page is not served securely.
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    if clipboard.is_ok_and(|clipboard| clipboard.is_undefined()) {
        return done(false);
    }
    let promise = window().navigator().clipboard().write_text(text);
    spawn_local(async move { done(JsFuture::from(promise).await.is_ok()) });
}

/// The text of a paste.
pub(crate) fn pasted(event: &Event) -> Option<String> {
    event.dyn_ref::<ClipboardEvent>()?.clipboard_data()?.get_data("text/plain").ok()
}

/// Copies what is selected in a terminal as a person would want to paste it: without the prompts, and without what only screen
/// readers read.
pub(crate) fn without_prompts(event: &Event) {
    let Some(clipboard) = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data) else { return };
    // What is selected in the line that is typed is copied as it is.
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if target.is_some_and(|target| target.closest("textarea").ok().flatten().is_some()) {
        return;
    }
    let selection = window().get_selection().ok().flatten().filter(|selection| selection.range_count() > 0);
    let Some(range) = selection.and_then(|selection| selection.get_range_at(0).ok()) else { return };
    let (Ok(fragment), Ok(copy)) = (range.clone_contents(), document().create_element("div")) else { return };
    let _ = copy.append_child(&fragment);
    let unwanted = copy.query_selector_all(".term__prompt, .visually-hidden, .command-line").ok();
    for index in 0..unwanted.as_ref().map_or(0, web_sys::NodeList::length) {
        let node =
            unwanted.as_ref().and_then(|nodes| nodes.get(index)).and_then(|node| node.dyn_into::<Element>().ok());
        if let Some(element) = node {
            element.remove();
        }
    }
    if clipboard.set_data("text/plain", &copy.text_content().unwrap_or_default()).is_ok() {
        event.prevent_default();
    }
}
