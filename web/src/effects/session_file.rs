//! The sandbox's session in the browser: kept between visits, written to a file and read from one.

use std::cell::RefCell;

use drydock_core::saved::MAX_TEXT;
use gloo::utils::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlAnchorElement, HtmlInputElement, Storage};

use super::later::{Errand, finish};

/// What the browser keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// The session, as its file would be.
    Session,
    /// The lines that were taken back and can be done again.
    Undone,
    /// The sessions that were put aside.
    Shelf,
}

impl Entry {
    const fn key(self) -> &'static str {
        match self {
            Self::Session => "drydock.session",
            Self::Undone => "drydock.session.undone",
            Self::Shelf => "drydock.session.aside",
        }
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

thread_local! {
    /// The session that this tab last read or kept.
    static SEEN: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What was kept.
pub(crate) fn read(entry: Entry) -> Option<String> {
    if entry != Entry::Shelf {
        finish(Errand::Keep);
    }
    let text = storage()?.get_item(entry.key()).ok().flatten();
    if entry == Entry::Session {
        SEEN.replace(text.clone());
    }
    text
}

/// Keeps the session. Gives what another tab has kept in its place since this one last did.
pub(crate) fn keep(session: &str) -> Option<String> {
    let before = SEEN.take();
    let other = read(Entry::Session).filter(|found| before.as_ref() != Some(found));
    write(Entry::Session, session);
    SEEN.replace(Some(session.to_owned()));
    other
}

/// Keeps a text. A browser without room keeps what it had.
pub(crate) fn write(entry: Entry, text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(entry.key(), text);
    }
}

/// Gives the reader a file with this text.
pub(crate) fn download(text: &str) {
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(&format!("data:text/plain;charset=utf-8,{}", js_sys::encode_uri_component(text)));
        link.set_download("drydock-session.txt");
        link.click();
    }
}

/// Reads the file that was chosen.
pub(crate) fn chosen(input: &HtmlInputElement, done: impl FnOnce(String) + 'static) {
    let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
    input.set_value("");
    // More than any session has is not read: what is cut off here is refused for its length.
    let Ok(start) = file.slice_with_f64_and_f64(0.0, (MAX_TEXT + 1) as f64) else { return };
    let text = start.text();
    spawn_local(async move {
        if let Ok(text) = JsFuture::from(text).await {
            done(text.as_string().unwrap_or_default());
        }
    });
}
