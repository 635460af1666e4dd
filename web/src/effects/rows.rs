//! A list of which only the rows in sight are on the page: how far it is scrolled, and the space of the rows that are not there.

use web_sys::{Element, HtmlElement};
use yew::NodeRef;

/// The height of a row in CSS pixels. The style sheet has the same in `--row`.
pub(crate) const ROW: f64 = 26.0;
/// Rows beyond either edge that are on the page, too.
const SPARE: usize = 6;

/// The rows that have to be on the page, of so many.
pub(crate) fn in_sight(frame: &NodeRef, rows: usize) -> std::ops::Range<usize> {
    // Before there is a frame: as many as a tall window could show.
    let (top, height) = frame
        .cast::<Element>()
        .map_or((0.0, 800.0), |frame| (f64::from(frame.scroll_top()), f64::from(frame.client_height())));
    let first = ((top / ROW) as usize).saturating_sub(SPARE);
    let last = ((top + height) / ROW) as usize + 1 + SPARE;
    first.min(rows)..last.min(rows)
}

/// Makes the content of the frame as high as all rows, with those on the page at their place.
pub(crate) fn make_room(content: &NodeRef, rows: usize, first: usize) {
    if let Some(content) = content.cast::<HtmlElement>() {
        let style = content.style();
        let _ = style.set_property("height", &format!("{}px", rows as f64 * ROW));
        let _ = style.set_property("padding-block-start", &format!("{}px", first as f64 * ROW));
    }
}

/// Scrolls the frame so that a row is in sight.
pub(crate) fn reveal(frame: &NodeRef, row: usize) {
    let Some(frame) = frame.cast::<Element>() else { return };
    let (top, height) = (f64::from(frame.scroll_top()), f64::from(frame.client_height()));
    let at = row as f64 * ROW;
    if at < top {
        frame.set_scroll_top(at as i32);
    } else if at + ROW > top + height {
        frame.set_scroll_top((at + ROW - height) as i32);
    }
}

/// How many rows are in sight at once.
pub(crate) fn page_of(frame: &NodeRef) -> usize {
    let height = frame.cast::<Element>().map_or(0, |frame| frame.client_height());
    ((f64::from(height) / ROW) as usize).max(2) - 1
}
