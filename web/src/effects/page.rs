//! The document as a whole: language, theme, title, what the reader's system prefers.

use drydock_core::trace::explain::Lang;
use gloo::utils::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement};
use yew::NodeRef;

use crate::state::address::{lang_code, lang_of};
use crate::state::preferences::Theme;

/// The first of the browser's languages that the page has; English if none.
pub(crate) fn browser_lang() -> Lang {
    let languages = window().navigator().languages();
    languages.iter().find_map(|code| lang_of(&code.as_string()?)).unwrap_or_default()
}

fn set_root(name: &str, value: Option<&str>) {
    if let Some(root) = document().document_element() {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}

/// Tells the browser the page's language.
pub(crate) fn set_lang(lang: Lang) {
    set_root(
        "lang",
        Some(match lang {
            Lang::En => lang_code(lang),
            // Simplified: decides which glyphs a font shows.
            Lang::Zh => "zh-CN",
        }),
    );
}

/// Sets the theme.
pub(crate) fn set_theme(theme: Theme) {
    set_root(
        "data-theme",
        match theme {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        },
    );
}

/// Sets the title of the window.
pub(crate) fn set_title(title: &str) {
    document().set_title(title);
}

fn matches(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// Whether the theme that is shown is the dark one.
pub(crate) fn is_dark(theme: Theme) -> bool {
    match theme {
        Theme::System => matches("(prefers-color-scheme: dark)"),
        Theme::Light => false,
        Theme::Dark => true,
    }
}

/// Whether the reader wants less motion.
pub(crate) fn reduced_motion() -> bool {
    matches("(prefers-reduced-motion: reduce)")
}

/// Moves the focus to the element of this id.
pub(crate) fn focus(id: &str) {
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
    }
}

/// Moves the focus to the element of this id, where there is a pointer that hovers: elsewhere a keyboard would come up.
pub(crate) fn focus_if_hovering(id: &str) {
    if matches("(hover: hover)") {
        focus(id);
    }
}

/// Moves the focus to the element of this id, unless something is being selected.
pub(crate) fn focus_unless_selecting(id: &str) {
    let selection = window().get_selection().ok().flatten();
    if selection.is_none_or(|selection| selection.is_collapsed()) {
        focus(id);
    }
}

/// Moves the focus to the first element within `frame` that fits.
pub(crate) fn focus_in(frame: &NodeRef, selector: &str) {
    let found = frame.cast::<Element>().and_then(|frame| frame.query_selector(selector).ok().flatten());
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _ = found.focus();
    }
}

/// The number of the row (`data-row`) that an event is about.
pub(crate) fn row_of(event: &web_sys::Event) -> Option<usize> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    element.closest("[data-row]").ok()??.get_attribute("data-row")?.parse().ok()
}

/// Moves the focus to another row of the tree that holds `element`.
pub(crate) fn focus_row(element: Option<Element>, row: usize) {
    let tree = element.and_then(|element| element.closest("[role=tree]").ok().flatten());
    let found = tree.and_then(|tree| tree.query_selector(&format!("[data-row=\"{row}\"]")).ok().flatten());
    if let Some(row) = found.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
        let _ = row.focus();
    }
}

/// Scrolls `frame` so that what the first fitting selector finds is in sight. Nothing else on the page moves.
pub(crate) fn scroll_to(frame: &NodeRef, selectors: &[&str]) {
    let Some(frame) = frame.cast::<Element>() else { return };
    let mut found = selectors.iter().filter_map(|selector| frame.query_selector(selector).ok().flatten());
    let Some(target) = found.next() else { return };
    let (room, at) = (frame.get_bounding_client_rect(), target.get_bounding_client_rect());
    if at.top() < room.top() || at.bottom() > room.bottom() {
        let third = room.height() / 3.0;
        frame.set_scroll_top(frame.scroll_top() + (at.top() - room.top() - third) as i32);
    }
}

/// Scrolls `frame` to its end.
pub(crate) fn scroll_to_end(frame: &NodeRef) {
    if let Some(frame) = frame.cast::<Element>() {
        frame.set_scroll_top(frame.scroll_height());
    }
}

/// Scrolls the element of this id to its start.
pub(crate) fn scroll_to_start(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        element.set_scroll_top(0);
    }
}

/// Opens a dialog, so that nothing behind it can be reached.
pub(crate) fn show_modal(dialog: &NodeRef) {
    if let Some(dialog) = dialog.cast::<HtmlDialogElement>().filter(|dialog| !dialog.open()) {
        let _ = dialog.show_modal();
    }
}

/// Brings the section of this id to the top and moves the focus to it.
pub(crate) fn go_to(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        element.scroll_into_view();
    }
    focus(id);
}

/// Scrolls the page to its top.
pub(crate) fn to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}
