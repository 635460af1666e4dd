//! The document as a whole: language, theme, title, what the reader's system prefers.

use std::cell::Cell;
use std::rc::Rc;

use drydock_core::trace::explain::Lang;
use gloo::events::EventListener;
use gloo::utils::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlDialogElement, HtmlElement, ResizeObserver};
use yew::NodeRef;

use super::settle::settle;
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

/// Calls `changed` when the system's theme becomes the other one.
pub(crate) fn on_scheme_change(changed: impl Fn() + 'static) -> Option<EventListener> {
    let list = window().match_media("(prefers-color-scheme: dark)").ok().flatten()?;
    Some(EventListener::new(&list, "change", move |_| changed()))
}

/// Whether the reader wants less motion.
pub(crate) fn reduced_motion() -> bool {
    matches("(prefers-reduced-motion: reduce)")
}

/// Whether the window has room for one column only.
pub(crate) fn is_narrow() -> bool {
    matches("(max-width: 699.98px)")
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

/// Scrolls `frame` so that what the first fitting selector finds is in sight, once the page has changed. Nothing else moves.
pub(crate) fn scroll_to(frame: &NodeRef, selectors: &'static [&'static str]) {
    let frame = frame.clone();
    settle(move || {
        let frame = frame.cast::<Element>()?;
        let target = selectors.iter().find_map(|selector| frame.query_selector(selector).ok().flatten())?;
        let (room, at) = (frame.get_bounding_client_rect(), target.get_bounding_client_rect());
        (at.top() < room.top() || at.bottom() > room.bottom()).then(|| {
            let third = room.height() / 3.0;
            let to = frame.scroll_top() + (at.top() - room.top() - third) as i32;
            move || frame.set_scroll_top(to)
        })
    });
}

/// Scrolls `frame` to its end, once the page has changed.
pub(crate) fn scroll_to_end(frame: &NodeRef) {
    let frame = frame.clone();
    settle(move || {
        let frame = frame.cast::<Element>()?;
        let end = frame.scroll_height();
        Some(move || frame.set_scroll_top(end))
    });
}

/// Looks at a frame until it is dropped.
pub(crate) struct Watched {
    observer: ResizeObserver,
    _changed: Closure<dyn FnMut()>,
    _scrolled: EventListener,
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Keeps a frame at its end when it becomes smaller or larger, unless the reader has scrolled up.
pub(crate) fn keep_at_end(frame: &NodeRef) -> Option<Watched> {
    let frame = frame.cast::<Element>()?;
    let size = |frame: &Element| (frame.client_width(), frame.client_height());
    let (at_end, seen) = (Rc::new(Cell::new(true)), Rc::new(Cell::new(size(&frame))));
    let scrolled = {
        let (at_end, seen, of) = (at_end.clone(), seen.clone(), frame.clone());
        EventListener::new(&frame, "scroll", move |_| {
            // An event from before a change of size comes after it, and says nothing of the reader.
            if seen.get() == size(&of) {
                // Where it is scrolled to has no fractions, what it holds has.
                at_end.set(of.scroll_top() + of.client_height() + 1 >= of.scroll_height());
            }
        })
    };
    let changed: Closure<dyn FnMut()> = {
        let frame = frame.clone();
        Closure::new(move || {
            seen.set(size(&frame));
            if at_end.get() {
                frame.set_scroll_top(frame.scroll_height());
            }
        })
    };
    let observer = ResizeObserver::new(changed.as_ref().unchecked_ref()).ok()?;
    observer.observe(&frame);
    Some(Watched { observer, _changed: changed, _scrolled: scrolled })
}

/// Scrolls the element of this id to its start, once the page has changed.
pub(crate) fn scroll_to_start(id: &'static str) {
    settle(move || {
        let element = document().get_element_by_id(id)?;
        (element.scroll_top() > 0).then_some(move || element.set_scroll_top(0))
    });
}

/// Opens a dialog, so that nothing behind it can be reached until it is closed. Gives it.
pub(crate) fn show_modal(dialog: &NodeRef) -> Option<HtmlDialogElement> {
    let dialog = dialog.cast::<HtmlDialogElement>().filter(|dialog| !dialog.open())?;
    let _ = dialog.show_modal();
    Some(dialog)
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

/// Another screen has come: the focus goes into it, unless something there has taken it; `from_top` shows its beginning.
pub(crate) fn arrive(from_top: bool) {
    let main = document().get_element_by_id("main").and_then(|main| main.dyn_into::<HtmlElement>().ok());
    let Some(main) = main else { return };
    if !main.contains(document().active_element().as_deref()) {
        let _ = main.focus();
    }
    if from_top {
        to_top();
    }
}

/// Sets a length in CSS pixels on an element; the page's policy allows no style in attributes.
pub(crate) fn set_length(node: &NodeRef, name: &str, pixels: usize) {
    if let Some(element) = node.cast::<HtmlElement>() {
        let _ = element.style().set_property(name, &format!("{pixels}px"));
    }
}

/// How far an element is scrolled, in CSS pixels.
pub(crate) fn scrolled(node: &NodeRef) -> usize {
    node.cast::<Element>().map_or(0, |element| usize::try_from(element.scroll_top()).unwrap_or(0))
}

/// Scrolls an element so that what lies from `top` to `bottom` within it is in sight.
pub(crate) fn scroll_into(node: &NodeRef, top: usize, bottom: usize) {
    let Some(element) = node.cast::<Element>() else { return };
    let (at, room) = (scrolled(node), usize::try_from(element.client_height()).unwrap_or(0));
    let to = if top < at {
        top
    } else if bottom > at + room {
        bottom.saturating_sub(room)
    } else {
        return;
    };
    element.set_scroll_top(i32::try_from(to).unwrap_or(i32::MAX));
}

/// The height of the window, in CSS pixels.
pub(crate) fn window_height() -> usize {
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(900.0);
    height as usize
}

/// Moves the focus into the field of this id, with the line chosen from the place on; both count from 1, in characters.
pub(crate) fn point_at(id: &str, line: usize, column: usize) {
    let field =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    let Some(field) = field else { return };
    let text = field.value();
    let mut start = 0;
    for (number, row) in text.split('\n').enumerate() {
        let units = |text: &str| text.encode_utf16().count();
        if number + 1 == line {
            let before: String = row.chars().take(column.saturating_sub(1)).collect();
            let at = |units: usize| u32::try_from(units).unwrap_or(u32::MAX);
            let _ = field.focus();
            let _ = field.set_selection_range(at(start + units(&before)), at(start + units(row)));
            // Browsers do not scroll to what is chosen.
            let lines = text.split('\n').count().max(1);
            let share = field.scroll_height() / i32::try_from(lines).unwrap_or(i32::MAX).max(1);
            field.set_scroll_top(share * (i32::try_from(number).unwrap_or(i32::MAX) - 3).max(0));
            return;
        }
        start += units(row) + 1;
    }
}

/// Scrolls an element to its top.
pub(crate) fn scroll_to_top(node: &NodeRef) {
    if let Some(element) = node.cast::<Element>() {
        element.set_scroll_top(0);
    }
}
